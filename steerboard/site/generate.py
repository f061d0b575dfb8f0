"""Writes the files that are generated from the kinds: ``python -m steerboard.site.generate``."""

from __future__ import annotations

import os
from pathlib import Path

import django

from steerboard import engine


def generated() -> dict[Path, str]:
    """Each generated file with the text that it should have."""
    from steerboard.kinds.modelfile import model_text

    return {Path(engine.__path__[0]) / "model.json": model_text()}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steerboard.site.settings")
    django.setup()
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
