"""The large company is made once; what its steps took is kept beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import large
from benchmarks.pages import Costs, Line, grids, marked


def test_the_steps_are_made_in_order_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = large.Place(tmp_path / "there")
    write = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text('x')"
    first, second = tmp_path / "first", tmp_path / "second"

    def after_the_first() -> list[str]:
        assert first.exists(), "a command is put together when its turn has come"
        return [sys.executable, "-c", write, str(second)]

    steps = [("one", lambda: [sys.executable, "-c", write, str(first)]), ("two", after_the_first)]
    monkeypatch.setattr(large, "_making", lambda _: iter(steps))
    large.build(place)
    assert second.exists()
    assert place.steps.exists()


def test_a_step_that_fails_leaves_nothing_to_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = large.Place(tmp_path)
    steps = [("one", lambda: [sys.executable, "-c", "import sys; sys.exit('no room')"])]
    monkeypatch.setattr(large, "_making", lambda _: iter(steps))
    with pytest.raises(RuntimeError, match="no room"):
        large.build(place)
    assert not place.steps.exists()


def test_pages_stand_under_their_reader_and_what_is_over_the_aim_is_bold() -> None:
    lines = [
        Line("Today", "/", 0),
        Line("Today", "/today/funnel/", 0, part=True),
        Line("the team", "/team/", 1),
    ]
    costs = [Costs(0.3, 0.02, 0.03), Costs(0.1, 0.03, 0.03), Costs(0.1, 0.01, 0.01)]
    text = "\n".join(part if isinstance(part, str) else part.markdown() for part in grids(lines, costs))
    assert text.index("### As a rep") < text.index("`/today/funnel/`") < text.index("### As a team lead")
    assert "| Today `/` | **300 ms** | 20 ms | 30 ms |" in text
    assert "| – its part `/today/funnel/` | 100 ms | **30 ms** | 30 ms |" in text
    assert marked(0.025, 0.025) == "25 ms"
