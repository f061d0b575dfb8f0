"""What a lead is told about a person: the one thing that matters, in words, with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from steerboard.core.text import Text
from steerboard.diagnosis import wording
from steerboard.diagnosis.chain import Verdict, others, problem
from steerboard.diagnosis.links import BY_KEY, COLUMNS
from steerboard.plans.progress import Progress
from steerboard.work.team.actions import About
from steerboard.work.team.members import Member
from steerboard.work.team.questions import Duties

Tone = Literal["problem", "duty", "better", "quiet"]
Counted = tuple[Text, Text]  # of one, of several

DUTIES: dict[str, Counted] = {
    "no_step": (
        Text("{n} deal has no next step", "{n} 个商机未填下一步"),
        Text("{n} deals have no next step", "{n} 个商机未填下一步"),
    ),
    "closings": (
        Text("{n} deal is past its close date", "{n} 个商机已过预计成交日"),
        Text("{n} deals are past their close date", "{n} 个商机已过预计成交日"),
    ),
    "steps": (
        Text("{n} next step is overdue", "{n} 个下一步已逾期"),
        Text("{n} next steps are overdue", "{n} 个下一步已逾期"),
    ),
    "stuck": (
        Text("{n} deal is stuck in its stage", "{n} 个商机卡在当前阶段"),
        Text("{n} deals are stuck in their stage", "{n} 个商机卡在当前阶段"),
    ),
}
OF_OPEN: Counted = (
    Text("of {n} open deal", "共 {n} 个在途商机"),
    Text("of {n} open deals", "共 {n} 个在途商机"),
)
WORTH = Text("{m}, {of}", "{m}，{of}")
LACKING = Text("{n} of {deals} open deals need attention", "{deals} 个在途商机中 {n} 个需要处理")
BEHIND = Text("Behind pace", "落后于进度")
NO_LINK = Text("no link of the chain stands out", "各环节未见明显异常")
MET = Text("Target met", "目标已完成")
ROOM = Text("has room for the stretch target", "可挑战更高目标")
FINE = Text("On pace", "进度正常")
NO_TARGET = Text("No target is set", "未设目标")
NEW = Text("New: not compared with peers yet", "新人：暂不与同岗对比")
LEFT = Text("Not in the team any more", "已不在本团队")
NOTHING = Text("", "")
TOPICS = (*BY_KEY, *DUTIES)


@dataclass(frozen=True)
class Finding:
    """``topic`` is what a reminder would be about; empty where there is nothing to remind of. ``link`` names the
    column of the chain; ``also`` is what is wrong besides."""

    tone: Tone
    head: Text
    evidence: Text = NOTHING
    topic: str = ""
    link: Text = NOTHING
    also: Sequence[Text] = ()

    @property
    def weight(self) -> Decimal:
        """How much of what is missing a talk about it may move."""
        return {"problem": Decimal(1), "duty": Decimal("0.75")}.get(self.tone, Decimal("0.5"))


def counted(words: Counted, n: int) -> Text:
    return words[0 if n == 1 else 1].fill(n=n)


def finding_of(
    member: Member,
    verdicts: Sequence[Verdict],
    duties: Duties,
    progress: Progress,
    currency: str,
    today: date,
) -> Finding:
    """The earliest link that is off; else what is left undone in the deals; else how the person stands."""
    if member.left is not None:
        return Finding("quiet", LEFT)
    found = problem(verdicts)
    if found is not None:
        also = [wording.head(v) for v in others(verdicts, found)]
        if duties.undone:
            also.append(LACKING.fill(n=len(duties.undone), deals=duties.deals))
        return replace(of_verdict(found, currency, today), also=also)
    if duties.undone:
        return of_duties(duties, currency)
    if progress.met:
        return Finding("better", MET, ROOM if progress.to_stretch else NOTHING)
    if member.is_new(today):
        return Finding("quiet", NEW)
    if progress.target is None:
        return Finding("quiet", NO_TARGET)
    return Finding("quiet", BEHIND, NO_LINK) if progress.on_pace is False else Finding("quiet", FINE)


def of_verdict(found: Verdict, currency: str, today: date) -> Finding:
    said = wording.evidence(found, currency, today)
    return Finding("problem", wording.head(found), said, found.link.key, COLUMNS[found.link.column])


def of_duties(duties: Duties, currency: str, topic: str = "") -> Finding:
    """The duty with most money in it, or the one that is named."""
    counts = duties.by_topic
    chosen = topic or max(counts, key=lambda name: (duties.worth(name), counts[name]))
    head = counted(DUTIES[chosen], counts[chosen])
    said, worth = counted(OF_OPEN, duties.deals), duties.worth(chosen)
    if worth:
        said = WORTH.fill(m=wording.number(worth, "money", currency), of=said)
    return Finding("duty", head, said, chosen)


def about(
    topic: str, verdicts: Sequence[Verdict], duties: Duties, currency: str, today: date
) -> About | None:
    """What a reminder of this topic says now; None where there is nothing to remind of."""
    if topic in DUTIES:
        now = figure_now(topic, verdicts, duties)
        if not now:
            return None
        said = of_duties(duties, currency, topic)
        return About(topic, said.head, said.evidence, was=str(now))
    verdict = next((v for v in verdicts if v.link.key == topic), None)
    if verdict is None or verdict.value is None:
        return None
    said = of_verdict(verdict, currency, today)
    return About(topic, said.head, said.evidence, verdict.link.kpi, str(Decimal(str(verdict.value))))


def figure_now(topic: str, verdicts: Sequence[Verdict], duties: Duties) -> Decimal | None:
    """The figure that a reminder of this topic keeps."""
    if topic in DUTIES:
        return Decimal(duties.by_topic[topic])
    value = next((v.value for v in verdicts if v.link.key == topic), None)
    return None if value is None else Decimal(str(value))
