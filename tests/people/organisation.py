"""A company as plain rows, and who sees and edits what in it, worked out without the product's code.

The rules are those of docs/rights.md, written here a second time on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = dict[str, Any]

ALL = {"executive", "sales_ops", "finance", "analyst", "admin"}
KINDS = (
    "user",
    "team",
    "team_place",
    "membership",
    "product",
    "stage",
    "account",
    "opportunity",
    "opportunity_line",
    "opportunity_split",
    "activity",
    "order",
    "order_line",
    "contact",
    "campaign",
    "campaign_touch",
    "lead",
    "quote",
    "contract",
    "cost",
    "forecast_submission",
    "promotion",
    "loss_review",
    "target",
    "activity_participant",
    "subscriber",
    "web_session",
    "account_spend",
    "competitor_price",
    "price_change",
    "subscription",
    "subscription_event",
    "ticket",
    "ticket_interaction",
    "phone_queue_call",
    "return_claim",
    "survey_response",
    "feature",
    "usage_day",
    "budget",
    "invoice",
    "payment",
    "stock",
    "market_figure",
    "time_entry",
    "check_in",
    "work_report",
    "training",
)
MARKETING = {
    "campaign",
    "campaign_touch",
    "promotion",
    "subscriber",
    "web_session",
    "competitor_price",
    "market_figure",
}
OFFICE = {"product", "stage", "price_change", "feature", "stock"}
SHARED = {"team", "team_place", "membership"} | OFFICE | MARKETING
CLOSED = {"cost", "budget", "invoice", "payment"}
PARENT = {
    "opportunity_line": "opportunity",
    "opportunity_split": "opportunity",
    "order_line": "order",
    "contact": "account",
    "loss_review": "opportunity",
    "activity_participant": "activity",
    "account_spend": "account",
    "usage_day": "account",
    "subscription_event": "subscription",
    "ticket_interaction": "ticket",
    "return_claim": "order_line",
}
OWNER = {
    "account": "owner",
    "lead": "owner",
    "opportunity": "owner",
    "activity": "owner",
    "quote": "owner",
    "contract": "owner",
    "order": "owner",
    "forecast_submission": "user",
    "target": "user",
    "subscription": "owner",
    "survey_response": "owner",
    "ticket": "agent",
    "phone_queue_call": "agent",
    "time_entry": "user",
    "check_in": "user",
    "work_report": "user",
    "training": "user",
}
POOL = {"account", "lead", "target"}
OPEN = {
    "account": {"marketer", "service_agent"},
    "lead": {"marketer"},
    "order": {"service_agent"},
    "cost": {"marketer"},
    "budget": {"marketer"},
    "subscription": {"service_agent"},
    "ticket": {"service_agent"},
    "phone_queue_call": {"service_agent"},
    "survey_response": {"marketer", "service_agent"},
}


@dataclass
class Company:
    """Rows by kind and id. A row with a true ``gone`` was deleted or merged away."""

    today: date
    rows: dict[str, dict[int, Row]] = field(default_factory=lambda: {kind: {} for kind in KINDS})

    def live(self, kind: str) -> dict[int, Row]:
        return {i: r for i, r in self.rows[kind].items() if not r.get("gone")}

    def holds(self, row: Row) -> bool:
        starts, ends = row.get("valid_from"), row.get("valid_to")
        return (starts is None or starts <= self.today) and (ends is None or self.today < ends)

    def memberships(self, user: int | None = None) -> list[Row]:
        users, teams = self.live("user"), self.live("team")
        return [
            m
            for m in self.live("membership").values()
            if self.holds(m) and m["user"] in users and m["team"] in teams and user in (None, m["user"])
        ]

    def roles(self, user: int) -> set[str]:
        return {m["role"] for m in self.memberships(user)}

    def above(self, team: int, seen: frozenset[int] = frozenset()) -> set[int]:
        """The team and every team above it today."""
        if team in seen or team not in self.live("team"):
            return set()
        found = {team}
        for place in self.live("team_place").values():
            if place["team"] == team and place["parent"] is not None and self.holds(place):
                found |= self.above(place["parent"], seen | {team})
        return found

    def led_teams(self, user: int) -> set[int]:
        tops = {m["team"] for m in self.memberships(user) if m["leads"]}
        return {team for team in self.live("team") if self.above(team) & tops}

    def led_people(self, user: int) -> set[int]:
        teams = self.led_teams(user)
        return {m["user"] for m in self.memberships() if m["team"] in teams}

    def sees(self, user: int, kind: str, record: int) -> bool:
        row = self.live(kind).get(record)
        roles = self.roles(user)
        if row is None:
            return False
        if kind == "user":
            return bool(roles) or record == user
        if not roles or (kind == "survey_response" and row["kind"] == "employee"):
            return False
        if kind in SHARED:
            return True
        if kind in PARENT:
            return self.sees(user, PARENT[kind], row[PARENT[kind]])
        if roles & (ALL | OPEN.get(kind, set())):
            return True
        if kind in CLOSED:
            return False
        owner = row[OWNER[kind]]
        if owner is None:
            return kind in POOL
        return owner == user or owner in self.led_people(user)

    def edits(self, user: int, kind: str, record: int) -> bool:
        row, roles = self.live(kind).get(record), self.roles(user)
        if row is None or not roles:
            return False
        if kind in ("user", "team", "team_place", "membership"):
            return "admin" in roles
        if kind in PARENT:
            return self.edits(user, PARENT[kind], row[PARENT[kind]])
        if roles & {"admin", "sales_ops"}:
            return True
        if kind in MARKETING or kind == "survey_response":
            return "marketer" in roles
        if kind in CLOSED:
            return "finance" in roles
        if kind in OFFICE:
            return False
        owner = row[OWNER[kind]]
        if kind == "target":
            if owner is None:
                return row["team"] in self.led_teams(user)
            return owner != user and owner in self.led_people(user)
        return owner is not None and (owner == user or owner in self.led_people(user))

    def ids(self, user: int, kind: str) -> set[int]:
        return {record for record in self.live(kind) if self.sees(user, kind, record)}
