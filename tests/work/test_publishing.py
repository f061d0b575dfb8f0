"""What pages compare with is there before the first who looks."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from steerboard.core.periods import Period
from steerboard.diagnosis import peers
from steerboard.engine.rights import Rights
from steerboard.forecast import asking as forecast
from steerboard.forecast.plain import Counted, Entries
from steerboard.people.requests import Asked
from steerboard.work import funnel
from steerboard.work.publishing import publish
from steerboard.work.team import asking, measuring
from steerboard.work.team.measuring import Shares
from tests.offices import CLOCK, Office

LEAD = Rights(1, frozenset({"team_lead"}), teams=frozenset({1}), people=frozenset({1, 2}))
DIRECTOR = Rights(2, frozenset({"regional_director"}), teams=frozenset({1}), people=frozenset({1, 2}))
EXECUTIVE = Rights(3, frozenset({"executive"}), everything=True)


def request(office: Office, rights: Rights) -> Asked:
    made = Asked()
    made.workspace, made.clock, made.rights = office.workspace, CLOCK, rights
    made.today = office.workspace.calendar.today(CLOCK.now())
    return made


@pytest.mark.parametrize("reader", [LEAD, DIRECTOR])
def test_bands_are_published_once_for_all_who_read_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch, reader: Rights
) -> None:
    for n in range(6):
        person = office.add("user", name=f"Rep {n}")
        office.add("membership", user=person, team=office.ids["south"], role="rep", leads=False)
    publish(office.workspace, CLOCK)
    monkeypatch.setattr(peers, "_ask", None)  # whoever asked would fail
    asked = request(office, reader)
    calendar = office.workspace.calendar
    shares = Shares(calendar, asked.today)
    months = measuring.months_of(calendar, asked.today)
    found = measuring.peers_of(asked, asking.CHAIN, months, "rep", shares)
    assert found["activity"].people >= 6
    entries: Period = funnel.windows(asked.today)[0]
    assert funnel.peers(asked, entries) is not None
    with pytest.raises(TypeError):
        measuring.peers_of(request(office, EXECUTIVE), asking.CHAIN, months, "rep", shares)


def test_a_workspace_without_peers_is_no_error(office: Office) -> None:
    publish(office.workspace, CLOCK)


def test_what_forecasts_rest_on_is_asked_beforehand(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def counted(entries: Mapping[tuple[int, int], Entries]) -> Counted:
        made.append(entries)
        return Counted(entries)

    monkeypatch.setattr(forecast, "Counted", counted)
    publish(office.workspace, CLOCK)
    assert len(made) == 1, "in June a deal has as long to the end of the month as to that of the quarter"
