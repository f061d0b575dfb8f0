"""Moving deals along their pipeline: what follows from a stage, what it asks for, and who may."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from steerboard.core.errors import BadInput, Forbidden
from steerboard.people.actions import undo_as
from steerboard.people.rights import rights_of, visible_one
from steerboard.records.models import LossReview, Opportunity
from steerboard.records.moving import LOSS_REASONS, author, loss_reasons, missing_for, move_stage, stages_of
from tests.offices import CLOCK, NOW, TODAY, Office


@dataclass
class Pipeline:
    office: Office
    stages: dict[str, int]
    deal: int

    def asked(self, who: str = "ann") -> Any:
        person = self.office.people[who]
        return SimpleNamespace(
            rights=rights_of(person, TODAY), person_id=person, clock=CLOCK, today=TODAY,
            workspace=self.office.workspace,
        )  # fmt: skip

    def row(self, who: str = "ann") -> Any:
        return visible_one("opportunity", self.deal, self.asked(who).rights)

    def move(self, stage: str, who: str = "ann", told: Any = None, seen: str | None = None) -> Any:
        from_ = None if seen is None else self.stages[seen]
        return move_stage(self.asked(who), self.row(who), self.stages[stage], told, seen=from_)


@pytest.fixture
def pipeline(office: Office) -> Pipeline:
    said = {
        "Found": (1, "0.1", "open", "pipeline"),
        "Offer": (2, "0.6", "open", "best_case"),
        "Won": (3, "1", "won", None),
        "Lost": (4, "0", "lost", None),
    }
    stages = {
        name: office.add(
            "stage", name=name, position=p, probability=Decimal(share), kind=kind, forecast_category=category
        )
        for name, (p, share, kind, category) in said.items()
    }
    deal = office.add(
        "opportunity", name="Press", owner=office.people["ann"], stage=stages["Found"], amount=Decimal(500),
        currency="CNY", probability=Decimal("0.1"), forecast_category="pipeline",
    )  # fmt: skip
    return Pipeline(office, stages, deal)


def test_the_stages_are_those_of_the_deals_pipeline_in_their_order(pipeline: Pipeline) -> None:
    pipeline.office.add("stage", name="Elsewhere", pipeline="renewals", position=1)
    found = stages_of(pipeline.row(), pipeline.asked().rights)
    assert [(s.name, s.kind, s.here) for s in found] == [
        ("Found", "open", True), ("Offer", "open", False), ("Won", "won", False), ("Lost", "lost", False),
    ]  # fmt: skip


def test_an_open_stage_brings_its_probability_and_category(pipeline: Pipeline) -> None:
    pipeline.move("Offer")
    row = Opportunity.objects.get()
    assert (row.stage_id, row.probability, row.forecast_category, row.outcome) == (
        pipeline.stages["Offer"], Decimal("0.6"), "best_case", None,
    )  # fmt: skip


def test_a_won_stage_closes_the_deal_now(pipeline: Pipeline) -> None:
    pipeline.move("Won")
    row = Opportunity.objects.get()
    assert (row.outcome, row.closed_at, row.probability, row.forecast_category) == (
        "won", NOW, Decimal(1), "commit",
    )  # fmt: skip


def test_a_deal_without_an_amount_is_not_won_until_it_is_said(pipeline: Pipeline) -> None:
    Opportunity.objects.update(amount=None)
    with pytest.raises(BadInput) as refused:
        pipeline.move("Won")
    assert refused.value.where == "opportunity.amount"
    pipeline.move("Won", told={"amount": Decimal(90)})
    assert Opportunity.objects.get().amount == Decimal(90)


def test_a_loss_is_written_with_its_reason_and_words_about_it(pipeline: Pipeline) -> None:
    for told in (None, {"loss_reason": "  "}):
        with pytest.raises(BadInput) as refused:
            pipeline.move("Lost", told=told)
        assert refused.value.where == "opportunity.loss_reason"
    written = pipeline.move(
        "Lost", told={"loss_reason": "Price", "competitor": "Rival", "review": "Two of them"}
    )
    row = Opportunity.objects.get()
    assert (row.outcome, row.loss_reason, row.competitor, row.forecast_category) == (
        "lost", "Price", "Rival", "omitted",
    )  # fmt: skip
    review = LossReview.objects.get()
    assert (review.reasons, review.text, review.reviewer) == ("Price", "Two of them", "own")
    rights = pipeline.asked().rights
    undo_as(written.change, rights, author(pipeline.asked(), "undo"), CLOCK)
    row = Opportunity.objects.get()
    assert (row.outcome, row.loss_reason, row.stage_id) == (None, None, pipeline.stages["Found"])
    assert not LossReview.objects.exists()


def test_a_lost_deal_comes_back_without_its_reason_and_asks_anew_the_next_time(pipeline: Pipeline) -> None:
    pipeline.move("Lost", told={"loss_reason": "Price"})
    pipeline.move("Offer")
    row = Opportunity.objects.get()
    assert (row.outcome, row.closed_at, row.loss_reason, row.probability) == (
        None,
        None,
        None,
        Decimal("0.6"),
    )
    assert missing_for(row, stages_of(row, pipeline.asked().rights)[3]) == ["loss_reason"]


def test_who_saw_the_deal_elsewhere_is_told_that_somebody_moved_it(pipeline: Pipeline) -> None:
    pipeline.move("Offer", "lea")
    with pytest.raises(BadInput, match="Meanwhile"):
        pipeline.move("Won", seen="Found")
    assert pipeline.move("Offer", seen="Found").change is None  # both wanted the same
    assert pipeline.move("Won", seen="Offer").change


def test_a_stage_of_another_pipeline_and_a_deal_of_another_are_refused(pipeline: Pipeline) -> None:
    pipeline.stages["else"] = pipeline.office.add("stage", name="Else", pipeline="renewals", position=1)
    with pytest.raises(BadInput, match="no such stage"):
        pipeline.move("else")
    with pytest.raises(Forbidden):
        pipeline.move("Offer", "cleo")
    with pytest.raises(Forbidden):  # an executive sees the deal and does not move it
        pipeline.move("Offer", "eve")
    assert Opportunity.objects.get().stage_id == pipeline.stages["Found"]


def test_reasons_are_first_the_companys_own(pipeline: Pipeline) -> None:
    office = pipeline.office
    usual = [str(r) for r in LOSS_REASONS]
    assert loss_reasons(pipeline.asked().rights) == usual
    for reason in ("Budget cut", "Price", "Budget cut"):
        office.add("opportunity", name="x", owner=office.people["ann"], outcome="lost", loss_reason=reason)
    assert loss_reasons(pipeline.asked().rights) == ["Budget cut", *usual]
    assert "Budget cut" not in loss_reasons(pipeline.asked("cleo").rights)
