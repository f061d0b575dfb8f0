"""Following the records: one thread takes what the ledger tells as soon as it is committed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

import duckdb
from django.db import DatabaseError, connections

from steerboard.core.clock import Clock
from steerboard.core.errors import SteerboardError
from steerboard.core.workspace import Workspace
from steerboard.mart.apply import Applied, apply, rebuild
from steerboard.mart.build import open_mart

POLL = 0.1  # seconds between two looks at the ledger
AGAIN = 2.0  # seconds after a failure
REMEMBERED = 100  # steps; who has missed more is told that everything changed

_log = logging.getLogger(__name__)
News = tuple[int, frozenset[str], datetime]


class Following:
    """The mart kept in step. ``step`` counts the steps that changed something.

    ``state`` is another number after everything that may have changed the mart, a step that failed on its way included.
    """

    def __init__(self, workspace: Workspace, clock: Clock, *, using: str = "default") -> None:
        self.workspace, self.clock, self.using = workspace, clock, using
        self.mart = open_mart(workspace.mart)
        self.fresh_at = clock.now()
        self.step = self.state = 0
        self._steps: list[tuple[int, frozenset[str]]] = []
        self._turn = threading.Lock()  # one writer at a time
        self._told = threading.Condition()
        self._stopping = threading.Event()
        self.fatal = threading.Event()  # DuckDB has given the open file up: only a new process helps
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def start(self) -> None:
        """Bring the mart up to the records, then go on in a thread."""
        self.catch_up()
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        with self._told:
            self._told.notify_all()
        self._thread.join()

    def catch_up(self) -> datetime:
        """Take all that is committed now, in the caller's thread."""
        return self._do(lambda: apply(self.mart, self.workspace, self.clock, using=self.using))

    def rebuild(self) -> datetime:
        return self._do(lambda: rebuild(self.mart, self.workspace, self.clock, using=self.using))

    def wait_after(self, seen: int, patience: float = 1.0) -> News | None:
        """The steps after ``seen`` as one; None where there is none within ``patience`` seconds."""
        with self._told:
            if self.step <= seen:
                self._told.wait(patience)
            if self.step <= seen:
                return None
            tables = frozenset(t for step, names in self._steps if step > seen for t in names)
            if self._steps[0][0] > seen + 1:
                tables |= {"*"}
            return self.step, tables, self.fresh_at

    def forget(self) -> None:
        """Close what the calling thread has open on the records."""
        connections.close_all()

    def _do(self, work: Callable[[], Applied]) -> datetime:
        with self._turn:
            try:
                done = work()
            except BaseException:
                self.state += 1
                raise
            with self._told:
                self.state += bool(done.tables)  # first: nobody may take an older answer for as fresh as this
                self.fresh_at = done.fresh_at
                if done.tables:
                    self.step += 1
                    self._steps = [*self._steps, (self.step, done.tables)][-REMEMBERED:]
                    self._told.notify_all()
        return done.fresh_at

    def _follow(self) -> None:
        pause = POLL
        seen: object = None
        while not self._stopping.wait(pause):
            try:
                fresh_at = self.clock.now()
                version = self._data_version()
                if version is not None and version == seen:
                    self.fresh_at = max(self.fresh_at, fresh_at)
                else:
                    self.catch_up()
                    seen = version
                pause = POLL
            except duckdb.FatalException:
                _log.exception("the mart's file cannot be used any more")
                self.fatal.set()
                break
            except (DatabaseError, duckdb.Error, SteerboardError):
                _log.exception("the mart could not follow the records")
                self.forget()
                seen, pause = None, AGAIN
        self.forget()

    def _data_version(self) -> object:
        """A number that changes with every commit of another process; None where the database has none."""
        connection = connections[self.using]
        if connection.vendor != "sqlite":
            return None
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            return cursor.fetchone()[0]
