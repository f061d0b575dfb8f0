"""Who buys for the first time, buys more, sends others, or goes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from steerboard.core.periods import Period, add_months
from steerboard.core.worldtime import WorldTime, instant
from tests.oracles import closing
from tests.oracles.base import (
    Answers,
    Cut,
    Fact,
    Question,
    days_between,
    find,
    live,
    ratio,
    statistic,
    summed,
)
from tests.oracles.customers import accounts, purchases
from tests.oracles.heads import by_head
from tests.oracles.orders import first_orders, is_order, line_facts, order_facts
from tests.oracles.reading import of_whole
from tests.oracles.subscriptions import running
from tests.worlds import Row, World


def first_bought(world: World, account: int) -> WorldTime | None:
    """The earlier of its first standing order and its first won deal."""
    times = purchases(world, account)
    return min(times, key=lambda time: instant(time, world.calendar.zone), default=None)


def new(q: Question) -> list[Fact]:
    found = []
    for row in live(q.world, "account"):
        time = first_bought(q.world, row["id"])
        if time is not None and q.within(time):
            found.append(Fact("account", row, Cut.of(q.world, time)))
    return found


def new_customers(q: Question) -> Answers:
    return summed(q, new(q))


def customer_lifecycle_days(q: Question) -> Answers:
    """From the first touch to the first standing order, by that."""
    first = first_orders(q.world)
    facts = []
    for order in live(q.world, "order"):
        account = find(q.world, "account", order["account"])
        if order["id"] in first and account is not None and q.within(order["ordered_at"]):
            touched, at = account["first_touch_at"], Cut.of(q.world, order["ordered_at"])
            days = None if touched is None else days_between(q.world, touched, order["ordered_at"])
            facts.append(Fact("account", account, at, days))
    return statistic(q, facts, q.variant)


def existing(q: Question) -> list[Fact]:
    """Those that bought in the twelve months before the period, by who had them when it began."""
    start = q.whole.start
    if start > q.today:
        return []
    year = Period(add_months(start, -12), start)
    return [
        Fact("account", row, Cut.of(q.world, start))
        for row in live(q.world, "account")
        if any(q.day(time) in year for time in purchases(q.world, row["id"]))
    ]


def upsell_rate(q: Question) -> Answers:
    sold: dict[int, set[str | None]] = {}
    for deal in live(q.world, "opportunity"):
        more = deal["outcome"] == "won" and deal["type"] in ("upsell", "expansion")
        if more and q.within(deal["closed_at"]):
            sold.setdefault(deal["account"], set()).add(deal["product_line"])
    return _gaining(q, sold)


def cross_sell_rate(q: Question) -> Answers:
    return _gaining(q, {fact.row["id"]: _new_lines(q, fact.row["id"]) for fact in existing(q)})


def _gaining(q: Question, lines: Mapping[int, Collection[str | None]]) -> Answers:
    """Existing customers with product lines that they bought, by all of them: each once, or once for each line."""
    before = existing(q)
    if q.variant != "line" or "product_line" not in q.by:
        return ratio(q, [fact for fact in before if lines.get(fact.row["id"])], before)
    gained = [
        replace(fact, fields={"product_line": line})
        for fact in before
        for line in lines.get(fact.row["id"], ())
    ]
    return of_whole(q, gained, before, "product_line")


def _new_lines(q: Question, account: int) -> set[str]:
    """Product lines that it bought in the period and had not bought before its first day."""
    had, got = set(), set()
    for line, time in lines_bought(q.world, account):
        if q.day(time) < q.whole.start:
            had.add(line)
        elif q.within(time):
            got.add(line)
    return got - had


def lines_bought(world: World, account: int) -> Iterator[tuple[str, WorldTime]]:
    """Product lines in its standing orders and of its won deals, with the time."""
    for order in live(world, "order"):
        if order["account"] == account and order["ordered_at"] is not None and is_order(world, order):
            for line in live(world, "order_line"):
                product = find(world, "product", line["product"]) if line["order"] == order["id"] else None
                if product is not None and product["line"] is not None:
                    yield product["line"], order["ordered_at"]
    for deal in live(world, "opportunity"):
        won = deal["outcome"] == "won" and deal["closed_at"] is not None
        if deal["account"] == account and won and deal["product_line"] is not None:
            yield deal["product_line"], deal["closed_at"]


def fission_rate(q: Question) -> Answers:
    """New customers that somebody sent, by the customers there were when the period began."""
    return ratio(q, [fact for fact in new(q) if _was_sent(q.world, fact.row["id"])], existing(q))


def _was_sent(world: World, account: int) -> bool:
    """Whether a lead that somebody referred became it, or led to a deal of its: one of the two names the other."""
    deals = [d for d in live(world, "opportunity") if d["account"] == account]
    naming, named = {d["lead"] for d in deals}, {d["id"] for d in deals}
    for lead in live(world, "lead"):
        mine = lead["account"] == account or lead["id"] in naming or lead["opportunity"] in named
        if mine and lead["referred_by"] is not None:
            return True
    return False


def runs(subscription: Row, day: date) -> bool:
    """Whether it runs on that day; the day of its end is not one."""
    started, ended = subscription["started_on"], subscription["ended_on"]
    return started is not None and started <= day and (ended is None or day < ended)


def ordered_in(q: Question, account: int, period: Period) -> bool:
    """Whether an order of its that stands falls in those days."""
    for row in live(q.world, "order"):
        mine = row["account"] == account and row["ordered_at"] is not None and is_order(q.world, row)
        if mine and q.day(row["ordered_at"]) in period:
            return True
    return False


def referral_rate(q: Question) -> Answers:
    """Active customers when the period began: those that sent a lead in it."""
    start, months = q.whole.start, int(q.params.get("months", 12))
    if start > q.today:
        return ratio(q, [], [])
    active = [
        Fact("account", row, Cut.of(q.world, start))
        for row in live(q.world, "account")
        if any(s["account"] == row["id"] and runs(s, start) for s in live(q.world, "subscription"))
        or ordered_in(q, row["id"], Period(add_months(start, -months), start))
    ]
    sent = {lead["referred_by"] for lead in live(q.world, "lead") if q.within(lead["created_at"])}
    return ratio(q, [fact for fact in active if fact.row["id"] in sent], active)


BANDS = ((30, "0-30"), (90, "31-90"), (180, "91-180"))


def churn_by_cycle_length(q: Question) -> Answers:
    """Of those won for the first time at least a year ago those that were gone a year later."""
    won, lost = [], []
    for row in live(q.world, "account"):
        deal = _first_won(q.world, row["id"])
        if deal is None or not q.within(deal["closed_at"]):
            continue
        at = Cut.of(q.world, deal["closed_at"])
        later = add_months(at.day, 12)
        if later <= q.today:
            fact = Fact("account", row, at, fields={"cycle_band": _band(q.world, deal)})
            won.append(fact)
            if _gone(q, row["id"], at.day, later):
                lost.append(fact)
    return ratio(q, lost, won)


def _first_won(world: World, account: int) -> Row | None:
    """Of two at the same instant the one with the lower id."""
    zone = world.calendar.zone
    won = [
        deal
        for deal in live(world, "opportunity")
        if deal["account"] == account and deal["outcome"] == "won" and deal["closed_at"] is not None
    ]
    return min(won, key=lambda deal: (instant(deal["closed_at"], zone), deal["id"]), default=None)


def _band(world: World, deal: Row) -> str | None:
    if deal["created_at"] is None:
        return None
    days = days_between(world, deal["created_at"], deal["closed_at"])
    return next((name for limit, name in BANDS if days <= limit), "181+")


def _gone(q: Question, account: int, won: date, later: date) -> bool:
    """Its subscriptions have ended by then; where it never had one, it ordered nothing in that year."""
    own = [
        s
        for s in live(q.world, "subscription")
        if s["account"] == account and s["started_on"] is not None and s["started_on"] <= later
    ]
    if own:
        return not any(runs(s, later) for s in own)
    return not ordered_in(q, account, Period(won, later))


def revenue_per_customer(q: Question) -> Answers:
    """Revenue of known customers by those of them that ordered; ``:arpa`` what a month brings by customer."""

    def account(fact: Fact) -> object:
        return fact.row["account"]

    if q.variant == "arpa":
        now = [fact for fact in running(q.world, q.cut) if fact.row["account"] is not None]
        return by_head(q, now, now, account)
    known = [fact for fact in order_facts(q) if fact.row["account"] is not None]
    worth = line_facts(q, "revenue", lambda row: row["account"] is not None)
    return by_head(q, worth, known, account)


def active_partners(q: Question) -> Answers:
    """Accounts that somebody's deal created or standing order of the period names, by who looks after them at its end."""
    named = {fact.row["partner"] for fact in (*order_facts(q), *closing.with_partner(q))}
    return summed(q, [fact for fact in accounts(q, owned=None) if fact.row["id"] in named])
