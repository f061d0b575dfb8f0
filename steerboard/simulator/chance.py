"""Chance from a seed: one stream for each subject, so that a change in one subject leaves the others alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

import numpy as np
from typing_extensions import override

T = TypeVar("T")


class _Dice(random.Random):
    """The same numbers as those of the standard library: it looks at its arguments for longer than it takes to draw."""

    @override
    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        if step != 1:
            return super().randrange(start, stop, step)
        first, number = (0, start) if stop is None else (start, stop - start)
        if number <= 0:
            raise ValueError(f"nothing lies between {first} and {first + number}")
        bits = number.bit_length()
        drawn = self.getrandbits(bits)
        while drawn >= number:
            drawn = self.getrandbits(bits)
        return first + drawn


def dice(seed: int, subject: str) -> random.Random:
    """A stream for choices made one at a time. Seeding by text does not depend on the process."""
    return _Dice(f"{seed}/{subject}")


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
