"""A card of the board as markup."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from steerboard.records.board.lanes import Card
from steerboard.records.markup import address_of, move_verb, span
from steerboard.ui import dates, formats
from steerboard.ui.tags.language import page_language


def cards(shown: Iterable[Card], lane: int, today: date) -> SafeString:
    """The cards of a lane, in order."""
    opens, moves = address_of("record", "opportunity"), address_of("move_deal")
    return SafeString("".join(_card(card, lane, today, opens(card.id), moves(card.id)) for card in shown))


def _card(card: Card, lane: int, today: date, opens: str, moves: str) -> str:
    carried = f' data-move="{moves}" draggable="true"' if card.movable else ""
    verb = move_verb("deal-move", card.id, moves, _("Move %(deal)s") % {"deal": card.name}, _("Move…"))
    return (
        f'<li class="deal" data-card="{card.id}" data-at="{lane}"{carried}>'
        f'<a class="deal-name" id="deal-{card.id}" href="{opens}" draggable="false">{conditional_escape(card.name)}</a>'
        f"{span('xs', card.customer)}{_facts(card, today)}{span('deal-note urgent', _due(card, today))}"
        f"{span('xs', card.owner)}{verb if card.movable else ''}</li>"
    )


def _facts(card: Card, today: date) -> str:
    language = page_language()
    if card.amount is None:
        amount = span("quieter", _("no amount"))
    else:
        amount = f"<b>{formats.money(card.amount, card.currency, language)}</b>"
    if card.close_date is None:
        return f'<span class="deal-facts">{amount}</span>'
    close = dates.date_short(card.close_date, language, today)
    said = span("urgent", f"{close} {_('past')}") if card.late else f"<span>{close}</span>"
    return f'<span class="deal-facts">{amount}{said}</span>'


def _due(card: Card, today: date) -> str:
    """The next step where it is due: what lies ahead needs no words here."""
    if card.due is None or card.due > today:
        return ""
    if card.due == today:
        return _("today: %(step)s") % {"step": card.step}
    ago = dates.ago(card.due, today, page_language())
    return _("overdue %(day)s: %(step)s") % {"day": ago, "step": card.step}
