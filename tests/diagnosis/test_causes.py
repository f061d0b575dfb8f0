"""What went along with a fall: named only where it moved beyond chance, and in the telling way."""

from __future__ import annotations

from steerboard.diagnosis.causes import SPLITS, Cause, Part, cause_of
from steerboard.diagnosis.evidence import Sample
from steerboard.diagnosis.links import BY_KEY
from steerboard.diagnosis.wording import cause


def part(name: str, now: float, before: float, months: float = 10) -> Part:
    return Part(name, Sample("count", now * months, months), Sample("count", before * months, months))


def test_the_part_that_rose_most_is_named() -> None:
    found = cause_of(
        SPLITS["activity"], [part("Onboarding", 6, 0.5), part("Demo", 4, 1), part("Visit", 5, 20)]
    )
    assert found == Cause(SPLITS["activity"], "Onboarding", 6, 0.5)
    assert cause(found, "CNY").en == "time goes into “Onboarding”: 6 a month, 0.5 before"
    assert cause(found, "CNY").zh == "时间花在“Onboarding”上：月均 6 次，此前 0.5 次"


def test_what_fell_explains_missing_deals() -> None:
    found = cause_of(SPLITS["creation"], [part("New", 1, 4), part("Renewal", 3, 1)])
    assert found is not None
    assert found.name == "New"


def test_what_may_be_chance_is_no_cause() -> None:
    assert cause_of(SPLITS["activity"], [part("Demo", 3, 2, months=1)]) is None
    assert cause_of(SPLITS["activity"], [part("Visit", 5, 20)]) is None
    assert cause_of(SPLITS["activity"], []) is None


def test_a_part_without_records_before_or_now_is_none() -> None:
    nothing = Sample("rate", 0, 0)
    assert cause_of(SPLITS["conversion"], [Part("Price", Sample("rate", 9, 10), nothing)]) is None


def test_every_split_is_of_a_link() -> None:
    assert set(SPLITS) <= set(BY_KEY)
