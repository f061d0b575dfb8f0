"""What pip's log says of the packages that it loaded."""

from __future__ import annotations

import socket

import pytest

from benchmarks import demo
from benchmarks.page import Skipped

LOG = """
2026-11-28T09:53:19,859 Collecting whitenoise==6.12.0 (from -c requirements.lock)
2026-11-28T09:53:19,987   Downloading whitenoise-6.12.0-py3-none-any.whl (20 kB)
2026-11-28T09:53:19,990   Downloading whitenoise-6.12.0-py3-none-any.whl.metadata (3.7 kB)
2026-11-28T09:53:20,001   Downloading https://files.example/duckdb-2.0.0-cp311-manylinux.whl (24.4 MB)
2026-11-28T09:53:20,237   Using cached lark-1.3.1-py3-none-any.whl (111 kB)
"""


def test_the_sizes_of_what_was_loaded_are_read_from_the_log() -> None:
    assert demo.loaded(LOG) == {
        "whitenoise-6.12.0-py3-none-any.whl": 20e3,
        "duckdb-2.0.0-cp311-manylinux.whl": 24.4e6,
    }


def test_it_is_left_out_where_something_is_at_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(demo, "PORT", other.getsockname()[1])
        with pytest.raises(Skipped, match="stop it first"):
            demo.run()
