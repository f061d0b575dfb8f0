"""What customers spend in a year by an estimate, and what of it came to us in the same days of that year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedTable, FramedColumn, Sources
from steerboard.engine.derived.terms import equal, join, known, unknown
from steerboard.engine.frames import Instant
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery, values_table

YEARS = 60
"""So many years back a period without a beginning is looked at."""
_SPINE: dict[str, v.SqlType] = {
    "slot": "integer",
    "year": "integer",
    "first": "date",
    "last": "date",
    "share": "double",
}


def _stretches(first: date, last: date) -> Iterator[tuple[int, date, date, float]]:
    """The years that a stretch of days touches: its days in each, and what part of the year they are."""
    for year in range(max(first.year, last.year - YEARS), last.year + 1):
        begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        whole = (date(year, 12, 31) - date(year, 1, 1)).days + 1
        if begin <= end:
            yield year, begin, end, ((end - begin).days + 1) / whole


def _spine(stretches: Sequence[tuple[date, date]]) -> exp.Subquery:
    rows: list[list[v.Value]] = []
    for slot, (first, last) in enumerate(stretches):
        rows += [[slot, *found] for found in _stretches(first, last)]
    return subquery(values_table(_SPINE, rows), "i")


def _elapsed(instants: Sequence[Instant]) -> exp.Subquery:
    return _spine([(i.days[0], i.days[2]) for i in instants])


def _spent(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """What part of each estimate is due in the elapsed days."""
    query = select(v.column("slot", "i"), v.column("id", "w"), source=sources.source("account_spend", "w"))
    join(query, _elapsed(instants), equal(v.column("year", "i"), v.column("year", "w")))
    return query.select(v.named(_share(), "value"), copy=False)


def _share() -> Node:
    return exp.Mul(this=v.cast(v.column("estimated_spend", "w"), "double"), expression=v.column("share", "i"))


def _lines(sources: Sources, spine: exp.Subquery, keys: Sequence[Node]) -> exp.Select:
    """What the account of each estimate bought of its product line in the days; of all lines where it names none."""
    nodes = sources.nodes
    query = select(*keys, source=sources.source("account_spend", "w"))
    join(query, spine, equal(v.column("year", "i"), v.column("year", "w")))
    ordered = v.column("ordered_at_on", "o")
    theirs = v.both(
        [
            equal(v.column("account_id", "o"), v.column("account_id", "w")),
            exp.GTE(this=ordered, expression=v.column("first", "i")),
            exp.LTE(this=ordered.copy(), expression=v.column("last", "i")),
        ]
    )
    join(query, sources.source("order", "o"), theirs)
    join(query, sources.source("order_line", "l"), equal(v.column("order_id", "l"), v.column("id", "o")))
    product = equal(v.column("id", "p"), v.column("product_id", "l"))
    query.join(exp.Join(this=sources.source("product", "p"), side="LEFT", on=product), copy=False)
    line = v.column("product_line", "w")
    query.where(v.either([unknown(line), equal(v.column("line", "p"), line.copy())]), copy=False)
    bought = nodes.coalesce(nodes.total(v.column("net_amount", "l")), v.integer(0))
    return query.select(v.named(bought, "value"), copy=False)


def _bought(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    keys = [v.column("slot", "i"), v.column("id", "w")]
    return _lines(sources, _elapsed(instants), keys).group_by(*(k.copy() for k in keys), copy=False)


def _year_so_far(instants: Sequence[Instant]) -> exp.Subquery:
    return _spine([(i.day.replace(month=1, day=1), i.day) for i in instants])


def _wallet_share(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """Of each account what came to us of its estimates of the year so far."""
    nodes = sources.nodes
    keys = ("slot", "account_id")
    due = select(v.column("slot", "i"), v.column("account_id", "w"), v.named(nodes.total(_share()), "value"))
    due.from_(sources.source("account_spend", "w"), copy=False)
    join(due, _year_so_far(instants), equal(v.column("year", "i"), v.column("year", "w")))
    estimated = known(v.column("estimated_spend", "w"))
    due.where(estimated, copy=False)
    due.group_by(v.column("slot", "i"), v.column("account_id", "w"), copy=False)
    own = [v.column("slot", "i"), v.column("account_id", "w")]
    bought = _lines(sources, _year_so_far(instants), own).where(estimated.copy(), copy=False)
    bought.group_by(*(k.copy() for k in own), copy=False)
    query = select(
        v.column("slot", "d"), v.named(v.column("account_id", "d"), "id"), source=subquery(due, "d")
    )
    on = v.both([equal(v.column(k, "b"), v.column(k, "d")) for k in keys])
    query.join(exp.Join(this=subquery(bought, "b"), side="LEFT", on=on), copy=False)
    part = nodes.coalesce(v.column("value", "b"), v.integer(0))
    return query.select(v.named(nodes.ratio(part, v.column("value", "d")), "value"), copy=False)


def _of_year(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    query = select(v.column("slot", "i"), v.column("id", "w"), v.named(v.boolean(True), "value"))
    query.from_(sources.source("account_spend", "w"), copy=False)
    return join(query, _elapsed(instants), equal(v.column("year", "i"), v.column("year", "w")))


def _rows(sources: Sources) -> exp.Select:
    """Estimates, each from the first day of its year on."""
    year = v.column("year", "w")
    names = ("id", "account_id", "product_line", "known_from")
    query = select(*(v.column(c, "w") for c in names), source=sources.source("account_spend", "w"))
    sound = exp.Between(this=year, low=v.integer(1000), high=v.integer(9999))
    text = sources.nodes.concat(v.cast(year.copy(), "text"), v.text("-01-01"))
    begun = sources.nodes.choose([(sound, v.cast(text, "date"))], v.null("date"))
    return query.select(v.named(begun, "begins_on"), copy=False)


WALLET = DerivedTable(
    Table(
        name="wallet",
        label=Text("Customer's spend in a year", "客户年度采购"),
        plural=Text("Customers' spend in a year", "客户年度采购"),
        columns={
            "account": Column("account", "link", Text("Account", "客户"), target="account"),
            "product_line": Column("product_line", "text", Text("Product line", "产品线")),
            "begins_on": Column("begins_on", "date", Text("First day of the year", "年度首日")),
        },
        policy=Policy("parent", "account"),
        spans=False,
        derived=True,
    ),
    _rows,
    fed_by="account_spend",
)
SPENT = FramedColumn(
    "wallet",
    Column("spent", "quantity", Text("Estimate due in the elapsed days", "对应天数的预估采购额")),
    _spent,
)
BOUGHT = FramedColumn(
    "wallet",
    Column("bought", "quantity", Text("Bought of us in the elapsed days", "对应天数内向我方采购额")),
    _bought,
    v.integer(0),
)
TOUCHED = FramedColumn(
    "wallet",
    Column("touched", "boolean", Text("Of a year that the period touches", "属于期间所涉年度")),
    _of_year,
    v.boolean(False),
)
WALLET_SHARE = FramedColumn(
    "account",
    Column("wallet_share", "quantity", Text("Share of wallet in the year so far", "本年至今钱包份额")),
    _wallet_share,
)
