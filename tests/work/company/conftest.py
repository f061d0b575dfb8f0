"""A small company with two regions and three teams, in the office of :mod:`tests.offices`.

Dora leads the East with the teams East 1 (Pia, Quinn) and East 2 (Rui); Wang leads the West, and West 1 has Sun.
Eve sees everything, Lea leads one team of another tree, Oli is sales operations. It is 2026-06-17; the quarter is April
to June, of its 65 working days 56 are over by that night: 86 %.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from typing_extensions import override

from steerboard.engine.rights import Rights
from steerboard.kinds.batch import Author, Batch, Edit
from steerboard.kinds.door import write
from steerboard.mart.gateway import open_gateway
from steerboard.people.rights import rights_of
from tests.offices import CLOCK, NOW, TODAY, Office, at, htmx, office

__all__ = ["office"]

MEMBERS = {
    "dora": ("east", "regional_director", True),
    "pia": ("east1", "rep", False),
    "quinn": ("east1", "rep", False),
    "rui": ("east2", "rep", False),
    "wang": ("west", "regional_director", True),
    "sun": ("west1", "rep", False),
}
TREE = {"east": "group", "west": "group", "east1": "east", "east2": "east", "west1": "west"}
NAMES = {
    "group": "Group",
    "east": "East",
    "west": "West",
    "east1": "East 1",
    "east2": "East 2",
    "west1": "West 1",
}


@dataclass
class Company:
    office: Office

    @property
    def people(self) -> Mapping[str, int]:
        return self.office.people

    @property
    def teams(self) -> Mapping[str, int]:
        return self.office.ids

    def add(self, kind: str, /, **values: Any) -> int:
        return self.office.add(kind, **values)

    def deal(self, owner: str, amount: int | None, **more: Any) -> int:
        usual: dict[str, Any] = {
            "name": f"Deal {amount}",
            "owner": self.people[owner],
            "amount": None if amount is None else Decimal(amount),
            "currency": "CNY",
            "created_at": at(1, month=4),
            "close_date": date(2026, 6, 30),
        }
        return self.add("opportunity", **(usual | more))

    def won(self, owner: str, amount: int, day: datetime, **more: Any) -> int:
        return self.deal(owner, amount, outcome="won", closed_at=day, **more)

    def lost(self, owner: str, amount: int, day: datetime, **more: Any) -> int:
        return self.deal(owner, amount, outcome="lost", closed_at=day, **more)

    def change(self, deal: int, on: datetime, **values: Any) -> None:
        write(
            Batch(Author(None, "import", "test"), (Edit("opportunity", deal, values, effective_at=on),)),
            CLOCK,
        )

    def target(self, scope: str, value: int, month: int, kpi: str = "bookings") -> None:
        """Of a month; ``scope`` is a team's name, or company."""
        whose = {"scope": "company"} if scope == "company" else {"scope": "team", "team": self.teams[scope]}
        days = {"starts_on": date(2026, month, 1), "ends_on": date(2026, month + 1, 1)}
        self.add("target", kpi=kpi, params="{}", level="target", value=Decimal(value), **whose, **days)

    def rights(self, name: str) -> Rights:
        return rights_of(self.people[name], TODAY)

    def get(self, url: str, name: str = "eve", language: str = "en", *, part: bool = False) -> Any:
        visitor = self.office.visitor(name, language)
        return htmx(visitor, "get", url) if part else visitor.get(url)

    def markup(self, url: str, name: str = "eve", language: str = "en") -> str:
        answer = self.get(url, name, language)
        assert answer.status_code == 200, url
        main: str = answer.content.decode().split('<main id="main" tabindex="-1">', 1)[1]
        return main.split("</main>", 1)[0]

    def said(self, url: str, name: str = "eve", language: str = "en") -> str:
        """What a page says, without its markup."""
        return words(self.markup(url, name, language))

    def asked(self, name: str, *kpis: str, **more: Any) -> Any:
        """What the engine answers the person, as ``steerboard kpi --as`` does."""
        from steerboard.engine.query import Query

        workspace = self.office.workspace
        query = Query(
            kpis=kpis,
            rights=self.rights(name),
            calendar=workspace.calendar,
            currency=workspace.currency,
            now=NOW,
            **more,
        )
        with open_gateway(workspace, CLOCK) as gateway:
            return gateway.query(query)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.silent = 0

    @override
    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.silent += tag in ("script", "title")

    @override
    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "title")

    @override
    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.told.append(data)


def words(markup: str) -> str:
    """What a piece of a page says, without its markup and its drawings."""
    parser = _Words()
    parser.feed(markup)
    return re.sub(r"\s+", " ", " ".join(parser.told).replace("\N{NO-BREAK SPACE}", " "))


@pytest.fixture
def company(office: Office) -> Company:
    """The people and teams, without a deal."""
    made = Company(office)
    kinds = {"group": "company", "east": "region", "west": "region"}
    for key, name in NAMES.items():
        office.ids[key] = office.add("team", name=name, kind=kinds.get(key, "team"))
    for team, above in TREE.items():
        office.add("team_place", team=office.ids[team], parent=office.ids[above])
    for name, (team, role, leads) in MEMBERS.items():
        office.people[name] = office.add("user", name=name.title())
        office.add("membership", user=office.people[name], team=office.ids[team], role=role, leads=leads)
    return made


@pytest.fixture
def busy(company: Company) -> Company:
    """A quarter: what was won and lost, targets, and open deals that changed within the last week."""
    for owner, amount, day in (("pia", 300_000, 5), ("rui", 100_000, 8), ("sun", 550_000, 2)):
        company.won(owner, amount, at(day), name=f"Won {amount}")
    company.won("pia", 200_000, at(20, month=4), name="Won in April")
    company.won("sun", 150_000, at(11, month=2), name="Won in February")
    company.lost("quinn", 80_000, at(9), name="Lost early", loss_reason="price")
    for month in (4, 5, 6):
        for scope, value in (("company", 600_000), ("east", 400_000), ("west", 200_000)):
            company.target(scope, value, month)
        for scope, value in (("east1", 250_000), ("east2", 150_000), ("west1", 200_000)):
            company.target(scope, value, month)
    company.deal("pia", 70_000, name="Steady")
    company.deal("sun", 90_000, name="Western")
    company.deal("quinn", 40_000, name="Brand new", created_at=at(15))
    company.lost("rui", 60_000, at(16), name="Lost now")
    company.won("pia", 25_000, at(16), name="Won now")
    grown = company.deal("pia", 30_000, name="Grown")
    company.change(grown, at(13), amount=Decimal(55_000))
    later = company.deal("rui", 45_000, name="Put off")
    company.change(later, at(14), close_date=date(2026, 8, 31))
    sooner = company.deal("quinn", 20_000, name="Brought forward", close_date=date(2026, 9, 30))
    company.change(sooner, at(14), close_date=date(2026, 6, 29))
    return company
