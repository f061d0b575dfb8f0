"""What people note of themselves: time, mood, reports, courses; and who came along on a visit."""

from __future__ import annotations

import numpy as np

from steerboard.simulator.activities import NUMBER
from steerboard.simulator.around.made import Made, there
from steerboard.simulator.chance import urn
from steerboard.simulator.days import DAY
from steerboard.simulator.tables import Row, flag

_NOTED = 20  # weeks of which time and reports are kept
_WEEK = 40 * 60  # minutes
_SHARES = (("selling", 0.34, 0.52), ("travel", 0.12, 0.26), ("entry", 0.04, 0.1))
_CHECKED = 0.85
_ON_TIME, _LATE = 0.82, 0.12
_TEXTS = ("本周重点推进报价客户 Followed up the open quotes", "走访老客户 Called on customers", "")
_COURSES = (
    ("产品知识 Product knowledge", True),
    ("合规与保密 Compliance", True),
    ("商务谈判 Negotiation", False),
    ("行业方案 Solutions by industry", False),
)
_DONE = 0.86
_ACCOMPANIED = 0.05


def time_rows(made: Made) -> list[Row]:
    """On Fridays, for the week: what is left beside selling, travel and entry is internal."""
    rng, rows = made.dice("time"), list[Row]()
    for day in made.fridays(_NOTED):
        for rep in made.staff.reps:
            if not there(rep, day, made.days):
                continue
            minutes = [(kind, round(_WEEK * rng.uniform(low, high) / 15) * 15) for kind, low, high in _SHARES]
            rest = _WEEK - sum(m for _, m in minutes)
            for kind, spent in (*minutes, ("internal", rest)):
                told = (rep.id, made.days.text[day], kind, str(spent))
                rows.append((f"TE{len(rows) + 1:06d}", *told))
    return rows


def check_in_rows(made: Made) -> list[Row]:
    """Each week how a rep is minded, from 1 to 5; mostly said by himself, sometimes by who leads the team."""
    rng, days, rows = made.dice("check-ins"), made.days, list[Row]()
    leads = {p.team.id: p.id for p in made.staff.people if p.role == "team_lead"}
    usual = {rep.id: rng.uniform(3.0, 4.2) for rep in made.staff.reps}
    for day in made.fridays(10_000):
        for rep in made.staff.reps:
            if there(rep, day, days) and rng.random() < _CHECKED:
                score = min(5, max(1, round(usual[rep.id] + rng.gauss(0, 0.7))))
                by = leads.get(rep.team_on(day).id, rep.id) if rng.random() < 0.2 else rep.id
                told = (rep.id, days.text[day - 4], str(score), by)
                rows.append((f"CI{len(rows) + 1:06d}", *told))
    return rows


def report_rows(made: Made) -> list[Row]:
    """Due on Friday evening for the week."""
    rng, days, rows = made.dice("reports"), made.days, list[Row]()
    for day in made.fridays(_NOTED):
        due = day * DAY + 18 * 60
        for rep in made.staff.reps:
            if not there(rep, day, days):
                continue
            luck = rng.random()
            early, late = due - rng.randrange(10, 500), due + rng.randrange(60, 3 * DAY)
            at = early if luck < _ON_TIME else late if luck < _ON_TIME + _LATE else -1
            period = (days.text[day - 4], days.text[day + 3])
            text = rng.choice(_TEXTS) if at >= 0 else ""
            told = (rep.id, *period, days.stamp(due), made.told(at), text)
            rows.append((f"WR{len(rows) + 1:06d}", *told))
    return rows


def training_rows(made: Made) -> list[Row]:
    """Four courses a year for each rep."""
    rng, days, rows = made.dice("trainings"), made.days, list[Row]()
    found = []
    for rep in made.staff.reps:
        for course, required in _COURSES:
            day = days.next_working[rng.randrange(max(days.first, rep.starts), days.now + 60)]
            if there(rep, min(day, days.now - 1), days):
                asked = max(max(days.first, rep.starts), min(day, days.now) - 30)
                found.append((day, rep.id, course, required, asked))
    for day, user, course, required, asked in sorted(found):
        at = day * DAY + 17 * 60 if rng.random() < _DONE else -1
        told = (user, course, flag(required), made.told(at), days.stamp(min(asked, days.now - 1) * DAY + 600))
        rows.append((f"TR{len(rows) + 1:05d}", *told))
    return rows


def participant_rows(made: Made) -> list[Row]:
    """Some visits are made with the one who leads the team, or the director of the region."""
    c, staff = made.activities, made.staff
    rng = urn(made.seed, "participants")
    visits = np.flatnonzero((c.kind == NUMBER["visit"]) & (c.done >= 0))
    luck = rng.random((len(visits), 2)).tolist()
    leads = {p.team.id: p.id for p in staff.people if p.role == "team_lead"}
    directors = {p.team.id: p.id for p in staff.people if p.role == "regional_director"}
    rows: list[Row] = []
    for n, person, at, (chance, who) in zip(
        visits.tolist(), c.person[visits].tolist(), c.done[visits].tolist(), luck, strict=True
    ):
        if chance < _ACCOMPANIED:
            team = staff.people[person].team_on(at // DAY)
            lead, director = leads.get(team.id), directors.get(staff.region_on(team, at // DAY))
            came = (director if who < 0.2 else lead) or lead or director
            if came and came != staff.people[person].id:
                rows.append((f"AP{len(rows) + 1:06d}", f"V{n + 1:07d}", came))
    return rows
