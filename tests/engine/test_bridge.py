"""The bridge beside plain Python over small worlds: at pairs of instants, for every reader, by team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from steerboard.core.errors import BadInput, Refused, UnknownName
from steerboard.core.worldtime import instant
from steerboard.engine.bridge import STEPS, Between, Bridge, Page, Part
from steerboard.engine.query import Query
from steerboard.engine.rights import OWNER, Rights
from tests.asked import Asked, taken_in
from tests.engine.asking import engine, query
from tests.engine.tables import FOREVER, Tables, utc
from tests.oracles.base import Cut, Fact, at_cut, keys, live, visible
from tests.worldmaking.rows import Change
from tests.worlds import Row, World, rights_of, small_world

SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))]
PASSING = ("passed", "passed_won")

Amounts = dict[str, tuple[Fraction, Fraction]]  # by step: money and deals


# --- the oracle -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Side:
    """A deal at one of the instants, for one group: what it is there, whose share, and its amount."""

    state: str
    share: Fraction
    amount: Fraction
    known: bool
    closed: Any = None


def side(
    world: World,
    row: Row,
    cut: Cut,
    since: Cut | None,
    due_by: date | None,
    by: tuple[str, ...],
    rights: Rights,
) -> dict[tuple[Any, ...], Side]:
    """By group. ``since`` is given for the end: what closed after it is credited to who closed it."""
    if not cut.holds(world, row["created_at"] or row["recorded_at"]):
        return {}
    then = {
        n: at_cut(world, "opportunity", row, n, cut) for n in ("closed_at", "outcome", "amount", "close_date")
    }
    closed = then["closed_at"]
    is_open = then["outcome"] is None if closed is None else not cut.holds(world, closed)
    at = cut
    if is_open:
        due = due_by is None or (then["close_date"] is not None and then["close_date"] <= due_by)
        state = "in" if due else "later"
    else:
        state = then["outcome"] or "ended"
        if since is not None and closed is not None and not since.holds(world, closed):
            at = Cut.of(world, closed)
    fact = Fact("opportunity", row, at)
    if not visible(world, fact, rights):
        return {}
    own = row["currency"] == world.currency and then["amount"] is not None
    amount = Fraction(then["amount"]) if own else Fraction(0)
    return {key: Side(state, share, amount, own, closed) for key, share in keys(world, fact, by).items()}


def steps_of(first: Side | None, last: Side | None, begun: bool, closed_between: bool) -> Amounts:
    """The story of one deal in one group."""
    found: Amounts = {}
    if first is not None and first.state == "in":
        found["start"] = (first.share * first.amount, first.share)
        if last is None:
            found["moved_out"] = (-first.share * first.amount, -first.share)
            return found
        grown = first.share * (last.amount - first.amount)
        if grown:
            found["value_up" if grown > 0 else "value_down"] = (grown, Fraction(0))
        handed = last.share - first.share
        if handed:
            found["moved_in" if handed > 0 else "moved_out"] = (handed * last.amount, handed)
        leaves = {"later": "pushed_out", "won": "won", "lost": "lost", "ended": "removed"}.get(last.state)
        if leaves:
            found[leaves] = (-last.share * last.amount, -last.share)
    elif last is not None and last.state == "in":
        before = "moved_in" if not begun else "new"
        if first is not None:
            before = "pulled_in" if first.state == "later" else "reopened"
        found[before] = (last.share * last.amount, last.share)
    elif last is not None and last.state != "later" and closed_between:
        found["passed"] = (last.share * last.amount, last.share)
        if last.state == "won":
            found["passed_won"] = found["passed"]
    if last is not None and last.state == "in":
        found["end"] = (last.share * last.amount, last.share)
    return found


def expected(
    world: World, between: Between, by: tuple[str, ...] = (), rights: Rights = OWNER
) -> dict[tuple[Any, ...], dict[str, list[Fraction]]]:
    """By group and step: money, deals, how many deals, and those of unknown amount."""
    first, last = (Cut.as_of(world, at, world.now) for at in (between.start, between.end))
    found: dict[tuple[Any, ...], dict[str, list[Fraction]]] = defaultdict(dict)
    if not by:
        found[()] = {}
    for row in live(world, "opportunity"):
        before = side(world, row, first, None, between.due_by, by, rights)
        after = side(world, row, last, first, between.due_by, by, rights)
        begun = not first.holds(world, row["created_at"] or row["recorded_at"])
        for key in {*before, *after}:
            now = after.get(key)
            closed_between = now is not None and now.closed is not None and not first.holds(world, now.closed)
            for name, (money, deals) in steps_of(before.get(key), now, begun, closed_between).items():
                held = before[key] if name == "start" or now is None else now
                unknown = Fraction(0) if held.known else held.share
                sums = found[key].setdefault(name, [Fraction(0)] * 4)
                added = (money, deals, Fraction(1), unknown)
                found[key][name] = [a + b for a, b in zip(sums, added, strict=True)]
    return {key: parts for key, parts in found.items() if parts or not by}


# --- the worlds ---------------------------------------------------------------------------------------------------


def with_closing_dates(world: World, seed: int) -> World:
    """The world with expected closing dates that move more often than its own do."""
    rng = Random(seed)
    rows, history = [], [c for c in world.history if c.field != "close_date"]
    for row in world.rows["opportunity"]:
        closing = date(2023, 6, 1) + timedelta(days=rng.randrange(330)) if rng.random() < 0.85 else None
        begun = row["created_at"] or row["recorded_at"]
        span = (world.now - instant(begun, world.calendar.zone)) / 4
        at = instant(begun, world.calendar.zone)
        for _ in range(rng.choice((0, 0, 1, 2))):
            at += span * rng.random()
            moved = date(2023, 6, 1) + timedelta(days=rng.randrange(330)) if rng.random() < 0.9 else None
            if moved != closing:
                history.append(
                    Change(
                        "opportunity",
                        row["id"],
                        "close_date",
                        closing,
                        moved,
                        at,
                        max(at, row["recorded_at"]),
                    )
                )
                closing = moved
        rows.append({**row, "close_date": closing})
    return replace(world, rows={**world.rows, "opportunity": tuple(rows)}, history=tuple(history))


@pytest.fixture(scope="module", params=SEEDS)
def asked(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asked]:
    import shutil

    from tests.django_db import _pointed_to, _sqlite_settings

    folder = tmp_path_factory.mktemp("world")
    shutil.copyfile(sqlite_template, folder / "records.sqlite3")
    world = with_closing_dates(small_world(request.param), request.param)
    with (
        _pointed_to(_sqlite_settings(folder / "records.sqlite3")),
        taken_in(world, folder) as found,
    ):
        yield found


def pairs(world: World, count: int) -> Iterator[Between]:
    """Random pairs of days and instants, with and without a day by which the pipeline is due."""
    rng = Random(world.now.day)
    today = world.calendar.today(world.now)
    for number in range(count):
        ends: list[Any] = sorted(today - timedelta(days=rng.randrange(400)) for _ in range(2))
        if number % 4 == 3:
            ends = [datetime.combine(d, world.now.time(), world.now.tzinfo) for d in ends]
        due_by = None if number % 3 == 0 else ends[1] + timedelta(days=rng.randrange(-30, 90))
        if isinstance(due_by, datetime):
            due_by = due_by.date()
        yield Between(ends[0], ends[1], due_by)


def question(world: World, **asked_: Any) -> Query:
    given: dict[str, Any] = {"rights": OWNER, "currency": world.currency}
    given |= {"calendar": world.calendar, "now": world.now}
    return Query(kpis=("pipeline_value",), **(given | asked_))


def parts(bridge: Bridge) -> dict[str, list[Fraction]]:
    """What is not empty of a bridge, as the oracle has it."""
    told = (bridge.start, *bridge.steps, bridge.end, bridge.passed, bridge.passed_won)
    return {
        p.name: [Fraction(p.value), Fraction(str(p.deals)), Fraction(p.rows), Fraction(str(p.missing))]
        for p in told
        if p.rows
    }


def check(
    asked: Asked, between: Between, by: tuple[str, ...] = (), rights: Rights = OWNER, **more: Any
) -> None:
    world = asked.world
    found = asked.engine.bridge(question(world, by=by, rights=rights, **more), between)
    told = {tuple(member.id for member in row.by.values()): parts(row) for row in found.rows}
    assert told == expected(world, between, by, rights), between
    for row in found.rows:
        steps = sum((step.value for step in row.steps), Decimal(0))
        assert row.start.value + steps == row.end.value
        deals = sum(Fraction(str(step.deals)) for step in row.steps)
        assert Fraction(str(row.start.deals)) + deals == Fraction(str(row.end.deals))


# --- tests --------------------------------------------------------------------------------------------------------


def test_every_part_is_what_plain_counting_gives(asked: Asked) -> None:
    for between in pairs(asked.world, 10):
        check(asked, between)


def test_by_team_and_by_owner(asked: Asked) -> None:
    for between in pairs(asked.world, 4):
        check(asked, between, by=("owner.team",))
        check(asked, between, by=("owner",))


def test_with_the_rights_of_everybody(asked: Asked) -> None:
    for user in asked.world.rows["user"]:
        rights = rights_of(asked.world, user["id"])
        for between in pairs(asked.world, 2):
            check(asked, between, rights=rights)
        check(asked, between, by=("owner.team",), rights=rights)


def test_it_begins_and_ends_with_the_kpi(asked: Asked) -> None:
    world = asked.world
    for between in pairs(world, 5):
        where = () if between.due_by is None else (f"close_date <= '{between.due_by}'",)
        for by in ((), ("owner.team",)):
            bridged = asked.engine.bridge(question(world, by=by), between)
            for end, at in (("start", between.start), ("end", between.end)):
                values = asked.values("pipeline_value", by=by, where=where, as_of=at)
                for row in bridged.rows:
                    part = getattr(row, end)
                    key = tuple(member.id for member in row.by.values())
                    value = values.get(key, Decimal(0))
                    assert part.value == (0 if value is None else value)


def test_the_deals_of_each_part_add_up_to_it(asked: Asked) -> None:
    world = asked.world
    leads = next(r for r in (rights_of(world, u["id"]) for u in world.rows["user"]) if len(r.people) > 2)
    # Of some pairs the one between which most different things happened.
    by_team = {pair: expected(world, pair, ("owner.team",)).values() for pair in pairs(world, 16)}
    between = max(by_team, key=lambda pair: len({name for parts in by_team[pair] for name in parts}))
    for by, rights in (((), OWNER), (("owner.team",), OWNER), (("owner.team",), leads)):
        about = question(world, by=by, rights=rights)
        for row in asked.engine.bridge(about, between).rows:
            key = {name: member.id for name, member in row.by.items()} or None
            for part in (row.start, *row.steps, row.end, row.passed, row.passed_won):
                if part.rows or not by:
                    adds_up(asked, about, between, part, key)


def adds_up(asked: Asked, about: Query, between: Between, part: Part, key: Any) -> None:
    listed = asked.engine.bridge_deals(about, between, Page(part.name, key))
    assert listed.part == part
    assert len({deal.id for deal in listed.rows}) == len(listed.rows) == part.rows
    assert sum((deal.value for deal in listed.rows), Decimal(0)) == part.value
    assert sum(Fraction(str(d.deals)) for d in listed.rows) == Fraction(str(part.deals))
    rows = {row["id"]: row for row in asked.world.rows["opportunity"]}
    for deal in listed.rows:
        cuts = (Cut.as_of(asked.world, at, asked.world.now) for at in (between.start, between.end))
        was, now = (at_cut(asked.world, "opportunity", rows[deal.id], "close_date", cut) for cut in cuts)
        if part.name in ("pulled_in", "pushed_out"):
            assert deal.close_dates == (was, now)
        if part.name == "new":
            assert (deal.amounts[0], deal.close_dates[0], deal.close_dates[1]) == (None, None, now)


def test_a_page_of_the_deals_is_a_piece_of_the_list(asked: Asked) -> None:
    about, between = question(asked.world), next(pairs(asked.world, 1))
    whole = asked.engine.bridge_deals(about, between, Page("end")).rows
    pages = [asked.engine.bridge_deals(about, between, Page("end", None, 3, n)) for n in (0, 3, 1000)]
    assert [page.rows for page in pages] == [whole[:3], whole[3:6], ()]
    assert len({page.part for page in pages}) == 1
    weights = [abs(deal.value) for deal in whole]
    assert weights == sorted(weights, reverse=True)


def test_every_part_occurs_in_these_worlds() -> None:
    """Otherwise the tests above compare nothing with nothing."""
    seen: set[str] = set()
    for seed in (0, 1, 2, 3):
        world = with_closing_dates(small_world(seed), seed)
        for between in pairs(world, 16):
            for told in expected(world, between, ("owner.team",)).values():
                seen |= set(told)
    assert seen >= {*STEPS, *PASSING} - {"exchange", "removed"}


# --- by hand --------------------------------------------------------------------------------------------------------

JANUARY = Between(date(2017, 12, 31), date(2018, 1, 9))


def bridged(tables: Tables, between: Between = JANUARY, **asked: Any) -> Bridge:
    asked.setdefault("currency", "EUR")
    (row,) = engine(tables).bridge(query(tables, "pipeline_value", **asked), between).rows
    return row


def told(row: Bridge) -> dict[str, tuple[Decimal, Any]]:
    return {p.name: (p.value, p.deals) for p in (row.start, *row.steps, row.end, row.passed) if p.rows}


def deal(tables: Tables, *spans: dict[str, Any], **now: Any) -> int:
    """A deal of 2017, with what it was until each instant (the last is what it is)."""
    user = tables.add("user", name="Ann")
    usual: dict[str, Any] = {
        "created_at": utc(2017, 6, 1),
        "owner": user,
        "name": "A deal",
        "amount": Decimal(100),
    }
    number = tables.add("opportunity", changed=bool(spans), **(usual | now))
    since = utc(1, 1, 1)
    for span in (*spans, {"until": FOREVER, **now}) if spans else ():
        until = span.pop("until")
        tables.span("opportunity", number, valid=(since, until), **(usual | span))
        since = until
    return number


def test_what_another_currency_is_worth_is_no_change_of_the_deal() -> None:
    tables = Tables()
    first = {"until": utc(2018, 1, 5), "currency": "USD", "amount": Decimal(90)}
    deal(tables, first, currency="USD", amount=Decimal(95))
    deal(tables, {"until": utc(2018, 1, 5), "currency": "EUR"}, currency="eur", amount=Decimal(130))
    assert told(bridged(tables)) == {
        "start": (Decimal(190), 2),
        "value_up": (Decimal(30), 0),
        "exchange": (Decimal(5), 0),
        "end": (Decimal(225), 2),
    }


def test_what_was_closed_without_a_result_is_removed_and_not_lost() -> None:
    tables = Tables()
    deal(tables, closed_at=utc(2018, 1, 4))
    assert told(bridged(tables)) == {"start": (Decimal(100), 1), "removed": (Decimal(-100), -1)}


def test_nothing_is_a_bridge_of_noughts_and_groups_of_nothing_are_none() -> None:
    tables = Tables()
    assert told(bridged(tables)) == {}
    asked = query(tables, "pipeline_value", by=("owner.team",))
    assert engine(tables).bridge(asked, JANUARY).rows == ()


def test_a_condition_holds_for_the_deal_as_it_is_on_each_side() -> None:
    """A deal that moves into the scope comes into view; one that moves out goes out of view."""
    tables = Tables()
    deal(tables, {"until": utc(2018, 1, 5), "type": "new"}, type="renewal")
    deal(tables, {"until": utc(2018, 1, 5), "type": "renewal"}, type="new", amount=Decimal(40))
    assert told(bridged(tables, where=("type = 'renewal'",))) == {
        "start": (Decimal(100), 1),
        "moved_in": (Decimal(100), 1),
        "moved_out": (Decimal(-100), -1),
        "end": (Decimal(100), 1),
    }


def test_what_is_asked_wrongly_is_said() -> None:
    tables = Tables()
    asked = query(tables, "pipeline_value")
    with pytest.raises(BadInput, match=r"ends .* before it begins"):
        engine(tables).bridge(asked, Between(date(2018, 1, 5), date(2018, 1, 4)))
    with pytest.raises(UnknownName, match="part of the bridge"):
        engine(tables).bridge_deals(asked, JANUARY, Page("melted"))
    with pytest.raises(Refused, match="which closing a deal sets"):
        engine(tables).bridge(query(tables, "pipeline_value", by=("loss_reason",)), JANUARY)


def test_the_document_says_the_same() -> None:
    tables = Tables()
    number = deal(tables, {"until": utc(2018, 1, 5)}, amount=Decimal("130.5"))
    asked = query(tables, "bookings", currency="EUR")
    document = engine(tables).bridge(asked, JANUARY).to_json()
    up = next(step for step in document["rows"][0]["steps"] if step["name"] == "value_up")
    assert up == {
        "name": "value_up",
        "label": "Value up",
        "value": "30.50",
        "deals": 0,
        "rows": 1,
        "missing": 0,
    }
    assert (document["start"], document["due_by"]) == ("2017-12-31T23:59:59.999999+00:00", None)
    (row,) = engine(tables).bridge_deals(asked, JANUARY, Page("value_up")).to_json()["rows"]
    assert row["id"] == number
    assert row["amounts"] == ["100.00", "130.50"]
    assert (row["value"], row["owner"]["label"], row["closed_on"]) == ("30.50", "Ann", None)
