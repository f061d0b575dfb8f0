"""The definitions that a workspace has: those that ship, and its own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from steerboard.core.workspace import Workspace
from steerboard.engine.definition.library import Definitions
from steerboard.engine.definition.load import read_folder
from steerboard.engine.definition.schema import Definition
from steerboard.engine.derived.registry import extended
from steerboard.engine.model import Model, shipped_model

SHIPPED = Path(__file__).with_name("kpis")


@lru_cache(maxsize=1)
def shipped() -> tuple[Definition, ...]:
    """The definitions that come with this version."""
    return read_folder(SHIPPED)


def definitions_of(workspace: Workspace) -> Definitions:
    """What ships, and the workspace's own; read once by each process, so a changed file counts from the next start on."""
    return _read(workspace.kpis if workspace.kpis.is_dir() else None)


@lru_cache(maxsize=4)
def _read(folder: Path | None) -> Definitions:
    return definitions(folder)


def definitions(folder: Path | None = None, model: Model | None = None) -> Definitions:
    """The shipped definitions and those of a workspace's ``kpis`` folder, all checked against the model.

    Raises BadInput or UnknownName with file, KPI and key where one is wrong.
    """
    own = read_folder(folder) if folder is not None else ()
    return Definitions((*shipped(), *own), extended(model or shipped_model()))
