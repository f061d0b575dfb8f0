"""The tables of this room."""

from __future__ import annotations

from steerboard.work.snoozes import Snooze
from steerboard.work.team.reminder import Reminder

__all__ = ["Reminder", "Snooze"]
