"""Writing as somebody: refused writes leave nothing behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from steerboard.core.clock import FixedClock
from steerboard.core.errors import Forbidden
from steerboard.kinds.batch import Author, Batch, Edit, Item, Made, Merge, New, Past, Removal, Return
from steerboard.people.actions import undo_as, write_as
from steerboard.people.rights import rights_of
from steerboard.records.models import Account, Opportunity, OrderLine
from tests.django_db import Records
from tests.people.companies import Maker
from tests.people.fingerprint import fingerprint

TODAY = date(2026, 6, 15)
CLOCK = FixedClock(datetime(2026, 6, 15, 8, tzinfo=UTC))


@dataclass
class Cast:
    """Lea leads the team of Ann and Ben; Cleo has her own; Oli is sales operations, Eve an executive, Ada admin."""

    maker: Maker
    people: dict[str, int]
    mine: int  # Ann's deal
    other: int  # Cleo's deal
    line: int  # of Ann's deal
    pool: int  # an account without an owner

    def write(self, name: str, *items: Item) -> None:
        write_as(Batch(self.author(name), items), rights_of(self.people[name], TODAY), CLOCK)

    def author(self, name: str) -> Author:
        return Author(self.people[name], "app", "test")


@pytest.fixture
def cast(records: Records) -> Cast:
    maker = Maker(TODAY, CLOCK)
    team, other = maker.add("team", name="North"), maker.add("team", name="South")
    roles = {
        "lea": (team, "team_lead", True),
        "ann": (team, "rep", False),
        "ben": (team, "rep", False),
        "cleo": (other, "rep", False),
        "oli": (other, "sales_ops", False),
        "eve": (other, "executive", False),
        "ada": (other, "admin", False),
    }
    people = {}
    for name, (at, role, leads) in roles.items():
        people[name] = maker.add("user", name=name)
        maker.add("membership", user=people[name], team=at, role=role, leads=leads)
    mine = maker.add("opportunity", name="Mine", owner=people["ann"])
    other_deal = maker.add("opportunity", name="Other", owner=people["cleo"])
    line = maker.add("opportunity_line", opportunity=mine)
    return Cast(maker, people, mine, other_deal, line, maker.add("account", name="Pool"))


@pytest.mark.parametrize("name", ["ann", "lea", "oli", "ada"])
def test_the_owner_his_lead_and_the_office_edit(cast: Cast, name: str) -> None:
    cast.write(name, Edit("opportunity", cast.mine, {"name": f"By {name}"}))
    assert Opportunity.objects.get(pk=cast.mine).name == f"By {name}"


def refusals(cast: Cast) -> dict[str, tuple[str, Item]]:
    cleo, ann, lea = cast.people["cleo"], cast.people["ann"], cast.people["lea"]
    day = date(2026, 1, 1)
    target = {"kpi": "bookings", "starts_on": day, "ends_on": date(2027, 1, 1), "value": Decimal(1)}
    return {
        "a colleague's record": ("ben", Edit("opportunity", cast.mine, {"name": "X"})),
        "seen by an executive, not his": ("eve", Edit("opportunity", cast.mine, {"name": "X"})),
        "a colleague's record's history": ("ben", Past("opportunity", cast.mine, "name", "A", "B", day)),
        "a colleague's record to delete": ("ben", Removal("opportunity", cast.mine)),
        "a record that is there to bring back": ("ben", Return("opportunity", cast.mine)),
        "a record made for another": ("ann", New("opportunity", {"name": "X", "owner": cleo})),
        "a record made for nobody": ("ann", New("opportunity", {"name": "X"})),
        "handing over to a stranger": ("ann", Edit("opportunity", cast.mine, {"owner": cleo})),
        "handing over to one's lead": ("ann", Edit("opportunity", cast.mine, {"owner": lea})),
        "a lead handing out of the team": ("lea", Edit("opportunity", cast.mine, {"owner": cleo})),
        "a link to what one may not see": (
            "ann",
            New("activity", {"kind": "call", "owner": ann, "opportunity": cast.other}),
        ),
        "a line of another's deal": ("ann", New("opportunity_line", {"opportunity": cast.other})),
        "a line moved to another's deal": (
            "ann",
            Edit("opportunity_line", cast.line, {"opportunity": cast.other}),
        ),
        "a line of another's deal taken": (
            "cleo",
            Edit("opportunity_line", cast.line, {"opportunity": cast.other}),
        ),
        "merging into another's": ("ann", Merge("opportunity", cast.mine, cast.other)),
        "the pool": ("ann", Edit("account", cast.pool, {"owner": ann})),
        "a tagged field": ("oli", New("product", {"name": "P", "unit_cost": Decimal(1)})),
        "one's own target": ("ann", New("target", {**target, "user": ann})),
        "a lead's own target": ("lea", New("target", {**target, "user": lea})),
        "a target for a stranger by one's team": (
            "lea",
            New("target", {**target, "user": cleo, "team": cast.maker.company.memberships(lea)[0]["team"]}),
        ),
        "a role for oneself": (
            "oli",
            New("membership", {"user": cast.people["oli"], "team": 1, "role": "admin"}),
        ),
        "a role for oneself by the lead": ("lea", Edit("membership", 1, {"role": "admin"})),
        "what is not there": ("ada", Edit("opportunity", 10**6, {"name": "X"})),
        "an account deleted by marketing's reach": ("ann", Removal("account", cast.pool)),
    }


def test_it_refuses_and_leaves_the_records_as_they_were(cast: Cast) -> None:
    before = fingerprint()
    for what, (name, item) in refusals(cast).items():
        with pytest.raises(Forbidden):
            cast.write(name, item)
        assert fingerprint() == before, what


def test_one_forbidden_item_refuses_the_whole_batch(cast: Cast) -> None:
    before = fingerprint()
    with pytest.raises(Forbidden):
        cast.write(
            "ann",
            Edit("opportunity", cast.mine, {"name": "X"}),
            Edit("opportunity", cast.other, {"name": "Y"}),
        )
    assert fingerprint() == before


def test_a_lead_sets_targets_for_those_below_and_for_the_team(cast: Cast) -> None:
    values = {"kpi": "bookings", "starts_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1), "value": 1}
    lea = cast.people["lea"]
    team = cast.maker.company.memberships(lea)[0]["team"]
    cast.write("lea", New("target", {**values, "user": cast.people["ann"]}))
    cast.write("lea", New("target", {**values, "scope": "team", "team": team}))
    with pytest.raises(Forbidden):
        cast.write("lea", New("target", {**values, "scope": "company"}))


def test_who_writes_may_take_back_his_own_change_only(cast: Cast) -> None:
    batch = Batch(cast.author("ann"), (Removal("opportunity", cast.mine),))
    change = write_as(batch, rights_of(cast.people["ann"], TODAY), CLOCK).change
    assert change is not None
    before = fingerprint()
    for name in ("ben", "lea", "ada"):
        with pytest.raises(Forbidden):
            undo_as(change, rights_of(cast.people[name], TODAY), cast.author(name), CLOCK)
    assert fingerprint() == before
    undo_as(change, rights_of(cast.people["ann"], TODAY), cast.author("ann"), CLOCK)
    assert Opportunity.objects.filter(pk=cast.mine).exists()


def test_a_change_cannot_be_taken_back_once_the_record_is_anothers(cast: Cast) -> None:
    batch = Batch(cast.author("ann"), (Edit("opportunity", cast.mine, {"name": "New"}),))
    change = write_as(batch, rights_of(cast.people["ann"], TODAY), CLOCK).change
    cast.write("oli", Edit("opportunity", cast.mine, {"owner": cast.people["cleo"]}))
    assert change is not None
    with pytest.raises(Forbidden):
        undo_as(change, rights_of(cast.people["ann"], TODAY), cast.author("ann"), CLOCK)


def test_an_office_may_give_the_pool_to_somebody(cast: Cast) -> None:
    cast.write("oli", Edit("account", cast.pool, {"owner": cast.people["ann"]}))
    assert Account.objects.get(pk=cast.pool).owner_id == cast.people["ann"]


@pytest.mark.parametrize(("name", "may"), [("ann", True), ("lea", True), ("cleo", False), ("eve", False)])
def test_a_line_of_a_new_order_is_asked_of_that_order(cast: Cast, name: str, may: bool) -> None:
    order = New("order", {"external_id": "SO-1", "owner": cast.people["ann"]})
    batch = Batch(cast.author(name), (order, New("order_line", {"order": Made(0)})), chained=True)
    rights = rights_of(cast.people[name], TODAY)
    if may:
        write_as(batch, rights, CLOCK)
    else:
        with pytest.raises(Forbidden):
            write_as(batch, rights, CLOCK)
    assert OrderLine.objects.exists() == may


def test_a_link_to_an_item_that_makes_nothing_gives_no_right(cast: Cast) -> None:
    items = (Edit("opportunity", cast.mine, {"name": "x"}), New("opportunity_line", {"opportunity": Made(0)}))
    with pytest.raises(Forbidden):
        write_as(Batch(cast.author("ann"), items, chained=True), rights_of(cast.people["ann"], TODAY), CLOCK)
    assert Opportunity.objects.get(pk=cast.mine).name == "Mine"
