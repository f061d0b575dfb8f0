"""The frame: what it shows, what it leaves out, and that the content security policy has nothing to block."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import Client, RequestFactory

from steerboard.core.text import Text
from steerboard.ui import places

TEMPLATES = sorted((Path(places.__file__).parents[1]).rglob("templates/**/*.html"))


def test_only_places_that_exist_are_shown_in_order(client: Client) -> None:
    html = client.get("/", headers={"accept-language": "zh-CN"}).content.decode()
    rail = html[html.index('class="rail"') : html.index('class="page"')]
    assert re.findall(r"<span>([^<]+)</span>", rail) == ["今天", "客户", "记一笔"]
    assert "计划" not in html


def test_the_place_where_one_is_is_marked(client: Client) -> None:
    html = client.get("/customers/", headers={"accept-language": "en"}).content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', html) == ["/customers/", "/customers/"]


def test_the_start_is_not_marked_on_other_pages() -> None:
    assert places._is_current("/", "/")
    assert not places._is_current("/", "/customers/")
    assert places._is_current("/customers/", "/customers/7/")
    assert not places._is_current("/customer", "/customers/")


def test_a_place_is_hidden_from_who_may_not_go_there(pages: None) -> None:
    def nobody(_request: HttpRequest) -> bool:
        return False

    places.register(places.Place(Text("Customers", "客户"), "customers", "customers", 20, shown=nobody))
    assert [link.url for link in places.links(RequestFactory().get("/"))] == ["/"]


def test_a_name_may_depend_on_who_asks(pages: None) -> None:
    def named(request: HttpRequest) -> Text:
        return Text(f"Of {request.GET['who']}", "的")

    places.register(places.Place(named, "customers", "customers", 20))
    links = places.links(RequestFactory().get("/", {"who": "Ann"}))
    assert [link.name.en for link in links][1:] == ["Of Ann"]


def test_places_beyond_the_bar_of_a_phone_stand_in_the_menu(client: Client) -> None:
    html = client.get("/", headers={"accept-language": "en"}).content.decode()
    menu = html[html.index('id="me"') :]
    assert "More places" not in menu
    places.register(places.Place(Text("Customers", "客户"), "customers", "customers", 20))
    html = client.get("/", headers={"accept-language": "en"}).content.decode()
    menu = html[html.index('id="me"') :]
    assert re.search(
        r'aria-label="More places"><a class="me-row" href="/customers/">.*Customers</a></nav>', menu
    )


def test_an_unknown_icon_is_an_error_at_once() -> None:
    with pytest.raises(ValueError, match="no icon"):
        places.Place(Text("X", "X"), "today", "no-such", 1)


def test_without_places_there_is_no_bar_and_no_plus(no_places: None, client: Client) -> None:
    places._places.clear()
    places._entry.clear()
    html = client.get("/").content.decode()
    assert 'class="dock"' not in html
    assert 'class="rail"' not in html
    assert 'role="search"' not in html


def test_the_page_is_in_the_language_of_the_reader(client: Client) -> None:
    chinese = client.get("/", headers={"accept-language": "zh-CN"}).content.decode()
    english = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="zh-Hans">' in chinese
    assert '<html lang="en">' in english
    assert "跳到正文" in chinese
    assert "Skip to the content" in english
    assert "¥31.2\u00a0万" in chinese
    assert "¥312k" in english


def test_the_language_is_changed_by_the_switch(client: Client) -> None:
    answer = client.post("/language/", {"language": "zh-hans", "next": "/customers/"})
    assert answer["Location"] == "/customers/"
    assert '<html lang="zh-Hans">' in client.get("/").content.decode()


def test_only_who_is_signed_in_listens_to_events(client: Client) -> None:
    assert 'data-live="/live"' in client.get("/").content.decode()
    stranger = RequestFactory().get("/")
    html = engines["django"].from_string('{% extends "ui/base.html" %}').render({}, stranger)
    assert "data-live" not in html


def test_the_frame_has_its_landmarks_and_a_skip_link(client: Client) -> None:
    html = client.get("/").content.decode()
    assert html.count("<main ") == html.count("<h1>") == html.count("<header ") == 1
    assert '<a class="skip" href="#main">' in html
    assert 'id="main" tabindex="-1"' in html
    labels = re.findall(r'<nav [^>]*aria-label="([^"]+)"', html)
    assert len(labels) == len(set(labels)) >= 3


@pytest.mark.parametrize("path", TEMPLATES, ids=[p.name for p in TEMPLATES])
def test_no_template_of_the_product_has_what_the_policy_blocks(path: Path) -> None:
    html = re.sub(r"{%.*?%}|{{.*?}}", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", html), "a style attribute is ignored: use a class or SVG attributes"
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", html), "no handlers in attributes"
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html), "scripts are files"
    assert "hx-on" not in html
    assert "hx-vals='js:" not in html
    assert "http://" not in html.replace("http://www.w3.org", "")


def test_the_policy_allows_no_unsafe_source(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_htmx_evaluates_nothing_and_keeps_no_pages(client: Client) -> None:
    html = client.get("/").content.decode()
    config = re.search(r"name=\"htmx-config\" content='([^']+)'", html)
    assert config
    for setting in (
        '"includeIndicatorStyles":false',
        '"allowEval":false',
        '"historyCacheSize":0',
        '"selfRequestsOnly":true',
    ):
        assert setting in config.group(1)


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_error_pages_say_what_to_do_in_both_languages(client: Client, status: int) -> None:
    for language, words in (("zh-CN", "回到首页"), ("en", "start")):
        answer = client.get(f"/wrong/{status}/", headers={"accept-language": language})
        assert answer.status_code == status
        assert words in answer.content.decode().replace("Start", "start")


def test_a_forbidden_page_looks_as_an_absent_one(client: Client) -> None:
    def shown(status: int) -> str:
        html = client.get(f"/wrong/{status}/").content.decode().replace(f"/wrong/{status}/", "")
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)

    assert shown(403) == shown(404)


def test_error_pages_are_drawn_without_a_request(pages: None) -> None:
    from django.template.loader import render_to_string

    assert "出错了" in render_to_string("500.html")
    assert "<h1>" in render_to_string("400.html")
