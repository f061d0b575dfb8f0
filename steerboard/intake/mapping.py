"""Reading a mapping from YAML. Every error names the file, the key and the nearest name that is known."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.core.workspace import zone_of
from steerboard.intake.entries import constants, file_entry, style
from steerboard.intake.nodes import Node
from steerboard.intake.rules import Mapping


class _Loader(yaml.SafeLoader):
    """Only true, false and null are more than text: a column called No is no boolean, and 007 keeps its zeros."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(null|~|)$"), ["n", "~", ""])


def read_mapping(path: Path) -> Mapping:
    """The mapping in a YAML file. Raises BadInput where it cannot be read or says what is not known."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(
            Text("the mapping cannot be read: {e}", "无法读取映射文件：{e}").fill(e=error.strerror or error),
            where=str(path),
        ) from None
    except UnicodeDecodeError:
        raise BadInput(
            Text("a mapping is written in UTF-8.", "映射文件必须为 UTF-8 编码。"), where=str(path)
        ) from None
    return parse_mapping(text, str(path))


def parse_mapping(text: str, name: str = "mapping") -> Mapping:
    """The mapping that a YAML text holds; ``name`` stands in errors."""
    try:
        value: Any = yaml.load(text, _Loader)  # noqa: S506  it is a SafeLoader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise BadInput(
            Text("not readable as YAML: {e}", "无法按 YAML 读取：{e}").fill(e=error), where=name
        ) from None
    node = Node(value, name)
    source = node.text("source")
    if not 1 <= len(source) <= 60:
        raise node.wrong(
            Text("source must be named, with 60 characters at most.", "source 必填，最多 60 个字符。")
        )
    zone = node.text("zone")
    if zone:
        zone_of(zone, node.place("zone"))
    currency = node.text("currency").upper()
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise node.wrong(Text("currency is a code like USD or CNY.", "currency 应为 USD、CNY 这样的代码。"))
    common = style(node)
    found = Mapping(
        path=name,
        source=source,
        zone=zone,
        currency=currency,
        constants=tuple(constants(n, common) for n in node.nodes("constants")),
        files=tuple(file_entry(n, common) for n in node.nodes("files")),
    )
    node.done()
    if not found.files and not found.constants:
        raise node.wrong(Text("the mapping names no files.", "映射中没有列出任何文件。"))
    return found
