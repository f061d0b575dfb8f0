"""Chance from a seed: one stream for each subject, so that a change in one subject leaves the others alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

import numpy as np

T = TypeVar("T")


def dice(seed: int, subject: str) -> random.Random:
    """A stream for choices made one at a time. Seeding by text does not depend on the process."""
    return random.Random(f"{seed}/{subject}")  # noqa: S311 - a simulation, nothing secret


def urn(seed: int, subject: str) -> np.random.Generator:
    """A stream for whole columns at once."""
    return np.random.default_rng([abs(seed), int(seed < 0), crc32(subject.encode())])


def weighted(rng: random.Random, choices: Sequence[tuple[T, float]]) -> T:
    """One of ``choices``, each with its weight."""
    total = 0.0
    for _, weight in choices:
        total += weight
    point = rng.random() * total
    for value, weight in choices:
        point -= weight
        if point < 0:
            return value
    return choices[-1][0]
