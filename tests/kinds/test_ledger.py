"""Every way of writing reaches the change ledger, on both databases, after every migration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from steerboard.core.errors import Broken
from steerboard.kinds.ledger import check_triggers, drop_triggers, make_triggers, missing_triggers
from steerboard.kinds.models import History, Ledger
from steerboard.kinds.registry import fed_tables, kinds
from steerboard.records.models import Account
from tests.django_db import Records

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def account(**values: Any) -> Account:
    return Account(name="Acme", recorded_at=NOW, made_in=0, **values)


def entries() -> list[tuple[str, int | None]]:
    found = list(Ledger.objects.order_by("id").values_list("table", "row_id"))
    Ledger.objects.all().delete()
    return found


def raw(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


INSERTS: dict[str, Callable[[], object]] = {
    "ORM": lambda: account().save(),
    "bulk": lambda: Account.everything.bulk_create([account()]),
    "raw SQL": lambda: raw(
        "INSERT INTO records_account (name, source, ordinal, recorded_at, made_in, extra)"
        " VALUES ('Acme', 'app', 0, %s, 0, '{}')",
        NOW,
    ),
}
UPDATES: dict[str, Callable[[int], object]] = {
    "ORM": lambda pk: Account.everything.get(pk=pk).save(),
    "bulk": lambda pk: Account.everything.filter(pk=pk).update(made_in=F("made_in") + 1),
    "raw SQL": lambda pk: raw("UPDATE records_account SET name = 'Other' WHERE id = %s", pk),
}
DELETES: dict[str, Callable[[int], object]] = {
    "ORM": lambda pk: Account.everything.get(pk=pk).delete(),
    "bulk": lambda pk: Account.everything.filter(pk=pk).delete(),
    "raw SQL": lambda pk: raw("DELETE FROM records_account WHERE id = %s", pk),
    "raw SQL of all rows": lambda _: raw("DELETE FROM records_account"),
}


def made() -> int:
    row = account()
    row.save()
    Ledger.objects.all().delete()
    return int(row.pk)


@pytest.mark.parametrize("way", INSERTS)
def test_an_insert_reaches_the_ledger(any_records: Records, way: str) -> None:
    INSERTS[way]()
    assert entries() == [("account", Account.everything.get().pk)]


@pytest.mark.parametrize("way", UPDATES)
def test_an_update_reaches_the_ledger(any_records: Records, way: str) -> None:
    pk = made()
    UPDATES[way](pk)
    assert entries() == [("account", pk)]


@pytest.mark.parametrize("way", DELETES)
def test_a_delete_reaches_the_ledger(any_records: Records, way: str) -> None:
    pk = made()
    DELETES[way](pk)
    assert entries() == [("account", pk)]


def test_a_changed_key_is_an_arrival_and_a_departure(any_records: Records) -> None:
    pk = made()
    raw("UPDATE records_account SET id = %s WHERE id = %s", pk + 100, pk)
    assert sorted(e[1] or 0 for e in entries()) == [pk, pk + 100]


def test_a_history_row_stands_for_its_record(any_records: Records) -> None:
    from steerboard.kinds.models import Change

    change = Change.objects.create(at=NOW, door="test", verb="test")
    History.objects.create(
        kind="account", record_id=7, field="name", effective_at="2026-01-01", recorded_at=NOW, change=change
    )
    assert entries() == [("account", 7)]


def test_a_row_that_replace_pushes_out_is_reported_on_sqlite(records: Records) -> None:
    pk = made()
    raw("UPDATE records_account SET external_id = 'A1' WHERE id = %s", pk)
    Ledger.objects.all().delete()
    raw(
        "REPLACE INTO records_account (id, name, source, external_id, ordinal, recorded_at, made_in, extra)"
        " VALUES (%s, 'New', 'app', 'A1', 0, %s, 0, '{}')",
        pk + 1,
        NOW,
    )
    assert {row_id for _, row_id in entries()} == {pk, pk + 1}


@pytest.mark.postgres
def test_truncate_reaches_the_ledger_on_postgresql(pg_records: Records) -> None:
    raw("TRUNCATE records_account CASCADE")
    assert ("account", None) in entries()


@pytest.mark.postgres
def test_a_ledger_row_carries_its_transaction_on_postgresql(pg_records: Records) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        account().save()
        cursor.execute("SELECT xid = pg_current_xact_id() FROM kinds_ledger")
        assert cursor.fetchall() == [(True,)]


def test_every_kind_and_fed_table_is_watched_after_migrations(any_records: Records) -> None:
    assert missing_triggers() == []
    assert len(kinds()) >= 14
    assert {fed.name for fed in fed_tables()} >= {"rate"}


def test_migrating_again_keeps_the_triggers(any_records: Records) -> None:
    call_command("migrate", "records", "zero", skip_checks=True, verbosity=0)
    call_command("migrate", skip_checks=True, verbosity=0)
    assert missing_triggers() == []
    account().save()
    assert ("account", Account.everything.get().pk) in entries()


def test_a_missing_trigger_is_named_and_refused(any_records: Records) -> None:
    drop_triggers()
    with pytest.raises(Broken, match="doctor --repair"):
        check_triggers()
    make_triggers()
    check_triggers()
