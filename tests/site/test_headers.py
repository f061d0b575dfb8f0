"""Headers, errors, the language, and the sink of the content security policy."""

from __future__ import annotations

import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import URLPattern, URLResolver, path

from steerboard.core.errors import BadInput, Broken, Forbidden, Refused
from steerboard.core.text import Text
from steerboard.people.models import Login
from steerboard.people.policies import public
from steerboard.site.csp import LARGEST, LONGEST, MOST, NAME
from steerboard.site.urls import handler404, handler500
from steerboard.site.urls import urlpatterns as ours
from tests.people.fingerprint import SESSIONS, fingerprint
from tests.site.bodies import body
from tests.site.conftest import PASSWORD, Site

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "report-uri /csp-report"
)
SAID = Text("The stage is closed.", "该阶段已关闭。")
ERRORS = {
    "bad": BadInput(SAID),
    "refused": Refused(SAID),
    "broken": Broken(SAID),
    "forbidden": Forbidden(SAID),
}


@public
def fails(_request: HttpRequest, how: str) -> HttpResponse:
    raise ERRORS.get(how) or ZeroDivisionError("secret detail")


urlpatterns: list[URLPattern | URLResolver] = [*ours, path("fails/<str:how>/", fails)]
__all__ = ["handler404", "handler500"]


@pytest.mark.parametrize("address", ["/sign-in/", "/absent/", "/healthz", "/live", "/static/absent.css"])
def test_every_answer_carries_the_policy_exactly(site: Site, address: str) -> None:
    response = site.client().get(address)
    assert sorted(response["Content-Security-Policy"].split("; ")) == sorted(CSP.split("; "))
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def test_pages_have_neither_inline_scripts_nor_styles(site: Site) -> None:
    for address in ("/sign-in/", "/absent/", "/invite/x/"):
        page = site.client().get(address).content.decode()
        assert "style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert "<script>" not in page


def test_pages_are_for_no_shared_cache(site: Site) -> None:
    response = site.signed_in().get("/absent/")
    assert "private" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    client = site.client()
    client.post("/language/", {"language": "en"})
    site.login(site.person("Ann", site.maker.add("team", name="Team")), "ann@example.com")
    client.post("/sign-in/", {"login": "ann@example.com", "password": PASSWORD})
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert client.cookies["steerboard_language"]["httponly"]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("how", "status"), [("bad", 400), ("refused", 422), ("broken", 503), ("forbidden", 404)]
)
def test_errors_of_the_family_are_pages(site: Site, how: str, status: int) -> None:
    response = site.client().get(f"/fails/{how}/")
    assert response.status_code == status
    assert ("The stage is closed." in body(response)) is (how != "forbidden")
    chinese = site.client().get(f"/fails/{how}/", headers={"Accept-Language": "zh-CN"})
    assert ("该阶段已关闭。" in body(chinese)) is (how != "forbidden")


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_says_nothing_of_itself(site: Site) -> None:
    client = site.client()
    client.raise_request_exception = False
    response = client.get("/fails/fault/")
    assert response.status_code == 500
    assert "secret detail" not in body(response)
    assert "出错了" in body(response)


@override_settings(ROOT_URLCONF=__name__)
def test_forbidden_answers_as_absent(site: Site) -> None:
    client = site.signed_in()
    forbidden, absent = client.get("/fails/forbidden/"), client.get("/absent/x/")
    assert forbidden.status_code == absent.status_code
    assert body(forbidden).replace("/fails/forbidden/", "") == body(absent).replace("/absent/x/", "")


def test_a_strange_host_is_refused(site: Site) -> None:
    assert site.client().get("/sign-in/", HTTP_HOST="evil.example").status_code == 400


def test_the_language_is_kept_for_browser_and_login(site: Site) -> None:
    team = site.maker.add("team", name="Team")
    login = site.login(site.person("Ann", team), "ann@example.com")
    client = site.client(login)
    answer = client.post("/language/", {"language": "zh-hans", "next": "/password/?a=1"})
    assert answer["Location"] == "/password/?a=1"
    assert Login.objects.get(pk=login.pk).language == "zh-hans"
    elsewhere = site.client(login).get("/password/").content.decode()
    assert 'lang="zh-Hans"' in elsewhere
    assert "修改密码" in elsewhere
    stranger = site.client()
    stranger.post("/language/", {"language": "zh-hans"})
    assert "登录" in stranger.get("/sign-in/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "a\r\nb: c"]
)
def test_the_language_switch_leads_nowhere_else(site: Site, target: str) -> None:
    assert site.client().post("/language/", {"language": "en", "next": target})["Location"] == "/"


def test_an_unknown_language_changes_nothing(site: Site) -> None:
    team = site.maker.add("team", name="Team")
    client = site.client(site.login(site.person("Ann", team), "ann@example.com"))
    before = fingerprint(SESSIONS)
    assert "steerboard_language" not in client.post("/language/", {"language": "../xx"}).cookies
    assert fingerprint(SESSIONS) == before


def send(site: Site, content: bytes) -> int:
    return site.client().post("/csp-report", content, content_type="application/csp-report").status_code


def test_the_sink_notes_what_was_stopped(site: Site) -> None:
    log = site.workspace.folder / NAME
    assert not log.exists()
    report = {"csp-report": {"document-uri": "http://x/", "blocked-uri": "inline", "other": "é" * 500}}
    assert send(site, json.dumps(report).encode()) == 204
    noted = json.loads(log.read_text(encoding="utf-8"))
    assert noted["blocked-uri"] == "inline"
    assert "other" not in noted


def test_the_sink_stays_small(site: Site) -> None:
    log = site.workspace.folder / NAME
    assert send(site, b"x" * (LONGEST + 1)) == 204
    assert not log.exists()
    for _ in range(MOST + 5):
        assert send(site, b"\xff\x00 no json \n") == 204
    assert len(log.read_text(encoding="utf-8").splitlines()) == MOST


def test_the_sink_stops_at_its_size(site: Site) -> None:
    log = site.workspace.folder / NAME
    log.write_bytes(b"x" * (LARGEST + 1))
    send(site, b"{}")
    assert log.stat().st_size == LARGEST + 1


def test_it_says_that_it_is_well(site: Site) -> None:
    assert site.client().get("/healthz").content == b"ok\n"
