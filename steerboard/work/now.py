"""What Today shows of the findings: the few that matter now, each with the addresses of its verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from steerboard.core.text import Text
from steerboard.work import snoozes
from steerboard.work.desk import Desk
from steerboard.work.findings import Act, Finding, VisitGoal, findings, first


@dataclass(frozen=True)
class Verb:
    """A button: it opens a sheet, or is posted."""

    name: Text
    url: str
    post: bool = False


@dataclass(frozen=True)
class Shown:
    """A finding on the page. ``opens`` is the address of the record that it is about, empty where it is about several."""

    finding: Finding
    verb: Verb
    more: Verb | None = None
    opens: str = ""


@dataclass(frozen=True)
class Now:
    """``put_off`` are the findings that the reader does not want to see today; ``more`` are those that wait behind."""

    shown: Sequence[Shown]
    put_off: int = 0
    more: int = 0


def what_matters(desk: Desk, visits: VisitGoal | None) -> Now:
    found = findings(desk.facts, visits)
    hidden = snoozes.hidden(desk.me, desk.today) if found else frozenset()
    shown = first(found, hidden)
    put_off = sum(f.key in hidden for f in found)
    return Now([_shown(f) for f in shown], put_off, len(found) - put_off - len(shown))


def _shown(finding: Finding) -> Shown:
    opens = reverse("record", args=finding.opens) if finding.opens else ""
    return Shown(finding, _verb(finding.act), _verb(finding.more) if finding.more else None, opens)


def _verb(act: Act) -> Verb:
    url = reverse(act.route, args=act.args)
    return Verb(act.name, f"{url}?{act.query}" if act.query else url, act.post)
