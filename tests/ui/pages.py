"""A small site of this room alone: a page with every component, a sheet with a form, and a live stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from queue import Empty, Queue

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template import engines
from django.urls import path
from django.views.i18n import set_language
from typing_extensions import override

from steerboard.core.text import Text
from steerboard.ui import htmx
from steerboard.ui.charts import Bridge, Line, Point, Step, Trend
from steerboard.ui.tables import Cell, Column, Table
from steerboard.ui.widgets import DateInput, MomentInput, NumberInput, SearchSelect

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
DEALS = Table(
    caption=Text("Open deals", "在谈商机"),
    columns=[
        Column("name", Text("Customer", "客户"), sortable=True),
        Column("amount", Text("Amount", "金额"), numeric=True, sortable=True, descending_first=True),
        Column("owner", Text("Owner", "负责人"), phone=False),
    ],
    rows=[
        [Cell("苏州恒远", small="KA", href="/records/"), Cell("¥36 万", href="/records/"), Cell("陈宇")],
        [
            Cell("Jiangnan Pump Industrial Equipment Manufacturing (Wuxi) Co., Ltd."),
            Cell("¥9.4 万"),
            Cell("Wu Hao"),
        ],
    ],
    total=541_909,
    size=2,
    page=2,
    sort="-amount",
    foot=[Cell(Text("All", "合计")), Cell("¥45.4 万"), Cell("")],
    key="deals",
)
TREND = Trend(
    Text("Bookings", "签单业绩"),
    "money:CNY",
    [
        Point("Sep", 3_200_000, "September 2026", "/records/"),
        Point("Oct", 2_400_000, "October 2026", "/records/"),
        Point("Nov", 1_100_000, "November 2026", "/records/", partial=True, note="13 of 21 working days"),
    ],
    [
        Line(Text("a year before", "去年同期"), [2_000_000, None, 900_000]),
        Line("Target", [3_000_000, 3_000_000, 3_000_000], "ticks"),
    ],
)
BRIDGE = Bridge(
    Text("Pipeline", "管道"),
    "money:CNY",
    [
        Step("Start", 4_000_000, "total", href="/records/"),
        Step("New", 900_000, valence="better", href="/records/"),
        Step("Lost", -5_500_000, valence="worse", href="/records/"),
        Step("End", -600_000, "total", href="/records/"),
    ],
)
streams: list[Queue[str]] = []
logged: list[str] = []


class Person:
    is_authenticated = True

    @override
    def __str__(self) -> str:
        return "Chen Yu"


class VisitForm(forms.Form):
    customer = forms.ChoiceField(
        label="Customer",
        choices=[("", "—"), ("1", "苏州恒远"), ("2", "Kunshan Bright")],
        widget=SearchSelect("/find/"),
    )
    at = forms.DateTimeField(label="When", widget=MomentInput())
    next_day = forms.DateField(label="Next", required=False, widget=DateInput())
    amount = forms.DecimalField(label="Amount", required=False, widget=NumberInput(), help_text="Without tax")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea())
    lead_present = forms.BooleanField(label="Technical lead present", required=False)


def page(request: HttpRequest) -> HttpResponse:
    request.user = Person()  # type: ignore[assignment]
    source = (HERE / "page.html").read_text("utf-8")
    return HttpResponse(engines["django"].from_string(source).render(context(), request))


def context() -> dict[str, object]:
    return {
        "page_title": Text("Today", "今天"),
        "period_text": Text("November 2026", "2026年11月"),
        "scope_text": Text("my team, as it was", "我的团队（按当时）"),
        "table": DEALS,
        "nothing": Table("Nothing", DEALS.columns, [], total=0, key="nothing"),
        "today": date(2026, 11, 20),
        "now": NOW,
        "since": NOW - timedelta(hours=3),
        "options": [("month", Text("Month", "月")), ("quarter", Text("Quarter", "季"))],
        "sentence": Text("Visits 9 of 15: plan 3 more.", "面访 9 次，目标 15 次：还要再排 3 次。"),
        "quiet": [{"name": Text("Not now", "稍后"), "url": "/undo/", "post": True}],
        "logged": len(logged),
        "trend": TREND,
        "bridge": BRIDGE,
        "sparks": [0.28, None, 0.31, 0.22],
        "band": (0.25, 0.35),
    }


def visits(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(logged)))


def log(request: HttpRequest) -> HttpResponse:
    request.user = Person()  # type: ignore[assignment]
    form = VisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        logged.append(form.cleaned_data["customer"])
        if not htmx.is_fragment(request):
            return redirect("today")
        return htmx.done(
            request, Text("Visit logged.", "已记录拜访。"), undo_url="/undo/", changed=("activity",)
        )
    source = (HERE / "log.html").read_text("utf-8")
    shown = {
        "sheet_base": htmx.sheet_base(request),
        "sheet_title": Text("Log a visit", "记一次拜访"),
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return HttpResponse(engines["django"].from_string(source).render(shown, request), status=status)


def undo(request: HttpRequest) -> HttpResponse:
    if logged:
        logged.pop()
    return htmx.done(request, Text("Undone.", "已撤销。"), changed=("activity",))


def find(request: HttpRequest) -> JsonResponse:
    asked = request.GET["q"]
    return JsonResponse([{"value": "1", "label": f"{asked} 找到的客户", "hint": "无锡"}], safe=False)


def live(request: HttpRequest) -> StreamingHttpResponse:
    queue: Queue[str] = Queue()
    streams.append(queue)

    def events() -> Iterator[str]:
        yield ": hello\n\n"
        while True:
            try:
                name = queue.get(timeout=0.5)
            except Empty:
                yield "event: beat\ndata: {}\n\n"
                continue
            if name == "end":
                return
            yield f"event: change\ndata: {json.dumps({'names': [name]})}\n\n"

    return StreamingHttpResponse(events(), content_type="text/event-stream")


def wrong(request: HttpRequest, status: int) -> HttpResponseBase:
    return render(request, f"{status}.html", status=status)


urlpatterns = [
    path("", page, name="today"),
    path("customers/", page, name="customers"),
    path("log/", log, name="log_visit"),
    path("visits/", visits, name="visits"),
    path("undo/", undo, name="undo"),
    path("find/", find, name="find"),
    path("live", live, name="live"),
    path("wrong/<int:status>/", wrong, name="wrong"),
    path("language/", set_language, name="set_language"),
]
