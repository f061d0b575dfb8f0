"""The pages of this room's tests: their routes, and places of their own in the frame."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from steerboard.core.text import Text
from steerboard.ui import places

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]


@pytest.fixture
def no_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame in which nothing is registered yet."""
    monkeypatch.setattr(places, "_places", {})
    monkeypatch.setattr(places, "_entry", {})


@pytest.fixture
def pages(no_places: None) -> Iterator[None]:
    """The site of tests/ui/pages.py with two places, the round + and a search."""
    places.register(places.Place(Text("Customers", "客户"), "customers", "customers", 20, phone=True))
    places.register(places.Place(Text("Today", "今天"), "today", "today", 10, phone=True))
    places.register(places.Place(Text("Plans", "计划"), "not_built", "plans", 30, phone=True))
    places.register_entry(Text("Log a visit", "记一笔"), "log_visit")
    places.register_search(Text("Search", "搜索"), "find")
    with override_settings(
        ROOT_URLCONF="tests.ui.pages",
        MIDDLEWARE=MIDDLEWARE,
        MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
        ALLOWED_HOSTS=["testserver", "127.0.0.1"],
    ):
        yield


@pytest.fixture
def client(pages: None) -> Client:
    return Client()
