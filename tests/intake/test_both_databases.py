"""The same import on SQLite and on PostgreSQL: every type of field, comparing, deleting, history."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from steerboard.core.workspace import Workspace
from tests.django_db import Records
from tests.intake.conftest import NOW, state, take_in

MAPPING = """
source: crm
zone: Asia/Shanghai
files:
  - file: people.csv
    records:
      - {kind: user, external_id: id, absent: close, fields: {name: name, hired_on: day, quota_ramp: ramp}}
  - file: visits.csv
    records:
      - kind: activity
        ordinal: true
        absent: delete
        external_id: who
        fields:
          {kind: {value: visit}, owner: {column: who, lookup: name}, done_at: at, duration: min, prepared: ok, purpose: why}
  - file: moved.csv
    history:
      - {kind: user, record: id, field: {value: hired_on}, old: old, new: new, at: at}
"""
FILES: dict[str, str | bytes] = {
    "people.csv": "id,name,day,ramp\n1,林悦,2026-01-05,0.5\n2,O'Neil %s,,\n",
    "visits.csv": "who,at,min,ok,why\n林悦,2026-02-01 10:00,30,yes,报价\n林悦,2026-02-01 10:00,30,yes,报价\n林悦,2026-02-02,,no,\n",
    "moved.csv": "id,old,new,at\n1,2026-01-02,2026-01-05,2026-01-03\n",
}


def test_an_import_and_its_repetitions(any_records: Records, tmp_path: Path) -> None:
    from steerboard.people.models import User
    from steerboard.records.models import Activity

    workspace = Workspace(folder=tmp_path / "ws")

    def take(files: dict[str, str | bytes], days: int) -> tuple[int, int, int]:
        report = take_in(tmp_path / "in", workspace, MAPPING, files, at=NOW + timedelta(days=days))
        assert report.rejected == 0
        return report.new, report.changed, sum(p.past for p in report.parts)

    assert take(FILES, 0) == (5, 0, 1)
    before = state()
    assert take(FILES, 1) == (0, 0, 0)
    assert state() == before

    fewer = {
        **FILES,
        "people.csv": "id,name,day,ramp\n1,林悦,2026-01-06,0.75\n",
        "visits.csv": "who,at,min,ok,why\n林悦,2026-02-01 10:00,30,no,报价\n林悦,2026-02-01 10:00,30,yes,报价\n",
    }
    assert take(fewer, 2) == (0, 2, 0)
    assert Activity.objects.count() == 2
    assert User.objects.get(external_id="2").left_on is not None
    before = state()
    assert take(fewer, 3) == (0, 0, 0)
    assert state() == before
