"""What the pages of figures show: the list of KPIs, and one KPI over time and by a dimension."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.urls import reverse
from django.utils.http import urlencode

from steerboard.core.periods import Period, add_months
from steerboard.core.text import Text
from steerboard.engine.definition.library import Kpi
from steerboard.engine.model import Column, Model, Table
from steerboard.engine.paths import parents
from steerboard.engine.rights import Rights
from steerboard.mart.gateway import open_gateway
from steerboard.people.requests import Asked
from steerboard.work.asking import Document, ask, decimal, question
from steerboard.work.definitions import definitions_of

ROLES: tuple[tuple[str, Text], ...] = (
    ("result", Text("Results", "结果")),
    ("process", Text("Pipeline and process", "过程")),
    ("behaviour", Text("Activity", "行为")),
)
MONTHS = 12
MOST_GROUPS = 100
Over = Literal["month", "quarter", "year"]
# Texts that are few enough to break a figure down by.
WORDS = ("loss_reason", "competitor", "product_line", "region", "industry", "line")
OF_ACCOUNT = ("industry", "size", "ownership", "region", "is_key_account", "customer_type")
PERIOD_LABELS: Mapping[Over, Text] = {
    "month": Text("Month", "本月"),
    "quarter": Text("Quarter", "本季"),
    "year": Text("12 months", "近 12 个月"),
}


@dataclass(frozen=True)
class Line:
    """One KPI now and in the month before, up to the same day."""

    kpi: Kpi
    unit: str
    value: Decimal | None
    previous: Decimal | None
    reason: str
    url: str
    available: bool

    @property
    def known(self) -> bool:
        """The reader has records of it within a year, and it has a value now or had one."""
        return self.available and (self.value is not None or self.previous is not None)

    @property
    def change(self) -> Decimal | None:
        """The relative change; of ratios the difference in points."""
        if self.value is None or self.previous is None:
            return None
        if self.kpi.unit == "ratio":
            return self.value - self.previous
        return (self.value - self.previous) / abs(self.previous) if self.previous else None

    @property
    def change_unit(self) -> str:
        return "points" if self.kpi.unit == "ratio" else "ratio"


@dataclass(frozen=True)
class Month:
    """One month of a KPI."""

    period: Period
    partial: bool
    value: Decimal | None
    n: Decimal
    missing: Decimal
    reason: str
    url: str


@dataclass(frozen=True)
class Group:
    """One value of a dimension with its part of the figure; ``label`` is None where it is not known.

    ``n`` counts records; a record that people share counts for each by the share.
    """

    label: str | None
    value: Decimal | None
    n: Decimal
    reason: str
    url: str


def unit_of(kpi: Kpi, currency: str) -> str:
    return f"money:{currency}" if kpi.unit == "money" else kpi.unit


def records_url(kpi: str, period: Period, **more: str) -> str:
    query = {"from": period.start.isoformat(), "to": period.last.isoformat(), **more}
    return f"{reverse('figure_records', args=[kpi])}?{urlencode(query)}"


def lines(request: Asked, rights: Rights) -> list[Line]:
    """Every KPI, in the order of the definitions.

    Which of them have records is asked under the reader's rights as well: what others have must not show.
    """
    known = definitions_of(request.workspace)
    kpis = [known.kpi(d.id) for d in known]
    month = request.workspace.calendar.period("month", request.today)
    ids, year = [k.id for k in kpis], span_of("year", request.today, request)
    now = question(request, ids, rights, from_=month.start, to=month.last, compare=("previous",))
    long = question(request, ids, rights, from_=year.start, to=year.last)
    with open_gateway(request.workspace, request.clock) as gateway:
        totals, in_year = (gateway.document(query)["totals"] for query in (now, long))
    currency = request.workspace.currency
    return [_line(k, totals[k.id], month, currency, _has_records(in_year[k.id])) for k in kpis]


def _has_records(figure: Mapping[str, Any]) -> bool:
    return bool(figure["n"] or figure["missing"])


def _line(kpi: Kpi, figure: Mapping[str, Any], month: Period, currency: str, available: bool) -> Line:
    return Line(
        kpi=kpi,
        unit=unit_of(kpi, currency),
        value=decimal(figure["value"]),
        previous=decimal((figure["previous"] or {}).get("value")),
        reason=figure["reason"] or "",
        url=records_url(kpi.id, month),
        available=available,
    )


def by_role(found: Iterable[Line]) -> list[tuple[Text, list[Line]]]:
    """The KPIs that have a value now or had one, under headings."""
    shown = [line for line in found if line.known]
    groups = [(name, [x for x in shown if x.kpi.definition.role == role]) for role, name in ROLES]
    return [(name, group) for name, group in groups if group]


def span_of(over: Over, today: date, request: Asked) -> Period:
    """The days of one of the choices."""
    calendar = request.workspace.calendar
    if over == "year":
        month = calendar.period("month", today)
        return Period(add_months(month.start, 1 - MONTHS), month.end)
    return calendar.period(over, today)


def months(request: Asked, kpi: Kpi, rights: Rights, more: Mapping[str, str]) -> list[Month]:
    """The last twelve months, the present one first."""
    span = span_of("year", request.today, request)
    query = question(request, [kpi.id], rights, grain="month", from_=span.start, to=span.last)
    rows = ask(request, query)["rows"]
    return [_month(row, kpi, more) for row in reversed(rows)]


def _month(row: Mapping[str, Any], kpi: Kpi, more: Mapping[str, str]) -> Month:
    start = date.fromisoformat(row["period"])
    period = Period(start, add_months(start, 1))
    figure = row["values"][kpi.id]
    return Month(
        period=period,
        partial=row["partial"],
        value=decimal(figure["value"]),
        n=Decimal(str(figure["n"] or 0)),
        missing=Decimal(str(figure["missing"] or 0)),
        reason=figure["reason"] or "",
        url=records_url(kpi.id, period, **more),
    )


def groups(request: Asked, kpi: Kpi, by: str, span: Period, rights: Rights) -> tuple[list[Group], bool]:
    """The parts by a dimension, the largest first, and whether there are more than are shown."""
    query = question(
        request,
        [kpi.id],
        rights,
        by=(by,),
        from_=span.start,
        to=span.last,
        sort=f"-{kpi.id}",
        limit=MOST_GROUPS,
    )
    document: Document = ask(request, query)
    return [_group(row, kpi, by, span) for row in document["rows"]], bool(document["truncated"])


def _group(row: Mapping[str, Any], kpi: Kpi, by: str, span: Period) -> Group:
    figure, member = row["values"][kpi.id], row["by"][by]
    key = {"by": by, "key": member["id"]} if member["id"] is not None else {"by": by}
    return Group(
        label=member["label"],
        value=decimal(figure["value"]),
        n=Decimal(str(figure["n"] or 0)),
        reason=figure["reason"] or "",
        url=records_url(kpi.id, span, **key),
    )


def dimensions(kpi: Kpi, model: Model, rights: Rights) -> list[tuple[str, Text]]:
    """What a KPI can be broken down by: people and teams, choices, and a few words of its records and their customers."""
    start = model.table(kpi.atoms[0].table)
    tables = [start]
    for link in parents(model, start):
        tables.append(model.table(tables[-1].columns[link].target))
    found: dict[str, Text] = {}
    if any("owner" in t.columns for t in tables):
        found |= {"owner": Text("Person", "人员"), "owner.team": Text("Team", "团队")}
    for table in tables:
        for column in table.columns.values():
            if _divides(column, table, rights):
                found.setdefault(column.name, column.label)
    if any("account" in t.columns for t in tables):
        account = model.table("account")
        found |= {f"account.{name}": _of_customer(account.columns[name]) for name in OF_ACCOUNT}
    return list(found.items())


def _divides(column: Column, table: Table, rights: Rights) -> bool:
    if not rights.may_read(column.tag) or column.name in ("pipeline", "owner"):
        return False
    if column.type == "link":
        return column.target in ("stage", "product", "account") and column.name != "parent"
    return column.type == "choice" or (column.type == "text" and column.name in WORDS and bool(table.name))


def _of_customer(column: Column) -> Text:
    return Text("Customer: {f}", "客户{f}").fill(f=column.label)


def options(chosen: Sequence[tuple[str, Text]]) -> list[tuple[str, Text]]:
    return [("", Text("Not broken down", "不拆分")), *chosen]
