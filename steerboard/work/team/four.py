"""The four questions about a person, each answered in words first: yes, no, or that it cannot be told, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from steerboard.core.text import Text
from steerboard.diagnosis import wording
from steerboard.diagnosis.chain import Verdict, problem
from steerboard.diagnosis.links import LINKS, Column, Link
from steerboard.work.team.findings import LACKING
from steerboard.work.team.questions import Duties
from steerboard.work.team.why import Why

Answer = Literal["yes", "no", "unknown"]
MUCH = Decimal("0.25")  # of the open deals; more of them left undone is a No
SAID: Mapping[Answer, Text] = {
    "yes": Text("Yes", "是"),
    "no": Text("No", "否"),
    "unknown": Text("Cannot tell", "暂无法判断"),
}
NO_DEALS = Text("no open deals", "暂无在途商机")
TENDED = Text("{n} of {deals} open deals are in order", "{deals} 个在途商机中 {n} 个跟进正常")
STUCK = Text("{n} of {deals} open deals are stuck in their stage", "{deals} 个在途商机中 {n} 个卡在当前阶段")
NAMED = Text("{name}: {said}", "{name}：{said}")
AND = Text("{said} · {more}", "{said} · {more}")

ACTIVITIES = Link(
    key="activities",
    column="activity",
    kpi="activities",
    kind="count",
    unit="count",
    months=3,
    name=Text("All that is done with customers", "全部销售活动"),
    head=Text("Little is done with customers", "销售活动偏少"),
    compared=Text("{own} a month where peers do {peers}", "月均 {own} 次，同岗 {peers} 次"),
    cases=Text("months", "个月"),
)
KEPT_PLANS = Link(
    key="plans",
    column="activity",
    kpi="plan_completion_rate",
    kind="rate",
    unit="ratio",
    months=3,
    least=5,
    name=Text("Plans kept", "计划完成率"),
    head=Text("Plans are not kept", "计划完成率偏低"),
    compared=Text("{own} kept where peers keep {peers}", "完成 {own}，同岗 {peers}"),
    cases=Text("plans", "项计划"),
)
STAGES = Link(
    key="stages",
    column="conversion",
    kpi="stage_conversion_rate",
    kind="rate",
    unit="ratio",
    least=5,
    name=Text("From stage to stage", "阶段推进率"),
    head=Text("Deals do not move on", "商机推进偏慢"),
    compared=Text("{own} move on where peers move {peers}", "推进 {own}，同岗 {peers}"),
    cases=Text("stage entries", "次进入阶段"),
    ripens=True,
)


@dataclass(frozen=True)
class Question:
    """One of the four. ``links`` answer it, ``beside`` stand with them. ``tends``: what is left undone in the open
    deals answers it, not a figure; ``stalls``: it is a No as well where many of them are stuck."""

    key: str
    asks: Text
    links: tuple[Link, ...]
    beside: tuple[Link, ...] = ()
    tends: bool = False
    stalls: bool = False

    @property
    def shown(self) -> tuple[Link, ...]:
        return (*self.links, *self.beside)


@dataclass(frozen=True)
class Answered:
    """``verdict`` is the one that decided; None where the open deals did."""

    question: Question
    answer: Answer
    because: Text
    verdict: Verdict | None = None

    @property
    def said(self) -> Text:
        return SAID[self.answer]


def _under(*columns: Column) -> tuple[Link, ...]:
    return tuple(link for link in LINKS if link.column in columns)


QUESTIONS = (
    Question("active", Text("Active enough?", "够勤奋吗？"), _under("activity"), (ACTIVITIES,)),
    Question("creates", Text("Creates pipeline?", "有新商机吗？"), _under("creation")),
    Question("works", Text("Works it?", "跟进到位吗？"), (), (KEPT_PLANS,), tends=True),
    Question(
        "moves",
        Text("Does it move?", "有推进吗？"),
        _under("conversion", "cycle", "size"),
        (STAGES,),
        stalls=True,
    ),
)
ALL = tuple(link for question in QUESTIONS for link in question.shown)


def decide(question: Question, verdicts: Mapping[str, Verdict]) -> tuple[Answer, Verdict]:
    """No where a link is off; else the first link decides between yes and what cannot be told."""
    mine = [verdicts[link.key] for link in question.links]
    off = problem(mine)
    if off is not None:
        return "no", off
    return ("yes" if mine[0].state == "well" else "unknown"), mine[0]


def tended(question: Question, duties: Duties) -> Answered:
    """Whether the open deals have what they need: a next step that is not late, a close date ahead."""
    wrong = sum(1 for d in duties.undone if d.lacks - {"stuck"})
    if not duties.deals:
        return Answered(question, "unknown", NO_DEALS)
    if _is_much(wrong, duties):
        return Answered(question, "no", LACKING.fill(n=wrong, deals=duties.deals))
    return Answered(question, "yes", TENDED.fill(n=duties.deals - wrong, deals=duties.deals))


def stalled(question: Question, duties: Duties) -> Answered | None:
    """The No of many stuck deals, where nothing else is wrong."""
    stuck = duties.by_topic["stuck"]
    if not question.stalls or not _is_much(stuck, duties):
        return None
    return Answered(question, "no", STUCK.fill(n=stuck, deals=duties.deals))


def _is_much(wrong: int, duties: Duties) -> bool:
    return bool(duties.deals) and Decimal(wrong) / duties.deals > MUCH


def because(answer: Answer, verdict: Verdict, why: Why, currency: str, today: date) -> Text:
    """The figure that decided, with what is known of the reason."""
    name = verdict.link.head if answer == "no" else verdict.link.name
    said = wording.evidence(verdict, currency, today, since=why.since)
    if why.cause is not None:
        said = AND.fill(said=said, more=wording.cause(why.cause, currency))
    return NAMED.fill(name=name, said=said)


def by_key(verdicts: Sequence[Verdict]) -> dict[str, Verdict]:
    return {v.link.key: v for v in verdicts}
