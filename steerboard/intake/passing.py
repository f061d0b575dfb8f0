"""Reading the tables of one import, level by level, and handing what they tell to the writer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.intake.feeds import Candidate, Feed
from steerboard.intake.history import PastFeed
from steerboard.intake.links import Absent
from steerboard.intake.tables import Bad, Row, Table
from steerboard.intake.upsert import CHUNK, Progressing, Upsert

Progress = Callable[[str, int, int], None]
LONGEST_KEY = 200


class Waiting(NamedTuple):
    """A row that links to a record of its own kind which is not there yet."""

    feed: Feed
    row: Row
    line: int
    reason: Text


class Passes:
    """The passes of one import over its tables. ``sizes``: bytes to read of each, all its passes together."""

    def __init__(self, upsert: Upsert, progress: Progress | None, sizes: Mapping[str, int]) -> None:
        self.upsert, self.progress, self.sizes = upsert, progress, sizes
        self.behind: dict[str, int] = defaultdict(int)

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
        self._tell(past.place, past.table.size, final=True)

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
                    # Most rows of a distinct feed tell of a record that was taken already.
                    if (key := feed.key(row)) in state.seen and feed.records.distinct:
                        continue
                    if wait := self._take(feed, state, buffer, row, key, reading.line):
                        waiting.append(wait)
                    if len(buffer) >= CHUNK:
                        self.upsert.flush(feed, buffer)
                        buffer.clear()
                        self._tell(feed.place, reading.done())
        for feed, _, buffer in takers:
            self.upsert.flush(feed, buffer)
        self._tell(feeds[0].place, table.size, final=True)
        return waiting

    def _take(
        self, feed: Feed, state: Progressing, buffer: list[Candidate], row: Row, key: str, line: int
    ) -> Waiting | None:
        """Put the record that a row tells of into the buffer, or reject it, or say that it must wait."""
        try:
            if feed.selective and not feed.wants(row):
                return None
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
            state, key = self.upsert.state(feed.spec), feed.key(wait.row)
            if still := self._take(feed, state, buffer, wait.row, key, wait.line):
                left.append(still)
        for feed, buffer in taken.values():
            for at in range(0, len(buffer), CHUNK):
                self.upsert.flush(feed, buffer[at : at + CHUNK])
        return left

    def _tell(self, place: str, done: int, *, final: bool = False) -> None:
        if self.progress and self.sizes[place]:
            self.progress(place, self.behind[place] + done, self.sizes[place])
        if final:
            self.behind[place] += done
