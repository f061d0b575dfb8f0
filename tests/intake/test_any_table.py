"""Whatever a file holds: it is refused with a reason, or each row goes in or to the rejects; twice changes nothing."""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steerboard.core.errors import BadInput
from steerboard.core.workspace import Workspace
from steerboard.intake.mapping import parse_mapping
from tests.django_db import Fresh
from tests.intake.conftest import state, take_in

MAPPING = """
source: any
dates: ["%Y-%m-%d", "%d/%m/%Y %H:%M"]
numbers: {thousands: ",", signs: ["$"], full_width: true, percent: true}
files:
  - file: any.csv
    clean: {c: {remove_prefix: x, values: {a: b}}}
    records:
      - {kind: user, distinct: true, external_id: a, fields: {name: a, hired_on: d, quota_ramp: n}}
      - kind: account
        external_id: "{a}/{b}"
        skip_when: {b: {starts_with: "-"}}
        absent: delete
        fields: {name: b, owner: {column: c, lookup: name, unknown: empty}, parent: c, is_partner: f, address: c}
      - kind: activity
        ordinal: true
        external_id: b
        fields: {kind: {value: call}, owner: a, planned_for: d, duration: n, outcome: f, notes: c}
      - kind: order_line
        ordinal: true
        external_id: a
        fields: {order: a, quantity: n, net_price: n}
      - {kind: order, distinct: true, external_id: a, fields: {ordered_at: d, promised_on: d}}
"""
HEADER = ["a", "b", "c", "d", "n", "f"]

NEAR_MISSES = [
    "1",
    "2",
    "a",
    "b",
    "xa",
    "林",
    "-5",
    "1,234.5",
    "$7",
    "１",
    "45%",
    "1e5",
    "NaN",
    "Infinity",
    "-0",
    "999999999999999999999999999999",
    "2026-02-30",
    "2026-01-01",
    "0000-00-00",
    "9999-12-31",
    "true",
    "是",
    "positive",
    "{a}",
    "%s",
    "'",
    '"',
    "=1+1",
]
near_misses = st.sampled_from([*NEAR_MISSES, "", " ", "31/12/2025 23:59", "\0", "x" * 300])
cells = near_misses | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
rows = st.lists(st.lists(cells, min_size=6, max_size=6) | st.lists(cells, max_size=8), max_size=12)


def written(table: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADER, *table])
    return out.getvalue().encode()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=rows)
def test_any_table_of_texts_goes_in_or_to_the_rejects_and_twice_changes_nothing(
    fresh_sqlite: Fresh, table: list[list[str]]
) -> None:
    with fresh_sqlite(), tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(folder=Path(folder) / "ws")
        files: dict[str, str | bytes] = {"any.csv": written(table)}
        first = take_in(Path(folder) / "in", workspace, MAPPING, files)
        once = state()
        for part in first.parts:
            assert part.new == part.rows
            assert part.rows + part.rejected <= len(table)
        assert (first.rejected > 0) == bool(first.rejects)
        second = take_in(Path(folder) / "in", workspace, MAPPING, files)
        assert state() == once
        assert second.nothing_changed
        assert [p.rejected for p in second.parts] == [p.rejected for p in first.parts]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.binary(max_size=100).map(lambda b: b"a,b,c,d,n,f\n" + b))
def test_any_bytes_are_taken_or_refused_with_a_reason(fresh_sqlite: Fresh, content: bytes) -> None:
    with fresh_sqlite(), tempfile.TemporaryDirectory() as folder:
        before = state()
        taken = False
        with suppress(BadInput):
            take_in(Path(folder) / "in", Workspace(folder=Path(folder) / "ws"), MAPPING, {"any.csv": content})
            taken = True
        assert taken or state() == before


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=120) | st.text("{}[]:-!&*,'\" \nabfile0123", max_size=60))
def test_any_text_is_a_mapping_or_is_refused(text: str) -> None:
    for whole in (text, "source: a\nfiles:\n  - " + text.replace("\n", "\n    ")):
        with suppress(BadInput):
            parse_mapping(whole)
