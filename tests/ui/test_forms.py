"""Form controls and fields."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

from django import forms
from django.template import engines
from django.utils import translation

from steerboard.ui.widgets import DateInput, MomentInput, NumberInput, QuickSelect, SearchSelect
from tests.ui.pages import VisitForm


def draw(form: forms.Form, name: str, language: str = "zh-hans") -> str:
    source = '{% include "ui/parts/field.html" with field=field %}'
    with translation.override(language):
        return unescape(engines["django"].from_string(source).render({"field": form[name]}))


def test_a_field_ties_label_hint_and_error_to_its_control() -> None:
    form = VisitForm({"amount": "much"})
    html = draw(form, "amount")
    assert '<label for="id_amount">' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in html
    assert 'id="id_amount_helptext"' in html
    assert 'id="id_amount_error"' in html


def test_what_may_stay_empty_is_said_and_the_rest_is_required() -> None:
    form = VisitForm()
    assert "选填" in draw(form, "note")
    assert "选填" not in draw(form, "at")
    assert "required" in draw(form, "at")


def test_days_and_moments_use_the_pickers_of_the_browser() -> None:
    assert 'type="date"' in DateInput().render("d", date(2026, 11, 20))
    assert 'value="2026-11-20"' in DateInput().render("d", date(2026, 11, 20))
    moment = MomentInput().render("at", datetime(2026, 11, 20, 6, 30, tzinfo=UTC))
    assert 'type="datetime-local"' in moment
    assert 'value="2026-11-20T06:30"' in moment
    assert 'inputmode="decimal"' in NumberInput().render("n", 5)


def test_a_moment_is_written_the_same_in_every_language() -> None:
    with translation.override("zh-hans"):
        assert 'value="2026-11-20"' in DateInput().render("d", date(2026, 11, 20))


def test_a_search_select_holds_few_choices_and_is_a_select_without_a_script() -> None:
    many = [(str(n), f"Customer {n}") for n in range(10_000)]
    widget = SearchSelect("/find/", most=50)
    widget.choices = many
    html = widget.render("customer", None)
    assert html.startswith("<select")
    assert 'data-choose="/find/"' in html
    assert html.count("<option") == 50
    assert widget.choices == many


def test_a_quick_select_is_the_select_that_the_form_library_draws() -> None:
    choices = [("", "—"), ("a", "A & B <i>"), ("G & H", [('b"', "Ü"), (3, "三")]), ("z", "Z")]
    for value in (None, "", "a", 3, 'b"', "nonsense"):
        for attrs in (
            {"id": "id_x", "required": True, "aria-invalid": "true"},
            {"id": "id_x", "required": False},
        ):
            drawn = [w(choices=choices).render("x", value, attrs) for w in (forms.Select, QuickSelect)]
            plain, quick = (re.sub(r"\s+", " ", html).replace("> <", "><") for html in drawn)
            (opened, options), (same, alike) = (html.split(">", 1) for html in (plain, quick))
            assert sorted(same.split()) == sorted(opened.split())
            assert alike == options


def test_a_search_select_over_what_it_has_asks_no_server() -> None:
    assert 'data-choose="here"' in SearchSelect().render("x", None)
