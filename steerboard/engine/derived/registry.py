"""All derivations, and the model with them. A new one is a value in a file here and one line below."""

from __future__ import annotations

from dataclasses import replace

from steerboard.core.text import Text
from steerboard.engine.derived import (
    activities,
    bands,
    customers,
    daily,
    deals,
    deliveries,
    doing,
    funnel,
    growth,
    launches,
    leads,
    loads,
    loyalty,
    opportunities,
    orders,
    patrons,
    quotes,
    ranges,
    renewals,
    responses,
    rivals,
    shelves,
    spending,
    stages,
    tickets,
    wallets,
    wins,
)
from steerboard.engine.derived.base import ComputedColumn, DerivedColumn, DerivedTable, FramedColumn
from steerboard.engine.model import Column, Model

TABLES: dict[str, DerivedTable] = {
    d.table.name: d
    for d in (
        customers.CUSTOMER,
        daily.BUDGET,
        daily.MOOD,
        daily.STAFF,
        funnel.CONTACT,
        funnel.FUNNEL,
        growth.GAIN,
        launches.LAUNCH,
        leads.QUALIFIED,
        leads.READY,
        opportunities.RECEIPT,
        patrons.BASE,
        ranges.STEP,
        renewals.DUE,
        rivals.COMPETITOR,
        shelves.STOCKED,
        spending.RIVAL,
        spending.SOURCED,
        stages.ENTRY,
        stages.STAY,
        wallets.WALLET,
        wins.WIN,
    )
}
COLUMNS: dict[tuple[str, str], DerivedColumn] = {
    (d.table, d.column.name): d
    for d in (
        *tickets.KINDS,
        activities.FIRST_VISIT,
        activities.KEY_THEN,
        activities.TOUCHED_BEFORE,
        customers.BOUGHT_AFTER,
        deals.ANNUAL,
        deals.EXPECTED_CLOSE,
        deals.FIRST_CONTACT,
        deals.LINE_ORDERED,
        deals.LINE_OVERLAP,
        deals.ORDERED,
        deals.OVERLAP,
        deliveries.FIRST_PROMISE,
        deliveries.RETURNED,
        deliveries.UNDER_WARRANTY,
        doing.ACCOMPANIED,
        doing.BOUGHT_BEFORE,
        doing.FIRST_WITH_LEAD,
        doing.LEAD_CUSTOMER,
        doing.LOW_PRIORITY,
        doing.PUSHES_CAMPAIGN,
        funnel.CAME_BY_REFERRAL,
        funnel.EXPECTED,
        funnel.FIRST_YEAR,
        funnel.HAS_OPPORTUNITY,
        funnel.REFERRED,
        funnel.WON_AMOUNT,
        growth.FIRST_ORDERED,
        leads.CUSTOMER,
        leads.WON,
        loads.LOAD,
        loads.WORKING_ENQUIRY,
        opportunities.FIRST_AMOUNT,
        opportunities.WON,
        orders.CREDITED,
        orders.FIRST,
        orders.NEXT,
        quotes.LAST,
        quotes.ORDERED,
        responses.RESOLUTION,
        responses.WORKING,
        stages.EARLIER,
        tickets.INTERACTIONS,
    )
}
FRAMED: dict[tuple[str, str], FramedColumn] = {
    (d.table, d.column.name): d
    for d in (
        customers.BOUGHT_BEFORE,
        customers.REACHED,
        deals.FORECAST_TOUCHED,
        growth.ACTIVE,
        growth.CROSS_SOLD,
        growth.PARTNERING,
        growth.REFERRING,
        growth.SELLS,
        growth.UPSOLD,
        loyalty.LATEST_SCORE,
        loyalty.ORDERED_AGAIN,
        loyalty.REFERRED,
        opportunities.DUE_AT_START,
        opportunities.FASTEST_QUARTER,
        patrons.CUSTOMER_AT_END,
        patrons.CUSTOMER_AT_START,
        patrons.MRR_AT_END,
        patrons.MRR_AT_START,
        rivals.REVENUE,
        shelves.AT_FIRST,
        shelves.RECEIVED,
        shelves.SOLD,
        wallets.BOUGHT,
        wallets.SPENT,
        wallets.TOUCHED,
        wallets.WALLET_SHARE,
    )
}
COMPUTED: dict[tuple[str, str], ComputedColumn] = {
    (d.table, d.column.name): d
    for d in (
        bands.PROBABILITY,
        doing.METHOD,
    )
}
AS_OF = "as_of"
INSTANT = Column(AS_OF, "time", Text("Instant asked for", "统计时点"))

# Links that no record holds: the organisation on a day, and the instant at which a state is read.
VIRTUAL: dict[str, tuple[Column, ...]] = {
    "user": (
        Column("team", "link", Text("Team", "团队"), target="team"),
        Column("region", "link", Text("Sales region", "大区"), target="team"),
    ),
    "team": (
        Column("parent", "link", Text("Team above", "上级团队"), target="team"),
        Column("region", "link", Text("Sales region", "大区"), target="team"),
        Column("root", "link", Text("Company", "公司"), target="team"),
    ),
    **dict.fromkeys(("lead", "opportunity", "training", "ticket", "stage_visit"), (INSTANT,)),
}


def extended(model: Model) -> Model:
    """``model`` with the derived tables and columns and the links of the organisation."""
    tables = dict(model.tables)
    for derived in TABLES.values():
        tables[derived.table.name] = derived.table
    added = [(name, column.column) for (name, _), column in COLUMNS.items()]
    added += [(name, column.column) for (name, _), column in FRAMED.items()]
    added += [(name, column.column) for (name, _), column in COMPUTED.items()]
    added += [(name, column) for name, columns in VIRTUAL.items() for column in columns]
    for name, column in added:
        if name in tables:
            table = tables[name]
            tables[name] = replace(table, columns={**table.columns, column.name: column})
    return Model(tables, model.fingerprint)
