"""Take titles of tasks apart, so that titles of two districts can be compared.

A title loses what is only of its own district and year: places, years, batches, and set phrases
such as 协助 and 工作. What there are several words for is written with the first of the tables
below. The order of the words does not count: 核查低保对象 is 低保对象核查.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from accession_cli.entry.values import squeezed
from accession_cli.scheme.names import FILLERS, folded

#: What tells a year's or a place's share of a task, and not another task.
_OF_ITS_TIME: Final = re.compile(
    r"(?:19|20)[0-9]{2}(?:至(?:19|20)[0-9]{2})?年度?|年度|[上下]半年|第[一二三四]季度|"
    r"第[0-9一二三四五六七八九十]{1,3}批次?|示例(?:项目|事件)?|试点|试行"
)
_OF_ITS_PLACE: Final = ("全区", "本区", "区级", "全市", "本市", "辖区内", "辖区", "街道", "村居")
#: Set phrases beyond those of a district's own search.
_PHRASES: Final = (
    *(
        "组织",
        "推进",
        "加强",
        "落实",
        "进行",
        "实施",
        "参与",
        "支持",
        "帮助",
        "依法",
        "日常",
        "定期",
    ),
    *("的", "和", "及", "与", "等", "对"),
)
#: Ways to write one thing; the first is kept. Nothing stands here that is only akin.
_ONE_THING: Final = (
    ("低保", "最低生活保障", "城乡低保", "城市低保", "农村低保"),
    ("电信网络诈骗", "电信诈骗", "网络诈骗", "电诈"),
    *(
        ("反诈", "防诈", "反诈骗", "防诈骗", "防范诈骗", "反电诈", "防电诈"),
        ("反诈", "反电信网络诈骗", "防范电信网络诈骗", "预防电信网络诈骗", "防电信网络诈骗"),
        ("反诈", "反电信诈骗", "防范电信诈骗", "预防电信诈骗", "防电信诈骗"),
    ),
    ("老年人", "老人", "长者", "老年", "涉老"),
    ("残疾人", "残障人士", "残障人员", "残障人"),
    ("退役军人", "退伍军人", "复退军人"),
    ("计划生育", "计生"),
    ("新冠", "新型冠状病毒"),
    ("社会保险", "社保"),
    ("医疗保险", "医保"),
    ("家庭暴力", "家暴"),
    ("反恐怖主义", "反恐怖", "反恐"),
    ("电动自行车", "电动车", "电瓶车"),
    ("流浪犬猫", "流浪猫狗", "流浪狗猫", "流浪猫犬"),
    ("矛盾纠纷", "纠纷矛盾"),
    ("献血", "无偿献血"),
    ("古树名木", "名木古树"),
    ("病媒生物", "四害"),
    ("社区戒毒康复", "社区戒毒社区康复", "社区戒毒和社区康复"),
    ("业委会", "业主委员会"),
    ("物管会", "物业管理委员会"),
    ("生活垃圾分类", "垃圾分类"),
    ("节水", "节约用水"),
    ("人防", "人民防空"),
    ("疫苗接种", "预防接种", "接种疫苗", "打疫苗", "补种疫苗"),
    ("刑释", "刑满释放"),
    ("两癌", "乳腺癌宫颈癌", "宫颈癌乳腺癌"),
    ("全国经济普查", "经普"),
    ("全国人口普查", "人普"),
    ("公租房", "公共租赁住房"),
    ("违法建设", "违章建筑", "违法建筑", "违建"),
    ("欠薪", "拖欠工资", "拖欠农民工工资"),
    ("城乡居保", "城乡居民基本养老保险", "城乡居民养老保险"),
)
#: The acts, each as people write it; the first is its name.
_ACTS: Final = (
    ("宣传", "宣传教育", "教育宣传", "宣传普及", "宣讲", "宣教", "普及", "科普宣传", "宣传引导"),
    ("动员", "发动", "宣传动员", "动员宣传"),
    (
        "排查",
        "检查",
        "巡查",
        "摸排",
        "摸底",
        "巡检",
        "巡视检查",
        "隐患排查",
        "排查整治",
        "摸底排查",
    ),
    (
        "走访",
        "探访",
        "入户",
        "上门",
        "看望",
        "走访慰问",
        "慰问",
        "走访探视",
        "探视",
        "巡访",
        "入户走访",
    ),
    ("核查", "核实", "核对", "查实", "入户核查", "调查核实", "入户调查", "调查"),
    ("登记", "采集", "录入", "信息采集", "信息登记", "采集录入", "统计", "信息收集"),
    ("报告", "上报", "报送", "反映", "线索报告", "信息报送", "信息报告"),
    ("受理", "申请受理", "代办", "代为申请", "申请", "代理申请"),
    ("调解", "化解", "调处", "调解化解", "排查化解", "排查调处"),
    ("劝阻", "劝导", "制止", "劝说"),
    ("评议", "民主评议"),
    ("公示", "公开"),
    ("发放", "分发", "分送", "派发"),
    ("帮扶", "关爱", "关心", "关爱帮扶", "帮扶关爱", "关爱服务", "帮扶救助"),
    ("演练", "演习"),
    ("监督", "督促"),
    ("培训", "讲座"),
    ("告知", "通知", "提醒"),
    ("建档", "档案", "建档立卡"),
    ("年审", "年度确认", "年度核查", "年度复核", "复核", "定期复核", "动态管理"),
    ("推荐", "推选"),
    ("防控", "预防控制", "防治", "预防", "防范"),
    ("应对", "处置", "先期处置", "应急处置"),
    ("引导",),
    ("见证", "到场见证"),
    ("转移", "转移安置", "安置", "疏散"),
    ("管理", "服务管理", "管理服务"),
)
#: What narrows a task to some people or cases: a title without it means more, or others.
_NARROWING: Final = (
    *("边缘", "重度", "特殊", "失独", "留守", "困境", "独居", "空巢", "严重", "经营性", "农村"),
    *("老年人", "残疾人", "儿童", "学生", "退役军人", "应急"),
)
_WORDS: Final = {way: one for one, *ways in _ONE_THING for way in ways}
_NAMES: Final = {way: act[0] for act in _ACTS for way in act}


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


_ANY_WORD: Final = _any([*_WORDS, *(one for one, *_ways in _ONE_THING)])
_ANY_PHRASE: Final = _any((*FILLERS, *_PHRASES, *_OF_ITS_PLACE))
_ANY_ACT: Final = _any(_NAMES)
_ANY_NARROWING: Final = _any(_NARROWING)
_BETWEEN: Final = re.compile(r"[，,、；;：:（）()/]|以及|或者|[和及与或]")
#: The least characters of a part that names a piece of work of its own.
_SHORTEST_PART: Final = 4
#: How much of the shorter title the longer one has when they are near, and when they are alike.
_NEAR: Final = 0.7
_ALIKE: Final = 0.6
#: Where the other title has no more than this of a part, it does not speak of it.
_UNTOLD: Final = 0.5
_SHORTEST: Final = 3
_NUMBER: Final = re.compile("[0-9零〇一二三四五六七八九十百]{1,9}(?=次|届|周岁|岁)")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it is compared: all that it says, in an order that does not depend on the writer.

    ``parts`` are those of a title that names several pieces of work, ``acts`` what is done,
    ``narrowed`` what narrows it, ``numbers`` which census or which age it is about.
    """

    says: str
    parts: tuple[str, ...]
    acts: frozenset[str]
    narrowed: frozenset[str]
    numbers: frozenset[str]

    def near(self, other: "Title") -> bool:
        """Whether the longer title has nearly all of the shorter, and nothing speaks against it.

        Against it speak acts that are not all among those of the other, a word that narrows only
        one of them, other numbers, and a part of which the other says nothing: a bundle of tasks is
        none of them.
        """
        return (
            self._covers(other, _NEAR)
            and bool(self.acts) == bool(other.acts)
            and (self.acts <= other.acts or other.acts <= self.acts)
            and self.narrowed == other.narrowed
            and (not self.numbers or not other.numbers or self.numbers == other.numbers)
            and not (_has_more(self, other) or _has_more(other, self))
        )

    def alike(self, other: "Title") -> bool:
        """Whether the longer title has most of what the shorter says."""
        return self._covers(other, _ALIKE)

    def _covers(self, other: "Title", share: float) -> bool:
        shorter = min(len(self.says), len(other.says))
        return shorter >= _SHORTEST and _common(self.says, other.says) >= share * shorter


@lru_cache(maxsize=65_536)
def title_of(text: str, places: tuple[str, ...] = ()) -> Title:
    """The title *text* taken apart; *places* are the folded names of its district's places."""
    whole = folded(text)
    bare = _plain(whole, places) or whole
    acts = frozenset(_NAMES[word] for word in _ANY_ACT.findall(bare))
    said = _said(bare)
    parts = [_said(_plain(folded(part), places)) for part in _BETWEEN.split(squeezed(text))]
    several = tuple("".join(sorted(part)) for part in parts if len(part) >= _SHORTEST_PART)
    return Title(
        says="".join(sorted(said)),
        parts=several if len(several) > 1 else (),
        acts=acts,
        narrowed=frozenset(_ANY_NARROWING.findall(said)),
        numbers=frozenset(_NUMBER.findall(said)),
    )


def _has_more(one: Title, other: Title) -> bool:
    """Whether a part of *one* is something of which *other* says nothing."""
    return any(_common(part, other.says) <= _UNTOLD * len(part) for part in one.parts)


def _plain(name: str, places: tuple[str, ...]) -> str:
    """A folded *name* without its time and place, and with one word for each thing."""
    bare = _OF_ITS_TIME.sub("", name)
    for place in places:
        bare = bare.replace(place, "")
    return _ANY_WORD.sub(lambda found: _WORDS.get(found[0], found[0]), bare)


def _said(plain: str) -> str:
    """What a *plain* name says, with one word for each act, and without set phrases."""
    acts = _ANY_ACT.sub(lambda found: _NAMES[found[0]], plain)
    return _ANY_PHRASE.sub("", acts) or acts


def _common(one: str, other: str) -> int:
    """How many characters two sorted texts have in common."""
    at, found = 0, 0
    for char in one:
        while at < len(other) and other[at] < char:
            at += 1
        if at < len(other) and other[at] == char:
            at, found = at + 1, found + 1
    return found
