"""In which link the problem is, and that a guess is not called a finding."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from steerboard.core.periods import add_months
from steerboard.diagnosis.chain import Month, Verdict, judge, others, problem, summed, turn
from steerboard.diagnosis.links import BY_KEY, LINKS
from steerboard.diagnosis.peers import Band
from steerboard.diagnosis.wording import evidence, head

TODAY = date(2026, 11, 20)
NO_BAND = Band(3)


def band(low: str, median: str, high: str) -> Band:
    return Band(12, Decimal(low), Decimal(median), Decimal(high))


def months(*values: tuple[float, float] | float) -> list[Month]:
    """Up to November 2026, the last one running; a bare number is a count of a whole month."""
    first = add_months(date(2026, 11, 1), 1 - len(values))
    pairs = [v if isinstance(v, tuple) else (v, 1.0) for v in values]
    return [Month(add_months(first, n), top, bottom) for n, (top, bottom) in enumerate(pairs)]


def created(*values: tuple[float, float] | float, peers: Band | None = None) -> Verdict:
    return judge(BY_KEY["creation"], months(*values), peers or band("6", "8", "10"))


def won(*values: tuple[float, float], peers: Band | None = None) -> Verdict:
    return judge(BY_KEY["conversion"], months(*values), peers or band("0.25", "0.35", "0.45"))


def said(verdict: Verdict, language: str = "en") -> str:
    text = evidence(verdict, "CNY", TODAY)
    return (text.zh if language == "zh" else text.en).replace("\N{NO-BREAK SPACE}", " ")


def test_a_fall_below_peers_is_found_with_its_month_and_its_past() -> None:
    verdict = created(8, 7, 9, 8, 7, 9, 8, 7, 3, 3, (2, 0.7))
    assert (verdict.state, verdict.level) == ("worse", "clear")
    assert verdict.since == date(2026, 9, 1)
    assert head(verdict).en == "Few new deals"
    assert said(verdict) == "3 a month where peers open 8 (clear, n 8) · since September · 7.9 before"
    assert said(verdict, "zh") == "月均 3 个，同岗 8 个（明确，n 8） · 自9月起 · 此前 7.9"


def test_who_was_never_as_good_as_peers_is_found_too_without_a_month() -> None:
    verdict = created(3, 4, 3, 4, 3, 4, 3, 4)
    assert verdict.state == "worse"
    assert not verdict.fell
    assert verdict.since is None
    assert said(verdict).endswith("· for 8 months or longer")


def test_one_good_month_does_not_end_a_bad_half_year() -> None:
    verdict = created(8, 9, 8, 2, 3, 2, 9, 3, 2, 2)
    assert verdict.since == date(2026, 5, 1)


def test_a_few_deals_are_not_enough_and_it_says_how_many_are() -> None:
    verdict = won((0, 1), (1, 3), (0, 1), (0, 1), (0, 2), (1, 2), (0, 1), (0, 1))
    assert verdict.state == "unclear"
    assert verdict.needed is not None
    assert verdict.needed > verdict.now.n
    assert "not enough evidence: 8 decided deals" in said(verdict)
    assert "证据不足：现有 8 个已结束商机" in said(verdict, "zh")


def test_the_same_rate_of_many_deals_is_enough() -> None:
    verdict = won(*[(1, 10)] * 8)
    assert (verdict.state, verdict.level) == ("worse", "clear")
    assert said(verdict).startswith("10 % won where peers win 35 % (clear, n 60)")


def test_within_the_band_all_is_well_however_many_records_there_are() -> None:
    verdict = won(*[(28, 100)] * 8)
    assert verdict.state == "well"
    assert said(verdict) == "28 %, peers 25 % to 45 %"


def test_a_long_cycle_is_worse_and_a_short_one_is_not() -> None:
    peers = band("60", "70", "80")
    long = judge(BY_KEY["cycle"], months(*[(480, 4)] * 8), peers)
    short = judge(BY_KEY["cycle"], months(*[(120, 4)] * 8), peers)
    assert (long.state, short.state) == ("worse", "well")
    assert said(long).startswith("120 days to win where peers take 70 days")


def test_without_a_band_the_own_past_is_compared() -> None:
    verdict = created(9, 8, 9, 8, 9, 8, 2, 3, 2, peers=NO_BAND)
    assert verdict.state == "slipped"
    assert said(verdict) == "2.3 where it was 8.5 before (clear, n 7) · since September"
    assert created(8, 8, 9, 8, 9, 8, 8, 7, 8, peers=NO_BAND).state == "well"


def test_without_a_band_and_a_past_nothing_is_said() -> None:
    verdict = created(2, 1, 2, peers=NO_BAND)
    assert verdict.state == "unknown"
    assert said(verdict) == "1.7; a band needs 5 peers with enough records, and 3 have them"


def test_who_has_no_deals_yet_is_not_judged() -> None:
    verdict = won(*[(0, 0)] * 8)
    assert verdict.state == "unknown"
    assert said(verdict) == "no decided deals yet"
    assert said(verdict, "zh") == "暂无已结束商机"


def test_months_before_somebody_came_are_not_his() -> None:
    verdict = created((0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (3, 0.5), 8, 8)
    assert verdict.state == "well"


def test_a_running_month_counts_by_its_part() -> None:
    assert created(8, 8, 8, 8, 8, 8, 8, (2, 0.25)).state == "well"
    assert created(8, 8, 8, 8, 8, 2, 2, (0, 0.9)).state == "worse"


def test_the_earliest_link_is_named_and_a_fall_against_peers_comes_first() -> None:
    fine = created(8, 8, 8, 8, 8, 8)
    low, few = won(*[(1, 10)] * 8), created(2, 2, 2, 2, 2, 2)
    slipped = created(9, 8, 9, 8, 9, 8, 2, 3, 2, peers=NO_BAND)
    assert problem([fine, low]) is low
    assert problem([few, low]) is few
    assert problem([slipped, low]) is low
    assert problem([slipped, fine]) is slipped
    assert problem([fine, fine]) is None


def test_of_links_in_one_column_the_one_is_named_that_is_off_most() -> None:
    few = won(*[(1, 10)] * 8)
    quotes = judge(BY_KEY["quotes"], months(*[(0, 10)] * 10), band("0.25", "0.35", "0.45"))
    likely = judge(BY_KEY["newcomers"], months(*[(0, 0)] * 10, (1, 10), (1, 9)), band("0.25", "0.35", "0.45"))
    assert problem([few, quotes]) is quotes
    assert problem([quotes, few]) is quotes
    assert likely.level == "likely"
    assert problem([likely, few]) is few


def test_what_is_off_besides_is_one_link_of_each_other_column() -> None:
    few = created(2, 2, 2, 2, 2, 2)
    low = won(*[(1, 10)] * 8)
    quotes = judge(BY_KEY["quotes"], months(*[(0, 10)] * 10), band("0.25", "0.35", "0.45"))
    slipped = judge(BY_KEY["activity"], months(90, 80, 90, 80, 90, 80, 20, 30, 20), NO_BAND)
    assert others([slipped, few, low, quotes], few) == [quotes]
    assert others([few], few) == []


def test_a_figure_that_ripens_is_not_compared_with_its_own_past() -> None:
    fell = [(8, 10)] * 6 + [(0, 0)] * 3 + [(1, 10)] * 6
    assert judge(BY_KEY["conversion"], months(*fell), NO_BAND).state == "slipped"
    assert judge(BY_KEY["quotes"], months(*fell), NO_BAND).state == "unknown"


def test_people_together_are_judged_by_their_mean() -> None:
    one, two = months(8, 8, 8, 2, 2, 2), months(6, 6, 6, (0, 0), (2, 0.5), 4)
    together = summed([one, two])
    assert [(m.top, m.bottom) for m in together] == [(14, 2), (14, 2), (14, 2), (2, 1), (4, 1.5), (6, 2)]
    assert summed([one]) == one
    assert summed([]) == []


def test_the_week_of_a_turn_is_found_among_weeks() -> None:
    weeks = [Month(date(2026, 6, 1), 5, 0.25)] * 6 + [Month(date(2026, 7, 1), 2, 0.25)] * 6
    assert turn(weeks, "up", 20, 8) == 6
    rising = [Month(date(2026, 6, 1), 200, 4)] * 5 + [Month(date(2026, 7, 1), 360, 4)] * 3
    assert turn(rising, "down", 50, 90) == 5


def test_the_running_winter_keeps_its_year() -> None:
    verdict = created(8, 9, 8, 9, 8, 9, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2)
    assert "since January" in said(verdict)
    assert "since September 2025" in said(created(*[8, 8, 8, 8], *[2] * 15))


@pytest.mark.parametrize("link", LINKS, ids=[link.key for link in LINKS])
def test_every_link_speaks_both_languages(link: object) -> None:
    verdict = judge(LINKS[0], months(1, 1, 1), band("6", "8", "10"))
    assert all((verdict.link.head.zh, verdict.link.name.zh, said(verdict, "zh")))
    assert link in LINKS
