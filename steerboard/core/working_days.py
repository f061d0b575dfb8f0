"""Working days of a country, to start a workspace's own table with.

China moves working days to weekends around its holidays by a yearly notice; a year whose notice is not out yet
has its holidays without the swaps. So the days are written into the workspace, where they can be edited.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from steerboard.core.errors import UnknownName
from steerboard.core.text import Text


def of_country(code: str, years: Iterable[int]) -> tuple[frozenset[date], frozenset[date]]:
    """(days off, rest days that are worked) of ``years``; ``code`` is ISO 3166, for example CN.

    Source: the ``holidays`` library. Raises UnknownName where it does not know the country.
    """
    import holidays  # a large package: only who makes a workspace pays for it

    known = holidays.list_supported_countries()
    if code not in known:
        raise UnknownName(Text("country", "国家代码"), code, known)
    wanted = set(years)
    found = holidays.country_holidays(code, years=wanted)
    off = frozenset(day for day in found if day.year in wanted)
    worked = frozenset(day for day in found.weekend_workdays if day.year in wanted)
    return off, worked - off
