"""Instants as the analytic tables hold them: in UTC and without a zone, with a value for each open end."""

from __future__ import annotations

from datetime import UTC, datetime

BEGINNING = datetime(1, 1, 1)  # noqa: DTZ001
END = datetime(9999, 12, 31)  # noqa: DTZ001


def naive(instant: datetime) -> datetime:
    """The tables' form of an instant that has a zone."""
    return instant.astimezone(UTC).replace(tzinfo=None)
