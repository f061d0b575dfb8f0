"""Setting targets: many of them in one change, so that one undo takes them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from steerboard.core.clock import Clock
from steerboard.core.periods import Period
from steerboard.engine.rights import Rights
from steerboard.kinds.batch import Author, Batch, Edit, Item, New, Removal, Written
from steerboard.people.actions import write_as
from steerboard.plans.questions import PLAIN, Held, Row, targets_in


@dataclass(frozen=True)
class Setting:
    """The target of a KPI that somebody shall have for a period; None takes it away. ``holder``: scope and id."""

    kpi: str
    level: str
    holder: tuple[str, int]
    period: Period
    value: Decimal | None


def set_targets(
    settings: Iterable[Setting], rights: Rights, clock: Clock, verb: str = "set_targets"
) -> Written:
    """Write what differs from what is there. Raises Forbidden where a target is not the reader's to set."""
    wanted = list(settings)
    there = present(wanted, rights)
    items = [item for wish in wanted if (item := _item(wish, there[wish.kpi, wish.level])) is not None]
    return write_as(Batch(Author(rights.user, "app", verb), tuple(items)), rights, clock)


def present(settings: Iterable[Setting], rights: Rights) -> dict[tuple[str, str], Mapping[Held, Row]]:
    """The targets that are set now where ``settings`` say something, by KPI and level."""
    groups: dict[tuple[str, str], list[Setting]] = {}
    for wish in settings:
        groups.setdefault((wish.kpi, wish.level), []).append(wish)
    found: dict[tuple[str, str], Mapping[Held, Row]] = {}
    for (kpi, level), those in groups.items():
        span = Period(min(w.period.start for w in those), max(w.period.end for w in those))
        holders = {w.holder for w in those}
        found[kpi, level] = targets_in(kpi, holders, span, rights, [level])[level]
    return found


def held(wish: Setting) -> Held:
    return (*wish.holder, wish.period.start, wish.period.end)


def _item(wish: Setting, there: Mapping[Held, Row]) -> Item | None:
    row = there.get(held(wish))
    if row is not None:
        if wish.value is None:
            return Removal("target", row.pk)
        return Edit("target", row.pk, {"value": wish.value}) if row.value != wish.value else None
    if wish.value is None:
        return None
    scope, whose = wish.holder
    values = {
        "kpi": wish.kpi,
        "params": PLAIN,
        "scope": scope,
        "user": whose if scope == "user" else None,
        "team": whose if scope == "team" else None,
        "starts_on": wish.period.start,
        "ends_on": wish.period.end,
        "level": wish.level,
        "value": wish.value,
    }
    return New("target", values)
