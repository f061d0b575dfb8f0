"""People and the dated organisation: one company, regions, teams; some people change teams."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.world.tables import Array, Columns, Filler

REGIONS = 5
FIRST = np.datetime64("2022-06-01", "D")
MOVES = (np.datetime64("2023-09-01", "D"), np.datetime64("2025-09-30", "D"))
OPEN_DAYS = (np.datetime64("0001-01-01", "D"), np.datetime64("9999-12-31", "D"))


@dataclass(frozen=True)
class Organisation:
    """Ids: the company is team 1, regions follow, then the teams that people are in."""

    users: int
    teams: Array

    @classmethod
    def of(cls, users: int, teams: int) -> Organisation:
        return cls(users, np.arange(2 + REGIONS, 2 + REGIONS + teams))

    def region_of(self, team: Array) -> Array:
        region: Array = 2 + (team - self.teams[0]) % REGIONS
        return region


def fill_people(filler: Filler, rng: np.random.Generator, organisation: Organisation) -> None:
    everyone = np.arange(1, organisation.users + 1)
    filler.fill("user", {"id": everyone, "name": _names("Person", everyone), **_always(len(everyone))})
    _fill_teams(filler, organisation)
    places = _places(rng, organisation, everyone)
    filler.fill("org_span", places)
    region, company = organisation.region_of(places["team_id"]), np.ones_like(places["team_id"])
    for team in (places["team_id"], region, company):
        reach = {"team_id": team, **{c: places[c] for c in ("user_id", "valid_from", "valid_to")}}
        filler.fill("org_reach", reach)


def _fill_teams(filler: Filler, organisation: Organisation) -> None:
    regions = np.arange(2, 2 + REGIONS)
    ids = np.concatenate([[1], regions, organisation.teams])
    kind = np.concatenate([["company"], np.full(REGIONS, "region"), np.full(len(organisation.teams), "team")])
    filler.fill("team", {"id": ids, "name": _names("Team", ids), "kind": kind, **_always(len(ids))})
    above = np.concatenate([[0], np.ones(REGIONS, int), organisation.region_of(organisation.teams)])
    region = np.concatenate([[0], regions, organisation.region_of(organisation.teams)])
    spans = {
        "team_id": ids,
        "parent_id": np.ma.MaskedArray(above, mask=above == 0),
        "region_id": np.ma.MaskedArray(region, mask=region == 0),
        "root_id": np.ones_like(ids),
        "valid_from": np.full(len(ids), OPEN_DAYS[0]),
        "valid_to": np.full(len(ids), OPEN_DAYS[1]),
    }
    filler.fill("team_span", spans)


def _places(rng: np.random.Generator, organisation: Organisation, everyone: Array) -> Columns:
    """One to three consecutive memberships of each person; a tenth came later, a twentieth has left."""
    count = rng.choice([1, 2, 3], p=[0.6, 0.3, 0.1], size=len(everyone))
    user = np.repeat(everyone, count)
    place = np.arange(len(user)) - np.repeat(np.cumsum(count) - count, count)
    last = place == np.repeat(count, count) - 1
    moves = rng.integers(0, (MOVES[1] - MOVES[0]).astype(int), size=len(user))
    began = np.where(rng.random(len(everyone)) < 0.1, FIRST + 700, FIRST)[user - 1]
    start = np.where(place == 0, began, np.maximum(began + 1, MOVES[0] + moves))
    order = np.lexsort((start, user))
    start, user = start[order], user[order]
    end = np.where(last, OPEN_DAYS[1], np.roll(start, -1))
    end = np.where(last & (rng.random(len(everyone)) < 0.05)[user - 1], MOVES[1], end)
    team = rng.choice(organisation.teams, size=len(user))
    kept = start < end
    places = {
        "user_id": user,
        "team_id": team,
        "parent_id": organisation.region_of(team),
        "region_id": organisation.region_of(team),
        "root_id": np.ones_like(team),
        "valid_from": start,
        "valid_to": end,
    }
    return {name: array[kept] for name, array in places.items()}


def _names(what: str, ids: Array) -> Array:
    return np.array([f"{what} {n}" for n in ids], dtype=object)


def _always(count: int) -> Columns:
    """Known from the beginning and never changed."""
    return {"known_from": np.full(count, FIRST.astype("datetime64[us]")), "changed": np.zeros(count, bool)}
