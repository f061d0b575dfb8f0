"""Fixtures of this room's tests."""

from __future__ import annotations

from tests.offices import office

__all__ = ["office"]
