"""What is set to happen in the company, so that it can be found again: who, what, from which day, how strongly.

A story that needs more people or teams than the company has is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steerboard.simulator.chance import dice
from steerboard.simulator.days import Days
from steerboard.simulator.goods import AUTOMATION, OPEN_STAGES, SERVICE
from steerboard.simulator.names import REGIONS
from steerboard.simulator.people import CAST, Person, Staff

_TYPE_CHANCE = {"new": 0.86, "expansion": 1.15, "upsell": 1.1, "cross_sell": 1.0, "renewal": 1.6}
_USUAL_CHANCE = 0.31
_MOST = 0.85

EARLY_SHARE, EARLY_CHANCE = 0.06, 0.4
SLOW_RESPONSE = "响应慢 Slow response"


@dataclass(frozen=True)
class Struggler:
    """A rep who hardly opens new customers, renews well and is strong with state-owned firms."""

    user: str
    new_chance: float = 0.15
    renewal_chance: float = 1.15
    state_owned_chance: float = 2.1


@dataclass(frozen=True)
class Slump:
    """A team that is busy with commissioning from ``day`` on: fewer visits, fewer new deals, more lost ones."""

    team: str
    day: int
    visits: float = 0.3  # times the usual number
    onboarding: float = 9.0
    creation: float = 0.6
    spoiled: float = 0.3  # share of the deals otherwise won that are lost for slow response


@dataclass(frozen=True)
class Promotion:
    """Small orders in one region from ``begins`` to before ``ends``, at a price cut and ``lift`` times as many."""

    id: str
    name: str
    kind: str
    region: int
    line: str
    begins: int
    ends: int
    lift: float
    price_cut: float
    cost: int  # fen

    @property
    def region_name(self) -> str:
        return " ".join(REGIONS[self.region][:2])


@dataclass(frozen=True)
class Hasty:
    """A rep whose quotes mostly go out before the needs are confirmed; such quotes seldom become an order."""

    user: str
    early_share: float = 0.65
    early_chance: float = EARLY_CHANCE


@dataclass(frozen=True)
class Clog:
    """Deals of one line stay ``factor`` times as long in a stage that they enter from ``day`` on."""

    stage: int
    line: str
    day: int
    factor: float = 2.6


@dataclass(frozen=True)
class Stories:
    struggler: Struggler | None
    slump: Slump | None
    hasty: Hasty | None
    clog: Clog
    promotions: tuple[Promotion, ...]  # the first one has a lift; others have none, or lie ahead

    def chance(self, rep: Person, kind: str, ownership: str, early: bool) -> float:
        """The chance that a deal is won."""
        chance = _USUAL_CHANCE * rep.skill * _TYPE_CHANCE[kind] * (EARLY_CHANCE if early else 1.0)
        s = self.struggler
        if s is not None and rep.id == s.user:
            chance *= {"new": s.new_chance, "renewal": s.renewal_chance}.get(kind, 1.0)
            chance *= s.state_owned_chance if ownership == "state_owned" else 1.0
        return min(_MOST, chance)

    def early_share(self, rep: Person) -> float:
        return self.hasty.early_share if self.hasty and self.hasty.user == rep.id else EARLY_SHARE

    def slumps(self, rep: Person) -> Slump | None:
        """The slump of the team that the rep is in at the end."""
        return self.slump if self.slump is not None and rep.team.id == self.slump.team else None

    def promoted(self, region: int, day: int) -> Promotion | None:
        return next((p for p in self.promotions if p.region == region and p.begins <= day < p.ends), None)

    def truth(self, days: Days) -> dict[str, Any]:
        """Who, what, when and how much, by the name of the story."""
        found: dict[str, Any] = {}
        if self.struggler is not None:
            found["struggles_with_new_customers"] = dict(vars(self.struggler))
        if self.slump is not None:
            found["team_slump"] = {
                **vars(self.slump),
                "day": days.text[self.slump.day],
                "cause": "commissioning instead of visits",
                "loss_reason": SLOW_RESPONSE,
            }
        if self.hasty is not None:
            found["quotes_too_early"] = {**vars(self.hasty), "usual_early_share": EARLY_SHARE}
        found["stage_clogs"] = {
            **vars(self.clog),
            "stage": OPEN_STAGES[self.clog.stage].id,
            "day": days.text[self.clog.day],
        }
        found["promotions"] = [
            {**vars(p), "region": p.region_name, "begins": days.text[p.begins], "ends": days.text[p.ends]}
            for p in self.promotions
        ]
        return found


def choose(staff: Staff, days: Days, seed: int) -> Stories:
    """Stories near the people who sign in to the demo, so that they find them."""
    rng = dice(seed, "stories")
    span = days.now - days.first
    own = next(p.team for p in staff.people if p.id == CAST["team_lead"])
    steady = [p for p in staff.reps if _steady(p) and p.id != CAST["rep"]]
    near = [p for p in steady if p.team is own] + [p for p in steady if p.team is not own]
    struggler = Struggler(near[0].id) if near else None
    hasty = Hasty(near[1].id) if len(near) > 1 else None
    groups = [t for t in staff.teams if t.kind == "team" and t is not own]
    groups.sort(key=lambda t: t.parent != own.parent)
    slump_day = _monday(days, days.now - min(140, span // 3))
    slump = Slump(groups[0].id, slump_day) if groups else None
    clog = Clog(2, AUTOMATION, _monday(days, days.now - min(150, span * 2 // 5)))
    regions = sorted({t.region for t in staff.teams if t.kind == "region"})
    return Stories(struggler, slump, hasty, clog, _promotions(regions, days, rng.random()))


def _steady(p: Person) -> bool:
    """Whether they were there all the time, in one team."""
    return not p.left and p.came_from is None and p.starts == 0


def _monday(days: Days, day: int) -> int:
    """The Monday of the week of ``day``, or the first working day after it."""
    return days.next_working[day - days.dates[day].weekday()]


def _promotions(regions: list[int], days: Days, luck: float) -> tuple[Promotion, ...]:
    span = days.now - days.first
    begins = _monday(days, days.now - min(160, span * 2 // 5))
    length = min(56, span // 6)
    treated = regions[1 % len(regions)]
    empty = regions[-1] if len(regions) > 2 else regions[0]
    before = max(days.first + 7, begins - 2 * length)
    ahead = days.next_working[days.now + 10]
    cost = round(48_000_00 * (0.9 + luck * 0.3) / 100_00) * 100_00
    found = [
        Promotion(
            "PR01",
            "备件直降 Spare-part price cut",
            "price_cut",
            treated,
            SERVICE,
            begins,
            begins + length,
            1.9,
            0.12,
            cost,
        ),
        Promotion(
            "PR02",
            "样品派发 Free samples",
            "sample",
            empty,
            SERVICE,
            before,
            before + length // 2,
            1.0,
            0.0,
            cost // 2,
        ),
        Promotion(
            "PR03",
            "年终优惠券 Year-end coupon",
            "coupon",
            regions[0],
            SERVICE,
            ahead,
            ahead + 30,
            1.0,
            0.05,
            cost // 3,
        ),
    ]
    # With a single region there is nobody to compare with: no effect is claimed, none is made.
    return tuple(found) if len(regions) > 1 else (found[2],)
