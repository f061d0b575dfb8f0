"""What changes on a deal between its creation and the present: stages, amounts, dates, hands."""

from __future__ import annotations

import random

from steerboard.simulator.chance import weighted
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.deal import Deal
from steerboard.simulator.fates import office_hour
from steerboard.simulator.goods import LOST, OPEN_STAGES, WON, Stage
from steerboard.simulator.stories import SLOW_RESPONSE
from steerboard.simulator.tables import money
from steerboard.simulator.wording import COMPETITORS, LOSS_REASONS, NEXT_STEPS

_PULLED_IN = 0.6
_WORTH_A_WORD = 6  # days that a planned date moves by at least


def develop(rng: random.Random, deal: Deal, days: Days) -> None:
    """Plan every change that the deal goes through."""
    fate = deal.fate
    for at, number in fate.steps[1:]:
        _plan_stage(deal, at, OPEN_STAGES[number])
    if fate.closed >= 0 and fate.won:
        _plan_stage(deal, fate.closed, WON)
        deal.plan(fate.closed, closed_at=days.stamp(fate.closed), outcome="won")
    elif fate.closed >= 0:
        _plan_stage(deal, fate.closed, LOST)
        rival = rng.choice(COMPETITORS) if rng.random() < 0.6 else ""
        reason = SLOW_RESPONSE if fate.spoiled else weighted(rng, LOSS_REASONS)
        deal.plan(
            fate.closed,
            closed_at=days.stamp(fate.closed),
            outcome="lost",
            loss_reason=reason,
            competitor=rival,
        )
    else:
        _plan_next_step(rng, deal, days)
    if deal.handed_over >= 0:
        deal.plan(deal.handed_over, owner=deal.owner)
    _plan_amounts(rng, deal)
    _plan_close_dates(rng, deal, days)


def _plan_stage(deal: Deal, at: int, stage: Stage) -> None:
    deal.plan(at, stage=stage.id, probability=stage.probability, forecast_category=stage.category)


def _plan_next_step(rng: random.Random, deal: Deal, days: Days) -> None:
    at, stage = deal.fate.steps[-1]
    said = max(at + 5, days.last_working[days.now - rng.randrange(2, 20)] * DAY + office_hour(rng))
    due = deal.fate.step_due
    if due is None:
        due = days.next_working[max(said // DAY + 1, days.now + rng.randrange(-4, 16))]
    text = rng.choice(NEXT_STEPS[stage])[0 if deal.account.english else 1]
    deal.plan(min(said, days.end - 1), next_step=text, next_step_due=days.text[due])


def _plan_amounts(rng: random.Random, deal: Deal) -> None:
    """Estimates first, the sum of the lines at last; changes come some minutes after a change of stage."""
    moments = [at + 15 for at, _ in deal.fate.steps[1:]]
    number = min(len(moments), rng.choice((0, 1, 1, 2)))
    values = [round(deal.amount * rng.lognormvariate(0, 0.16) / 1000_00) * 1000_00 for _ in range(number)]
    values.append(deal.amount)
    deal.now["amount"] = money(max(values[0], 1000_00))
    for at, value in zip(sorted(rng.sample(moments, number)), values[1:], strict=True):
        deal.plan(at, amount=money(value))


def _plan_close_dates(rng: random.Random, deal: Deal, days: Days) -> None:
    """A planned date that passes is put off sooner or later; a few are left as they are."""
    created = deal.fate.created // DAY
    plan = deal.fate.close_plan
    if plan is not None:
        first = max(created + 5, plan - rng.randrange(15, 40))
        noticed = days.next_working[max(created + 1, min(first, days.now - 12))]
        if noticed >= days.now:
            deal.now["close_date"] = days.text[plan]
            return
        deal.now["close_date"] = days.text[first]
        deal.plan(noticed * DAY + office_hour(rng), close_date=days.text[plan])
        return
    last = deal.fate.closed // DAY if deal.fate.closed >= 0 else days.now
    planned = days.next_working[created + rng.randrange(40, 110)]
    deal.now["close_date"] = days.text[planned]
    planned = _pull_in(rng, deal, planned, days)
    while planned < last:
        noticed = days.next_working[planned + rng.randrange(6)]
        if noticed >= last or rng.random() < 0.2:
            return
        planned = days.next_working[noticed + rng.randrange(14, 45)]
        deal.plan(noticed * DAY + office_hour(rng), close_date=days.text[planned])


def _pull_in(rng: random.Random, deal: Deal, planned: int, days: Days) -> int:
    """Who negotiates early often promises an earlier date; the day that is planned then."""
    at = next((at for at, stage in deal.fate.steps if stage == len(OPEN_STAGES) - 1), -1)
    sooner = days.next_working[at // DAY + rng.randrange(7, 24)]
    if at < 0 or rng.random() >= _PULLED_IN or sooner > planned - _WORTH_A_WORD:
        return planned
    deal.plan(at + 25, close_date=days.text[sooner])
    return sooner
