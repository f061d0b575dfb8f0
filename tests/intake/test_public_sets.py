"""The three public data sets go in through the mappings that ship and give their published figures by plain SQL."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from steerboard.core.clock import FixedClock
from steerboard.core.workspace import Workspace
from steerboard.intake.importing import import_files
from steerboard.intake.mapping import read_mapping
from steerboard.intake.report import Report
from tests.django_db import Fresh
from tests.intake.conftest import NOW, state
from tests.oracles import published

MAPPINGS = Path(__file__).parents[2] / "examples" / "mappings"

pytestmark = pytest.mark.skipif(
    published.folder() is None,
    reason="the public data sets are absent; STEERBOARD_TEST_DATA names their folder",
)


def take(name: str, workspace: Path) -> Report:
    root = published.folder()
    assert root is not None
    # As a shell gives them: every file of the folder.
    paths = sorted((root / name).iterdir())
    mapping = read_mapping(MAPPINGS / f"{name}.yaml")
    return import_files(paths, mapping, FixedClock(NOW), workspace=Workspace(folder=workspace))


def asked(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [tuple(row) for row in cursor.fetchall()]


def money(scaled: int, places: int = 4) -> Decimal:
    return Decimal(scaled).scaleb(-places)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ws")


@pytest.fixture(scope="class")
def maven(fresh_sqlite: Fresh, workspace: Path) -> Iterator[Report]:
    with fresh_sqlite():
        yield take("maven_crm", workspace)


@pytest.fixture(scope="class")
def regional_sales(fresh_sqlite: Fresh, workspace: Path) -> Iterator[Report]:
    with fresh_sqlite():
        yield take("ms_regional_sales", workspace)


@pytest.fixture(scope="class")
def retail(fresh_sqlite: Fresh, workspace: Path) -> Iterator[Report]:
    with fresh_sqlite():
        yield take("online_retail", workspace)


@pytest.mark.usefixtures("maven")
class TestMaven:
    def test_every_row_goes_in_and_the_dictionary_is_left(self, maven: Report) -> None:
        report = maven
        assert report.left == ("data_dictionary.csv",)
        assert report.rejected == 0
        assert {(p.file, p.kind): p.new for p in report.parts}["sales_pipeline.csv", "opportunity"] == 8800

    def test_wins_losses_and_revenue(self) -> None:
        rows = asked("SELECT outcome, count(*), sum(amount) FROM records_opportunity GROUP BY outcome")
        found = {outcome: (n, amount) for outcome, n, amount in rows}
        assert (found["won"][0], found["lost"][0], found[None][0]) == (4238, 2473, 2089)
        assert money(found["won"][1]) == 10_005_534
        assert asked("SELECT count(*) FROM records_opportunity WHERE account_id IS NULL") == [(1425,)]

    def test_quarters_of_2017_by_the_close_date(self) -> None:
        rows = asked(
            "SELECT (substr(closed_at, 6, 2) + 2) / 3, count(*), sum(CASE outcome WHEN 'won' THEN amount ELSE 0 END)"
            " FROM records_opportunity WHERE closed_at LIKE '2017%' GROUP BY 1 ORDER BY 1"
        )
        assert [r[1] for r in rows] == [647, 2032, 2047, 1985]
        assert [money(r[2]) for r in rows[:3]] == [1_134_672, 3_086_111, 2_982_255]

    def test_people_stand_under_managers_under_offices(self) -> None:
        from steerboard.people.models import Membership, TeamPlace, User

        assert User.objects.count() == 41
        rows = asked(
            "SELECT r.name, sum(o.amount) FROM records_opportunity o"
            " JOIN people_membership m ON m.user_id = o.owner_id"
            " JOIN people_teamplace p ON p.team_id = m.team_id JOIN people_team r ON r.id = p.parent_id"
            " WHERE o.outcome = 'won' GROUP BY 1"
        )
        assert {name: money(amount) for name, amount in rows} == {
            "West": 3_568_647,
            "East": 3_090_594,
            "Central": 3_346_293,
        }
        mine = Membership.objects.get(user__name="Melvin Marxen")
        assert (mine.role, mine.leads, mine.valid_from, mine.valid_to) == ("team_lead", True, None, None)
        office = TeamPlace.objects.get(team=mine.team).parent
        assert (office.name, office.kind) == ("Central", "region")
        assert TeamPlace.objects.get(team=office).parent.kind == "company"

    def test_darcel_schlecht_won_349_deals(self) -> None:
        rows = asked(
            "SELECT count(*), sum(amount) FROM records_opportunity o JOIN people_user u ON u.id = o.owner_id"
            " WHERE u.name = 'Darcel Schlecht' AND outcome = 'won'"
        )
        assert rows[0][0] == 349
        assert money(rows[0][1]) == 1_153_214

    def test_names_that_differ_between_the_files_meet(self) -> None:
        from steerboard.records.models import Account, OpportunityLine

        assert OpportunityLine.objects.filter(product__name="GTX Pro").count() == 1480
        assert OpportunityLine.objects.filter(product=None).count() == 0
        assert Account.objects.filter(industry="technology").count() == 12
        assert Account.objects.get(name="Bluth Company").parent.name == "Acme Corporation"

    def test_the_same_files_again_change_nothing(self, workspace: Path) -> None:
        before = state()
        assert take("maven_crm", workspace).nothing_changed
        assert state() == before


@pytest.mark.usefixtures("regional_sales")
class TestRegionalSales:
    def test_figures(self, regional_sales: Report) -> None:
        report = regional_sales
        assert report.rejected == 0
        assert "campaigns.csv" in report.left
        rows = asked(
            "SELECT outcome, count(*), sum(amount), sum(amount * probability),"
            " count(close_date), count(closed_at) FROM records_opportunity GROUP BY outcome"
        )
        found = {r[0]: r[1:] for r in rows}
        assert found["won"][0] == 7282
        assert money(found["won"][1]) == 26_435_925
        assert found["lost"][0] == 7385
        assert found[None][0] == 5333
        assert money(found[None][1]) == 27_812_381
        assert money(found[None][2], 10) == Decimal("10893405.50")
        assert (found[None][3:], found["won"][3:]) == ((5333, 0), (0, 7282))

    def test_accounts_have_territory_and_industry_by_name(self) -> None:
        rows = dict(asked("SELECT territory, count(*) FROM records_account GROUP BY 1"))
        assert rows == {"US-MIDWEST": 63, "US-NORTHEAST": 34, "US-SOUTH": 137, "US-WEST": 66}
        assert asked("SELECT count(*) FROM records_account WHERE industry IN ('n/a', '19')") == [(0,)]

    def test_the_same_files_again_change_nothing(self, workspace: Path) -> None:
        before = state()
        assert take("ms_regional_sales", workspace).nothing_changed
        assert state() == before


@pytest.mark.usefixtures("retail")
class TestOnlineRetail:
    def test_counts(self, retail: Report) -> None:
        report = retail
        assert {p.kind: (p.new, p.rejected) for p in report.parts} == {
            "account": (4372, 0),
            "product": (4070, 0),
            "order": (25_900, 0),
            "order_line": (541_909, 0),
        }

    def test_revenue_and_its_months(self) -> None:
        rows = asked(
            "SELECT substr(o.ordered_at, 1, 7), sum(l.quantity * l.net_price) FROM records_orderline l"
            " JOIN records_order o ON o.id = l.order_id GROUP BY 1 ORDER BY 1"
        )
        cents = [money(r[1], 8) for r in rows]
        assert round(sum(cents), 2) == Decimal("9747747.93")
        assert [round(m, 2) for m in cents[:4]] == [
            Decimal("748957.02"),
            Decimal("560000.26"),
            Decimal("498062.65"),
            Decimal("683267.08"),
        ]

    def test_credit_notes_are_no_orders_and_their_lines_are_negative(self) -> None:
        assert asked("SELECT count(*), count(cancelled_at) FROM records_order") == [(25_900, 3836)]
        (row,) = asked(
            "SELECT count(*), sum(l.quantity * l.net_price) FROM records_orderline l"
            " JOIN records_order o ON o.id = l.order_id WHERE o.cancelled_at IS NOT NULL"
        )
        assert (row[0], round(money(row[1], 8), 2)) == (9288, Decimal("-896812.49"))

    def test_rows_without_a_customer_stay_without(self) -> None:
        rows = asked(
            "SELECT count(*) FROM records_orderline l JOIN records_order o ON o.id = l.order_id"
            " WHERE o.account_id IS NULL"
        )
        assert rows == [(135_080,)]
        assert asked("SELECT count(*) FROM records_account WHERE external_id LIKE '%.0'") == [(0,)]

    @pytest.mark.slow  # half a million rows once more; the two smaller sets come again in every run
    def test_the_same_file_again_changes_nothing(self, workspace: Path) -> None:
        from steerboard.kinds.models import Change, Ledger

        before = (Ledger.objects.count(), Change.objects.count())
        assert take("online_retail", workspace).nothing_changed
        assert (Ledger.objects.count(), Change.objects.count()) == before
