"""What lies in store, what others ask, and what is known of the market and of the customers' spending."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from steerboard.core.periods import add_months
from steerboard.simulator.accounts import SIZE_FACTOR
from steerboard.simulator.around.made import Made
from steerboard.simulator.days import DAY
from steerboard.simulator.goods import LINES, PRODUCTS
from steerboard.simulator.names import REGIONS
from steerboard.simulator.tables import CURRENCY, Row, money
from steerboard.simulator.wording import COMPETITORS

_GOODS = tuple(p for p in PRODUCTS if p.kind != "service")
_MACHINES = tuple(p for p in PRODUCTS if p.line in LINES)
_RAISED = (
    ("P04", -320, 1.05),
    ("P06", -210, 1.03),
    ("P15", -120, 1.06),
    ("P09", 40, 1.04),
    ("P12", 70, 1.03),
)
_KNOWN_SPEND = 0.5  # of the customers
_BASIS = ("年报 Annual report", "客户访谈 Customer interview", "采购估算 Estimate")


def stock_rows(made: Made) -> list[Row]:
    """On the first of each month: what lay there, and what came in so that it lasts."""
    rng, days = made.dice("stock"), made.days
    sold: dict[tuple[date, str], int] = defaultdict(int)
    for order in made.orders:
        first = days.dates[order.at // DAY].replace(day=1)
        for product, pieces, _ in order.lines:
            sold[first, product.id] += pieces
    rows: list[Row] = []
    for product in _GOODS:
        usual = max(2, sum(sold[m.start, product.id] for m in made.months) // len(made.months))
        there = usual + rng.randrange(1, usual + 3)
        for month in made.months:
            going = max(0, sold[month.start, product.id])
            received = max(0, going + usual // 3 + rng.randrange(0, 3) - there + usual)
            told = (product.id, month.start.isoformat(), str(there), str(received))
            rows.append((f"ST{len(rows) + 1:05d}", *told))
            there += received - going
    return rows


def competitor_price_rows(made: Made) -> list[Row]:
    """Two rivals for each machine, seen every other month in some region."""
    rng, days = made.dice("rivals"), made.days
    rows: list[Row] = []
    regions = sorted({t.region for t in made.staff.teams if t.region >= 0})
    for month in made.months[::2]:
        day = days.last_working[min(days.index(month.start) + 15, days.now - 1)]
        for n, product in enumerate(_MACHINES):
            for rival in (COMPETITORS[n % 5], COMPETITORS[(n + 2) % 5]):
                price = round(product.price * rng.uniform(0.82, 1.12) / 100_00) * 100_00
                region = " ".join(REGIONS[rng.choice(regions)][:2])
                told = (product.id, rival, money(price), CURRENCY, region, days.text[day])
                rows.append((f"CP{len(rows) + 1:05d}", *told))
    return rows


def price_change_rows(made: Made) -> list[Row]:
    """Prices that were raised before the simulated time, and some that will be."""
    prices = {p.id: p.price for p in PRODUCTS}
    rows: list[Row] = []
    for product, away, raised in _RAISED:
        price = prices[product]
        day = made.days.first + away if away < 0 else made.days.now + away
        before, after = (_yuan(price / raised), price) if away < 0 else (price, _yuan(price * raised))
        told = (product, money(before), money(after), CURRENCY, made.days.text[day])
        rows.append((f"PC{len(rows) + 1:03d}", *told))
    return rows


def _yuan(fen: float) -> int:
    return round(fen / 100) * 100


def market_rows(made: Made) -> list[Row]:
    """By quarter the own revenue and that of the rivals, by half-year the usual price of each machine."""
    rng, days = made.dice("market"), made.days
    rows: list[Row] = []

    def add(name: str, start: date, months: int, fen: int, product: str = "", rival: str = "") -> None:
        period = (start.isoformat(), add_months(start, months).isoformat())
        about = (money(fen), CURRENCY, product, rival, rng.choice(_BASIS))
        rows.append((f"MF{len(rows) + 1:04d}", name, *period, *about))

    quarters = sorted({days.calendar.period("quarter", m.start).start for m in made.months})
    for start in quarters:
        if add_months(start, 3) > days.dates[days.now]:
            continue
        own = sum(made.books.sum("revenue", str(add_months(start, n))[:7]) for n in range(3))
        add("own_revenue", start, 3, own)
        for n, rival in enumerate(COMPETITORS[:3]):
            usual = max(own, 1_000_000_00)
            add(
                "competitor_revenue",
                start,
                3,
                round(usual * (1.5 - n * 0.45) * rng.uniform(0.9, 1.1)),
                rival=rival,
            )
    for month in made.months[::6]:
        for p in _MACHINES:
            add("market_price", month.start, 6, round(p.price * rng.uniform(0.93, 1.04)), product=p.id)
    return rows


def spend_rows(made: Made) -> list[Row]:
    """What customers spend in a year on a line of goods at all who sell such."""
    rng, days = made.dice("spend"), made.days
    bought: dict[tuple[int, int, str], int] = defaultdict(int)
    for order in made.orders:
        if order.account is not None:
            for product, pieces, price in order.lines:
                year = days.dates[order.at // DAY].year
                bought[order.account.number, year, product.line] += pieces * price
    known = {a.number: a for a in made.customers if rng.random() < _KNOWN_SPEND}
    rows: list[Row] = []
    first = days.dates[days.first].year
    for (number, year, line), fen in sorted(bought.items()):
        if number in known and year >= first and fen > 0:
            whole = fen / rng.uniform(0.15, 0.95) + SIZE_FACTOR[known[number].size] * 20_000_00
            told = (known[number].id, str(year), line, money(round(whole / 1000_00) * 1000_00))
            rows.append((f"AS{len(rows) + 1:05d}", *told, CURRENCY, rng.choice(_BASIS)))
    return rows
