"""The served product as a process: pages, live events and the mart start together and end together."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from steerboard.core.errors import BadInput, Broken
from steerboard.core.workspace import Workspace
from steerboard.kinds.ledger import drop_triggers
from steerboard.site.serve import _refuse_taken, serve
from tests.site.conftest import PASSWORD

START = 90.0  # seconds; a busy machine is slow to start three processes

SEED = f"""
import django; django.setup()
from steerboard.core.clock import SystemClock
from steerboard.kinds.batch import Author, Batch, New
from steerboard.kinds.door import write
from steerboard.people.models import Login
from steerboard.site.upkeep import make_records
make_records()
def add(kind, **values):
    return write(Batch(Author(None, "test", "make"), (New(kind, values),)), SystemClock()).ids[0]
team, ann = add("team", name="North"), add("user", name="Ann")
add("membership", user=ann, team=team, role="rep", leads=False)
add("opportunity", name="Deal", owner=ann)
Login.objects.create_user("ann@example.com", {PASSWORD!r}, person_id=ann, demo=True)
"""
EDIT = """
import django; django.setup()
from steerboard.core.clock import SystemClock
from steerboard.kinds.batch import Author, Batch, Edit
from steerboard.kinds.door import write
write(Batch(Author(None, "test", "edit"), (Edit("opportunity", 1, {"name": "Other"}),)), SystemClock())
"""


@dataclass
class Served:
    process: subprocess.Popen[bytes]
    folder: Path
    address: str
    browser: OpenerDirector

    def get(self, path: str) -> Any:
        return self.browser.open(self.address + path, timeout=30)

    def sign_in(self) -> None:
        page = self.get("/sign-in/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        form = {"login": "ann@example.com", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        self.browser.open(f"{self.address}/sign-in/", urlencode(form).encode(), timeout=30).read()


def environment(folder: Path) -> dict[str, str]:
    known = {k: v for k, v in os.environ.items() if not k.startswith(("STEERBOARD", "DJANGO"))}
    return known | {"STEERBOARD_WORKSPACE": str(folder), "DJANGO_SETTINGS_MODULE": "steerboard.site.settings"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(workspace: Workspace) -> Iterator[Served]:
    folder, port = workspace.folder, free_port()
    subprocess.run([sys.executable, "-c", SEED], env=environment(folder), check=True)
    command = [sys.executable, "-m", "steerboard.site.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment(folder), stderr=subprocess.PIPE)
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    it = Served(process, folder, f"http://127.0.0.1:{port}", browser)
    try:
        wait_until_up(it)
        yield it
    finally:
        process.terminate()
        try:
            process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def wait_until_up(served: Served) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until:
        assert served.process.poll() is None, served.process.communicate()[1].decode()
        try:
            assert served.get("/healthz").read() == b"ok\n"
        except (URLError, HTTPError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not come up")


def next_event(stream: Any) -> tuple[str, Any]:
    lines: list[str] = []
    while (line := stream.readline().decode().rstrip("\n")) or not lines:
        lines.append(line)
    return lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))


def test_a_page_hears_of_an_entry_and_all_ends_together(served: Served) -> None:
    assert served.get("/live").status == 204
    served.sign_in()
    assert served.get("/password/").status == 200
    stream = served.get("/live")
    assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert next_event(stream) == ("beat", {})
    subprocess.run([sys.executable, "-c", EDIT], env=environment(served.folder), check=True)
    name, data = next_event(stream)
    while name == "beat":
        name, data = next_event(stream)
    assert name == "change"
    assert "opportunity" in data["names"]
    served.process.send_signal(signal.SIGTERM)
    assert stream.read() == b""
    assert served.process.wait(30) == 0
    assert not (served.folder / "mart.sock").exists()
    assert not (served.folder / "csp.log").exists()


def test_the_mart_comes_back_when_it_was_killed(served: Served) -> None:
    served.sign_in()
    before = children(served.process.pid)
    mart = next(
        pid for pid in before if b"steerboard.mart.server" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    os.kill(mart, signal.SIGKILL)
    until = time.monotonic() + START
    while time.monotonic() < until and not children(served.process.pid) - before:
        time.sleep(0.1)
    assert children(served.process.pid) - before
    assert served.get("/figures/").status == 200


def children(pid: int) -> set[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    threads = Path(f"/proc/{pid}/task").iterdir()
    return {int(c) for t in threads for c in (t / "children").read_text().split()} | {int(c) for c in found}


def test_it_does_not_serve_records_whose_ledger_misses_changes(
    workspace: Workspace, any_records: object
) -> None:
    drop_triggers()
    with pytest.raises(Broken, match="triggers"):
        serve(workspace, "127.0.0.1", free_port())


def test_a_port_is_not_shared_and_a_killed_server_leaves_nothing_behind(served: Served) -> None:
    port = int(served.address.rpartition(":")[2])
    with pytest.raises(BadInput, match="in use"):
        _refuse_taken("127.0.0.1", port)
    left = children(served.process.pid)
    served.process.kill()
    served.process.wait(30)
    until = time.monotonic() + START
    while any(Path(f"/proc/{pid}").exists() for pid in left) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [pid for pid in left if Path(f"/proc/{pid}").exists()]
    _refuse_taken("127.0.0.1", port)
