"""All kinds of measure by the name that stands in a definition. A new kind is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.kinds.alike import alike
from steerboard.engine.kinds.at_start import at_start
from steerboard.engine.kinds.attainment import attainment
from steerboard.engine.kinds.base import Measure
from steerboard.engine.kinds.change import change
from steerboard.engine.kinds.cohort import cohort
from steerboard.engine.kinds.coverage import coverage
from steerboard.engine.kinds.formula import formula
from steerboard.engine.kinds.lengths import days, last_part
from steerboard.engine.kinds.people import people
from steerboard.engine.kinds.private import private
from steerboard.engine.kinds.rank import rank
from steerboard.engine.kinds.ratio import ratio
from steerboard.engine.kinds.rolling import rolling
from steerboard.engine.kinds.running import running
from steerboard.engine.kinds.share import share_of_total
from steerboard.engine.kinds.simple import count, sum_
from steerboard.engine.kinds.spread import mean, median, percentile
from steerboard.engine.kinds.states import as_of
from steerboard.engine.kinds.total import total
from steerboard.engine.kinds.trailing import trailing
from steerboard.engine.kinds.waiting import waiting
from steerboard.engine.kinds.whole import figure, whole

Parser = Callable[[Spec, Context], Measure]

KINDS: Mapping[str, Parser] = {
    "count": count,
    "sum": sum_,
    "mean": mean,
    "median": median,
    "percentile": percentile,
    "ratio": ratio,
    "formula": formula,
    "alike": alike,
    "as_of": as_of,
    "at_start": at_start,
    "cohort": cohort,
    "rank": rank,
    "rolling": rolling,
    "running": running,
    "change": change,
    "attainment": attainment,
    "coverage": coverage,
    "people": people,
    "share_of_total": share_of_total,
    "total": total,
    "trailing": trailing,
    "whole": whole,
    "figure": figure,
    "days": days,
    "last_part": last_part,
    "private": private,
    "not_fed_yet": waiting,
}
