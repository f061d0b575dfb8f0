"""More of what people did and planned: mails, meetings, bookings of the calendar, campaigns pushed, company on visits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from tests.oracles.base import Answers, Cut, Fact, Question, find, live, ratio, summed
from tests.oracles.customers import purchases
from tests.oracles.doing import CUSTOMER_FACING, done
from tests.oracles.leads import not_before
from tests.oracles.organisation import holds
from tests.worlds import Row, World


def of_kind(kind: str, **wanted: str) -> Callable[[Question], Answers]:
    """Done activities of one kind in which the named fields are so."""

    def ask(q: Question) -> Answers:
        some = [fact for fact in done(q) if fact.row["kind"] == kind]
        return summed(q, [f for f in some if all(f.row[name] == value for name, value in wanted.items())])

    return ask


emails = of_kind("email", direction="outbound")
onboarding_calls = of_kind("onboarding")
presentations = of_kind("presentation")


def nurture_interactions(q: Question) -> Answers:
    """With a deal that is of low priority, by what is known today."""
    seen = []
    for fact in done(q):
        deal = find(q.world, "opportunity", fact.row["opportunity"])
        if deal is not None and deal["priority"] == "low":
            seen.append(fact)
    return summed(q, seen)


def collateral_use(q: Question) -> Answers:
    every = list(done(q))
    return ratio(q, [fact for fact in every if fact.row["collateral"] is not None], every)


def booked(kind: str) -> Callable[[Question], Answers]:
    """By the time for which it is planned now, whatever became of it."""

    def ask(q: Question) -> Answers:
        rows = [
            row for row in live(q.world, "activity") if row["kind"] == kind and q.within(row["planned_for"])
        ]
        return summed(q, [Fact("activity", row, Cut.of(q.world, row["planned_for"])) for row in rows])

    return ask


def _meetings(q: Question) -> Iterator[tuple[Fact, bool]]:
    """Done meetings with a known account, and whether it had bought before."""
    for fact in done(q):
        if fact.row["kind"] == "meeting" and find(q.world, "account", fact.row["account"]) is not None:
            yield fact, had_bought(q.world, fact.row["account"], fact.row["done_at"])


def had_bought(world: World, account: int, at: date) -> bool:
    """Whether anything of it was bought earlier: before the instant, or on an earlier day."""
    return any(not not_before(world, time, at) for time in purchases(world, account))


def meetings_new_customers(q: Question) -> Answers:
    return summed(q, [fact for fact, bought in _meetings(q) if not bought])


def meetings_existing_customers(q: Question) -> Answers:
    return summed(q, [fact for fact, bought in _meetings(q) if bought])


def campaign_push_share(q: Question) -> Answers:
    """Of what was planned for a running campaign, or its product line, that which was done by now."""
    planned = []
    for row in live(q.world, "activity"):
        if row["kind"] in CUSTOMER_FACING and q.within(row["planned_for"]):
            fact = Fact("activity", row, Cut.of(q.world, row["planned_for"]))
            if _pushes(q.world, row, fact.at.day):
                planned.append(fact)
    return ratio(q, [fact for fact in planned if q.by_now(fact.row["done_at"])], planned)


def _pushes(world: World, row: Row, day: date) -> bool:
    product = find(world, "product", row["product"])
    line = product["line"] if product else None
    for campaign in live(world, "campaign"):
        starts, ends = campaign["starts_on"], campaign["ends_on"]
        runs = (starts is None or starts <= day) and (ends is None or day <= ends)
        if runs and (
            row["campaign"] == campaign["id"] or (line is not None and campaign["product_line"] == line)
        ):
            return True
    return False


def accompanied_visits(q: Question) -> Answers:
    """Visits to which somebody came along who led that day, as team lead or regional director or otherwise."""
    return summed(q, [f for f in done(q) if f.row["kind"] == "visit" and _accompanied(q.world, f)])


def _accompanied(world: World, fact: Fact) -> bool:
    for row in live(world, "activity_participant"):
        if row["activity"] == fact.row["id"] and row["user"] != fact.row["owner"]:
            for membership in live(world, "membership"):
                leading = membership["leads"] or membership["role"] in ("team_lead", "regional_director")
                if membership["user"] == row["user"] and leading and holds(membership, fact.at.day):
                    return True
    return False
