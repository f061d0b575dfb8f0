"""Whom campaigns reached, and what came back."""

from __future__ import annotations

import numpy as np

from steerboard.simulator.campaigns import Campaign
from steerboard.simulator.chance import urn
from steerboard.simulator.contacts import Contacts
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.leads import Leads, lead_id
from steerboard.simulator.tables import Row

# Touches for each rep in one campaign of the channel.
_REACH = {"email": 3.0, "webinar": 1.4, "trade_show": 1.6, "direct_mail": 1.5, "calling": 1.8}
_TO_LEADS = 0.6
_DELIVERED, _OPENED, _CLICKED, _REPLIED, _POSITIVE, _CONVERTED = 0.96, 0.34, 0.28, 0.09, 0.68, 0.42
_ATTENDED = {"webinar": 0.45, "trade_show": 0.7}


def touch_rows(
    campaigns: list[Campaign], leads: Leads, contacts: Contacts, reps: int, days: Days, seed: int
) -> list[Row]:
    """By campaign and time: to leads that were known, or to contacts."""
    known = sorted((since, id_) for own in contacts.of for id_, since in own)
    since = np.array([s for s, _ in known], dtype=np.int64)
    rows: list[Row] = []
    for campaign in campaigns:
        reach = round(_REACH.get(campaign.channel, 0.0) * reps)
        if campaign.begins < days.now and reach:
            rng = urn(seed, f"touches {campaign.id}")
            sent = _moments(rng, campaign, reach, days)
            rows += _of_campaign(
                rng, campaign, sent, leads, (since, [id_ for _, id_ in known]), days, len(rows)
            )
    return rows


def _moments(rng: np.random.Generator, campaign: Campaign, reach: int, days: Days) -> list[int]:
    ends = min(campaign.ends, days.now)
    day = np.array(days.next_working)[rng.integers(campaign.begins, ends, reach)]
    at = np.sort(day * DAY + rng.integers(9 * 60, 18 * 60, reach))
    return list(at[at < days.end].tolist())


def _of_campaign(
    rng: np.random.Generator,
    campaign: Campaign,
    sent: list[int],
    leads: Leads,
    contacts: tuple[np.ndarray, list[str]],
    days: Days,
    before: int,
) -> list[Row]:
    luck = rng.random((len(sent), 9)).tolist()
    leads_then = np.searchsorted(leads.created, sent).tolist()
    contacts_then = np.searchsorted(contacts[0], sent).tolist()
    rows: list[Row] = []
    for n, (at, r) in enumerate(zip(sent, luck, strict=True)):
        to_lead = (r[0] < _TO_LEADS and leads_then[n] > 0) or contacts_then[n] == 0
        # The younger half of the leads hears more of us.
        lead = int((1 - r[1] / 2) * (leads_then[n] - 1)) if to_lead and leads_then[n] else -1
        contact = contacts[1][int(r[1] * contacts_then[n])] if lead < 0 and contacts_then[n] else ""
        if lead < 0 and not contact:
            continue
        rows.append(
            (
                f"CT{before + len(rows) + 1:06d}",
                campaign.id,
                lead_id(lead) if lead >= 0 else "",
                contact,
                days.stamp(at),
                *_answers(campaign.channel, at, r, days),
                days.stamp(at),
            )
        )
    return rows


def _answers(channel: str, at: int, luck: list[float], days: Days) -> tuple[str, ...]:
    """delivered, opened, clicked, replied, reply, attended, converted."""
    delivered = luck[2] < _DELIVERED
    mailed = channel in ("email", "webinar")
    opened = at + 5 + int(luck[3] / _OPENED * 2000) if mailed and delivered and luck[3] < _OPENED else -1
    clicked = opened + 2 if opened >= 0 and luck[4] < _CLICKED else -1
    seen = opened if mailed else at if delivered else -1
    replied = (
        seen + 40 + int(luck[5] * 20000) if seen >= 0 and luck[5] < _REPLIED * (3 if mailed else 1) else -1
    )
    attended = at + DAY * 2 if delivered and luck[6] < _ATTENDED.get(channel, 0.0) else -1
    reply = "positive" if luck[7] < _POSITIVE else "negative"
    converted = replied + 60 if replied >= 0 and reply == "positive" and luck[8] < _CONVERTED else -1
    if replied >= days.end:
        reply = ""
    times = [
        days.stamp(t) if 0 <= t < days.end else "" for t in (opened, clicked, replied, attended, converted)
    ]
    return (
        days.stamp(at + 1) if delivered and at + 1 < days.end else "",
        times[0],
        times[1],
        times[2],
        reply if replied >= 0 else "",
        times[3],
        times[4],
    )
