"""A team as a whole: what is wrong with most of its people at once is no matter of one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from steerboard.diagnosis.chain import Verdict, judge, problem, summed
from steerboard.diagnosis.peers import Band
from steerboard.mart.kept import Kept
from steerboard.work.team.members import Member
from steerboard.work.team.why import Why

LEAST = 3  # people; of two, each is looked at for himself
MOST_OF = 0.6  # of the people must be off themselves


@dataclass(frozen=True)
class Trouble:
    """The link that is off for the people together, and for how many of them it is."""

    verdict: Verdict
    off: int
    people: int
    members: Sequence[Member] = ()
    team: int = 0
    why: Why = field(default_factory=Why)


def troubles(people: Sequence[tuple[Member, Sequence[Verdict]]]) -> list[Trouble]:
    """The trouble of each team in which some of the people are, those with most people first."""
    by_team: dict[int, list[tuple[Member, Sequence[Verdict]]]] = defaultdict(list)
    for member, own in people:
        by_team[member.team].append((member, own))
    found = [replace(t, team=team) for team, some in by_team.items() if (t := trouble(some)) is not None]
    return sorted(found, key=lambda t: (-t.off, t.team))


def trouble(people: Sequence[tuple[Member, Sequence[Verdict]]]) -> Trouble | None:
    """The clear problem that most of some people share; None where there is none. Who is new is left out by the
    caller, and so are parts of a link: few of them are anybody's."""
    if len(people) < LEAST:
        return None
    own = [verdicts for _, verdicts in people]
    return _TROUBLES.of(own, tuple(member.id for member, _ in people), lambda: _found(people))


def _found(people: Sequence[tuple[Member, Sequence[Verdict]]]) -> Trouble | None:
    links = [v.link for v in people[0][1]]
    together = [_together([own[n] for _, own in people]) for n in range(len(links))]
    found = problem([v for v in together if v.link.part is None])
    if found is None or found.level != "clear":
        return None
    own = [verdicts[together.index(found)] for _, verdicts in people]
    off = sum(1 for v in own if _is_off(v, found))
    if off < MOST_OF * len(people) or not _together(_without_the_most(own, found)).is_problem:
        return None
    return Trouble(found, off, len(people), [member for member, _ in people])


def _without_the_most(own: Sequence[Verdict], found: Verdict) -> list[Verdict]:
    """All but the third of them that is off most: what is still there without these is the team's matter."""
    sign = 1 if found.link.better == "up" else -1

    def short(verdict: Verdict) -> float:
        window = verdict.months[-verdict.link.months :]
        return sign * sum((found.reference or 0.0) * m.bottom - m.top for m in window)

    return sorted(own, key=short)[: -max(1, len(own) // 3)]


def _together(own: Sequence[Verdict]) -> Verdict:
    band = next((v.band for v in own if v.band.known), Band())
    return judge(own[0].link, summed(v.months for v in own), band)


def _is_off(own: Verdict, found: Verdict) -> bool:
    """Whether a person stands on the bad side of what the people were found worse than."""
    if own.value is None or found.reference is None:
        return False
    return own.value < found.reference if found.link.better == "up" else own.value > found.reference


_TROUBLES: Kept[Trouble | None] = Kept()
