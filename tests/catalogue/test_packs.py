"""What ships as packs, and what a company that chose one is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from steerboard.catalogue.library import definitions
from steerboard.catalogue.packs import Pack, checked, pack_called, pack_of, packs, read
from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.text import Text
from steerboard.core.workspace import make_workspace, open_workspace
from steerboard.engine.definition.library import Kpi
from steerboard.work import figures

LISTED = {"b2b", "saas", "manufacturing", "smb", "ecommerce"}


def test_the_five_packs_are_those_that_the_kpis_name() -> None:
    assert set(packs()) == LISTED
    assert {pack for definition in definitions() for pack in definition.packs} == LISTED


@pytest.mark.parametrize("name", sorted(LISTED))
def test_the_boards_of_a_pack_show_its_own_kpis(name: str) -> None:
    pack = pack_called(name)
    checked(pack, definitions())
    assert len(set(pack.boards["company"])) == len(pack.boards["company"]) >= 8


def test_a_board_of_what_is_not_of_the_pack_is_refused() -> None:
    pack = Pack("b2b", Text("B", "B"), Text("B", "B"), {"company": ("mrr",)})
    with pytest.raises(BadInput, match="not of the pack"):
        checked(pack, definitions())


def test_a_wrong_key_is_said_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("name: {zh: 我, en: Mine}\nmeaning: {zh: 我, en: Mine}\nboards: {compny: []}\n", "utf-8")
    with pytest.raises(UnknownName, match="compny") as caught:
        read(file)
    assert "mine.yaml" in caught.value.where


def test_a_company_chooses_one_or_none(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w", {"name": "W", "pack": "saas"})
    chosen = pack_of(workspace)
    assert chosen is not None
    assert chosen.id == "saas"
    assert pack_of(replace(workspace, pack="")) is None
    (workspace.folder / "workspace.yaml").write_text("pack: sas\n", "utf-8")
    with pytest.raises(UnknownName, match="saas"):
        pack_of(open_workspace(workspace.folder))


def test_the_list_has_the_kpis_of_the_pack_or_all(tmp_path: Path) -> None:
    known = definitions()
    pack = pack_called("ecommerce")
    of_pack = {k.id for s, _ in figures.segments(known, pack) for k in _kpis(s, pack)}
    every = {k.id for s, _ in figures.segments(known, None) for k in _kpis(s, None)}
    assert of_pack == {d.id for d in known if "ecommerce" in d.packs}
    assert every == {d.id for d in known}


def _kpis(segment: str, pack: Pack | None) -> list[Kpi]:
    return [
        k for parts in figures.sections(definitions(), segment, pack).values() for p in parts for k in p.kpis
    ]
