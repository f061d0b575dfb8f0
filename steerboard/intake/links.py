"""Finding the records that links lead to: by external id within a source, or by another field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.kinds.registry import KindSpec

_TWO = 0  # stands for the id where two records go by the text; no record has it


@dataclass(frozen=True)
class Absent(Exception):
    """No record goes by this text."""

    reason: Text


class Index:
    """The records of one kind by one of their texts.

    A record of the import's own source goes before one of another, and one that is there before a deleted one.
    By external id only the source counts, and a deleted record is still found: what is linked to it stays so.
    """

    def __init__(self, spec: KindSpec, by: str, source: str, own: str, using: str) -> None:
        self.spec, self.by, self.using = spec, spec.field(by), using
        self.source, self.own = source, own
        self._ids: dict[str, int] | None = None

    @property
    def ids(self) -> dict[str, int]:
        """The ids by text. The first use reads them from the database."""
        if self._ids is None:
            self._ids = {}
            for rows in self._tiers():
                tier: dict[str, int] = {}
                for text, id_ in rows:
                    tier[text] = _TWO if tier.get(text, id_) != id_ else id_
                for text, id_ in tier.items():
                    self._ids.setdefault(text, id_)
        return self._ids

    def _tiers(self) -> Iterator[Iterable[tuple[str, int]]]:
        column = self.by.column
        records = self.spec.model.everything.using(self.using).exclude(**{column: None})
        merged = dict(records.exclude(merged_into=None).values_list("pk", "merged_into_id"))
        source = self.source or self.own
        if self.by.name == "external_id":
            found = records.filter(source=source, ordinal=0).values_list(column, "pk")
            yield ((text, _last(merged, pk)) for text, pk in found.iterator(chunk_size=5000))
            return
        ways: list[dict[str, object]] = [{"source": source, "deleted_at": None}, {"source": source}]
        if not self.source:
            ways.append({"deleted_at": None})
        for way in ways:
            found = records.filter(models.Q(**way)).values_list(column, "pk")
            yield ((text, _last(merged, pk)) for text, pk in found.iterator(chunk_size=5000))

    @property
    def is_loaded(self) -> bool:
        return self._ids is not None

    def learn(self, text: str, id_: int) -> None:
        """A record that the import has written."""
        ids = self.ids
        ids[text] = id_ if ids.get(text, id_) == id_ else _TWO

    def find(self, text: str) -> int:
        """The id; raises Absent where there is none, BadInput where there are several."""
        id_ = self.ids.get(text)
        if id_ is None:
            raise Absent(
                Text("no {k} has the {f} “{v}”.", "没有{f}为“{v}”的{k}。").fill(
                    k=self.spec.label, f=self.by.label, v=text
                )
            )
        if id_ == _TWO:
            raise BadInput(
                Text("more than one {k} has the {f} “{v}”.", "有多个{k}的{f}为“{v}”。").fill(
                    k=self.spec.label, f=self.by.label, v=text
                )
            )
        return id_


def _last(merged: dict[int, int], id_: int) -> int:
    """The record that a merged one is now."""
    for _ in range(len(merged)):
        if id_ not in merged:
            break
        id_ = merged[id_]
    return id_


class Links:
    """The indexes that one import needs, each made once."""

    def __init__(self, own: str, using: str, *, dry: bool) -> None:
        self.own, self.using, self.dry = own, using, dry
        self._indexes: dict[tuple[str, str, str], Index] = {}

    def index(self, spec: KindSpec, by: str, source: str) -> Index:
        key = (spec.name, spec.field(by).name, source)
        if key not in self._indexes:
            self._indexes[key] = Index(spec, by, source, self.own, self.using)
        return self._indexes[key]

    def of_kind(self, kind: str) -> list[Index]:
        """The indexes that must hear of new records: those that will not read them from the database."""
        mine = [i for (k, _, source), i in self._indexes.items() if k == kind and source in ("", self.own)]
        return mine if self.dry else [i for i in mine if i.is_loaded]
