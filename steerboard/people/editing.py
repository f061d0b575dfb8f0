"""What a person may change: the same question on creation, change and deletion.

``docs/rights.md`` has the table. A room says in its ``AppConfig.ready`` where a kind differs from what its policy
implies: ``edited_by("target", "leads")``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.kinds.batch import Batch, Edit, Item, Made, Merge, New, Past, Removal, Return
from steerboard.kinds.models import Change, History
from steerboard.kinds.registry import KindSpec, get, kinds
from steerboard.people.rights import absent, visible

OFFICE = frozenset({"sales_ops", "admin"})

# owner: himself, who leads him, the office · leads: who leads him or the team, the office · office
# marketing: marketers, the office · books: finance, the office · admin
Editors = Literal["owner", "leads", "office", "marketing", "books", "admin"]

_BESIDE_OFFICE: dict[Editors, str] = {"marketing": "marketer", "books": "finance"}
_FROM_POLICY: dict[str, Editors] = {
    "owner": "owner",
    "public": "office",
    "person": "admin",
    "closed": "books",
}
_said: dict[str, Editors] = {}

Values = Mapping[str, Any]


def edited_by(kind: str, editors: Editors) -> None:
    """Say who edits a kind, where its policy would say otherwise."""
    _said[kind] = editors


def may_edit(kind: str, values: Values, rights: Rights) -> bool:
    """Whether the reader may change a record with these ``values`` (by field name; links are ids)."""
    spec = get(kind)
    if rights.everything and rights.user is None:
        return True
    if spec.policy.rule == "parent" and kind not in _said:
        parent, link = spec.fields[spec.policy.link].target, values.get(spec.policy.link)
        state = link.values if isinstance(link, New) else _state(get(parent), link)
        return state is not None and may_edit(parent, state, rights)
    editors = _said.get(kind) or _FROM_POLICY[spec.policy.rule]
    if editors == "admin":
        return "admin" in rights.roles
    if rights.roles & OFFICE:
        return True
    if editors in ("office", "marketing", "books"):
        return _BESIDE_OFFICE.get(editors) in rights.roles
    return bool(rights.roles) and _is_his(spec, editors, values, rights)


def _is_his(spec: KindSpec, editors: Editors, values: Values, rights: Rights) -> bool:
    owner = values.get(spec.policy.link)
    if editors == "owner":
        return owner in rights.people
    if owner is not None:
        return owner in rights.people and owner != rights.user
    return values.get("team") in rights.teams


def may_edit_record(record: Any, kind: str, rights: Rights) -> bool:
    """The same question for a record at hand."""
    return may_edit(kind, _values(get(kind), record), rights)


def authorise(batch: Batch, rights: Rights) -> None:
    """Raise Forbidden unless the reader may do all that the batch does."""
    looked = _Looked(batch.items, rights)
    for item in batch.items:
        _authorise(_with_made(item, batch.items) if batch.chained else item, rights, looked)


def _with_made(item: Item, items: Sequence[Item]) -> Item:
    """The item with what it links to in the place of ``Made``, so that a line of a new order is asked of that order."""
    if not isinstance(item, New | Edit):
        return item
    return replace(
        item, values={n: items[v.item] if isinstance(v, Made) else v for n, v in item.values.items()}
    )


def authorise_undo(change_id: int, rights: Rights) -> None:
    """Raise Forbidden unless the change is the reader's own and he still may edit what it touched."""
    change = Change.objects.filter(pk=change_id).first()
    if change is None or rights.user is None or change.user_id != rights.user:
        raise Forbidden(Text("there is no change {n}.", "没有编号为 {n} 的变更。").fill(n=change_id))
    touched = set(History.objects.filter(change=change).values_list("kind", "record_id"))
    for spec in kinds():
        made = spec.model.everything.filter(made_in=change_id)
        touched |= {(spec.name, pk) for pk in made.values_list("pk", flat=True)}
    states = _states(touched)
    for kind, record_id in touched:
        state = states.get((kind, record_id))
        if state is None or not may_edit(kind, state, rights):
            raise _refused(get(kind))


_SOME = 500  # ids of one question to the database


class _Looked:
    """What a batch asks about, read in a few questions: how the records are, and which the reader sees now."""

    def __init__(self, items: Sequence[Item], rights: Rights) -> None:
        self._rights = rights
        named = {(get(i.kind).name, i.id) for i in items if not isinstance(i, New) and isinstance(i.id, int)}
        linked = {link for item in items for link in _links(item)}
        self._known = named | linked
        self._states = _states(named)
        self._seen = {
            (kind, pk)
            for kind, some in _in_parts(self._known)
            for pk in visible(kind, rights).filter(pk__in=some).values_list("pk", flat=True)
        }

    def state(self, spec: KindSpec, record_id: Any) -> dict[str, Any] | None:
        key = (spec.name, record_id)
        return self._states.get(key) if key in self._known else _state(spec, record_id)

    def sees(self, kind: str, record_id: int) -> bool:
        key = (kind, record_id)
        return (
            key in self._seen
            if key in self._known
            else visible(kind, self._rights).filter(pk=record_id).exists()
        )


def _links(item: Item) -> Iterator[tuple[str, int]]:
    if not isinstance(item, New | Edit):
        return
    spec = get(item.kind)
    for name, value in item.values.items():
        field = spec.field(name)
        if field.type == "link" and isinstance(value, int):
            yield field.target, value


def _states(records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], dict[str, Any]]:
    """The records as they are, deleted ones as well."""
    return {
        (kind, record.pk): _values(get(kind), record)
        for kind, some in _in_parts(records)
        for record in get(kind).model.everything.filter(pk__in=some)
    }


def _in_parts(records: Iterable[tuple[str, int]]) -> Iterator[tuple[str, list[int]]]:
    by_kind: dict[str, list[int]] = {}
    for kind, pk in records:
        by_kind.setdefault(kind, []).append(pk)
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), _SOME):
            yield kind, ids[start : start + _SOME]


def _authorise(item: Item, rights: Rights, looked: _Looked) -> None:
    spec = get(item.kind)
    if isinstance(item, New):
        _may_set(spec, {}, item.values, rights, looked)
        return
    state = looked.state(spec, item.id)
    # A deleted record is visible to nobody; who may edit it as it was may bring it back.
    seen = isinstance(item, Return) or looked.sees(spec.name, item.id)
    if state is None or not seen:
        raise absent(spec, item.id)
    if not may_edit(spec.name, state, rights):
        raise _refused(spec)
    if isinstance(item, Edit):
        _may_set(spec, state, item.values, rights, looked)
    elif isinstance(item, Past):
        _may_set(spec, state, {item.field: item.new}, rights, looked)
    elif isinstance(item, Merge):
        _authorise(Removal(item.kind, item.into), rights, looked)


def _may_set(spec: KindSpec, before: Values, values: Values, rights: Rights, looked: _Looked) -> None:
    """The record as it would be must be the reader's to edit, and each field and link his to set."""
    given = {spec.field(name).name: value for name, value in values.items()}
    for name, value in given.items():
        field = spec.fields[name]
        if not rights.may_read(field.tag):
            raise _refused(spec)
        # What is no id is refused by the door, with the field's name.
        linked = field.type == "link" and isinstance(value, int)
        if linked and not looked.sees(field.target, value):
            raise absent(get(field.target), value)
    if not may_edit(spec.name, {**before, **given}, rights):
        raise _refused(spec)


def _state(spec: KindSpec, record_id: Any) -> dict[str, Any] | None:
    """The record as it is, deleted ones as well; None where there never was one."""
    if not isinstance(record_id, int):
        return None
    record = spec.model.everything.filter(pk=record_id).first()
    return None if record is None else _values(spec, record)


def _values(spec: KindSpec, record: Any) -> dict[str, Any]:
    return {name: getattr(record, field.column) for name, field in spec.fields.items()}


def _refused(spec: KindSpec) -> Forbidden:
    return Forbidden(
        Text("this change to “{k}” is not yours to make.", "你无权对“{k}”做此更改。").fill(k=spec.label),
        where=spec.name,
        hint=Text("Ask who owns it or who leads the team.", "请联系负责人或团队主管。"),
    )
