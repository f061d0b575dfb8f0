"""Leads and their changes as rows, and in the books."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steerboard.simulator.accounts import Account
from steerboard.simulator.activities import Numbers
from steerboard.simulator.books import Books
from steerboard.simulator.campaigns import CALLING, MAIL, REFERRAL, Campaign
from steerboard.simulator.chance import urn
from steerboard.simulator.days import Days
from steerboard.simulator.deal import Deal
from steerboard.simulator.goods import LINES
from steerboard.simulator.leads import ANSWERS, NAMES, Leads, lead_id
from steerboard.simulator.names import INDUSTRIES, REGIONS, company_name, contact_name
from steerboard.simulator.people import Staff
from steerboard.simulator.tables import Row

_PERSONAS = ("采购 Purchasing", "工艺 Engineering", "老板 Owner", "质量 Quality", "")
_REASONS = (
    "无预算 No budget",
    "无需求 No need",
    "联系不上 Not reachable",
    "非目标客户 Not a target",
    "已选竞品 Chose a rival",
)
_WITHOUT_LINE, _WITHOUT_PHONE, _WITHOUT_MAIL, _WITHOUT_TRADE, _WITHOUT_REGION = 0.1, 0.16, 0.24, 0.14, 0.04


def enter_leads(books: Books, leads: Leads, days: Days) -> None:
    """By month: created, qualified and handed over, and what was created by source."""
    month = np.array(days.month)
    for name, at in (
        ("leads_created", leads.created),
        ("mqls", leads.mql),
        ("sqls", leads.sql),
        ("leads_handed_over", leads.handed_over),
        ("leads_converted", leads.converted),
        ("leads_disqualified", leads.disqualified),
    ):
        for m, number in zip(*np.unique(month[at[at >= 0] // (24 * 60)], return_counts=True), strict=True):
            books.add(name, str(m), by=int(number))
    for n, number in enumerate(np.bincount(leads.source, minlength=len(NAMES)).tolist()):
        books.add("leads_by_source", NAMES[n], by=number)


def lead_rows(
    leads: Leads,
    staff: Staff,
    accounts: list[Account],
    deals: list[Deal],
    campaigns: list[Campaign],
    days: Days,
    seed: int,
) -> list[Row]:
    """The leads as they are at the end."""
    details = _Details.of(staff, accounts, deals, campaigns)
    stages, statuses = _states(leads, deals)
    times = zip(*(days.stamps(getattr(leads, name)) for name in _TIMES), strict=True)
    luck = urn(seed, "lead details").random((len(leads.owner), 14)).tolist()
    numbers = (column.tolist() for column in (leads.owner, leads.deal, leads.source, leads.campaign))
    return [
        details.row(n, who, (statuses[n], stages[n]), ANSWERS[leads.answer[n]], at, luck[n])
        for n, (who, at) in enumerate(zip(zip(*numbers, strict=True), times, strict=True))
    ]


_TIMES = ("assigned", "responded", "mql", "sql", "handed_over", "converted", "disqualified", "created")


@dataclass(frozen=True)
class _Details:
    """What a lead's row is told from. The last person and the last region stand for none."""

    people: list[str]
    regions: list[int]
    usual: list[int]  # regions of leads that nobody owns
    customers: dict[int, list[str]]  # who may have referred one, by region
    deals: list[Deal]
    campaigns: list[Campaign]

    @classmethod
    def of(
        cls, staff: Staff, accounts: list[Account], deals: list[Deal], campaigns: list[Campaign]
    ) -> _Details:
        customers: dict[int, list[str]] = {}
        for a in accounts:
            if a.bought >= 0:
                customers.setdefault(a.region_number, []).append(a.id)
        return cls(
            people=[p.id for p in staff.people] + [""],
            regions=[p.team.region for p in staff.people] + [-1],
            usual=sorted({t.region for t in staff.teams if t.region >= 0}),
            customers=customers,
            deals=deals,
            campaigns=campaigns,
        )

    def row(
        self,
        n: int,
        numbers: tuple[int, ...],
        states: tuple[str, str],
        answer: str,
        at: tuple[str, ...],
        luck: list[float],
    ) -> Row:
        owner, deal_number, source, campaign = numbers
        deal = self.deals[deal_number] if deal_number >= 0 else None
        region = self.regions[owner]
        if region < 0:
            region = self.usual[int(luck[0] * len(self.usual))]
        name = NAMES[source]
        outbound = name == CALLING or (name == MAIL and luck[12] < 0.5)
        return (
            lead_id(n),
            *_who(deal, region, luck),
            self._line(deal, campaign, luck),
            _PERSONAS[int(luck[7] * len(_PERSONAS))],
            *states,
            "outbound" if outbound else "inbound",
            name,
            self.campaigns[campaign].id if campaign >= 0 else "",
            self.people[owner],
            self._referred_by(name, region, luck),
            *at[:2],
            answer,
            *at[2:6],
            *((deal.account.id, deal.contact) if deal else ("", "")),
            at[6],
            _REASONS[int(luck[13] * len(_REASONS))] if at[6] else "",
            "" if luck[6] < _WITHOUT_REGION and not deal else " ".join(REGIONS[region][:2]),
            _industry(deal, luck),
            at[7],
        )

    def _line(self, deal: Deal | None, campaign: int, luck: list[float]) -> str:
        """The line of goods that the lead asks about: the campaign's, where that has one."""
        if deal is not None:
            return deal.line
        if luck[8] < _WITHOUT_LINE:
            return ""
        focus = self.campaigns[campaign].line if campaign >= 0 else ""
        return focus or LINES[int(luck[9] * 3)]

    def _referred_by(self, source: str, region: int, luck: list[float]) -> str:
        near = self.customers.get(region, ())
        return near[int(luck[10] * len(near))] if source == REFERRAL and near and luck[11] < 0.9 else ""


def _who(deal: Deal | None, region: int, luck: list[float]) -> tuple[str, str, str, str]:
    """Name, company, phone and mail."""
    english = luck[1] < 0.2
    name, mail = contact_name(english, luck[2], luck[3])
    if deal is not None:
        company = deal.account.name
    else:
        cities = REGIONS[region][2]
        trade = int(luck[4] * len(INDUSTRIES))
        company = company_name(cities[int(luck[5] * len(cities))], trade, english, luck[6], luck[7])
    phone = (
        f"+86 100 {int(luck[8] * 10000):04d} {int(luck[9] * 10000):04d}" if luck[12] >= _WITHOUT_PHONE else ""
    )
    return name, company, phone, f"{mail}@customer.example.com" if luck[11] >= _WITHOUT_MAIL else ""


def _industry(deal: Deal | None, luck: list[float]) -> str:
    if deal is not None:
        return INDUSTRIES[deal.account.trade]
    return INDUSTRIES[int(luck[4] * len(INDUSTRIES))] if luck[5] >= _WITHOUT_TRADE else ""


def _states(leads: Leads, deals: list[Deal]) -> tuple[list[str], list[str]]:
    """Life-cycle stage and status of each lead as they are at the end."""
    won = np.array([d.fate.won and d.fate.closed >= 0 for d in deals] + [False])
    conditions = (
        leads.disqualified >= 0,
        (leads.converted >= 0) & won[leads.deal],
        leads.converted >= 0,
        leads.sql >= 0,
        leads.mql >= 0,
        leads.responded >= 0,
    )
    stages = ("disqualified", "customer", "opportunity", "sql", "mql", "lead")
    statuses = ("disqualified", "converted", "converted", "qualified", "qualified", "working")
    which = np.select(conditions, range(6), 6).tolist()
    return [(*stages, "lead")[n] for n in which], [(*statuses, "open")[n] for n in which]


def lead_history_rows(leads: Leads, staff: Staff, deals: list[Deal], days: Days) -> list[Row]:
    """Stages, states and hands, in the order of the leads and of time."""
    closed = np.array([d.fate.closed if d.fate.won else -1 for d in deals] + [-1])[leads.deal]
    stage = (
        ("mql", leads.mql),
        ("sql", leads.sql),
        ("opportunity", leads.converted),
        ("customer", closed),
        ("disqualified", leads.disqualified),
    )
    status = (
        ("working", leads.responded),
        ("qualified", leads.mql),
        ("converted", leads.converted),
        ("disqualified", leads.disqualified),
    )
    found = [*_chain("lifecycle_stage", "lead", stage), *_chain("status", "open", status)]
    people = [p.id for p in staff.people]
    moved = np.flatnonzero(leads.before >= 0)
    for n, before, after, first, latest in zip(
        moved.tolist(),
        leads.before[moved].tolist(),
        leads.owner[moved].tolist(),
        days.stamps(leads.first_assigned[moved]),
        days.stamps(leads.assigned[moved]),
        strict=True,
    ):
        at = int(leads.assigned[n])
        found.append((n, at, "assigned_at", first, latest))
        found.append((n, at, "owner", people[before], people[after]))
    found.sort()
    stamps = days.stamps(np.array([row[1] for row in found], dtype=np.int64))
    return [
        (lead_id(n), field, old, new, at) for (n, _, field, old, new), at in zip(found, stamps, strict=True)
    ]


def _chain(
    field: str, first: str, steps: tuple[tuple[str, Numbers], ...]
) -> list[tuple[int, int, str, str, str]]:
    """Each lead's values after ``first``, where it has an instant for them."""
    size = len(steps[0][1])
    before = np.zeros(size, dtype=np.int64)
    names = [first, *(name for name, _ in steps)]
    found: list[tuple[int, int, str, str, str]] = []
    for number, (name, at) in enumerate(steps, start=1):
        where = np.flatnonzero(at >= 0)
        olds = before[where].tolist()
        found += [
            (n, instant, field, names[old], name)
            for n, instant, old in zip(where.tolist(), at[where].tolist(), olds, strict=True)
        ]
        before[where] = number
    return found
