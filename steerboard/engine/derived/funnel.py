"""Leads on their way: how long they are in the funnel, who was in touch with them, what became of them.

Worked out over the whole company, before any row filter.
"""

from __future__ import annotations

from sqlglot import exp

from steerboard.core.periods import add_months
from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, DerivedTable, Sources
from steerboard.engine.derived.customers import purchases
from steerboard.engine.derived.leads import LEAD, PARTS, POLICY, not_before
from steerboard.engine.derived.terms import FACING, equal, join, known, left_join, unknown
from steerboard.engine.model import Column, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import select, subquery, union

SETTLED_MONTHS = 12
_PLACES = 10  # of a mean that is a value of single records: their mean is to be right to the ninth digit
CONTACTS = 2  # an activity's contact is twice its id, a touch's the odd number after


def _funnel(sources: Sources) -> exp.Select:
    """Leads from their creation until they are ready for sales, converted or disqualified."""
    nodes = sources.nodes
    created, learned = v.column("created_at", "l"), v.column("known_from", "l")
    entered = {
        "": nodes.coalesce(created, learned),
        "_on": nodes.coalesce(v.column("created_at_on", "l"), sources.local_day(learned.copy())),
        "_exact": nodes.coalesce(v.column("created_at_exact", "l"), v.boolean(False)),
    }
    query = select(v.column("id", "l"), v.named(v.column("id", "l"), "lead_id"), v.column("known_from", "l"))
    query.select(*(v.named(node, f"entered_at{part}") for part, node in entered.items()), copy=False)
    for part in ("", "_on"):
        ready = nodes.coalesce(*(v.column(f"{n}{part}", "l") for n in ("handed_over_at", "sql_at")))
        ends = (v.column(f"{name}{part}", "l") for name in ("converted_at", "disqualified_at"))
        query.select(v.named(nodes.least(ready, *ends), f"left_at{part}"), copy=False)
    query.select(v.named(v.boolean(False), "left_at_exact"), copy=False)
    return query.from_(sources.source("lead", "l"), copy=False)


def _contacts(sources: Sources) -> exp.Query:
    """Each time somebody was in touch with a lead: a done customer-facing activity, or a mailing of a campaign."""
    done, sent = (
        _contact(sources, "activity", "done_at", 0),
        _contact(sources, "campaign_touch", "sent_at", 1),
    )
    done.where(sources.nodes.is_in(v.column("kind", "c"), FACING), copy=False)
    return union([done, sent], distinct=False)


def _contact(sources: Sources, table: str, time: str, place: int) -> exp.Select:
    number = exp.Add(
        this=exp.Mul(this=v.column("id", "c"), expression=v.integer(CONTACTS)), expression=v.integer(place)
    )
    query = select(v.named(number, "id"), v.column("lead_id", "c"), v.column("known_from", "c"))
    query.select(*(v.named(v.column(f"{time}{p}", "c"), f"contacted_at{p}") for p in PARTS), copy=False)
    query.from_(sources.source(table, "c"), copy=False)
    join(query, sources.source("lead", "l"), equal(v.column("id", "l"), v.column("lead_id", "c")))
    return query.where(known(v.column(time, "c")), copy=False)


def leads_of_deals(sources: Sources) -> exp.Query:
    """``lead_id`` and ``opportunity_id``: deals that name a lead, and those that a lead names, each pair once."""
    naming = select(
        v.column("lead_id", "o"),
        v.named(v.column("id", "o"), "opportunity_id"),
        source=sources.source("opportunity", "o"),
    )
    naming.where(known(v.column("lead_id", "o")), copy=False)
    named = select(
        v.named(v.column("id", "l"), "lead_id"),
        v.column("opportunity_id", "l"),
        source=sources.source("lead", "l"),
    )
    named.where(known(v.column("opportunity_id", "l")), copy=False)
    return union([naming, named], distinct=True)


def _deals(sources: Sources) -> exp.Select:
    """The pairs with their deals, where these are there."""
    query = select(v.named(v.column("lead_id", "p"), "id"), source=subquery(leads_of_deals(sources), "p"))
    deal = sources.source("opportunity", "d")
    return join(query, deal, equal(v.column("id", "d"), v.column("opportunity_id", "p")))


def _has_opportunity(sources: Sources) -> exp.Select:
    created = v.column("created_at_on", "d")
    by_today = v.either([unknown(created), exp.LTE(this=created.copy(), expression=v.day(sources.today))])
    query = _deals(sources).where(by_today, copy=False)
    return query.select(v.named(v.boolean(True), "value"), copy=False).distinct(copy=False)


def _won_amount(sources: Sources) -> exp.Select:
    """What the won deals of each lead are worth together, as far as that is known."""
    query = _deals(sources)
    query.select(v.named(sources.nodes.total(v.column("amount", "d")), "value"), copy=False)
    won = v.both([equal(v.column("outcome", "d"), v.text("won")), known(v.column("closed_at", "d"))])
    by_today = exp.LTE(this=v.column("closed_at_on", "d"), expression=v.day(sources.today))
    return query.where(v.both([won, by_today]), copy=False).group_by(v.column("lead_id", "p"), copy=False)


def _first_year_revenue(sources: Sources) -> exp.Select:
    """The net amount of the order lines of each lead's deals, ordered within a year of the lead's creation."""
    query = _deals(sources)
    query.select(v.named(sources.nodes.total(v.column("net_amount", "n")), "value"), copy=False)
    join(query, sources.source("lead", "l"), equal(v.column("id", "l"), v.column("lead_id", "p")))
    join(query, sources.source("order", "r"), equal(v.column("opportunity_id", "r"), v.column("id", "d")))
    join(query, sources.source("order_line", "n"), equal(v.column("order_id", "n"), v.column("id", "r")))
    day, created = v.column("ordered_at_on", "r"), v.column("created_at_on", "l")
    within = exp.LT(this=day, expression=sources.nodes.add_months(created, SETTLED_MONTHS))
    year = v.both([exp.GTE(this=day.copy(), expression=created.copy()), within])
    by_today = exp.LTE(this=day.copy(), expression=v.day(sources.today))
    query.where(v.both([year, by_today]), copy=False)
    return query.group_by(v.column("lead_id", "p"), copy=False)


def _expected_value(sources: Sources) -> exp.Select:
    """What older leads of the same source and interest brought on average."""
    nodes = sources.nodes
    kinds = ("lead_source", "product_line")
    before = v.day(add_months(sources.today, -SETTLED_MONTHS))
    older = select(*(v.column(k, "b") for k in kinds), source=sources.source("lead", "b"))
    left_join(older, subquery(_won_amount(sources), "w"), equal(v.column("id", "w"), v.column("id", "b")))
    worth = nodes.coalesce(v.column("value", "w"), v.integer(0))
    mean = v.cast(nodes.ratio(nodes.total(worth), nodes.count()), "decimal", _PLACES)
    older.select(v.named(mean, "worth"), copy=False)
    older.where(exp.LTE(this=v.column("created_at_on", "b"), expression=before), copy=False)
    older.group_by(*(v.column(k, "b") for k in kinds), copy=False)
    query = select(v.column("id", "l"), v.named(v.column("worth", "g"), "value"))
    query.from_(sources.source("lead", "l"), copy=False)
    alike = nodes.same_keys([(v.column(k, "g"), v.column(k, "l")) for k in kinds])
    return join(query, subquery(older, "g"), alike)


def _referred_by_customer(sources: Sources) -> exp.Select:
    """Leads that name an account which had bought before they came."""
    query = select(v.column("id", "l"), v.named(v.boolean(True), "value"), source=sources.source("lead", "l"))
    bought = subquery(purchases(sources), "p")
    join(query, bought, equal(v.column("account_id", "p"), v.column("referred_by_id", "l")))
    later = not_before("p", "bought_at", "l", "created_at")
    earlier = exp.Not(this=exp.Paren(this=later))
    return query.where(v.both([known(v.column("created_at", "l")), earlier]), copy=False).distinct(copy=False)


def _referred_accounts(sources: Sources) -> exp.Select:
    """Accounts that came by a lead which somebody referred: it names them, or led to a deal of theirs."""
    columns = v.named(v.boolean(True), "value")
    led = select(v.named(v.column("account_id", "l"), "id"), columns, source=sources.source("lead", "l"))
    led.where(
        v.both([known(v.column("referred_by_id", "l")), known(v.column("account_id", "l"))]), copy=False
    )
    dealt = select(v.named(v.column("account_id", "d"), "id"), columns.copy())
    dealt.from_(subquery(leads_of_deals(sources), "p"), copy=False)
    join(
        dealt, sources.source("opportunity", "d"), equal(v.column("id", "d"), v.column("opportunity_id", "p"))
    )
    join(dealt, sources.source("lead", "r"), equal(v.column("id", "r"), v.column("lead_id", "p")))
    both = [known(v.column("referred_by_id", "r")), known(v.column("account_id", "d"))]
    return select(
        v.column("id", "f"),
        v.column("value", "f"),
        source=subquery(union([led, dealt.where(v.both(both), copy=False)], distinct=True), "f"),
    )


FUNNEL = DerivedTable(
    Table(
        name="lead_funnel",
        label=Text("Lead in the funnel", "漏斗内线索"),
        plural=Text("Leads in the funnel", "漏斗内线索"),
        columns={
            "lead": LEAD,
            "entered_at": Column("entered_at", "time", Text("Entered the funnel", "进入漏斗时间")),
            "left_at": Column("left_at", "time", Text("Left the funnel", "离开漏斗时间")),
        },
        policy=POLICY,
        spans=False,
        derived=True,
    ),
    _funnel,
)
CONTACT = DerivedTable(
    Table(
        name="lead_contact",
        label=Text("Contact with a lead", "线索触达"),
        plural=Text("Contacts with leads", "线索触达"),
        columns={
            "lead": LEAD,
            "contacted_at": Column("contacted_at", "time", Text("Contacted at", "触达时间")),
        },
        policy=POLICY,
        spans=False,
        derived=True,
    ),
    _contacts,
)
HAS_OPPORTUNITY = DerivedColumn(
    "lead",
    Column("has_opportunity", "boolean", Text("Became an opportunity", "已转商机")),
    _has_opportunity,
    v.boolean(False),
)
WON_AMOUNT = DerivedColumn(
    "lead", Column("won_amount", "money", Text("Won of it so far", "累计赢单金额")), _won_amount, v.integer(0)
)
FIRST_YEAR = DerivedColumn(
    "lead",
    Column("first_year_revenue", "money", Text("Revenue of the first year", "首年收入")),
    _first_year_revenue,
    v.integer(0),
)
EXPECTED = DerivedColumn(
    "lead",
    Column("expected_value", "money", Text("What its like brought", "同类线索平均产出")),
    _expected_value,
)
REFERRED = DerivedColumn(
    "lead",
    Column("referred_by_customer", "boolean", Text("Referred by a customer", "老客户转介绍")),
    _referred_by_customer,
    v.boolean(False),
)
CAME_BY_REFERRAL = DerivedColumn(
    "account",
    Column("came_by_referral", "boolean", Text("Came by referral", "由转介绍而来")),
    _referred_accounts,
    v.boolean(False),
)
