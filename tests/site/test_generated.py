"""Generated files are as the declarations say."""

from __future__ import annotations

from django.core.management import call_command

from steerboard.engine.model import shipped_model
from steerboard.kinds.registry import kinds
from steerboard.site.generate import generated
from tests.django_db import Records


def test_every_generated_file_is_current() -> None:
    stale = [path.name for path, text in generated().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `make generate`"


def test_the_engines_model_knows_every_kind_and_field() -> None:
    model = shipped_model()
    for spec in kinds():
        table = model.table(spec.name)
        assert set(spec.fields) | {d.name for d in spec.derived} == set(table.columns)


def test_the_migrations_are_current(records: Records) -> None:
    call_command("makemigrations", check=True, dry_run=True, skip_checks=True, verbosity=0)
