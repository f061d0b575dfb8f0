"""The board of deals: what stands in which lane, and moving a deal by its sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from steerboard.records.board.lanes import MOST
from steerboard.records.models import LossReview, Opportunity
from tests.offices import NOW, Office, at, htmx


def said(answer: Any) -> str:
    found: str = unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    return found


@dataclass
class Scene:
    office: Office
    stages: dict[str, int] = field(default_factory=dict)

    def deal(self, name: str, who: str = "ann", stage: str | None = "Found", **values: Any) -> int:
        given = {"amount": Decimal(100_000), "currency": "CNY", **values}
        if stage is not None:
            given["stage"] = self.stages[stage]
        return self.office.add("opportunity", name=name, owner=self.office.people[who], **given)

    def page(self, who: str = "ann", query: str = "", language: str = "en") -> str:
        answer = self.office.visitor(who, language).get(f"/deals/board/{query}")
        assert answer.status_code == 200
        return said(answer)

    def lanes(self, who: str = "ann", query: str = "") -> dict[str, list[str]]:
        """By lane the names of its deals."""
        page = self.page(who, query).split('id="list"')[1]
        return {
            title(lane): re.findall(r'class="deal-name"[^>]*>([^<]*)<', lane)
            for lane in page.split('<section class="lane')[1:]
        }

    def move(self, deal: int, stage: str, who: str = "ann", **told: Any) -> Any:
        url = f"/deals/{deal}/move/"
        return htmx(self.office.visitor(who), "post", url, stage=self.stages[stage], **told)


def title(lane: str) -> str:
    found = re.search(r"<h2[^>]*>([^<]*)<", lane)
    assert found is not None
    return found[1]


def sum_of(page: str, name: str) -> str:
    lane = next(lane for lane in page.split('<section class="lane')[1:] if title(lane) == name)
    return re.sub(r"<[^>]+>", "", lane.split('class="lane-sum">')[1].split("</p>")[0])


def undo(scene: Scene, answer: Any, who: str = "ann") -> None:
    url = answer.content.decode().split('hx-post="')[1].split('"')[0]
    assert htmx(scene.office.visitor(who), "post", url).status_code == 200


@pytest.fixture
def scene(office: Office) -> Scene:
    made = Scene(office)
    for n, (name, share, kind) in enumerate(
        [("Found", "0.1", "open"), ("Offer", "0.6", "open"), ("Won", "1", "won"), ("Lost", "0", "lost")]
    ):
        made.stages[name] = office.add("stage", name=name, position=n, probability=Decimal(share), kind=kind)
    return made


def test_open_deals_stand_in_their_stage_by_close_date_and_closed_ones_of_the_month_at_the_end(
    scene: Scene,
) -> None:
    scene.deal("Late", close_date=date(2026, 6, 1))
    scene.deal("Undated")
    scene.deal("Soon", close_date=date(2026, 6, 20))
    scene.deal("Offered", stage="Offer")
    scene.deal("Won now", stage="Won", outcome="won", closed_at=at(3))
    scene.deal("Won before", stage="Won", outcome="won", closed_at=at(3, month=5))
    scene.deal("Lost now", stage=None, outcome="lost", closed_at=at(2))
    scene.deal("Adrift", stage=None)
    assert scene.lanes() == {
        "No stage": ["Adrift"],
        "Found": ["Late", "Soon", "Undated"],
        "Offer": ["Offered"],
        "Won": ["Won now"],
        "Lost": ["Lost now"],
    }


def test_a_lane_says_how_many_and_how_much_and_leads_to_the_rest(scene: Scene) -> None:
    for n in range(MOST + 3):
        scene.deal(f"Deal {n}")
    scene.deal("Dollar", amount=Decimal(2_000), currency="USD")
    page = scene.page()
    assert sum_of(page, "Found") == f"{MOST + 4} · ¥{(MOST + 3) / 10:.2f}M + $2.0k"
    assert f'href="/deals/?stage={scene.stages["Found"]}"' in page
    assert "4 more in the list" in page
    assert len(scene.lanes()["Found"]) == MOST


def test_the_board_is_narrowed_as_the_list_is(scene: Scene) -> None:
    wuxi = scene.office.add("account", name="Wuxi Press", owner=scene.office.people["ann"])
    scene.deal("Line", account=wuxi)
    scene.deal("Other")
    scene.deal("Of Ben", "ben")
    assert scene.lanes("ann")["Found"] == ["Line", "Other"]
    assert scene.lanes("ann", "?q=wuxi")["Found"] == ["Line"]
    assert scene.lanes("lea")["Found"] == ["Line", "Other", "Of Ben"]
    assert scene.lanes("lea", "?whose=mine")["Found"] == []
    assert scene.lanes("lea", f"?who={scene.office.people['ben']}")["Found"] == ["Of Ben"]
    assert scene.lanes("cleo")["Found"] == []


def test_another_pipeline_is_another_board(scene: Scene) -> None:
    stage = scene.office.add("stage", name="Renewing", pipeline="renewals", position=1)
    scene.deal("New")
    scene.stages["Renewing"] = stage
    scene.deal("Old", stage="Renewing", pipeline="renewals")
    assert scene.lanes(query="?pipeline=renewals") == {"Renewing": ["Old"]}
    assert scene.lanes(query="?pipeline=nonsense")["Found"] == ["New"]


def test_what_is_late_is_said_and_what_is_due_today_is_called(scene: Scene) -> None:
    scene.deal("Late", close_date=date(2026, 6, 1), next_step="Call", next_step_due=date(2026, 6, 15))
    scene.deal("Due", next_step="Send it", next_step_due=date(2026, 6, 17))
    scene.deal("Ahead", next_step="Not yet", next_step_due=date(2026, 6, 18))
    page = scene.page()
    assert "overdue 2 days ago: Call" in page
    assert "today: Send it" in page
    assert "Not yet" not in page


def test_a_board_without_stages_says_where_they_come_from(office: Office) -> None:
    page = office.visitor("ann").get("/deals/board/").content.decode()
    assert "They come with an import." in page


def test_a_move_takes_the_deal_along_and_is_taken_back(scene: Scene) -> None:
    deal = scene.deal("Press", probability=Decimal("0.1"))
    answer = scene.move(deal, "Offer", seen=scene.stages["Found"])
    assert "is now in “Offer”" in said(answer)
    assert "live:opportunity" in answer["HX-Trigger"]
    assert scene.lanes()["Offer"] == ["Press"]
    undo(scene, answer)
    row = Opportunity.objects.get()
    assert (row.stage_id, row.probability) == (scene.stages["Found"], Decimal("0.1"))


def test_a_won_deal_is_closed_now_and_its_amount_asked_where_it_has_none(scene: Scene) -> None:
    deal = scene.deal("Press", amount=None)
    answer = scene.move(deal, "Won")
    assert answer.status_code == 422
    assert "“Won” needs: Amount." in said(answer)
    answer = scene.move(deal, "Won", amount="30万")
    assert "Won: Press · ¥300k" in said(answer)
    row = Opportunity.objects.get()
    assert (row.outcome, row.closed_at, row.amount) == ("won", NOW, Decimal(300_000))


def test_a_loss_takes_a_reason_of_the_chips_or_of_ones_own(scene: Scene) -> None:
    deal = scene.deal("Press")
    url = f"/deals/{deal}/move/"
    asked = htmx(scene.office.visitor("ann"), "get", url, stage=scene.stages["Lost"]).content.decode()
    assert 'value="Price"' in asked
    assert "field-error" not in asked
    assert 'value="Price"' not in htmx(scene.office.visitor("ann"), "get", url).content.decode()
    assert scene.move(deal, "Lost").status_code == 422
    assert scene.move(deal, "Lost", loss_reason="nonsense").status_code == 422
    assert Opportunity.objects.get().outcome is None
    answer = scene.move(deal, "Lost", other_reason="Moved abroad", review="Nobody asked them")
    assert answer.status_code == 200
    assert Opportunity.objects.get().loss_reason == "Moved abroad"
    assert LossReview.objects.get().text == "Nobody asked them"
    undo(scene, answer)
    assert not LossReview.objects.exists()


def test_somebody_else_was_quicker(scene: Scene) -> None:
    deal = scene.deal("Press")
    scene.move(deal, "Offer", "lea")
    answer = scene.move(deal, "Won", seen=scene.stages["Found"])
    page = said(answer)
    assert answer.status_code == 422
    assert "Meanwhile somebody moved this deal to “Offer”." in page
    # The sheet has seen it now; saying it again moves it.
    assert f'name="seen" value="{scene.stages["Offer"]}"' in page
    assert scene.move(deal, "Won", seen=scene.stages["Offer"]).status_code == 200


def test_to_where_it_stands_already_is_no_move(scene: Scene) -> None:
    deal = scene.deal("Press")
    answer = scene.move(deal, "Found")
    assert "It stands there already." in answer.content.decode()
    assert "/undo/" not in answer.content.decode()


@pytest.mark.parametrize("who", ["cleo", "eve"])
def test_who_may_not_move_it_finds_no_verb_and_no_sheet(scene: Scene, who: str) -> None:
    deal = scene.deal("Press")
    assert f"/deals/{deal}/move/" not in scene.page(who)
    assert htmx(scene.office.visitor(who), "get", f"/deals/{deal}/move/").status_code == 404
    assert scene.move(deal, "Offer", who).status_code == 404
    assert Opportunity.objects.get().stage_id == scene.stages["Found"]


def test_without_a_script_the_sheet_is_a_page_and_the_deal_follows(scene: Scene) -> None:
    deal = scene.deal("Press")
    ann = scene.office.visitor("ann", "zh-hans")
    assert "要移到哪个阶段？" in ann.get(f"/deals/{deal}/move/").content.decode()
    answer = ann.post(f"/deals/{deal}/move/", {"stage": scene.stages["Offer"]}, follow=True)
    assert answer.redirect_chain == [(f"/records/opportunity/{deal}/", 302)]
    assert "已移到“Offer”" in said(answer)


def test_a_pipeline_without_stages_says_so(office: Office) -> None:
    deal = office.add("opportunity", name="Press", owner=office.people["ann"])
    page = htmx(office.visitor("ann"), "get", f"/deals/{deal}/move/").content.decode()
    assert "This pipeline has no stages yet." in page
