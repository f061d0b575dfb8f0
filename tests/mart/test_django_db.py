"""The database fixtures keep tests apart."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from steerboard.core.clock import SystemClock
from steerboard.kinds.batch import Author, Batch, New
from steerboard.kinds.door import write
from steerboard.kinds.ledger import missing_triggers
from steerboard.records.models import Account
from tests.django_db import Records


@pytest.mark.parametrize("time", [1, 2])
def test_each_test_has_empty_records_of_its_own(any_records: Records, time: int) -> None:
    assert connections["default"].vendor == any_records.vendor
    assert Account.objects.count() == 0
    write(Batch(Author(None, "test", "try"), (New("account", {"name": "Acme"}),)), SystemClock())
    assert Account.objects.get().name == "Acme"
    assert missing_triggers() == []


def test_another_thread_sees_the_same_records(any_records: Records) -> None:
    write(Batch(Author(None, "test", "try"), (New("account", {"name": "Acme"}),)), SystemClock())
    found: list[int] = []

    def look() -> None:
        found.append(Account.objects.count())
        connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [1]
