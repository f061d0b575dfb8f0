"""A record as its page shows it: fields with labels and formats, what links to it, and what changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.urls import reverse

from steerboard.core.text import Language, Text
from steerboard.core.worldtime import WorldTime, is_instant
from steerboard.engine.rights import Rights
from steerboard.kinds.models import Change
from steerboard.kinds.registry import FieldSpec, KindSpec
from steerboard.people.rights import readable_fields
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
LEARNED = Text("recorded {at}", "录入于 {at}")


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
class Made:
    """When and by whom a record came into the system."""

    at: str
    who: str


def record_url(kind: str, record_id: int) -> str:
    return reverse("record", args=[kind, record_id])


def title_of(spec: KindSpec, record: Any, reader: Reader) -> str:
    shown = getattr(record, spec.display, None) if spec.display else None
    return str(shown) if shown else f"{reader.says(spec.label)} #{record.pk}"


# What stands under the title of a record, in a line: what one looks for first.
_ABOUT: Mapping[str, tuple[str, ...]] = {
    "account": ("customer_type", "city", "industry", "owner"),
    "opportunity": ("account", "stage", "amount", "close_date", "owner"),
    "contact": ("account", "title", "phone"),
    "lead": ("company", "status", "lead_source", "owner"),
    "activity": ("kind", "account", "planned_for", "done_at", "owner"),
    "quote": ("account", "amount", "status"),
    "order": ("account", "ordered_at", "owner"),
    "contract": ("account", "value", "signed_at"),
}


@dataclass(frozen=True)
class Known:
    """A record as its page says it: what has a value, what stands under its title, and the names of what has none."""

    fields: tuple[Shown, ...]
    about: tuple[Shown, ...]
    empty: tuple[Text, ...]


def known_of(spec: KindSpec, record: Any, reader: Reader) -> Known:
    """The fields that the reader may read; tagged ones only with their right."""
    fields = [f for f in readable_fields(spec, reader.rights) if f.name not in ORIGIN]
    values = {f.name: getattr(record, f.column) for f in fields}
    names = names_in(((f, values[f.name]) for f in fields), reader.rights)
    currency = str(values.get("currency") or reader.currency)
    shown = {f.name: _shown(f, values[f.name], names, reader, currency) for f in fields}
    filled = [s for n, s in shown.items() if s is not None and n not in ("currency", spec.display)]
    filled += [Shown(Text.same(str(k)), str(v)) for k, v in sorted(record.extra.items())]
    about = [shown.get(n) for n in _ABOUT.get(spec.name, ())]
    return Known(
        tuple(filled),
        tuple(s for s in about if s is not None),
        tuple(f.label for f in fields if shown[f.name] is None),
    )


def made_by(record: Any, reader: Reader) -> Made | None:
    """When and by whom the record came into the system."""
    change = Change.objects.filter(pk=record.made_in).first()
    if change is None:
        return None
    people = names_of("user", (change.user_id,), reader.rights)
    return Made(reader.time(change.at), _who(change, people, reader))


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
    return Shown(f.label, text, _leads_to(f, value))


def _leads_to(f: FieldSpec, value: Any) -> str:
    """Where a value leads: to the record it names, to a call, to a mail."""
    if f.type == "link":
        return record_url(f.target, value)
    if f.name == "phone" and (digits := re.sub(r"[^+\d]", "", str(value))):
        return f"tel:{digits}"
    return f"mailto:{quote(str(value), safe='@')}" if f.name == "email" and "@" in str(value) else ""


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


# What stands quietly below a record in a list of what belongs to another; of other kinds it is a time.
_BELOW: Mapping[str, tuple[str, ...]] = {
    "opportunity": ("amount", "stage"),
    "contact": ("title", "phone"),
    "quote": ("amount", "status"),
    "opportunity_split": ("share",),
    "loss_review": ("reasons",),
}


def rows_of(spec: KindSpec, records: Sequence[Any], reader: Reader) -> tuple[Shown, ...]:
    """Records as the short lists of a page name them."""
    below = [spec.fields[n] for n in _BELOW.get(spec.name, ()) if reader.rights.may_read(spec.fields[n].tag)]
    naming = [spec.fields[n] for n in ("product", "user") if n in spec.fields and not spec.display]
    named = ((f, getattr(r, f.column)) for r in records for f in (*below, *naming))
    names = names_in(named, reader.rights)
    return tuple(_row(spec, r, below, naming, names, reader) for r in records)


def _row(
    spec: KindSpec,
    record: Any,
    below: Sequence[FieldSpec],
    naming: Sequence[FieldSpec],
    names: Names,
    reader: Reader,
) -> Shown:
    """A line of a deal or an order is named by what it sells, a share by whose it is."""
    said = [names.get(f.target, {}).get(getattr(record, f.column), "") for f in naming]
    title = next((name for name in said if name), "") or title_of(spec, record, reader)
    if any(said) and getattr(record, "quantity", None) is not None:
        title = f"{title} × {formats.count(record.quantity, reader.language)}"
    currency = getattr(record, "currency", "") or reader.currency
    parts = [_short(f, getattr(record, f.column), names, reader, currency) for f in below]
    if not below and (when := getattr(record, "created_at", None)):
        parts = [reader.time(when)]
    return Shown(Text.same(" · ".join(p for p in parts if p)), title, record_url(spec.name, record.pk))


def _short(f: FieldSpec, value: Any, names: Names, reader: Reader, currency: str) -> str:
    if f.type == "money" and value is not None:
        return formats.money(value, currency, reader.language)
    return text_of(f, value, names, reader, currency)


def _who(change: Change, people: Mapping[int, str], reader: Reader) -> str:
    name = people.get(change.user_id, "") if change.user_id is not None else ""
    return name or reader.says(DOORS.get(change.door, Text.same(change.door)))
