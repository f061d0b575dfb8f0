"""Activities: planned and done, in time or late, some moved to a later day, some never done."""

from __future__ import annotations

import numpy as np

from benchmarks.world.draws import NOW, fill_handed_over, working_times
from benchmarks.world.tables import OFFSET, Filler, Times

KINDS = ("call", "email", "visit", "meeting", "demo", "presentation", "onboarding", "task", "note")
HOW_OFTEN = (0.35, 0.25, 0.1, 0.08, 0.03, 0.02, 0.02, 0.1, 0.05)
OUTCOMES = ("connected", "no_answer", "positive", "neutral", "negative")


def fill_activities(filler: Filler, rng: np.random.Generator, count: int, users: int, accounts: int) -> None:
    ids = np.arange(1, count + 1)
    committed = working_times(rng, count, "2023-12-20", "2026-01-20")
    exact = rng.random(count) < 0.85
    owner = rng.integers(1, users + 1, size=count)
    days_moved = np.where(rng.random(count) < 0.12, rng.integers(1, 10, size=count), 0)
    planned = committed + days_moved.astype("timedelta64[D]")
    late = np.where(rng.random(count) < 0.08, rng.integers(1, 4, size=count), 0)
    done = (
        planned + late.astype("timedelta64[D]") + rng.integers(-90, 90, size=count).astype("timedelta64[m]")
    )
    never = (done > NOW) | (rng.random(count) < 0.06)
    done = np.where(never, np.datetime64("NaT", "us"), done)
    was_planned = rng.random(count) < 0.7
    shared = rng.random(count) < 0.01
    rows = {
        "id": ids,
        "kind": rng.choice(np.array(KINDS), p=HOW_OFTEN, size=count),
        "direction": rng.choice(np.array(["outbound", "inbound"]), p=[0.8, 0.2], size=count),
        "outcome": rng.choice(np.array(OUTCOMES), p=[0.4, 0.2, 0.2, 0.1, 0.1], size=count),
        "owner_id": owner,
        "account_id": rng.integers(1, accounts + 1, size=count),
        **Times(np.where(was_planned, planned, np.datetime64("NaT", "us")), exact).columns("planned_for"),
        **Times(np.where(was_planned, committed, np.datetime64("NaT", "us")), exact).columns("committed_for"),
        **Times(done, exact).columns("done_at"),
        "shared": shared,
        "known_from": committed - OFFSET,
        "changed": days_moved > 0,
    }
    filler.fill("activity", rows)
    fill_handed_over(filler, rng, "activity_credit", ids[shared], owner[shared], users)
