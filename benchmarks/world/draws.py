"""Draws that several kinds of records share."""

from __future__ import annotations

import numpy as np

from benchmarks.world.tables import BEGINNING, END, OFFSET, Array, Columns, Filler

NOW = np.datetime64("2026-01-10T12:00:00", "us")  # by the local clock
DAY = np.timedelta64(1, "D").astype("timedelta64[us]")


def working_times(rng: np.random.Generator, count: int, first: str, last: str) -> Array:
    """Local times between 8 and 18 on Mondays to Fridays, in order."""
    days = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D"))
    days = days[np.is_busday(days)]
    at = np.sort(rng.choice(days, size=count)).astype("datetime64[us]")
    seconds = rng.integers(8 * 3600, 18 * 3600, size=count)
    return np.sort(at + seconds.astype("timedelta64[s]"))


def masked(array: Array, unknown: Array) -> Array:
    return np.ma.MaskedArray(array, mask=unknown)


def fill_handed_over(
    filler: Filler, rng: np.random.Generator, table: str, ids: Array, owners: Array, users: int
) -> None:
    """Credit of records that went from another person to their owner at one moment of the asked time."""
    count = len(ids)
    moment = working_times(rng, count, "2024-01-01", "2025-12-31")[rng.permutation(count)] - OFFSET
    before = rng.integers(1, users + 1, size=count)
    filler.fill(table, credit(ids, before, np.full(count, 100), np.full(count, BEGINNING), moment))
    filler.fill(table, credit(ids, owners, np.full(count, 100), moment, np.full(count, END)))


def credit(ids: Array, users: Array, share: Array, since: Array, until: Array) -> Columns:
    return {"id": ids, "user_id": users, "share": share, "valid_from": since, "valid_to": until}
