"""A small world as plain rows, and the builder that hands out ids and keeps history straight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from steerboard.core.calendars import Calendar
from steerboard.core.worldtime import WorldTime, instant, is_instant
from tests.worldmaking.kinds import AROUND

Row = Mapping[str, Any]

COMMON = "id source external_id ordinal created_at recorded_at deleted_at merged_into extra"
FIELDS: dict[str, tuple[str, ...]] = {
    kind: tuple(f"{COMMON} {names}".split())
    for kind, names in {
        "user": "name email hired_on left_on quota_ramp",
        "team": "name kind territory",
        "team_place": "team parent valid_from valid_to",
        "membership": "user team role leads valid_from valid_to",
        "account": "name customer_type is_key_account size grade is_partner industry ownership region country "
        "city address territory owner parent first_touch_at first_order_at health",
        "product": "name line matrix_role kind recurring list_price unit_cost currency launched_on replaces",
        "stage": "name pipeline position probability kind forecast_category longest_stay",
        "opportunity": "name account owner pipeline stage amount currency probability forecast_category "
        "close_date closed_at outcome loss_reason competitor product_line type priority next_step next_step_due "
        "contact lead partner forecast_confirmed_at",
        "opportunity_line": "opportunity product quantity unit_price currency",
        "opportunity_split": "opportunity user share",
        "activity": "kind mode direction owner account opportunity product planned_for done_at cancelled_at "
        "duration outcome purpose prepared reason_not_done notes entered_at contact lead campaign collateral",
        "order": "account owner opportunity channel region ordered_at cancelled_at credit_of promised_on "
        "delivered_on currency quote partner campaign store",
        "order_line": "order product quantity list_price net_price unit_cost currency",
        "contact": "account name title email phone role",
        "campaign": "name purpose channel starts_on ends_on budget currency product_line lead_source",
        "lead": "name company phone email product_line persona status lifecycle_stage direction lead_source campaign "
        "owner referred_by assigned_at first_response_at answer mql_at sql_at handed_over_at converted_at account "
        "contact opportunity disqualified_at disqualified_reason region industry",
        "campaign_touch": "campaign lead contact sent_at delivered_at opened_at clicked_at replied_at reply "
        "attended_at converted_at",
        "quote": "number opportunity account owner sent_at list_amount amount currency status accepted_at order",
        "contract": "number account opportunity owner signed_at term_months value currency recurring",
        "cost": "day category type amount currency team user region campaign lead_source product account",
        "target": "kpi params scope scope_id starts_on ends_on level value",
        **AROUND,
    }.items()
}


@dataclass(frozen=True)
class Change:
    """One history row. ``effective_at`` is the world's time, ``recorded_at`` the system's."""

    kind: str
    record: int
    field: str
    old: Any
    new: Any
    effective_at: WorldTime
    recorded_at: datetime


@dataclass(frozen=True)
class World:
    """Everything that is so at ``now``: the present rows, and the history that led to them.

    Links are ids, money is a Decimal in the row's ``currency``, times are a ``date`` (only the local day is
    known) or an aware ``datetime``. A deleted row stays with its ``deleted_at`` (recorded time). There is no
    rate table: money in another currency than ``currency`` is not known.
    """

    rows: Mapping[str, tuple[Row, ...]]
    history: tuple[Change, ...]
    calendar: Calendar
    now: datetime
    currency: str

    @cached_property
    def changes(self) -> Mapping[tuple[str, int, str], tuple[Change, ...]]:
        """The history of each field of each record, oldest first; of one instant as they were recorded."""
        found: dict[tuple[str, int, str], list[Change]] = {}
        for change in self.history:
            found.setdefault((change.kind, change.record, change.field), []).append(change)
        zone = self.calendar.zone
        return {
            key: tuple(sorted(some, key=lambda change: instant(change.effective_at, zone)))
            for key, some in found.items()
        }

    def money(self, row: Row, field: str) -> Decimal | None:
        """A money field in the workspace currency, None where it is not known."""
        amount: Decimal | None = row[field]
        return amount if row["currency"] == self.currency else None


class Builder:
    """Adds rows and changes; ``build`` freezes them. Changes of a field are given in their order."""

    def __init__(self, calendar: Calendar, now: datetime, currency: str = "CNY") -> None:
        self.calendar, self.now, self.currency = calendar, now, currency
        self.rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in FIELDS}
        self.history: list[Change] = []

    def add(self, kind: str, /, **fields: Any) -> int:
        """A new row; its id counts up within the kind. Unnamed fields are None."""
        unknown = fields.keys() - set(FIELDS[kind])
        if unknown:
            raise ValueError(f"{kind} has no field {sorted(unknown)}")
        number = len(self.rows[kind]) + 1
        row: dict[str, Any] = dict.fromkeys(FIELDS[kind])
        row.update(id=number, source="app", external_id=f"{kind}-{number}", extra={})
        row.update(fields)
        if row["recorded_at"] is None:
            row["recorded_at"] = self._recorded(row["created_at"] or self.now)
        self.rows[kind].append(row)
        return number

    def row(self, kind: str, record: int) -> dict[str, Any]:
        return self.rows[kind][record - 1]

    def change(
        self, kind: str, record: int, field: str, new: Any, at: WorldTime, known: datetime | None = None
    ) -> None:
        """``field`` became ``new`` at ``at``; nothing is written where it was so already."""
        row = self.row(kind, record)
        if row[field] != new:
            self.history.append(Change(kind, record, field, row[field], new, at, known or self._recorded(at)))
            row[field] = new

    def changed_since(self, kind: str, record: int, field: str, at: WorldTime) -> bool:
        """Whether the field has a change that lies after ``at``."""
        zone = self.calendar.zone
        return any(
            (c.kind, c.record, c.field) == (kind, record, field)
            and instant(c.effective_at, zone) > instant(at, zone)
            for c in self.history
        )

    def build(self) -> World:
        rows = {kind: tuple(dict(row) for row in rows) for kind, rows in self.rows.items()}
        return World(rows, tuple(self.history), self.calendar, self.now, self.currency)

    def _recorded(self, at: date) -> datetime:
        noon = timedelta() if is_instant(at) else timedelta(hours=12)
        return min(instant(at, self.calendar.zone) + noon, self.now)
