"""Answers from an open mart: one engine, a cache of answers, and a cursor for each reader."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from typing_extensions import override

from steerboard.catalogue.library import Library
from steerboard.core.errors import BadInput, SteerboardError
from steerboard.core.text import Text, current_language
from steerboard.core.workspace import Workspace
from steerboard.engine.api import Engine
from steerboard.engine.bridge import Between, BridgeDeals, Bridges, Page
from steerboard.engine.contributions import Contributions
from steerboard.engine.definition.draft import Draft, check_question, tried
from steerboard.engine.explain import Explanation
from steerboard.engine.query import Query
from steerboard.engine.result import Result
from steerboard.engine.rights import OWNER
from steerboard.engine.sql.store import Asked, Cell, Statement
from steerboard.engine.stores.duckdb.store import DuckDBStore
from steerboard.mart.build import Connection, versions
from steerboard.mart.codec import CODEC

CACHED = 512  # answers
NO_OPTIONS = '["m"]'
LARGE, LARGES = 1 << 20, 8  # characters beyond which an answer is large, and how many of those are kept
LARGEST = 1 << 24  # characters of an answer that is kept at all
STATEMENTS, MOST_ROWS = 2048, 500  # statements whose rows are kept, and rows of one


class Looking(DuckDBStore):
    """A store that remembers which tables it was asked about, and of each statement the rows while these are the same.

    Most statements of a question hold no time of day and read one kind: when the minute is over, or another kind has
    changed, they are not run again.
    """

    def __init__(self, connection: Connection, kept: Cache, now: Mapping[str, int]) -> None:
        super().__init__(connection)
        self.tables: set[str] = set()
        self._kept, self._now = kept, now

    @override
    def rows(self, query: Asked) -> list[tuple[Cell, ...]]:
        statement = query if isinstance(query, Statement) else Statement.of(query, self.dialect)
        self.tables |= statement.tables
        text = self.sql(statement)
        found: list[tuple[Cell, ...]] | None = self._kept.get(text, self._now)
        if found is None:
            found = super().rows(statement)
            if len(found) <= MOST_ROWS:
                self._kept.put(text, found, {t: self._now.get(t) for t in statement.tables})
        return found


@dataclass
class _Kept:
    """An answer, the versions of the tables that it was read from, and the state at which they last were the same."""

    value: Any
    tables: Mapping[str, int | None]
    state: int | None


@dataclass
class Cache:
    """Answers that hold as long as the tables that they were read from; the least lately used goes first.

    A key holds the whole question, the reader's rights and the language included.
    """

    most: int = CACHED
    hits: int = 0
    _kept: OrderedDict[str, _Kept] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def at(self, key: str, state: int | None) -> Any:
        """The answer where it was known to hold at this very state of the mart."""
        with self._lock:
            found = self._kept.get(key)
            return self._hit(key, found) if found and state is not None and found.state == state else None

    def get(self, key: str, now: Mapping[str, int], state: int | None = None) -> Any:
        """The answer where its tables have the versions ``now``, as they are at ``state`` or later."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            if any(now.get(table) != version for table, version in found.tables.items()):
                del self._kept[key]
                return None
            found.state = state
            return self._hit(key, found)

    def put(self, key: str, value: Any, tables: Mapping[str, int | None], state: int | None = None) -> None:
        with self._lock:
            self._kept[key] = _Kept(value, tables, state)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def _hit(self, key: str, found: _Kept) -> Any:
        self._kept.move_to_end(key)
        self.hits += 1
        return found.value


def no_state() -> int | None:
    """Nothing is known of the mart's state but what its tables say."""
    return None


class Answers:
    """What everybody asks of one mart. Each thread reads through a cursor of its own.

    ``state`` gives a number that is another one after every change of the mart: while it stays, what is kept is given
    without a look at the mart.
    """

    def __init__(
        self, mart: Connection, workspace: Workspace, state: Callable[[], int | None] = no_state
    ) -> None:
        self._base = mart.cursor()
        self._turn = threading.Lock()
        self.workspace = workspace
        self.state = state
        self.library = Library(workspace.kpis)
        self.cache = Cache()
        self.large = Cache(LARGES)
        self.rows = Cache(STATEMENTS)

    def reader(self) -> Reader:
        with self._turn:
            return Reader(self, self._base.cursor())

    def make_ready(self, now: datetime) -> None:
        """Read the definitions, and put the statements of each KPI together once: questions are made of the same parts.

        Whoever asks first would wait for it."""
        reader, calendar = self.reader(), self.workspace.calendar
        year = calendar.period("year", calendar.today(now))
        asked = Query(
            kpis=("none",), from_=year.start, grain="month", now=now, rights=OWNER, calendar=calendar,
            currency=self.workspace.currency,
        )  # fmt: skip
        with suppress(SteerboardError):
            for definition in self.library.now()[1]:
                with suppress(SteerboardError):
                    reader.explain(replace(asked, kpis=(definition.id,)))
        reader.close()

    def close(self) -> None:
        self._base.close()


class Reader:
    """Answers for one thread."""

    def __init__(self, answers: Answers, cursor: Connection) -> None:
        self.answers, self.cursor = answers, cursor

    def close(self) -> None:
        self.cursor.close()

    def told(self, verb: str, asked: str, options: str = NO_OPTIONS) -> str:
        """The answer to a question, both as text; what is kept is given without reading the question."""
        key = f"{verb} {current_language()} {options} {asked}"
        text: str = self._kept(key, lambda engine: _TOLD[verb](engine, question(asked), options))
        return text

    def query(self, query: Query, key: str, fresh_at: datetime) -> Result:
        found: Result = self._kept(f"query {key}", lambda engine: engine.ask(query))
        return replace(found, fresh_at=fresh_at)

    def document(self, query: Query, key: str, fresh_at: datetime) -> dict[str, Any]:
        """The answer as its JSON document, texts in the current language."""
        key = f"document {current_language()} {key}"
        found: dict[str, Any] = self._kept(key, lambda engine: engine.ask(query).to_json())
        return {**found, "fresh_at": fresh_at.isoformat()}

    def explain(self, query: Query) -> Explanation:
        with self._snapshot():
            return self._engine(DuckDBStore(self.cursor)).explain(query)

    def contributions(self, query: Query, options: Mapping[str, Any]) -> Contributions:
        with self._snapshot():
            return self._engine(DuckDBStore(self.cursor)).contributions(query, **options)

    def bridge(self, query: Query, between: Between) -> Bridges:
        key = f"bridge {query!r} {between!r}"
        found: Bridges = self._kept(key, lambda engine: engine.bridge(query, between))
        return found

    def bridge_deals(self, query: Query, between: Between, page: Page) -> BridgeDeals:
        with self._snapshot():
            return self._engine(DuckDBStore(self.cursor)).bridge_deals(query, between, page)

    def preview(self, query: Query, draft: Draft) -> dict[str, Any]:
        """What a draft comes to, as a document. Nothing of it is kept: the next key makes another one of it."""
        known, definition = tried(self.answers.library.now()[1], draft)
        check_question(query, definition)
        with self._snapshot():
            return Engine(DuckDBStore(self.cursor), known).ask(query).to_json()

    def kpis(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = self._kept("kpis", lambda e: [k.document() for k in e.kpis()])
        return found

    def _engine(self, store: DuckDBStore) -> Engine:
        return Engine(store, self.answers.library.now()[1])

    def _kept(self, key: str, ask: Callable[[Engine], Any]) -> Any:
        mark, known = self.answers.library.now()
        key, caches = mark + key, (self.answers.cache, self.answers.large)
        state = self.answers.state()  # now, so that what is read is of this state or of a later one
        for cache in caches:
            if (found := cache.at(key, state)) is not None:
                return found
        with self._snapshot():
            now = versions(self.cursor)
            for cache in caches:
                if (found := cache.get(key, now, state)) is not None:
                    return found
            store = Looking(self.cursor, self.answers.rows, now)
            found = ask(Engine(store, known))
            size = len(found) if isinstance(found, str) else 0
            if size <= LARGEST:
                caches[size > LARGE].put(key, found, {t: now.get(t) for t in store.tables}, state)
            return found

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """All that one answer reads is of one state of the mart."""
        self.cursor.execute("BEGIN TRANSACTION")
        try:
            yield
        finally:
            self.cursor.execute("ROLLBACK")


def question(text: str) -> Query:
    """The query that a message holds; raises BadInput where it is none."""
    query = CODEC.loads(text)
    if not isinstance(query, Query):
        raise BadInput(Text("this is no question.", "这不是一个查询。"))
    return query


def given(text: str, *classes: type[Any]) -> tuple[Any, ...]:
    """What a message says besides its question: values of these classes, nothing else."""
    found = CODEC.loads(text)
    values = found if isinstance(found, tuple) else (found,)
    if [type(value) for value in values] != list(classes):
        raise BadInput(Text("this message cannot be read.", "无法读取该消息。"))
    return values


_TOLD: Mapping[str, Callable[[Engine, Query, str], str]] = {
    "query": lambda engine, query, _: CODEC.dumps(engine.ask(query)),
    "document": lambda engine, query, _: json.dumps(engine.ask(query).to_json(), ensure_ascii=False),
    "contributions": lambda engine, query, options: CODEC.dumps(
        engine.contributions(query, **CODEC.loads(options))
    ),
    "bridge": lambda engine, query, options: CODEC.dumps(engine.bridge(query, given(options, Between)[0])),
    "bridge_deals": lambda engine, query, options: CODEC.dumps(
        engine.bridge_deals(query, *given(options, Between, Page))
    ),
}
