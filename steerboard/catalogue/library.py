"""The definitions that a workspace has: those that ship, and its own."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from steerboard.core.errors import BadInput, SteerboardError
from steerboard.core.workspace import Workspace
from steerboard.engine.definition.library import Definitions
from steerboard.engine.definition.load import files_of, read_file, read_folder
from steerboard.engine.definition.schema import Definition
from steerboard.engine.derived.registry import extended
from steerboard.engine.model import Model, shipped_model

SHIPPED = Path(__file__).with_name("kpis")
State = tuple[tuple[str, int, int], ...]


@lru_cache(maxsize=1)
def shipped() -> tuple[Definition, ...]:
    """The definitions that come with this version."""
    return read_folder(SHIPPED)


def definitions_of(workspace: Workspace) -> Definitions:
    """What ships, and the workspace's own as its files are now; of a file that is wrong what it last was."""
    return library_of(workspace.kpis).now()[1]


def definitions(folder: Path | None = None, model: Model | None = None) -> Definitions:
    """The shipped definitions and those of a workspace's ``kpis`` folder, all checked against the model.

    Raises BadInput or UnknownName with file, KPI and key where one is wrong.
    """
    own = read_folder(folder) if folder is not None else ()
    return Definitions((*shipped(), *own), extended(model) if model else extended_model())


@lru_cache(maxsize=1)
def extended_model() -> Model:
    """The shipped model with what the engine works out beside it."""
    return extended(shipped_model())


@lru_cache(maxsize=1)
def _only_shipped() -> Definitions:
    return Definitions((), extended_model(), beside=shipped())


class Library:
    """The definitions of one folder beside the shipped ones, read again when its files change.

    A file that is wrong counts as it last was, or not at all: one typing error must not stop every page. ``faults``
    says what is wrong, a fault a file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: tuple[SteerboardError, ...] = ()
        self._known: tuple[State, Definitions] | None = None
        self._good: dict[str, tuple[Definition, ...]] = {}
        self._lock = threading.Lock()

    def now(self) -> tuple[str, Definitions]:
        """A mark of the files' state, and the definitions."""
        with self._lock:
            state = self._state()
            if self._known is None or self._known[0] != state:
                self._known = (state, self._read())
            return repr(state), self._known[1]

    def _state(self) -> State:
        """What tells a changed folder from the one that was read, without a look into the files."""
        found = []
        for file in files_of(self.folder):
            try:
                stat = file.stat()
            except FileNotFoundError:  # taken away while we look
                continue
            found.append((file.name, stat.st_mtime_ns, stat.st_size))
        return tuple(found)

    def _read(self) -> Definitions:
        faults: dict[str, SteerboardError] = {}
        own: dict[str, tuple[Definition, ...]] = {}
        for file in files_of(self.folder):
            try:
                own[file.name] = read_file(file)
            except FileNotFoundError:
                continue
            except SteerboardError as error:
                faults[file.name] = error
                own[file.name] = self._good.get(file.name, ())
        found = self._fitting(own, faults)
        self._good, self.faults = own, tuple(faults.values())
        return found

    def _fitting(
        self, own: dict[str, tuple[Definition, ...]], faults: dict[str, SteerboardError]
    ) -> Definitions:
        """The definitions of the files, without those that do not fit: these are as they last were, or left out."""
        while any(own.values()):
            try:
                return Definitions(_all(own), extended_model(), beside=shipped())
            except BadInput as error:
                name = next((n for n in own if own[n] and error.where.startswith(f"{n}: ")), "")
                faults.setdefault(name, error)
                if not name:  # it says of no file that it is there: none of them can be trusted
                    break
                before = self._good.get(name, ())
                own[name] = before if own[name] != before else ()
        own.update(dict.fromkeys(own, ()))
        return _only_shipped()


def _all(own: dict[str, tuple[Definition, ...]]) -> Iterable[Definition]:
    return (definition for those in own.values() for definition in those)


@lru_cache(maxsize=8)
def library_of(folder: Path) -> Library:
    """The one library of a folder in this process."""
    return Library(folder)
