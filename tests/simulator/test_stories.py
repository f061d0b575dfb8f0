"""What the stories claim can be found again in the files by counting, in several companies together and the day in each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import pytest

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period
from steerboard.simulator.company import simulate
from tests.simulator.conftest import UNTIL, Rows
from tests.simulator.counting import Counted, Row, Share, between, break_in, by_week, is_won

END = UNTIL.isoformat()
SEEDS = range(1, 7)


@pytest.fixture(scope="module")
def worlds(calendar: Calendar) -> list[Counted]:
    return [Counted(simulate(40, 400, UNTIL, seed, calendar)) for seed in SEEDS]


def _shares(
    worlds: list[Counted], story: str, those: Callable[[Counted, Row], bool]
) -> tuple[Share, Share, dict[str, Any]]:
    """Won of the closed deals that ``those`` names: of the story's person, and of everybody else."""
    own, others = Share(), Share()
    for w in worlds:
        who = w.stories[story]["user"]
        deals = [d for d in w.closed if d["external_id"] not in w.handed_over and those(w, d)]
        own.add((d for d in deals if d["owner"] == who), is_won)
        others.add((d for d in deals if d["owner"] != who), is_won)
    return own, others, worlds[0].stories[story]


def _of_the_state(w: Counted, deal: Row) -> bool:
    return w.customers[deal["account"]]["ownership"] == "state_owned"


def test_the_struggler_hardly_wins_new_customers_but_renews_well(worlds: list[Counted]) -> None:
    story = "struggles_with_new_customers"
    own, others, claimed = _shares(worlds, story, lambda w, d: d["type"] == "new" and not _of_the_state(w, d))
    assert own.whole > 60
    assert own.value / others.value == pytest.approx(claimed["new_chance"], abs=0.15)
    own, others, claimed = _shares(
        worlds, story, lambda w, d: d["type"] == "renewal" and not _of_the_state(w, d)
    )
    assert own.whole > 60
    assert own.value / others.value == pytest.approx(claimed["renewal_chance"], rel=0.25)


def test_the_struggler_is_strong_with_state_owned_firms(worlds: list[Counted]) -> None:
    """Held against the other deals with known customers of the same person."""
    story = "struggles_with_new_customers"
    theirs, usual, _ = _shares(worlds, story, lambda w, d: d["type"] != "new" and _of_the_state(w, d))
    rest, _, _ = _shares(worlds, story, lambda w, d: d["type"] != "new" and not _of_the_state(w, d))
    assert min(theirs.whole, rest.whole) > 80
    assert theirs.value > 1.3 * rest.value
    assert theirs.value > 1.5 * usual.value
    for w in worlds:
        mine = [a for a in w.rows("accounts") if a["owner"] == w.stories[story]["user"]]
        assert sum(a["ownership"] == "state_owned" for a in mine) > 0.3 * len(mine)


def _per_head(w: Counted, rows: list[Row], field: str, team: str | None) -> dict[date, float]:
    """Rows by week for each rep of the slump's team (else of the others), by the usual of the company's week."""
    usual = by_week(rows, field)
    theirs = by_week((r for r in rows if (w.team_of[r["owner"]] == team)), field)
    return {week: theirs.get(week, 0) / number for week, number in usual.items() if number > 40}


def test_the_slump_of_a_team_has_its_day(worlds: list[Counted]) -> None:
    for w in worlds:
        story = w.stories["team_slump"]
        visits = [a for a in w.rows("activities") if a["kind"] == "visit" and a["done_at"]]
        told = date.fromisoformat(story["day"])
        found = break_in(_per_head(w, visits, "done_at", story["team"]))
        assert abs(found - (told - timedelta(days=told.weekday()))) <= timedelta(days=7)


def _slump_ratio(w: Counted, rows: list[Row], field: str) -> float:
    """How the team's number changed from the day on, by how everybody else's did."""
    story = w.stories["team_slump"]
    day, start = story["day"], "2025-10-20"
    numbers = []
    for own in (True, False):
        mine = [r for r in rows if (w.team_of[r["owner"]] == story["team"]) == own]
        before = sum(1 for _ in between(mine, field, start, day))
        numbers.append(sum(1 for _ in between(mine, field, day, END)) / before)
    return numbers[0] / numbers[1]


def test_the_slump_has_its_cause(worlds: list[Counted]) -> None:
    visits, onboarding, created = [], [], []
    for w in worlds:
        done = [a for a in w.rows("activities") if a["done_at"]]
        visits.append(_slump_ratio(w, [a for a in done if a["kind"] == "visit"], "done_at"))
        onboarding.append(_slump_ratio(w, [a for a in done if a["kind"] == "onboarding"], "done_at"))
        created.append(_slump_ratio(w, w.rows("opportunities"), "created_at"))
    claimed = worlds[0].stories["team_slump"]
    assert median(visits) == pytest.approx(claimed["visits"], rel=0.15)
    assert median(onboarding) == pytest.approx(claimed["onboarding"], rel=0.3)
    assert median(created) == pytest.approx(claimed["creation"], rel=0.2)


def test_deals_of_the_slumping_team_are_lost_for_slow_response(worlds: list[Counted]) -> None:
    spoiled = Share()
    for w in worlds:
        story = w.stories["team_slump"]
        slow = [d for d in w.closed if d["loss_reason"] == story["loss_reason"]]
        by_month = w.company.truth["lost_for_slow_response"]
        assert len(slow) == sum(by_month.values())
        assert {w.team_of[d["owner"]] for d in slow} == {story["team"]}
        assert min(d["closed_at"] for d in slow)[:10] >= story["day"]
        won = [d for d in w.closed if is_won(d) and w.team_of[d["owner"]] == story["team"]]
        spoiled.add([*slow, *between(won, "closed_at", story["day"], END)], lambda d: not is_won(d))
    assert spoiled.value == pytest.approx(worlds[0].stories["team_slump"]["spoiled"], abs=0.1)


def test_some_send_quotes_before_the_needs_are_known(worlds: list[Counted]) -> None:
    own, others = Share(), Share()
    accepted = {True: Share(), False: Share()}
    for w in worlds:
        story = w.stories["quotes_too_early"]
        for quote in w.last_quotes.values():
            (own if quote["owner"] == story["user"] else others).add([quote], w.is_early)
        for deal in w.closed:
            last = w.last_quotes.get(deal["external_id"])
            if last is not None and last["owner"] == story["user"]:
                accepted[w.is_early(last)].add([last], lambda q: q["status"] == "accepted")
    # Deals with a timely quote had to come so far, and so there are fewer of them than of early ones.
    assert own.value > 0.6
    assert others.value < 0.2
    assert accepted[True].whole > 60
    assert accepted[True].value < 0.4 * accepted[False].value


def test_a_stage_clogs_from_a_day_on(worlds: list[Counted]) -> None:
    before: list[float] = []
    after: list[float] = []
    elsewhere: list[float] = []
    for w in worlds:
        story = w.stories["stage_clogs"]
        last = (
            date.fromisoformat(END) - timedelta(days=75)
        ).isoformat()  # of those that entered later some still stay
        for stay in w.stays:
            if stay.stage != story["stage"] or stay.entered[:10] >= last:
                continue
            clogged = stay.line == story["line"]
            late = stay.entered[:10] >= story["day"]
            (after if late else before).append(stay.days) if clogged else elsewhere.append(stay.days)
    claimed = worlds[0].stories["stage_clogs"]["factor"]
    assert len(after) > 60
    assert median(after) / median(before) == pytest.approx(claimed, rel=0.2)
    assert median(before) == pytest.approx(median(elsewhere), rel=0.15)


def _small_orders(w: Counted, region: str, begins: str, ends: str) -> Rows:
    """Orders without a deal of customers of a region in some days; credits are none."""
    those = [o for o in w.rows("orders") if o["region"] == region and o["account"] and not o["opportunity"]]
    return [o for o in between(those, "ordered_at", begins, ends) if not o["credit_of"]]


def _lift(w: Counted, promotion: dict[str, Any]) -> float:
    """Orders a day in the region while it ran by those before, by the same in the other regions."""
    begins, ends = promotion["begins"], promotion["ends"]
    length = date.fromisoformat(ends) - date.fromisoformat(begins)
    earlier = (date.fromisoformat(begins) - length).isoformat()
    regions = {a["region"] for a in w.rows("accounts")}
    numbers = []
    for treated in (True, False):
        there = [r for r in regions if (r == promotion["region"]) == treated]
        during = sum(len(_small_orders(w, r, begins, ends)) for r in there)
        numbers.append(during / sum(len(_small_orders(w, r, earlier, begins)) for r in there))
    return numbers[0] / numbers[1]


def test_a_promotion_lifts_orders_in_its_region_and_another_does_not(worlds: list[Counted]) -> None:
    promotions = [w.stories["promotions"] for w in worlds]
    lifts = [[_lift(w, p) for p in found[:2]] for w, found in zip(worlds, promotions, strict=True)]
    for number, claimed in enumerate((1.9, 1.0)):
        assert {found[number]["lift"] for found in promotions} == {claimed}
        assert median(lift[number] for lift in lifts) == pytest.approx(claimed, rel=0.2)


def test_the_extra_orders_of_a_promotion_and_its_price_cut_are_told(worlds: list[Counted]) -> None:
    for w in worlds:
        promotion = w.stories["promotions"][0]
        orders = _small_orders(w, promotion["region"], promotion["begins"], promotion["ends"])
        told = w.company.truth["promotion_orders"][promotion["id"]]
        assert len(orders) == told["usual"] + told["extra"]
        lines = [r for r in w.rows("order_lines") if r["order"] in {o["external_id"] for o in orders}]
        net, full = (
            sum(int(r["quantity"]) * Decimal(r[price]) for r in lines)
            for price in ("net_price", "list_price")
        )
        revenue = w.company.truth["promotion_revenue"][promotion["id"]]
        assert net == Decimal(revenue["usual"]) + Decimal(revenue["extra"])
        assert 1 - float(net / full) == pytest.approx(1 - (1 - promotion["price_cut"]) * 0.96, abs=0.02)


def test_signatures_are_drawn_to_the_end_of_a_quarter(worlds: list[Counted], calendar: Calendar) -> None:
    """The last five working days have as many more than usual as the truth says were drawn there."""
    drawn, crowded, usual = 0, 0, 0.0
    for w in worlds:
        won = [d["closed_at"][:10] for d in w.closed if is_won(d)]
        for first, after in (("2025-12", "2026-01-01"), ("2026-03", "2026-04-01"), ("2026-06", "2026-07-01")):
            end = date.fromisoformat(after)
            days = [end - timedelta(days=n) for n in range(1, 20)]
            last = [d.isoformat() for d in days if calendar.is_working_day(d)][:5]
            drawn += w.company.truth["won_pulled_to_quarter_end"].get(first, 0)
            crowded += sum(day in last for day in won)
            month = Period(date.fromisoformat(f"{first}-01"), date.fromisoformat(last[-1]))
            usual += 5 * sum(first <= day < last[-1] for day in won) / calendar.working_days(month)
    assert crowded > 1.5 * usual
    assert crowded - usual == pytest.approx(drawn, rel=0.25)
