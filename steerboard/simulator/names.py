"""Names of people and companies, Chinese and English, each given once. All of them are made up."""

from __future__ import annotations

import random

_FAMILY = (
    "王 Wang,李 Li,张 Zhang,刘 Liu,陈 Chen,杨 Yang,赵 Zhao,黄 Huang,周 Zhou,吴 Wu,徐 Xu,孙 Sun,胡 Hu,朱 Zhu,高 Gao,"
    "林 Lin,何 He,郭 Guo,马 Ma,罗 Luo,梁 Liang,宋 Song,郑 Zheng,谢 Xie,韩 Han,唐 Tang,冯 Feng,于 Yu,董 Dong,"
    "萧 Xiao,程 Cheng,曹 Cao,袁 Yuan,邓 Deng,许 Xu,傅 Fu,沈 Shen,曾 Zeng,彭 Peng,吕 Lyu"
)
_GIVEN = (
    "宇 Yu,敏 Min,静 Jing,磊 Lei,洋 Yang,艳 Yan,勇 Yong,杰 Jie,娟 Juan,涛 Tao,明 Ming,超 Chao,霞 Xia,平 Ping,刚 Gang,"
    "浩然 Haoran,子轩 Zixuan,雨桐 Yutong,思远 Siyuan,佳怡 Jiayi,文博 Wenbo,晓燕 Xiaoyan,志强 Zhiqiang,海燕 Haiyan,"
    "建国 Jianguo,雪梅 Xuemei,天宇 Tianyu,若曦 Ruoxi,俊峰 Junfeng,丽娜 Lina,振华 Zhenhua,诗涵 Shihan,立新 Lixin,"
    "梦洁 Mengjie,晨曦 Chenxi,国栋 Guodong,婉清 Wanqing,嘉豪 Jiahao,月华 Yuehua,一鸣 Yiming,秋实 Qiushi,安琪 Anqi,"
    "鹏飞 Pengfei,慧敏 Huimin,永康 Yongkang,书瑶 Shuyao,启航 Qihang,春燕 Chunyan,德明 Deming,可欣 Kexin,宏伟 Hongwei,"
    "亦菲 Yifei,泽宇 Zeyu,素芬 Sufen,致远 Zhiyuan,瑞雪 Ruixue,少华 Shaohua,冬梅 Dongmei,景行 Jingxing,云帆 Yunfan"
)
_SYLLABLES = (
    "嘉 Jia,文 Wen,志 Zhi,雨 Yu,思 Si,子 Zi,晓 Xiao,佳 Jia,俊 Jun,家 Jia,雅 Ya,欣 Xin,明 Ming,永 Yong,海 Hai,春 Chun,"
    "华 Hua,宁 Ning,轩 Xuan,琪 Qi,涵 Han,毅 Yi,伟 Wei,鑫 Xin,琳 Lin,峰 Feng,莹 Ying,凯 Kai,妍 Yan,哲 Zhe,辉 Hui,怡 Yi"
)
_ENGLISH = [
    "Grace",
    "Kevin",
    "Helen",
    "Jason",
    "Vivian",
    "Leo",
    "Sophie",
    "Eric",
    "Fiona",
    "Daniel",
    "Amy",
    "Victor",
    "Iris",
    "Martin",
    "Nancy",
    "Oscar",
    "Tina",
    "Ryan",
    "Joyce",
    "Alan",
]

_FIRST = "启拓嘉泓铭凌澄旭骏榕砺霁翊景锦卓"
_SECOND = "辰远博川衡岳舟禾原屿航宸坤越"
_TRADES = (
    "精密机械",
    "汽车零部件",
    "电子科技",
    "新能源",
    "医疗器械",
    "航空配件",
    "模具",
    "重工",
    "轨道装备",
    "仪器",
)
_HEADS = [
    "Nor",
    "Hal",
    "Ver",
    "Kes",
    "Bran",
    "Tel",
    "Mar",
    "Ost",
    "Lin",
    "Cor",
    "Fal",
    "Gren",
    "Hol",
    "Sel",
    "Wes",
    "Zan",
    "Alt",
    "Dor",
    "Ing",
    "Lor",
    "Quil",
    "Ren",
    "Sten",
    "Tor",
    "Ul",
    "Vos",
]
_TAILS = [
    "wick",
    "den",
    "mont",
    "ford",
    "gard",
    "haven",
    "lund",
    "mark",
    "stead",
    "ton",
    "berg",
    "vale",
    "ric",
    "dale",
]
_KINDS = [
    "Automotive",
    "Precision",
    "Electronics",
    "Energy",
    "Medical",
    "Aerospace",
    "Tooling",
    "Heavy Industries",
    "Rail",
    "Instruments",
]
INDUSTRIES = (
    "机械 Machinery",
    "汽车 Automotive",
    "电子 Electronics",
    "新能源 Energy",
    "医疗 Medical",
    "航空 Aerospace",
    "模具 Tooling",
    "重工 Heavy industry",
    "轨道 Rail",
    "仪器 Instruments",
)

# Each region with its cities, in Chinese and English.
REGIONS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = tuple(
    (zh, en, tuple((c.split(" ")[0], c.split(" ")[1]) for c in cities.split(",")))
    for zh, en, cities in (
        (
            "华东",
            "East China",
            "上海 Shanghai,苏州 Suzhou,无锡 Wuxi,宁波 Ningbo,杭州 Hangzhou,南京 Nanjing,合肥 Hefei",
        ),
        (
            "华南",
            "South China",
            "深圳 Shenzhen,广州 Guangzhou,东莞 Dongguan,佛山 Foshan,厦门 Xiamen,珠海 Zhuhai",
        ),
        (
            "华北",
            "North China",
            "北京 Beijing,天津 Tianjin,青岛 Qingdao,济南 Jinan,太原 Taiyuan,唐山 Tangshan",
        ),
        ("西南", "Southwest China", "成都 Chengdu,重庆 Chongqing,昆明 Kunming,绵阳 Mianyang,贵阳 Guiyang"),
        ("华中", "Central China", "武汉 Wuhan,长沙 Changsha,郑州 Zhengzhou,南昌 Nanchang,株洲 Zhuzhou"),
        ("东北", "Northeast China", "沈阳 Shenyang,大连 Dalian,长春 Changchun,哈尔滨 Harbin"),
        ("西北", "Northwest China", "西安 Xi’an,兰州 Lanzhou,宝鸡 Baoji,银川 Yinchuan"),
    )
)


_ATTEMPTS = 12  # at a name that nobody has yet
_FAMILIES = tuple(_FAMILY.split(","))
_GIVENS = tuple(_GIVEN.split(","))
_SYLLABLE = tuple(_SYLLABLES.split(","))


def contact_name(english: bool, first: float, second: float) -> tuple[str, str]:
    """A name from two numbers in [0, 1), with the part of a mail address before the @. Not unique."""
    if english:
        given = _ENGLISH[int(first * len(_ENGLISH))]
        family = _HEADS[int(second * len(_HEADS))] + _TAILS[int(second * 97) % len(_TAILS)]
        return f"{given} {family}", f"{given}.{family}".lower()
    family, latin = _pair(_FAMILIES[int(first * len(_FAMILIES))])
    given, sound = _pair(_GIVENS[int(second * len(_GIVENS))])
    return family + given, f"{sound}.{latin}".lower()


def company_name(city: tuple[str, str], trade: int, english: bool, first: float, second: float) -> str:
    """The name of a firm from two numbers in [0, 1). Not unique."""
    if english:
        return f"{_HEADS[int(first * len(_HEADS))]}{_TAILS[int(second * len(_TAILS))]} {_KINDS[trade]}"
    return f"{city[0]}{_FIRST[int(first * len(_FIRST))]}{_SECOND[int(second * len(_SECOND))]}{_TRADES[trade]}有限公司"


class PeopleNames:
    """Names that no two people share, each with the part of a mail address before the @."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def reserve(self, name: str) -> str:
        self._taken.add(name)
        return name

    def draw(self) -> tuple[str, str]:
        """A name and its mail name: four in five Chinese, the others an English first name."""
        rng = self._rng
        english = rng.random() < 0.2
        for attempt in range(_ATTEMPTS):
            family, latin = _pair(rng.choice(_FAMILIES))
            if english and attempt < _ATTEMPTS // 2:
                given = rng.choice(_ENGLISH)
                name, mail = f"{given} {latin}", f"{given}.{latin}"
            else:
                # Large companies use the list up: then two characters make a name of their own.
                pairs = [rng.choice(_GIVENS)] if attempt < _ATTEMPTS // 2 else rng.choices(_SYLLABLE, k=2)
                given = "".join(_pair(p)[0] for p in pairs)
                sound = "".join(_pair(p)[1] for p in pairs)
                name, mail = family + given, f"{sound}.{latin}"
            if name not in self._taken:
                break
        return self._unique(name), mail.lower()

    def _unique(self, name: str) -> str:
        found, number = name, 1
        while found in self._taken:
            number += 1
            found = f"{name} {number}"
        self._taken.add(found)
        return found


class CompanyNames:
    """Names that no two accounts share."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._taken: dict[str, int] = {}

    def draw(self, city: tuple[str, str], trade: int, english: bool) -> str:
        rng = self._rng
        if english:
            name = f"{rng.choice(_HEADS)}{rng.choice(_TAILS)} {_KINDS[trade]} ({city[1]})"
        else:
            name = f"{city[0]}{rng.choice(_FIRST)}{rng.choice(_SECOND)}{_TRADES[trade]}有限公司"
        number = self._taken.get(name, 0) + 1
        self._taken[name] = number
        if number == 1:
            return name
        return f"{name} No. {number}" if english else f"{name}{number}厂"


def _pair(text: str) -> tuple[str, str]:
    chinese, _, latin = text.partition(" ")
    return chinese, latin
