"""A text in both languages of the product.

Rooms without Django say what they have to say as a :class:`Text`; a missing translation is then a type error
and not a surprise on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

from typing_extensions import override

Language = Literal["en", "zh"]

_language: ContextVar[Language] = ContextVar("steerboard_language", default="en")


def language_of(tag: str | None) -> Language:
    """The product's language for a language tag such as ``zh-Hans`` or ``en-GB``; English when unknown."""
    return "zh" if (tag or "").lower().startswith("zh") else "en"


def current_language() -> Language:
    return _language.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Texts turned into ``str`` inside the block are in ``language``."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


@dataclass(frozen=True, slots=True)
class Text:
    """English and Chinese of one text; ``str()`` gives the current language's."""

    en: str
    zh: str

    @override
    def __str__(self) -> str:
        return self.in_language(current_language())

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def fill(self, **values: object) -> Text:
        """Both languages with ``{name}`` places filled; a value that is a Text goes in in its own language."""
        return Text(
            en=self.en.format(**{k: v.en if isinstance(v, Text) else v for k, v in values.items()}),
            zh=self.zh.format(**{k: v.zh if isinstance(v, Text) else v for k, v in values.items()}),
        )

    @classmethod
    def of(cls, value: Mapping[str, str]) -> Text:
        """From the ``{zh: …, en: …}`` form of a YAML file."""
        return cls(en=str(value["en"]), zh=str(value["zh"]))

    def both(self) -> dict[str, str]:
        """The form that :meth:`of` reads, for documents that carry both languages."""
        return {"en": self.en, "zh": self.zh}

    @classmethod
    def same(cls, value: str) -> Text:
        """A name that is the same in both languages (a person, a file, an identifier)."""
        return cls(en=value, zh=value)
