"""Setting targets: several cells of the grid in one change, so that one undo takes them back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from steerboard.core.clock import Clock
from steerboard.core.periods import Period
from steerboard.engine.rights import Rights
from steerboard.kinds.batch import Author, Batch, Edit, Item, New, Removal, Written
from steerboard.people.actions import write_as
from steerboard.plans.questions import PLAIN, person_targets


@dataclass(frozen=True)
class Setting:
    """A person's target of a KPI for one month; None takes it away."""

    person: int
    month: Period
    value: Decimal | None


def set_targets(kpi: str, settings: Iterable[Setting], rights: Rights, clock: Clock) -> Written:
    """Write what differs from what is there. Raises Forbidden where a target is not the reader's to set."""
    wanted = list(settings)
    items = [item for wish in wanted if (item := _item(kpi, wish, rights)) is not None]
    return write_as(Batch(Author(rights.user, "app", "set_targets"), tuple(items)), rights, clock)


def _item(kpi: str, wish: Setting, rights: Rights) -> Item | None:
    rows = person_targets(kpi, [wish.person], Period(wish.month.start, wish.month.end), rights)
    there: Any = next(
        (r for r in rows if r.starts_on == wish.month.start and r.ends_on == wish.month.end), None
    )
    if there is not None:
        if wish.value is None:
            return Removal("target", there.pk)
        return Edit("target", there.pk, {"value": wish.value})
    if wish.value is None:
        return None
    values = {
        "kpi": kpi,
        "params": PLAIN,
        "scope": "user",
        "user": wish.person,
        "starts_on": wish.month.start,
        "ends_on": wish.month.end,
        "level": "target",
        "value": wish.value,
    }
    return New("target", values)
