"""Checking the definitions of a workspace as a whole."""

from __future__ import annotations

from steerboard.catalogue.library import definitions
from steerboard.catalogue.packs import checked, packs
from steerboard.core.workspace import Workspace


def check_definitions(workspace: Workspace) -> int:
    """Read and check every KPI, the shipped ones and the workspace's own, and the packs; returns how many KPIs there are.

    Raises BadInput or UnknownName with file, KPI and key where one is wrong.
    """
    known = definitions(workspace.kpis)
    for pack in packs().values():
        checked(pack, known)
    return len(known.by_id)
