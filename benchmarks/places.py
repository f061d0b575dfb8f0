"""The pages that are measured, each with who looks at it. tests/benchmarks/test_places.py finds a route that is missing.

What a page fetches by itself after it came is found in the page, and is a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

REP, LEAD, DIRECTOR, EXECUTIVE = range(4)
WHO = {REP: "a rep", LEAD: "a team lead", DIRECTOR: "a regional director", EXECUTIVE: "an executive"}


@dataclass(frozen=True)
class Page:
    """``path`` is an address, or, with ``on``, what an address on the page ``on`` looks like; the first one counts.

    ``then`` goes on from there.
    """

    title: str
    path: str
    who: int
    on: str = ""
    then: str = ""

    def address(self, get: Callable[[str], str]) -> str:
        """Where the page is in this company; ``get`` gives the text of a page."""
        if not self.on:
            return self.path
        found = re.search(rf'"({self.path})[?#"]', get(self.on))
        if found is None:
            raise RuntimeError(f"nothing on {self.on} leads to {self.path}")
        return found.group(1) + self.then


def _record(kind: str, on: str, who: int = REP) -> Page:
    return Page(f"one {kind.replace('_', ' ')}", rf"/records/{kind}/\d+/", who, on)


FLOOR = Page("the least that a page costs: who asks, and nothing to say", "/healthz", REP)
REP_PAGES = (
    Page("Today", "/", REP),
    Page("its goal, fetched again", "/today/goal/", REP),
    Page("what matters now, fetched again", "/today/now/", REP),
    Page("Today by quarter", "/?by=quarter", REP),
    Page("the form of a visit", "/visits/new/", REP),
    Page("visits to plan", "/visits/plan/", REP),
    Page("closing dates in the past", "/deals/closings/", REP),
    Page("overdue steps", "/deals/steps/", REP),
    Page("leads that wait", "/leads/waiting/", REP),
    Page("customers", "/customers/", REP),
    Page("customers, searched", "/customers/?q=a", REP),
    Page("customers to choose from", "/customers/find/?q=a", REP),
    Page("contacts", "/customers/contacts/", REP),
    Page("leads", "/customers/leads/?only=all", REP),
    Page("activities", "/customers/activities/?only=all", REP),
    Page("the calendar", "/customers/activities/calendar/", REP),
    Page("campaigns", "/customers/campaigns/", REP),
    Page("deals", "/deals/", REP),
    Page("the board of deals", "/deals/board/", REP),
    Page("quotes", "/deals/quotes/", REP),
    Page("orders", "/deals/orders/", REP),
    Page("contracts", "/deals/contracts/", REP),
    Page("products", "/deals/products/", REP),
    Page("promotions", "/deals/promotions/", REP),
    Page("submitted forecasts", "/deals/forecasts/", REP),
    _record("account", "/customers/"),
    _record("contact", "/customers/contacts/"),
    _record("lead", "/customers/leads/?only=all"),
    _record("activity", "/customers/activities/?only=all"),
    _record("opportunity", "/deals/"),
    _record("quote", "/deals/quotes/"),
    _record("order", "/deals/orders/"),
    Page("the form of a deal", "/records/opportunity/new/", REP),
    Page("a deal to correct", r"/records/opportunity/\d+/", REP, "/deals/", "edit/"),
    Page("the list of figures", "/figures/", REP),
    Page("one figure", "/figures/bookings/", REP),
    Page("a figure's statement", "/figures/bookings/sql/", REP),
    Page("how a figure comes about", "/figures/bookings/explain/", REP),
    Page("the records behind it", "/figures/bookings/records/", REP),
    Page("one's reminders", "/reminders/", REP),
)
LEAD_PAGES = (
    Page("Today", "/", LEAD),
    Page("the team", "/team/", LEAD),
    Page("the team by quarter", "/team/?by=quarter", LEAD),
    Page("a person of the team", r"/team/person/\d+/", LEAD, "/team/"),
    Page("deals", "/deals/", LEAD),
    Page("the board of deals", "/deals/board/", LEAD),
    Page("the calendar", "/customers/activities/calendar/", LEAD),
    Page("the list of figures", "/figures/", LEAD),
    Page("one figure", "/figures/bookings/", LEAD),
    Page("the grid of targets", "/plans/targets/", LEAD),
    Page("who set what", "/plans/targets/history/", LEAD),
    Page("the targets of one", r"/plans/targets/user/\d+/", LEAD, "/plans/targets/"),
)
DIRECTOR_PAGES = (
    Page("the company", "/company/", DIRECTOR),
    Page("the deals behind a bar", r"/company/bridge/\w+/", DIRECTOR, "/company/bridge/"),
    Page("the teams", "/team/", DIRECTOR),
    Page("one team", r"/team/\d+/", DIRECTOR, "/team/"),
    Page("deals", "/deals/", DIRECTOR),
    Page("the list of figures", "/figures/", DIRECTOR),
    Page("one figure", "/figures/bookings/", DIRECTOR),
    Page("the grid of targets", "/plans/targets/", DIRECTOR),
)
EXECUTIVE_PAGES = (
    Page("the company", "/company/", EXECUTIVE),
    Page("customers", "/customers/", EXECUTIVE),
    Page("touches of campaigns", "/customers/touches/", EXECUTIVE),
    Page("costs", "/customers/costs/", EXECUTIVE),
    Page("loss reviews", "/deals/losses/", EXECUTIVE),
    Page("deals", "/deals/", EXECUTIVE),
    Page("the board of deals", "/deals/board/", EXECUTIVE),
    Page("the calendar", "/customers/activities/calendar/", EXECUTIVE),
    Page("the list of figures", "/figures/", EXECUTIVE),
    Page("one figure", "/figures/bookings/", EXECUTIVE),
    Page("one figure by team", "/figures/win_rate/?by=owner.team&over=year", EXECUTIVE),
    Page("the records behind it", "/figures/bookings/records/", EXECUTIVE),
    Page("the company's own KPIs", "/kpis/", EXECUTIVE),
    Page("a KPI to define", "/kpis/new/", EXECUTIVE),
    Page("the grid of targets", "/plans/targets/", EXECUTIVE),
)
PAGES = (FLOOR, *REP_PAGES, *LEAD_PAGES, *DIRECTOR_PAGES, *EXECUTIVE_PAGES)

# Routes that are no page of their own, by name: verbs, files, and what others of the list stand for.
_SHORT_FORM = "a short form in a sheet: the form of a visit stands for it"
_BY_ITSELF = "a part that its page fetches: a line under the page"
LEFT_OUT = {
    "account_login": "before anybody is signed in",
    "account_logout": "a verb",
    "account_change_password": "asks nothing of the records",
    "password_done": "asks nothing of the records",
    "set_language": "a verb",
    "invitation": "before anybody is signed in",
    "csp_report": "what a browser reports",
    "live": "a stream: the benchmark live",
    "preview_kpi": "a verb: the unsaved KPI of a form",
    "kpi_parts": "a part of the form of a KPI",
    "edit_kpi": "the form of a new KPI stands for it",
    "retire_kpi": "a verb",
    "kpi_versions": "the sample company has no KPI of its own",
    "restore_kpi": "a verb",
    "undo": "a verb",
    "company_part": _BY_ITSELF,
    "figures_part": _BY_ITSELF,
    "log_about": _BY_ITSELF,
    "find_records": "choices as for customers",
    "export_targets": "a file",
    "bring_targets": _SHORT_FORM,
    "delete_record": _SHORT_FORM,
    "move_deal": _SHORT_FORM,
    "move_activity": _SHORT_FORM,
    "finish_visit": _SHORT_FORM,
    "missed_visit": _SHORT_FORM,
    "moved_visit": "a verb",
    "prepare_visit": "a verb",
    "advance_stage": _SHORT_FORM,
    "move_closing": _SHORT_FORM,
    "set_next_step": _SHORT_FORM,
    "step_done": "a verb",
    "move_step": _SHORT_FORM,
    "put_off": "a verb",
    "findings_again": "a verb",
    "remind": _SHORT_FORM,
    "see_reminders": "a verb",
    "answer_reminder": "a verb",
    "undo_reminder": "a verb",
}
