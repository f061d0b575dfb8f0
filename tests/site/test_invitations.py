"""The way in: one use, seven days, one answer for all that does not hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from steerboard.core.clock import FixedClock, SystemClock
from steerboard.core.errors import BadInput
from steerboard.people.actions import accept, invite
from steerboard.people.invitations import open_invitation
from steerboard.people.models import Invitation, Login
from tests.people.fingerprint import SESSIONS, fingerprint
from tests.site.bodies import body
from tests.site.conftest import PASSWORD, Site
from tests.site.test_sign_in import is_in, sign_in

CLOCK = SystemClock()
FORM = {"password": "long enough for two", "again": "long enough for two"}


@pytest.fixture
def person(site: Site) -> int:
    return site.person("Darcel Schlecht", site.maker.add("team", name="Team"))


def test_it_asks_for_the_address_where_there_is_none_and_enters(site: Site, person: int) -> None:
    path = invite(person, "", CLOCK)
    client = site.client()
    page = client.get(path).content.decode()
    assert "Welcome, Darcel Schlecht" in page
    assert 'name="email"' in page
    assert client.post(path, {**FORM, "email": "Darcel@Example.com"}).status_code == 302
    assert is_in(client)
    again = site.client()
    sign_in(again, "darcel@example.com", FORM["password"])
    assert is_in(again)


def test_the_address_of_the_invitation_cannot_be_changed(site: Site, person: int) -> None:
    path = invite(person, "darcel@example.com", CLOCK)
    site.client().post(path, {**FORM, "email": "other@example.com"})
    assert Login.objects.get(person=person).email == "darcel@example.com"


def test_it_works_once(site: Site, person: int) -> None:
    path = invite(person, "d@example.com", CLOCK)
    site.client().post(path, FORM)
    before = fingerprint(SESSIONS)
    second = site.client()
    assert (
        second.post(path, {"password": "yet another long one", "again": "yet another long one"}).status_code
        == 404
    )
    assert not is_in(second)
    assert fingerprint(SESSIONS) == before


def test_of_two_at_once_one_enters(site: Site, person: int) -> None:
    path = invite(person, "d@example.com", CLOCK)
    secret = path.split("/")[-2]
    found = open_invitation(secret, CLOCK)
    assert found is not None
    assert accept(found, "d@example.com", PASSWORD, CLOCK) is not None
    assert accept(found, "d@example.com", PASSWORD, CLOCK) is None


def test_unknown_expired_used_and_replaced_answer_alike(site: Site, person: int) -> None:
    used = invite(person, "d@example.com", CLOCK)
    site.client().post(used, FORM)
    expired = invite(person, "d@example.com", FixedClock(CLOCK.now() - timedelta(days=7, seconds=1)))
    replaced = invite(person, "d@example.com", CLOCK)
    good = invite(person, "d@example.com", CLOCK)
    answers = set()
    for path in (used, expired, replaced, "/invite/unknown-secret/"):
        response = site.client().get(path)
        answers.add((response.status_code, body(response).replace(path, "PATH")))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404
    assert site.client().get(good).status_code == 200


def test_the_secret_is_nowhere_kept(site: Site, person: int) -> None:
    path = invite(person, "d@example.com", CLOCK)
    secret = path.split("/")[-2]
    row = Invitation.objects.values().get()
    assert len(secret) >= 40
    assert all(secret not in str(value) for value in row.values())


def test_a_second_invitation_gives_a_new_password_and_ends_sessions(site: Site, person: int) -> None:
    login = site.login(person, "d@example.com")
    old = site.client(login)
    site.client().post(invite(person, "", CLOCK), {**FORM, "email": "d@example.com"})
    assert old.get("/password/").status_code == 302
    assert Login.objects.filter(person=person).count() == 1


@pytest.mark.parametrize("password", ["short", "password1234", "12345678901234"])
def test_a_weak_password_is_refused_and_the_invitation_stays(site: Site, person: int, password: str) -> None:
    path = invite(person, "d@example.com", CLOCK)
    before = fingerprint(SESSIONS)
    assert site.client().post(path, {"password": password, "again": password}).status_code == 200
    assert fingerprint(SESSIONS) == before
    assert site.client().get(path).status_code == 200


def test_an_address_of_another_person_is_refused(site: Site, person: int) -> None:
    site.login(site.person("Ben"), "ben@example.com")
    with pytest.raises(BadInput):
        invite(person, "BEN@example.com", CLOCK)
    path = invite(person, "", CLOCK)
    response = site.client().post(path, {**FORM, "email": "Ben@example.com"})
    assert response.status_code == 200
    assert not Login.objects.filter(person=person).exists()


def test_nobody_is_invited_who_is_not_there(site: Site, person: int) -> None:
    site.maker.remove("user", person)
    with pytest.raises(BadInput):
        invite(person, "d@example.com", CLOCK)


def test_a_demo_login_becomes_a_real_one(site: Site, person: int) -> None:
    site.login(person, "d@example.com", demo=True)
    site.client().post(invite(person, "d@example.com", CLOCK), FORM)
    assert Login.objects.get(person=person).demo is False


def test_its_form_needs_a_token(site: Site, person: int) -> None:
    path = invite(person, "d@example.com", CLOCK)
    client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    assert client.post(path, FORM).status_code == 403
    assert settings.CSRF_FAILURE_VIEW
    assert not Login.objects.exists()
