"""A small world asked through the whole house: records → mart → engine, beside the oracles."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from steerboard.catalogue.library import definitions
from steerboard.core.clock import FixedClock
from steerboard.core.periods import Period
from steerboard.core.workspace import Workspace
from steerboard.engine.api import Engine
from steerboard.engine.result import Result
from steerboard.engine.rights import OWNER, Rights
from steerboard.engine.stores.duckdb.store import DuckDBStore
from steerboard.mart.apply import rebuild
from steerboard.mart.build import open_mart
from tests.oracles.loading import load
from tests.worlds import World

Keyed = dict[tuple[Any, ...], Any]


@dataclass(frozen=True)
class Asked:
    """An engine over a world that was taken in."""

    world: World
    engine: Engine

    def values(
        self,
        kpi: str,
        period: Period | None = None,
        *,
        by: tuple[str, ...] = (),
        rights: Rights = OWNER,
        **more: Any,
    ) -> Keyed:
        """Values by keys as the oracles have them."""
        result = self.ask(kpi, period=period, by=by, rights=rights, **more)
        if not by:
            return {(): result.totals[kpi].value}
        return {tuple(row.key[name] for name in by): row.values[kpi].value for row in result.rows}

    def ask(
        self, *kpis: str, period: Period | None, by: tuple[str, ...], rights: Rights, **more: Any
    ) -> Result:
        return self.engine.query(
            kpis,
            by=by,
            from_=period.start if period else None,
            to=period.last if period else None,
            rights=rights,
            calendar=self.world.calendar,
            now=self.world.now,
            currency=self.world.currency,
            **more,
        )


@contextmanager
def taken_in(world: World, folder: Path) -> Iterator[Asked]:
    """The world in records (the default database must be fresh) and in a mart in ``folder``."""
    load(world)
    workspace = Workspace(folder=folder, currency=world.currency, calendar=world.calendar)
    mart = open_mart(folder / "mart.duckdb", threads=1)
    try:
        rebuild(mart, workspace, FixedClock(world.now))
        yield Asked(world, Engine(DuckDBStore(mart), definitions()))
    finally:
        mart.close()


def agree(found: Any, expected: Fraction | None, *, exact: bool) -> bool:
    """Counts and money to the last place, everything else to 1e-9 relative."""
    if found is None or expected is None:
        return found is None and expected is None
    if exact:  # a count of shares comes as a float: what it prints is what it means
        return Fraction(repr(found) if isinstance(found, float) else found) == expected
    return math.isclose(float(found), float(expected), rel_tol=1e-9, abs_tol=1e-12)


def differences(found: Keyed, expected: dict[Any, Fraction | None], *, exact: bool) -> list[str]:
    """What the engine and the oracle do not agree on, a line each."""
    lines = []
    for key in sorted({*found, *expected}, key=repr):
        if key not in found:
            lines.append(f"{key}: only the oracle has it ({expected[key]})")
        elif key not in expected:
            lines.append(f"{key}: only the engine has it ({found[key]})")
        elif not agree(found[key], expected[key], exact=exact):
            lines.append(f"{key}: engine {found[key]}, oracle {as_decimal(expected[key])}")
    return lines


def as_decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / value.denominator


def months(world: World) -> list[Period]:
    """The month of now and the two before, the year before them, and the month after."""
    calendar = world.calendar
    today = calendar.today(world.now)
    this = calendar.period("month", today)
    before = calendar.previous(this, "month")
    year_ago = calendar.period("month", date(today.year - 1, today.month, 1))
    return [this, before, calendar.previous(before, "month"), year_ago, calendar.period("month", this.end)]
