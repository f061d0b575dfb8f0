"""Exact numbers, texts in two languages, errors that help, and the workspace's settings."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steerboard.core.errors import BadInput, Broken, UnknownName
from steerboard.core.scaled import Money, scale, unscale
from steerboard.core.text import Text, language_of, speaking
from steerboard.core.workspace import make_workspace, open_workspace, postgres_parts


@given(st.decimals("-1e12", "1e12", places=4))
def test_scaling_loses_nothing(number: Decimal) -> None:
    assert unscale(scale(number, 4), 4) == number


@pytest.mark.parametrize("text", ["", "abc", "NaN", "inf", "1e30", "0.00001"])
def test_what_cannot_be_exact_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        scale(text, 4)


def test_money_of_two_currencies_does_not_add_up() -> None:
    assert (Money.of("0.1", "CNY") + Money.of("0.2", "CNY")).amount == Decimal("0.3")
    with pytest.raises(BadInput, match="CNY and USD"):
        Money.of(1, "CNY") + Money.of(1, "USD")


def test_a_text_speaks_the_current_language() -> None:
    text = Text("{n} rows of {what}", "{what}共 {n} 行").fill(n=3, what=Text("orders", "订单"))
    assert str(text) == "3 rows of orders"
    with speaking("zh"):
        assert str(text) == "订单共 3 行"
    assert language_of("zh_CN.UTF-8") == "zh"
    assert language_of("de") == language_of(None) == "en"


def test_an_unknown_name_offers_the_nearest() -> None:
    error = UnknownName(Text("field", "字段"), "amuont", ["amount", "owner"], where="mapping.yaml")
    assert error.text().en == "mapping.yaml: no field is called “amuont”. Did you mean amount?"
    assert "是否想写 amount" in error.text().zh


def test_a_workspace_keeps_its_key_to_itself(tmp_path: Path) -> None:
    made = make_workspace(tmp_path / "w", {"name": "Acme", "zone": "Asia/Shanghai", "currency": "cny"})
    assert (made.name, made.currency, str(made.calendar.zone)) == ("Acme", "CNY", "Asia/Shanghai")
    assert (made.folder / "secret.key").stat().st_mode & 0o077 == 0
    assert make_workspace(tmp_path / "w", {"name": "Other"}).secret_key == made.secret_key
    assert make_workspace(tmp_path / "v", {}).secret_key != made.secret_key


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("zoen: UTC", "Did you mean zone"),
        ("zone: Mars/Base", "no time zone"),
        ("zone: ../../etc/passwd", "no time zone"),
        ("week_start: someday", "weekday"),
        ("fiscal_month: 13", "1 to 12"),
        ("days_off: [soon]", "no date"),
        ("name: [", "YAML"),
    ],
)
def test_a_bad_setting_says_where_and_what(tmp_path: Path, settings: str, says: str) -> None:
    (tmp_path / "workspace.yaml").write_text(settings, encoding="utf-8")
    with pytest.raises(BadInput, match=says) as error:
        open_workspace(tmp_path)
    assert "workspace.yaml" in str(error.value)


def test_a_folder_that_is_no_workspace_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="steerboard init"):
        open_workspace(tmp_path)


def test_a_weak_key_is_refused(tmp_path: Path) -> None:
    made = make_workspace(tmp_path, {})
    (tmp_path / "secret.key").write_text("short", encoding="utf-8")
    with pytest.raises(Broken, match="short"):
        _ = made.secret_key
    (tmp_path / "secret.key").unlink()
    with pytest.raises(Broken, match="steerboard init"):
        _ = made.secret_key


@pytest.mark.parametrize(
    "text", ["5", "zone", "- zone", "hosts: example.com", "days_off: 5", "days_off: [2026-13-01]", "\xff"]
)
def test_settings_that_cannot_be_read_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "workspace.yaml").write_text(text, encoding="latin-1")
    with pytest.raises(BadInput, match=r"list|lines|readable|date"):
        open_workspace(tmp_path)


def test_the_address_of_a_database_is_taken_apart() -> None:
    parts = postgres_parts("postgresql://li%20na:p%40ss@db.example:5433/sales")
    assert list(parts.values()) == ["sales", "li na", "p@ss", "db.example", "5433"]
    assert postgres_parts("postgresql://ann@/sales?host=/run/pg")["HOST"] == "/run/pg"


@pytest.mark.parametrize(
    "address", ["mysql://a/b", "postgresql://host", "postgresql://a:port/b", "postgresql://[/b", "sales"]
)
def test_what_is_no_address_of_a_database_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="postgresql://user"):
        postgres_parts(address)
