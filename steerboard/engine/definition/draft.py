"""A definition that nobody has saved yet, as it is sent to be tried: one entry of a definition file, as JSON.

It says what a file can say and nothing else: it is read and checked where it is tried as a file would be.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from steerboard.core.errors import BadInput, Refused
from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions
from steerboard.engine.definition.load import read_entry
from steerboard.engine.definition.schema import Definition
from steerboard.engine.query import Query

LARGEST = 20_000  # characters
MOST_MONTHS = 24
PLACE = "draft"


@dataclass(frozen=True)
class Draft:
    """``entry`` is the JSON of one KPI; it has to be named by the question with which it comes."""

    entry: str


def draft_of(entry: Mapping[str, Any]) -> Draft:
    return Draft(json.dumps(entry, ensure_ascii=False))


def definition_of(draft: Draft) -> Definition:
    """Raises BadInput where it is no definition."""
    if len(draft.entry) > LARGEST:
        message = Text("a definition has at most {n} characters.", "定义最多 {n} 个字符。").fill(n=LARGEST)
        raise BadInput(message, where=PLACE)
    try:
        entry = json.loads(draft.entry)
    except (ValueError, RecursionError):
        raise BadInput(Text("this is no definition.", "这不是指标定义。"), where=PLACE) from None
    return read_entry(entry, PLACE)


def tried(known: Definitions, draft: Draft) -> tuple[Definitions, Definition]:
    """``known`` with the draft among them; raises BadInput where it cannot be built."""
    definition = definition_of(draft)
    found = known.trying(definition)
    found.kpi(definition.id)
    return found, definition


def check_question(query: Query, definition: Definition) -> None:
    """A draft is asked about on every key that is pressed, so only what is cheap: its own figure, over some months,
    without groups."""
    if query.kpis != (definition.id,) or query.by or _months(query) not in range(1, MOST_MONTHS + 1):
        raise Refused(
            Text(
                "a draft is tried by month, for at most {n} months, and not broken down.",
                "草稿只能按月试算，最多 {n} 个月，且不能拆分维度。",
            ).fill(n=MOST_MONTHS),
            hint=Text("Save it to ask more of it.", "保存后即可进行更多查询。"),
        )


def _months(query: Query) -> int:
    """How many months are asked about; 0 where it is not by month, or without an end."""
    if query.grain != "month" or query.from_ is None or query.to is None:
        return 0
    return (query.to.year - query.from_.year) * 12 + query.to.month - query.from_.month + 1
