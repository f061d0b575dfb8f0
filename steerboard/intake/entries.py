"""The parts of a mapping, each read from its YAML node."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.text import Text
from steerboard.core.workspace import zone_of
from steerboard.intake.nodes import Node, scalar
from steerboard.intake.rules import (
    TEST_NAMES,
    Absent,
    Clean,
    Condition,
    Constants,
    File,
    Numbers,
    OtherTable,
    Past,
    Records,
    Rule,
    Style,
    Unknown,
)
from steerboard.intake.templates import columns_of

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "latin-1", "cp1252", "big5")
BASE = ("source", "external_id", "ordinal", "extra")


def style(node: Node, above: Style | None = None) -> Style:
    """Dates, zone and numbers of a node; what it does not say is as above it."""
    found = above or Style()
    dates, zone = node.texts("dates"), node.text("zone")
    if zone:
        zone_of(zone, node.place("zone"))
    for form in dates:
        if "%" not in form or not any(d in form for d in ("%Y", "%y", "%G", "%x", "%c")):
            raise node.wrong(Text("“{f}” is no date format.", "“{f}”不是日期格式。").fill(f=form), "dates")
    return Style(
        dates=dates or found.dates,
        zone=zone or found.zone,
        empty=node.texts("empty") or found.empty,
        numbers=_numbers(node.node("numbers"), found.numbers),
    )


def _numbers(node: Node | None, above: Numbers) -> Numbers:
    if node is None:
        return above
    found = Numbers(
        thousands=node.text("thousands"),
        decimal=node.text("decimal", "."),
        signs=node.texts("signs"),
        full_width=node.flag("full_width"),
        percent=node.flag("percent"),
    )
    node.done()
    if not found.decimal or found.decimal == found.thousands:
        raise node.wrong(Text("thousands and decimal signs must differ.", "千分位符与小数点不能相同。"))
    return found


def file_entry(node: Node, common: Style) -> File:
    name = node.text("file")
    if not name:
        raise node.wrong(Text("a file entry needs its “file”.", "文件条目缺少 file。"))
    own = style(node, common)
    delimiter = node.text("delimiter", ",")
    if len(delimiter) != 1:
        raise node.wrong(Text("a delimiter is one character.", "分隔符只能是一个字符。"), "delimiter")
    encoding = node.text("encoding").lower()
    cleaning = node.node("clean")
    found = File(
        where=node.where,
        name=name,
        encoding=_encoding(node, encoding),
        delimiter=delimiter,
        style=own,
        clean=_cleans(cleaning) if cleaning else (),
        records=tuple(_records(n, own) for n in node.nodes("records")),
        history=tuple(_past(n, own) for n in node.nodes("history")),
    )
    node.done()
    return found


def _encoding(node: Node, name: str) -> str:
    if name and name not in ENCODINGS:
        raise UnknownName(Text("encoding", "编码"), name, ENCODINGS, where=node.place("encoding"))
    return name


def _cleans(node: Node) -> tuple[tuple[str, Clean], ...]:
    found = []
    for column in node.value:
        part = node.node(column)
        if part is None:
            raise node.wrong(Text("here should stand what is cleaned.", "此处应写明如何清理。"), column)
        clean = Clean(
            part.text("remove_prefix"), part.text("remove_suffix"), _value_map(part.get("values"), part)
        )
        part.done()
        found.append((column, clean))
    return tuple(found)


def _value_map(value: Any, node: Node) -> tuple[tuple[str, str], ...]:
    where = node.place("values")
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise BadInput(
            Text("here should stand pairs “text: value”.", "此处应为“文本: 值”的对照。"), where=where
        )
    if any(isinstance(k, bool) for k in value):
        raise BadInput(
            Text("true and false must stand in quotes here.", "此处的 true、false 需加引号。"),
            where=where,
        )
    return tuple((scalar(k, where), "" if v is None else scalar(v, where)) for k, v in value.items())


def conditions(node: Node | None) -> tuple[Condition, ...]:
    """``{column: text | [texts] | {is | is_not | starts_with | starts_not_with: text | [texts]}}``; all must hold."""
    if node is None:
        return ()
    found = []
    for column, value in node.value.items():
        where = node.place(column)
        tests = value if isinstance(value, dict) else {"is": value}
        test = Node(tests, where)
        for name in TEST_NAMES:
            if test.has(name):
                texts = test.get(name)
                those = texts if isinstance(texts, list) else [texts]
                read = tuple("" if t is None else scalar(t, where) for t in those)
                found.append(Condition(column, name, read, where))
            else:
                test.asked.append(name)
        test.done()
    return tuple(found)


def rule(value: Any, where: str, above: Style) -> Rule:
    """A field's rule. A text alone is a column, or a template where it has braces."""
    if value is None:
        raise BadInput(Text("here should stand a column.", "此处应填写列名。"), where=where)
    if not isinstance(value, dict):
        text = scalar(value, where)
        if "{" in text:
            columns_of(text, where)
            return Rule(where, template=text, style=above)
        return Rule(where, column=text, style=above)
    node = Node(value, where)
    ways = [k for k in ("column", "template", "value") if node.has(k)]
    if len(ways) != 1:
        raise node.wrong(
            Text(
                "a field needs one of column, template and value.", "字段需要 column、template、value 之一。"
            )
        )
    found = Rule(
        where,
        column=node.text("column"),
        template=node.text("template"),
        constant=node.text("value") if node.has("value") else None,
        default=node.text("default") if node.has("default") else None,
        when=conditions(node.node("when")),
        style=style(node, above),
        lookup=node.text("lookup", "external_id"),
        source=node.text("source"),
        unknown=cast(Unknown, node.one_of("unknown", ("reject", "empty"), "reject")),
    )
    node.asked += ["value", "default", "values"]
    if found.template:
        columns_of(found.template, where)
    found = _with_values(found, node)
    node.done()
    return found


def _with_values(found: Rule, node: Node) -> Rule:
    value = node.value.get("values")
    if isinstance(value, dict) and "file" in value:
        part = Node(value, node.place("values"))
        table = OtherTable(part.text("file"), part.text("key"), part.text("value"))
        part.done()
        if not (table.key and table.value):
            raise part.wrong(Text("key and value name two columns.", "key 与 value 需写两个列名。"))
        return replace(found, table=table)
    return replace(found, values=_value_map(value, node))


def _records(node: Node, above: Style) -> Records:
    where = node.where
    key, changed = node.get("external_id"), node.get("changed_at")
    if key is None:
        raise node.wrong(
            Text(
                "records need an external_id: a column or a template.",
                "records 需要 external_id：列名或模板。",
            )
        )
    found = Records(
        where=where,
        kind=_kind(node),
        external_id=rule(key, node.place("external_id"), above),
        fields=_fields(node, above),
        when=conditions(node.node("when")),
        skip_when=conditions(node.node("skip_when")),
        distinct=node.flag("distinct"),
        ordinal=node.flag("ordinal"),
        absent=_absent(node),
        changed_at=None if changed is None else rule(changed, node.place("changed_at"), above),
    )
    node.done()
    if found.distinct and found.ordinal:
        raise node.wrong(
            Text("distinct and ordinal exclude each other.", "distinct 与 ordinal 不能同时使用。")
        )
    return found


def _fields(node: Node, above: Style) -> tuple[tuple[str, Rule], ...]:
    """Fields with their rules; a list of names says that columns and fields are called the same."""
    value, place = node.get("fields"), node.place("fields")
    if isinstance(value, list):
        names = [scalar(v, place) for v in value]
        return tuple((n, Rule(f"{place}.{n}", column=n, style=above)) for n in names)
    if value is None:
        return ()
    fields = Node(value, place)
    return tuple((n, rule(v, fields.place(n), above)) for n, v in fields.value.items())


def _kind(node: Node) -> str:
    kind = node.text("kind")
    if not kind:
        raise node.wrong(Text("here a kind must be named.", "此处必须写明记录类型 kind。"))
    return kind


def _absent(node: Node) -> Absent | None:
    if not node.has("absent"):
        node.asked.append("absent")
        return None
    return cast(Absent, node.one_of("absent", ("keep", "close", "delete"), "keep"))


def _past(node: Node, above: Style) -> Past:
    parts = {k: rule(node.get(k), node.place(k), above) for k in ("record", "field", "old", "new", "at")}
    links = node.node("links")
    found = Past(
        where=node.where,
        kind=_kind(node),
        when=conditions(node.node("when")),
        links=tuple((k, scalar(v, links.place(k))) for k, v in links.value.items()) if links else (),
        **parts,
    )
    node.done()
    return found


def constants(node: Node, common: Style) -> Constants:
    """``kind`` and ``rows``; the keys of a row are fields, its links are external ids."""
    rows = node.nodes("rows")
    names = list(dict.fromkeys(key for row in rows for key in row.value))
    if "external_id" not in names:
        raise node.wrong(Text("each row needs an external_id.", "每一行都需要 external_id。"), "rows")
    kind = _kind(node)
    absent = _absent(node)
    node.done()
    fields = tuple((n, Rule(node.place(n), column=n, style=common)) for n in names if n not in BASE)
    return Constants(
        Records(
            node.where, kind, Rule(node.place("external_id"), column="external_id"), fields, absent=absent
        ),
        tuple(names),
        tuple(_row(row, names) for row in rows),
    )


def _row(row: Node, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(row.text(name) for name in names)
