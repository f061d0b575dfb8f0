"""Many people at once: each with a stream of events open, reading, now and then logging a call."""

from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException

from benchmarks.entering import Writer
from benchmarks.live import log_call
from benchmarks.markup import Sheet, read
from benchmarks.measuring import percentile
from benchmarks.page import Grid, Section, ms
from benchmarks.places import (
    DIRECTOR,
    DIRECTOR_PAGES,
    EXECUTIVE,
    EXECUTIVE_PAGES,
    LEAD,
    LEAD_PAGES,
    REP,
    REP_PAGES,
)
from benchmarks.served import Served, Visitor, company, served
from benchmarks.stream import Stream

PEOPLE = 20
SECONDS = 60.0
THINKS = (2.0, 6.0)  # seconds between two pages
LOGS = 0.1  # share of the turns in which a call is logged
HOME = 6  # how much more often the first page of one's own is opened than another
OFTEN = 10  # requests for a line of its own in the table
MIX = {REP: REP_PAGES, LEAD: LEAD_PAGES, DIRECTOR: DIRECTOR_PAGES, EXECUTIVE: EXECUTIVE_PAGES}
PARTS, LOGGED = "parts, fetched again on news", "a call, logged: the form and its sending"


def run() -> Section:
    told = Told()
    with served(company()) as server, Writer(company()) as writer:
        people = _people(server, writer, told)
        with ExitStack() as streams:
            for person in people:
                streams.enter_context(person.stream)
            before = server.cpu()
            for person in people:
                person.start()
            time.sleep(SECONDS)
            used = (server.cpu() - before) / SECONDS
            for person in people:
                person.stop()
    faults = [*told.faults, *(fault for person in people for fault in person.stream.faults)]
    if faults:
        raise RuntimeError(f"{len(faults)} requests of the crowd failed: {faults[:5]}")
    return Section("A crowd", [_said(told, used), _grid(told.taken)])


def _people(server: Served, writer: Writer, told: Told) -> list[Person]:
    """The cast, and more people of their company."""
    names = {"team_lead": LEAD, "rep": REP}
    others = [(mail, names[role]) for mail, role in writer.ask(f"crowd {PEOPLE - len(MIX)}")]
    those = [*zip(server.mails, MIX, strict=False), *others]
    return [Person(Visitor(server, mail), who, told, seed) for seed, (mail, who) in enumerate(those)]


def _said(told: Told, used: float) -> str:
    taken = sum(map(len, told.taken.values()))
    return (
        f"{PEOPLE} people of the sample company at once, for {SECONDS:.0f} seconds: each has an open stream of events,"
        f" opens a page every {THINKS[0]:.0f} to {THINKS[1]:.0f} seconds (with the parts that it fetches by itself), and"
        f" in one of {1 / LOGS:.0f} turns logs a call; the part of an open page that shows what others log is fetched again."
        f" **{taken:,} requests, no error**; {told.news:,} pieces of news reached open pages; the server used"
        f" {used:.2f} CPU-seconds a second. Elapsed, as the visitor waits, on a machine that also runs the visitors."
    )


def _grid(taken: dict[str, list[float]]) -> Grid:
    often = {what: times for what, times in taken.items() if len(times) >= OFTEN}
    every = [seconds for what, times in taken.items() if what not in (PARTS, LOGGED) for seconds in times]
    rows = [_row("all pages", every)]
    rows += [_row(what, times) for what, times in sorted(often.items(), key=lambda pair: -len(pair[1]))]
    return Grid(("asked for", "times", "p50", "p95", "longest"), rows)


def _row(what: str, times: Sequence[float]) -> list[str]:
    return [what, f"{len(times):,}", *(ms(percentile(times, share)) for share in (0.5, 0.95)), ms(max(times))]


@dataclass
class Told:
    """What all of them saw: seconds by what was asked for, and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    news: int = 0
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def add(self, what: str, seconds: float) -> None:
        with self._turn:
            self.taken[what].append(seconds)


class Person:
    """Somebody at work: opens pages, thinks, logs; his open page follows the news."""

    def __init__(self, visitor: Visitor, who: int, told: Told, seed: int) -> None:
        self._visitor, self._told = visitor, told
        self._chance = random.Random(seed)
        pages = MIX[who]
        self._pages = [(page, page.address(visitor.get)) for page in pages]
        self._weights = [HOME, *(1 for _ in pages[1:])]
        self._sheet = Sheet((), {})
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self.stream = Stream(visitor, self._on_news)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(60)

    def _work(self) -> None:
        while not self._stop.wait(self._chance.uniform(*THINKS)):
            if self._chance.random() < LOGS:
                self._timed(LOGGED, partial(log_call, self._visitor))
                continue
            ((page, address),) = self._chance.choices(self._pages, self._weights)
            self._timed(page.title, partial(self._open, address))

    def _open(self, address: str) -> None:
        self._sheet = read(self._visitor.get(address), address)
        for part in self._sheet.lazy:
            self._visitor.get(part, part=True)

    def _on_news(self, names: frozenset[str], _: float) -> None:
        self._told.news += 1
        for address in self._sheet.touched(names):
            self._timed(PARTS, partial(self._visitor.get, address, part=True))

    def _timed(self, what: str, do: Callable[[], object]) -> None:
        begun = time.perf_counter()
        try:
            do()
        except (OSError, HTTPException, RuntimeError) as error:
            self._told.faults.append(f"{what}: {error}")
        else:
            self._told.add(what, time.perf_counter() - begun)
