"""Which of the given files a mapping names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from steerboard.core.errors import BadInput, did_you_mean, nearest
from steerboard.core.text import Text
from steerboard.intake.rules import File, Mapping, OtherTable
from steerboard.intake.tables import Bad, CsvTable, place_of


@dataclass(frozen=True)
class Match:
    """One file and the entry that names it; ``place`` is the file's name, unique within the run."""

    entry: File
    table: CsvTable
    place: str


@dataclass(frozen=True)
class Chosen:
    """The files of an import. ``left`` are those that nothing names; ``missing`` the entries without a file."""

    matches: tuple[Match, ...]
    left: tuple[str, ...]
    missing: tuple[File, ...]
    others: dict[OtherTable, dict[str, str]]

    def values(self, table: OtherTable, where: str) -> dict[str, str]:
        """The value map that another file of the import holds."""
        try:
            return self.others[table]
        except KeyError:
            raise BadInput(
                Text("the file {f} is needed and not among those given.", "缺少所需的文件 {f}。").fill(
                    f=table.file
                ),
                where=where,
            ) from None


def choose(paths: Sequence[Path], mapping: Mapping) -> Chosen:
    """Raises BadInput where a path is not there, a file cannot be read, or no file is named by the mapping."""
    files = _once(_files(paths))
    places = _places(files)
    matches = [
        Match(entry, CsvTable.of(path, entry.encoding, entry.delimiter), places[path])
        for entry in mapping.files
        for path in files
        if _goes_by(path, entry.name)
    ]
    if not matches:
        _refuse(files, mapping)
    wanted = _others(mapping)
    found = {other: [p for p in files if _goes_by(p, other.file)] for other in wanted}
    used = {m.table.path for m in matches} | {p for those in found.values() for p in those}
    return Chosen(
        tuple(matches),
        tuple(places[p] for p in files if p not in used),
        tuple(e for e in mapping.files if all(m.entry is not e for m in matches)),
        {other: _values(other, those[0], mapping, wanted[other]) for other, those in found.items() if those},
    )


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        try:
            yield from _files_at(path)
        except OSError as error:
            raise BadInput(
                Text("this cannot be read: {e}", "无法读取：{e}").fill(e=error.strerror or error),
                where=str(path)[:200],
            ) from None


def _once(paths: Iterable[Path]) -> list[Path]:
    """Each file under the first of its names: read as ./a.csv and as /in/a.csv, ordinal rows would count twice."""
    found: dict[Path, Path] = {}
    for path in paths:
        found.setdefault(path.resolve(), path)
    return list(found.values())


def _files_at(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
    if path.is_file():
        return [path]
    if path.exists():  # a pipe or a device: it cannot be read more than once
        raise BadInput(
            Text("this is neither a file nor a folder.", "这既不是文件也不是目录。"),
            where=str(path),
            hint=Text("Write its content to a file first.", "请先将内容保存为文件。"),
        )
    raise BadInput(
        Text("there is no such file.", "文件不存在。"),
        where=str(path),
        hint=did_you_mean(nearest(path.name, _siblings(path))),
    )


def _siblings(path: Path) -> list[str]:
    try:
        return [p.name for p in path.parent.iterdir()]
    except OSError:
        return []


def _places(files: Sequence[Path]) -> dict[Path, str]:
    places: dict[Path, str] = {}
    for path in files:
        name, n = path.name, 1
        while name in places.values():
            n += 1
            name = f"{n}-{path.name}"
        places[path] = name
    return places


def _goes_by(path: Path, pattern: str) -> bool:
    name, wanted = path.name.lower(), pattern.lower()
    return fnmatchcase(name, wanted) or fnmatchcase(name.removesuffix(".gz"), wanted)


def _others(mapping: Mapping) -> dict[OtherTable, str]:
    """The tables that value maps need, each with the place of a rule that needs it."""
    rules = (rule for f in mapping.files for r in f.records for _, rule in r.fields)
    return {rule.table: f"{rule.where}.values" for rule in rules if rule.table}


def _values(other: OtherTable, path: Path, mapping: Mapping, where: str) -> dict[str, str]:
    entry = next((f for f in mapping.files if _goes_by(path, f.name)), None)
    table = CsvTable.of(path, entry.encoding if entry else "", entry.delimiter if entry else ",")
    key = place_of(table.header, other.key, table.name, where)
    value = place_of(table.header, other.value, table.name, where)
    found: dict[str, str] = {}
    with table.reading() as reading:
        for row in reading.rows():
            if not isinstance(row, Bad):
                found.setdefault(row[key].strip(), row[value].strip())
    return found


def _refuse(files: Sequence[Path], mapping: Mapping) -> None:
    named = [f.name for f in mapping.files]
    close = tuple(n for f in files for n in nearest(f.name, named, most=1))
    raise BadInput(
        Text("the mapping names none of these files: {f}.", "映射没有提到这些文件：{f}。").fill(
            f=", ".join(f.name for f in files[:5]) or "–"
        ),
        where=mapping.path,
        hint=did_you_mean(tuple(dict.fromkeys(close))[:3])
        or Text("It names {n}.", "映射中的文件：{n}。").fill(n=", ".join(named[:8])),
    )
