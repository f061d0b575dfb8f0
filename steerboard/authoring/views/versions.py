"""A company's own KPIs, in effect and retired, with all their versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from steerboard.authoring import actions
from steerboard.authoring.files import Folder, parsed
from steerboard.authoring.models import HOW, Version
from steerboard.authoring.rights import AUTHORS, absent, may_know, told
from steerboard.authoring.views.asking import writer
from steerboard.authoring.views.define import IDS
from steerboard.catalogue.library import library_of, shipped
from steerboard.core.errors import SteerboardError
from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions
from steerboard.engine.definition.load import read_entry
from steerboard.engine.rights import TAGS
from steerboard.people.policies import needs
from steerboard.people.requests import Asked
from steerboard.work.definitions import definitions_of

OWN = Text("Our own KPIs", "自定义指标")
VERSIONS = Text("Versions of “{k}”", "“{k}”的版本")
RETIRED = Text("“{k}” is retired. Its versions are kept.", "“{k}”已停用，历史版本仍保留。")
BACK = Text("Version {a} is in effect again, as version {b}.", "第 {a} 版已恢复，成为第 {b} 版。")


@needs(*AUTHORS)
@require_safe
def own(request: Asked) -> HttpResponse:
    """The KPIs that did not come with the product, those that were retired, and what is wrong in the files."""
    known = definitions_of(request.workspace)
    ours = {d.id for d in shipped()}
    last = {v.kpi: v for v in Version.objects.order_by("number")}
    folder = Folder(request.workspace.kpis)

    def opens(kpi: str) -> bool:
        return folder.written(kpi) is not None and may_know(known.kpi(kpi), known, request.rights)

    lines = [
        {"id": d.id, "name": d.name, "owner": d.owner, "last": last.get(d.id), "opens": opens(d.id)}
        for d in known
        if d.id not in ours
    ]
    context = {
        "page_title": OWN,
        "lines": lines,
        "retired": [
            {"id": v.kpi, "name": _name(v)}
            for v in last.values()
            if v.how == "retired" and v.kpi not in known.by_id
        ],
        "faults": [(f.where, *told(f, request.rights)) for f in library_of(request.workspace.kpis).faults],
        "now": request.clock.now(),
    }
    return render(request, "authoring/own.html", context)


@needs(*AUTHORS, examples={"kpi_id": IDS})
@require_safe
def listing(request: Asked, kpi_id: str) -> HttpResponse:
    """Every version with who saved it and when, the latest first."""
    known = definitions_of(request.workspace)
    there = Folder(request.workspace.kpis).written(kpi_id)
    found = list(Version.objects.filter(kpi=kpi_id).order_by("-number"))
    if not (found or there) or not all(
        _may_see(text, kpi_id, known, request) for text in _texts(found, there)
    ):
        raise absent()
    context = {
        "page_title": VERSIONS.fill(k=_title(kpi_id, found, known)),
        "kpi_id": kpi_id,
        "live": kpi_id in known.by_id and there is not None,
        "versions": [
            {"it": v, "how": HOW[v.how], "now": there is not None and v.text == there.text and v is found[0]}
            for v in found
        ],
        "only_file": there.text if there and all(v.text != there.text for v in found) else "",
        "now": request.clock.now(),
    }
    return render(request, "authoring/versions.html", context)


@needs(*AUTHORS, examples={"kpi_id": IDS, "number": (1,)})
@require_POST
def restore(request: Asked, kpi_id: str, number: int) -> HttpResponse:
    """Save an older version as the newest."""
    known = definitions_of(request.workspace)
    try:
        version = actions.restore(writer(request), kpi_id, number, known)
    except actions.Unsaved as error:
        messages.error(request, str(error.message))
        return HttpResponseRedirect(reverse("kpi_versions", args=[kpi_id]))
    messages.success(request, str(BACK.fill(a=number, b=version.number)))
    return HttpResponseRedirect(reverse("figure", args=[kpi_id]))


@needs(*AUTHORS, examples={"kpi_id": IDS})
@require_POST
def retire(request: Asked, kpi_id: str) -> HttpResponse:
    """Take a KPI out of effect."""
    known = definitions_of(request.workspace)
    try:
        version = actions.retire(writer(request), kpi_id, known)
    except actions.Unsaved as error:
        messages.error(request, " ".join(str(t) for t in (error.message, error.hint) if t))
        return HttpResponseRedirect(reverse("kpi_versions", args=[kpi_id]))
    undo = reverse("restore_kpi", args=[kpi_id, version.number])
    messages.success(request, str(RETIRED.fill(k=_name(version))), extra_tags=undo)
    return HttpResponseRedirect(reverse("own_kpis"))


def _texts(found: Iterable[Version], there: Any) -> list[str]:
    return [*(v.text for v in found), *([there.text] if there else [])]


def _may_see(text: str, kpi: str, known: Definitions, request: Asked) -> bool:
    """What names fields that the reader has no right to is shown to him in no version; of what can be read no more,
    only who may read everything."""
    try:
        then = parsed(text, kpi)
        if then is not None:
            definition = read_entry(then.entry, "version")
            return may_know(known.trying(definition).kpi(definition.id), known, request.rights)
    except SteerboardError:
        pass
    return all(request.rights.may_read(tag) for tag in TAGS)


def _name(version: Version) -> Text:
    then = parsed(version.text, version.kpi)
    return Text.of(then.entry["name"]) if then else Text.same(version.kpi)


def _title(kpi: str, found: list[Version], known: Definitions) -> Text:
    if kpi in known.by_id:
        return known.by_id[kpi].name
    return _name(found[0]) if found else Text.same(kpi)
