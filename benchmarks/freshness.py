"""From an entry through the door to a figure that the served gateway gives; and how fast the mart takes rows in."""

from __future__ import annotations

import statistics

from benchmarks.entering import Writer
from benchmarks.measuring import percentile
from benchmarks.page import Grid, Section, ms
from benchmarks.served import Served, company, served

ENTRIES = 100
RUNS = 5
TAKING_IN = {"rebuild": "everything anew (`rebuild`)", "batch": "new activities in one change"}
AIM = 2.0


def run() -> Section:
    with served(company()) as server, Writer(company()) as writer:
        writer.enter()
        taken = [writer.enter() for _ in range(ENTRIES)]
        rates = [_rate(server, writer, what) for what in TAKING_IN]
    header = ("the mart takes in", "records", "elapsed", "CPU", "records per second")
    return Section("Freshness", [_told(), _grid(taken), Grid(header, rates)])


def _rate(server: Served, writer: Writer, what: str) -> list[str]:
    """How fast the mart takes records in, the median of some runs."""
    runs = []
    for _ in range(RUNS):
        before = server.cpu()
        records, wall = writer.ask(what)
        runs.append((records, wall, server.cpu() - before))
    records, wall, cpu = (statistics.median(column) for column in zip(*runs, strict=True))
    return [TAKING_IN[what], f"{records:,.0f}", ms(wall), ms(cpu), f"{records / wall:,.0f}"]


def _told() -> str:
    return (
        f"The sample company of 60 people, served. {ENTRIES} calls are entered one after the other through the writing"
        " door by another process, which then asks the mart's process for the number of activities until the call is"
        f" in it (the aim is {AIM:.0f} seconds). The mart looks at the records ten times a second."
    )


def _grid(taken: list[tuple[float, float]]) -> Grid:
    rows = []
    for title, values in (
        ("from the beginning of the entry", [whole for whole, _ in taken]),
        ("from its commit", [since for _, since in taken]),
    ):
        rows.append([title, *(ms(percentile(values, share)) for share in (0.5, 0.95)), ms(max(values))])
    return Grid(("until it is in the figure", "p50", "p95", "longest"), rows)
