"""What changed with a link that fell: it is taken apart by one dimension, and the part that moved most is named.

Only what moved by more than chance would (``evidence.differ``) is called a cause, and it is no more than what went
along: who reads it knows why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from steerboard.core.text import Text
from steerboard.diagnosis.evidence import Kind, Sample, differ


@dataclass(frozen=True)
class Split:
    """A KPI by a dimension; ``way`` is where the part goes that explains a fall. ``words`` name it."""

    kpi: str
    by: str
    kind: Kind
    unit: str
    way: Literal["up", "down"]
    words: Text


_TIME = Split(
    "activities",
    "kind",
    "count",
    "count",
    "up",
    Text(
        "time goes into “{name}”: {now} a month, {before} before",
        "时间花在“{name}”上：月均 {now} 次，此前 {before} 次",
    ),
)
# By the key of a link.
SPLITS: Mapping[str, Split] = {
    "activity": _TIME,
    "meetings": _TIME,
    "creation": Split(
        "opportunities_created",
        "type",
        "count",
        "count",
        "down",
        Text(
            "mostly “{name}”: {now} a month, {before} before",
            "主要少在“{name}”：月均 {now} 个，此前 {before} 个",
        ),
    ),
    "conversion": Split(
        "loss_rate",
        "loss_reason",
        "rate",
        "ratio",
        "up",
        Text("lost for “{name}”: {now}, {before} before", "输单原因“{name}”：{now}，此前 {before}"),
    ),
    "cycle": Split(
        "time_in_stage:mean",
        "stage",
        "mean",
        "days",
        "up",
        Text("longest in “{name}”: {now}, {before} before", "主要停在“{name}”：{now}，此前 {before}"),
    ),
}


@dataclass(frozen=True)
class Cause:
    """The part that moved: its name, and its value now and before."""

    split: Split
    name: str
    now: float
    before: float


@dataclass(frozen=True)
class Part:
    """One value of the dimension, in the time of the problem and in the time before."""

    name: str
    now: Sample
    before: Sample


def cause_of(split: Split, parts: Iterable[Part]) -> Cause | None:
    """The part that moved most in the telling way; None where none did beyond chance."""
    found: Cause | None = None
    for part in parts:
        now, before = part.now.value, part.before.value
        if now is None or before is None or (now > before) != (split.way == "up"):
            continue
        if not differ(part.now, part.before):
            continue
        if found is None or abs(now - before) > abs(found.now - found.before):
            found = Cause(split, part.name, now, before)
    return found
