"""What the first visitor of a new process would wait for, done before he comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.template import TemplateSyntaxError, engines
from django.template.utils import get_app_template_dirs
from django.utils import translation

import steerboard
from steerboard.catalogue.library import definitions_of
from steerboard.core.errors import SteerboardError

OURS = Path(steerboard.__path__[0])


def make_ready() -> None:
    """Read the definitions, the texts of both languages and all templates.

    What is wrong with one of them shows itself where it is used, and not here.
    """
    with suppress(SteerboardError):
        known = definitions_of(settings.WORKSPACE)
        for identifier in known.ids:
            known.kpi(identifier)
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Save")
    engine = engines["django"].engine  # type: ignore[attr-defined]
    for name in templates():
        with suppress(TemplateSyntaxError):
            engine.get_template(name)


def templates() -> Iterator[str]:
    """The names of all templates of the product."""
    for folder in get_app_template_dirs("templates"):
        if Path(folder).is_relative_to(OURS):
            for file in sorted(Path(folder).rglob("*.html")):
                yield file.relative_to(folder).as_posix()
