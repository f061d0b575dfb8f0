"""Opportunities with their stage visits, histories as rectangles, and shared credit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.world.draws import DAY, NOW, credit, fill_handed_over, masked, working_times
from benchmarks.world.tables import BEGINNING, END, OFFSET, Array, Columns, Filler, Times

STAGES = ("Prospecting", "Qualified", "Proposal", "Negotiation", "Commit", "Won", "Lost")
PROBABILITY = np.array([10, 25, 50, 70, 90, 100, 0])
OPEN, WON, LOST = 5, 6, 7
FORTH = np.array([1, 2, 3, 4, 5, 0, 0])
BACK_AND_FORTH = np.array([1, 2, 1, 2, 3, 4, 5])


@dataclass(frozen=True)
class Deals:
    """What is drawn for each opportunity. ``steps`` has its open stages in order, 0 where there is none."""

    id: Array
    owner: Array
    account: Array
    created: Array
    closed: Array
    outcome: Array  # "won", "lost" or ""
    amount: Array  # hundredths; 0 is not known
    entered_here: Array  # the others were imported: dates only, and no history
    steps: Array

    @property
    def stage(self) -> Array:
        last = self.steps[np.arange(len(self.id)), (self.steps > 0).sum(axis=1) - 1]
        return np.select([self.outcome == "won", self.outcome == "lost"], [WON, LOST], last)


def fill_deals(filler: Filler, rng: np.random.Generator, count: int, users: int, accounts: int) -> None:
    numbers = np.arange(1, len(STAGES) + 1)
    stages = {
        "id": numbers,
        "name": np.array(STAGES),
        "pipeline": np.full(len(STAGES), "default"),
        "position": numbers,
        "probability": PROBABILITY,
        "kind": np.array(["open"] * OPEN + ["won", "lost"]),
        "known_from": np.full(len(STAGES), np.datetime64("2022-06-01", "us")),
        "changed": np.zeros(len(STAGES), bool),
    }
    filler.fill("stage", stages)
    deals = _draw(rng, count, users, accounts)
    shared = _fill_credit(filler, rng, deals, users)
    present = _state(deals, np.arange(count), deals.stage, np.ones(count, bool), deals.amount)
    filler.fill("opportunity", {**present, "shared": shared, "changed": deals.entered_here})
    _fill_history(filler, rng, deals, shared)


def _draw(rng: np.random.Generator, count: int, users: int, accounts: int) -> Deals:
    created = working_times(rng, count, "2023-06-01", "2025-12-31")
    cycle = np.clip(rng.lognormal(4.0, 0.7, size=count), 1, 700)
    closed = created + (cycle * 86_400).astype("timedelta64[s]")
    fate = np.where(rng.random(count) < 0.4, "won", "lost")
    over = (closed < NOW) & (rng.random(count) < 0.97)
    outcome = np.where(over, fate, "")
    closed = np.where(over, closed, np.datetime64("NaT", "us"))
    steps = np.where((rng.random(count) < 0.08)[:, None], BACK_AND_FORTH, FORTH)
    reached = np.where(outcome == "won", 7, rng.integers(1, 8, size=count))
    steps = np.where(np.arange(7) < reached[:, None], steps, 0)
    amount = (rng.lognormal(10, 0.9, size=count) / 100).astype(np.int64) * 10_000 + 10_000
    return Deals(
        id=np.arange(1, count + 1),
        owner=rng.integers(1, users + 1, size=count),
        account=rng.integers(1, accounts + 1, size=count),
        created=created,
        closed=closed,
        outcome=outcome,
        amount=np.where(rng.random(count) < 0.03, 0, amount),
        entered_here=rng.random(count) < 0.6,
        steps=steps,
    )


def _state(deals: Deals, row: Array, stage: Array, final: Array, amount: Array) -> Columns:
    """The columns of opportunities ``row`` while in ``stage``; ``final``: closed, where they ever close."""
    decided = final & (deals.outcome[row] != "")
    closed = np.where(decided, deals.closed[row], np.datetime64("NaT", "us"))
    exact = deals.entered_here[row]
    return {
        "id": deals.id[row],
        "owner_id": deals.owner[row],
        "account_id": deals.account[row],
        "pipeline": np.full(len(row), "default"),
        "stage_id": stage,
        "amount": masked(amount, amount == 0),
        "currency": np.full(len(row), "CNY"),
        "probability": PROBABILITY[stage - 1],
        "outcome": masked(deals.outcome[row].astype(object), ~decided),
        **Times(deals.created[row], exact).columns("created_at"),
        **Times(closed, exact).columns("closed_at"),
        "known_from": deals.created[row] - OFFSET,
    }


def _fill_credit(filler: Filler, rng: np.random.Generator, deals: Deals, users: int) -> Array:
    """3 % of the opportunities are split between two people, 2 % changed hands; all entered here."""
    draw = rng.random(len(deals.id))
    split = deals.entered_here & (draw < 0.05)
    moved = deals.entered_here & (draw >= 0.05) & (draw < 0.085)
    ids, owners = deals.id[split], deals.owner[split]
    other = owners % users + 1
    part = rng.integers(1, 10, size=len(ids)) * 10
    always = (np.full(len(ids), BEGINNING), np.full(len(ids), END))
    filler.fill("opportunity_credit", credit(ids, owners, part, *always))
    filler.fill("opportunity_credit", credit(ids, other, 100 - part, *always))
    fill_handed_over(filler, rng, "opportunity_credit", deals.id[moved], deals.owner[moved], users)
    return split | moved


def _fill_history(filler: Filler, rng: np.random.Generator, deals: Deals, shared: Array) -> None:
    """Visits and rectangles of what was entered here: one of each for every step, and one for the closing."""
    count = len(deals.id)
    open_steps = (deals.steps > 0).sum(axis=1)
    total = np.where(deals.entered_here, open_steps + (deals.outcome != ""), 0)
    row = np.repeat(np.arange(count), total)
    step = np.arange(len(row)) - np.repeat(np.cumsum(total) - total, total)
    closing = step == open_steps[row]
    stage = np.where(closing, deals.stage[row], deals.steps[row, np.minimum(step, 6)])
    last = step == total[row] - 1
    until = np.where(np.isnat(deals.closed), NOW - DAY, deals.closed)
    whole = (until - deals.created)[row].astype(np.int64)
    began = deals.created[row] + (whole * step // np.maximum(open_steps[row], 1)).astype("timedelta64[us]")
    began = np.where(closing, deals.closed[row], began)
    over = np.where(last, np.datetime64("NaT", "us"), np.roll(began, -1))
    exact = np.ones(len(row), bool)
    visits = {
        "id": np.arange(1, len(row) + 1),
        "opportunity_id": deals.id[row],
        "stage_id": stage,
        "visit": step + 1,
        **Times(began, exact).columns("entered_at"),
        **Times(over, exact).columns("left_at"),
        "known_from": began - OFFSET,
    }
    filler.fill("stage_visit", visits)
    early = np.where(rng.random(count) < 0.4, deals.amount * 8 // 10, deals.amount)  # worth less at first
    amount = np.where((step == 0) & ~last, early[row], deals.amount[row])
    state = {**_state(deals, row, stage, closing, amount), "shared": shared[row]}
    since = np.where(step == 0, BEGINNING, began - OFFSET)
    learned = np.where(step == 0, deals.created[row], began) - OFFSET
    followed = np.roll(began, -1) - OFFSET
    bounds = {
        "valid_from": since,
        "valid_to": np.where(last, END, followed),
        "known_from": np.where(last, learned, followed),
        "known_to": np.full(len(row), END),
    }
    filler.fill("opportunity_span", {**state, **bounds})
    believed = {
        "valid_from": since,
        "valid_to": np.full(len(row), END),
        "known_from": learned,
        "known_to": followed,
    }
    filler.fill("opportunity_span", {name: array[~last] for name, array in {**state, **believed}.items()})
