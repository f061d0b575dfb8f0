"""What belongs to a record: the few things that one wants to see, and how many there are of all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet, Value
from django.urls import reverse

from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.kinds.prepared import Prepared
from steerboard.kinds.registry import FieldSpec, KindSpec, kinds
from steerboard.people.editing import may_edit
from steerboard.people.rights import sees_all, visible
from steerboard.records import showing
from steerboard.records.entry.catalog import FORMS
from steerboard.records.listing.catalog import BY_KIND
from steerboard.records.showing import Reader, Shown

FEW = 8
# Of which kinds a page shows rows; of all others it says how many there are.
SHOWN: Mapping[str, tuple[str, ...]] = {
    "account": ("contact", "opportunity"),
    "contact": ("opportunity",),
    "lead": ("opportunity",),
    "opportunity": ("opportunity_line", "opportunity_split", "quote"),
    "order": ("order_line",),
    "quote": ("order",),
}
# What a line of an order or a deal is to the page: no list of its own, no form of its own.
LINES = ("order_line", "opportunity_line", "opportunity_split")


@dataclass(frozen=True)
class Linked:
    """Records of a kind that link to this one. ``url`` is the list of all, ``new_url`` the form for another."""

    kind: str
    name: Text
    total: int
    rows: tuple[Shown, ...]
    url: str
    new_url: str
    plain: bool


@dataclass(frozen=True)
class Link:
    """A field of another kind that leads to this record."""

    kind: KindSpec
    field: FieldSpec

    @property
    def name(self) -> Text:
        """The kind's name; where the link is not the plain one, with what it is."""
        if self.field.name in (self.field.target, "parent"):
            return self.kind.plural
        said = Text("{kind} ({field})", "{kind}（{field}）")
        return said.fill(kind=self.kind.plural, field=self.field.label)


def related_to(spec: KindSpec, record: Any, reader: Reader) -> list[Linked]:
    """By kind what links to a record; what is for everybody (a product, a person) would list half the company."""
    if spec.policy.rule not in ("owner", "parent"):
        return []
    shown = SHOWN.get(spec.name, ())
    links = sorted(
        _links(spec, record, reader),
        key=lambda link: shown.index(link.kind.name) if link.kind.name in shown else len(shown),
    )
    return [_linked(link, link.kind.name in shown, spec, record, reader) for link in links]


def _links(spec: KindSpec, record: Any, reader: Reader) -> Iterator[Link]:
    """What can link to the record and be seen by the reader at all."""
    for other in kinds():
        if other.policy.rule == "closed" and not sees_all(other, reader.rights):
            continue
        for f in other.fields.values():
            if f.target != spec.name or not reader.rights.may_read(f.tag):
                continue
            if f.name == "partner" and not record.is_partner:
                continue
            yield Link(other, f)


@cache
def _counts(kind: str, column: str) -> Prepared:
    """How many records of a kind that the reader sees have a link to a record."""

    def build(rights: Rights, pk: int) -> QuerySet[Any, Any]:
        seen = visible(kind, rights).filter(**{column: pk}).order_by()
        found: QuerySet[Any, Any] = seen.annotate(every=Value(1)).values("every")
        counted: QuerySet[Any, Any] = found.annotate(number=Count("*")).values_list("number")
        return counted

    return Prepared(build)


def _linked(link: Link, rows: bool, spec: KindSpec, record: Any, reader: Reader) -> Linked:
    name = link.kind.name
    first: tuple[Shown, ...] = ()
    if rows or name in LINES:
        seen = visible(link.kind, reader.rights).filter(**{link.field.column: record.pk})
        # Open deals stand first.
        order = (F("outcome").asc(nulls_first=True), "-pk") if name == "opportunity" else ("-pk",)
        found = list(seen.order_by(*order)[: FEW + 1])
        total = len(found) if len(found) <= FEW else seen.count()
        first = showing.rows_of(link.kind, found[:FEW], reader)
    else:
        ((total,),) = _counts(name, link.field.column).rows(reader.rights, record.pk) or [(0,)]
    plain = link.field.name == spec.name
    listed = BY_KIND.get(name)
    all_ = {"only": listed.whole} if listed and listed.whole else {}
    url = f"{reverse(listed.url_name)}?{urlencode({link.field.name: record.pk, **all_})}" if listed else ""
    enters = (
        plain and name in FORMS and link.field.name in FORMS[name].full and _may_enter(link, record, reader)
    )
    new_url = (
        f"{reverse('new_record', args=[name])}?{urlencode({link.field.name: record.pk})}" if enters else ""
    )
    return Linked(name, link.name, total, first, url if total else "", new_url, plain)


def _may_enter(link: Link, record: Any, reader: Reader) -> bool:
    """Whether the reader may enter another one here: of his own, or where it is the record's, if the record is his."""
    if not reader.rights.roles:
        return False
    policy = link.kind.policy
    of = {link.field.name: record.pk} if policy.rule == "parent" else {policy.link: reader.rights.user}
    return may_edit(link.kind.name, of, reader.rights)
