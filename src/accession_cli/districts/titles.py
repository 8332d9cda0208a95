"""Take titles of tasks apart, so that titles of two districts can be compared.

A title loses what is only of its own district and year: places, years, batches, and set phrases
such as 协助 and 工作. What is left is the object (低保对象) and the acts (核查, 公示), each by the
word that the table below has first for it. The order of the words does not count: 核查低保对象
is 低保对象核查.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from accession_cli.scheme.names import COVERS, FILLERS, folded

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
    ("老年人", "老人", "长者"),
    ("残疾人", "残障人士", "残障人员", "残障人"),
    ("退役军人", "退伍军人", "复退军人"),
    ("计划生育", "计生"),
    ("新冠", "新型冠状病毒"),
    ("社会保险", "社保"),
    ("医疗保险", "医保"),
    ("基本养老保险", "养老保险"),
    ("家庭暴力", "家暴"),
    ("反恐怖主义", "反恐怖", "反恐"),
    ("电动自行车", "电动车", "电瓶车"),
    ("流浪犬猫", "流浪猫狗", "流浪狗猫", "流浪猫犬"),
    ("矛盾纠纷", "纠纷矛盾"),
    ("献血", "无偿献血"),
    ("古树名木", "名木古树"),
    ("病媒生物", "四害"),
    ("社区戒毒康复", "社区戒毒社区康复", "社区戒毒和社区康复"),
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
#: Nouns that stand behind an object or not: 低保对象, 低保家庭 and 低保 are one object.
_WEAK: Final = re.compile("对象|人员|家庭|群体|人群|情况|政策|知识|信息|常识|事件|工程|项目|服务")
_WORDS: Final = {way: one for one, *ways in _ONE_THING for way in ways}
_NAMES: Final = {way: act[0] for act in _ACTS for way in act}


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


_ANY_WORD: Final = _any([*_WORDS, *(one for one, *_ways in _ONE_THING)])
_ANY_PHRASE: Final = _any((*FILLERS, *_PHRASES, *_OF_ITS_PLACE))
_ANY_ACT: Final = _any(_NAMES)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it is compared: all that it says, its object, and its acts."""

    says: str
    object: str
    acts: frozenset[str]

    def near(self, other: "Title") -> bool:
        """Whether both have one object, and the acts of one are among those of the other."""
        return self.object == other.object and (self.acts <= other.acts or other.acts <= self.acts)

    def alike(self, other: "Title") -> bool:
        """Whether the longer title has most of its characters in common with the other."""
        longer = max(len(self.says), len(other.says))
        return _common(self.says, other.says) >= COVERS * longer


@lru_cache(maxsize=65_536)
def title_of(text: str, places: tuple[str, ...] = ()) -> Title:
    """The title *text* taken apart; *places* are the folded names of its district's places."""
    whole = folded(text)
    bare = _OF_ITS_TIME.sub("", whole)
    for place in places:
        bare = bare.replace(place, "")
    bare = _ANY_WORD.sub(lambda found: _WORDS.get(found[0], found[0]), bare) or whole
    acts = frozenset(_NAMES[word] for word in _ANY_ACT.findall(bare))
    said = _ANY_ACT.sub(lambda found: _NAMES[found[0]], bare)
    said = _ANY_PHRASE.sub("", said) or said
    rest = _ANY_PHRASE.sub("", _ANY_ACT.sub("", bare))
    kernel = _WEAK.sub("", rest) or rest or said
    return Title("".join(sorted(said)), "".join(sorted(kernel)), acts)


def _common(one: str, other: str) -> int:
    """How many characters two sorted texts have in common."""
    at, found = 0, 0
    for char in one:
        while at < len(other) and other[at] < char:
            at += 1
        if at < len(other) and other[at] == char:
            at, found = at + 1, found + 1
    return found
