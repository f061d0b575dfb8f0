"""Orders with lines: some without a customer, cancelled, taken back by a credit, or of unknown price."""

from __future__ import annotations

import numpy as np

from benchmarks.world.draws import fill_handed_over, masked, working_times
from benchmarks.world.tables import OFFSET, Array, Filler, Times

LINES = 2.5


def fill_orders(filler: Filler, rng: np.random.Generator, count: int, users: int, accounts: int) -> None:
    ids = np.arange(1, count + 1)
    ordered = working_times(rng, count, "2022-12-01", "2026-01-09")
    exact = rng.random(count) < 0.8
    customer = np.minimum((rng.pareto(1.2, size=count) * accounts / 20).astype(int) + 1, accounts)
    customer = (customer * 7919) % accounts + 1
    owner = rng.integers(1, users + 1, size=count)
    cancelled = np.where(
        rng.random(count) < 0.02, ordered + np.timedelta64(36, "h"), np.datetime64("NaT", "us")
    )
    is_credit = (rng.random(count) < 0.015) & (ids > 1000)
    of = np.where(is_credit, np.maximum(1, ids - rng.integers(1, 900, size=count)), 0)
    of = np.where(is_credit[of - 1], 0, of)  # none takes back a credit
    is_credit = of > 0
    shared = rng.random(count) < 0.01
    rows = {
        "id": ids,
        "account_id": masked(customer, rng.random(count) < 0.05),
        "owner_id": owner,
        "channel": rng.choice(np.array(["direct", "partner", "online", "store"]), size=count),
        "credit_of_id": masked(of, ~is_credit),
        "currency": np.full(count, "CNY"),
        **Times(ordered, exact).columns("ordered_at"),
        **Times(cancelled, exact).columns("cancelled_at"),
        "shared": shared,
        "known_from": ordered - OFFSET,
        "changed": np.zeros(count, bool),
    }
    filler.fill("order", rows)
    fill_handed_over(filler, rng, "order_credit", ids[shared], owner[shared], users)
    _fill_lines(filler, rng, ids, is_credit, ordered)


def _fill_lines(
    filler: Filler, rng: np.random.Generator, orders: Array, is_credit: Array, ordered: Array
) -> None:
    count = rng.choice([1, 2, 3, 4], p=[0.2, 0.3, 0.3, 0.2], size=len(orders))
    row = np.repeat(np.arange(len(orders)), count)
    pieces = rng.integers(1, 20, size=len(row)) * np.where(is_credit[row], -1, 1)
    price = rng.integers(100, 200_000, size=len(row))
    unknown = rng.random(len(row)) < 0.0005
    lines = {
        "id": np.arange(1, len(row) + 1),
        "order_id": orders[row],
        "product_id": rng.integers(1, 200, size=len(row)),
        "quantity": pieces * 100,
        "net_price": masked(price, unknown),
        "net_amount": masked(price * pieces, unknown),
        "currency": np.full(len(row), "CNY"),
        "known_from": ordered[row] - OFFSET,
        "changed": np.zeros(len(row), bool),
    }
    filler.fill("order_line", lines)
