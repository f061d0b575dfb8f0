"""The fields of the kinds around the sale: service, subscriptions, surveys, money, stock, people's own."""

from __future__ import annotations

AROUND: dict[str, str] = {
    "subscriber": "email_hash subscribed_at unsubscribed_at lead_source",
    "web_session": "visitor started_at first_seen_at lead_source campaign lead order cart_filled_at",
    "account_spend": "account year product_line estimated_spend currency basis",
    "competitor_price": "product competitor price currency region observed_on",
    "price_change": "product from_price to_price currency effective_on",
    "activity_participant": "activity user",
    "subscription": "account product owner started_on ended_on renewal_due_on mrr currency",
    "subscription_event": "subscription kind effective_at amount currency due_on",
    "ticket": "subject account contact product order channel kind priority agent opened_at first_response_at "
    "serviced_at resolved_at closed_at escalated_at escalated_by reopened interaction_count",
    "ticket_interaction": "ticket kind agent happened_at",
    "phone_queue_call": "queued_at answered_at abandoned_at agent ticket",
    "return_claim": "order_line kind claimed_at quantity amount currency reason",
    "survey_response": "kind scale score answers comment sent_at answered_at account contact ticket owner user team",
    "feature": "name product core sticky",
    "usage_day": "account customer_user day feature count",
    "budget": "starts_on ends_on category amount currency team user region campaign variance_reason",
    "invoice": "number direction account order issued_on due_on paid_on amount currency",
    "payment": "direction paid_on amount currency invoice account order purpose",
    "stock": "product day quantity received",
    "market_figure": "name starts_on ends_on value currency industry region product competitor basis",
    "time_entry": "user day kind minutes",
    "check_in": "user week score given_by",
    "work_report": "user starts_on ends_on due_at handed_in_at text",
    "training": "user course required completed_at",
}
"""In the order in which they can be written: what is linked to comes first."""
