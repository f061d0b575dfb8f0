"""How views answer fragments."""

from __future__ import annotations

from django.test import Client, RequestFactory

from steerboard.ui import htmx

FRAGMENT = {"HX-Request": "true"}


def test_a_fragment_is_what_htmx_asks_for_unless_it_restores_a_page() -> None:
    factory = RequestFactory()
    assert htmx.is_fragment(factory.get("/", headers=FRAGMENT))
    assert not htmx.is_fragment(factory.get("/"))
    assert not htmx.is_fragment(factory.get("/", headers=FRAGMENT | {"HX-History-Restore-Request": "true"}))


def test_a_sheet_is_a_page_of_its_own_without_a_script(client: Client) -> None:
    page = client.get("/log/").content.decode()
    sheet = client.get("/log/", headers=FRAGMENT).content.decode()
    assert "<html" in page
    assert "Log a visit" in page
    assert "hx-post" not in page.split("<main")[1].split("</main>")[0]
    assert "<html" not in sheet
    assert 'id="sheet-title">Log a visit' in sheet
    assert 'hx-post="/log/"' in sheet


def test_a_verb_that_went_well_closes_the_sheet_and_names_what_changed(client: Client) -> None:
    sent = {"customer": "1", "at": "2026-11-20T10:00"}
    answer = client.post("/log/", sent, headers=FRAGMENT | {"accept-language": "zh-CN"})
    assert answer["HX-Trigger"] == "sheet:close, live:activity"
    assert answer["HX-Reswap"] == "none"
    html = answer.content.decode()
    assert 'hx-swap-oob="beforeend:#toasts"' in html
    assert "已记录拜访。" in html
    assert 'action="/undo/"' in html


def test_a_form_that_is_not_valid_comes_back_with_what_is_wrong(client: Client) -> None:
    answer = client.post("/log/", {"customer": "1", "at": "soon"}, headers=FRAGMENT)
    assert answer.status_code == 422
    assert 'id="id_at_error"' in answer.content.decode()
    assert 'value="soon"' in answer.content.decode()


def test_a_toast_without_undo_offers_none(client: Client) -> None:
    html = client.post("/undo/", headers=FRAGMENT).content.decode()
    assert "data-undo" not in html


def test_a_toast_escapes_what_it_is_given() -> None:
    request = RequestFactory().get("/")
    assert "<script>" not in htmx.toast(request, "<script>")
