"""A person's page: four questions answered in words, the deals at risk, and the figures behind."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from steerboard.diagnosis.chain import Month, Verdict, judge
from steerboard.diagnosis.links import Link
from steerboard.diagnosis.peers import Band
from steerboard.work.team import four
from steerboard.work.team.questions import Duties, Undone
from tests.offices import Office, at
from tests.work.team.making import aim, days_ago, deal, hire, page, plain, said, visits, win


def person(office: Office, name: str = "ann", reader: str = "lea", language: str = "en") -> str:
    return said(office, f"/team/person/{office.people[name]}/", reader, language)


def question(office: Office, key: str, name: str = "ann", language: str = "en") -> str:
    """What one of the four says."""
    html = page(office, f"/team/person/{office.people[name]}/", "lea", language)
    part = html[html.index(f'id="ask-{key}"') :]
    return plain(part[: part.index("</section>")])


def test_all_four_are_asked_and_say_what_cannot_be_told(office: Office) -> None:
    text = person(office)
    for words in ("Active enough?", "Creates pipeline?", "Works it?", "Does it move?"):
        assert words in text
    assert "Cannot tell no open deals" in question(office, "works")
    assert "Cannot tell" in question(office, "moves")
    assert "no decided deals yet" in question(office, "moves")
    assert "No open deals." in text


def test_it_stands_with_target_forecast_and_team(office: Office) -> None:
    aim(office, 400_000, "ann")
    win(office, "ann", 100_000)
    text = person(office)
    assert "¥100k of a target of ¥400k" in text
    assert "North · June 2026" in text
    assert "¥100k" in said(office, f"/team/person/{office.people['ann']}/?by=quarter")


def test_active_enough_is_answered_against_the_own_past(office: Office) -> None:
    visits(office, "ann", 20, 20, 20, 20, 20, 20, 20, 20, 3, 3, 2)
    text = question(office, "active")
    assert re.search(r"No ▼ Few (face-to-face )?visits", text)
    assert "where it was" in text
    assert re.search(r"since the week of (23|30) Mar", text)
    assert "Remind" in text


def test_what_the_time_went_into_is_named(office: Office) -> None:
    visits(office, "ann", 20, 20, 20, 20, 20, 20, 20, 20, 3, 3, 2)
    for month in (4, 5, 6):
        for day in range(1, 13):
            office.add(
                "activity", kind="onboarding", owner=office.people["ann"], done_at=at(day, month=month)
            )
    assert "time goes into “Onboarding”" in question(office, "active")


def test_active_enough_is_yes_within_the_band(office: Office) -> None:
    for n in range(5):
        hire(office, f"peer{n}", "south")
        visits(office, f"peer{n}", *(20,) * 4)
    visits(office, "ann", *(20,) * 4)
    assert "Yes ▲ Visits and calls: " in question(office, "active")
    assert "a month, peers" in question(office, "active")


def test_works_it_is_answered_by_the_open_deals(office: Office) -> None:
    for n in range(4):
        deal(office, "ann", 1000 + n)
    assert "Yes ▲ 4 of 4 open deals are in order" in question(office, "works")
    deal(office, "ann", next_step=None, next_step_due=None)
    deal(office, "ann", next_step_due=days_ago(2), close_date=days_ago(2))
    text = question(office, "works")
    assert "No ▼ 2 of 6 open deals need attention" in text
    for words in ("1 deal has no next step", "1 next step is overdue", "1 deal is past its close date"):
        assert words in text


def test_does_it_move_is_no_where_deals_are_stuck(office: Office) -> None:
    stage = office.add("stage", name="Offer", position=1, kind="open", longest_stay=10)
    deal(office, "ann", 50_000, stage=stage, created_at=at(1))
    deal(office, "ann", 50_000)
    text = question(office, "moves")
    assert "No ▼ 1 of 2 open deals are stuck in their stage" in text
    assert "Yes ▲ 2 of 2 open deals are in order" in question(office, "works")
    assert "Offer for 16 days" in person(office)


def test_each_deal_at_risk_has_one_verb(office: Office) -> None:
    first = deal(office, "ann", 90_000, close_date=days_ago(4), next_step_due=days_ago(4))
    bare = deal(office, "ann", 70_000, next_step=None, next_step_due=None)
    deal(office, "ann", 10_000)
    html = page(office, f"/team/person/{office.people['ann']}/")
    risks = html[html.index('id="risks"') :]
    assert re.findall(r'id="risk-(\d+)"', risks) == [str(first), str(bare)]
    assert f'href="/deals/{first}/closing/"' in risks
    assert f'href="/deals/{bare}/step/"' in risks
    assert f'href="/deals/{first}/step/"' not in risks
    assert "was to close 4 days ago" in plain(risks)


def test_an_executive_looks_and_has_no_verbs(office: Office) -> None:
    deal(office, "ann", 90_000, close_date=days_ago(4))
    text = person(office, reader="eve")
    assert "was to close 4 days ago" in text
    assert "Remind" not in text
    assert "Reminders" not in text


def test_who_is_new_is_not_compared(office: Office) -> None:
    hire(office, "dan", hired_on=date(2026, 5, 4))
    text = person(office, "dan")
    assert "joined 4 May" in text
    assert "New: not compared with peers yet." in text


def test_who_left_or_is_not_there_has_no_page(office: Office) -> None:
    lead = office.visitor("lea")
    assert lead.get("/team/person/999999/").status_code == 404
    leaver = office.add("user", name="Gone")
    office.add("membership", user=leaver, team=office.ids["north"], role="rep", valid_to=date(2026, 6, 1))
    assert lead.get(f"/team/person/{leaver}/").status_code == 404


def test_figures_open_their_records(office: Office) -> None:
    visits(office, "ann", 4, 4)
    html = page(office, f"/team/person/{office.people['ann']}/")
    found = re.search(r'href="(/figures/visits/records/[^"]*)"', html)
    assert found is not None
    html = page(office, found[1].replace("&amp;", "&"))
    assert html.count('href="/records/activity/') == 8


def test_it_speaks_chinese(office: Office) -> None:
    deal(office, "ann", 90_000, close_date=days_ago(4))
    text = person(office, language="zh-hans")
    for words in (
        "够勤奋吗？",
        "有新商机吗？",
        "跟进到位吗？",
        "有推进吗？",
        "否 ▼",
        "1 个在途商机中 1 个需要处理",
        "原定4 天前成交",
    ):
        assert words in text, words


MOVES = next(q for q in four.QUESTIONS if q.key == "moves")
WINNING = Band(20, Decimal("0.2"), Decimal("0.3"), Decimal("0.4"))


def verdicts(**pairs: tuple[int, int]) -> dict[str, Verdict]:
    """Of each link of the last question what is given by month, else nothing."""

    def of(link: Link) -> Verdict:
        top, bottom = pairs.get(link.key, (0, 0))
        return judge(link, [Month(date(2026, 1, 1), top, bottom)] * 12, WINNING)

    return {link.key: of(link) for link in MOVES.shown}


@pytest.mark.parametrize(
    ("given", "answer", "link"),
    [
        ({"conversion": (30, 100)}, "yes", "conversion"),
        ({"conversion": (10, 100)}, "no", "conversion"),
        ({"conversion": (30, 100), "quotes": (1, 100)}, "no", "quotes"),
        ({"conversion": (0, 1)}, "unknown", "conversion"),
        ({"quotes": (30, 100)}, "unknown", "conversion"),
    ],
)
def test_one_link_that_is_off_makes_a_no_and_only_the_first_a_yes(
    given: dict[str, tuple[int, int]], answer: str, link: str
) -> None:
    said_, verdict = four.decide(MOVES, verdicts(**given))
    assert (said_, verdict.link.key) == (answer, link)


def test_a_few_stuck_deals_make_no_no() -> None:
    def stuck(n: int) -> Duties:
        return Duties(4, [Undone(k, 1, "Offer", Decimal(1), frozenset({"stuck"})) for k in range(n)])

    assert four.stalled(MOVES, stuck(1)) is None
    found = four.stalled(MOVES, stuck(2))
    assert found is not None
    assert found.answer == "no"
    assert four.stalled(four.QUESTIONS[0], stuck(4)) is None
