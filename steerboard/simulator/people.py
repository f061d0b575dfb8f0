"""Users, dated teams and memberships: who joins, leaves, moves, and who takes over."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from steerboard.core.periods import add_months
from steerboard.simulator.chance import dice
from steerboard.simulator.days import Days
from steerboard.simulator.names import REGIONS, PeopleNames
from steerboard.simulator.tables import Row, flag

USUAL_RATE = 6.2
TEAM_OF = 6.5  # reps and their lead share this many desks
_SUPPORT = ("sales_ops", "finance", "marketer", "service_agent", "admin", "analyst")
# Who signs in to the demo; the ids are the same for every seed and size.
CAST = {"executive": "U0001", "regional_director": "U0002", "team_lead": "U0003", "rep": "U0004"}
_CAST_NAMES = {
    "U0001": ("Helen Xu", "helen.xu"),
    "U0002": ("周明远", "mingyuan.zhou"),
    "U0003": ("Grace Zhao", "grace.zhao"),
    "U0004": ("林悦", "yue.lin"),
}
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Team:
    id: str
    name: str
    kind: str
    region: int  # of REGIONS; -1 for the company
    parent: str = ""


@dataclass(frozen=True)
class Person:
    """One user. Days are day numbers; ``starts`` and ``ends`` bound the days on which they work (end exclusive)."""

    id: str
    name: str
    mail: str
    role: str
    team: Team  # where they are at the end
    hired: date
    starts: int
    ends: int
    left: bool = False
    came_from: Team | None = None
    moved: int = 0
    successor: str = ""
    rate: float = USUAL_RATE  # new deals in a month
    skill: float = 1.0  # times the usual chance of winning
    size: float = 1.0  # times the usual amount
    energy: float = 1.0  # times the usual number of activities

    def team_on(self, day: int) -> Team:
        return self.came_from if self.came_from is not None and day < self.moved else self.team


@dataclass(frozen=True)
class Staff:
    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    moved_team: tuple[Team, str, int] | None  # a team, its earlier parent and the day it moved

    @property
    def reps(self) -> tuple[Person, ...]:
        return tuple(p for p in self.people if p.role == "rep")

    def region_on(self, team: Team, day: int) -> str:
        """The region above the team on a day."""
        if self.moved_team is not None and self.moved_team[0] is team and day < self.moved_team[2]:
            return self.moved_team[1]
        return team.parent


def make_staff(count: int, days: Days, seed: int) -> Staff:
    """``count`` people: an executive, directors, leads, supporting roles, and reps for the rest."""
    rng = dice(seed, "people")
    support = [_SUPPORT[n % len(_SUPPORT)] for n in range(max(1, min(count // 10, 6 + count // 200)))]
    desks = count - 1 - len(support)
    teams = _teams(max(1, round(desks / (TEAM_OF + 1))))
    company = teams[0]
    regions = [t for t in teams if t.kind == "region"]
    groups = [t for t in teams if t.kind == "team"]
    posts = [
        ("executive", company),
        ("regional_director", regions[0]),
        ("team_lead", groups[0]),
        ("rep", groups[0]),
    ]
    posts += [("regional_director", t) for t in regions[1:]] + [("team_lead", t) for t in groups[1:]]
    posts += [(role, company) for role in support]
    posts += [("rep", groups[(n + 1) % len(groups)]) for n in range(count - len(posts))]
    names = PeopleNames(rng)
    for name, _ in _CAST_NAMES.values():
        names.reserve(name)
    people = [_person(n, role, team, names, days, rng) for n, (role, team) in enumerate(posts)]
    people = _with_changes(people, groups, days, rng)
    return Staff(tuple(people), tuple(teams), _moved_team(groups, regions, days))


def _teams(count: int) -> list[Team]:
    regions = min(len(REGIONS), max(1, round(count / 2.5)))
    teams = [Team("T001", "集团销售 Sales", "company", -1)]
    for n in range(regions):
        zh, en, _ = REGIONS[n]
        teams.append(Team(f"T{n + 2:03d}", f"{zh}大区 {en}", "region", n, "T001"))
    for n in range(count):
        zh, en, _ = REGIONS[n % regions]
        number = n // regions + 1
        numeral = _NUMERALS[number - 1] if number <= len(_NUMERALS) else str(number)
        id_ = f"T{regions + n + 2:03d}"
        parent = teams[1 + n % regions].id
        teams.append(Team(id_, f"{zh}{numeral}部 {en} {number}", "team", n % regions, parent))
    return teams


def _moved_team(groups: list[Team], regions: list[Team], days: Days) -> tuple[Team, str, int] | None:
    """The last team stood under another region until some day in the middle."""
    if len(groups) < 3 or len(regions) < 2:
        return None
    team = groups[-1]
    earlier = next(r for r in reversed(regions) if r.id != team.parent)
    middle = days.dates[(days.first + days.now) // 2].replace(day=1)
    return team, earlier.id, days.index(middle)


def _person(n: int, role: str, team: Team, names: PeopleNames, days: Days, rng: random.Random) -> Person:
    id_ = f"U{n + 1:04d}"
    name, mail = _CAST_NAMES[id_] if id_ in _CAST_NAMES else names.draw()
    hired = days.dates[days.warm] - timedelta(days=rng.randrange(60, 3000))
    if id_ == CAST["rep"]:
        return Person(id_, name, mail, role, team, hired, 0, days.now, rate=8.0, skill=0.95, size=1.1)
    return Person(
        id_,
        name,
        mail if id_ in _CAST_NAMES else f"{mail}{n + 1}",
        role,
        team,
        hired,
        0,
        days.now,
        rate=min(9.5, max(4.2, rng.lognormvariate(1.8, 0.2))),
        skill=min(1.4, max(0.65, rng.gauss(1.0, 0.17))),
        size=rng.lognormvariate(0.0, 0.2),
        energy=min(1.4, max(0.7, rng.gauss(1.0, 0.15))),
    )


def _with_changes(people: list[Person], groups: list[Team], days: Days, rng: random.Random) -> list[Person]:
    """Some reps leave (a colleague takes over), some joined on the way, some changed their team."""
    span = days.now - days.first
    free = [p for p in people if p.role == "rep" and p.id != CAST["rep"]]
    rng.shuffle(free)
    year = span / 365
    numbers = [min(len(free) // 6, max(1, round(len(free) * share * year))) for share in (0.10, 0.13, 0.08)]
    leave, join, move = (free[sum(numbers[:n]) : sum(numbers[: n + 1])] for n in range(3))
    changed = {p.id: p for p in people}
    stay = {p.id for p in free} - {p.id for p in (*leave, *join, *move)} | {CAST["rep"]}
    for p in leave:
        day = days.next_working[days.first + rng.randrange(span // 6, span - span // 10)]
        heirs = [q.id for q in people if q.team is p.team and (q.id in stay or q.role == "team_lead")]
        heirs = [h for h in heirs if changed[h].role == "rep" and h != CAST["rep"]] or heirs
        changed[p.id] = replace(p, ends=day, left=True, successor=rng.choice(heirs))
    for p in join:
        day = days.next_working[days.first + rng.randrange(span // 10, span - span // 12)]
        changed[p.id] = replace(p, starts=day, hired=days.dates[day])
    for p in move if len(groups) > 1 else ():
        day = days.index(days.dates[days.first + rng.randrange(span // 4, span - span // 8)].replace(day=1))
        earlier = rng.choice([g for g in groups if g is not p.team])
        changed[p.id] = replace(p, came_from=earlier, moved=day)
    return list(changed.values())


def user_rows(staff: Staff, days: Days) -> list[Row]:
    rows: list[Row] = []
    for p in staff.people:
        left = days.text[p.ends] if p.left else ""
        ramp = "0.5" if p.role == "rep" and p.hired > add_months(days.dates[days.now], -3) else "1"
        rows.append((p.id, p.name, f"{p.mail}@example.com", p.hired.isoformat(), left, ramp))
    return rows


def team_rows(staff: Staff) -> list[Row]:
    return [
        (t.id, t.name, t.kind, " ".join(REGIONS[t.region][:2]) if t.region >= 0 else "") for t in staff.teams
    ]


def place_rows(staff: Staff, days: Days) -> list[Row]:
    """Where each team stands; a team that moved has two rows."""
    founded = (days.dates[days.warm] - timedelta(days=3000)).replace(month=1, day=1).isoformat()
    rows: list[Row] = []
    for t in staff.teams:
        begins = founded
        if staff.moved_team and staff.moved_team[0] is t:
            _, earlier, day = staff.moved_team
            begins = days.text[day]
            rows.append((f"TP{len(rows) + 1:04d}", t.id, earlier, founded, begins))
        rows.append((f"TP{len(rows) + 1:04d}", t.id, t.parent, begins, ""))
    return rows


def membership_rows(staff: Staff, days: Days) -> list[Row]:
    rows: list[Row] = []
    for p in staff.people:
        leads = flag(p.role in ("executive", "regional_director", "team_lead"))
        begins = p.hired.isoformat()
        if p.came_from is not None:
            moved = days.text[p.moved]
            rows.append((f"M{len(rows) + 1:05d}", p.id, p.came_from.id, p.role, leads, begins, moved))
            begins = moved
        ends = days.text[p.ends] if p.left else ""
        rows.append((f"M{len(rows) + 1:05d}", p.id, p.team.id, p.role, leads, begins, ends))
    return rows
