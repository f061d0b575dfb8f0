"""The page of results: one section for each benchmark, each kept until that benchmark runs again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

INTRODUCTION = """# Benchmarks

This page is written by `make bench` (`python -m benchmarks NAME …` for some of it) and never by hand. A figure is the
median of several runs; what is compared runs in turn in the same process or on the same machine. The machine was
**shared and noisy**: read the ratios, and of the seconds only the size. CPU is the time of the process with all
its threads and of the processes that it started. The pulse of the machine is the CPU of a million steps of a plain
Python loop: where it is twice as long, all figures are about twice as large.
"""


@dataclass(frozen=True)
class Grid:
    """A table: the first column to the left, figures to the right."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        lines = ["| " + " | ".join(self.header) + " |", "|---" + "|---:" * (len(self.header) - 1) + "|"]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        return "\n".join(lines)


@dataclass(frozen=True)
class Section:
    """The results of one benchmark, in paragraphs and tables."""

    title: str
    parts: Sequence[str | Grid] = field(default_factory=tuple)

    def markdown(self) -> str:
        body = [part if isinstance(part, str) else part.markdown() for part in self.parts]
        return "\n\n".join([f"## {self.title}", *body])


class Skipped(Exception):
    """The benchmark cannot run here; the message says why."""


def write_page(path: Path, sections: dict[str, Section], order: Sequence[str], *, told: str) -> None:
    """Put the new sections into the page, each followed by ``told`` (when, where, by which command, how busy)."""
    kept = _sections(path.read_text(encoding="utf-8")) if path.exists() else {}
    for name, section in sections.items():
        kept[name] = f"{section.markdown()}\n\n{told}"
    blocks = [f"<!-- {name} -->\n{kept[name].strip()}" for name in order if name in kept]
    path.write_text("\n\n".join([INTRODUCTION.strip(), *blocks]) + "\n", encoding="utf-8")


def _sections(text: str) -> dict[str, str]:
    pieces = re.split(r"<!-- (\w+) -->\n", text)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"


def seconds(value: float) -> str:
    return f"{value:,.2f} s"


def ratio(above: float, below: float) -> str:
    return f"{above / below:.2f} ×"


def megabytes(size: float) -> str:
    return f"{size / 2**20:,.0f} MB"
