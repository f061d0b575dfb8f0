"""Calls, visits and all the rest: drawn as whole columns, a person after another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from steerboard.simulator import scene
from steerboard.simulator.chance import urn
from steerboard.simulator.days import DAY, Days, Instants
from steerboard.simulator.people import CAST, Person, Staff
from steerboard.simulator.stories import Slump, Stories

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Kind:
    name: str
    daily: float  # in a usual day of a usual rep
    planned: float  # share that is planned beforehand
    modes: tuple[tuple[str, float], ...]
    minutes: tuple[int, int]  # shortest and longest
    inbound: float = 0.0


KINDS: tuple[Kind, ...] = (
    Kind("visit", 0.95, 0.85, (("in_person", 1.0),), (40, 120)),
    Kind("call", 2.1, 0.12, (("phone", 1.0),), (3, 25), inbound=0.15),
    Kind("email", 1.2, 0.0, (("written", 1.0),), (5, 20), inbound=0.25),
    Kind("meeting", 0.18, 0.9, (("in_person", 0.5), ("video", 0.5)), (30, 90)),
    Kind("demo", 0.16, 0.95, (("in_person", 0.7), ("video", 0.3)), (60, 150)),
    Kind("presentation", 0.06, 0.95, (("in_person", 0.6), ("video", 0.4)), (45, 90)),
    Kind("onboarding", 0.02, 0.95, (("in_person", 1.0),), (120, 240)),
    Kind("task", 0.3, 0.6, (("written", 1.0),), (15, 90)),
    Kind("note", 0.12, 0.0, (("written", 1.0),), (2, 10)),
)
NUMBER = {kind.name: n for n, kind in enumerate(KINDS)}
PLANS_AHEAD = 10  # days
_LEAD_ENERGY = 0.25

# What became of a plan: done on the day, moved to a later day, given up with a reason or cancelled by the
# customer, done some day later without a new plan, left open; or set by the scene.
DONE, MOVED, REASON, CANCELLED, LATE, OPEN, SCENE = range(7)
_FATES = (0.80, 0.095, 0.045, 0.02, 0.03, 0.01)


@dataclass
class Columns:
    """Activities as columns of the same length; instants and numbers are -1 where there is none."""

    person: Numbers  # number in Staff.people
    kind: Numbers  # number in KINDS
    committed: Instants  # the first planned_for
    planned: Instants
    moved_at: Instants  # when planned_for was changed
    done: Instants
    cancelled: Instants
    created: Instants
    entered: Instants
    fate: Numbers

    @classmethod
    def begun(cls, person: Numbers, kind: Numbers, at: Instants, planned: Flags) -> Columns:
        """Before anything became of them: spontaneous ones at their moment, plans for theirs."""
        none = np.full(len(at), -1, dtype=np.int64)
        plan = np.where(planned, at, none)
        return cls(person, kind, plan, plan, none, none, none, at, none, none)

    def take(self, order: Numbers | Flags | slice) -> Columns:
        return Columns(*(getattr(self, name)[order] for name in self.__dataclass_fields__))


def draw(staff: Staff, stories: Stories, days: Days, seed: int) -> Columns:
    """Everything that was done or planned from the first day on, sorted by person and time."""
    rng = urn(seed, "activities")
    workers = [(n, p) for n, p in enumerate(staff.people) if p.role in ("rep", "team_lead")]
    person, day, kind = _occasions(rng, workers, stories, days)
    planned = rng.random(len(day)) < np.array([k.planned for k in KINDS])[kind]
    keep = planned | (day < days.now)
    person, day, kind, planned = person[keep], day[keep], kind[keep], planned[keep]
    size = len(day)
    minute = np.where(planned, rng.integers(36, 68, size) * 15, rng.integers(9 * 60, 17 * 60 + 30, size))
    employed = (
        np.array([max(p.starts, days.first) for p in staff.people])[person],
        np.array([p.ends if p.left else len(days.dates) for p in staff.people])[person],
    )
    columns = _carried_out(rng, Columns.begun(person, kind, day * DAY + minute, planned), employed, days)
    columns = _with_scene(columns, staff, days)
    return columns.take(np.lexsort((columns.kind, columns.created, columns.person)))


def _occasions(
    rng: np.random.Generator, workers: list[tuple[int, Person]], stories: Stories, days: Days
) -> tuple[Numbers, Numbers, Numbers]:
    """Person, day and kind of each activity: so many of each kind on each day of work."""
    daily = np.array([k.daily for k in KINDS])
    season = np.array(days.season)
    ahead = np.arange(days.now, days.now + PLANS_AHEAD)
    season[ahead] *= np.linspace(0.9, 0.15, PLANS_AHEAD)
    persons, found_days, kinds = [], [], []
    for n, p in workers:
        until = min(days.now + PLANS_AHEAD, p.ends) if p.left else days.now + PLANS_AHEAD
        span = np.arange(max(days.first, p.starts), until)
        energy = p.energy if p.role == "rep" else _LEAD_ENERGY
        energy = scene.ENERGY if p.id == CAST["rep"] else energy
        usual = season[span][:, None] * daily[None, :] * energy
        slump = stories.slumps(p) if p.role == "rep" else None
        if slump is not None:
            usual *= np.where((span >= slump.day)[:, None], _in_a_slump(slump)[None, :], 1.0)
        counts = rng.poisson(usual)
        which = np.repeat(np.arange(counts.size), counts.ravel())
        found_days.append(span[which // len(KINDS)])
        kinds.append(which % len(KINDS))
        persons.append(np.full(len(which), n))
    return np.concatenate(persons), np.concatenate(found_days), np.concatenate(kinds)


def _in_a_slump(slump: Slump) -> npt.NDArray[np.float64]:
    """Times the usual number of each kind."""
    factors = {"visit": slump.visits, "meeting": slump.visits, "onboarding": slump.onboarding}
    return np.array([factors.get(k.name, 1.0) for k in KINDS])


def _carried_out(
    rng: np.random.Generator, c: Columns, employed: tuple[Numbers, Numbers], days: Days
) -> Columns:
    """What became of each: spontaneous ones are done when they happen, plans meet their fate."""
    first_day, last_day = employed
    size = len(c.kind)
    at, day, plans = c.created, c.created // DAY, c.committed >= 0
    working = np.array(days.next_working)
    fate = np.where(plans, rng.choice(len(_FATES), size, p=_FATES), DONE)
    fate[at >= days.end] = OPEN
    later = working[day + rng.integers(1, 7, size)] * DAY + rng.integers(36, 68, size) * 15
    afterwards = working[day + rng.integers(1, 4, size)] * DAY + rng.integers(9 * 60, 17 * 60, size)
    # Who leaves carries nothing over; what the last working day left undone is not explained yet.
    fate[(fate == MOVED) & (later // DAY >= last_day)] = REASON
    fate[(fate == LATE) & (afterwards // DAY >= last_day)] = REASON
    fate[(fate == REASON) & (day == days.last_working[days.now - 1])] = OPEN
    moved = fate == MOVED
    target = np.where(moved, later, at)
    done = np.where(np.isin(fate, (DONE, MOVED)), target + rng.integers(5, 40, size), -1)
    done = np.where(fate == LATE, afterwards, done)
    c.done = np.where(done < days.end, done, -1)
    prior = working[np.maximum(day - rng.integers(1, 8, size), first_day)]
    prior = np.minimum(prior, days.last_working[days.now - 1]) * DAY + rng.integers(540, 1060, size)
    prior = np.where(prior < at, prior, at - rng.integers(30, 120, size))
    c.created = np.where(plans, prior, at)
    c.planned = np.where(plans, target, -1)
    c.fate = fate
    shortly = np.maximum(c.created + 1, at - rng.integers(20, 100, size))
    c.cancelled = np.where(fate == CANCELLED, shortly, -1)
    c.moved_at = np.where(moved, shortly, -1)
    soon = np.minimum(c.done + rng.integers(2, 90, size), (c.done // DAY + 1) * DAY - 1)
    next_morning = working[c.done // DAY + 1] * DAY + rng.integers(500, 580, size)
    entered = np.where((rng.random(size) < 0.2) & (next_morning < days.end), next_morning, soon)
    c.entered = np.where(c.done >= 0, entered, -1)
    return c


def _with_scene(columns: Columns, staff: Staff, days: Days) -> Columns:
    """The rep's plans for today and some coming days, and the one left open on the last working day."""
    number = next(n for n, p in enumerate(staff.people) if p.id == CAST["rep"])
    today, before = days.visiting_day, days.last_working[days.now - 1]
    open_ = (columns.planned >= 0) & (columns.planned < days.end) & (columns.done < 0)
    open_ &= np.isin(columns.fate, (OPEN, LATE))
    away = (columns.person == number) & (open_ | (columns.planned // DAY == today))
    kept = columns.take(~away)
    coming = [day for day in range(today + 1, today + 30) if days.working[day]]
    planned = np.array(
        [today * DAY + m for m in scene.PLANNED_TODAY]
        + [before * DAY + scene.UNDONE]
        + [coming[ahead - 1] * DAY + m for ahead, m in scene.PLANNED_LATER]
    )
    size = len(planned)
    none = np.full(size, -1, dtype=np.int64)
    created = np.full(size, days.last_working[before - 1] * DAY + 16 * 60) + np.arange(size)
    kind = np.full(size, NUMBER["visit"])
    fate = np.full(size, SCENE)
    added = Columns(np.full(size, number), kind, planned, planned, none, none, none, created, none, fate)
    return Columns(
        *(np.concatenate([getattr(kept, f), getattr(added, f)]) for f in Columns.__dataclass_fields__)
    )
