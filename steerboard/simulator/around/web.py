"""Who reads the newsletter and who comes to the website."""

from __future__ import annotations

import hashlib
import random

from steerboard.simulator.around.made import Made
from steerboard.simulator.campaigns import ADS, SOCIAL, WEBSITE
from steerboard.simulator.chance import weighted
from steerboard.simulator.days import DAY
from steerboard.simulator.leads import NAMES, lead_id
from steerboard.simulator.tables import Row

_SUBSCRIBERS, _LEFT = 9, 0.14  # for each rep; of them
_SESSIONS = 0.13  # for each rep on a day
_OF_LEADS, _OF_ORDERS = 0.12, 0.3  # whose session is known
_CART, _AGAIN = 0.12, 0.3
_SOURCES = ((WEBSITE, 0.5), (ADS, 0.3), (SOCIAL, 0.2))
_FROM_THE_WEB = {n for n, name in enumerate(NAMES) if name in (WEBSITE, ADS, SOCIAL)}


def subscriber_rows(made: Made) -> list[Row]:
    rng, days = made.dice("subscribers"), made.days
    joined = sorted(rng.randrange(days.first * DAY, days.end) for _ in range(_SUBSCRIBERS * made.reps))
    rows: list[Row] = []
    for n, at in enumerate(joined, start=1):
        left = at + rng.randrange(2 * DAY, 300 * DAY) if rng.random() < _LEFT else -1
        digest = hashlib.sha256(f"{made.seed}/{n}".encode()).hexdigest()
        told = (digest, days.stamp(at), made.told(left), weighted(rng, _SOURCES))
        rows.append((f"NS{n:05d}", *told))
    return rows


def session_rows(made: Made) -> list[Row]:
    """In the order of time. Some led to a lead or an order; some visitors come again."""
    rng, days = made.dice("sessions"), made.days
    found = [*_of_leads(made, rng), *_of_orders(made, rng)]
    for _ in range(round(_SESSIONS * made.reps * (days.now - days.first))):
        at = rng.randrange(days.first * DAY, days.end)
        cart = at + rng.randrange(2, 20) if rng.random() < _CART else -1
        found.append((at, weighted(rng, _SOURCES), "", "", cart))
    found.sort()
    first_seen: dict[str, int] = {}
    visitors: list[str] = []
    rows: list[Row] = []
    for n, (at, source, lead, order, cart) in enumerate(found, start=1):
        if visitors and rng.random() < _AGAIN:
            visitor = rng.choice(visitors[-400:])
        else:
            visitor = f"v{n:06d}"
            visitors.append(visitor)
        seen = first_seen.setdefault(visitor, at)
        times = (days.stamp(at), days.stamp(seen))
        rows.append((f"WS{n:06d}", visitor, *times, source, lead, order, made.told(cart)))
    return rows


Session = tuple[int, str, str, str, int]


def _of_leads(made: Made, rng: random.Random) -> list[Session]:
    leads, first = made.leads, made.days.first * DAY
    return [
        (at - 6, NAMES[source], lead_id(n), "", -1)
        for n, (at, source) in enumerate(zip(leads.created.tolist(), leads.source.tolist(), strict=True))
        if source in _FROM_THE_WEB and at >= first + 6 and rng.random() < _OF_LEADS
    ]


def _of_orders(made: Made, rng: random.Random) -> list[Session]:
    first = made.days.first * DAY
    return [
        (o.at - 9, weighted(rng, _SOURCES), "", o.id, o.at - 4)
        for o in made.orders
        if o.channel == "online" and o.credit_of is None and o.at >= first + 9 and rng.random() < _OF_ORDERS
    ]
