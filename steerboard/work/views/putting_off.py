"""Not now: hiding a finding until the next working day, and showing again what was hidden."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.ui import dates, htmx
from steerboard.ui.tags.language import page_language
from steerboard.work import snoozes
from steerboard.work.visiting import working_day

LATER = Text("Put off until {day}", "已推迟到 {day}")
AGAIN = Text("Shown again", "已恢复显示")
NO_KEY = Text("this is no finding: {key}.", "没有这条提示：{key}。")
KEYS = re.compile(r"[a-z]{1,20}(-[0-9]{1,18})?")


@signed_in(forms=("key=late", "key=stuck-1"))
@require_POST
def later(request: Asked) -> HttpResponse:
    """Hide a finding until the next working day."""
    key = _key(request.POST.get("key", ""))
    until = working_day(request.today, 1, request.workspace.calendar)
    snoozes.put_off(request.person_id or 0, key, until, request.today)
    day = dates.date_long(until, page_language(), request.today)
    undo = f"{reverse('findings_again')}?{urlencode({'key': key})}"
    return _done(request, LATER.fill(day=day), undo)


@signed_in(queries=("key=late",), forms=("",))
@require_POST
def again(request: Asked) -> HttpResponse:
    """Show a finding again, or all of them."""
    key = request.GET.get("key", "")
    snoozes.recall(request.person_id or 0, _key(key) if key else "")
    return _done(request, AGAIN)


def _key(text: str) -> str:
    if not KEYS.fullmatch(text):
        raise BadInput(NO_KEY.fill(key=text[:40]))
    return text


def _done(request: Asked, text: Text, undo_url: str = "") -> HttpResponse:
    if htmx.is_fragment(request):
        return htmx.done(request, text, undo_url=undo_url, changed=("finding",))
    messages.success(request, str(text), extra_tags=undo_url)
    return redirect("today")
