"""A definition that nobody saved is tried in the mart's process: as a saved one would be, cheaply, and nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from steerboard.core.clock import FixedClock, SystemClock
from steerboard.core.errors import BadInput, Refused, UnknownName
from steerboard.core.workspace import Workspace
from steerboard.engine.definition.draft import LARGEST, Draft, draft_of
from steerboard.engine.query import Query
from steerboard.engine.rights import OWNER, Rights
from steerboard.kinds.batch import Author, Batch, New
from steerboard.kinds.door import write
from steerboard.mart.client import RemoteGateway, connect
from steerboard.mart.gateway import LocalGateway
from steerboard.mart.serving import Server
from tests.django_db import Records

NOW = datetime(2024, 4, 1, tzinfo=UTC)
CLOCK = FixedClock(NOW)
BOTH = {"zh": "大单", "en": "Large"}
ENTRY: dict[str, Any] = {
    "id": "large", "name": BOTH, "meaning": BOTH, "formula": BOTH, "time_basis": BOTH, "left_out": BOTH,
    "role": "result", "unit": "money", "better": "up", "additivity": "all", "attribution": "owner",
    "measure": {"kind": "sum", "value": "amount", "of": "opportunity", "at": "closed_at", "where": "amount > 60"},
}  # fmt: skip


@pytest.fixture
def served(records: Records, workspace: Workspace) -> Iterator[Server]:
    values = {
        "currency": "CNY",
        "outcome": "won",
        "created_at": date(2024, 1, 1),
        "closed_at": date(2024, 3, 5),
    }
    items = tuple(New("opportunity", {**values, "amount": Decimal(amount)}) for amount in (50, 100, 70))
    write(Batch(Author(None, "test", "try"), items), CLOCK)
    server = Server(workspace, SystemClock())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def remote(served: Server) -> Iterator[RemoteGateway]:
    gateway = connect(served.workspace)
    assert gateway is not None
    yield gateway
    gateway.close()


def asking(workspace: Workspace, *kpis: str, **more: Any) -> Query:
    asked: dict[str, Any] = {
        "now": NOW, "rights": OWNER, "currency": "CNY", "grain": "month", "from_": date(2024, 1, 1), "to": date(2024, 3, 31), **more,
    }  # fmt: skip
    return Query(kpis=kpis or ("large",), calendar=workspace.calendar, **asked)


def with_measure(**measure: Any) -> Draft:
    return draft_of({**ENTRY, "measure": {**ENTRY["measure"], **measure}})


def total(document: dict[str, Any]) -> Decimal:
    return Decimal(document["totals"]["large"]["value"])


def test_a_draft_has_the_figure_that_it_would_have_saved(remote: RemoteGateway, served: Server) -> None:
    query = asking(served.workspace)
    document = remote.preview(query, draft_of(ENTRY))
    assert [Decimal(row["values"]["large"]["value"]) for row in document["rows"]] == [0, 0, 170]
    with pytest.raises(UnknownName, match="large"):
        remote.document(query)
    served.workspace.kpis.mkdir()
    text = json.dumps({"kpis": [ENTRY]}, ensure_ascii=False)
    (served.workspace.kpis / "large.yaml").write_text(text, encoding="utf-8")
    saved = remote.document(query)
    assert saved["rows"] == document["rows"]
    # It also stands for a saved one that is being changed.
    changed = remote.preview(query, with_measure(where="amount > 80"))
    assert total(changed) == 100
    assert remote.document(query)["rows"] == saved["rows"]


def test_it_is_the_same_without_a_server(records: Records, workspace: Workspace) -> None:
    gateway = LocalGateway(workspace, CLOCK)
    document = gateway.preview(asking(workspace), draft_of(ENTRY))
    gateway.close()
    assert total(document) == 0
    assert document["fresh_at"]


def test_what_is_no_definition_is_refused_and_the_connection_stands(
    remote: RemoteGateway, served: Server
) -> None:
    query = asking(served.workspace)
    wrong = [
        (Draft("{"), BadInput, "no definition"),
        (Draft("[" * 9_000), BadInput, "no definition"),
        (Draft("x" * (LARGEST + 1)), BadInput, "at most"),
        (Draft("[]"), BadInput, "mapping"),
        (draft_of({**ENTRY, "sql": "SELECT 1"}), UnknownName, "sql"),
        (draft_of({**ENTRY, "id": "a; DROP TABLE x"}), BadInput, "has only"),
        (with_measure(where="1); COPY (SELECT 1) TO 'x'"), BadInput, "cannot stand here"),
        (with_measure(of="org_reach"), UnknownName, "org_reach"),
        (with_measure(where="amuont > 5"), UnknownName, "1:1"),
    ]
    for draft, error, said in wrong:
        with pytest.raises(error, match=said):
            remote.preview(query, draft)
    assert total(remote.preview(query, draft_of(ENTRY))) == 170


@pytest.mark.parametrize(
    "asked",
    [
        {"by": ("owner",)},
        {"grain": None},
        {"grain": "hour"},
        {"from_": None},
        {"to": None},
        {"from_": date(2021, 1, 1)},
    ],
)
def test_only_what_is_cheap_is_asked_of_a_draft(
    remote: RemoteGateway, served: Server, asked: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match="a draft is tried by month"):
        remote.preview(asking(served.workspace, **asked), draft_of(ENTRY))
    with pytest.raises(Refused):
        remote.preview(asking(served.workspace, "bookings"), draft_of(ENTRY))


def test_a_draft_is_seen_under_the_rights_of_who_asks(remote: RemoteGateway, served: Server) -> None:
    nobody = Rights(user=7, roles=frozenset({"rep"}), people=frozenset({7}))
    query = asking(served.workspace, rights=nobody)
    assert total(remote.preview(query, draft_of(ENTRY))) == 0
    secret = with_measure(of="order_line", at="order.ordered_at", value="unit_cost", where="quantity > 0")
    cell = remote.preview(query, secret)["totals"]["large"]
    assert cell["value"] is None
    assert "no right" in cell["reason"]
