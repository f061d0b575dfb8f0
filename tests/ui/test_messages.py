"""Every text that people see has its Chinese, and the compiled catalogue is the written one."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

SCRIPT = Path(__file__).parents[2] / "scripts" / "compile_messages.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compile_messages", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["compile_messages"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


messages = load()


def test_every_text_of_the_product_has_its_chinese() -> None:
    lacking = messages.missing(messages.read(), messages.wanted())
    assert lacking == [], "add them to django.po and run: python scripts/compile_messages.py"


def test_the_compiled_catalogue_is_current() -> None:
    assert messages.is_current(messages.PO.with_suffix(".mo"), messages.read())


def test_translations_keep_the_places_of_their_text() -> None:
    for message in messages.read():
        if message.id and message.string:
            assert placeholders(message.id) == placeholders(message.string), message.id


def placeholders(text: str | tuple[str, ...]) -> set[str]:
    joined = text if isinstance(text, str) else " ".join(text)
    return set(re.findall(r"%\(\w+\)[sd]", joined))


@pytest.mark.parametrize(
    ("file", "source", "expected"),
    [
        ("a.html", "{% load i18n %}{% translate 'Save' %}", "Save"),
        (
            "a.html",
            "{% load i18n %}{% blocktranslate %}Dear {{ name }}{% endblocktranslate %}",
            "Dear %(name)s",
        ),
        ("a.py", "from django.utils.translation import gettext as _\n_('Save')", "Save"),
        ("a.py", "gettext_lazy('Save')", "Save"),
    ],
)
def test_it_finds_texts_in_templates_and_python(
    tmp_path: Path, file: str, source: str, expected: str
) -> None:
    (tmp_path / file).write_text(source, "utf-8")
    assert [found.msgid for found in messages.texts(tmp_path)] == [expected]


def test_it_misses_a_text_without_chinese_and_an_old_compilation(tmp_path: Path) -> None:
    known, said = Catalog(locale="zh_Hans"), Catalog(locale="zh_Hans")
    known.add("Save", "保存")
    known.add("Leave", "")
    for text in ("Save", "Leave", "Undo"):
        said.add(text)
    assert messages.missing(known, said) == ["Leave", "Undo"]
    compiled = tmp_path / "django.mo"
    assert not messages.is_current(compiled, known)
    compiled.write_bytes(messages.compiled(known))
    assert messages.is_current(compiled, known)
    other = Catalog(locale="zh_Hans")
    other.add("Save", "存")
    assert not messages.is_current(compiled, other)


def test_an_update_keeps_what_was_translated_and_sets_aside_what_nobody_says() -> None:
    known, said = Catalog(locale="zh_Hans"), Catalog(locale="zh_Hans")
    known.add("Save", "保存")
    known.add("Leave", "离开")
    said.add("Save")
    said.add("Undo")
    fresh = messages.updated(known, said)
    assert {m.id: m.string or "" for m in fresh if m.id} == {"Save": "保存", "Undo": ""}
    assert list(fresh.obsolete) == ["Leave"]
    again = Catalog(locale="zh_Hans")
    again.add("Leave")
    assert messages.updated(fresh, again)["Leave"].string == "离开"
