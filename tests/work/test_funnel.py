"""The reader's own funnel: judged with plain values, and asked of the real engine."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest

from steerboard.core.periods import Period
from steerboard.diagnosis.peers import Band
from steerboard.kinds.batch import Author, Batch, Edit, New
from steerboard.kinds.door import write
from steerboard.work.funnel import Counted, Funnel, Stage, windows
from tests.offices import CLOCK, TODAY, ZONE, Office

SPACE = "\N{NO-BREAK SPACE}"
PEERS = Band(8, Decimal("0.40"), Decimal("0.50"), Decimal("0.60"))


def counted(entered: int, on: int) -> Counted:
    return Counted(Decimal(entered), Decimal(on))


def stage(
    now: Counted, before: Counted | None = None, band: Band | None = None, name: str = "Offer"
) -> Stage:
    return Stage(1, name, 0, Decimal(0), now, before or Counted(), band or Band(), "", "")


def says(*stages: Stage) -> str:
    span = Period(date(2026, 1, 1), date(2026, 7, 1))
    return Funnel(stages, span, span).says.en.replace(SPACE, " ")


class TestStanding:
    def test_below_the_band_with_evidence_is_worse(self) -> None:
        assert stage(counted(50, 10), band=PEERS).against_peers == "worse"

    def test_above_the_band_with_evidence_is_better(self) -> None:
        assert stage(counted(50, 40), band=PEERS).against_peers == "better"

    @pytest.mark.parametrize(
        "given",
        [
            stage(counted(50, 25), band=PEERS),  # within
            stage(counted(9, 0), band=PEERS),  # too few to be spoken of
            stage(counted(11, 4), band=PEERS),  # below, and too few to tell
            stage(counted(50, 10)),  # no peers
            stage(counted(50, 10), band=Band(4)),  # too few peers
            stage(Counted(), band=PEERS),
        ],
    )
    def test_otherwise_nothing_is_said(self, given: Stage) -> None:
        assert given.against_peers == "neutral"

    def test_the_own_past_is_left_where_both_are_clear(self) -> None:
        assert stage(counted(40, 8), counted(80, 56)).against_past == "worse"
        assert stage(counted(40, 36), counted(80, 32)).against_past == "better"
        assert stage(counted(40, 20), counted(80, 48)).against_past == "neutral"
        assert stage(counted(40, 8), counted(5, 5)).against_past == "neutral"

    def test_lost_are_those_whom_the_peer_in_the_middle_would_have_kept(self) -> None:
        assert stage(counted(50, 10), band=PEERS).lost == 15
        assert stage(counted(50, 10)).lost == 0


class TestSays:
    def test_the_leak_that_costs_most_deals(self) -> None:
        small = stage(counted(20, 3), band=PEERS, name="Talks")
        large = stage(counted(100, 30), band=PEERS, name="Offer")
        assert says(small, large) == (
            "Most is lost after “Offer”: 30 % of your deals go on, with peers 40–60 %."
        )

    def test_else_what_slipped(self) -> None:
        assert "“Offer” has slipped: 20 % of your deals go on, it was 70 %" in says(
            stage(counted(40, 8), counted(80, 56))
        )

    def test_else_what_is_strong(self) -> None:
        assert "strongest is “Offer” with 80 %" in says(stage(counted(50, 40), band=PEERS))

    def test_else_that_it_is_as_with_peers_or_as_before(self) -> None:
        assert says(stage(counted(50, 25), band=PEERS)) == "Nothing leaks more than with your peers."
        assert says(stage(counted(50, 25), counted(50, 25))) == "Your deals go on as they did before."

    def test_too_little_says_how_much_is_missing(self) -> None:
        assert says(stage(counted(4, 1)), stage(counted(3, 1))).startswith("Too little to say: 7 deals")


def test_the_windows_are_whole_months_that_have_settled() -> None:
    now, before = windows(date(2026, 11, 19))
    assert (now.start, now.end) == (date(2026, 4, 1), date(2026, 10, 1))
    assert (before.start, before.end) == (date(2025, 4, 1), date(2026, 4, 1))
    assert windows(date(2026, 3, 30))[0].end == date(2026, 2, 1)
    assert windows(date(2026, 3, 31))[0].end == date(2026, 3, 1)


def enter(office: Office, name: str, stages: list[int], on: int, month: int, number: int) -> None:
    """Deals that came into the first stage in a month; ``on`` of them went on to the second."""
    start = datetime(2026, month, 3, 10, tzinfo=ZONE)
    values = {"owner": office.people[name], "stage": stages[0], "created_at": start}
    new = [New("opportunity", {"name": f"D{month}-{n}", **values}) for n in range(number)]
    author = Author(None, "import", "test")
    ids = write(Batch(author, tuple(new)), CLOCK).ids
    later = datetime(2026, month, 20, 10, tzinfo=ZONE)
    moves = [Edit("opportunity", pk, {"stage": stages[1]}, effective_at=later) for pk in ids[:on]]
    shut = [
        Edit("opportunity", pk, {"outcome": "lost", "closed_at": later}, effective_at=later)
        for pk in ids[on:]
    ]
    write(Batch(author, (*moves, *shut)), CLOCK)


@pytest.fixture
def stages(office: Office) -> list[int]:
    names = ("Contact", "Offer")
    return [office.add("stage", name=n, kind="open", position=i) for i, n in enumerate(names)]


def said(office: Office, name: str = "ann", language: str = "en") -> str:
    page = office.visitor(name, language).get("/today/funnel/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace(SPACE, " ")


def test_it_counts_ones_own_deals_that_went_on(office: Office, stages: list[int]) -> None:
    assert TODAY.month == 6  # the window ends with April
    enter(office, "ann", stages, on=6, month=4, number=24)
    enter(office, "ben", stages, on=24, month=4, number=24)
    page = said(office)
    assert "Contact 25 %" in page
    assert "of 24" in page
    assert "went on" in page
    assert "peers" not in page  # fewer than five of them


def test_what_came_in_lately_has_not_settled(office: Office, stages: list[int]) -> None:
    enter(office, "ann", stages, on=5, month=5, number=10)
    assert "Contact" not in said(office) or "of 10" not in said(office)


def test_open_deals_stand_in_their_stage(office: Office, stages: list[int]) -> None:
    office.add("opportunity", name="Press", owner=office.people["ann"], stage=stages[1], amount=Decimal(7000))
    assert "1 open, ¥7.0k" in said(office)
    assert "Offer" not in said(office, "ben")


def test_an_empty_funnel_says_what_fills_it(office: Office) -> None:
    assert "the funnel fills" in said(office)
    assert "漏斗" in said(office, "ben", "zh-hans")


def test_where_it_cannot_be_asked_it_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from steerboard.core.errors import Broken
    from steerboard.core.text import Text
    from steerboard.work import funnel

    def broken(*_: object) -> None:
        raise Broken(Text("the mart is being made anew.", "数据正在重建。"))

    monkeypatch.setattr(funnel, "documents", broken)
    assert "the mart is being made anew." in said(office)
