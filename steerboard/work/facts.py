"""What Today knows about the reader's deals, customers, quotes and leads, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from steerboard.core.text import Text
from steerboard.ui import dates, formats


@dataclass(frozen=True)
class DealFact:
    """An open deal of the reader. ``since`` is the day since which it is in its stage, where that is known."""

    id: int
    name: str
    account_id: int | None = None
    account: str = ""
    stage: str = ""
    stage_id: int | None = None
    longest_stay: int | None = None
    since: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    close_date: date | None = None
    next_step: str = ""
    next_step_due: date | None = None

    def stays(self, today: date) -> int | None:
        """The days in its stage."""
        return None if self.since is None else (today - self.since).days

    def over(self, today: date) -> int:
        """The days beyond the stage's longest stay; 0 where it is within, or nothing is known of it."""
        stays = self.stays(today)
        if stays is None or self.longest_stay is None:
            return 0
        return max(stays - self.longest_stay, 0)


@dataclass(frozen=True)
class CustomerFact:
    """A customer of the reader's. ``orders`` count those within two years, ``last_order`` is the latest of them."""

    id: int
    name: str
    is_key: bool = False
    last_contact: date | None = None
    orders: int = 0
    last_order: date | None = None

    def silent(self, today: date) -> int | None:
        """The days since somebody was in contact with the customer; None where nobody ever was."""
        return None if self.last_contact is None else (today - self.last_contact).days


@dataclass(frozen=True)
class QuoteFact:
    """A quote that is out: sent, and neither accepted nor declined, nor followed by another one or an order."""

    id: int
    number: str
    account_id: int | None
    account: str
    opportunity_id: int | None
    amount: Decimal | None
    currency: str
    sent_on: date


@dataclass(frozen=True)
class LeadFact:
    """A lead that nobody has answered yet; ``waits`` since that many whole hours."""

    id: int
    name: str
    company: str
    phone: str
    source: str
    waits: int


@dataclass(frozen=True)
class Facts:
    """All that findings and suggestions rest on. ``planned`` are the customers with an open plan from today on."""

    today: date
    currency: str
    deals: Sequence[DealFact] = ()
    customers: Sequence[CustomerFact] = ()
    quotes: Sequence[QuoteFact] = ()
    leads: Sequence[LeadFact] = ()
    planned: frozenset[int] = frozenset()

    @property
    def usual(self) -> Decimal:
        """What a deal of the reader's is usually worth: it stands in where no amount is known."""
        amounts = [d.amount for d in self.deals if d.amount is not None]
        return median(amounts) if amounts else Decimal(0)

    def open_with(self, account: int) -> list[DealFact]:
        return [d for d in self.deals if d.account_id == account]


def money(value: Decimal | None, currency: str) -> Text:
    return Text(formats.money(value, currency, "en"), formats.money(value, currency, "zh"))


def sum_of(values: Sequence[tuple[Decimal | None, str]]) -> Text | None:
    """The sum of amounts in one currency; None where there are several, or none is known."""
    known = [(amount, currency) for amount, currency in values if amount is not None]
    currencies = {currency for _, currency in known}
    if len(currencies) != 1:
        return None
    return money(sum((amount for amount, _ in known), Decimal(0)), currencies.pop())


def day(on: date, today: date) -> Text:
    return Text(dates.date_short(on, "en", today), dates.date_short(on, "zh", today))
