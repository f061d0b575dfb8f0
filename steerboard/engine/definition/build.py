"""From the written form of a measure to the measure, checked against the model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast, get_args

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.engine.definition.schema import Definition
from steerboard.engine.definition.spec import Spec
from steerboard.engine.definition.terms import Terms
from steerboard.engine.derived.registry import FRAMED
from steerboard.engine.grammar.nodes import Call, Field
from steerboard.engine.kinds import registry
from steerboard.engine.kinds.base import Aggregate, Atom, Measure, Unit

Finder = Callable[[str], tuple[Definition, str]]
_IN_TEXT = re.compile(r"\{([a-z_]+)\}")


class Builder:
    """Reads one KPI. Measures that it refers to are read in place, with their own attribution and unit."""

    def __init__(
        self,
        terms: Terms,
        find: Finder,
        definition: Definition,
        params: Mapping[str, object],
        above: tuple[str, ...] = (),
    ) -> None:
        self.terms = terms
        self.definition = definition
        self.digests = [definition.digest]
        self.atoms: list[Atom] = []
        self.unit: Unit = definition.unit
        self.asked_of_people: dict[str, Measure] = {}
        self.hidden = False
        self._confident = False
        self._find = find
        self._params = params
        self._above = above

    def whole(self, variant: str) -> Measure:
        """The measure of the KPI, or of one of its variants."""
        here = f"{self.definition.id}:{variant}"
        if here in self._above:
            chain = " → ".join((*self._above, here))
            raise BadInput(
                Text("the KPI builds on itself: {c}.", "指标循环引用自身：{c}。").fill(c=chain),
                where=self.definition.where,
            )
        self._above = (*self._above, here)
        written, place = self.definition.measure, self.definition.where
        if variant:
            chosen = self.definition.variants[variant]
            written, place, self.unit = chosen.measure, f"{place}:{variant}", chosen.unit
        return self._read(written, f"{place}.measure")

    def measure(self, spec: Spec, key: str, unit: Unit | None = None) -> Measure:
        value = spec.required(key)
        if isinstance(value, str):
            return self._other(value)
        outer, self.unit = self.unit, unit or self.unit
        try:
            return self._read(value, spec.at(key))
        finally:
            self.unit = outer

    def atom(self, spec: Spec, aggregate: Aggregate, share: Decimal = Decimal(0)) -> Atom:
        return self.keep(self._each(spec, self._plain(spec, aggregate, share, at="at")))

    def _each(self, spec: Spec, atom: Atom) -> Atom:
        """The first row only for each value of ``each``, where that stands."""
        each = spec.optional("each")
        if not each:
            return atom
        self.terms.value(atom.table, each, where=spec.at("each"))
        return replace(atom, each=each, among=atom.where, where="")

    def state(self, spec: Spec, aggregate: Aggregate, share: Decimal = Decimal(0)) -> Atom:
        atom = self._plain(spec, aggregate, share, at="from")
        until = spec.optional("until")
        if until:
            self.terms.time(atom.table, until, where=spec.at("until"))
        opening = spec.flag("opening")
        looks = opening or looks_at_period(self.terms, atom)
        atom = self._each(spec, atom)
        return self.keep(replace(atom, state=True, until=until, opening=opening, looks=looks))

    def target(self, spec: Spec, key: str, aggregate: Aggregate) -> Atom:
        identifier = spec.text(key)
        other, variant = self._find(identifier)
        chosen = other.variants.get(variant)
        additivity = chosen.additivity if chosen else other.additivity
        unit = chosen.unit if chosen else other.unit
        share = Decimal(1) if additivity == "all" else Decimal(0)
        return self.keep(Atom("target", "starts_on", aggregate, unit, "owner", identifier, "{}", share))

    def take_unit(self, unit: Unit) -> None:
        self.unit = unit

    def ask_people(self, target: Atom, measure: Measure) -> None:
        self.asked_of_people[target.value] = measure

    def answering(self, spec: Spec, table: str) -> str:
        person = spec.text("person")
        withheld = self.terms.table(table, where=spec.at("of")).policy.withheld
        if withheld and person != withheld[2]:
            raise spec.wrong("person", f"is {withheld[2]}: whose answer it is", f"应为 {withheld[2]}：作答人")
        return person

    @contextmanager
    def in_confidence(self) -> Iterator[None]:
        self.hidden = self._confident = True
        try:
            yield
        finally:
            self._confident = False

    def check_condition(self, spec: Spec, key: str, table: str, text: str) -> None:
        self.terms.condition(table, text, where=spec.at(key))

    def _plain(self, spec: Spec, aggregate: Aggregate, share: Decimal, at: str) -> Atom:
        table = spec.text("of")
        self._needs_records(table, spec.at("of"))
        self.terms.table(table, where=spec.at("of"))
        time = spec.text(at)
        self.terms.time(table, time, where=spec.at(at))
        value, where = spec.optional("value"), spec.optional("where")
        if value:
            self.terms.value(table, value, where=spec.at("value"))
        if where:
            self.terms.condition(table, where, where=spec.at("where"))
        where = self._without_withheld(table, where)
        unit: Unit = "count" if aggregate == "count" else self.unit
        if spec.values.get("unit") is not None:
            unit = cast(Unit, spec.choice("unit", get_args(Unit)))
        attribution = self.definition.attribution
        return Atom(table, time, aggregate, unit, attribution, value, where, share)

    def _without_withheld(self, table: str, where: str) -> str:
        """Rows that are shown to nobody count only in confidence."""
        withheld = self.terms.table(table).policy.withheld
        if not withheld or self._confident:
            return where
        name, value, _ = withheld
        others = f"{name} != '{value}'"
        return f"({where}) and {others}" if where else others

    def _needs_records(self, name: str, where: str) -> None:
        """A percentile of a KPI's values, say, would be one of sums: it is taken over records or not at all."""
        if name in self.terms.model.tables:
            return
        try:
            self._find(name)
        except BadInput:
            return
        raise BadInput(
            Text(
                "“{n}” is a KPI; this is taken over records, never over the values of a KPI.",
                "“{n}”是指标；此处只能基于记录统计，不能基于指标的取值。",
            ).fill(n=name),
            where=where,
            hint=Text("Name a kind of record, such as opportunity.", "请写记录类型，例如 opportunity。"),
        )

    def keep(self, atom: Atom) -> Atom:
        self.atoms.append(atom)
        return atom

    def _read(self, written: object, place: str) -> Measure:
        spec = Spec.of(self._filled(written), place)
        kind = spec.choice("kind", tuple(registry.KINDS))
        return registry.KINDS[kind](spec, self)

    def _other(self, identifier: str) -> Measure:
        definition, variant = self._find(identifier)
        chosen = {p.name: self._params.get(p.name, p.default) for p in definition.params.values()}
        other = Builder(self.terms, self._find, definition, chosen, self._above)
        measure = other.whole(variant)
        self.atoms += other.atoms
        self.asked_of_people |= other.asked_of_people
        self.digests += other.digests
        self.hidden = self.hidden or other.hidden
        return measure

    def _filled(self, written: Any) -> Any:
        """``{param: name}``, and ``{name}`` in a text, replaced by the parameter's value, at any depth."""
        if isinstance(written, Mapping):
            if set(written) == {"param"}:
                return self._param(str(written["param"]))
            return {k: self._filled(v) for k, v in written.items()}
        if isinstance(written, list):
            return [self._filled(v) for v in written]
        if isinstance(written, str) and "{" in written:
            return _IN_TEXT.sub(self._number, written)
        return written

    def _number(self, found: re.Match[str]) -> str:
        """A parameter inside a condition or a value: a number and nothing else can stand there."""
        value = self._param(found[1])
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            raise BadInput(
                Text("the parameter “{n}” is a number.", "参数“{n}”应为数字。").fill(n=found[1]),
                where=self.definition.where,
            )
        return format(Decimal(str(value)), "f")

    def _param(self, name: str) -> object:
        if name not in self._params:
            raise BadInput(
                Text("the parameter “{n}” is not declared.", "参数“{n}”未声明。").fill(n=name),
                where=self.definition.where,
            )
        return self._params[name]


def looks_at_period(terms: Terms, atom: Atom) -> bool:
    """Whether the value or the condition of a state asks about the period in which it is read."""
    trees = [terms.value(atom.table, atom.value)] if atom.value else []
    trees += [terms.condition(atom.table, atom.where)] if atom.where else []
    for node in (node for tree in trees for node in tree.walk()):
        if isinstance(node, Call) and node.function in ("period_start", "period_end"):
            return True
        if isinstance(node, Field) and any((table, column.name) in FRAMED for table, column in node.steps):
            return True
    return False
