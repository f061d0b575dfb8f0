"""Saving, retiring and bringing back KPIs of one's own. Every version is kept; the file is what counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from steerboard.authoring.entries import DRAFT_ID, entry_of, identifier_of
from steerboard.authoring.files import Folder, Written, parsed, text_of
from steerboard.authoring.models import Version
from steerboard.authoring.rights import absent, may_know
from steerboard.authoring.sketch import Sketch
from steerboard.catalogue.library import extended_model
from steerboard.core.errors import BadInput, Refused
from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions
from steerboard.engine.definition.load import read_entry
from steerboard.engine.definition.schema import Definition
from steerboard.engine.rights import Rights

CHANGED = Text("it was changed since you opened it.", "打开之后它已被修改。")
USED = Text("“{k}” is made of it.", "“{k}”用到了它。")
USED_HINT = Text("Change that one first.", "请先修改该指标。")
BREAKS = Text("“{k}” could not be worked out any more: {m}", "“{k}”将无法计算：{m}")


class Unsaved(Refused):
    """It cannot be so: another KPI would not stand it."""


class Conflict(Unsaved):
    """Somebody saved the KPI after the reader opened it. ``there`` is what it is now, None where it was retired."""

    code = "conflict"

    def __init__(self, there: Written | None, by: Version | None) -> None:
        super().__init__(CHANGED)
        self.there, self.by = there, by


@dataclass(frozen=True)
class Writer:
    """Who saves, where, and when."""

    folder: Folder
    rights: Rights
    who: str
    at: datetime

    @classmethod
    def of(cls, kpis: Path, rights: Rights, who: str, at: datetime) -> Writer:
        return cls(Folder(kpis), rights, who, at)


def save_kpi(writer: Writer, sketch: Sketch, known: Definitions, kpi: str = "", mark: str = "") -> Version:
    """Save a sketch in which nothing is wrong: as a new KPI, or as the next version of the one that is edited.

    ``mark`` is that of the file as the reader opened it. Raises Conflict where it is another one by now, and Unsaved
    where another KPI could not be worked out any more."""
    with writer.folder.locked(), transaction.atomic():
        if kpi:
            there = writer.folder.written(kpi)
            if there is None and (kpi in known.by_id or not was_kept(kpi)):
                raise absent()
            if (there.mark if there else "") != mark:
                raise Conflict(there, Version.objects.filter(kpi=kpi).order_by("-number").first())
            if there is not None:
                _take_in(writer, kpi, there)
        else:
            kpi = identifier_of(sketch.name_en, {*known.by_id, *writer.folder.names(), *_kept(), DRAFT_ID})
        number = _next(kpi)
        return _put(writer, kpi, entry_of(sketch, kpi, known, version=number), number, "saved", known)


def restore(writer: Writer, kpi: str, number: int, known: Definitions) -> Version:
    """Save an older version as the newest, whether the KPI is in effect or retired."""
    with writer.folder.locked(), transaction.atomic():
        old = Version.objects.filter(kpi=kpi, number=number).first()
        then = parsed(old.text, kpi) if old else None
        if then is None:
            raise absent()
        there = writer.folder.written(kpi)
        if there is not None:
            _take_in(writer, kpi, there)
        elif kpi in known.by_id:
            raise Unsaved(Text("another file defines it by now.", "已有其他文件定义了该指标。"))
        following = _next(kpi)
        return _put(writer, kpi, {**then.entry, "version": following}, following, "restored", known)


def retire(writer: Writer, kpi: str, known: Definitions) -> Version:
    """Take a KPI out of effect; all its versions stay. Raises Unsaved where another one is made of it."""
    with writer.folder.locked(), transaction.atomic():
        there = writer.folder.written(kpi)
        if there is None:
            raise absent()
        _knows(writer, read_entry(there.entry, kpi), known)
        _not_used(kpi, known)
        _take_in(writer, kpi, there)
        version = _keep(writer, kpi, _next(kpi), "retired", there.text)
        writer.folder.retire(kpi)
        return version


def _put(
    writer: Writer, kpi: str, entry: dict[str, object], number: int, how: str, known: Definitions
) -> Version:
    definition = read_entry(entry, f"{kpi}.yaml")
    _knows(writer, definition, known)
    _fits(definition, known)
    text = text_of(entry)
    version = _keep(writer, kpi, number, how, text)
    writer.folder.write(kpi, text)
    return version


def _knows(writer: Writer, definition: Definition, known: Definitions) -> None:
    """Nobody saves or brings back what names fields that he has no right to."""
    try:
        kpi = known.trying(definition).kpi(definition.id)
    except BadInput as error:
        raise Unsaved(error.message, hint=error.hint) from None
    if not may_know(kpi, known, writer.rights):
        raise absent()


def _fits(definition: Definition, known: Definitions) -> None:
    """All others can still be built."""
    others = [d for d in known if d.id != definition.id]
    try:
        Definitions([*others, definition], extended_model())
    except BadInput as error:
        message = BREAKS.fill(k=_named(error, known.trying(definition)), m=error.message)
        raise Unsaved(message, hint=error.hint) from None


def _not_used(kpi: str, known: Definitions) -> None:
    for other in known:
        if other.id != kpi and other.guardrail.partition(":")[0] == kpi:
            raise Unsaved(USED.fill(k=other.name), hint=USED_HINT)
    try:
        Definitions([d for d in known if d.id != kpi], extended_model())
    except BadInput as error:
        raise Unsaved(USED.fill(k=_named(error, known)), hint=USED_HINT) from None


def _named(error: BadInput, known: Definitions) -> Text:
    """The name of the KPI in which an error was found."""
    place = error.where.partition(": ")[2]
    return next((d.name for d in known if re.match(rf"{d.id}\b", place)), Text.same(place))


def _take_in(writer: Writer, kpi: str, there: Written) -> None:
    """Keep what somebody changed in the file, before it is overwritten."""
    last = Version.objects.filter(kpi=kpi).order_by("-number").first()
    if last is None or last.text != there.text:
        said = there.entry.get("version")
        number = max(_next(kpi), said if isinstance(said, int) else 1)
        Version.objects.create(kpi=kpi, number=number, at=writer.at, how="by_hand", text=there.text)


def _keep(writer: Writer, kpi: str, number: int, how: str, text: str) -> Version:
    return Version.objects.create(
        kpi=kpi, number=number, at=writer.at, person_id=writer.rights.user, who=writer.who, how=how, text=text
    )


def _next(kpi: str) -> int:
    last: int | None = Version.objects.filter(kpi=kpi).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def was_kept(kpi: str) -> bool:
    """Whether the page ever kept a version of it."""
    return Version.objects.filter(kpi=kpi).exists()


def _kept() -> list[str]:
    return list(Version.objects.values_list("kpi", flat=True).distinct())
