"""Entering, mending and deleting a record: in a sheet over the page, or on a page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from steerboard.core.errors import BadInput, Forbidden
from steerboard.core.text import Text
from steerboard.kinds.batch import Written
from steerboard.kinds.registry import get
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.people.rights import visible_one
from steerboard.records import showing
from steerboard.records.answers import done, leave
from steerboard.records.entry import saving
from steerboard.records.entry.catalog import FORMS
from steerboard.records.entry.declare import FormSpec
from steerboard.records.entry.doubles import doubles_of
from steerboard.records.entry.forms import RecordForm
from steerboard.records.entry.lines import NO_LINE, line_forms, line_items
from steerboard.records.entry.rights import may_enter, may_mend
from steerboard.records.listing.catalog import BY_KIND
from steerboard.records.views import reader_of
from steerboard.ui import htmx

ENTERED, SAVED = Text("Entered: {name}", "已新建：{name}"), Text("Saved: {name}", "已保存：{name}")
SAME, DELETED = Text("Nothing changed.", "没有改动。"), Text("Deleted: {name}", "已删除：{name}")
EDIT = Text("Edit {kind}", "编辑{kind}")
KINDS = tuple(FORMS)


def form_of(kind: str) -> FormSpec:
    """The form of a kind; a kind without one answers as an absent page."""
    try:
        return FORMS[kind]
    except KeyError:
        raise Forbidden(Text("there is no such form.", "没有这样的表单。")) from None


@signed_in(
    examples={"kind": KINDS},
    queries=(
        "full=1",
        "{kind:opportunity}account={account}",
        "{kind:order}account={account}",
        "{kind:quote}opportunity={opportunity}",
        "{kind:activity}account={account}",
    ),
    forms=(
        "{kind:opportunity}account={account}&name=Word",
        "{kind:order}account={account}&ordered_at_0=2026-06-01",
        "{kind:activity}account={account}&kind=visit&planned_for_0=2026-06-20",
        "{kind:contact}account={account}&name=Word",
        "{kind:contract}account={account}&number=Word",
        "{kind:quote}opportunity={opportunity}&amount=1",
        "{kind:loss_review}opportunity={opportunity}&reviewer=customer",
    ),
)
@require_http_methods(["GET", "HEAD", "POST"])
def new_record(request: Asked, kind: str) -> HttpResponse:
    """The three to five fields that are enough, or with ``full`` all of them."""
    form_spec = form_of(kind)
    if not may_enter(kind, request.rights):
        raise Forbidden(Text("there is no such form.", "没有这样的表单。"))
    given = request.POST if request.method == "POST" else request.GET
    full = given.get("full") == "1" or not form_spec.quick
    names = form_spec.full if full else form_spec.quick
    if request.method != "POST":
        form = RecordForm(request, form_spec, names, initial=_begun(form_spec, given))
        return _page(request, form, full=full, lines=_lines(request, form_spec, None))
    form = RecordForm(request, form_spec, names, given)
    lines = _lines(request, form_spec, given)
    if not _valid(form, lines):
        return _page(request, form, full=full, lines=lines)
    doubles = [] if given.get("sure") else doubles_of(form_spec, form.cleaned_data, request.rights)
    if doubles:
        return _page(request, form, full=full, lines=lines, doubles=doubles)
    try:
        items = line_items(request, lines, None, _currency(request, form)) if lines is not None else []
        written = saving.enter(request, form, items)
    except BadInput as error:
        return _page(request, form, full=full, lines=lines, error=error)
    return _entered(request, kind, written)


def _entered(request: Asked, kind: str, written: Written) -> HttpResponse:
    url = showing.record_url(kind, written.ids[0])
    name = _name(request, kind, visible_one(kind, written.ids[0], request.rights))
    if not htmx.is_fragment(request):
        return leave(request, ENTERED.fill(name=name), written, url)
    link = format_html('<a class="n" href="{}">{}</a>', url, name)
    return done(request, format_html(str(ENTERED).replace("{name}", "{}"), link), written, url)


@signed_in(
    examples={"kind": KINDS, "record_id": "{kind}"},
    forms=(
        "name=Word&seen=0",
        "{kind:opportunity}seen=0&account={account}",
        "{kind:order}seen=0&account={account}",
        "{kind:contact}seen=0&account={account}",
        "{kind:quote}seen=0&opportunity={opportunity}",
        "{kind:activity}seen=0&account={account}",
        "{kind:activity}seen=0&opportunity={opportunity}",
    ),
)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_record(request: Asked, kind: str, record_id: int) -> HttpResponse:
    """All fields of a record; of what others changed meanwhile nothing is lost."""
    form_spec = form_of(kind)
    record = _to_mend(request, kind, record_id)
    given = request.POST if request.method == "POST" else None
    form = RecordForm(request, form_spec, form_spec.full, given, record=record)
    lines = _lines(request, form_spec, given, record)
    if given is None or not _valid(form, lines):
        return _page(request, form, full=True, lines=lines)
    try:
        currency = str(form.cleaned_data.get("currency") or getattr(record, "currency", "") or "")
        items = (
            line_items(request, lines, record, currency or request.workspace.currency)
            if lines is not None
            else []
        )
        written = saving.mend(request, form, items)
    except BadInput as error:
        return _page(request, form, full=True, lines=lines, error=error)
    name = _name(request, kind, visible_or(request, kind, record_id) or record)
    text = SAVED.fill(name=name) if written.change else SAME
    return done(request, text, written, showing.record_url(kind, record_id))


@signed_in(examples={"kind": KINDS, "record_id": "{kind}"}, forms=("sure=1",))
@require_POST
def delete_record(request: Asked, kind: str, record_id: int) -> HttpResponse:
    """Delete a record; the toast of the list that follows takes it back."""
    form_of(kind)
    record = _to_mend(request, kind, record_id)
    name = _name(request, kind, record)
    written = saving.remove(request, kind, record)
    return leave(request, DELETED.fill(name=name), written, reverse(BY_KIND[kind].url_name))


def _to_mend(request: Asked, kind: str, record_id: int) -> Any:
    """A record that the reader may change; one that he only sees answers as an absent one does."""
    form_of(kind)
    record = visible_one(kind, record_id, request.rights)
    if not may_mend(record, kind, request.rights):
        raise Forbidden(Text("there is no such form.", "没有这样的表单。"))
    return record


def visible_or(request: Asked, kind: str, record_id: int) -> Any:
    """The record as it is now, None where it is no longer the reader's to see (he handed it over)."""
    try:
        return visible_one(kind, record_id, request.rights)
    except Forbidden:
        return None


def _name(request: Asked, kind: str, record: Any) -> str:
    return showing.title_of(get(kind), record, reader_of(request))


def _begun(form_spec: FormSpec, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a new form begins with: the links and words of the address that brought somebody here."""
    fields = get(form_spec.kind).fields
    begun = {n: str(given[n])[:200] for n in form_spec.full if given.get(n) and fields[n].type != "time"}
    days = {n: [given.get(f"{n}_0"), given.get(f"{n}_1")] for n in form_spec.full if fields[n].type == "time"}
    return begun | {n: parts for n, parts in days.items() if parts[0]}


def _lines(request: Asked, form_spec: FormSpec, given: Any, record: Any = None) -> Any:
    if not form_spec.lines:
        return None
    sent = given if given is not None and "lines-TOTAL_FORMS" in given else None
    return line_forms(request, sent, record)


def _valid(form: RecordForm, lines: Any) -> bool:
    """Both are asked, so that all that is wrong is said at once."""
    well = form.is_valid()
    if lines is None:
        return well
    if not lines.is_bound:
        form.add_error(None, str(NO_LINE))
        return False
    fits = lines.is_valid()
    if fits and not any(f.filled for f in lines.forms):
        form.add_error(None, str(NO_LINE))
    return bool(fits and not form.errors)


def _currency(request: Asked, form: RecordForm) -> str:
    return str(form.cleaned_data.get("currency") or request.workspace.currency)


def _page(
    request: Asked, form: RecordForm, *, full: bool, lines: Any = None, doubles: Any = (), error: BadInput | None = None
) -> HttpResponse:  # fmt: skip
    if error is not None:
        where = error.where.rpartition(".")[2] if error.where else ""
        form.add_error(where if where in form.fields else None, str(error.message))
    record, kind = form.record, form.form.kind
    spec = get(kind)
    here = reverse("edit_record", args=[kind, record.pk]) if record else reverse("new_record", args=[kind])
    context = {
        "sheet_base": htmx.sheet_base(request),
        "sheet_title": EDIT.fill(kind=spec.label) if record else form.form.new,
        "form": form,
        "groups": form.groups() if full else [],
        "full": full,
        "lines": lines,
        "doubles": doubles,
        "url": here,
        "full_url": "" if full else here,
        "delete_url": reverse("delete_record", args=[kind, record.pk]) if record else "",
        "verb": _("Save"),
    }
    wrong = bool(form.errors or doubles or (lines is not None and lines.is_bound and not lines.is_valid()))
    return render(request, "records/form.html", context, status=422 if wrong else 200)
