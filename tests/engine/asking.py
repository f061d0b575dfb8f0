"""Questions to small tables: what most engine tests do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from steerboard.catalogue.library import definitions
from steerboard.core.calendars import Calendar
from steerboard.engine.api import Engine, question
from steerboard.engine.definition.library import Definitions
from steerboard.engine.definition.load import read_text
from steerboard.engine.derived.registry import extended
from steerboard.engine.model import shipped_model
from steerboard.engine.query import Query
from steerboard.engine.result import Result
from steerboard.engine.rights import OWNER, Rights
from tests.engine.tables import Tables

NOW = datetime(2018, 1, 10, 12, tzinfo=UTC)
YEAR: dict[str, Any] = {"from_": date(2017, 1, 1), "to": date(2017, 12, 31)}


@cache
def shipped() -> Definitions:
    return definitions()


def own(text: str) -> Definitions:
    """Definitions from the text of one file, without the shipped ones."""
    return Definitions(read_text(text, "own.yaml"), extended(shipped_model()))


def query(tables: Tables, *kpis: str, **asked: Any) -> Query:
    filled: dict[str, Any] = {
        "rights": OWNER,
        "calendar": Calendar(zone=ZoneInfo(str(tables.zone))),
        "now": NOW,
    }
    return question(kpis, **(filled | asked))


def engine(tables: Tables, known: Definitions | None = None) -> Engine:
    return Engine(tables.store, known or shipped())


def ask(tables: Tables, *kpis: str, known: Definitions | None = None, **asked: Any) -> Result:
    return engine(tables, known).ask(query(tables, *kpis, **asked))


def total(tables: Tables, kpi: str, **asked: Any) -> Any:
    """The one figure of a question without groups."""
    return ask(tables, kpi, **asked).totals[kpi].value


def by(tables: Tables, kpi: str, *dims: str, **asked: Any) -> Mapping[Any, Any]:
    """Values by dimension ids; by a single id where there is one dimension."""
    result = ask(tables, kpi, by=dims, **asked)
    keys = [tuple(row.key[d] for d in dims) for row in result.rows]
    return {
        key[0] if len(dims) == 1 else key: row.values[kpi].value
        for key, row in zip(keys, result.rows, strict=True)
    }


def over(tables: Tables, kpi: str, grain: str, **asked: Any) -> Mapping[str, Any]:
    """Values by the first day of the period."""
    result = ask(tables, kpi, grain=grain, **asked)
    return {str(row.period): row.values[kpi].value for row in result.rows}


def reader(user: int, *, teams: tuple[int, ...] = (), people: tuple[int, ...] = ()) -> Rights:
    roles = frozenset({"team_lead" if teams else "rep"})
    return Rights(user, roles, False, frozenset(teams), frozenset({user, *people}))
