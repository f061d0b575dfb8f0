"""What a mapping says, as frozen values: which file feeds which kinds, column by column.

``where`` is the place of a rule in the mapping's file (``files[0].records[1].fields.owner``), for errors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Absent = Literal["keep", "close", "delete"]
Unknown = Literal["reject", "empty"]
TEST_NAMES = ("is", "is_not", "starts_with", "starts_not_with")


@dataclass(frozen=True)
class Numbers:
    """How numbers are written. Nothing but plain digits and a point is taken unless it is declared here."""

    thousands: str = ""
    decimal: str = "."
    signs: tuple[str, ...] = ()
    full_width: bool = False
    percent: bool = False


@dataclass(frozen=True)
class Style:
    """How cells are written: date formats (ISO where none is given), the zone of times, numbers.

    ``empty`` are texts that stand for nothing, such as "n/a".
    """

    dates: tuple[str, ...] = ()
    zone: str = ""
    empty: tuple[str, ...] = ()
    numbers: Numbers = field(default_factory=Numbers)


@dataclass(frozen=True)
class Condition:
    """A column's text is, is not, starts with or does not start with one of ``texts``."""

    column: str
    test: str
    texts: tuple[str, ...]
    where: str


@dataclass(frozen=True)
class OtherTable:
    """A value map that another file of the import holds: the text of column ``key`` becomes that of ``value``."""

    file: str
    key: str
    value: str


@dataclass(frozen=True)
class Clean:
    """What is done to a column's text before any rule sees it."""

    remove_prefix: str = ""
    remove_suffix: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Rule:
    """Where a field's text comes from and how it is read. Exactly one of column, template and constant is set.

    ``values`` replaces texts; one that it does not list becomes ``default``, or stays where there is none.
    ``when``: the field is empty unless all of these hold. ``lookup`` and ``source`` say how a link's record is found.
    """

    where: str
    column: str = ""
    template: str = ""
    constant: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    table: OtherTable | None = None
    default: str | None = None
    when: tuple[Condition, ...] = ()
    style: Style | None = None
    lookup: str = "external_id"
    source: str = ""
    unknown: Unknown = "reject"


@dataclass(frozen=True)
class Records:
    """One kind that a file feeds.

    distinct: several rows tell of one record and the first counts. ordinal: rows with the same external id are
    records of their own, counted from 0. changed_at: since when a changed value is so in the world.
    """

    where: str
    kind: str
    external_id: Rule
    fields: tuple[tuple[str, Rule], ...]
    when: tuple[Condition, ...] = ()
    skip_when: tuple[Condition, ...] = ()
    distinct: bool = False
    ordinal: bool = False
    absent: Absent | None = None
    changed_at: Rule | None = None


@dataclass(frozen=True)
class Past:
    """A file of field changes: ``record`` is the external id, ``field`` names (or holds) the field.

    ``links``: how the links among the fields are found, where it is not by external id.
    """

    where: str
    kind: str
    record: Rule
    field: Rule
    old: Rule
    new: Rule
    at: Rule
    when: tuple[Condition, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class File:
    """The files that a name or glob stands for, and what they feed. Empty encoding: found out."""

    where: str
    name: str
    encoding: str = ""
    delimiter: str = ","
    style: Style = field(default_factory=Style)
    clean: tuple[tuple[str, Clean], ...] = ()
    records: tuple[Records, ...] = ()
    history: tuple[Past, ...] = ()


@dataclass(frozen=True)
class Constants:
    """Records that stand in the mapping itself (stages, the company at the top)."""

    records: Records
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Mapping:
    """A whole mapping. Zone and currency are the workspace's where they are empty."""

    path: str
    source: str
    zone: str = ""
    currency: str = ""
    files: tuple[File, ...] = ()
    constants: tuple[Constants, ...] = ()
