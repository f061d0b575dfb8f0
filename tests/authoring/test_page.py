"""The page that defines a KPI: it shows the figure or the fault, and what it saves counts at once."""

from __future__ import annotations

import pytest
import yaml

from steerboard.authoring.models import Version
from tests.authoring.page import BIG, OWN, file_of, plain, preview, save
from tests.offices import Office, htmx


def test_only_those_whose_work_it_is_define_kpis(office: Office) -> None:
    for name, status in (("oli", 200), ("eve", 200), ("ann", 404), ("lea", 404)):
        assert office.visitor(name).get("/kpis/new/").status_code == status
        assert ("New KPI" in plain(office.visitor(name).get("/figures/"))) is (status == 200)
    assert save(office, name="ann").status_code == 404
    assert not file_of(office).exists()


def test_the_preview_is_the_figure_on_todays_records_in_words_of_both_languages(deals: Office) -> None:
    page = plain(preview(deals))
    assert "3 this month so far" in page
    assert "3 records behind it, 3 in 12 months" in page
    assert "where Outcome is “Won” and Amount is at least 500." in page
    assert "结果为“赢单”且金额不少于500。" in page
    assert "3 本月至今" in plain(preview(deals, "eve", "zh"))


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"measure": "sum", "value": "amount", "unit": "money"}, "¥8.3k this month"),
        ({"measure": "mean", "value": "amount / 2", "unit": "money"}, "¥1.4k this month"),
        ({"measure": "median", "value": "amount", "unit": "money"}, "¥700 this month"),
        ({"measure": "distinct", "each": "owner"}, "3 this month"),
        ({"source": "ratio", "numerator": "bookings", "denominator": "won_deals", "unit": "money"}, "¥2.1k this month"),
        ({"source": "formula", "formula": "2 * (bookings - bookings / 2)", "unit": "money"}, "¥8.4k this month"),
        ({"source": "formula", "formula": "sales_cycle_days:median + 1", "unit": "days"}, "3 days this month"),
    ],
)  # fmt: skip
def test_every_measure_has_its_preview(deals: Office, changed: dict[str, str], shown: str) -> None:
    page = plain(preview(deals, **changed))
    assert shown in page


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"where": "outcome = 'won' and amuont > 5"}, ["Character 21:", "<mark>amuont</mark>", "Did you mean amount"]),
        ({"where": "amount >"}, ["Character 9:", "<mark>&nbsp;</mark>", "ends too early"]),
        ({"where": "amount > 5\nand nmae = 'x'"}, ["Character 16:", "and <mark>nmae</mark>"]),
        ({"where": "amount"}, ["Character 1:", "<mark>amount</mark>", "a condition is needed"]),
        ({"where": "lenght(name) > 3"}, ["<mark>lenght</mark>", "Did you mean length"]),
        ({"where": "outcome = 'wom'"}, ["Character 1", "won"]),
        ({"where": "period_start() < day(closed_at)"}, ["<mark>period_start</mark>", "figures of an instant"]),
        ({"where": "x" * 1001}, ["At most 1000 characters"]),
        ({"where": "name = '\u202e'"}, ["cannot be shown"]),
        ({"measure": "sum", "value": "account.name"}, ["Character 1:", "a number is needed"]),
        ({"measure": "distinct", "each": "acount"}, ["<mark>acount</mark>", "account"]),
        ({"source": "formula", "formula": "bookings / won_deels"}, ["Character 12:", "<mark>won_deels</mark>", "won_deals"]),
        ({"source": "formula", "formula": "if(bookings > 3, 1, 2)"}, ["Character 1:", "only arithmetic"]),
        ({"source": "formula", "formula": "1 + 1"}, ["at least one figure"]),
        ({"source": "ratio", "numerator": "bokings", "denominator": "won_deals"}, ["no KPI is called", "bookings"]),
        ({"of": "oportunity"}, ["no kind is called", "opportunity"]),
        ({"at": "amount"}, ["is no time"]),
    ],
)  # fmt: skip
def test_a_fault_is_said_at_its_character_with_the_nearest_name(
    office: Office, changed: dict[str, str], told: list[str]
) -> None:
    page = preview(office, **changed).content.decode()
    assert [one for one in told if one not in page] == []
    assert "this month so far" not in page
    refused = save(office, **changed)
    assert refused.status_code == 422
    assert not office.workspace.kpis.exists() or not list(office.workspace.kpis.glob("*.yaml"))


def test_what_is_still_empty_is_a_fault_only_when_it_is_saved(office: Office) -> None:
    assert "This is needed" not in plain(preview(office, name_en="", measure="sum"))
    page = save(office, name_en="", measure="sum")
    assert plain(page).count("This is needed.") == 2
    assert "already" in plain(save(office, name_en="Bookings"))


def test_a_field_that_the_reader_may_not_know_is_as_one_that_there_is_not(office: Office) -> None:
    cost = {"of": "order_line", "at": "order.ordered_at", "where": "", "measure": "sum", "value": "unit_cost"}
    page = preview(office, **cost).content.decode()
    assert "<mark>unit_cost</mark>" in page
    assert "cost_amount" not in page
    form = {**BIG, **cost}
    assert (
        "unit_cost"
        not in htmx(office.visitor("oli"), "post", "/kpis/parts/", **form | {"value": ""}).content.decode()
    )
    assert (
        "unit_cost"
        in htmx(office.visitor("eve"), "post", "/kpis/parts/", **form | {"value": ""}).content.decode()
    )
    assert "<mark>" not in preview(office, "eve", **cost).content.decode()
    assert save(office, name="eve", **cost).status_code == 302
    for url in (f"/kpis/{OWN}/edit/", f"/kpis/{OWN}/versions/"):
        assert office.visitor("eve").get(url).status_code == 200
        assert office.visitor("oli").get(url).status_code == 404
        assert url not in office.visitor("oli").get("/kpis/").content.decode()
        assert url not in office.visitor("oli").get(f"/figures/{OWN}/").content.decode()
        assert url in office.visitor("eve").get(f"/figures/{OWN}/").content.decode()
    on_it = {"source": "formula", "formula": f"{OWN} * 2", "name_en": "Twice", "name_zh": "两倍"}
    assert "no right" in plain(preview(office, **on_it))
    assert save(office, **on_it).status_code == 422
    assert office.visitor("oli").post(f"/kpis/{OWN}/retire/").status_code == 404


def test_what_is_saved_counts_at_once_and_is_a_file_like_ours(deals: Office) -> None:
    other = deals.workspace.kpis / "other.yaml"
    other.parent.mkdir(exist_ok=True)
    other.write_text("kpis: []\n", encoding="utf-8")
    assert save(deals)["Location"] == f"/figures/{OWN}/"
    (entry,) = yaml.safe_load(file_of(deals).read_text(encoding="utf-8"))["kpis"]
    assert {k: entry[k] for k in ("version", "owner", "additivity", "attribution")} == {
        "version": 1, "owner": "Oli", "additivity": "all", "attribution": "owner",
    }  # fmt: skip
    assert entry["measure"] == {
        "kind": "count",
        "of": "opportunity",
        "at": "closed_at",
        "where": BIG["where"],
    }
    assert entry["name"] == {"zh": "大单赢单数", "en": "Large deals won"}
    page = plain(deals.visitor("lea").get(f"/figures/{OWN}/"))
    assert "Answers for it Oli version 1" in page
    assert "Large deals won" in plain(deals.visitor("oli").get("/figures/?segment=own"))
    assert other.read_text(encoding="utf-8") == "kpis: []\n"
    assert sorted(p.name for p in other.parent.iterdir()) == [f"{OWN}.yaml", "other.yaml"]
    assert Version.objects.get().text == file_of(deals).read_text(encoding="utf-8")


def test_ids_are_made_of_the_english_name_and_never_taken(office: Office) -> None:
    for n, (name, made) in enumerate(
        [
            ("Win rate!", "win_rate_2"),
            ("赢单", "kpi"),
            ("../../etc/passwd", "etc_passwd"),
            ("AND", "kpi_and"),
            ("7 days", "kpi_7_days"),
        ]
    ):
        assert save(office, name_en=name, name_zh=f"名 {n}")["Location"] == f"/figures/{made}/"
    made_by = sorted(p.stem for p in office.workspace.kpis.iterdir())
    assert made_by == ["etc_passwd", "kpi", "kpi_7_days", "kpi_and", "win_rate_2"]


def test_another_kind_of_record_offers_its_own_times_and_fields(office: Office) -> None:
    page = htmx(office.visitor("oli"), "post", "/kpis/parts/", **{**BIG, "of": "order_line"}).content.decode()
    assert 'value="order.ordered_at"' in page
    assert 'value="closed_at"' not in page
    assert 'data-insert="quantity"' in page
    assert 'type="hidden" name="formula"' in page, "what is not shown now is kept"
