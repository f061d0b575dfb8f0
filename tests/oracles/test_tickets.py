"""Tickets and waiting calls, by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from steerboard.core.worldtime import WorldTime
from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import ANN, BOB, CY, FEBRUARY, JANUARY, TEAM_A, company, local
from tests.worlds import Builder, rights_of


def ticket(
    b: Builder, opened: WorldTime | None, resolved: WorldTime | None = None, said: int = 0, **more: object
) -> int:
    number = b.add("ticket", **{"opened_at": opened, "resolved_at": resolved, "agent": ANN, **more})
    for _ in range(said):
        b.add("ticket_interaction", ticket=number, agent=BOB, happened_at=opened)
    return number


def test_a_ticket_that_was_opened_again_is_open_between() -> None:
    b = company()
    number = ticket(b, local(1, 3))
    b.change("ticket", number, "resolved_at", local(1, 10), local(1, 10))
    b.change("ticket", number, "resolved_at", None, local(1, 20))
    b.change("ticket", number, "resolved_at", local(2, 5), local(2, 5))
    ticket(b, local(1, 4), closed_at=date(2024, 1, 21))
    ticket(b, None, recorded_at=local(2, 1))
    world = b.build()
    days = (date(2024, 1, 3), date(2024, 1, 10), date(2024, 1, 20), date(2024, 1, 21), date(2024, 2, 5))
    assert [oracle(world, "tickets_active", as_of=day)[()] for day in days] == [1, 1, 2, 1, 1]
    assert oracle(world, "tickets_opened", JANUARY) == {(): 2}
    # By the resolution that holds now.
    assert oracle(world, "tickets_resolved_ratio", JANUARY) == {(): 0}
    assert oracle(world, "agent_resolutions", FEBRUARY, by="agent") == {(ANN,): 1}


def test_hours_need_both_times_of_day_and_never_fall_below_nothing() -> None:
    b = company()
    ticket(b, local(1, 5, 12), local(1, 5, 14))
    ticket(b, local(1, 5, 12), local(1, 5, 11))
    # Friday noon to Monday noon: two half days of work.
    ticket(b, local(1, 5, 12), local(1, 8, 12))
    ticket(b, date(2024, 1, 5), local(1, 8, 12))
    world = b.build()
    found = answers(world, "resolution_hours", JANUARY)[()]
    assert (found.value, found.n, found.missing) == (Fraction(2), 3, 1)
    assert oracle(world, "resolution_hours:mean", JANUARY) == {(): Fraction(74, 3)}
    assert oracle(world, "resolution_hours:working", JANUARY) == {(): 2}
    assert oracle(world, "resolution_hours:p90", JANUARY)[()] == 2 + (72 - 2) * Fraction(4, 5)


def test_the_first_contact_resolves_what_took_no_second_one() -> None:
    b = company()
    done = local(1, 6)
    ticket(b, local(1, 5), done, said=1)
    ticket(b, local(1, 5), done, said=2, interaction_count=1)
    ticket(b, local(1, 5), done, interaction_count=1, reopened=True)
    ticket(b, local(1, 5), done, said=1, escalated_at=local(1, 5))
    ticket(b, local(1, 5), done)
    world = b.build()
    found = answers(world, "first_contact_resolution", JANUARY)[()]
    assert (found.value, found.missing) == (Fraction(1, 4), 1)
    assert oracle(world, "interactions_per_resolution", JANUARY) == {(): Fraction(5, 4)}
    assert oracle(world, "interactions_per_resolution:first_contact", JANUARY) == {(): Fraction(3, 4)}
    assert oracle(world, "escalation_rate", JANUARY) == {(): Fraction(1, 5)}


def test_who_spoke_is_not_whose_ticket_it_is() -> None:
    b = company()
    ticket(b, local(1, 5), said=2)
    ticket(b, local(1, 5), said=1, agent=CY)
    world = b.build()
    assert oracle(world, "agent_interactions", JANUARY, by="agent") == {(BOB,): 3}
    assert oracle(world, "agent_interactions", JANUARY, by="agent.team") == {(TEAM_A,): 3}
    # Seen with the ticket: Ann is in Cy's team now.
    seen = [
        oracle(world, "agent_interactions", JANUARY, rights=rights_of(world, who)) for who in (ANN, BOB, CY)
    ]
    assert seen == [{(): 2}, {(): 0}, {(): 3}]


def test_who_gave_up_did_not_wait_for_an_answer() -> None:
    b = company()
    for queued, answered, gone in (
        (local(1, 5, 12), local(1, 5, 12, 1), None),
        (local(1, 5, 12), local(1, 5, 12, 3), None),
        (local(1, 5, 12), None, local(1, 5, 12, 9)),
        (date(2024, 1, 5), date(2024, 1, 5), None),
    ):
        b.add("phone_queue_call", queued_at=queued, answered_at=answered, abandoned_at=gone, agent=ANN)
    world = b.build()
    assert oracle(world, "hold_seconds", JANUARY) == {(): 120}
    assert oracle(world, "abandonment_rate", JANUARY) == {(): Fraction(1, 4)}


def test_mails_and_first_service_count_by_when_they_were_asked() -> None:
    b = company()
    ticket(b, local(1, 31, 23), channel="email", first_response_at=local(2, 1, 1), serviced_at=local(2, 1, 3))
    ticket(b, local(1, 31, 23), channel="phone", first_response_at=local(2, 3, 1), serviced_at=local(2, 1, 5))
    world = b.build()
    assert oracle(world, "email_reply_hours", JANUARY) == {(): 2}
    assert oracle(world, "service_lag_hours", JANUARY, by="channel") == {("email",): 4, ("phone",): 6}
    assert oracle(world, "service_lag_hours:mean", JANUARY) == {(): 5}
    assert oracle(world, "service_lag_hours", FEBRUARY) == {(): None}
