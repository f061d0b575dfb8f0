"""as_of: what is there at an instant, such as open opportunities; over time it is never added up."""

from __future__ import annotations

from decimal import Decimal

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.kinds.base import Measure
from steerboard.engine.kinds.simple import Simple
from steerboard.engine.kinds.spread import HALF, Mean, Quantile


def as_of(spec: Spec, context: Context) -> Measure:
    """``{kind: as_of, aggregate: sum, value: amount, of: opportunity, from: created_at, until: closed_at}``.

    Without ``until`` a record stays for good. ``aggregate`` is count, sum, mean, median or percentile (with
    ``share``). Fields are as they were at the instant; what closing set is not known before it. The instant is the
    end of the period, or with ``opening: true`` its beginning. A count with ``each: account`` is of accounts.
    """
    spec.only("of", "from", "until", "where", "value", "aggregate", "share", "opening", "each")
    aggregate = spec.choice("aggregate", ("count", "sum", "mean", "median", "percentile"))
    if aggregate == "count":
        return Simple("as_of", context.state(spec, "count"))
    if spec.values.get("each") is not None:
        raise spec.wrong("each", "goes with a count", "只能用于计数")
    spec.text("value")
    if aggregate == "sum":
        return Simple("as_of", context.state(spec, "sum"))
    if aggregate == "mean":
        return Mean(context.state(spec, "sum_once"))
    share = HALF if aggregate == "median" else Decimal(spec.number("share"))
    return Quantile(context.state(spec, "quantile", share=share))
