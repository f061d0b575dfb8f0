"""A verdict in words, in both languages: what is wrong, on what it rests, and since when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from steerboard.core.periods import Period, add_months
from steerboard.core.text import Language, Text
from steerboard.diagnosis.causes import Cause
from steerboard.diagnosis.chain import Verdict
from steerboard.diagnosis.evidence import Level
from steerboard.ui import dates, formats

LEVELS: dict[Level, Text] = {
    "likely": Text("likely", "很可能"),
    "clear": Text("clear", "明确"),
}
SURE = Text("{compared} ({level}, n {n})", "{compared}（{level}，n {n}）")
ITSELF = Text("{now} where it was {before} before", "现为 {now}，此前 {before}")
SINCE = Text("since {month}", "自{month}起")
SINCE_WEEK = Text("since the week of {day}", "自{day}当周起")
LONG = Text("for {n} months or longer", "已持续 {n} 个月以上")
FELL = Text("{before} before", "此前 {before}")
UNCLEAR = Text(
    "{compared}; not enough evidence: {n} {cases}, {needed} are needed to tell",
    "{compared}；证据不足：现有 {n} {cases}，需 {needed} 才能判断",
)
NEVER = Text("{compared}; too close together to tell", "{compared}；差距太小，无法判断")
NOTHING = Text("no {cases} yet", "暂无{cases}")
AS_PEERS = Text("{own}, peers {low} to {high}", "{own}，同岗 {low} 至 {high}")
A_MONTH = Text("{own} a month, peers {low} to {high}", "月均 {own}，同岗 {low} 至 {high}")
AS_BEFORE = Text("{own}, as before", "{own}，与此前相当")
ALONE = Text("{own}; {why}", "{own}；{why}")
UNKNOWN_WHY = Text("nothing to compare with yet", "暂无可对比的数据")
DOT = Text(" · ", " · ")


def head(verdict: Verdict) -> Text:
    """The problem in three words."""
    return verdict.link.head


def evidence(verdict: Verdict, currency: str, today: date, since: date | None = None) -> Text:
    """What the state rests on. ``since`` is the Monday of the week in which it began, where that is known."""
    if verdict.is_problem:
        return _joined(_sure(verdict, currency), _when(verdict, today, since))
    own = number(verdict.value, verdict.link.unit, currency)
    if verdict.state == "unclear":
        return _unclear(verdict, currency)
    if verdict.value is None:
        return NOTHING.fill(cases=_bare(verdict.link.cases)) if verdict.link.kind != "count" else UNKNOWN_WHY
    band = verdict.band
    if band.known:
        low, high = (number(v, verdict.link.unit, currency) for v in (band.low, band.high))
        words = A_MONTH if verdict.link.kind == "count" else AS_PEERS
        return words.fill(own=own, low=low, high=high)
    if verdict.state == "well":
        return AS_BEFORE.fill(own=own)
    return ALONE.fill(own=own, why=band.reason)


def number(value: Decimal | float | None, unit: str, currency: str = "") -> Text:
    """A value in its unit, in both languages. Counts are a month's mean: whole from ten on."""

    def in_(language: Language) -> str:
        size = None if value is None else Decimal(str(value))
        if unit == "count" and size is not None:
            size = round(size, 0 if size >= 10 else 1)
        if unit == "days" and size is not None:
            size = Decimal(round(size))
        return formats.figure(size, unit, language, currency)

    return Text(in_("en"), in_("zh"))


def month_name(start: date, today: date) -> Text:
    """``September``, ``9月``; with its year unless it is this one or the running winter."""

    def in_(language: Language) -> str:
        full = dates.period_name(Period(start, add_months(start, 1)), "month", language)
        if start.year != today.year:
            return full
        return full.split("年")[1] if language == "zh" else full.split(formats.NBSP)[0]

    return Text(in_("en"), in_("zh"))


def _sure(verdict: Verdict, currency: str) -> Text:
    link = verdict.link
    own = number(verdict.value, link.unit, currency)
    assert verdict.level is not None
    if verdict.state == "uneven":
        said = _lagging(verdict, currency)
    elif verdict.state == "slipped":
        said = ITSELF.fill(now=own, before=number(verdict.reference, link.unit, currency))
    else:
        said = link.compared.fill(own=own, peers=number(verdict.band.median, link.unit, currency))
    return SURE.fill(compared=said, level=LEVELS[verdict.level], n=_records(verdict))


def cause(found: Cause, currency: str) -> Text:
    """What went along with it."""
    now, before = (number(v, found.split.unit, currency) for v in (found.now, found.before))
    return found.split.words.fill(name=found.name, now=now, before=before)


def _when(verdict: Verdict, today: date, week: date | None) -> Text:
    if verdict.since is None:
        return LONG.fill(n=verdict.run)
    said = SINCE.fill(month=month_name(verdict.since, today))
    if week is not None:
        said = SINCE_WEEK.fill(day=_day(week, today))
    if verdict.state == "worse" and verdict.fell and verdict.before is not None:
        before = number(verdict.before.value, verdict.link.unit)
        return said if verdict.link.unit == "money" else _joined(said, FELL.fill(before=before))
    return said


def _day(day: date, today: date) -> Text:
    return Text(dates.date_short(day, "en", today), dates.date_short(day, "zh", today))


def _unclear(verdict: Verdict, currency: str) -> Text:
    link = verdict.link
    peers = number(verdict.band.median, link.unit, currency)
    compared = link.compared.fill(own=number(verdict.value, link.unit, currency), peers=peers)
    if verdict.needed is None:
        return NEVER.fill(compared=compared)
    have = number(verdict.now.bottom, "count")
    return UNCLEAR.fill(compared=compared, n=have, cases=link.cases, needed=verdict.needed)


def _lagging(verdict: Verdict, currency: str) -> Text:
    link, whole = verdict.link, verdict.whole
    assert whole is not None
    assert link.lags is not None
    peers, all_peers = (number(v.band.median, link.unit, currency) for v in (verdict, whole))
    months = whole.months[-link.months :]
    value = sum(m.top for m in months) / sum(m.bottom for m in months)
    own, together = (number(v, link.unit, currency) for v in (verdict.value, value))
    return link.lags.fill(own=own, whole=together, peers=peers, all=all_peers)


def _records(verdict: Verdict) -> str:
    return f"{Decimal(str(verdict.now.n)):.0f}"


def _bare(cases: Text) -> Text:
    return Text(cases.en, cases.zh.removeprefix("个"))


def _joined(one: Text, two: Text) -> Text:
    return Text(one.en + DOT.en + two.en, one.zh + DOT.zh + two.zh)
