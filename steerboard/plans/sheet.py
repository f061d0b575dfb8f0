"""The grid of targets as a sheet: what is exported, and what a sheet that comes back (or another) asks to be set.

A sheet has a header with months; lines are found by type and id as an export has them, else by name. Empty cells
change nothing, a dash takes a target away. Nothing of a sheet is passed over in silence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from steerboard.core.errors import BadInput
from steerboard.core.periods import Period, add_months
from steerboard.core.text import Text
from steerboard.intake.sheets import Rows, Value
from steerboard.plans.actions import Setting
from steerboard.plans.forms import LONGEST, given, typed
from steerboard.plans.grid import Asked
from steerboard.plans.holders import Holder, once
from steerboard.plans.models import LEVELS
from steerboard.plans.subjects import Subject, written
from steerboard.ui.downloads import bare

MOST = 5_000  # targets of one import
SCOPES = {"company": Text("Company", "公司"), "team": Text("Team", "团队"), "user": Text("Person", "个人")}
COLUMNS: dict[str, Text] = {
    "scope": Text("Type", "类型"),
    "id": Text("Id", "编号"),
    "name": Text("Name", "姓名"),
    "kpi": Text("KPI", "指标"),
    "level": Text("Level", "档位"),
}
_ALSO = {
    "名称": "name",
    "人员": "name",
    "销售": "name",
    "person": "name",
    "people": "name",
    "团队": "name",
    "team": "name",
    "目标档位": "level",
}
_SUMS = frozenset({"together", "total", "sum", "合计", "总计", "小计", "汇总"})
_DASHES = frozenset({"-", "–", "—", "−"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATED = re.compile(r"(\d{4})\s*(?:[-/.年])\s*(\d{1,2})\s*(?:月|[-/.]0?1)?", re.ASCII)
_NAMED = re.compile(r"([a-z]{3})[a-z]*\.?\s*(\d{4})?", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})\s*月", re.ASCII)


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: the row and column as the sheet numbers them."""

    row: int
    column: str
    text: Text


@dataclass(frozen=True)
class Wish:
    """One cell that is understood, with where it stands."""

    setting: Setting
    holder: Holder
    row: int


@dataclass(frozen=True)
class Read:
    """A sheet that was gone through. ``passed`` names what of it is not used; ``months`` are the columns of numbers."""

    wishes: Sequence[Wish] = ()
    faults: Sequence[Fault] = ()
    passed: Sequence[Text] = ()
    months: Set[int] = frozenset()


@dataclass
class _Header:
    """Where what stands: the columns by their meaning, and the months by column."""

    at: int
    named: dict[str, int] = field(default_factory=dict)
    months: dict[int, Period] = field(default_factory=dict)


def header_of(months: Iterable[Period]) -> list[Text | str]:
    return [*COLUMNS.values(), *(f"{m.start:%Y-%m}" for m in months)]


def lines_of(
    asked: Asked, holders: Iterable[Holder], values: Mapping[tuple[str, date], Decimal | None], *, texts: bool
) -> Iterator[list[Text | str | int | Decimal | None]]:
    """The lines of an export. ``texts``: numbers whose unit a plain file would lose are written with it (``35%``)."""
    subject, level = asked.subject, LEVELS[asked.level]
    for holder in holders:
        found = [values.get((holder.key, m.start)) for m in asked.months]
        cells = [written(v, subject.unit) if texts and subject.unit == "ratio" else v for v in found]
        yield [SCOPES[holder.scope], holder.id or None, holder.name, subject.kpi, level, *cells]


def read(rows: Rows, asked: Asked, every: Mapping[str, Subject], today: date) -> Read:
    """What the sheet asks to be set. Raises BadInput where no column is a month."""
    header = _header(rows, asked, today)
    known = _Known(asked.tops)
    wishes: list[Wish] = []
    faults: list[Fault] = []
    passed = _unused(rows, header)
    for n, row in enumerate(rows[header.at + 1 :], start=header.at + 2):
        if not any(row[c] is not None for c in header.months if c < len(row)):
            continue  # without a number it asks for nothing
        try:
            line = _Line(row, header, known, asked, every)
        except BadInput as error:
            faults.append(Fault(n, "", error.text()))
            continue
        if line.holder is None:
            passed.append(Text("row {n}, a sum", "第 {n} 行（合计行）").fill(n=n))
            continue
        for column, month in header.months.items():
            try:
                wish = line.wish(column, month, n)
            except BadInput as error:
                faults.append(Fault(n, f"{month.start:%Y-%m}", error.text()))
                continue
            wishes += [wish] if wish else []
    wishes, doubts = _once(wishes)
    if len(wishes) > MOST:
        raise BadInput(
            Text(
                "the sheet has {n} targets, {m} are the most at once.", "表中有 {n} 项目标，一次最多 {m} 项。"
            ).fill(n=len(wishes), m=MOST),
            hint=Text("Split it.", "请拆分后分次导入。"),
        )
    return Read(wishes, [*faults, *doubts], passed, header.months.keys())


def _once(wishes: Iterable[Wish]) -> tuple[list[Wish], list[Fault]]:
    """Each target once; where two cells do not say the same of it, neither counts."""
    seen: dict[tuple[object, ...], Wish] = {}
    unsure: set[tuple[object, ...]] = set()
    doubts: list[Fault] = []
    for wish in wishes:
        s = wish.setting
        key = (s.kpi, s.level, s.holder, s.period)
        first = seen.setdefault(key, wish)
        if first.setting.value != s.value:
            said = Text(
                "row {a} says something else of the same target.", "与第 {a} 行对同一目标的数值不一致。"
            )
            doubts.append(Fault(wish.row, f"{s.period.start:%Y-%m}", said.fill(a=first.row)))
            unsure.add(key)
    return [wish for key, wish in seen.items() if key not in unsure], doubts


class _Known:
    """Whom the reader sees, by type and id, and by name."""

    def __init__(self, tops: Iterable[Holder]) -> None:
        self.by_id: dict[tuple[str, int], Holder] = {}
        self.by_name: dict[str, list[Holder]] = defaultdict(list)
        for holder in once(h for top in tops for h in top.walk()):
            self.by_id[holder.scope, holder.id] = holder
            names = {holder.name.en, holder.name.zh} if isinstance(holder.name, Text) else {holder.name}
            for name in names:
                self.by_name[_folded(name)].append(holder)


class _Line:
    """One row: whose it is, of which KPI and level. ``holder`` is None for a sum."""

    def __init__(
        self,
        row: Sequence[Value],
        header: _Header,
        known: _Known,
        asked: Asked,
        every: Mapping[str, Subject],
    ) -> None:
        self._row = row
        self.subject = _subject(self._text(header, "kpi"), asked, every)
        self.level = _level(self._text(header, "level"), asked)
        self.holder = self._holder(header, known)

    def _text(self, header: _Header, name: str) -> str:
        place = header.named.get(name)
        value = self._row[place] if place is not None and place < len(self._row) else None
        if isinstance(value, Decimal):
            return f"{value:f}".removesuffix(".0")
        return "" if value is None else bare(str(value).strip())

    def _holder(self, header: _Header, known: _Known) -> Holder | None:
        scope = _scope(self._text(header, "scope"))
        number, name = self._text(header, "id"), self._text(header, "name")
        if scope == "company" or (scope and number.isdecimal()):
            found = [known.by_id[key]] if (key := (scope, int(number or 0))) in known.by_id else []
        elif _folded(name) in _SUMS:
            return None
        else:
            found = [h for h in known.by_name.get(_folded(name), ()) if scope in ("", h.scope)]
        if not found:
            raise _nobody(name or number)
        if len(found) > 1:
            raise BadInput(
                Text("{n} are called “{x}”.", "有 {n} 个名为“{x}”。").fill(n=len(found), x=name[:LONGEST]),
                hint=Text(
                    "Add the columns Type and Id, as an export has them.",
                    "请补充“类型”和“编号”列（可从导出文件中取得）。",
                ),
            )
        return found[0]

    def wish(self, column: int, month: Period, n: int) -> Wish | None:
        """What a cell asks for; None of an empty one."""
        value = self._row[column] if column < len(self._row) else None
        if value is None or self.holder is None:
            return None
        if isinstance(value, Decimal):
            wanted: Decimal | None = given(value, self.subject.unit)
        elif isinstance(value, date):
            raise BadInput(Text("“{d}” is a day, no number.", "“{d}”是日期，不是数字。").fill(d=value))
        elif (text := bare(value)) in _DASHES:
            wanted = None
        else:
            wanted = typed(text, self.subject.unit)
        holder = (self.holder.scope, self.holder.id)
        return Wish(Setting(self.subject.kpi, self.level, holder, month, wanted), self.holder, n)


def _nobody(name: str) -> BadInput:
    if not name:
        return BadInput(Text("the row does not say whose it is.", "该行没有写明是谁的目标。"))
    return BadInput(
        Text("nobody whose targets you see is called “{x}”.", "你可见的人员和团队中没有“{x}”。").fill(
            x=name[:LONGEST]
        )
    )


def _subject(text: str, asked: Asked, every: Mapping[str, Subject]) -> Subject:
    if not text:
        return asked.subject
    wanted = _folded(text)
    found = [s for s in every.values() if wanted in (s.kpi, _folded(s.name.en), _folded(s.name.zh))]
    if not found:
        raise BadInput(Text("there is no KPI “{x}”.", "没有指标“{x}”。").fill(x=text[:LONGEST]))
    return found[0]


def _level(text: str, asked: Asked) -> str:
    if not text:
        return asked.level
    for level, name in LEVELS.items():
        if _folded(text) in (level, _folded(name.en), _folded(name.zh)):
            return level
    raise BadInput(Text("there is no level “{x}”.", "没有目标档位“{x}”。").fill(x=text[:LONGEST]))


def _scope(text: str) -> str:
    if not text:
        return ""
    for scope, name in SCOPES.items():
        if _folded(text) in (scope, _folded(name.en), _folded(name.zh)):
            return scope
    raise BadInput(Text("there is no type “{x}”.", "没有类型“{x}”。").fill(x=text[:LONGEST]))


def _header(rows: Rows, asked: Asked, today: date) -> _Header:
    """The first row with a month in it; without one, months of the page for what stands beside a name."""
    for n, row in enumerate(rows[:20]):
        months = {c: m for c, cell in enumerate(row) if (m := month_of(cell, asked, today))}
        if not months:
            continue
        header = _Header(n, months=months)
        for column, cell in enumerate(row):
            meaning = _meaning(cell) if column not in months else ""
            if meaning and meaning not in header.named:
                header.named[meaning] = column
        header.named.setdefault("name", 0)
        return header
    width = max((len(row) for row in rows), default=0)
    if width == len(asked.months) + 1:
        return _Header(-1, {"name": 0}, dict(enumerate(asked.months, start=1)))
    raise BadInput(
        Text("no column of the sheet is a month.", "表中没有月份列。"),
        hint=Text(
            "Head the columns as 2026-01, or paste names with the {n} months that the page shows.",
            "请用 2026-01 这样的列名，或粘贴姓名及页面所示的 {n} 个月。",
        ).fill(n=len(asked.months)),
    )


def month_of(cell: Value, asked: Asked, today: date) -> Period | None:
    """The month that a header names: ``2026-06``, ``2026年6月``, ``Jun 2026``, ``6月`` (of the span that is shown)."""
    if isinstance(cell, date):
        return _month(cell.year, cell.month)
    if not isinstance(cell, str):
        return None
    text = normalize("NFKC", bare(cell.strip())).casefold()
    if found := _DATED.fullmatch(text):
        return _month(int(found[1]), int(found[2]))
    if (found := _NAMED.fullmatch(text)) and found[1] in _MONTHS:
        month = _MONTHS.index(found[1]) + 1
        return _month(int(found[2]), month) if found[2] else _shown(month, asked, today)
    if found := _MONTH.fullmatch(text):
        return _shown(int(found[1]), asked, today)
    return None


def _shown(month: int, asked: Asked, today: date) -> Period | None:
    """The month without its year: that of the span, else that of today's year."""
    inside = next((m for m in asked.months if m.start.month == month), None)
    return inside or _month(today.year, month)


def _month(year: int, month: int) -> Period | None:
    if not (1990 <= year <= 2199 and 1 <= month <= 12):
        return None
    start = date(year, month, 1)
    return Period(start, add_months(start, 1))


def _meaning(cell: Value) -> str:
    text = _folded(cell) if isinstance(cell, str) else ""
    for name, label in COLUMNS.items():
        if text and text in (name, _folded(label.en), _folded(label.zh)):
            return name
    return _ALSO.get(text, "")


def _unused(rows: Rows, header: _Header) -> list[Text]:
    if header.at < 0:
        return []
    used = set(header.named.values()) | set(header.months)
    heads = [str(c)[:LONGEST] for n, c in enumerate(rows[header.at]) if n not in used and c is not None]
    before = [
        Text("row {n}, above the header", "第 {n} 行（表头以上）").fill(n=n + 1)
        for n in range(header.at)
        if any(rows[n])
    ]
    return [*before, *(Text("the column “{x}”", "“{x}”列").fill(x=head) for head in heads)]


def _folded(text: str) -> str:
    return " ".join(bare(text).split()).casefold()
