"""Putting the answers together: the team as its page shows it, and a person as a reminder needs him."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from steerboard.core.periods import Period
from steerboard.diagnosis.chain import Verdict
from steerboard.diagnosis.links import LINKS
from steerboard.diagnosis.peers import Band
from steerboard.engine.query import Org
from steerboard.engine.rights import Rights
from steerboard.forecast.asking import Foretold, forecasts
from steerboard.forecast.plain import Forecast, together
from steerboard.people.requests import Asked
from steerboard.plans.progress import Progress, WorkingDays
from steerboard.work.team import findings, loops, measuring, questions, reminders, whole
from steerboard.work.team.loops import Loop, Present
from steerboard.work.team.measuring import Figures, Shares
from steerboard.work.team.members import Below, Member, TeamSeen, members_of, narrowed, person_of
from steerboard.work.team.questions import Duties, Targets
from steerboard.work.team.reminder import Reminder
from steerboard.work.team.rows import Row, TeamRow
from steerboard.work.team.whole import Trouble
from steerboard.work.team.why import why

EXPLAINED = 2  # troubles in a team below; each costs two questions
CHAIN = tuple(link for link in LINKS if link.key != "size")
MOST_PEOPLE = 150  # of whom one page tells; of more only the sums of the teams below are asked


@dataclass(frozen=True)
class Team:
    """``target_is_sum``: the team has no target of its own, its people's add up to it. ``crowd`` is how many people
    there are where they are too many to be told one by one."""

    seen: TeamSeen
    progress: Progress
    target_is_sum: bool
    forecast: Forecast | None
    rows: Sequence[Row] = ()
    below: Sequence[TeamRow] = ()
    band: Band = field(default_factory=Band)
    trouble: Trouble | None = None
    loops: Sequence[Loop] = ()
    crowd: int = 0
    months: Sequence[Period] = ()
    fresh_at: str = ""


@dataclass(frozen=True)
class _Asked:
    """What the page of a team has asked for, before it is laid out."""

    request: Asked
    period: Period
    days: WorkingDays
    shares: Shares
    figures: Figures
    bands: Mapping[str, Mapping[str, Band]]
    targets: Targets
    told: Foretold
    duties: Mapping[int, Duties]
    sent: Mapping[int, Sequence[Reminder]]
    won: Mapping[int, Decimal] = field(default_factory=dict)


def team(request: Asked, seen: TeamSeen, period: Period, org: Org) -> Team:
    """Two questions for figures, two for forecasts, two about what is wrong with all; the bands of peers are kept."""
    people = [m for m in members_of(seen, period, request.today) if org == "then" or m.left is None]
    if len(people) > MOST_PEOPLE:
        return _crowd(request, seen, period, org, people)
    known = _ask(request, seen, period, org, people)
    rows = [_row(known, member) for member in people if _has_a_part(known, member)]
    target, is_sum = known.targets.of_team(seen.id, (r.member.id for r in rows if r.member.left is None))
    sums = known.figures.won(seen.inside if org == "then" else None)
    return Team(
        seen=seen,
        progress=Progress(sum(sums.values(), Decimal(0)), target, known.days),
        target_is_sum=is_sum,
        forecast=together(row.forecast for row in rows),
        rows=rows,
        below=[_team_row(known, one, rows, org) for one in seen.below],
        band=known.bands.get("rep", {}).get("activity", Band()),
        trouble=_explained(known, own) if (own := _own_trouble(seen, rows)) else None,
        loops=[loop for row in rows for loop in row.loops],
        months=known.figures.months,
        fresh_at=known.figures.fresh_at,
    )


def person_now(request: Asked, person: int) -> tuple[Member, Present]:
    """The chain and the duties of one person whom the reader leads."""
    today = request.today
    member = person_of(request.rights, person, today)
    shares = Shares(request.workspace.calendar, today)
    rights = narrowed((), (person,))
    month = request.workspace.calendar.period("month", today)
    figures = measuring.figures_of(request, LINKS, month, rights, "today")
    bands = measuring.peers_of(request, LINKS, figures.months, member.role, shares)
    verdicts = measuring.chain_of(member, LINKS, figures, bands, shares)
    return member, Present(
        verdicts, duties_by_person(request, [person], rights).get(person, questions.NOTHING_OPEN)
    )


def duties_by_person(request: Asked, people: Sequence[int], rights: Rights) -> dict[int, Duties]:
    workspace = request.workspace
    return questions.duties_of(people, request.today, rights, workspace.currency, workspace.calendar.zone)


def _ask(request: Asked, seen: TeamSeen, period: Period, org: Org, people: Sequence[Member]) -> _Asked:
    today, calendar = request.today, request.workspace.calendar
    shares = Shares(calendar, today)
    present = [m.id for m in people if m.left is None]
    rights = narrowed(seen.inside, present)
    figures = measuring.figures_of(request, CHAIN, period, rights, org)
    won = figures.won(seen.inside if org == "then" else None)
    sums = {person: won.get(person, Decimal(0)) for person in present}
    return _Asked(
        request=request,
        period=period,
        days=WorkingDays.of(period, today, calendar),
        shares=shares,
        figures=figures,
        bands={
            role: measuring.peers_of(request, CHAIN, figures.months, role, shares)
            for role in {m.role for m in people if m.sells}
        },
        targets=questions.targets_of(present, [seen.id, *(b.id for b in seen.below)], period, request.rights),
        told=forecasts(request, period, present, sums, rights),
        duties=duties_by_person(request, present, rights),
        sent=reminders.sent_to(request, present),
        won=won,
    )


def _has_a_part(known: _Asked, member: Member) -> bool:
    """Whose work is not selling stands in the table where he sold or is to; who left, where he brought something."""
    return member.sells or bool(known.won.get(member.id)) or member.id in known.targets.people


def _row(known: _Asked, member: Member) -> Row:
    request, today = known.request, known.request.today
    here = member.left is None
    bands = known.bands.get(member.role, {})
    verdicts = measuring.chain_of(member, CHAIN, known.figures, bands, known.shares) if here else []
    duties = known.duties.get(member.id, questions.NOTHING_OPEN)
    won = known.won.get(member.id, Decimal(0))
    progress = Progress(won, known.targets.people.get(member.id), known.days)
    currency, calendar = request.workspace.currency, request.workspace.calendar
    present = Present(verdicts, duties)
    return Row(
        member=member,
        progress=progress,
        forecast=known.told.of(member.id) if here else Forecast(won),
        verdicts=verdicts,
        finding=findings.finding_of(member, verdicts, duties, progress, currency, today),
        duties=duties,
        new=member.is_new(today),
        may_remind=here and reminders.may_remind(request.rights, member.id),
        loops=[
            loops.loop_of(r, present, currency, today, calendar, member.name)
            for r in known.sent.get(member.id, ())
        ],
    )


def _team_row(known: _Asked, below: Below, rows: Sequence[Row], org: Org) -> TeamRow:
    inside = [row for row in rows if row.member.team in below.inside]
    target, _is_sum = known.targets.of_team(below.id, (r.member.id for r in inside if r.member.left is None))
    if org == "then":
        won = sum(known.figures.won(below.inside).values(), Decimal(0))
    else:
        won = sum((known.won.get(r.member.id, Decimal(0)) for r in inside), Decimal(0))
    return TeamRow(
        team=below,
        progress=Progress(won, target, known.days),
        forecast=together(row.forecast for row in inside),
        people=sum(1 for row in inside if row.member.left is None),
        stuck=sum(1 for row in inside if row.finding.tone == "problem"),
        troubles=[_explained(known, found) for found in whole.troubles(_judged(inside))[:EXPLAINED]],
    )


def _own_trouble(seen: TeamSeen, rows: Sequence[Row]) -> Trouble | None:
    """Of a team without teams below it; what is wrong with several teams is said of each."""
    return whole.trouble(_judged(rows)) if not seen.below else None


def _explained(known: _Asked, found: Trouble) -> Trouble:
    """With the week since which it is so, and what went along with it."""
    return replace(found, why=why(known.request, found.verdict, found.members, known.shares))


def _judged(rows: Iterable[Row]) -> list[tuple[Member, Sequence[Verdict]]]:
    return [(row.member, row.verdicts) for row in rows if row.member.sells and not row.new]


def _crowd(request: Asked, seen: TeamSeen, period: Period, org: Org, people: Sequence[Member]) -> Team:
    """Of many people the sums of the teams below: one question and one query."""
    days = WorkingDays.of(period, request.today, request.workspace.calendar)
    present = [m.id for m in people if m.left is None]
    targets = questions.targets_of(present, [seen.id, *(b.id for b in seen.below)], period, request.rights)
    sums = measuring.bookings_of_teams(request, period, narrowed(seen.inside, present), org)
    below = []
    for one in seen.below:
        there = [m for m in people if m.team in one.inside and m.left is None]
        target, _ = targets.of_team(one.id, (m.id for m in there))
        won = sum((v for team, v in sums.items() if team in one.inside), Decimal(0))
        below.append(TeamRow(one, Progress(won, target, days), None, sum(m.sells for m in there)))
    target, is_sum = targets.of_team(seen.id, present)
    total = sum((v for team, v in sums.items() if team in seen.inside), Decimal(0))
    return Team(
        seen, Progress(total, target, days), is_sum, None, below=below, crowd=sum(m.sells for m in people)
    )
