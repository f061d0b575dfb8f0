"""Checking the definitions of a workspace as a whole."""

from __future__ import annotations

from steerboard.catalogue.library import definitions
from steerboard.core.workspace import Workspace


def check_definitions(workspace: Workspace) -> int:
    """Read and check every KPI, the shipped ones and the workspace's own; returns how many there are.

    Raises BadInput or UnknownName with file, KPI and key where one is wrong.
    """
    return sum(1 for _ in definitions(workspace.kpis))
