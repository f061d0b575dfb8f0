"""Plain counting in the files of a company, for the stories: it shares no code with the simulation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from steerboard.simulator.company import Company
from tests.simulator.conftest import Rows

CLOSED = {"S6", "S7"}
Row = dict[str, str]


@dataclass(frozen=True, eq=False)
class Counted:
    """The files of one company and what stands in its stories."""

    company: Company

    @cached_property
    def stories(self) -> dict[str, Any]:
        found: dict[str, Any] = self.company.truth["stories"]
        return found

    def rows(self, name: str) -> Rows:
        if name not in self._read:
            self._read[name] = self.company.tables[name].dicts()
        return self._read[name]

    @cached_property
    def _read(self) -> dict[str, Rows]:
        return {}

    @cached_property
    def team_of(self) -> dict[str, str]:
        """The last team of each person."""
        return {m["user"]: m["team"] for m in self.rows("memberships")}

    @cached_property
    def customers(self) -> dict[str, Row]:
        return {a["external_id"]: a for a in self.rows("accounts")}

    @cached_property
    def closed(self) -> Rows:
        return [d for d in self.rows("opportunities") if d["outcome"]]

    @cached_property
    def handed_over(self) -> set[str]:
        """Deals that changed hands: they were won or lost by more than one."""
        return {row["external_id"] for row in self.rows("opportunity_history") if row["field"] == "owner"}

    @cached_property
    def stays(self) -> list[Stay]:
        """Every stay of a deal in an open stage that is over."""
        entered = {d["external_id"]: d["created_at"] for d in self.rows("opportunities")}
        line = {d["external_id"]: d["product_line"] for d in self.rows("opportunities")}
        found = []
        for row in self.rows("opportunity_history"):
            if row["field"] == "stage":
                id_ = row["external_id"]
                found.append(Stay(id_, line[id_], row["old"], entered[id_], row["effective_at"]))
                entered[id_] = row["effective_at"]
        return found

    @cached_property
    def needs_confirmed(self) -> dict[str, str]:
        """When each deal left its first stage."""
        left: dict[str, str] = {}
        for stay in self.stays:
            if stay.stage == "S1":
                left.setdefault(stay.deal, stay.left)
        return left

    @cached_property
    def last_quotes(self) -> dict[str, Row]:
        """The quote that was sent last for each deal."""
        found: dict[str, Row] = {}
        for quote in sorted(self.rows("quotes"), key=lambda q: q["sent_at"]):
            if quote["sent_at"]:
                found[quote["opportunity"]] = quote
        return found

    def is_early(self, quote: Row) -> bool:
        """Whether it went out before the deal left its first stage."""
        return quote["sent_at"] < self.needs_confirmed.get(quote["opportunity"], "9")


@dataclass(frozen=True)
class Stay:
    deal: str
    line: str
    stage: str
    entered: str
    left: str

    @property
    def days(self) -> float:
        between = datetime.fromisoformat(self.left) - datetime.fromisoformat(self.entered)
        return between.total_seconds() / 86_400


@dataclass
class Share:
    """So many of so many, over several companies."""

    part: int = 0
    whole: int = 0

    def add(self, rows: Iterable[Row], is_part: Callable[[Row], bool]) -> None:
        for row in rows:
            self.whole += 1
            self.part += is_part(row)

    @property
    def value(self) -> float:
        return self.part / self.whole


def is_won(deal: Row) -> bool:
    return deal["outcome"] == "won"


def between(rows: Rows, field: str, begins: str, ends: str) -> Iterator[Row]:
    """Rows whose day in ``field`` is ``begins`` or later and before ``ends``."""
    return (row for row in rows if row[field] and begins <= row[field][:10] < ends)


def by_week(rows: Iterable[Row], field: str) -> dict[date, int]:
    """Number of rows by the Monday of their week."""
    found: Counter[date] = Counter()
    for row in rows:
        day = date.fromisoformat(row[field][:10])
        found[day - timedelta(days=day.weekday())] += 1
    return dict(found)


def break_in(levels: dict[date, float]) -> date:
    """The week from which on another level explains the values best (least squares)."""
    weeks = sorted(levels)

    def error(part: list[date]) -> float:
        mean = sum(levels[w] for w in part) / len(part)
        return sum((levels[w] - mean) ** 2 for w in part)

    places = range(4, len(weeks) - 4)
    return weeks[min(places, key=lambda n: error(weeks[:n]) + error(weeks[n:]))]


def grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)
