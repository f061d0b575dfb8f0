"""Campaigns: what marketing does, when, and what it may cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from steerboard.core.periods import add_months
from steerboard.simulator.chance import dice
from steerboard.simulator.days import Days
from steerboard.simulator.goods import AUTOMATION, LASER, MEASURING
from steerboard.simulator.tables import CURRENCY, Row, money

WEBSITE, FAIR, ADS, MAIL, REFERRAL, CALLING, SOCIAL, WEBINAR = (
    "官网 Website",
    "展会 Trade show",
    "搜索广告 Search ads",
    "邮件 Email",
    "转介绍 Referral",
    "电话开发 Calling",
    "社交媒体 Social media",
    "网络研讨会 Webinar",
)


@dataclass(frozen=True)
class Campaign:
    id: str
    name: str
    purpose: str
    channel: str
    begins: int
    ends: int  # exclusive
    budget: int  # fen
    spent: int  # fen, in all; over the days of the campaign
    line: str
    source: str  # of its leads; "" for a brand campaign


@dataclass(frozen=True)
class _Plan:
    name: tuple[str, str]
    purpose: str
    channel: str
    source: str
    months: tuple[int, ...]  # in which it begins
    begins: int  # day of the month
    length: int  # days
    budget: int  # fen for each rep


_EVERY = tuple(range(1, 13))
_PLANS = (
    _Plan(("春季工业展", "Spring fair"), "leads", "trade_show", FAIR, (3,), 18, 5, 5_200_00),
    _Plan(("秋季工业展", "Autumn fair"), "leads", "trade_show", FAIR, (9,), 15, 5, 5_800_00),
    _Plan(("客户通讯", "Newsletter"), "leads", "email", MAIL, _EVERY, 8, 12, 120_00),
    _Plan(("技术研讨会", "Webinar"), "leads", "webinar", WEBINAR, (2, 4, 6, 8, 10, 12), 20, 3, 260_00),
    _Plan(("搜索推广", "Search ads"), "leads", "search_ads", ADS, (1, 4, 7, 10), 1, 88, 1_500_00),
    _Plan(("公众号推广", "Social media"), "leads", "social", SOCIAL, (1, 4, 7, 10), 5, 80, 480_00),
    _Plan(("电话邀约", "Calling"), "leads", "calling", CALLING, (2, 5, 8, 11), 3, 45, 420_00),
    _Plan(("老客转介绍", "Customers refer"), "leads", "referral", REFERRAL, (1, 7), 1, 170, 160_00),
    _Plan(("样本邮寄", "Catalogue"), "leads", "direct_mail", MAIL, (5, 11), 10, 20, 240_00),
    _Plan(("行业期刊", "Trade journal"), "brand", "print", "", (4, 10), 1, 60, 900_00),
)
_FOCUS = (MEASURING, LASER, AUTOMATION, "")


def make_campaigns(reps: int, days: Days, seed: int) -> list[Campaign]:
    """In the order of their beginning, up to those that begin in the next two months."""
    rng = dice(seed, "campaigns")
    found: list[Campaign] = []
    for plan, first in _starts(days):
        begins = days.index(first)
        budget = round(plan.budget * reps * rng.uniform(0.85, 1.15) / 100_00) * 100_00
        line = rng.choice(_FOCUS)
        topic = f" · {line.split(' ')[0]}" if line else ""
        found.append(
            Campaign(
                id=f"CA{len(found) + 1:04d}",
                name=f"{first:%Y-%m} {plan.name[0]} {plan.name[1]}{topic}",
                purpose=plan.purpose,
                channel=plan.channel,
                begins=begins,
                ends=begins + plan.length,
                budget=max(100_00, budget),
                spent=round(max(100_00, budget) * rng.uniform(0.82, 1.22)),
                line=line,
                source=plan.source,
            )
        )
    return found


def _starts(days: Days) -> Iterator[tuple[_Plan, date]]:
    month = days.dates[days.warm].replace(day=1)
    last = days.dates[days.now + 60]
    while month <= last:
        for plan in _PLANS:
            first = month.replace(day=plan.begins)
            if month.month in plan.months and days.dates[days.warm] <= first <= last:
                yield plan, first
        month = add_months(month, 1)


def campaign_rows(campaigns: list[Campaign], days: Days) -> list[Row]:
    return [
        (
            c.id,
            c.name,
            c.purpose,
            c.channel,
            days.text[c.begins],
            days.text[c.ends - 1],
            money(c.budget),
            CURRENCY,
            c.line,
            c.source,
            days.stamp(days.last_working[max(0, min(c.begins, days.now) - 21)] * 24 * 60 + 600),
        )
        for c in campaigns
    ]
