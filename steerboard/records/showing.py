"""A record as its page shows it: fields with labels and formats, what links to it, and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from steerboard.core.text import Language, Text
from steerboard.core.worldtime import WorldTime, is_instant
from steerboard.engine.rights import Rights
from steerboard.kinds.models import Change, History
from steerboard.kinds.registry import FieldSpec, KindSpec, kinds
from steerboard.kinds.values import from_json
from steerboard.people.rights import readable_fields, visible
from steerboard.records.questions import names_of
from steerboard.ui import dates, formats

YES, NO, NONE = Text("Yes", "是"), Text("No", "否"), Text("empty", "空")
ORIGIN = ("source", "external_id", "ordinal", "extra")
DOORS = {
    "app": Text("In Steerboard", "在 Steerboard 中"),
    "import": Text("Import", "导入"),
    "api": Text("Interface", "接口"),
    "cli": Text("Command line", "命令行"),
}
FEW = 5
MOST_CHANGES = 100


@dataclass(frozen=True)
class Reader:
    """For whom a page is drawn: rights, language, zone, present time, the currency where a record names none."""

    rights: Rights
    language: Language
    zone: ZoneInfo
    now: datetime
    currency: str

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def says(self, text: Text) -> str:
        return text.in_language(self.language)

    def time(self, at: WorldTime) -> str:
        if is_instant(at):
            return dates.moment(at, self.now, self.zone, self.language)
        return dates.date_short(at, self.language, self.now.astimezone(self.zone).date())


@dataclass(frozen=True)
class Shown:
    """A field's value as text; ``href`` where it leads to a record that the reader sees."""

    label: Text
    value: str
    href: str = ""


@dataclass(frozen=True)
class Linked:
    """Records of a kind that link to this one: how many the reader sees, and the newest few."""

    name: Text
    total: int
    rows: tuple[Shown, ...]


@dataclass(frozen=True)
class Told:
    """One change of one field: since when it is so in the world, and when the system learned of it where that is later."""

    at: str
    learned: str
    who: str
    field: Text
    old: str
    new: str


def record_url(kind: str, record_id: int) -> str:
    return reverse("record", args=[kind, record_id])


def title_of(spec: KindSpec, record: Any, reader: Reader) -> str:
    shown = getattr(record, spec.display, None) if spec.display else None
    return str(shown) if shown else f"{reader.says(spec.label)} #{record.pk}"


def fields_of(spec: KindSpec, record: Any, reader: Reader) -> tuple[list[Shown], list[Text]]:
    """The fields that have a value, and the names of those that have none; tagged ones only with their right."""
    fields = [f for f in readable_fields(spec, reader.rights) if f.name not in ORIGIN]
    values = {f.name: getattr(record, f.column) for f in fields}
    names = names_in(((f, values[f.name]) for f in fields), reader.rights)
    currency = str(values.get("currency") or reader.currency)
    filled, empty = [], []
    for f in fields:
        shown = _shown(f, values[f.name], names, reader, currency)
        if shown is None:
            empty.append(f.label)
        elif f.name not in ("currency", spec.display):
            filled.append(shown)
    filled += [Shown(Text.same(str(k)), str(v)) for k, v in sorted(record.extra.items())]
    return filled, empty


def linked_to(spec: KindSpec, record: Any, reader: Reader) -> list[Linked]:
    """What links to a record, by kind; what is for everybody (a product, a person) would list half the company."""
    if spec.policy.rule not in ("owner", "parent"):
        return []
    found = []
    for other in kinds():
        for f in other.fields.values():
            if f.target == spec.name and reader.rights.may_read(f.tag):
                rows = visible(other, reader.rights).filter(**{f.column: record.pk})
                total = rows.count()
                if total:
                    first = tuple(_row(other, r, reader) for r in rows.order_by("-pk")[:FEW])
                    found.append(Linked(other.plural, total, first))
    return found


def changes_of(spec: KindSpec, record: Any, reader: Reader) -> tuple[list[Told], int]:
    """What changed, the latest first, with the number of all changes that the reader may know of."""
    readable = {f.name: f for f in readable_fields(spec, reader.rights)}
    rows = History.objects.filter(kind=spec.name, record_id=record.pk, field__in=readable)
    total = rows.count()
    newest = list(rows.select_related("change").order_by("-effective_at", "-pk")[:MOST_CHANGES])
    pairs = [
        (readable[h.field], from_json(readable[h.field].type, v)) for h in newest for v in (h.old, h.new)
    ]
    names = names_in(pairs, reader.rights)
    people = names_of("user", (h.change.user_id for h in newest), reader.rights)
    return [_told(h, readable[h.field], names, people, reader) for h in newest], total


def made_by(record: Any, reader: Reader) -> Told | None:
    """When and by whom the record came into the system."""
    change = Change.objects.filter(pk=record.made_in).first()
    if change is None:
        return None
    people = names_of("user", (change.user_id,), reader.rights)
    return Told(reader.time(change.at), "", _who(change, people, reader), Text.same(""), "", "")


Names = Mapping[str, Mapping[int, str]]


def names_in(values: Iterable[tuple[FieldSpec, Any]], rights: Rights) -> Names:
    """The names of everything linked to, by kind; what the reader may not see has none."""
    ids: dict[str, set[int]] = defaultdict(set)
    for f, value in values:
        if f.type == "link" and isinstance(value, int):
            ids[f.target].add(value)
    return {kind: names_of(kind, wanted, rights) for kind, wanted in ids.items()}


def _shown(f: FieldSpec, value: Any, names: Names, reader: Reader, currency: str) -> Shown | None:
    text = text_of(f, value, names, reader, currency)
    if text == "":
        return None
    return Shown(f.label, text, record_url(f.target, value) if f.type == "link" else "")


def text_of(f: FieldSpec, value: Any, names: Names, reader: Reader, currency: str) -> str:
    """A value as people read it; empty where there is none, or none for this reader."""
    if value is None or value == "":
        return ""
    if f.type == "link":
        return names.get(f.target, {}).get(value, "")
    if f.type == "boolean":
        return reader.says(YES if value else NO)
    if f.type == "choice":
        return reader.says(dict(f.choices).get(value, Text.same(str(value))))
    if f.type == "date":
        return dates.date_long(value, reader.language)
    if f.type == "time":
        return reader.time(value)
    if isinstance(value, Decimal | int) and f.type != "integer":
        if f.type == "share":
            return formats.ratio(value, reader.language, 0 if value * 100 == int(value * 100) else 2)
        return formats.full(value, f.type, reader.language, currency if f.type == "money" else "")
    return str(value)


def _row(spec: KindSpec, record: Any, reader: Reader) -> Shown:
    label = getattr(record, "kind", "") if spec.name == "activity" else ""
    kind = dict(spec.fields["kind"].choices).get(label) if label else None
    when = next(
        (at for n in ("done_at", "planned_for", "created_at") if (at := getattr(record, n, None))), None
    )
    named = bool(getattr(record, spec.display, None)) if spec.display else False
    title = title_of(spec, record, reader) if spec.display else _of_product(spec, record, reader)
    value = title if kind is None else f"{reader.says(kind)} · {title}" if named else reader.says(kind)
    return Shown(Text.same(reader.time(when) if when else ""), value, record_url(spec.name, record.pk))


def _of_product(spec: KindSpec, record: Any, reader: Reader) -> str:
    """A line of a deal or an order is named by what it sells."""
    product = getattr(record, "product_id", None)
    name = names_of("product", [product], reader.rights).get(product or 0)
    if not name:
        return title_of(spec, record, reader)
    quantity = formats.count(record.quantity, reader.language)
    return name if record.quantity is None else f"{name} × {quantity}"


def _told(h: History, f: FieldSpec, names: Names, people: Mapping[int, str], reader: Reader) -> Told:
    old, new = (
        text_of(f, from_json(f.type, v), names, reader, reader.currency) or reader.says(NONE)
        for v in (h.old, h.new)
    )
    at, learned = reader.time(from_json("time", h.effective_at)), reader.time(h.recorded_at)
    return Told(at, learned if learned != at else "", _who(h.change, people, reader), f.label, old, new)


def _who(change: Change, people: Mapping[int, str], reader: Reader) -> str:
    name = people.get(change.user_id, "") if change.user_id is not None else ""
    return name or reader.says(DOORS.get(change.door, Text.same(change.door)))
