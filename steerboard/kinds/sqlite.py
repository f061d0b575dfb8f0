"""The one SQLite of the process.

Two SQLite libraries on one file in one process lose data, and the system's has a WAL bug that corrupts files used
by several connections (fixed in 3.51.3). So ``pysqlite3`` takes the place of the standard library's module
before Django imports it. See docs/decisions/0003.
"""

from __future__ import annotations

import sys

import pysqlite3
from pysqlite3 import dbapi2

SOUND = (3, 51, 3)

# Each connection: writes wait for their turn, a commit is on the disk, and REPLACE fires delete triggers, so
# that the ledger hears of the row that was replaced.
INIT_COMMAND = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON; PRAGMA busy_timeout=10000;"
)


def take_the_place_of_sqlite3() -> None:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2


def is_sound() -> bool:
    return tuple(pysqlite3.sqlite_version_info) >= SOUND
