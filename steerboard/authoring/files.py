"""The files in which a workspace keeps its own KPIs: one for each that the page made, in the form of ours."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from steerboard.core.errors import BadInput, SteerboardError
from steerboard.core.text import Text
from steerboard.engine.definition.load import LOADER, files_of, read_text

RETIRED = "retired"
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
NOT_KEPT = Text("this cannot be kept in a file.", "无法保存到文件。")


@dataclass(frozen=True)
class Written:
    """A file that holds one KPI: its text, and its only entry. ``mark`` is another one for another text."""

    text: str
    entry: Mapping[str, Any]

    @property
    def mark(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Folder:
    """The ``kpis`` folder of a workspace."""

    path: Path

    def written(self, kpi: str) -> Written | None:
        """The KPI's own file; None where it has none, shares one, or it cannot be read."""
        if not (kpi.isidentifier() and kpi.isascii()):
            return None
        try:
            return parsed(self._file(kpi).read_text(encoding="utf-8"), kpi)
        except (OSError, UnicodeDecodeError):
            return None

    def names(self) -> frozenset[str]:
        """The names of all files, without their ending; those of retired ones are not free either."""
        return frozenset(f.stem for f in (*files_of(self.path), *files_of(self.path / RETIRED)))

    def write(self, kpi: str, text: str) -> None:
        """Put the KPI's file in place as a whole: who reads the folder meanwhile finds the old text or the new one."""
        target, rest = self._file(kpi), self.path / f".{kpi}.{os.getpid()}.new"
        try:
            with rest.open("w", encoding="utf-8") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            rest.replace(target)
        finally:
            rest.unlink(missing_ok=True)
        (self.path / RETIRED / target.name).unlink(missing_ok=True)

    def retire(self, kpi: str) -> None:
        """Move the KPI's file to where nobody reads it."""
        (self.path / RETIRED).mkdir(exist_ok=True)
        self._file(kpi).replace(self.path / RETIRED / self._file(kpi).name)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else writes to the folder by the page while the block runs."""
        self.path.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _file(self, kpi: str) -> Path:
        return self.path / f"{kpi}.yaml"


def text_of(entry: Mapping[str, Any]) -> str:
    """The file of one entry. Raises BadInput where it would not read as what was written."""
    document = {"kpis": [dict(entry)]}
    text: str = yaml.dump(document, Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=110)
    try:
        same = yaml.load(text, Loader=LOADER) == document  # noqa: S506 — both are safe ones
    except yaml.YAMLError:
        same = False
    if not same:
        raise BadInput(NOT_KEPT)
    return text


def parsed(text: str, kpi: str) -> Written | None:
    """The text of a file that holds this KPI and no other; None where it does not."""
    try:
        definitions = read_text(text, f"{kpi}.yaml")
    except SteerboardError:
        return None
    document = yaml.load(text, Loader=LOADER)  # noqa: S506 — both are safe ones
    if [d.id for d in definitions] != [kpi] or set(document) != {"kpis"}:
        return None
    return Written(text, document["kpis"][0])
