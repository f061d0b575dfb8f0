"""What customers with a service plan do in its portal."""

from __future__ import annotations

from steerboard.simulator.around.made import Made
from steerboard.simulator.around.subscriptions import PLAN, Subscription
from steerboard.simulator.tables import Row, flag

# Name, core, sticky, and how much it is used.
_FEATURES = (
    ("远程监控 Remote monitoring", True, False, 0.3),
    ("设备报表 Machine reports", True, False, 0.2),
    ("预警推送 Alerts", False, True, 0.18),
    ("备件订购 Parts ordering", False, False, 0.1),
    ("校准提醒 Calibration reminders", False, True, 0.1),
    ("报修入口 Service requests", False, False, 0.07),
    ("数据导出 Data export", False, False, 0.05),
)
_WEIGHTS = [weight for _, _, _, weight in _FEATURES]
_USING, _ACTIVE, _MORE = 0.7, 0.3, 0.25  # of the customers; of their people on a day; use of a second feature
_EACH_DAY = 45  # days of which all are kept; of the time before one day in a fortnight
_USERS = (1, 1, 1, 2, 2, 3)


def feature_rows() -> list[Row]:
    return [
        (f"F{n:02d}", name, PLAN, flag(core), flag(sticky))
        for n, (name, core, sticky, _) in enumerate(_FEATURES, start=1)
    ]


def usage_rows(subscriptions: list[Subscription], made: Made) -> list[Row]:
    """By day: one row for a customer's user and a feature."""
    rng, days = made.dice("usage"), made.days
    using = [(s, rng.choice(_USERS)) for s in subscriptions if rng.random() < _USING]
    rows: list[Row] = []
    for day in made.working_days(days.first):
        if day < days.now - _EACH_DAY and day != days.next_working[day - day % 14]:
            continue
        seen: set[str] = set()
        for subscription, users in using:
            account = subscription.account.id
            if account in seen or not subscription.runs_on(day):
                continue
            seen.add(account)
            for user in range(1, users + 1):
                if rng.random() < _ACTIVE:
                    number = 2 if rng.random() < _MORE else 1
                    for feature in sorted(set(rng.choices(range(1, len(_FEATURES) + 1), _WEIGHTS, k=number))):
                        told = (account, f"{account.lower()}-{user}", days.text[day], f"F{feature:02d}")
                        rows.append((f"UD{len(rows) + 1:06d}", *told, str(rng.randrange(1, 20))))
    return rows
