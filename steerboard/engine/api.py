"""The engine's front door.

>>> from steerboard.engine.api import Engine                                            # doctest: +SKIP
>>> engine = Engine(store, definitions)      # a Store, and ``catalogue.library.definitions()`` # doctest: +SKIP
>>> result = engine.query(                                                              # doctest: +SKIP
...     ["win_rate", "sales_cycle_days:mean"], by=["owner.team"], grain="quarter",
...     from_=date(2017, 1, 1), to=date(2017, 12, 31), compare=["previous"],
...     rights=OWNER, calendar=Calendar(), now=clock.now(),
... )
>>> result.to_json()                                                                    # doctest: +SKIP

``definitions`` comes from ``steerboard.catalogue.library.definitions(folder)``: the shipped ones and those of a
workspace's ``kpis`` folder, checked against ``shipped_model()``. An engine holds no state of a question; it may
be kept and shared, a store only as far as its connection may.

``explain(query)`` tells how a figure comes about; ``contributions(query, kpi, …)`` lists the records behind a
cell. Everything takes the same :class:`Query`; ``query`` and friends also take its fields as keywords.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from steerboard.core.errors import Refused
from steerboard.core.periods import Grain
from steerboard.core.text import Text
from steerboard.engine.answer import Answer, Prepared, prepare, run
from steerboard.engine.available import Listed, listed
from steerboard.engine.bridge import Between, BridgeDeals, Bridges, Page, bridge_deals, bridges, whole
from steerboard.engine.contributions import Choice, Contributions, cell_query, contributions
from steerboard.engine.cube import TOTAL
from steerboard.engine.definition.library import Definitions
from steerboard.engine.explain import Explanation, explanation
from steerboard.engine.kinds.base import Key
from steerboard.engine.labels import members, places
from steerboard.engine.model import Model
from steerboard.engine.order import Places, ordered
from steerboard.engine.plan.dims import Dimensions
from steerboard.engine.query import Query
from steerboard.engine.result import Column, Figure, Member, Result, Row, Scalar
from steerboard.engine.sql.store import Store

# Each period of an answer is worked out by itself, so a century of hours would hold everybody else up.
MOST_PERIODS = 20_000
_DAYS: dict[Grain, float] = {"hour": 1 / 24, "day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365}


class Engine:
    """Answers questions from one store by one set of definitions."""

    def __init__(self, store: Store, definitions: Definitions, *, fresh_at: datetime | None = None) -> None:
        self.store = store
        self.definitions = definitions
        self.fresh_at = fresh_at
        self._dimensions = Dimensions(definitions.terms)

    @property
    def model(self) -> Model:
        """The model with what the engine works out beside it."""
        return self.definitions.terms.model

    def query(self, kpis: Sequence[str], **asked: Any) -> Result:
        """Ask for KPIs; the keywords are the fields of :class:`Query`. ``rights`` has no default."""
        return self.ask(question(kpis, **asked))

    def ask(self, query: Query) -> Result:
        """The answer to a question."""
        answer = run(self._prepared(query))
        rows = self._rows(answer)
        kept = ordered(rows, query, self._places(answer))
        cut = kept if query.limit is None else kept[: query.limit]
        prepared = answer.prepared
        return Result(
            query=query,
            columns=tuple(self._columns(answer)),
            rows=tuple(cut),
            totals=self._totals(answer) if query.totals else {},
            truncated=len(cut) < len(kept),
            versions={k.id: k.version for k in prepared.kpis},
            fresh_at=self.fresh_at,
        )

    @staticmethod
    def _totals(answer: Answer) -> dict[str, Figure]:
        prepared = answer.prepared
        return {k.id: answer.figure(k, prepared.total, TOTAL, total=True) for k in prepared.kpis}

    def explain(self, query: Query) -> Explanation:
        """How the figures of a query come about: words, parts, scope, statements.

        The statements are the general ones. That a shorter one would do, as nobody shares a record, is nothing that
        every reader may know.
        """
        return explanation(self._prepared(query, general=True))

    def contributions(
        self,
        query: Query,
        *,
        kpi: str = "",
        key: Mapping[str, Scalar] | None = None,
        period: date | datetime | None = None,
        part: str = "",
        limit: int | None = None,
        offset: int = 0,
    ) -> Contributions:
        """The records behind one cell: of ``kpi`` (the query's first), in the group ``key`` (a row's ``key``; None
        for the total), in the period that starts at ``period`` (None for all that was asked)."""
        about = cell_query(query, kpi or query.kpis[0], period, grouped=key is not None)
        return contributions(self._prepared(about), Choice(key, period, part, limit, offset))

    def bridge(self, query: Query, between: Between) -> Bridges:
        """How the open pipeline of one instant became that of another: for the scope, the groups and the reader of
        ``query``, whatever KPIs it names."""
        return bridges(self._prepared(whole(query)), between)

    def bridge_deals(self, query: Query, between: Between, page: Page) -> BridgeDeals:
        """The deals behind one step of a bridge."""
        return bridge_deals(self._prepared(whole(query)), between, page)

    def kpis(self) -> tuple[Listed, ...]:
        """All KPIs with their variants, and whether the records that they need are there."""
        return listed(self.store, self.definitions)

    def _prepared(self, query: Query, *, general: bool = False) -> Prepared:
        prepared = prepare(self.store, self.definitions, self._dimensions, query, general=general)
        span = prepared.span
        if span.grain is not None:
            days = (min(span.last, span.today) - span.first).days
            if days > MOST_PERIODS * _DAYS[span.grain]:
                raise _too_many_periods(span.grain)
        return prepared

    def _rows(self, answer: Answer) -> list[Row]:
        prepared = answer.prepared
        found = [(side, answer.groups(side)) for side in prepared.sides]
        named = self._members(answer, {key for _, keys in found for key in keys})
        rows = []
        for side, keys in found:
            figures = {k.id: answer.figures(k, side) for k in prepared.kpis}
            for key in keys:
                by = {name: named[n][key[n]] for n, name in enumerate(prepared.query.by)}
                rows.append(Row(side.frame, by, {name: figure(key) for name, figure in figures.items()}))
        return rows

    def _members(self, answer: Answer, keys: Collection[Key]) -> list[dict[Any, Member]]:
        prepared = answer.prepared
        if not prepared.checked.terms:
            return [{} for _ in prepared.query.by]
        return [
            members(self.store, prepared.scope, dim.column, {key[n] for key in keys})
            for n, dim in enumerate(prepared.checked.dims)
        ]

    def _places(self, answer: Answer) -> Places:
        found = {dim.name: places(self.store, dim.column) for dim in answer.prepared.checked.dims}
        return {name: order for name, order in found.items() if order is not None}

    @staticmethod
    def _columns(answer: Answer) -> list[Column]:
        query = answer.prepared.query
        columns = [Column("period", "period")] if query.grain else []
        columns += [Column(name, "dimension") for name in query.by]
        for kpi in answer.prepared.kpis:
            currency = (query.currency or None) if kpi.unit == "money" else None
            columns.append(Column(kpi.id, "kpi", kpi.unit, currency))
        return columns


def _too_many_periods(grain: Grain) -> Refused:
    return Refused(
        Text(
            "the question has more than {n} periods of one {g}.", "查询包含的期间（粒度 {g}）超过 {n} 个。"
        ).fill(n=MOST_PERIODS, g=grain),
        where="grain",
        hint=Text("Ask for a shorter period or a coarser grain.", "请缩短时间范围或选用更粗的粒度。"),
    )


def question(kpis: Sequence[str], **asked: Any) -> Query:
    """A query from lists as well as tuples."""
    query = Query(kpis=tuple(kpis), **asked)
    return replace(query, by=tuple(query.by), where=tuple(query.where), compare=tuple(query.compare))
