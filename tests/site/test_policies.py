"""No route without a declared policy: walked over the URLconf, and refused at run time as well."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import URLPattern, URLResolver, path

from steerboard.people.policies import needs, policy_of, public, signed_in
from steerboard.people.requests import Asked
from steerboard.site.urls import urlpatterns as ours
from tests.site.bodies import body
from tests.site.conftest import Site
from tests.site.routes import routes

# Routes that anybody may ask for. A new one is added here on purpose or not at all.
PUBLIC = {"/sign-in/", "/sign-out/", "/language/", "/invite/<str:secret>/", "/csp-report", "/healthz"}


def answer(_request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse("answered")


@signed_in
def member(request: Asked) -> HttpResponse:
    return HttpResponse(f"{request.person_id} {sorted(request.rights.roles)}")


urlpatterns: list[URLPattern | URLResolver] = [
    *ours,
    path("forgotten/", answer),
    path("member/", member),
    path("admins/", needs("admin", "sales_ops")(lambda _request: HttpResponse("for admins"))),
]


def test_every_route_declares_who_may_ask() -> None:
    assert len(routes()) >= len(PUBLIC)
    assert [route.pattern for route in routes() if route.policy is None] == []


def test_what_anybody_may_ask_for_is_listed_here() -> None:
    assert {route.pattern for route in routes() if route.policy and route.policy.who == "public"} == PUBLIC


def test_every_parameter_has_examples() -> None:
    for route in routes():
        assert route.policy is not None
        assert set(route.policy.examples) == set(route.parameters), route.pattern


def test_no_route_is_there_twice() -> None:
    patterns = [route.pattern for route in routes()]
    assert len(patterns) == len(set(patterns))


def test_decorators_record_and_do_not_wrap() -> None:
    def view() -> None: ...

    assert public(view) is view
    policy = policy_of(view)
    assert policy is not None
    assert policy.who == "public"


def test_it_refuses_a_role_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="superuser"):
        needs("superuser")
    with pytest.raises(ValueError, match="no such roles"):
        needs()


@override_settings(ROOT_URLCONF=__name__)
def test_a_route_without_a_policy_is_not_served_to_anybody(site: Site) -> None:
    client = site.signed_in("admin")
    forgotten, absent = client.get("/forgotten/"), client.get("/absent/")
    assert forgotten.status_code == absent.status_code == 404
    assert body(forgotten).replace("/forgotten/", "") == body(absent).replace("/absent/", "")
    assert site.client().post("/forgotten/").status_code == 404


@override_settings(ROOT_URLCONF=__name__)
def test_roles_open_their_routes_and_others_find_none(site: Site) -> None:
    assert site.signed_in("rep").get("/admins/").status_code == 404
    ops = site.login(site.person("Oli", 1, "sales_ops"), "oli@example.com")
    assert site.client(ops).get("/admins/").content == b"for admins"


@override_settings(ROOT_URLCONF=__name__)
def test_who_is_not_signed_in_is_sent_to_sign_in(site: Site) -> None:
    client = site.client()
    assert client.get("/member/?a=1")["Location"] == "/sign-in/?next=%2Fmember%2F%3Fa%3D1"
    assert client.post("/member/", {"a": 1})["Location"] == "/sign-in/"
    fragment = client.get("/member/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/sign-in/")


@override_settings(ROOT_URLCONF=__name__)
def test_rights_are_asked_anew_at_each_request(site: Site) -> None:
    team = site.maker.add("team", name="Team")
    ann = site.person("Ann")
    membership = site.maker.add("membership", user=ann, team=team, role="rep", leads=False)
    client = site.client(site.login(ann, "ann@example.com"))
    assert client.get("/member/").content.decode() == f"{ann} ['rep']"
    site.maker.remove("membership", membership)
    assert client.get("/member/").status_code == 404


def test_who_has_no_membership_is_told_so_at_the_start_and_finds_nothing_else(site: Site) -> None:
    client = site.client(site.login(site.person("Nora"), "nora@example.com"))
    with override_settings(ROOT_URLCONF="tests.site.start_urls"):
        page = client.get("/")
    assert page.status_code == 403
    assert "Nora" in page.content.decode()
    assert client.get("/live").status_code == 404
    assert client.get("/password/").status_code == 200
