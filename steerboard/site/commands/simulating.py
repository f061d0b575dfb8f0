"""simulate."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from steerboard.core.calendars import Calendar
from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.core.working_days import of_country
from steerboard.core.workspace import Workspace, zone_of
from steerboard.site.commands.common import day_of


def add_to(app: typer.Typer) -> None:
    app.command()(simulate)


def chinese_calendar(until: date, days: int) -> Calendar:
    """The calendar of a company in Shanghai, from the first simulated year to the year after ``until``."""
    first = until - timedelta(days=days)
    off, worked = of_country("CN", range(first.year, until.year + 2))
    return Calendar(zone=zone_of("Asia/Shanghai"), off=off, worked=worked)


def simulate(
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the files go.")],
    people: Annotated[int, typer.Option(min=12, max=20000, help="How many people.")] = 60,
    days: Annotated[int, typer.Option(min=60, max=4000, help="How many days of business.")] = 400,
    seed: Annotated[int, typer.Option(help="The same seed gives the same company.")] = 1,
) -> None:
    """Make a company that behaves, as CSV and Parquet files; the same arguments give the same bytes."""
    from steerboard.simulator.company import simulate as run
    from steerboard.simulator.writer import write

    last = day_of(until, Workspace(folder=out))
    if last is None:
        raise BadInput(Text("--until must be given.", "必须给出 --until。"))
    company = run(people, days, last, seed, chinese_calendar(last, days))
    write(company, out)
    typer.echo(Text("The company is in {f}.", "模拟公司已写入 {f}。").fill(f=out))
