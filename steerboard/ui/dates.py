"""Days, moments and periods as people say them. Today and the zone are passed, never read from the side."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from steerboard.core.periods import Grain, Period
from steerboard.core.text import Language
from steerboard.ui.formats import DASH, NBSP

_WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July",
           "August", "September", "October", "November", "December")  # fmt: skip
_NEAR: dict[Language, dict[int, str]] = {
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
    "zh": {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"},
}
_FAR = 60  # days after which a date says more than a distance


def weekday(day: date | None, language: Language) -> str:
    return DASH if day is None else _WEEKDAYS[language][day.weekday()]


def date_short(day: date | None, language: Language, today: date | None = None) -> str:
    """``11月20日``, ``20 Nov``; with the year unless it is that of ``today``."""
    if day is None:
        return DASH
    same_year = today is not None and today.year == day.year
    if language == "zh":
        return f"{day.month}月{day.day}日" if same_year else f"{day.year}年{day.month}月{day.day}日"
    text = f"{day.day}{NBSP}{_MONTHS[day.month - 1][:3]}"
    return text if same_year else f"{text}{NBSP}{day.year}"


def date_long(day: date | None, language: Language, today: date | None = None) -> str:
    """With its weekday: ``11月20日 周五``, ``Fri 20 Nov``."""
    if day is None:
        return DASH
    short, name = date_short(day, language, today), weekday(day, language)
    return f"{short}{NBSP}{name}" if language == "zh" else f"{name}{NBSP}{short}"


def ago(day: date | None, today: date, language: Language) -> str:
    """How far ``day`` is from ``today``: ``昨天``, ``3 days ago``, ``in 5 days``; far away, its date."""
    if day is None:
        return DASH
    distance = (day - today).days
    if distance in _NEAR[language]:
        return _NEAR[language][distance]
    if abs(distance) > _FAR:
        return date_short(day, language, today)
    size = abs(distance)
    if language == "zh":
        return f"{size}{NBSP}天{'后' if distance > 0 else '前'}"
    return f"in {size}{NBSP}days" if distance > 0 else f"{size}{NBSP}days ago"


def clock_time(at: datetime | None, zone: tzinfo) -> str:
    return DASH if at is None else at.astimezone(zone).strftime("%H:%M")


def moment(at: datetime | None, now: datetime, zone: tzinfo, language: Language) -> str:
    """``今天 14:30``, ``yesterday 09:05``, ``3 Nov 10:00``, in ``zone``; both times know their zone."""
    if at is None:
        return DASH
    here, today = at.astimezone(zone), now.astimezone(zone).date()
    distance = (here.date() - today).days
    day = _NEAR[language].get(distance) or date_short(here.date(), language, today)
    return f"{day}{NBSP}{here:%H:%M}"


def _within(period: Period, grain: Grain) -> date:
    """A day that tells a period's name: a month that is made of weeks may begin in the one before."""
    return period.start + timedelta(days=14) if grain in ("month", "quarter", "year") else period.start


def period_name(period: Period, grain: Grain, language: Language, fiscal_month: int = 1) -> str:
    """``2026年11月``, ``November 2026``, ``Q4 2026``; quarters and years are the fiscal ones, by the year they start in."""
    day = _within(period, grain)
    year = day.year - (day.month < fiscal_month)
    if grain == "year":
        return f"{year}年" if language == "zh" else str(year)
    if grain == "quarter":
        quarter = (day.month - fiscal_month) % 12 // 3 + 1
        return f"{year}年{quarter}季度" if language == "zh" else f"Q{quarter}{NBSP}{year}"
    if grain == "month":
        return (
            f"{day.year}年{day.month}月" if language == "zh" else f"{_MONTHS[day.month - 1]}{NBSP}{day.year}"
        )
    if grain == "week":
        return f"{date_short(day, language)}–{date_short(period.last, language, day)}"
    return date_short(day, language)


def period_mark(
    period: Period, grain: Grain, language: Language, fiscal_month: int = 1, first: bool = False
) -> str:
    """A period's name on an axis, as short as can be; the year stands below where one begins (or ``first``)."""
    day = _within(period, grain)
    if grain == "quarter":
        quarter = (day.month - fiscal_month) % 12 // 3 + 1
        name, new = f"Q{quarter}", quarter == 1
    elif grain == "month":
        name, new = f"{day.month}月" if language == "zh" else _MONTHS[day.month - 1][:3], day.month == 1
    elif grain == "year":
        return str(day.year)
    else:
        name, new = f"{day.month}/{day.day}", day.month == 1 and day.day <= 7
    return f"{name}\n{day.year}" if new or first else name
