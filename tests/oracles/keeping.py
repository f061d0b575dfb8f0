"""Who stays a customer, what he has been worth, and how much of what he buys he buys here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from steerboard.core.periods import Period, add_months
from steerboard.core.worldtime import instant
from tests.oracles.base import (
    Answer,
    Answers,
    Cut,
    Fact,
    Question,
    find,
    fraction,
    live,
    piles,
    ratio,
)
from tests.oracles.customers import purchases
from tests.oracles.leads import sees_spending
from tests.oracles.lines import worth
from tests.oracles.orders import is_order
from tests.oracles.reading import company, of_whole
from tests.oracles.spending import cac, withheld
from tests.oracles.subscriptions import before, begun, had_begun, of_account, running, runs, times
from tests.worlds import Row


def is_customer(q: Question, account: int, cut: Cut) -> bool:
    """By its subscriptions where it ever had one, else by an order that stands in the twelve months up to then."""
    world = q.world
    own = [row for row in live(world, "subscription") if row["account"] == account]
    if any(had_begun(world, row, cut) for row in own):
        return any(runs(world, row, cut) for row in own)
    since = add_months(cut.day, -12)
    return any(
        row["account"] == account
        and row["ordered_at"] is not None
        and since < q.day(row["ordered_at"]) <= cut.day
        and is_order(world, row)
        for row in live(world, "order")
    )


def customer_retention_rate(q: Question) -> Answers:
    """By who owned the customers when the period began."""
    if not begun(q):
        return ratio(q, [], [])
    had = [
        Fact("account", row, Cut.of(q.world, q.whole.start))
        for row in live(q.world, "account")
        if is_customer(q, row["id"], before(q))
    ]
    return ratio(q, [fact for fact in had if is_customer(q, fact.row["id"], q.cut)], had)


def customer_churn_rate(q: Question) -> Answers:
    kept = customer_retention_rate(q)
    return {
        key: replace(answer, value=None if answer.value is None else 1 - answer.value)
        for key, answer in kept.items()
    }


def bought_by(q: Question) -> Iterator[Fact]:
    """The accounts that had bought by the instant, with the owner that they had then."""
    for row in live(q.world, "account"):
        if any(q.cut.holds(q.world, time) for time in purchases(q.world, row["id"])):
            yield Fact("account", row, q.cut, fields={"account": row["id"]})


def revenue_to_date(q: Question, once: bool = False) -> Iterator[Fact]:
    """What known customers have brought by the instant, line by line, for who owned the order when it came.

    ``once``: without the products that are paid for again and again.
    """
    for row in live(q.world, "order"):
        at = row["ordered_at"]
        if row["account"] is None or at is None or not q.cut.holds(q.world, at):
            continue
        for line in live(q.world, "order_line"):
            product = find(q.world, "product", line["product"])
            again = product is not None and bool(product["recurring"])
            if line["order"] == row["id"] and not (once and again):
                apart = {name: product[name] if product else None for name in ("line", "kind")}
                yield Fact("order", row, Cut.of(q.world, at), worth(q.world, line, "net_price"), apart)


def lifetime_value(q: Question) -> Answers:
    if q.variant == "subscription":
        return of_subscribers(q)
    return of_whole(q, revenue_to_date(q), bought_by(q), "line", "kind")


def of_subscribers(q: Question) -> Answers:
    """What an account pays a year, for as many years as the lost share of twelve months lets expect; and the rest."""
    paid = [times(fact, 12) for fact in running(q.world, q.cut) if fact.row["account"] is not None]
    yearly, accounts = piles(q, paid), piles(q, payers(q, q.cut, q.cut))
    churn, once = lost_in_a_year(q), ratio(q, revenue_to_date(q, once=True), bought_by(q))
    out = {}
    for key in yearly.keys() | accounts.keys() | churn.keys() | once.keys():
        number = accounts[key].total if key in accounts else 0
        gone, rest = (found[key].value if key in found else None for found in (churn, once))
        if not number or not gone or rest is None or (key in yearly and not yearly[key].values):
            out[key] = Answer(None, reason="one of the parts is not known")
        else:
            paid_here = yearly[key].total if key in yearly else Fraction(0)
            out[key] = Answer(paid_here / number / gone + rest)
    return out


def payers(q: Question, then: Cut, at: Cut) -> list[Fact]:
    """The accounts that paid something each month at the instant ``then``."""
    return [
        Fact("account", row, at)
        for row in live(q.world, "account")
        if (of_account(q.world, row, then) or 0) > 0
    ]


def lost_in_a_year(q: Question) -> Answers:
    """Of who paid when the twelve months up to the instant's day began: those that pay nothing now."""
    year = replace(
        q, period=Period(add_months(q.cut.day + timedelta(days=1), -12), q.cut.day + timedelta(days=1))
    )
    paid = payers(q, before(year), Cut.of(q.world, year.whole.start))
    return ratio(q, [fact for fact in paid if of_account(q.world, fact.row, q.cut) == 0], paid)


def estimates(q: Question, period: Period) -> Iterator[Fact]:
    """What accounts are thought to spend in those days, with what they bought of it (``fields["here"]``)."""
    for row in live(q.world, "account_spend"):
        account = find(q.world, "account", row["account"])
        year = Period(date(row["year"], 1, 1), date(row["year"] + 1, 1, 1))
        days = Period(max(period.start, year.start), max(period.start, year.start, min(period.end, year.end)))
        if account is None or not days.days:
            continue
        spend = fraction(q.world.money(row, "estimated_spend"))
        here = _bought(q, row, days)
        fields = {"account": account["id"], "product_line": row["product_line"], "here": here}
        value = None if spend is None or here is None else spend * days.days / year.days
        yield Fact("account", account, Cut.as_of(q.world, period.last, q.now), value, fields)


def _bought(q: Question, estimate: Row, days: Period) -> Fraction | None:
    """Lines of unknown price are left out; where all are, it is not known."""
    found = []
    for row in live(q.world, "order"):
        if row["account"] != estimate["account"] or row["ordered_at"] is None:
            continue
        if q.day(row["ordered_at"]) not in days:
            continue
        for line in live(q.world, "order_line"):
            product = find(q.world, "product", line["product"])
            own = product["line"] if product else None
            if line["order"] == row["id"] and estimate["product_line"] in (None, own):
                found.append(worth(q.world, line, "net_price"))
    known = [amount for amount in found if amount is not None]
    return None if found and not known else sum(known, Fraction(0))


def wallet_share(q: Question) -> Answers:
    if not begun(q):
        return ratio(q, [], [])
    spent = list(estimates(q, q.elapsed))
    here = [replace(f, value=None if f.value is None else f.fields["here"]) for f in spent]
    return ratio(q, here, spent)


def loyal_customer_share(q: Question) -> Answers:
    limit = Fraction(str(q.params.get("limit", "0.5")))
    customers = list(bought_by(q))
    year = Period(q.cut.day.replace(month=1, day=1), q.cut.day + timedelta(days=1))
    shares = _shares(q, year)

    def figure() -> Answers:
        return ratio(q, [fact for fact in customers if _loyal(q, fact.row["id"], shares, limit)], customers)

    return company(q, customers, figure, "account", "order", "opportunity")


def _shares(q: Question, year: Period) -> dict[int, Fraction]:
    piled: dict[int, tuple[Fraction, Fraction]] = {}
    for fact in estimates(q, year):
        if fact.value is not None:
            here, spent = piled.get(fact.row["id"], (Fraction(0), Fraction(0)))
            piled[fact.row["id"]] = (here + fact.fields["here"], spent + fact.value)
    return {account: here / spent for account, (here, spent) in piled.items() if spent}


def _loyal(q: Question, account: int, shares: dict[int, Fraction], limit: Fraction) -> bool:
    if account not in shares or shares[account] < limit:
        return False
    return _promotes(q, account) and (_referred(q, account) or _came_again(q, account))


def _promotes(q: Question, account: int) -> bool:
    """By its latest answer; of two at one instant by the one with the higher id."""
    answers = [
        row
        for row in live(q.world, "survey_response")
        if (row["kind"], row["account"]) == ("nps", account)
        and row["score"] is not None
        and row["scale"] in (None, 10)
        and row["answered_at"] is not None
        and q.cut.holds(q.world, row["answered_at"])
    ]
    if not answers:
        return False
    zone = q.world.calendar.zone
    last = max(answers, key=lambda row: (instant(row["answered_at"], zone), row["id"]))
    return bool(last["score"] >= 9)


def _referred(q: Question, account: int) -> bool:
    return any(
        row["referred_by"] == account
        and row["created_at"] is not None
        and q.cut.holds(q.world, row["created_at"])
        for row in live(q.world, "lead")
    )


def _came_again(q: Question, account: int) -> bool:
    standing = [
        row
        for row in live(q.world, "order")
        if row["account"] == account
        and row["ordered_at"] is not None
        and q.cut.holds(q.world, row["ordered_at"])
        and is_order(q.world, row)
    ]
    return len(standing) >= 2


def revenue_efficiency(q: Question) -> Answers:
    """What a customer brought less what serving him cost, to date, by what a new one costs in the period."""
    customers, cost = list(bought_by(q)), cac(replace(q, variant=""))
    served = [
        Fact("cost", row, Cut.of(q.world, row["day"]), fraction(q.world.money(row, "amount")))
        for row in live(q.world, "cost")
        if row["category"] == "cost_to_serve" and q.cut.holds(q.world, row["day"])
    ]
    worth_of, serving = ratio(q, revenue_to_date(q), customers), ratio(q, served, customers)
    out = {}
    for key in worth_of.keys() | cost.keys():
        brought, gone, new = (
            found[key].value if key in found else None for found in (worth_of, serving, cost)
        )
        if brought is None or gone is None or not new:
            out[key] = Answer(None, reason="one of the parts is not known")
        else:
            out[key] = Answer((brought - gone) / new)
    return out if sees_spending(q, "order") else withheld(out)
