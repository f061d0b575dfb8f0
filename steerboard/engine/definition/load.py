"""Definition files: YAML, the same form for ours and for a workspace's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.engine.definition.schema import (
    Additivity,
    Benchmark,
    Better,
    Definition,
    Leading,
    Param,
    Role,
    Variant,
)
from steerboard.engine.definition.spec import Spec
from steerboard.engine.kinds.base import Attribution, Unit

# libyaml, where the wheel has it, takes a tenth of the time.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEYS = (
    "id", "name", "meaning", "formula", "time_basis", "left_out", "role", "better", "packs", "additivity",
    "attribution", "measure", "default", "variants", "params", "guardrail", "segment", "why", "leading", "benchmark",
    "example", "waits_for", "version", "owner",
)  # fmt: skip

OWN = "own"
"""The segment of what is a company's own."""


def read_folder(folder: Path) -> tuple[Definition, ...]:
    """All definitions of the YAML files in a folder, in the order of file names; none where it is absent."""
    return tuple(d for file in files_of(folder) for d in read_file(file))


def files_of(folder: Path) -> list[Path]:
    """The definition files of a folder."""
    return sorted(folder.glob("*.yaml")) if folder.is_dir() else []


def read_file(file: Path) -> tuple[Definition, ...]:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadInput(Text("this is no UTF-8 text.", "文件不是 UTF-8 文本。"), where=file.name) from None
    return read_text(text, file.name)


def read_text(text: str, file: str) -> tuple[Definition, ...]:
    """The definitions of one file's text. Raises BadInput with file, KPI and key."""
    try:
        document = yaml.load(text, Loader=LOADER)  # noqa: S506 — both are the safe one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file
        raise BadInput(Text("this is no valid YAML.", "YAML 格式有误。"), where=place) from None
    except (ValueError, RecursionError):  # a day that there is not, a depth that nobody writes
        raise BadInput(Text("this is no valid YAML.", "YAML 格式有误。"), where=file) from None
    spec = Spec.of(document, file)
    spec.only("segment", "kpis")
    entries = spec.required("kpis")
    if not isinstance(entries, list):
        raise spec.wrong("kpis", "is a list of KPIs", "应为指标列表")
    segment = spec.optional("segment", OWN)
    return tuple(_definition(entry, file, segment, at) for at, entry in enumerate(entries, 1))


def read_entry(entry: object, file: str) -> Definition:
    """One definition that was read already; raises BadInput as :func:`read_text` does."""
    return _definition(entry, file, OWN, 1)


def _definition(entry: object, file: str, segment: str, number: int) -> Definition:
    spec = Spec.of(entry, f"{file}: {number}")
    identifier = spec.text("id")
    spec = Spec(spec.values, f"{file}: {identifier}")
    spec.only(*_KEYS)
    if not identifier.isidentifier() or not identifier.isascii() or not identifier.islower():
        raise spec.wrong("id", "has only a–z, 0–9 and _", "只能由小写字母、数字和下划线组成")
    unit = cast(Unit, spec.choice("unit", get_args(Unit)))
    additivity = cast(Additivity, spec.choice("additivity", get_args(Additivity)))
    formula = spec.both("formula")
    return Definition(
        id=identifier,
        name=spec.both("name"),
        meaning=spec.both("meaning"),
        formula=formula,
        time_basis=spec.both("time_basis"),
        left_out=spec.both("left_out"),
        role=cast(Role, spec.choice("role", get_args(Role))),
        unit=unit,
        better=cast(Better, spec.choice("better", get_args(Better))),
        segment=spec.optional("segment", segment),
        packs=spec.texts("packs"),
        additivity=additivity,
        attribution=cast(Attribution, spec.choice("attribution", get_args(Attribution))),
        measure=_measure(spec),
        default_variant=spec.optional("default"),
        variants=dict(_variants(spec, unit, formula, additivity)),
        params=dict(_params(spec)),
        guardrail=spec.optional("guardrail"),
        why=_text(spec, "why"),
        leading=_leading(spec),
        benchmark=_benchmark(spec),
        example=_text(spec, "example"),
        waits_for=_text(spec, "waits_for"),
        version=spec.optional_integer("version"),
        owner=spec.optional("owner"),
        where=spec.where,
        digest=_digest(entry),
    )


def _variants(spec: Spec, unit: Unit, formula: Text, additivity: Additivity) -> Iterable[tuple[str, Variant]]:
    for key, entry in Spec.of(spec.values.get("variants") or {}, spec.at("variants")).values.items():
        own = Spec.of(entry, f"{spec.where}:{key}")
        own.only("name", "formula", "measure", "additivity", "waits_for")
        yield (
            key,
            Variant(
                name=key,
                label=own.both("name"),
                unit=cast(Unit, own.choice("unit", get_args(Unit))) if own.values.get("unit") else unit,
                formula=own.optional_both("formula", formula),
                additivity=(
                    cast(Additivity, own.choice("additivity", get_args(Additivity)))
                    if own.values.get("additivity")
                    else additivity
                ),
                measure=_measure(own),
                waits_for=_text(own, "waits_for"),
            ),
        )


def _measure(spec: Spec) -> Mapping[str, Any]:
    """The measure as it is written: the id of a KPI stands for its figure, ``waits_for`` for none yet."""
    waited = spec.values.get("waits_for")
    if waited is None:
        if isinstance(spec.values.get("measure"), str):
            return {"kind": "figure", "of": spec.text("measure")}
        return Spec.of(spec.required("measure"), spec.at("measure")).values
    if spec.values.get("measure") is not None:
        raise spec.wrong("waits_for", "stands in place of “measure”", "与“measure”只能写一个")
    return {"kind": "not_fed_yet", "waits_for": waited}


def _text(spec: Spec, key: str) -> Text | None:
    return spec.both(key) if spec.values.get(key) is not None else None


def _leading(spec: Spec) -> Leading | None:
    if spec.values.get("leading") is None:
        return None
    return cast(Leading, spec.choice("leading", get_args(Leading)))


def _benchmark(spec: Spec) -> Benchmark | None:
    if spec.values.get("benchmark") is None:
        return None
    own = Spec.of(spec.values["benchmark"], spec.at("benchmark"))
    own.only("value", "zh", "en")
    value = own.number("value")
    said = Spec({"said": {k: v for k, v in own.values.items() if k != "value"}}, own.where)
    return Benchmark(int(value) if value == int(value) else float(value), said.both("said"))


def _params(spec: Spec) -> Iterable[tuple[str, Param]]:
    for key, entry in Spec.of(spec.values.get("params") or {}, spec.at("params")).values.items():
        own = Spec.of(entry, f"{spec.where}.params.{key}")
        own.only("name", "default")
        default = own.values.get("default")
        if default is not None and not isinstance(default, (int, float, str)):
            raise own.wrong("default", "is a number or a text", "应为数字或文本")
        yield key, Param(key, own.both("name"), default)


def _digest(entry: Any) -> str:
    written = json.dumps(_plain(entry), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """With texts for keys: YAML also takes numbers, dates and more."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, list) else value
