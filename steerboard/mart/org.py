"""The dated organisation as the mart holds it: where teams stood, where people were. Pure values.

Days are half-open intervals. Of two places of a team, or two memberships of a person, on one day the one that
began later counts (of two that began on one day, the one recorded later).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

FIRST = date(1, 1, 1)
LAST = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Dated:
    """``who`` belonged to ``where`` (None: nowhere) from ``start`` up to ``end``; open ends are None."""

    id: int
    who: int
    where: int | None
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class TeamSpan:
    """``chain`` is the team and all that stood above it, nearest first."""

    start: date
    end: date
    chain: tuple[int, ...]
    region: int | None

    @property
    def parent(self) -> int | None:
        return self.chain[1] if len(self.chain) > 1 else None

    @property
    def root(self) -> int:
        return self.chain[-1]


@dataclass(frozen=True, slots=True)
class Stay:
    """A person was in the team of ``span.chain[0]``, from ``span.start`` up to ``span.end``."""

    user: int
    span: TeamSpan


@dataclass(frozen=True, slots=True)
class Reach:
    """A person was in ``team`` or below it."""

    team: int
    user: int
    start: date
    end: date


def team_spans(places: Iterable[Dated], regions: frozenset[int], teams: Iterable[int]) -> list[TeamSpan]:
    """For each team, all of time, cut wherever something above it changed."""
    by_team = {team: disjoint(mine) for team, mine in _by_who(places).items()}
    everyone = sorted({*teams, *by_team, *(p.where for ps in by_team.values() for p in ps if p.where)})
    return [span for team in everyone for span in _spans_of(team, by_team, regions)]


def stays(memberships: Iterable[Dated], spans: Sequence[TeamSpan]) -> list[Stay]:
    """Where each person was; no two overlap for one person."""
    of_team: dict[int, list[TeamSpan]] = defaultdict(list)
    for span in spans:
        of_team[span.chain[0]].append(span)
    found = []
    for user, mine in sorted(_by_who(memberships).items()):
        for piece in disjoint(mine):
            for span in of_team.get(piece.where or 0, ()):
                start, end = max(piece.start or FIRST, span.start), min(piece.end or LAST, span.end)
                if start < end:
                    found.append(Stay(user, TeamSpan(start, end, span.chain, span.region)))
    return found


def reaches(found: Iterable[Stay]) -> list[Reach]:
    """Each stay counts for its team and for all above; neighbouring days are joined."""
    days: dict[tuple[int, int], list[tuple[date, date]]] = defaultdict(list)
    for stay in found:
        for team in stay.span.chain:
            days[team, stay.user].append((stay.span.start, stay.span.end))
    return [
        Reach(team, user, start, end)
        for (team, user), mine in sorted(days.items())
        for start, end in _joined(mine)
    ]


def disjoint(mine: Sequence[Dated]) -> list[Dated]:
    """The same without overlaps, in order of time."""
    cuts = sorted({d for m in mine for d in (m.start or FIRST, m.end or LAST)})
    found: list[Dated] = []
    for start, end in pairwise(cuts):
        there = [m for m in mine if (m.start or FIRST) <= start and end <= (m.end or LAST)]
        if not there:
            continue
        best = max(there, key=lambda m: (m.start or FIRST, m.id))
        if found and found[-1].id == best.id and found[-1].end == start:
            start = found.pop().start or FIRST
        found.append(Dated(best.id, best.who, best.where, start, end))
    return found


def _by_who(those: Iterable[Dated]) -> dict[int, list[Dated]]:
    found: dict[int, list[Dated]] = defaultdict(list)
    for one in those:
        if (one.start or FIRST) < (one.end or LAST):
            found[one.who].append(one)
    return found


def _spans_of(
    team: int, by_team: Mapping[int, Sequence[Dated]], regions: frozenset[int]
) -> Iterator[TeamSpan]:
    above = _ever_above(team, by_team)
    days = {day for t in above for p in by_team.get(t, ()) for day in (p.start or FIRST, p.end or LAST)}
    cuts = sorted(days | {FIRST, LAST})
    last: TeamSpan | None = None
    for start, end in pairwise(cuts):
        chain = _chain(team, by_team, start)
        if last is not None and last.chain == chain:
            last = TeamSpan(last.start, end, chain, last.region)
            continue
        if last is not None:
            yield last
        last = TeamSpan(start, end, chain, next((t for t in chain if t in regions), None))
    if last is not None:
        yield last


def _ever_above(team: int, by_team: Mapping[int, Sequence[Dated]]) -> set[int]:
    found, waiting = {team}, [team]
    while waiting:
        parents = {p.where for p in by_team.get(waiting.pop(), ()) if p.where} - found
        found |= parents
        waiting += parents
    return found


def _chain(team: int, by_team: Mapping[int, Sequence[Dated]], day: date) -> tuple[int, ...]:
    """Upwards on that day; a circle, which only a mistake makes, ends where it closes."""
    chain: list[int] = []
    here: int | None = team
    while here is not None and here not in chain:
        chain.append(here)
        places = by_team.get(here, ())
        here = next((p.where for p in places if (p.start or FIRST) <= day < (p.end or LAST)), None)
    return tuple(chain)


def _joined(mine: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    found: list[tuple[date, date]] = []
    for start, end in sorted(mine):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
