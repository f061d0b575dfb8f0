"""Writes the files that are generated from the kinds: ``python -m steerboard.site.generate``."""

from __future__ import annotations

import os
from pathlib import Path

import django

from steerboard import engine


def generated() -> dict[Path, str]:
    """Each generated file with the text that it should have."""
    from steerboard.catalogue.library import definitions
    from steerboard.catalogue.reference import index_text, pages
    from steerboard.kinds.modelfile import model_text
    from steerboard.kinds.reference import reference_text as kinds_text

    package = Path(engine.__path__[0])
    reference = package.parents[1] / "docs" / "reference"
    return {
        package / "model.json": model_text(),
        reference / "kinds.md": kinds_text(),
        reference / "kpis.md": index_text(),
        **{reference / "kpis" / f"{kpi}.md": text for kpi, text in pages(definitions()).items()},
    }


def _write_model() -> None:
    """First of all: the pages of the KPIs are made with the model as it will be."""
    from steerboard.engine.model import shipped_model
    from steerboard.kinds.modelfile import model_text

    (Path(engine.__path__[0]) / "model.json").write_text(model_text(), encoding="utf-8")
    shipped_model.cache_clear()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steerboard.site.settings")
    django.setup()
    _write_model()
    for path, text in generated().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
