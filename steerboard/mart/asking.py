"""Asking the engine for a person who is signed in: the workspace's calendar and currency, and whose rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from steerboard.core.clock import Clock
from steerboard.core.workspace import Workspace
from steerboard.engine.query import Query
from steerboard.engine.rights import Rights
from steerboard.mart.gateway import open_gateway

Document = Mapping[str, Any]


def decimal(value: Any) -> Decimal | None:
    """A figure of a document; numbers stand there as exact text."""
    return None if value is None else Decimal(str(value))


def minute_end(clock: Clock) -> datetime:
    """The end of the minute that runs.

    Pages that are asked for in the same minute ask the same question, so it is answered once; and what was entered a
    moment ago lies before the end of its minute.
    """
    return clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1)


def query_for(workspace: Workspace, clock: Clock, kpis: Sequence[str], rights: Rights, **asked: Any) -> Query:
    """A query in the workspace's calendar and currency, as of the end of the minute that runs."""
    asked.setdefault("now", minute_end(clock))
    return Query(
        kpis=tuple(kpis), rights=rights, calendar=workspace.calendar, currency=workspace.currency, **asked
    )


def alone(rights: Rights) -> Rights:
    """The reader without those whom he leads: what is his own."""
    mine = frozenset() if rights.user is None else frozenset({rights.user})
    return Rights(rights.user, frozenset({"rep"}) if rights.roles else frozenset(), False, frozenset(), mine)


def documents(workspace: Workspace, clock: Clock, *queries: Query) -> list[Document]:
    """The answers as their JSON documents, in one exchange."""
    with open_gateway(workspace, clock) as gateway:
        return list(gateway.documents(queries))
