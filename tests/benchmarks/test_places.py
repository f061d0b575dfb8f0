"""Every page that there is is measured, or left out for a reason."""

from __future__ import annotations

import re

import pytest
from django.urls import get_resolver, resolve

from benchmarks.markup import read
from benchmarks.places import LEFT_OUT, PAGES, Page


def route_of(page: Page) -> str:
    path = (page.path + page.then).partition("?")[0]
    return resolve(path.replace(r"\d+", "1").replace(r"\w+", "new")).url_name or ""


def test_no_route_is_forgotten() -> None:
    measured = {route_of(page) for page in PAGES}
    there = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert measured | set(LEFT_OUT) == there, (
        "say in benchmarks/places.py how a route is measured, or why not"
    )
    assert not measured & set(LEFT_OUT)


def test_no_page_is_measured_twice() -> None:
    assert len({(page.path, page.then, page.who, page.on) for page in PAGES}) == len(PAGES)


def test_a_page_is_found_by_what_leads_to_it() -> None:
    html = '<a href="/records/lead/x/">no</a> <a href="/records/lead/71/?a=1">one</a> <a href="/records/lead/72/">two</a>'
    asked: list[str] = []

    def get(path: str) -> str:
        asked.append(path)
        return html

    page = Page("a lead", r"/records/lead/\d+/", 0, "/leads/", "edit/")
    assert page.address(get) == "/records/lead/71/edit/"
    assert asked == ["/leads/"]
    with pytest.raises(RuntimeError, match=re.escape("nothing on /leads/ leads to /records/deal/")):
        Page("a deal", "/records/deal/", 0, "/leads/").address(get)


def test_the_parts_of_a_page_are_those_that_its_script_would_fetch() -> None:
    html = """
      <section hx-get="/a/" hx-trigger="load"></section> <p hx-get="/b/" hx-trigger="intersect once"></p>
      <div hx-get="/c/" hx-trigger="live:activity from:body, live:again from:body"></div>
      <div hx-get="" hx-trigger="live:order from:body"></div> <div hx-get="/d/" hx-trigger="click"></div>
      <form><input type="hidden" name="token" value="t"><input name="word" value="w"></form>"""
    sheet = read(html, "/here/?x=1")
    assert sheet.lazy == ["/a/", "/b/"]
    assert sheet.touched(frozenset({"activity"})) == ["/c/"]
    assert sheet.touched(frozenset({"order", "again"})) == ["/c/", "/here/?x=1"]
    assert sheet.touched(frozenset({"click"})) == []
    assert sheet.hidden == {"token": "t"}
