"""What is done before the first visitor comes."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.template import TemplateDoesNotExist, engines

from steerboard.catalogue.library import definitions_of
from steerboard.site import readying


def test_every_template_of_the_product_is_found_by_its_name() -> None:
    names = list(readying.templates())
    assert {"ui/base.html", "work/today.html", "people/no_place.html", "records/list.html"} <= set(names)
    assert not [name for name in names if name.startswith("account/")]  # those of others
    for name in names:
        try:
            engines["django"].get_template(name)
        except TemplateDoesNotExist as missing:
            pytest.fail(f"{name} needs {missing}")


def test_making_ready_reads_every_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    known = definitions_of(settings.WORKSPACE)
    read: list[str] = []
    monkeypatch.setattr(known, "kpi", read.append)
    readying.make_ready()
    assert read == list(known.ids)
