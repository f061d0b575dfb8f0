"""What a figure can be broken down by."""

from __future__ import annotations

from collections.abc import Sequence

from steerboard.core.text import Text
from steerboard.engine.definition.library import Kpi
from steerboard.engine.kinds.base import SET
from steerboard.engine.model import Column, Model, Table
from steerboard.engine.paths import parents
from steerboard.engine.rights import Rights

# Texts that are few enough to break a figure down by.
WORDS = ("loss_reason", "competitor", "product_line", "region", "industry", "line")
PERSON, TEAM = Text("Person", "人员"), Text("Team", "团队")
OF_ACCOUNT = ("industry", "size", "ownership", "region", "is_key_account", "customer_type")


def dimensions(kpi: Kpi, model: Model, rights: Rights) -> list[tuple[str, Text]]:
    """People and teams, choices, and a few words of the KPI's records and their customers."""
    if not kpi.atoms:
        return []
    if any(atom.aggregate in SET for atom in kpi.atoms):  # people and teams have targets, nothing else has
        return [("owner", PERSON), ("owner.team", TEAM)]
    start = model.table(kpi.atoms[0].table)
    tables = [start]
    for link in parents(model, start):
        tables.append(model.table(tables[-1].columns[link].target))
    found: dict[str, Text] = {}
    if any("owner" in t.columns for t in tables):
        found |= {"owner": PERSON, "owner.team": TEAM}
    for table in tables:
        for column in table.columns.values():
            if _divides(column, table, rights):
                found.setdefault(column.name, column.label)
    if any("account" in t.columns for t in tables):
        account = model.table("account")
        found |= {f"account.{name}": _of_customer(account.columns[name]) for name in OF_ACCOUNT}
    return list(found.items())


def options(chosen: Sequence[tuple[str, Text]]) -> list[tuple[str, Text]]:
    return [("", Text("Not broken down", "不拆分")), *chosen]


def _divides(column: Column, table: Table, rights: Rights) -> bool:
    if not rights.may_read(column.tag) or column.name in ("pipeline", "owner"):
        return False
    if column.type == "link":
        return column.target in ("stage", "product", "account") and column.name != "parent"
    return column.type == "choice" or (column.type == "text" and column.name in WORDS and bool(table.name))


def _of_customer(column: Column) -> Text:
    return Text("Customer: {f}", "客户{f}").fill(f=column.label)
