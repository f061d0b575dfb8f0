"""Versions, conflicts, retiring, and files that somebody writes by hand: nothing is lost, nothing takes the pages down."""

from __future__ import annotations

from steerboard.authoring.models import Version
from steerboard.catalogue.library import Library
from tests.authoring.page import OWN, file_of, mark_of, plain, preview, save
from tests.offices import Office

EDIT = f"/kpis/{OWN}/edit/"


def test_each_change_is_a_version_that_can_be_looked_at_and_brought_back(deals: Office) -> None:
    save(deals)
    page = deals.visitor("eve").get(EDIT).content.decode()
    assert "outcome = &#x27;won&#x27; and amount &gt;= 500" in page
    assert save(deals, EDIT, "eve", mark=mark_of(deals), where="amount >= 1000").status_code == 302
    versions = plain(deals.visitor("oli").get(f"/kpis/{OWN}/versions/"))
    assert versions.index("Version 2 Saved · Eve") < versions.index("Version 1 Saved · Oli")
    assert "amount &gt;= 500" in deals.visitor("oli").get(f"/kpis/{OWN}/versions/").content.decode()
    deals.visitor("oli").post(f"/kpis/{OWN}/versions/1/restore/")
    text = file_of(deals).read_text(encoding="utf-8")
    assert "amount >= 500" in text
    assert "version: 3" in text
    assert [v.how for v in Version.objects.order_by("number")] == ["saved", "saved", "restored"]


def test_the_second_of_two_who_edit_the_same_version_is_told_and_loses_nothing(deals: Office) -> None:
    save(deals)
    mark = mark_of(deals)
    save(deals, EDIT, "eve", mark=mark, where="amount >= 1000")
    told = save(deals, EDIT, "oli", mark=mark, where="amount >= 2000")
    assert told.status_code == 409
    page = told.content.decode()
    assert "Eve" in plain(told)
    assert "amount &gt;= 2000" in page
    assert "amount &gt;= 1000" in page
    assert "amount >= 1000" in file_of(deals).read_text(encoding="utf-8")
    again = page.split('name="mark" value="')[1].split('"')[0]
    assert save(deals, EDIT, "oli", mark=again, where="amount >= 2000").status_code == 302
    assert "amount >= 2000" in file_of(deals).read_text(encoding="utf-8")
    assert Version.objects.count() == 3


def test_a_retired_kpi_is_out_of_effect_and_comes_back_with_its_versions(deals: Office) -> None:
    save(deals)
    mark = mark_of(deals)
    deals.visitor("oli").post(f"/kpis/{OWN}/retire/")
    assert not file_of(deals).exists()
    assert deals.visitor("oli").get(f"/figures/{OWN}/").status_code == 404
    assert "Retired Large deals won" in plain(deals.visitor("oli").get("/kpis/"))
    # Who had it open is told, and may bring it back by saving.
    told = save(deals, EDIT, "eve", mark=mark, where="amount >= 1000")
    assert told.status_code == 409
    assert "It was retired" in plain(told)
    # Its id is not given to another one.
    assert save(deals, name_en="Large deals won")["Location"] == f"/figures/{OWN}_2/"
    deals.visitor("oli").post(f"/kpis/{OWN}/versions/1/restore/")
    assert deals.visitor("oli").get(f"/figures/{OWN}/").status_code == 200
    assert not list((deals.workspace.kpis / "retired").iterdir())


def test_what_others_are_made_of_cannot_be_retired_or_broken(office: Office) -> None:
    save(office)
    save(office, source="formula", formula=f"{OWN} * 2", name_en="Twice", name_zh="两倍")
    refused = office.visitor("oli").post(f"/kpis/{OWN}/retire/", follow=True)
    assert "“Twice” is made of it." in plain(refused)
    assert file_of(office).exists()
    # A KPI cannot be made of itself either, by way of another one.
    circle = save(office, EDIT, mark=mark_of(office), source="formula", formula="twice / 2")
    assert circle.status_code == 422
    assert "builds on itself" in plain(circle)


def test_shipped_kpis_and_shared_files_are_not_edited_by_the_page(office: Office) -> None:
    assert office.visitor("oli").get("/kpis/win_rate/edit/").status_code == 404
    assert save(office, "/kpis/win_rate/edit/").status_code == 404
    assert save(office, "/kpis/never_heard_of/edit/").status_code == 404
    assert not office.workspace.kpis.exists() or not list(office.workspace.kpis.iterdir())


def test_what_somebody_changed_in_the_file_is_kept_as_a_version(deals: Office) -> None:
    save(deals)
    file = file_of(deals)
    text = file.read_text(encoding="utf-8").replace("500", "600")
    file.write_text(text, encoding="utf-8")
    save(deals, EDIT, mark=mark_of(deals), where="amount >= 1000")
    assert [v.how for v in Version.objects.order_by("number")] == ["saved", "by_hand", "saved"]
    assert Version.objects.get(how="by_hand").text == text


def test_a_definition_that_says_more_than_the_page_is_shown_and_not_edited(office: Office) -> None:
    save(office)
    file = file_of(office)
    file.write_text(file.read_text(encoding="utf-8") + "    share: 1\n", encoding="utf-8")
    assert office.visitor("oli").get(EDIT).status_code == 404, "a file that cannot be read has no page"
    text = file.read_text(encoding="utf-8").replace("    share: 1\n", "  packs: [b2b]\n")
    file.write_text(text, encoding="utf-8")
    assert "more than this page can show" in plain(office.visitor("oli").get(EDIT))


def test_a_broken_file_never_takes_the_pages_down(deals: Office) -> None:
    deals.visitor("oli").get(save(deals)["Location"])
    good = file_of(deals).read_text(encoding="utf-8")
    for broken in (
        "kpis: [",
        good.replace("closed_at", "closed_on"),
        "kpis: 7",
        "\xff",
        "- 2020-13-45\n",
        "[" * 5000,
    ):
        file_of(deals).write_bytes(broken.encode("latin-1" if broken == "\xff" else "utf-8"))
        assert "Large deals won" in plain(deals.visitor("oli").get(f"/figures/{OWN}/"))
        page = plain(deals.visitor("oli").get("/kpis/"))
        assert "Files that cannot be used" in page
        assert f"{OWN}.yaml" in page
        # A process that starts now does without it, and with all others.
        started = Library(deals.workspace.kpis)
        assert OWN not in started.now()[1].by_id
        assert "win_rate" in started.now()[1].by_id
        assert len(started.faults) == 1
    file_of(deals).write_text(good, encoding="utf-8")
    assert "Files that cannot be used" not in plain(deals.visitor("oli").get("/kpis/"))


def test_what_is_wrong_in_a_file_names_no_field_that_the_reader_may_not_know(office: Office) -> None:
    save(office)
    text = (
        file_of(office)
        .read_text(encoding="utf-8")
        .replace("opportunity", "order_line")
        .replace("closed_at", "unit_cot")
    )
    file_of(office).write_text(text, encoding="utf-8")
    assert "unit_cost" in plain(office.visitor("eve").get("/kpis/"))
    page = plain(office.visitor("oli").get("/kpis/"))
    assert "unit_cot" in page
    assert "unit_cost" not in page


def test_a_file_that_is_wrong_costs_only_itself(office: Office) -> None:
    save(office)
    folder = office.workspace.kpis
    good = file_of(office).read_text(encoding="utf-8")
    (folder / "twin.yaml").write_text(good, encoding="utf-8")
    (folder / "lost.yaml").write_text(
        good.replace(OWN, "lost").replace("opportunity", "nothing"), encoding="utf-8"
    )
    library = Library(folder)
    known = library.now()[1]
    assert OWN in known.by_id
    assert "lost" not in known.by_id
    assert [fault.where.partition(":")[0] for fault in library.faults] == ["twin.yaml", "lost.yaml"]


def test_a_running_process_follows_the_files(deals: Office) -> None:
    save(deals)
    other = Library(deals.workspace.kpis)
    before = other.now()
    assert other.now()[1] is before[1], "nothing is read again while nothing changes"
    save(deals, EDIT, mark=mark_of(deals), where="amount >= 1000")
    mark, known = other.now()
    assert mark != before[0]
    assert known.by_id[OWN].version == 2
    assert "1 this month" in plain(preview(deals, source="formula", formula=OWN))
