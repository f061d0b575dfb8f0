"""What was done and planned, whom marketing reached, and how it was sold, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracles.ask import oracle
from tests.oracles.tiny import (
    ANN,
    BOB,
    CY,
    DEE,
    FEBRUARY,
    JANUARY,
    MARCH,
    QUARTER,
    company,
    deal,
    local,
    order,
)
from tests.worlds import Builder


def act(b: Builder, kind: str, at: object, **fields: object) -> int:
    return b.add("activity", **{"kind": kind, "owner": ANN, "done_at": at, "created_at": at, **fields})


def test_a_meeting_is_with_who_has_bought_or_not_yet() -> None:
    b = company()
    account = b.add("account", name="A")
    order(b, account, local(1, 10, 12), 5)
    for at in (local(1, 10, 11), local(1, 10, 12), date(2024, 1, 10), local(1, 10, 13), date(2024, 1, 11)):
        act(b, "meeting", at, account=account)
    act(b, "meeting", local(1, 11))
    act(b, "visit", local(1, 11), account=account)
    world = b.build()
    assert oracle(world, "meetings_new_customers", JANUARY) == {(): 3}
    assert oracle(world, "meetings_existing_customers", JANUARY) == {(): 2}


def test_booked_is_what_is_planned_for_the_period() -> None:
    b = company()
    for when, cancelled in (
        (date(2024, 1, 9), None),
        (date(2024, 3, 9), date(2024, 3, 8)),
        (date(2024, 3, 16), None),
    ):
        act(b, "demo", None, planned_for=when, cancelled_at=cancelled)
    b.change("activity", 1, "planned_for", local(2, 9), local(1, 8))
    act(b, "demo", local(1, 9))
    world = b.build()
    assert oracle(world, "demos_booked", JANUARY) == {(): 0}
    assert oracle(world, "demos_booked", FEBRUARY) == {(): 1}
    assert oracle(world, "demos_booked", MARCH) == {(): 1}
    assert oracle(world, "meetings_booked", QUARTER) == {(): 0}


def test_a_running_campaign_is_pushed_by_itself_or_its_product_line() -> None:
    b = company()
    b.add("product", name="P", line="Pro", currency="CNY")
    b.add("product", name="Q", line="Basic", currency="CNY")
    b.add("campaign", name="C", product_line="Pro", starts_on=date(2024, 1, 10), ends_on=date(2024, 1, 20))
    b.add("campaign", name="D", starts_on=date(2024, 2, 1))
    for day in (9, 10, 20, 21):
        at = date(2024, 1, day)
        act(b, "call", at if day == 20 else None, planned_for=at, product=1)
    act(b, "visit", date(2024, 3, 9), planned_for=date(2024, 1, 15), campaign=1)
    act(b, "visit", None, planned_for=date(2024, 1, 15), campaign=2)
    act(b, "visit", None, planned_for=date(2024, 1, 15), product=2)
    act(b, "task", None, planned_for=date(2024, 1, 15), product=1)
    assert oracle(b.build(), "campaign_push_share", JANUARY) == {(): Fraction(2, 3)}


def test_low_priority_material_and_company() -> None:
    b = company()
    low, high = deal(b, ANN, 5, None, priority="low"), deal(b, ANN, 5, None, priority="low")
    b.change("opportunity", high, "priority", "high", date(2024, 3, 1))
    for kind, of in (("call", low), ("task", low), ("email", high), ("call", None)):
        act(b, kind, date(2024, 1, 9), opportunity=of, collateral="Brochure" if kind == "email" else None)
    visits = [act(b, kind, date(2024, 1, 9)) for kind in ("visit", "visit", "visit", "meeting")]
    for visit, user in zip(visits, (BOB, DEE, ANN, BOB), strict=True):
        b.add("activity_participant", activity=visit, user=user)
    b.add("activity_participant", activity=visits[0], user=CY)
    world = b.build()
    assert oracle(world, "nurture_interactions", JANUARY) == {(): 1}
    assert oracle(world, "collateral_use", JANUARY) == {(): Fraction(1, 7)}
    assert oracle(world, "accompanied_visits", JANUARY) == {(): 1}


def test_bookings_by_how_one_first_spoke() -> None:
    b = company()
    account = b.add("account", name="A")
    act(b, "call", date(2024, 1, 1), account=account, outcome="no_answer")
    act(b, "email", date(2024, 1, 2), account=account, outcome="neutral")
    act(b, "demo", local(1, 9, 13), account=account)
    act(b, "visit", local(1, 9, 13), account=account)
    by_deal = deal(b, ANN, 7, None, date(2024, 1, 8), "won")
    act(b, "call", date(2024, 1, 8), opportunity=by_deal, outcome="connected")
    deal(b, ANN, 20, None, local(1, 9, 14), "won", account=account)
    deal(b, ANN, 100, None, local(1, 9, 12), "won", account=account)
    by = oracle(b.build(), "revenue_by_contact_method", JANUARY, by="first_contact")
    assert by == {("call",): 7, ("demo",): 20, (None,): 100}


def test_prices_seen_last_against_ours() -> None:
    b = company()
    b.add("product", name="P", list_price=Decimal(90), currency="CNY")
    b.add("product", name="Q", currency="CNY")

    def see(price: int | None, day: date, competitor: str = "Acme", product: int = 1, **more: object) -> None:
        value = None if price is None else Decimal(price)
        fields = {"currency": "CNY", **more}
        b.add(
            "competitor_price", product=product, competitor=competitor, price=value, observed_on=day, **fields
        )

    see(50, date(2024, 1, 5))
    see(70, date(2024, 1, 9))
    see(60, date(2024, 1, 9))
    see(40, date(2024, 1, 31), "Beta")
    see(1, date(2024, 2, 1))
    see(9, date(2024, 1, 9), product=2)
    see(80, date(2024, 1, 9), "Gamma", currency="USD")
    world = b.build()
    assert oracle(world, "competitor_price_gap", as_of=date(2024, 1, 31)) == {(): Fraction(180, 100) - 1}
    by = oracle(world, "competitor_price_gap", as_of=date(2024, 1, 31), by=("product", "competitor"))
    assert by[(1, "Acme")] == Fraction(90, 60) - 1
    assert by[(2, "Acme")] is None
    assert by[(1, "Gamma")] is None


def test_steps_of_touches_are_parts_of_the_step_before() -> None:
    b = company()
    b.add("campaign", name="Mail", channel="email")
    b.add("campaign", name="Fair", channel="trade_show")
    day, late = date(2024, 1, 9), date(2024, 3, 16)
    for campaign, delivered, opened, replied, converted in (
        (1, day, day, day, day),
        (1, day, late, None, day),
        (1, None, day, day, None),
        (2, day, day, day, None),
    ):
        b.add("campaign_touch", campaign=campaign, sent_at=day, delivered_at=delivered, opened_at=opened,
              clicked_at=opened, replied_at=replied, converted_at=converted)  # fmt: skip
    world = b.build()
    assert oracle(world, "email_open_rate", JANUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "email_click_rate", JANUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "email_response_rate", JANUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "campaign_conversion_rate", JANUARY) == {(): Fraction(1, 3)}
    assert oracle(world, "campaign_conversion_rate:of_delivered", JANUARY) == {(): Fraction(2, 3)}


def test_a_visitor_is_new_once_and_a_session_leads_to_something_once() -> None:
    b = company()
    seen = local(1, 31, 23, 59)
    for visitor, first, lead, order_ in (
        ("a", seen, 1, 1),
        ("a", seen, None, None),
        ("b", None, None, 2),
        (None, seen, None, None),
    ):
        b.add(
            "web_session",
            visitor=visitor,
            started_at=local(2, 2),
            first_seen_at=first,
            lead=lead,
            order=order_,
        )
    b.add("subscriber", subscribed_at=date(2024, 2, 2), unsubscribed_at=date(2024, 2, 3))
    b.add("subscriber")
    world = b.build()
    assert oracle(world, "new_web_visitors", JANUARY) == {(): 1}
    assert oracle(world, "new_web_visitors", FEBRUARY) == {(): 0}
    assert oracle(world, "web_conversion_rate", FEBRUARY) == {(): Fraction(2, 4)}
    assert oracle(world, "new_subscribers", FEBRUARY) == {(): 1}


def test_the_value_of_a_contract_for_a_year() -> None:
    b = company()
    for amount, months in ((240, 24), (50, None), (60, 6)):
        number = deal(b, ANN, amount, None, date(2024, 1, 9), "won")
        b.add("contract", opportunity=number, signed_at=date(2024, 1, 9), term_months=months)
    b.add("contract", opportunity=1, signed_at=date(2024, 1, 8), term_months=1)
    b.add("contract", opportunity=1, signed_at=date(2024, 3, 16), term_months=1)
    deal(b, ANN, 999, None, date(2024, 1, 9), "won")
    world = b.build()
    assert oracle(world, "average_contract_value:annual", JANUARY) == {(): Fraction(120 + 120, 2)}
