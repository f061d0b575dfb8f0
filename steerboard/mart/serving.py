"""Serving a mart: it alone has the mart's file open, follows the records, and answers everybody.

One thread follows the ledger; each connection has a thread and a cursor of its own. What a client sends, however
wrong, gets an error as its answer and ends at most its own connection.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import zip_longest
from typing import Any

from steerboard.core.clock import Clock
from steerboard.core.errors import BadInput, Broken, SteerboardError
from steerboard.core.text import Text, language_of, speaking
from steerboard.core.workspace import Workspace
from steerboard.engine.definition.draft import Draft
from steerboard.mart import wire
from steerboard.mart.answering import NO_OPTIONS, Answers, Reader, given, question
from steerboard.mart.codec import CODEC
from steerboard.mart.following import Following
from steerboard.mart.gateway import PATIENCE, take_lock
from steerboard.mart.held import mark_of

_log = logging.getLogger(__name__)


class Server:
    """Serves one workspace. ``start`` returns when the socket is open; ``stop`` ends all threads."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self.workspace = workspace
        self._lock = _wait_for_lock(workspace)
        try:
            self.following = Following(workspace, clock)
        except BaseException:
            os.close(self._lock)
            raise
        self.answers = Answers(self.following.mart, workspace, lambda: self.following.state)
        self._stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._turn = threading.Lock()

    def start(self) -> None:
        """Bring the mart up to the records, then open the socket."""
        self.following.start()
        self._listener = self._listen()
        self._spawn(self._accept)

    def stop(self) -> None:
        self._stopping.set()
        self.workspace.socket.unlink(missing_ok=True)
        self._listener.close()
        self.following.stop()
        with self._turn:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)
        self.answers.close()
        self.following.mart.close()
        os.close(self._lock)

    def _listen(self) -> socket.socket:
        """The socket; a file that a killed process left is taken over, since the lock is ours."""
        self.workspace.socket.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            with wire.address(self.workspace.socket) as place:
                listener.bind(place)
        finally:
            os.umask(before)
        listener.listen(128)
        listener.settimeout(0.2)
        return listener

    def _spawn(self, target: Any, *given: Any) -> None:
        thread = threading.Thread(target=target, args=given, daemon=True)
        self._threads = [t for t in self._threads if t.is_alive()] + [thread]
        thread.start()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            connection.settimeout(None)
            with self._turn:
                self._open.add(connection)
            self._spawn(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        reader = self.answers.reader()
        try:
            while not self._stopping.is_set():
                asked = wire.receive(connection)
                if asked is None:
                    return
                self._reply(connection, reader, asked)
        except SteerboardError as error:  # a message that is too long: what follows cannot be told apart
            with suppress(OSError):
                wire.send(connection, wire.error_message(error))
        except OSError:
            pass  # the client went
        finally:
            reader.close()
            self.following.forget()
            with self._turn:
                self._open.discard(connection)
            connection.close()

    def _reply(self, connection: socket.socket, reader: Reader, asked: bytes) -> None:
        try:
            message = _message(asked)
            if message["ask"] == "subscribe":
                self._tell_changes(connection)
                return
            answer = self._answer(reader, message)
        except SteerboardError as error:
            answer = wire.error_message(error)
        except OSError:
            raise
        except Exception:  # whatever it is, it must not end the process
            _log.exception("a question could not be answered")
            answer = wire.error_message(
                Broken(
                    Text("the question could not be answered.", "无法回答该查询。"),
                    hint=Text("The server's log says why.", "原因见服务器日志。"),
                )
            )
        wire.send(connection, answer)

    def _answer(self, reader: Reader, message: wire.Message) -> str:
        verb = message["ask"]
        fresh_at = self.following.fresh_at
        match verb:
            case "fresh":
                return _told(self.following.catch_up())
            case "rebuild":
                return _told(self.following.rebuild())
            case "kpis":
                return json.dumps({"kpis": reader.kpis()}, ensure_ascii=False)
            case "documents":
                with speaking(language_of(message.get("language"))):
                    told = [reader.told("document", asked) for asked in _many(message, "queries")]
                return _documents(fresh_at, told, _many(message, "marks") if "marks" in message else [])
            case "query" | "contributions" | "bridge" | "bridge_deals":
                options = message.get("options", NO_OPTIONS)
                return _wrapped(fresh_at, result=reader.told(verb, _one(message, "query"), options))
            case "preview":
                draft = given(_one(message, "options"), Draft)[0]
                with speaking(language_of(message.get("language"))):
                    document = reader.preview(question(_one(message, "query")), draft)
                return _wrapped(fresh_at, document=json.dumps(document, ensure_ascii=False))
            case "explain":
                found = reader.explain(question(_one(message, "query")))
                return _wrapped(fresh_at, result=CODEC.dumps(found))
        raise BadInput(Text("“{v}” cannot be asked.", "不支持的请求“{v}”。").fill(v=verb))

    def _tell_changes(self, connection: socket.socket) -> None:
        """Every step of the mart from now on, until the client goes; steps that pile up are told as one."""
        seen = self.following.step
        while not self._stopping.is_set():
            news = self.following.wait_after(seen)
            if news is not None:
                seen, tables, fresh_at = news
                wire.send(connection, _told(fresh_at, tables=sorted(tables)))
            elif _is_gone(connection):
                return


def _message(asked: bytes) -> wire.Message:
    try:
        message = json.loads(asked)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict) or not isinstance(message.get("ask"), str):
        raise BadInput(Text("this message cannot be read.", "无法读取该消息。"))
    return message


def _one(message: wire.Message, name: str) -> str:
    value = message.get(name)
    if not isinstance(value, str):
        raise _no_question()
    return value


def _many(message: wire.Message, name: str) -> list[str]:
    values = message.get(name)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise _no_question()
    return values


def _no_question() -> BadInput:
    return BadInput(Text("this is no question.", "这不是一个查询。"))


def _wrapped(fresh_at: datetime, **written: str) -> str:
    """An answer whose values are JSON already."""
    members = "".join(f', "{name}": {text}' for name, text in written.items())
    return f'{{"fresh_at": "{fresh_at.isoformat()}"{members}}}'


def _documents(fresh_at: datetime, told: Sequence[str], held: Sequence[str]) -> str:
    """Several documents with their marks; null for one of which the client holds this very text."""
    marks = [mark_of(text) for text in told]
    news = [
        "null" if mark == known else text for text, mark, known in zip_longest(told, marks, held[: len(told)])
    ]
    return _wrapped(fresh_at, documents=f"[{', '.join(news)}]", marks=json.dumps(marks))


def _told(fresh_at: datetime, **more: Any) -> str:
    return json.dumps({"fresh_at": fresh_at.isoformat(), **more}, ensure_ascii=False)


def _is_gone(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    finally:
        connection.setblocking(True)


def _wait_for_lock(workspace: Workspace) -> int:
    """The workspace's lock; a command that works on it is let finish."""
    until = time.monotonic() + PATIENCE
    while True:
        lock = take_lock(workspace)
        if lock is not None:
            return lock
        if time.monotonic() > until:
            raise Broken(
                Text("another process has the mart open.", "另一个进程正在使用分析库。"),
                where=str(workspace.lock),
            )
        time.sleep(0.05)
