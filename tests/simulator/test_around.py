"""What stands around the sale holds together by itself and with the sale; counted in the files."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.simulator.conftest import Rows

Files = dict[str, Rows]
UP, DOWN = {"new", "expansion", "reactivation"}, {"contraction", "churn"}


def _signed(event: dict[str, str]) -> Decimal:
    amount = Decimal(event["amount"])
    assert amount > 0
    return amount if event["kind"] in UP else -amount if event["kind"] in DOWN else Decimal(0)


def test_the_events_of_a_subscription_add_up_to_what_it_brings(files: Files) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for event in files["subscription_events"]:
        sums[event["subscription"]] += _signed(event)
    for s in files["subscriptions"]:
        assert sums[s["external_id"]] == (0 if s["ended_on"] else Decimal(s["mrr"])), s
    assert {e["kind"] for e in files["subscription_events"]} == UP | DOWN | {"renewal"}


def test_a_change_of_mrr_stands_in_the_history_when_its_event_takes_effect(files: Files) -> None:
    told = Counter(
        (e["subscription"], e["effective_at"])
        for e in files["subscription_events"]
        if e["kind"] in ("expansion", "contraction")
    )
    changed = Counter(
        (h["external_id"], h["effective_at"]) for h in files["subscription_history"] if h["field"] == "mrr"
    )
    assert told == changed
    assert sum(told.values()) > 50


def test_renewals_and_churn_answer_a_date_and_a_customer_has_one_plan_at_a_time(files: Files) -> None:
    for event in files["subscription_events"]:
        answers = event["effective_at"][:10] if event["kind"] in ("renewal", "churn") else ""
        assert event["due_on"] == answers
    spans = defaultdict(list)
    for s in files["subscriptions"]:
        spans[s["account"]].append((s["started_on"], s["ended_on"] or "9999"))
    for mine in spans.values():
        mine.sort()
        assert all(earlier[1] < later[0] for earlier, later in pairwise(mine))


def test_only_customers_with_a_plan_use_the_portal(files: Files) -> None:
    spans = defaultdict(list)
    for s in files["subscriptions"]:
        spans[s["account"]].append((s["started_on"], s["ended_on"] or "9999"))
    for use in files["usage_days"]:
        assert any(since <= use["day"] < until for since, until in spans[use["account"]])
    keys = Counter((u["customer_user"], u["day"], u["feature"]) for u in files["usage_days"])
    assert max(keys.values()) == 1


def test_the_times_of_a_ticket_are_in_order(files: Files) -> None:
    steps = ("opened_at", "first_response_at", "serviced_at", "resolved_at", "closed_at")
    for ticket in files["tickets"]:
        times = [ticket[name] for name in steps if ticket[name]]
        assert times == sorted(times), ticket
        assert bool(ticket["escalated_at"]) == bool(ticket["escalated_by"])
    assert sum(bool(t["escalated_at"]) for t in files["tickets"]) > 5


def test_interactions_are_told_one_by_one_or_as_a_number(files: Files) -> None:
    counted = {t["external_id"] for t in files["tickets"] if t["interaction_count"]}
    told = {i["ticket"] for i in files["ticket_interactions"]}
    assert counted
    assert not counted & told
    assert len(counted | told) > len(files["tickets"]) * 0.97  # who asked on the last evening waits still


def test_a_call_is_answered_or_given_up_after_some_seconds(files: Files) -> None:
    for call in files["phone_queue_calls"]:
        ends = call["answered_at"] or call["abandoned_at"]
        assert bool(call["answered_at"]) != bool(call["abandoned_at"])
        assert ends > call["queued_at"]
    assert {c["queued_at"][17:19] for c in files["phone_queue_calls"]} > {"07", "31", "59"}


def test_no_more_comes_back_than_was_delivered(files: Files) -> None:
    delivered = {o["external_id"]: o["delivered_on"] for o in files["orders"]}
    lines = {line["external_id"]: line for line in files["order_lines"]}
    for claim in files["return_claims"]:
        line = lines[claim["order_line"]]
        assert 0 < Decimal(claim["quantity"]) <= Decimal(line["quantity"])
        assert "" < delivered[line["order"]] < claim["claimed_at"][:10]
    assert {c["kind"] for c in files["return_claims"]} == {"return", "warranty"}


def test_payments_settle_invoices(files: Files) -> None:
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for payment in files["payments"]:
        paid[payment["invoice"]] += Decimal(payment["amount"])
    first = min(p["paid_on"] for p in files["payments"])
    whole = 0
    for invoice in files["invoices"]:
        got, owed = paid[invoice["external_id"]], Decimal(invoice["amount"])
        if invoice["issued_on"] >= first:
            assert (got == owed) == bool(invoice["paid_on"]), invoice
            whole += got == owed
        assert got <= owed
    assert whole > 500


def test_there_is_always_cash(files: Files) -> None:
    cash: Counter[str] = Counter()
    for p in files["payments"]:
        cash[p["paid_on"][:7]] += int(Decimal(p["amount"]) * (-1 if p["direction"] == "out" else 1))
    assert [p["direction"] for p in files["payments"]].count("opening") == 1
    left = 0
    for month in sorted(cash):
        left += cash[month]
        assert left > 0, month


def test_stock_follows_from_what_came_in_and_what_was_sold(files: Files) -> None:
    month = {o["external_id"]: o["ordered_at"][:7] for o in files["orders"]}
    sold: Counter[tuple[str, str]] = Counter()
    for line in files["order_lines"]:
        sold[line["product"], month[line["order"]]] += int(Decimal(line["quantity"]))
    by_product = defaultdict(list)
    for row in files["stock"]:
        by_product[row["product"]].append(row)
    for product, rows in by_product.items():
        for now, then in pairwise(rows):
            going = max(0, sold[product, now["day"][:7]])
            assert int(then["quantity"]) == int(now["quantity"]) + int(now["received"]) - going
    assert all(int(row["quantity"]) >= 0 for row in files["stock"])


def test_of_employees_only_the_team_is_told_and_most_teams_answer_in_fives(files: Files) -> None:
    answers = [s for s in files["survey_responses"] if s["kind"] == "employee"]
    assert all(s["team"] and not (s["account"] or s["contact"] or s["owner"]) for s in answers)
    groups = Counter((s["team"], s["answered_at"][:7]) for s in answers)
    assert sum(n >= 5 for n in groups.values()) > 20
    assert min(groups.values()) < 5


@pytest.mark.parametrize(("kind", "scale"), [("nps", 10), ("csat", 5), ("employee", 10)])
def test_scores_lie_on_their_scale(files: Files, kind: str, scale: int) -> None:
    mine = [s for s in files["survey_responses"] if s["kind"] == kind]
    assert {s["scale"] for s in mine} == {str(scale)}
    assert {int(s["score"]) for s in mine} <= set(range(scale + 1))
    assert all(s["sent_at"] < s["answered_at"] for s in mine)


def test_a_visitor_was_first_seen_in_the_first_session(files: Files) -> None:
    first: dict[str, str] = {}
    for session in files["web_sessions"]:
        assert session["first_seen_at"] == first.setdefault(session["visitor"], session["started_at"])
    assert len(first) < len(files["web_sessions"])


def test_a_session_led_to_a_lead_or_an_order_that_came_after_it(files: Files) -> None:
    came = {r["external_id"]: r["created_at"] for r in files["leads"]}
    came |= {r["external_id"]: r["ordered_at"] for r in files["orders"]}
    led = [(s, s["lead"] or s["order"]) for s in files["web_sessions"] if s["lead"] or s["order"]]
    assert all(s["started_at"] < came[to] for s, to in led)
    assert len(led) > 100


def test_who_came_along_leads_the_team_or_the_region(files: Files) -> None:
    leading = {m["user"] for m in files["memberships"] if m["role"] in ("team_lead", "regional_director")}
    visits = {a["external_id"]: a for a in files["activities"] if a["kind"] == "visit" and a["done_at"]}
    for row in files["activity_participants"]:
        assert row["user"] in leading
        assert visits[row["activity"]]["owner"] != row["user"]


def test_a_week_has_forty_hours_and_a_report_its_friday(files: Files) -> None:
    weeks: Counter[tuple[str, str]] = Counter()
    for entry in files["time_entries"]:
        weeks[entry["user"], entry["day"]] += int(entry["minutes"])
    assert set(weeks.values()) == {2400}
    late = [r for r in files["work_reports"] if r["handed_in_at"] > r["due_at"]]
    never = [r for r in files["work_reports"] if not r["handed_in_at"]]
    assert len(late) > 20
    assert len(never) > 20


def test_budgets_stand_beside_what_was_spent(files: Files) -> None:
    spent: Counter[tuple[str, str]] = Counter()
    for cost in files["costs"]:
        spent[cost["category"], cost["day"][:7]] += int(Decimal(cost["amount"]))
    for budget in files["budgets"]:
        if budget["category"] != "sales" and budget["ends_on"] <= "2026-11-20":
            actual = spent[budget["category"], budget["starts_on"][:7]]
            assert 0.85 < int(Decimal(budget["amount"])) / actual < 1.2
