"""All derivations, and the model with them. A new one is a value in a file here and one line below."""

from __future__ import annotations

from dataclasses import replace

from steerboard.core.text import Text
from steerboard.engine.derived import (
    activities,
    customers,
    leads,
    opportunities,
    orders,
    quotes,
    responses,
    stages,
)
from steerboard.engine.derived.base import DerivedColumn, DerivedTable, FramedColumn
from steerboard.engine.model import Column, Model

TABLES: dict[str, DerivedTable] = {
    d.table.name: d
    for d in (
        customers.CUSTOMER,
        leads.READY,
        leads.QUALIFIED,
        opportunities.RECEIPT,
        stages.ENTRY,
        stages.STAY,
    )
}
COLUMNS: dict[tuple[str, str], DerivedColumn] = {
    (d.table, d.column.name): d
    for d in (
        activities.FIRST_VISIT,
        activities.KEY_THEN,
        activities.TOUCHED_BEFORE,
        customers.BOUGHT_AFTER,
        opportunities.FIRST_AMOUNT,
        opportunities.WON,
        leads.CUSTOMER,
        leads.WON,
        responses.WORKING,
        orders.CREDITED,
        orders.FIRST,
        orders.NEXT,
        quotes.LAST,
        quotes.ORDERED,
        stages.EARLIER,
    )
}
FRAMED: dict[tuple[str, str], FramedColumn] = {
    (d.table, d.column.name): d
    for d in (
        customers.BOUGHT_BEFORE,
        customers.REACHED,
        opportunities.DUE_AT_START,
        opportunities.FASTEST_QUARTER,
    )
}
AS_OF = "as_of"

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
    "stage_visit": (Column(AS_OF, "time", Text("Instant asked for", "统计时点")),),
}


def extended(model: Model) -> Model:
    """``model`` with the derived tables and columns and the links of the organisation."""
    tables = dict(model.tables)
    for derived in TABLES.values():
        tables[derived.table.name] = derived.table
    added = [(name, column.column) for (name, _), column in COLUMNS.items()]
    added += [(name, column.column) for (name, _), column in FRAMED.items()]
    added += [(name, column) for name, columns in VIRTUAL.items() for column in columns]
    for name, column in added:
        if name in tables:
            table = tables[name]
            tables[name] = replace(table, columns={**table.columns, column.name: column})
    return Model(tables, model.fingerprint)
