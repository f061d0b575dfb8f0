"""Fixtures of these tests."""

from __future__ import annotations

from tests.offices import office

__all__ = ["office"]
