"""Regions and teams side by side, on one scale and by their distance from plan; the small sections."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from steerboard.work.company.drawing import HEIGHT, bars, stacked
from steerboard.work.company.heat import STEPS
from tests.offices import at
from tests.work.company.conftest import Company, words

QUARTER = {"from_": date(2026, 4, 1), "to": date(2026, 6, 30)}


def multiples(company: Company, url: str = "/company/sides/", name: str = "eve") -> list[str]:
    markup = company.markup(url, name).split('class="multiples"')[1].split("</ul>")[0]
    return [
        words(re.sub(r"<svg.*?</svg>", "", li, flags=re.DOTALL)).strip() for li in markup.split("<li>")[1:]
    ]


def heat(
    company: Company, url: str = "/company/sides/", name: str = "eve"
) -> dict[str, dict[str, tuple[str, str]]]:
    """By unit and KPI: what the cell says, and its tint."""
    table = company.markup(url, name).split('<table class="heat">')[1].split("</table>")[0]
    head, body = table.split("<tbody>")
    names = [words(h).strip() for h in re.findall(r"<th.*?</th>", head, re.DOTALL)[1:]]
    found = {}
    for row in body.split("</tr>")[:-1]:
        unit = words(re.search(r"<th.*?</th>", row, re.DOTALL).group()).strip()  # type: ignore[union-attr]
        cells = re.findall(r'<td class="num ([a-z0-9-]*)">(.*?)</td>', row, re.DOTALL)
        found[unit] = {n: (words(c).strip(), tint) for n, (tint, c) in zip(names, cells, strict=True)}
    return found


def test_regions_stand_by_how_far_they_are_behind(busy: Company) -> None:
    assert multiples(busy) == [
        "East ¥625k 52 % of ¥1.20M ▼ behind",
        "West ¥550k 92 % of ¥600k ▲ on pace",
    ]


def test_teams_stand_with_their_region(busy: Company) -> None:
    found = multiples(busy, "/company/sides/?side=teams")
    assert found[0] == "East 2 East ¥100k 22 % of ¥450k ▼ behind"
    assert [line.split(" ¥")[0] for line in found[:3]] == ["East 2 East", "East 1 East", "West 1 West"]


def test_each_opens_its_team_and_its_records(busy: Company) -> None:
    markup = busy.markup("/company/sides/?side=teams")
    (link,) = re.findall(rf'href="(/figures/bookings/records/[^"]*key={busy.teams["east1"]})"', markup)[:1]
    assert "Together ¥525,000.00" in busy.said(link.replace("&amp;", "&"))
    assert f'href="/team/{busy.teams["east1"]}/?by=quarter&amp;org=then"' in markup


def test_a_director_sees_his_teams_and_nothing_of_others(busy: Company) -> None:
    found = multiples(busy, name="dora")
    assert [line.split(" ¥")[0] for line in found] == ["East 2", "East 1"]
    assert "West" not in busy.said("/company/sides/?side=regions", "dora")
    by = busy.asked("dora", "bookings", by=("owner.team",), **QUARTER)
    assert {r.by["owner.team"].label: r.values["bookings"].value for r in by.rows} == {
        "East 1": Decimal(525_000),
        "East 2": Decimal(100_000),
    }


def test_people_right_under_a_region_stand_there_too(busy: Company) -> None:
    busy.won("dora", 33_000, at(4))
    assert multiples(busy, name="dora")[-1] == "East, its own people ¥33k no target"
    assert "East, its own people ¥33k no target" in multiples(busy, "/company/sides/?side=teams", "eve")
    assert multiples(busy)[0].startswith("East ¥658k 55 % of ¥1.20M")


def test_the_heat_is_the_distance_from_what_is_due(busy: Company) -> None:
    found = heat(busy)
    east, west = found["East"], found["West"]
    assert east["Bookings to plan by now"] == ("¥625k −40 % worse", "heat-down-3")
    assert west["Bookings to plan by now"] == ("¥550k +6 % better", "heat-up-1")
    assert east["Pipeline value to the period before"][0].startswith("¥")
    # Two deals say nothing of a win rate.
    assert east["Win rate to all together"] == ("67 % only 6", "heat-none")


def test_enough_deals_have_a_tint_against_all_together(company: Company) -> None:
    for owner, won, lost in (("pia", 8, 4), ("sun", 3, 9)):
        for _ in range(won):
            company.won(owner, 1_000, at(5))
        for _ in range(lost):
            company.lost(owner, 1_000, at(5))
    found = heat(company)
    assert found["East"]["Win rate to all together"] == ("67 % +20.8 points better", "heat-up-3")
    assert found["West"]["Win rate to all together"] == ("25 % −20.8 points worse", "heat-down-3")
    # Without plans sums are held against the period before; there was none.
    assert found["East"]["Bookings to the period before"] == ("¥8.0k", "heat-none")


def test_who_may_not_ask_a_kpi_has_no_column_of_it(busy: Company) -> None:
    order = busy.add("order", owner=busy.people["pia"], ordered_at=at(4))
    values = {"net_price": Decimal(9), "unit_cost": Decimal(3)}
    busy.add("order_line", order=order, quantity=Decimal(1), currency="CNY", **values)
    assert any("Gross margin" in name for name in heat(busy)["East"])
    assert not any("Gross margin" in name for name in heat(busy, name="oli")["East"])


def test_bars_share_a_scale() -> None:
    small = str(bars([Decimal(5), Decimal(10)], [None, Decimal(10)], Decimal(20), "x"))
    large = str(bars([Decimal(5), Decimal(20)], [None, None], Decimal(20), "x"))
    heights = [[float(h) for h in re.findall(r'height="([0-9.]+)"/>', svg)] for svg in (small, large)]
    assert heights[0][0] == heights[1][0]
    assert heights[1][1] == pytest.approx(4 * heights[0][0], abs=0.2)
    assert max(heights[1]) <= HEIGHT
    assert small.count("mini-target") == 1
    assert "mini-target" not in large
    assert "mini-open" in small


def test_nothing_and_losses_have_no_bar_and_words_are_escaped() -> None:
    drawn = str(bars([None, Decimal(0), Decimal(-5)], [], Decimal(0), "<b>"))
    assert "<rect" not in drawn
    assert "&lt;b&gt;" in drawn
    both = str(stacked([Decimal(1), None], [Decimal(3), Decimal(4)], "x"))
    assert both.count("mini-upper") == 2
    assert both.count("mini-bar") == 1


def test_the_steps_of_the_heat_rise() -> None:
    assert list(STEPS) == sorted(STEPS)


# --- the small sections -------------------------------------------------------------------------------------------


def test_sections_say_win_rate_cycle_funnel_customers_and_verticals(busy: Company) -> None:
    account = busy.add("account", name="Wuxi", owner=busy.people["pia"], industry="Automotive")
    busy.won("pia", 90_000, at(6), account=account)
    for day, price in ((3, 100), (9, 300)):
        order = busy.add("order", owner=busy.people["pia"], account=account, ordered_at=at(day))
        busy.add("order_line", order=order, quantity=Decimal(1), net_price=Decimal(price), currency="CNY")
    stage = busy.add("stage", name="Offer", pipeline="Sales", position=1, kind="open")
    busy.deal("pia", 15_000, stage=stage)
    said = busy.said("/company/sections/")
    won = busy.asked("eve", "win_rate", **QUARTER).totals["win_rate"].cell
    assert f"{won.numerator} of {won.denominator}" in said
    assert "Lost because of: not known 50 % , price 50 %" in said
    assert "Offer ¥15k 1" in said
    assert "25 % of the revenue from new customers" in said
    assert "New ¥100 Repeat ¥300" in said
    assert "Automotive ¥90k" in said


def test_the_parts_of_a_region_are_of_the_region(busy: Company) -> None:
    account = busy.add("account", name="Xi'an", owner=busy.people["sun"], industry="Rail")
    busy.won("sun", 90_000, at(6), account=account)
    assert "Rail" in busy.said("/company/sections/")
    assert "Rail" not in busy.said("/company/sections/", "dora")
    for link in re.findall(r'href="(/figures/[^"]*)"', busy.markup("/company/sections/", "dora")):
        assert busy.get(link.replace("&amp;", "&"), "dora").status_code == 200


def test_a_vertical_opens_its_records(busy: Company) -> None:
    account = busy.add("account", name="Xi'an", owner=busy.people["sun"], industry="Rail")
    busy.won("sun", 90_000, at(6), account=account)
    links = re.findall(r'href="(/figures/bookings/records/[^"]*)"', busy.markup("/company/sections/"))
    sums = [busy.said(link.replace("&amp;", "&")) for link in links]
    assert any("Together ¥90,000.00" in page for page in sums)
    assert any("Together ¥1,175,000.00" in page for page in sums)  # of customers that are not known
