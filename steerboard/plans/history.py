"""Who set which target, and when: from the changes that made, edited and took away the targets of a grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.kinds.models import Change, History
from steerboard.kinds.values import from_json
from steerboard.people.models import User
from steerboard.plans.grid import Asked
from steerboard.plans.holders import Holder
from steerboard.plans.models import Target
from steerboard.plans.questions import PLAIN

MOST = 100
DOORS = {
    "import": Text("import", "导入"),
    "simulator": Text("sample data", "示例数据"),
    "cli": Text("command line", "命令行"),
}
VERBS = {
    "set_targets": Text("entered", "录入"),
    "bring_targets": Text("from a sheet", "表格导入"),
    "undo": Text("undone", "撤销"),
}


@dataclass(frozen=True)
class Event:
    """One target that became another value; None is no target."""

    at: datetime
    who: str  # empty where no person did it
    how: Text
    holder: Holder
    period: Period
    level: str
    old: Decimal | None
    new: Decimal | None


def told(asked: Asked, holders: Iterable[Holder], levels: Iterable[str]) -> list[Event]:
    """What happened to the targets of these holders in the span, the latest first, at most ``MOST``."""
    by_id: dict[tuple[str, int], Holder] = {(h.scope, h.id): h for h in holders if _seen(h, asked)}
    records = _records(asked, by_id, levels)
    rows = _changes(records)
    steps = [step for r in records for step in _steps(r, rows.get(r["pk"], ()))]
    latest = sorted(steps, key=lambda s: s[0], reverse=True)[:MOST]
    changes = {c.pk: c for c in Change.objects.filter(pk__in={change for change, *_ in latest})}
    names = dict(
        User.everything.filter(pk__in={c.user_id for c in changes.values()}).values_list("pk", "name")
    )
    return [_event(changes[s[0]], s, by_id, names) for s in latest if s[0] in changes]


def _seen(holder: Holder, asked: Asked) -> bool:
    """The rule of the kind's policy, for records that are deleted as well."""
    return holder.scope != "user" or asked.rights.everything or holder.id in asked.rights.people


def _records(asked: Asked, holders: Iterable[tuple[str, int]], levels: Iterable[str]) -> list[dict[str, Any]]:
    wanted = list(holders)
    people, teams = ([pk for s, pk in wanted if s == scope] for scope in ("user", "team"))
    whose = Q(scope="user", user__in=people) | Q(scope="team", team__in=teams)
    if ("company", 0) in wanted:
        whose |= Q(scope="company")
    rows = Target.everything.filter(whose, kpi=asked.subject.kpi, params=PLAIN, level__in=list(levels))
    rows = rows.filter(starts_on__gte=asked.span.start, starts_on__lt=asked.span.end)
    named = ("pk", "scope", "user", "team", "starts_on", "ends_on", "level", "value", "made_in", "deleted_at")
    return list(rows.values(*named))


def _changes(records: Sequence[dict[str, Any]]) -> dict[int, list[History]]:
    found: dict[int, list[History]] = defaultdict(list)
    rows = History.objects.filter(kind="target", record_id__in=[r["pk"] for r in records])
    for row in rows.filter(field__in=("value", "deleted_at")).order_by("pk"):
        found[row.record_id].append(row)
    return found


_Step = tuple[int, dict[str, Any], Decimal | None, Decimal | None]  # change, record, old, new


def _steps(record: dict[str, Any], rows: Sequence[History]) -> list[_Step]:
    """The record's life: the value it was made with, then what became of it."""
    first = next((from_json("quantity", r.old) for r in rows if r.field == "value"), record["value"])
    found: list[_Step] = [(record["made_in"], record, None, first)]
    value, there = first, True
    for row in rows:
        old = value if there else None
        if row.field == "value":
            value = from_json("quantity", row.new)
        else:
            there = row.new is None
        new = value if there else None
        if old != new:
            found.append((row.change_id, record, old, new))
    return found


def _event(
    change: Change, step: _Step, holders: dict[tuple[str, int], Holder], names: dict[int, str]
) -> Event:
    _, record, old, new = step
    whose = record[record["scope"]] if record["scope"] != "company" else 0
    start: date = record["starts_on"]
    return Event(
        at=change.at,
        who=names.get(change.user_id or 0, ""),
        how=VERBS.get(change.verb) or DOORS.get(change.door) or Text.same(change.verb),
        holder=holders[record["scope"], whose],
        period=Period(start, record["ends_on"]),
        level=record["level"],
        old=old,
        new=new,
    )
