"""A workspace and its mart for the tests of this room."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from steerboard.core.calendars import Calendar
from steerboard.core.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(folder=tmp_path, calendar=Calendar(zone=ZoneInfo("Asia/Shanghai")))
