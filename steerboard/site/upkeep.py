"""Keeping a workspace in order: making its records, checking, backing up, restoring."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pysqlite3
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from steerboard.core.errors import BadInput, Broken, SteerboardError
from steerboard.core.text import Text
from steerboard.core.workspace import Workspace
from steerboard.kinds.actions import epoch, new_epoch
from steerboard.kinds.ledger import make_triggers, missing_triggers
from steerboard.kinds.sqlite import SOUND, is_sound


@dataclass(frozen=True)
class Finding:
    """One thing that doctor looked at."""

    what: Text
    well: bool
    says: Text


def make_records() -> None:
    """Make the records' tables, or bring them to this version."""
    call_command("migrate", skip_checks=True, verbosity=0)
    epoch()


def check_migrations() -> None:
    """Raise Broken where the records are older than this version."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Broken(
            Text("the records are of another version.", "记录库的版本与程序不一致。"),
            hint=Text("Run `steerboard doctor --repair`.", "请运行 `steerboard doctor --repair`。"),
        )


def examine(workspace: Workspace) -> Iterator[Finding]:
    """All that can be wrong with an installation, each with what was found."""
    version = pysqlite3.sqlite_version
    yield Finding(
        Text("SQLite", "SQLite"),
        is_sound(),
        Text.same(f"{version} (≥ {'.'.join(map(str, SOUND))})"),
    )
    yield _key(workspace)
    yield _private(workspace)
    yield _migrations()
    missing = missing_triggers()
    yield Finding(
        Text("Change ledger", "变更台账"),
        not missing,
        Text("{n} triggers differ", "{n} 个触发器不一致").fill(n=len(missing))
        if missing
        else Text("watches every kind", "已覆盖全部记录类型"),
    )
    yield _integrity()


def _key(workspace: Workspace) -> Finding:
    path = workspace.folder / "secret.key"
    try:
        workspace.secret_key  # noqa: B018 — reading it is the check
        private = path.stat().st_mode & 0o077 == 0
        says = Text("private", "仅本人可读") if private else Text("readable by others", "其他用户可读")
        return Finding(Text("Secret key", "密钥"), private, says)
    except SteerboardError as error:
        return Finding(Text("Secret key", "密钥"), False, error.message)


def _private(workspace: Workspace) -> Finding:
    private = workspace.folder.stat().st_mode & 0o077 == 0
    says = Text("for you alone", "仅本人可访问") if private else Text("open to other users", "其他用户可访问")
    return Finding(Text("Workspace folder", "工作区目录"), private, says)


def _migrations() -> Finding:
    try:
        check_migrations()
        return Finding(Text("Records", "记录库"), True, Text("of this version", "版本一致"))
    except Broken as error:
        return Finding(Text("Records", "记录库"), False, error.message)


def _integrity() -> Finding:
    if connection.vendor != "sqlite":
        return Finding(Text("Records file", "记录文件"), True, Text.same(connection.vendor))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        says = str(cursor.fetchone()[0])
    return Finding(Text("Records file", "记录文件"), says == "ok", Text.same(says))


def repair(workspace: Workspace) -> None:
    """Close the folder to other users, bring the records to this version and make the triggers anew."""
    workspace.folder.chmod(0o700)
    make_records()
    make_triggers()


def backup(target: Path) -> None:
    """Copy the records while they are in use, through SQLite's backup API (a plain copy may lose rows)."""
    _sqlite_only()
    if target.exists():
        raise BadInput(Text("this file is there already.", "该文件已存在。"), where=str(target))
    connection.ensure_connection()
    copy = pysqlite3.connect(str(target))
    try:
        connection.connection.backup(copy)
    finally:
        copy.close()


def restore(workspace: Workspace, source: Path) -> None:
    """Put a backup in the place of the records and begin a new epoch, so that the mart is made anew.

    The records that were there are kept beside it as ``records.before-restore.sqlite3``.
    """
    _sqlite_only()
    _refuse_no_records(source)
    kept = workspace.folder / "records.before-restore.sqlite3"
    kept.unlink(missing_ok=True)
    backup(kept)
    connection.close()
    incoming = workspace.folder / "records.incoming.sqlite3"
    shutil.copyfile(source, incoming)
    for suffix in ("-wal", "-shm"):
        workspace.records.with_name(workspace.records.name + suffix).unlink(missing_ok=True)
    os.replace(incoming, workspace.records)  # noqa: PTH105 — atomic on one file system
    repair(workspace)
    new_epoch()


def _sqlite_only() -> None:
    if connection.vendor != "sqlite":
        raise BadInput(
            Text("these records are in PostgreSQL.", "记录保存在 PostgreSQL 中。"),
            hint=Text("Use pg_dump and pg_restore.", "请使用 pg_dump 与 pg_restore。"),
        )


def _refuse_no_records(source: Path) -> None:
    if not source.is_file():
        raise BadInput(Text("there is no such file.", "没有这个文件。"), where=str(source))
    probe = pysqlite3.connect(f"file:{source}?mode=ro", uri=True)
    try:
        found = probe.execute("SELECT 1 FROM sqlite_master WHERE name = 'kinds_history'").fetchone()
    except pysqlite3.DatabaseError:
        found = None
    finally:
        probe.close()
    if not found:
        raise BadInput(
            Text("this is no backup of Steerboard.", "这不是 Steerboard 的备份文件。"), where=str(source)
        )
