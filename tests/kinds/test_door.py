"""The one door: rows, history and the change that they belong to, together or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings

from steerboard.core.clock import FixedClock
from steerboard.core.errors import BadInput, UnknownName
from steerboard.kinds.actions import epoch, new_epoch, undo
from steerboard.kinds.batch import Author, Batch, Edit, Item, Made, Merge, New, Past, Removal, Return, Written
from steerboard.kinds.door import write
from steerboard.kinds.models import Change, History
from steerboard.records.models import Account, Opportunity, Order, OrderLine
from tests.django_db import Records

AUTHOR = Author(None, "test", "try")
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(days: int) -> FixedClock:
    return FixedClock(START + timedelta(days=days))


def put(*items: Item, day: int = 0) -> Written:
    return write(Batch(AUTHOR, items), at(day))


def opportunity(**values: Any) -> int:
    return put(New("opportunity", {"name": "Deal", **values})).ids[0]


def history(field: str) -> list[tuple[Any, Any, str]]:
    rows = History.objects.filter(field=field).order_by("effective_at", "id")
    return [(h.old, h.new, h.effective_at[:10]) for h in rows]


def test_creation_writes_no_history_and_names_its_change(any_records: Records) -> None:
    written = put(New("account", {"name": "Acme"}))
    assert (written.new, written.changed, History.objects.count()) == (1, 0, 0)
    assert Account.objects.get().made_in == written.change
    assert Change.objects.get().door == "test"


def test_an_edit_leaves_old_and_new_exactly(any_records: Records) -> None:
    pk = opportunity(amount=Decimal("0.1"), currency="CNY", created_at=date(2026, 1, 5))
    put(Edit("opportunity", pk, {"amount": Decimal("1234567.8901")}), day=1)
    assert history("amount") == [("0.1", "1234567.8901", "2026-03-03")]
    assert Opportunity.objects.get().amount == Decimal("1234567.8901")


def test_a_value_as_it_was_is_no_change(any_records: Records) -> None:
    pk = opportunity(amount=Decimal("20"), created_at=date(2026, 1, 5))
    written = put(
        Edit("opportunity", pk, {"amount": Decimal("20.00"), "created_at": date(2026, 1, 5)}), day=1
    )
    assert (written.change, written.changed) == (None, 0)
    assert (History.objects.count(), Change.objects.count()) == (0, 1)


def test_what_a_source_tells_of_the_past_ends_in_the_present_value(any_records: Records) -> None:
    pk = opportunity(priority="high")
    put(
        Past("opportunity", pk, "priority", "normal", "high", date(2026, 2, 1)),
        Past("opportunity", pk, "priority", "low", "normal", date(2026, 1, 1)),
    )
    assert history("priority") == [("low", "normal", "2026-01-01"), ("normal", "high", "2026-02-01")]
    assert Opportunity.objects.get().priority == "high"
    again = put(Past("opportunity", pk, "priority", "low", "normal", date(2026, 1, 1)), day=3)
    assert again.change is None


def test_a_value_may_go_to_and_fro_on_one_day_and_is_told_twice_without_harm(any_records: Records) -> None:
    pk = opportunity(priority="low")
    day = date(2026, 2, 1)
    there, back = (("low", "high"), ("high", "low"))
    told = [Past("opportunity", pk, "priority", *step, day) for step in (there, back, there)]
    put(*told)
    steps = [(*step, "2026-02-01") for step in (there, back, there)]
    assert history("priority") == steps
    assert Opportunity.objects.get().priority == "high"
    assert put(*told, day=3).change is None
    assert put(told[0], told[0], told[0], day=4).change is None, (
        "a line that stands more often than it should"
    )
    assert history("priority") == steps


def test_a_backdated_edit_keeps_the_later_value(any_records: Records) -> None:
    pk = opportunity(priority="low")
    put(Edit("opportunity", pk, {"priority": "high"}), day=10)
    put(Edit("opportunity", pk, {"priority": "normal"}, effective_at=date(2026, 3, 5)), day=11)
    assert Opportunity.objects.get().priority == "high"
    assert history("priority") == [("low", "normal", "2026-03-05"), ("low", "high", "2026-03-12")]


def test_a_late_evening_beats_the_date_that_came_before_it(
    any_records: Records, settings_in_shanghai: None
) -> None:
    """In Shanghai the 5th begins at 16:00 UTC of the 4th: an edit in that night is later than the date."""
    pk = opportunity(priority="low")
    put(Edit("opportunity", pk, {"priority": "normal"}, effective_at=date(2026, 3, 5)), day=9)
    night = datetime(2026, 3, 4, 17, tzinfo=UTC)
    put(Edit("opportunity", pk, {"priority": "high"}, effective_at=night), day=9)
    assert Opportunity.objects.get().priority == "high"


@pytest.fixture
def settings_in_shanghai() -> Iterator[None]:
    with override_settings(TIME_ZONE="Asia/Shanghai"):
        yield


def test_a_deleted_record_is_gone_and_can_return(any_records: Records) -> None:
    pk = opportunity()
    assert put(Removal("opportunity", pk), day=1).removed == 1
    assert not Opportunity.objects.exists()
    put(Return("opportunity", pk), day=2)
    assert Opportunity.objects.get().pk == pk


def test_a_merge_moves_what_links_to_the_record(any_records: Records) -> None:
    keep, gone = put(New("account", {"name": "A"}), New("account", {"name": "B"})).ids
    pk = opportunity(account=gone)
    put(Merge("account", gone, keep), day=1)
    assert Opportunity.objects.get(pk=pk).account_id == keep
    assert list(Account.objects.values_list("pk", flat=True)) == [keep]
    with pytest.raises(BadInput, match="itself"):
        put(Merge("account", keep, keep))


@pytest.mark.parametrize(
    ("kind", "values", "says"),
    [
        ("opportunity", {"nmae": "x"}, "Did you mean name"),
        ("oportunity", {"name": "x"}, "Did you mean opportunity"),
        ("opportunity", {"type": "gift"}, "not one of new, expansion"),
        ("opportunity", {"amount": "many"}, "does not fit"),
        ("opportunity", {"amount": Decimal("0.00001")}, "decimals"),
        ("opportunity", {"close_date": START}, "does not fit"),
        ("opportunity", {"name": "x" * 201}, "longer than 200"),
        ("account", {"city": "Wuxi"}, "must be given"),
        ("account", {"name": ""}, "must be given"),
        ("opportunity", {"account": 999}, "not there"),
    ],
)
def test_bad_values_are_refused_and_nothing_is_written(
    any_records: Records, kind: str, values: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        put(New("account", {"name": "before"}), New(kind, values))
    assert not Account.everything.exists()
    assert not Change.objects.exists()


def test_an_unknown_record_cannot_be_edited(any_records: Records) -> None:
    with pytest.raises(BadInput, match="no Customer 5"):
        put(Edit("account", 5, {"name": "x"}))


def test_a_deleted_id_never_comes_back(any_records: Records) -> None:
    first = opportunity()
    Opportunity.everything.all().delete()
    assert opportunity() > first


def test_undo_takes_creation_edit_and_deletion_back(any_records: Records) -> None:
    made = put(New("opportunity", {"name": "Deal", "priority": "low"}))
    pk = made.ids[0]
    edited = put(Edit("opportunity", pk, {"priority": "high", "next_step": "Call"}), day=1)
    put(Edit("opportunity", pk, {"next_step": "Visit"}), day=2)
    assert edited.change is not None
    undo(edited.change, AUTHOR, at(3))
    row = Opportunity.objects.get()
    assert (row.priority, row.next_step) == ("low", "Visit")
    removed = put(Removal("opportunity", pk), day=4)
    assert removed.change is not None
    undo(removed.change, AUTHOR, at(5))
    assert Opportunity.objects.exists()
    assert made.change is not None
    undo(made.change, AUTHOR, at(6))
    assert not Opportunity.objects.exists()
    with pytest.raises(BadInput, match="no change 999"):
        undo(999, AUTHOR, at(7))


def test_an_unknown_field_names_the_nearest(records: Records) -> None:
    with pytest.raises(UnknownName) as error:
        put(New("account", {"name": "A", "indsutry": "x"}))
    assert error.value.nearest[0] == "industry"
    assert "字段" in error.value.text().zh


def test_a_restore_begins_a_new_epoch(any_records: Records) -> None:
    first = epoch()
    assert epoch() == first
    assert new_epoch() != first


def test_lines_link_to_the_order_that_the_same_batch_makes(any_records: Records) -> None:
    pk = opportunity()
    items = (
        New("account", {"name": "Acme"}),
        Edit("opportunity", pk, {"account": Made(0)}),
        New("order", {"external_id": "SO-1", "account": Made(0)}),
        New("order_line", {"order": Made(2), "quantity": Decimal(1)}),
        New("order_line", {"order": Made(2), "quantity": Decimal(2)}),
    )
    written = write(Batch(AUTHOR, items, chained=True), at(0))
    account, _, order, *_lines = written.ids
    assert Opportunity.objects.get().account_id == Order.objects.get().account_id == account
    assert list(OrderLine.objects.values_list("order", flat=True)) == [order, order]
    undo(written.change or 0, AUTHOR, at(1))
    assert [m.objects.count() for m in (Order, OrderLine, Account)] == [0, 0, 0]


@pytest.mark.parametrize("item", [0, 1, 2, 3, -1])
def test_a_link_to_what_no_earlier_item_makes_is_a_fault_of_the_caller(records: Records, item: int) -> None:
    pk = opportunity()
    items = (
        Edit("opportunity", pk, {"name": "Other"}),
        New("product", {"name": "Laser"}),
        New("order_line", {"order": Made(item)}),
    )
    with pytest.raises(ValueError, match="cannot link"):
        write(Batch(AUTHOR, items, chained=True), at(0))
    assert Opportunity.objects.get().name == "Deal"
