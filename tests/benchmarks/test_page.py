import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import measuring
from benchmarks.page import Grid, Section, write_page


def test_a_run_of_one_benchmark_leaves_the_sections_of_the_others(tmp_path: Path) -> None:
    page, order = tmp_path / "benchmarks.md", ("first", "second")
    write_page(page, {"second": Section("B", ["old"])}, order, told="ran second")
    table = Grid(("what", "CPU"), [["x", "1 ms"]])
    write_page(page, {"first": Section("A", [table])}, order, told="ran first")
    text = page.read_text(encoding="utf-8")
    assert text.index("## A") < text.index("## B")
    assert "| x | 1 ms |" in text
    assert text.index("ran first") < text.index("ran second")
    assert "old" in text
    write_page(page, {"second": Section("B", ["new"])}, order, told="")
    assert "old" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(("share", "expected"), [(0.5, 6), (0.95, 10), (0.0, 1)])
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert measuring.percentile(list(range(10, 0, -1)), share) == expected


def test_the_cpu_of_a_child_process_is_counted() -> None:
    busy = [sys.executable, "-c", "sum(range(3_000_000))"]
    taken = measuring.spent(lambda: subprocess.run(busy, check=True))
    assert taken.cpu > 0.01


def test_the_pulse_is_the_cpu_of_a_loop() -> None:
    assert 0.001 < measuring.pulse() < 10


def test_calls_are_made_in_turn() -> None:
    made: list[str] = []
    taken = measuring.medians({"a": lambda: made.append("a"), "b": lambda: made.append("b")}, 2)
    assert made == ["a", "b", "a", "b"]
    assert set(taken) == {"a", "b"}
