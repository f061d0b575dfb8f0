"""kpis, kpi, explain."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.core.workspace import Workspace
from steerboard.site.commands import common, printing

if TYPE_CHECKING:
    from steerboard.engine.query import Query


Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="KPI ids, `id:variant` for a variant.")]
By = Annotated[list[str] | None, typer.Option(metavar="DIM", help="A dimension, for example owner.team.")]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day.")]
To = Annotated[str | None, typer.Option(metavar="DATE", help="Last day (inclusive).")]
AsOf = Annotated[str | None, typer.Option(metavar="TIME", help="The instant of as-of figures.")]
KnownAt = Annotated[str | None, typer.Option(metavar="TIME", help="By what was known then.")]
Now = Annotated[str | None, typer.Option(metavar="TIME", help="Answer as if it were this time.")]
Where = Annotated[list[str] | None, typer.Option(metavar="COND", help="A condition on the records.")]
Param = Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="A parameter of the KPI.")]
Compare = Annotated[list[str] | None, typer.Option(help="previous, year_ago or target.")]
As = Annotated[str | None, typer.Option("--as", metavar="USER", help="With the rights of this person.")]


class Format(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"


class ListFormat(StrEnum):
    table = "table"
    json = "json"


def add_to(app: typer.Typer) -> None:
    for command in (kpis, kpi, explain):
        app.command()(command)


def kpis(
    pack: Annotated[str | None, typer.Option(help="Only those of a pack, for example b2b.")] = None,
    format: Annotated[ListFormat, typer.Option(help="table or json.")] = ListFormat.table,  # noqa: A002
) -> None:
    """List the KPIs, with what each needs."""
    workspace = _ready()
    from steerboard.mart.gateway import open_gateway

    with open_gateway(workspace) as gateway:
        listed: list[dict[str, Any]] = [dict(entry) for entry in gateway.kpis()]
    packs = {p for entry in listed for p in entry["packs"]}
    if pack is not None and pack not in packs:
        from steerboard.core.errors import UnknownName

        raise UnknownName(Text("pack", "指标包"), pack, packs)
    if pack is not None:
        listed = [entry for entry in listed if pack in entry["packs"]]
    if format is ListFormat.json:
        typer.echo(json.dumps({"kpis": listed}, ensure_ascii=False, indent=2))
    else:
        printing.print_kpis(listed)


def kpi(
    ids: Ids,
    by: By = None,
    grain: Annotated[str | None, typer.Option(help="hour, day, week, month, quarter or year.")] = None,
    from_: From = None,
    to: To = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    now: Now = None,
    where: Where = None,
    param: Param = None,
    compare: Compare = None,
    sort: Annotated[
        str | None, typer.Option(metavar="COL", help="Column to sort by, - before it: down.")
    ] = None,
    limit: Annotated[int | None, typer.Option(metavar="N", help="The most rows.")] = None,
    as_: As = None,
    format: Annotated[Format, typer.Option(help="table, json or csv.")] = Format.table,  # noqa: A002
) -> None:
    """Answer with figures."""
    workspace = _ready()
    query = _query(
        workspace,
        ids,
        by=by,
        grain=grain,
        days=(from_, to),
        instants=(as_of, known_at, now),
        where=where,
        param=param,
        compare=compare,
        sort=sort,
        limit=limit,
        as_=as_,
    )
    from steerboard.mart.gateway import open_gateway

    with open_gateway(workspace) as gateway:
        document = gateway.query(query).to_json()
    if format is Format.json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif format is Format.csv:
        printing.print_csv(document)
    else:
        printing.print_result(document)


def explain(
    id: Annotated[str, typer.Argument(metavar="ID", help="One KPI.")],  # noqa: A002
    by: By = None,
    grain: Annotated[str | None, typer.Option(help="hour, day, week, month, quarter or year.")] = None,
    from_: From = None,
    to: To = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    now: Now = None,
    where: Where = None,
    param: Param = None,
    as_: As = None,
    records: Annotated[bool, typer.Option("--records", help="The records behind the figure.")] = False,
    limit: Annotated[int | None, typer.Option(metavar="N", help="The most records.")] = None,
    format: Annotated[ListFormat, typer.Option(help="table or json.")] = ListFormat.table,  # noqa: A002
) -> None:
    """Say what a figure means, how it is made, and which records are behind it."""
    workspace = _ready()
    query = _query(
        workspace,
        [id],
        by=by,
        grain=grain,
        days=(from_, to),
        instants=(as_of, known_at, now),
        where=where,
        param=param,
        as_=as_,
    )
    from steerboard.mart.gateway import open_gateway

    with open_gateway(workspace) as gateway:
        document = dict(gateway.explain(query).to_json())
        document["fresh_at"] = gateway.documents([query])[0]["fresh_at"]
        if records:
            document["records"] = gateway.contributions(query, limit=limit).to_json()
    if format is ListFormat.json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        printing.print_explanation(document)


def _ready() -> Workspace:
    """The workspace; what is wrong in its own definitions is said beside the answer, which goes without them."""
    workspace = common.ready()
    from steerboard.catalogue.library import library_of
    from steerboard.engine.definition.load import files_of

    if files_of(workspace.kpis):
        library = library_of(workspace.kpis)
        library.now()
        for fault in library.faults:
            typer.echo(str(fault), err=True)
    return workspace


def _query(
    workspace: Workspace,
    ids: Sequence[str],
    *,
    days: tuple[str | None, str | None],
    instants: tuple[str | None, str | None, str | None],
    as_: str | None,
    param: list[str] | None,
    **rest: Any,
) -> Query:
    from steerboard.engine.query import Query

    as_of, known_at, now = instants
    clock = common.clock_of(now, workspace)
    moment: datetime = clock.now()
    return Query(
        kpis=tuple(ids),
        now=moment,
        rights=common.rights_as(as_, clock, workspace),
        calendar=workspace.calendar,
        currency=workspace.currency,
        from_=common.day_of(days[0], workspace),
        to=common.day_of(days[1], workspace),
        as_of=common.time_of(as_of, workspace),
        known_at=common.time_of(known_at, workspace),
        params=_params(param or []),
        by=tuple(rest.get("by") or ()),
        where=tuple(rest.get("where") or ()),
        compare=tuple(rest.get("compare") or ()),
        grain=rest.get("grain"),
        sort=rest.get("sort") or "",
        limit=rest.get("limit"),
    )


def _params(given: Sequence[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for text in given:
        name, separator, value = text.partition("=")
        if not separator:
            raise BadInput(
                Text("“{t}” is no NAME=VALUE.", "“{t}”不是 NAME=VALUE 的形式。").fill(t=text), where="--param"
            )
        found[name.strip()] = int(value) if value.strip().lstrip("-").isdecimal() else value.strip()
    return found
