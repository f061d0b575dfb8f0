"""The files of a simulated company: their columns in order, and the type of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "integer", "boolean", "money", "quantity", "share", "date", "time"]
Row = tuple[str, ...]


def _columns(text: str) -> dict[str, ColumnType]:
    """Columns from ``name:type`` words; a word without a type is a text."""
    found: dict[str, ColumnType] = {}
    for word in text.split():
        name, _, kind = word.partition(":")
        found[name] = kind or "text"  # type: ignore[assignment]
    return found


COLUMNS: Mapping[str, Mapping[str, ColumnType]] = {
    "users": _columns("external_id name email hired_on:date left_on:date quota_ramp:share"),
    "teams": _columns("external_id name kind territory"),
    "team_places": _columns("external_id team parent valid_from:date valid_to:date"),
    "memberships": _columns("external_id user team role leads:boolean valid_from:date valid_to:date"),
    "accounts": _columns(
        "external_id name customer_type is_key_account:boolean size grade is_partner:boolean industry ownership"
        " region country city address territory owner parent first_touch_at:time first_order_at:time health"
        " created_at:time"
    ),
    "products": _columns(
        "external_id name line matrix_role kind recurring:boolean list_price:money unit_cost:money currency"
        " launched_on:date replaces"
    ),
    "stages": _columns(
        "external_id name pipeline position:integer probability:share kind forecast_category longest_stay:integer"
    ),
    "opportunities": _columns(
        "external_id name account owner pipeline stage amount:money currency probability:share"
        " forecast_category close_date:date closed_at:time outcome loss_reason competitor product_line type"
        " priority next_step next_step_due:date created_at:time"
    ),
    "opportunity_lines": _columns(
        "external_id opportunity product quantity:quantity unit_price:money currency"
    ),
    "opportunity_splits": _columns("external_id opportunity user share:share"),
    "opportunity_history": _columns("external_id field old new effective_at:time"),
    "activities": _columns(
        "external_id kind mode direction owner account opportunity product planned_for:time done_at:time"
        " cancelled_at:time duration:integer outcome purpose prepared:boolean reason_not_done notes"
        " entered_at:time created_at:time"
    ),
    "activity_history": _columns("external_id field old new effective_at:time"),
    "orders": _columns(
        "external_id account owner opportunity channel region ordered_at:time cancelled_at:time credit_of"
        " promised_on:date delivered_on:date currency"
    ),
    "order_lines": _columns(
        "external_id order product quantity:quantity list_price:money net_price:money unit_cost:money currency"
    ),
    "targets": _columns(
        "external_id kpi params scope user team starts_on:date ends_on:date level value:quantity"
    ),
}

CURRENCY = "CNY"


@dataclass(frozen=True)
class Table:
    """One file: a value is the text that stands in it, empty where there is none."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, name: str, rows: Iterable[Row]) -> Table:
        return cls(name, tuple(COLUMNS[name]), tuple(rows))

    def dicts(self) -> list[dict[str, str]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def money(fen: int) -> str:
    """Yuan with two decimals from an integer of fen."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan}.{rest:02d}"


def flag(value: bool) -> str:
    return "true" if value else "false"
