"""Advancing a deal from Today."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from steerboard.records.models import Opportunity
from tests.offices import NOW, Office, htmx


@pytest.fixture
def stages(office: Office) -> dict[str, int]:
    named = (("Contact", "open"), ("Offer", "open"), ("Won", "won"), ("Lost", "lost"))
    return {n: office.add("stage", name=n, kind=k, position=i) for i, (n, k) in enumerate(named)}


@pytest.fixture
def deal(office: Office, stages: dict[str, int]) -> int:
    return office.add("opportunity", name="Press", owner=office.people["ann"], stage=stages["Contact"])


def advance(office: Office, deal: int, name: str = "ann", **given: Any) -> Any:
    return htmx(office.visitor(name), "post", f"/deals/{deal}/stage/", **given)


def test_the_stage_that_follows_is_chosen_already(office: Office, deal: int, stages: dict[str, int]) -> None:
    page = office.visitor("ann").get(f"/deals/{deal}/stage/").content.decode()
    chosen = [tag for tag in page.split("<input")[1:] if " checked" in tag.split(">")[0]]
    assert len(chosen) == 1
    assert f'value="{stages["Offer"]}"' in chosen[0]
    assert f'value="{stages["Contact"]}"' not in page.split('name="seen"')[0]


def test_it_moves_and_comes_back_by_undo(office: Office, deal: int, stages: dict[str, int]) -> None:
    answer = advance(office, deal, stage=stages["Offer"])
    assert "“Press” is now in “Offer”" in answer.content.decode()
    assert Opportunity.objects.get(pk=deal).stage_id == stages["Offer"]
    htmx(office.visitor("ann"), "post", answer.content.decode().split('hx-post="')[1].split('"')[0])
    assert Opportunity.objects.get(pk=deal).stage_id == stages["Contact"]


def test_a_won_deal_needs_its_amount(office: Office, deal: int, stages: dict[str, int]) -> None:
    answer = advance(office, deal, stage=stages["Won"])
    assert answer.status_code == 422
    assert "needs: Amount" in answer.content.decode()
    answer = advance(office, deal, stage=stages["Won"], amount="1,200.50")
    assert answer.status_code == 200
    row = Opportunity.objects.get(pk=deal)
    assert (row.outcome, row.closed_at, row.amount) == ("won", NOW, Decimal("1200.50"))


def test_a_lost_deal_needs_its_reason(office: Office, deal: int, stages: dict[str, int]) -> None:
    answer = advance(office, deal, stage=stages["Lost"])
    assert answer.status_code == 422
    assert "Say why it was lost." in answer.content.decode()
    assert advance(office, deal, stage=stages["Lost"], loss_reason="Price").status_code == 200
    row = Opportunity.objects.get(pk=deal)
    assert (row.outcome, row.loss_reason) == ("lost", "Price")


def test_a_reason_that_was_ticked_for_a_loss_is_not_kept_for_another_stage(
    office: Office, deal: int, stages: dict[str, int]
) -> None:
    assert advance(office, deal, stage=stages["Offer"], loss_reason="Price").status_code == 200
    assert Opportunity.objects.get(pk=deal).loss_reason is None


def test_what_somebody_moved_meanwhile_is_said(office: Office, deal: int, stages: dict[str, int]) -> None:
    advance(office, deal, "lea", stage=stages["Lost"], loss_reason="Price")
    answer = advance(office, deal, stage=stages["Offer"], seen=stages["Contact"])
    assert answer.status_code == 422
    assert "Meanwhile somebody moved this deal to “Lost”." in answer.content.decode()


def test_without_a_choice_it_says_so(office: Office, deal: int) -> None:
    answer = advance(office, deal)
    assert answer.status_code == 422
    assert "Choose a stage." in answer.content.decode()


def test_a_stage_of_another_pipeline_is_no_choice(office: Office, deal: int) -> None:
    other = office.add("stage", name="Elsewhere", kind="open", position=1, pipeline="service")
    assert advance(office, deal, stage=other).status_code == 422


def test_a_deal_of_somebody_else_answers_as_one_that_is_not_there(
    office: Office, deal: int, stages: dict[str, int]
) -> None:
    assert advance(office, deal, "cleo", stage=stages["Offer"]).status_code == 404
    assert advance(office, 999_999, "cleo", stage=stages["Offer"]).status_code == 404
    assert Opportunity.objects.get(pk=deal).stage_id == stages["Contact"]
