from __future__ import annotations

import csv
import os
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from steerboard.core.clock import FixedClock
from steerboard.core.errors import BadInput
from steerboard.core.workspace import Workspace
from steerboard.intake.importing import import_files
from steerboard.intake.mapping import parse_mapping
from tests.intake.conftest import NOW, Take, state

SALES = """
source: crm
zone: Asia/Shanghai
files:
  - file: people.csv
    records:
      - {kind: user, external_id: id, fields: {name: name}}
  - file: customers*.csv
    records:
      - kind: account
        external_id: no
        fields: {name: name, class: grade, owner: {column: owner, lookup: name}, parent: parent}
  - file: deals.csv
    records:
      - kind: opportunity
        external_id: id
        fields:
          name: title
          account: account
          amount: amount
          outcome: {column: state, values: {赢单: won, 输单: lost}, default: null}
          closed_at: {column: day, when: {state: [赢单, 输单]}}
          close_date: {column: day, when: {state: {is_not: [赢单, 输单]}}}
          created_at: created
"""
PEOPLE = "id,name\n1,林悦\n2,Grace Zhao\n"
CUSTOMERS = "no,name,grade,owner,parent\nA1,上海精机,A,林悦,A2\nA2,华东集团,B,,\n"
DEALS = (
    "id,title,account,amount,state,day,created\n"
    "D1,机床,A1,1200.50,赢单,2026-02-01,2026-01-05 09:30\n"
    "D2,激光,,,进行中,2026-04-01,2026-01-06\n"
)
FILES: dict[str, str | bytes] = {"deals.csv": DEALS, "customers.csv": CUSTOMERS, "people.csv": PEOPLE}


def test_it_takes_files_in_whatever_their_order_and_links_them(take: Take) -> None:
    from steerboard.records.models import Account, Opportunity

    report = take(SALES, {**FILES, "notes.txt": "x"})
    assert (report.new, report.rejected, report.left) == (6, 0, ("notes.txt",))
    child = Account.objects.get(external_id="A1")
    assert (child.name, child.grade, child.owner.name, child.parent.name) == (
        "上海精机",
        "A",
        "林悦",
        "华东集团",
    )
    won, open_ = Opportunity.objects.order_by("external_id")
    assert (won.outcome, won.closed_at, won.close_date) == ("won", date(2026, 2, 1), None)
    assert (won.amount, won.currency, won.account) == (Decimal("1200.5"), "CNY", child)
    assert won.created_at.isoformat() == "2026-01-05T01:30:00+00:00"
    assert (open_.outcome, open_.closed_at, open_.close_date) == (None, None, date(2026, 4, 1))
    assert (open_.amount, open_.created_at) == (None, date(2026, 1, 6))


def test_it_changes_nothing_when_the_same_files_come_again(take: Take) -> None:
    take(SALES, FILES)
    before = state()
    report = take(SALES, FILES, at=NOW + timedelta(days=1))
    assert report.nothing_changed
    assert state() == before
    assert sum(p.same for p in report.parts) == 6


def test_it_writes_only_what_changed_with_its_history(take: Take) -> None:
    from steerboard.kinds.models import Change, History

    take(SALES, FILES)
    changes = Change.objects.count()
    report = take(SALES, {**FILES, "deals.csv": DEALS.replace("1200.50", "1300")}, at=NOW + timedelta(days=1))
    assert (report.new, report.changed) == (0, 1)
    (row,) = History.objects.all()
    assert (row.kind, row.field, row.old, row.new) == ("opportunity", "amount", "1200.5", "1300")
    assert Change.objects.count() == changes + 1
    assert row.change.run == report.run
    assert row.change.door == "import"


def test_it_dates_a_change_by_the_column_that_says_when(take: Take) -> None:
    from steerboard.kinds.models import History

    mapping = SALES.replace(
        "        external_id: no\n", "        external_id: no\n        changed_at: since\n"
    )
    rows = "no,name,grade,owner,parent,since\nA1,x,{},,,{}\n"
    take(mapping, {"customers.csv": rows.format("A", "2026-01-01")})
    take(mapping, {"customers.csv": rows.format("B", "2026-02-01")}, at=NOW + timedelta(days=1))
    assert History.objects.get().effective_at == "2026-02-01"


def test_a_dry_run_counts_the_same_and_writes_nothing(take: Take, workspace: Workspace) -> None:
    before = state()
    bad = {**FILES, "deals.csv": DEALS + "D3,,,abc,,,\n"}
    dry = take(SALES, bad, dry_run=True)
    assert state() == before
    assert not workspace.rejects.exists()
    real = take(SALES, bad)
    assert dry.parts == real.parts
    assert (dry.rejected, real.rejected) == (1, 1)


def test_it_puts_rejected_rows_with_line_and_reason_into_a_file_and_takes_the_rest(take: Take) -> None:
    from steerboard.records.models import Opportunity

    deals = (
        DEALS
        + 'D3,"two\nlines",A1,abc,赢单,2026-02-30,\nD4,x,A9,1,,,\nD5,short\nD6,x,A1,1,,,\nD6,x,A1,1,,,\n,x,,,,,\n'
    )
    report = take(SALES, {**FILES, "deals.csv": deals})
    assert report.rejected == 5
    assert set(Opportunity.objects.values_list("external_id", flat=True)) == {"D1", "D2", "D6"}
    (path,) = report.rejects
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["id"], r["line"]) for r in rows] == [
        ("D3", "4"), ("D4", "6"), ("D5", "7"), ("D6", "9"), ("", "10"),
    ]  # fmt: skip
    assert rows[0]["title"] == "two\nlines"
    assert rows[0]["reason_en"].startswith("amount: “abc” is no number.")
    assert "amount: “abc”不是数字。" in rows[0]["reason_zh"]
    assert "A9" in rows[1]["reason_en"]
    assert "2 cells" in rows[2]["reason_en"]
    assert "twice" in rows[3]["reason_en"]


def test_a_rejects_file_can_be_mended_and_taken_in(take: Take) -> None:
    report = take(SALES, {**FILES, "deals.csv": DEALS + "D3,x,,abc,,,\n"})
    mended = report.rejects[0].read_bytes().replace(b"abc", b"77")
    again = take(SALES, {"deals.csv": mended, "people.csv": PEOPLE})
    assert (again.new, again.rejected) == (1, 0)


@pytest.mark.parametrize(
    ("mapping", "files", "word"),
    [
        (SALES.replace("name: title", "name: titel"), FILES, "Did you mean title"),
        (SALES.replace("kind: account", "kind: acount"), FILES, "Did you mean account"),
        (SALES.replace("class: grade", "clas: grade"), FILES, "Did you mean class"),
        (SALES.replace("lookup: name", "lookup: nme"), FILES, "Did you mean name"),
        (SALES.replace("account: account", "account: {column: account, lookup: created_at}"), FILES, "text"),
        (SALES.replace("name: title", "name: {column: title, lookup: name}"), FILES, "no link"),
        (SALES.replace("fields: {name: name}}", "fields: {email: name}}"), FILES, "needs the field"),
        (SALES.replace("class: grade", "class: grade, grade: grade"), FILES, "mapped twice"),
        (SALES.replace("class: grade", "recorded_at: grade"), FILES, "recorded_at"),
        (SALES.replace("class: grade", "extra: grade"), FILES, "extra"),
        (SALES.replace("class: grade", "size: {value: huge}"), FILES, "not one of"),
        (SALES.replace("class: grade", "class: {column: grade, values: {file: g.csv, key: a, value: b}}"), FILES, "g.csv"),
        (SALES.replace("external_id: no", "external_id: no\n        absent: close"), FILES, "cannot be closed"),
        (SALES, {**FILES, "deals.csv": DEALS.replace("title", "account", 1)}, "column"),
        (SALES, {**FILES, "deals.csv": b"PK\x03\x04"}, "workbook"),
        (SALES, {**FILES, "deals.csv": b""}, "empty"),
        (SALES, {"dealz.csv": DEALS}, "Did you mean deals.csv"),
        (SALES, {}, "names none"),
    ],
)  # fmt: skip
def test_it_refuses_before_anything_is_written(
    take: Take, mapping: str, files: dict[str, str | bytes], word: str
) -> None:
    before = state()
    with pytest.raises(BadInput) as refused:
        take(mapping, files)
    assert word in str(refused.value)
    assert refused.value.where
    assert state() == before


def test_it_names_a_path_that_is_not_there(take: Take, tmp_path: Path, workspace: Workspace) -> None:
    from steerboard.core.clock import FixedClock
    from steerboard.intake.importing import import_files
    from steerboard.intake.mapping import parse_mapping

    (tmp_path / "deals.csv").write_text(DEALS)
    with pytest.raises(BadInput, match=r"Did you mean deals\.csv"):
        import_files([tmp_path / "deal.csv"], parse_mapping(SALES), FixedClock(NOW), workspace=workspace)


LINES = """
source: shop
files:
  - file: lines*.csv
    clean: {customer: {remove_suffix: ".0"}}
    records:
      - {kind: order, distinct: true, external_id: invoice, skip_when: {invoice: ""},
         fields: {ordered_at: day, region: customer, cancelled_at: {column: day, when: {invoice: {starts_with: C}}}}}
      - {kind: order_line, ordinal: true, external_id: "{invoice}:{sku}", fields: {order: invoice, quantity: n}}
"""


def test_equal_rows_of_a_source_without_keys_are_counted(take: Take) -> None:
    from steerboard.records.models import Order, OrderLine

    rows = "invoice,sku,n,day,customer\n1,a,2,2026-01-01,17.0\n1,a,2,2026-01-02,17.0\nC2,b,-1,2026-01-03,\n"
    files: dict[str, str | bytes] = {"lines.csv": rows}
    report = take(LINES, files)
    assert [(p.kind, p.new) for p in report.parts] == [("order", 2), ("order_line", 3)]
    keys = OrderLine.objects.order_by("pk").values_list("external_id", "ordinal")
    assert list(keys) == [("1:a", 0), ("1:a", 1), ("C2:b", 0)]
    first, credit = Order.objects.order_by("external_id")
    assert (first.ordered_at, first.region, first.cancelled_at) == (date(2026, 1, 1), "17", None)
    assert (credit.cancelled_at, credit.region) == (date(2026, 1, 3), None)
    before = state()
    assert take(LINES, files).nothing_changed
    assert state() == before


def test_a_link_between_records_of_one_kind_may_point_forward_and_a_ring_is_rejected(take: Take) -> None:
    from steerboard.records.models import Account

    chain = "".join(f"A{i},n,,,A{i + 1}\n" for i in range(5))
    rows = "no,name,grade,owner,parent\n" + chain + "A5,n,,,\nB1,n,,,B2\nB2,n,,,B1\n"
    report = take(SALES, {"customers.csv": rows})
    assert (report.new, report.rejected) == (6, 2)
    assert Account.objects.get(external_id="A0").parent.external_id == "A1"


def test_a_name_that_two_records_have_is_refused_as_a_link(take: Take) -> None:
    people = PEOPLE + "3,林悦\n"
    report = take(SALES, {"people.csv": people, "customers.csv": CUSTOMERS})
    assert report.rejected == 1  # A1; A2 has no owner, and nothing else is wrong with it
    reason = report.rejects[0].read_text(encoding="utf-8-sig")
    assert "more than one" in reason


def test_unknown_links_can_be_left_empty(take: Take) -> None:
    from steerboard.records.models import Account

    mapping = SALES.replace("lookup: name}", "lookup: name, unknown: empty}")
    report = take(mapping, {"customers.csv": CUSTOMERS})
    assert report.rejected == 0
    assert Account.objects.get(external_id="A1").owner is None


def test_it_finds_people_of_another_source_by_name(take: Take) -> None:
    from steerboard.records.models import Account

    take(SALES.replace("source: crm", "source: hr"), {"people.csv": PEOPLE})
    take(SALES, {"customers.csv": CUSTOMERS})
    assert Account.objects.get(external_id="A1").owner.source == "hr"


def test_a_record_that_a_person_deleted_stays_deleted(take: Take) -> None:
    from steerboard.core.clock import FixedClock
    from steerboard.kinds.batch import Author, Batch, Removal
    from steerboard.kinds.door import write
    from steerboard.records.models import Account

    take(SALES, FILES)
    gone = Account.objects.get(external_id="A2")
    write(Batch(Author(None, "app", "delete"), (Removal("account", gone.pk),)), FixedClock(NOW))
    changed = {**FILES, "customers.csv": CUSTOMERS.replace("华东集团", "华东控股")}
    report = take(SALES, changed)
    assert report.nothing_changed
    assert report.rejected == 0
    assert Account.everything.get(pk=gone.pk).deleted_at is not None


def test_it_reads_constants_of_the_mapping(take: Take) -> None:
    from steerboard.people.models import Team, TeamPlace

    mapping = """
source: crm
constants:
  - {kind: team, rows: [{external_id: top, name: 公司, kind: company}, {external_id: a, name: A}]}
  - {kind: team_place, rows: [{external_id: a, team: a, parent: top, valid_from: 2026-01-01}]}
files:
  - file: people.csv
    records:
      - {kind: user, external_id: id, fields: [name]}
"""
    take(mapping, {"people.csv": PEOPLE})
    assert Team.objects.get(external_id="a").kind == "team"  # the field's default
    place = TeamPlace.objects.get()
    assert (place.parent.name, place.valid_from, place.valid_to) == ("公司", date(2026, 1, 1), None)


def test_it_tells_the_progress_of_each_file(take: Take) -> None:
    heard: dict[str, list[tuple[int, int]]] = {}
    take(SALES, FILES, progress=lambda name, done, of: heard.setdefault(name, []).append((done, of)))
    assert set(heard) == set(FILES)
    assert all(steps[-1][0] == steps[-1][1] > 0 for steps in heard.values())
    assert all(steps == sorted(steps) for steps in heard.values())


def test_a_report_speaks_both_languages_and_json(take: Take) -> None:
    import json

    report = take(SALES, {**FILES, "deals.csv": DEALS + "D3,,,abc,,,\n", "x.csv": "a\n"})
    assert "deals.csv → opportunity: 2 new" in report.text().en
    assert "未导入（映射未提及）：x.csv" in report.text().zh
    data = json.loads(json.dumps(report.to_json()))
    assert data["totals"] == {"new": 6, "changed": 0, "rejected": 1}
    assert data["rejects"] == [str(report.rejects[0])]


def test_runs_at_the_same_instant_have_their_own_names(take: Take) -> None:
    first = take(SALES, FILES)
    second = take(SALES, {**FILES, "people.csv": PEOPLE + "3,x\n"})
    assert first.run != second.run


def test_it_says_that_amounts_of_another_currency_need_a_rate(take: Take) -> None:
    report = take("currency: USD\n" + SALES, FILES)
    assert "need a rate of USD" in str(report.notes[0])
    assert take(SALES, FILES).notes == ()


def test_a_value_map_from_another_file_names_the_place_of_a_wrong_column(take: Take) -> None:
    mapping = SALES.replace(
        "class: grade", "class: {column: grade, values: {file: people.csv, key: idd, value: name}}"
    )
    with pytest.raises(BadInput, match="Did you mean id") as refused:
        take(mapping, FILES)
    assert refused.value.where == "m.yaml: files[1].records[0].fields.class.values"


def test_it_reads_a_file_once_that_is_given_under_two_names(
    take: Take, tmp_path: Path, workspace: Workspace
) -> None:
    mapping = """
source: shop
files:
  - file: "*.csv"
    records:
      - {kind: product, ordinal: true, external_id: sku, fields: {name: sku}}
"""
    take(mapping, {"a.csv": "sku\nx\nx\n"})
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "in" / "a.csv")
    again = [tmp_path / "in", tmp_path / "in" / ".." / "in" / "a.csv", link]
    report = import_files(again, parse_mapping(mapping), FixedClock(NOW), workspace=workspace)
    assert (report.new, sum(p.same for p in report.parts)) == (0, 2)


@pytest.mark.usefixtures("records")
def test_it_refuses_a_path_that_is_no_file(tmp_path: Path, workspace: Workspace) -> None:
    pipe = tmp_path / "people.csv"
    os.mkfifo(pipe)
    for path, said in ((pipe, "neither a file nor a folder"), (tmp_path / ("x" * 300), "too long")):
        with pytest.raises(BadInput, match=said):
            import_files([path], parse_mapping(SALES), FixedClock(NOW), workspace=workspace)
