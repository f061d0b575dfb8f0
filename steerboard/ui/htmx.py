"""How a view speaks with the page: fragments, sheets and toasts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from steerboard.core.text import Text


def is_fragment(request: HttpRequest) -> bool:
    """The page asks for a part of itself (not when it restores a page that Back left)."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def sheet_base(request: HttpRequest) -> str:
    """The template that a sheet's own template extends: alone in the dialog, or as a page where there is none.

    Both show ``sheet_title`` of the context and the block ``sheet``."""
    return "ui/sheet.html" if is_fragment(request) else "ui/sheet_page.html"


def toast(request: HttpRequest, text: Text | str, undo_url: str = "") -> SafeString:
    """A toast to append to any fragment: the page shows it wherever the fragment itself goes."""
    context = {"text": text, "undo_url": undo_url, "away": True}
    return SafeString(render_to_string("ui/parts/toast.html", context, request=request))


def done(
    request: HttpRequest,
    text: Text | str,
    *,
    undo_url: str = "",
    changed: tuple[str, ...] = (),
) -> HttpResponse:
    """The answer to a verb that went well: closes the sheet, shows the toast, and asks the parts of this page
    that show ``changed`` (names of the live events) to fetch themselves again at once."""
    response = HttpResponse(format_html("{}", toast(request, text, undo_url)))
    response["HX-Reswap"] = "none"
    response["HX-Trigger"] = ", ".join(["sheet:close", *(f"live:{name}" for name in changed)])
    return response
