"""Figures on a terminal: what the JSON document says, as a table or as CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

from steerboard.core.text import Text, current_language

Document = Mapping[str, Any]


def _console() -> Console:
    # A pipe has no width; figures must not be cut there.
    console = Console(highlight=False, markup=False)
    return console if console.is_terminal else Console(highlight=False, markup=False, width=400)


def named(names: Mapping[str, str]) -> str:
    return names["zh" if current_language() == "zh" else "en"]


def print_kpis(listed: Iterable[Document]) -> None:
    table = Table(box=None, pad_edge=False)
    for head in (
        "id",
        Text("name", "名称"),
        Text("unit", "单位"),
        Text("variants", "口径"),
        Text("data", "数据"),
    ):
        table.add_column(str(head))
    for entry in listed:
        data = _fed(entry)
        table.add_row(
            entry["id"],
            named(entry["name"]),
            entry["unit"],
            ", ".join(v.partition(":")[2] for v in entry["variants"]),
            str(data),
        )
    _console().print(table)


def _fed(entry: Document) -> Text:
    """Whether its records are there, which lack, or what has to come first."""
    if entry["available"]:
        return Text("there", "可用")
    if entry.get("waits_for"):
        return Text("waits for {w}", "等待：{w}").fill(w=Text.of(entry["waits_for"]))
    return Text("needs {n}", "缺少 {n}").fill(n=", ".join(entry["needs"]))


def print_result(document: Document) -> None:
    """Rows of a result, the total last; what was left out and why below it."""
    columns = document["columns"]
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column["name"], justify="right" if column["role"] == "kpi" else "left")
    for row in document["rows"]:
        table.add_row(*(_cell(column, row) for column in columns))
    if len(document["rows"]) != 1 or any(c["role"] != "kpi" for c in columns):
        table.add_section()
        total = {"values": document["totals"], "period": None, "by": {}}
        first = True
        cells = []
        for column in columns:
            label = str(Text("total", "合计")) if first and column["role"] != "kpi" else ""
            cells.append(label if column["role"] != "kpi" else _cell(column, total))
            first = False
        table.add_row(*cells)
    console = _console()
    console.print(table)
    for note in dict.fromkeys(_notes(document)):
        console.print(note, style="dim")


def _cell(column: Document, row: Document) -> str:
    if column["role"] == "period":
        return f"{row['period']}{' …' if row.get('partial') else ''}"
    if column["role"] == "dimension":
        member = row["by"].get(column["name"])
        return (
            str(member["label"])
            if member and member["label"] is not None
            else str(Text("(not known)", "（未知）"))
        )
    value = row["values"].get(column["name"])
    if value is None or value["value"] is None:
        return "—"
    return figure(value["value"], column["unit"]) + _compared(value, column["unit"])


def _compared(value: Document, unit: str) -> str:
    found = ""
    for name, sign in (("previous", "←"), ("year_ago", "⇤"), ("target", "/")):
        other = value.get(name)
        other_value = other.get("value") if isinstance(other, Mapping) else other
        if other_value is not None:
            found += f" {sign} {figure(other_value, unit)}"
    return found


def figure(value: Any, unit: str) -> str:
    """A figure for people, with all its places: money to the cent, ratios as per cent."""
    if unit == "ratio":
        return f"{float(value) * 100:,.2f} %"
    number = Decimal(str(value))
    if unit == "money":
        return f"{number:,.2f}"
    if number == number.to_integral_value():
        return f"{number:,.0f}"
    return f"{number:,.3f}"


def _notes(document: Document) -> Iterable[str]:
    for row in (*document["rows"], {"values": document["totals"]}):
        for name, value in (row["values"] or {}).items():
            if value and value.get("reason"):
                yield f"{name}: {_reason(value['reason'])}"
            if value and value.get("missing"):
                missing = value["missing"]
                yield str(
                    Text(
                        "{k}: {n} records left out, a value is not known", "{k}：{n} 条记录因数值未知未计入"
                    ).fill(k=name, n=missing)
                )
    if document.get("truncated"):
        yield str(Text("There are more rows than the limit.", "行数超过上限，仅显示部分。"))


def _reason(reason: Any) -> str:
    return named(reason) if isinstance(reason, Mapping) else str(reason)


def print_csv(document: Document) -> None:
    """The same figures, unformatted; one line per row."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow([c["name"] for c in document["columns"]])
    for row in document["rows"]:
        cells: list[Any] = []
        for column in document["columns"]:
            if column["role"] == "period":
                cells.append(row["period"])
            elif column["role"] == "dimension":
                cells.append(_safe((row["by"].get(column["name"]) or {}).get("label")))
            else:
                cells.append((row["values"].get(column["name"]) or {}).get("value"))
        out.writerow(cells)


def _safe(label: Any) -> Any:
    """A label that a spreadsheet will not take for a formula."""
    text = str(label) if label is not None else ""
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") else label


def print_explanation(document: Document) -> None:
    console = _console()
    for line in _lines(document):
        console.print(line)
    records = document.get("records")
    if records is not None:
        _print_records(console, records)


def _lines(document: Document, depth: int = 0) -> Iterable[str]:
    for key, value in document.items():
        if key == "records":
            continue
        if isinstance(value, Mapping) and set(value) == {"en", "zh"}:
            yield f"{'  ' * depth}{key}: {named(value)}"
        elif isinstance(value, Mapping):
            yield f"{'  ' * depth}{key}:"
            yield from _lines(value, depth + 1)
        elif isinstance(value, list):
            yield f"{'  ' * depth}{key}:"
            for item in value:
                lines = (
                    list(_lines(item, depth + 1))
                    if isinstance(item, Mapping)
                    else [f"{'  ' * (depth + 1)}{item}"]
                )
                yield from lines
        elif value not in (None, ""):
            yield f"{'  ' * depth}{key}: {value}"


def _print_records(console: Console, records: Document) -> None:
    rows = records["rows"]
    table = Table(box=None, pad_edge=False)
    names = list(dict.fromkeys(name for row in rows for name in row))
    for name in names:
        table.add_column(name)
    for row in rows:
        table.add_row(*(_plain(row.get(name)) for name in names))
    console.print(table)
    said = {k: v for k, v in records.items() if k != "rows"}
    for line in _lines(said):
        console.print(line, style="dim")


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("label", value))
    return "" if value is None else str(value)
