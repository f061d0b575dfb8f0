"""A company with a canary in every text of every record: who reads a canary has seen the record.

Texts are filled by the kinds' own declarations, so a new field or kind is covered without a line here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from itertools import count
from typing import Any

from steerboard.core.clock import Clock
from steerboard.kinds.batch import Batch, Edit
from steerboard.kinds.door import write
from steerboard.kinds.registry import get
from tests.people.companies import AUTHOR, Maker
from tests.people.organisation import ALL, Company

START = "Zq"  # every canary begins so; nothing else in the product does
COST = "7319462"  # the digits of every cost
MAIL = "zqmail"  # in every mail address of the records
SPEND = "8264197"  # the digits of every amount that was spent
COST_ROLES = {"executive", "regional_director", "finance", "analyst", "admin"}
SPEND_ROLES = {*COST_ROLES, "sales_ops", "marketer"}
MAIL_ROLES = {"executive", "sales_ops", "admin"}

# name: (team, role, leads); no team: signed in without a membership
CAST: dict[str, tuple[str, str, bool] | None] = {
    "Ann": ("North", "rep", False),
    "Ben": ("South", "rep", False),
    "Lea": ("North", "team_lead", True),
    "Dan": ("Region", "regional_director", True),
    "Cleo": ("Far", "rep", False),
    "Mia": ("Far", "marketer", False),
    "Sam": ("Far", "service_agent", False),
    "Fay": ("Far", "finance", False),
    "Eve": ("Company", "executive", True),
    "Oli": ("Company", "sales_ops", False),
    "Ada": ("Company", "admin", False),
    "Nora": None,
}
TREE = {"Company": None, "Region": "Company", "North": "Region", "South": "Region", "Far": "Company"}
_CODES = {"source", "currency", "pipeline", "kpi", "params", "email"}  # texts that are no free words


@dataclass
class World:
    """The company as plain rows, the canaries of each record, the ids of the people by name."""

    company: Company
    people: dict[str, int]
    canaries: dict[tuple[str, int], list[str]]
    attributed: dict[tuple[str, int], set[int]] = field(default_factory=dict)

    def ids(self, kind: str) -> list[int]:
        return list(self.company.rows[kind])

    def forbidden(self, reader: str | None) -> list[tuple[str, int]]:
        """The records that a reader may not see now; of an anonymous one, all."""
        return [
            (kind, record)
            for kind, rows in self.company.rows.items()
            for record in rows
            if reader is None or not self.company.sees(self.people[reader], kind, record)
        ]

    def counts_for(self, reader: str, kind: str, record: int) -> bool:
        """Whether a figure of the reader may count a record that he may not see: it was his, or of one he leads."""
        owners = self.attributed.get((kind, record), set())
        mine = self.company.led_people(self.people[reader]) | {self.people[reader]}
        return bool(owners & mine)

    def words(self, reader: str | None, *, figures: bool) -> dict[str, tuple[str, int]]:
        """The words that must not reach a reader, each with the record that it belongs to."""
        found: dict[str, tuple[str, int]] = {}
        for kind, record in self.forbidden(reader):
            if figures and reader and self.counts_for(reader, kind, record):
                continue
            found.update(dict.fromkeys(self.canaries.get((kind, record), ()), (kind, record)))
        roles = self.company.roles(self.people[reader]) if reader else set()
        if not roles & SPEND_ROLES:
            found[SPEND] = ("cost", 0)
        if not roles & COST_ROLES:
            found[COST] = ("product", 0)
        if not roles & MAIL_ROLES:
            found[MAIL] = ("user", 0)
        return found


class Filler:
    """Makes records whose every free text is a canary of its own."""

    def __init__(self, today: date, clock: Clock) -> None:
        self.maker, self.clock, self.today = Maker(today, clock), clock, today
        self.canaries: dict[tuple[str, int], list[str]] = {}
        self.attributed: dict[tuple[str, int], set[int]] = {}
        self._numbers = count(1)

    def add(self, kind: str, /, **values: Any) -> int:
        words = {}
        for name, spec in get(kind).fields.items():
            if spec.type == "text" and name not in _CODES and name not in values:
                words[name] = f"{START}{next(self._numbers)}{kind}"[: spec.django.max_length]
        record = self.maker.add(kind, **values, **words)
        self.canaries[kind, record] = list(words.values())
        return record

    def hand_over(self, kind: str, record: int, to: int) -> None:
        """The record changes its owner; what was attributed to the first one stays his in figures."""
        row = self.maker.company.rows[kind][record]
        self.attributed.setdefault((kind, record), set()).add(row["owner"])
        row["owner"] = to
        write(Batch(AUTHOR, (Edit(kind, record, {"owner": to}),)), self.clock)

    def reword(self, kind: str, record: int, name: str) -> None:
        """An edited text: the word from before is a canary still."""
        word = f"{START}{next(self._numbers)}{kind}"
        write(Batch(AUTHOR, (Edit(kind, record, {name: word}),)), self.clock)
        self.canaries[kind, record].append(word)


def make_world(today: date, clock: Clock) -> World:
    """Everybody owns one of each kind; accounts, deals and activities cross between owners; some were deleted."""
    f = Filler(today, clock)
    people = _people(f)
    sellers = [people[name] for name in ("Ann", "Ben", "Cleo", "Lea")]
    product = f.add("product", list_price=Decimal(10), unit_cost=Decimal(COST), currency="CNY")
    stages = [f.add("stage", position=n, kind=kind) for n, kind in enumerate(("open", "open", "won", "lost"))]
    accounts = {owner: f.add("account", owner=owner) for owner in (*sellers, None)}
    for n, owner in enumerate(sellers):
        # The customer of a deal is a colleague's: neither opens the other.
        theirs = accounts[sellers[(n + 1) % len(sellers)]]
        _deals(f, owner, (accounts[owner], theirs, accounts[None]), product, stages)
        _work(f, owner, accounts[owner], theirs)
    _ordering(f, sellers, accounts, product)
    for n, owner in enumerate(sellers):
        _market_side(f, owner, accounts[owner], accounts[sellers[n - 1]])
    _company_side(f, sellers)
    _around(f, (people["Ann"], people["Ben"]), accounts, product)
    _in_confidence(f, people)
    _targets(f, people)
    _losses(f, people)
    return World(f.maker.company, people, f.canaries, f.attributed)


def _people(f: Filler) -> dict[str, int]:
    teams: dict[str, int] = {}
    for name, above in TREE.items():
        level = {"Company": "company", "Region": "region"}.get(name, "team")
        teams[name] = f.maker.add("team", name=name, kind=level)
        f.maker.add("team_place", team=teams[name], parent=teams[above] if above else None, valid_from=None)
    people = {}
    for name, place in CAST.items():
        people[name] = f.maker.add("user", name=f"{name} Example", email=f"{MAIL}-{name.lower()}@example.com")
        if place:
            team, role, leads = place
            f.maker.add(
                "membership", user=people[name], team=teams[team], role=role, leads=leads, valid_from=None
            )
    return people


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), timezone.utc)  # noqa: UP017 (the class method is not the module's)


def _deals(f: Filler, owner: int, accounts: tuple[int, ...], product: int, stages: list[int]) -> None:
    """Two open deals with something to mend, on one's own customer and on another's; a won one on the pool's."""
    today = f.today
    shared = {"owner": owner, "currency": "CNY", "created_at": _at(today - timedelta(days=40))}
    due = {"close_date": today - timedelta(days=3), "next_step_due": today - timedelta(days=2)}
    deals = [
        f.add("opportunity", **shared, **due, account=account, stage=stages[n], amount=Decimal(1000 + n))
        for n, account in enumerate(accounts[:2])
    ]
    ended = {"stage": stages[2], "outcome": "won", "closed_at": _at(today), "close_date": today}
    deals.append(f.add("opportunity", **shared, **ended, account=accounts[2], amount=Decimal(2000)))
    for deal in deals:
        f.add("opportunity_line", opportunity=deal, product=product, quantity=Decimal(2), currency="CNY")
    f.add("opportunity_split", opportunity=deals[0], user=owner, share=Decimal(1))
    f.reword("opportunity", deals[0], "next_step")


def _work(f: Filler, owner: int, *accounts: int) -> None:
    for account in accounts:
        done = {"kind": "visit", "owner": owner, "account": account}
        f.add(
            "activity", **done, planned_for=_at(f.today), done_at=_at(f.today, 10), created_at=_at(f.today, 1)
        )
        f.add("activity", **done, planned_for=_at(f.today, 15), created_at=_at(f.today, 1))
        f.add("activity", **done, planned_for=_at(f.today - timedelta(days=1)), created_at=_at(f.today, 1))


def _ordering(f: Filler, sellers: list[int], accounts: dict[int | None, int], product: int) -> None:
    """Each sells to his own customer, and to a colleague's, who cancelled: whether a customer is new is a fact of the
    company (docs/rights.md), which would else tell a reader of orders that he may not see."""
    for n, owner in enumerate(sellers):
        for account, cancelled in ((accounts[owner], None), (accounts[sellers[n - 1]], _at(f.today, 11))):
            order = f.add(
                "order", account=account, owner=owner, currency="CNY", ordered_at=_at(f.today), cancelled_at=cancelled
            )  # fmt: skip
            f.add(
                "order_line", order=order, product=product, quantity=Decimal(3), net_price=Decimal(7),
                list_price=Decimal(8), unit_cost=Decimal(COST), currency="CNY",
            )  # fmt: skip


def _market_side(f: Filler, owner: int, own: int, theirs: int) -> None:
    """A lead that waits for its answer and one that became a deal; contacts, quotes and a contract."""
    campaign = f.maker.add(
        "campaign", name="Fair", channel="trade_show", budget=Decimal(SPEND), currency="CNY"
    )
    came = {"owner": owner, "direction": "inbound", "created_at": _at(f.today - timedelta(days=2))}
    waiting = f.add("lead", **came, assigned_at=_at(f.today - timedelta(days=1)), campaign=campaign)
    f.maker.add("campaign_touch", campaign=campaign, lead=waiting, sent_at=_at(f.today - timedelta(days=3)))
    f.add("lead", **came, account=own, mql_at=_at(f.today), sql_at=_at(f.today), converted_at=_at(f.today))
    for account in (own, theirs):
        contact = f.add("contact", account=account)
        f.add("activity", kind="call", owner=owner, account=account, contact=contact, done_at=_at(f.today, 8))
        offer = {
            "owner": owner,
            "account": account,
            "currency": "CNY",
            "sent_at": _at(f.today - timedelta(days=9)),
        }
        f.add("quote", **offer, amount=Decimal(4000), list_amount=Decimal(4400), status="sent")
    f.add("contract", owner=owner, account=own, signed_at=_at(f.today), value=Decimal(5000), currency="CNY")


def _company_side(f: Filler, sellers: list[int]) -> None:
    """Costs (pay among them), what people foresee, and why deals were lost."""
    f.add("lead", owner=None, created_at=_at(f.today))
    f.maker.add(
        "promotion", name="Sale", starts_on=f.today, ends_on=f.today, cost=Decimal(SPEND), currency="CNY"
    )
    for owner in sellers:
        pay = {"category": "sales", "type": "pay", "amount": Decimal(SPEND), "currency": "CNY"}
        f.add("cost", day=f.today, user=owner, **pay)
        period = {"starts_on": f.today, "ends_on": f.today + timedelta(days=30)}
        f.add("forecast_submission", user=owner, **period, amount=Decimal(6000), currency="CNY")
        lost = f.add(
            "opportunity", owner=owner, outcome="lost", closed_at=_at(f.today), created_at=_at(f.today, 1)
        )
        f.add("loss_review", opportunity=lost, reviewer="own")


def _around(f: Filler, owners: tuple[int, ...], accounts: dict[int | None, int], product: int) -> None:
    """What stands around the sale, once for each of two people who do not see each other's."""
    day, until = f.today - timedelta(days=7), f.today
    money: dict[str, Any] = {"amount": Decimal(SPEND), "currency": "CNY"}
    feature = f.add("feature", product=product, core=True)
    for owner in owners:
        account = {"account": accounts[owner]}
        running = {
            "owner": owner,
            "product": product,
            "started_on": day,
            "mrr": Decimal(70),
            "currency": "CNY",
        }
        subscription = f.add("subscription", **account, **running)
        f.add("subscription_event", subscription=subscription, kind="new", effective_at=_at(day))
        ticket = f.add("ticket", **account, agent=owner, opened_at=_at(day), resolved_at=_at(until))
        f.add("ticket_interaction", ticket=ticket, agent=owner, happened_at=_at(day, 10))
        f.add("phone_queue_call", agent=owner, queued_at=_at(day), answered_at=_at(day, 10))
        f.add("survey_response", **account, kind="nps", owner=owner, score=Decimal(9), answered_at=_at(day))
        f.add("account_spend", **account, year=f.today.year, estimated_spend=Decimal(400), currency="CNY")
        f.add("usage_day", **account, day=day, feature=feature, count=3)
        f.add("time_entry", user=owner, day=day, kind="travel", minutes=50)
        f.add("check_in", user=owner, week=day, score=4)
        f.add("work_report", user=owner, starts_on=day, ends_on=until, due_at=_at(until))
        f.add("training", user=owner, required=True, completed_at=_at(day))
        f.add("budget", user=owner, category="sales", starts_on=day, ends_on=until, **money)
        invoice = f.add("invoice", **account, direction="in", issued_on=day, due_on=until, **money)
        f.add("payment", **account, invoice=invoice, direction="in", paid_on=until, **money)
    visit = next(i for i, row in f.maker.company.rows["activity"].items() if row["owner"] == owners[0])
    f.add("activity_participant", activity=visit, user=owners[0])
    line = next(iter(f.maker.company.rows["order_line"]))
    f.add("return_claim", order_line=line, kind="return", claimed_at=_at(until), quantity=Decimal(1))
    f.add("competitor_price", product=product, price=Decimal(9), currency="CNY", observed_on=day)
    f.add("price_change", product=product, from_price=Decimal(9), to_price=Decimal(10), effective_on=day)
    f.add("stock", product=product, day=day, quantity=Decimal(6))
    market = {"name": "competitor_revenue", "value": Decimal(8), "currency": "CNY"}
    f.add("market_figure", **market, starts_on=day, ends_on=until)
    f.add("subscriber", subscribed_at=_at(day))
    f.add("web_session", started_at=_at(day), first_seen_at=_at(day))


def _in_confidence(f: Filler, people: dict[str, int]) -> None:
    """An answer that nobody may read, who sees everything included."""
    f.add("survey_response", kind="employee", user=people["Ben"], score=Decimal(1), answered_at=_at(f.today))


def _targets(f: Filler, people: dict[str, int]) -> None:
    starts = f.today.replace(day=1)
    ends = (starts + timedelta(days=32)).replace(day=1)
    common = {"kpi": "bookings", "starts_on": starts, "ends_on": ends}
    for n, name in enumerate(("Ann", "Ben", "Lea", "Cleo")):
        f.maker.add("target", **common, scope="user", user=people[name], value=Decimal(5000 + n))
    f.maker.add("target", **common, scope="company", user=None, value=Decimal(90000))


def _losses(f: Filler, people: dict[str, int]) -> None:
    """Records that were deleted or went to another: what they say is nobody's, or no longer the first one's."""
    ann, ben, cleo = people["Ann"], people["Ben"], people["Cleo"]
    for kind in ("account", "opportunity", "order"):
        f.maker.remove(kind, f.add(kind, owner=ann, **({"currency": "CNY"} if kind != "account" else {})))
    f.maker.remove("activity", f.add("activity", kind="visit", owner=ann, planned_for=_at(f.today, 11)))
    moved = f.add("opportunity", owner=ann, amount=Decimal(300), currency="CNY", close_date=f.today)
    f.hand_over("opportunity", moved, cleo)
    f.hand_over("account", f.add("account", owner=ann), ben)


__all__ = ["ALL", "CAST", "START", "World", "make_world"]
