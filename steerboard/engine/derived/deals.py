"""Deals held against what was thought of them before: when they were due, what of, how they began.

Worked out over the whole company, before any row filter.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from steerboard.core.moments import BEGINNING, END
from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, FramedColumn, Sources
from steerboard.engine.derived.leads import not_before
from steerboard.engine.derived.orders import counting
from steerboard.engine.derived.terms import equal, join, known, left_join
from steerboard.engine.frames import Instant
from steerboard.engine.model import Choice, Column
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import first_per_key, select, subquery, union, values_table

BEFORE = 30
"""So many days before the closing an expectation is looked at: as it was at the end of that local day."""
MET = ("visit", "meeting", "demo")
ANSWERED = ("connected", "positive")
FORECAST = ("forecast_category", "amount", "close_date")


def _closed(sources: Sources) -> exp.Select:
    """Closed opportunities that were there ``BEFORE`` days earlier: ``id`` and that ``day``."""
    nodes = sources.nodes
    day = nodes.add_days(v.column("closed_at_on", "o"), -BEFORE)
    created = nodes.coalesce(v.column("created_at_on", "o"), sources.local_day(v.column("known_from", "o")))
    query = select(
        v.column("id", "o"),
        v.named(v.cast(day, "date"), "day"),
        v.column("outcome", "o"),
        source=sources.source("opportunity", "o"),
    )
    there = exp.LTE(this=created, expression=day.copy())
    return query.where(v.both([known(v.column("closed_at", "o")), there]), copy=False)


def _at_end_of(sources: Sources, day: Node) -> Node:
    """The state ``h`` of a history was so at the end of a local day."""
    begun = exp.LTE(this=sources.local_day(v.column("valid_from", "h")), expression=day)
    lasting = exp.GT(this=sources.local_day(v.column("valid_to", "h")), expression=day.copy())
    always = equal(v.column("valid_from", "h"), v.moment(BEGINNING))
    open_ended = equal(v.column("valid_to", "h"), v.moment(END))
    return v.both([v.either([always, begun]), v.either([open_ended, lasting])])


def _expected_close(sources: Sources) -> exp.Select:
    query = select(v.column("id", "c"), v.named(v.column("close_date", "h"), "value"))
    query.from_(subquery(_closed(sources), "c"), copy=False)
    then = _at_end_of(sources, v.column("day", "c"))
    mine = equal(v.column("id", "h"), v.column("id", "c"))
    return join(query, sources.history("opportunity", ["close_date"], "h"), v.both([mine, then]))


def _ordered(sources: Sources, *, key: str) -> exp.Select:
    """What orders that stand say of each opportunity: ``id``, ``product`` (its column ``key``) and ``quantity``."""
    nodes = sources.nodes
    opportunity = v.column("opportunity_id", "r")
    query = select(v.named(opportunity, "id"), v.named(v.column(key, "p"), "product"))
    query.select(v.named(nodes.total(v.column("quantity", "n")), "quantity"), copy=False)
    query.from_(subquery(counting(sources), "s"), copy=False)
    join(query, sources.source("order", "r"), equal(v.column("id", "r"), v.column("id", "s")))
    join(query, sources.source("order_line", "n"), equal(v.column("order_id", "n"), v.column("id", "s")))
    left_join(query, sources.source("product", "p"), equal(v.column("id", "p"), v.column("product_id", "n")))
    by_today = exp.LTE(this=v.column("ordered_at_on", "r"), expression=v.day(sources.today))
    query.where(v.both([known(opportunity.copy()), by_today]), copy=False)
    return query.group_by(opportunity.copy(), v.column(key, "p"), copy=False)


def _expected(sources: Sources, *, key: str) -> exp.Select:
    """The same of the lines that the opportunity had ``BEFORE`` days before it was closed."""
    nodes = sources.nodes
    query = select(v.column("id", "c"), v.named(v.column(key, "p"), "product"))
    query.select(v.named(nodes.total(v.column("quantity", "h")), "quantity"), copy=False)
    query.from_(subquery(_closed(sources), "c"), copy=False)
    lines = sources.history("opportunity_line", ["opportunity_id", "product_id", "quantity"], "h")
    then = _at_end_of(sources, v.column("day", "c"))
    join(query, lines, v.both([equal(v.column("opportunity_id", "h"), v.column("id", "c")), then]))
    join(query, sources.source("opportunity_line", "l"), equal(v.column("id", "l"), v.column("id", "h")))
    join(query, sources.source("product", "p"), equal(v.column("id", "p"), v.column("product_id", "h")))
    created = nodes.coalesce(v.column("created_at_on", "l"), sources.local_day(v.column("known_from", "l")))
    there = exp.LTE(this=created, expression=v.column("day", "c"))
    query.where(there, copy=False)
    return query.group_by(v.column("id", "c"), v.column(key, "p"), copy=False)


def _overlap(sources: Sources, *, key: str) -> exp.Select:
    """Of closed opportunities of which some product was expected: the smaller of both quantities, over all products."""
    nodes = sources.nodes
    told = select(v.column("id", "t"), source=subquery(_expected(sources, key=key), "t"))
    told.where(v.both([known(v.column("product", "t")), known(v.column("quantity", "t"))]), copy=False)
    query = select(v.column("id", "c"), source=subquery(told.distinct(copy=False), "c"))
    left_join(
        query, subquery(_ordered(sources, key=key), "n"), equal(v.column("id", "n"), v.column("id", "c"))
    )
    alike = v.both([equal(v.column(name, "e"), v.column(name, "n")) for name in ("id", "product")])
    left_join(query, subquery(_expected(sources, key=key), "e"), alike)
    expected = nodes.coalesce(v.column("quantity", "e"), v.integer(0))
    ordered = known(v.column("quantity", "n"))
    both = nodes.choose([(ordered, nodes.least(v.column("quantity", "n"), expected))], v.integer(0))
    query.select(v.named(nodes.total(both), "value"), copy=False)
    return query.group_by(v.column("id", "c"), copy=False)


def _ordered_quantity(sources: Sources, *, key: str) -> exp.Select:
    """What was ordered of known products (of known lines)."""
    query = select(v.column("id", "n"), source=subquery(_ordered(sources, key=key), "n"))
    query.select(v.named(sources.nodes.total(v.column("quantity", "n")), "value"), copy=False)
    return query.where(known(v.column("product", "n")), copy=False).group_by(v.column("id", "n"), copy=False)


def _met(sources: Sources, key: str) -> exp.Select:
    """Activities in which the customer was really reached: ``key``, when, which kind."""
    answered = v.both(
        [
            equal(v.column("kind", "a"), v.text("email")),
            sources.nodes.is_in(v.column("outcome", "a"), ANSWERED),
        ]
    )
    connected = v.both(
        [equal(v.column("kind", "a"), v.text("call")), equal(v.column("outcome", "a"), v.text("connected"))]
    )
    met = sources.nodes.is_in(v.column("kind", "a"), MET)
    times = [v.column(f"done_at{part}", "a") for part in ("", "_on", "_exact")]
    query = select(v.named(v.column(key, "a"), "key"), v.column("id", "a"), v.column("kind", "a"), *times)
    query.from_(sources.source("activity", "a"), copy=False)
    there = v.both([known(v.column(key, "a")), known(v.column("done_at", "a"))])
    return query.where(v.both([v.either([met, connected, answered]), there]), copy=False)


def _first_contact(sources: Sources) -> exp.Select:
    """The kind of the first of them with the opportunity, its lead or its account, before it was closed."""
    found = []
    for key, mine in (("opportunity_id", "id"), ("lead_id", "lead_id"), ("account_id", "account_id")):
        query = select(
            v.column("id", "o"), v.named(v.column("id", "m"), "activity"), v.column("done_at", "m")
        )
        query.select(v.named(v.column("kind", "m"), "value"), copy=False)
        query.from_(sources.source("opportunity", "o"), copy=False)
        join(query, subquery(_met(sources, key), "m"), equal(v.column("key", "m"), v.column(mine, "o")))
        in_time = v.both([known(v.column("closed_at", "o")), not_before("o", "closed_at", "m", "done_at")])
        found.append(query.where(in_time, copy=False))
    order = [v.column("done_at"), v.column("activity")]
    return first_per_key(sources.nodes, union(found, distinct=False), ["id"], order, ["id", "value"])


def _annual_amount(sources: Sources) -> exp.Select:
    """The amount for twelve months of the term of the contract that was signed last by today."""
    nodes = sources.nodes
    names = ["opportunity_id", "id", "signed_at", "term_months"]
    signed = select(*(v.column(n, "k") for n in names), source=sources.source("contract", "k"))
    by_today = exp.LTE(this=v.column("signed_at_on", "k"), expression=v.day(sources.today))
    signed.where(v.both([known(v.column("opportunity_id", "k")), by_today]), copy=False)
    order = [nodes.ordered(v.column(n), descending=True) for n in ("signed_at", "id")]
    last = first_per_key(nodes, signed, ["opportunity_id"], order, ["opportunity_id", "term_months"])
    yearly = exp.Mul(this=v.cast(v.column("amount", "o"), "double"), expression=v.integer(12))
    query = select(v.column("id", "o"), source=sources.source("opportunity", "o"))
    join(query, subquery(last, "t"), equal(v.column("opportunity_id", "t"), v.column("id", "o")))
    return query.select(
        v.named(v.cast(nodes.ratio(yearly, v.column("term_months", "t")), "decimal"), "value"), copy=False
    )


def _forecast_touched(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """The last local day up to the instant on which the forecast was changed or confirmed."""
    nodes = sources.nodes
    history = sources.history("opportunity", [*FORECAST, "forecast_confirmed_at"], "h")
    order = [v.column("valid_from", "h")]
    before = {n: nodes.previous_value(v.column(n, "h"), [v.column("id", "h")], order) for n in FORECAST}
    states = select(
        *(v.column(n, "h") for n in ("id", "valid_from", "forecast_confirmed_at", *FORECAST)), source=history
    )
    states.select(*(v.named(node, f"{n}_before") for n, node in before.items()), copy=False)
    since = exp.GT(this=v.column("valid_from", "s"), expression=v.moment(BEGINNING))
    changed = v.either([nodes.differs(v.column(n, "s"), v.column(f"{n}_before", "s")) for n in FORECAST])
    moved = select(
        v.column("id", "s"), v.named(v.column("valid_from", "s"), "at"), source=subquery(states, "s")
    )
    moved.where(v.both([since, changed]), copy=False)
    confirmed = select(v.column("id", "h"), v.named(v.column("forecast_confirmed_at", "h"), "at"))
    confirmed.from_(sources.history("opportunity", ["forecast_confirmed_at"], "h"), copy=False)
    confirmed.where(known(v.column("forecast_confirmed_at", "h")), copy=False)
    columns: dict[str, v.SqlType] = {"slot": "integer", "t": "timestamp"}
    spine = values_table(columns, [[slot, i.at] for slot, i in enumerate(instants)])
    query = select(v.column("slot", "i"), v.column("id", "e"))
    query.select(v.named(sources.local_day(nodes.largest(v.column("at", "e"))), "value"), copy=False)
    query.from_(subquery(union([moved, confirmed], distinct=False), "e"), copy=False)
    join(query, subquery(spine, "i"), exp.LTE(this=v.column("at", "e"), expression=v.column("t", "i")))
    return query.group_by(v.column("slot", "i"), v.column("id", "e"), copy=False)


def _quantity(name: str, en: str, zh: str) -> Column:
    return Column(name, "quantity", Text(en, zh))


EXPECTED_CLOSE = DerivedColumn(
    "opportunity",
    Column(
        "expected_close_on", "date", Text("Close date 30 days before closing", "成交前 30 天的预计成交日")
    ),
    _expected_close,
)
ORDERED = DerivedColumn(
    "opportunity",
    _quantity("ordered_quantity", "Quantity ordered", "下单数量"),
    lambda sources: _ordered_quantity(sources, key="id"),
    v.integer(0),
)
LINE_ORDERED = DerivedColumn(
    "opportunity",
    _quantity("ordered_line_quantity", "Quantity ordered of known lines", "产品线已知的下单数量"),
    lambda sources: _ordered_quantity(sources, key="line"),
    v.integer(0),
)
OVERLAP = DerivedColumn(
    "opportunity",
    _quantity("expected_overlap", "Ordered as expected", "与预计相符的数量"),
    lambda sources: _overlap(sources, key="id"),
)
LINE_OVERLAP = DerivedColumn(
    "opportunity",
    _quantity("expected_line_overlap", "Ordered as expected, by line", "产品线与预计相符的数量"),
    lambda sources: _overlap(sources, key="line"),
)
FIRST_CONTACT = DerivedColumn(
    "opportunity",
    Column(
        "first_contact",
        "choice",
        Text("First reached by", "首次接触方式"),
        choices=(
            Choice("call", Text("Call", "电话")),
            Choice("email", Text("Email", "邮件")),
            Choice("visit", Text("Visit", "拜访")),
            Choice("meeting", Text("Meeting", "会议")),
            Choice("demo", Text("Demo", "产品演示")),
        ),
    ),
    _first_contact,
)
ANNUAL = DerivedColumn(
    "opportunity", Column("annual_amount", "money", Text("Amount a year", "年化金额")), _annual_amount
)
FORECAST_TOUCHED = FramedColumn(
    "opportunity",
    Column("forecast_touched_on", "date", Text("Forecast last changed or confirmed", "预测最近更新日期")),
    _forecast_touched,
)
