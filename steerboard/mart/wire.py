"""Messages on a Unix socket: four bytes of length, then JSON. Errors of the family keep their class and both texts."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from steerboard.core.errors import BadInput, Broken, Forbidden, Refused, SteerboardError, UnknownName
from steerboard.core.text import Text

LARGEST = 64 * 1024 * 1024
_LENGTH = struct.Struct("!I")
_LONGEST_ADDRESS = 100  # bytes; the kernel takes 107
_ERRORS: dict[str, type[SteerboardError]] = {
    e.code: e for e in (SteerboardError, BadInput, Refused, Forbidden, Broken)
}

Message = dict[str, Any]


@contextmanager
def address(path: Path) -> Iterator[str]:
    """What to bind or connect to: a long path goes by way of its open folder."""
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def packed(text: str) -> bytes:
    body = text.encode()
    return _LENGTH.pack(len(body)) + body


def send(connection: socket.socket, text: str) -> None:
    connection.sendall(packed(text))


def receive(connection: socket.socket) -> bytes | None:
    """The next message; None where the other side is gone. Raises BadInput for one that is too long."""
    head = _exactly(connection, _LENGTH.size)
    return None if head is None else _exactly(connection, length_of(head))


def length_of(head: bytes) -> int:
    length = int(_LENGTH.unpack(head)[0])
    if length > LARGEST:
        raise BadInput(Text("the message is too long.", "消息过长。"))
    return length


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    parts = []
    while count:
        part = connection.recv(min(count, 1 << 20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def error_message(error: SteerboardError) -> str:
    """An error as a message."""
    told: Message = {
        "code": error.code,
        "message": [error.message.en, error.message.zh],
        "where": error.where,
        "hint": [error.hint.en, error.hint.zh] if error.hint else None,
    }
    if isinstance(error, UnknownName):
        told |= {"name": error.name, "nearest": list(error.nearest)}
    return json.dumps({"error": told}, ensure_ascii=False)


def error_of(told: Mapping[str, Any]) -> SteerboardError:
    """The reverse of :func:`error_message`."""
    message = Text(*told["message"])
    hint = Text(*told["hint"]) if told["hint"] else None
    if told["code"] == UnknownName.code:
        error = UnknownName(message, str(told["name"]), ())
        error.message, error.where, error.hint = message, str(told["where"]), hint
        error.nearest = tuple(told["nearest"])
        return error
    return _ERRORS.get(told["code"], Broken)(message, where=str(told["where"]), hint=hint)
