"""Say what each task does and does not do, in the form in which questions are compared with it.

``index_of`` cuts every text once. ``accession check`` and the directory's page read the same index
and run the same steps on it (``entry/question.py``, ``templates/question.js``). The index is plain
data: dicts, lists, texts and numbers only.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from accession_cli.scheme.district import Agency, NegativeEntry, NegativeKind, StatutoryDuty
from accession_cli.scheme.task import Task

VERSION: Final = 1

Vocabulary = Mapping[str, Any]
Index = dict[str, Any]

#: What a question keeps of a text: digits, letters a to z and Chinese characters.
_SAID: Final = re.compile(r"[^0-9a-z\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_SENTENCE: Final = re.compile(r"[。；;！？!?\n]+")
_PART: Final = re.compile(r"([，,、：:])")
#: "不…", also behind a short subject: 站点不另配专职编制. Not 不便, 不同, 不及时 and the like.
_NOT: Final = re.compile(
    r"(?P<who>\w{0,6}?)(?:不得|不再|不|无须|无需|严禁|禁止)(?![便同仅断良时少足到符安明定及适]|愿意)(?P<what>\w.*)"
)
#: Of these the sentence tells what they do, not what the task leaves out: 居民不配合的; and
#: 监督加害人不再施暴 is something that is done.
_OTHERS: Final = re.compile(r"居民(?!委)|群众|当事人|对方|家庭|已|监督|督促|防止|加害人")
#: A negation reaches over a list, not to a part that begins anew.
_ANEW: Final = re.compile(r"(?:只|仅|可以|负责|由|发现|应当|必须|但|经|对|遇)")
_LIST_PART: Final = 14
#: A sentence with one of these behind 由 says what somebody else does: 由统计部门负责.
_DONE: Final = re.compile(
    "负责|办理|承担|决定|实施|确定|进行|管理|监管|答复|提供|安排|开展|组织|把关|落实|查处|依法|作出"
)
_BY_OTHERS: Final = re.compile("法定主体|权属")


def said(text: str) -> str:
    """*text* as questions are compared: NFKC, lower case, no signs, spaces or other scripts."""
    return _SAID.sub("", unicodedata.normalize("NFKC", text).lower())


def excluded(content: str) -> tuple[str, ...]:
    """The sentences of *content* that say what the task leaves out, each from its "不…" on.

    For example ("不采样，不注射，不扑杀，不作无害化处理",).
    """
    return tuple(
        "".join(sentence[first:])
        for sentence in _parts(content)
        if (first := _first(sentence)) >= 0
    )


def index_of(
    tasks: Iterable[Task],
    agencies: Mapping[str, Agency],
    vocabulary: Vocabulary,
    negative_list: Iterable[NegativeEntry] = (),
    duties: Iterable[StatutoryDuty] = (),
) -> Index:
    """The index of *tasks*, in the order of their ids, with all words that a question needs."""
    return {
        "version": VERSION,
        "words": _words(vocabulary, agencies),
        "negative": [_negative(entry, vocabulary) for entry in negative_list],
        "duties": [{"words": list(map(said, one.words)), **_duty(one)} for one in duties],
        "tasks": [_task(task) for task in sorted(tasks, key=lambda task: task.id)],
    }


def extended(vocabulary: Vocabulary, own: Vocabulary) -> Vocabulary:
    """*vocabulary* with a district's *own* words; a group joins the first that shares a word."""
    groups = [list(group) for group in vocabulary["groups"]]
    for group in own.get("groups", ()):
        words = list(map(said, group))
        home = next((known for known in groups if set(words) & set(known)), None)
        if home is None:
            groups.append(words)
        else:
            home += [word for word in words if word not in home]
    more = {key: [*vocabulary[key], *map(said, own.get(key, ()))] for key in ("fillers", "demands")}
    return {**vocabulary, "groups": groups, **more}


def _words(vocabulary: Vocabulary, agencies: Mapping[str, Agency]) -> dict[str, Any]:
    """The vocabulary without what belongs to the negative list, and with the agencies' names."""
    kept = {
        key: value
        for key, value in vocabulary.items()
        if key not in ("about", "agencies", "certificates", "duties")
    }
    kept["fillers"] = sorted(set(kept["fillers"]), key=lambda word: (-len(word), word))
    names: dict[str, set[str]] = {}
    for key, agency in agencies.items():
        bare = said(agency.name)
        names.setdefault(bare, set()).add(key)
        names.setdefault(bare.removeprefix("区"), set()).add(key)
    for part, forms in vocabulary["agencies"].items():
        meant = {key for key, agency in agencies.items() if part in agency.name}
        for form in forms:
            names.setdefault(said(form), set()).update(meant)
    kept["agencies"] = [
        [name, sorted(keys)]
        for name, keys in sorted(names.items(), key=lambda p: (-len(p[0]), p[0]))
    ]
    return kept


def _duty(duty: StatutoryDuty) -> dict[str, str]:
    return {"law": duty.law, "article": duty.article, "says": duty.says}


def _negative(entry: NegativeEntry, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "kind": entry.kind.value,
        "subject": entry.subject,
        "source": entry.source,
        "forms": forms_of(entry, vocabulary),
    }


def forms_of(entry: NegativeEntry, vocabulary: Vocabulary) -> list[str]:
    """The words by which people ask for *entry*, as ``said`` gives them; its subject first."""
    certificate = entry.kind is NegativeKind.CERTIFICATE
    forms = vocabulary["certificates" if certificate else "duties"].get(entry.subject, [])
    return list(dict.fromkeys([said(entry.subject), *map(said, forms)]))


def _task(task: Task) -> dict[str, Any]:
    does, leaves_out, others = _clauses(task)
    text = task.authorization
    scope = task.scope
    places = scope.subdistricts
    if scope.communities is not None:
        places = scope.communities
    return {
        "id": str(task.id),
        "number": task.filing.number,
        "title": task.title,
        "names": [said(name) for name in (task.title, *task.also_called)],
        "agencies": list(task.agencies),
        "channels": [channel.value for channel in task.channels],
        "places": None if places is None else list(places),
        "filed": _day(task.filing.date),
        "start": _day(task.period.start),
        "end": _day(task.period.end),
        "retired": _day(task.retirement.effective if task.retirement else None),
        "error": task.entered_in_error,
        "next": [str(number) for number in task.superseded_by],
        "does": does,
        "not": leaves_out,
        "other": [*others, *(said(part) for part in (text.target, text.workflow))],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def excluded_by(task: Task) -> tuple[str, ...]:
    """What *task* leaves out: as a person confirmed it, else as its own sentences say it."""
    return task.excludes or unconfirmed(task)


def unconfirmed(task: Task) -> tuple[str, ...]:
    """What the sentences of *task* leave out, for a person to confirm; () when one has."""
    text = task.authorization
    return () if task.excludes else (*excluded(text.content), *excluded(text.authority))


def _clauses(task: Task) -> tuple[list[list[str]], list[list[str]], list[str]]:
    """What the task does, what it leaves out (each clause with its sentence), what others do."""
    does: list[list[str]] = []
    leaves_out: list[list[str]] = []
    others: list[str] = []
    confirmed = tuple(map(said, task.excludes))
    for text, is_authority in (
        (task.authorization.content, False),
        (task.authorization.authority, True),
    ):
        for sentence in _parts(text):
            whole, first = "".join(sentence), _confirmed(sentence, confirmed)
            if first < 0:
                first = _first(sentence)
            left = "".join(sentence[first:]) if first >= 0 else ""
            for place, part in enumerate(sentence[::2]):
                clause = said(part)
                if not clause:
                    continue
                if 0 <= first <= 2 * place and not (2 * place > first and _begins_anew(part)):
                    found = _not(part)
                    leaves_out.append([said(found["what"]) if found else clause, left])
                elif is_authority and _by_others(whole):
                    others.append(clause)
                else:
                    does.append([clause, whole[: len(whole) - len(left)].rstrip("，,、：:")])
    leaves_out.extend(_stated_apart(task, confirmed))
    return does, leaves_out, others


def _stated_apart(task: Task, confirmed: Iterable[str]) -> Iterator[list[str]]:
    """What *task* leaves out by its form's own cell, in words that its text does not have."""
    text = said(task.authorization.content) + said(task.authorization.authority)
    for words, bare in zip(task.excludes, confirmed, strict=True):
        if bare in text:
            continue
        for sentence in _parts(words):
            for part in filter(said, sentence[::2]):
                found = _not(part)
                yield [said(found["what"] if found else part), "".join(sentence)]


def _by_others(sentence: str) -> bool:
    """Whether *sentence* says what somebody else does."""
    _before, by, behind = sentence.partition("由")
    return bool((by and _DONE.search(behind)) or _BY_OTHERS.search(sentence))


def _parts(text: str) -> Iterable[list[str]]:
    """The sentences of *text*, each as its parts with the signs between them."""
    for sentence in _SENTENCE.split(unicodedata.normalize("NFC", text)):
        if sentence.strip():
            yield _PART.split(sentence.strip())


def _first(sentence: list[str]) -> int:
    """Where in *sentence* the first part is that leaves something out; -1 if there is none."""
    return next((n for n in range(0, len(sentence), 2) if _not(sentence[n])), -1)


def _confirmed(sentence: list[str], excludes: Iterable[str]) -> int:
    """Where in *sentence* begins what a person confirmed as left out; -1 if nothing does.

    What a person did not confirm stays left out too, if the sentence itself says so: an answer
    asserts less then, never more.
    """
    for first in range(0, len(sentence), 2):
        rest = said("".join(sentence[first:]))
        if rest and any(rest in words or rest.startswith(words) for words in excludes):
            return first
    return -1


def _not(part: str) -> re.Match[str] | None:
    found = _NOT.match(part.strip())
    if found is None or part.rstrip().endswith("的") or _OTHERS.search(found["who"]):
        return None
    return found


def _begins_anew(part: str) -> bool:
    """Whether *part*, behind a negation, says again what is done."""
    if _not(part):
        return False
    return len(said(part)) > _LIST_PART or _ANEW.match(part.strip()) is not None
