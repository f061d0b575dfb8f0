"""The mart's process.

``python -m steerboard.mart.server`` serves the workspace that ``$STEERBOARD_WORKSPACE`` names until SIGTERM.
"""

from __future__ import annotations

import logging
import os
import signal
import threading

from steerboard.core.clock import clock_from


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steerboard.site.settings")
    import django

    django.setup()
    from django.conf import settings

    from steerboard.mart.serving import Server  # needs the models, so only now

    logging.basicConfig(level=logging.WARNING)
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    clock = clock_from(os.environ)
    server = Server(settings.WORKSPACE, clock)
    server.start()
    server.answers.make_ready(clock.now())  # while the web process starts
    while not ending.wait(1.0) and not server.following.fatal.is_set():
        pass
    server.stop()
    if server.following.fatal.is_set():
        raise SystemExit(1)  # whoever looks after us starts a new process


if __name__ == "__main__":
    main()
