"""The gateway: the same answers with and without a server, whatever is sent to it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from steerboard.core.clock import FixedClock, SystemClock
from steerboard.core.errors import BadInput, Broken, UnknownName
from steerboard.core.text import Text, speaking
from steerboard.core.workspace import Workspace
from steerboard.engine.bridge import Between, Page
from steerboard.engine.query import Query
from steerboard.engine.rights import OWNER, Rights
from steerboard.engine.stores.duckdb.store import DuckDBStore
from steerboard.kinds.batch import Author, Batch, Edit, Item, New
from steerboard.kinds.door import write
from steerboard.mart import answering, apply, following, wire
from steerboard.mart.build import Making, rebuild_all, versions
from steerboard.mart.client import Pool, RemoteGateway, Told, changes, connect
from steerboard.mart.codec import CODEC
from steerboard.mart.gateway import Gateway, LocalGateway, is_served, open_gateway, take_lock
from steerboard.mart.held import Document, Held, mark_of
from steerboard.mart.serving import Server
from tests.django_db import Records

NOW = datetime(2024, 4, 1, tzinfo=UTC)
CLOCK = FixedClock(NOW)


def put(*items: Item) -> tuple[int, ...]:
    return write(Batch(Author(None, "test", "try"), items), CLOCK).ids


def deal(amount: int, day: int, **more: Any) -> int:
    values = {
        "amount": Decimal(amount),
        "currency": "CNY",
        "outcome": "won",
        "created_at": date(2024, 1, 1),
        "closed_at": date(2024, 3, day),
        "product_line": "Pro",
    }
    return put(New("opportunity", values | more))[0]


def asking(workspace: Workspace, *kpis: str, **more: Any) -> Query:
    asked: dict[str, Any] = {"now": NOW, "rights": OWNER, "currency": "CNY", **more}
    return Query(kpis=kpis, calendar=workspace.calendar, **asked)


def bookings(gateway: Gateway, workspace: Workspace) -> Any:
    return gateway.query(asking(workspace, "bookings")).totals["bookings"].value


def soon(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold; the wait ends as soon as it does."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def served(any_records: Records, workspace: Workspace) -> Iterator[Server]:
    deal(100, 5)
    deal(50, 20, product_line=None)
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


def test_without_a_server_the_gateway_brings_the_mart_up_and_answers(
    any_records: Records, workspace: Workspace
) -> None:
    deal(100, 5)
    with open_gateway(workspace, CLOCK) as gateway:
        assert isinstance(gateway, LocalGateway)
        assert bookings(gateway, workspace) == 100
        deal(11, 6)
        assert gateway.fresh() == NOW
        assert bookings(gateway, workspace) == 111
    with open_gateway(workspace, CLOCK) as again:
        assert bookings(again, workspace) == 111


def test_a_server_gives_the_same_answers_as_the_file(remote: RemoteGateway, served: Server) -> None:
    workspace = served.workspace
    query = asking(
        workspace,
        "bookings",
        "win_rate",
        "sales_cycle_days:mean",
        by=("product_line",),
        grain="month",
        compare=("previous",),
        from_=date(2024, 2, 1),
        to=date(2024, 3, 31),
    )
    found, document = remote.query(query), remote.document(query)
    row = found.rows[0]
    cell: dict[str, Any] = {"kpi": "win_rate", "key": row.key, "period": row.period, "limit": 5}
    told = (remote.kpis(), remote.explain(query), remote.contributions(query, **cell))
    served.stop()
    served.stop = lambda: None  # type: ignore[method-assign]
    local = LocalGateway(workspace, CLOCK)
    expected = local.query(query)
    assert replace(found, fresh_at=None) == replace(expected, fresh_at=None)
    assert {**document, "fresh_at": None} == {**expected.to_json(), "fresh_at": None}
    assert told == (local.kpis(), local.explain(query), local.contributions(query, **cell))
    assert told[2].rows
    local.close()


def test_a_bridge_and_its_deals_are_the_same_from_a_server_and_from_the_file(
    remote: RemoteGateway, served: Server
) -> None:
    workspace = served.workspace
    new = deal(
        30, 1, outcome=None, closed_at=None, created_at=date(2024, 3, 10), close_date=date(2024, 4, 30)
    )
    remote.fresh()
    query = asking(workspace, "pipeline_value", by=("product_line",))
    between, page = Between(date(2024, 3, 4), date(2024, 3, 31), date(2024, 4, 30)), Page("new")
    found = (remote.bridge(query, between), remote.bridge_deals(query, between, page))
    assert [(deal.id, deal.value) for deal in found[1].rows] == [(new, Decimal(30))]
    served.stop()
    served.stop = lambda: None  # type: ignore[method-assign]
    local = LocalGateway(workspace, CLOCK)
    assert found == (local.bridge(query, between), local.bridge_deals(query, between, page))
    local.close()


def test_a_bridge_is_kept_until_a_deal_changes(remote: RemoteGateway, served: Server) -> None:
    query, between = asking(served.workspace, "pipeline_value"), Between(date(2024, 3, 4), date(2024, 3, 31))
    first = remote.bridge(query, between)
    before = served.answers.cache.hits
    assert remote.bridge(query, between) == first
    assert served.answers.cache.hits == before + 1
    deal(30, 1, outcome=None, closed_at=None, created_at=date(2024, 3, 10))
    remote.fresh()
    assert remote.bridge(query, between).rows[0].end.value == first.rows[0].end.value + 30


def test_what_is_no_bridge_is_said(remote: RemoteGateway, served: Server) -> None:
    query = asking(served.workspace, "pipeline_value")
    between = Between(date(2024, 3, 31), date(2024, 3, 4))
    with pytest.raises(BadInput, match="before it begins"):
        remote.bridge(query, between)
    with pytest.raises(BadInput, match="cannot be read"):
        remote.bridge(query, Page("new"))  # type: ignore[arg-type]


def test_large_answers_are_kept_too_but_fewer_of_them(
    remote: RemoteGateway, served: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal(5, 4)
    remote.fresh()
    monkeypatch.setattr(answering, "LARGE", 10)
    for kpis in (("bookings",), ("bookings",), ("won_deals",), ("bookings", "won_deals")):
        remote.document(asking(served.workspace, *kpis))
    assert len(served.answers.cache._kept) == 0
    assert (len(served.answers.large._kept), served.answers.large.hits) == (3, 1)
    monkeypatch.setattr(answering, "LARGEST", 10)
    remote.document(asking(served.workspace, "win_rate"))
    assert len(served.answers.large._kept) == 3, "what is larger than large is not kept"


def test_to_make_anew_what_was_not_there_takes_one_turn(
    any_records: Records, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Making] = []

    def counted(make: Making) -> tuple[str, ...]:
        made.append(make)
        return rebuild_all(make)

    monkeypatch.setattr(apply, "rebuild_all", counted)
    with open_gateway(workspace, CLOCK) as gateway:
        gateway.rebuild()
        assert len(made) == 1
        gateway.rebuild()
    with open_gateway(workspace, CLOCK) as gateway:
        gateway.rebuild()
    assert len(made) == 3


def test_every_answer_says_how_fresh_it_is(remote: RemoteGateway, served: Server) -> None:
    before = SystemClock().now()
    remote.fresh()
    found = remote.query(asking(served.workspace, "bookings"))
    assert found.fresh_at is not None
    assert before <= found.fresh_at <= SystemClock().now()


def test_an_entry_reaches_the_figures_by_itself(remote: RemoteGateway, served: Server) -> None:
    deal(7, 9)
    assert soon(lambda: bookings(remote, served.workspace) == 157)


def test_an_answer_is_kept_until_a_table_that_it_reads_changes(remote: RemoteGateway, served: Server) -> None:
    def hits_after(*items: Item) -> int:
        put(*items)
        remote.fresh()
        before = served.answers.cache.hits
        bookings(remote, served.workspace)
        return served.answers.cache.hits - before

    id_ = deal(1, 10)
    remote.fresh()
    bookings(remote, served.workspace)
    assert hits_after(New("product", {"name": "P"})) == 1
    assert hits_after(Edit("opportunity", id_, {"amount": Decimal(2)})) == 0
    assert bookings(remote, served.workspace) == 152


def test_what_is_kept_is_given_without_a_look_at_the_mart_until_something_changes(
    remote: RemoteGateway, served: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, looks = asking(served.workspace, "bookings"), list[Any]()

    def look(mart: Any) -> dict[str, int]:
        looks.append(mart)
        return versions(mart)

    monkeypatch.setattr(answering, "versions", look)
    first = remote.document(query)
    remote.document(query)
    assert len(looks) == 1
    deal(1, 12)
    remote.fresh()
    again = remote.document(query)
    assert again["totals"]["bookings"]["value"] == "151.00"
    assert first["totals"]["bookings"]["value"] == "150.00"
    assert len(looks) == 2


def test_of_a_question_only_the_statements_are_run_again_whose_tables_changed(
    remote: RemoteGateway, served: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    run: list[str] = []
    rows = DuckDBStore.rows

    def look(store: DuckDBStore, query: Any) -> Any:
        run.append(store.sql(query))
        return rows(store, query)

    monkeypatch.setattr(DuckDBStore, "rows", look)
    later = NOW + timedelta(minutes=1)
    both = asking(served.workspace, "bookings", "activities", grain="month", from_=date(2024, 1, 1))
    first = remote.document(both)
    assert (whole := len(run)) >= 2
    assert remote.document(replace(both, now=later))["totals"] == first["totals"]  # the minute is over
    assert len(run) == whole
    put(New("activity", {"kind": "call", "done_at": date(2024, 3, 3)}))
    remote.fresh()
    again = remote.document(replace(both, now=later))
    assert [again["totals"][k]["n"] - first["totals"][k]["n"] for k in ("bookings", "activities")] == [0, 1]
    assert 0 < len(run) - whole < whole


def test_making_ready_reads_the_definitions_and_answers_nothing(
    remote: RemoteGateway, served: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    explained: list[str] = []
    explain = answering.Reader.explain

    def look(reader: answering.Reader, query: Query) -> Any:
        explained.extend(query.kpis)
        return explain(reader, query)

    monkeypatch.setattr(answering.Reader, "explain", look)
    served.answers.make_ready(NOW)
    assert {"bookings", "win_rate", "visits"} <= set(explained)
    assert served.answers.cache.hits == 0
    assert bookings(remote, served.workspace) == 150


def test_a_step_that_failed_on_its_way_may_have_changed_the_mart(
    served: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise Broken(Text("no", "不"))

    before = served.following.state
    monkeypatch.setattr(following, "apply", fails)
    with pytest.raises(Broken):
        served.following.catch_up()
    assert served.following.state != before


def test_several_documents_come_in_one_exchange_and_in_order(remote: RemoteGateway, served: Server) -> None:
    queries = [asking(served.workspace, kpi) for kpi in ("win_rate", "bookings", "win_rate")]
    told = remote.documents(queries)
    assert told == [remote.document(query) | {"fresh_at": told[0]["fresh_at"]} for query in queries]
    assert [list(document["totals"]) for document in told] == [["win_rate"], ["bookings"], ["win_rate"]]
    assert remote.documents([]) == []
    with pytest.raises(UnknownName):
        remote.documents([queries[0], asking(served.workspace, "bookngs")])
    assert bookings(remote, served.workspace) == 150  # the connection goes on


def test_a_document_that_is_held_is_not_sent_again_until_it_changes(
    remote: RemoteGateway, served: Server
) -> None:
    query = asking(served.workspace, "bookings", "won_deals", by=("product_line",))
    first = remote.document(query)
    assert remote.document(query)["rows"] is first["rows"]
    with speaking("zh"):
        assert remote.document(query)["rows"] is not first["rows"]
    deal(25, 6)
    assert soon(lambda: remote.document(query)["totals"] != first["totals"])
    assert remote.document(query)["totals"]["bookings"]["value"] == "175.00"


def test_only_who_says_the_mark_of_a_document_gets_nothing_for_it(
    remote: RemoteGateway, served: Server
) -> None:
    asked = [CODEC.dumps(asking(served.workspace, kpi)) for kpi in ("bookings", "won_deals")]

    def told(**more: Any) -> Any:
        return remote._ask("documents", queries=asked, language="en", **more)

    one, two = told()["marks"]
    assert [d is None for d in told(marks=[one, two])["documents"]] == [True, True]
    assert [d is None for d in told(marks=["", two, one])["documents"]] == [False, True]
    assert [d is None for d in told(marks=[two])["documents"]] == [False, False]
    with pytest.raises(BadInput):
        told(marks=[1, 2])


def test_the_least_lately_used_document_is_let_go() -> None:
    held = Held(most=25)
    documents = {name: Document(mark_of(name * 10), {"rows": name}) for name in "abc"}
    for name in "ab":
        held.put(name, documents[name])
    assert held.get("a") == documents["a"]
    held.put("c", documents["c"])
    assert [held.get(name) is not None for name in "abc"] == [True, False, True]
    held.put("a", documents["b"])
    assert held.get("a") == documents["b"]
    held.put("big", Document(mark_of("x" * 30), {}))
    assert held.get("big") is None


def test_a_process_that_asks_often_keeps_its_connections(served: Server) -> None:
    pool = Pool()
    thrown_away = pool.take(served.workspace)
    assert thrown_away is not None
    pool.give_back(thrown_away)
    pool.most = 1
    kept, other = pool.take(served.workspace), pool.take(served.workspace)
    assert kept is not None
    assert other is not None
    pool.give_back(kept)
    pool.give_back(other)
    assert pool.take(served.workspace) is kept
    assert bookings(kept, served.workspace) == 150
    kept.whole = False  # cut short in the middle of an exchange
    pool.give_back(kept)
    fresh = pool.take(served.workspace)
    assert fresh is not None
    assert fresh is not kept
    pool.give_back(fresh)
    pool.close()
    assert not fresh.alive


def test_a_kept_connection_to_a_server_that_is_gone_is_not_used(served: Server) -> None:
    pool = Pool()
    pool.most = 1
    kept = pool.take(served.workspace)
    assert kept is not None
    pool.give_back(kept)
    served.stop()
    served.stop = lambda: None  # type: ignore[method-assign]
    assert pool.take(served.workspace) is None
    again = Server(served.workspace, SystemClock())
    again.start()
    renewed = pool.take(served.workspace)
    assert renewed is not None
    assert bookings(renewed, served.workspace) == 150
    renewed.close()
    again.stop()


def test_readers_with_other_rights_share_no_answers(remote: RemoteGateway, served: Server) -> None:
    ann, ben = put(New("user", {"name": "Ann"}), New("user", {"name": "Ben"}))
    deal(1000, 11, owner=ann)
    remote.fresh()
    found = {}
    for user in (ann, ben):
        rights = Rights(user, frozenset({"rep"}), people=frozenset({user}))
        figure = remote.query(asking(served.workspace, "bookings", rights=rights)).totals["bookings"]
        found[user] = figure.value
    assert found == {ann: 1000, ben: 0}


def test_errors_of_the_family_cross_with_class_and_both_texts(remote: RemoteGateway, served: Server) -> None:
    with pytest.raises(UnknownName) as caught:
        remote.query(asking(served.workspace, "bookngs"))
    assert "bookings" in caught.value.nearest
    assert "bookngs" in caught.value.text().en
    assert "没有" in caught.value.text().zh
    assert bookings(remote, served.workspace) == 150  # the connection goes on


def test_a_document_speaks_the_reader_s_language(remote: RemoteGateway, served: Server) -> None:
    query = asking(served.workspace, "win_rate", from_=date(2020, 1, 1), to=date(2020, 1, 2))
    reasons = []
    for language in ("en", "zh"):
        with speaking(language):
            reasons.append(remote.document(query)["totals"]["win_rate"]["reason"])
    assert reasons[0] != reasons[1]
    assert str(reasons[0]).isascii()


BAD = (
    b"",
    b"not json",
    b"[]",
    b'{"ask": 7}',
    b'{"ask": "dance"}',
    b'{"ask": "query"}',
    b'{"ask": "query", "query": 5}',
    b'{"ask": "query", "query": "[\\"o\\", \\"os.system\\", \\"ls\\"]"}',
    b'{"ask": "query", "query": "[\\"o\\", \\"query.Query\\"]"}',
    b'{"ask": "query", "query": "[\\"r\\", 3]"}',
    b'{"ask": "query", "query": "[\\"u\\", 3]"}',
    b'{"ask": "documents", "queries": "bookings"}',
    b'{"ask": "documents", "queries": ["[]", 7]}',
    b'{"ask": "contributions", "query": "null", "options": "{}"}',
    b'{"ask": "query", "query": "' + b"[" * 5000 + b'"}',
    b"[" * 100_000,
    b"\xff\xfe\x00",
)


@pytest.mark.parametrize("message", BAD, ids=range(len(BAD)))
def test_a_message_that_is_none_gets_an_error_and_harms_nobody(
    remote: RemoteGateway, served: Server, message: bytes
) -> None:
    with socket.socket(socket.AF_UNIX) as bad, wire.address(served.workspace.socket) as place:
        bad.connect(place)
        bad.sendall(len(message).to_bytes(4, "big") + message)
        told = wire.receive(bad)
        assert told is not None
        assert isinstance(wire.error_of(json.loads(told)["error"]), BadInput)
        bad.sendall(b"\xff\xff\xff\xff more than may come")
        told = wire.receive(bad)
        assert told is not None
        assert "error" in json.loads(told)
    with socket.socket(socket.AF_UNIX) as cut, wire.address(served.workspace.socket) as place:
        cut.connect(place)
        cut.sendall(b"\x00\x00\x01\x00half of a mess")
    assert bookings(remote, served.workspace) == 150


def test_the_socket_is_the_owner_s_alone(served: Server) -> None:
    assert stat.S_IMODE(served.workspace.socket.stat().st_mode) == 0o600
    assert is_served(served.workspace)


def test_a_socket_that_a_killed_server_left_is_taken_over(records: Records, workspace: Workspace) -> None:
    left = socket.socket(socket.AF_UNIX)
    with wire.address(workspace.socket) as place:
        left.bind(place)
    left.close()
    assert not is_served(workspace)
    server = Server(workspace, CLOCK)
    server.start()
    assert is_served(workspace)
    server.stop()
    assert not workspace.socket.exists()


def test_a_command_lets_another_one_finish(records: Records, workspace: Workspace) -> None:
    lock = take_lock(workspace)
    assert lock is not None
    assert take_lock(workspace) is None
    done = threading.Event()

    def finish() -> None:
        done.set()
        os.close(lock)

    later = threading.Timer(0.3, finish)
    later.start()
    with open_gateway(workspace, CLOCK) as gateway:
        assert done.is_set()
        assert isinstance(gateway, LocalGateway)
    later.join()


def test_a_workspace_that_stays_taken_is_told_of(
    records: Records, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("steerboard.mart.gateway.PATIENCE", 0.0)
    lock = take_lock(workspace)
    assert lock is not None
    with pytest.raises(Broken), open_gateway(workspace, CLOCK):
        pass
    os.close(lock)


def test_a_server_that_went_away_is_told_of(remote: RemoteGateway, served: Server) -> None:
    served.stop()
    served.stop = lambda: None  # type: ignore[method-assign]
    with pytest.raises(Broken):
        bookings(remote, served.workspace)


def test_who_subscribes_hears_which_tables_changed(served: Server) -> None:
    async def hear() -> Told:
        heard = changes(served.workspace)
        first = asyncio.ensure_future(anext(heard))
        await asyncio.sleep(0.2)
        await asyncio.to_thread(elsewhere)
        told: Told = await asyncio.wait_for(first, 20)
        await heard.aclose()  # type: ignore[attr-defined]
        return told

    def elsewhere() -> None:
        deal(5, 12)
        connections.close_all()

    before = SystemClock().now()
    told = asyncio.run(hear())
    assert "opportunity" in told.tables
    assert "order" not in told.tables
    assert told.fresh_at >= before


def test_many_readers_at_once_each_get_their_own_answer(served: Server) -> None:
    wrong: list[Any] = []

    def read(day: int) -> None:
        gateway = connect(served.workspace)
        assert gateway is not None
        for _ in range(5):
            query = asking(served.workspace, "bookings", from_=date(2024, 3, day), to=date(2024, 3, day))
            value = gateway.query(query).totals["bookings"].value
            if value != {5: 100, 20: 50}.get(day, 0):
                wrong.append((day, value))
        gateway.close()

    threads = [threading.Thread(target=read, args=(day,)) for day in (4, 5, 20, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_path_too_long_for_a_socket_still_works(records: Records, tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 100)
    folder.mkdir()
    workspace = Workspace(folder=folder)
    server = Server(workspace, CLOCK)
    server.start()
    assert is_served(workspace)
    server.stop()


def test_a_definition_that_goes_wrong_does_not_stop_the_others(served: Server, remote: RemoteGateway) -> None:
    assert bookings(remote, served.workspace) == 150
    served.workspace.kpis.mkdir()
    (served.workspace.kpis / "own.yaml").write_text("not: [a definition", encoding="utf-8")
    assert bookings(remote, served.workspace) == 150
