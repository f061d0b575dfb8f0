"""What follows from what: a change of one record reaches the rows of others, and the mart's state stays true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections

from steerboard.core.clock import FixedClock
from steerboard.core.workspace import Workspace
from steerboard.kinds.actions import new_epoch
from steerboard.kinds.batch import Author, Batch, Edit, Item, New, Past, Removal
from steerboard.kinds.door import write
from steerboard.kinds.models import Rate
from steerboard.kinds.registry import get
from steerboard.mart import apply as applying
from steerboard.mart.apply import Applied, apply
from steerboard.mart.build import Connection, State, open_mart, read_state, versions, write_state
from tests.django_db import Records
from tests.mart.looking import rows, tables

NOW = datetime(2024, 4, 1, tzinfo=UTC)
BILLION = 1_000_000_000


class Pair:
    """Records and their mart."""

    def __init__(self, workspace: Workspace, mart: Connection) -> None:
        self.workspace, self.mart, self.now = workspace, mart, NOW

    def write(self, *items: Item) -> tuple[int, ...]:
        self.now += timedelta(minutes=1)
        return write(Batch(Author(None, "test", "try"), items), FixedClock(self.now)).ids

    def new(self, kind: str, /, **values: Any) -> int:
        return self.write(New(kind, values))[0]

    def edit(self, kind: str, id_: int, /, **values: Any) -> None:
        self.write(Edit(kind, id_, values))

    def apply(self) -> Applied:
        return apply(self.mart, self.workspace, FixedClock(self.now))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return self.mart.execute(sql).fetchall()


@pytest.fixture
def pair(any_records: Records, workspace: Workspace) -> Iterator[Pair]:
    with open_mart(workspace.mart) as mart:
        made = Pair(workspace, mart)
        made.apply()
        yield made


def test_amounts_are_in_the_workspace_currency_by_the_rate_of_their_day(pair: Pair) -> None:
    Rate.objects.create(currency="USD", day=date(2024, 3, 1), rate=7 * BILLION)
    Rate.objects.create(currency="USD", day=date(2024, 3, 20), rate=7_123_456_789)
    for currency, day in (("USD", 10), ("USD", 20), ("USD", None), ("CNY", 1), (None, 1), ("EUR", 10)):
        created = date(2024, 3, day) if day else date(2024, 2, 1)
        pair.new("opportunity", amount=Decimal("100.01"), currency=currency, created_at=created)
    pair.apply()
    amounts = [amount for (amount,) in pair.ask("SELECT amount FROM opportunity ORDER BY id")]
    # 100.01 × 7.123456789 = 712.416913…
    assert amounts == [
        Decimal("700.07"),
        Decimal("712.4169"),
        None,
        Decimal("100.01"),
        Decimal("100.01"),
        None,
    ]


def test_a_new_rate_reaches_the_rows_of_its_currency(pair: Pair) -> None:
    pair.new("opportunity", amount=Decimal(10), currency="USD", created_at=date(2024, 3, 1))
    pair.apply()
    assert pair.ask("SELECT amount FROM opportunity") == [(None,)]
    Rate.objects.create(currency="USD", day=date(2024, 1, 1), rate=2 * BILLION)
    assert not pair.apply().rebuilt
    assert pair.ask("SELECT amount FROM opportunity") == [(Decimal(20),)]
    Rate.objects.all().delete()
    pair.apply()
    assert pair.ask("SELECT amount FROM opportunity") == [(None,)]


def test_lines_follow_the_day_of_their_order(pair: Pair) -> None:
    Rate.objects.create(currency="USD", day=date(2024, 1, 1), rate=2 * BILLION)
    Rate.objects.create(currency="USD", day=date(2024, 2, 1), rate=3 * BILLION)
    order = pair.new("order", ordered_at=date(2024, 1, 5))
    values: dict[str, Any] = {
        "order": order,
        "quantity": Decimal("1.5"),
        "net_price": Decimal("2.5"),
        "currency": "USD",
    }
    line = pair.new("order_line", **values)
    pair.apply()
    assert pair.ask("SELECT net_price, net_amount, list_amount FROM order_line") == [
        (Decimal(5), Decimal("7.5"), None)
    ]
    pair.edit("order", order, ordered_at=date(2024, 2, 5))
    assert "order_line" in pair.apply().tables
    assert pair.ask("SELECT id, net_amount FROM order_line") == [(line, Decimal("11.25"))]


def test_a_product_that_no_column_can_hold_is_not_known(pair: Pair) -> None:
    order = pair.new("order")
    huge = Decimal(9) * 10**13
    pair.new("order_line", order=order, quantity=huge, net_price=huge)
    pair.new("order_line", order=order, quantity=Decimal("0.0001"), net_price=Decimal("-0.5"))
    pair.apply()
    found = pair.ask("SELECT quantity, net_amount FROM order_line ORDER BY id")
    # −0.00005 is rounded away from zero.
    assert found == [(huge, None), (Decimal("0.0001"), Decimal("-0.0001"))]


def test_shares_take_the_place_of_the_owner_once_they_make_a_whole(pair: Pair) -> None:
    ann, ben = pair.new("user", name="Ann"), pair.new("user", name="Ben")
    deal = pair.new("opportunity", owner=ann)
    pair.new("opportunity_split", opportunity=deal, user=ann, share=Decimal("0.7"))
    pair.apply()
    assert pair.ask("SELECT shared FROM opportunity") == [(False,)]
    rest = pair.new("opportunity_split", opportunity=deal, user=ben, share=Decimal("0.3"))
    pair.apply()
    assert pair.ask("SELECT shared FROM opportunity") == [(True,)]
    assert pair.ask("SELECT user_id, share FROM opportunity_credit ORDER BY user_id") == [
        (ann, Decimal("0.7")),
        (ben, Decimal("0.3")),
    ]
    pair.write(Removal("opportunity_split", rest))
    pair.apply()
    assert pair.ask("SELECT * FROM opportunity_credit") == []


def test_a_change_of_owner_is_dated_by_when_it_became_so(pair: Pair) -> None:
    ann, ben = pair.new("user", name="Ann"), pair.new("user", name="Ben")
    deal = pair.new("opportunity", owner=ann)
    pair.write(Edit("opportunity", deal, {"owner": ben}, effective_at=date(2024, 3, 5)))
    pair.apply()
    since = datetime(2024, 3, 4, 16)  # noqa: DTZ001  # the day begins in Shanghai
    found = pair.ask(
        "SELECT user_id, share, valid_from, valid_to FROM opportunity_credit ORDER BY valid_from"
    )
    assert [(user, share) for user, share, *_ in found] == [(ann, 1), (ben, 1)]
    assert found[0][3] == found[1][2] == since


def test_visits_follow_the_changes_of_the_stage_and_the_closing(pair: Pair) -> None:
    first, second = pair.new("stage", name="A", kind="open"), pair.new("stage", name="B", kind="open")
    deal = pair.new("opportunity", stage=first, created_at=date(2024, 3, 1), source="crm")
    pair.new("opportunity", stage=first, created_at=date(2024, 3, 1), source="erp")  # no stage history
    pair.write(Past("opportunity", deal, "stage", first, second, date(2024, 3, 5)))
    pair.edit("opportunity", deal, closed_at=date(2024, 3, 9))
    pair.apply()
    visits = "SELECT opportunity_id, stage_id, visit, entered_at_on, left_at_on FROM stage_visit ORDER BY id"
    days = [date(2024, 3, n) for n in (1, 5, 9)]
    assert pair.ask(visits) == [(deal, first, 1, days[0], days[1]), (deal, second, 2, days[1], days[2])]
    pair.edit("stage", second, kind="won")  # a stay in a stage that is not open goes on
    assert "stage_visit" in pair.apply().tables
    assert pair.ask(visits)[1] == (deal, second, 2, days[1], None)


def test_what_a_telling_source_tells_nothing_of_has_not_moved(pair: Pair) -> None:
    first, second = pair.new("stage", name="A", kind="open"), pair.new("stage", name="B", kind="open")
    began = date(2024, 3, 1)
    deal: dict[str, Any] = {"stage": first, "created_at": began, "source": "crm"}
    moved, stayed = pair.new("opportunity", **deal), pair.new("opportunity", **deal)
    over = pair.new("opportunity", **deal, closed_at=date(2024, 3, 4))
    pair.new("opportunity", stage=first, created_at=began, source="erp")
    pair.apply()
    visits = "SELECT opportunity_id, entered_at_on, left_at_on FROM stage_visit ORDER BY id"
    assert pair.ask(visits) == []  # nothing was told: nobody knows who moved

    told = date(2024, 3, 5)  # the deal that was closed before may have moved unseen
    pair.write(Past("opportunity", moved, "stage", first, second, told))
    pair.apply()
    assert pair.ask(visits) == [(moved, began, told), (moved, told, None), (stayed, began, None)]

    earlier = date(2024, 3, 3)
    pair.write(Past("opportunity", stayed, "stage", second, first, earlier))
    pair.apply()
    assert pair.ask(visits)[2:] == [
        (stayed, began, earlier),
        (stayed, earlier, None),
        (over, began, date(2024, 3, 4)),
    ]


def test_the_first_plan_of_an_activity_is_kept(pair: Pair) -> None:
    activity = pair.new("activity", kind="visit", planned_for=date(2024, 3, 1))
    pair.edit("activity", activity, planned_for=date(2024, 3, 8))
    pair.new("activity", kind="visit", planned_for=date(2024, 3, 2))
    pair.apply()
    found = pair.ask("SELECT planned_for_on, committed_for_on FROM activity ORDER BY id")
    assert found == [(date(2024, 3, 8), date(2024, 3, 1)), (date(2024, 3, 2), date(2024, 3, 2))]


def test_a_time_stands_as_instant_local_day_and_whether_it_is_exact(pair: Pair) -> None:
    pair.new("account", name="A", first_touch_at=datetime(2024, 2, 29, 16, 30, tzinfo=UTC))
    pair.new("account", name="B", first_touch_at=date(2024, 3, 1))
    pair.new("account", name="C")
    pair.apply()
    columns = "first_touch_at, first_touch_at_on, first_touch_at_exact"
    assert pair.ask(f"SELECT {columns} FROM account ORDER BY id") == [
        (datetime(2024, 2, 29, 16, 30), date(2024, 3, 1), True),  # noqa: DTZ001
        (datetime(2024, 2, 29, 16), date(2024, 3, 1), False),  # noqa: DTZ001
        (None, None, None),
    ]


def test_a_target_names_whom_it_is_for(pair: Pair) -> None:
    ann = pair.new("user", name="Ann")
    month: dict[str, Any] = {"kpi": "bookings", "starts_on": date(2024, 3, 1), "ends_on": date(2024, 4, 1)}
    pair.new("target", **month, scope="user", user=ann, value=Decimal(5))
    pair.new("target", **month, scope="company", value=Decimal(9))
    pair.apply()
    found = pair.ask("SELECT scope, scope_id, params, value FROM target ORDER BY id")
    assert found == [("user", ann, "{}", Decimal(5)), ("company", None, "{}", Decimal(9))]


def test_a_removed_record_is_gone_but_known_before(pair: Pair) -> None:
    deal = pair.new("opportunity", name="X")
    learned = pair.now
    pair.write(Removal("opportunity", deal))
    pair.apply()
    assert pair.ask("SELECT * FROM opportunity") == []
    known = pair.ask("SELECT name, known_from, known_to FROM opportunity_span")
    assert known == [("X", learned.replace(tzinfo=None), pair.now.replace(tzinfo=None))]


def test_taking_the_same_news_twice_changes_nothing(pair: Pair) -> None:
    before = read_state(pair.mart)
    assert before is not None
    deal = pair.new("opportunity", amount=Decimal(1))
    pair.edit("opportunity", deal, amount=Decimal(2))
    pair.apply()
    first = tables(pair.mart)
    write_state(pair.mart, before)
    again = pair.apply()
    assert (again.rebuilt, tables(pair.mart)) == (False, first)
    assert pair.apply().tables == frozenset()


def test_only_touched_tables_count_as_changed(pair: Pair) -> None:
    before = versions(pair.mart)
    pair.new("account", name="A")
    touched = pair.apply().tables
    after = versions(pair.mart)
    assert "account" in touched
    assert "order" not in touched
    assert {name for name in after if after[name] != before[name]} == touched


def test_another_history_of_the_records_makes_the_mart_anew(pair: Pair) -> None:
    pair.new("account", name="A")
    pair.apply()
    new_epoch()
    assert pair.apply().rebuilt
    assert not pair.apply().rebuilt


def test_a_position_beyond_the_ledger_makes_the_mart_anew(pair: Pair) -> None:
    pair.new("account", name="A")
    pair.apply()
    state = read_state(pair.mart)
    assert state is not None
    beyond = "999999" if state.position.isdigit() else "9999998:9999999:"
    write_state(pair.mart, State(state.epoch, beyond, state.fingerprint))
    assert pair.apply().rebuilt


def test_another_model_makes_the_mart_anew(pair: Pair) -> None:
    state = read_state(pair.mart)
    assert state is not None
    write_state(pair.mart, State(state.epoch, state.position, "of an older version"))
    assert pair.apply().rebuilt


def test_a_failure_in_between_leaves_rows_and_position_as_they_were(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.new("account", name="A")
    pair.apply()
    before, state = tables(pair.mart), read_state(pair.mart)
    pair.new("account", name="B")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(applying, "write_state", die)
        with pytest.raises(KeyboardInterrupt):
            pair.apply()
    assert (tables(pair.mart), read_state(pair.mart)) == (before, state)
    pair.apply()
    assert len(rows(pair.mart, "account")) == 2


def test_a_broken_file_is_made_anew(records: Records, workspace: Workspace) -> None:
    workspace.mart.write_bytes(b"this is no database" * 1000)
    with open_mart(workspace.mart) as mart:
        assert apply(mart, workspace, FixedClock(NOW)).rebuilt


def test_what_raw_sql_writes_wrongly_does_not_stop_the_mart(pair: Pair) -> None:
    pair.new("account", name="A", first_touch_at=date(2024, 3, 1))
    with connections["default"].cursor() as cursor:
        cursor.execute(f"UPDATE {get('account').table} SET first_touch_at = 'last spring'")
    pair.apply()
    assert pair.ask("SELECT name, first_touch_at, first_touch_at_on FROM account") == [("A", None, None)]
