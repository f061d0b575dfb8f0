"""Reminders: sent by a lead with one tap, seen and answered by the member."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.people.policies import Examples, signed_in
from steerboard.people.requests import Asked
from steerboard.ui import htmx
from steerboard.work.team import actions, asking, findings, reminders
from steerboard.work.team.reminder_forms import AnswerForm

ANSWER = Text("Answer", "回复提醒")
SENT = Text("Reminded {name}: {about}", "已提醒{name}：{about}")
SETTLED = Text("There is nothing to remind of any more", "该事项已无需提醒")
ANSWERED = Text("Answered", "已回复")
UNDONE = Text("Taken back", "已撤销")
ID = {"reminder_id": (1, 2, 999_999)}
TOPIC: Examples = {"person_id": "user", "topic": ("no_step", "creation", "nonsense")}


@signed_in(examples=TOPIC)
@require_POST
def remind(request: Asked, person_id: int, topic: str) -> HttpResponse:
    """Send what the row says now: the words are worked out here, not taken from the page."""
    if not reminders.may_remind(request.rights, person_id) or topic not in findings.TOPICS:
        raise Forbidden(actions.NOT_LED.fill(n=person_id))
    member, now = asking.person_now(request, person_id)
    about = findings.about(topic, now.verdicts, now.duties, request.workspace.currency, request.today)
    if about is None:
        return _done(request, SETTLED, reverse("team_person", args=[person_id]))
    sent = actions.send(request, person_id, about)
    text = SENT.fill(name=member.name, about=about.head)
    return _done(
        request, text, reverse("team_person", args=[person_id]), reverse("undo_reminder", args=[sent.pk])
    )


@signed_in
@require_safe
def part(request: Asked) -> HttpResponse:
    """The part of Today, when one came or was answered."""
    context = {**reminders.today_context(request), "now": request.clock.now(), "today": request.today}
    return render(request, "work/team_reminders.html", context)


@signed_in(forms=("id=1",))
@require_POST
def seen(request: Asked) -> HttpResponse:
    """The page showed them."""
    given = request.POST.getlist("id")[:20]
    actions.see(request, [int(i) for i in given if i.isascii() and i.isdecimal() and len(i) < 19])
    return HttpResponse(status=204)


@signed_in(examples=ID, forms=("answer=done",))
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Asked, reminder_id: int) -> HttpResponse:
    """A quick answer, or a few words."""
    reminder = reminders.received(request, reminder_id)
    form = AnswerForm(request, request.POST or None, initial={"answer": "by"})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.answer(request, reminder, data["answer"], data["text"], data["day"])
        return _done(request, ANSWERED, reverse("today"), reverse("undo_reminder", args=[reminder_id]))
    context = {
        "sheet_base": htmx.sheet_base(request),
        "sheet_title": ANSWER,
        "about": f"{reminder.sender.name}: {reminder.head}",
        "form": form,
        "url": reverse("answer_reminder", args=[reminder_id]),
        "verb": _("Send the answer"),
    }
    return render(request, "work/form.html", context, status=422 if form.errors else 200)


@signed_in(examples=ID)
@require_POST
def undo(request: Asked, reminder_id: int) -> HttpResponse:
    """Take back a reminder that was sent, or one's answer to one."""
    reminder = reminders.one(request, reminder_id)
    actions.take_back(request, reminder)
    mine = reminder.sender_id == request.person_id
    return _done(request, UNDONE, reverse("team_person", args=[reminder.to_id]) if mine else reverse("today"))


def _done(request: Asked, text: Text, back: str, undo_url: str = "") -> HttpResponse:
    if htmx.is_fragment(request):
        return htmx.done(request, text, undo_url=undo_url, changed=("reminder",))
    messages.success(request, str(text))
    return redirect(back)
