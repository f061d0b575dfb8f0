"""The values that pass the mart's socket."""

from __future__ import annotations

from typing import get_type_hints

from steerboard.engine.api import Engine
from steerboard.engine.query import Query
from steerboard.engine.result import Result
from steerboard.mart.messages import Codec


def _answers() -> list[type]:
    """What the engine's other verbs give, by their own declaration."""
    verbs = (getattr(Engine, name, None) for name in ("explain", "contributions"))
    return [get_type_hints(verb)["return"] for verb in verbs if verb is not None]


CODEC = Codec([Query, Result, *_answers()])
