"""``python -m benchmarks [NAME …]``: run some, or all that take minutes, and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import compiling, crowd, demo, engine, freshness, importing, large, live, pages, simulating
from benchmarks.measuring import machine, pulse
from benchmarks.page import Section, Skipped, ms, write_page
from steerboard.core.clock import SystemClock

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
ALL: dict[str, Callable[[], Section]] = {
    "engine": engine.run,
    "compile": compiling.run,
    "import": importing.run,
    "pages": pages.run,
    "crowd": crowd.run,
    "live": live.run,
    "freshness": freshness.run,
}
# Those that take long or load packages, by their names alone.
BY_NAME: dict[str, Callable[[], Section]] = {
    "large": large.run,
    "demo": demo.run,
    "simulate": simulating.run,
}
EVERY = {**ALL, **BY_NAME}


def main() -> int:
    today = SystemClock().now().date().isoformat()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(EVERY)}")
    parser.add_argument("--date", default=today, help="the day to write on the page (default today)")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in EVERY]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(EVERY)}")
    for name in asked.names or ALL:
        print(f"{name} …", flush=True)
        before = pulse()
        try:
            section = EVERY[name]()
        except Skipped as reason:
            print(f"{name} is left out: {reason}")
            continue
        print(section.markdown(), flush=True)
        beat = f"its pulse was {ms(before)} before and {ms(pulse())} after"
        told = f"_{asked.date}, `python -m benchmarks {name}`; {'; '.join(machine())}; {beat}._"
        write_page(PAGE, {name: section}, list(EVERY), told=told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
