"""Reading the tables of one import, level by level, and handing what they tell to the writer."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.intake.feeds import Candidate, Feed
from steerboard.intake.history import PastFeed
from steerboard.intake.links import Absent
from steerboard.intake.tables import Bad, Row, Table
from steerboard.intake.upsert import CHUNK, Progressing, Upsert

Progress = Callable[[int, int, str], None]
LONGEST_KEY = 200


class Waiting(NamedTuple):
    """A row that links to a record of its own kind which is not there yet."""

    feed: Feed
    row: Row
    line: int
    reason: Text


class Passes:
    """The passes of one import over its tables, which are ``size`` bytes in all."""

    def __init__(self, upsert: Upsert, progress: Progress | None, size: int) -> None:
        self.upsert, self.progress = upsert, progress
        self.size, self.behind = size, 0

    def level(self, feeds: list[Feed]) -> None:
        """Take in kinds that do not link to each other, each table read once."""
        waiting: list[Waiting] = []
        for table in {id(f.table): f.table for f in feeds}.values():
            waiting += self._pass(table, [f for f in feeds if f.table is table])
        while waiting:
            left = self._again(waiting)
            if len(left) == len(waiting):
                for wait in left:
                    self.upsert.reject(wait.feed, wait.line, wait.reason)
                return
            waiting = left

    def past(self, past: PastFeed, mapped: Collection[str]) -> None:
        past.read(self.upsert, mapped)
        self.behind += past.table.size
        self._tell(past.table, 0)

    def _pass(self, table: Table, feeds: list[Feed]) -> list[Waiting]:
        takers = [(f, self.upsert.state(f.spec), list[Candidate]()) for f in feeds]
        waiting: list[Waiting] = []
        with table.reading() as reading:
            for row in reading.rows():
                if isinstance(row, Bad):
                    for feed in feeds:
                        self.upsert.reject(feed, reading.line, row.reason)
                    continue
                for feed, state, buffer in takers:
                    if wait := self._take(feed, state, buffer, row, reading.line):
                        waiting.append(wait)
                    if len(buffer) >= CHUNK:
                        self.upsert.flush(feed, buffer)
                        buffer.clear()
                        self._tell(table, reading.done())
        for feed, _, buffer in takers:
            self.upsert.flush(feed, buffer)
        self.behind += table.size
        self._tell(table, 0)
        return waiting

    def _take(
        self, feed: Feed, state: Progressing, buffer: list[Candidate], row: Row, line: int
    ) -> Waiting | None:
        """Put the record that a row tells of into the buffer, or reject it, or say that it must wait."""
        try:
            if not feed.wants(row):
                return None
            key = feed.key(row)
            times = state.seen.get(key, 0)
            if times and not feed.records.ordinal:
                if feed.records.distinct:
                    return None
                raise BadInput(
                    Text("the external id “{k}” stands twice.", "外部编号“{k}”出现了两次。").fill(k=key)
                )
            if not 0 < len(key) <= LONGEST_KEY or "\0" in key:
                raise BadInput(
                    Text("the external id is empty, too long or no text.", "外部编号为空、过长或不是文本。")
                )
            both = [getter(row) for getter in feed.getters]
            since = feed.since(row)[0] if feed.since else None
        except BadInput as error:
            self.upsert.reject(feed, line, error.text())
        except Absent as absent:
            return Waiting(feed, row, line, absent.reason)
        else:
            state.seen[key] = times + 1
            buffer.append(Candidate(key, times, both, line, since))
        return None

    def _again(self, waiting: list[Waiting]) -> list[Waiting]:
        """Try rows that waited once more; returns those that still must."""
        left: list[Waiting] = []
        taken: dict[int, tuple[Feed, list[Candidate]]] = {}
        for wait in waiting:
            feed, buffer = taken.setdefault(id(wait.feed), (wait.feed, []))
            if still := self._take(feed, self.upsert.state(feed.spec), buffer, wait.row, wait.line):
                left.append(still)
        for feed, buffer in taken.values():
            for at in range(0, len(buffer), CHUNK):
                self.upsert.flush(feed, buffer[at : at + CHUNK])
        return left

    def _tell(self, table: Table, done: int) -> None:
        if self.progress:
            self.progress(min(self.behind + done, self.size), self.size, table.name)
