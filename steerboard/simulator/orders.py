"""Orders: what won deals bring, what customers buy again, and what is taken back."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from steerboard.simulator.accounts import Account
from steerboard.simulator.books import Books
from steerboard.simulator.campaigns import Campaign
from steerboard.simulator.chance import dice, urn, weighted
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.deal import Deal, Line
from steerboard.simulator.deals import Market
from steerboard.simulator.fates import office_hour
from steerboard.simulator.goods import PRODUCTS, SMALL
from steerboard.simulator.names import REGIONS
from steerboard.simulator.stories import Promotion
from steerboard.simulator.tables import CURRENCY, Row, money

_AGAIN = 0.3  # small orders of a customer in a month
_UNKNOWN = 0.35  # orders without a known customer in a month, for each rep
_RUNS_IN = 25  # days after a customer's first order in which it needs nothing more
_CANCELLED, _CREDITED = 0.02, 0.025
_AFTER_A_CAMPAIGN = 0.05
_STORES = {f"{zh} {en}": f"{zh}体验店 {en} store" for zh, en, _ in REGIONS}
_CHANNELS = (("direct", 0.7), ("partner", 0.18), ("online", 0.12))


@dataclass
class Order:
    at: int
    account: Account | None
    owner: str
    opportunity: str
    channel: str
    region: str
    lines: list[Line]
    promised: int  # day
    delivered: int  # day, -1 while open
    cancelled: int = -1
    credit_of: Order | None = None
    credited: bool = False
    quote: str = ""
    partner: str = ""
    campaign: str = ""
    store: str = ""
    id: str = ""

    @property
    def stands(self) -> bool:
        return self.cancelled < 0 and not self.credited and self.credit_of is None


def make_orders(
    deals: list[Deal],
    market: Market,
    campaigns: list[Campaign],
    days: Days,
    seed: int,
    books: Books,
) -> list[Order]:
    """All orders in the order of time, after the quotes are made. Also tells each account its first and last order."""
    rng = dice(seed, "orders")
    accounts = market.accounts
    orders = [*_earlier(accounts, days, rng), *_of_deals(deals, days, rng)]
    orders += _again(_customers(orders), market, days, seed, rng, books)
    orders += _unknown(len({d.owner for d in deals}), days, seed, rng)
    orders += _taken_back(orders, days, rng)
    orders.sort(key=lambda o: o.at)
    _enrich(orders, accounts, campaigns, rng)
    for n, order in enumerate(orders, start=1):
        order.id = f"SO{n:06d}"
        _enter(books, order, days)
        a = order.account
        if a is not None and order.stands:
            a.first_order = order.at if a.first_order < 0 else a.first_order
            a.last_order = order.at
    return orders


def _enrich(
    orders: list[Order], accounts: list[Account], campaigns: list[Campaign], rng: random.Random
) -> None:
    """Through which partner or store it came, and after which campaign, where that is known."""
    partners: dict[str, list[str]] = {}
    for a in accounts:
        if a.is_partner:
            partners.setdefault(a.region, []).append(a.id)
    for order in orders:
        if order.channel == "store":
            order.store = _STORES[order.region]
        near = partners.get(order.region)
        if order.channel == "partner" and near and not order.partner:
            order.partner = rng.choice(near)
        if rng.random() < _AFTER_A_CAMPAIGN:
            day = order.at // DAY
            after = [c.id for c in campaigns if c.source and c.begins <= day < c.ends + 30]
            order.campaign = rng.choice(after) if after else ""


def _order(
    rng: random.Random, at: int, account: Account | None, lines: list[Line], days: Days, **more: str
) -> Order:
    promised = days.next_working[at // DAY + rng.randrange(7, 45)]
    delivered = days.next_working[max(at // DAY + 2, promised + rng.choice((-5, -3, -1, 0, 0, 0, 2, 6, 12)))]
    return Order(
        at=at,
        account=account,
        owner=account.owner_on(at // DAY) if account else "",
        opportunity=more.get("opportunity", ""),
        channel=more.get("channel", "direct"),
        region=account.region if account else more["region"],
        lines=lines,
        promised=promised,
        delivered=delivered if delivered < days.now else -1,
    )


def _earlier(accounts: list[Account], days: Days, rng: random.Random) -> Iterable[Order]:
    """What made the known customers customers, in the years before."""
    for a in accounts:
        if a.bought >= 0:
            product = rng.choice([p for p in PRODUCTS if p.age > 1500])
            lines = [(product, 1, round(product.price * 0.92 / 10_00) * 10_00)]
            yield _order(rng, a.bought, a, lines, days)


def _of_deals(deals: list[Deal], days: Days, rng: random.Random) -> Iterable[Order]:
    for deal in deals:
        if deal.fate.closed < 0 or not deal.fate.won:
            continue
        at = deal.fate.closed + rng.randrange(30, 200)
        if rng.random() < 0.6:
            at = days.next_working[deal.fate.closed // DAY + rng.randrange(1, 12)] * DAY + office_hour(rng)
        if at < days.end:
            channel = "partner" if deal.partner else "direct"
            order = _order(rng, at, deal.account, deal.lines, days, opportunity=deal.id, channel=channel)
            order.owner = deal.owner
            order.quote = deal.quote
            order.partner = deal.partner.id if deal.partner else ""
            yield order


def _customers(orders: list[Order]) -> list[tuple[Account, int]]:
    """Who has bought a machine, with the day from which on it may need parts."""
    first: dict[int, tuple[Account, int]] = {}
    for order in orders:
        if order.account is not None:
            day = order.at // DAY + _RUNS_IN
            known = first.get(order.account.number)
            first[order.account.number] = (order.account, min(day, known[1]) if known else day)
    return [first[number] for number in sorted(first)]


def _again(
    known: list[tuple[Account, int]],
    market: Market,
    days: Days,
    seed: int,
    rng: random.Random,
    books: Books,
) -> Iterable[Order]:
    """Spare parts and services that customers order without a deal, more of them during a promotion."""
    customers = [account for account, _ in known]
    since = np.array([day for _, day in known])[:, None] <= np.arange(days.first, days.now)
    season = np.array(days.season[days.first : days.now]) * (_AGAIN / 21) * since
    promoted: dict[str, list[Promotion | None]] = {}
    for a in customers:
        if a.region not in promoted:
            promoted[a.region] = [
                market.stories.promoted(a.region_number, day) for day in range(days.first, days.now)
            ]
    lift = {region: np.array([p.lift - 1 if p else 0.0 for p in found]) for region, found in promoted.items()}
    usual = urn(seed, "orders again").poisson(season)
    extra = urn(seed, "orders of a promotion").poisson(season * np.array([lift[a.region] for a in customers]))
    for counts, story in ((usual, False), (extra, True)):
        for number, offset in zip(*(axis.tolist() for axis in counts.nonzero()), strict=True):
            account = customers[number]
            at = (days.first + offset) * DAY + office_hour(rng)
            promotion = promoted[account.region][offset]
            lines = _small_lines(rng, promotion.price_cut if promotion else 0.0)
            if promotion is not None:
                _enter_promotion(books, promotion, lines, story)
            yield _order(rng, at, account, lines, days, channel=weighted(rng, _CHANNELS))


def _enter_promotion(books: Books, promotion: Promotion, lines: list[Line], extra: bool) -> None:
    """Orders entered while the promotion ran, those that later were taken back included."""
    net = sum(pieces * price for _, pieces, price in lines)
    sort = "extra" if extra else "usual"
    books.add("promotion_orders", promotion.id, sort)
    books.add("promotion_revenue", promotion.id, sort, by=net)


def _unknown(owners: int, days: Days, seed: int, rng: random.Random) -> Iterable[Order]:
    """Orders from the shop and the trade whose customer nobody knows."""
    season = [s * _UNKNOWN * owners / 21 for s in days.season[days.first : days.now]]
    for offset, number in enumerate(urn(seed, "unknown orders").poisson(season).tolist()):
        for _ in range(number):
            zh, en, _cities = rng.choice(REGIONS[:3])
            at = (days.first + offset) * DAY + office_hour(rng)
            channel = rng.choice(("online", "store"))
            yield _order(rng, at, None, _small_lines(rng), days, channel=channel, region=f"{zh} {en}")


def _small_lines(rng: random.Random, cut: float = 0.0) -> list[Line]:
    products = rng.sample(SMALL, rng.choice((1, 1, 1, 2, 3)))
    return [
        (
            p,
            rng.randrange(1, 3 if p.recurring else 6),
            round(p.price * (1 - cut) * (1 - rng.random() * 0.08)),
        )
        for p in products
    ]


def _taken_back(orders: list[Order], days: Days, rng: random.Random) -> list[Order]:
    """Some orders are cancelled; some are credited by an order that takes them back whole."""
    found: list[Order] = []
    for order in orders:
        luck = rng.random()
        at = days.next_working[order.at // DAY + rng.randrange(1, 30)] * DAY + office_hour(rng)
        if at >= days.end or order.at < days.first * DAY or luck >= _CANCELLED + _CREDITED:
            continue
        if luck < _CANCELLED:
            order.cancelled, order.delivered = at, -1
            continue
        lines = [(product, -pieces, price) for product, pieces, price in order.lines]
        credit = Order(at, order.account, order.owner, "", order.channel, order.region, lines, -1, -1)
        credit.credit_of, credit.partner, credit.store = order, order.partner, order.store
        order.credited = True
        found.append(credit)
    return found


def _enter(books: Books, order: Order, days: Days) -> None:
    month = days.month_of(order.at)
    net = sum(pieces * price for _, pieces, price in order.lines)
    books.add("revenue", month, by=net)
    books.add("units", month, by=sum(pieces for _, pieces, _ in order.lines))
    if order.account is None:
        books.add("revenue_without_customer", month, by=net)
    if order.cancelled >= 0:
        books.add("revenue_of_cancelled_orders", month, by=net)
    books.add("order_entries", month)
    if order.stands:
        books.add("orders", month)


def order_rows(orders: list[Order], days: Days) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {"orders": [], "order_lines": []}
    for o in orders:
        rows["orders"].append(
            (
                o.id,
                o.account.id if o.account else "",
                o.owner,
                o.opportunity,
                o.quote,
                o.partner,
                o.campaign,
                o.channel,
                o.store,
                o.region,
                days.stamp(o.at),
                days.stamp(o.cancelled) if o.cancelled >= 0 else "",
                o.credit_of.id if o.credit_of else "",
                days.text[o.promised] if o.promised >= 0 else "",
                days.text[o.delivered] if o.delivered >= 0 else "",
                CURRENCY,
            )
        )
        for product, pieces, price in o.lines:
            id_ = f"SL{len(rows['order_lines']) + 1:06d}"
            prices = (money(product.price), money(price), money(product.cost))
            rows["order_lines"].append((id_, o.id, product.id, str(pieces), *prices, CURRENCY))
    return rows
