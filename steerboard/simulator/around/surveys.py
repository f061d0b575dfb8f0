"""What customers and employees say when they are asked."""

from __future__ import annotations

import random
from collections.abc import Sequence

from steerboard.simulator.around.made import Made, there
from steerboard.simulator.around.service import Ticket
from steerboard.simulator.days import DAY
from steerboard.simulator.tables import Row

_ASKED, _AFTER_A_TICKET, _OF_EMPLOYEES = 0.13, 0.4, 0.85
_NPS = ((10, 20), (9, 22), (8, 21), (7, 14), (6, 9), (5, 6), (3, 5), (1, 3))
_CSAT = ((5, 44), (4, 31), (3, 14), (2, 7), (1, 4))
_MOOD = ((10, 10), (9, 18), (8, 27), (7, 21), (6, 13), (5, 7), (3, 4))
_COMMENTS = (
    "响应及时 Quick to answer",
    "交期偏长 Delivery takes long",
    "价格偏高 Rather dear",
    "工程师很专业 Engineers know their trade",
)


def survey_rows(tickets: Sequence[Ticket], made: Made) -> list[Row]:
    """In the order of the answers."""
    found = [*_customers(made), *_after_tickets(tickets, made), *_employees(made)]
    found.sort(key=lambda answer: answer[0])
    return [(f"SV{n:06d}", *row) for n, (_, row) in enumerate(found, start=1)]


def _score(rng: random.Random, shares: tuple[tuple[int, int], ...]) -> str:
    return str(rng.choices([score for score, _ in shares], [weight for _, weight in shares])[0])


def _comment(rng: random.Random) -> str:
    return rng.choice(_COMMENTS) if rng.random() < 0.25 else ""


def _customers(made: Made) -> list[tuple[int, Row]]:
    """Some customers are asked in the second month of each quarter."""
    rng, days = made.dice("nps"), made.days
    found: list[tuple[int, Row]] = []
    for month in made.months:
        if month.start.month % 3 != 2:
            continue
        sent = days.next_working[days.index(month.start) + 7] * DAY + 10 * 60
        for a in made.customers:
            at = made.at_office(sent + rng.randrange(60, 12 * DAY), rng)
            if a.first_order < sent and rng.random() < _ASKED and days.first * DAY <= sent and at < days.end:
                contact = made.contacts.pick(a.number, rng.random(), sent)
                who = (a.id, contact, "", a.owner_on(at // DAY), "")
                told = ("nps", "10", _score(rng, _NPS), _comment(rng), days.stamp(sent), days.stamp(at))
                found.append((at, (*told, *who)))
    return found


def _after_tickets(tickets: Sequence[Ticket], made: Made) -> list[tuple[int, Row]]:
    rng, days = made.dice("csat"), made.days
    found: list[tuple[int, Row]] = []
    for t in tickets:
        account = t.order.account
        assert account is not None
        sent = t.resolved + 30
        at = sent + rng.randrange(10, 3 * DAY)
        if t.resolved >= 0 and at < days.end and rng.random() < _AFTER_A_TICKET:
            who = (account.id, t.contact, t.id, account.owner_on(at // DAY), "")
            told = ("csat", "5", _score(rng, _CSAT), _comment(rng), days.stamp(sent), days.stamp(at))
            found.append((at, (*told, *who)))
    return found


def _employees(made: Made) -> list[tuple[int, Row]]:
    """Each month, without names: the team is told and nothing else of who answered."""
    rng, days = made.dice("employees asked"), made.days
    found: list[tuple[int, Row]] = []
    for month in made.months:
        sent = days.next_working[days.index(month.start) + 18] * DAY + 9 * 60
        for person in made.staff.people:
            at = made.at_office(sent + rng.randrange(5, 4 * DAY), rng)
            if there(person, sent // DAY, days) and rng.random() < _OF_EMPLOYEES and at < days.end:
                told = ("employee", "10", _score(rng, _MOOD), "", days.stamp(sent), days.stamp(at))
                found.append((at, (*told, "", "", "", "", person.team_on(sent // DAY).id)))
    return found
