"""What teams, regions and the company should come to besides what their people should: sums by month, ratios by year."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from steerboard.core.periods import Period
from steerboard.simulator.chance import dice
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.deal import Deal
from steerboard.simulator.leads import Leads
from steerboard.simulator.orders import Order
from steerboard.simulator.people import Person, Staff
from steerboard.simulator.sheet import Month, Sheet

_TEN_THOUSAND = 10_000_00  # fen
_ATTAINED, _SPREAD = 0.96, 0.06
Came = Mapping[
    str, Mapping[tuple[str, str], int]
]  # by KPI: what came in a month ("2026-11") of a team, "" for none


@dataclass(frozen=True)
class _Sum:
    kpi: str
    step: int
    weight: Callable[[Month], float]


_signing, _work = attrgetter("signing"), attrgetter("work")
_SUMS = (
    _Sum("revenue", _TEN_THOUSAND, _signing),
    _Sum("new_customer_revenue", _TEN_THOUSAND, _signing),
    _Sum("pipeline_created", _TEN_THOUSAND, _work),
    _Sum("opportunities_created", 1, _work),
    _Sum("leads_created", 5, _work),
)
# By year: what the company wants, and in which steps a team's own may lie beside it.
_RATIOS = (
    ("win_rate", 0.31, 0.01),
    ("gross_margin", 0.44, 0.005),
    ("discount_rate", 0.06, 0.005),
    ("quote_to_order_rate", 0.5, 0.02),
    ("plan_completion_rate", 0.85, 0.0),
    ("sales_cycle_days", 75.0, 2.0),
    ("pipeline_coverage", 3.0, 0.0),
    ("lead_response_minutes", 60.0, 0.0),
    ("mql_to_sql_rate", 0.6, 0.0),
)


def came(staff: Staff, deals: list[Deal], orders: list[Order], leads: Leads, days: Days) -> Came:
    """What came since the first day, in whose team at the time."""
    found: dict[str, dict[tuple[str, str], int]] = {s.kpi: defaultdict(int) for s in _SUMS}
    people = {p.id: p for p in staff.people}

    def enter(kpi: str, at: int, owner: Person | None, number: int) -> None:
        if at >= days.first * DAY:
            team = owner.team_on(at // DAY).id if owner else ""
            found[kpi][days.month_of(at), team] += number

    for deal in deals:
        enter("pipeline_created", deal.fate.created, people[deal.first_owner], deal.amount)
        enter("opportunities_created", deal.fate.created, people[deal.first_owner], 1)
    for order in orders:
        net = sum(pieces * price for _, pieces, price in order.lines)
        enter("revenue", order.at, people.get(order.owner), net)
        if order.stands and order.account is not None and order.at == order.account.first_order:
            enter("new_customer_revenue", order.at, people.get(order.owner), net)
    for owner, at in zip(leads.owner.tolist(), leads.created.tolist(), strict=True):
        enter("leads_created", at, staff.people[owner] if owner >= 0 else None, 1)
    return found


def set_team_targets(
    sheet: Sheet, span: list[Month], staff: Staff, came: Came, days: Days, seed: int
) -> None:
    for kind in _SUMS:
        _set_sums(sheet, span, kind, staff, came[kind.kpi], days, dice(seed, f"targets {kind.kpi}"))
    rng = dice(seed, "targets of ratios")
    for year in _years(span, days):
        for kpi, wanted, step in _RATIOS:
            sheet.set(kpi, "company", "", year, f"{wanted:g}")
            for team in staff.teams[1:]:
                own = wanted + step * rng.randrange(-2, 3)
                sheet.set(kpi, "team", team.id, year, f"{own:g}")


def _set_sums(
    sheet: Sheet,
    span: list[Month],
    kind: _Sum,
    staff: Staff,
    came: Mapping[tuple[str, str], int],
    days: Days,
    rng: random.Random,
) -> None:
    """Each team is to reach what it tends to, and a little more; regions and the company the sums."""
    teams = {t.id: t for t in staff.teams if t.kind == "team"}
    # Of the months that are wholly over.
    over = [m for m in span if m.begins >= days.first and m.period.end <= days.dates[days.now]]
    usual = {id_: _usual(id_, kind, came, over) for id_ in (*teams, "")}
    asked = {id_: level / max(0.8, rng.gauss(_ATTAINED, _SPREAD)) for id_, level in usual.items()}
    for month in span:
        sums: dict[str, int] = defaultdict(int)
        for id_, level in asked.items():
            number = round(level * kind.weight(month) / kind.step) * kind.step
            above = (id_, staff.region_on(teams[id_], max(days.first, month.begins))) if id_ else ()
            for whom in ("", *above):
                sums[whom] += number
        for whom, number in sums.items():
            if number and kind.step == _TEN_THOUSAND:
                sheet.money(kind.kpi, "team" if whom else "company", whom, month.period, number)
            elif number:
                sheet.set(kind.kpi, "team" if whom else "company", whom, month.period, str(number))


def _usual(team: str, kind: _Sum, came: Mapping[tuple[str, str], int], over: list[Month]) -> float:
    """What comes in a usual month, of those that are over."""
    weights = sum(kind.weight(month) for month in over)
    total = sum(came.get((month.name, team), 0) for month in over)
    return total / weights if weights else 0.0


def _years(span: list[Month], days: Days) -> Iterator[Period]:
    seen = set()
    for month in span:
        year = days.calendar.period("year", month.period.start)
        if year not in seen:
            seen.add(year)
            yield year
