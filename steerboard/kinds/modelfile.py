"""The frozen model file of the engine, generated from the registered kinds.

``python -m steerboard.site.generate`` writes it; a test fails when the committed one is stale.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.registry import DerivedTable, KindSpec, derived_tables, kinds

# The organisation is dated by fields of its own, and has its own tables (docs/mart-tables.md): no rectangles.
UNSPANNED = frozenset({"team", "team_place", "membership"})


def model_document() -> dict[str, Any]:
    """The model as a JSON document (steerboard.engine.model.read_model reads it)."""
    tables = [_kind(spec) for spec in kinds()] + [_derived(table) for table in derived_tables()]
    body = json.dumps(tables, ensure_ascii=False, sort_keys=True)
    return {"fingerprint": hashlib.sha256(body.encode()).hexdigest()[:16], "tables": tables}


def model_text() -> str:
    return json.dumps(model_document(), ensure_ascii=False, indent=1) + "\n"


def _kind(spec: KindSpec) -> dict[str, Any]:
    columns = [_column(f.name, f.type, f.label, f.target, f.tag, f.choices) for f in spec.fields.values()]
    columns += [_column(d.name, d.type, d.label, "", d.tag) for d in spec.derived]
    return {
        "name": spec.name,
        "label": spec.label.both(),
        "plural": spec.plural.both(),
        "columns": columns,
        "policy": _policy(spec.policy),
        "display": spec.display,
        "spans": spec.name not in UNSPANNED,
        "credits": spec.owned,
        "derived": False,
        "closing": spec.closing,
    }


def _derived(table: DerivedTable) -> dict[str, Any]:
    return {
        "name": table.name,
        "label": table.label.both(),
        "plural": table.plural.both(),
        "columns": [_column(*column) for column in table.columns],
        "policy": _policy(table.policy),
        "display": "",
        "spans": False,
        "credits": False,
        "derived": True,
        "closing": {},
    }


def _column(
    name: str, type_: str, label: Text, target: str = "", tag: str = "", choices: Any = ()
) -> dict[str, Any]:
    return {
        "name": name,
        "type": type_,
        "label": label.both(),
        "target": target,
        "tag": tag,
        "choices": [{"value": value, "label": text.both()} for value, text in choices],
    }


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "rule": policy.rule,
        "link": policy.link,
        "pool": policy.pool,
        "open_to": list(policy.open_to),
        "withheld": list(policy.withheld),
    }
