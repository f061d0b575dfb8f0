"""The people at the customers' who buy."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.simulator.accounts import Account
from steerboard.simulator.chance import urn
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.names import contact_name
from steerboard.simulator.tables import Row

_ROLES = (
    ("decision_maker", ("General manager", "总经理"), 0.22),
    ("technical", ("Process engineer", "工艺工程师"), 0.22),
    ("buyer", ("Purchasing manager", "采购经理"), 0.26),
    ("user", ("Workshop supervisor", "车间主任"), 0.16),
    ("champion", ("Quality manager", "质量经理"), 0.1),
    ("other", ("Assistant", "助理"), 0.04),
)
_NUMBERS = (0.08, 0.3, 0.34, 0.2, 0.08)  # share of the accounts with none, one, two …
_WITHOUT_MAIL, _WITHOUT_PHONE, _WITHOUT_ROLE = 0.3, 0.14, 0.12


@dataclass(frozen=True)
class Contacts:
    """By the number of an account, the ids of its contacts and since when each is known."""

    of: list[list[tuple[str, int]]]
    rows: list[Row]

    def pick(self, account: int, luck: float, at: int) -> str:
        """One of those known at the time, "" where there is none."""
        known = [id_ for id_, since in self.of[account] if since <= at]
        return known[int(luck * len(known))] if known else ""


def make_contacts(accounts: list[Account], days: Days, seed: int) -> Contacts:
    rng = urn(seed, "contacts")
    numbers = rng.choice(len(_NUMBERS), len(accounts), p=_NUMBERS)
    size = int(numbers.sum())
    luck = rng.random((size, 6)).tolist()
    roles = rng.choice(len(_ROLES), size, p=[share for _, _, share in _ROLES]).tolist()
    later = (rng.integers(5, 400, size) * DAY).tolist()
    rows: list[Row] = []
    of: list[list[tuple[str, int]]] = []
    for account, number in zip(accounts, numbers.tolist(), strict=True):
        own: list[tuple[str, int]] = []
        for n in range(number):
            at = len(rows)
            since = account.created if n == 0 else min(account.created + later[at], days.end - DAY)
            since = max(since, account.created)
            id_ = f"C{at + 1:06d}"
            own.append((id_, since))
            rows.append(_row(id_, account, _ROLES[roles[at]], luck[at], days.stamp(since)))
        of.append(own)
    return Contacts(of, rows)


def _row(
    id_: str, account: Account, role: tuple[str, tuple[str, str], float], luck: list[float], since: str
) -> Row:
    name, mail = contact_name(account.english, luck[0], luck[1])
    return (
        id_,
        account.id,
        name,
        role[1][0 if account.english else 1],
        f"{mail}@{account.id.lower()}.example.com" if luck[2] >= _WITHOUT_MAIL else "",
        f"+86 100 {int(luck[3] * 10000):04d} {int(luck[4] * 10000):04d}" if luck[3] >= _WITHOUT_PHONE else "",
        role[0] if luck[5] >= _WITHOUT_ROLE else "",
        since,
    )
