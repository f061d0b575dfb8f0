"""Whatever is written in whatever order: the history replayed is the row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from steerboard.core.clock import FixedClock
from steerboard.core.worldtime import WorldTime
from steerboard.kinds.batch import Author, Batch, Edit, New, Past
from steerboard.kinds.door import write
from steerboard.kinds.models import History
from steerboard.kinds.registry import get
from steerboard.kinds.values import to_json
from steerboard.records.models import Opportunity
from tests.django_db import Records

AUTHOR = Author(None, "test", "try")
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "amount": st.none() | st.decimals("-99", "99", places=4),
    "priority": st.sampled_from([None, "high", "normal", "low"]),
    "next_step": st.none() | st.sampled_from(["Call", "拜访", "a 'quoted' \"one\""]),
    "close_date": st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    "closed_at": st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    "probability": st.none() | st.sampled_from([Decimal("0.1"), Decimal(1)]),
}
FIELD_AND_VALUE = st.sampled_from(sorted(VALUES)).flatmap(lambda f: st.tuples(st.just(f), VALUES[f]))
EFFECTIVE: st.SearchStrategy[WorldTime | None] = (
    st.none()
    | st.dates(date(2026, 1, 1), date(2026, 6, 1))
    | st.integers(0, 5000).map(lambda h: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=h))
)
STEPS = st.lists(st.tuples(FIELD_AND_VALUE, EFFECTIVE, st.booleans()), max_size=12)


def replayed(pk: int, field: str, present: Any) -> Any:
    rows = History.objects.filter(kind="opportunity", record_id=pk, field=field).order_by(
        "effective_at", "id"
    )
    found = [h.new for h in rows]
    return found[-1] if found else present


@given(first=st.fixed_dictionaries(VALUES), steps=STEPS)
@trying(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_history_replayed_equals_the_row(
    any_records: Records, first: dict[str, Any], steps: list[Any]
) -> None:
    pk = write(Batch(AUTHOR, (New("opportunity", first),)), FixedClock(START)).ids[0]
    for number, ((field, value), effective, told) in enumerate(steps):
        clock = FixedClock(START + timedelta(days=number))
        item: Edit | Past = Edit("opportunity", pk, {field: value}, effective)
        if told and effective is not None:
            item = Past("opportunity", pk, field, None, value, effective)
        write(Batch(AUTHOR, (item,)), clock)
    spec, row = get("opportunity"), Opportunity.objects.get(pk=pk)
    for field in VALUES:
        present = to_json(spec.fields[field].type, getattr(row, field))
        created = to_json(spec.fields[field].type, first[field])
        assert replayed(pk, field, created) == present
