"""CPU of each page of the sample company through the served application: web worker and mart together."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.entering import Writer
from benchmarks.markup import read
from benchmarks.measuring import beat
from benchmarks.page import Grid, Section, ms
from benchmarks.places import PAGES, WHO, Page
from benchmarks.served import Served, Visitor, company, served

STARTS = 3
VISITS, TURNS = 5, 4
AFTER_ENTRIES = 3
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
class Taken:
    """CPU seconds of one request, and the pulse of the machine around it."""

    cpu: float
    pulse: float

    def at(self, pulse: float) -> float:
        """What it would have taken where the machine beats like this."""
        return self.cpu * pulse / self.pulse


@dataclass(frozen=True)
class Costs:
    """CPU seconds for one request."""

    cold: float
    warm: float
    after: float


@dataclass(frozen=True)
class Measured:
    """``costs`` at the pulse that the machine had when it was least busy, ``calm``; ``raw`` as they were measured."""

    lines: Sequence[Line]
    costs: Sequence[Costs]
    raw: Sequence[Costs]
    calm: float
    busy: float


def run() -> Section:
    found = measured(company(), starts=STARTS)
    told = (
        "The sample company of 60 people, served by `steerboard demo`. CPU of all its processes for one request."
        f" Cold: the first request for the page after a start, in this order, median of {STARTS} starts (the first"
        " sign-in came before; what a page above has asked already is not asked again)."
        f" Warm: the median of {TURNS} times the mean of {VISITS} requests. After an entry: somebody logged a call meanwhile, so figures about"
        f" activities are worked out anew; the median of {AFTER_ENTRIES}. A part is what a page fetches by itself when"
        f" it has come. The aims are {ms(COLD)} cold and {ms(WARM)} warm."
    )
    raw = f"As they were measured: {_kept(found.raw)}."
    calm = f"In the tables: {_kept(found.costs)}. What is over the aim is bold."
    return Section("Pages", [told, by_pulse(found), raw, calm, *grids(found.lines, found.costs)])


def by_pulse(found: Measured) -> str:
    """How the figures of the tables follow from what was measured."""
    return (
        "The pulse of the machine was taken before and after each request: it went from"
        f" {ms(found.calm)} to {ms(found.busy)}. The tables give what was measured times {ms(found.calm)} over the"
        " pulse around it: what the same takes on this machine when others leave it alone."
    )


def measured(workspace: Path, *, starts: int, turns: int = TURNS, entries: int = AFTER_ENTRIES) -> Measured:
    """Every page of the list and its parts, with what it costs in a workspace."""
    with visited(workspace) as (_, visitors):
        lines = list(all_lines(visitors))
    cold: list[list[Taken]] = []
    for _ in range(starts):
        with visited(workspace) as (server, visitors):
            cold.append([_cost(server, visitors[line.who], line) for line in lines])
    with visited(workspace) as (server, visitors), Writer(workspace) as writer:
        warm = list(zip(*(_warm(server, visitors[line.who], line, turns) for line in lines), strict=True))
        after = _after_entries(server, visitors, lines, writer, entries)
    pulses = [taken.pulse for run in (*cold, *warm, *after) for taken in run]
    calm = min(pulses)

    def costs(value: Callable[[Taken], float]) -> list[Costs]:
        columns = (
            [statistics.median(value(t) for t in times) for times in zip(*runs, strict=True)]
            for runs in (cold, warm, after)
        )
        return [Costs(*row) for row in zip(*columns, strict=True)]

    return Measured(lines, costs(lambda t: t.at(calm)), costs(lambda t: t.cpu), calm, max(pulses))


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
    return "; ".join(within)


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


def _cost(server: Served, visitor: Visitor, line: Line, visits: int = 1) -> Taken:
    earlier, before = beat(), server.cpu()
    for _ in range(visits):
        visitor.get(line.address, part=line.part)
    return Taken((server.cpu() - before) / visits, (earlier + beat()) / 2)


def _warm(server: Served, visitor: Visitor, line: Line, turns: int) -> list[Taken]:
    visitor.get(line.address, part=line.part)
    return [_cost(server, visitor, line, VISITS) for _ in range(turns)]


def _after_entries(
    server: Served, visitors: dict[int, Visitor], lines: Sequence[Line], writer: Writer, entries: int
) -> list[list[Taken]]:
    """Each line after an entry of its own; the entry is in the figures when it is asked for."""
    taken: list[list[Taken]] = []
    for _ in range(entries):
        taken.append([])
        for line in lines:
            writer.enter()
            taken[-1].append(_cost(server, visitors[line.who], line))
    return taken
