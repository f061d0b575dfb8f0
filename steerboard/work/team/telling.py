"""A team in words: what most of its people share, where deals stick, and with whom most is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from steerboard.core.text import Text
from steerboard.diagnosis import wording
from steerboard.people.requests import Asked
from steerboard.work.team.asking import Team
from steerboard.work.team.rows import Row, TeamRow, missing
from steerboard.work.team.whole import Trouble

LEAST_STUCK = 3  # deals in one stage before it is called clogged
MOST_OF_STUCK = 0.4  # of all stuck deals must be in it
OFF = Text("{off} of {n} people", "{n} 人中 {off} 人如此")
CLOG = Text("{n} deals are stuck in “{stage}”", "{n} 个商机卡在“{stage}”")
WORTH = Text("{m} together", "共 {m}")
MOST_WITH = Text("Most is missing with {name}: {m} of {all}", "缺口主要在{name}：{m}，全队 {all}")


@dataclass(frozen=True)
class Told:
    """A sentence: what is wrong, and what it rests on."""

    head: Text
    evidence: Text


@dataclass(frozen=True)
class TeamTold:
    """A team below, with what most people share of the teams in it, in words."""

    row: TeamRow
    troubles: Sequence[tuple[str, Told]]


def of_team(request: Asked, trouble: Trouble) -> Told:
    """What is wrong with most people of a team, since which week, and what went along with it."""
    currency = request.workspace.currency
    said = [wording.evidence(trouble.verdict, currency, request.today, since=trouble.why.since)]
    if trouble.why.cause is not None:
        said.append(wording.cause(trouble.why.cause, currency))
    said.append(OFF.fill(off=trouble.off, n=trouble.people))
    return Told(wording.head(trouble.verdict), _joined(said))


def told(request: Asked, row: TeamRow, names: Mapping[int, str]) -> TeamTold:
    """Each trouble with the name of its team, where that is not the row's own."""
    found = [
        (names.get(t.team, "") if t.team != row.team.id else "", of_team(request, t)) for t in row.troubles
    ]
    return TeamTold(row, found)


def clog(rows: Sequence[Row], currency: str) -> Told | None:
    """The stage in which most of the deals are that are longer in theirs than is set."""
    stuck = [d for row in rows for d in row.duties.undone if "stuck" in d.lacks]
    by_stage: dict[str, list[Decimal]] = defaultdict(list)
    for deal in stuck:
        by_stage[deal.stage].append(deal.amount)
    if not by_stage:
        return None
    stage = max(by_stage, key=lambda name: (len(by_stage[name]), sum(by_stage[name]), name))
    amounts = by_stage[stage]
    if len(amounts) < LEAST_STUCK or len(amounts) < MOST_OF_STUCK * len(stuck):
        return None
    together = wording.number(sum(amounts, Decimal(0)), "money", currency)
    return Told(CLOG.fill(n=len(amounts), stage=stage), WORTH.fill(m=together))


def missing_most(found: Team, currency: str) -> Text | None:
    """The person with whom most of the gap is, where one stands out."""
    gaps = sorted(((missing(r.progress, r.forecast), r.member.name) for r in found.rows), reverse=True)
    total = sum((gap for gap, _ in gaps), Decimal(0))
    if len(gaps) < 3 or not total or gaps[0][0] < total / 3:
        return None
    gap, whole = (wording.number(v, "money", currency) for v in (gaps[0][0], total))
    return MOST_WITH.fill(name=gaps[0][1], m=gap, all=whole)


def _joined(parts: Sequence[Text]) -> Text:
    return Text(" · ".join(p.en for p in parts), " · ".join(p.zh for p in parts))
