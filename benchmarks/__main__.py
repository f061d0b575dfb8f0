"""``python -m benchmarks [NAME …]``: run all or some, and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import compiling, crowd, engine, freshness, importing, live, pages
from benchmarks.measuring import machine
from benchmarks.page import Section, Skipped, write_page
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


def main() -> int:
    today = SystemClock().now().date().isoformat()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(ALL)}")
    parser.add_argument("--date", default=today, help="the day to write on the page (default today)")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in ALL]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(ALL)}")
    told = f"_{asked.date}, `python -m benchmarks {{name}}`; {'; '.join(machine())}._"
    for name in asked.names or ALL:
        print(f"{name} …", flush=True)
        try:
            section = ALL[name]()
        except Skipped as reason:
            print(f"{name} is left out: {reason}")
            continue
        print(section.markdown(), flush=True)
        write_page(PAGE, {name: section}, list(ALL), told=told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
