"""Plain values for tests of what Today says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from steerboard.work.facts import CustomerFact, DealFact, Facts, LeadFact, QuoteFact

TODAY = date(2026, 6, 17)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def deal(number: int = 1, amount: int | None = 100_000, **given: Any) -> DealFact:
    plain: dict[str, Any] = {
        "name": f"Deal {number}",
        "account_id": number,
        "account": f"Customer {number}",
        "stage": "Offer",
        "currency": "CNY",
    }
    return DealFact(number, amount=None if amount is None else Decimal(amount), **{**plain, **given})


def customer(number: int = 1, **given: Any) -> CustomerFact:
    return CustomerFact(number, given.pop("name", f"Customer {number}"), **given)


def quote(number: int = 1, days: int = 10, amount: int | None = 80_000, **given: Any) -> QuoteFact:
    plain: dict[str, Any] = {"account_id": number, "account": f"Customer {number}", "opportunity_id": None}
    money = None if amount is None else Decimal(amount)
    return QuoteFact(
        number, f"Q-{number}", amount=money, currency="CNY", sent_on=ago(days), **{**plain, **given}
    )


def lead(number: int = 1, waits: int = 5) -> LeadFact:
    return LeadFact(number, f"Lead {number}", "Wuxi Tools", "", "Fair", waits)


def facts(**given: Any) -> Facts:
    return Facts(TODAY, "CNY", **given)
