"""The page that a benchmark holds open follows the news as a browser's would."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typing_extensions import override

from benchmarks.live import OpenPage, entries, figure
from benchmarks.served import Served, Visitor
from benchmarks.stream import Stream

PAGE = '<div hx-get="/part/" hx-trigger="live:activity from:body"><p class="lead"><a data-value="{n}">{n}</a></p></div>'


class _Site(BaseHTTPRequestHandler):
    """As much of the application as is needed: sign-in, a figure, and a stream that tells of every entry."""

    def do_GET(self) -> None:
        server: Any = self.server
        if self.path != "/live":
            self._say(PAGE.format(n=server.entries), cookie="sessionid=abc; Path=/")
            return
        server.cookies.append(self.headers["Cookie"])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"event: beat\ndata: {}\n\n")
        while server.told.acquire():
            self.wfile.write(b'event: change\ndata: {"names": ["activity"], "fresh_at": ""}\n\n')
            if server.over:
                return

    def do_POST(self) -> None:
        self._say("", cookie="sessionid=abc; Path=/")

    def _say(self, text: str, *, cookie: str) -> None:
        self.send_response(200)
        self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(text.encode())

    @override
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.daemon_threads = False  # they are waited for when it closes
    server.entries, server.told, server.cookies, server.over = 7, threading.Semaphore(0), [], False
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def enter() -> None:
        server.entries += 1
        server.told.release()

    yield SimpleNamespace(
        enter=enter,
        server=server,
        visitor=lambda: Visitor(Served(Path(), f"http://127.0.0.1:{server.server_port}", 0, ()), "a@b.c"),
    )
    server.over = True
    server.told.release(8)
    server.shutdown()
    server.server_close()


def test_an_entry_is_heard_before_it_is_shown(site: Any) -> None:
    with OpenPage(site.visitor(), "/figures/x/") as page:
        assert page.shown == 7
        taken = entries(page, site.enter, 3)
        assert page.shown == 10
    assert all(0 < took.written <= took.heard + 0.5 for took in taken)
    assert all(took.heard <= took.shown for took in taken)
    assert site.server.cookies == ["sessionid=abc"]


def test_an_entry_that_does_not_come_is_an_error(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.live.PATIENCE", 0.2)
    with OpenPage(site.visitor(), "/figures/x/") as page, pytest.raises(RuntimeError, match="still shows 7"):
        entries(page, lambda: None, 1)


def test_a_stream_that_ends_by_itself_is_a_fault(site: Any) -> None:
    stream = Stream(site.visitor(), lambda names, at: None)
    with stream:
        site.server.over = True
        site.server.told.release()
        stream._thread.join(10)
        assert stream.faults


def test_a_page_without_a_figure_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="no figure"):
        figure("<p>nothing</p>")
