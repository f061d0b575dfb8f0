"""Fixtures of this room's tests."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.offices import Office, at, office

__all__ = ["office"]


@pytest.fixture
def deals(office: Office) -> Office:
    """Four won deals of June."""
    for name, amount in (("ann", 100), ("ann", 600), ("ben", 700), ("cleo", 7000)):
        office.add(
            "opportunity",
            name=f"Deal {amount}",
            owner=office.people[name],
            amount=Decimal(amount),
            currency="CNY",
            outcome="won",
            closed_at=at(3),
            created_at=at(1),
        )
    return office
