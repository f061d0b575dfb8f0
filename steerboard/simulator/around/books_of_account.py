"""Budgets, invoices and payments: what may be spent, what is owed, what came and went."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta

from steerboard.core.periods import add_months
from steerboard.simulator.around.made import Made
from steerboard.simulator.days import DAY
from steerboard.simulator.orders import Order
from steerboard.simulator.tables import CURRENCY, Row, money

_BY_PERSON = "sales"
_REASONS = (
    "人员增加 More people",
    "展会超支 The fair cost more",
    "项目延后 A project was put off",
    "涨价 Dearer",
)
_INVOICED = 20_000_00  # smaller orders without a deal are paid for at once
_TERMS, _HALVES, _NEVER = (30, 30, 60), 0.25, 0.05
_ON_ACCOUNT = ("technology", "overhead", "marketing")
_CASH_A_HEAD = 300_000_00
_OLD = 75  # days before the first one from which on invoices are kept


def fen(amount: str) -> int:
    """From the text of a row."""
    yuan, cents = amount.split(".")
    return int(yuan) * 100 + (int(cents) if not yuan.startswith("-") else -int(cents))


def budget_rows(made: Made) -> list[Row]:
    """Sales by person and team for each quarter, the rest by month; not far from what was spent, and a little ahead."""
    rng = made.dice("budgets")
    spent: dict[tuple[date, int, str, str, str, str], int] = defaultdict(int)
    for cost in made.costs:
        day, category = made.days.index(date.fromisoformat(cost[1])), cost[2]
        if category in ("cogs", "cost_to_serve"):
            continue
        by_person = category == _BY_PERSON
        period = made.days.period("quarter" if by_person else "month", day)
        team, user, region = (cost[6], cost[7], cost[8]) if by_person else ("", "", "")
        spent[period.start, 3 if by_person else 1, category, team, user, region] += fen(cost[4])
    rows: list[Row] = []
    for (start, length, category, team, user, region), actual in sorted(spent.items()):
        over = add_months(start, length) <= made.days.dates[made.days.now]
        off = rng.uniform(0.9, 1.12)
        reason = rng.choice(_REASONS) if over and abs(off - 1) > 0.07 else ""
        # Of a period that runs, what is spent so far is no measure of the whole.
        amount = round(actual * off * (1 if over else _part_left(made, start, length)) / 100_00) * 100_00
        until = add_months(start, length).isoformat()
        told = (category, money(max(amount, 100_00)), CURRENCY, team, user, region, reason)
        rows.append((f"B{len(rows) + 1:05d}", start.isoformat(), until, *told))
    return rows


def _part_left(made: Made, start: date, length: int) -> float:
    whole = (add_months(start, length) - start).days
    return min(12.0, whole / max(1, (made.days.dates[made.days.now] - start).days))


class _Bills:
    """Invoices and payments in the making."""

    def __init__(self) -> None:
        self.invoices: list[tuple[int, Row]] = []
        self.payments: list[tuple[int, Row]] = []

    def rows(self) -> dict[str, list[Row]]:
        self.invoices.sort(key=lambda i: (i[0], i[1]))
        self.payments.sort(key=lambda p: (p[0], p[1]))
        return {
            "invoices": [row for _, row in self.invoices],
            "payments": [(f"PM{n:06d}", *row) for n, (_, row) in enumerate(self.payments, start=1)],
        }


def bill_rows(made: Made) -> dict[str, list[Row]]:
    bills, days = _Bills(), made.days
    opening = (days.text[days.first], money(_CASH_A_HEAD * len(made.staff.people)), CURRENCY)
    bills.payments.append((days.first, ("opening", *opening, "", "", "", "期初余额 Opening balance")))
    _customers(bills, made)
    _suppliers(bills, made)
    return bills.rows()


def _customers(bills: _Bills, made: Made) -> None:
    """Orders of some size get an invoice when they are delivered; small ones are paid for when they are made."""
    rng, days = made.dice("invoices"), made.days
    prepaid: dict[int, int] = defaultdict(int)
    for order in made.orders:
        if not order.stands or max(order.at // DAY, order.delivered) < days.first - _OLD:
            continue
        total = sum(pieces * price for _, pieces, price in order.lines)
        if order.account is None or (not order.opportunity and total < _INVOICED):
            prepaid[_months_end(order.at // DAY, made)] += total
        elif order.delivered >= 0:
            _invoice(bills, order, total, made, rng)
    for day, total in sorted(prepaid.items()):
        if days.first <= day < days.now:
            told = (days.text[day], money(total), CURRENCY)
            bills.payments.append((day, ("in", *told, "", "", "", "现款订单 Orders paid at once")))


def _months_end(day: int, made: Made) -> int:
    return made.days.index(add_months(made.days.dates[day].replace(day=1), 1)) - 1


def _invoice(bills: _Bills, order: Order, total: int, made: Made, rng: random.Random) -> None:
    days, account = made.days, order.account
    assert account is not None
    number = f"INV-{order.id}"
    due = order.delivered + rng.choice(_TERMS)
    paid = max(order.delivered + 1, due + round(rng.gauss(5, 12)))
    if rng.random() < _NEVER:
        paid = due + 200
    settled = days.text[paid] if paid < days.now else ""
    dates = (days.text[order.delivered], _text(due, made), settled)
    about = (account.id, order.id)
    bills.invoices.append((order.delivered, (number, number, "in", *about, *dates, money(total), CURRENCY)))
    parts = [(paid, total)]
    if rng.random() < _HALVES:
        half = total // 2
        parts = [((order.delivered + paid) // 2, half), (paid, total - half)]
    for day, amount in parts:
        if days.first <= day < days.now:
            told = (days.text[day], money(amount), CURRENCY, number, *about, "")
            bills.payments.append((day, ("in", *told)))


def _text(day: int, made: Made) -> str:
    return (made.days.origin + timedelta(days=day)).isoformat()


def _suppliers(bills: _Bills, made: Made) -> None:
    """What was spent in a month is paid at its end; some of it stands on an invoice, the present month's is open."""
    days = made.days
    spent: dict[tuple[int, str], int] = defaultdict(int)
    for cost in made.costs:
        spent_on = days.index(date.fromisoformat(cost[1]))
        if spent_on >= days.first:  # what was spent before was paid out of the cash of then
            spent[_months_end(spent_on, made), cost[2]] += fen(cost[4])
    for (day, category), total in sorted(spent.items()):
        number = f"SUP-{days.text[min(day, days.now)][:7]}-{category}" if category in _ON_ACCOUNT else ""
        over = day < days.now
        if number:
            issued = min(day, days.now) - 12 if over else days.now - 1
            dates = (days.text[issued], days.text[day], days.text[day] if over else "")
            row = (number, number, "out", "", "", *dates, money(total), CURRENCY)
            bills.invoices.append((issued, row))
        if over:
            told = (days.text[day], money(total), CURRENCY, number, "", "", category)
            bills.payments.append((day, ("out", *told)))
