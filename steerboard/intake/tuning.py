"""What a bulk of rows needs from SQLite while it lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

# For SQLite: kibibytes of pages kept (negative), pages in the log before they are moved to the file.
_ROOM = {"cache_size": -65536, "wal_autocheckpoint": 8000}


@contextmanager
def roomy(using: str) -> Iterator[None]:
    """More memory for this connection's pages meanwhile: indexes that do not fit are read again and again."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in _ROOM]
        for name, value in _ROOM.items():
            cursor.execute(f"PRAGMA {name} = {value}")
        try:
            yield
        finally:
            for name, value in zip(_ROOM, before, strict=True):
                cursor.execute(f"PRAGMA {name} = {value}")
