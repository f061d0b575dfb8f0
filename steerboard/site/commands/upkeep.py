"""init, doctor, check, rebuild, rates, backup, restore, invite."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steerboard.catalogue.packs import pack_called
from steerboard.core.clock import SystemClock
from steerboard.core.errors import BadInput, Broken
from steerboard.core.text import Text
from steerboard.core.working_days import of_country
from steerboard.core.workspace import make_workspace, postgres_parts, zone_of
from steerboard.site.commands import common


def add_to(app: typer.Typer) -> None:
    for command in (init, doctor, check, rebuild, rates, backup, restore, invite):
        app.command()(command)


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    name: Annotated[str, typer.Option(help="The company's name.")] = "",
    zone: Annotated[str, typer.Option(help="Its time zone, for example Asia/Shanghai.")] = "UTC",
    currency: Annotated[str, typer.Option(help="The currency of its figures, for example CNY.")] = "CNY",
    language: Annotated[str, typer.Option(help="zh or en, for people who chose none.")] = "en",
    country: Annotated[str, typer.Option(help="Whose working days to begin with, for example CN.")] = "",
    pack: Annotated[
        str, typer.Option(help="What kind of company: b2b, saas, manufacturing, smb or ecommerce.")
    ] = "",
    records: Annotated[
        str, typer.Option(help="postgresql://… to keep the records there instead of in SQLite.")
    ] = "",
) -> None:
    """Make a workspace: settings, secret key, records, and a folder for own KPIs."""
    zone_of(zone)
    if pack:
        pack_called(pack)
    if records:
        postgres_parts(records)
    if len(currency) != 3 or not currency.isalpha():
        raise BadInput(
            Text("“{c}” is no currency code.", "“{c}”不是货币代码。").fill(c=currency),
            hint=Text("For example CNY, USD or EUR.", "例如 CNY、USD 或 EUR。"),
        )
    make_workspace(
        directory,
        {
            "name": name or directory.name,
            "zone": zone,
            "currency": currency.upper(),
            "language": language,
            "week_start": "monday",
            "fiscal_month": 1,
            **({"pack": pack} if pack else {}),
            **({"records": records} if records else {}),
            **_days(country),
        },
    )
    common.choose_folder(directory)
    common.with_django()
    from steerboard.site.upkeep import make_records

    make_records()
    typer.echo(Text("The workspace is in {f}.", "工作区已建在 {f}。").fill(f=directory))


def _days(country: str) -> dict[str, object]:
    """A table of days off and days worked to begin with; it can be edited in workspace.yaml."""
    if not country:
        return {}
    this_year = SystemClock().now().year
    off, worked = of_country(country.upper(), range(this_year - 10, this_year + 2))
    return {"country": country.upper(), "days_off": sorted(off), "days_worked": sorted(worked)}


def doctor(
    repair: Annotated[bool, typer.Option(help="Mend what can be mended.")] = False,
) -> None:
    """Look the installation over and say what is wrong."""
    workspace = common.with_django()
    from steerboard.site import upkeep

    if repair:
        upkeep.repair(workspace)
    findings = list(upkeep.examine(workspace))
    for finding in findings:
        typer.echo(f"{'✓' if finding.well else '✗'} {finding.what}: {finding.says}")
    if not all(finding.well for finding in findings):
        raise Broken(
            Text("not all is well.", "存在问题。"),
            hint=Text("Run `steerboard doctor --repair`.", "请运行 `steerboard doctor --repair`。"),
        )


def check() -> None:
    """Read every KPI definition, ours and the workspace's own, and compile each."""
    workspace = common.ready()
    from steerboard.site.asking import check_definitions

    count = check_definitions(workspace)
    typer.echo(Text("{n} KPI definitions are well.", "{n} 个指标定义检查通过。").fill(n=count))


def rebuild() -> None:
    """Make the mart anew from the records."""
    workspace = common.ready()
    from steerboard.mart.gateway import open_gateway

    with open_gateway(workspace) as gateway:
        gateway.rebuild()
    typer.echo(Text("The mart is made anew.", "分析库已重建。"))


def rates(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file: currency, day, rate.")],
) -> None:
    """Enter what one unit of other currencies was worth in the workspace's, from a day on."""
    common.ready()
    from steerboard.kinds.rates import enter_rates

    count = enter_rates(file)
    typer.echo(Text("{n} rates are entered.", "已录入 {n} 条汇率。").fill(n=count))


def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to put the copy.")]) -> None:
    """Copy the records, also while they are in use."""
    common.with_django()
    from steerboard.site import upkeep

    upkeep.backup(file)
    typer.echo(Text("The records are copied to {f}.", "记录已备份到 {f}。").fill(f=file))


def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy made by backup.")]) -> None:
    """Put a backup in the place of the records (stop the server first)."""
    workspace = common.with_django()
    from steerboard.mart.gateway import is_served
    from steerboard.site import upkeep

    if is_served(workspace):
        raise BadInput(
            Text("a server works on this workspace.", "该工作区正在被服务进程使用。"),
            hint=Text("Stop it first.", "请先停止服务。"),
        )
    upkeep.restore(workspace, file)
    typer.echo(Text("The records are those of {f}.", "记录已恢复为 {f} 的内容。").fill(f=file))


def invite(
    person: Annotated[str, typer.Argument(help="Name, mail or id of the person.")],
    email: Annotated[
        str, typer.Option(help="The address to sign in with (default: the one on record).")
    ] = "",
    address: Annotated[str, typer.Option(help="Where people reach the server.")] = "http://127.0.0.1:8000",
) -> None:
    """Make a one-time link with which a person sets a password and signs in."""
    common.ready()
    from steerboard.core.clock import SystemClock
    from steerboard.people.actions import invite as make_invitation

    path = make_invitation(common.person_of(person), email, SystemClock())
    typer.echo(f"{address.rstrip('/')}{path}")
