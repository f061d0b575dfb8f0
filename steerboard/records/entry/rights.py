"""Who may enter and mend records of a kind, as the buttons ask before the door does."""

from __future__ import annotations

from typing import Any

from steerboard.engine.rights import Rights
from steerboard.kinds.registry import get
from steerboard.people.editing import may_edit, may_edit_record
from steerboard.people.rights import is_member


def may_enter(kind: str, rights: Rights) -> bool:
    """Whether there is a record of the kind that the reader could enter: one of his own, or at a parent of his."""
    spec = get(kind)
    if not is_member(rights) or rights.user is None:
        return False
    if spec.policy.rule == "parent":
        return may_enter(spec.fields[spec.policy.link].target, rights)
    return may_edit(kind, {spec.policy.link: rights.user} if spec.policy.link else {}, rights)


def may_mend(record: Any, kind: str, rights: Rights) -> bool:
    return may_edit_record(record, kind, rights)
