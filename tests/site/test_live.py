"""The stream of live events, driven as a server drives it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from steerboard.people.models import Login
from steerboard.site import live
from steerboard.site.live import Changed, Hub, Live, Message
from steerboard.site.sessions import is_member_of
from tests.site.conftest import Site

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "AGAIN", 0.01)


class Mart:
    """Says what it is given; ``None`` ends a subscription as a mart that stops does."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[Changed | None] = asyncio.Queue()
        self.subscriptions = 0

    async def changes(self) -> AsyncIterator[Changed]:
        self.subscriptions += 1
        while (changed := await self.said.get()) is not None:
            yield changed
        raise ConnectionResetError

    def say(self, *names: str) -> None:
        self.said.put_nowait(Changed(frozenset(names), "2026-06-15T08:00:00+00:00"))


class Page:
    """A browser's end of one stream."""

    def __init__(self, app: Live, method: str = "GET") -> None:
        self.sent: asyncio.Queue[Message] = asyncio.Queue()
        self.left = asyncio.Event()
        scope = {"type": "http", "method": method, "path": "/live", "headers": []}
        self.task = asyncio.ensure_future(app(scope, self._receive, self.sent.put))

    async def _receive(self) -> Message:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def next(self) -> Any:
        """The status, then (name, data) of each event, then None at the end."""
        message = await asyncio.wait_for(self.sent.get(), 5)
        if message["type"] == "http.response.start":
            return message["status"]
        if not message["more_body"]:
            return None
        name, data, *_ = message["body"].decode().split("\n")
        return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))

    async def opened(self) -> Page:
        assert await self.next() == 200
        assert await self.next() == ("beat", {})
        return self


async def anybody(_scope: Any) -> bool:
    return True


def run(scene: Callable[[Mart, Hub], Awaitable[None]]) -> None:
    async def play() -> None:
        mart = Mart()
        hub = Hub(mart.changes)
        try:
            await asyncio.wait_for(scene(mart, hub), 20)
        finally:
            hub.close()

    asyncio.run(play())


def test_it_tells_every_page_what_changed_over_one_subscription() -> None:
    async def scene(mart: Mart, hub: Hub) -> None:
        pages = [await Page(Live(hub, anybody)).opened() for _ in range(3)]
        mart.say("opportunity", "activity")
        for page in pages:
            name, data = await page.next()
            assert name == "change"
            assert data == {"names": ["activity", "opportunity"], "fresh_at": "2026-06-15T08:00:00+00:00"}
        assert mart.subscriptions == 1

    run(scene)


def test_events_carry_names_and_nothing_else() -> None:
    async def scene(mart: Mart, hub: Hub) -> None:
        page = await Page(Live(hub, anybody)).opened()
        mart.say("order")
        _, data = await page.next()
        assert set(data) == {"names", "fresh_at"}

    run(scene)


def test_who_may_not_hears_nothing_and_is_told_no_reason() -> None:
    async def nobody(_scope: Any) -> bool:
        return False

    async def scene(_mart: Mart, hub: Hub) -> None:
        page = Page(Live(hub, nobody))
        assert [await page.next(), await page.next()] == [204, None]

    run(scene)


def test_it_ends_before_the_next_event_once_signed_out() -> None:
    inside = True

    async def admits(_scope: Any) -> bool:
        return inside

    async def scene(mart: Mart, hub: Hub) -> None:
        nonlocal inside
        page = await Page(Live(hub, admits)).opened()
        inside = False
        mart.say("order")
        assert await page.next() is None

    run(scene)


def test_it_asks_for_the_session_again_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEAT", 0.02)
    monkeypatch.setattr(live, "RECHECK", 0.05)
    inside = True

    async def admits(_scope: Any) -> bool:
        return inside

    async def scene(_mart: Mart, hub: Hub) -> None:
        nonlocal inside
        page = await Page(Live(hub, admits)).opened()
        assert await page.next() == ("beat", {})
        inside = False
        while await page.next() is not None:
            pass

    run(scene)


def test_a_page_that_goes_leaves_nothing_behind() -> None:
    async def scene(_mart: Mart, hub: Hub) -> None:
        page = await Page(Live(hub, anybody)).opened()
        page.left.set()
        await asyncio.wait_for(page.task, 5)
        assert not hub._streams

    run(scene)


def test_closing_ends_every_stream_at_once() -> None:
    async def scene(_mart: Mart, hub: Hub) -> None:
        pages = [await Page(Live(hub, anybody)).opened() for _ in range(5)]
        hub.close()
        await asyncio.wait_for(asyncio.gather(*(page.task for page in pages)), 2)
        assert await Page(Live(hub, anybody)).next() == 204

    run(scene)


def test_after_a_gap_every_page_is_told_to_ask_again() -> None:
    async def scene(mart: Mart, hub: Hub) -> None:
        page = await Page(Live(hub, anybody)).opened()
        mart.said.put_nowait(None)
        mart.say("order")
        _, data = await page.next()
        assert data["names"] == ["again", "order"]
        assert mart.subscriptions == 2

    run(scene)


def test_only_get_is_answered() -> None:
    async def scene(_mart: Mart, hub: Hub) -> None:
        assert await Page(Live(hub, anybody), "POST").next() == 405

    run(scene)


def scope(cookie: str, address: str = "127.0.0.1", **headers: str) -> dict[str, Any]:
    sent = {"cookie": cookie, **headers}
    return {
        "client": (address, 5000),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()],
    }


def cookie_of(site: Site, login: Login) -> str:
    return f"a=b; sessionid={site.client(login).session.session_key}"


def test_a_session_is_asked_like_the_middleware_asks(site: Site) -> None:
    team = site.maker.add("team", name="Team")
    ann = site.login(site.person("Ann", team), "ann@example.com")
    cookie = cookie_of(site, ann)
    assert is_member_of(scope(cookie))
    assert not is_member_of(scope(""))
    assert not is_member_of(scope("sessionid=made-up"))
    assert not is_member_of({"client": None, "headers": []})
    ann.set_password("another long password")
    ann.save()
    assert not is_member_of(scope(cookie))


def test_a_stream_needs_a_membership(site: Site) -> None:
    nora = site.login(site.person("Nora"), "nora@example.com")
    assert not is_member_of(scope(cookie_of(site, nora)))


def test_a_demo_login_hears_from_this_machine_only(site: Site) -> None:
    team = site.maker.add("team", name="Team")
    cookie = cookie_of(site, site.login(site.person("Demo", team), "demo@example.com", demo=True))
    assert is_member_of(scope(cookie))
    assert not is_member_of(scope(cookie, "192.168.1.7"))
    assert not is_member_of(scope(cookie, x_forwarded_for="1.2.3.4"))
