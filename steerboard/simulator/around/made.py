"""What was made before, from which all around the sale follows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from steerboard.core.periods import Period, add_months
from steerboard.simulator.accounts import Account
from steerboard.simulator.activities import Columns
from steerboard.simulator.books import Books
from steerboard.simulator.campaigns import Campaign
from steerboard.simulator.chance import dice
from steerboard.simulator.contacts import Contacts
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.leads import Leads
from steerboard.simulator.orders import Order
from steerboard.simulator.people import Person, Staff
from steerboard.simulator.tables import Row

_OPENS, _CLOSES = 9 * 60, 18 * 60 + 30


@dataclass(frozen=True)
class Made:
    staff: Staff
    accounts: list[Account]
    contacts: Contacts
    campaigns: list[Campaign]
    leads: Leads
    orders: list[Order]
    activities: Columns
    costs: list[Row]
    books: Books
    days: Days
    seed: int

    def dice(self, subject: str) -> random.Random:
        return dice(self.seed, subject)

    @cached_property
    def customers(self) -> list[Account]:
        return [a for a in self.accounts if a.first_order >= 0]

    @cached_property
    def reps(self) -> int:
        return len(self.staff.reps)

    @cached_property
    def months(self) -> list[Period]:
        """From the first simulated one up to the one that runs."""
        start, found = self.days.dates[self.days.first].replace(day=1), []
        while start < self.days.dates[self.days.now]:
            found.append(Period(start, add_months(start, 1)))
            start = add_months(start, 1)
        return found

    def working_days(self, since: int) -> Iterator[int]:
        """Those that are over, from the day ``since`` on."""
        days = self.days
        return (d for d in range(max(since, days.first), days.now) if days.working[d])

    def fridays(self, weeks: int) -> Iterator[int]:
        """The Fridays that are over, of the last ``weeks`` weeks."""
        days = self.days
        since = max(days.first + 7, days.now - 7 * weeks)
        return (d for d in range(since, days.now) if days.dates[d].weekday() == 4)

    def at_office(self, instant: int, rng: random.Random) -> int:
        """The instant, put off to the next working morning where nobody is there."""
        day, minute = divmod(instant, DAY)
        target = self.days.next_working[min(day + (minute >= _CLOSES), len(self.days.dates) - 1)]
        if target == day and minute >= _OPENS:
            return instant
        return target * DAY + _OPENS + rng.randrange(0, 90)

    def told(self, instant: int) -> str:
        """As a time; empty where it lies ahead or is none."""
        return self.days.stamp(instant) if 0 <= instant < self.days.end else ""


def there(person: Person, day: int, days: Days) -> bool:
    return person.starts <= day < (person.ends if person.left else days.now)
