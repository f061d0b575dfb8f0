"""The event stream of an open page, heard as the page's script hears it (steerboard/ui/static/ui/live.js)."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from typing import Self

from benchmarks.served import Visitor

SILENCE = 40.0  # seconds; the server says something at least every 15
News = Callable[[frozenset[str], float], None]


class Stream:
    """Open for as long as the block runs. ``heard`` is called with the names and the moment of each piece of news.

    ``faults`` has what went wrong: a stream that ended although nobody closed it.
    """

    def __init__(self, visitor: Visitor, heard: News) -> None:
        self._heard = heard
        self._connection = HTTPConnection(visitor.host, timeout=SILENCE)
        self._socket: socket.socket | None = None
        self._cookie = visitor.cookie
        self._closing = threading.Event()
        self._open = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self.faults: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        self._open.wait(SILENCE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._closing.set()
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(SILENCE)
        self._connection.close()

    def _listen(self) -> None:
        try:
            self._read()
        except (OSError, HTTPException, ValueError) as error:
            self._ended(repr(error))
        else:
            self._ended("the stream ended")
        self._open.set()

    def _read(self) -> None:
        headers = {"Accept": "text/event-stream", "Cookie": self._cookie}
        self._connection.connect()
        self._socket = self._connection.sock  # an answer without an end takes it over
        self._connection.request("GET", "/live", headers=headers)
        answer = self._connection.getresponse()
        if answer.status != 200:
            self._ended(f"the stream was answered with {answer.status}")
            return
        event = ""
        while line := answer.readline():
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "event":
                event = value
                self._open.set()
            elif name == "data" and event == "change":
                self._heard(frozenset(json.loads(value)["names"]), time.perf_counter())

    def _ended(self, why: str) -> None:
        if not self._closing.is_set():
            self.faults.append(why)
