"""CPU of each page of the sample company through the served application: web worker and mart together."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.entering import Writer
from benchmarks.markup import read
from benchmarks.page import Grid, Section, ms
from benchmarks.places import PAGES, WHO, Page
from benchmarks.served import Served, Visitor, company, served

STARTS = 3
VISITS = 20
AFTER_ENTRIES = 5
WARM, COLD = 0.025, 0.25  # the aims
HEADER = ("page", "cold", "warm", "after an entry")


@dataclass(frozen=True)
class Line:
    """What is asked for: a page, or a part that the page of ``title`` fetches by itself."""

    title: str
    address: str
    who: int
    part: bool = False


@dataclass(frozen=True)
class Costs:
    """CPU seconds for one request."""

    cold: float
    warm: float
    after: float


def run() -> Section:
    lines, costs = measured(company(), starts=STARTS)
    told = (
        "The sample company of 60 people, served by `steerboard demo`. CPU of all its processes for one request."
        f" Cold: the first request for the page after a start, in this order, median of {STARTS} starts (the first"
        " sign-in came before; what a page above has asked already is not asked again)."
        f" Warm: the mean of {VISITS} requests. After an entry: somebody logged a call meanwhile, so figures about"
        f" activities are worked out anew; the mean of {AFTER_ENTRIES}. A part is what a page fetches by itself when"
        f" it has come. The aims are {ms(COLD)} cold and {ms(WARM)} warm."
    )
    return Section("Pages", [told, _kept(costs), *grids(lines, costs)])


def measured(workspace: Path, *, starts: int) -> tuple[list[Line], list[Costs]]:
    """Every page of the list and its parts, with what it costs in a workspace."""
    with visited(workspace) as (_, visitors):
        lines = list(all_lines(visitors))
    cold: list[list[float]] = []
    for _ in range(starts):
        with visited(workspace) as (server, visitors):
            cold.append([_cost(server, visitors[line.who], line) for line in lines])
    with visited(workspace) as (server, visitors), Writer(workspace) as writer:
        warm = [_warm(server, visitors[line.who], line) for line in lines]
        after = _after_entries(server, visitors, lines, writer)
    columns = zip(map(statistics.median, zip(*cold, strict=True)), warm, after, strict=True)
    return lines, [Costs(*row) for row in columns]


def grids(lines: Sequence[Line], costs: Sequence[Costs]) -> Iterator[str | Grid]:
    """A table for each who looks."""
    by_reader: dict[int, list[list[str]]] = defaultdict(list)
    for line, cost in zip(lines, costs, strict=True):
        title = f"– its part `{line.address}`" if line.part else f"{line.title} `{line.address}`"
        cells = [marked(cost.cold, COLD), marked(cost.warm, WARM), ms(cost.after)]
        by_reader[line.who].append([title, *cells])
    for who, rows in by_reader.items():
        yield f"### As {WHO[who]}"
        yield Grid(HEADER, rows)


def marked(value: float, aim: float) -> str:
    """Bold where it is over the aim."""
    return f"**{ms(value)}**" if value > aim else ms(value)


def _kept(costs: Sequence[Costs]) -> str:
    cold, warm = [c.cold for c in costs], [c.warm for c in costs]
    within = (
        f"{sum(value <= aim for value in values)} of {len(values)} are within the aim {name} (median"
        f" {ms(statistics.median(values))}, most {ms(max(values))})"
        for name, values, aim in (("cold", cold, COLD), ("warm", warm, WARM))
    )
    return f"{'; '.join(within)}. What is over it is bold."


def all_lines(visitors: dict[int, Visitor]) -> Iterator[Line]:
    """The pages of the list where they are in this company, each followed by its parts."""
    for page in PAGES:
        yield from _page_lines(page, visitors[page.who])


def _page_lines(page: Page, visitor: Visitor) -> Iterator[Line]:
    address = page.address(visitor.get)
    yield Line(page.title, address, page.who)
    for part in read(visitor.get(address), address).lazy:
        yield Line(page.title, part, page.who, part=True)


@contextmanager
def visited(workspace: Path) -> Iterator[tuple[Served, dict[int, Visitor]]]:
    """The company served, and one signed-in visitor for each who looks."""
    with served(workspace) as server:
        yield server, {who: Visitor(server, server.mails[who]) for who in WHO}


def _cost(server: Served, visitor: Visitor, line: Line, visits: int = 1) -> float:
    before = server.cpu()
    for _ in range(visits):
        visitor.get(line.address, part=line.part)
    return (server.cpu() - before) / visits


def _warm(server: Served, visitor: Visitor, line: Line) -> float:
    visitor.get(line.address, part=line.part)
    return _cost(server, visitor, line, VISITS)


def _after_entries(
    server: Served, visitors: dict[int, Visitor], lines: Sequence[Line], writer: Writer
) -> list[float]:
    """Each line after an entry of its own; the entry is in the figures when it is asked for."""
    taken: list[list[float]] = [[] for _ in lines]
    for _ in range(AFTER_ENTRIES):
        for costs, line in zip(taken, lines, strict=True):
            writer.enter()
            costs.append(_cost(server, visitors[line.who], line))
    return [statistics.mean(costs) for costs in taken]
