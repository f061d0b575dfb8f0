"""The mart's process: ``python -m steerboard.site.mart``. Django is set up before the mart's modules need its models."""

from __future__ import annotations

import os


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steerboard.site.settings")
    import django

    django.setup()
    from steerboard.mart.server import main as serve_mart

    serve_mart()


if __name__ == "__main__":
    main()
