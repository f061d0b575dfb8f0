"""The rows of the people as markup: a template for each of many small parts would be slow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steerboard.diagnosis.links import COLUMNS
from steerboard.ui import dates, formats
from steerboard.ui.tags import figures
from steerboard.ui.tags.kept import kept
from steerboard.ui.tags.language import page_language, said
from steerboard.work.team.drawing import Drawn
from steerboard.work.team.findings import Finding
from steerboard.work.team.loops import Loop
from steerboard.work.team.rows import Row


@dataclass(frozen=True)
class Line:
    """A row with its small charts, drawn only for those that are shown."""

    row: Row
    cells: Sequence[Drawn]
    won_url: str


class Markup:
    """What all rows of a page have in common, looked up once."""

    def __init__(self, request: HttpRequest, currency: str, today: date, now: datetime) -> None:
        self.today, self.now, self.currency = today, now, currency
        self.language = page_language()
        self.token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'

    def row(self, line: Line) -> SafeString:
        """One person."""
        row = line.row
        left = " person-left" if row.member.left is not None else ""
        parts = (
            self._who(row),
            self._attainment(line),
            self._forecast(row),
            self._cells(line),
            self._why(row),
        )
        return SafeString(
            f'<div class="person{left}" role="row" id="person-{row.member.id}">{"".join(parts)}'
            f'<span role="cell" class="person-act">{self._verb(row)}</span></div>'
        )

    def _who(self, row: Row) -> str:
        member, name = row.member, conditional_escape(row.member.name)
        about = ""
        if member.left is not None:
            about = _("until %(day)s") % {"day": self._day(member.left)}
        elif row.new and member.since is not None:
            about = _("joined %(day)s") % {"day": self._day(member.since)}
            if member.ramp is not None and member.ramp < 1:
                ramp = _("ramp %(ramp)s") % {"ramp": formats.ratio(member.ramp, self.language)}
                about += pgettext("in a list", ", ") + ramp
        opened = f'<a class="row-link" href="{row.url}">{name}</a>' if row.url else name
        return f'<span role="cell" class="person-who">{opened}{_small(about)}</span>'

    def _attainment(self, line: Line) -> str:
        progress, forecast = line.row.progress, line.row.forecast
        bar = ""
        if progress.target:
            bar = bullet(
                progress.actual,
                f"money:{self.currency}",
                forecast=forecast.expected,
                low=forecast.low,
                high=forecast.high,
                target=progress.target,
                pace=progress.expected,
                size="thin",
            )
        rest = ""
        if progress.target:
            rest = f" · {formats.ratio(progress.attainment, self.language)}"
        elif line.row.member.left is None:
            rest = f" · {said(progress.reason)}"
        won = number(progress.actual, f"money:{self.currency}", line.won_url)
        return f'<span role="cell" class="person-att">{bar}<span class="xs">{won}{rest}</span></span>'

    def _forecast(self, row: Row) -> str:
        forecast, inside = row.forecast, ""
        if row.member.left is None and forecast.expected is None:
            why = said(forecast.reason)
            inside = f'<span class="n-none" title="{why}">{formats.DASH}<span class="vh"> {why}</span></span>'
        elif row.member.left is None:
            low, high = (
                formats.full(v, "money", self.language, self.currency) for v in (forecast.low, forecast.high)
            )
            inside = f'<span title="{low} – {high}">{self._money(forecast.expected)}</span>'
            if row.progress.target:
                inside += _small(_("of %(target)s") % {"target": self._money(row.progress.target)})
        return f'<span role="cell" class="person-fc num">{inside}</span>'

    def _cells(self, line: Line) -> str:
        if not line.cells:
            return '<span role="cell" class="person-none"></span>'
        return "".join(self._cell(one) for one in line.cells)

    def _cell(self, one: Drawn) -> str:
        name, off = conditional_escape(said(one.name)), " person-off" if one.verdict.is_problem else ""
        column = said(COLUMNS[one.verdict.link.column])
        value = one.value.in_language(self.language)
        short = f" {one.short.in_language(self.language)}" if one.short else ""
        return (
            f'<span role="cell" class="person-spark"><span class="xs phone-only">{column}</span>'
            f'<a href="{conditional_escape(one.url)}" title="{name}">{one.chart}'
            f'<span class="person-value{off}">{value}{short}</span></a></span>'
        )

    def _why(self, row: Row) -> str:
        find = row.finding
        if find.tone == "better":
            head: str = valence("better", find.head)
        else:
            tone = "s" if find.tone == "quiet" else "person-says"
            head = f'<span class="{tone}">{conditional_escape(said(find.head))}</span>'
        link = f'<span class="person-link">{said(find.link)}</span> ' if find.tone == "problem" else ""
        evidence = _small(conditional_escape(said(find.evidence)))
        return (
            f'<span role="cell" class="person-why">{link}{head}{evidence}{self._also(find)}'
            f"{self._under_way(row)}</span>"
        )

    def _also(self, find: Finding) -> str:
        if not find.also:
            return ""
        told = pgettext("in a list", ", ").join(said(also) for also in find.also)
        also = _("Also:")  # what stands within a formatted text is not found for translation
        return f'<span class="xs person-also">{also} {conditional_escape(told)}</span>'

    def _under_way(self, row: Row) -> str:
        loop = row.under_way
        return self._loop(loop, loop.reminder.topic != row.finding.topic) if loop is not None else ""

    def _loop(self, loop: Loop, named: bool) -> str:
        given: dict[str, Any] = {"under": loop, "named": named, "today": self.today, "now": self.now}
        return render_to_string("work/team_under_way.html", given)

    def _verb(self, row: Row) -> str:
        hand = row.in_hand
        if hand is not None and hand.state != "overdue":
            words = {"promised": _("promised"), "seen": _("reminded · seen ✓")}.get(hand.state, _("reminded"))
            return f'<span class="chip{"" if hand.state == "sent" else " chip-good"}">{words}</span>'
        name = conditional_escape(row.member.name)
        if row.finding.topic and row.may_remind:
            url = reverse("remind", args=[row.member.id, row.finding.topic])
            words = _("Remind again") if hand else _("Remind")
            about = conditional_escape(said(row.finding.head))
            return (
                f'<form class="verb" action="{url}" method="post" hx-post="{url}" hx-swap="none">{self.token}'
                f'<button class="btn soft">{words}<span class="vh">: {name}, {about}</span></button></form>'
            )
        if not row.url:
            return ""
        look = _("Look")
        return f'<a class="btn quiet" href="{row.url}">{look}<span class="vh">: {name}</span></a>'

    def _money(self, value: formats.Number) -> str:
        return formats.figure(value, "money", self.language, self.currency)

    def _day(self, day: date) -> str:
        return dates.date_short(day, self.language, self.today)


def _small(text: str) -> str:
    return f'<span class="xs">{text}</span>' if text else ""


@kept
def bullet(*given: Any, **options: Any) -> SafeString:
    return render_to_string("ui/parts/bar.html", figures.bullet(*given, **options))


@kept
def number(*given: Any) -> SafeString:
    return render_to_string("ui/parts/number.html", figures.number(*given))


@kept
def valence(*given: Any) -> SafeString:
    return render_to_string("ui/parts/valence.html", figures.valence(*given))
