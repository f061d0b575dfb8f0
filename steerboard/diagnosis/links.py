"""The links of the chain from what is done to what is won, in their order: each is one KPI and how it is judged.

activity → creation → conversion → cycle → deal size. Under activity stands contact of every sort and, since a call is
quicker than a journey, meeting in person. Under conversion stand three links, since a person may lose in three places:
altogether, at the quote, and with customers who are new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from steerboard.core.text import Text
from steerboard.diagnosis.evidence import Kind

Column = Literal["activity", "creation", "conversion", "cycle", "size"]
MONTHS_WORD = Text("months", "个月")


@dataclass(frozen=True)
class Link:
    """One link: its KPI, how it is judged, and over how many months (the running one included).

    ``least`` records make somebody a peer. ``head`` says the problem, ``cases`` names what is counted. ``part`` counts
    only the records whose dimension has the value, out of those of the link ``of``; ``lags`` says that it lags behind
    the whole. ``ripens``: records of the last months are not decided yet, so
    that the own past always looks better; such a link is compared with peers alone. ``short`` stands beside a value that
    is not what its column shows first.
    """

    key: str
    column: Column
    kpi: str
    kind: Kind
    unit: str
    name: Text
    head: Text
    compared: Text
    cases: Text
    better: Literal["up", "down"] = "up"
    months: int = 6
    least: int = 0
    spread: float = 1.0
    part: tuple[str, str] | None = None
    of: str = ""
    lags: Text | None = None
    short: Text | None = None
    ripens: bool = False

    @property
    def where(self) -> tuple[str, ...]:
        """The part as a condition of a question."""
        return (f"{self.part[0]} = '{self.part[1]}'",) if self.part else ()


LINKS: tuple[Link, ...] = (
    Link(
        key="activity",
        column="activity",
        kpi="visits",
        kind="count",
        unit="count",
        months=3,
        name=Text("Visits and calls", "拜访量"),
        head=Text("Few visits and calls", "拜访偏少"),
        compared=Text("{own} a month where peers do {peers}", "月均 {own} 次，同岗 {peers} 次"),
        cases=MONTHS_WORD,
    ),
    Link(
        key="meetings",
        column="activity",
        kpi="face_to_face_visits",
        kind="count",
        unit="count",
        months=3,
        name=Text("Face-to-face visits", "面访数"),
        short=Text("in person", "面访"),
        head=Text("Few face-to-face visits", "面访偏少"),
        compared=Text("{own} a month where peers do {peers}", "月均 {own} 次，同岗 {peers} 次"),
        cases=MONTHS_WORD,
    ),
    Link(
        key="creation",
        column="creation",
        kpi="opportunities_created",
        kind="count",
        unit="count",
        months=3,
        name=Text("New deals", "新建商机"),
        head=Text("Few new deals", "新建商机偏少"),
        compared=Text("{own} a month where peers open {peers}", "月均 {own} 个，同岗 {peers} 个"),
        cases=MONTHS_WORD,
    ),
    Link(
        key="conversion",
        column="conversion",
        kpi="win_rate",
        kind="rate",
        unit="ratio",
        least=5,
        name=Text("Won deals", "赢单率"),
        head=Text("Few deals are won", "赢单率偏低"),
        compared=Text("{own} won where peers win {peers}", "赢单率 {own}，同岗 {peers}"),
        cases=Text("decided deals", "个已结束商机"),
    ),
    Link(
        key="quotes",
        column="conversion",
        kpi="quote_to_order_rate",
        kind="rate",
        unit="ratio",
        months=9,
        least=5,
        name=Text("Quotes that become orders", "报价成单率"),
        short=Text("of quotes", "报价成单"),
        head=Text("Quotes seldom become orders", "报价成单偏少"),
        compared=Text("{own} ordered where peers get {peers}", "成单 {own}，同岗 {peers}"),
        cases=Text("quotes", "份报价"),
        ripens=True,
    ),
    Link(
        key="newcomers",
        column="conversion",
        kpi="win_rate",
        kind="rate",
        unit="ratio",
        months=12,
        least=5,
        name=Text("Won with new customers", "新客户赢单率"),
        short=Text("new customers", "新客户"),
        head=Text("Few new customers are won", "新客户赢单偏少"),
        compared=Text("{own} won where peers win {peers}", "新客户赢单率 {own}，同岗 {peers}"),
        cases=Text("decided deals with new customers", "个已结束的新客户商机"),
        part=("type", "new"),
        of="conversion",
        lags=Text(
            "{own} won with new customers, {whole} altogether; peers {peers} and {all}",
            "新客户赢单率 {own}，总体 {whole}；同岗 {peers} 与 {all}",
        ),
    ),
    Link(
        key="cycle",
        column="cycle",
        kpi="sales_cycle_days:mean",
        kind="mean",
        unit="days",
        better="down",
        least=3,
        name=Text("Cycle", "成交周期"),
        head=Text("Deals take long", "成交周期偏长"),
        compared=Text("{own} to win where peers take {peers}", "平均 {own}，同岗 {peers}"),
        cases=Text("won deals", "个赢单"),
    ),
    Link(
        key="size",
        column="size",
        kpi="average_contract_value",
        kind="mean",
        unit="money",
        least=3,
        spread=2.0,
        name=Text("Deal size", "客单价"),
        head=Text("Small deals", "单子偏小"),
        compared=Text("{own} a deal where peers get {peers}", "单均 {own}，同岗 {peers}"),
        cases=Text("won deals", "个赢单"),
    ),
)
BY_KEY: Mapping[str, Link] = {link.key: link for link in LINKS}
COLUMNS: Mapping[Column, Text] = {
    "activity": Text("Activity", "活动量"),
    "creation": Text("Creation", "新建商机"),
    "conversion": Text("Conversion", "转化"),
    "cycle": Text("Cycle", "周期"),
    "size": Text("Deal size", "客单价"),
}
