"""Rows from the ORM against an independent model, on random organisations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steerboard.core.clock import FixedClock
from steerboard.core.errors import Forbidden
from steerboard.engine.rights import OWNER, Rights
from steerboard.kinds.registry import kinds
from steerboard.people.editing import may_edit_record
from steerboard.people.rights import is_member, readable_fields, rights_of, visible, visible_one
from tests.django_db import Records
from tests.people.companies import Maker, random_company
from tests.people.organisation import ALL, KINDS

TODAY = date(2026, 6, 15)
CLOCK = FixedClock(datetime(2026, 6, 15, 8, tzinfo=UTC))
on_random_companies = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)


@contextmanager
def thrown_away() -> Iterator[None]:
    """What is written inside goes again."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_independent_model_knows_every_kind() -> None:
    assert {spec.name for spec in kinds()} == set(KINDS)


@on_random_companies
@given(seed=st.integers(0, 10**6))
def test_it_shows_and_lets_edit_what_the_independent_model_does(records: Records, seed: int) -> None:
    with thrown_away():
        company = random_company(seed, TODAY, CLOCK)
        for user in company.rows["user"]:
            rights = rights_of(user, TODAY)
            for kind in KINDS:
                found = list(visible(kind, rights))
                assert {record.pk for record in found} == company.ids(user, kind), (seed, user, kind)
                for record in found:
                    expected = company.edits(user, kind, record.pk)
                    assert may_edit_record(record, kind, rights) is expected, (seed, user, kind, record.pk)


@pytest.fixture
def maker(records: Records) -> Maker:
    return Maker(TODAY, CLOCK)


def member(maker: Maker, name: str, team: int, role: str = "rep", **rest: Any) -> int:
    user = maker.add("user", name=name, email=f"{name.lower()}@example.com")
    maker.add("membership", user=user, team=team, role=role, **{"leads": False, **rest})
    return user


def test_a_membership_ends_on_its_last_day_and_begins_on_its_first(maker: Maker) -> None:
    team = maker.add("team", name="A")
    user = member(maker, "Ann", team, valid_from=TODAY, valid_to=TODAY + timedelta(days=1))
    days = {n: is_member(rights_of(user, TODAY + timedelta(days=n))) for n in (-1, 0, 1)}
    assert days == {-1: False, 0: True, 1: False}


def test_who_leads_sees_the_teams_below_as_the_tree_stands_that_day(maker: Maker) -> None:
    top, low = maker.add("team", name="Top"), maker.add("team", name="Low")
    maker.add("team_place", team=low, parent=top, valid_from=None, valid_to=TODAY)
    lead, rep = member(maker, "Lea", top, "team_lead", leads=True), member(maker, "Rob", low)
    assert rep in rights_of(lead, TODAY - timedelta(days=1)).people
    assert rep not in rights_of(lead, TODAY).people


def test_a_role_without_leading_opens_nobodys_rows(maker: Maker) -> None:
    team = maker.add("team", name="A")
    lead, rep = member(maker, "Lea", team, "team_lead"), member(maker, "Rob", team)
    assert rights_of(lead, TODAY).people == {lead}
    assert rights_of(rep, TODAY).people == {rep}


def test_the_owner_of_the_files_sees_everything(maker: Maker) -> None:
    account = maker.add("account", name="Acme", owner=maker.add("user", name="Ann"))
    assert [a.pk for a in visible("account", OWNER)] == [account]


def test_a_forbidden_id_answers_as_an_absent_one(maker: Maker) -> None:
    team = maker.add("team", name="A")
    ann, ben = member(maker, "Ann", team), member(maker, "Ben", team)
    deal = maker.add("opportunity", name="Secret", owner=ann)
    rights = rights_of(ben, TODAY)
    with pytest.raises(Forbidden) as forbidden:
        visible_one("opportunity", deal, rights)
    with pytest.raises(Forbidden) as absent:
        visible_one("opportunity", deal + 1, rights)
    assert str(forbidden.value).replace(str(deal), "#") == str(absent.value).replace(str(deal + 1), "#")


@pytest.mark.parametrize("role", ["rep", "executive", "finance", "sales_ops", "analyst", "admin"])
def test_tagged_fields_need_their_right(maker: Maker, role: str) -> None:
    rights = Rights(1, frozenset({role}), role in ALL, people=frozenset({1}))
    costs = {f.name for f in readable_fields("product", rights)}
    mails = {f.name for f in readable_fields("user", rights)}
    assert ("unit_cost" in costs) is (role in {"executive", "finance", "analyst", "admin"})
    assert ("email" in mails) is (role in {"executive", "sales_ops", "admin"})
