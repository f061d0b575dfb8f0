"""Users who come, move and leave; teams under two regions, one of which changes its place."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder

NAMES = ("王芳", "Anna Weber", "李强", "Ben Carter", "赵敏", "Carla Ruiz", "陈杰", "Dan Olsen", "孙丽", "Eve Stone",
         "周涛", "Finn Boyle")  # fmt: skip
START = date(2022, 7, 1)


def make_people(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    today = b.calendar.today(b.now)
    teams = _teams(b, rng, moments, today)
    users = [b.add("user", name=name, hired_on=START) for name in NAMES[: rng.randint(6, 12)]]
    _member(b, users[0], 1, "executive", START, leads=True)
    for region, user in zip((2, 3), users[1:3], strict=True):
        _member(b, user, region, "regional_director", START, leads=True)
    for place, user in enumerate(users[3:]):
        first = teams[place % len(teams)]
        role = "team_lead" if place < len(teams) else "rep"
        _career(b, rng, moments, user, (first, rng.choice(teams)), role, today)


def _teams(b: Builder, rng: Random, moments: Moments, today: date) -> list[int]:
    b.add("team", name="Company", kind="company")
    b.add("team", name="North", kind="region")
    b.add("team", name="South", kind="region")
    b.add("team_place", team=1, valid_from=START)
    for region in (2, 3):
        b.add("team_place", team=region, parent=1, valid_from=START)
    teams = []
    for number in range(rng.randint(3, 5)):
        team = b.add("team", name=f"Team {number + 1}", kind="team")
        region = 2 + number % 2
        if number == 0:
            moved = moments.day(START + timedelta(days=200), today)
            b.add("team_place", team=team, parent=2, valid_from=START, valid_to=moved)
            b.add("team_place", team=team, parent=3, valid_from=moved)
        else:
            b.add("team_place", team=team, parent=region, valid_from=START)
        teams.append(team)
    return teams


def _career(
    b: Builder, rng: Random, moments: Moments, user: int, teams: tuple[int, int], role: str, today: date
) -> None:
    """Stays, moves (at once, after a gap, or with an overlap), leaves, or joins late."""
    first, second = teams
    turn = moments.day(START + timedelta(days=150), today)
    leads = role == "team_lead"
    kind = rng.choice(("stays", "moves", "gap", "overlap", "leaves", "late"))
    if kind in ("stays", "late"):
        _member(b, user, first, role, turn if kind == "late" else START, leads=leads)
    elif kind == "leaves":
        _member(b, user, first, role, START, turn, leads=leads)
        b.row("user", user)["left_on"] = turn
    else:
        ends = {"moves": turn, "gap": turn - timedelta(days=20), "overlap": turn + timedelta(days=30)}[kind]
        _member(b, user, first, role, START, ends, leads=leads)
        back = turn + timedelta(days=15) if kind == "overlap" and rng.random() < 0.5 else None
        _member(b, user, second, "rep", turn, back)


def _member(
    b: Builder, user: int, team: int, role: str, start: date, end: date | None = None, *, leads: bool = False
) -> None:
    b.add("membership", user=user, team=team, role=role, leads=leads, valid_from=start, valid_to=end)
