"""A link drawn: its months against the band of peers, its value, and the address of its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.diagnosis import wording
from steerboard.diagnosis.chain import Month, Verdict
from steerboard.diagnosis.links import Link
from steerboard.mart.kept import Kept
from steerboard.people.requests import Asked
from steerboard.ui.tags.charts import spark
from steerboard.ui.tags.language import page_language
from steerboard.work.figures import records_url
from steerboard.work.team.measuring import window_of

ENOUGH_OF_A_MONTH = 0.2  # of a usual month, before a mean of it is drawn


@dataclass(frozen=True)
class Drawn:
    """A link of a person beside words."""

    verdict: Verdict
    chart: SafeString
    value: Text
    url: str

    @property
    def name(self) -> Text:
        return self.verdict.link.name

    @property
    def short(self) -> Text | None:
        """What the value is of, where it is not what its column usually shows."""
        return self.verdict.link.short


def drawn(
    request: Asked,
    person: int,
    verdict: Verdict,
    months: Sequence[Period],
    *,
    last: int,
    width: int,
    height: int,
) -> Drawn:
    """The ``last`` months of a link. Its last point is marked only where the verdict is: a point proves nothing."""
    look = (person, page_language(), request.today, last, width, height)
    return _DRAWN.of([verdict], look, lambda: _draw(request, person, verdict, months, last, (width, height)))


def _draw(
    request: Asked, person: int, verdict: Verdict, months: Sequence[Period], last: int, size: tuple[int, int]
) -> Drawn:
    link, band, currency = verdict.link, verdict.band, request.workspace.currency
    chart = spark(
        line(verdict)[-last:],
        f"money:{currency}" if link.unit == "money" else link.unit,
        label=link.name,
        band=(band.low, band.high) if band.known else None,
        better=link.better if verdict.is_problem else "none",
        partial=True,
        width=size[0],
        height=size[1],
    )
    value = wording.number(verdict.value, link.unit, currency)
    return Drawn(verdict, chart, value, address(link, person, window_of(link, months, request.today)))


@lru_cache(maxsize=4096)
def address(link: Link, person: int, window: Period) -> str:
    """The records behind a link; of a part of it, the deals that went wrong."""
    if link.part is None:
        return records_url(link.kpi, window, by="owner", key=str(person))
    field, value = link.part
    return f"{reverse('deals')}?{urlencode({'only': 'lost', 'who': str(person), field: value})}"


def line(verdict: Verdict) -> list[float | None]:
    """The points of a chart: of a count the months; of anything else, whose single months say little, the value over
    the judged length that ends with each month, so that the last point is the value itself."""
    months = verdict.months
    if verdict.link.kind == "count":
        return [m.value if m.bottom >= ENOUGH_OF_A_MONTH else None for m in months]
    return [_over(months[max(0, n + 1 - verdict.link.months) : n + 1]) for n in range(len(months))]


def _over(months: Sequence[Month]) -> float | None:
    bottom = sum(m.bottom for m in months)
    return sum(m.top for m in months) / bottom if bottom > 0 else None


_DRAWN: Kept[Drawn] = Kept(4096)
