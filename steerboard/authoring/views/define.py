"""The page on which a KPI is defined, and what it shows while one types."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from steerboard.authoring import actions, choices, entries
from steerboard.authoring.faults import NEEDED, Fault, faults_of
from steerboard.authoring.files import Folder, Written
from steerboard.authoring.form import KpiForm
from steerboard.authoring.preview import Preview, preview
from steerboard.authoring.rights import AUTHORS, absent, may_know, reader_model
from steerboard.authoring.saying import generated
from steerboard.authoring.sketch import BOTH, MADE_OF, NAMES, Sketch, read
from steerboard.authoring.views.asking import writer
from steerboard.core.errors import SteerboardError
from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions
from steerboard.people.policies import needs
from steerboard.people.requests import Asked
from steerboard.ui.tags.language import page_language
from steerboard.work.definitions import definitions_of

NEW = Text("New KPI", "新建指标")
SAVED = Text("Saved as version {n}.", "已保存为第 {n} 版。")
IDS = ("no_such", "win_rate")
FORMS = (
    "source=records&measure=count&of=opportunity&at=closed_at&where=name+contains+'{word}'&name_en={word}",
    "source=records&measure=sum&of=order_line&at=order.ordered_at&value=cost_amount",
    "source=formula&formula=bookings+%2F+no_such",
    "source=ratio&numerator=bookings&denominator=won_deals",
)
HIDING = tuple(name for names in MADE_OF.values() for name in names)
"""The fields that are there only where they count."""
Faults = dict[str, dict[str, Any]]


@needs(*AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Define a KPI that there is not yet."""
    known = definitions_of(request.workspace)
    if request.method == "POST":
        return _save(request, known, "")
    start = Sketch(owner=writer(request).who)
    return _page(request, _with_time(start, request, known), known, "", saving=False)


@needs(*AUTHORS, examples={"kpi_id": IDS})
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Asked, kpi_id: str) -> HttpResponse:
    """Change a KPI that the page made, or a file that says what the page can say."""
    known = definitions_of(request.workspace)
    there = Folder(request.workspace.kpis).written(kpi_id)
    if request.method == "POST" and (there is not None or actions.was_kept(kpi_id)):
        return _save(request, known, kpi_id)
    if there is None or kpi_id not in known.by_id:
        raise absent()
    if not may_know(known.kpi(kpi_id), known, request.rights):
        raise absent()
    sketch = entries.sketch_of(there.entry, known)
    if sketch is None:
        return _by_hand(request, known, kpi_id)
    return _page(request, sketch, known, kpi_id, saving=False, mark=there.mark)


@needs(*AUTHORS, forms=FORMS)
@require_POST
def look(request: Asked) -> HttpResponse:
    """What the form comes to so far: figures, or what is wrong at which character."""
    known = definitions_of(request.workspace)
    sketch, mine = read(request.POST.dict()), _mine(request, known)
    faults = _faults(request, sketch, known, mine, saving=False)
    shown = [n for n in NAMES if n not in HIDING or n in sketch.made_of]
    slots = [(f"fault-{name}", faults.get(name)) for name in shown]
    context = {"slots": slots, **_comes_to(request, sketch, known, mine)}
    return render(request, "authoring/parts/looked.html", context)


@needs(*AUTHORS, forms=FORMS)
@require_POST
def parts(request: Asked) -> HttpResponse:
    """The fields that say what it is made of, after another kind of record was chosen."""
    known = definitions_of(request.workspace)
    sketch, mine = _with_time(read(request.POST.dict()), request, known), _mine(request, known)
    faults = _faults(request, sketch, known, mine, saving=False)
    answer = render(request, "authoring/parts/made.html", _fields(request, sketch, known, mine, faults))
    answer["HX-Trigger-After-Settle"] = "sketch"
    return answer


def _mine(request: Asked, known: Definitions) -> str:
    """The KPI that is edited, of those that are the company's own."""
    named = request.POST.get("id", "")
    return named if named in known.by_id and Folder(request.workspace.kpis).written(named) else ""


def _with_time(sketch: Sketch, request: Asked, known: Definitions) -> Sketch:
    """With a time that its kind has: another kind has other times."""
    model = reader_model(request.rights)
    if sketch.at in dict(choices.times(model, sketch.of)):
        return sketch
    return Sketch(**{**vars(sketch), "at": choices.usual_time(model, sketch.of, known)})


def _save(request: Asked, known: Definitions, kpi: str) -> HttpResponse:
    sketch, mark = read(request.POST.dict()), request.POST.get("mark", "")
    if faults_of(sketch, known, request.rights, kpi):
        return _page(request, sketch, known, kpi, saving=True, mark=mark, status=422)
    try:
        version = actions.save_kpi(writer(request), sketch, known, kpi, mark)
    except actions.Conflict as conflict:
        there = conflict.there.mark if conflict.there else ""
        return _page(request, sketch, known, kpi, saving=True, mark=there, status=409, conflict=conflict)
    except actions.Unsaved as error:
        return _page(request, sketch, known, kpi, saving=True, mark=mark, status=422, refused=error)
    messages.success(request, str(SAVED.fill(n=version.number)))
    return HttpResponseRedirect(reverse("figure", args=[version.kpi]))


def _page(
    request: Asked, sketch: Sketch, known: Definitions, kpi: str, *, saving: bool, mark: str = "",
    status: int = 200, conflict: actions.Conflict | None = None, refused: SteerboardError | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "page_title": Text(en=sketch.name_en, zh=sketch.name_zh) if kpi else NEW,
        "kpi_id": kpi,
        "mark": mark,
        "back": reverse("figure", args=[kpi]) if kpi in known.by_id else reverse("figures"),
        "now": request.clock.now(),
        "refused": refused,
        **_conflict(conflict),
        **_fields(request, sketch, known, kpi, _faults(request, sketch, known, kpi, saving=saving)),
        **_comes_to(request, sketch, known, kpi),
    }
    return render(request, "authoring/define.html", context, status=status)


def _conflict(conflict: actions.Conflict | None) -> dict[str, Any]:
    """Who saved what meanwhile, with what is otherwise in it."""
    if conflict is None:
        return {}
    there: Written | None = conflict.there
    return {"conflict": conflict, "theirs": there.text if there else "", "by": conflict.by}


def _fields(request: Asked, sketch: Sketch, known: Definitions, mine: str, faults: Faults) -> dict[str, Any]:
    """The form, which of its fields count for what was chosen, and what can be put into the texts."""
    model = reader_model(request.rights)
    form = KpiForm(sketch, known, model, mine)
    rows = {name: {"field": form[name], "id": f"fault-{name}", "fault": faults.get(name)} for name in NAMES}
    own_words = [[rows[f"{what}_{language}"] for language in ("zh", "en")] for what in BOTH]
    return {
        "rows": rows,
        "made": [rows[name] for name in sketch.made_of],
        "kept": [form[name] for name in HIDING if name not in sketch.made_of],
        "own_words": own_words,
        "has_words": any(any(sketch.said(what)) for what in BOTH),
        "figures": form.every if sketch.source == "formula" else [],
        "words": choices.fields(model, sketch.of, known) if sketch.source == "records" else [],
        "functions": choices.functions() if sketch.source == "records" else [],
    }


def _faults(request: Asked, sketch: Sketch, known: Definitions, mine: str, *, saving: bool) -> Faults:
    """What is wrong by field. What nobody has come to yet is no fault while one types."""
    found = faults_of(sketch, known, request.rights, mine)
    return {f.field: _fault(f, sketch) for f in found if saving or f.text is not NEEDED}


def _comes_to(request: Asked, sketch: Sketch, known: Definitions, mine: str) -> dict[str, Any]:
    shown = preview(request, sketch, known, mine)
    return {"preview": shown, "words_of_it": _words(sketch, known, shown)}


def _fault(fault: Fault, sketch: Sketch) -> dict[str, Any]:
    written = getattr(sketch, fault.field)
    if fault.start is None:
        return {"text": fault.text, "hint": fault.hint}
    before, wrong, after = fault.marked(written)
    return {
        "text": fault.text, "hint": fault.hint, "at": fault.start + 1, "before": before, "wrong": wrong, "after": after,
    }  # fmt: skip


def _words(sketch: Sketch, known: Definitions, shown: Preview) -> list[tuple[str, str, str]]:
    """What the definition says in both languages, the reader's own first: what he wrote, else what the page says."""
    if shown.kpi is None:
        return []
    usual = generated(sketch, known)
    found = []
    for what in BOTH:
        en, zh = sketch.said(what)
        both = (en or usual[what].en, zh or usual[what].zh)
        found.append((what, *(both[::-1] if page_language() == "zh" else both)))
    return found


def _by_hand(request: Asked, known: Definitions, kpi: str) -> HttpResponse:
    context = {
        "page_title": known.by_id[kpi].name,
        "file": f"{kpi}.yaml",
        "back": reverse("figure", args=[kpi]),
        "text": Folder(request.workspace.kpis).written(kpi),
    }
    return render(request, "authoring/by_hand.html", context)
