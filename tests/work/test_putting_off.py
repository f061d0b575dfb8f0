"""Not now: a finding that is put off until the next working day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from steerboard.work import snoozes
from steerboard.work.snoozes import Snooze
from tests.offices import TODAY, Office, htmx

FRIDAY = date(2026, 6, 19)


@pytest.fixture
def deal(office: Office) -> int:
    given = {"name": "Press", "amount": Decimal(1000), "close_date": date(2026, 6, 1)}
    return office.add("opportunity", owner=office.people["ann"], **given)


def now(office: Office, name: str = "ann") -> str:
    return office.visitor(name).get("/today/now/").content.decode()


def undo_of(answer: object) -> str:
    found: str = answer.content.decode().split('hx-post="')[1].split('"')[0]  # type: ignore[attr-defined]
    return found


def test_a_finding_that_is_put_off_goes_and_comes_back_by_undo(office: Office, deal: int) -> None:
    ann = office.visitor("ann")
    assert 'id="find-late"' in now(office)
    answer = htmx(ann, "post", "/findings/later/", key="late")
    assert "Put off until Thu" in answer.content.decode()
    assert "live:finding" in answer.headers["HX-Trigger"]
    page = now(office)
    assert 'id="find-late"' not in page
    assert "1 put off" in page
    assert htmx(ann, "post", undo_of(answer)).status_code == 200
    assert 'id="find-late"' in now(office)


def test_all_that_was_put_off_is_shown_again_by_one_button(office: Office, deal: int) -> None:
    ann = office.visitor("ann")
    htmx(ann, "post", "/findings/later/", key="late")
    htmx(ann, "post", "/findings/again/")
    assert 'id="find-late"' in now(office)
    assert not Snooze.objects.exists()


def test_it_is_nobody_elses(office: Office) -> None:
    for name in ("ann", "ben"):
        office.add("opportunity", name="Press", owner=office.people[name], close_date=date(2026, 6, 1))
    htmx(office.visitor("ann"), "post", "/findings/later/", key="late")
    assert 'id="find-late"' in now(office, "ben")
    htmx(office.visitor("ben"), "post", "/findings/again/")
    assert 'id="find-late"' not in now(office)


def test_said_again_the_later_day_counts(office: Office) -> None:
    ann = office.people["ann"]
    snoozes.put_off(ann, "late", FRIDAY, TODAY)
    snoozes.put_off(ann, "late", FRIDAY + timedelta(days=3), TODAY)
    assert list(Snooze.objects.values_list("until", flat=True)) == [FRIDAY + timedelta(days=3)]


def test_it_is_back_on_its_day_and_forgotten_with_the_next(office: Office) -> None:
    ann = office.people["ann"]
    snoozes.put_off(ann, "late", FRIDAY, TODAY)
    assert snoozes.hidden(ann, FRIDAY - timedelta(days=1)) == {"late"}
    assert snoozes.hidden(ann, FRIDAY) == frozenset()
    snoozes.put_off(ann, "leads", FRIDAY + timedelta(days=3), FRIDAY)
    assert list(Snooze.objects.values_list("key", flat=True)) == ["leads"]


@pytest.mark.parametrize("key", ["", "<b>", "late-x", "a" * 90, "LATE"])
def test_what_is_no_finding_is_refused(office: Office, key: str) -> None:
    answer = htmx(office.visitor("ann"), "post", "/findings/later/", key=key)
    assert answer.status_code == 400
    assert not Snooze.objects.exists()


def test_without_a_script_it_goes_back_to_today_and_offers_undo(office: Office, deal: int) -> None:
    ann = office.visitor("ann")
    answer = ann.post("/findings/later/", {"key": "late"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert 'action="/findings/again/?key=late"' in ann.get("/").content.decode()
