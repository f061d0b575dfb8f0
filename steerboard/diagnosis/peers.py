"""The band of peers: where the middle half of the people in a role stands.

A reader may learn how his figures compare with those of people whom he does not see, and nothing more of them. So the
question to the engine is asked here, over the whole company, and only quartiles leave this module: of at least
:data:`LEAST_PEOPLE` people, rounded to two significant digits, and kept for a quarter of an hour, so that one entry of
one person cannot be read off a band that moved.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from threading import Lock
from typing import Any

from django.db.models import Q

from steerboard.core.clock import Clock
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.core.workspace import Workspace
from steerboard.engine.query import Query
from steerboard.engine.rights import TAGS, Rights
from steerboard.mart.gateway import open_gateway
from steerboard.people.models import Membership

LEAST_PEOPLE = 5
PUBLISHED_FOR = timedelta(minutes=15)
KEPT = 128
TOO_FEW = Text(
    "a band needs {k} peers with enough records, and {n} have them",
    "同岗对比至少需要 {k} 人有足够记录，目前 {n} 人",
)
NOT_ASKED = Text("peers were not asked for this figure", "未统计该指标的同岗水平")


@dataclass(frozen=True)
class Measure:
    """A KPI, and how many records (the figure's ``n``) a person needs to be counted in.

    With ``least`` 0 who has no records counts as 0: right for counts and sums, wrong for ratios and means.
    """

    kpi: str
    least: int = 0


@dataclass(frozen=True)
class Band:
    """The quartiles over ``people`` peers; None where they are fewer than :data:`LEAST_PEOPLE`."""

    people: int = 0
    low: Decimal | None = None
    median: Decimal | None = None
    high: Decimal | None = None

    @property
    def known(self) -> bool:
        return self.median is not None

    @property
    def reason(self) -> Text:
        """Why there is no band."""
        return TOO_FEW.fill(k=LEAST_PEOPLE, n=self.people)


@dataclass(frozen=True)
class Bands:
    """Bands by KPI and by the value of the further dimension, as the answer's document writes its id."""

    found: Mapping[tuple[str, str], Band] = field(default_factory=dict)

    def of(self, kpi: str, key: str = "") -> Band:
        return self.found.get((kpi, key), Band())


def bands(
    workspace: Workspace,
    clock: Clock,
    rights: Rights,
    measures: Sequence[Measure | str],
    period: Period,
    *,
    role: str = "rep",
    by: str = "",
) -> Bands:
    """The bands of several KPIs over the whole of ``period`` among those who held ``role`` through all of it.

    One question to the engine. The reader's ``rights`` decide which fields may be read (a band of margins is for who
    may read costs); rows are counted company-wide. ``by`` is a further dimension, such as ``stage``.
    """
    asked = tuple(m if isinstance(m, Measure) else Measure(m) for m in measures)
    now = clock.now()
    issue = int(now.timestamp() // PUBLISHED_FOR.total_seconds())
    readable = frozenset(tag for tag in TAGS if rights.may_read(tag))
    key = (workspace.folder, issue, readable, asked, period, role, by)
    found = _KEPT.get(key)
    if found is None:
        found = _ask(workspace, clock, _company_wide(rights), asked, period, role, by)
        _KEPT.put(key, found)
    return found


def of_values(values: Iterable[Decimal]) -> Band:
    """The band of some people's values."""
    ordered = sorted(values)
    if len(ordered) < LEAST_PEOPLE:
        return Band(len(ordered))
    low, median, high = (rounded(quantile(ordered, Decimal(q) / 4)) for q in (1, 2, 3))
    return Band(len(ordered), low, median, high)


def quantile(ordered: Sequence[Decimal], share: Decimal) -> Decimal:
    """The quantile at ``share × (n + 1)``, interpolated: of five values the quartiles lie between two people's.

    It is type 6 of Hyndman & Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996).
    """
    place = share * (len(ordered) + 1) - 1
    below = min(max(int(place), 0), len(ordered) - 1)
    above = min(below + 1, len(ordered) - 1)
    part = min(max(place - below, Decimal(0)), Decimal(1))
    return ordered[below] + (ordered[above] - ordered[below]) * part


def rounded(value: Decimal) -> Decimal:
    """To two significant digits: a band says where people stand, not what one of them has."""
    if not value:
        return Decimal(0)
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 1)) + Decimal(0)


def _company_wide(rights: Rights) -> Rights:
    """Every row, and the fields that the reader may read."""
    return Rights(rights.user, rights.roles, everything=True)


def _ask(
    workspace: Workspace,
    clock: Clock,
    rights: Rights,
    measures: Sequence[Measure],
    period: Period,
    role: str,
    by: str,
) -> Bands:
    people = _holding(role, period)
    if len(people) < LEAST_PEOPLE:
        return Bands({(m.kpi, ""): Band(len(people)) for m in measures})
    minute = clock.now().replace(second=0, microsecond=0)
    query = Query(
        kpis=tuple(dict.fromkeys(m.kpi for m in measures)),
        now=minute + timedelta(minutes=1),
        rights=rights,
        calendar=workspace.calendar,
        currency=workspace.currency,
        by=("owner", by) if by else ("owner",),
        from_=period.start,
        to=period.last,
        totals=False,
    )
    with open_gateway(workspace, clock) as gateway:
        rows = gateway.document(query)["rows"]
    return Bands(_banded(rows, measures, people, by))


def _banded(
    rows: Iterable[Mapping[str, Any]], measures: Sequence[Measure], people: frozenset[str], by: str
) -> dict[tuple[str, str], Band]:
    values: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row in rows:
        if row["by"]["owner"]["id"] not in people:
            continue
        key = (row["by"][by]["id"] or "") if by else ""
        for m in measures:
            figure = row["values"][m.kpi]
            if figure["value"] is not None and Decimal(str(figure["n"] or 0)) >= m.least:
                values[m.kpi, key].append(Decimal(str(figure["value"])))
    for m in measures:
        keys = {key for kpi, key in values if kpi == m.kpi} | (set() if by else {""})
        for key in keys if not m.least else ():
            mine = values[m.kpi, key]
            mine += [Decimal(0)] * (len(people) - len(mine))
        if not by:
            values.setdefault((m.kpi, ""), [])
    return {place: of_values(mine) for place, mine in values.items()}


def _holding(role: str, period: Period) -> frozenset[str]:
    """Those who held the role on every day of the period, whatever team they were in."""
    rows = Membership.objects.filter(role=role, user__deleted_at=None, user__merged_into=None)
    rows = rows.filter(Q(valid_from=None) | Q(valid_from__lt=period.end))
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=period.start))
    spans: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
    for user, start, end in rows.values_list("user", "valid_from", "valid_to"):
        spans[user].append((max(start or period.start, period.start), min(end or period.end, period.end)))
    return frozenset(str(user) for user, mine in spans.items() if _covers(mine, period))


def _covers(spans: Iterable[tuple[Any, Any]], period: Period) -> bool:
    day = period.start
    for start, end in sorted(spans):
        if start > day:
            return False
        day = max(day, end)
    return day >= period.end


class _Kept:
    """The published bands of this process; the least lately used goes first."""

    def __init__(self) -> None:
        self._found: OrderedDict[Any, Bands] = OrderedDict()
        self._turn = Lock()

    def get(self, key: Any) -> Bands | None:
        with self._turn:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def put(self, key: Any, value: Bands) -> None:
        with self._turn:
            self._found[key] = value
            while len(self._found) > KEPT:
                self._found.popitem(last=False)


_KEPT = _Kept()
