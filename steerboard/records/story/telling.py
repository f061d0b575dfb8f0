"""Reading the line of time of a record, the latest first, and what lies ahead of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from steerboard.core.text import Text
from steerboard.core.worldtime import local_date, to_text
from steerboard.kinds.models import History
from steerboard.kinds.registry import FieldSpec, KindSpec
from steerboard.kinds.values import from_json
from steerboard.people.rights import readable_fields, visible
from steerboard.records import showing
from steerboard.records.kinds.activity import KINDS
from steerboard.records.listing.special import order_amounts
from steerboard.records.questions import UNDONE, names_of
from steerboard.records.showing import Reader, record_url
from steerboard.records.story.events import Changed, Event, Source, Teller, sources_for
from steerboard.records.verbs import verbs_for

MOST_AHEAD = 8
MANY_FIELDS = 4  # how many fields a change touches, for how much of the history to read


@dataclass(frozen=True)
class Plan:
    """An open plan: what, when, whose, and what can be done with it."""

    title: str
    name: str
    href: str
    at: str
    late: bool
    who: str
    verbs: tuple[tuple[Text, str], ...]


@dataclass(frozen=True)
class Story:
    """``ahead`` the soonest first, ``past`` the latest first; ``more`` says that there is more of it than shown."""

    ahead: tuple[Plan, ...]
    past: tuple[Event, ...]
    more: bool


@dataclass(frozen=True)
class _Moment:
    """Something that can be told, before it is: most of what is read is too old to be shown."""

    key: str
    source: Source | None  # None: changes of the record itself
    time: str
    rows: Sequence[Any]


def story_of(
    spec: KindSpec, record: Any, reader: Reader, shape: str, most: int, silent: frozenset[str] = frozenset()
) -> Story:
    """The line of a record, at ``most`` so many events long.

    ``shape`` narrows it: contact, change, or "" for all. ``silent`` are kinds that are known to have no rows here.
    """
    sources = [s for s in sources_for(spec.name) if s.kind not in silent]
    moments = [
        moment
        for source in sources
        if shape in ("", source.shape)
        for moment in _moments(source, spec, record, reader, most)
    ]
    if shape in ("", "change"):
        moments += _changes(spec, record, reader, most)
    moments.sort(key=lambda m: m.key, reverse=True)
    events = _told(moments[:most], spec, reader)
    plans = _open_plans(spec, record, reader) if sources and shape != "change" else []
    names = names_of("user", [*(e.by for e in events), *(p.owner_id for p in plans)], reader.rights)
    return Story(
        tuple(_plan(p, names, reader) for p in plans),
        tuple(replace(e, who=names.get(e.by or 0, "") or e.who) for e in events),
        len(moments) > most,
    )


def _moments(source: Source, spec: KindSpec, record: Any, reader: Reader, most: int) -> Iterator[_Moment]:
    """The latest of each of a source's times."""
    seen = visible(source.kind, reader.rights).filter(**{spec.name: record.pk})
    for time in source.times:
        rows = seen.exclude(**{time: None}).order_by(f"-{time}", "-pk")
        for r in rows.values_list("pk", time, *source.reads, named=True)[: most + 1]:
            yield _Moment(to_text(getattr(r, time)), source, time, (r,))


def _told(moments: Sequence[_Moment], spec: KindSpec, reader: Reader) -> list[Event]:
    tellers = {
        s.kind: _teller(s, [m.rows[0] for m in moments if m.source is s], reader)
        for s in {m.source for m in moments if m.source is not None}
    }
    fields = {f.name: f for f in readable_fields(spec, reader.rights)}
    values = [
        (fields[h.field], from_json(fields[h.field].type, v))
        for m in moments
        if m.source is None
        for h in m.rows
        for v in (h.old, h.new)
    ]
    names = showing.names_in(values, reader.rights)
    return [
        _change(m.rows, fields, names, reader)
        if m.source is None
        else _event(m.source, m.time, m.rows[0], tellers[m.source.kind])
        for m in moments
    ]


def _event(source: Source, time: str, r: Any, teller: Teller) -> Event:
    at, told = getattr(r, time), source.tell(r, time, teller)
    return Event(
        teller.reader.time(at),
        told.title,
        told.name,
        record_url(source.kind, r.pk),
        told.about,
        told.body,
        by=getattr(r, "owner", None),
        tone=told.tone,
    )


def _teller(source: Source, rows: Sequence[Any], reader: Reader) -> Teller:
    if source.kind == "order" and rows:
        return Teller(reader, sums=order_amounts([r.pk for r in rows], reader))
    if source.kind == "campaign_touch" and rows:
        return Teller(reader, names_of("campaign", (r.campaign for r in rows), reader.rights))
    return Teller(reader)


def _open_plans(spec: KindSpec, record: Any, reader: Reader) -> list[Any]:
    rows = visible("activity", reader.rights).filter(UNDONE, planned_for__isnull=False)
    return list(rows.filter(**{spec.name: record.pk}).order_by("planned_for", "pk")[:MOST_AHEAD])


def _plan(row: Any, names: Mapping[int, str], reader: Reader) -> Plan:
    return Plan(
        title=reader.says(KINDS.get(row.kind, Text.same(row.kind))),
        name=row.purpose or "",
        href=record_url("activity", row.pk),
        at=reader.time(row.planned_for),
        late=local_date(row.planned_for, reader.zone) < reader.today,
        who=names.get(row.owner_id, ""),
        verbs=tuple((v.name, v.url(row.pk)) for v in verbs_for("activity", row, reader.rights)),
    )


def _changes(spec: KindSpec, record: Any, reader: Reader, most: int) -> Iterator[_Moment]:
    """What changed in the record itself, of all that the reader may know: one moment for each change."""
    readable = [f.name for f in readable_fields(spec, reader.rights)]
    rows = History.objects.filter(kind=spec.name, record_id=record.pk, field__in=readable)
    newest = rows.select_related("change").order_by("-effective_at", "-pk")[: MANY_FIELDS * most + 1]
    grouped: dict[tuple[int, str], list[History]] = {}
    for h in newest:
        grouped.setdefault((h.change_id, h.effective_at), []).append(h)
    for (_, at), those in grouped.items():
        yield _Moment(at, None, "", those)


def _change(
    those: Sequence[History], fields: Mapping[str, FieldSpec], names: showing.Names, reader: Reader
) -> Event:
    """The fields of a change in the order in which the kind has them."""
    place = {name: n for n, name in enumerate(fields)}
    first = those[0]
    at = from_json("time", first.effective_at)
    when, learned = reader.time(at), reader.time(first.recorded_at)
    door = showing.DOORS.get(first.change.door, Text.same(first.change.door))
    return Event(
        when,
        about=reader.says(showing.LEARNED.fill(at=learned)) if learned != when else "",
        changes=tuple(
            _changed(h, fields[h.field], names, reader) for h in sorted(those, key=lambda h: place[h.field])
        ),
        by=first.change.user_id,
        who=reader.says(door),
    )


def _changed(h: History, f: FieldSpec, names: showing.Names, reader: Reader) -> Changed:
    old, new = (
        showing.text_of(f, from_json(f.type, v), names, reader, reader.currency) or reader.says(showing.NONE)
        for v in (h.old, h.new)
    )
    return Changed(f.label, old, new)
