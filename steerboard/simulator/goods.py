"""What is sold, and the stages in which it is sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from steerboard.simulator.days import Days
from steerboard.simulator.tables import CURRENCY, Row, flag, money


@dataclass(frozen=True)
class Product:
    id: str
    name: str
    line: str
    matrix_role: str
    kind: str
    price: int  # fen
    cost: int  # fen
    age: int  # days on the market at the present
    replaces: str = ""

    @property
    def recurring(self) -> bool:
        return self.kind == "service"


MEASURING, LASER, AUTOMATION, SERVICE = (
    "测量 Metrology",
    "激光 Laser",
    "自动化 Automation",
    "备件与服务 Parts & service",
)
LINES = (MEASURING, LASER, AUTOMATION)


def _product(
    id_: str,
    name: str,
    line: str,
    role: str,
    kind: str,
    yuan: float,
    cost: float,
    age: int = 2000,
    replaces: str = "",
) -> Product:
    price = round(yuan * 100)
    return Product(id_, name, line, role, kind, price, round(price * cost), age, replaces)


PRODUCTS: tuple[Product, ...] = (
    _product("P01", "三坐标测量机 CMM-600", MEASURING, "profit", "system", 186_000, 0.58, 2600),
    _product("P02", "三坐标测量机 CMM-800", MEASURING, "brand", "system", 342_000, 0.56),
    _product("P03", "影像测量仪 VM-300", MEASURING, "hot", "system", 68_000, 0.61),
    _product("P04", "粗糙度仪 RT-20", MEASURING, "traffic", "product", 18_500, 0.64),
    _product("P05", "激光打标机 LM-30", LASER, "traffic", "product", 42_000, 0.66),
    _product("P06", "激光焊接机 LW-1500", LASER, "hot", "system", 128_000, 0.60),
    _product("P07", "光纤切割机 LC-6000", LASER, "brand", "system", 680_000, 0.63),
    _product("P08", "激光清洗机 LX-200", LASER, "profit", "product", 76_000, 0.52, 260),
    _product("P09", "上下料机器人 RB-10", AUTOMATION, "hot", "system", 158_000, 0.62),
    _product("P10", "柔性产线 FL-4", AUTOMATION, "brand", "system", 1_150_000, 0.65),
    _product("P11", "视觉检测站 VS-2", AUTOMATION, "profit", "system", 96_000, 0.50),
    _product("P12", "AGV 小车 AG-500", AUTOMATION, "traffic", "product", 58_000, 0.67),
    _product("P13", "年度维保 Service plan", SERVICE, "profit", "service", 24_000, 0.35),
    _product("P14", "校准服务 Calibration", SERVICE, "profit", "service", 3_600, 0.40),
    _product("P15", "测头组件 Probe kit", SERVICE, "profit", "spare_part", 4_280, 0.42),
    _product("P16", "激光镜片 Lens set", SERVICE, "traffic", "spare_part", 860.5, 0.45),
    _product("P17", "操作培训 Training", SERVICE, "free", "service", 6_000, 0.50),
    _product(
        "P18", "三坐标测量机 CMM-650", MEASURING, "profit", "system", 198_000, 0.54, 180, replaces="P01"
    ),
)
SMALL = tuple(p for p in PRODUCTS if p.line == SERVICE)


@dataclass(frozen=True)
class Stage:
    id: str
    name: str
    probability: str
    weight: int  # the probability in hundredths
    kind: str
    category: str
    longest: int  # days a deal may stay


def _stage(id_: str, name: str, weight: int, kind: str, category: str, longest: int) -> Stage:
    return Stage(id_, name, f"{weight / 100:g}", weight, kind, category, longest)


OPEN_STAGES: tuple[Stage, ...] = (
    _stage("S1", "初步接触 Contacted", 10, "open", "pipeline", 21),
    _stage("S2", "需求确认 Needs confirmed", 25, "open", "pipeline", 28),
    _stage("S3", "方案设计 Solution", 40, "open", "best_case", 30),
    _stage("S4", "报价 Proposal", 60, "open", "best_case", 21),
    _stage("S5", "商务谈判 Negotiation", 80, "open", "commit", 21),
)
WON = _stage("S6", "赢单 Won", 100, "won", "commit", 0)
LOST = _stage("S7", "输单 Lost", 0, "lost", "omitted", 0)


def product_rows(days: Days) -> list[Row]:
    today = days.dates[days.now]
    return [
        (
            p.id,
            p.name,
            p.line,
            p.matrix_role,
            p.kind,
            flag(p.recurring),
            money(p.price),
            money(p.cost),
            CURRENCY,
            (today - timedelta(days=p.age)).isoformat(),
            p.replaces,
        )
        for p in PRODUCTS
    ]


def stage_rows() -> list[Row]:
    return [
        (
            s.id,
            s.name,
            "default",
            str(n),
            s.probability,
            s.kind,
            s.category,
            str(s.longest) if s.longest else "",
        )
        for n, s in enumerate((*OPEN_STAGES, WON, LOST), start=1)
    ]
