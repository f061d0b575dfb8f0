"""Asking the mart's process over its socket, and hearing from it what changes."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from steerboard.core.errors import Broken
from steerboard.core.text import Text, current_language
from steerboard.core.workspace import Workspace
from steerboard.engine.bridge import Between, BridgeDeals, Bridges, Page
from steerboard.engine.contributions import Contributions
from steerboard.engine.definition.draft import Draft
from steerboard.engine.explain import Explanation
from steerboard.engine.query import Query
from steerboard.engine.result import Result
from steerboard.mart import wire
from steerboard.mart.codec import CODEC
from steerboard.mart.held import Document, Held

HELD = Held()


class RemoteGateway:
    """A connection to the mart's process; one question at a time.

    ``whole`` is False where an exchange was cut short: what would be read next belongs to another question.
    """

    def __init__(self, connection: socket.socket, where: str) -> None:
        self._connection, self.where = connection, where
        self.whole = True

    def query(self, query: Query) -> Result:
        answer = self._ask("query", query)
        found: Result = CODEC.made(answer["result"])
        return replace(found, fresh_at=_instant(answer))

    def document(self, query: Query) -> dict[str, Any]:
        return self.documents([query])[0]

    def documents(self, queries: Sequence[Query]) -> list[dict[str, Any]]:
        if not queries:
            return []
        asked, language = [CODEC.dumps(query) for query in queries], current_language()
        keys = [f"{self.where} {language} {text}" for text in asked]
        known = [HELD.get(key) for key in keys]
        marks = [found.mark if found else "" for found in known]
        answer = self._ask("documents", queries=asked, marks=marks, language=language)
        told = zip(keys, known, answer["marks"], answer["documents"], strict=True)
        return [{**_document(*one), "fresh_at": answer["fresh_at"]} for one in told]

    def explain(self, query: Query) -> Explanation:
        found: Explanation = CODEC.made(self._ask("explain", query)["result"])
        return found

    def contributions(self, query: Query, **options: Any) -> Contributions:
        answer = self._ask("contributions", query, options=CODEC.dumps(options))
        found: Contributions = CODEC.made(answer["result"])
        return found

    def bridge(self, query: Query, between: Between) -> Bridges:
        found: Bridges = CODEC.made(self._ask("bridge", query, options=CODEC.dumps(between))["result"])
        return found

    def bridge_deals(self, query: Query, between: Between, page: Page) -> BridgeDeals:
        answer = self._ask("bridge_deals", query, options=CODEC.dumps((between, page)))
        found: BridgeDeals = CODEC.made(answer["result"])
        return found

    def preview(self, query: Query, draft: Draft) -> dict[str, Any]:
        options, language = CODEC.dumps(draft), current_language()
        answer = self._ask("preview", query, options=options, language=language)
        return {**answer["document"], "fresh_at": answer["fresh_at"]}

    def kpis(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = self._ask("kpis")["kpis"]
        return found

    def fresh(self) -> datetime:
        return _instant(self._ask("fresh"))

    def rebuild(self) -> None:
        self._ask("rebuild")

    def close(self) -> None:
        self._connection.close()

    @property
    def alive(self) -> bool:
        """Whether the mart's process is still at the other end, with nothing to say that nobody asked for."""
        try:
            self._connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return self.whole
        except OSError:
            pass
        return False

    def _ask(self, verb: str, query: Query | None = None, **rest: Any) -> Mapping[str, Any]:
        asked: dict[str, Any] = {"ask": verb, **rest}
        if query is not None:
            asked["query"] = CODEC.dumps(query)
        self.whole = False
        try:
            wire.send(self._connection, json.dumps(asked, ensure_ascii=False))
            told = wire.receive(self._connection)
        except OSError:
            told = None
        if told is None:
            raise Broken(
                Text("the mart's process went away.", "分析库进程已中断。"),
                where=self.where,
                hint=Text("It is started again; ask once more.", "进程会自动重启，请稍后重试。"),
            )
        self.whole = True
        answer: dict[str, Any] = json.loads(told)
        if "error" in answer:
            raise wire.error_of(answer["error"])
        return answer


def _document(key: str, known: Document | None, mark: str, content: dict[str, Any] | None) -> dict[str, Any]:
    """What was told, or what was held where nothing new is."""
    if content is None:
        assert known is not None
        return known.content
    HELD.put(key, Document(mark, content))
    return content


def connect(workspace: Workspace) -> RemoteGateway | None:
    """A connection to the workspace's mart process; None where none runs."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with wire.address(workspace.socket) as place:
            connection.connect(place)
    except OSError:
        connection.close()
        return None
    return RemoteGateway(connection, str(workspace.socket))


class Pool:
    """Connections that a process which asks all the time keeps between its questions; ``most`` of them, none at first."""

    def __init__(self) -> None:
        self.most = 0
        self._free: list[RemoteGateway] = []
        self._lock = threading.Lock()

    def take(self, workspace: Workspace) -> RemoteGateway | None:
        """A connection to the workspace's mart process: one that was kept and still stands, or a new one."""
        while (kept := self._kept(str(workspace.socket))) is not None:
            if kept.alive:
                return kept
            kept.close()
        return connect(workspace)

    def give_back(self, gateway: RemoteGateway) -> None:
        with self._lock:
            if gateway.whole and len(self._free) < self.most:
                self._free.append(gateway)
                return
        gateway.close()

    def close(self) -> None:
        with self._lock:
            free, self._free, self.most = self._free, [], 0
        for gateway in free:
            gateway.close()

    def _kept(self, where: str) -> RemoteGateway | None:
        with self._lock:
            for place, gateway in enumerate(self._free):
                if gateway.where == where:
                    return self._free.pop(place)
        return None


POOL = Pool()


@dataclass(frozen=True)
class Told:
    """One step of the mart: the tables that changed, and the instant up to which it is fresh."""

    tables: frozenset[str]
    fresh_at: datetime


async def changes(workspace: Workspace) -> AsyncIterator[Told]:
    """What the mart's process does from now on, as it does it.

    Ends where the process goes away; raises OSError where none runs.
    """
    with wire.address(workspace.socket) as place:
        reader, writer = await asyncio.open_unix_connection(place)
    try:
        writer.write(wire.packed(json.dumps({"ask": "subscribe"})))
        await writer.drain()
        with suppress(asyncio.IncompleteReadError):
            while True:
                length = wire.length_of(await reader.readexactly(4))
                told = json.loads(await reader.readexactly(length))
                if "error" in told:
                    raise wire.error_of(told["error"])
                yield Told(frozenset(told["tables"]), _instant(told))
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def _instant(answer: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(answer["fresh_at"])
