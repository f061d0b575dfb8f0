from __future__ import annotations

from pathlib import Path

import pytest

from steerboard.core.errors import BadInput
from steerboard.intake.mapping import parse_mapping, read_mapping

EXAMPLES = Path(__file__).parents[2] / "examples" / "mappings"


def text(records: str = "", **top: str) -> str:
    head = "".join(f"{k}: {v}\n" for k, v in {"source": "crm", **top}.items())
    records = records or "{kind: user, external_id: id, fields: {name: name}}"
    return f"{head}files:\n  - file: a.csv\n    records:\n      - {records}\n"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_it_reads_the_mappings_that_ship(path: Path) -> None:
    found = read_mapping(path)
    assert found.source == path.stem
    assert found.files


def test_it_reads_the_short_forms_of_a_field() -> None:
    found = parse_mapping(
        text("{kind: user, external_id: 'u:{id}', fields: {name: full name, email: {value: x}}}")
    )
    (records,) = found.files[0].records
    fields = dict(records.fields)
    assert records.external_id.template == "u:{id}"
    assert fields["name"].column == "full name"
    assert fields["email"].constant == "x"


def test_it_hands_date_formats_and_zone_down_to_the_fields() -> None:
    found = parse_mapping(text(dates="'%d.%m.%Y'", zone="Europe/Berlin", empty="n/a"))
    style = dict(found.files[0].records[0].fields)["name"].style
    assert style is not None
    assert (style.dates, style.empty) == (("%d.%m.%Y",), ("n/a",))
    assert found.zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("mapping", "place", "word"),
    [
        ("source: [", "m.yaml", "YAML"),
        ("- a", "m.yaml", "keys"),
        ("source: x", "m.yaml", "no files"),
        ("files: []", "m.yaml", "source"),
        (text(sorce="x"), "m.yaml", "Did you mean source"),
        (text(zone="Asia/Shangai"), "m.yaml: zone", "Asia/Shangai"),
        (text(currency="yuan"), "m.yaml", "currency"),
        (text(dates="Y-m-d"), "m.yaml: dates", "date format"),
        (text("{kind: user, external_id: id, feilds: {}}"), "files[0].records[0]", "Did you mean fields"),
        (text("{kind: user, fields: {name: name}}"), "files[0].records[0]", "external_id"),
        (text("{external_id: id}"), "files[0].records[0]", "kind"),
        (text("{kind: user, external_id: id, fields: {name: {colum: n}}}"), "fields.name", "column"),
        (
            text("{kind: user, external_id: id, fields: {name: {column: n, value: m}}}"),
            "fields.name",
            "one of",
        ),
        (text("{kind: user, external_id: id, fields: {name: '{a'}}"), "fields.name", "template"),
        (text("{kind: user, external_id: id, fields: {name: '{a!r}'}}"), "fields.name", "template"),
        (text("{kind: user, external_id: id, absent: keeep}"), "absent", "Did you mean keep"),
        (text("{kind: user, external_id: id, distinct: true, ordinal: true}"), "records[0]", "exclude"),
        (text("{kind: user, external_id: id, distinct: perhaps}"), "distinct", "true or false"),
        (text("{kind: user, external_id: id, when: {a: {starts: C}}}"), "when.a", "Did you mean starts_with"),
        (
            text("{kind: user, external_id: id, fields: {name: {column: n, values: {true: 1}}}}"),
            "values",
            "quotes",
        ),
        (text().replace("file: a.csv", "fiel: a.csv"), "files[0]", "file"),
        (text().replace("file: a.csv", "file: a.csv\n    encoding: utf8"), "encoding", "Did you mean utf-8"),
        (text().replace("file: a.csv", "file: a.csv\n    delimiter: ab"), "delimiter", "one character"),
        (text().replace("file: a.csv", "file: a.csv\n    numbers: {thousands: '.'}"), "numbers", "differ"),
    ],
)
def test_it_says_where_a_mapping_is_wrong(mapping: str, place: str, word: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_mapping(mapping, "m.yaml")
    assert place in refused.value.where
    assert word in str(refused.value)


def test_it_refuses_a_mapping_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_mapping(tmp_path / "none.yaml")
    (tmp_path / "gbk.yaml").write_bytes("source: 客户".encode("gbk"))
    with pytest.raises(BadInput, match="UTF-8"):
        read_mapping(tmp_path / "gbk.yaml")


def test_only_true_false_and_null_are_more_than_text() -> None:
    found = parse_mapping(
        text("{kind: user, external_id: No, fields: {name: {column: yes, values: {007: 1.10, no: null}}}}")
    )
    (records,) = found.files[0].records
    rule = dict(records.fields)["name"]
    assert (records.external_id.column, rule.column) == ("No", "yes")
    assert rule.values == (("007", "1.10"), ("no", ""))
