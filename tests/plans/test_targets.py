"""The grid of targets: who may, what is typed, what is saved, what is left alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from steerboard.core.errors import BadInput
from steerboard.core.periods import Period
from steerboard.people.rights import rights_of
from steerboard.plans.forms import typed
from steerboard.plans.models import Target
from steerboard.plans.questions import targets_of
from tests.offices import JUNE, TODAY, Office, htmx

URL = "/plans/targets/?kpi=bookings&quarter=2026-04-01"


def cell(office: Office, name: str, month: int = 6) -> str:
    return f"t-{office.people[name]}-2026-{month:02}"


def value(office: Office, name: str) -> Decimal | None:
    row = Target.objects.filter(user=office.people[name], kpi="bookings", **JUNE).first()
    return row.value if row else None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("500,000", 500_000),
        ("50 万", 500_000),
        ("1.2M", 1_200_000),
        ("0", 0),
        ("", None),
        ("  ", None),
        ("¥80k", 80_000),
    ],
)
def test_numbers_are_taken_as_people_type_them(text: str, number: int | None) -> None:
    assert typed(text) == number


@pytest.mark.parametrize("text", ["many", "-5", "1e99", "5 5 x", "0.00001", "99999999999999999999"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        typed(text)


def test_a_lead_sets_the_targets_of_the_team_and_takes_them_back(office: Office) -> None:
    lea = office.visitor("lea")
    answer = htmx(lea, "post", URL, **{cell(office, "ann"): "50 万", cell(office, "ben"): "400,000"})
    assert [value(office, n) for n in ("ann", "ben")] == [500_000, 400_000]
    undo = answer.content.decode().split('hx-post="')[1].split('"')[0]
    htmx(lea, "post", undo)
    assert [value(office, n) for n in ("ann", "ben")] == [None, None]


def test_empty_is_no_target_and_nought_is_one(office: Office) -> None:
    lea, name = office.visitor("lea"), cell(office, "ann")
    htmx(lea, "post", URL, **{name: "0", f"was-{name}": ""})
    assert value(office, "ann") == 0
    htmx(lea, "post", URL, **{name: "", f"was-{name}": "0"})
    assert value(office, "ann") is None


def test_cells_that_nobody_typed_into_keep_what_somebody_else_set_meanwhile(office: Office) -> None:
    ann, ben = cell(office, "ann"), cell(office, "ben")
    htmx(office.visitor("oli"), "post", URL, **{ann: "700", f"was-{ann}": ""})
    htmx(office.visitor("lea"), "post", URL, **{ann: "", f"was-{ann}": "", ben: "300", f"was-{ben}": ""})
    assert [value(office, n) for n in ("ann", "ben")] == [700, 300]


def test_one_wrong_cell_saves_none_and_says_which(office: Office) -> None:
    given = {cell(office, "ann"): "5", cell(office, "ben"): "much"}
    answer = htmx(office.visitor("lea"), "post", URL, **given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“much” is no number." in page
    assert 'value="5"' in page
    assert not Target.objects.exists()


def test_nobody_sets_his_own_target(office: Office) -> None:
    page = office.visitor("lea").get(URL).content.decode()
    assert cell(office, "ann") in page
    assert cell(office, "lea") not in page
    htmx(office.visitor("lea"), "post", URL, **{cell(office, "lea"): "1"})
    assert not Target.objects.exists()


@pytest.mark.parametrize("name", ["ann", "cleo", "eve"])
def test_who_leads_nobody_is_told_that_there_is_no_such_page(office: Office, name: str) -> None:
    visitor = office.visitor(name)
    assert visitor.get(URL).status_code == 404
    assert htmx(visitor, "post", URL, **{cell(office, "ann"): "1"}).status_code == 404
    assert "/plans/targets/" not in visitor.get("/customers/").content.decode()


def test_a_lead_reaches_nobody_of_another_team(office: Office) -> None:
    htmx(office.visitor("lea"), "post", URL, **{cell(office, "cleo"): "1"})
    assert not Target.objects.exists()
    assert "Cleo" not in office.visitor("lea").get(URL).content.decode()


def test_the_office_sets_everybodys(office: Office) -> None:
    htmx(office.visitor("oli"), "post", URL, **{cell(office, "cleo"): "9", cell(office, "ann"): "8"})
    assert [value(office, n) for n in ("cleo", "ann")] == [9, 8]


def test_the_same_values_again_change_nothing(office: Office) -> None:
    lea, name = office.visitor("lea"), cell(office, "ann")
    htmx(lea, "post", URL, **{name: "5"})
    answer = htmx(lea, "post", URL, **{name: "5", f"was-{name}": "5"})
    assert "Nothing was changed" in answer.content.decode()


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
