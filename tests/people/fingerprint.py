"""A digest of all that the records file holds."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from django.db import connection

# Kept by the sign-in itself: a refused sign-in counts, and reading renews a session.
SESSIONS = (
    "django_session",
    "axes_accessattempt",
    "axes_accesslog",
    "axes_accessfailurelog",
    "axes_accessattemptexpiration",
)


def fingerprint(without: Collection[str] = ()) -> str:
    """Every row of every table but ``without``, in order."""
    digest = hashlib.sha256()
    for table in sorted(connection.introspection.table_names()):
        if table in without:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
        digest.update(repr((table, rows)).encode())
    return digest.hexdigest()
