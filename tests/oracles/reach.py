"""Whom marketing reached: sessions of the website, subscribers, and what came of campaigns' touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.oracles.base import Answers, Cut, Fact, Question, find, live, ratio, summed
from tests.oracles.heads import counted


def timed(q: Question, kind: str, time: str) -> Iterator[Fact]:
    for row in live(q.world, kind):
        if q.within(row[time]):
            yield Fact(kind, row, Cut.of(q.world, row[time]))


def new_subscribers(q: Question) -> Answers:
    return summed(q, timed(q, "subscriber", "subscribed_at"))


def new_web_visitors(q: Question) -> Answers:
    """Each visitor once in each group, by when he was first seen."""
    seen = [f for f in timed(q, "web_session", "first_seen_at") if f.row["visitor"] is not None]
    return counted(q, seen, lambda fact: fact.row["visitor"])


def web_conversion_rate(q: Question) -> Answers:
    every = list(timed(q, "web_session", "started_at"))
    led = [f for f in every if f.row["lead"] is not None or f.row["order"] is not None]
    return ratio(q, led, every)


def touches(step: str, of: str, channel: str | None = None) -> Callable[[Question], Answers]:
    """Of the touches sent in the period that came as far as ``of`` those that came to ``step`` by now."""

    def ask(q: Question) -> Answers:
        base = of if q.variant != "of_delivered" else "delivered_at"
        cohort = []
        for fact in timed(q, "campaign_touch", "sent_at"):
            campaign = find(q.world, "campaign", fact.row["campaign"])
            of_channel = channel is None or (campaign is not None and campaign["channel"] == channel)
            if of_channel and q.by_now(fact.row[base]):
                cohort.append(fact)
        return ratio(q, [fact for fact in cohort if q.by_now(fact.row[step])], cohort)

    return ask


email_open_rate = touches("opened_at", "delivered_at", "email")
email_click_rate = touches("clicked_at", "delivered_at", "email")
email_response_rate = touches("replied_at", "delivered_at", "email")
campaign_conversion_rate = touches("converted_at", "replied_at")
