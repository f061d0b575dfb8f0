"""Service plans that customers pay for month by month: begun, renewed, enlarged, cut, ended, and taken up again."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from steerboard.core.periods import add_months
from steerboard.simulator.accounts import SIZE_FACTOR, Account
from steerboard.simulator.around.made import Made
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.tables import CURRENCY, Row, money

PLAN = "P13"
_UNIT = 2_000_00  # fen a month for one machine
_WITH_A_PLAN = 0.42  # of the customers
_ENDED, _BACK, _MORE_AT_RENEWAL = 0.12, 0.3, 0.2
_CHANGED, _ENLARGED = 0.24, 0.7  # between two renewals; of these


@dataclass
class Subscription:
    account: Account
    starts: int  # day
    units: int
    due: int = 0  # day of the next renewal
    ended: int = -1  # day
    # day, kind, fen, day of the renewal that it answers or -1
    events: list[tuple[int, str, int, int]] = field(default_factory=list)
    # instant, field, before, after
    changes: list[tuple[int, str, str, str]] = field(default_factory=list)
    id: str = ""

    @property
    def mrr(self) -> int:
        return self.units * _UNIT

    def runs_on(self, day: int) -> bool:
        return self.starts <= day and not 0 <= self.ended <= day


def make_subscriptions(made: Made) -> list[Subscription]:
    """In the order in which they began."""
    rng, days = made.dice("subscriptions"), made.days
    found: list[Subscription] = []
    for account in made.customers:
        starts = account.first_order // DAY + rng.randrange(10, 240)
        if rng.random() < _WITH_A_PLAN and starts < days.now:
            found += _kept(account, starts, days, rng)
    found.sort(key=lambda s: (s.starts, s.account.number))
    for n, subscription in enumerate(found, start=1):
        subscription.id = f"SUB{n:05d}"
    return found


def _kept(account: Account, starts: int, days: Days, rng: random.Random) -> Iterator[Subscription]:
    """The customer's plan; where it ended perhaps another one, some months after."""
    kind = "new"
    while starts < days.now:
        units = max(1, round(SIZE_FACTOR[account.size] * rng.choice((1, 1, 2, 3))))
        subscription = Subscription(account, starts, units)
        subscription.events.append((starts, kind, subscription.mrr, -1))
        _run(subscription, days, rng)
        _owners(subscription, days)
        yield subscription
        if subscription.ended < 0 or rng.random() >= _BACK:
            return
        kind, starts = "reactivation", subscription.ended + rng.randrange(60, 200)


def _run(subscription: Subscription, days: Days, rng: random.Random) -> None:
    """A year after the other, until it ends or the present is reached."""
    begins, due = subscription.starts, _year_after(subscription.starts, days)
    while True:
        between = rng.randrange(begins + 30, due - 10)
        if rng.random() < _CHANGED and between < days.now:
            _change(subscription, between, rng.choice((1, 2)) if rng.random() < _ENLARGED else -1)
        if due >= days.now:
            subscription.due = due
            return
        if rng.random() < _ENDED:
            subscription.due = subscription.ended = due
            subscription.events.append((due, "churn", subscription.mrr, due))
            subscription.changes.append((due * DAY, "ended_on", "", days.text[due]))
            return
        subscription.events.append((due, "renewal", subscription.mrr, due))
        begins, due = due, _year_after(due, days)
        subscription.changes.append((begins * DAY, "renewal_due_on", _date(begins, days), _date(due, days)))
        if rng.random() < _MORE_AT_RENEWAL:
            _change(subscription, begins, 1)


def _change(subscription: Subscription, day: int, units: int) -> None:
    if subscription.units + units < 1:
        return
    before = money(subscription.mrr)
    subscription.units += units
    kind = "expansion" if units > 0 else "contraction"
    subscription.events.append((day, kind, abs(units) * _UNIT, -1))
    subscription.changes.append((day * DAY, "mrr", before, money(subscription.mrr)))


def _year_after(day: int, days: Days) -> int:
    return days.index(add_months(days.dates[day], 12))


def _date(day: int, days: Days) -> str:
    """Of any day: the next renewal may lie beyond those that the company knows."""
    return (days.origin + timedelta(days=day)).isoformat()


def _owners(subscription: Subscription, days: Days) -> None:
    """It is in the hands of who has the customer, as long as it runs."""
    a = subscription.account
    ends = subscription.ended if subscription.ended >= 0 else days.now
    turns = (
        (a.taken_on, a.taken_on * DAY + 9 * 60 + 30, "", a.first_owner),
        (a.handed_over, (a.handed_over - 1) * DAY + 18 * 60 + 30, a.first_owner, a.owner),
    )
    for day, at, before, after in turns:
        if subscription.starts < day - 1 and day < ends and before != after:
            subscription.changes.append((at, "owner", before, after))
    subscription.changes.sort(key=lambda change: change[0])


def _owner(subscription: Subscription) -> str:
    told = [after for _, name, _, after in subscription.changes if name == "owner"]
    return told[-1] if told else subscription.account.owner_on(subscription.starts)


def subscription_rows(subscriptions: Iterable[Subscription], days: Days) -> dict[str, list[Row]]:
    rows: list[Row] = []
    changes: list[tuple[int, Row]] = []
    events: list[tuple[int, str, Row]] = []
    for s in subscriptions:
        ended = days.text[s.ended] if s.ended >= 0 else ""
        began, due = days.text[s.starts], _date(s.due, days)
        what = (s.account.id, PLAN, _owner(s), began, ended, due, money(s.mrr), CURRENCY)
        rows.append((s.id, *what, days.stamp(s.starts * DAY)))
        changes += [(at, (s.id, name, old, new, days.stamp(at))) for at, name, old, new in s.changes]
        for day, kind, fen, answers in s.events:
            told = (days.stamp(day * DAY), money(fen), CURRENCY, days.text[answers] if answers >= 0 else "")
            events.append((day, s.id, (s.id, kind, *told)))
    events.sort(key=lambda e: e[:2])
    return {
        "subscriptions": rows,
        "subscription_history": [row for _, row in sorted(changes, key=lambda c: c[0])],
        "subscription_events": [(f"SE{n:06d}", *row) for n, (_, _, row) in enumerate(events, start=1)],
    }
