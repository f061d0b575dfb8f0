"""The records behind a cell add up to each of its parts, and parts add up to totals; on random small companies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from steerboard.core.errors import BadInput, UnknownName
from steerboard.engine.contributions import Contributions
from steerboard.engine.result import Row
from tests.engine.asking import YEAR, ask, engine, query, reader
from tests.engine.tables import Tables

ADDING = (
    "bookings",
    "won_deals",
    "revenue",
    "units",
    "orders",
    "activities",
    "visits",
    "opportunities_created",
)
SHAPES = (
    "bookings", "won_deals", "win_rate:amount", "win_rate:cohort", "loss_rate", "average_contract_value",
    "sales_cycle_days", "sales_cycle_days:mean", "weighted_pipeline", "stage_conversion_rate", "time_in_stage",
    "time_in_stage:open", "revenue", "orders", "new_customer_revenue", "orders_rolling_30_90:revenue90",
    "orders_rolling_30_90:trend", "revenue_yoy", "visits", "pipeline_created:net", "pipeline_coverage:all",
    "close_ratio", "close_ratio:worked", "visit_conversion_rate", "existing_customer_engagement",
    "reps_at_quota_share", "leads_followed_up_share", "lead_response_minutes:working", "quote_to_order_rate",
)  # fmt: skip
"""One of each way in which a figure comes about."""
MIDDLE = ("sales_cycle_days", "time_in_stage", "lead_response_minutes")
STAGES = ((101, "open"), (102, "open"), (103, "won"), (104, "lost"))


def company(seed: int) -> Tables:
    """Four people in two teams, one of whom moves; deals (some shared), stages, orders, activities."""
    rng, tables = Random(seed), Tables()
    for user in (1, 2, 3, 4):
        tables.add("user", id=user, name=f"U{user}")
        move = date(2017, 1, 1) + timedelta(days=rng.randrange(365))
        tables.place(user, 10, date(2016, 1, 1), move)
        tables.place(user, rng.choice((10, 11)), move)
    for number, kind in STAGES:
        tables.add("stage", id=number, name=kind, kind=kind, position=number, pipeline="p")
    accounts = [tables.add("account", name=f"A{n}", industry=rng.choice(("steel", None))) for n in range(5)]
    for _ in range(25):
        _deal(tables, rng, accounts)
    for _ in range(20):
        _order(tables, rng, accounts)
    for _ in range(20):
        kind = rng.choice(("call", "visit", "note"))
        tables.add(
            "activity", kind=kind, owner=rng.choice((1, 2, None)), done_at=_day(rng), committed_for=_day(rng)
        )
    for _ in range(20):
        _lead(tables, rng, accounts)
    for user in (1, 2, 4):
        for starts, ends in ((date(2017, 1, 1), date(2018, 1, 1)), (date(2017, 4, 1), date(2017, 7, 1))):
            tables.target("bookings", str(rng.choice((5, 500))), starts, ends, scope="user", scope_id=user)
    return tables


def _lead(tables: Tables, rng: Random, accounts: list[int]) -> None:
    created, owner, account = _day(rng), rng.choice((1, 2, None)), rng.choice((*accounts, None))
    assigned = datetime(2017, rng.randrange(1, 13), 5, 9, tzinfo=UTC)
    lead = tables.add(
        "lead", owner=owner, account=account, created_at=created, mql_at=created + timedelta(days=1),
        first_assigned_at=assigned, first_response_at=assigned + timedelta(hours=rng.randrange(100)),
    )  # fmt: skip
    kind = rng.choice(("call", "meeting"))
    done = created + timedelta(days=rng.randrange(4))
    tables.add("activity", kind=kind, owner=rng.choice((1, 2)), lead=lead, account=account, done_at=done)
    order = rng.choice((None, tables.add("order", owner=owner, account=account, ordered_at=_day(rng))))
    tables.add(
        "quote", owner=owner, account=account, sent_at=created, amount=rng.choice((None, 5)), order=order
    )


def _day(rng: Random) -> date:
    return date(2016, 10, 1) + timedelta(days=rng.randrange(500))


def _deal(tables: Tables, rng: Random, accounts: list[int]) -> None:
    created = _day(rng)
    outcome = rng.choice(("won", "won", "lost", None))
    closed = created + timedelta(days=rng.randrange(90)) if outcome else None
    shared = rng.random() < 0.3
    deal = tables.add(
        "opportunity", owner=rng.choice((1, 2, 3, None)), account=rng.choice((*accounts, None)), created_at=created,
        closed_at=closed, outcome=outcome, amount=rng.choice((None, 100, 33.33, 7)), shared=shared,
        probability=rng.choice((None, 0.2, 0.5)), loss_reason=rng.choice(("price", None)),
    )  # fmt: skip
    if shared:
        for user, share in zip((1, 2, 4), ("0.333333", "0.333333", "0.333334"), strict=True):
            tables.credit("opportunity", deal, user, share)
    tables.add("stage_visit", opportunity=deal, stage=101, entered_at=created, left_at=closed, visit=1)


def _order(tables: Tables, rng: Random, accounts: list[int]) -> None:
    order = tables.add(
        "order", owner=rng.choice((1, 2, None)), account=rng.choice((*accounts, None)), ordered_at=_day(rng),
        cancelled_at=rng.choice((None, None, date(2018, 1, 1))),
    )  # fmt: skip
    for _ in range(rng.randrange(4)):
        tables.add(
            "order_line", order=order, quantity=rng.randrange(5), net_amount=rng.choice((None, 10, 2.5))
        )


@pytest.fixture(scope="module", params=[0, pytest.param(1, marks=pytest.mark.slow)])
def tables(request: pytest.FixtureRequest) -> Tables:
    return company(request.param)


def cells(tables: Tables, kpi: str, **asked: object) -> Iterator[tuple[Row | None, Contributions]]:
    """The total and every row of a question, each with its records."""
    asker, asking = engine(tables), query(tables, kpi, **(YEAR | asked))
    yield None, asker.contributions(asking, kpi=kpi)
    for row in asker.ask(asking).rows:
        yield row, asker.contributions(asking, kpi=kpi, key=row.key if asking.by else None, period=row.period)


@pytest.mark.parametrize("kpi", SHAPES)
@pytest.mark.parametrize(
    "asked", [{}, {"by": ["owner.team"], "grain": "quarter"}, {"by": ["owner", "account.industry"]}]
)
def test_records_add_up_to_each_part(tables: Tables, kpi: str, asked: dict[str, object]) -> None:
    if kpi.startswith(
        ("activities", "visits", "plan", "stage", "time", "reps")
    ) and "account.industry" in str(asked):
        asked = {"by": ["owner"]}
    for row, found in cells(tables, kpi, **asked):
        if row is not None:
            assert found.cell == row.values[kpi].cell
        for part in found.parts:
            mine = [r for r in found.rows if r.part == part.name]
            assert len(mine) == part.rows
            known = [r.amount for r in mine if r.amount is not None]
            if kpi.partition(":")[0] in MIDDLE and not kpi.endswith("mean"):
                assert len(known) == part.n
                continue
            total = sum((Decimal(str(k)) for k in known), Decimal(0))
            assert Decimal(str(part.value or 0)) == pytest.approx(total, rel=Decimal("1e-12"))


@pytest.mark.parametrize("kpi", ADDING)
@pytest.mark.parametrize("dims", [["owner"], ["owner.team"], ["owner.region"], ["account.industry"]])
def test_parts_by_any_dimension_add_up_to_the_total(tables: Tables, kpi: str, dims: list[str]) -> None:
    for rights in (None, reader(1), reader(2, teams=(11,), people=(3,))):
        result = ask(tables, kpi, by=dims, **(YEAR | ({"rights": rights} if rights else {})))
        parts = [Decimal(str(row.values[kpi].value or 0)) for row in result.rows]
        assert sum(parts) == Decimal(str(result.totals[kpi].value or 0))


def test_reasons_of_lost_deals_add_up_to_the_loss_rate(tables: Tables) -> None:
    result = ask(tables, "loss_rate", by=["loss_reason"], **YEAR)
    parts = [row.values["loss_rate"].value for row in result.rows]
    assert sum(float(p or 0) for p in parts) == pytest.approx(float(result.totals["loss_rate"].value or 0))


def test_new_repeat_and_unknown_make_up_revenue(tables: Tables) -> None:
    kinds = ("new_customer_revenue", "repeat_customer_revenue", "repeat_customer_revenue:unknown")
    totals = ask(tables, "revenue", *kinds, **YEAR).totals
    assert sum(Decimal(str(totals[k].value or 0)) for k in kinds) == totals["revenue"].value


def test_a_list_comes_in_pages_with_its_true_length(tables: Tables) -> None:
    asker, asking = engine(tables), query(tables, "win_rate", **YEAR)
    whole = asker.contributions(asking)
    pages = [asker.contributions(asking, limit=4, offset=n) for n in range(0, whole.total, 4)]
    assert [row for page in pages for row in page.rows] == list(whole.rows)
    assert {page.total for page in pages} == {whole.total}
    only = asker.contributions(asking, part="numerator")
    assert {row.part for row in only.rows} == {"numerator"}


def test_the_list_of_a_period_that_was_not_asked_is_refused(tables: Tables) -> None:
    asker = engine(tables)
    with pytest.raises(BadInput, match="no period that starts"):
        asker.contributions(query(tables, "win_rate", grain="month", **YEAR), period=date(2020, 1, 1))
    with pytest.raises(UnknownName):
        asker.contributions(query(tables, "win_rate", **YEAR), kpi="win_rat")


@pytest.mark.parametrize("key", ["9" * 5000, "9" * 40, "²", "-", "x"])
def test_a_group_that_cannot_be_is_empty(tables: Tables, key: str) -> None:
    asked = query(tables, "bookings", by=["owner"], **YEAR)
    assert engine(tables).contributions(asked, key={"owner": key}).total == 0


def test_a_group_that_cannot_be_read_is_refused(tables: Tables) -> None:
    for dim, key in (("close_date", "2017-02-30"), ("probability", "much")):
        asked = query(tables, "bookings", by=[dim], **YEAR)
        with pytest.raises(BadInput, match="no group"):
            engine(tables).contributions(asked, key={dim: key})
