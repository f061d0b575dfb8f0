"""Acts on records, picked at random: through the door, by bulk updates and by raw SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from django.db import connections

from steerboard.core.clock import FixedClock
from steerboard.core.errors import BadInput
from steerboard.kinds.actions import undo
from steerboard.kinds.batch import Author, Batch, Edit, Item, Merge, New, Past, Removal, Return
from steerboard.kinds.door import write
from steerboard.kinds.models import Change, History, Rate
from steerboard.kinds.registry import get, kinds

T = TypeVar("T")
AUTHOR = Author(None, "test", "act")
DAYS = [date(2024, 3, 30) + timedelta(days=n) for n in range(4)]
TIMES: list[date] = [*DAYS, *(datetime(2024, 3, 30 + n // 2, 16 * (n % 2), 30, tzinfo=UTC) for n in range(4))]
CURRENCIES = (None, "CNY", "USD", "EUR")

# Values for every type of field; fields with rules of their own follow.
VALUES: dict[str, Sequence[Any]] = {
    "text": (None, "a", "b"),
    "integer": (None, 1, 2),
    "boolean": (None, True, False),
    "money": (None, Decimal("0.0001"), Decimal("-12.5"), Decimal(10) ** 14),
    "quantity": (None, Decimal("1.5"), Decimal(-2), Decimal(10) ** 12),
    "share": (Decimal("0.5"), Decimal("0.333333"), Decimal(1)),
    "date": (None, *DAYS),
    "time": (None, *TIMES),
    "json": ({}, {"tier": "金"}),
}
NAMED = {"currency": CURRENCIES, "source": ("app", "crm")}
KEYS = ("external_id", "ordinal")
KINDS = tuple(spec.name for spec in kinds())
# Kinds that something else in the mart follows from come up more often.
_WEIGHTY = ("account", "activity", "lead", "opportunity", "opportunity_split", "order", "order_line", "stage")
PICKED = (*KINDS, *_WEIGHTY * 3)


class Actor:
    """Carries acts out, a second after one another. What the rules of the records refuse is left undone."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.now = datetime(2024, 4, 1, tzinfo=UTC)

    def pick(self, among: Sequence[T]) -> T:
        return self.random.choice(among)

    def clock(self) -> FixedClock:
        self.now += timedelta(seconds=1)
        return FixedClock(self.now)

    def write(self, *items: Item) -> None:
        try:
            write(Batch(AUTHOR, items), self.clock())
        except BadInput:
            return

    def someone(self, kind: str) -> int | None:
        """A record of the kind that is, or was, there."""
        ids = list(get(kind).model.everything.order_by("pk").values_list("pk", flat=True)[:4])
        return self.pick(ids) if ids else None

    def value(self, kind: str, name: str) -> Any:
        field = get(kind).fields[name]
        if field.type == "link":
            return self.someone(field.target)
        if field.type == "choice":
            return self.pick([value for value, _ in field.choices])
        return self.pick(NAMED.get(name, VALUES[field.type]))

    def field_of(self, kind: str) -> str:
        # Fields that something else in the mart follows from come up more often.
        names = [n for n in get(kind).fields if n not in KEYS]
        weighty = [n for n in ("owner", "stage", "currency", "ordered_at", "share", "parent") if n in names]
        return self.pick(weighty * 3 + names)


def act(actor: Actor) -> None:
    """One act of any sort."""
    sorts = (*[_new] * 4, *[_edit] * 6, *[_past] * 3, *[_rate] * 2, _leave, _merge, _undo, _bulk, _raw)
    actor.pick(sorts)(actor)


def by_the_door(actor: Actor) -> None:
    """One act through the door."""
    sorts = (*[_new] * 3, *[_edit] * 6, *[_past] * 3, _leave, _leave, _merge, _undo)
    actor.pick(sorts)(actor)


def plant(actor: Actor) -> None:
    """One record of each kind, so that every act finds something."""
    for kind in KINDS:
        _make(actor, kind)


def _make(actor: Actor, kind: str) -> None:
    spec = get(kind)
    names = ["source"]
    names += [
        n for n, f in spec.fields.items() if f.required or (n not in KEYS and actor.random.random() < 0.6)
    ]
    values = {name: actor.value(kind, name) for name in dict.fromkeys(names)}
    actor.write(New(kind, values))


def _new(actor: Actor) -> None:
    _make(actor, actor.pick(PICKED))


def _edit(actor: Actor) -> None:
    kind = actor.pick(PICKED)
    id_ = actor.someone(kind)
    if id_ is not None:
        name = actor.field_of(kind)
        at = actor.pick((None, *TIMES))
        actor.write(Edit(kind, id_, {name: actor.value(kind, name)}, effective_at=at))


def _past(actor: Actor) -> None:
    kind = actor.pick(("opportunity", "activity", "order", "account", "order_line"))
    id_ = actor.someone(kind)
    if id_ is not None:
        name = actor.field_of(kind)
        old, new = actor.value(kind, name), actor.value(kind, name)
        actor.write(Past(kind, id_, name, old, new, actor.pick(TIMES)))


def _leave(actor: Actor) -> None:
    kind = actor.pick(PICKED)
    id_ = actor.someone(kind)
    if id_ is not None:
        gone: Item = Removal(kind, id_) if actor.pick((True, False)) else Return(kind, id_)
        actor.write(gone)


def _merge(actor: Actor) -> None:
    kind = actor.pick(PICKED)
    one, other = actor.someone(kind), actor.someone(kind)
    if one is not None and other is not None:
        actor.write(Merge(kind, one, other))


def _undo(actor: Actor) -> None:
    changes = list(Change.objects.order_by("-pk").values_list("pk", flat=True)[:3])
    if changes:
        try:
            undo(actor.pick(changes), AUTHOR, actor.clock())
        except BadInput:
            return


def _rate(actor: Actor) -> None:
    currency, day = actor.pick(("USD", "EUR")), actor.pick(DAYS)
    if actor.pick((True, True, False)):
        rate = actor.pick((7_123_456_789, 500_000_000))
        Rate.objects.update_or_create(currency=currency, day=day, defaults={"rate": rate})
    else:
        Rate.objects.filter(currency=currency).delete()


def _bulk(actor: Actor) -> None:
    """All records of a kind at once, behind the door's back."""
    kind = actor.pick(("opportunity", "order_line", "membership", "team_place", "stage"))
    names = {
        "opportunity": "amount",
        "order_line": "currency",
        "membership": "valid_to",
        "team_place": "valid_from",
        "stage": "kind",
    }
    value = actor.value(kind, names[kind])
    get(kind).model.everything.update(**{names[kind]: value})


def _raw(actor: Actor) -> None:
    with connections["default"].cursor() as cursor:
        match actor.pick(range(5)):
            case 0:
                line = [actor.someone("order_line")]
                cursor.execute("DELETE FROM records_returnclaim WHERE order_line_id = %s", line)
                cursor.execute("DELETE FROM records_orderline WHERE id = %s", line)
            case 1:
                cursor.execute("UPDATE records_order SET ordered_at = '2024-03-31'")
            case 2:
                cursor.execute("DELETE FROM records_opportunitysplit")
            case 3:
                cursor.execute("UPDATE records_opportunity SET deleted_at = '2024-04-01 00:00:00+00:00'")
            case _:
                History.objects.filter(pk=History.objects.order_by("-pk").values("pk")[:1]).delete()
