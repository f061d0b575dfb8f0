"""The files of a simulated company: their columns in order, and the type of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

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
    "account_history": _columns("external_id field old new effective_at:time"),
    "contacts": _columns("external_id account name title email phone role created_at:time"),
    "products": _columns(
        "external_id name line matrix_role kind recurring:boolean list_price:money unit_cost:money currency"
        " launched_on:date replaces"
    ),
    "stages": _columns(
        "external_id name pipeline position:integer probability:share kind forecast_category longest_stay:integer"
    ),
    "campaigns": _columns(
        "external_id name purpose channel starts_on:date ends_on:date budget:money currency product_line lead_source"
        " created_at:time"
    ),
    "promotions": _columns(
        "external_id name kind regions product_lines starts_on:date ends_on:date cost:money currency created_at:time"
    ),
    "leads": _columns(
        "external_id name company phone email product_line persona status lifecycle_stage direction lead_source"
        " campaign owner referred_by assigned_at:time first_response_at:time answer mql_at:time sql_at:time"
        " handed_over_at:time converted_at:time account contact disqualified_at:time"
        " disqualified_reason region industry created_at:time"
    ),
    "lead_history": _columns("external_id field old new effective_at:time"),
    "campaign_touches": _columns(
        "external_id campaign lead contact sent_at:time delivered_at:time opened_at:time clicked_at:time"
        " replied_at:time reply attended_at:time converted_at:time created_at:time"
    ),
    "opportunities": _columns(
        "external_id name account contact lead partner owner pipeline stage amount:money currency"
        " probability:share forecast_category forecast_confirmed_at:time close_date:date closed_at:time outcome loss_reason competitor product_line type"
        " priority next_step next_step_due:date created_at:time"
    ),
    "opportunity_lines": _columns(
        "external_id opportunity product quantity:quantity unit_price:money currency"
    ),
    "opportunity_splits": _columns("external_id opportunity user share:share"),
    "opportunity_history": _columns("external_id field old new effective_at:time"),
    "loss_reviews": _columns(
        "external_id opportunity reviewer reasons text reviewed_at:time created_at:time"
    ),
    "activities": _columns(
        "external_id kind mode direction owner account contact lead opportunity campaign product planned_for:time done_at:time"
        " cancelled_at:time duration:integer outcome purpose collateral prepared:boolean reason_not_done notes"
        " entered_at:time created_at:time"
    ),
    "activity_history": _columns("external_id field old new effective_at:time"),
    "quotes": _columns(
        "external_id number opportunity account owner sent_at:time list_amount:money amount:money currency status"
        " accepted_at:time created_at:time"
    ),
    "contracts": _columns(
        "external_id number opportunity account owner signed_at:time term_months:integer value:money currency"
        " recurring:boolean created_at:time"
    ),
    "orders": _columns(
        "external_id account owner opportunity quote partner campaign channel store region ordered_at:time cancelled_at:time credit_of"
        " promised_on:date delivered_on:date currency"
    ),
    "order_lines": _columns(
        "external_id order product quantity:quantity list_price:money net_price:money unit_cost:money currency"
    ),
    "costs": _columns(
        "external_id day:date category type amount:money currency team user region campaign lead_source product"
    ),
    "forecast_submissions": _columns(
        "external_id user team starts_on:date ends_on:date category amount:money currency submitted_at:time note"
        " created_at:time"
    ),
    "activity_participants": _columns("external_id activity user"),
    "subscribers": _columns("external_id email_hash subscribed_at:time unsubscribed_at:time lead_source"),
    "web_sessions": _columns(
        "external_id visitor started_at:time first_seen_at:time lead_source lead order cart_filled_at:time"
    ),
    "account_spend": _columns(
        "external_id account year:integer product_line estimated_spend:money currency basis"
    ),
    "competitor_prices": _columns(
        "external_id product competitor price:money currency region observed_on:date"
    ),
    "price_changes": _columns(
        "external_id product from_price:money to_price:money currency effective_on:date"
    ),
    "subscriptions": _columns(
        "external_id account product owner started_on:date ended_on:date renewal_due_on:date mrr:money currency"
        " created_at:time"
    ),
    "subscription_history": _columns("external_id field old new effective_at:time"),
    "subscription_events": _columns(
        "external_id subscription kind effective_at:time amount:money currency due_on:date"
    ),
    "features": _columns("external_id name product core:boolean sticky:boolean"),
    "usage_days": _columns("external_id account customer_user day:date feature count:integer"),
    "tickets": _columns(
        "external_id subject account contact product order channel kind priority agent opened_at:time"
        " first_response_at:time serviced_at:time resolved_at:time closed_at:time escalated_at:time escalated_by"
        " reopened:boolean interaction_count:integer created_at:time"
    ),
    "ticket_interactions": _columns("external_id ticket kind agent happened_at:time"),
    "phone_queue_calls": _columns(
        "external_id queued_at:time answered_at:time abandoned_at:time agent ticket"
    ),
    "return_claims": _columns(
        "external_id order_line kind claimed_at:time quantity:quantity amount:money currency reason"
    ),
    "survey_responses": _columns(
        "external_id kind scale:integer score:quantity comment sent_at:time answered_at:time account contact ticket"
        " owner team"
    ),
    "budgets": _columns(
        "external_id starts_on:date ends_on:date category amount:money currency team user region variance_reason"
    ),
    "invoices": _columns(
        "external_id number direction account order issued_on:date due_on:date paid_on:date amount:money currency"
    ),
    "payments": _columns(
        "external_id direction paid_on:date amount:money currency invoice account order purpose"
    ),
    "stock": _columns("external_id product day:date quantity:quantity received:quantity"),
    "market_figures": _columns(
        "external_id name starts_on:date ends_on:date value:money currency product competitor basis"
    ),
    "time_entries": _columns("external_id user day:date kind minutes:integer"),
    "check_ins": _columns("external_id user week:date score:integer given_by"),
    "work_reports": _columns(
        "external_id user starts_on:date ends_on:date due_at:time handed_in_at:time text"
    ),
    "trainings": _columns("external_id user course required:boolean completed_at:time created_at:time"),
    "targets": _columns(
        "external_id kpi params scope user team starts_on:date ends_on:date level value:quantity"
    ),
}

CURRENCY = "CNY"


class Rows(Protocol):
    """Rows that can be read again and again; big files make them anew each time."""

    def __iter__(self) -> Iterator[Row]: ...

    def __len__(self) -> int: ...


@dataclass(frozen=True)
class Table:
    """One file: a value is the text that stands in it, empty where there is none."""

    name: str
    columns: tuple[str, ...]
    rows: Rows

    @classmethod
    def of(cls, name: str, rows: Rows) -> Table:
        return cls(name, tuple(COLUMNS[name]), rows)

    def dicts(self) -> list[dict[str, str]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def money(fen: int) -> str:
    """Yuan with two decimals from an integer of fen."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan}.{rest:02d}"


def flag(value: bool) -> str:
    return "true" if value else "false"
