"""The sample company, served on this machine, and somebody who visits its pages."""

from __future__ import annotations

import atexit
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from benchmarks.child import ROOT, child_environment
from benchmarks.markup import read
from benchmarks.measuring import cpu_of, tree_of
from steerboard.site.demo import PASSWORD

PATIENCE = 600.0
PAUSE = 0.1


@dataclass(frozen=True)
class Served:
    """A running server. ``mails`` are those of its cast: rep, team lead, regional director, executive."""

    workspace: Path
    address: str
    pid: int
    mails: tuple[str, ...]

    def cpu(self) -> float:
        """CPU seconds so far of all its processes: web workers and mart."""
        return sum(cpu_of(pid) for pid in tree_of(self.pid))


_ours = ExitStack()


@cache
def company() -> Path:
    """Where the sample company of this run is; the first who serves it makes it."""
    folder = _ours.enter_context(tempfile.TemporaryDirectory())
    atexit.register(_ours.close)
    return Path(folder) / "company"


@contextmanager
def served(workspace: Path) -> Iterator[Served]:
    """The sample company in ``workspace``, made where there is none yet, served for as long as the block runs."""
    port = _free_port()
    command = [sys.executable, "-m", "steerboard.site.cli", "--workspace", str(workspace), "demo"]
    log = workspace.with_suffix(".log")
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "--port", str(port)], cwd=ROOT, env=child_environment(), stdout=out, stderr=out
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process, log)
        yield Served(workspace, address, process.pid, tuple(re.findall(r"\S+@\S+", log.read_text())))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended:\n{log.read_text()}")
        try:
            build_opener().open(f"{address}/healthz", timeout=5).close()
        except (URLError, OSError):
            time.sleep(PAUSE)
        else:
            return
    raise RuntimeError(f"the server did not come up:\n{log.read_text()}")


class Visitor:
    """Somebody signed in, with a browser's cookies."""

    def __init__(self, server: Served, mail: str) -> None:
        self._address = server.address
        self._cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._cookies))
        self.post("/sign-in/", self.get("/sign-in/"), login=mail, password=PASSWORD, next="/healthz")
        if "sessionid" not in {cookie.name for cookie in self._cookies}:
            raise RuntimeError(f"{mail} could not sign in")

    @property
    def host(self) -> str:
        return urlsplit(self._address).netloc

    @property
    def cookie(self) -> str:
        """The cookies as a header says them."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._cookies)

    def get(self, path: str, *, part: bool = False) -> str:
        """A page; or a part of one, as a page asks for it."""
        return self._open(Request(self._address + path, headers={"HX-Request": "true"} if part else {}))

    def post(self, path: str, form: str, *, part: bool = False, **given: str) -> str:
        """Send the form that stands in ``form`` with values in some of its fields."""
        headers = {"Referer": f"{self._address}{path}"} | ({"HX-Request": "true"} if part else {})
        data = urlencode(read(form, path).hidden | given).encode()
        return self._open(Request(self._address + path, data=data, headers=headers))

    def _open(self, request: Request) -> str:
        with self._opener.open(request, timeout=PATIENCE) as answer:
            text: str = answer.read().decode()
            return text
