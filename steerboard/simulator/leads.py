"""Leads: drawn as whole columns. Some became deals, the others show how far they came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steerboard.simulator import scene
from steerboard.simulator.activities import Flags, Numbers
from steerboard.simulator.campaigns import (
    ADS,
    CALLING,
    FAIR,
    MAIL,
    REFERRAL,
    SOCIAL,
    WEBINAR,
    WEBSITE,
    Campaign,
)
from steerboard.simulator.chance import urn
from steerboard.simulator.days import DAY, Days, Instants
from steerboard.simulator.deal import Deal
from steerboard.simulator.people import CAST, Staff

# Where leads come from: share of all, and times the usual chance of coming further.
SOURCES = (
    (WEBSITE, 0.27, 1.1),
    (FAIR, 0.15, 1.2),
    (ADS, 0.17, 0.75),
    (MAIL, 0.09, 0.8),
    (REFERRAL, 0.06, 1.8),
    (CALLING, 0.13, 0.7),
    (SOCIAL, 0.07, 0.6),
    (WEBINAR, 0.06, 1.1),
)
NAMES = tuple(name for name, _, _ in SOURCES)
_BORN_OF_A_LEAD = 0.34  # of the deals with new customers
_MONTHLY = 4.6  # leads of a rep in a month that never become a deal
_MQL, _SQL = 0.36, 0.34  # of those: come so far, at the usual source
_WITH_CAMPAIGN = 0.75
_UNANSWERED, _REASSIGNED, _POOL = 0.05, 0.05, 0.03
_DISQUALIFIED = 0.9
ANSWERS = ("", "positive", "negative", "none")


@dataclass
class Leads:
    """Columns of the same length in the order of creation; instants are -1 where there is none."""

    owner: Numbers  # number in Staff.people, at the end; -1 in the pool
    before: Numbers  # the owner before that, -1 if none
    deal: Numbers  # number of the deal that it became, -1 if none
    source: Numbers  # number in SOURCES
    campaign: Numbers  # number of the campaign, -1 if none
    created: Instants
    first_assigned: Instants
    assigned: Instants  # the latest
    responded: Instants
    mql: Instants
    sql: Instants
    handed_over: Instants
    converted: Instants
    disqualified: Instants
    answer: Numbers  # number in ANSWERS

    def take(self, order: Numbers | Flags) -> Leads:
        return Leads(*(getattr(self, name)[order] for name in self.__dataclass_fields__))

    @property
    def ends(self) -> Instants:
        """When nothing more is to be done with it; -1 while it is open."""
        return np.maximum(self.converted, self.disqualified)


def draw_leads(staff: Staff, deals: list[Deal], campaigns: list[Campaign], days: Days, seed: int) -> Leads:
    """All leads; tells the deals from which one they came."""
    rng = urn(seed, "leads")
    owner, created, deal = _origins(rng, staff, deals, days)
    size = len(owner)
    source = rng.choice(len(SOURCES), size, p=[share for _, share, _ in SOURCES])
    leads = _with_course(rng, owner, created, deal, source, days)
    _compress(leads, np.array([d.fate.created for d in deals], dtype=np.int64)[deal])
    _reassign(rng, leads, staff, days)
    leads = _with_scene(leads, staff, days)
    leads = leads.take(np.argsort(leads.created, kind="stable"))
    leads.campaign = _campaigns(rng, leads, campaigns)
    _end_at_now(leads, days)
    for n, number in enumerate(leads.deal.tolist()):
        if number >= 0:
            deals[number].lead = lead_id(n)
    return leads


def lead_id(number: int) -> str:
    return f"L{number + 1:06d}"


def _origins(
    rng: np.random.Generator, staff: Staff, deals: list[Deal], days: Days
) -> tuple[Numbers, Instants, Numbers]:
    """Owner, creation and deal: those behind deals with new customers, and those that came to nothing."""
    person = {p.id: n for n, p in enumerate(staff.people)}
    new = np.array([n for n, d in enumerate(deals) if d.type == "new"], dtype=np.int64)
    new = new[rng.random(len(new)) < _BORN_OF_A_LEAD]
    began = np.array([d.fate.created for d in deals], dtype=np.int64)[new]
    nurture = np.maximum(2.0, rng.lognormal(2.7, 0.7, len(new)))
    before = began - (nurture * DAY).astype(np.int64)
    starts = np.array([p.starts for p in staff.people])
    owners = np.array([person[deals[n].first_owner] for n in new.tolist()], dtype=np.int64)
    kept = (before >= days.warm * DAY) & (before >= starts[owners] * DAY)
    owners, before, new = owners[kept], before[kept], new[kept]
    found_owners, found_times = [owners], [before]
    week = np.array([0.3 if not w else s for w, s in zip(days.working, days.season, strict=True)])
    for n, p in enumerate(staff.people):
        if p.role == "rep":
            span = np.arange(max(days.warm, p.starts), min(days.now, p.ends) if p.left else days.now)
            counts = rng.poisson(week[span] * _MONTHLY / 23 * p.energy)
            when = np.repeat(span, counts)
            found_times.append(when * DAY + rng.integers(7 * 60, 22 * 60, len(when)))
            found_owners.append(np.full(len(when), n))
    owner, created = np.concatenate(found_owners), np.concatenate(found_times)
    return owner, created, np.concatenate([new, np.full(len(owner) - len(new), -1)]).astype(np.int64)


def _with_course(
    rng: np.random.Generator, owner: Numbers, created: Instants, deal: Numbers, source: Numbers, days: Days
) -> Leads:
    size, none = len(owner), np.full(len(owner), -1, dtype=np.int64)
    became = deal >= 0
    goodness = np.array([factor for _, _, factor in SOURCES])[source]
    is_mql = became | (rng.random(size) < _MQL * goodness)
    is_sql = became | (is_mql & (rng.random(size) < _SQL * goodness))
    answered = became | is_mql | (rng.random(size) >= _UNANSWERED * 2)

    def later(at: Instants, median: float, spread: float) -> Instants:
        """Some working time after ``at``, with this median in minutes."""
        found = at + np.maximum(3, median * rng.lognormal(0, spread, size)).astype(np.int64)
        return days.to_office(found, rng.integers(0, 80, size))

    assigned = later(created, 25, 0.9)
    responded = later(assigned, 75, 1.3)
    mql = later(responded, 1.2 * DAY, 0.9)
    sql = later(mql, 4.5 * DAY, 0.7)
    handed = later(sql, 0.4 * DAY, 0.9)
    end = later(np.where(is_sql, handed, np.where(is_mql, mql, responded)), 9 * DAY, 0.7)
    return Leads(
        owner=np.where(~became & (rng.random(size) < _POOL), -1, owner),
        before=none,
        deal=deal,
        source=source,
        campaign=none,
        created=created,
        first_assigned=assigned,
        assigned=assigned,
        responded=np.where(answered, responded, -1),
        mql=np.where(is_mql, mql, -1),
        sql=np.where(is_sql, sql, -1),
        handed_over=np.where(is_sql & (rng.random(size) < 0.9), handed, -1),
        converted=none.copy(),
        disqualified=np.where(~became & (rng.random(size) < _DISQUALIFIED), end, -1),
        answer=np.where(
            became,
            rng.choice(4, size, p=(0.06, 0.86, 0.0, 0.08)),
            rng.choice(4, size, p=(0.08, 0.3, 0.3, 0.32)),
        ),
    )


def _compress(leads: Leads, began: Instants) -> None:
    """Those that became a deal did all before it began, however short the time was."""
    became = leads.deal >= 0
    room = np.where(became, began - leads.created, 0)
    for name, share in (
        ("first_assigned", 0.1),
        ("assigned", 0.1),
        ("responded", 0.3),
        ("mql", 0.5),
        ("sql", 0.8),
        ("handed_over", 0.9),
    ):
        at = getattr(leads, name)
        latest = leads.created + (room * share).astype(np.int64)
        setattr(leads, name, np.where(became & (at >= 0), np.minimum(at, latest), at))
    leads.converted = np.where(became, began, -1)


def _reassign(rng: np.random.Generator, leads: Leads, staff: Staff, days: Days) -> None:
    """A few wait too long and are given to a colleague; those of who leaves are taken over."""
    people = staff.people
    number = {p.id: n for n, p in enumerate(people)}
    mates = np.full(len(people), -1, dtype=np.int64)
    leavers = np.full(len(people), 2**62, dtype=np.int64)
    heirs = np.full(len(people), -1, dtype=np.int64)
    last: dict[str, int] = {}
    for n, p in enumerate(people):
        if p.role == "rep" and not p.left and p.starts == 0:
            mates[n] = last.get(p.team.id, -1)
            last[p.team.id] = n
        if p.left:
            leavers[n], heirs[n] = (p.ends - 1) * DAY + 18 * 60, number[p.successor]
    pool = leads.owner < 0
    again = rng.random(len(leads.owner)) < _REASSIGNED
    again &= ~pool & (leads.deal < 0) & (mates[leads.owner] >= 0)
    wait = days.to_office(leads.first_assigned + 26 * 60, rng.integers(0, 60, len(pool)))
    for name in ("responded", "mql", "sql", "handed_over", "disqualified"):
        at = getattr(leads, name)
        setattr(leads, name, np.where(again & (at >= 0), at + wait - leads.first_assigned, at))
    leads.before = np.where(again, mates[leads.owner], leads.before)
    leads.assigned = np.where(again, wait, leads.assigned)
    gone = leavers[leads.owner]
    open_then = ~pool & ~again & (leads.deal < 0) & (leads.assigned < gone) & (gone < days.end)
    open_then &= (leads.disqualified < 0) | (leads.disqualified > gone)
    leads.before = np.where(open_then, leads.owner, leads.before)
    leads.owner = np.where(open_then, heirs[leads.owner], leads.owner)
    leads.assigned = np.where(open_then, gone, leads.assigned)
    for name in ("first_assigned", "assigned"):
        setattr(leads, name, np.where(pool, -1, getattr(leads, name)))
    for name in ("responded", "mql", "sql", "handed_over"):
        setattr(leads, name, np.where(pool, -1, getattr(leads, name)))


def _with_scene(leads: Leads, staff: Staff, days: Days) -> Leads:
    """The demo's rep has three new leads without an answer, and no other such ones."""
    number = next(n for n, p in enumerate(staff.people) if p.id == CAST["rep"])
    recent = leads.created >= (days.now - 10) * DAY
    waiting = (leads.responded < 0) | (leads.responded >= days.end)
    kept = leads.take(~((leads.owner == number) & recent & waiting))
    working = [day for day in range(days.now - 30, days.now) if days.working[day]]
    created = np.sort(np.array([working[-ago] * DAY + minute for ago, minute in scene.LEADS]))
    size = len(created)
    none = np.full(size, -1, dtype=np.int64)
    added = Leads(*(none.copy() for _ in Leads.__dataclass_fields__))
    added.owner = np.full(size, number)
    added.source = np.array([NAMES.index(WEBSITE), NAMES.index(REFERRAL), NAMES.index(FAIR)])
    added.created, added.answer = created, np.zeros(size, dtype=np.int64)
    added.first_assigned = added.assigned = created + 18
    return Leads(*(np.concatenate([getattr(kept, f), getattr(added, f)]) for f in Leads.__dataclass_fields__))


def _campaigns(rng: np.random.Generator, leads: Leads, campaigns: list[Campaign]) -> Numbers:
    """One of the campaigns of the lead's source that ran on its day or shortly before."""
    day, luck = leads.created // DAY, rng.random(len(leads.created))
    known = rng.random(len(day)) < _WITH_CAMPAIGN
    found = np.full(len(day), -1, dtype=np.int64)
    for n, name in enumerate(NAMES):
        for c, campaign in enumerate(campaigns):
            if campaign.source == name:
                inside = known & (leads.source == n) & (campaign.begins <= day) & (day < campaign.ends + 30)
                found = np.where(inside & ((found < 0) | (luck < 0.5)), c, found)
    return found


def _end_at_now(leads: Leads, days: Days) -> None:
    """What lies beyond the present has not happened; what follows from it neither."""
    for name in ("first_assigned", "assigned", "responded", "mql", "sql", "handed_over", "disqualified"):
        at = getattr(leads, name)
        setattr(leads, name, np.where(at < days.end, at, -1))
    unknown = leads.assigned < 0
    leads.owner = np.where(unknown, np.where(leads.before >= 0, leads.before, -1), leads.owner)
    leads.assigned = np.where(unknown, leads.first_assigned, leads.assigned)
    leads.before = np.where(unknown, -1, leads.before)
    leads.answer = np.where(leads.responded >= 0, leads.answer, 0)
