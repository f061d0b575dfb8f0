"""A kind that a table feeds, bound to registry and columns: from a row to a candidate record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.core.worldtime import WorldTime
from steerboard.intake.getters import Binder, Getter, Test, Words
from steerboard.intake.report import Part, added
from steerboard.intake.rules import Records, Rule
from steerboard.intake.tables import Row, Table
from steerboard.kinds.registry import FieldSpec, KindSpec, get

NOT_MAPPED = ("source", "external_id", "ordinal", "extra")


@dataclass(slots=True)
class Candidate:
    """A record as a row tells of it. ``both``: each field's value and its form in the database."""

    key: str
    ordinal: int
    both: list[tuple[Any, Any]]
    line: int
    since: WorldTime | None = None


@dataclass
class Feed:
    """One entry of a mapping over one table, with what it has counted so far."""

    table: Table
    place: str  # the table's name within the run
    spec: KindSpec
    records: Records
    key: Words
    names: tuple[str, ...]
    getters: list[Getter]
    tests: list[Test]
    skips: list[Test]
    since: Getter | None
    part: Part = field(default_factory=lambda: Part("", ""))

    @cached_property
    def selective(self) -> bool:
        return bool(self.tests or self.skips)

    def wants(self, row: Row) -> bool:
        return all(t(row) for t in self.tests) and not (self.skips and all(t(row) for t in self.skips))

    def count(self, **more: int) -> None:
        self.part = replace(self.part, **{k: getattr(self.part, k) + n for k, n in more.items()})

    def count_fields(self, names: Iterable[str]) -> None:
        """Fields of records that were there and changed."""
        self.part = replace(self.part, fields=added(self.part.fields, Counter(names)))


def bind(records: Records, binder: Binder, place: str, currency: str) -> Feed:
    """Raises BadInput where the mapping names a kind, field or column that is not there, or leaves out a required one."""
    spec = kind_at(records.kind, records.where)
    rules = _with_currency(spec, dict(records.fields), records.where, currency)
    fields = [field_at(spec, name, rule.where) for name, rule in rules.items()]
    _refuse_twice(records, fields)
    _require(spec, records, fields)
    return Feed(
        table=binder.table,
        place=place,
        spec=spec,
        records=records,
        key=binder.words(records.external_id),
        names=tuple(f.name for f in fields),
        getters=[binder.getter(r, f, spec.name) for r, f in zip(rules.values(), fields, strict=True)],
        tests=binder.tests(records.when),
        skips=binder.tests(records.skip_when),
        since=_since(binder, records, spec),
        part=Part(place, spec.name),
    )


def kind_at(name: str, where: str) -> KindSpec:
    try:
        return get(name)
    except BadInput as error:
        raise BadInput(error.message, where=f"{where}.kind", hint=error.hint) from None


def field_at(spec: KindSpec, name: str, where: str) -> FieldSpec:
    try:
        found = spec.field(name)
    except BadInput as error:
        raise BadInput(error.message, where=where, hint=error.hint) from None
    if found.name in NOT_MAPPED:
        raise BadInput(
            Text("“{f}” is not set under fields.", "“{f}”不能写在 fields 下。").fill(f=found.name),
            where=where,
        )
    return found


def _with_currency(spec: KindSpec, rules: dict[str, Rule], where: str, currency: str) -> dict[str, Rule]:
    """Records with money are in the mapping's currency unless a column says another."""
    if currency and "currency" in spec.fields and "currency" not in rules:
        rules["currency"] = Rule(where, constant=currency)
    return rules


def _refuse_twice(records: Records, fields: list[FieldSpec]) -> None:
    names = [f.name for f in fields]
    twice = next((n for n in names if names.count(n) > 1), None)
    if twice:
        raise BadInput(
            Text("“{f}” is mapped twice.", "“{f}”被映射了两次。").fill(f=twice), where=records.where
        )


def _require(spec: KindSpec, records: Records, fields: list[FieldSpec]) -> None:
    given = {f.name for f in fields}
    for name, wanted in spec.fields.items():
        if wanted.required and name not in given:
            raise BadInput(
                Text("{k} needs the field “{f}”.", "{k}需要字段“{f}”。").fill(k=spec.label, f=name),
                where=records.where,
            )


def _since(binder: Binder, records: Records, spec: KindSpec) -> Getter | None:
    if records.changed_at is None:
        return None
    return binder.getter(records.changed_at, spec.fields["created_at"], spec.name)


def order_of(feeds: list[Feed], needs: Callable[[Feed], set[str]]) -> list[list[Feed]]:
    """The feeds in levels: those of a level link only to kinds of the levels before it (or to their own kind)."""
    kinds = list(dict.fromkeys(f.spec.name for f in feeds))
    before = {
        k: set().union(*(needs(f) for f in feeds if f.spec.name == k)) & set(kinds) - {k} for k in kinds
    }
    levels: list[list[Feed]] = []
    placed: set[str] = set()
    while len(placed) < len(kinds):
        free = [k for k in kinds if k not in placed and before[k] <= placed]
        # Kinds that link to each other in a ring: the first of them goes first.
        free = free or [k for k in kinds if k not in placed][:1]
        levels.append([f for f in feeds if f.spec.name in free])
        placed |= set(free)
    return levels


def links_of(feed: Feed) -> set[str]:
    return {feed.spec.fields[n].target for n in feed.names if feed.spec.fields[n].type == "link"}
