"""Records that may be the same as one that is being entered: said, never forbidden."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from steerboard.engine.rights import Rights
from steerboard.people.rights import visible
from steerboard.records.entry.declare import FormSpec
from steerboard.records.showing import record_url

MOST = 5
# What companies' names end with, and says nothing about which company it is.
_FORMS = re.compile(
    r"(有限责任公司|股份有限公司|有限公司|股份公司|集团公司|集团|公司|\b(co|ltd|inc|llc|gmbh|corp|corporation|company|limited|plc|ag|sa)\b\.?)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Double:
    label: str
    url: str


def core_of(name: str) -> str:
    """A name without case, width, signs and the form of the company."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub(r"[()（）]", " ", plain)
    return re.sub(r"[\W_]+", "", _FORMS.sub(" ", plain))


def doubles_of(form: FormSpec, values: Mapping[str, Any], rights: Rights) -> list[Double]:
    """Visible records whose ``alike`` fields come to the same core."""
    found: dict[int, Double] = {}
    for name in form.alike:
        core = core_of(str(values.get(name) or ""))
        if len(core) < 2:
            continue
        for pk, other in _near(form.kind, name, str(values[name]), rights):
            if core_of(other) == core:
                found[pk] = Double(other, record_url(form.kind, pk))
    return list(found.values())[:MOST]


def _near(kind: str, name: str, given: str, rights: Rights) -> list[tuple[int, str]]:
    """Records that share a piece of the name: the database sorts out most, the core decides."""
    pieces = [
        p for p in re.split(r"[\W_]+", _FORMS.sub(" ", unicodedata.normalize("NFKC", given))) if len(p) > 1
    ]
    longest = max(pieces, key=len, default=given.strip())
    piece = longest if longest.isascii() else longest[: max(2, len(longest) - 2)]
    rows = visible(kind, rights).filter(Q(**{f"{name}__icontains": piece}))
    return [(pk, str(other)) for pk, other in rows.values_list("pk", name)[:200]]
