"""All files of what stands around the sale."""

from __future__ import annotations

from steerboard.simulator.around import books_of_account, desk, market, service, usage, web
from steerboard.simulator.around.made import Made
from steerboard.simulator.around.subscriptions import make_subscriptions, subscription_rows
from steerboard.simulator.around.surveys import survey_rows
from steerboard.simulator.tables import Rows


def rows_around(made: Made) -> dict[str, Rows]:
    subscriptions = make_subscriptions(made)
    tickets = service.make_tickets(made)
    return {
        "activity_participants": desk.participant_rows(made),
        "subscribers": web.subscriber_rows(made),
        "web_sessions": web.session_rows(made),
        "account_spend": market.spend_rows(made),
        "competitor_prices": market.competitor_price_rows(made),
        "price_changes": market.price_change_rows(made),
        **subscription_rows(subscriptions, made.days),
        "features": usage.feature_rows(),
        "usage_days": usage.usage_rows(subscriptions, made),
        **service.ticket_rows(tickets, made),
        "phone_queue_calls": service.call_rows(tickets, made),
        "return_claims": service.return_rows(made),
        "survey_responses": survey_rows(tickets, made),
        "budgets": books_of_account.budget_rows(made),
        **books_of_account.bill_rows(made),
        "stock": market.stock_rows(made),
        "market_figures": market.market_rows(made),
        "time_entries": desk.time_rows(made),
        "check_ins": desk.check_in_rows(made),
        "work_reports": desk.report_rows(made),
        "trainings": desk.training_rows(made),
    }
