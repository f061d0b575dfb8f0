"""The pages of lists: what one sees of a kind, with search, filters, order and pages, all in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.kinds.registry import FieldSpec, get
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.records.entry.catalog import FORMS
from steerboard.records.entry.rights import may_enter
from steerboard.records.listing import cells, finding
from steerboard.records.listing.asking import Asking, page_number, parse, rows_for
from steerboard.records.listing.catalog import BY_KIND, LISTINGS, SHAPES, is_open, tabs_of
from steerboard.records.listing.declare import Listing, Present
from steerboard.records.questions import names_of
from steerboard.records.showing import Reader
from steerboard.records.views import reader_of
from steerboard.ui import htmx
from steerboard.ui.tables import Table, with_query

MOST_VALUES = 60
ROWS = 30
_SELECTED = SafeString(" selected")
NOTHING = Text("Nothing fits. Try fewer words or filters.", "没有符合条件的记录。请减少关键词或筛选条件。")
ANY, YES, NO = Text("any", "不限"), Text("Yes", "是"), Text("No", "否")
WHOSE = {"all": Text("All", "全部"), "mine": Text("Mine", "我的"), "pool": Text("Pool", "公海")}


@dataclass(frozen=True)
class Filter:
    """A select behind the fold: its options with the one chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str

    def markup(self) -> SafeString:
        """The options; made here, since there may be hundreds."""
        return format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((value, _SELECTED if value == self.chosen else "", label) for value, label in self.options),
        )


def page_of(request: Asked) -> int:
    """The page asked for; anything that is no number is the first."""
    return page_number(request.GET)


def present_of(request: Asked) -> Present:
    return Present(request.today, request.clock.now(), request.workspace.calendar)


def listing_view(listing: Listing) -> Callable[..., HttpResponse]:
    """The view of one list; what the tests of rights try follows from the declaration."""

    @signed_in(queries=("q={word}", *_queries(listing)))
    @require_safe
    def view(request: Asked) -> HttpResponse:
        return show(request, listing)

    return view


def _queries(listing: Listing) -> tuple[str, ...]:
    whose = ["whose=mine"] if listing.owned else []
    sorts = [f"sort=-{c.field}" for c in listing.columns if c.sort][:1]
    lenses = [f"only={x.key}" for x in listing.lenses[1:]]
    return (*whose, *sorts, *lenses)


def show(request: Asked, listing: Listing) -> HttpResponse:
    """A list as its address asks for it; of what is closed to the reader there is none."""
    if not is_open(listing.kind, request.rights):
        raise Forbidden(Text("there is no such list.", "没有这样的列表。"))
    asking = parse(listing, request.GET, request.rights)
    rows = rows_for(listing, asking, request.rights, present_of(request))
    found, total, page = _page(rows, asking.page)
    reader = reader_of(request)
    table = Table(
        listing.title,
        cells.columns_of(listing, reader),
        cells.rows_of(listing, found, reader),
        total,
        page,
        size=ROWS,
        sort=asking.sort,
        key=f"{listing.url_name}-table",
        empty=_empty(listing, asking),
    )
    return answer(request, "records/list.html", context_of(request, listing, asking) | {"table": table})


def answer(request: Asked, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page; a fragment of it takes along the address that it has as a page, where that is another one."""
    response = render(request, template, context)
    if htmx.is_fragment(request):
        address = _clean(request)
        if not request.headers.get("HX-Current-URL", "").endswith(address):
            response["HX-Push-Url"] = address
    return response


def context_of(request: Asked, listing: Listing, asking: Asking) -> dict[str, Any]:
    reader = reader_of(request)
    whose = [k for k in WHOSE if k != "pool" or listing.pool] if listing.owned else []
    enter = listing.kind in FORMS and may_enter(listing.kind, reader.rights)
    return {
        "page_title": listing.title,
        "listing": listing,
        "asking": asking,
        "search_text": asking.text if listing.kind == "account" else "",
        "tabs": [
            (t.name, reverse(t.url_name), t.url_name == BY_KIND[listing.kind].url_name)
            for t in tabs_of(listing.kind, request.rights)
        ],
        "shapes": shapes_of(listing.kind, listing.url_name),
        "whose": [(k, WHOSE[k], k == asking.whose and asking.who is None) for k in whose],
        "filters": _filters(listing, asking, reader),
        "links": _links(request, listing, asking),
        "new_url": reverse("new_record", args=[listing.kind]) if enter else "",
        "live_name": listing.kind,
        "dated_label": _dated_label(listing, asking, reader),
    }


def _dated_label(listing: Listing, asking: Asking, reader: Reader) -> str:
    name = listing.dated_by(asking.lens)
    return reader.says(get(listing.kind).fields[name].label) if name else ""


def shapes_of(kind: str, current: str) -> list[tuple[Text, str, bool]]:
    """Other shapes of the same records: a board, a calendar."""
    found = []
    for shape in SHAPES.get(kind, ()):
        try:
            found.append((shape.name, reverse(shape.url_name), shape.url_name == current))
        except NoReverseMatch:
            continue
    return found if len(found) > 1 else []


def _empty(listing: Listing, asking: Asking) -> Text:
    if asking.text or asking.narrowed or asking.links or asking.whose != "all":
        return NOTHING
    return asking.lens.empty if asking.lens and asking.lens.empty else listing.empty


def _filters(listing: Listing, asking: Asking, reader: Reader) -> list[Filter]:
    fields, chosen = get(listing.kind).fields, dict(asking.values)
    found = [
        Filter(n, reader.says(fields[n].label), _options(listing, fields[n], reader), chosen.get(n, ""))
        for n in listing.choices
        if reader.rights.may_read(fields[n].tag)
    ]
    people = people_of(reader) if listing.owned else ()
    if people:
        who = "" if asking.who is None else str(asking.who)
        found.insert(0, Filter("who", reader.says(fields["owner"].label), people, who))
    return [f for f in found if len(f.options) > 1]


@dataclass(frozen=True)
class Of:
    """A record to whose rows a list is narrowed, and the address without that."""

    label: Text
    name: str
    field: str
    pk: int
    without: str


def _links(request: Asked, listing: Listing, asking: Asking) -> list[Of]:
    fields = get(listing.kind).fields
    found = []
    for name, pk in asking.links:
        field = fields[name]
        named = names_of(field.target, [pk], request.rights).get(pk, "")
        found.append(Of(field.label, named, name, pk, with_query(request, **{name: None, "page": None})))
    return found


def _options(listing: Listing, field: FieldSpec, reader: Reader) -> tuple[tuple[str, str], ...]:
    """What a field can be narrowed to; of free texts those that occur in what the reader sees."""
    none = ("", reader.says(ANY))
    if field.type == "choice":
        return (none, *((value, reader.says(text)) for value, text in field.choices))
    if field.type == "boolean":
        return (none, ("yes", reader.says(YES)), ("no", reader.says(NO)))
    seen = visible(listing.kind, reader.rights).exclude(**{field.name: None})
    values = seen.order_by(field.name).values_list(field.column, flat=True).distinct()[:MOST_VALUES]
    if field.type == "link":
        named = names_of(field.target, values, reader.rights)
        return (none, *((str(pk), name) for pk, name in named.items()))
    return (none, *((v, v) for v in values))


def people_of(reader: Reader) -> tuple[tuple[str, str], ...]:
    """Whose records a lead may narrow to; who leads nobody has no choice to make."""
    if not reader.rights.everything and len(reader.rights.people) < 2:
        return ()
    rows = visible("user", reader.rights)
    if not reader.rights.everything:
        rows = rows.filter(pk__in=reader.rights.people)
    people = rows.filter(left_on=None).order_by("name").values_list("pk", "name")[:300]
    return (("", reader.says(ANY)), *((str(pk), name) for pk, name in people))


def _page(rows: QuerySet[Any], asked: int) -> tuple[Sequence[Any], int, int]:
    total = rows.count()
    page = min(asked, max(1, -(-total // ROWS)))
    return list(rows[(page - 1) * ROWS : page * ROWS]), total, page


def _clean(request: Asked) -> str:
    """The address without what is not asked for, as one passes it on."""
    given = [(k, v) for k, v in request.GET.items() if v and (k, v) not in (("whose", "all"), ("page", "1"))]
    return f"{request.path}?{urlencode(given)}" if given else request.path


@signed_in(queries=("q={word}",))
@require_safe
def find_customers(request: Asked) -> JsonResponse:
    """Customers by name, for the search in a form."""
    return JsonResponse(finding.found("account", request.GET.get("q", ""), request.rights), safe=False)


@signed_in(examples={"kind": finding.KINDS}, queries=("q={word}",))
@require_safe
def find_records(request: Asked, kind: str) -> JsonResponse:
    """Records of a kind by name, for the search in a form."""
    return JsonResponse(finding.found(kind, request.GET.get("q", ""), request.rights), safe=False)


VIEWS = {listing.url_name: (listing.path, listing_view(listing)) for listing in LISTINGS}
customers = VIEWS[BY_KIND["account"].url_name][1]
deals = VIEWS[BY_KIND["opportunity"].url_name][1]

__all__ = ["VIEWS", "find_customers", "find_records", "listing_view", "page_of", "present_of", "show"]
