"""Values as texts: `{{ value|money:"CNY" }}`."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone

from steerboard.ui import dates, formats
from steerboard.ui.formats import Number
from steerboard.ui.tags.language import page_language, said

register = template.Library()

register.filter("text", said)


@register.filter
def money(value: Number, currency: str = "") -> str:
    return formats.figure(value, "money", page_language(), currency)


@register.filter
def count(value: Number) -> str:
    return formats.count(value, page_language())


@register.filter
def ratio(value: Number, digits: int = 0) -> str:
    return formats.ratio(value, page_language(), digits)


@register.filter
def days(value: Number) -> str:
    return formats.span(value, "days", page_language())


@register.filter
def figure(value: Number, unit: str) -> str:
    """By unit; ``money:CNY`` names the currency of money."""
    kind, _, currency = unit.partition(":")
    return formats.figure(value, kind, page_language(), currency)


@register.filter
def exact(value: Number, unit: str = "count") -> str:
    kind, _, currency = unit.partition(":")
    return formats.full(value, kind, page_language(), currency)


@register.filter
def date_short(day: date | None, today: date | None = None) -> str:
    return dates.date_short(day, page_language(), today)


@register.filter
def date_long(day: date | None, today: date | None = None) -> str:
    return dates.date_long(day, page_language(), today)


@register.filter
def weekday(day: date | None) -> str:
    return dates.weekday(day, page_language())


@register.filter
def ago(day: date | None, today: date) -> str:
    return dates.ago(day, today, page_language())


@register.filter
def moment(at: datetime | None, now: datetime) -> str:
    return dates.moment(at, now, timezone.get_current_timezone(), page_language())


@register.filter
def clock_time(at: datetime | None) -> str:
    return dates.clock_time(at, timezone.get_current_timezone())
