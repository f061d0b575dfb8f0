"""A person's page: the four questions answered, the open deals at risk, and what he was reminded of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.diagnosis import wording
from steerboard.diagnosis.chain import Verdict
from steerboard.diagnosis.peers import Band
from steerboard.forecast.asking import forecasts
from steerboard.forecast.plain import Forecast
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.plans.progress import Progress, WorkingDays
from steerboard.records.questions import Deal, deals_of
from steerboard.work.figures import records_url
from steerboard.work.team import findings, four, loops, measuring, questions, reminders
from steerboard.work.team.asking import duties_by_person
from steerboard.work.team.drawing import Drawn, drawn
from steerboard.work.team.four import Answered, Question
from steerboard.work.team.loops import Loop, Present
from steerboard.work.team.measuring import Figures, Shares
from steerboard.work.team.members import Member, narrowed, person_of, team_of_person
from steerboard.work.team.questions import Duties, Undone
from steerboard.work.team.why import Why, why

TREND = 12  # months in a chart
AT_RISK = 6  # deals that are shown


@dataclass(frozen=True)
class Figure:
    """A figure of an answer: now, before, the band of peers, and its months. ``decides``: the answer has said it."""

    drawn: Drawn
    said: Text
    before: Text | None
    decides: bool

    @property
    def verdict(self) -> Verdict:
        return self.drawn.verdict


@dataclass(frozen=True)
class Asking:
    """One of the four questions as it is shown."""

    answered: Answered
    figures: Sequence[Figure]
    topic: str = ""  # of a reminder about what decided


@dataclass(frozen=True)
class Risk:
    """An open deal, and what is wrong with it."""

    deal: Deal
    lacks: frozenset[str]
    days: int | None

    @property
    def past(self) -> bool:
        return "closings" in self.lacks

    @property
    def late(self) -> bool:
        return "steps" in self.lacks

    @property
    def bare(self) -> bool:
        return "no_step" in self.lacks

    @property
    def stuck(self) -> bool:
        return "stuck" in self.lacks


@dataclass(frozen=True)
class Person:
    member: Member
    team: tuple[int, str] | None
    progress: Progress
    forecast: Forecast
    answers: Sequence[Asking]
    duties: Duties
    risks: Sequence[Risk]
    loops: Sequence[Loop]
    may_remind: bool
    won_url: str
    band: Band
    new: bool = False
    fresh_at: str = ""


def person(request: Asked, person_id: int, period: Period) -> Person:
    """Everything on the page of one person whom the reader leads, or sees."""
    today, calendar, currency = request.today, request.workspace.calendar, request.workspace.currency
    member = person_of(request.rights, person_id, today)
    shares = Shares(calendar, today)
    rights = narrowed((), (person_id,))
    figures = measuring.figures_of(request, four.ALL, period, rights)
    bands = measuring.peers_of(request, four.ALL, figures.months, member.role, shares)
    verdicts = measuring.chain_of(member, four.ALL, figures, bands, shares)
    duties = duties_by_person(request, [person_id], rights).get(person_id, questions.NOTHING_OPEN)
    won = figures.won().get(person_id, Decimal(0))
    target = questions.targets_of([person_id], [], period, request.rights).people.get(person_id)
    told = forecasts(request, period, [person_id], {person_id: won}, rights)
    may = reminders.may_remind(request.rights, person_id)
    known = Present(verdicts, duties)
    return Person(
        member=member,
        team=team_of_person(person_id, today),
        progress=Progress(won, target, WorkingDays.of(period, today, calendar)),
        forecast=told.of(person_id),
        answers=[_asking(request, q, member, known, figures, shares, may) for q in four.QUESTIONS],
        duties=duties,
        risks=_risks(request, duties.undone),
        loops=[
            loops.loop_of(r, known, currency, today, calendar) for r in reminders.history(request, person_id)
        ],
        may_remind=may,
        won_url=records_url(measuring.BOOKINGS, period, by="owner", key=str(person_id)),
        band=bands.get("activity", Band()),
        new=member.is_new(today),
        fresh_at=figures.fresh_at,
    )


def _asking(
    request: Asked,
    question: Question,
    member: Member,
    known: Present,
    figures: Figures,
    shares: Shares,
    may: bool,
) -> Asking:
    verdicts = four.by_key(known.verdicts)
    answered = (
        four.tended(question, known.duties)
        if question.tends
        else _by_figures(request, question, verdicts, member, shares, known.duties)
    )
    shown = [
        _figure(request, member, verdicts[link.key], figures, answered.verdict) for link in question.shown
    ]
    return Asking(answered, shown, _topic(answered, known.duties) if may else "")


def _topic(answered: Answered, duties: Duties) -> str:
    """What a reminder about a No would be about."""
    if answered.answer != "no":
        return ""
    if answered.verdict is not None:
        return answered.verdict.link.key if answered.verdict.link.key in findings.TOPICS else ""
    counts = {t: n for t, n in duties.by_topic.items() if (t == "stuck") == answered.question.stalls}
    return max(counts, key=lambda topic: counts[topic])


def _by_figures(
    request: Asked,
    question: Question,
    verdicts: Mapping[str, Verdict],
    member: Member,
    shares: Shares,
    duties: Duties,
) -> Answered:
    answer, verdict = four.decide(question, verdicts)
    stalled = four.stalled(question, duties) if answer != "no" else None
    if stalled is not None:
        return stalled
    reason = why(request, verdict, [member], shares) if answer == "no" else Why()
    said = four.because(answer, verdict, reason, request.workspace.currency, request.today)
    return Answered(question, answer, said, verdict)


def _figure(
    request: Asked, member: Member, verdict: Verdict, figures: Figures, decided: Verdict | None
) -> Figure:
    link, currency = verdict.link, request.workspace.currency
    before = None
    if verdict.before is not None and not verdict.is_problem:
        before = wording.number(verdict.before.value, link.unit, currency)
    return Figure(
        drawn=drawn(request, member.id, verdict, figures.months, last=TREND, width=132, height=36),
        said=wording.evidence(verdict, currency, request.today),
        before=before,
        decides=verdict is decided,
    )


def _risks(request: Asked, undone: Sequence[Undone]) -> list[Risk]:
    """What is undone in open deals, those with most wrong first, then the largest."""
    first = sorted(undone, key=lambda d: (-len(d.lacks), -d.amount, d.id))[:AT_RISK]
    rows = {r.pk: r for r in visible("opportunity", request.rights).filter(pk__in=[d.id for d in first])}
    there = [d for d in first if d.id in rows]
    deals = deals_of([rows[d.id] for d in there], request.rights)
    return [Risk(deal, d.lacks, d.days) for deal, d in zip(deals, there, strict=True)]
