"""Where browsers report what the content security policy stopped: a short file in the workspace, empty when all is well."""

from __future__ import annotations

import json
from collections import deque
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from steerboard.people.policies import public
from steerboard.people.requests import Asked

NAME = "csp.log"
LONGEST = 16_000  # bytes of one report
LARGEST = 1_000_000  # bytes of the file
MOST = 30  # reports a minute
KEPT = (
    "document-uri",
    "violated-directive",
    "effective-directive",
    "blocked-uri",
    "source-file",
    "line-number",
)

_recent: deque[datetime] = deque(maxlen=MOST)


@public
@csrf_exempt
@require_POST
def report(request: Asked) -> HttpResponse:
    """Note a report. Says the same whatever it did with it."""
    now = request.clock.now()
    if _length(request) <= LONGEST and _is_due(now):
        _note(request.workspace.folder / NAME, now, request.body)
    return HttpResponse(status=204)


def _length(request: Asked) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return LONGEST + 1


def _is_due(now: datetime) -> bool:
    """Whether there were fewer than MOST reports in the last minute."""
    if len(_recent) == MOST and abs(now - _recent[0]) < timedelta(minutes=1):
        return False
    _recent.append(now)
    return True


def _note(path: Path, now: datetime, body: bytes) -> None:
    if not path.parent.is_dir() or (path.exists() and path.stat().st_size > LARGEST):
        return
    line = json.dumps({"at": now.isoformat(), **_kept(body)}, ensure_ascii=False)
    with path.open("a", encoding="utf-8") as log:
        log.write(line + "\n")


def _kept(body: bytes) -> dict[str, str]:
    """The parts of a report that help, cut short; whatever else was sent is only named as unreadable."""
    try:
        document: Any = json.loads(body)
    except ValueError:
        document = None
    found = document.get("csp-report") if isinstance(document, dict) else None
    if not isinstance(found, dict):
        return {"unreadable": str(len(body))}
    return {key: str(found[key])[:300] for key in KEPT if key in found}
