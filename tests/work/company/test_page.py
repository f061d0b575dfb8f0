"""The director's page: who has it, and what its first screenful says."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from steerboard.core.errors import Broken
from steerboard.core.text import Text
from steerboard.work.company import views
from steerboard.work.company.asking import View
from tests.offices import at
from tests.work.company.conftest import Company, words

QUARTER: dict[str, Any] = {"from_": date(2026, 4, 1), "to": date(2026, 6, 30)}
MONTH: dict[str, Any] = {"from_": date(2026, 6, 1), "to": date(2026, 6, 30)}
PAGES = ("/company/", "/company/bridge/", "/company/sides/", "/company/sections/", "/company/bridge/new/")


@pytest.mark.parametrize("name", ["pia", "lea", "ann"])
def test_who_leads_no_more_than_one_team_has_no_such_page(busy: Company, name: str) -> None:
    assert [busy.get(page, name).status_code for page in PAGES] == [404] * len(PAGES)
    assert "/company/" not in busy.get("/", name).content.decode()


def test_what_is_not_there_is_not_there(company: Company) -> None:
    assert company.get("/company/nothing/").status_code == 404
    assert company.get("/company/bridge/melted/").status_code == 404


@pytest.mark.parametrize(("name", "place"), [("eve", "Company"), ("oli", "Company"), ("dora", "Region")])
def test_it_has_its_place_in_the_frame(company: Company, name: str, place: str) -> None:
    page = company.get("/company/", name).content.decode()
    link = re.search(r'<a[^>]*href="/company/"[^>]*>.*?</a>', page, re.DOTALL)
    assert link is not None
    assert place in words(link.group())


def cards(company: Company, url: str = "/company/", name: str = "eve") -> dict[str, str]:
    found = re.findall(
        r'<article class="card strip-card">(.*?)</article>', company.markup(url, name), re.DOTALL
    )
    said = [words(card).strip() for card in found]
    names = [words(re.search(r"<h2>(.*?)</h2>", card, re.DOTALL).group(1)).strip() for card in found]  # type: ignore[union-attr]
    return {name: text.removeprefix(name).strip() for name, text in zip(names, said, strict=True)}


def test_the_strip_says_what_the_engine_answers(busy: Company) -> None:
    for name, where in (("eve", ()), ("dora", (f"owner.region = {busy.teams['east']}",))):
        shown = cards(busy, name=name)
        asked = busy.asked(name, "bookings", "pipeline_value", "pipeline_created", where=where, **QUARTER)
        totals = {kpi: figure.value for kpi, figure in asked.totals.items()}
        assert totals["bookings"] == (Decimal(1_175_000) if name == "eve" else Decimal(625_000))
        for label, kpi in (
            ("Bookings", "bookings"),
            ("Pipeline value", "pipeline_value"),
            ("Pipeline created", "pipeline_created"),
        ):
            assert re.match(rf"¥{short(totals[kpi])}( |$)", shown[label]), (name, label)


def short(value: Any) -> str:
    """¥1.13M, ¥625k."""
    size = Decimal(value)
    return f"{size / 1_000_000:.2f}M" if size >= 1_000_000 else f"{size / 1000:.0f}k"


def test_a_region_is_who_belonged_to_it_and_not_all_that_its_director_sees(busy: Company) -> None:
    """A deal of the West that is now in Eastern hands counts in the West."""
    handed = busy.won("sun", 400_000, at(3), name="Handed over")
    busy.change(handed, at(10), owner=busy.people["pia"])
    by = busy.asked("dora", "bookings", by=("owner.region",), **QUARTER)
    (east,) = (r for r in by.rows if r.by["owner.region"].id == busy.teams["east"])
    assert east.values["bookings"].value == Decimal(625_000)
    assert by.totals["bookings"].value == Decimal(1_025_000)
    assert cards(busy, name="dora")["Bookings"].startswith("¥625k ")


def test_eight_figures_each_open_their_page_and_their_records(busy: Company) -> None:
    account = busy.add("account", name="Wuxi", owner=busy.people["pia"])
    for day, unit in ((4, 5_000), (9, 7_000)):
        order = busy.add("order", owner=busy.people["pia"], account=account, ordered_at=at(day))
        values = {"list_price": Decimal(unit), "net_price": Decimal(unit), "unit_cost": Decimal(3_000)}
        busy.add("order_line", order=order, quantity=Decimal(2), currency="CNY", **values)
    shown = cards(busy)
    assert list(shown) == [
        "Bookings",
        "Revenue",
        "Win rate",
        "Sales cycle length",
        "Pipeline value",
        "Pipeline created",
        "Gross margin",
        "Revenue from new customers",
    ]
    assert shown["Revenue"].startswith("¥24k")
    page = busy.markup("/company/")
    for url in re.findall(r'href="(/figures/[^"]*)"', page.split('id="strip"')[1]):
        assert busy.get(url.replace("&amp;", "&")).status_code == 200, url
    # Costs are not for everybody: what one may not ask is not there, and another figure is.
    assert "Gross margin" not in cards(busy, name="oli")
    assert "Average contract value" in cards(busy, name="oli")


def test_a_plan_is_put_together_from_its_months(busy: Company) -> None:
    asked = busy.asked("eve", "quota_attainment", grain="quarter", **QUARTER)
    assert asked.totals["quota_attainment"].cell.denominator == Decimal(1_800_000)
    assert "of a target of ¥1.80M" in busy.said("/company/")
    assert "of a target of ¥600k" in busy.said("/company/?by=month")
    assert "of a target of ¥1.20M" in busy.said("/company/", "dora")
    assert cards(busy)["Bookings"].endswith("65 % of ¥1.80M ▼ behind")


def test_the_first_sentence_says_who_is_off(busy: Company) -> None:
    said = busy.said("/company/").split("Bookings", 1)[0]
    assert "▼ behind 65 % done where 86 % is pace, ¥625k to go." in said
    assert "Furthest behind: East 52 %, ¥409k below pace." in said
    assert "West" not in said


def test_in_a_region_the_sentence_names_teams(busy: Company) -> None:
    said = busy.said("/company/", "dora")
    assert "Furthest behind: East 2 22 %" in said
    assert "West" not in said


def test_without_targets_it_compares_and_offers_to_set_them(company: Company) -> None:
    company.won("pia", 200_000, at(2))
    company.won("pia", 100_000, at(2, month=3))
    said = company.said("/company/", "oli")
    assert "no target is set · Enter targets" in said
    assert "against the same part of the period before." in said
    assert "Enter targets" not in company.said("/company/")  # an executive sets nobody's


def test_teams_as_they_were_and_as_they_are(company: Company) -> None:
    """Rui moved from the East to the West in June."""
    company.won("rui", 100_000, at(10, month=4))
    east2 = company.teams["east2"]
    from steerboard.kinds.batch import Author, Batch, Edit, New
    from steerboard.kinds.door import write
    from steerboard.people.models import Membership
    from tests.offices import CLOCK

    old = Membership.objects.get(user=company.people["rui"], team=east2)
    moved = {"user": company.people["rui"], "team": company.teams["west1"], "role": "rep"}
    items = (
        Edit("membership", old.pk, {"valid_to": date(2026, 6, 1)}),
        New("membership", {**moved, "valid_from": date(2026, 6, 1)}),
    )
    write(Batch(Author(None, "import", "test"), items), CLOCK)
    then, today = (company.said(f"/company/sides/?org={org}") for org in ("then", "today"))
    assert re.search(r"East ¥100k", then)
    assert re.search(r"West ¥0", then)
    assert re.search(r"East ¥0", today)
    assert re.search(r"West ¥100k", today)


def test_a_month_or_a_quarter(busy: Company) -> None:
    assert "June 2026" in words(busy.get("/company/?by=month").content.decode())
    assert cards(busy, "/company/?by=month")["Bookings"].startswith("¥975k")
    assert busy.said("/company/?by=year&org=never&since=x") == busy.said("/company/")


def test_nothing_yet_says_what_would_fill_it(company: Company) -> None:
    page = company.markup("/company/")
    assert "Nothing to steer by yet" in page
    assert 'hx-trigger="load"' not in page
    for part, words_ in (
        ("bridge", "No deal is open, and none was."),
        ("sections", "No deal is in a stage."),
    ):
        assert words_ in company.said(f"/company/{part}/")


def test_an_answer_that_does_not_come_is_said(busy: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> Any:
        raise Broken(Text("the mart is away.", "分析库不可用。"), hint=Text("Wait.", "请稍候。"))

    monkeypatch.setattr(View, "ask", fails)
    monkeypatch.setattr("steerboard.work.company.bridge.open_gateway", fails)
    for page in PAGES[:4]:
        assert "the mart is away. Wait." in busy.said(page)
    assert "分析库不可用。" in busy.said("/company/", "oli", "zh-hans")


def test_figures_that_are_old_say_since_when(busy: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = View.ask

    def old(self: View, *queries: Any) -> Any:
        return [{**d, "fresh_at": datetime.isoformat(at(17, hour=8))} for d in ask(self, *queries)]

    assert "as of" not in busy.said("/company/")
    monkeypatch.setattr(View, "ask", old)
    assert "as of today 08:00" in busy.said("/company/")
    assert "as of today 08:00" in busy.said("/company/sides/")


def test_in_chinese(busy: Company) -> None:
    said = busy.said("/company/", language="zh-hans")
    assert "／目标 ¥180 万" in said
    assert "落后最多： East 完成 52%，比应有进度少 ¥40.9 万" in said
    assert not re.search(r"[a-z]{4,} [a-z]{4,}", said), "English words are left"


def test_a_part_alone_is_a_page_and_for_the_page_a_piece_of_it(busy: Company) -> None:
    for part in views.LAZY:
        whole, piece = busy.get(f"/company/{part}/"), busy.get(f"/company/{part}/", part=True)
        assert b"<html" in whole.content
        assert b"<html" not in piece.content
        assert f'id="{part}"'.encode() in piece.content
        assert "no-store" in piece.headers["Cache-Control"]  # Back asks for it again
        assert f'id="{part}" hx-get="/company/{part}/"' in busy.markup("/company/")
