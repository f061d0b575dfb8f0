"""Prepared queries give what the same querysets give."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet

from steerboard.core.clock import FixedClock
from steerboard.engine.rights import OWNER, Rights
from steerboard.kinds.batch import Author, Batch, New
from steerboard.kinds.door import write
from steerboard.kinds.prepared import Prepared
from steerboard.people.rights import visible
from steerboard.records.kinds.opportunity import Opportunity
from tests.django_db import Records

CLOCK = FixedClock(datetime(2026, 6, 15, 8, tzinfo=UTC))
COLUMNS = ("pk", "name", "amount", "close_date", "created_at", "owner")


@pytest.fixture
def people(any_records: Records) -> tuple[int, ...]:
    """Five people, each with two deals."""

    def put(*items: New) -> tuple[int, ...]:
        return write(Batch(Author(None, "test", "try"), items), CLOCK).ids

    ids = put(*(New("user", {"name": f"P{n}"}) for n in range(5)))
    put(
        *(
            New(
                "opportunity",
                {
                    "name": f"Deal {n}",
                    "owner": owner,
                    "amount": Decimal(n),
                    "currency": "CNY",
                    "close_date": date(2026, 6, n + 1),
                    "created_at": date(2026, 5, 1) if n % 2 else datetime(2026, 5, 2, 3, tzinfo=UTC),
                },
            )
            for n, owner in enumerate([*ids, *ids])
        )
    )
    return ids


def deals(owners: Iterable[int]) -> QuerySet[Any, Any]:
    return Opportunity.objects.filter(owner__in=owners).order_by("pk").values(*COLUMNS)


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5])
def test_sets_of_any_size_are_filled_in(people: tuple[int, ...], number: int) -> None:
    prepared = Prepared(deals)
    for those in (people[:number], people[5 - number :]):
        assert prepared.dicts(those) == list(deals(those))
        assert prepared.rows(frozenset(those)) == list(deals(those).values_list(*COLUMNS))
        assert len(prepared.rows(those)) == 2 * number


def test_days_texts_and_numbers_are_filled_in(people: tuple[int, ...]) -> None:
    def due(owner: int, last: date, since: str) -> QuerySet[Any, Any]:
        found = Opportunity.objects.filter(owner=owner, close_date__lte=last, created_at__gte=since)
        return found.values(*COLUMNS)

    prepared, numbers = Prepared(due), set()
    for owner in people:
        for day in (1, 5, 10):
            for since in ("2026-05-01", "2026-05-02", "2026-05-03"):
                asked = (owner, date(2026, 6, day), since)
                assert prepared.dicts(*asked) == list(due(*asked)), asked
                numbers.add(len(prepared.rows(*asked)))
    assert numbers == {0, 1, 2}


def test_readers_of_one_shape_share_a_statement_and_no_rows(people: tuple[int, ...]) -> None:
    def seen(rights: Rights) -> QuerySet[Any, Any]:
        return visible("opportunity", rights).order_by("pk").values_list("pk", "owner")

    prepared = Prepared(seen)
    readers = [
        *(Rights(p, frozenset({"rep"}), people=frozenset({p})) for p in people),
        Rights(people[0], frozenset({"team_lead"}), False, frozenset({1}), frozenset(people[:3])),
        Rights(people[1], frozenset({"team_lead"}), False, frozenset({1}), frozenset(people[1:4])),
        Rights(people[1]),  # without a role: a stranger
        Rights(people[1], frozenset({"executive"}), everything=True, people=frozenset({people[1]})),
        OWNER,
    ]
    for rights in readers:
        assert prepared.rows(rights) == list(seen(rights)), rights
    assert [len(prepared.rows(rights)) for rights in readers] == [2] * 5 + [6, 6, 0, 10, 10]


@pytest.mark.parametrize(
    ("build", "value"),
    [
        (lambda word: Opportunity.objects.filter(name__contains=word).values("pk"), "Deal"),
        (lambda owner: Opportunity.objects.filter(owner=owner + 1).values("pk"), 1),
        (lambda owner: Opportunity.objects.values("pk"), 1),
    ],
    ids=["within a pattern", "reckoned with", "forgotten"],
)
def test_a_value_that_does_not_reach_the_statement_as_it_is_is_refused(
    people: tuple[int, ...], build: Any, value: Any
) -> None:
    with pytest.raises(TypeError, match="cannot be prepared"):
        Prepared(build).rows(value)


def test_an_instant_is_refused(people: tuple[int, ...]) -> None:
    with pytest.raises(TypeError, match="give its text"):
        Prepared(lambda at: Opportunity.objects.filter(recorded_at=at).values("pk")).rows(CLOCK.now())
