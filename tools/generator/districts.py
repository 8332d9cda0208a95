"""Registries of many made-up districts: the same tasks, each in its own words, with its own money.

What all of them admit are the tasks of the project's own registry and the topics of
``topics.csv``. A district admits most of them and refuses some that its neighbours admit.
"""

import csv
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from hashlib import sha1
from pathlib import Path
from typing import Final

from accession_cli.registry.files import name_of_application, name_of_edition, name_of_task
from accession_cli.registry.schemas import FileKind, key_order
from accession_cli.scheme.application import ASKED, Application, Submission, application_data
from accession_cli.scheme.registry import APPLICATION, ApplicationStatus, RecordId, TaskFile
from accession_cli.scheme.task import (
    Authorization,
    Decision,
    Funding,
    LawBasis,
    Result,
    Route,
    StoredFile,
    Task,
    Term,
    Via,
    task_data,
)
from accession_cli.yamlfile import editor
from generator.admissions import District, digest, filed
from generator.places import Place
from generator.register import tasks
from generator.repository import FIRST_LINE, HOME, home, profile_files, text_of

ADMITTED: Final = 0.7  # the share of all topics that a district admits
SAME_WORDS: Final = 0.45
CITED: Final = 0.9
BEHIND: Final = 0.2  # the share of districts that have not frozen the last year's directory
PAID_AS_NEEDED: Final = 0.06
EDITIONS: Final = (2023, 2024, 2025)

_TOPICS: Final = Path(__file__).with_name("topics.csv")
_TAIL: Final = re.compile(r"（(\d{4}年)..(第\d+批)）$")
_OF_A_YEAR: Final = re.compile(r"^\d{4}年(?:[上下]半年)?|（\d{4}年.*")
_WHY_NOT: Final = (
    "属于部门法定职责，不得转由社区承担",
    "没有法律、法规依据，部门文件不能作为准入依据",
    "与已准入的事项重复，请并入原事项",
    "未落实经费，补正期内没有答复",
    "要求社区出具证明，已列入不应出具的证明清单",
)
#: What one writes for another; the first that is found in a title is put in its place.
_SYNONYMS: Final = (
    ("走访", "上门走访"), ("宣传教育", "宣传"), ("宣传", "宣传引导"), ("居民", "群众"),
    ("登记", "信息登记"), ("线索报告", "线索上报"), ("摸底", "排查摸底"), ("推荐", "推选"),
    ("核对", "核实"), ("劝导", "劝阻引导"), ("报告", "上报"), ("见证", "到场见证"),
)  # fmt: skip
_STREETS: Final = (
    "城关街道", "新华街道", "建设街道", "和平街道", "东风街道", "光明街道", "向阳街道", "胜利街道",
    "迎宾街道", "河滨街道", "文昌街道", "站前街道", "园区街道", "南门街道", "北关街道", "西苑街道",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A file below the registry's folder, since which day it is there and until when."""

    name: str
    data: bytes
    since: date
    until: date = date.max

    def is_there(self, day: date) -> bool:
        """Whether it is there on *day*."""
        return self.since <= day < self.until


def registry_of(place: Place) -> tuple[Filed, ...]:
    """All files of the register of *place*, as it keeps it on the last day; the profile first."""
    chance = random.Random(place.seed)  # noqa: S311 - no secrets
    admits, refuses = _chosen(chance)
    models = tuple(_worded(place, model) for model in admits)
    district = _district(place, models)
    in_words = _plainly(tasks(district, place.tasks, place.seed))
    made = sorted(map(_as_needed, in_words), key=lambda task: task.id)
    here = _Here(place)
    by_id = {
        task.id: Filed(
            name=here.said(name_of_task(task.id)),
            data=here.said(text_of(task)).encode(),
            since=task.filing.date,
        )
        for task in made
    }
    profile = [
        Filed(name=name, data=here.said(data.decode()).encode(), since=date.min)
        for name, data in profile_files()
    ]
    years = EDITIONS[:-1] if chance.random() < BEHIND else EDITIONS
    editions = [here.edition(year, by_id, made) for year in years]
    return (
        *profile,
        *by_id.values(),
        *editions,
        *_refusals(place, district, refuses, here, chance),
    )


def _chosen(chance: random.Random) -> tuple[list[Task], list[Task]]:
    """The topics that a district admits, and those of the others that it may refuse."""
    admits, others = list[Task](), list[Task]()
    for model in all_topics():
        emergency = model.route is Route.EMERGENCY
        (admits if emergency or chance.random() < ADMITTED else others).append(model)
    return admits, others


@cache
def all_topics() -> tuple[Task, ...]:
    """The tasks of the project's own registry, but for signboards, and the topics of the file.

    Of those that come every year there is one.
    """
    found = [file.task for file in home().tasks if file.task.kind != "signboard"]
    known = {_OF_A_YEAR.sub("", task.title): task for task in found}
    models = [task for task in known.values() if task.route is Route.APPLICATION]
    return (*known.values(), *_topics(models))


def _topics(models: Iterable[Task]) -> Iterator[Task]:
    in_class: dict[str, list[Task]] = {}
    for model in models:
        if model.term is not Term.TEMPORARY:
            in_class.setdefault(model.class_, []).append(model)
    with _TOPICS.open(encoding="utf-8", newline="") as file:
        for at, row in enumerate(csv.DictReader(file)):
            near = in_class[row["class"]]
            title = row["title"]
            yield replace(
                near[at % len(near)],
                title=title,
                class_=row["class"],
                agency=row["agency"],
                co_agencies=(),
                authorization=Authorization(
                    content=f"协助{title}，通知居民、了解情况并转交街道。不作认定，不收取费用。",
                    target="居民知道找谁、怎么办，情况不漏报。",
                    authority="居民委员会只协助，由牵头部门决定。",
                    workflow="部门布置—街道排期—社区协助—街道汇总",
                ),
                excludes=("不作认定，不收取费用",),
                basis=(LawBasis(law=row["law"], version=None, article=row["article"]),),
                mechanism=None,
                training=None,
                resources=(),
            )


def _worded(place: Place, model: Task) -> Task:
    """*model* with the title that *place* gives it, which is often the title it has anyway."""
    chance = random.Random(f"{place.wording} {model.title}")  # noqa: S311 - no secrets
    if chance.random() < SAME_WORDS:
        return model
    title = model.title
    bare = title.removesuffix("协助").removeprefix("协助").removesuffix("配合")
    ways = [f"协助开展{bare}", f"协助做好{bare}工作", f"{bare}工作", f"配合{bare}", f"社区{bare}"]
    ways += [title.replace(one, other) for one, other in _SYNONYMS if one in title][:1]
    return replace(model, title=chance.choice(ways))


def _district(place: Place, models: tuple[Task, ...]) -> District:
    known = home()
    tasks_ = tuple(TaskFile(path="", task=one) for one in models)
    made = District.of(replace(known, tasks=tasks_))
    return replace(made, careless=place.careless, plenty=place.plenty, cites=CITED)


def _plainly(made: Iterable[Task]) -> Iterator[Task]:
    """The tasks; of those with one title the newest, and what it follows, do without its number.

    The others do without the part of the district.
    """
    every = list(made)
    newest = {_TAIL.sub("", task.title): task.title for task in every}
    plain = {whole: bare for bare, whole in newest.items()}
    return (
        replace(task, title=plain.get(task.title) or _TAIL.sub(r"（\1\2）", task.title))
        for task in every
    )


def _as_needed(task: Task) -> Task:
    chance = random.Random(f"{task.id} {task.title}")  # noqa: S311 - no secrets
    money = task.funding
    if task.corrections or not money.amount or chance.random() >= PAID_AS_NEEDED:
        return task
    paid = Funding(
        amount=None, per=money.per, source=money.source, method="按实际场次核拨", note=None
    )
    return replace(task, funding=paid)


def _refusals(
    place: Place, district: District, refuses: list[Task], here: "_Here", chance: random.Random
) -> Iterator[Filed]:
    days = [day for day in district.days.filing if day >= date(2023, 1, 1)]
    chosen = sorted(chance.sample(days, min(place.refusals, len(refuses))))
    serials: dict[int, int] = {}
    for model, day in zip(chance.sample(refuses, len(chosen)), chosen, strict=True):
        serials[day.year] = serial = serials.get(day.year, 0) + 1
        number = RecordId(
            year=day.year, serial=serial, prefix=district.home.scheme.prefix, letter=APPLICATION
        )
        asked = filed(replace(district, models=dict.fromkeys(Route, (model,))), number, day, chance)
        made = _refused(replace(asked, title=model.title), number, day, chance.choice(_WHY_NOT))
        text = editor.new_text(
            application_data(made), comment=_APPLICATION, order=key_order(FileKind.APPLICATION)
        )
        yield Filed(
            name=here.said(name_of_application(number)),
            data=here.said(text).encode(),
            since=day,
        )


_APPLICATION: Final = FIRST_LINE.replace("task.", "application.")


def _refused(task: Task, number: RecordId, decided: date, why: str) -> Application:
    facts = task.application
    if facts is None:
        raise ValueError(number)
    stated = task_data(task)
    bodies = dict.fromkeys(one.by for one in task.decision)
    return Application(
        id=number,
        status=ApplicationStatus.REFUSED,
        stated={key: stated[key] for key in ASKED},
        asked=None,
        faults=(),
        contact=None,
        submissions=(
            Submission(
                received=facts.received,
                received_at=None,
                via=Via.OA,
                form=StoredFile(
                    name=f"审批表（示例）-{number}.docx", sha256=digest(number, "form")
                ),
                attachments=(),
                settled=(),
                decision=tuple(
                    Decision(by=body, date=decided, result=Result.REFUSE, opinion=why)
                    for body in list(bodies)[:1]
                ),
            ),
        ),
        withdrawal=None,
        filed=None,
    )


class _Here:
    """Puts the names of a place where the model's own names stand."""

    def __init__(self, place: Place) -> None:
        known, chance = home(), random.Random(place.wording)  # noqa: S311 - no secrets
        names = [one.name for one in known.subdistricts.values()]
        streets = chance.sample(_STREETS, len(names))
        scheme = known.scheme
        said = dict(zip(names, streets, strict=True))
        said |= {
            scheme.district: place.name,
            scheme.code: place.code,
            f"{scheme.prefix}-": f"{place.prefix}-",
            f"prefix: {scheme.prefix}": f"prefix: {place.prefix}",
            '"11120110000176946D"': "null",
            "津丽": f"津{place.short}",
        }
        said |= {
            one.name: place.kind + one.name[1:]
            for one in known.agencies.values()
            if one.name.startswith("区") and place.kind != "区"
        }
        self._said: Mapping[str, str] = said
        self._known = re.compile("|".join(sorted(map(re.escape, said), key=len, reverse=True)))

    def said(self, text: str) -> str:
        return self._known.sub(lambda found: self._said[found[0]], text)

    def edition(self, year: int, records: Mapping[RecordId, Filed], made: list[Task]) -> Filed:
        """The frozen edition of *year*, with what was in force on its last day."""
        last = date(year, 12, 31)
        members = "".join(
            f'  - id: {records[task.id].name[-len(str(task.id)) - 5 : -5]}\n    blob: "{blob}"\n'
            for task in made
            if task.in_force(last)
            for blob in (_blob(records[task.id].data),)
        )
        frozen = last + timedelta(days=30)
        head, tail = _edition_frame()
        head = head.replace("year: 2024", f"year: {year}").replace("2024-12-31", str(last))
        head = re.sub(r"(?m)^frozen: .*$", f"frozen: {frozen}", head)
        text = head + members + tail
        return Filed(name=name_of_edition(year), data=text.encode(), since=frozen)


@cache
def _edition_frame() -> tuple[str, str]:
    """What stands before and behind the members in an edition of the project's own registry."""
    text = (HOME / "editions" / "2024.yaml").read_text(encoding="utf-8")
    head, _members, rest = text.partition("members:\n")
    tail = rest[re.search(r"(?m)^\S", rest).start() :]  # type: ignore[union-attr] # keys follow
    return f"{head}members:\n", re.sub(r"(?m)^previous: .*\n", "previous: null\n", tail)


def _blob(data: bytes) -> str:
    return sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324 - the name that git gives
