"""CPU of a page of the sample company through the served application: web worker and mart together."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.entering import Writer
from benchmarks.page import Grid, Section, ms
from benchmarks.served import Served, Visitor, served

STARTS = 3
VISITS = 40
AFTER_ENTRIES = 10
SETTLED = 0.5  # seconds after an entry in which the mart takes it in
REP, EXECUTIVE = 0, 3
PAGES = (
    ("Today", "/", REP),
    ("the list of figures", "/figures/", REP),
    ("one figure", "/figures/bookings/", REP),
    ("the records behind it", "/figures/bookings/records/", REP),
    ("the list of figures, an executive's", "/figures/", EXECUTIVE),
    ("one figure, an executive's", "/figures/bookings/", EXECUTIVE),
    ("the records behind it, an executive's", "/figures/bookings/records/", EXECUTIVE),
)
AIM = 0.025


def run() -> Section:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "company"
        cold: list[list[float]] = [[] for _ in PAGES]
        for _ in range(STARTS):
            with _visited(workspace) as (server, visitors):
                for taken, (_, path, who) in zip(cold, PAGES, strict=True):
                    taken.append(_cost(server, visitors[who], path, 1))
        with _visited(workspace) as (server, visitors), Writer(workspace) as writer:
            warm = [_warm(server, visitors[who], path) for _, path, who in PAGES]
            after = [_after_entries(server, visitors[who], path, writer) for _, path, who in PAGES]
    rows = [
        [f"{title} `{path}`", ms(statistics.median(first)), ms(again), ms(changed)]
        for (title, path, _), first, again, changed in zip(PAGES, cold, warm, after, strict=True)
    ]
    told = (
        "The sample company of 60 people, served by `steerboard demo`. CPU of all its processes for one request."
        f" Cold: the first request for the page after a start, in this order, median of {STARTS} starts (the first"
        " sign-in came before). Warm: the mean of"
        f" {VISITS} requests. After an entry: somebody logged a call meanwhile, so figures about activities are"
        f" worked out anew; the mean of {AFTER_ENTRIES}. The aim for a warm page is {ms(AIM)}."
    )
    return Section("Pages", [told, Grid(("page", "cold", "warm", "after an entry"), rows)])


@contextmanager
def _visited(workspace: Path) -> Iterator[tuple[Served, dict[int, Visitor]]]:
    with served(workspace) as server:
        yield server, {who: Visitor(server, server.mails[who]) for who in (REP, EXECUTIVE)}


def _cost(server: Served, visitor: Visitor, path: str, visits: int) -> float:
    before = server.cpu()
    for _ in range(visits):
        visitor.get(path)
    return (server.cpu() - before) / visits


def _warm(server: Served, visitor: Visitor, path: str) -> float:
    visitor.get(path)
    return _cost(server, visitor, path, VISITS)


def _after_entries(server: Served, visitor: Visitor, path: str, writer: Writer) -> float:
    taken = []
    for _ in range(AFTER_ENTRIES):
        writer.enter()
        time.sleep(SETTLED)
        taken.append(_cost(server, visitor, path, 1))
    return statistics.mean(taken)
