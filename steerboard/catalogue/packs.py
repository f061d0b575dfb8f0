"""Packs: which KPIs a kind of company steers by, and what its boards show. A company chooses one in its settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.text import Text
from steerboard.core.workspace import SETTINGS, Workspace
from steerboard.engine.definition.library import Definitions
from steerboard.engine.definition.load import OWN
from steerboard.engine.definition.schema import Definition
from steerboard.engine.definition.spec import Spec

FOLDER = Path(__file__).with_name("packs")
PACK = Text("pack", "指标包")
BOARDS = ("company",)


@dataclass(frozen=True)
class Pack:
    """``boards`` has the ids of each board's KPIs, the most wanted first."""

    id: str
    name: Text
    meaning: Text
    boards: Mapping[str, tuple[str, ...]]

    def has(self, definition: Definition) -> bool:
        """Whether the KPI belongs to it; a company's own KPIs belong to whatever pack it chose."""
        return self.id in definition.packs or definition.segment == OWN

    def kpis(self, known: Iterable[Definition]) -> list[Definition]:
        return [definition for definition in known if self.has(definition)]


@lru_cache(maxsize=1)
def packs() -> Mapping[str, Pack]:
    """The packs that ship, by id."""
    return {file.stem: read(file) for file in sorted(FOLDER.glob("*.yaml"))}


def read(file: Path) -> Pack:
    """One pack's file. Raises BadInput with file and key."""
    spec = Spec.of(yaml.safe_load(file.read_text(encoding="utf-8")), file.name)
    spec.only("name", "meaning", "boards")
    boards = Spec.of(spec.required("boards"), spec.at("boards"))
    boards.only(*BOARDS)
    return Pack(
        file.stem, spec.both("name"), spec.both("meaning"), {board: boards.texts(board) for board in BOARDS}
    )


def pack_called(name: str, where: str = "") -> Pack:
    """Raises UnknownName with those that there are."""
    found = packs().get(name)
    if found is None:
        raise UnknownName(PACK, name, packs(), where=where)
    return found


def pack_of(workspace: Workspace) -> Pack | None:
    """The pack that the company chose; None where it chose none. Raises UnknownName where there is no such pack."""
    return pack_called(workspace.pack, f"{SETTINGS}: pack") if workspace.pack else None


def checked(pack: Pack, known: Definitions) -> None:
    """Raises BadInput where a board shows what is not there, or is not of the pack."""
    for board, ids in pack.boards.items():
        for identifier in ids:
            definition = known.kpi(identifier).definition
            if not pack.has(definition):
                raise BadInput(
                    Text("“{k}” is not of the pack.", "“{k}”不属于该指标包。").fill(k=identifier),
                    where=f"{pack.id}.{board}",
                )
