"""serve and demo."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.core.workspace import SETTINGS, open_workspace
from steerboard.site.commands import common

Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")]


class Size(StrEnum):
    small = "small"
    medium = "medium"
    large = "large"


PEOPLE = {Size.small: 60, Size.medium: 300, Size.large: 3000}


def add_to(app: typer.Typer) -> None:
    for command in (serve, demo):
        app.command()(command)


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Port = 8000,
    now: Annotated[
        str | None, typer.Option(metavar="TIME", help="Begin at this time instead of the present.")
    ] = None,
) -> None:
    """Serve the workspace."""
    workspace = common.ready()
    if now is not None:
        os.environ["STEERBOARD_NOW"] = _starting(now)
    from steerboard.site.serve import serve as run

    typer.echo(Text("Steerboard is at {u}", "Steerboard 地址：{u}").fill(u=f"http://{host}:{port}"))
    run(workspace, host, port)


def _starting(now: str) -> str:
    workspace = common.workspace()
    return common.clock_of(now, workspace).now().isoformat()


def demo(
    size: Annotated[Size, typer.Option(help="How large the sample company is.")] = Size.small,
    seed: Annotated[int, typer.Option(help="The same seed gives the same company.")] = 1,
    port: Port = 8000,
) -> None:
    """Make the sample company and serve it on this machine."""
    folder = common.folder()
    if (folder / SETTINGS).exists():
        if not open_workspace(folder).demo:
            raise BadInput(
                Text("this folder is a workspace of your own.", "该目录是你自己的工作区。"),
                where=str(folder),
                hint=Text(
                    "Give the sample company another one: --workspace DIR.",
                    "请用 --workspace 为示例公司另选目录。",
                ),
            )
        typer.echo(Text("Serving the sample company of {f}.", "使用 {f} 中已有的示例公司。").fill(f=folder))
    else:
        from steerboard.site.demo import make_demo

        make_demo(folder, people=PEOPLE[size], seed=seed, say=lambda text: typer.echo(str(text)))
    common.ready()
    from steerboard.site.demo import demo_now

    os.environ["STEERBOARD_NOW"] = demo_now().isoformat()
    _greet(port)
    from steerboard.site.serve import serve as run

    run(common.workspace(), "127.0.0.1", port)


def _greet(port: int) -> None:
    from steerboard.site.demo import PASSWORD, cast

    typer.echo(
        Text("\nOpen {u} and sign in as:", "\n请打开 {u}，可用以下账号登录：").fill(
            u=f"http://127.0.0.1:{port}"
        )
    )
    for role, name, email in cast():
        typer.echo(f"  {email:<40} {role} · {name}")
    typer.echo(
        Text("  password of each: {p}  (works on this machine only)", "  密码均为：{p}（仅限本机登录）").fill(
            p=PASSWORD
        )
    )
