from __future__ import annotations

from datetime import timedelta

import pytest

from steerboard.core.errors import BadInput
from tests.intake.conftest import NOW, Take, state

MAPPING = """
source: crm
zone: Asia/Shanghai
constants:
  - kind: stage
    rows: [{external_id: q, name: Qualify}, {external_id: p, name: Propose}, {external_id: w, name: Won, kind: won}]
files:
  - file: deals.csv
    records:
      - {kind: opportunity, external_id: id, fields: {name: name, stage: stage, created_at: created}}
  - file: changes.csv
    history:
      - {kind: opportunity, record: deal, field: field, old: old, new: new, at: at, links: {stage: external_id}}
"""
DEALS = "id,name,stage,created\nD1,a,w,2026-01-01\n"
CHANGES = "deal,field,old,new,at\nD1,stage,q,p,2026-01-10 08:00\nD1,stage,p,w,2026-02-01\nD1,amount,100,250.50,2026-01-20\n"


def test_it_takes_past_changes_with_the_types_of_their_fields(take: Take) -> None:
    from steerboard.kinds.models import History
    from steerboard.records.models import Opportunity, Stage

    report = take(MAPPING, {"deals.csv": DEALS, "changes.csv": CHANGES})
    assert report.parts[-1].past == 3
    ids = {s.external_id: s.pk for s in Stage.objects.all()}
    rows = History.objects.order_by("effective_at").values_list("field", "old", "new", "effective_at")
    assert list(rows) == [
        ("stage", ids["q"], ids["p"], "2026-01-10T00:00:00.000000Z"),
        ("amount", "100", "250.5", "2026-01-20"),
        ("stage", ids["p"], ids["w"], "2026-02-01"),
    ]
    deal = Opportunity.objects.get()
    assert deal.stage.external_id == "w"
    assert deal.amount == 250.5  # no file gives it, so the last change does


def test_the_same_history_again_changes_nothing(take: Take) -> None:
    take(MAPPING, {"deals.csv": DEALS, "changes.csv": CHANGES})
    before = state()
    assert take(
        MAPPING, {"deals.csv": DEALS, "changes.csv": CHANGES}, at=NOW + timedelta(days=1)
    ).nothing_changed
    assert state() == before


def test_the_export_has_the_last_word_where_the_history_ends_elsewhere(take: Take) -> None:
    from steerboard.records.models import Opportunity

    files: dict[str, str | bytes] = {"deals.csv": DEALS, "changes.csv": "\n".join(CHANGES.splitlines()[:2])}
    take(MAPPING, files)
    assert Opportunity.objects.get().stage.external_id == "w"
    before = state()
    assert take(MAPPING, files, at=NOW + timedelta(days=1)).nothing_changed
    assert state() == before


def test_it_rejects_changes_that_do_not_fit(take: Take) -> None:
    rows = "D9,stage,q,p,2026-01-10\nD1,stag,q,p,2026-01-10\nD1,stage,q,zz,2026-01-10\nD1,amount,x,1,2026-01-10\nD1,stage,q,p,\n"
    report = take(MAPPING, {"deals.csv": DEALS, "changes.csv": CHANGES.splitlines()[0] + "\n" + rows})
    assert (report.rejected, report.parts[-1].past) == (5, 0)
    reasons = report.rejects[0].read_text(encoding="utf-8-sig")
    for word in ("D9", "Did you mean stage", "zz", "no number", "missing"):
        assert word in reasons


def test_it_refuses_a_field_that_the_mapping_names_wrong(take: Take) -> None:
    mapping = MAPPING.replace("field: field", "field: {value: stagee}")
    with pytest.raises(BadInput, match="Did you mean stage"):
        take(mapping, {"deals.csv": DEALS, "changes.csv": CHANGES})


def test_a_dry_run_counts_past_changes(take: Take) -> None:
    before = state()
    report = take(MAPPING, {"deals.csv": DEALS, "changes.csv": CHANGES}, dry_run=True)
    assert report.parts[-1].past == 3
    assert state() == before
