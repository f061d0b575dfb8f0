"""The grid of targets: who may, what is typed, what is saved, what is left alone, and what adds up."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from steerboard.core.errors import BadInput
from steerboard.core.periods import Period
from steerboard.people.rights import rights_of
from steerboard.plans import grid
from steerboard.plans.forms import typed
from steerboard.plans.models import Target
from steerboard.plans.questions import targets_of
from steerboard.plans.subjects import written
from tests.offices import JUNE, TODAY, Office, htmx

URL = "/plans/targets/?kpi=bookings&from=2026-04-01"


def cell(office: Office, name: str, month: int = 6) -> str:
    """The field of a person, or of a team by its name."""
    key = f"u{office.people[name]}" if name in office.people else f"t{office.ids[name]}"
    return f"{key}.2026-{month:02}"


def was(office: Office, name: str, *texts: str) -> dict[str, str]:
    """What the line of a person showed when the page was drawn: April, May, June."""
    key = cell(office, name).partition(".")[0]
    return {f"was-{key}": "|".join(("", "", *texts)[-3:])}


def value(office: Office, name: str, kpi: str = "bookings") -> Decimal | None:
    whose = {"user": office.people[name]} if name in office.people else {"team": office.ids[name]}
    row = Target.objects.filter(kpi=kpi, level="target", **whose, **JUNE).first()
    return row.value if row else None


def said(office: Office, url: str, name: str, language: str = "en") -> str:
    main = office.visitor(name, language).get(url).content.decode().split("<main", 1)[1]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("500,000", "money", 500_000),
        ("50 万", "money", 500_000),
        ("５０万元", "money", 500_000),
        ("1.2M", "money", 1_200_000),
        ("1 200 000", "money", 1_200_000),
        ("1.5亿", "money", 150_000_000),
        ("0", "count", 0),
        ("", "money", None),
        (" \N{NO-BREAK SPACE} ", "money", None),
        ("¥80k", "money", 80_000),
        ("￥1,234.5", "money", Decimal("1234.5")),
        ("35%", "ratio", Decimal("0.35")),
        ("12.5 ％", "ratio", Decimal("0.125")),
        ("-5%", "ratio", Decimal("-0.05")),
        ("12 天", "days", 12),
        ("90 minutes", "minutes", 90),
    ],
)
def test_numbers_are_taken_as_people_type_them(text: str, unit: str, number: Decimal | int | None) -> None:
    assert typed(text, unit) == number


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        *(
            (t, "money")
            for t in (
                "many",
                "-5",
                "1e99",
                "5 5 x",
                "0.00001",
                "99999999999999999999",
                "1,5",
                "12,34",
                "=5",
                "1.2.3",
                "####",
            )
        ),
        ("0.35", "ratio"),
        ("35", "ratio"),
        ("half", "days"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, unit: str) -> None:
    with pytest.raises(BadInput):
        typed(text, unit)


@given(
    st.decimals(min_value=0, max_value=10**12, places=4), st.sampled_from(["money", "count", "ratio", "days"])
)
def test_what_a_field_shows_is_taken_as_it_is(number: Decimal, unit: str) -> None:
    if unit == "ratio":
        number = (number / 10**10).quantize(Decimal("0.0001"))
    assert typed(written(number, unit), unit) == number


def test_a_lead_sets_the_targets_of_the_team_and_takes_them_back(office: Office) -> None:
    lea = office.visitor("lea")
    given = {cell(office, "ann"): "50 万", cell(office, "ben"): "400,000", cell(office, "north"): "90万"}
    answer = htmx(lea, "post", URL, **given)
    assert [value(office, n) for n in ("ann", "ben", "north")] == [500_000, 400_000, 900_000]
    undo = answer.content.decode().split('hx-post="')[1].split('"')[0]
    htmx(lea, "post", undo)
    assert [value(office, n) for n in ("ann", "ben", "north")] == [None, None, None]


def test_without_a_script_the_undo_stands_on_the_next_page(office: Office) -> None:
    lea = office.visitor("lea")
    answer = lea.post(URL, {cell(office, "ann"): "5"}, follow=True).content.decode()
    assert "Targets saved: 1" in answer
    assert re.search(r'action="/undo/\d+/"', answer)


def test_empty_is_no_target_and_nought_is_one(office: Office) -> None:
    lea, name = office.visitor("lea"), cell(office, "ann")
    htmx(lea, "post", URL, **{name: "0"}, **was(office, "ann", ""))
    assert value(office, "ann") == 0
    htmx(lea, "post", URL, **{name: ""}, **was(office, "ann", "0"))
    assert value(office, "ann") is None


def test_a_target_that_was_taken_away_comes_back_by_undo(office: Office) -> None:
    lea, name = office.visitor("lea"), cell(office, "ann")
    htmx(lea, "post", URL, **{name: "5"})
    answer = htmx(lea, "post", URL, **{name: ""}, **was(office, "ann", "5"))
    assert value(office, "ann") is None
    htmx(lea, "post", answer.content.decode().split('hx-post="')[1].split('"')[0])
    assert value(office, "ann") == 5


def test_cells_that_nobody_typed_into_keep_what_somebody_else_set_meanwhile(office: Office) -> None:
    ann, ben = cell(office, "ann"), cell(office, "ben")
    htmx(office.visitor("oli"), "post", URL, **{ann: "700"})
    htmx(office.visitor("lea"), "post", URL, **{ann: "", ben: "300"})
    assert [value(office, n) for n in ("ann", "ben")] == [700, 300]


def test_a_cell_that_somebody_else_set_meanwhile_is_not_swept_over_unseen(office: Office) -> None:
    ann = cell(office, "ann")
    htmx(office.visitor("oli"), "post", URL, **{ann: "700"})
    lea = office.visitor("lea")
    answer = htmx(lea, "post", URL, **{ann: "500"})
    assert answer.status_code == 422
    assert "Meanwhile somebody set this to “700”" in answer.content.decode()
    assert value(office, "ann") == 700
    htmx(lea, "post", URL, **{ann: "500"}, **was(office, "ann", "700"))
    assert value(office, "ann") == 500


def test_one_wrong_cell_saves_none_says_which_and_loses_nothing(office: Office) -> None:
    given = {cell(office, "ann"): "5", cell(office, "ben"): "much"}
    answer = htmx(office.visitor("lea"), "post", URL, **given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“much” is no number. Write 500,000, 500k or leave it empty." in page
    assert 'value="5"' in page
    assert 'value="much"' in page
    assert not Target.objects.exists()


def test_nobody_sets_his_own_target(office: Office) -> None:
    page = office.visitor("lea").get(URL).content.decode()
    assert f'name="{cell(office, "ann")}"' in page
    assert f'name="{cell(office, "lea")}"' not in page
    htmx(office.visitor("lea"), "post", URL, **{cell(office, "lea"): "1"})
    assert not Target.objects.exists()


@pytest.mark.parametrize("name", ["ann", "cleo", "eve"])
@pytest.mark.parametrize("path", ["", "sheet/", "history/", "file/csv/", "user/1/", "company/0/"])
def test_who_leads_nobody_is_told_that_there_is_no_such_page(office: Office, name: str, path: str) -> None:
    visitor = office.visitor(name)
    assert visitor.get(f"/plans/targets/{path}").status_code == 404
    answer = htmx(visitor, "post", f"/plans/targets/{path}", **{cell(office, "ann"): "1"})
    assert answer.status_code in (404, 405)
    assert not Target.objects.exists()
    assert "/plans/targets/" not in visitor.get("/customers/").content.decode()


def test_a_lead_reaches_nobody_of_another_team(office: Office) -> None:
    for name in ("cleo", "south"):
        htmx(office.visitor("lea"), "post", URL, **{cell(office, name): "1"})
    htmx(office.visitor("lea"), "post", URL, **{"c.2026-06": "1"})
    assert not Target.objects.exists()
    assert "Cleo" not in office.visitor("lea").get(URL).content.decode()
    assert office.visitor("lea").get(f"/plans/targets/user/{office.people['cleo']}/").status_code == 404


def test_the_office_sets_everybodys(office: Office) -> None:
    given = {
        cell(office, "cleo"): "9",
        cell(office, "ann"): "8",
        cell(office, "south"): "7",
        "c.2026-06": "20",
    }
    htmx(office.visitor("oli"), "post", URL, **given)
    assert [value(office, n) for n in ("cleo", "ann", "south")] == [9, 8, 7]
    assert Target.objects.get(scope="company").value == 20


def test_the_same_values_again_change_nothing(office: Office) -> None:
    lea, name = office.visitor("lea"), cell(office, "ann")
    htmx(lea, "post", URL, **{name: "5"})
    answer = htmx(lea, "post", URL, **{name: "5.0"}, **was(office, "ann", "5"))
    assert "Nothing was changed" in answer.content.decode()


def test_what_is_not_shared_out_and_what_is_too_much_is_said(office: Office) -> None:
    given = {cell(office, "north"): "100", cell(office, "ann"): "30", cell(office, "ben"): "50"}
    htmx(office.visitor("lea"), "post", URL, **given)
    assert "parts 80 20 not shared out" in said(office, URL, "lea")
    htmx(office.visitor("lea"), "post", URL, **{cell(office, "ann"): "60"}, **was(office, "ann", "30"))
    assert "parts 110 10 too many" in said(office, URL, "lea")
    htmx(office.visitor("lea"), "post", URL, **{cell(office, "ann"): "50"}, **was(office, "ann", "60"))
    page = said(office, URL, "lea")
    assert "parts 100" in page
    assert "not shared out" not in page
    assert "too many" not in page


def test_a_team_without_a_target_counts_for_its_people(office: Office) -> None:
    htmx(
        office.visitor("oli"),
        "post",
        URL,
        **{cell(office, "ann"): "30", "c.2026-06": "100", cell(office, "south"): "40"},
    )
    page = said(office, URL, "oli")
    assert "parts 70 30 not shared out" in page


def test_a_line_is_summed_over_its_months(office: Office) -> None:
    for month in (4, 5, 6):
        htmx(office.visitor("lea"), "post", URL, **{cell(office, "ann", month): f"{month}00"})
    assert ">1,500</b>" in office.visitor("lea").get(URL).content.decode()


def test_rates_are_not_summed(office: Office) -> None:
    url = URL.replace("bookings", "win_rate")
    htmx(office.visitor("lea"), "post", url, **{cell(office, "ann"): "35%", cell(office, "ben"): "40%"})
    assert value(office, "ann", "win_rate") == Decimal("0.35")
    page = said(office, url, "lea")
    assert "Together" not in page
    assert "parts" not in page


def test_who_moves_counts_for_each_team_in_its_months(office: Office) -> None:
    moe = office.add("user", name="Moe")
    for team, start, end in (("north", None, date(2026, 5, 10)), ("south", date(2026, 5, 10), None)):
        office.add("membership", user=moe, team=office.ids[team], role="rep", valid_from=start, valid_to=end)
    office.people["moe"] = moe
    given = {cell(office, "moe", month): str(month) for month in (4, 5, 6)}
    htmx(office.visitor("oli"), "post", URL, **given)
    page = office.visitor("oli").get(URL).content.decode()
    assert all(page.count(f'name="{name}"') == 1 for name in given)
    text = said(office, URL, "oli")
    north, south = text.split("North")[1].split("South")
    assert "parts 4" in north
    assert "parts 5" in north
    assert "was here" in north
    assert "parts 6" in south
    assert "parts 5" not in south


def test_months_in_which_somebody_unseen_was_there_are_not_called_short(office: Office) -> None:
    gus = office.add("user", name="Gus")
    office.add("membership", user=gus, team=office.ids["north"], role="rep", valid_to=date(2026, 5, 20))
    for month in (4, 6):
        given = {cell(office, "north", month): "100", cell(office, "ann", month): "60"}
        htmx(office.visitor("lea"), "post", URL, **given)
    page = said(office, URL, "lea")
    assert page.count("not shared out") == 1
    assert "parts 60 40 not shared out" in page


def test_a_stretch_stands_beside_its_target(office: Office) -> None:
    lea, url = office.visitor("lea"), f"{URL}&level=stretch"
    htmx(lea, "post", URL, **{cell(office, "ann"): "100"})
    htmx(lea, "post", url, **{cell(office, "ann"): "120"})
    levels = dict(Target.objects.filter(user=office.people["ann"]).values_list("level", "value"))
    assert levels == {"target": 100, "stretch": 120}
    assert "target 100" in said(office, url, "lea")


def test_a_target_of_the_whole_span_is_said_beside_its_months(office: Office) -> None:
    quarter = {"starts_on": date(2026, 4, 1), "ends_on": date(2026, 7, 1)}
    office.add("target", kpi="bookings", user=office.people["ann"], value=Decimal(900), **quarter)
    assert "set for all of it: 900" in said(office, URL, "lea")


def test_one_line_has_a_year_and_its_history(office: Office) -> None:
    ann = f"/plans/targets/user/{office.people['ann']}/?kpi=bookings&from=2026-06-01"
    lea = office.visitor("lea")
    htmx(lea, "post", ann, **{cell(office, "ann", 11): "50万"})
    htmx(
        lea,
        "post",
        ann,
        **{cell(office, "ann", 11): "60万"},
        **{f"was-u{office.people['ann']}": "|" * 10 + "500,000|"},
    )
    page = said(office, ann, "lea")
    assert "January 2026" in page
    assert "December 2026" in page
    assert "Lea · entered November 2026 500,000 600,000" in page
    assert "Lea · entered November 2026 — 500,000" in page


def test_the_history_of_a_grid_names_whose_by_whom_and_what_was_undone(office: Office) -> None:
    lea = office.visitor("lea")
    answer = htmx(lea, "post", URL, **{cell(office, "ann"): "5", cell(office, "north"): "7"})
    htmx(lea, "post", answer.content.decode().split('hx-post="')[1].split('"')[0])
    page = said(office, URL.replace("targets/?", "targets/history/?"), "lea")
    assert "Lea · undone Ann June 2026 5 —" in page
    assert "Lea · entered North June 2026 — 7" in page
    part = htmx(lea, "get", URL.replace("targets/?", "targets/history/?")).content.decode()
    assert "<main" not in part


def test_a_large_organisation_is_shown_a_level_at_a_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "MOST", 5)
    page = office.visitor("oli").get(URL).content.decode()
    assert f'name="{cell(office, "north")}"' in page
    assert f'name="{cell(office, "ann")}"' not in page
    assert "one level is shown at a time" in page
    inside = office.visitor("oli").get(f"{URL}&in=t{office.ids['north']}").content.decode()
    assert f'name="{cell(office, "ann")}"' in inside


def test_a_figure_of_the_company_alone_has_one_line(office: Office) -> None:
    url = URL.replace("bookings", "cost_per_lead")
    assert "North" not in said(office, url, "oli")
    htmx(office.visitor("oli"), "post", url, **{"c.2026-06": "300"})
    assert Target.objects.get().scope == "company"


@pytest.mark.parametrize(
    "query", ["kpi=no_such", "from=x", "level=top", "over=ever", "in=t999", "in=<b>", "from=9999-12-31"]
)
def test_an_address_that_makes_no_sense_shows_the_usual(office: Office, query: str) -> None:
    assert office.visitor("lea").get(f"/plans/targets/?{query}").status_code == 200


def test_it_speaks_chinese(office: Office) -> None:
    given = {cell(office, "north"): "100", cell(office, "ann"): "30"}
    htmx(office.visitor("lea"), "post", URL, **given)
    assert "下级 30 70 未分解" in said(office, URL, "oli", "zh-hans")


def test_a_quarter_is_the_sum_of_its_months_only_when_all_have_one(office: Office) -> None:
    ann = office.people["ann"]
    quarter = Period(date(2026, 4, 1), date(2026, 7, 1))
    for month in (4, 5):
        start, end = date(2026, month, 1), date(2026, month + 1, 1)
        office.add("target", kpi="bookings", user=ann, starts_on=start, ends_on=end, value=Decimal(10))
    rights = rights_of(ann, TODAY)
    assert targets_of(ann, quarter, rights) == {}
    office.add("target", kpi="bookings", user=ann, value=Decimal(7), **JUNE)
    assert targets_of(ann, quarter, rights)["bookings"].target == 27


def test_a_target_of_the_quarter_itself_counts_before_its_months(office: Office) -> None:
    ann = office.people["ann"]
    quarter = Period(date(2026, 4, 1), date(2026, 7, 1))
    for month in (4, 5, 6):
        start, end = date(2026, month, 1), date(2026, month + 1, 1)
        office.add("target", kpi="bookings", user=ann, starts_on=start, ends_on=end, value=Decimal(10))
    office.add(
        "target", kpi="bookings", user=ann, starts_on=quarter.start, ends_on=quarter.end, value=Decimal(50)
    )
    assert targets_of(ann, quarter, rights_of(ann, TODAY))["bookings"].target == 50


def test_a_level_of_the_same_kpi_does_not_mix_with_another(office: Office) -> None:
    ann = office.people["ann"]
    office.add("target", kpi="bookings", user=ann, value=Decimal(10), **JUNE)
    office.add("target", kpi="bookings", user=ann, level="stretch", value=Decimal(12), **JUNE)
    levels = targets_of(ann, Period(JUNE["starts_on"], JUNE["ends_on"]), rights_of(ann, TODAY))["bookings"]
    assert levels.by_level == {"target": 10, "stretch": 12}


def test_many_cells_are_set_with_as_few_questions_as_one(office: Office) -> None:
    lea, counts = office.visitor("lea"), []
    for months in ((1,), tuple(range(2, 13))):
        url = f"/plans/targets/?over=year&from=2026-01-01&kpi={'bookings' if len(months) == 1 else 'visits'}"
        cells = {cell(office, name, month): "5" for name in ("ann", "ben", "north") for month in months}
        with CaptureQueriesContext(connection) as asked:
            htmx(lea, "post", url, **cells)
        counts.append(len(asked))
    assert Target.objects.count() == 36
    assert counts[1] <= counts[0]
