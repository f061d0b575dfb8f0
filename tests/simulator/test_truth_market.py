"""The truth of leads, quotes, promotions, costs and kinds of deals equals a count from the files."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from steerboard.simulator.company import Company
from tests.simulator.conftest import Rows
from tests.simulator.counting import Counted, Row, is_won

Files = dict[str, Rows]
Nested = dict[str, dict[str, int]]


@pytest.fixture(scope="module")
def counted(company: Company) -> Counted:
    return Counted(company)


def _nested(pairs: Iterable[tuple[str, str]]) -> Nested:
    found: Nested = defaultdict(dict)
    for (outer, inner), number in Counter(pairs).items():
        found[outer][inner] = number
    return found


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("leads_created", "created_at"),
        ("mqls", "mql_at"),
        ("sqls", "sql_at"),
        ("leads_handed_over", "handed_over_at"),
        ("leads_converted", "converted_at"),
        ("leads_disqualified", "disqualified_at"),
    ],
)
def test_leads_by_month(company: Company, files: Files, name: str, field: str) -> None:
    months = Counter(lead[field][:7] for lead in files["leads"] if lead[field])
    assert months == company.truth[name]
    assert sum(months.values()) > 100


def test_leads_by_source(company: Company, files: Files) -> None:
    assert Counter(lead["lead_source"] for lead in files["leads"]) == company.truth["leads_by_source"]


def test_a_converted_lead_has_its_deal_and_its_customer(files: Files) -> None:
    deals = {d["lead"]: d for d in files["opportunities"] if d["lead"]}
    converted = {lead["external_id"]: lead for lead in files["leads"] if lead["converted_at"]}
    assert deals.keys() == converted.keys()
    for id_, lead in converted.items():
        assert deals[id_]["account"] == lead["account"]
        assert (
            deals[id_]["created_at"] >= lead["converted_at"]
            or deals[id_]["created_at"][:10] == lead["converted_at"][:10]
        )


def test_the_times_of_a_lead_are_in_order(files: Files) -> None:
    steps = ("created_at", "mql_at", "sql_at", "handed_over_at", "converted_at")
    for lead in files["leads"]:
        times = [lead[name] for name in steps if lead[name]]
        assert times == sorted(times), lead
        assert not (lead["converted_at"] and lead["disqualified_at"])
        assert bool(lead["disqualified_at"]) == bool(lead["disqualified_reason"])
        assert not lead["first_response_at"] or lead["assigned_at"]


@pytest.mark.parametrize(("name", "field"), [("type", "type"), ("ownership", "ownership")])
def test_closed_and_won_by_owner_and_kind(counted: Counted, name: str, field: str) -> None:
    def kind(deal: Row) -> str:
        return deal["type"] if field == "type" else counted.customers[deal["account"]]["ownership"]

    truth = counted.company.truth
    closed = counted.closed
    assert _nested((d["owner"], kind(d)) for d in closed) == truth[f"closed_by_owner_and_{name}"]
    assert _nested((d["owner"], kind(d)) for d in closed if is_won(d)) == truth[f"won_by_owner_and_{name}"]


def test_deals_lost_for_slow_response(company: Company, files: Files) -> None:
    reason = company.truth["stories"]["team_slump"]["loss_reason"]
    slow = Counter(d["closed_at"][:7] for d in files["opportunities"] if d["loss_reason"] == reason)
    assert slow == company.truth["lost_for_slow_response"]


def test_quotes_sent_by_month_and_owner(company: Company, files: Files) -> None:
    sent = [q for q in files["quotes"] if q["sent_at"]]
    assert _nested((q["sent_at"][:7], q["owner"]) for q in sent) == company.truth["quotes_sent"]
    assert {q["status"] for q in files["quotes"] if not q["sent_at"]} == {"draft"}


def test_the_last_quotes_and_those_accepted(counted: Counted) -> None:
    """Early is who was sent before the deal left its first stage, by the history of the stages."""
    last = counted.last_quotes.values()
    sort = {True: "early", False: "timely"}
    truth = counted.company.truth
    assert _nested((q["owner"], sort[counted.is_early(q)]) for q in last) == truth["last_quotes_by_owner"]
    accepted = [q for q in last if q["status"] == "accepted"]
    assert (
        _nested((q["owner"], sort[counted.is_early(q)]) for q in accepted)
        == truth["accepted_quotes_by_owner"]
    )


def test_an_accepted_quote_is_of_a_won_deal_and_named_by_its_order(files: Files) -> None:
    deals = {d["external_id"]: d for d in files["opportunities"]}
    accepted = {q["external_id"]: q for q in files["quotes"] if q["status"] == "accepted"}
    named = [o for o in files["orders"] if o["quote"]]
    assert len(named) > 0.9 * len(accepted)
    assert {deals[q["opportunity"]]["outcome"] for q in accepted.values()} == {"won"}
    for order in named:
        quote = accepted[order["quote"]]
        assert quote["opportunity"] == order["opportunity"]
        assert quote["sent_at"] < quote["accepted_at"] <= order["ordered_at"]


def test_costs_by_month_and_category(company: Company, files: Files) -> None:
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for cost in files["costs"]:
        sums[cost["day"][:7]][cost["category"]] += Decimal(cost["amount"])
    told = {month: {c: f"{v:.2f}" for c, v in sorted(found.items())} for month, found in sums.items()}
    assert told == company.truth["costs"]
    assert {c for found in told.values() for c in found} == {
        *("sales", "marketing", "service", "technology", "cogs", "cost_to_serve", "overhead")
    }


def test_sales_ready_and_touched_leads_stand_in_the_files(files: Files) -> None:
    """What marketing sends reaches people who were known then."""
    known = {lead["external_id"]: lead["created_at"] for lead in files["leads"]}
    known |= {contact["external_id"]: contact["created_at"] for contact in files["contacts"]}
    for touch in files["campaign_touches"]:
        assert bool(touch["lead"]) != bool(touch["contact"])
        assert known[touch["lead"] or touch["contact"]] <= touch["sent_at"]
        times = [touch[n] for n in ("sent_at", "delivered_at", "opened_at", "clicked_at") if touch[n]]
        assert times == sorted(times)


def test_forecasts_are_of_the_month_in_which_they_were_said(files: Files) -> None:
    by_person: dict[str, set[str]] = defaultdict(set)
    for said in files["forecast_submissions"]:
        assert said["starts_on"] <= said["submitted_at"][:10] < said["ends_on"]
        by_person[said["user"]].add(said["category"])
    assert {"commit", "best_case"} in by_person.values()


def test_every_figure_of_the_truth_is_counted_and_documented(company: Company) -> None:
    tests = "".join(p.read_text(encoding="utf-8") for p in Path(__file__).parent.glob("test_*.py"))
    page = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`(\w+)`", page.split("## The truth")[1].split("## Form")[0]))
    for name in company.truth:
        assert name in listed, name
        if not name.startswith(("closed_by", "won_by")):  # built from the parameter
            assert f'"{name}"' in tests, name
