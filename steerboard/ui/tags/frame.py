"""The frame around each page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from steerboard.core.text import Language
from steerboard.ui import places
from steerboard.ui.htmx import is_fragment
from steerboard.ui.icons import ICONS
from steerboard.ui.places import Link
from steerboard.ui.tables import with_query
from steerboard.ui.tags.language import page_language

register = template.Library()

MODULES = ("frame", "theme_switch", "choose", "sheet", "toast", "keys", "live")


@dataclass(frozen=True)
class Frame:
    """What the frame of one page shows; whatever does not exist is empty and is not drawn."""

    language: Language
    html_lang: str
    places: list[Link]
    phone_left: list[Link]
    phone_right: list[Link]
    log: Link | None
    search: Link | None
    live_url: str
    language_url: str
    sign_out_url: str
    here: str
    modules: tuple[str, ...] = tuple(f"ui/{name}.js" for name in MODULES)

    @property
    def beyond(self) -> list[Link]:
        """The places for which the bottom bar of a phone has no room."""
        return [place for place in self.places if place not in (*self.phone_left, *self.phone_right)]


def _is_signed_in(request: HttpRequest | None) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


@register.simple_tag(takes_context=True)
def frame(context: Context) -> Frame:
    request: HttpRequest | None = context.get("request")
    known = places.links(request) if request else []
    phone = [link for link in known if link.phone][:4]
    half = (len(phone) + 1) // 2
    language = page_language()
    return Frame(
        language=language,
        html_lang="zh-Hans" if language == "zh" else "en",
        places=known,
        phone_left=phone[:half],
        phone_right=phone[half:],
        log=places.entry("log", request) if request else None,
        search=places.entry("search", request) if request else None,
        live_url=places.url_or_empty("live") if _is_signed_in(request) else "",
        language_url=places.url_or_empty("set_language") if request else "",
        sign_out_url=places.url_or_empty("account_logout"),
        here=request.get_full_path() if request else "/",
    )


@register.simple_tag(takes_context=True)
def in_sheet(context: Context) -> bool:
    request = context.get("request")
    return request is not None and is_fragment(request)


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """Decoration beside a word, hidden from readers; an unknown name is an error and not an empty box."""
    return format_html(
        '<svg class="icon" width="{}" height="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        size,
        size,
        SafeString(ICONS[name]),
    )


@register.simple_tag
def live(*names: str) -> SafeString:
    """``hx-trigger`` for a part that fetches itself again when one of these changes, or after lost contact."""
    events = [*(f"live:{name} from:body" for name in names), "live:again from:body"]
    return format_html('hx-trigger="{}"', ", ".join(events))


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """This page's address with parameters changed; ``None`` or an empty text takes one away."""
    kept = {k: str(v) if v not in (None, "") else None for k, v in changes.items()}
    return with_query(context["request"], **kept)
