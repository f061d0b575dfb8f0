"""cohort: of those that began in the frame, how many ever got there; each subject once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import Cells, Look, Measure, Part
from steerboard.engine.kinds.ratio import Ratio
from steerboard.engine.kinds.simple import Simple


@dataclass(frozen=True)
class Settled:
    """The inner figure over those that began at least ``days`` days ago: the others may still get there."""

    inner: Measure
    days: int

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return self.inner.parts(frame.settled(self.days))

    def cells(self, frame: Frame, look: Look) -> Cells:
        return self.inner.cells(frame.settled(self.days), look)

    def describe(self) -> dict[str, object]:
        return {**self.inner.describe(), "begun_days_ago": self.days}


def cohort(spec: Spec, context: Context) -> Measure:
    """``{kind: cohort, of: lead, at: created_at, reached: mql_at, within: 30}``.

    The rows of ``of`` are the subjects. One counts as converted where the condition ``converted`` holds, or
    where the time ``reached`` is not later than today; with ``within``, ``reached`` must lie at most so many
    days after ``at``. ``settled: true`` leaves out subjects that began less than ``within`` days ago. With
    ``daily: true`` days are those of the calendar: the last of them counts to its end. With ``each: account``
    the subjects are the accounts, each by its first row of the period.
    """
    spec.only("of", "at", "where", "each", "reached", "within", "converted", "settled", "daily")
    subjects = context.atom(spec, "count")
    within = spec.optional_integer("within")
    if within is not None and not 0 <= within <= 3660:
        raise spec.wrong("within", "lies between 0 and 3660", "应在 0 到 3660 之间")
    settled, daily = within is not None and spec.flag("settled"), spec.flag("daily")
    if settled and daily:
        over = f"days_between({subjects.at}, today()) > {within}"
        if subjects.each:
            subjects = replace(subjects, among=_both(subjects.among, over))
        else:
            subjects = replace(subjects, where=_both(subjects.where, over))
    condition = _converted(spec, within, subjects.at, "days_between" if daily else "days")
    both = _both(subjects.where, condition)
    context.check_condition(spec, "converted", subjects.table, both)
    converted = context.keep(replace(subjects, where=both))
    context.keep(subjects)
    measure = Ratio(Simple("cohort", converted), Simple("cohort", subjects), "ratio")
    return Settled(measure, within) if within is not None and settled and not daily else measure


def _both(some: str, more: str) -> str:
    return f"({some}) and {more}" if some else more


def _converted(spec: Spec, within: int | None, at: str, days: str) -> str:
    given = spec.optional("converted")
    if given and within is None:
        return f"({given})"
    reached = spec.text("reached")
    condition = f"day({reached}) <= today()"
    if given:
        condition = f"({given}) and {condition}"
    return condition if within is None else f"{condition} and {days}({at}, {reached}) <= {within}"
