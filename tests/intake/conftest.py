"""An import made short: texts of files and of a mapping in, a report out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from steerboard.core.calendars import Calendar
from steerboard.core.clock import FixedClock
from steerboard.core.workspace import Workspace
from steerboard.intake.importing import import_files
from steerboard.intake.mapping import parse_mapping
from steerboard.intake.report import Report
from tests.django_db import Records

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Take = Callable[..., Report]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(
        folder=tmp_path / "ws", currency="CNY", calendar=Calendar(zone=ZoneInfo("Asia/Shanghai"))
    )


def take_in(
    folder: Path,
    workspace: Workspace,
    mapping: str,
    files: dict[str, str | bytes],
    *,
    at: datetime = NOW,
    **options: Any,
) -> Report:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return import_files(
        [folder], parse_mapping(mapping, "m.yaml"), FixedClock(at), workspace=workspace, **options
    )


@pytest.fixture
def take(records: Records, tmp_path: Path, workspace: Workspace) -> Take:
    """``take(mapping, {name: content})`` imports into fresh records on SQLite."""
    return lambda mapping, files, **options: take_in(tmp_path / "in", workspace, mapping, files, **options)


def state() -> dict[str, Any]:
    """All that an import could change: ledger position, history, changes, and every row of every kind."""
    from steerboard.kinds.models import Change, History, Ledger
    from steerboard.kinds.registry import kinds

    return {
        "ledger": Ledger.objects.order_by("-pk").values_list("pk", flat=True).first(),
        "history": History.objects.count(),
        "changes": Change.objects.count(),
        **{k.name: list(k.model.everything.order_by("pk").values_list()) for k in kinds()},
    }
