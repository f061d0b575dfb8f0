"""A question to the engine: which KPIs, by what, over which time, compared with what, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal, get_args

from steerboard.core.calendars import Calendar
from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.periods import GRAINS, Grain
from steerboard.core.text import Text
from steerboard.engine.rights import Rights

Comparison = Literal["previous", "year_ago", "target"]
COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)
Org = Literal["then", "today"]
YEARS = range(1000, 9001)  # beyond, a zone, a period's end or a comparison leaves what a date can hold


@dataclass(frozen=True, kw_only=True)
class Query:
    """One question. ``rights`` has no default: nobody asks without saying for whom.

    kpis
        Ids; ``id:variant`` for another variant than the default.
    by
        Dimensions: paths from the KPI's record (``owner.team``, ``account.industry``) or an unambiguous short name.
    from_, to
        Days, both inclusive. Without ``from_`` all that is known; without ``to`` up to ``now``.
    as_of
        The instant, or the day whose end, at which states are read; nothing later counts.
    known_at
        By what the system knew at that instant (a day: at its end).
    org
        ``then``: teams as they were at the KPI's time; ``today``: as they are now.
    sort
        ``period``, a dimension or a KPI as written in the query; ``-`` before it turns the order round.
    totals
        Whether the figures over all groups and periods are asked for, too: of what does not add up they cost a
        statement of their own.
    """

    kpis: tuple[str, ...]
    now: datetime
    rights: Rights
    calendar: Calendar
    by: tuple[str, ...] = ()
    grain: Grain | None = None
    from_: date | None = None
    to: date | None = None
    as_of: date | datetime | None = None
    known_at: date | datetime | None = None
    where: tuple[str, ...] = ()
    params: Mapping[str, object] = field(default_factory=dict)
    compare: tuple[Comparison, ...] = ()
    sort: str = ""
    limit: int | None = None
    org: Org = "then"
    currency: str = ""
    totals: bool = True

    def __post_init__(self) -> None:
        if not self.kpis:
            raise BadInput(Text("name at least one KPI.", "请至少指定一个指标。"))
        if self.grain is not None and self.grain not in GRAINS:
            raise UnknownName(Text("grain", "时间粒度"), self.grain, GRAINS)
        for comparison in self.compare:
            if comparison not in COMPARISONS:
                raise UnknownName(Text("comparison", "对比方式"), comparison, COMPARISONS)
        if self.from_ is not None and self.to is not None and self.to < self.from_:
            raise BadInput(
                Text(
                    "the period ends ({b}) before it begins ({a}).", "结束日期（{b}）早于开始日期（{a}）。"
                ).fill(a=self.from_, b=self.to)
            )
        if self.limit is not None and self.limit < 0:
            raise BadInput(Text("a limit cannot be negative.", "数量上限不能为负。"))
        if self.now.tzinfo is None:
            raise BadInput(Text("a time of day needs its zone.", "带时刻的时间必须有时区。"), where="now")
        for name in ("from_", "to", "as_of", "known_at", "now"):
            asked = getattr(self, name)
            if asked is not None and asked.year not in YEARS:
                raise out_of_years(asked, name.rstrip("_"))

    def document(self) -> dict[str, object]:
        """The question as JSON shows it back."""
        return {
            "kpis": list(self.kpis),
            "by": list(self.by),
            "grain": self.grain,
            "from": self.from_.isoformat() if self.from_ else None,
            "to": self.to.isoformat() if self.to else None,
            "as_of": _written(self.as_of),
            "known_at": _written(self.known_at),
            "where": list(self.where),
            "params": dict(self.params),
            "compare": list(self.compare),
            "sort": self.sort or None,
            "limit": self.limit,
            "org": self.org,
            "currency": self.currency or None,
            "totals": self.totals,
            "now": _written(self.now),
        }


def out_of_years(asked: date, where: str = "") -> BadInput:
    """What is said of a day with which no calendar can count."""
    return BadInput(
        Text(
            "{d} is out of range: the years {a} to {b} can be asked.",
            "{d} 超出范围：年份须在 {a} 至 {b} 之间。",
        ).fill(d=asked, a=YEARS[0], b=YEARS[-1]),
        where=where,
    )


def _written(value: date | datetime | None) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()
