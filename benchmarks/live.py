"""From an entry to an open page that shows it: news on the page's stream, then its part fetched again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from benchmarks.entering import Writer
from benchmarks.markup import read
from benchmarks.measuring import percentile
from benchmarks.page import Grid, Section, ms
from benchmarks.places import LEAD, REP
from benchmarks.served import Visitor, company, served
from benchmarks.stream import Stream

ENTRIES = 100
PAGE = "/figures/activities/"  # of the team: every call of its people is one more
FORM = "/visits/new/"
PATIENCE = 20.0
AIM = 2.0
_SHOWN = re.compile(r'class="lead">.*?data-value="(\d+)"', re.DOTALL)

_OFFERED = re.compile(r'<option value="(\d+)"')
_LISTED = re.compile(r'"/records/account/(\d+)/')

Log = Callable[[], object]


@dataclass(frozen=True)
class Took:
    """Seconds from the beginning of an entry: until it was written, until the page had news, until it showed it."""

    written: float
    heard: float
    shown: float


def run() -> Section:
    with served(company()) as server, Writer(company()) as writer:
        watcher = Visitor(server, server.mails[LEAD])
        colleague = Visitor(server, server.mails[REP])
        with OpenPage(watcher, PAGE) as page:
            ways: dict[str, Log] = {
                "in the app, by a colleague": lambda: log_call(colleague),
                "through the door, by another process": lambda: writer.ask("log"),
            }
            taken = {way: entries(page, log, ENTRIES) for way, log in ways.items()}
    told = (
        f"The sample company of 60 people, served. A team lead has the page `{PAGE}` open, with its stream of events."
        f" {ENTRIES} calls of one of his people are logged one after the other in each of two ways. When the stream"
        " brings news that a part of the page listens to, the part is fetched again, as the page's script does it, until"
        f" it shows one more. Times run from the beginning of the entry; the aim is {AIM:.0f} seconds."
    )
    return Section("Live", [told, *(_grid(way, took) for way, took in taken.items())])


class OpenPage:
    """A page that somebody has open, which fetches its parts again on news; ``shown`` is its figure."""

    def __init__(self, visitor: Visitor, address: str) -> None:
        self._visitor = visitor
        html = visitor.get(address)
        self._sheet = read(html, address)
        self.shown = figure(html)
        self._news: SimpleQueue[tuple[frozenset[str], float]] = SimpleQueue()
        self._stream = Stream(visitor, lambda names, at: self._news.put((names, at)))

    def __enter__(self) -> OpenPage:
        self._stream.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._stream.__exit__(None, None, None)

    def wait_for(self, figure_: int) -> tuple[float, float]:
        """The moments of the first news and of the figure on the page; raises where it does not come."""
        heard = None
        until = time.perf_counter() + PATIENCE
        while self.shown < figure_:
            try:
                names, at = self._news.get(timeout=max(until - time.perf_counter(), 0.001))
            except Empty:
                raise RuntimeError(f"the page still shows {self.shown}; {self._stream.faults}") from None
            for address in self._sheet.touched(names):
                heard = heard or at
                self.shown = figure(self._visitor.get(address, part=True))
        return heard or time.perf_counter(), time.perf_counter()


def entries(page: OpenPage, log: Log, number: int) -> list[Took]:
    """Entries one after the other, each waited for."""
    taken = []
    for _ in range(number):
        wanted, begun = page.shown + 1, time.perf_counter()
        log()
        written = time.perf_counter()
        heard, shown = page.wait_for(wanted)
        taken.append(Took(written - begun, heard - begun, shown - begun))
    return taken


def figure(html: str) -> int:
    """The figure at the head of a page of a figure."""
    found = _SHOWN.search(html)
    if found is None:
        raise RuntimeError("the page shows no figure")
    return int(found.group(1))


def log_call(visitor: Visitor) -> None:
    """Log a call in the app: open the form, choose the first customer that it offers, send it.

    Who has met nobody yet is offered none, and takes one from the list.
    """
    form = visitor.get(FORM, part=True)
    offered = _OFFERED.search(form) or _LISTED.search(visitor.get("/customers/"))
    if offered is None:
        raise RuntimeError("there is no customer to call")
    visitor.post(FORM, form, part=True, account=offered.group(1), kind_of="call")


def _grid(way: str, taken: list[Took]) -> Grid:
    rows = []
    for title, values in (
        ("the entry is written", [took.written for took in taken]),
        ("the page has news", [took.heard for took in taken]),
        ("the page shows it", [took.shown for took in taken]),
    ):
        rows.append([title, *(ms(percentile(values, share)) for share in (0.5, 0.95)), ms(max(values))])
    return Grid((f"{way}: until", "p50", "p95", "longest"), rows)
