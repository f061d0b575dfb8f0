"""The KPI definitions of the workspace, for their names and words."""

from __future__ import annotations

from steerboard.catalogue.library import definitions_of
from steerboard.core.errors import UnknownName
from steerboard.core.text import Text
from steerboard.core.workspace import Workspace

__all__ = ["definitions_of", "name_of"]


def name_of(workspace: Workspace, kpi: str) -> Text:
    """A KPI's name; the id itself where no definition goes by it (an imported target of a KPI that is not there)."""
    try:
        return definitions_of(workspace).kpi(kpi).name
    except UnknownName:
        return Text.same(kpi)
