from __future__ import annotations

from datetime import date, timedelta

import pytest

from steerboard.core.errors import BadInput
from tests.intake.conftest import NOW, Take, state

PLAIN = """
source: crm
files:
  - file: accounts.csv
    records:
      - {kind: account, external_id: id, fields: {name: name}, absent: WAY}
"""
DEALS = """
source: crm
files:
  - file: deals.csv
    records:
      - {kind: opportunity, external_id: id, fields: {name: name, outcome: outcome}, absent: close}
"""
BOTH = "id,name\n1,a\n2,b\n"
ONE = "id,name\n1,a\n"


def test_what_is_absent_is_kept_unless_the_mapping_says_else(take: Take) -> None:
    take(PLAIN.replace("WAY", "keep"), {"accounts.csv": BOTH})
    before = state()
    assert take(PLAIN.replace("WAY", "keep"), {"accounts.csv": ONE}).nothing_changed
    assert state() == before


def test_what_is_absent_is_deleted_and_returns_when_it_is_listed_again(take: Take) -> None:
    from steerboard.records.models import Account

    mapping = PLAIN.replace("WAY", "delete")
    take(mapping, {"accounts.csv": BOTH})
    report = take(mapping, {"accounts.csv": ONE}, at=NOW + timedelta(days=1))
    assert [(g.kind, g.deleted) for g in report.gone] == [("account", 1)]
    assert list(Account.objects.values_list("external_id", flat=True)) == ["1"]
    before = state()
    assert take(mapping, {"accounts.csv": ONE}, at=NOW + timedelta(days=2)).nothing_changed
    assert state() == before
    take(mapping, {"accounts.csv": BOTH}, at=NOW + timedelta(days=3))
    assert Account.objects.count() == 2


def test_an_absent_open_deal_is_closed_as_lost_and_a_closed_one_stays(take: Take) -> None:
    from steerboard.records.models import Opportunity

    take(DEALS, {"deals.csv": "id,name,outcome\n1,a,\n2,b,\n3,c,won\n"})
    report = take(DEALS, {"deals.csv": "id,name,outcome\n1,a,\n"}, at=NOW + timedelta(days=1))
    # The won one has no closed_at in this export; its outcome already says that it is over.
    assert [(g.kind, g.closed) for g in report.gone] == [("opportunity", 1)]
    closed = Opportunity.objects.get(external_id="2")
    assert (closed.outcome, closed.closed_at) == ("lost", date(2026, 3, 3))
    assert Opportunity.objects.get(external_id="3").outcome == "won"
    before = state()
    assert take(DEALS, {"deals.csv": "id,name,outcome\n1,a,\n"}, at=NOW + timedelta(days=2)).nothing_changed
    assert state() == before


@pytest.mark.parametrize("export", ["id,name\n", "id,name\n1,a\n2\n"])
def test_nothing_is_removed_by_an_export_that_is_empty_or_not_read_wholly(take: Take, export: str) -> None:
    from steerboard.records.models import Account

    mapping = PLAIN.replace("WAY", "delete")
    take(mapping, {"accounts.csv": BOTH})
    report = take(mapping, {"accounts.csv": export})
    assert report.gone == ()
    assert "not read wholly" in str(report.notes[0])
    assert Account.objects.count() == 2


def test_two_entries_that_disagree_are_refused(take: Take) -> None:
    mapping = PLAIN.replace("WAY", "delete") + PLAIN.replace("WAY", "keep").split("files:\n")[1]
    with pytest.raises(BadInput, match="different things"):
        take(mapping, {"accounts.csv": BOTH})


def test_a_dry_run_only_counts_what_is_gone(take: Take) -> None:
    mapping = PLAIN.replace("WAY", "delete")
    take(mapping, {"accounts.csv": BOTH})
    before = state()
    report = take(mapping, {"accounts.csv": ONE}, dry_run=True)
    assert report.gone[0].deleted == 1
    assert state() == before


def test_fewer_equal_rows_leave_fewer_records(take: Take) -> None:
    from steerboard.records.models import Order

    mapping = """
source: crm
files:
  - file: orders.csv
    records:
      - {kind: order, ordinal: true, external_id: no, fields: {region: region}, absent: delete}
"""
    take(mapping, {"orders.csv": "no,region\n1,x\n1,x\n1,x\n"})
    take(mapping, {"orders.csv": "no,region\n1,x\n"})
    assert list(Order.objects.values_list("ordinal", flat=True)) == [0]
