"""From what the page says to an entry of a definition file, and back."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from steerboard.authoring.saying import generated
from steerboard.authoring.sketch import BOTH, COUNTED, MEASURES, VALUED, Sketch
from steerboard.catalogue.library import extended_model
from steerboard.core.errors import SteerboardError
from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions
from steerboard.engine.grammar.nodes import Arithmetic, Constant, Kpi, Negative, Node, kpis_of
from steerboard.engine.grammar.parse import parse_formula
from steerboard.engine.model import Model, Table

DRAFT_ID = "draft_of_the_page"
LONGEST_ID = 60
_TAKEN = {"and", "or", "not", "is", "in", "null", "known", "unknown", "between", "contains", "starts", "with", "true", "false"}  # fmt: skip
_KEYS = {
    "id", "name", "meaning", "formula", "time_basis", "left_out", "role", "unit", "better", "additivity",
    "attribution", "measure", "version", "owner", "packs",
}  # fmt: skip


def entry_of(sketch: Sketch, identifier: str, known: Definitions, *, version: int) -> dict[str, Any]:
    """The entry of a sketch in which nothing is wrong."""
    own = {what: sketch.said(what) for what in BOTH}
    usual = generated(sketch, known)
    said = {what: _both(own[what], usual[what]) for what in BOTH}
    return {
        "id": identifier,
        "version": version,
        "owner": sketch.owner,
        "name": {"zh": sketch.name_zh, "en": sketch.name_en},
        **said,
        "role": sketch.role,
        "unit": unit(sketch),
        "better": sketch.better,
        "additivity": additivity(sketch, known),
        "attribution": attribution(sketch, known),
        "measure": measure(sketch, known),
    }


def _both(own: tuple[str, str], usual: Text) -> dict[str, str]:
    return {"zh": own[1] or usual.zh, "en": own[0] or usual.en}


def unit(sketch: Sketch) -> str:
    """What is counted is a number, whatever was chosen before."""
    counted = sketch.source == "records" and sketch.measure in COUNTED
    return "count" if counted else sketch.unit


def measure(sketch: Sketch, known: Definitions) -> dict[str, Any]:
    if sketch.source == "ratio":
        return {"kind": "ratio", "numerator": sketch.numerator, "denominator": sketch.denominator}
    if sketch.source == "formula":
        used = sorted(kpis_of(parse_formula(sketch.formula, known.ids)))
        return {"kind": "formula", "formula": sketch.formula, "parts": {name: name for name in used}}
    kind = "count" if sketch.measure == "distinct" else sketch.measure
    found = {"kind": kind, "of": sketch.of, "at": sketch.at}
    if sketch.measure == "distinct":
        found["each"] = sketch.each
    if sketch.measure in VALUED:
        found["value"] = sketch.value
    if sketch.where:
        found["where"] = sketch.where
    return found


def additivity(sketch: Sketch, known: Definitions) -> str:
    """Whether the figures of groups and of months add up to the figure of the whole."""
    if sketch.source == "ratio":
        return "none"
    if sketch.source == "records":
        return "all" if sketch.measure in ("count", "sum") else "none"
    tree = parse_formula(sketch.formula, known.ids)
    parts = {known.kpi(name).additivity for name in kpis_of(tree)}
    if not _adds_up(tree) or "none" in parts:
        return "none"
    return "not_over_time" if "not_over_time" in parts else "all"


def _adds_up(node: Node) -> bool:
    """Sums and differences of figures, and such times or by a number: what is linear without a constant."""
    match node:
        case Kpi():
            return True
        case Negative(operand=operand):
            return _adds_up(operand)
        case Arithmetic(left=left, right=right, operator="+" | "-"):
            return _adds_up(left) and _adds_up(right)
        case Arithmetic(left=left, right=Constant()):
            return _adds_up(left)
        case Arithmetic(left=Constant(), right=right, operator="*"):
            return _adds_up(right)
    return False


def attribution(sketch: Sketch, known: Definitions) -> str:
    """Whose it is: a person's where its records have an owner, the company's where few may see them, else nobody's."""
    if sketch.source == "records":
        table = _anchor(extended_model(), sketch.of)
        if table.policy.rule == "closed":
            return "company"
        return "owner" if table.policy.link and table.policy.rule == "owner" else "none"
    parts = {known.kpi(name).definition.attribution for name in figures(sketch, known)}
    return "owner" if parts == {"owner"} else "company" if "company" in parts else "none"


def figures(sketch: Sketch, known: Definitions) -> Collection[str]:
    """The figures that it is made of."""
    if sketch.source == "ratio":
        return (sketch.numerator, sketch.denominator)
    return sorted(kpis_of(parse_formula(sketch.formula, known.ids)))


def _anchor(model: Model, name: str) -> Table:
    """The record that a part belongs to: who owns that, owns its parts."""
    table = model.table(name)
    while table.policy.rule == "parent":
        table = model.table(table.columns[table.policy.link].target)
    return table


def identifier_of(name: str, taken: Collection[str]) -> str:
    """An id made of an English name that nothing goes by yet."""
    base = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:LONGEST_ID].strip("_")
    if not base or not base[0].isalpha() or base in _TAKEN:
        base = f"kpi_{base}".rstrip("_")
    found, n = base, 1
    while found in taken:
        n += 1
        found = f"{base}_{n}"
    return found


def sketch_of(entry: Mapping[str, Any], known: Definitions) -> Sketch | None:
    """The sketch that would be saved as this entry; None where the entry says what the page cannot say."""
    if not set(entry) <= _KEYS or entry.get("packs") or not isinstance(entry.get("measure"), Mapping):
        return None
    try:
        found = _sketch(entry)
        usual = generated(found, known)
        for what in BOTH:  # what the page would say by itself is left to it
            if entry[what] == usual[what].both():
                found = _without(found, what)
        again = entry_of(found, entry["id"], known, version=entry.get("version", 1))
    except (SteerboardError, KeyError, TypeError, ValueError):  # what a hand-written entry lacks
        return None
    kept = {k: v for k, v in entry.items() if k not in ("version", "owner", "packs")}
    return found if kept == {k: v for k, v in again.items() if k in kept} else None


def _without(sketch: Sketch, what: str) -> Sketch:
    return Sketch(**{k: "" if k in (f"{what}_en", f"{what}_zh") else v for k, v in vars(sketch).items()})


def _sketch(entry: Mapping[str, Any]) -> Sketch:
    made = entry["measure"]
    kind = made["kind"]
    source = kind if kind in ("ratio", "formula") else "records"
    inner = "distinct" if kind == "count" and made.get("each") else kind
    plain = {name: str(made[name]) for name in ("value", "each", "where") if made.get(name)}
    if source == "records":
        plain |= {"of": made["of"], "at": made["at"], "measure": inner if inner in MEASURES else ""}
    elif source == "ratio":
        plain |= {"numerator": made["numerator"], "denominator": made["denominator"]}
    else:
        plain |= {"formula": made["formula"]}
    both = {f"{what}_{language}": entry[what][language] for what in ("name", *BOTH) for language in ("en", "zh")}  # fmt: skip
    simple = {name: str(entry[name]) for name in ("unit", "better", "role")}
    if not all(isinstance(v, str) for v in (*plain.values(), *both.values())):
        raise TypeError("not texts")
    return Sketch(source=source, owner=str(entry.get("owner", "")), **plain, **both, **simple)
