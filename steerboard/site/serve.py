"""Serving a workspace: the mart's process beside the web server, both stopped cleanly."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from steerboard.core.clock import NOW, SINCE, SystemClock
from steerboard.core.errors import BadInput, Broken
from steerboard.core.text import Text
from steerboard.core.workspace import Workspace

MART = "steerboard.mart.server"
STOP = 10.0  # seconds in which the mart finishes the step that it is at
PAUSE = 0.05
AGAIN = 1.0  # before a mart that ended by itself is started anew
STREAMS_END = 3  # seconds before a web worker with open streams is ended

_PR_SET_PDEATHSIG = 1

_log = logging.getLogger(__name__)


def serve(workspace: Workspace, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM. Raises Broken where the records are not as this version needs them."""
    _refuse_unready(workspace)
    _refuse_taken(host, port)
    os.environ["STEERBOARD_WORKSPACE"] = str(workspace.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "steerboard.site.settings"
    if os.environ.get(NOW):
        # All processes, also one that starts later, tell the same time.
        os.environ[SINCE] = SystemClock().now().isoformat()
    with mart_process(workspace):
        web = Granian(
            "steerboard.site.asgi:application",
            address=host,
            port=port,
            interface=Interfaces.ASGI,
            http=HTTPModes.http1,  # over HTTP/2 cookies come in pieces, which a2wsgi joins wrongly
            workers=1,  # docs/decisions/0010: its threads answer the pages
            websockets=False,
            workers_kill_timeout=STREAMS_END,
            respawn_failed_workers=True,
            log_level=LogLevels.warning,
        )
        web.serve()


def _refuse_unready(workspace: Workspace) -> None:
    from steerboard.kinds.ledger import check_triggers
    from steerboard.mart.gateway import is_served
    from steerboard.site.upkeep import check_migrations

    check_migrations()
    check_triggers()
    if is_served(workspace):
        raise BadInput(
            Text("a server works on this workspace already.", "该工作区已有服务在运行。"),
            where=str(workspace.folder),
            hint=Text("Stop it first.", "请先停止它。"),
        )


def _refuse_taken(host: str, port: int) -> None:
    """Granian shares a port with whoever listens on it already: pages of two companies would come by turns."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise BadInput(
            Text("nothing can be served at {h}:{p}: {e}", "无法在 {h}:{p} 提供服务：{e}").fill(
                h=host, p=port, e=error.strerror or error
            ),
            hint=Text("Give another --port.", "请用 --port 指定其他端口。"),
        ) from None


@contextmanager
def mart_process(workspace: Workspace) -> Iterator[None]:
    """The mart's process for as long as the block runs; the block begins when it answers."""
    keeper = _Keeper(workspace)
    try:
        keeper.start()
        yield
    finally:
        keeper.stop()


class _Keeper:
    """Starts the mart, looks after it from a thread, and stops it. One that ends by itself is started again."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stopping = threading.Event()
        self._turn = threading.Lock()
        self._process = _start()
        self._thread = threading.Thread(target=self._look_after, daemon=True)

    def start(self) -> None:
        """Wait until the mart answers: it may have to follow many records first."""
        from steerboard.mart.gateway import is_served

        while not is_served(self._workspace):
            if self._process.poll() is not None:
                raise _does_not_start(f"exit {self._process.returncode}")
            self._stopping.wait(PAUSE)
        self._thread.start()

    def stop(self) -> None:
        with self._turn:
            self._stopping.set()
        self._process.terminate()
        try:
            self._process.wait(STOP)
        except subprocess.TimeoutExpired:
            # The mart is derived: whatever this interrupts is made again.
            self._process.kill()
            self._process.wait()
        if self._thread.is_alive():
            self._thread.join(STOP)

    def _look_after(self) -> None:
        while not self._stopping.is_set():
            code = self._process.wait()
            self._stopping.wait(AGAIN)
            with self._turn:
                if self._stopping.is_set():
                    return
                _log.error("the mart's process ended with %s and is started again", code)
                self._process = _start()


def _start() -> subprocess.Popen[bytes]:
    """The mart in a session of its own: Ctrl-C reaches it through us, after the last page is answered."""
    try:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", MART], start_new_session=True, preexec_fn=end_with_parent
        )
    except OSError as error:
        raise _does_not_start(error) from None


def _does_not_start(why: object) -> Broken:
    return Broken(
        Text("the mart's process does not start: {e}.", "分析库进程无法启动：{e}。").fill(e=why),
        hint=Text("Run `steerboard doctor`.", "请运行 `steerboard doctor`。"),
    )


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """In a child: when the server is killed it gets this signal, and does not stay behind with the lock or the port."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux; elsewhere a killed server leaves its mart
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, number)
