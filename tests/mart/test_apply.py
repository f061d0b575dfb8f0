"""The mart follows the records: step by step it comes to what it would be if it were made anew."""

from __future__ import annotations

import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steerboard.core.calendars import Calendar
from steerboard.core.workspace import Workspace
from steerboard.mart.apply import apply
from steerboard.mart.build import open_mart
from tests.django_db import Fresh
from tests.mart.acts import Actor, act, plant
from tests.mart.looking import tables

SHANGHAI = Calendar(zone=ZoneInfo("Asia/Shanghai"))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(seed=st.integers(0, 1_000_000), acts=st.integers(10, 30))
def test_any_acts_leave_the_mart_as_a_rebuild_would(any_fresh: Fresh, seed: int, acts: int) -> None:
    with any_fresh(), tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(folder=Path(folder), calendar=SHANGHAI)
        actor = Actor(seed)
        plant(actor)
        with open_mart(workspace.mart) as followed, open_mart(workspace.folder / "anew.duckdb") as anew:
            apply(followed, workspace, actor.clock())
            for _ in range(acts):
                act(actor)
                if actor.pick((True, False)):
                    assert not apply(followed, workspace, actor.clock()).rebuilt
            apply(followed, workspace, actor.clock())
            apply(anew, workspace, actor.clock())
            assert tables(followed) == tables(anew)
