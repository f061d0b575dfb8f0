"""The calendar: whose days it shows, what stands in them, and moving a plan to another day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest

from steerboard.core.worldtime import to_text
from steerboard.records.models import Activity
from tests.offices import ZONE, Office, at, htmx

URL = "/customers/activities/calendar/"


@dataclass
class Diary:
    office: Office

    def add(self, purpose: str, who: str = "ann", kind: str = "visit", /, **values: Any) -> int:
        owner = self.office.people[who]
        return self.office.add("activity", kind=kind, owner=owner, purpose=purpose, **values)

    def page(self, who: str = "ann", query: str = "", language: str = "en") -> str:
        answer = self.office.visitor(who, language).get(f"{URL}{query}")
        assert answer.status_code == 200
        return said(answer)

    def days(self, who: str = "ann", query: str = "") -> dict[str, list[str]]:
        """By day what stands in it, empty days left out."""
        days = self.page(who, query).split('<li class="day')[1:]
        found = {
            re.findall(r'data-place="([^"]*)"', day)[0]: re.findall(
                r"entry-kind[^<]*</span> ([^<]*)</a>", day
            )
            for day in days
        }
        return {day: names for day, names in found.items() if names}

    def move(self, plan: int, day: str, hour: str = "", who: str = "ann", **more: Any) -> Any:
        data = {"planned_for_0": day, "planned_for_1": hour, **more}
        return htmx(self.office.visitor(who), "post", f"/activities/{plan}/move/", **data)


def said(answer: Any) -> str:
    found: str = unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    return found


@pytest.fixture
def diary(office: Office) -> Diary:
    return Diary(office)


def test_a_month_shows_what_was_done_and_what_is_planned_on_its_day(diary: Diary) -> None:
    diary.add("Later", planned_for=at(18, 15))
    diary.add("Sooner", planned_for=at(18, 9))
    diary.add("Some time", planned_for=date(2026, 6, 18))
    diary.add("Was moved", planned_for=at(3), done_at=at(4))
    diary.add("Called off", planned_for=at(18), cancelled_at=at(2))
    diary.add("Note", "ann", "note", done_at=at(4))
    diary.add("July", planned_for=at(20, month=7))
    diary.add("Of the last week", planned_for=at(1, month=7))
    diary.add("Midnight", planned_for=datetime(2026, 6, 18, 16, 0, tzinfo=UTC))
    assert diary.days() == {
        "2026-06-04": ["Was moved"],
        "2026-06-18": ["Some time", "Sooner", "Later"],
        "2026-06-19": ["Midnight"],
        "2026-07-01": ["Of the last week"],
    }
    assert "1 done, 4 planned" in diary.page()


def test_a_week_is_the_week_of_its_day(diary: Diary) -> None:
    diary.add("Before", planned_for=at(14))
    diary.add("Within", planned_for=at(21))
    assert diary.days(query="?by=week") == {"2026-06-21": ["Within"]}
    assert diary.days(query="?by=week&on=2026-06-10") == {"2026-06-14": ["Before"]}
    assert diary.page(query="?by=week").count('<li class="day') == 7


@pytest.mark.parametrize("on", ["", "soon", "0001-01-01", "2026-13-40"])
def test_a_day_that_is_none_is_today(diary: Diary, on: str) -> None:
    assert "June 2026" in diary.page(query=f"?on={on}")


def test_a_plan_that_is_over_is_called_overdue_and_its_list_is_one_click_away(diary: Diary) -> None:
    diary.add("Missed", planned_for=at(16))
    page = diary.page()
    assert "entry-late" in page
    assert f'href="{URL.replace("calendar/", "")}?only=overdue&who={diary.office.people["ann"]}"' in page


def test_a_lead_looks_at_a_members_days_and_a_rep_at_nobody_elses(diary: Diary) -> None:
    diary.add("Of Ann", planned_for=at(18))
    ann = diary.office.people["ann"]
    assert diary.days("lea") == {}
    assert diary.days("lea", f"?who={ann}") == {"2026-06-18": ["Of Ann"]}
    assert f"/records/activity/new/?owner={ann}" in diary.page("lea", f"?who={ann}")
    assert diary.days("ben", f"?who={ann}") == {}
    assert "/records/activity/new/" not in diary.page("ben", f"?who={ann}")
    assert diary.days("eve", f"?who={ann}") == {"2026-06-18": ["Of Ann"]}
    assert "/records/activity/new/" not in diary.page("eve", f"?who={ann}")


def test_a_lead_plans_for_a_member(diary: Diary) -> None:
    ann = diary.office.people["ann"]
    given = {"kind": "visit", "purpose": "Join me", "planned_for_0": "2026-06-22"}
    url = "/records/activity/new/"
    form = htmx(diary.office.visitor("lea"), "get", f"{url}?owner={ann}&planned_for_0=2026-06-22")
    assert f'<option value="{ann}" selected>' in form.content.decode()
    assert htmx(diary.office.visitor("lea"), "post", url, **given, owner=ann).status_code == 200
    assert Activity.objects.get().owner_id == ann
    # A rep's form has no owner; what is sent all the same is not taken.
    assert htmx(diary.office.visitor("ben"), "post", url, **given, owner=ann).status_code == 200
    assert Activity.objects.latest("pk").owner_id == diary.office.people["ben"]


def test_moving_a_plan_keeps_its_hour_or_its_lack_of_one_and_is_taken_back(diary: Diary) -> None:
    plan = diary.add("Visit", planned_for=at(18, 9))
    answer = diary.move(plan, "2026-06-22", "09:00", seen=to_text(at(18, 9)))
    assert "is now on Mon 22 Jun 09:00" in said(answer)
    assert "live:activity" in answer["HX-Trigger"]
    assert Activity.objects.get().planned_for == datetime(2026, 6, 22, 9, tzinfo=ZONE).astimezone(UTC)
    undo = answer.content.decode().split('hx-post="')[1].split('"')[0]
    htmx(diary.office.visitor("ann"), "post", undo)
    assert Activity.objects.get().planned_for == at(18, 9).astimezone(UTC)
    diary.move(plan, "2026-06-23")
    assert Activity.objects.get().planned_for == date(2026, 6, 23)


def test_a_day_that_is_over_is_refused_and_today_is_not(diary: Diary) -> None:
    plan = diary.add("Visit", planned_for=at(15))
    answer = diary.move(plan, "2026-06-16")
    assert answer.status_code == 422
    assert "This lies in the past." in said(answer)
    assert diary.move(plan, "").status_code == 422
    assert diary.move(plan, "2026-06-17").status_code == 200


def test_somebody_else_moved_it_meanwhile(diary: Diary) -> None:
    plan = diary.add("Visit", planned_for=at(18))
    seen = to_text(at(18))
    diary.move(plan, "2026-06-22", "10:00", "lea")
    answer = diary.move(plan, "2026-06-24", "10:00", seen=seen)
    assert answer.status_code == 422
    assert "Meanwhile somebody moved it to Mon 22 Jun." in said(answer)
    again = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
    assert again is not None
    assert diary.move(plan, "2026-06-24", "10:00", seen=again[1]).status_code == 200


@pytest.mark.parametrize("who", ["ben", "cleo", "eve"])
def test_who_may_not_move_it_finds_no_verb(diary: Diary, who: str) -> None:
    plan = diary.add("Visit", planned_for=at(18))
    assert htmx(diary.office.visitor(who), "get", f"/activities/{plan}/move/").status_code == 404
    assert diary.move(plan, "2026-06-22", who=who).status_code == 404
    assert f"/activities/{plan}/move/" not in diary.page(who, f"?who={diary.office.people['ann']}")
    assert Activity.objects.get().planned_for == at(18).astimezone(UTC)


@pytest.mark.parametrize("settled", ["done_at", "cancelled_at"])
def test_what_is_settled_does_not_move(diary: Diary, settled: str) -> None:
    plan = diary.add("Visit", **{"planned_for": at(18), settled: at(16)})
    assert diary.move(plan, "2026-06-22").status_code == 404


def test_the_calendar_speaks_chinese(diary: Diary) -> None:
    plan = diary.add("Visit", planned_for=at(18))
    page = diary.page(language="zh-hans")
    assert "2026年6月" in page
    assert "计划中 1" in page
    answer = htmx(
        diary.office.visitor("ann", "zh-hans"),
        "post",
        f"/activities/{plan}/move/",
        planned_for_0="2026-06-22",
    )
    assert "已改到 6月22日 周一" in said(answer)
