"""What an import did, as frozen values."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from steerboard.core.text import Text


@dataclass(frozen=True)
class Part:
    """What one file brought of one kind. ``rows`` counts the file's rows that speak of the kind."""

    file: str
    kind: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    past: int = 0

    def plus(self, other: Part) -> Part:
        sums = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)[2:]}
        return Part(self.file, self.kind, **sums)


@dataclass(frozen=True)
class Gone:
    """Records of a kind that the export no longer lists, and what became of them."""

    kind: str
    closed: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class Report:
    """One import. ``left``: files that no entry of the mapping names. ``rejects``: files with the rejected rows."""

    run: str
    source: str
    dry_run: bool
    parts: tuple[Part, ...]
    gone: tuple[Gone, ...]
    left: tuple[str, ...]
    rejects: tuple[Path, ...]
    rejected: int
    notes: tuple[Text, ...]
    seconds: float

    @property
    def new(self) -> int:
        return sum(p.new for p in self.parts)

    @property
    def changed(self) -> int:
        return sum(p.changed for p in self.parts)

    @property
    def nothing_changed(self) -> bool:
        past = sum(p.past for p in self.parts)
        return not (self.new or self.changed or past or any(g.closed or g.deleted for g in self.gone))

    def to_json(self) -> dict[str, Any]:
        """For ``--format json``: plain values only."""
        found = asdict(self)
        found["rejects"] = [str(path) for path in self.rejects]
        found["notes"] = [asdict(note) for note in self.notes]
        found["totals"] = {"new": self.new, "changed": self.changed, "rejected": self.rejected}
        return found
