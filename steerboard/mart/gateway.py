"""The gateway: how everybody asks the engine.

``open_gateway`` finds the workspace's mart process, or, where none runs, opens the mart itself under the workspace's
lock and brings it up to the records first. Answers and errors are the same either way.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from steerboard.core.clock import Clock, clock_from
from steerboard.core.errors import Broken
from steerboard.core.text import Text
from steerboard.core.workspace import Workspace
from steerboard.engine.bridge import Between, BridgeDeals, Bridges, Page
from steerboard.engine.contributions import Contributions
from steerboard.engine.definition.draft import Draft
from steerboard.engine.explain import Explanation
from steerboard.engine.query import Query
from steerboard.engine.result import Result

PATIENCE = (
    15.0  # seconds for which a mart that another process is about to serve, or to give free, is waited for
)
_PAUSE = 0.05


class Gateway(Protocol):
    """What can be asked. Every answer rests on one state of the mart, and says how fresh that is."""

    def query(self, query: Query) -> Result: ...

    def document(self, query: Query) -> dict[str, Any]:
        """The JSON document of :meth:`query`, worked out where the answer is kept: cheaper for pages."""
        ...

    def documents(self, queries: Sequence[Query]) -> list[dict[str, Any]]:
        """The documents of several queries, in one exchange; each rests on one state of the mart."""
        ...

    def explain(self, query: Query) -> Explanation: ...

    def contributions(self, query: Query, **options: Any) -> Contributions:
        """The records behind a figure; ``options`` are those of :meth:`Engine.contributions`."""
        ...

    def bridge(self, query: Query, between: Between) -> Bridges:
        """How the open pipeline of one instant became that of another (:mod:`steerboard.engine.bridge`)."""
        ...

    def bridge_deals(self, query: Query, between: Between, page: Page) -> BridgeDeals:
        """The deals behind one part of a bridge."""
        ...

    def preview(self, query: Query, draft: Draft) -> dict[str, Any]:
        """The JSON document of a question about a definition that nobody has saved yet; nothing of it is kept."""
        ...

    def kpis(self) -> list[dict[str, object]]:
        """The KPIs that there are, a document each."""
        ...

    def fresh(self) -> datetime:
        """Bring the mart up to what is committed now; the instant up to which it then is."""
        ...

    def rebuild(self) -> None:
        """Make the mart anew from the records."""
        ...

    def close(self) -> None: ...


class LocalGateway:
    """Answers from the mart's file, which this process has open alone."""

    def __init__(self, workspace: Workspace, clock: Clock, *, using: str = "default") -> None:
        from steerboard.mart.answering import Answers
        from steerboard.mart.apply import apply
        from steerboard.mart.build import open_mart

        self.workspace, self.clock, self.using = workspace, clock, using
        self._mart = open_mart(workspace.mart)
        try:
            applied = apply(self._mart, self.workspace, self.clock, using=self.using)
            self._fresh_at, self._just_made = applied.fresh_at, applied.rebuilt
            self._answers = Answers(self._mart, workspace)
            self._reader = self._answers.reader()
        except BaseException:
            self._mart.close()
            raise

    def query(self, query: Query) -> Result:
        found: Result = self._reader.query(query, repr(query), self._fresh_at)
        return found

    def document(self, query: Query) -> dict[str, Any]:
        return self._reader.document(query, repr(query), self._fresh_at)

    def documents(self, queries: Sequence[Query]) -> list[dict[str, Any]]:
        return [self.document(query) for query in queries]

    def explain(self, query: Query) -> Explanation:
        return self._reader.explain(query)

    def contributions(self, query: Query, **options: Any) -> Contributions:
        return self._reader.contributions(query, options)

    def bridge(self, query: Query, between: Between) -> Bridges:
        return self._reader.bridge(query, between)

    def bridge_deals(self, query: Query, between: Between, page: Page) -> BridgeDeals:
        return self._reader.bridge_deals(query, between, page)

    def preview(self, query: Query, draft: Draft) -> dict[str, Any]:
        return {**self._reader.preview(query, draft), "fresh_at": self._fresh_at.isoformat()}

    def kpis(self) -> list[dict[str, object]]:
        return self._reader.kpis()

    def fresh(self) -> datetime:
        from steerboard.mart.apply import apply

        self._just_made = False
        self._fresh_at = apply(self._mart, self.workspace, self.clock, using=self.using).fresh_at
        return self._fresh_at

    def rebuild(self) -> None:
        from steerboard.mart.apply import rebuild

        if not self._just_made:  # when it was opened, as there was none
            self._fresh_at = rebuild(self._mart, self.workspace, self.clock, using=self.using).fresh_at
        self._just_made = False

    def close(self) -> None:
        self._reader.close()
        self._answers.close()
        self._mart.close()


@contextmanager
def open_gateway(workspace: Workspace, clock: Clock | None = None) -> Iterator[Gateway]:
    """A gateway for as long as the block runs.

    Raises Broken where another process keeps the mart to itself for longer than :data:`PATIENCE`.
    """
    from steerboard.mart.client import POOL

    waited_until = time.monotonic() + PATIENCE
    while True:
        remote = POOL.take(workspace)
        if remote is not None:
            try:
                yield remote
            finally:
                POOL.give_back(remote)
            return
        descriptor = take_lock(workspace)
        if descriptor is not None:
            try:
                with _closing(LocalGateway(workspace, clock or clock_from(os.environ))) as local:
                    yield local
            finally:
                os.close(descriptor)
            return
        if time.monotonic() > waited_until:
            raise _busy(workspace)
        time.sleep(_PAUSE)


@contextmanager
def _closing(local: LocalGateway) -> Iterator[LocalGateway]:
    try:
        yield local
    finally:
        local.close()


def take_lock(workspace: Workspace) -> int | None:
    """The workspace's lock as an open descriptor, which whoever closes it gives up; None where another has it."""
    descriptor = os.open(workspace.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def is_served(workspace: Workspace) -> bool:
    """Whether a mart process answers for this workspace."""
    from steerboard.mart.client import connect

    remote = connect(workspace)
    if remote is None:
        return False
    remote.close()
    return True


def _busy(workspace: Workspace) -> Broken:
    return Broken(
        Text("another command works on this workspace.", "另一个命令正在使用该工作区。"),
        where=str(workspace.lock),
        hint=Text("Try again when it is done.", "请等它完成后重试。"),
    )


__all__ = ["Gateway", "LocalGateway", "is_served", "open_gateway", "take_lock"]
