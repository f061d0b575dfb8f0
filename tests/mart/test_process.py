"""The mart's process itself: started, killed, started again, stopped."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from steerboard.core.clock import SystemClock
from steerboard.core.workspace import Workspace, make_workspace
from steerboard.engine.query import Query
from steerboard.engine.rights import OWNER
from steerboard.kinds.batch import Author, Batch, New
from steerboard.kinds.door import write
from steerboard.mart.client import connect
from steerboard.mart.gateway import is_served
from tests.django_db import _pointed_to, _sqlite_settings


@pytest.fixture
def workspace(sqlite_template: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A real workspace; this process writes its records, the mart's process reads them."""
    made = make_workspace(tmp_path / "w", {"name": "Test", "currency": "CNY"})
    shutil.copyfile(sqlite_template, made.records)
    with _pointed_to(_sqlite_settings(made.records)):
        yield made


@contextmanager
def process(workspace: Workspace) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "STEERBOARD_WORKSPACE": str(workspace.folder)}
    running = subprocess.Popen([sys.executable, "-m", "steerboard.mart.server"], env=environment)
    try:
        end = time.monotonic() + 60
        while not is_served(workspace):
            assert running.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        yield running
    finally:
        if running.poll() is None:
            running.kill()
        running.wait()


def win(amount: int) -> None:
    values = {"amount": Decimal(amount), "currency": "CNY", "outcome": "won", "closed_at": date(2024, 3, 5)}
    write(Batch(Author(None, "test", "try"), (New("opportunity", values),)), SystemClock())


def bookings(workspace: Workspace) -> object:
    gateway = connect(workspace)
    assert gateway is not None
    gateway.fresh()
    now = datetime(2024, 4, 1, tzinfo=UTC)
    query = Query(kpis=("bookings",), now=now, rights=OWNER, calendar=workspace.calendar)
    value = gateway.query(query).totals["bookings"].value
    gateway.close()
    return value


def test_a_killed_process_loses_nothing_and_a_stopped_one_leaves_no_socket(workspace: Workspace) -> None:
    win(1)
    with process(workspace) as first:
        assert bookings(workspace) == 1
        win(10)
        first.kill()
        first.wait()
    assert workspace.socket.exists()
    win(100)
    with process(workspace) as second:
        assert bookings(workspace) == 111
        second.send_signal(signal.SIGTERM)
        assert second.wait(30) == 0
    assert not workspace.socket.exists()
