"""What an import did, as frozen values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from steerboard.core.text import Text


@dataclass(frozen=True)
class Part:
    """What one file brought of one kind. ``rows`` counts the file's rows that speak of the kind.

    ``fields`` counts what changed since the last export, by field.
    """

    file: str
    kind: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    past: int = 0
    fields: Mapping[str, int] = field(default_factory=dict)

    def plus(self, other: Part) -> Part:
        sums = {name: getattr(self, name) + getattr(other, name) for name in COUNTS}
        return Part(self.file, self.kind, **sums, fields=added(self.fields, other.fields))


def added(some: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Counts by name, added up."""
    return dict(Counter(some) + Counter(more))


COUNTS = tuple(f.name for f in fields(Part) if f.name not in ("file", "kind", "fields"))


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

    def text(self) -> Text:
        """The report for a person."""
        return Text(en="\n".join(t.en for t in self._lines()), zh="\n".join(t.zh for t in self._lines()))

    def _lines(self) -> Iterator[Text]:
        if self.dry_run:
            yield Text("Dry run: nothing was written.", "试运行：未写入任何数据。")
        for p in self.parts:
            yield _line(p)
        for g in self.gone:
            yield Text(
                "{k}: no longer listed: {c} closed, {d} deleted",
                "{k}：导出中已不存在：关闭 {c}，删除 {d}",
            ).fill(k=g.kind, c=g.closed, d=g.deleted)
        if self.left:
            yield Text("Left, the mapping does not name them: {f}", "未导入（映射未提及）：{f}").fill(
                f=", ".join(self.left)
            )
        yield from self.notes
        for path in self.rejects:
            yield Text("Rejected rows: {p}", "被拒绝的行：{p}").fill(p=path)
        yield Text(
            "Run {r}: {n} new, {c} changed, {s} the same, {x} rows rejected, {t:.1f} s",
            "批次 {r}：新增 {n}，变更 {c}，未变 {s}，拒绝 {x} 行，用时 {t:.1f} 秒",
        ).fill(
            r=self.run,
            n=self.new,
            c=self.changed,
            s=sum(p.same for p in self.parts),
            x=self.rejected,
            t=self.seconds,
        )

    def to_json(self) -> dict[str, Any]:
        """For ``--format json``: plain values only."""
        found = asdict(self)
        found["rejects"] = [str(path) for path in self.rejects]
        found["notes"] = [asdict(note) for note in self.notes]
        found["totals"] = {"new": self.new, "changed": self.changed, "rejected": self.rejected}
        return found


def _line(p: Part) -> Text:
    counts = Text(
        "{n} new, {c} changed, {s} the same, {r} rejected", "新增 {n}，变更 {c}，未变 {s}，拒绝 {r}"
    ).fill(n=p.new, c=p.changed, s=p.same, r=p.rejected)
    if p.fields:
        most = sorted(p.fields.items(), key=lambda pair: (-pair[1], pair[0]))
        told = ", ".join(f"{name} {count}" for name, count in most)
        counts = Text("{c} ({f})", "{c}（{f}）").fill(c=counts, f=told)
    if p.past:
        counts = Text("{c}, {h} past changes", "{c}，历史变更 {h}").fill(c=counts, h=p.past)
    return Text("{f} → {k}: {c}", "{f} → {k}：{c}").fill(f=p.file, k=p.kind, c=counts)
