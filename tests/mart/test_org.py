"""The organisation's tables against a look-up day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from steerboard.mart.org import FIRST, LAST, Dated, reaches, stays, team_spans

START = date(2024, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(8)]
PROBES = [FIRST, *DAYS, LAST - timedelta(days=1)]
TEAMS = (1, 2, 3, 4)
REGIONS = frozenset({2, 3})


@st.composite
def dated(draw: st.DrawFn, who: tuple[int, ...], where: tuple[int | None, ...]) -> list[Dated]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.one_of(st.none(), st.sampled_from(DAYS)))
        end = draw(st.one_of(st.none(), st.sampled_from(DAYS)))
        found.append(Dated(number, draw(st.sampled_from(who)), draw(st.sampled_from(where)), start, end))
    return found


def on_day(those: list[Dated], who: int, day: date) -> Dated | None:
    """The one that counts on that day."""
    there = [d for d in those if d.who == who and (d.start or FIRST) <= day < (d.end or LAST)]
    return max(there, key=lambda d: (d.start or FIRST, d.id), default=None)


def chain(places: list[Dated], team: int, day: date) -> list[int]:
    found: list[int] = []
    here: int | None = team
    while here is not None and here not in found:
        found.append(here)
        place = on_day(places, here, day)
        here = place.where if place else None
    return found


@given(dated(TEAMS, (*TEAMS, None)))
def test_each_team_has_one_place_on_each_day(places: list[Dated]) -> None:
    spans = team_spans(places, REGIONS, TEAMS)
    for team in TEAMS:
        for day in PROBES:
            expected = chain(places, team, day)
            (span,) = [s for s in spans if s.chain[0] == team and s.start <= day < s.end]
            assert list(span.chain) == expected
            assert span.region == next((t for t in expected if t in REGIONS), None)
            assert (span.parent, span.root) == ([*expected, None][1], expected[-1])


@given(dated(TEAMS, (*TEAMS, None)), dated((11, 12), TEAMS))
def test_a_person_is_in_one_team_and_reached_from_all_above_it(
    places: list[Dated], memberships: list[Dated]
) -> None:
    found = stays(memberships, team_spans(places, REGIONS, TEAMS))
    reached = reaches(found)
    for user in (11, 12):
        for day in PROBES:
            member = on_day(memberships, user, day)
            expected = chain(places, member.where, day) if member and member.where else []
            here = [s for s in found if s.user == user and s.span.start <= day < s.span.end]
            assert [s.span.chain for s in here] == ([tuple(expected)] if expected else [])
            over = sorted(r.team for r in reached if r.user == user and r.start <= day < r.end)
            assert over == sorted(expected)
