"""The one error family.

Every error that bad input can cause descends from :class:`SteerboardError`, speaks both languages, and says
what is wrong, where, and what to do. The command line turns it into exit code 2, a page into a message.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from typing_extensions import override

from steerboard.core.text import Text


class SteerboardError(Exception):
    """Base of the family. ``code`` is stable and machine-readable; ``message`` is for people."""

    code = "error"

    def __init__(self, message: Text, *, where: str = "", hint: Text | None = None) -> None:
        self.message = message
        self.where = where
        self.hint = hint
        super().__init__(message.en)

    def text(self) -> Text:
        """The whole of it: place, message and what to do."""
        place = f"{self.where}: " if self.where else ""
        en, zh = place + self.message.en, place + self.message.zh
        if self.hint is not None:
            en, zh = f"{en} {self.hint.en}", f"{zh}{self.hint.zh}"
        return Text(en=en, zh=zh)

    @override
    def __str__(self) -> str:
        return str(self.text())


class BadInput(SteerboardError, ValueError):
    """What the caller gave cannot be used; nothing was done with it."""

    code = "bad_input"


class UnknownName(BadInput, KeyError):
    """A name that nothing goes by. The nearest ones are offered."""

    code = "unknown_name"

    def __init__(self, what: Text, name: str, known: Iterable[str], *, where: str = "") -> None:
        self.name = name
        self.nearest = nearest(name, known)
        super().__init__(
            Text("no {what} is called “{name}”.", "没有名为“{name}”的{what}。").fill(what=what, name=name),
            where=where,
            hint=did_you_mean(self.nearest),
        )


class Refused(SteerboardError):
    """The question is understood and cannot be answered rightly; the reason is said."""

    code = "refused"


class Forbidden(SteerboardError):
    """The asker may not see or do this. Shown to people as if the thing were absent."""

    code = "forbidden"


class Broken(SteerboardError):
    """The installation or its files are not as they should be; ``doctor`` says more."""

    code = "broken"


def nearest(name: str, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """The known names that look most like ``name``, best first."""
    by_lower = {k.lower(): k for k in sorted(known)}
    return tuple(by_lower[m] for m in get_close_matches(name.lower(), by_lower, n=most, cutoff=0.5))


def did_you_mean(names: tuple[str, ...]) -> Text | None:
    if not names:
        return None
    listed = ", ".join(names)
    return Text("Did you mean {names}?", "是否想写 {names}？").fill(names=listed)
