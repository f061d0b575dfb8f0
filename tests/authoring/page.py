"""What the tests of the page share: a KPI as its form is filled in, and the verbs of the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.offices import Office, htmx

BIG = {
    "name_en": "Large deals won",
    "name_zh": "大单赢单数",
    "unit": "count",
    "better": "up",
    "role": "result",
    "owner": "Oli",
    "source": "records",
    "measure": "count",
    "of": "opportunity",
    "at": "closed_at",
    "where": "outcome = 'won' and amount >= 500",
}
OWN = "large_deals_won"


def plain(answer: Any) -> str:
    """What an answer says, without its markup."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", text)


def preview(office: Office, name: str = "oli", language: str = "en", **changed: str) -> Any:
    answer = htmx(office.visitor(name, language), "post", "/kpis/preview/", **{**BIG, **changed})
    assert answer.status_code == 200
    return answer


def save(office: Office, url: str = "/kpis/new/", name: str = "oli", **changed: str) -> Any:
    return office.visitor(name).post(url, {**BIG, **changed})


def file_of(office: Office, kpi: str = OWN) -> Path:
    return office.workspace.kpis / f"{kpi}.yaml"


def mark_of(office: Office, name: str = "oli", kpi: str = OWN) -> str:
    """The mark of the file as a reader opens it."""
    page = office.visitor(name).get(f"/kpis/{kpi}/edit/").content.decode()
    found = re.search(r'name="mark" value="(\w+)"', page)
    assert found is not None
    return found[1]
