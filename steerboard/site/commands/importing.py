"""import."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from steerboard.site.commands import common

EXIT_SOME_REJECTED = 3


class Format(StrEnum):
    text = "text"
    json = "json"


def add_to(app: typer.Typer) -> None:
    app.command("import")(import_)


def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders of them.")],
    mapping: Annotated[Path, typer.Option(metavar="FILE", help="The YAML mapping of this source.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    now: Annotated[
        str | None, typer.Option(metavar="TIME", help="Take it in as if it were this time.")
    ] = None,
    format: Annotated[Format, typer.Option(help="text or json.")] = Format.text,  # noqa: A002
) -> None:
    """Take files of another system in; the same files again change nothing."""
    workspace = common.ready()
    from steerboard.intake.importing import import_files
    from steerboard.intake.mapping import read_mapping
    from steerboard.site.commands.progress import bar

    with bar() as progress:
        report = import_files(
            paths,
            read_mapping(mapping),
            common.clock_of(now, workspace),
            dry_run=dry_run,
            progress=progress,
            workspace=workspace,
        )
    if format is Format.json:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        typer.echo(str(report.text()))
    if report.rejected:
        raise typer.Exit(EXIT_SOME_REJECTED)
