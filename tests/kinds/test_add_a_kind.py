"""docs/howto/add-a-kind.md, walked: a new kind is one class, and has all that was promised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection

from steerboard.core.clock import FixedClock
from steerboard.core.text import Text
from steerboard.engine.model import Policy, read_model
from steerboard.kinds import registry
from steerboard.kinds.base import Kind
from steerboard.kinds.batch import Author, Batch, Edit, New
from steerboard.kinds.door import write
from steerboard.kinds.fields import Link, Money, Words, WorldTimeField
from steerboard.kinds.ledger import make_triggers, missing_triggers
from steerboard.kinds.modelfile import model_document
from steerboard.kinds.models import History, Ledger
from steerboard.kinds.reference import reference_text
from tests.django_db import Records

CLOCK = FixedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
AUTHOR = Author(None, "test", "try")


@pytest.fixture
def tender(any_records: Records) -> Iterator[type[Kind]]:
    """The kind of the how-to, registered and with its table, and gone again after the test."""

    class Tender(Kind):
        number = Words(Text("Number", "投标编号"))
        account = Link(Text("Customer", "客户"), "records.Account")
        owner = Link(Text("Owner", "负责人"), "people.User")
        submitted_at = WorldTimeField(Text("Submitted", "投标时间"))
        value = Money(Text("Value", "金额"))
        currency = Words(Text("Currency", "币种"), max_length=3)

        class Meta(Kind.Meta):
            app_label = "records"

    before = dict(registry._kinds), dict(registry._by_model)
    registry.kind(
        "tender",
        label=Text("Tender", "投标"),
        plural=Text("Tenders", "投标"),
        policy=Policy("owner", link="owner"),
        display="number",
        money_on=("submitted_at", "created_at"),
    )(Tender)
    with connection.schema_editor() as editor:
        editor.create_model(Tender)
    make_triggers()
    yield Tender
    registry._kinds.clear()
    registry._kinds.update(before[0])
    registry._by_model.clear()
    registry._by_model.update(before[1])
    del apps.all_models["records"]["tender"]
    apps.clear_cache()


def test_a_new_kind_has_all_that_the_how_to_promises(tender: type[Kind]) -> None:
    assert missing_triggers() == []
    values = {"number": "C-1", "value": Decimal("12.5"), "currency": "CNY", "submitted_at": date(2026, 3, 1)}
    pk = write(Batch(AUTHOR, (New("tender", values),)), CLOCK).ids[0]
    write(Batch(AUTHOR, (Edit("tender", pk, {"value": Decimal(20)}),)), CLOCK)

    assert str(tender.objects.get()) == "C-1"
    assert list(History.objects.values_list("kind", "field", "old", "new")) == [
        ("tender", "value", "12.5", "20")
    ]
    assert ("tender", pk) in set(Ledger.objects.values_list("table", "row_id"))
    table = read_model(model_document()).table("tender")
    assert table.credits
    assert table.columns["value"].type == "money"
    assert "## tender · Tender · 投标" in reference_text()


def test_two_kinds_cannot_have_one_name(tender: type[Kind]) -> None:
    from steerboard.records.models import Account

    with pytest.raises(ValueError, match="tender"):
        registry.kind("tender", label=Text("x", "x"), plural=Text("x", "x"), policy=Policy("public"))(Account)
