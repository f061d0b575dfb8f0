"""What matters now, out of plain facts: what is said, in which order, and what is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from steerboard.core.text import Text
from steerboard.work.findings import Finding, VisitGoal, findings, first
from tests.work.facts import ago, customer, deal, facts, lead, quote

SPACE = "\N{NO-BREAK SPACE}"


def plain(text: Text) -> str:
    return text.en.replace(SPACE, " ")


def said(finding: Finding) -> str:
    return plain(finding.subject) + plain(finding.says)


def only(*found: Finding) -> Finding:
    assert len(found) == 1
    return found[0]


def goal(**given: object) -> VisitGoal:
    plain: dict[str, object] = {"done": Decimal(9), "planned": 3, "goal": Decimal(15), "days_left": 6}
    return VisitGoal(**{**plain, **given})  # type: ignore[arg-type]


def test_nothing_to_do_is_nothing_said() -> None:
    assert findings(facts()) == []
    assert findings(facts(deals=[deal(close_date=ago(-3), next_step_due=ago(-1))])) == []


class TestLate:
    def test_a_deal_past_its_day_is_named_with_its_amount(self) -> None:
        found = only(*findings(facts(deals=[deal(close_date=ago(4))])))
        assert said(found) == "Deal 1 · ¥100k was to close 4 days ago."
        assert (found.act.route, found.act.args) == ("move_closing", (1,))
        assert found.opens == ("opportunity", 1)

    def test_yesterday_has_its_own_word(self) -> None:
        assert "yesterday" in said(only(*findings(facts(deals=[deal(close_date=ago(1))]))))

    def test_today_is_not_past(self) -> None:
        assert findings(facts(deals=[deal(close_date=ago(0))])) == []

    def test_several_are_told_together_with_their_sum(self) -> None:
        late = [deal(n, close_date=ago(n)) for n in (1, 2, 3)]
        found = only(*findings(facts(deals=late)))
        assert said(found) == "3 deals are past their close date."
        assert plain(found.evidence) == "¥300k together, not in the forecast"
        assert found.act.route == "past_closings"

    def test_amounts_in_two_currencies_are_not_added(self) -> None:
        late = [deal(1, close_date=ago(1)), deal(2, close_date=ago(1), currency="EUR")]
        assert plain(only(*findings(facts(deals=late))).evidence) == "not in the forecast"

    def test_the_longer_ago_the_more_urgent(self) -> None:
        new, old = (only(*findings(facts(deals=[deal(close_date=ago(n))]))) for n in (1, 30))
        assert new.urgency < old.urgency
        assert (new.urgent, old.urgent) == (False, True)


class TestUndated:
    def test_deals_without_a_day_are_told_together(self) -> None:
        found = only(*findings(facts(deals=[deal(1), deal(2)])))
        assert said(found) == "2 deals have no close date."
        assert (found.act.route, found.act.query) == ("past_closings", "which=undated")

    def test_they_matter_less_than_as_much_that_is_past_its_day(self) -> None:
        found = findings(facts(deals=[deal(1), deal(2, close_date=ago(1))]))
        assert [f.key for f in found] == ["late", "undated"]


class TestStuck:
    def stuck(self, days: int, **given: Any) -> list[Finding]:
        plain: dict[str, Any] = {"since": ago(days), "longest_stay": 14, "close_date": ago(-20), **given}
        return findings(facts(deals=[deal(**plain)]))

    def test_a_deal_beyond_the_longest_stay_is_to_be_advanced(self) -> None:
        found = only(*self.stuck(21))
        assert said(found) == "Deal 1 · ¥100k has been in “Offer” for 21 days."
        assert plain(found.evidence) == "14 days are the longest stay"
        assert (found.act.route, found.act.args) == ("advance_stage", (1,))
        assert found.more is not None
        assert found.more.route == "move_closing"

    @pytest.mark.parametrize(
        ("days", "given"), [(14, {}), (21, {"longest_stay": None}), (21, {"since": None})]
    )
    def test_within_its_stay_or_unknown_nothing_is_said(self, days: int, given: dict[str, object]) -> None:
        assert self.stuck(days, **given) == []

    def test_a_deal_past_its_day_is_told_once(self) -> None:
        assert [f.key for f in self.stuck(21, close_date=ago(2))] == ["late"]


class TestSteps:
    def test_the_only_overdue_step_is_done_by_one_tap(self) -> None:
        late = deal(close_date=ago(-9), next_step="Send the drawings", next_step_due=ago(3))
        found = only(*findings(facts(deals=[late])))
        assert "“Send the drawings” is overdue" in said(found)
        assert found.act.post
        assert found.act.route == "step_done"

    def test_several_are_settled_in_one_sheet_and_name_the_largest(self) -> None:
        late = [deal(n, n * 1000, close_date=ago(-9), next_step_due=ago(2)) for n in range(1, 5)]
        found = only(*findings(facts(deals=late)))
        assert said(found) == "4 next steps are overdue."
        assert plain(found.evidence) == "Customer 4, Customer 3 and 2 more"
        assert found.evidence.zh == "Customer 4、Customer 3 等 4 个"


class TestLeads:
    def test_leads_that_wait_say_how_long(self) -> None:
        found = only(*findings(facts(leads=[lead(1, 30), lead(2, 3)])))
        assert said(found) == "2 leads wait for a first answer."
        assert plain(found.evidence) == "the longest for 30 hours"
        assert found.urgent

    def test_one_that_waited_for_days_is_told_in_days(self) -> None:
        found = only(*findings(facts(leads=[lead(1, 100)])))
        assert said(found) == "A lead waits for a first answer."
        assert plain(found.evidence) == "the longest for 4 days"
        assert not found.urgent


class TestQuotes:
    def test_a_quote_that_is_out_for_over_a_week_is_asked_about(self) -> None:
        found = only(*findings(facts(quotes=[quote(days=8)])))
        assert said(found) == "Customer 1 · ¥80k has had our quote for 8 days."
        assert (found.act.route, found.act.query) == ("log_visit", "account=1&kind=call")

    @pytest.mark.parametrize("given", [{"days": 7}, {"account_id": None}])
    def test_a_fresh_one_and_one_of_a_hidden_customer_are_not(self, given: dict[str, int]) -> None:
        assert findings(facts(quotes=[quote(**given)])) == []

    def test_a_planned_visit_answers_it(self) -> None:
        assert findings(facts(quotes=[quote(days=20)], planned=frozenset({1}))) == []

    def test_of_several_the_dearest_is_told(self) -> None:
        found = only(*findings(facts(quotes=[quote(1, amount=5), quote(2, amount=7), quote(3, amount=None)])))
        assert found.key == "quote-2"


class TestKeyAccounts:
    def test_the_one_silent_for_longest_is_told_and_the_others_counted(self) -> None:
        known = [customer(n, is_key=True, last_contact=ago(days)) for n, days in ((1, 40), (2, 90), (3, 50))]
        found = only(*findings(facts(customers=known)))
        assert said(found) == "Customer 2 (KA) has not heard from us for 90 days."
        assert plain(found.evidence) == "no open deal · 2 more key accounts are silent"
        assert found.act.query == "account=2"

    @pytest.mark.parametrize("given", [{"is_key": False}, {"last_contact": ago(30)}, {"last_contact": None}])
    def test_others_are_not(self, given: dict[str, object]) -> None:
        known = {"is_key": True, "last_contact": ago(90), **given}
        assert findings(facts(customers=[customer(1, **known)])) == []


class TestVisits:
    def test_visits_missing_to_the_goal_are_counted_beyond_those_planned(self) -> None:
        found = only(*findings(facts(), goal(peers=Decimal(12))))
        assert said(found) == "9 of 15 visits done, 3 planned: plan 3 more."
        assert plain(found.evidence) == "6 working days left · peers so far this month: 12"
        assert (found.act.name.en, found.act.query) == ("Plan 3 visits", "need=3")

    def test_all_planned_is_nothing_to_say(self) -> None:
        assert findings(facts(), goal(planned=6)) == []
        assert findings(facts(), goal(planned=9)) == []

    def test_at_stake_is_the_part_of_the_gap_that_the_visits_are_of_the_goal(self) -> None:
        found = only(*findings(facts(), goal(gap=Decimal(50_000))))
        assert found.stake == Decimal(50_000) * 3 / 15

    def test_the_last_day_is_no_division_by_nought(self) -> None:
        assert only(*findings(facts(), goal(days_left=0))).urgency == 1


def test_what_has_most_at_stake_comes_first_and_urgency_weighs() -> None:
    deals = [
        deal(1, 10_000, close_date=ago(20)),
        deal(2, 500_000, close_date=ago(-20), since=ago(30), longest_stay=14),
    ]
    found = findings(facts(deals=deals, leads=[lead()]))
    assert [f.key for f in found] == ["stuck-2", "leads", "late"]
    assert [f.rank for f in found] == sorted((f.rank for f in found), reverse=True)


def test_without_an_amount_the_usual_one_stands_in() -> None:
    deals = [deal(1, None, close_date=ago(3)), *(deal(n, n * 10_000, close_date=ago(-5)) for n in (2, 3, 9))]
    assert only(*findings(facts(deals=deals))).stake == 30_000


def test_every_finding_says_in_both_languages_why_and_has_a_verb() -> None:
    deals = [
        deal(1, close_date=ago(3)),
        deal(2),
        deal(3, close_date=ago(-9), since=ago(40), longest_stay=14, next_step_due=ago(1)),
    ]
    everything = facts(
        deals=deals,
        leads=[lead()],
        quotes=[quote(4)],
        customers=[customer(5, is_key=True, last_contact=ago(99))],
    )
    found = findings(everything, goal())
    assert {f.key.partition("-")[0] for f in found} == {
        "late", "undated", "stuck", "steps", "leads", "quote", "silent", "visits",
    }  # fmt: skip
    for finding in found:
        for text in (finding.subject, finding.says, finding.why, finding.act.name):
            assert text.en
            assert text.zh
            assert "{" not in text.en + text.zh


class TestFirst:
    def several(self) -> list[Finding]:
        stuck = [deal(n, close_date=ago(-9), since=ago(40), longest_stay=14) for n in (1, 2)]
        return findings(facts(deals=[*stuck, deal(3, close_date=ago(3))], leads=[lead()], quotes=[quote(9)]))

    def test_three_different_things_are_shown(self) -> None:
        keys = [f.key for f in first(self.several(), frozenset())]
        assert len(keys) == 3
        assert len({k.partition("-")[0] for k in keys}) == 3

    def test_what_was_put_off_gives_its_place_to_the_next(self) -> None:
        found = self.several()
        shown = first(found, frozenset())
        again = first(found, frozenset({shown[0].key}))
        assert shown[0] not in again
        assert len(again) == 3
