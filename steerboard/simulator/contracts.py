"""What won deals sign, and what is learnt from lost ones."""

from __future__ import annotations

from steerboard.simulator.chance import dice, weighted
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.deal import Deal
from steerboard.simulator.goods import SERVICE
from steerboard.simulator.tables import CURRENCY, Row, flag, money
from steerboard.simulator.wording import LOSS_REASONS, REVIEW_TEXTS

_WITHOUT_CONTRACT = 0.14
_TERMS = ((12, 0.55), (24, 0.3), (36, 0.15))
_REVIEWED = (("own", 0.34), ("customer", 0.07), ("outside", 0.02))


def contract_rows(deals: list[Deal], days: Days, seed: int) -> list[Row]:
    """In the order of signing; some won deals have none."""
    rng = dice(seed, "contracts")
    signed: list[tuple[int, Deal, int, bool]] = []
    for deal in deals:
        if deal.fate.closed < 0 or not deal.fate.won or rng.random() < _WITHOUT_CONTRACT:
            continue
        recurring = deal.type == "renewal" or any(product.line == SERVICE for product, _, _ in deal.lines[1:])
        signed.append((deal.fate.closed, deal, weighted(rng, _TERMS), recurring))
    signed.sort(key=lambda s: (s[0], s[1].id))
    return [
        (
            f"K{n:05d}",
            f"HT-{days.text[at // DAY][:4]}-{n:05d}",
            deal.id,
            deal.account.id,
            deal.owner,
            days.stamp(at),
            str(term) if recurring else "",
            money(deal.amount),
            CURRENCY,
            flag(recurring),
            days.stamp(at),
        )
        for n, (at, deal, term, recurring) in enumerate(signed, start=1)
    ]


def review_rows(deals: list[Deal], days: Days, seed: int) -> list[Row]:
    """Who looked back at a lost deal, and which reasons they saw; the customer often sees another one."""
    rng = dice(seed, "loss reviews")
    rows: list[Row] = []
    for deal in deals:
        if deal.fate.closed < 0 or deal.fate.won:
            continue
        for reviewer, share in _REVIEWED:
            at = days.next_working[deal.fate.closed // DAY + rng.randrange(2, 30)] * DAY + rng.randrange(
                540, 1080
            )
            if rng.random() >= share or at >= days.end:
                continue
            told = deal.now["loss_reason"]
            reason = (
                told if rng.random() < (0.85 if reviewer == "own" else 0.5) else weighted(rng, LOSS_REASONS)
            )
            text = rng.choice(REVIEW_TEXTS)[0 if deal.account.english else 1] if rng.random() < 0.6 else ""
            id_ = f"R{len(rows) + 1:05d}"
            rows.append((id_, deal.id, reviewer, reason, text, days.stamp(at), days.stamp(at)))
    return rows
