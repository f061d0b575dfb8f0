"""What was written through the door, replayed to now, is the row."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steerboard.core.workspace import Workspace
from steerboard.kinds.registry import kinds
from steerboard.mart.apply import apply
from steerboard.mart.build import Connection, open_mart
from steerboard.mart.schema import BOUNDS, has_spans, schema
from tests.django_db import Fresh
from tests.mart.acts import Actor, by_the_door, plant


def latest(mart: Connection, kind: str, columns: str) -> list[tuple[Any, ...]]:
    """The rectangles that hold by what is known now, at the end of world time."""
    open_ends = "known_to = '9999-12-31' AND valid_to = '9999-12-31'"
    return mart.execute(f'SELECT {columns} FROM "{kind}_span" WHERE {open_ends} ORDER BY id').fetchall()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 1_000_000))
def test_history_replayed_is_the_present_row(fresh_sqlite: Fresh, seed: int) -> None:
    with fresh_sqlite(), tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(folder=Path(folder))
        actor = Actor(seed)
        plant(actor)
        for _ in range(40):
            by_the_door(actor)
        with open_mart(workspace.mart) as mart:
            apply(mart, workspace, actor.clock())
            compared = 0
            for spec in filter(has_spans, kinds()):
                names = schema(workspace).tables[f"{spec.name}_span"].names
                columns = ", ".join(f'"{name}"' for name in names if name not in BOUNDS)
                present = f'SELECT {columns} FROM "{spec.name}" WHERE changed ORDER BY id'
                rows = mart.execute(present).fetchall()
                assert latest(mart, spec.name, columns) == rows
                compared += len(rows)
            assert compared
