"""Who is credited, in which team, and what a reader sees of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from steerboard.core.errors import UnknownName
from steerboard.engine.rights import Rights
from tests.engine.asking import YEAR, ask, by, own, reader, total
from tests.engine.tables import Tables

ANA, BEN, CHO = 1, 2, 3
EAST, WEST, REGION = 10, 11, 20


@pytest.fixture
def tables() -> Tables:
    """Ben moves from West to East on 1 July; one deal of his is shared with Ana, 30 : 70."""
    tables = Tables()
    for number, name in ((ANA, "Ana"), (BEN, "Ben"), (CHO, "Cho")):
        tables.add("user", id=number, name=name)
    for number, name in ((EAST, "East"), (WEST, "West"), (REGION, "Region")):
        tables.add("team", id=number, name=name, kind="region" if number == REGION else "team")
    start, move = date(2016, 1, 1), date(2017, 7, 1)
    tables.place(ANA, EAST, start, parent=REGION, region=REGION)
    tables.place(BEN, WEST, start, move)
    tables.place(BEN, EAST, move, parent=REGION, region=REGION)
    for owner, amount, on in ((ANA, 100, date(2017, 3, 1)), (BEN, 10, date(2017, 6, 30)), (BEN, 20, move)):
        tables.add("opportunity", owner=owner, amount=amount, outcome="won", closed_at=on, created_at=start)
    shared = tables.add(
        "opportunity",
        owner=BEN,
        amount=1000,
        outcome="won",
        closed_at=date(2017, 5, 1),
        created_at=start,
        shared=True,
    )
    tables.credit("opportunity", shared, ANA, "0.3")
    tables.credit("opportunity", shared, BEN, "0.7")
    return tables


def test_a_shared_deal_counts_by_share_and_once_in_the_total(tables: Tables) -> None:
    result = ask(tables, "won_deals", "bookings", by=["owner"], **YEAR)
    values = {r.key["owner"]: (r.values["won_deals"].value, r.values["bookings"].value) for r in result.rows}
    assert values == {ANA: (1.3, Decimal(400)), BEN: (2.7, Decimal(730))}
    assert (result.totals["won_deals"].value, result.totals["bookings"].value) == (4, 1130)


def test_figures_belong_to_the_team_of_their_time(tables: Tables) -> None:
    assert by(tables, "bookings", "owner.team", **YEAR) == {EAST: 420, WEST: 710}
    assert by(tables, "bookings", "owner.region", **YEAR) == {REGION: 420, None: 710}
    assert by(tables, "bookings", "owner.team.parent", **YEAR) == {REGION: 420, None: 710}


def test_figures_can_be_asked_by_the_team_of_today(tables: Tables) -> None:
    assert by(tables, "bookings", "owner.team", org="today", **YEAR) == {EAST: 1130}


def test_a_median_takes_a_shared_record_once_for_each_group(tables: Tables) -> None:
    result = ask(tables, "sales_cycle_days", by=["owner.team"], org="today", **YEAR)
    (row,) = result.rows
    assert row.values["sales_cycle_days"].cell.n == 4


def test_a_rep_sees_his_rows_and_those_he_shares_in(tables: Tables) -> None:
    assert total(tables, "bookings", rights=reader(ANA), **YEAR) == 1100
    assert total(tables, "bookings", rights=reader(BEN), **YEAR) == 1030
    assert total(tables, "bookings", rights=reader(CHO), **YEAR) == 0


def test_a_lead_sees_members_now_and_what_was_theirs_then(tables: Tables) -> None:
    now_in_east = reader(CHO, teams=(EAST,), people=(ANA, BEN))
    assert total(tables, "bookings", rights=now_in_east, **YEAR) == 1130
    once_in_west = reader(CHO, teams=(WEST,))
    assert total(tables, "bookings", rights=once_in_west, **YEAR) == 1010


def test_without_a_membership_there_is_nothing_to_see(tables: Tables) -> None:
    nobody = Rights(BEN, people=frozenset({BEN}))
    assert total(tables, "bookings", rights=nobody, **YEAR) == 0
    assert by(tables, "bookings", "owner", rights=nobody, **YEAR) == {}


def test_conditions_on_the_owner_and_his_team_weigh_by_share(tables: Tables) -> None:
    assert total(tables, "bookings", where=[f"owner = {ANA}"], **YEAR) == 400
    assert total(tables, "bookings", where=[f"owner.team = {WEST}"], **YEAR) == 710
    assert by(tables, "bookings", "owner", where=[f"owner.team = {WEST}"], **YEAR) == {BEN: 710}


COMPANY = """
kpis:
  - id: spent
    name: &t {zh: 花费, en: Spent}
    meaning: *t
    formula: *t
    time_basis: *t
    left_out: *t
    role: result
    unit: money
    better: down
    additivity: all
    attribution: company
    measure: {kind: sum, value: amount, of: opportunity, at: closed_at}
  - id: deals
    name: *t
    meaning: *t
    formula: *t
    time_basis: *t
    left_out: *t
    role: result
    unit: count
    better: up
    additivity: all
    attribution: owner
    measure: {kind: count, of: opportunity, at: closed_at}
  - id: cost_each
    name: *t
    meaning: *t
    formula: *t
    time_basis: *t
    left_out: *t
    role: result
    unit: money
    better: down
    additivity: none
    attribution: owner
    measure: {kind: ratio, numerator: spent, denominator: deals}
  - id: cost
    name: *t
    meaning: *t
    formula: *t
    time_basis: *t
    left_out: *t
    role: result
    unit: money
    better: down
    additivity: all
    attribution: owner
    measure: {kind: sum, value: cost_amount, of: order_line, at: order.ordered_at}
"""


def test_mixed_attribution_is_refused_with_the_reason(tables: Tables) -> None:
    known = own(COMPANY)
    result = ask(tables, "cost_each", "deals", known=known, by=["owner"], **YEAR)
    cell = result.rows[0].values["cost_each"].cell
    assert cell.value is None
    assert cell.reason is not None
    assert cell.reason.code == "attribution"
    assert result.rows[0].values["deals"].value is not None
    assert ask(tables, "cost_each", known=known, **YEAR).totals["cost_each"].value == Decimal("282.5")
    part = ask(tables, "cost_each", known=known, rights=reader(ANA), **YEAR).totals["cost_each"].cell
    assert part.value is None


def test_a_field_without_the_right_is_as_one_that_does_not_exist(tables: Tables) -> None:
    order = tables.add("order", ordered_at=date(2017, 3, 1), owner=ANA)
    tables.add("order_line", order=order, quantity=1, cost_amount=9, unit_cost=9)
    cell = ask(tables, "cost", known=own(COMPANY), rights=reader(ANA), **YEAR).totals["cost"].cell
    assert cell.value is None
    assert cell.reason is not None
    assert cell.reason.code == "no_right"
    assert total(tables, "cost", known=own(COMPANY), **YEAR) == 9
    for asked in ({"where": ["unit_cost > 1"]}, {"by": ["unit_cost"]}, {"by": ["owner.email"]}):
        with pytest.raises(UnknownName):
            ask(tables, "revenue", rights=reader(ANA), **(YEAR | asked))


def test_a_linked_record_that_the_reader_does_not_see_is_as_absent(tables: Tables) -> None:
    for owner, name in ((ANA, "Steel"), (BEN, "Paper"), (None, "Pool")):
        account = tables.add("account", name=name, industry=name.lower(), owner=owner)
        tables.add(
            "opportunity", owner=ANA, account=account, amount=5, outcome="lost", closed_at=date(2017, 3, 1)
        )
    lost = by(tables, "loss_rate", "account.industry", rights=reader(ANA), **YEAR)
    assert set(lost) == {"steel", "pool", None}
    rows = ask(tables, "loss_rate", by=["account"], rights=reader(ANA), **YEAR).rows
    assert "Paper" not in {row.by["account"].label for row in rows}
    seen = ask(tables, "loss_rate", where=["account.industry = 'paper'"], rights=reader(ANA), **YEAR)
    assert seen.totals["loss_rate"].cell.denominator == 0


def test_the_first_order_is_the_companys_truth_whatever_the_reader_sees(tables: Tables) -> None:
    account = tables.add("account", name="Steel")
    for owner, day, amount in ((ANA, date(2017, 2, 1), 10), (BEN, date(2017, 3, 1), 30)):
        order = tables.add("order", owner=owner, account=account, ordered_at=day)
        tables.add("order_line", order=order, quantity=1, net_amount=amount)
    assert total(tables, "new_customer_revenue", rights=reader(BEN), **YEAR) == 0
    assert total(tables, "repeat_customer_revenue", rights=reader(BEN), **YEAR) == 30
    assert total(tables, "new_customer_revenue", **YEAR) == 10


def test_a_target_is_compared_for_whom_the_row_is(tables: Tables) -> None:
    q1 = (date(2017, 1, 1), date(2017, 4, 1))
    tables.target("bookings", "1000", *q1)
    tables.target("bookings", "0", *q1, scope="user", scope_id=ANA)
    asked: dict[str, Any] = {"from_": q1[0], "to": date(2017, 3, 31), "compare": ["target"]}
    whole = ask(tables, "bookings", **asked).totals["bookings"]
    assert whole.target is not None
    assert whole.target.value == 1000
    (row,) = ask(tables, "bookings", by=["owner"], **asked).rows
    target = row.values["bookings"].target
    assert target is not None
    assert target.value == 0
    narrowed = ask(tables, "bookings", rights=reader(BEN), **asked).totals["bookings"]
    assert narrowed.target is None
