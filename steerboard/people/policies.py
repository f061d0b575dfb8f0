"""Who may ask for a route: the registry in which a view without a declared policy is not served.

Each view carries one of ``@public``, ``@signed_in``, ``@needs("admin")`` as its outermost decorator. The middleware
answers 404 for a view without one, and a test walks the whole URLconf for them. What a person sees *on* a page is
people.rights' matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, overload

from steerboard.engine.rights import Rights
from steerboard.people.kinds.membership import ROLES

V = TypeVar("V", bound=Callable[..., Any])
Examples = Mapping[str, str | tuple[object, ...]]
Texts = tuple[str, ...]

_MARK = "steerboard_policy"


@dataclass(frozen=True)
class RoutePolicy:
    """Who may ask, and how a test can ask.

    who
        ``public``: anybody. ``person``: who is signed in, a member of a team or not. ``member``: who has a membership
        now. ``roles``: a member with one of ``roles``; others are told that there is no such page.
    examples
        For each parameter of the route the name of a kind, whose ids are tried, or the values to try. ``{other}``
        takes the ids of the kind that the parameter ``other`` names.
    queries
        Query strings to try; ``{kind}`` stands for the ids of a kind, ``{word}`` for a word to look for. One that
        begins with ``{parameter:value}`` is for that value of the route's parameter only.
    forms
        Form data to post, written as a query string in the same way.
    figures
        The page opens the rows behind a figure: those attributed to the reader at the figure's time are among them.
    """

    who: Literal["public", "person", "member", "roles"]
    roles: frozenset[str] = frozenset()
    examples: Examples = field(default_factory=dict)
    queries: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    figures: bool = False

    def admits(self, rights: Rights) -> bool:
        """Whether a signed-in reader may ask."""
        if self.who == "roles":
            return bool(self.roles & rights.roles)
        return self.who in ("public", "person") or bool(rights.roles)


@overload
def public(view: V) -> V: ...
@overload
def public(*, examples: Examples = ..., queries: Texts = ..., forms: Texts = ...) -> Callable[[V], V]: ...
def public(
    view: Any = None, *, examples: Examples | None = None, queries: Texts = (), forms: Texts = ()
) -> Any:
    """Anybody may ask, signed in or not."""
    return _marked(view, RoutePolicy("public", frozenset(), examples or {}, queries, forms))


@overload
def signed_in(view: V) -> V: ...
@overload
def signed_in(
    *,
    examples: Examples = ...,
    queries: Texts = ...,
    forms: Texts = ...,
    member: bool = ...,
    figures: bool = ...,
) -> Callable[[V], V]: ...
def signed_in(
    view: Any = None,
    *,
    examples: Examples | None = None,
    queries: Texts = (),
    forms: Texts = (),
    member: bool = True,
    figures: bool = False,
) -> Any:
    """Who is signed in and, unless ``member`` is False, has a membership now."""
    who: Literal["person", "member"] = "member" if member else "person"
    return _marked(view, RoutePolicy(who, frozenset(), examples or {}, queries, forms, figures))


def needs(
    *roles: str, examples: Examples | None = None, queries: Texts = (), forms: Texts = ()
) -> Callable[[V], V]:
    """A member with one of these roles."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"no such roles: {sorted(unknown)}")
    policy = RoutePolicy("roles", frozenset(roles), examples or {}, queries, forms)
    return lambda view: _marked(view, policy)


def policy_of(view: Callable[..., Any]) -> RoutePolicy | None:
    """What a view declared, None where it declared nothing."""
    found: RoutePolicy | None = getattr(view, _MARK, None)
    return found


def _marked(view: Any, policy: RoutePolicy) -> Any:
    def mark(it: V) -> V:
        setattr(it, _MARK, policy)
        return it

    return mark if view is None else mark(view)
