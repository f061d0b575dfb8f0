"""All definitions that a workspace has, and the KPI that an id with a variant and parameters stands for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.text import Text
from steerboard.engine.definition.build import Builder
from steerboard.engine.definition.schema import Additivity, Definition
from steerboard.engine.definition.terms import Terms
from steerboard.engine.kinds.base import Atom, Measure, Unit
from steerboard.engine.model import Model

KPI = Text("KPI", "指标")


@dataclass(frozen=True)
class Kpi:
    """A definition with its variant and parameters chosen: ready to be asked.

    ``version`` is a hash of all that decides the value: the definition, those it builds on, and the parameters.
    ``hidden``: the records behind it are shown to nobody. ``asked_of_people`` has what is asked of each person with a target, by the KPI that the target is of.
    """

    id: str
    definition: Definition
    name: Text
    formula: Text
    unit: Unit
    additivity: Additivity
    measure: Measure
    atoms: tuple[Atom, ...]
    params: Mapping[str, object]
    version: str
    asked_of_people: Mapping[str, Measure] = field(default_factory=dict)
    waits_for: Text | None = None
    hidden: bool = False


class Definitions:
    """The definitions by id. Those given are all checked: a wrong file is refused at once.

    ``beside`` them are others that are known to be right, as the shipped ones are: each is read when it is first asked
    for, since whoever asks for one figure would wait for all of them.
    """

    def __init__(
        self, definitions: Iterable[Definition], model: Model, *, beside: Iterable[Definition] = ()
    ) -> None:
        self.by_id: dict[str, Definition] = {d.id: d for d in beside}
        checked = tuple(definitions)
        for definition in checked:
            if definition.id in self.by_id:
                raise BadInput(
                    Text("“{id}” is defined twice.", "“{id}”被重复定义。").fill(id=definition.id),
                    where=definition.where,
                )
            self.by_id[definition.id] = definition
        self.terms = Terms(model)
        self._built: dict[tuple[str, str], Kpi] = {}
        for definition in checked:
            with _said_where(definition):
                for identifier in definition.ids:
                    self.kpi(identifier)

    def __iter__(self) -> Iterator[Definition]:
        return iter(self.by_id.values())

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every id that can be asked, variants included."""
        return tuple(i for d in self.by_id.values() for i in d.ids)

    def kpi(self, identifier: str, params: Mapping[str, object] | None = None) -> Kpi:
        """The KPI of an id; ``params`` that it does not have are ignored."""
        definition, variant = self._find(identifier)
        chosen = {p.name: (params or {}).get(p.name, p.default) for p in definition.params.values()}
        key = (identifier, json.dumps(chosen, sort_keys=True, default=str))
        if key not in self._built:
            self._built[key] = self._build(identifier, definition, variant, chosen)
        return self._built[key]

    def trying(self, definition: Definition) -> Definitions:
        """These with another one, or with another form of the one that has its id. It is not built yet: asking for it
        does that, and says what is wrong with it."""
        tried = Definitions((), self.terms.model)
        tried.terms = self.terms
        tried.by_id = {**self.by_id, definition.id: definition}
        return tried

    def _find(self, identifier: str) -> tuple[Definition, str]:
        base, _, variant = identifier.partition(":")
        definition = self.by_id.get(base)
        if definition is None:
            raise UnknownName(KPI, identifier, self.ids)
        if variant in ("", definition.default_variant):
            return definition, ""
        if variant not in definition.variants:
            raise UnknownName(KPI, identifier, definition.ids)
        return definition, variant

    def _build(
        self, identifier: str, definition: Definition, variant: str, params: Mapping[str, object]
    ) -> Kpi:
        builder = Builder(self.terms, self._find, definition, params)
        measure = builder.whole(variant)
        chosen = definition.variants.get(variant)
        told = json.dumps([builder.digests, params, variant], sort_keys=True, default=str)
        return Kpi(
            id=identifier,
            definition=definition,
            name=_named(definition, chosen.label if chosen else None),
            formula=chosen.formula if chosen else definition.formula,
            unit=builder.unit,
            additivity=chosen.additivity if chosen else definition.additivity,
            measure=measure,
            atoms=tuple(dict.fromkeys(builder.atoms)),
            params=dict(params),
            version=hashlib.sha256(told.encode()).hexdigest()[:16],
            asked_of_people=builder.asked_of_people,
            waits_for=chosen.waits_for if chosen else definition.waits_for,
            hidden=builder.hidden,
        )


@contextmanager
def _said_where(definition: Definition) -> Iterator[None]:
    """What is wrong says in which definition, where it does not say that by itself."""
    try:
        yield
    except BadInput as error:
        error.where = error.where or definition.where
        raise


def _named(definition: Definition, label: Text | None) -> Text:
    if label is None:
        return definition.name
    return Text("{name}, {label}", "{name}（{label}）").fill(name=definition.name, label=label)
