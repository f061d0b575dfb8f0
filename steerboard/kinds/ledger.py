"""The change ledger: database triggers write down which rows changed, so bulk and raw SQL are caught too.

``make_triggers`` derives the triggers from the registry, after every migration; ``missing_triggers`` compares the
database with it, and start-up and ``doctor`` refuse a difference.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from steerboard.core.errors import Broken
from steerboard.core.text import Text
from steerboard.kinds.registry import fed_tables, kinds

PREFIX = "steerboard_ledger_"
_VERBS = ("insert", "update", "delete")


@dataclass(frozen=True)
class Watched:
    """A database table, and how its rows are named in the ledger (SQL for a row called NEW or OLD)."""

    table: str
    name: str
    key: str


def watched() -> tuple[Watched, ...]:
    """All tables whose changes the mart hears of. A history row stands for the record that it tells of."""
    named = [(spec.table, spec.name) for spec in kinds()]
    named += [(fed.model._meta.db_table, fed.name) for fed in fed_tables()]
    plain = tuple(Watched(table, f"'{name}'", "id") for table, name in named)
    return (*plain, Watched("kinds_history", "{row}.kind", "record_id"))


def make_triggers(using: str = "default") -> None:
    """Make the triggers anew from the registry; nothing is left of earlier ones."""
    connection = connections[using]
    drop_triggers(using)
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def drop_triggers(using: str = "default") -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in existing(connection):
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{name}"{on}')


def existing(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """(trigger, table) of each of ours that the database has."""
    if connection.vendor == "sqlite":
        sql = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    else:
        sql = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgname LIKE %s"
            " AND c.relnamespace = current_schema()::regnamespace"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql, [PREFIX + "%"])
        return [(str(name), str(table)) for name, table in cursor.fetchall()]


def missing_triggers(using: str = "default") -> list[str]:
    """Names of triggers that should be there and are not (or are there and should not be)."""
    connection = connections[using]
    expected = {name for w in watched() for name in _names(w, connection.vendor)}
    return sorted(expected ^ {name for name, _ in existing(connection)})


def check_triggers(using: str = "default") -> None:
    """Raise Broken where the ledger would miss changes."""
    missing = missing_triggers(using)
    if missing:
        raise Broken(
            Text(
                "the change ledger's triggers do not match the records: {names}.",
                "变更台账的触发器与记录不一致：{names}。",
            ).fill(names=", ".join(missing[:3])),
            hint=Text("Run `steerboard doctor --repair`.", "请运行 `steerboard doctor --repair`。"),
        )


def _names(w: Watched, vendor: str) -> list[str]:
    verbs = (*_VERBS, "truncate") if vendor == "postgresql" else _VERBS
    return [f"{PREFIX}{w.table}_{verb}" for verb in verbs]


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    # A migration backwards leaves fewer tables than there are kinds.
    tables = set(connection.introspection.table_names())
    there = [w for w in watched() if w.table in tables]
    if connection.vendor == "sqlite":
        return [s for w in there for s in _sqlite(w)]
    return [*_POSTGRES_SETUP, *(s for w in there for s in _postgres(w))]


def _sqlite(w: Watched) -> list[str]:
    def entry(row: str) -> str:
        name = w.name.format(row=row)
        return f'INSERT INTO kinds_ledger ("table", row_id) VALUES ({name}, {row}.{w.key});'  # noqa: S608

    bodies = {
        "insert": entry("NEW"),
        # A changed key is a deletion and an arrival.
        "update": entry("NEW") + f' INSERT INTO kinds_ledger ("table", row_id) SELECT '
        f"{w.name.format(row='OLD')}, OLD.{w.key} WHERE OLD.{w.key} IS NOT NEW.{w.key};",
        "delete": entry("OLD"),
    }
    return [
        f'CREATE TRIGGER "{PREFIX}{w.table}_{verb}" AFTER {verb.upper()} ON "{w.table}" BEGIN {bodies[verb]} END'
        for verb in _VERBS
    ]


# The transaction id lets the mart take exactly what became visible since its last snapshot: a plain sequence
# would lose transactions that commit late.
_POSTGRES_SETUP = (
    "ALTER TABLE kinds_ledger ADD COLUMN IF NOT EXISTS xid xid8 NOT NULL DEFAULT pg_current_xact_id()",
    "CREATE INDEX IF NOT EXISTS kinds_ledger_xid ON kinds_ledger (xid)",
    """
    CREATE OR REPLACE FUNCTION steerboard_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO kinds_ledger ("table", row_id) VALUES (TG_ARGV[0], NULL);
        RETURN NULL;
      END IF;
      IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO kinds_ledger ("table", row_id) VALUES (TG_ARGV[0], NEW.id);
      END IF;
      IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.id <> NEW.id) THEN
        INSERT INTO kinds_ledger ("table", row_id) VALUES (TG_ARGV[0], OLD.id);
      END IF;
      RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION steerboard_ledger_history() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO kinds_ledger ("table", row_id) VALUES ('*', NULL);
        RETURN NULL;
      END IF;
      IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO kinds_ledger ("table", row_id) VALUES (NEW.kind, NEW.record_id);
      END IF;
      IF TG_OP IN ('DELETE', 'UPDATE') THEN
        INSERT INTO kinds_ledger ("table", row_id) VALUES (OLD.kind, OLD.record_id);
      END IF;
      RETURN NULL;
    END $$
    """,
)


def _postgres(w: Watched) -> list[str]:
    history = w.table == "kinds_history"
    call = "steerboard_ledger_history()" if history else f"steerboard_ledger({w.name})"
    return [
        f'CREATE TRIGGER "{name}" AFTER {verb} ON "{w.table}" '
        f"FOR EACH {'STATEMENT' if verb == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION {call}"
        for name, verb in zip(
            _names(w, "postgresql"), ("INSERT", "UPDATE", "DELETE", "TRUNCATE"), strict=True
        )
    ]
