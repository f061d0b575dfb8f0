"""What matters now: out of the reader's facts the few things that are worth doing first, and why.

Each finding has the money at stake and how urgent it is, from 0 to 1; their product is its rank. Where no amount is
known, what a deal of the reader's is usually worth stands in. Things of one sort are told together, so that three
findings are three different things to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from steerboard.core.text import Text
from steerboard.work.facts import DealFact, Facts, QuoteFact, money, sum_of

SILENT = 30  # days without contact after which a key account is one to be visited
OUTSTANDING = 7  # days after which a quote is asked about
MOST_NAMES = 2


@dataclass(frozen=True)
class Act:
    """A verb: ``route`` names its address with ``args`` and ``query``; it opens in a sheet unless it is posted."""

    name: Text
    route: str
    args: tuple[int, ...] = ()
    query: str = ""
    post: bool = False


@dataclass(frozen=True)
class Finding:
    """``key`` names it for "not now"; the same thing has the same key tomorrow."""

    key: str
    subject: Text
    says: Text
    evidence: Text
    why: Text
    act: Act
    stake: Decimal
    urgency: Decimal
    more: Act | None = None
    opens: tuple[str, int] | None = None

    @property
    def rank(self) -> Decimal:
        return self.stake * self.urgency

    @property
    def urgent(self) -> bool:
        return self.urgency >= Decimal("0.8")


@dataclass(frozen=True)
class VisitGoal:
    """The month's goal of visits: what is missing beyond those done and planned, and the money still missing."""

    done: Decimal
    planned: int
    goal: Decimal
    days_left: int
    gap: Decimal | None = None
    peers: Decimal | None = None

    @property
    def missing(self) -> int:
        return int(max(self.goal - self.done - self.planned, Decimal(0)))


def findings(facts: Facts, visits: VisitGoal | None = None) -> list[Finding]:
    """All that there is to say, what matters most first."""
    found = [f for rule in RULES for f in rule(facts)]
    if visits is not None and visits.missing:
        found.append(_visits(facts, visits))
    return sorted(found, key=lambda f: (-f.rank, f.key))


def _visits(facts: Facts, goal: VisitGoal) -> Finding:
    """Visits missing to the goal: at stake is the same part of the money that is missing."""
    per_day = Decimal(goal.missing) / max(goal.days_left, 1)
    gap = goal.gap if goal.gap is not None else facts.usual
    short = Decimal(goal.missing) / goal.goal
    evidence = Text("{d} working days left", "还剩 {d} 个工作日").fill(d=goal.days_left)
    if goal.peers is not None:
        told = Text("{e} · peers so far this month: {p}", "{e} · 同岗本月至今中位数 {p} 次")
        evidence = told.fill(e=evidence, p=f"{goal.peers:f}")
    planned = Text(", {p} planned", "，已排 {p} 次").fill(p=goal.planned) if goal.planned else Text("", "")
    says = Text("{p}: plan {m} more.", "{p}：还要再排 {m} 次。").fill(p=planned, m=goal.missing)
    return Finding(
        key="visits",
        subject=Text("{d} of {g} visits done", "拜访 {d} 次，目标 {g} 次").fill(
            d=f"{goal.done:f}", g=f"{goal.goal:f}"
        ),
        says=says,
        evidence=evidence,
        why=Text(
            "What is visited now is won in the weeks to come. To reach the goal it takes {n} a working day from here.",
            "现在跑出来的拜访，是后面几周的签单。要达标，从今天起每个工作日要 {n} 次。",
        ).fill(n=f"{per_day:.1f}"),
        act=Act(
            Text("Plan {n} visits", "排 {n} 次拜访").fill(n=goal.missing)
            if goal.missing > 1
            else Text("Plan a visit", "排 1 次拜访"),
            "plan_visits",
            query=f"need={goal.missing}",
        ),
        stake=gap * short,
        urgency=min(Decimal("0.4") + per_day, Decimal(1)),
    )


def _late(facts: Facts) -> Iterator[Finding]:
    """Deals whose planned day is past: nobody can count on them."""
    late = [d for d in facts.deals if d.close_date is not None and d.close_date < facts.today]
    if not late:
        return
    oldest = max((facts.today - d.close_date).days for d in late if d.close_date)
    why = Text(
        "A deal whose day is past stands in no forecast. Give it an honest day, or close it.",
        "过了预计成交日的商机不计入预测。改成真实的日期，或者关掉。",
    )
    if len(late) == 1:
        says = Text(" was to close {n} days ago.", " 的预计成交日已过 {n} 天。").fill(n=oldest)
        if oldest == 1:
            says = Text(" was to close yesterday.", " 的预计成交日是昨天。")
        act = Act(Text("Move the date", "更新日期"), "move_closing", (late[0].id,))
        subject, evidence = _named(late[0]), Text("not in the forecast", "不计入预测")
        opens = ("opportunity", late[0].id)
    else:
        subject = Text("{n} deals", "{n} 个商机").fill(n=len(late))
        says = Text(" are past their close date.", " 的预计成交日已过。")
        total = sum_of([(d.amount, d.currency) for d in late])
        together = Text("{m} together, not in the forecast", "共 {m}，不计入预测")
        evidence = together.fill(m=total) if total else Text("not in the forecast", "不计入预测")
        act, opens = Act(Text("Update the dates", "更新日期"), "past_closings"), None
    urgency = min(Decimal("0.5") + Decimal(oldest) / 30, Decimal(1))
    yield Finding("late", subject, says, evidence, why, act, _stake(facts, late), urgency, opens=opens)


def _undated(facts: Facts) -> Iterator[Finding]:
    """Deals of which nobody has said when they are to close: no forecast can count them."""
    bare = [d for d in facts.deals if d.close_date is None]
    if not bare:
        return
    total = sum_of([(d.amount, d.currency) for d in bare])
    together = Text("{m} together, not in the forecast", "共 {m}，不计入预测")
    many = Text("{n} deals", "{n} 个商机").fill(n=len(bare))
    yield Finding(
        key="undated",
        subject=many if len(bare) > 1 else _named(bare[0]),
        says=Text(" have no close date." if len(bare) > 1 else " has no close date.", " 没有预计成交日。"),
        evidence=together.fill(m=total)
        if total and len(bare) > 1
        else Text("not in the forecast", "不计入预测"),
        why=Text(
            "Without a day a deal is in no forecast, and nobody sees when it slips.",
            "没有日期的商机不计入预测，拖延了也没人看得出来。",
        ),
        act=Act(Text("Set the dates", "填写日期"), "past_closings", query="which=undated"),
        stake=_stake(facts, bare),
        urgency=Decimal("0.3"),
        opens=("opportunity", bare[0].id) if len(bare) == 1 else None,
    )


def _stuck(facts: Facts) -> Iterator[Finding]:
    """Deals that stay in a stage for longer than its longest stay, each for itself."""
    for deal in facts.deals:
        over = deal.over(facts.today)
        if not over or (deal.close_date is not None and deal.close_date < facts.today):
            continue
        limit = deal.longest_stay or 0
        yield Finding(
            key=f"stuck-{deal.id}",
            subject=_named(deal),
            says=Text(" has been in “{s}” for {n} days.", " 在“{s}”停了 {n} 天。").fill(
                s=deal.stage, n=deal.stays(facts.today)
            ),
            evidence=Text("{l} days are the longest stay", "该阶段上限 {l} 天").fill(l=limit),
            why=Text(
                "{l} days are set for this stage; beyond them a deal needs a decision. Move it on, or say that it is lost.",
                "这个阶段规定最多 {l} 天，超过了就该有个决定：往前推，或者确认输单。",
            ).fill(l=limit),
            act=Act(Text("Advance the stage", "推进阶段"), "advance_stage", (deal.id,)),
            more=Act(Text("Other date…", "改日期…"), "move_closing", (deal.id,)),
            stake=_stake(facts, [deal]),
            urgency=min(Decimal("0.4") + Decimal(over) / max(limit, 1) * Decimal("0.4"), Decimal(1)),
            opens=("opportunity", deal.id),
        )


def _steps(facts: Facts) -> Iterator[Finding]:
    """Next steps that were to be done before today."""
    late = [d for d in facts.deals if d.next_step_due is not None and d.next_step_due < facts.today]
    if not late:
        return
    late.sort(key=lambda d: d.amount or Decimal(0), reverse=True)
    oldest = max((facts.today - d.next_step_due).days for d in late if d.next_step_due)
    why = Text(
        "Somebody waits for what was promised. Do it now, or say when.",
        "答应客户的事还没做。现在做，或者说定新的日子。",
    )
    if len(late) == 1:
        step = late[0].next_step or "—"
        subject = _named(late[0])
        says = Text(": “{s}” is overdue.", "：“{s}”已逾期。").fill(s=step)
        evidence = (
            Text("by {n} days", "逾期 {n} 天").fill(n=oldest) if oldest > 1 else Text("by a day", "逾期 1 天")
        )
        act = Act(Text("Done", "已完成"), "step_done", (late[0].id,), post=True)
        more = Act(Text("Another step…", "换一步…"), "set_next_step", (late[0].id,))
        yield Finding(
            "steps", subject, says, evidence, why, act, _stake(facts, late), _step_urgency(oldest), more,
            ("opportunity", late[0].id),
        )  # fmt: skip
        return
    names = [d.account or d.name for d in late[:MOST_NAMES]]
    evidence = Text(", ".join(names), "、".join(names))
    if len(late) > MOST_NAMES:
        evidence = Text("{e} and {n} more", "{e} 等 {t} 个").fill(
            e=evidence, n=len(late) - MOST_NAMES, t=len(late)
        )
    yield Finding(
        key="steps",
        subject=Text("{n} next steps", "{n} 个下一步").fill(n=len(late)),
        says=Text(" are overdue.", " 已逾期。"),
        evidence=evidence,
        why=why,
        act=Act(Text("Settle them", "逐个处理"), "overdue_steps"),
        stake=_stake(facts, late),
        urgency=_step_urgency(oldest),
    )


def _step_urgency(days: int) -> Decimal:
    return min(Decimal("0.3") + Decimal(days) / 40, Decimal("0.9"))


def _leads(facts: Facts) -> Iterator[Finding]:
    """Leads that wait for a first answer: each hour costs."""
    if not facts.leads:
        return
    longest = max(lead.waits for lead in facts.leads)
    waits = (
        Text("the longest for {h} hours", "最久已等 {h} 小时").fill(h=longest)
        if longest < 48
        else Text("the longest for {d} days", "最久已等 {d} 天").fill(d=longest // 24)
    )
    many = len(facts.leads) > 1
    yield Finding(
        key="leads",
        subject=Text("{n} leads", "{n} 条线索").fill(n=len(facts.leads))
        if many
        else Text("A lead", "1 条线索"),
        says=Text(" wait for a first answer." if many else " waits for a first answer.", " 还没有首次回复。"),
        evidence=waits,
        why=Text(
            "Interest is greatest in the first hour after somebody asks; every hour of waiting takes some of it away.",
            "客户来询的头一个小时意向最强，每多等一小时就凉一分。",
        ),
        act=Act(Text("Answer", "去回复"), "waiting_leads"),
        stake=facts.usual * len(facts.leads) / 4,
        urgency=Decimal(1) if longest < 72 else Decimal("0.7"),
    )


def _quotes(facts: Facts) -> Iterator[Finding]:
    """Quotes that have been out for more than a week, without a visit planned: the dearest of them."""
    out = [q for q in facts.quotes if (facts.today - q.sent_on).days > OUTSTANDING]
    out = [q for q in out if q.account_id is not None and q.account_id not in facts.planned]
    if not out:
        return
    dearest: QuoteFact = max(out, key=lambda q: (q.amount or Decimal(0), -q.id))
    days = (facts.today - dearest.sent_on).days
    evidence = Text("no visit is planned there", "还没有安排拜访")
    if dearest.number:
        evidence = Text("quote {q} · {e}", "报价单 {q} · {e}").fill(q=dearest.number, e=evidence)
    subject = Text.same(dearest.account or f"#{dearest.id}")
    if dearest.amount is not None:
        subject = Text("{s} · {m}", "{s} · {m}").fill(s=subject, m=money(dearest.amount, dearest.currency))
    yield Finding(
        key=f"quote-{dearest.id}",
        subject=subject,
        says=Text(" has had our quote for {n} days.", " 收到报价 {n} 天了，还没定。").fill(n=days),
        evidence=evidence,
        why=Text(
            "Nothing is planned that would bring an answer. Ask before others do.",
            "目前没有任何安排能推动客户答复。趁别人还没跟，先去问一声。",
        ),
        act=Act(
            Text("Log a call", "记一次跟进"), "log_visit", query=f"account={dearest.account_id}&kind=call"
        ),
        more=Act(Text("Visit…", "排拜访…"), "plan_visits", query=f"account={dearest.account_id}"),
        stake=dearest.amount or facts.usual,
        urgency=min(Decimal("0.3") + Decimal(days - OUTSTANDING) / 30, Decimal("0.8")),
    )


def _key_accounts(facts: Facts) -> Iterator[Finding]:
    """The key account that was silent for longest, without a plan."""
    silent = [
        (c.silent(facts.today), c)
        for c in facts.customers
        if c.is_key and c.id not in facts.planned and (c.silent(facts.today) or 0) > SILENT
    ]
    if not silent:
        return
    days, longest = max(silent, key=lambda pair: (pair[0] or 0, -pair[1].id))
    deals = facts.open_with(longest.id)
    total = sum_of([(d.amount, d.currency) for d in deals])
    evidence = (
        Text("{m} open with them", "在途 {m}").fill(m=total)
        if total
        else Text("no open deal", "没有在途商机")
    )
    if len(silent) > 1:
        evidence = Text("{e} · {n} more key accounts are silent", "{e} · 还有 {n} 家 KA 久未联系").fill(
            e=evidence, n=len(silent) - 1
        )
    yield Finding(
        key=f"silent-{longest.id}",
        subject=Text.same(longest.name),
        says=Text(" (KA) has not heard from us for {n} days.", "（KA）{n} 天没有联系了。").fill(n=days),
        evidence=evidence,
        why=Text(
            "A key account is seen at least every {n} days, whether there is a deal or not.",
            "KA 客户至少每 {n} 天要见一次，不管有没有在谈的单子。",
        ).fill(n=SILENT),
        act=Act(Text("Plan a visit", "排一次拜访"), "plan_visits", query=f"account={longest.id}"),
        stake=sum((d.amount or Decimal(0) for d in deals), Decimal(0)) or facts.usual,
        urgency=min(Decimal("0.3") + Decimal((days or 0) - SILENT) / 90, Decimal("0.8")),
        opens=("account", longest.id),
    )


def _named(deal: DealFact) -> Text:
    if deal.amount is None:
        return Text.same(deal.name)
    return Text("{d} · {m}", "{d} · {m}").fill(d=deal.name, m=money(deal.amount, deal.currency))


def _stake(facts: Facts, deals: Sequence[DealFact]) -> Decimal:
    usual = facts.usual
    return sum((d.amount if d.amount is not None else usual for d in deals), Decimal(0))


RULES: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    _late,
    _undated,
    _stuck,
    _steps,
    _leads,
    _quotes,
    _key_accounts,
)


def first(found: Sequence[Finding], hidden: frozenset[str], most: int = 3) -> list[Finding]:
    """Those to show: not put off, and of stuck deals one only, so that the page shows different things."""
    shown: list[Finding] = []
    for finding in found:
        sort = finding.key.partition("-")[0]
        if finding.key in hidden or any(f.key.partition("-")[0] == sort for f in shown):
            continue
        shown.append(finding)
    return shown[:most]
