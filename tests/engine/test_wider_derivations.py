"""What the wider catalogue works out of other records, on small worlds with the answer by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.engine.asking import YEAR, by, reader, total
from tests.engine.tables import ALWAYS, FOREVER, Tables, utc


@pytest.fixture
def tables() -> Tables:
    return Tables()


def deal(tables: Tables, **values: Any) -> int:
    given: dict[str, Any] = {"created_at": date(2017, 1, 1), "closed_at": date(2017, 6, 30), "outcome": "won"}
    return tables.add("opportunity", **(given | values))


def ordered(tables: Tables, account: int | None, day: date, line: str = "", **values: Any) -> int:
    order = tables.add("order", account=account, ordered_at=day, **values)
    product = tables.add("product", name=line, line=line) if line else None
    tables.add("order_line", order=order, product=product, quantity=1, net_amount=100)
    return order


def test_a_meeting_is_with_a_prospect_until_he_has_bought(tables: Tables) -> None:
    account = tables.add("account", name="A")
    deal(tables, account=account, closed_at=date(2017, 3, 1))
    for day in (date(2017, 2, 1), date(2017, 3, 1), date(2017, 3, 2)):
        tables.add("activity", kind="meeting", account=account, done_at=day, owner=1)
    tables.add("activity", kind="meeting", done_at=date(2017, 5, 1))
    assert total(tables, "meetings_new_customers", **YEAR) == 2  # on the day of the deal it came first
    assert total(tables, "meetings_existing_customers", **YEAR) == 1
    assert (
        total(tables, "meetings_existing_customers", rights=reader(1), **YEAR) == 1
    )  # whoever owns the deal


def test_what_reps_do_for_a_running_campaign(tables: Tables) -> None:
    pump = tables.add("product", name="P", line="pumps")
    campaign = tables.add(
        "campaign", name="C", product_line="pumps", starts_on=date(2017, 4, 1), ends_on=date(2017, 4, 30)
    )
    for day, done, values in (
        (date(2017, 4, 30), date(2017, 5, 2), {"product": pump}),
        (date(2017, 4, 10), None, {"campaign": campaign}),
        (date(2017, 5, 1), date(2017, 5, 1), {"product": pump}),  # it was over
        (date(2017, 4, 5), date(2017, 4, 5), {}),
    ):
        tables.add("activity", kind="visit", planned_for=day, done_at=done, **values)
    assert total(tables, "campaign_push_share", **YEAR) == 0.5


def test_a_visit_is_accompanied_by_who_led_that_day(tables: Tables) -> None:
    tables.add("membership", user=9, team=1, role="team_lead", leads=True, valid_from=date(2017, 2, 1))
    tables.add("membership", user=8, team=1, role="rep", leads=False, valid_from=date(2016, 1, 1))
    for day, owner, along in (
        (date(2017, 3, 1), 1, 9),
        (date(2017, 1, 31), 1, 9),  # not yet
        (date(2017, 3, 1), 1, 8),  # a colleague
        (date(2017, 3, 2), 9, 9),  # his own visit
    ):
        visit = tables.add("activity", kind="visit", owner=owner, done_at=day)
        tables.add("activity_participant", activity=visit, user=along)
    assert by(tables, "accompanied_visits", "owner", **YEAR) == {1: 1}


def test_the_mix_is_held_against_what_was_expected_thirty_days_before(tables: Tables) -> None:
    a, b = (tables.add("product", name=n, line="pumps") for n in "AB")
    won = deal(tables, closed_at=date(2017, 6, 30))
    line = tables.add(
        "opportunity_line", opportunity=won, product=a, quantity=50, changed=True, created_at=date(2017, 1, 1)
    )
    early: dict[str, Any] = {"opportunity": won, "product": a, "created_at": date(2017, 1, 1)}
    tables.span("opportunity_line", line, valid=(ALWAYS, utc(2017, 6, 1)), quantity=10, **early)
    tables.span("opportunity_line", line, valid=(utc(2017, 6, 1), FOREVER), quantity=50, **early)
    tables.add("opportunity_line", opportunity=won, product=b, quantity=5, created_at=date(2017, 5, 31))
    tables.add("opportunity_line", opportunity=won, product=b, quantity=90, created_at=date(2017, 6, 1))
    order = tables.add("order", opportunity=won, ordered_at=date(2017, 7, 5))
    for product, quantity in ((a, 8), (b, 7)):
        tables.add("order_line", order=order, product=product, quantity=quantity)
    deal(tables)  # nothing was expected of it
    assert total(tables, "mix_accuracy", **YEAR) == pytest.approx(13 / 15)
    assert total(tables, "mix_accuracy:line", **YEAR) == 1


def test_the_close_date_of_thirty_days_before(tables: Tables) -> None:
    moved = deal(tables, closed_at=date(2017, 6, 30), close_date=date(2017, 6, 30), changed=True)
    for since, until, due in (
        (ALWAYS, utc(2017, 6, 1), date(2017, 6, 20)),  # the end of 31 May
        (utc(2017, 6, 1), FOREVER, date(2017, 6, 30)),
    ):
        tables.span("opportunity", moved, valid=(since, until), close_date=due, outcome="won")
    deal(tables, closed_at=date(2017, 6, 30), close_date=date(2017, 7, 4), outcome="lost")
    deal(tables, created_at=date(2017, 6, 10), close_date=date(2017, 6, 30))  # was not there
    assert total(tables, "close_date_accuracy:mean", **YEAR) == 3  # 10 late, 4 early
    assert total(tables, "close_date_accuracy:within_week", **YEAR) == 0.5
    assert total(tables, "close_date_accuracy:spread", **YEAR) == 7


def test_how_a_customer_was_first_reached(tables: Tables) -> None:
    account, lead = tables.add("account", name="A"), tables.add("lead", name="L")
    for kind, outcome, link, day in (
        ("call", "no_answer", {"account": account}, 1),
        ("email", "negative", {"account": account}, 2),
        ("call", "connected", {"lead": lead}, 3),
        ("visit", None, {"account": account}, 4),
    ):
        tables.add("activity", kind=kind, outcome=outcome, done_at=date(2017, 2, day), **link)
    deal(tables, account=account, lead=lead, amount=10)
    deal(tables, account=account, amount=20)
    deal(tables, account=account, amount=40, closed_at=date(2017, 2, 3))  # before anybody was reached
    found = by(tables, "revenue_by_contact_method", "first_contact", **YEAR)
    assert found == {"call": 10, "visit": 20, None: 40}


def test_an_amount_is_made_that_of_a_year(tables: Tables) -> None:
    first = deal(tables, amount=300)
    tables.add("contract", opportunity=first, signed_at=date(2017, 6, 1), term_months=12)
    tables.add("contract", opportunity=first, signed_at=date(2017, 7, 1), term_months=36)
    tables.add("contract", opportunity=first, term_months=1)  # never signed
    deal(tables, amount=999)  # without one
    assert total(tables, "average_contract_value:annual", **YEAR) == Decimal(100)


def test_a_forecast_is_kept_up_to_date_by_a_change_or_a_confirmation(tables: Tables) -> None:
    due: dict[str, Any] = {"created_at": date(2017, 1, 1), "close_date": date(2017, 3, 20)}
    tables.add("opportunity", **due)
    tables.add("opportunity", **due, forecast_confirmed_at=datetime(2017, 3, 9, 8, tzinfo=UTC))
    moved = tables.add("opportunity", **due, amount=5, changed=True)
    renamed = tables.add("opportunity", **due, name="B", changed=True)
    for deal_, field, values in ((moved, "amount", (4, 5)), (renamed, "name", ("A", "B"))):
        for value, valid in zip(values, ((ALWAYS, utc(2017, 3, 4)), (utc(2017, 3, 4), FOREVER)), strict=True):
            then: dict[str, Any] = {**due, field: value}
            tables.span("opportunity", deal_, valid=valid, **then)
    march: dict[str, Any] = {"from_": date(2017, 3, 1), "to": date(2017, 3, 31)}
    assert total(tables, "forecast_submitted_share", as_of=date(2017, 3, 10), **march) == 0.5
    assert total(tables, "forecast_submitted_share", as_of=date(2017, 3, 11), **march) == 0.25
    assert (
        total(tables, "forecast_submitted_share", as_of=date(2017, 3, 11), params={"days": 8}, **march) == 0.5
    )


def test_a_lead_is_in_the_funnel_until_it_is_ready(tables: Tables) -> None:
    tables.add("lead", created_at=date(2017, 1, 1))
    tables.add("lead", created_at=date(2017, 1, 1), sql_at=date(2017, 2, 1), handed_over_at=date(2017, 3, 1))
    tables.add("lead", created_at=date(2017, 1, 1), disqualified_at=date(2017, 2, 10))
    tables.add("lead", known_from=utc(2017, 2, 15))  # from when it was learned of
    found = [
        total(tables, "leads_in_funnel", to=date(2017, m, d)) for m, d in ((1, 31), (2, 9), (2, 20), (3, 1))
    ]
    assert found == [3, 3, 3, 2]


def test_a_lead_that_was_contacted_often_counts_once(tables: Tables) -> None:
    good, bad = (tables.add("lead", answer=a, owner=1) for a in ("positive", "negative"))
    campaign = tables.add("campaign", name="C", channel="email")
    for lead, day in ((good, 1), (good, 2), (bad, 3)):
        tables.add("activity", kind="call", lead=lead, owner=2, done_at=date(2017, 3, day))
    tables.add("campaign_touch", campaign=campaign, lead=bad, sent_at=date(2017, 3, 1))
    tables.add("activity", kind="note", lead=tables.add("lead"), done_at=date(2017, 3, 1))
    tables.add("activity", kind="call", lead=12345, done_at=date(2017, 3, 1))  # its lead was deleted
    assert total(tables, "positive_reply_rate", **YEAR) == 0.5
    assert by(tables, "negative_reply_rate", "owner", **YEAR) == {1: 0.5}


def test_a_lead_is_worked_from_its_first_contact_on(tables: Tables) -> None:
    account = tables.add("account", name="A")
    won, other = tables.add("lead", account=account, created_at=date(2017, 1, 1)), tables.add("lead")
    for lead, kind, mode, day in (
        (won, "meeting", "in_person", 2),
        (won, "call", None, 5),
        (other, "demo", "video", 3),
        (other, "email", None, 9),
    ):
        tables.add("activity", kind=kind, mode=mode, lead=lead, owner=1, done_at=date(2017, 3, day))
    ordered(tables, account, date(2017, 5, 1))
    found = by(tables, "customer_acquisition_rate", "contact_method", **YEAR)
    assert found == {"in_person": 1, None: 0}


def test_what_a_lead_brought_and_what_its_like_did(tables: Tables) -> None:
    for amount, created, source in ((400, date(2016, 3, 1), "web"), (None, date(2016, 3, 1), "web")):
        lead = tables.add("lead", created_at=created, lead_source=source)
        if amount:
            deal(tables, lead=lead, amount=amount)
    tables.add("lead", created_at=date(2017, 12, 1), lead_source="web")
    tables.add("lead", created_at=date(2017, 12, 1), lead_source="fair")  # nothing is known of its like
    december: dict[str, Any] = {"from_": date(2017, 12, 1), "to": date(2017, 12, 31)}
    assert total(tables, "revenue_per_lead", from_=date(2016, 1, 1), to=date(2016, 12, 31)) == 200
    assert total(tables, "revenue_per_lead", **december) == 0
    assert total(tables, "revenue_per_lead:expected", **december) == 200


def test_customers_of_the_start_who_bought_more_or_something_new(tables: Tables) -> None:
    more, new, same, late = (tables.add("account", name=n) for n in "ABCD")
    for account in (more, new, same):
        ordered(tables, account, date(2016, 6, 1), "pumps")
    deal(tables, account=more, type="upsell", closed_at=date(2017, 3, 1))
    deal(tables, account=late, type="upsell", closed_at=date(2017, 3, 1))  # was no customer when it began
    ordered(tables, new, date(2017, 4, 1), "valves")
    ordered(tables, same, date(2017, 4, 1), "pumps")
    assert total(tables, "upsell_rate", **YEAR) == pytest.approx(1 / 3)
    assert total(tables, "cross_sell_rate", **YEAR) == pytest.approx(1 / 3)
    deal(tables, account=more, type="expansion", product_line="pumps", closed_at=date(2017, 9, 1))
    by_line = {k: by(tables, f"{k}:line", "product_line", **YEAR) for k in ("upsell_rate", "cross_sell_rate")}
    third = pytest.approx(1 / 3)
    assert by_line == {"upsell_rate": {"pumps": third, None: third}, "cross_sell_rate": {"valves": third}}
    assert total(tables, "upsell_rate:line", **YEAR) == third  # one customer, however often he bought


def test_a_customer_is_lost_who_does_nothing_for_a_year(tables: Tables) -> None:
    kept, gone, ended, paying = (tables.add("account", name=n) for n in "ABCD")
    for account, cycle in ((kept, 10), (gone, 10), (ended, 100), (paying, 100)):
        closed = date(2016, 5, 1)
        tables.add(
            "opportunity", account=account, outcome="won", closed_at=closed,
            created_at=date.fromordinal(closed.toordinal() - cycle),
        )  # fmt: skip
    ordered(tables, kept, date(2017, 4, 30))
    ordered(tables, ended, date(2017, 4, 30))
    tables.add("subscription", account=ended, started_on=date(2016, 5, 1), ended_on=date(2017, 5, 1))
    tables.add("subscription", account=paying, started_on=date(2016, 5, 1))
    asked: dict[str, Any] = {"from_": date(2016, 1, 1), "to": date(2016, 12, 31)}
    assert by(tables, "churn_by_cycle_length", "cycle_band", **asked) == {"0-30": 0.5, "91-180": 0.5}
    deal(tables, account=tables.add("account", name="E"), closed_at=date(2017, 6, 1))
    assert total(tables, "churn_by_cycle_length", **YEAR) is None  # its year is not over


def test_the_load_of_who_takes_a_lead(tables: Tables) -> None:
    buyer = tables.add("account", name="A")
    for day in range(1, 11):
        closed = date(2017, 2, 1) if day > 8 else None
        tables.add(
            "lead",
            owner=1,
            first_assigned_at=date(2017, 1, day),
            created_at=date(2017, 1, 1),
            disqualified_at=closed,
        )
    for month in (1, 2):
        tables.add(
            "lead",
            owner=1,
            account=buyer,
            first_assigned_at=date(2017, month, 20),
            created_at=date(2017, 1, 1),
        )
    ordered(tables, buyer, date(2017, 6, 1))
    found = by(tables, "lead_load:conversion", "load_band", **YEAR)
    assert found == {"0": pytest.approx(1 / 11), "10": 1}  # ten open in January, nine in February


def test_a_rival_counts_by_the_price_seen_last(tables: Tables) -> None:
    pump = tables.add("product", name="P", list_price=110)
    for day, price, rival in ((1, 100, "X"), (10, 120, "X"), (5, 100, "Y")):
        tables.add(
            "competitor_price", product=pump, competitor=rival, price=price, observed_on=date(2017, 3, day)
        )
    assert total(tables, "competitor_price_gap", as_of=date(2017, 3, 9)) == pytest.approx(0.1)
    assert total(tables, "competitor_price_gap", as_of=date(2017, 3, 10)) == 0
    assert by(tables, "competitor_price_gap", "competitor", as_of=date(2017, 3, 10))["X"] == pytest.approx(
        -1 / 12
    )


def test_the_factors_multiply_to_bookings(tables: Tables) -> None:
    for user, score in ((1, 5), (2, 3), (2, 4)):
        tables.add("check_in", user=user, week=date(2017, 3, 6), score=score)
        tables.place(user, 7, date(2016, 1, 1))
    for owner, visits, amounts in ((1, 7, (100, 200)), (2, 3, (50,)), (3, 2, (10,))):
        for _ in range(visits):
            tables.add("activity", kind="visit", owner=owner, done_at=date(2017, 3, 7))
        for amount in amounts:
            deal(tables, owner=owner, amount=amount)
    assert by(tables, "performance_product", "owner", **YEAR) == {1: 300, 2: 50, 3: None}
    assert by(tables, "performance_product:mindset", "owner", **YEAR)[1] == 1.25  # 5 of 4 on average
    assert by(tables, "performance_product:volume", "owner", **YEAR)[1] == pytest.approx(5.6)
