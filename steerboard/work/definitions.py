"""The KPI definitions of the workspace, for their names and words: read once by each process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from steerboard.catalogue.library import definitions
from steerboard.core.errors import UnknownName
from steerboard.core.text import Text
from steerboard.core.workspace import Workspace
from steerboard.engine.definition.library import Definitions


def definitions_of(workspace: Workspace) -> Definitions:
    """What ships, and the workspace's own; a changed file of its own counts from the next start on."""
    return _read(workspace.kpis if workspace.kpis.is_dir() else None)


@lru_cache(maxsize=4)
def _read(folder: Path | None) -> Definitions:
    return definitions(folder)


def name_of(workspace: Workspace, kpi: str) -> Text:
    """A KPI's name; the id itself where no definition goes by it (an imported target of a KPI that is not there)."""
    try:
        return definitions_of(workspace).kpi(kpi).name
    except UnknownName:
        return Text.same(kpi)
