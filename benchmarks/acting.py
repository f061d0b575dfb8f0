"""What the process of ``benchmarks.entering`` does in a served workspace; Django is set up."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from django.db.models import Q

from steerboard.core.clock import ShiftedClock
from steerboard.core.workspace import open_workspace
from steerboard.engine.query import Query
from steerboard.engine.rights import OWNER
from steerboard.kinds.batch import Author, Batch, New
from steerboard.kinds.door import write
from steerboard.kinds.registry import kinds
from steerboard.mart.gateway import open_gateway
from steerboard.people.models import Login, Membership
from steerboard.site.demo import CAST, PASSWORD, demo_now

LOOK_AGAIN = 0.002  # seconds
PATIENCE = 30.0
MANY = 10_000


class Acting:
    """The verbs by name."""

    def __init__(self, folder: Path) -> None:
        self._workspace = open_workspace(folder)
        self._clock = ShiftedClock.starting_at(demo_now())
        people = Login.objects.filter(demo=True).order_by("pk").values_list("person_id", flat=True)
        self._cast = tuple(people[: len(CAST)])
        self._person = self._cast[0]
        self._open = ExitStack()
        self._gateway = self._open.enter_context(open_gateway(self._workspace))
        self.verbs: dict[str, Callable[..., object]] = {
            "call": self.call,
            "log": lambda: self._log(1),
            "crowd": self.crowd,
            "batch": self.batch,
            "rebuild": self.rebuild,
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._open.close()

    def call(self) -> tuple[float, float]:
        before, begun = self._calls(), time.perf_counter()
        self._log(1)
        committed = time.perf_counter()
        while self._calls() == before:
            if time.perf_counter() - committed > PATIENCE:
                raise RuntimeError("the entry did not reach the figure")
            time.sleep(LOOK_AGAIN)
        shown = time.perf_counter()
        return shown - begun, shown - committed

    def batch(self) -> tuple[float, float]:
        self._log(MANY)
        committed = time.perf_counter()
        self._gateway.fresh()
        return MANY, time.perf_counter() - committed

    def rebuild(self) -> tuple[float, float]:
        records = sum(spec.model.objects.count() for spec in kinds())
        begun = time.perf_counter()
        self._gateway.rebuild()
        return records, time.perf_counter() - begun

    def crowd(self, number: int) -> list[tuple[str, str]]:
        """People beside the cast who may sign in: a quarter leads, where there are so many, the rest reps."""
        now = self._workspace.calendar.today(self._clock.now())
        members = Membership.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=now), valid_from__lte=now, user__deleted_at=None
        ).exclude(user__in=self._cast)
        leads = members.filter(role="team_lead").order_by("pk")[: number // 4]
        reps = members.filter(role="rep").order_by("pk")[: number - len(leads)]
        found = [(member.user, member.role) for member in (*leads, *reps)]
        known = set(Login.objects.values_list("person_id", flat=True))
        for person, _ in found:
            if person.pk not in known:
                Login.objects.create_user(person.email, PASSWORD, person=person, demo=True)
        return [(person.email.lower(), role) for person, role in found]

    def _log(self, count: int) -> None:
        now = self._clock.now()
        values = {"kind": "call", "owner": self._person, "done_at": now, "entered_at": now, "created_at": now}
        author = Author(self._person, "app", "log_contact")
        write(Batch(author, (New("activity", values),) * count), self._clock)

    def _calls(self) -> object:
        calendar = self._workspace.calendar
        today = calendar.today(self._clock.now())
        query = Query(
            kpis=("activities",),
            from_=today,
            to=today,
            now=calendar.ends(today),
            rights=OWNER,
            calendar=calendar,
        )
        return self._gateway.query(query).totals["activities"].value
