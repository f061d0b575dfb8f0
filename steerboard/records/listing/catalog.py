"""The lists there are, and how they stand together; a kind that people work with gets its list in one of the two files."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.kinds.registry import get
from steerboard.people.rights import sees_all
from steerboard.records.listing.declare import Tab
from steerboard.records.listing.market import MARKET
from steerboard.records.listing.sales import OPPORTUNITIES, SALES

LISTINGS = (*MARKET, *SALES)
BY_KIND = {listing.kind: listing for listing in LISTINGS}

SHAPES = {
    "opportunity": (Tab(Text("List", "列表"), "deals"), Tab(Text("Board", "看板"), "deals_board")),
    "activity": (
        Tab(Text("List", "列表"), "activities"),
        Tab(Text("Calendar", "日历"), "activities_calendar"),
    ),
}


def tabs_of(kind: str, rights: Rights) -> tuple[Tab, ...]:
    """The lists that stand together with that of a kind; what is closed to the reader is left out."""
    family = MARKET if any(listing.kind == kind for listing in MARKET) else SALES
    return tuple(Tab(listing.title, listing.url_name) for listing in family if is_open(listing.kind, rights))


def is_open(kind: str, rights: Rights) -> bool:
    """Whether the reader can see anything of a kind at all."""
    spec = get(kind)
    return spec.policy.rule != "closed" or sees_all(spec, rights)


__all__ = ["BY_KIND", "LISTINGS", "OPPORTUNITIES", "SHAPES", "is_open", "tabs_of"]
