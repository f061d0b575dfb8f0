"""What is wrong with a whole team: of simulated companies the one that slumps, and of made-up people none too many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from statistics import mean

import pytest

from steerboard.core.periods import add_months
from steerboard.diagnosis.chain import Month, Verdict, judge
from steerboard.diagnosis.links import BY_KEY
from steerboard.diagnosis.peers import Band
from steerboard.work.team.members import Member
from steerboard.work.team.whole import Trouble, trouble, troubles
from tests.diagnosis.counted import World, chains, world
from tests.diagnosis.test_stories import TRAITS

PEERS = Band(20, Decimal(18), Decimal(20), Decimal(22))


def member(n: int, team: int = 1) -> Member:
    return Member(n, f"Rep {n}", "rep", False, None, None, team=team)


def visits(*counts: float) -> Verdict:
    first = add_months(date(2026, 11, 1), 1 - len(counts))
    months = [Month(add_months(first, n), count, 1.0) for n, count in enumerate(counts)]
    return judge(BY_KEY["activity"], months, PEERS)


FINE, FELL = visits(*[20] * 12), visits(*[20] * 8, *[8] * 4)


def team(*verdicts: Verdict) -> list[tuple[Member, Sequence[Verdict]]]:
    return [(member(n), [v]) for n, v in enumerate(verdicts)]


WORLDS = ((60, 7), (60, 1), (24, 1))  # people and seed


@pytest.mark.parametrize(("people", "seed"), WORLDS)
def test_the_team_that_slumps_is_found_with_its_link_and_month(people: int, seed: int) -> None:
    company = world(people, seed)
    told = company.stories["team_slump"]
    found = _by_team(company)
    slump = found[told["team"]]
    assert slump.verdict.link.column == "activity"
    assert slump.verdict.since is not None
    assert abs(slump.verdict.since - date.fromisoformat(told["day"])) <= timedelta(days=31)
    assert slump.off >= slump.people - 1


def test_few_teams_are_said_to_have_a_trouble_that_their_people_do_not_have() -> None:
    """A false alarm: the people of the team are on average as good in it as those of the others."""
    teams, alarms = 0, []
    for people, seed in WORLDS:
        company = world(people, seed)
        for team, found in _by_team(company).items():
            trait = TRAITS[found.verdict.link.key]
            all_, own = (
                [getattr(r, trait) for r in company.settled if team in ("", r.team.id)] for team in ("", team)
            )
            if team != company.stories["team_slump"]["team"] and mean(own) > 0.95 * mean(all_):
                alarms.append((people, seed, team, found.verdict.link.key))
        teams += len({r.team.id for r in company.settled})
    assert teams >= 15
    assert len(alarms) <= 1, alarms


def _by_team(company: World) -> dict[str, Trouble]:
    ids = {t: n for n, t in enumerate(sorted({r.team.id for r in company.settled}))}
    judged = chains(company)
    people = [
        (Member(n, r.name, "rep", False, None, None, team=ids[r.team.id]), judged[r.id])
        for n, r in enumerate(company.settled)
    ]
    names = {n: t for t, n in ids.items()}
    return {names[t.team]: t for t in troubles(people)}


def test_what_all_share_is_the_teams_matter() -> None:
    found = trouble(team(FELL, FELL, FELL, FINE))
    assert found is not None
    assert (found.off, found.people) == (3, 4)
    assert found.verdict.since == date(2026, 8, 1)


def test_what_one_or_two_of_them_have_is_theirs() -> None:
    idle = visits(*[20] * 8, *[0] * 4)
    assert trouble(team(idle, FINE, FINE, FINE)) is None
    assert trouble(team(FELL, FELL, FINE, FINE, FINE)) is None


def test_what_is_no_more_without_one_of_them_is_his() -> None:
    idle, short = visits(*[20] * 8, *[0] * 4), visits(*[19] * 12)
    assert trouble(team(idle, short, short)) is None


def test_two_people_are_no_team_to_speak_of() -> None:
    assert trouble(team(FELL, FELL)) is None
    assert trouble([]) is None


def test_each_team_has_its_own_trouble() -> None:
    people = [(member(n, team=n % 2), [FELL if n % 2 else FINE]) for n in range(8)]
    assert [(t.team, t.off) for t in troubles(people)] == [(1, 4)]
