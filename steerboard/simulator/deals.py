"""Opportunities: who opens them, for whom, with which goods, and how they fare."""

from __future__ import annotations

import random
from collections import defaultdict

from steerboard.simulator import scene
from steerboard.simulator.accounts import SIZE_FACTOR, Account
from steerboard.simulator.books import Books
from steerboard.simulator.chance import dice, urn, weighted
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.deal import Deal, Line
from steerboard.simulator.deal_changes import develop
from steerboard.simulator.deal_rows import enter
from steerboard.simulator.fates import Fate, draw_fate, office_hour
from steerboard.simulator.goods import LINES, OPEN_STAGES, PRODUCTS, SMALL
from steerboard.simulator.people import CAST, Person, Staff

_TYPES = (("expansion", 0.5), ("upsell", 0.2), ("cross_sell", 0.2), ("renewal", 0.1))
_SHARES = ((70, 30), (50, 50), (50, 30, 20))  # hundredths, the owner's first
_SPLIT_SHARE = 0.04
_MEDIAN_AMOUNT = 125_000_00  # fen
_LEAST, _MOST = 20_000_00, 2_000_000_00


def make_deals(staff: Staff, accounts: list[Account], days: Days, seed: int, books: Books) -> list[Deal]:
    """All deals, in the order of their creation; what is known of them goes into the books."""
    books_of: dict[str, list[Account]] = defaultdict(list)
    for a in accounts:
        for owner in {a.first_owner: 0, a.owner: 0}:
            books_of[owner].append(a)
    drawn: list[tuple[Person, Fate, random.Random]] = []
    for rep in staff.reps:
        rng = dice(seed, f"deals {rep.id}")
        drawn += [(rep, fate, rng) for fate in _fates(rep, days, seed, rng)]
    drawn.sort(key=lambda d: (d[1].created, d[0].id))
    deals: list[Deal] = []
    for rep, fate, rng in drawn:
        account = _account(rng, rep, books_of[rep.id], fate.created)
        deal = _deal(rng, f"O{len(deals) + 1:06d}", rep, account, fate, days)
        _share(rng, deal, rep, staff)
        develop(rng, deal, days)
        deal.settle(days)
        enter(books, deal, days)
        deals.append(deal)
    return deals


def _fates(rep: Person, days: Days, seed: int, rng: random.Random) -> list[Fate]:
    """The deals that a rep opens: random days of work, more in season."""
    begin, end = max(days.warm, rep.starts), min(days.now, rep.ends)
    season = days.season[begin:end]
    daily = urn(seed, f"deal days {rep.id}").poisson([s * rep.rate / 21 for s in season]).tolist()
    slowness = min(1.3, max(0.8, rng.gauss(1.0, 0.12)))
    fates = []
    for day, number in enumerate(daily, start=begin):
        for _ in range(number):
            created = day * DAY + office_hour(rng)
            fates.append(draw_fate(rng, created, 0.3 * rep.skill, slowness, days))
    if rep.id == CAST["rep"]:
        return scene.deals_of_the_rep(fates, days, rng)
    return [f for f in fates if f.closed < 0 or f.closed >= days.first * DAY]


def _account(rng: random.Random, rep: Person, candidates: list[Account], created: int) -> Account:
    day = created // DAY
    for _ in range(12):
        found = candidates[int(rng.random() * len(candidates))]
        if found.created <= created and found.owner_on(day) == rep.id:
            return found
    own = [a for a in candidates if a.owner_on(day) == rep.id] or candidates
    return min(own, key=lambda a: a.created)


def _deal(rng: random.Random, id_: str, rep: Person, account: Account, fate: Fate, days: Days) -> Deal:
    kind = weighted(rng, _TYPES) if 0 <= account.bought < fate.created and rng.random() < 0.75 else "new"
    line = weighted(rng, ((LINES[0], 0.45), (LINES[1], 0.3), (LINES[2], 0.25)))
    target = fate.amount or _MEDIAN_AMOUNT * rng.lognormvariate(0, 0.8) * rep.size * SIZE_FACTOR[account.size]
    lines = _lines(rng, line, max(_LEAST, min(_MOST, target)), fate.created // DAY, days)
    last = fate.closed if fate.closed >= 0 else days.end
    handed = (rep.ends - 1) * DAY + 18 * 60 if rep.left and rep.ends * DAY <= last else -1
    goods = lines[0][0].name.split(" ")
    title = " ".join(goods[1:]) if account.english else "".join(goods[:1])
    first = OPEN_STAGES[fate.steps[0][1]]
    return Deal(
        id=id_,
        name=f"{account.name.removesuffix('有限公司')} · {title}",
        account=account,
        first_owner=rep.id,
        owner=rep.successor if handed >= 0 else rep.id,
        handed_over=handed,
        type=kind,
        line=line,
        lines=lines,
        fate=fate,
        now={
            "owner": rep.id,
            "stage": first.id,
            "probability": first.probability,
            "forecast_category": first.category,
            **dict.fromkeys(
                ("closed_at", "outcome", "loss_reason", "competitor", "next_step", "next_step_due"), ""
            ),
        },
    )


def _lines(rng: random.Random, line: str, target: float, created: int, days: Days) -> list[Line]:
    """A main product in a number and at a price that come near ``target``, often with something small."""
    known = [p for p in PRODUCTS if p.line == line and p.age >= days.now - created]
    fitting = [p for p in known if p.price * 0.85 <= target and target / p.price < 8]
    main = rng.choice(fitting) if fitting else min(known, key=lambda p: abs(p.price - target))
    pieces = max(1, round(target / (main.price * 0.93)))
    price = round(main.price * (1 - rng.random() * 0.15) / 10_00) * 10_00
    lines = [(main, pieces, price)]
    if rng.random() < 0.45:
        extra = rng.choice(SMALL)
        lines.append(
            (extra, rng.randrange(1, 4), round(extra.price * (1 - rng.random() * 0.1) / 1_00) * 1_00)
        )
    return lines


def _share(rng: random.Random, deal: Deal, rep: Person, staff: Staff) -> None:
    """A few deals are shared with colleagues of the same team, never one that changed hands."""
    if rng.random() >= _SPLIT_SHARE or deal.handed_over >= 0:
        return
    day = deal.fate.created // DAY
    mates = [
        p.id for p in staff.reps if p.team is rep.team and p is not rep and p.starts <= day and not p.left
    ]
    shares = rng.choice(_SHARES)
    if len(mates) >= len(shares) - 1:
        people = [rep.id, *rng.sample(mates, len(shares) - 1)]
        deal.splits = list(zip(people, shares, strict=True))
