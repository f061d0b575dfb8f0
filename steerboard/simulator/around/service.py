"""Tickets, the talk about them, calls that wait, and what comes back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from steerboard.simulator.around.made import Made, there
from steerboard.simulator.chance import weighted
from steerboard.simulator.days import DAY
from steerboard.simulator.orders import Order
from steerboard.simulator.tables import CURRENCY, Row, flag, money

_DAILY = 0.03  # tickets for each rep on a working day
_CHANNELS = (("phone", 0.42), ("email", 0.28), ("on_site", 0.12), ("chat", 0.18))
_KINDS = (("fault", 0.4), ("question", 0.3), ("request", 0.18), ("complaint", 0.08), ("other", 0.04))
_PRIORITIES = (("urgent", 0.08), ("high", 0.22), ("normal", 0.55), ("low", 0.15))
_TALKS = {"phone": "call", "email": "email", "on_site": "visit", "chat": "chat"}
# Minutes until the first answer, and from it to the first service.
_ANSWERED = {"phone": 12, "email": 190, "on_site": 240, "chat": 9}
_SERVICED = {"phone": 4, "email": 300, "on_site": 1300, "chat": 6}
_SOLVED = {"urgent": 600, "high": 1800, "normal": 3600, "low": 7000}
_ESCALATED, _REOPENED, _COUNTED_ONLY, _UNSOLVED = 0.09, 0.05, 0.1, 0.02
_SUBJECTS = {
    "fault": (
        "设备报警停机 Machine stops with an alarm",
        "精度漂移 Accuracy drifts",
        "通讯中断 Connection lost",
    ),
    "question": ("参数如何设置 How to set parameters", "软件升级咨询 Software update"),
    "request": ("申请上门校准 Calibration on site", "补发备件 Spare part needed"),
    "complaint": ("交付延期投诉 Late delivery", "响应太慢 Slow answer"),
    "other": ("其他 Other",),
}
_RETURNED, _CLAIMED = 0.02, 0.03
_REASONS = ("质量问题 Quality", "发错货 Wrong goods", "不再需要 Not needed")


@dataclass(frozen=True)
class Ticket:
    id: str
    order: Order
    contact: str
    product: str
    channel: str
    kind: str
    priority: str
    agent: str
    opened: int
    answered: int
    serviced: int
    resolved: int
    talks: int


def make_tickets(made: Made) -> list[Ticket]:
    """In the order of time, each about an order that was delivered."""
    rng, days = made.dice("tickets"), made.days
    delivered = sorted((o for o in made.orders if o.account and o.delivered >= 0), key=lambda o: o.delivered)
    found: list[Ticket] = []
    known = 0
    for day in made.working_days(days.first):
        while known < len(delivered) and delivered[known].delivered < day:
            known += 1
        opened = sorted(day * DAY + rng.randrange(9 * 60, 18 * 60) for _ in range(_number(rng, made)))
        for at in opened if known else ():
            order = delivered[int(known * (1 - rng.random() ** 2))]  # the newer give more trouble
            found.append(_ticket(f"TK{len(found) + 1:06d}", order, at, made, rng))
    return found


def _number(rng: random.Random, made: Made) -> int:
    mean = _DAILY * made.reps
    return int(mean) + (rng.random() < mean % 1) if rng.random() < 0.6 else rng.randrange(0, 2 + int(mean))


def _ticket(id_: str, order: Order, at: int, made: Made, rng: random.Random) -> Ticket:
    channel, kind, priority = (weighted(rng, w) for w in (_CHANNELS, _KINDS, _PRIORITIES))
    assert order.account is not None
    answered = made.at_office(at + _minutes(rng, _ANSWERED[channel]), rng)
    serviced = made.at_office(answered + _minutes(rng, _SERVICED[channel]), rng)
    solved = made.at_office(serviced + _minutes(rng, _SOLVED[priority]), rng)
    resolved = -1 if rng.random() < _UNSOLVED else solved
    return Ticket(
        id=id_,
        order=order,
        contact=made.contacts.pick(order.account.number, rng.random(), at),
        product=rng.choice(order.lines)[0].id,
        channel=channel,
        kind=kind,
        priority=priority,
        agent=agent_on(made, at // DAY, rng),
        opened=at,
        answered=answered,
        serviced=serviced,
        resolved=resolved if resolved < made.days.end else -1,
        talks=1 if rng.random() < 0.45 else rng.choice((2, 2, 2, 3, 3, 4, 6)),
    )


def _minutes(rng: random.Random, usual: int) -> int:
    return max(1, min(30 * DAY, round(usual * rng.lognormvariate(0, 0.8))))


def agent_on(made: Made, day: int, rng: random.Random) -> str:
    """Who serves that day: a service agent, else the office; "" where there is neither."""
    for role in ("service_agent", "sales_ops"):
        found = [p.id for p in made.staff.people if p.role == role and there(p, day, made.days)]
        if found:
            return rng.choice(found)
    return ""


def ticket_rows(tickets: Sequence[Ticket], made: Made) -> dict[str, list[Row]]:
    rng = made.dice("ticket details")
    rows: list[Row] = []
    talks: list[tuple[int, Row]] = []
    for t in tickets:
        counted_only = rng.random() < _COUNTED_ONLY
        rows.append(_row(t, counted_only, made, rng))
        if not counted_only:
            talks += _talks(t, made, rng)
    talks.sort(key=lambda talk: talk[0])
    told = [(f"TI{n:06d}", *row) for n, (_, row) in enumerate(talks, start=1)]
    return {"tickets": rows, "ticket_interactions": told}


def _row(t: Ticket, counted_only: bool, made: Made, rng: random.Random) -> Row:
    account = t.order.account
    assert account is not None
    late = t.answered + _minutes(rng, 900)
    escalated = late if rng.random() < _ESCALATED and (t.resolved < 0 or late < t.resolved) else -1
    closed = made.at_office(t.resolved + rng.randrange(60, 4 * DAY), rng) if t.resolved >= 0 else -1
    when_escalated = made.told(escalated)
    return (
        t.id,
        rng.choice(_SUBJECTS[t.kind]),
        account.id,
        t.contact,
        t.product,
        t.order.id,
        t.channel,
        t.kind,
        t.priority,
        t.agent,
        *(made.told(at) for at in (t.opened, t.answered, t.serviced, t.resolved, closed)),
        when_escalated,
        t.agent if when_escalated else "",
        flag(t.resolved >= 0 and rng.random() < _REOPENED),
        str(t.talks) if counted_only else "",
        made.days.stamp(t.opened),
    )


def _talks(t: Ticket, made: Made, rng: random.Random) -> list[tuple[int, Row]]:
    """The first is the answer, the last one solves it."""
    ends = t.resolved if t.resolved >= 0 else t.answered + 3 * DAY
    span = max(1, ends - t.answered)
    moments = [t.answered, *sorted(t.answered + rng.randrange(span) for _ in range(t.talks - 1))]
    return [
        (at, (t.id, _TALKS[t.channel] if n == 0 or rng.random() < 0.6 else "call", t.agent, made.told(at)))
        for n, at in enumerate(moments)
        if at < made.days.end
    ]


def call_rows(tickets: Sequence[Ticket], made: Made) -> list[Row]:
    """Those that led to a ticket, and as many again; one in ten gave up."""
    rng = made.dice("queue")
    calls: list[tuple[int, str, str]] = []
    for t in tickets:
        if t.channel == "phone":
            calls.append((t.opened * 60 - rng.randrange(60, 300), t.id, t.agent))
            for _ in range(rng.choice((0, 1, 2))):
                day = made.days.last_working[t.opened // DAY]
                calls.append((day * DAY * 60 + rng.randrange(9 * 3600, 18 * 3600), "", ""))
    calls.sort()
    return [_call(n, *call, made, rng) for n, call in enumerate(calls, start=1)]


def _call(number: int, at: int, ticket: str, agent: str, made: Made, rng: random.Random) -> Row:
    waited = min(900, round(rng.expovariate(1 / 55)) + 2)
    gave_up = not ticket and rng.random() < 0.2
    told = _second(at + waited, made)
    who = "" if gave_up else agent or agent_on(made, at // 60 // DAY, rng)
    times = (_second(at, made), "" if gave_up else told, told if gave_up else "")
    return (f"PQ{number:06d}", *times, who, ticket)


def _second(seconds: int, made: Made) -> str:
    stamp = made.days.stamp(seconds // 60)
    return f"{stamp[:17]}{seconds % 60:02d}{stamp[19:]}"


def return_rows(made: Made) -> list[Row]:
    """Of the lines that were delivered; the numbers of the lines are those of their file."""
    rng, days = made.dice("returns"), made.days
    line = 0
    found: list[tuple[int, Row]] = []
    for order in made.orders:
        for product, pieces, price in order.lines:
            line += 1
            luck = rng.random()
            at = order.delivered * DAY + rng.randrange(2 * DAY, 70 * DAY)
            delivered = order.delivered >= days.first and product.kind != "service" and pieces > 0
            if not delivered or luck >= _RETURNED + _CLAIMED or at >= days.end:
                continue
            kind = "return" if luck < _RETURNED else "warranty"
            number = rng.randrange(1, pieces + 1)
            fen = number * price if kind == "return" else round(number * price * 0.12)
            reason = rng.choice(_REASONS) if kind == "return" else _REASONS[0]
            at = made.at_office(at, rng)
            if at < days.end:
                told = (kind, days.stamp(at), str(number), money(fen), CURRENCY, reason)
                found.append((at, (f"SL{line:06d}", *told)))
    found.sort(key=lambda claim: claim[0])
    return [(f"RC{n:05d}", *row) for n, (_, row) in enumerate(found, start=1)]
