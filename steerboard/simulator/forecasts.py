"""What people said the month would bring, week after week."""

from __future__ import annotations

import math
import random
from collections import defaultdict

from steerboard.simulator.chance import dice
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.people import Person, Staff
from steerboard.simulator.tables import CURRENCY, Row, money
from steerboard.simulator.won import Won

_MISSED = 0.1
_THOUSAND = 1000_00  # fen
_NOTES = ("", "", "", "", "两单临近签约 Two deals near signing", "客户预算推迟 A customer's budget waits", "")


def submission_rows(staff: Staff, won: Won, days: Days, seed: int) -> list[Row]:
    """Each Monday for the running month: a commit and a best case of each rep, a commit of each lead for the team.

    Each person sees too much or too little in a way of their own, and less wrongly the later in the month it is.
    """
    mondays = [days.next_working[n] for n in range(days.first, days.now) if days.dates[n].weekday() == 0]
    mondays = sorted({day for day in mondays if day < days.now})
    said: list[tuple[int, str, str, str, int, str]] = []
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for rep in staff.reps:
        rng = dice(seed, f"forecast {rep.id}")
        sight = min(1.5, max(0.7, rng.gauss(1.06, 0.17)))
        for day in mondays:
            if not rep.starts <= day < (rep.ends if rep.left else days.now) or rng.random() < _MISSED:
                continue
            commit, best = _seen(rep, day, sight, won, days, rng)
            at = day * DAY + 9 * 60 + rng.randrange(0, 480)
            said.append((at, rep.id, "", "commit", commit, rng.choice(_NOTES)))
            said.append((at, rep.id, "", "best_case", best, ""))
            sums[day, rep.team.id] += commit
    for lead in staff.people:
        if lead.role == "team_lead":
            rng = dice(seed, f"forecast {lead.id}")
            for day in mondays:
                amount = round(sums[day, lead.team.id] * rng.uniform(0.82, 1.02) / _THOUSAND) * _THOUSAND
                said.append((day * DAY + 17 * 60 + 30, lead.id, lead.team.id, "commit", amount, ""))
    said.sort()
    return [_row(n, s, days) for n, s in enumerate(said, start=1)]


def _seen(rep: Person, day: int, sight: float, won: Won, days: Days, rng: random.Random) -> tuple[int, int]:
    """Commit and best case for the month of ``day``."""
    month = days.period("month", day)
    begins, ends = days.index(month.start), min(days.index(month.end), days.now)
    over = (day - begins) / month.days
    sure = won.between(rep.id, begins, day)
    share = max(0.1, (ends - begins) / month.days)
    coming = (won.between(rep.id, begins, ends) - sure) / share
    usual = won.between(rep.id, max(days.first, begins - 180), begins) / 6
    expected = 0.65 * coming + 0.35 * usual * (1 - over)
    noise = math.exp(rng.gauss(0, 0.4 * (1 - over)))
    commit = round((sure + expected * sight * noise) / _THOUSAND) * _THOUSAND
    best = round(commit * rng.uniform(1.12, 1.5) / _THOUSAND) * _THOUSAND
    return commit, best


def _row(number: int, said: tuple[int, str, str, str, int, str], days: Days) -> Row:
    at, user, team, category, amount, note = said
    month = days.period("month", at // DAY)
    when = days.stamp(at)
    return (
        f"FS{number:06d}",
        user,
        team,
        month.start.isoformat(),
        month.end.isoformat(),
        category,
        money(amount),
        CURRENCY,
        when,
        note,
        when,
    )
