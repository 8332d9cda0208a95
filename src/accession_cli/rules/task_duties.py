"""Check tasks against the negative list: what a residents' committee may not be asked to do.

Each entry of the list has its source, and the forms in which people name it, those by which
``accession check`` answers questions. Texts are read clause by clause, so every warning can be
explained by the words it quotes. Such reading is never certain, so these are warnings, and the
clerk decides.

A sentence asks a committee to issue a paper (``certificates``), to be responsible for a matter
(``answered_for``), or to help. What the committee is not to do, or another body does, is no duty
of the committee. What it only helps with is none either, unless the words make it responsible.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from accession_cli.finding import KeyPath, Severity
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, RuleContext, over_task
from accession_cli.scheme.district import NegativeEntry, NegativeKind
from accession_cli.scheme.question_index import said, unconfirmed
from accession_cli.scheme.registry import TaskFile
from accession_cli.scheme.task import Task

_NOTHING_NOT_DONE: Final = N_("What is not done is not stated, and the text says nothing of it.")
_CORRECT_THE_TEXT: Final = N_("Ask the agency; what it adds is a correction with its reason.")

_SENTENCE: Final = re.compile(r"[。；;！!？?\n]")
_CLAUSE: Final = re.compile(r"[，,。；;：:！!？?\n—→]")

# The committee itself, but not a police post or clinic of the community, such as 社区民警.
_OURS: Final = (
    "(?:本|各|所在|该)?(?:居民委员会|居委会|网格员|"
    "社区(?!民警|警务|卫生|医院|医生|矫正|服务中心|戒毒|法庭|检察|企业|物业))"
)
_OTHERS: Final = (
    "(?:派出所|民警|公安|法院|检察院|医院|医疗机构|卫生服务中心|疾控|公证处|档案馆|登记机关|"
    "物业|施工|区委|区政府|人民政府|街道|城管|[^，,社]{0,6}(?:部门|机关|机构|单位|企业|公司|队伍|支队|"
    "大队|局|委|办))"
)
_HOW: Final = (
    "(?:统一|依法|依规|负责|应当|按规定|按职责|另行|直接|具体|各自|分别|牵头|来|予以|进行|组织|实施)"
    "*"
)
# 出具的 … means a paper that was issued before.
_ISSUE: Final = re.compile(
    "(?:出具|开具|开出|开立|核发|办理|盖个?章|予以证明|给予证明)"
    "(?!的|办法|流程|指南|条件|须知|程序|渠道|地点|时限)"
    "|(?<![公召离打])开(?!的|展|放|设|会|始|具|出|立|通|发|工|门|办|辟|启|业)"
)
_TELLS: Final = re.compile("(?:宣传|宣讲|讲解|告知|解释|介绍)[^并及和、后再同]*$")
_OBTAIN: Final = re.compile("办理|开具|开")  # what a resident can be helped with
_NOT: Final = re.compile(
    "不(?:由|得|再|能|可|准|予|应|要|必|承担|负责|参与|作为|作|属|是|代|为|以|向|给|对|将|把|列入|纳入|设|"
    "下达|分解|分派|开展|组织|实施|直接|单独|介入|要求|出具|开具|开|办理|核发|盖章)"
    "|无需|无须|毋需|无权|禁止|严禁|停止|取消|杜绝|免除|拒绝|非社区|未经"
)
_TWICE_NOT: Final = re.compile("不得.{0,10}(?:推诿|推脱|拒绝|拒不)")
_BY_OTHERS: Final = re.compile(f"由(?!{_OURS}|于)")
_ASKED_OF_OTHERS: Final = re.compile(
    f"(?:到|去|前往|赴|向)(?!户|期|位|场|{_OURS})[^，,]{{0,12}}"
    "(?:派出所|公安|机关|医院|部门|机构|窗口|局|法院|公证处|大厅|申请|申领)"
)
_FOR_RESIDENTS: Final = re.compile(
    "(?:协助|帮助|指导|引导|方便|代)(?:本社区|辖区|有需要的)?(?:居民|群众|家属|当事人)"
)
_OTHERS_DO: Final = re.compile(
    f"(?P<to>向|为|给|对|与|和|把|将)?[^，,向为给对与和把将]{{0,2}}{_OTHERS}{_HOW}$"
)
_HELPS: Final = re.compile(
    "协助|配合|宣传|宣讲|讲解|报告|上报|反映|反馈|发现|劝导|劝阻|告知|提醒|引导|动员|参与|参加|监督|支持|"
    "解释|转交|移交|转办|转送|转报|转介"
)
_ANSWERS: Final = re.compile("负责(?!人)|承担|牵头|包干")
_MEASURED: Final = re.compile("责任主体|主体责任|责任单位|第一责任|指标|考核")
_OTHERS_ANSWER: Final = re.compile(
    f"{_OTHERS}[^，,]{{0,6}}(?:负责|承担|牵头|实施|办理|处理|处置|查处|组织|决定|开展|为|是|作为)"
    f"|{_OTHERS}[^，,社居]{{0,2}}考核(?!.{{0,4}}(?:社区|居))"
    f"|(?:责任主体|主体责任|责任单位)(?:是|为|在)[^，,]{{0,6}}{_OTHERS}"
)
_DONE_BY_OTHERS: Final = re.compile(f"[^，,]{{0,6}}的[^，,]{{0,4}}{_OTHERS}")
_PAYERS: Final = re.compile("居民(?!委)|群众|业主|住户|商户|租户|村民|[每各]户|家家户户")
_TAKES: Final = re.compile(
    "收取|收缴|代收|催收|催缴|集资|摊派|押金|保证金|筹资|收[^，,、]{0,4}[费钱款](?!用?(?:标准|公示|情况|项目|依据))"
)
#: Money that is not taken, or wrongly by others: 不收取, 非法集资.
_NOT_TAKEN: Final = re.compile(
    "不[^，,]{0,8}[收集摊押保筹]|[严禁免无][^，,]{0,6}[收集摊押保筹]|(?:非法|违法|违规|乱)[^，,]{0,4}[收集摊]|退还|杜绝|禁止"
)
_SPOKEN_OF: Final = re.compile(
    "宣传|宣讲|讲解|报告|上报|反映|反馈|发现|劝阻|告知|提醒|监督|举报|公示|解释|核对|防范|识别|警惕|线索"
)
_PAID_BY: Final = re.compile(
    "(?:居民(?!委)|群众|业主|住户)[^，,]{0,6}(?:自筹|集资|分摊|分担|缴纳|交纳|出资|承担|自付)"
)
_NOT_PAID: Final = re.compile("[不无免]")
_UNNAMED: Final = re.compile(
    "责任书|责任状|军令状|一票否决"
    "|(?:交办|安排|布置|指派|交付)的?(?:其他|其它|临时)[^，,]{0,6}(?:工作|任务|事项|事务)"
)
_NOT_BEFORE: Final = re.compile("[不禁无免][^，,]{0,8}$|取消|杜绝|停止")
# A subject followed by one of these is part of a body's name, as in 城市管理部门.
_NAME: Final = "(?!部门|机关|机构|委|局|办|中心|大队|支队|队|人员|单位|综合执法)"


Forms: TypeAlias = Sequence[tuple[NegativeEntry, Sequence[str]]]


def certificates(
    text: str, forms: Forms, cues: Sequence[str]
) -> Iterator[tuple[str, NegativeEntry]]:
    """Yield the clauses of *text* that ask the committee to issue a paper, with the entry.

    *cues* are the words by which a clause means a paper, as 证明 and 盖章.
    """
    for words in _CLAUSE.split(text):
        bare = said(words)
        if any(cue in bare for cue in cues) and _is_issued(words):
            for entry, named in forms:
                if any(form in bare for form in named):
                    yield words.strip(), entry


def answered_for(
    text: str, forms: Sequence[str], cues: Sequence[str], *, aim: bool = False
) -> Iterator[str]:
    """Yield the sentences of *text* that make the committee responsible for a matter.

    *forms* are the matter's names, its own on the list first; the others only count with one of the
    *cues*, because they are said of much else. *aim*: *text* is the task's target, which may name a
    matter without making anybody responsible.
    """
    subject = re.compile(re.escape(forms[0]) + _NAME)
    named = re.compile(f"(?:{'|'.join(map(re.escape, forms))}){_NAME}")
    duty = re.compile("|".join([_ANSWERS.pattern, *map(re.escape, cues)]))
    for words in _SENTENCE.split(text):
        if not named.search(words):
            continue
        alone = subject.search(words) is not None
        if _is_answered_for(words, named, duty, alone=alone and not aim):
            yield words.strip()


def _is_issued(words: str) -> bool:
    for issued in _ISSUE.finditer(words):
        before = words[: issued.start()]
        if (
            _is_negated(words[: issued.end()])
            or _BY_OTHERS.search(before)
            or _ASKED_OF_OTHERS.search(before)
        ):
            continue
        if _others_do(before) or _TELLS.search(before):
            continue
        if _FOR_RESIDENTS.search(before) and _OBTAIN.match(issued[0]):
            continue
        return True
    return False


def _is_answered_for(
    words: str, subject: re.Pattern[str], duty: re.Pattern[str], *, alone: bool
) -> bool:
    """*alone*: the matter's name makes the committee responsible, unless it is said otherwise."""
    clauses = _CLAUSE.split(words)
    for clause in clauses:
        if _is_negated(clause) or _is_others(clause):
            continue
        if (alone and _MEASURED.search(clause)) or _has_duty(clause, subject, duty):
            return True
    if not alone or _HELPS.search(words):
        return False
    return not any(_is_negated(clause) or _is_others(clause) for clause in clauses)


def _has_duty(clause: str, subject: re.Pattern[str], duty: re.Pattern[str]) -> bool:
    """Whether a duty in *clause* is for the subject itself, not for helping with it."""
    for named in subject.finditer(clause):
        helped = _HELPS.match(clause[named.end() :].lstrip("的等相关有法律规政策知识工作"))
        for found in duty.finditer(clause):
            first, last = sorted((found.span(), named.span()))
            begin = first[1] if _ANSWERS.match(found[0]) else 0
            if not helped and not _HELPS.search(clause[begin : last[0]]):
                return True
    return False


def _is_negated(words: str) -> bool:
    return bool(_NOT.search(words)) and not _TWICE_NOT.search(words)


def _is_others(clause: str) -> bool:
    """Whether another body than the committee does what the clause says."""
    if _BY_OTHERS.search(clause):
        return True
    ours = re.search(_OURS + "[^，,]{0,4}(?:负责|承担|牵头|为|是|作为)", clause)
    return ours is None and bool(_OTHERS_ANSWER.search(clause) or _DONE_BY_OTHERS.search(clause))


def _others_do(before: str) -> bool:
    found = _OTHERS_DO.search(before)
    return found is not None and found["to"] is None


_TARGET: Final[KeyPath] = ("authorization", "target")


@over_task(
    "P101",
    "民发〔2020〕20号",
    Severity.WARNING,
    about=N_("A committee is not asked for certificates that it does not issue."),
    says=N_(
        "The words “{words}” ask the committee for a certificate about {subject}, against {source}."
    ),
    hint=N_("Take this out of the task, or say which body issues the certificate."),
    asked=True,
)
def no_certificate_is_asked_for(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    forms = _listed(NegativeKind.CERTIFICATE, world)
    for key, text in _texts(file.task):
        if any(cue in text for cue in world.cues):
            for words, entry in certificates(text, forms, world.cues):
                yield _breach(key, words, entry)


@over_task(
    "P102",
    "天津市社区减负意见（2019）",
    Severity.WARNING,
    about=N_("A committee is not made the responsible body for what others answer for."),
    says=N_("The words “{words}” make the committee answer for {subject}, against {source}."),
    hint=N_("Say what the committee helps with, and which body is responsible."),
    asked=True,
)
def committee_is_not_made_responsible(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    for key, text in _texts(file.task):
        for entry, forms in _listed(NegativeKind.RESPONSIBLE_BODY, world):
            if world.duty_cues and any(form in text for form in forms):
                aim = key == _TARGET
                for words in answered_for(text, forms, world.duty_cues, aim=aim):
                    yield _breach(key, words, entry)


_ON_THE_LIST: Final = N_("The name “{name}” stands for {words}, which is on the negative list.")


@over_task(
    "P103",
    "scheme 2.2",
    about=N_("Another name of a task asks for nothing that its text does not have."),
    says=N_("The name “{name}” asks for more than the task: “{words}”."),
    hint=N_(
        "Take this name out of what the task is also called; it would be answered as admitted."
    ),
)
def name_asks_for_nothing_more(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """A word that the title or the content has asks for nothing more."""
    task = file.task
    own = said(task.title + task.authorization.content) if task.also_called else ""
    for at, name in enumerate(task.also_called):
        key, bare = ("also_called", at), said(name)
        more = [word for word in world.demands if word in bare and word not in own]
        if more:
            yield Breach(key, {"name": name, "words": "、".join(more)})
        for entry in _listed_in(bare, world):
            yield Breach(key, {"name": name, "words": entry.subject}, says=_ON_THE_LIST)


def _listed_in(name: str, world: RuleContext) -> Iterator[NegativeEntry]:
    """The entries of the negative list that *name* asks for, as ``accession check`` reads them."""
    for entry, forms in world.forms:
        asked = entry.kind is not NegativeKind.CERTIFICATE or any(cue in name for cue in world.cues)
        if asked and any(form in name for form in forms):
            yield entry


@over_task(
    "P105",
    "scheme 4.2",
    Severity.WARNING,
    about=N_("No money for a task is taken from residents."),
    says=N_("The words “{words}” take money from residents."),
    hint=N_("Take this out of the task: the agency pays for what it asks for."),
    asked=True,
)
def no_money_is_taken_from_residents(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    for key, text in _texts(file.task):
        for words in _CLAUSE.split(text):
            if _takes_money(words):
                yield Breach(key, {"words": words.strip()})
    funding = file.task.funding
    for name, said_there in (
        ("source", funding.source),
        ("method", funding.method),
        ("note", funding.note),
    ):
        for words in _CLAUSE.split(said_there or ""):
            paid = _PAID_BY.search(words)
            if _takes_money(words) or (paid and not _NOT_PAID.search(paid[0])):
                yield Breach(("funding", name), {"words": words.strip()})


@over_task(
    "P106",
    "scheme 2.2",
    Severity.WARNING,
    about=N_("A task asks for no letter of responsibility, no veto, and nothing unnamed."),
    says=N_("The words “{words}” ask for more than a stated task: “{found}”."),
    hint=N_("Take this out; what is not stated is not admitted, and may be refused."),
    asked=True,
)
def nothing_unnamed_is_asked_for(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    for key, text in _texts(file.task):
        for words in _CLAUSE.split(text):
            found = _UNNAMED.search(words)
            if found and not _NOT_BEFORE.search(words[: found.start()]):
                yield Breach(key, {"words": words.strip(), "found": found[0]})


@over_task(
    "P201",
    "scheme 2.3",
    about=N_("What a task states as not done was decided on: in its application or in its text."),
    says=N_("The words “{words}” stand neither in the content nor in the authority."),
    hint=N_("Copy the sentence word for word; what was decided on is not changed here."),
)
def what_is_not_done_was_decided(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """The form has a cell for it, so what stands there was decided on together with the rest."""
    task, text = file.task, file.task.authorization
    known = task.application and task.application.id and world.applications.get(task.application.id)
    decided = known.asked.excludes if known and known.asked else ()
    for at, words in enumerate(task.excludes):
        if not (words in decided or words in text.content or words in text.authority):
            yield Breach(("excludes", at), {"words": words})


@over_task(
    "P202",
    "scheme 2.3",
    Severity.HINT,
    about=N_("A task in force states what is not done."),
    says=N_("What is not done is not stated; the text itself says: “{found}”."),
    hint=N_("If that is all, copy it word for word with accession amend {id} --set excludes=…."),
)
def what_is_not_done_is_stated(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task = file.task
    if task.excludes or not task.in_force(world.today):
        return
    if found := unconfirmed(task):
        yield Breach(("excludes",), {"found": "；".join(found), "id": task.id})
    else:
        yield Breach(("excludes",), says=_NOTHING_NOT_DONE, hint=_CORRECT_THE_TEXT)


def _takes_money(words: str) -> bool:
    """Whether the clause takes money from residents, and is not about others who do."""
    if not _PAYERS.search(words):
        return False
    for taken in _TAKES.finditer(words):
        before = words[: taken.start()]
        if _NOT_TAKEN.search(words[: taken.end()]) or _SPOKEN_OF.search(before):
            continue
        if not _BY_OTHERS.search(before) and not _others_do(before):
            return True
    return False


def _listed(kind: NegativeKind, world: RuleContext) -> Forms:
    return [(entry, forms) for entry, forms in world.forms if entry.kind is kind]


def _breach(key: KeyPath, words: str, entry: NegativeEntry) -> Breach:
    facts = {"words": words, "subject": entry.subject, "source": entry.source}
    return Breach(key, facts, clause=entry.source)


def _texts(task: Task) -> Iterator[tuple[KeyPath, str]]:
    given = task.authorization
    yield ("title",), task.title
    yield ("authorization", "content"), given.content
    yield _TARGET, given.target
    yield ("authorization", "authority"), given.authority
    yield ("authorization", "workflow"), given.workflow
