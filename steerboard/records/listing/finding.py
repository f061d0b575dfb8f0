"""Records by name, for the search in a form: only what the reader sees, with a hint of what it belongs to."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.kinds.registry import get
from steerboard.people.rights import visible
from steerboard.records.questions import names_of

MOST = 20
# What is searched of a kind, and the link or the fields that say more about a hit.
_LOOKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "account": (("name",), ("city", "region")),
    "contact": (("name",), ("account", "title")),
    "lead": (("name", "company"), ("company",)),
    "opportunity": (("name",), ("account",)),
    "product": (("name",), ("line",)),
    "campaign": (("name",), ("channel",)),
    "quote": (("number",), ("account",)),
    "order": (("external_id",), ("account",)),
    "user": (("name",), ()),
    "team": (("name",), ()),
    "stage": (("name",), ()),
}
KINDS = tuple(_LOOKS)


def found(kind: str, text: str, rights: Rights, most: int = MOST) -> list[dict[str, str]]:
    """What a search select shows; raises Forbidden for a kind that is not searched."""
    if kind not in _LOOKS:
        raise Forbidden(Text("there is no such search.", "没有这样的搜索。"))
    fields, _ = _LOOKS[kind]
    rows = visible(kind, rights)
    for word in text.replace("\0", "").strip()[:100].split()[:5]:
        rows = rows.filter(_any(fields, word))
    return labelled(kind, list(light(kind, rows).order_by(fields[0], "pk")[:most]), rights)


def light(kind: str, rows: Any) -> Any:
    """Rows with no more than what a choice says of them."""
    fields, about = _LOOKS[kind]
    return rows.only(*fields, *about)


def labelled(kind: str, rows: list[Any], rights: Rights) -> list[dict[str, str]]:
    """Records as choices: value, label and hint."""
    fields, about = _LOOKS[kind]
    specs = get(kind).fields
    links = {n: names_of(specs[n].target, (getattr(r, specs[n].column) for r in rows), rights)
             for n in about if specs[n].type == "link"}  # fmt: skip
    choices = []
    for r in rows:
        label = next((str(v) for n in fields if (v := getattr(r, n))), f"#{r.pk}")
        parts = [
            links[n].get(getattr(r, specs[n].column), "") if n in links else getattr(r, n) or ""
            for n in about
        ]
        hint = " · ".join(str(p) for p in parts if p and str(p) != label)
        choices.append({"value": str(r.pk), "label": label, "hint": hint})
    return choices


def _any(fields: tuple[str, ...], word: str) -> Q:
    condition = Q(pk__in=())
    for name in fields:
        condition |= Q(**{f"{name}__icontains": word})
    return condition
