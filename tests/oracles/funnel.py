"""Leads on their way: who is in the funnel, how far a cohort gets, where they come from, who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from steerboard.core.periods import Period, add_months
from steerboard.core.worldtime import WorldTime
from tests.oracles.base import (
    Answers,
    Cut,
    Fact,
    Pile,
    Question,
    at_cut,
    days_between,
    find,
    fraction,
    live,
    once_each,
    piles,
    quotient,
    ratio,
    statistic,
    summed,
)
from tests.oracles.deeds import had_bought
from tests.oracles.doing import CUSTOMER_FACING, place
from tests.oracles.leads import FIELDS, at, bought, first_assigned, leads, qualified, ready, waited
from tests.oracles.orders import line_facts
from tests.oracles.organisation import holds
from tests.worlds import Row, World

Holds = Callable[[Fact], bool]
SELLING = ("rep", "team_lead")
"""Roles of those who sell."""


def there(q: Question, ended: Callable[[Row], tuple[WorldTime | None, ...]]) -> Iterator[Fact]:
    """The leads there were at the instant and for which none of the ends was reached."""
    for row in live(q.world, "lead"):
        since = row["recorded_at"] if row["created_at"] is None else row["created_at"]
        over = any(time is not None and q.cut.holds(q.world, time) for time in ended(row))
        if q.cut.holds(q.world, since) and not over:
            then = {name: at_cut(q.world, "lead", row, name, q.cut) for name in FIELDS}
            yield Fact("lead", row, q.cut, fields=then)


def leads_in_funnel(q: Question) -> Answers:
    return summed(q, there(q, lambda row: (ready(row), row["converted_at"], row["disqualified_at"])))


def leads_by_stage_share(q: Question) -> Answers:
    """Of all leads in a stage; by stage each is a part of all of them, so that the parts add up to 1."""
    facts = [
        fact
        for fact in there(q, lambda row: (row["disqualified_at"],))
        if fact.fields["lifecycle_stage"] != "disqualified"
    ]
    rest = tuple(path for path in q.by if path != "lifecycle_stage")
    wholes, out = piles(q, facts, rest), {}
    parts = piles(q, facts)
    for key in parts.keys() | ({()} if not q.by else set()):
        whole = tuple(part for part, path in zip(key, q.by, strict=True) if path != "lifecycle_stage")
        out[key] = quotient(parts.get(key, Pile()), wholes.get(whole, Pile()))
    return out


def _cohort(q: Question, time: str, reached: Holds) -> Answers:
    every = list(leads(q, at(time)))
    return ratio(q, [fact for fact in every if reached(fact)], every)


def lead_to_mql_rate(q: Question) -> Answers:
    def reached(fact: Fact) -> bool:
        mql, within = fact.row["mql_at"], q.params.get("within")
        if not q.by_now(mql):
            return False
        return within is None or days_between(q.world, fact.row["created_at"], mql) <= within

    return _cohort(q, "created_at", reached)


def sql_to_opportunity_rate(q: Question) -> Answers:
    def reached(fact: Fact) -> bool:
        return any(
            deal["created_at"] is None or q.by_now(deal["created_at"]) for deal in deals(q.world, fact.row)
        )

    return _cohort(q, "sql_at", reached)


def sql_to_customer_rate(q: Question) -> Answers:
    return _cohort(q, "sql_at", lambda fact: is_customer(q, fact.row))


def is_customer(q: Question, lead: Row) -> bool:
    return any(q.by_now(time) for time in bought(q.world, lead))


def deals(world: World, lead: Row) -> list[Row]:
    """Those that name the lead, and the one that it names."""
    return [
        deal
        for deal in live(world, "opportunity")
        if deal["lead"] == lead["id"] or deal["id"] == lead["opportunity"]
    ]


def enquiry_response_minutes(q: Question) -> Answers:
    """As lead_response_minutes, of those who asked, from when they came."""
    came = [fact for fact in leads(q, at("created_at")) if fact.row["direction"] == "inbound"]
    if q.variant == "unanswered":
        return ratio(q, [fact for fact in came if not q.by_now(fact.row["first_response_at"])], came)
    answered = [
        replace(fact, value=waited(q, fact.row["created_at"], fact.row["first_response_at"]))
        for fact in came
        if q.by_now(fact.row["first_response_at"])
    ]
    return statistic(q, answered, "" if q.variant == "working" else q.variant)


def _of_shows(q: Question) -> list[Fact]:
    found = []
    for fact in leads(q, at("created_at")):
        campaign = find(q.world, "campaign", fact.row["campaign"])
        if campaign is not None and campaign["channel"] == "trade_show":
            found.append(fact)
    return found


def event_leads(q: Question) -> Answers:
    return summed(q, _of_shows(q))


def event_sales_ready_share(q: Question) -> Answers:
    every = _of_shows(q)
    return ratio(q, [fact for fact in every if q.by_now(ready(fact.row))], every)


def _qualified(q: Question) -> list[Fact]:
    return list(leads(q, lambda row: qualified(q.world, row)))


def qualified_leads(q: Question) -> Answers:
    return summed(q, _qualified(q))


def outbound_inbound_ratio(q: Question) -> Answers:
    every = _qualified(q) if q.variant == "qualified" else list(leads(q, at("created_at")))
    return ratio(
        q,
        [fact for fact in every if fact.row["direction"] == "outbound"],
        [fact for fact in every if fact.row["direction"] == "inbound"],
    )


def referral_leads(q: Question) -> Answers:
    """Those that a customer sent who had bought before they came."""
    sent = []
    for fact in leads(q, at("created_at")):
        who = find(q.world, "account", fact.row["referred_by"])
        if who is not None and had_bought(q.world, who["id"], fact.row["created_at"]):
            sent.append(fact)
    return summed(q, sent)


def contracts_per_sql(q: Question) -> Answers:
    signed = [
        Fact("contract", row, Cut.of(q.world, row["signed_at"]))
        for row in live(q.world, "contract")
        if q.within(row["signed_at"])
    ]
    return ratio(q, signed, leads(q, at("sql_at")))


def revenue_per_lead(q: Question) -> Answers:
    """What the deals of a cohort's leads were worth, by all of its leads; ``:first_year`` what they ordered."""
    every = list(leads(q, at("created_at")))
    if q.variant == "expected":
        valued = [replace(fact, value=_likely(q, fact.row)) for fact in every]
        return ratio(q, valued, [f if f.value is None else replace(f, value=Fraction(1)) for f in valued])
    worth = _ordered_in_a_year if q.variant == "first_year" else _won
    return ratio(q, [replace(fact, value=value) for fact in every for value in worth(q, fact)], every)


def _likely(q: Question, lead: Row) -> Fraction | None:
    """What leads of the same source and interest brought on average that came at least a year ago, to anybody."""
    old = add_months(q.today, -12)
    alike = [
        Fact("lead", row, Cut.of(q.world, row["created_at"]))
        for row in live(q.world, "lead")
        if row["created_at"] is not None and q.day(row["created_at"]) <= old and _same(row, lead)
    ]
    brought = [value for fact in alike for value in _won(q, fact) if value is not None]
    return sum(brought, Fraction(0)) / len(alike) if alike else None


def _same(row: Row, lead: Row) -> bool:
    return all(row[name] == lead[name] for name in ("lead_source", "product_line"))


def _won(q: Question, fact: Fact) -> Iterator[Fraction | None]:
    for deal in deals(q.world, fact.row):
        if deal["outcome"] == "won" and q.by_now(deal["closed_at"]):
            yield fraction(q.world.money(deal, "amount"))


def _ordered_in_a_year(q: Question, fact: Fact) -> Iterator[Fraction | None]:
    """Lines of all orders that name one of the deals, as for revenue, until a year after the lead came."""
    day, own = fact.at.day, {deal["id"] for deal in deals(q.world, fact.row)}
    year = replace(q, period=Period(day, add_months(day, 12)))
    for line in line_facts(year, "revenue", lambda row: row["opportunity"] in own):
        yield line.value


METHODS = {"call": "call", "email": "email", "visit": "in_person"}


def customer_acquisition_rate(q: Question) -> Answers:
    """Each lead once, by the first done contact with it, for who made it."""
    first: dict[int, Row] = {}
    for row in live(q.world, "activity"):
        lead = find(q.world, "lead", row["lead"])
        if lead is None or row["kind"] not in CUSTOMER_FACING or not q.by_now(row["done_at"]):
            continue
        best = first.get(lead["id"])
        if best is None or place(q.world, row) < place(q.world, best):
            first[lead["id"]] = row
    worked, won = [], []
    for lead_id, row in first.items():
        if q.within(row["done_at"]):
            method = METHODS.get(row["kind"], "in_person" if row["mode"] == "in_person" else None)
            fact = Fact("activity", row, Cut.of(q.world, row["done_at"]), fields={"contact_method": method})
            worked.append(fact)
            lead = find(q.world, "lead", lead_id)
            if lead is not None and is_customer(q, lead):
                won.append(fact)
    return ratio(q, won, worked)


def replies(answer: str) -> Callable[[Question], Answers]:
    """Of the leads that were contacted in the period those whose answer is now so."""

    def ask(q: Question) -> Answers:
        return once_each(
            q,
            _contacts(q),
            subject=lambda fact: fact.row["id"],
            order=lambda fact: fact.at.at,
            reached=lambda fact: fact.row["answer"] == answer,
        )

    return ask


def _contacts(q: Question) -> Iterator[Fact]:
    """A lead for each contact with it: a done customer-facing activity, or what a campaign sent."""
    for kind, time in (("activity", "done_at"), ("campaign_touch", "sent_at")):
        for row in live(q.world, kind):
            lead = find(q.world, "lead", row["lead"])
            counts = kind != "activity" or row["kind"] in CUSTOMER_FACING
            if lead is not None and counts and q.within(row[time]):
                yield Fact("lead", lead, Cut.of(q.world, row[time]))


def lead_load(q: Question) -> Answers:
    """Open leads of those who sell, by how many they are that day, whether or not they have one.

    ``:conversion``: of the leads given to somebody for the first time those that became customers.
    """
    if q.variant == "conversion":
        given = list(leads(q, lambda row: first_assigned(q.world, row)))
        return ratio(q, [fact for fact in given if is_customer(q, fact.row)], given)
    sellers = sellers_on(q.world, q.cut)
    held = [
        fact
        for fact in there(q, lambda row: (row["converted_at"], row["disqualified_at"]))
        if at_cut(q.world, "lead", fact.row, "owner", q.cut) in sellers
    ]
    return ratio(q, held, [person(user, q.cut) for user in sellers])


def sellers_on(world: World, cut: Cut) -> set[int]:
    """Who has that day a membership in which one sells."""
    return {
        row["user"] for row in live(world, "membership") if row["role"] in SELLING and holds(row, cut.day)
    }


def person(user: int, at: Cut) -> Fact:
    """Somebody as a fact of his own."""
    return Fact("user", {"id": user, "owner": user}, at)
