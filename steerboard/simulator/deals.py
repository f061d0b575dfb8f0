"""Opportunities: who opens them, for whom, with which goods, and how they fare."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from steerboard.simulator import scene
from steerboard.simulator.accounts import SIZE_FACTOR, Account
from steerboard.simulator.books import Books
from steerboard.simulator.chance import dice, urn, weighted
from steerboard.simulator.contacts import Contacts
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.deal import Deal, Line
from steerboard.simulator.deal_changes import develop
from steerboard.simulator.deal_rows import enter
from steerboard.simulator.fates import Fate, draw_fate, office_hour
from steerboard.simulator.goods import LINES, OPEN_STAGES, PRODUCTS, SMALL
from steerboard.simulator.people import CAST, Person, Staff
from steerboard.simulator.stories import Stories

_TYPES = (("expansion", 0.46), ("upsell", 0.2), ("cross_sell", 0.19), ("renewal", 0.15))
_TYPES_OF_THE_STRUGGLER = (("expansion", 0.2), ("upsell", 0.1), ("cross_sell", 0.1), ("renewal", 0.6))
_SHARES = ((70, 30), (50, 50), (50, 30, 20))  # hundredths, the owner's first
_SPLIT_SHARE = 0.04
_PARTNER_SHARE = 0.08
_WITHOUT_CONTACT = 0.12
_MEDIAN_AMOUNT = 120_000_00  # fen
_SPREAD = 0.6
_LEAST, _MOST = 20_000_00, 2_000_000_00


@dataclass(frozen=True)
class Draft:
    """What is known of a deal before its details."""

    rep: Person
    account: Account
    type: str
    line: str
    early: bool  # whether the quote goes out before the needs are confirmed
    fate: Fate


@dataclass(frozen=True)
class Market:
    """Whom deals are made with."""

    accounts: list[Account]
    contacts: Contacts
    stories: Stories


def make_deals(staff: Staff, market: Market, days: Days, seed: int, books: Books) -> list[Deal]:
    """All deals, in the order of their creation; what is known of them goes into the books."""
    accounts_of: dict[str, list[Account]] = defaultdict(list)
    partners: dict[str, list[Account]] = defaultdict(list)
    for a in market.accounts:
        for owner in {a.first_owner: 0, a.owner: 0}:
            accounts_of[owner].append(a)
        if a.is_partner:
            partners[a.region].append(a)
    mates: dict[str, list[Person]] = defaultdict(list)
    drawn: list[tuple[Draft, random.Random]] = []
    for rep in staff.reps:
        rng = dice(seed, f"deals {rep.id}")
        drawn += [
            (draft, rng) for draft in _drafts(rep, accounts_of[rep.id], market.stories, days, seed, rng)
        ]
        if not rep.left:
            mates[rep.team.id].append(rep)
    drawn.sort(key=lambda d: (d[0].fate.created, d[0].rep.id))
    deals: list[Deal] = []
    for draft, rng in drawn:
        deal = _deal(rng, f"O{len(deals) + 1:06d}", draft, market.contacts, days)
        _share(rng, deal, draft.rep, mates[draft.rep.team.id])
        if rng.random() < _PARTNER_SHARE and partners[draft.account.region]:
            deal.partner = rng.choice(partners[draft.account.region])
        develop(rng, deal, days)
        deal.settle(days)
        enter(books, deal, days)
        deals.append(deal)
    return deals


def _drafts(
    rep: Person, candidates: list[Account], stories: Stories, days: Days, seed: int, rng: random.Random
) -> Iterator[Draft]:
    """The deals that a rep opens: random days of work, more in season."""
    slowness = min(1.3, max(0.8, rng.gauss(1.0, 0.12)))
    bought = {a.number: a.bought for a in candidates if a.bought >= 0}
    steady = scene.Steady() if rep.id == CAST["rep"] else None
    for created in _beginnings(rep, stories, days, seed, rng):
        draft = _draft(rep, candidates, bought, created, slowness, stories, days, rng, steady)
        if steady:
            draft = replace(draft, fate=scene.adjusted(draft.fate, days, rng))
        if draft.fate.won and draft.fate.closed >= 0:
            number = draft.account.number
            bought[number] = min(bought.get(number, draft.fate.closed), draft.fate.closed)
        if draft.fate.closed < 0 or draft.fate.closed >= days.first * DAY:
            yield draft
    if rep.id == CAST["rep"]:
        for fate in scene.set_deals(days):
            draft = _draft(rep, candidates, bought, fate.created, slowness, stories, days, rng)
            yield replace(draft, fate=fate, early=False)


def _beginnings(rep: Person, stories: Stories, days: Days, seed: int, rng: random.Random) -> Iterator[int]:
    begin, end = max(days.warm, rep.starts), min(days.now, rep.ends)
    slump = stories.slumps(rep)
    expected = [
        days.season[day] * rep.rate / 21 * (slump.creation if slump and day >= slump.day else 1.0)
        for day in range(begin, end)
    ]
    daily = urn(seed, f"deal days {rep.id}").poisson(expected).tolist()
    for day, number in enumerate(daily, start=begin):
        for _ in range(number):
            yield day * DAY + office_hour(rng)


def _draft(
    rep: Person,
    candidates: list[Account],
    bought: dict[int, int],
    created: int,
    slowness: float,
    stories: Stories,
    days: Days,
    rng: random.Random,
    steady: scene.Steady | None = None,
) -> Draft:
    """``bought``: since when accounts are customers, by number."""
    account = _account(rng, rep, candidates, created)
    types = _TYPES_OF_THE_STRUGGLER if stories.struggler and stories.struggler.user == rep.id else _TYPES
    kind = weighted(rng, types) if bought.get(account.number, created) < created else "new"
    line = weighted(rng, ((LINES[0], 0.45), (LINES[1], 0.3), (LINES[2], 0.25)))
    early = rng.random() < stories.early_share(rep)
    chance = stories.chance(rep, kind, account.ownership, early)
    chance = steady.decided(chance) if steady else chance
    clog = stories.clog if line == stories.clog.line else None
    fate = draw_fate(rng, created, chance, slowness, days, clog)
    slump = stories.slumps(rep)
    if slump and fate.won and fate.closed >= slump.day * DAY and rng.random() < slump.spoiled:
        fate = replace(fate, won=False, spoiled=True)
    return Draft(rep, account, kind, line, early, fate)


def _account(rng: random.Random, rep: Person, candidates: list[Account], created: int) -> Account:
    day = created // DAY
    for _ in range(12):
        found = candidates[int(rng.random() * len(candidates))]
        if found.created <= created and found.owner_on(day) == rep.id:
            return found
    own = [a for a in candidates if a.owner_on(day) == rep.id] or candidates
    return min(own, key=lambda a: a.created)


def _deal(rng: random.Random, id_: str, draft: Draft, contacts: Contacts, days: Days) -> Deal:
    rep, account, fate = draft.rep, draft.account, draft.fate
    target = (
        fate.amount or _MEDIAN_AMOUNT * rng.lognormvariate(0, _SPREAD) * rep.size * SIZE_FACTOR[account.size]
    )
    lines = [_main_line(rng, draft.line, max(_LEAST, min(_MOST, target)), fate.created // DAY, days)]
    if fate.amount is None and rng.random() < 0.45:
        lines.append(_small_line(rng))
    last = fate.closed if fate.closed >= 0 else days.end
    handed = (rep.ends - 1) * DAY + 18 * 60 if rep.left and rep.ends * DAY <= last else -1
    goods = lines[0][0].name.split(" ")
    title = " ".join(goods[1:]) if account.english else "".join(goods[:1])
    first = OPEN_STAGES[fate.steps[0][1]]
    known = rng.random() >= _WITHOUT_CONTACT
    return Deal(
        id=id_,
        name=f"{account.name.removesuffix('有限公司')} · {title}",
        account=account,
        first_owner=rep.id,
        owner=rep.successor if handed >= 0 else rep.id,
        handed_over=handed,
        type=draft.type,
        line=draft.line,
        early=draft.early,
        contact=contacts.pick(account.number, rng.random(), fate.created) if known else "",
        lines=lines,
        fate=fate,
        now={
            "owner": rep.id,
            "stage": first.id,
            "probability": first.probability,
            "forecast_category": first.category,
            **_EMPTY,
        },
    )


_EMPTY = dict.fromkeys(
    ("closed_at", "outcome", "loss_reason", "competitor", "next_step", "next_step_due"), ""
)


def _main_line(rng: random.Random, line: str, target: float, created: int, days: Days) -> Line:
    """A product in a number and at a price that come near ``target``."""
    known = [p for p in PRODUCTS if p.line == line and p.age >= days.now - created]
    fitting = [p for p in known if p.price * 0.85 <= target and target / p.price < 8]
    main = rng.choice(fitting) if fitting else min(known, key=lambda p: abs(p.price - target))
    pieces = max(1, round(target / (main.price * 0.93)))
    return main, pieces, round(main.price * (1 - rng.random() * 0.15) / 10_00) * 10_00


def _small_line(rng: random.Random) -> Line:
    """Something small beside it."""
    extra = rng.choice(SMALL)
    return extra, rng.randrange(1, 4), round(extra.price * (1 - rng.random() * 0.1) / 1_00) * 1_00


def _share(rng: random.Random, deal: Deal, rep: Person, mates: list[Person]) -> None:
    """A few deals are shared with colleagues of the same team, never one that changed hands."""
    if rng.random() >= _SPLIT_SHARE or deal.handed_over >= 0:
        return
    day = deal.fate.created // DAY
    there = [p.id for p in mates if p is not rep and p.starts <= day]
    shares = rng.choice(_SHARES)
    if len(there) >= len(shares) - 1:
        people = [rep.id, *rng.sample(there, len(shares) - 1)]
        deal.splits = list(zip(people, shares, strict=True))
