"""A workspace: the folder in which one company's settings, key, records, mart and own KPIs lie."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from steerboard.core.calendars import Calendar
from steerboard.core.errors import BadInput, Broken, UnknownName
from steerboard.core.text import Language, Text, language_of

SETTINGS = "workspace.yaml"
KNOWN = {
    "name",
    "zone",
    "currency",
    "language",
    "week_start",
    "fiscal_month",
    "fiscal_weeks",
    "country",
    "days_off",
    "days_worked",
    "records",
    "pack",
    "hosts",
    "demo",
}
FISCAL_WEEKS = ("4-4-5", "4-5-4", "5-4-4")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Workspace:
    """Settings as written in ``workspace.yaml``; paths are those inside the folder."""

    folder: Path
    name: str = "Steerboard"
    currency: str = "CNY"
    language: Language = "en"
    calendar: Calendar = field(default_factory=Calendar)
    records_dsn: str = ""
    pack: str = ""
    hosts: tuple[str, ...] = ()
    demo: bool = False

    @property
    def records(self) -> Path:
        return self.folder / "records.sqlite3"

    @property
    def mart(self) -> Path:
        return self.folder / "mart.duckdb"

    @property
    def socket(self) -> Path:
        return self.folder / "mart.sock"

    @property
    def lock(self) -> Path:
        return self.folder / "mart.lock"

    @property
    def rejects(self) -> Path:
        return self.folder / "rejects"

    @property
    def kpis(self) -> Path:
        return self.folder / "kpis"

    @property
    def secret_key(self) -> str:
        """The key that signs sessions; made with the workspace, never shipped."""
        path = self.folder / "secret.key"
        if not path.exists():
            raise Broken(
                Text("the workspace has no secret key.", "工作区缺少密钥文件。"),
                where=str(path),
                hint=Text("Run `steerboard init` for this folder.", "请对该目录运行 `steerboard init`。"),
            )
        key = path.read_text(encoding="utf-8").strip()
        if len(key) < 50:
            raise Broken(Text("the secret key is too short.", "密钥太短。"), where=str(path))
        return key


def default_folder(given: Path | None = None) -> Path:
    """The folder asked for, else ``$STEERBOARD_WORKSPACE``, else ``./workspace``."""
    return given or Path(os.environ.get("STEERBOARD_WORKSPACE") or "workspace")


def open_workspace(folder: Path) -> Workspace:
    """Read a workspace's settings. Raises BadInput where the folder is none or a setting cannot be read."""
    path = folder / SETTINGS
    if not path.exists():
        raise BadInput(
            Text("this folder is no workspace.", "该目录不是工作区。"),
            where=str(folder),
            hint=Text("Make one with `steerboard init {f}`.", "请用 `steerboard init {f}` 创建。").fill(
                f=folder
            ),
        )
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, OSError, ValueError, RecursionError) as error:
        raise BadInput(
            Text("not readable as YAML: {e}", "无法按 YAML 读取：{e}").fill(e=error), where=str(path)
        ) from None
    if not isinstance(settings, dict):
        raise BadInput(
            Text(
                "settings are lines like `zone: Asia/Shanghai`.", "设置应写成 `zone: Asia/Shanghai` 的形式。"
            ),
            where=str(path),
        )
    for key in settings:
        if key not in KNOWN:
            raise UnknownName(Text("setting", "设置项"), str(key), KNOWN, where=str(path))
    return Workspace(
        folder=folder.resolve(),
        name=str(settings.get("name", folder.name)),
        currency=str(settings.get("currency", "CNY")).upper(),
        language=language_of(settings.get("language")),
        calendar=_calendar(settings, str(path)),
        records_dsn=str(settings.get("records", "") or ""),
        pack=str(settings.get("pack", "") or ""),
        hosts=tuple(str(host) for host in _listed(settings, "hosts", str(path))),
        demo=bool(settings.get("demo", False)),
    )


def make_workspace(folder: Path, settings: Mapping[str, Any]) -> Workspace:
    """Make a workspace's folder, settings and secret key; an existing one keeps its key and settings."""
    # The socket asks for rights; who could read the files beside it would not be asked.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / SETTINGS).exists():
        text = yaml.safe_dump(dict(settings), allow_unicode=True, sort_keys=False)
        (folder / SETTINGS).write_text(text, encoding="utf-8")
    key = folder / "secret.key"
    if not key.exists():
        descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(secrets.token_urlsafe(64))
    (folder / "kpis").mkdir(exist_ok=True)
    return open_workspace(folder)


def _calendar(settings: Mapping[str, Any], where: str) -> Calendar:
    return Calendar(
        zone=zone_of(str(settings.get("zone", "UTC")), where),
        week_start=_weekday(settings.get("week_start", "monday"), where),
        fiscal_month=_month(settings.get("fiscal_month", 1), where),
        weeks=_weeks(settings.get("fiscal_weeks"), where),
        off=_days(settings, "days_off", where),
        worked=_days(settings, "days_worked", where),
    )


def postgres_parts(address: str) -> dict[str, str]:
    """Name, user, password, host and port of ``postgresql://user@host:port/name``; a socket's folder is its ``?host=``.

    Raises BadInput where it is no address of a PostgreSQL database.
    """
    try:
        url = urlsplit(address)
        name, port = unquote(url.path.lstrip("/")), str(url.port or "")
        sound = url.scheme in ("postgresql", "postgres") and bool(name)
    except ValueError:  # a port or a host that is none
        sound = False
    if not sound:
        raise BadInput(
            Text("this is no address of a PostgreSQL database.", "这不是 PostgreSQL 数据库地址。"),
            where="records",
            hint=Text(
                "Write postgresql://user:password@host/name.", "请写成 postgresql://用户:密码@主机/库名。"
            ),
        )
    return {
        "NAME": name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": parse_qs(url.query).get("host", [""])[0] or unquote(url.hostname or ""),
        "PORT": port,
    }


def zone_of(name: str, where: str = "") -> ZoneInfo:
    """The time zone called ``name``; raises BadInput where there is none."""
    try:
        if not re.fullmatch(r"[A-Za-z0-9_+\-/]{1,64}", name):
            raise ValueError(name)
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(
            Text("there is no time zone “{z}”.", "没有名为“{z}”的时区。").fill(z=name),
            where=where,
            hint=Text("For example Asia/Shanghai.", "例如 Asia/Shanghai。"),
        ) from None


def _weekday(value: object, where: str) -> int:
    name = str(value).lower()
    if name not in WEEKDAYS:
        raise UnknownName(Text("weekday", "星期"), name, WEEKDAYS, where=where)
    return WEEKDAYS.index(name)


def _month(value: object, where: str) -> int:
    if not isinstance(value, int) or not 1 <= value <= 12:
        raise BadInput(Text("fiscal_month must be 1 to 12.", "fiscal_month 必须是 1 到 12。"), where=where)
    return value


def _weeks(value: object, where: str) -> tuple[int, ...]:
    """``4-4-5``: how many weeks the months of a quarter have; none where months are those of the calendar."""
    if value is None:
        return ()
    if value not in FISCAL_WEEKS:
        raise UnknownName(Text("fiscal_weeks", "fiscal_weeks"), str(value), FISCAL_WEEKS, where=where)
    return tuple(int(n) for n in str(value).split("-"))


def _listed(settings: Mapping[str, Any], key: str, where: str) -> list[Any]:
    values = settings.get(key) or []
    if not isinstance(values, list):
        raise BadInput(Text("{k} is a list.", "{k} 应为列表。").fill(k=key), where=where)
    return values


def _days(settings: Mapping[str, Any], key: str, where: str) -> frozenset[date]:
    days = _listed(settings, key, where)
    for day in days:
        if not isinstance(day, date):
            raise BadInput(
                Text("{k}: “{d}” is no date.", "{k}：“{d}”不是日期。").fill(k=key, d=day), where=where
            )
    return frozenset(days)
