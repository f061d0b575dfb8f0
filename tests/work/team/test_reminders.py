"""Reminders: asked by a lead with one click, seen and answered by the member, and seen answered by the lead."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from steerboard.core.clock import FixedClock
from steerboard.site import middleware
from steerboard.work.team.reminder import Reminder
from tests.offices import NOW, Office, htmx
from tests.work.team.making import days_ago, deal, page, row, said, visits


@pytest.fixture
def late(office: Office) -> Office:
    """Ann has two deals past their close date."""
    for amount in (70_000, 30_000):
        deal(office, "ann", amount, close_date=days_ago(3))
    return office


def send(office: Office, topic: str = "closings", to: str = "ann", sender: str = "lea") -> Any:
    url = f"/team/person/{office.people[to]}/remind/{topic}/"
    return htmx(office.visitor(sender), "post", url)


def sent(office: Office) -> Reminder:
    return Reminder.objects.get(withdrawn_at=None)


def answer(office: Office, name: str = "ann", **data: str) -> Any:
    return htmx(office.visitor(name), "post", f"/reminders/{sent(office).pk}/", **data)


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    monkeypatch.setattr(middleware, "site_clock", lambda: FixedClock(NOW + timedelta(days=days)))


def test_one_click_reminds_and_offers_to_take_it_back(late: Office) -> None:
    told = send(late)
    assert told.status_code == 200
    body = told.content.decode()
    assert "Reminded Ann: 2 deals are past their close date" in body
    reminder = sent(late)
    assert f"/reminders/{reminder.pk}/undo/" in body
    assert (reminder.topic, reminder.was, reminder.head_zh) == ("closings", "2", "2 个商机已过预计成交日")
    assert reminder.evidence_en.replace("\N{NO-BREAK SPACE}", " ") == "¥100k, of 2 open deals"
    text = row(late, "ann")
    assert "sent today 10:00, not seen yet" in text
    assert "reminded" in text
    assert "Under way 1 Not seen yet Ann" in said(late)


def test_without_scripts_it_works_as_well(late: Office) -> None:
    url = f"/team/person/{late.people['ann']}/remind/closings/"
    told = late.visitor("lea").post(url, follow=True)
    assert told.redirect_chain == [(f"/team/person/{late.people['ann']}/", 302)]
    assert "Reminded Ann" in told.content.decode()


def test_the_member_sees_it_and_the_lead_sees_that(late: Office) -> None:
    send(late)
    html = page(late, "/", "ann")
    assert "2 deals are past their close date" in html
    assert "Lea, today 10:00" in re.sub(r"\s+", " ", html).replace("\N{NO-BREAK SPACE}", " ")
    assert 'href="/deals/closings/"' in html
    assert 'hx-post="/reminders/seen/"' in html
    assert htmx(late.visitor("ann"), "post", "/reminders/seen/", id=str(sent(late).pk)).status_code == 204
    assert 'hx-post="/reminders/seen/"' not in page(late, "/", "ann")
    assert "seen today 10:00, no answer yet" in row(late, "ann")
    assert "reminded · seen ✓" in row(late, "ann")


def test_nobody_elses_page_has_it(late: Office) -> None:
    send(late)
    for other in ("ben", "cleo", "eve"):
        assert "2 deals are past their close date" not in page(late, "/", other)
    assert "2 deals are past their close date" not in page(late, "/reminders/", "ben")


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"answer": "done"}, "answered: done, but not solved"),
        ({"answer": "by", "day": "2026-06-24"}, "promised by 24 Jun"),
        (
            {"answer": "by", "day": "2026-06-24", "text": "After the fair"},
            "promised by 24 Jun “After the fair”",
        ),
        ({"answer": "cannot", "text": "Customer is closed"}, "answered: not possible “Customer is closed”"),
        ({"answer": "note", "text": "Which ones?"}, "answered, not solved “Which ones?”"),
    ],
)
def test_an_answer_reaches_the_lead(late: Office, data: dict[str, str], state: str) -> None:
    send(late)
    told = answer(late, **data)
    assert told.status_code == 200
    assert "Answered" in told.content.decode()
    assert state in row(late, "ann")
    assert "2 deals are past their close date" not in page(late, "/reminders/", "ann")
    assert sent(late).seen_at is not None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"answer": "by"}, "Say by when."),
        ({"answer": "by", "day": "2026-06-16"}, "This day is over."),
        ({"answer": "by", "day": "soon"}, "Enter a valid date."),
        ({"answer": "cannot"}, "A few words are needed."),
        ({"answer": "note", "text": " "}, "A few words are needed."),
        ({"answer": "nonsense"}, "Select a valid choice."),
        ({}, ""),
    ],
)
def test_an_answer_that_says_nothing_is_refused_with_the_reason(
    late: Office, data: dict[str, str], words: str
) -> None:
    send(late)
    told = answer(late, **data)
    assert told.status_code == (422 if data else 200)
    assert words in told.content.decode()
    assert sent(late).answered_at is None


def test_it_is_solved_when_the_figure_says_so(late: Office) -> None:
    from steerboard.kinds.batch import Author, Batch, Edit
    from steerboard.kinds.door import write
    from steerboard.records.models import Opportunity
    from tests.offices import CLOCK

    send(late)
    for one in Opportunity.objects.all():
        moved = Edit("opportunity", one.pk, {"close_date": date(2026, 6, 30)})
        write(Batch(Author(None, "import", "test"), (moved,)), CLOCK)
    text = said(late)
    assert "1 Solved when measured again" in text
    assert "2 → 0" in text
    assert "Solved" in said(late, f"/team/person/{late.people['ann']}/")


def test_who_promised_and_did_not_is_overdue_and_can_be_reminded_again(
    late: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(late)
    answer(late, answer="by", day="2026-06-18")
    later(monkeypatch, 2)
    text = row(late, "ann")
    assert "promised by 18 Jun, not done" in text
    assert "Remind again" in text
    assert "1 Overdue" in said(late)
    send(late)
    assert Reminder.objects.filter(withdrawn_at=None).count() == 2


def test_it_is_not_sent_twice_on_a_day_and_an_older_one_makes_room(
    late: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(late)
    first = sent(late).pk
    send(late)
    assert sent(late).pk == first
    later(monkeypatch, 7)
    assert "no answer since" in row(late, "ann")
    send(late)
    assert sent(late).pk != first


def test_who_sent_it_takes_it_back_while_there_is_no_answer(late: Office) -> None:
    send(late)
    url = f"/reminders/{sent(late).pk}/undo/"
    assert htmx(late.visitor("ben"), "post", url).status_code == 404
    assert htmx(late.visitor("lea"), "post", url).status_code == 200
    assert not Reminder.objects.filter(withdrawn_at=None).exists()
    assert "2 deals are past their close date" not in page(late, "/reminders/", "ann")
    assert htmx(late.visitor("lea"), "post", url).status_code == 404


def test_what_is_answered_is_not_taken_back_by_who_sent_it(late: Office) -> None:
    send(late)
    answer(late, answer="done")
    told = htmx(late.visitor("lea"), "post", f"/reminders/{sent(late).pk}/undo/")
    assert told.status_code == 400
    assert "this reminder is answered already." in told.content.decode()


def test_who_answered_takes_the_answer_back(late: Office) -> None:
    send(late)
    answer(late, answer="done")
    assert htmx(late.visitor("ann"), "post", f"/reminders/{sent(late).pk}/undo/").status_code == 200
    assert sent(late).answered_at is None
    assert "2 deals are past their close date" in page(late, "/reminders/", "ann")
    told = answer(late, answer="cannot", text="Later")
    assert told.status_code == 200


def test_a_second_answer_is_refused(late: Office) -> None:
    send(late)
    answer(late, answer="done")
    told = answer(late, answer="by", day="2026-06-24")
    assert told.status_code == 400
    assert sent(late).answer == "done"


@pytest.mark.parametrize(
    ("sender", "to"), [("ann", "ben"), ("lea", "cleo"), ("lea", "lea"), ("eve", "ann"), ("oli", "ann")]
)
def test_only_who_leads_a_person_reminds_him(late: Office, sender: str, to: str) -> None:
    assert send(late, to=to, sender=sender).status_code == 404
    assert not Reminder.objects.exists()


def test_a_topic_that_does_not_exist_is_absent(late: Office) -> None:
    assert send(late, "nonsense").status_code == 404


def test_what_is_settled_meanwhile_is_not_reminded_of(late: Office) -> None:
    told = send(late, "no_step")
    assert "There is nothing to remind of any more" in told.content.decode()
    assert not Reminder.objects.exists()


def test_another_persons_reminder_cannot_be_answered(late: Office) -> None:
    send(late)
    for other in ("ben", "lea", "eve"):
        assert answer(late, other, answer="done").status_code == 404
    htmx(late.visitor("ben"), "post", "/reminders/seen/", id=str(sent(late).pk))
    assert sent(late).seen_at is None


def test_a_link_of_the_chain_keeps_its_figure(office: Office) -> None:
    visits(office, "ann", 20, 20, 20, 20, 20, 20, 20, 20, 3, 3, 2)
    send(office, "activity")
    reminder = sent(office)
    assert (reminder.kpi, reminder.head_en) == ("visits", "Few visits and calls")
    assert 2 < float(reminder.was) < 4
    assert 'href="/visits/plan/"' in page(office, "/", "ann")


def test_the_person_page_keeps_the_history(late: Office) -> None:
    send(late)
    answer(late, answer="cannot", text="Customer is closed")
    text = said(late, f"/team/person/{late.people['ann']}/")
    assert "answered: not possible “Customer is closed” · still 2" in text
    assert "You have not reminded this person of anything." in said(
        late, f"/team/person/{late.people['ben']}/"
    )


def test_words_are_kept_in_both_languages(late: Office) -> None:
    send(late)
    text = said(late, "/", "ann", "zh-hans")
    assert "2 个商机已过预计成交日" in text
    assert "去处理" in text
