"""Promotions as rows."""

from __future__ import annotations

from steerboard.simulator.days import DAY, Days
from steerboard.simulator.stories import Stories
from steerboard.simulator.tables import CURRENCY, Row, money


def promotion_rows(stories: Stories, days: Days) -> list[Row]:
    return [
        (
            p.id,
            p.name,
            p.kind,
            p.region_name,
            p.line,
            days.text[p.begins],
            days.text[p.ends - 1],
            money(p.cost),
            CURRENCY,
            days.stamp(days.last_working[min(p.begins, days.now) - 15] * DAY + 10 * 60),
        )
        for p in sorted(stories.promotions, key=lambda p: p.begins)
    ]
