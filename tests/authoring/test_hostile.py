"""Thousands of made-up texts in every field of the page: none crashes it, and none gets out of the place it was put in:
not into another key of the file, not into a statement, not into the markup."""

from __future__ import annotations

import random
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import yaml
from typing_extensions import override

from steerboard.authoring.actions import Writer, save_kpi
from steerboard.authoring.entries import DRAFT_ID, entry_of, identifier_of, sketch_of
from steerboard.authoring.faults import faults_of
from steerboard.authoring.files import Folder, parsed, text_of
from steerboard.authoring.sketch import MEASURES, NAMES, SOURCES, Sketch, read
from steerboard.catalogue.library import definitions, definitions_of
from steerboard.core.errors import SteerboardError
from steerboard.engine.definition.draft import Draft, draft_of, tried
from steerboard.engine.definition.load import LOADER
from steerboard.engine.rights import OWNER
from tests.authoring.page import BIG, preview
from tests.engine.grammar.test_hostile import hostile
from tests.offices import NOW, Office

PIECES = [
    "a: b", "- x", "{a: b}", "[1, 2]", "&a *a", "!!python/object/apply:os.system ['id']", "!!binary aGk=", "<<: *a", "? x", "| \n x",
    "> x", "#c", "key: >-\n  measure:\n    kind: sum", "\n- id: win_rate", "\nkpis:\n  - id: x", "'", '"', "\\", "%TAG", "---", "...", "~", "null", "yes",
    "1e3", "0x1F", "2020-01-01", "12:30:45", "=", "@x", "`x`", "\t", "\r\n", "\x85", "\u2028", "\ufeff", "\u202e", "\x00", "\x1b[31m", "\ud800", "😀",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '" onfocus="alert(1)', "</textarea><script>", "</pre>", "{{ 7 * 7 }}", "{% load x %}", "{0}", "{a.b}",
    "&lt;b&gt;", "javascript:alert(1)", "' OR '1'='1", "'; DROP TABLE opportunity; --", "1); COPY (SELECT 1) TO 'x'; --", "read_text('/etc/passwd')",
    "../../etc/passwd", "..\\..\\x", "con.yaml", "%s%n", "${x}", "$(id)", "CREATE SECRET", "/**/", "名字", "ａｍｏｕｎｔ", "١٢٣", "a" * 90, "(" * 60, "x" * 1200, "not " * 50,
    "draft_of_the_page", "win_rate", "bookings", "amount", "outcome = 'won'", "{param: days}", "{days}", "owner.email", "order.cost_amount",
]  # fmt: skip
FREE = [n for n in NAMES if n not in ("source", "measure")]
TEXTS = 5_000


def made_up(dice: random.Random) -> str:
    if dice.random() < 0.4:
        return hostile(dice)
    glue = dice.choice(["", " ", "\n", "\\", ": "])
    return glue.join(dice.choice(PIECES) for _ in range(dice.randint(1, 6)))


def filled(dice: random.Random) -> dict[str, str]:
    """A form that would do, with a few fields that would not; often only one, so that the others let it through."""
    given = dict(BIG) | {
        "value": "amount",
        "each": "owner",
        "numerator": "bookings",
        "denominator": "won_deals",
    }
    given |= {
        "formula": "bookings / won_deals",
        "source": dice.choice([*SOURCES]),
        "measure": dice.choice([*MEASURES]),
    }
    for name in dice.sample(FREE, dice.choice([1, 1, 1, 2, 5])):
        given[name] = made_up(dice)
    if dice.random() < 0.02:
        given[dice.choice(["source", "measure"])] = made_up(dice)
    return given


def test_no_text_escapes_into_the_file_or_crashes_the_page() -> None:
    known, dice, sound = definitions(), random.Random(44), 0
    for _ in range(TEXTS):
        sketch = read(filled(dice))
        faults = faults_of(sketch, known, OWNER)
        for fault in faults:
            written = getattr(sketch, fault.field)
            if fault.start is not None:
                assert "".join(fault.marked(written)) in written
                assert fault.start <= len(written)
        if faults:
            continue
        sound += 1
        if sound % 3 == 0 or {"\n", "'", '"', "\\", "#"} & set(sketch.name_en + sketch.owner):
            kept_as_it_was_written(sketch, known)
    assert sound > TEXTS / 10, "most of what is told to be sound was looked at"


def kept_as_it_was_written(sketch: Sketch, known: Any) -> None:
    identifier = identifier_of(sketch.name_en, {*known.by_id, DRAFT_ID})
    assert identifier.isidentifier()
    assert identifier.isascii()
    assert identifier not in known.by_id
    entry = entry_of(sketch, identifier, known, version=1)
    try:
        tried(known, draft_of(entry))
    except SteerboardError:
        pass  # what only the engine finds out is told; it is not saved
    else:
        text = text_of(entry)
        assert yaml.load(text, Loader=LOADER) == {"kpis": [entry]}
        there = parsed(text, identifier)
        assert there is not None
        again = sketch_of(there.entry, known)
        assert again is not None, "what the page saved it can show again"
        assert entry_of(again, identifier, known, version=1) == entry


def test_a_draft_that_is_no_definition_is_refused_whatever_it_is() -> None:
    known, dice, refused = definitions(), random.Random(45), 0
    for n in range(500):
        text = made_up(dice) if n % 2 else "[" * dice.randint(1, 3000) + made_up(dice)
        try:
            tried(known, Draft(text))
        except SteerboardError:
            refused += 1
    assert refused == 500


def posted(form: dict[str, str]) -> dict[str, str]:
    """As it comes out of a request, which holds no half of a character."""
    return {name: text.encode("utf-8", "replace").decode() for name, text in form.items()}


class Markup(HTMLParser):
    """The scripts, handlers and foreign addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "iframe", "b"):
            self.found.append(tag)
        self.found += [name for name, _ in attrs if name.startswith("on")]
        self.found += [
            v for name, v in attrs if name in ("href", "src") and v and not v.startswith(("/", "?", "#"))
        ]


def test_the_page_itself_stands_hostile_texts(office: Office) -> None:
    dice = random.Random(46)
    for _ in range(40):
        given = posted(filled(dice))
        page = preview(office, **given).content.decode()
        markup = Markup()
        markup.feed(page)
        assert [x for x in markup.found if x != "b"] == []
    saved = 0
    for _ in range(12):
        form = posted(
            filled(dice)
            | {
                "name_en": f"{made_up(dice)[:40]} {saved}",
                "name_zh": f"{made_up(dice)[:40]} {saved}",
            }
        )
        answer = office.visitor("oli").post("/kpis/new/", form)
        assert answer.status_code in (302, 422)
        saved += answer.status_code == 302
    assert office.visitor("oli").get("/kpis/").status_code == 200
    assert set(definitions_of(office.workspace).by_id) >= {d.id for d in definitions()}


def test_what_is_saved_is_in_its_own_file_and_nowhere_else(office: Office) -> None:
    dice, kpis = random.Random(47), office.workspace.kpis
    kpis.mkdir(exist_ok=True)
    (kpis / "theirs.yaml").write_text("kpis: []\n", encoding="utf-8")
    writer = Writer.of(kpis, OWNER, "Oli", NOW)
    made = set()
    for n in range(12):
        known = definitions_of(office.workspace)
        name = "".join(c for c in made_up(dice) if c.isprintable())[:60]
        sketch = replace(read(BIG), name_en=f"{name} {n}", name_zh=f"{name} {n}")
        if not faults_of(sketch, known, OWNER):
            made.add(save_kpi(writer, sketch, known).kpi)
    assert len(made) > 6
    assert {p.name for p in kpis.iterdir()} == {"theirs.yaml", *(f"{kpi}.yaml" for kpi in made)}
    assert (kpis / "theirs.yaml").read_text(encoding="utf-8") == "kpis: []\n"
    assert all(Folder(kpis).written(kpi) for kpi in made)
