"""What a person may see now: from memberships to ``Rights``, and from ``Rights`` to rows.

``docs/rights.md`` is the truth table. The engine's scan compiles the same policies for figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Model, Q, QuerySet

from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.engine.rights import ALL_SEEING, Rights
from steerboard.kinds.prepared import Prepared
from steerboard.kinds.registry import FieldSpec, KindSpec, get, spec_of
from steerboard.people.kinds.membership import Membership
from steerboard.people.kinds.team import TeamPlace

Named = str | KindSpec | type[Model]


def rights_of(user_id: int, on: date) -> Rights:
    """What the person ``user_id`` may see on the day ``on``. Three short queries."""
    mine = _MINE.rows(on, user_id)
    roles = frozenset(role for _, role, _ in mine)
    teams = _subtree({team for team, _, leads in mine if leads}, on)
    below = (user for (user,) in _BELOW.rows(on, teams)) if teams else ()
    return Rights(user_id, roles, bool(roles & ALL_SEEING), teams, frozenset((*below, user_id)))


def is_member(rights: Rights) -> bool:
    """Whether the reader has a membership now; who has none sees nothing but himself."""
    return rights.everything or bool(rights.roles)


def visible(kind: Named, rights: Rights) -> QuerySet[Any]:
    """The records of a kind that are there and that the reader may see."""
    return _visible(_spec(kind).model, rights).all()


@lru_cache(maxsize=256)
def _visible(model: type[Any], rights: Rights) -> QuerySet[Any]:
    """Never asked itself: what is kept is the condition, not the rows."""
    spec = spec_of(model)
    found: QuerySet[Any] = model.objects.filter(_rule(spec, rights))
    if spec.policy.withheld and rights.user is not None:
        name, value, _ = spec.policy.withheld
        found = found.exclude(**{name: value})
    return found


def visible_one(kind: Named, record_id: int, rights: Rights) -> Any:
    """One record; a forbidden id raises the same Forbidden as an absent one."""
    found = visible(kind, rights).filter(pk=record_id).first()
    if found is None:
        raise absent(_spec(kind), record_id)
    return found


def absent(spec: KindSpec, record_id: int) -> Forbidden:
    """Said of a record that is not there, or not there for this reader."""
    return Forbidden(
        Text("there is no {k} {id}.", "没有编号为 {id} 的{k}。").fill(k=spec.label, id=record_id),
        where=spec.name,
    )


def readable_fields(kind: Named, rights: Rights) -> tuple[FieldSpec, ...]:
    """The fields of a kind whose tag the reader may read."""
    return tuple(f for f in _spec(kind).fields.values() if rights.may_read(f.tag))


def sees_all(spec: KindSpec, rights: Rights) -> bool:
    """Whether the reader sees every row of a kind that has an owner or is closed."""
    return rights.everything or bool(rights.roles & frozenset(spec.policy.open_to))


def _rule(spec: KindSpec, rights: Rights) -> Q:
    policy = spec.policy
    if policy.rule == "parent":
        parent = get(spec.fields[policy.link].target)
        return Q(**{f"{policy.link}__in": visible(parent, rights)})
    if policy.rule == "person":
        return Q() if is_member(rights) else Q(pk=rights.user)
    if not is_member(rights):
        return Q(pk__in=())
    if policy.rule == "public" or sees_all(spec, rights):
        return Q()
    if policy.rule == "closed":
        return Q(pk__in=())
    rule = Q(**{f"{policy.link}__in": rights.people})
    return rule | Q(**{f"{policy.link}": None}) if policy.pool else rule


def _spec(kind: Named) -> KindSpec:
    if isinstance(kind, KindSpec):
        return kind
    return get(kind) if isinstance(kind, str) else spec_of(kind)


def _holding(on: date) -> Q:
    """A dated row that holds on the day: half-open, an absent end is open."""
    return (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gt=on))


def _there(*links: str) -> Q:
    return Q(**{f"{link}__{gone}": None for link in links for gone in ("deleted_at", "merged_into")})


def _memberships(on: date) -> QuerySet[Any]:
    return Membership.objects.filter(_holding(on), _there("user", "team"))


def _subtree(tops: Iterable[int], on: date) -> frozenset[int]:
    """The teams, and all that stand below them on the day."""
    found, new = set(tops), set(tops)
    if not new:
        return frozenset()
    children: dict[int, set[int]] = defaultdict(set)
    for team, parent in _PLACES.rows(on):
        children[parent].add(team)
    while new:
        new = {child for team in new for child in children[team]} - found
        found |= new
    return frozenset(found)


_MINE = Prepared(lambda on, user: _memberships(on).filter(user=user).values_list("team", "role", "leads"))
_BELOW = Prepared(lambda on, teams: _memberships(on).filter(team__in=teams).values_list("user"))
_PLACES = Prepared(
    lambda on: TeamPlace.objects.filter(_holding(on), _there("team"), parent__isnull=False).values_list(
        "team", "parent"
    )
)
