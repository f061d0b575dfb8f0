"""Live updates as server-sent events: names of what changed, never data.

One subscription to the mart feeds all open streams of a process. The session of each stream is asked anew at every
event and every five minutes; who has signed out hears nothing more.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from steerboard.core.errors import SteerboardError

BEAT = 15.0  # seconds; the page takes longer silence for lost contact
RECHECK = 300.0
AGAIN = 1.0  # before the mart is asked again after it went away

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Scope = dict[str, Any]


@dataclass(frozen=True)
class Changed:
    """What one step of the mart changed, and the instant (ISO text) up to which its figures are fresh."""

    names: frozenset[str]
    fresh_at: str


Source = Callable[[], AsyncIterator[Changed]]
Admits = Callable[[Scope], Awaitable[bool]]


@dataclass(eq=False)
class Stream:
    """What one page has not been told yet; changes that pile up become one event."""

    names: set[str] = field(default_factory=set)
    fresh_at: str = ""
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self) -> Changed | None:
        """What is to be told, once."""
        self.woken.clear()
        if not self.names:
            return None
        told = Changed(frozenset(self.names), self.fresh_at)
        self.names.clear()
        return told


class Hub:
    """Passes what the mart says on to every open stream."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._streams: set[Stream] = set()
        self._task: asyncio.Task[None] | None = None
        self.closed = False

    def open(self) -> Stream:
        """A new stream; the first one begins to listen to the mart."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._listen())
        stream = Stream()
        self._streams.add(stream)
        return stream

    def leave(self, stream: Stream) -> None:
        self._streams.discard(stream)

    def close(self) -> None:
        """End every stream, now and for good."""
        self.closed = True
        if self._task is not None:
            self._task.cancel()
        self._wake()

    async def _listen(self) -> None:
        missed = False
        while not self.closed:
            # The mart may be starting anew; the pages show by their own clock how old their figures are.
            with suppress(OSError, EOFError, SteerboardError):
                async for changed in self._source():
                    # What changed while nobody listened is not known: every page asks again.
                    self._pass_on(changed.names | {"again"} if missed else changed.names, changed.fresh_at)
                    missed = False
            missed = True
            await asyncio.sleep(AGAIN)

    def _pass_on(self, names: Iterable[str], fresh_at: str) -> None:
        known = set(names)
        for stream in self._streams:
            stream.names |= known
            stream.fresh_at = fresh_at
        self._wake()

    def _wake(self) -> None:
        for stream in self._streams:
            stream.woken.set()


class Live:
    """The ASGI application of ``/live``."""

    def __init__(self, hub: Hub, admits: Admits) -> None:
        self._hub, self._admits = hub, admits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await _answer(send, 405)
        elif self._hub.closed or not await self._admits(scope):
            await _answer(send, 204)  # no stream, and no reason why
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        stream = self._hub.open()
        left = asyncio.ensure_future(_gone(receive, stream))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await self._tell(scope, send, stream, left)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OSError:
            pass  # the page went while something was sent to it
        finally:
            left.cancel()
            self._hub.leave(stream)

    async def _tell(self, scope: Scope, send: Send, stream: Stream, left: asyncio.Future[None]) -> None:
        time = asyncio.get_running_loop().time
        checked = time()
        await send(_body(_BEAT))
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(stream.woken.wait(), BEAT)
            if self._hub.closed or left.done():
                return
            changed = stream.take()
            if changed is not None or time() - checked >= RECHECK:
                if not await self._admits(scope):
                    return
                checked = time()
            await send(_body(_event(changed) if changed else _BEAT))


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"private, no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
_BEAT = b"event: beat\ndata: {}\n\n"


def _event(changed: Changed) -> bytes:
    data = json.dumps({"names": sorted(changed.names), "fresh_at": changed.fresh_at})
    return f"event: change\ndata: {data}\n\n".encode()


def _body(content: bytes) -> Message:
    return {"type": "http.response.body", "body": content, "more_body": True}


async def _gone(receive: Receive, stream: Stream) -> None:
    """Returns, and wakes the stream, when the page goes."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.woken.set()


async def _answer(send: Send, status: int) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"cache-control", b"no-store")]}
    )
    await send({"type": "http.response.body", "body": b"", "more_body": False})
