"""The tables of this room."""

from __future__ import annotations

from steerboard.work.snoozes import Snooze

__all__ = ["Snooze"]
