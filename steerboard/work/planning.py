"""What the sheet that plans visits proposes: whom, why, and a day that has room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from steerboard.core.text import Text
from steerboard.people.rights import visible
from steerboard.work.desk import Desk
from steerboard.work.suggesting import Suggestion, days_with_room, suggestions

MOST = 8
ASKED_FOR = 3  # visits that are ticked where nobody says how many


@dataclass(frozen=True)
class Proposal:
    """A customer to visit on a day. ``why`` is empty for one whom the reader named; ``taken``: ticked already."""

    account: int
    name: str
    is_key: bool
    why: Text
    purpose: Text
    day: date
    taken: bool
    deal: int | None = None


def proposals(desk: Desk, need: int = ASKED_FOR, account: int | None = None) -> list[Proposal]:
    """Suggested customers, the first ``need`` ticked; with an ``account`` that one first, and it alone ticked."""
    found = suggestions(desk.wide_facts, desk.calendar.period("month", desk.today).last, MOST)
    if account is not None:
        named = _named(desk, account, found)
        found = [*named, *(s for s in found if s.account != account)][:MOST]
        need = len(named)
    days = days_with_room(desk.today, desk.taken(), desk.calendar, len(found))
    return [_proposal(s, day, n < need) for n, (s, day) in enumerate(zip(found, days, strict=True))]


def _proposal(s: Suggestion, day: date, taken: bool) -> Proposal:
    return Proposal(s.account, s.name, s.is_key, s.why, s.purpose, day, taken, s.deal)


def _named(desk: Desk, account: int, found: Sequence[Suggestion]) -> list[Suggestion]:
    """The customer who was asked for, with the reason where there is one; nobody where the reader does not see him."""
    known = [s for s in found if s.account == account]
    if known:
        return known
    row = visible("account", desk.rights).filter(pk=account).values("pk", "name", "is_key_account").first()
    if row is None:
        return []
    deals = [d.id for d in desk.deals if d.account_id == account]
    nothing = Text("", "")
    deal = deals[0] if len(deals) == 1 else None
    return [
        Suggestion(
            row["pk"], row["name"], bool(row["is_key_account"]), nothing, nothing, desk.facts.usual, deal
        )
    ]
