"""What happens in the office of these tests: visits, deals, targets and further people."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from steerboard.kinds.batch import Author, Batch, New
from steerboard.kinds.door import write
from tests.offices import CLOCK, JUNE, ZONE, Office, at

SPACE = "\N{NO-BREAK SPACE}"
LONG_AGO = date(2024, 1, 1)


def plain(html: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace(SPACE, " "))


def page(office: Office, url: str = "/team/", name: str = "lea", language: str = "en") -> str:
    answer = office.visitor(name, language).get(url)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def said(office: Office, url: str = "/team/", name: str = "lea", language: str = "en") -> str:
    return plain(page(office, url, name, language))


def row(office: Office, name: str, url: str = "/team/", reader: str = "lea") -> str:
    """What the row of a person says."""
    html = page(office, url, reader)
    start = html.index(f'id="person-{office.people[name]}"')
    end = html.find('class="person', start + 1)
    while end != -1 and not html[end:].startswith(('class="person"', 'class="person person-left"')):
        end = html.find('class="person', end + 1)
    return plain(html[html.rindex("<", 0, start) : end if end != -1 else None])


def hire(office: Office, name: str, team: str = "north", **more: Any) -> int:
    """A rep more, who has been there for long unless ``hired_on`` says otherwise."""
    office.people[name] = office.add(
        "user", name=name.title(), hired_on=more.pop("hired_on", LONG_AGO), **more
    )
    office.add("membership", user=office.people[name], team=office.ids[team], role="rep", leads=False)
    return office.people[name]


def visits(office: Office, name: str, *monthly: int, last: tuple[int, int] = (2026, 6)) -> None:
    """So many visits in each month up to ``last``, in one batch."""
    year, month = last
    made = []
    for count in reversed(monthly):
        for n in range(count):
            day = 1 + n % (16 if (year, month) == (2026, 6) else 27)
            values = {"owner": office.people[name], "done_at": at(day, month=month).replace(year=year)}
            made.append(New("activity", {"kind": "visit", "mode": "in_person", **values}))
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    write(Batch(Author(None, "import", "test"), tuple(made)), CLOCK)


def deal(office: Office, name: str, amount: int = 1000, **more: Any) -> int:
    """An open deal that has all that it needs."""
    values: dict[str, Any] = {
        "name": f"Deal {amount}",
        "owner": office.people[name],
        "amount": Decimal(amount),
        "currency": "CNY",
        "close_date": date(2026, 6, 26),
        "next_step": "Call",
        "next_step_due": date(2026, 6, 19),
        "created_at": at(1),
    }
    return office.add("opportunity", **(values | more))


def win(office: Office, name: str, amount: int, day: int = 3, month: int = 6) -> int:
    return deal(
        office, name, amount, outcome="won", closed_at=at(day, month=month), created_at=at(1, month=month)
    )


def aim(office: Office, value: int, name: str = "", team: str = "", **period: date) -> None:
    who = {"user": office.people[name]} if name else {"team": office.ids[team], "scope": "team"}
    office.add("target", kpi="bookings", value=Decimal(value), **(JUNE | period), **who)


def days_ago(count: int) -> date:
    return at(17).astimezone(ZONE).date() - timedelta(days=count)
