"""The page of a team: how it stands, who has a problem and in which link, and who may see it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steerboard.kinds.batch import Author, Batch, Edit
from steerboard.kinds.door import write
from steerboard.work.team import asking
from tests.offices import CLOCK, Office, at, htmx
from tests.work.team.making import aim, days_ago, deal, hire, page, plain, row, said, visits, win


def names(office: Office, url: str = "/team/", reader: str = "lea") -> list[str]:
    """The people in the order of their rows."""
    html = page(office, url, reader)
    ids = {str(pk): name for name, pk in office.people.items()}
    return [ids[pk] for pk in re.findall(r'role="row" id="person-(\d+)"', html)]


def change(office: Office, kind: str, record: int, **values: object) -> None:
    write(Batch(Author(None, "import", "test"), (Edit(kind, record, values),)), CLOCK)


def membership_of(office: Office, name: str) -> int:
    from steerboard.people.models import Membership

    return int(Membership.objects.get(user=office.people[name], valid_to=None).pk)


def peers(office: Office, monthly: tuple[int, ...], count: int = 6) -> None:
    """Reps of the other team who all do the same."""
    for n in range(count):
        hire(office, f"peer{n}", "south")
        visits(office, f"peer{n}", *monthly)


def test_the_team_stands_with_target_actual_gap_and_forecast(office: Office) -> None:
    aim(office, 500_000, team="north")
    win(office, "ann", 200_000)
    win(office, "ben", 50_000)
    win(office, "cleo", 999_000)
    text = said(office)
    assert "¥250k of a target of ¥500k" in text
    assert "50 % done where 59 % is pace ▼ behind · ¥250k to go, ¥25k a working day" in text
    assert "Forecast ¥250k: nothing more is due" in text


def test_without_a_target_of_its_own_the_team_has_its_peoples(office: Office) -> None:
    aim(office, 300_000, "ann")
    aim(office, 100_000, "ben")
    assert "of a target of ¥400k (sum of its people's targets)" in said(office)


def test_without_any_target_it_says_so_and_offers_to_enter_them(office: Office) -> None:
    text = said(office)
    assert "no target is set · Enter targets" in text
    assert "No target is set" in row(office, "ann")


def test_each_person_has_attainment_and_forecast(office: Office) -> None:
    aim(office, 400_000, "ann")
    win(office, "ann", 100_000)
    text = row(office, "ann")
    assert "¥100k · 25 %" in text
    assert "of ¥400k" in text


def test_a_quarter_adds_up_its_months(office: Office) -> None:
    win(office, "ann", 10_000, month=4)
    win(office, "ann", 5_000)
    assert "¥15k" in row(office, "ann", "/team/?by=quarter")
    assert "¥5.0k" in row(office, "ann")


def test_who_fell_is_named_with_the_link_and_the_month(office: Office) -> None:
    visits(office, "ann", 20, 20, 20, 20, 20, 20, 20, 20, 3, 3, 2)
    text = row(office, "ann")
    assert "Activity Few visits and calls" in text or "Activity Few face-to-face visits" in text
    assert "where it was" in text
    assert "since April" in text


def test_who_is_worse_than_peers_is_named_against_their_band(office: Office) -> None:
    peers(office, (20,) * 6)
    visits(office, "ann", 2, 2, 2, 2, 2, 1)
    visits(office, "ben", *(20,) * 6)
    text = row(office, "ann")
    assert "Few" in text
    assert "where peers do" in text
    assert "clear" in text
    assert "the middle half of 9 peers in the company" in said(office)
    assert "Few" not in row(office, "ben")


def test_with_fewer_than_five_peers_there_is_no_band_and_it_says_so(office: Office) -> None:
    visits(office, "ann", 2, 2, 2)
    text = said(office)
    assert "a band needs 5 peers with enough records, and 3 have them" in text
    assert "where peers" not in text


def test_what_is_left_undone_in_deals_is_named_with_its_money(office: Office) -> None:
    deal(office, "ann", 70_000, close_date=days_ago(3))
    deal(office, "ann", 20_000, next_step=None, next_step_due=None)
    deal(office, "ann", 10_000)
    text = row(office, "ann")
    assert "1 deal is past its close date ¥70k, of 3 open deals" in text
    assert "Remind" in text


def test_a_deal_longer_in_its_stage_than_is_set_is_stuck(office: Office) -> None:
    stage = office.add("stage", name="Offer", position=1, kind="open", longest_stay=10)
    for n in range(3):
        deal(office, "ann", 10_000 + n, stage=stage, created_at=at(1))
    deal(office, "ann", 5_000, stage=stage, created_at=at(10))
    assert "3 deals are stuck in their stage" in row(office, "ann")
    assert "Stuck 3 deals are stuck in “Offer” ¥30k together" in said(office)


def test_rows_stand_by_what_is_at_stake_and_by_any_column(office: Office) -> None:
    aim(office, 100_000, "ann")
    aim(office, 900_000, "ben")
    win(office, "ann", 90_000)
    assert names(office) == ["ben", "ann"]
    assert names(office, "/team/?sort=name") == ["ann", "ben"]
    assert names(office, "/team/?sort=-name") == ["ben", "ann"]
    assert names(office, "/team/?sort=-attainment") == ["ann", "ben"]
    assert names(office, "/team/?sort=nonsense") == ["ann", "ben"]
    visits(office, "ben", 4)
    assert names(office, "/team/?sort=activity") == ["ann", "ben"]
    assert names(office, "/team/?sort=-activity") == ["ben", "ann"]
    assert 'aria-sort="descending"' in page(office, "/team/?sort=-activity")


def test_who_left_stands_below_with_what_he_brought_as_it_was(office: Office) -> None:
    win(office, "ben", 60_000, day=2)
    win(office, "ann", 10_000)
    change(office, "membership", membership_of(office, "ben"), valid_to=date(2026, 6, 10))
    assert names(office, "/team/?sort=-forecast") == ["ann", "ben"]
    text = row(office, "ben")
    assert "until 9 Jun" in text
    assert "Not in the team any more" in text
    assert "Remind" not in text
    assert "¥70k" in said(office)
    assert names(office, "/team/?org=today") == ["ann"]
    assert "¥10k" in said(office, "/team/?org=today")


def test_who_came_from_another_team_brings_his_bookings_only_as_it_is(office: Office) -> None:
    win(office, "cleo", 80_000, day=2)
    change(office, "membership", membership_of(office, "cleo"), valid_to=date(2026, 6, 10))
    office.add(
        "membership",
        user=office.people["cleo"],
        team=office.ids["north"],
        role="rep",
        valid_from=date(2026, 6, 10),
    )
    assert "¥0" in row(office, "cleo")
    assert "¥80k" in row(office, "cleo", "/team/?org=today")


def test_who_is_new_is_not_compared_and_says_his_ramp(office: Office) -> None:
    peers(office, (20,) * 6)
    hire(office, "dan", hired_on=date(2026, 5, 4), quota_ramp=Decimal("0.5"))
    visits(office, "dan", 1, 1)
    text = row(office, "dan")
    assert "joined 4 May, ramp 50 %" in text
    assert "New: not compared with peers yet" in text


def test_who_does_not_sell_is_not_in_the_table(office: Office) -> None:
    office.people["amy"] = office.add("user", name="Amy")
    office.add("membership", user=office.people["amy"], team=office.ids["north"], role="analyst")
    assert names(office) == ["ann", "ben"]
    win(office, "amy", 1000)
    assert sorted(names(office)) == ["amy", "ann", "ben"]


def test_a_team_without_people_says_so(office: Office) -> None:
    office.ids["empty"] = office.add("team", name="Empty")
    assert "Nobody who sells is in this team in this period." in said(
        office, f"/team/{office.ids['empty']}/", "eve"
    )


def test_a_rep_has_no_team_place_and_no_team_page(office: Office) -> None:
    assert 'href="/team/"' not in page(office, "/", "ann")
    assert 'href="/team/"' in page(office, "/", "lea")
    rep = office.visitor("ann")
    for url in ("/team/", f"/team/{office.ids['north']}/", f"/team/person/{office.people['ann']}/"):
        assert rep.get(url).status_code == 404


def test_a_lead_sees_his_own_team_alone(office: Office) -> None:
    lead = office.visitor("lea")
    assert lead.get(f"/team/{office.ids['north']}/").status_code == 200
    assert lead.get(f"/team/{office.ids['south']}/").status_code == 404
    assert lead.get("/team/999999/").status_code == 404
    assert lead.get(f"/team/person/{office.people['ben']}/").status_code == 200
    assert lead.get(f"/team/person/{office.people['cleo']}/").status_code == 404


def test_an_executive_sees_any_team_and_reminds_nobody(office: Office) -> None:
    deal(office, "ann", close_date=days_ago(3))
    text = said(office, f"/team/{office.ids['north']}/", "eve")
    assert "Ann" in text
    assert "Remind" not in text
    assert said(office, f"/team/person/{office.people['cleo']}/", "eve")


@pytest.fixture
def region(office: Office) -> Office:
    """Dora leads the region in which both teams are."""
    office.ids["region"] = office.add("team", name="Region")
    for team in ("north", "south"):
        office.add("team_place", team=office.ids[team], parent=office.ids["region"])
    office.people["dora"] = office.add("user", name="Dora")
    office.add(
        "membership",
        user=office.people["dora"],
        team=office.ids["region"],
        role="regional_director",
        leads=True,
    )
    return office


def test_a_director_sees_the_teams_below_and_opens_them(region: Office) -> None:
    aim(region, 100_000, team="north")
    win(region, "ann", 25_000)
    html = page(region, "/team/", "dora")
    text = plain(html)
    assert "Teams below" in text
    assert re.search(r"North 2 people .*?¥25k · 25 %", text)
    assert f'href="/team/{region.ids["north"]}/?by=month&amp;org=then"' in html
    assert sorted(names(region, "/team/", "dora")) == ["ann", "ben", "cleo"]
    below = page(region, f"/team/{region.ids['north']}/", "dora")
    assert f'href="/team/{region.ids["region"]}/?by=month' in below


def test_what_a_whole_team_lacks_is_said_of_it(region: Office) -> None:
    peers(region, (20,) * 12, 12)
    hire(region, "dan")
    for name in ("ann", "ben", "dan"):
        visits(region, name, *(20,) * 9, 4, 3, 3)
    lead = said(region)
    assert "Whole team Few" in lead
    assert "3 of 3 people" in lead
    assert "since the week of" in lead
    assert re.search(r"North .*?Whole team Few .*?3 of 3 people", said(region, "/team/", "dora"))


def test_of_very_many_people_the_teams_are_told_and_not_each(
    region: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_PEOPLE", 2)
    aim(region, 100_000, team="north")
    win(region, "ann", 25_000)
    text = said(region, "/team/", "dora")
    assert "people are in these teams. Open one to see who needs help." in text
    assert re.search(r"North 2 people .*?¥25k · 25 %", text)
    assert names(region, "/team/", "dora") == []


def test_more_people_are_shown_on_request(region: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from steerboard.work.team import views

    monkeypatch.setattr(views, "FIRST", 1)
    assert len(names(region, "/team/", "dora")) == 1
    assert "Show 2 more people" in said(region, "/team/", "dora")
    assert len(names(region, "/team/?all=1", "dora")) == 3


@pytest.mark.parametrize(
    ("language", "words"), [("en", "the mart is being rebuilt."), ("zh-hans", "分析库正在重建。")]
)
def test_a_figure_that_cannot_be_asked_is_said_and_not_a_fault(
    office: Office, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    from steerboard.core.errors import BadInput
    from steerboard.core.text import Text

    def refuse(*_: object) -> None:
        raise BadInput(Text("the mart is being rebuilt.", "分析库正在重建。"))

    monkeypatch.setattr(asking, "team", refuse)
    assert words in said(office, language=language)


def test_it_speaks_chinese(office: Office) -> None:
    aim(office, 500_000, team="north")
    win(office, "ann", 250_000)
    deal(office, "ann", 70_000, close_date=days_ago(3))
    visits(office, "ann", 20, 20, 20, 20, 20, 20, 20, 20, 3, 3, 2)
    text = said(office, language="zh-hans")
    for words in (
        "完成 50%，进度应为 59%",
        "还差 ¥25 万",
        "预测 ¥25 万",
        "拜访偏少",
        "另外： 1 个在途商机中 1 个需要处理",
        "提醒",
        "查看",
        "按当时",
    ):
        assert words in text, words


def test_the_page_asks_no_more_for_more_people(office: Office) -> None:
    def queries() -> int:
        visitor = office.visitor("lea")
        visitor.get("/team/")
        with CaptureQueriesContext(connection) as seen:
            assert visitor.get("/team/").status_code == 200
        return len(seen)

    few = queries()
    for n in range(8):
        hire(office, f"more{n}")
        deal(office, f"more{n}", close_date=days_ago(2))
        aim(office, 1000 + n, f"more{n}")
    assert queries() <= few + 1
    assert few <= 20


def test_an_open_page_hears_of_changes_by_name(office: Office) -> None:
    html = page(office)
    assert re.search(r'id="team" [^\n]*hx-trigger="[^"]*live:reminder', html)
    assert htmx(office.visitor("lea"), "get", "/team/").status_code == 200
