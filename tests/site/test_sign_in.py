"""Signing in and out, the lock-out, demo logins, the password."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from steerboard.people.models import Login
from tests.people.fingerprint import SESSIONS, fingerprint
from tests.site.bodies import body
from tests.site.conftest import PASSWORD, Site


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password})


@pytest.fixture
def ann(site: Site) -> Login:
    team = site.maker.add("team", name="Team")
    return site.login(site.person("Ann", team), "Ann@Example.com")


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_it_signs_in_by_email_whatever_its_case(site: Site, ann: Login) -> None:
    client = site.client()
    response = sign_in(client, "ANN@example.com")
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert is_in(client)


def test_it_goes_where_one_wanted_to_go_but_never_elsewhere(site: Site, ann: Login) -> None:
    inside = site.client().post("/sign-in/?next=/password/", {"login": ann.email, "password": PASSWORD})
    outside = site.client().post(
        "/sign-in/?next=https://evil.example/", {"login": ann.email, "password": PASSWORD}
    )
    assert (inside["Location"], outside["Location"]) == ("/password/", "/")


def test_the_session_has_a_new_key_after_signing_in(site: Site, ann: Login) -> None:
    client = site.client()
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    sign_in(client, ann.email)
    assert client.session.session_key != session.session_key


def test_wrong_unknown_and_closed_answer_alike(site: Site, ann: Login) -> None:
    closed = site.login(site.person("Cleo"), "cleo@example.com")
    Login.objects.filter(pk=closed.pk).update(is_active=False)
    before = fingerprint(SESSIONS)
    bodies = set()
    for email, password in ((ann.email, "wrong"), ("nobody@example.com", PASSWORD), (closed.email, PASSWORD)):
        client = site.client()
        response = sign_in(client, email, password)
        assert response.status_code == 200
        assert not is_in(client)
        bodies.add(body(response).replace(email, "EMAIL"))
    assert len(bodies) == 1
    assert fingerprint(SESSIONS) == before


@pytest.mark.usefixtures("fast_passwords")
def test_it_locks_out_after_ten_wrong_tries_and_only_that_address(site: Site, ann: Login) -> None:
    ben = site.login(site.person("Ben", 1), "ben@example.com")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = sign_in(site.client(), ann.email, "wrong")
    assert last.status_code == 429
    assert "Too many tries" in last.content.decode()
    client = site.client()
    assert sign_in(client, ann.email).status_code == 429
    assert not is_in(client)
    other = site.client()
    sign_in(other, ben.email)
    assert is_in(other)


@pytest.mark.parametrize(
    ("meta", "enters"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "::1"}, True),
        ({"REMOTE_ADDR": "192.168.1.7"}, False),
        ({"REMOTE_ADDR": "10.0.0.1"}, False),
        ({"REMOTE_ADDR": ""}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"}, False),
    ],
)
def test_demo_logins_enter_from_this_machine_only(site: Site, meta: dict[str, str], enters: bool) -> None:
    team = site.maker.add("team", name="Team")
    site.login(site.person("Demo", team), "demo@example.com", demo=True)
    client = site.client(meta=meta)
    sign_in(client, "demo@example.com")
    assert is_in(client) is enters


def test_a_demo_session_is_worth_nothing_elsewhere(site: Site) -> None:
    team = site.maker.add("team", name="Team")
    demo = site.login(site.person("Demo", team), "demo@example.com", demo=True)
    client = site.client(demo)
    assert client.get("/password/").status_code == 200
    assert client.get("/password/", REMOTE_ADDR="192.168.1.7").status_code == 302


def test_a_login_that_is_closed_is_out_at_the_next_request(site: Site, ann: Login) -> None:
    client = site.client(ann)
    assert client.get("/password/").status_code == 200
    Login.objects.filter(pk=ann.pk).update(is_active=False)
    assert client.get("/password/").status_code == 302


def test_signing_out_needs_a_post_with_a_token(site: Site, ann: Login) -> None:
    client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    client.force_login(ann, backend="steerboard.people.signin.Backend")
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 403
    assert is_in(client)
    plain = site.client(ann)
    assert plain.post("/sign-out/")["Location"] == "/sign-in/"
    assert not is_in(plain)


def test_nobody_signs_himself_up_or_resets_by_mail(site: Site) -> None:
    client = site.client()
    for path in ("/signup/", "/accounts/signup/", "/password/reset/", "/account/signup/", "/email/"):
        assert client.get(path).status_code == 404
    page = client.get("/sign-in/").content.decode()
    assert "signup" not in page
    assert "reset" not in page


def test_a_new_password_ends_all_other_sessions(site: Site, ann: Login) -> None:
    here, elsewhere = site.client(ann), site.client(ann)
    form = {"oldpassword": PASSWORD, "password1": "quite another one 7", "password2": "quite another one 7"}
    answer = here.post("/password/", form)
    assert answer.status_code == 302, answer.content.decode()
    assert here.get(answer["Location"]).status_code == 200
    assert elsewhere.get("/password/").status_code == 302
    assert not is_in_with(site, ann, PASSWORD)
    assert is_in_with(site, ann, "quite another one 7")


def is_in_with(site: Site, login: Login, password: str) -> bool:
    client = site.client()
    sign_in(client, login.email, password)
    return is_in(client)


def test_the_present_password_is_asked_for(site: Site, ann: Login) -> None:
    client = site.client(ann)
    before = fingerprint(SESSIONS)
    form = {"oldpassword": "wrong", "password1": "quite another one 7", "password2": "quite another one 7"}
    assert client.post("/password/", form).status_code == 200
    assert fingerprint(SESSIONS) == before
