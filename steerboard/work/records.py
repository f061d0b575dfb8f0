"""The records behind a figure, as the page lists them: each opens what the reader may open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.kinds.registry import kinds
from steerboard.mart.gateway import open_gateway
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.records.questions import names_of
from steerboard.work.asking import decimal
from steerboard.work.look import Look

PARTS: Mapping[str, Text] = {
    "value": Text("Counted", "计入"),
    "numerator": Text("Numerator", "分子"),
    "denominator": Text("Denominator", "分母"),
    "trailing": Text("In the window", "窗口内"),
    "current": Text("This period", "本期"),
    "previous": Text("The period before", "对比期"),
}


@dataclass(frozen=True)
class Cell:
    """Which figure: how one looks at it, its days, and the group where it is a part of a break-down
    (``key`` None: not known)."""

    look: Look
    period: Period
    by: str = ""
    key: str | None = None


@dataclass(frozen=True)
class Piece:
    """One part of the figure (all of a sum; numerator or denominator of a ratio) with its true totals."""

    name: str
    label: Text
    value: Decimal | None
    rows: int
    missing: Decimal


@dataclass(frozen=True)
class Record:
    """One record in one part. ``opens`` is its kind where the reader may open it now, else empty."""

    label: str
    about: str
    opens: str
    id: int
    on: date | None
    owner: str
    share: Decimal
    amount: Decimal | None


@dataclass(frozen=True)
class Behind:
    """A page of the list: the figure, its parts, and ``total`` rows of which these are some."""

    value: Decimal | None
    reason: str
    parts: Sequence[Piece]
    rows: Sequence[Record]
    total: int


def behind(request: Asked, cell: Cell, part: str, limit: int, offset: int) -> Behind:
    """Ask for the records of a cell under the reader's rights; of his own one under his own alone."""
    look = cell.look
    asked = look.query(request, cell.by, from_=cell.period.start, to=cell.period.last)
    key = look.key(request, cell.by, cell.key)
    with open_gateway(request.workspace, request.clock) as gateway:
        found = gateway.contributions(asked, key=key, part=part, limit=limit, offset=offset).to_json()
    return Behind(
        value=decimal(found["figure"]["value"]),
        reason=found["figure"]["reason"] or "",
        parts=[_piece(p) for p in found["parts"]],
        rows=_records(found["rows"], request.rights),
        total=found["total"],
    )


def _piece(p: Mapping[str, Any]) -> Piece:
    last = p["name"].rpartition(".")[2]
    label = PARTS.get(last, Text.same(p["name"]))
    return Piece(p["name"], label, decimal(p["value"]), p["rows"], decimal(p["missing"]) or Decimal(0))


def _records(rows: Sequence[Mapping[str, Any]], rights: Rights) -> list[Record]:
    """Rows with what they open. A row that is attributed to the reader but not his to see now opens nothing."""
    ids: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        ids[row["record"]["kind"]].add(row["record"]["id"])
    seen = {kind: set(_seen(kind, wanted, rights)) for kind, wanted in ids.items()}
    customers = _customers(seen.get("activity", set()), rights)
    return [_record(row, seen, customers) for row in rows]


def _record(row: Mapping[str, Any], seen: Mapping[str, set[int]], customers: Mapping[int, str]) -> Record:
    record = row["record"]
    may_open = record["id"] in seen[record["kind"]]
    customer = customers.get(record["id"], "") if record["kind"] == "activity" else ""
    label = record["label"]
    named = label if not label.startswith("#") else ""
    return Record(
        label=customer or label,
        about=named if customer else "",
        opens=record["kind"] if may_open else "",
        id=record["id"],
        on=date.fromisoformat(row["on"]) if row["on"] else None,
        owner=(row["owner"] or {}).get("label") or "",
        share=decimal(row["share"]) or Decimal(0),
        amount=decimal(row["amount"]),
    )


def _seen(kind: str, ids: set[int], rights: Rights) -> list[int]:
    if kind not in (spec.name for spec in kinds()):
        return []  # worked out, and no record that could be opened
    return list(visible(kind, rights).filter(pk__in=ids).values_list("pk", flat=True))


def _customers(activities: set[int], rights: Rights) -> dict[int, str]:
    """By activity, the customer's name: an activity has no name of its own."""
    pairs = visible("activity", rights).filter(pk__in=activities).values_list("pk", "account")
    accounts = dict(pairs)
    names = names_of("account", accounts.values(), rights)
    return {pk: names[account] for pk, account in accounts.items() if account in names}
