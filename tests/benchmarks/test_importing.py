import gzip
import sys
from pathlib import Path

import pysqlite3
import pytest

from benchmarks import importing
from benchmarks.child import run_child
from benchmarks.floor import load
from benchmarks.page import Skipped


def test_the_floor_inserts_every_row_of_the_file(tmp_path: Path) -> None:
    source, target = tmp_path / "rows.csv.gz", tmp_path / "floor.sqlite3"
    with gzip.open(source, "wt", encoding="utf-8") as file:
        file.write('number,text\n1,"a, b"\n2,二\n')
    assert load(source, target) == 2
    connection = pysqlite3.connect(str(target))
    assert connection.execute("SELECT * FROM source").fetchall() == [("1", "a, b"), ("2", "二")]
    connection.close()


def test_it_is_left_out_where_the_data_is_not_on_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEERBOARD_TEST_DATA", str(tmp_path))
    with pytest.raises(Skipped, match="STEERBOARD_TEST_DATA"):
        importing.source_file()


def test_the_memory_and_the_words_of_a_child_are_told() -> None:
    ran = run_child(
        [sys.executable, "-c", "import time; held = b'x' * 50_000_000; time.sleep(0.4); print('done')"]
    )
    assert ran.output == "done\n"
    assert ran.memory > 50_000_000


def test_a_child_that_fails_is_an_error_with_its_words() -> None:
    with pytest.raises(RuntimeError, match="no such figure"):
        run_child([sys.executable, "-c", "import sys; sys.exit('no such figure')"])
