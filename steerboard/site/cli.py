"""The command line: ``steerboard``.

Exit codes: 0 well, 1 failed, 2 bad input, 3 some rows rejected. Errors go to stderr, in the language of the
terminal (``LANG``).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from steerboard.core.errors import BadInput, Broken, SteerboardError
from steerboard.core.text import Text, language_of, speaking
from steerboard.site.commands import asking, importing, serving, simulating, upkeep
from steerboard.site.commands.common import choose_folder

EXIT_FAILED, EXIT_BAD_INPUT = 1, 2

app = typer.Typer(
    help="Steers a sales organisation by its numbers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for module in (upkeep, importing, asking, simulating, serving):
    module.add_to(app)


@app.callback()
def workspace_option(
    workspace: Annotated[
        Path | None,
        typer.Option(help="The workspace's folder (default: $STEERBOARD_WORKSPACE, else ./workspace)."),
    ] = None,
) -> None:
    choose_folder(workspace)


def main() -> None:
    """Entry point: turns the error family into exit codes and words."""
    os.umask(
        0o077
    )  # what is written here holds customers: for its owner alone, also in a folder that others read
    language = language_of(os.environ.get("LC_ALL") or os.environ.get("LANG"))
    with speaking(language):
        sys.exit(run(_hoisted(sys.argv[1:])))


def run(arguments: list[str]) -> int:
    errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
    try:
        app(arguments, prog_name="steerboard")
        return 0
    except SteerboardError as error:
        errors.print(str(error))
        return EXIT_BAD_INPUT if isinstance(error, BadInput) or error.code in _ASKED else EXIT_FAILED
    except SystemExit as done:  # how the library ends a command, well or with a word about its use
        return done.code if isinstance(done.code, int) else EXIT_FAILED
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); that is its right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        told = _of_files(error)
        if told is None:
            raise
        errors.print(str(told))
        return EXIT_FAILED


def _of_files(error: Exception) -> Broken | None:
    """What is said where a file cannot be used: a full disk, a folder that is read-only, a broken file."""
    kinds: list[type[Exception]] = [OSError]
    for library, name in (("django.db", "DatabaseError"), ("duckdb", "Error")):
        if library in sys.modules:  # one that was not loaded has raised nothing
            kinds.append(getattr(sys.modules[library], name))
    if not isinstance(error, tuple(kinds)):
        return None
    return Broken(
        Text("a file of the workspace cannot be used: {e}", "无法使用工作区中的文件：{e}").fill(e=error),
        hint=Text(
            "Look at the disk and at the rights of the files; `steerboard doctor` looks at the records, "
            "`steerboard restore` puts a backup in their place.",
            "请检查磁盘空间与文件权限；`steerboard doctor` 可检查记录库，`steerboard restore` 可用备份恢复。",
        ),
    )


# Questions that cannot be answered are the asker's to change, as bad input is.
_ASKED = ("refused", "forbidden")


def _hoisted(arguments: list[str]) -> list[str]:
    """``--workspace`` is understood wherever it stands."""
    found: list[str] = []
    rest: list[str] = []
    items = iter(arguments)
    for item in items:
        if item == "--":
            return [*found, *rest, "--", *items]
        if item == "--workspace":
            found += [item, next(items, "")]
        elif item.startswith("--workspace="):
            found.append(item)
        else:
            rest.append(item)
    return [*found, *rest]


if __name__ == "__main__":
    main()
