"""What the board shows: the lanes of one pipeline with their sums and first cards, as frozen values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.people.editing import may_edit
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.records.entry.doubles import core_of
from steerboard.records.listing.asking import Asking, rows_for
from steerboard.records.listing.catalog import OPPORTUNITIES
from steerboard.records.listing.declare import Present
from steerboard.records.questions import names_of, within

MOST, MOST_CLOSED = 15, 5
NOWHERE = Text("No stage", "未分阶段")
BOARD = replace(
    OPPORTUNITIES,
    path="deals/board/",
    url_name="deals_board",
    lenses=(),
    columns=(),
    choices=tuple(c for c in OPPORTUNITIES.choices if c != "stage"),
    dated="",
    find=Text("Search the board", "在看板中搜索"),
)


@dataclass(frozen=True)
class Card:
    """A deal as the board shows it. ``owner`` is empty where everything is the reader's own."""

    id: int
    name: str
    account: str
    owner: str
    amount: Decimal | None
    currency: str
    close_date: date | None
    late: bool
    step: str
    due: date | None
    movable: bool

    @property
    def customer(self) -> str:
        """The customer, where the deal's own name does not say it already."""
        said = core_of(self.name.partition("·")[0])
        return "" if len(said) > 1 and core_of(self.account).startswith(said) else self.account


@dataclass(frozen=True)
class Lane:
    """One stage, or with ``id`` 0 the deals that stand in none. ``sums`` are by currency; ``cards`` the first few."""

    id: int
    name: str
    kind: str
    total: int
    sums: tuple[tuple[str, Decimal], ...]
    cards: tuple[Card, ...]

    @property
    def more(self) -> int:
        return self.total - len(self.cards)


def pipelines(rights: Rights) -> list[str]:
    """The pipelines that have stages."""
    return list(visible("stage", rights).order_by("pipeline").values_list("pipeline", flat=True).distinct())


def lanes(request: Asked, asking: Asking, pipeline: str, present: Present) -> list[Lane]:
    """The open deals of a pipeline by stage, and those closed in this month."""
    stages = list(visible("stage", request.rights).filter(pipeline=pipeline).order_by("position", "pk"))
    month = present.calendar.period("month", present.today)
    shown = Q(outcome=None) | Q(~Q(outcome=None), within("closed_at", month, present.calendar))
    rows = rows_for(BOARD, asking, request.rights, present).order_by().filter(shown, pipeline=pipeline)
    places = _Places(stages)
    totals, sums = _sums(rows, places, request.workspace.currency)
    cards = _cards(rows, places, request)
    found = [_lane(s.pk, s.name, s.kind, totals, sums, cards) for s in stages]
    if totals.get(0):
        found.insert(0, _lane(0, str(NOWHERE), "none", totals, sums, cards))
    return found


def _lane(
    id_: int,
    name: str,
    kind: str,
    totals: Mapping[int, int],
    sums: Mapping[int, Mapping[str, Decimal]],
    cards: Mapping[int, Sequence[Card]],
) -> Lane:
    most = MOST if kind in ("open", "none") else MOST_CLOSED
    by_currency = tuple(sorted(sums.get(id_, {}).items()))
    return Lane(id_, name, kind, totals.get(id_, 0), by_currency, tuple(cards.get(id_, ())[:most]))


class _Places:
    """Which lane a deal stands in: its stage where that fits; a closed one whose stage does not say so, the first
    that does."""

    def __init__(self, stages: Sequence[Any]) -> None:
        self.kinds = {s.pk: s.kind for s in stages}
        self.first = {s.kind: s.pk for s in reversed(stages)}

    def of(self, stage: int | None, outcome: str | None) -> int:
        if stage is not None and self.kinds.get(stage) == (outcome or "open"):
            return stage
        return self.first.get(outcome, 0) if outcome else 0


def _sums(
    rows: QuerySet[Any], places: _Places, usual: str
) -> tuple[dict[int, int], dict[int, dict[str, Decimal]]]:
    totals: dict[int, int] = defaultdict(int)
    sums: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    grouped = rows.values_list("stage", "outcome", "currency").annotate(n=Count("pk"), s=Sum("amount"))
    for stage, outcome, currency, n, s in grouped:
        lane = places.of(stage, outcome)
        totals[lane] += n
        if s is not None:
            sums[lane][currency or usual] += s
    return totals, sums


def _cards(rows: QuerySet[Any], places: _Places, request: Asked) -> dict[int, list[Card]]:
    """The first of each lane: open ones by their close date, closed ones the latest first."""
    order: list[Any] = [F("closed_at").desc(nulls_first=True), F("close_date").asc(nulls_last=True), F("pk")]
    place = Window(RowNumber(), partition_by=[F("stage"), F("outcome")], order_by=order)
    shown = Q(outcome=None, place__lte=MOST) | Q(place__lte=MOST_CLOSED)
    first = rows.annotate(place=place).filter(shown).order_by("place", "pk")
    deals = list(first.values_list("pk", *_SHOWN, named=True))
    accounts = names_of("account", (d.account for d in deals), request.rights)
    others = request.rights.everything or len(request.rights.people) > 1
    owners = names_of("user", (d.owner for d in deals), request.rights) if others else {}
    found: dict[int, list[Card]] = defaultdict(list)
    for d in deals:
        found[places.of(d.stage, d.outcome)].append(_card(d, accounts, owners, request))
    return found


_SHOWN = (
    "name", "account", "owner", "amount", "currency", "close_date", "outcome", "stage", "next_step", "next_step_due",
)  # fmt: skip


def _card(d: Any, accounts: Mapping[int, str], owners: Mapping[int, str], request: Asked) -> Card:
    open_ = d.outcome is None
    return Card(
        id=d.pk,
        name=d.name or f"#{d.pk}",
        account=accounts.get(d.account, ""),
        owner=owners.get(d.owner, "") if d.owner != request.person_id else "",
        amount=d.amount,
        currency=d.currency or request.workspace.currency,
        close_date=d.close_date if open_ else None,
        late=bool(open_ and d.close_date and d.close_date < request.today),
        step=(d.next_step or "") if open_ else "",
        due=d.next_step_due if open_ and d.next_step else None,
        movable=may_edit("opportunity", {"owner": d.owner}, request.rights),
    )
