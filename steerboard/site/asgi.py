"""What Granian serves: live events as they come, everything else through Django in a few threads."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steerboard.site.settings")
_pages = get_wsgi_application()  # before what follows, which needs Django's models
get_resolver().url_patterns  # noqa: B018 — read now, so that the first visitor does not wait for it

from steerboard.mart.client import POOL, changes  # noqa: E402
from steerboard.site import readying  # noqa: E402
from steerboard.site.clock import site_clock  # noqa: E402
from steerboard.site.live import Changed, Hub, Live, Message, Receive, Scope, Send  # noqa: E402
from steerboard.site.serve import end_with_parent  # noqa: E402
from steerboard.site.sessions import admits  # noqa: E402
from steerboard.work.publishing import publish  # noqa: E402

THREADS = 8
POOL.most = THREADS
readying.make_ready()
threading.Thread(target=publish, args=(settings.WORKSPACE, site_clock()), daemon=True).start()


class Router:
    """Sends ``/live`` to the event streams and all else to Django; ends the streams when the server stops."""

    def __init__(self, hub: Hub, pages: Any) -> None:
        self._hub, self._live, self._pages = hub, Live(hub, admits), pages
        self._heeds_signals = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http" and scope["path"] == "/live":
            self._heed_signals()
            await self._live(scope, receive, send)
        else:
            await self._pages(scope, _coroutine(receive), send)

    def _heed_signals(self) -> None:
        """End the streams when the process is told to stop: Granian waits for open answers before it says so itself.

        asyncio's own handling of the signal, which is Granian's, goes on beside this.
        """
        if self._heeds_signals or threading.current_thread() is not threading.main_thread():
            return
        self._heeds_signals = True
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(self._hub.close))

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message: Message = await receive()
            if message["type"] == "lifespan.startup":
                end_with_parent(signal.SIGKILL)  # whoever could stop us gracefully is gone
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                self._hub.close()
                return


def _coroutine(receive: Receive) -> Receive:
    """Granian gives a future where a2wsgi needs a coroutine."""

    async def received() -> Message:
        return await receive()

    return received


async def mart_changes() -> AsyncIterator[Changed]:
    """What the mart's process tells, as the streams pass it on."""
    async for told in changes(settings.WORKSPACE):
        yield Changed(told.tables, told.fresh_at.isoformat())


application = Router(Hub(mart_changes), WSGIMiddleware(cast(Any, _pages), workers=THREADS))
