"""cohort: of those that began in the frame, how many ever got there; each subject once."""

from __future__ import annotations

from dataclasses import replace

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.kinds.base import Measure
from steerboard.engine.kinds.ratio import Ratio
from steerboard.engine.kinds.simple import Simple


def cohort(spec: Spec, context: Context) -> Measure:
    """``{kind: cohort, of: lead, at: created_at, reached: mql_at, within: 30}``.

    The rows of ``of`` are the subjects. One counts as converted where the time ``reached`` is known and, with
    ``within``, lies at most so many days after ``at``; or where the condition ``converted`` holds.
    """
    spec.only("of", "at", "where", "reached", "within", "converted")
    subjects = context.atom(spec, "count")
    if spec.values.get("converted") is not None:
        condition = f"({spec.text('converted')})"
    else:
        reached, within = spec.text("reached"), spec.optional_integer("within")
        condition = f"{reached} is known"
        if within is not None:
            condition += f" and days({subjects.at}, {reached}) <= {within}"
    both = f"({subjects.where}) and {condition}" if subjects.where else condition
    context.check_condition(spec, "converted", subjects.table, both)
    converted = replace(subjects, where=both)
    return Ratio(Simple("cohort", converted), Simple("cohort", subjects), "ratio")
