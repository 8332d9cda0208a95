"""File admitted tasks (scheme 3.3): compose the records, check them, land them on the trunk.

Drafts come from answers or from files. What a clerk typed and could not file is kept outside git's
work tree for mending, so that nothing is lost on an error.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Final, Self

from accession_cli.actions.action import Action, Plan, Seen, message_of
from accession_cli.actions.landing import Filed, OnTrunk, OtherStatus
from accession_cli.entry import draft
from accession_cli.entry.draft import Draft
from accession_cli.errors import Refusal
from accession_cli.files.writing import replace_file
from accession_cli.finding import Finding, Place
from accession_cli.gitstore.git import Git
from accession_cli.i18n import N_
from accession_cli.registry import schemas
from accession_cli.registry.files import name_of_application, name_of_task
from accession_cli.registry.schemas import FileKind, as_kept, kept
from accession_cli.scheme.application import Application, application_data
from accession_cli.scheme.registry import (
    APPLICATION,
    NEXT_OF_APPLICATION,
    TASK,
    ApplicationStatus,
    RecordId,
)
from accession_cli.secrecy.screening import Passage, screened
from accession_cli.yamlfile import editor

SCHEMA_LINE: Final = "yaml-language-server: $schema=../../../schemas/task.schema.json"


#: The draft takes the place of a task that is not retired.
NOT_YET_RETIRED: Final = Refusal(
    N_("The new task cannot take the place of {id}: that task is not retired."),
    N_(
        "Retire {id} first, from the day on which the new task begins; or file the"
        " new task without naming what it takes over, and then retire {id} with"
        " --superseded-by."
    ),
)


#: Another task has taken the place of a retired task already.
PLACE_TAKEN: Final = Refusal(
    N_("The new task cannot take the place of {id}: {other} has done so already."),
    N_("Take {id} out of the tasks that it takes over, or correct the id."),
)


#: Two drafts of one list take the place of the same task.
PLACE_TWICE: Final = Refusal(
    N_("Two of the tasks to be filed take the place of {id}."),
    N_("Let one of them alone take over {id}."),
)


class NotApproved(OtherStatus):
    """The application is not approved, or was filed before."""

    refusal = Refusal(
        N_("{id} cannot be filed: its status is {status}."),
        N_("See what it waits for with: accession show {id}"),
    )


#: The draft names an application that the register does not have.
NO_SUCH_APPLICATION: Final = Refusal(
    N_("The task is said to be applied for with {id}, which the register does not have."),
    N_(
        "Enter the application with accession receive first; for papers that are kept elsewhere,"
        " leave its number out."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledTasks:
    """The tasks of one commit, in the order in which they were given.

    ``at_once``: one of them is an emergency whose draft does not say who admitted it.
    """

    tasks: tuple[Filed, ...]
    at_once: bool
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class FileTasks(Action[FiledTasks]):
    """File all tasks of *given* in one commit, or none of them."""

    verb: ClassVar[str] = "file"
    asks: ClassVar[str] = N_("file “{about}”")
    given: tuple[Draft, ...]

    def passages(self) -> Iterable[Passage]:
        return draft.passages_of_drafts(self.given)

    def looked_at(self) -> Sequence[str]:
        return tuple(_applications(self.given))

    def touched(self) -> Sequence[str]:
        followed = (number for one in self.given for number in draft.supersedes(one))
        return (*self.looked_at(), *map(name_of_task, followed))

    def facts(self, seen: Seen) -> dict[str, Any]:
        tasks = [kept(FileKind.TASK, one.facts) for one in self.given]
        return {"tasks": tasks, "seen": dict(seen)}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:
        each = (as_kept(FileKind.TASK, one) for one in facts["tasks"])
        return cls(given=tuple(draft.of_facts(one, request) for one in each))

    @classmethod
    def about(cls, facts: Mapping[str, Any]) -> str:
        return "、".join(str(one.get("title") or "–") for one in facts["tasks"])

    def plan(self, here: OnTrunk) -> Plan[FiledTasks]:
        first, prefix = here.next_id(TASK), here.trunk.path("")
        applications = {
            str(one.application.id): one.application for one in here.registry.applications
        }
        texts: dict[str, str] = {}
        places: dict[str, Draft] = {}
        for serial, one in enumerate(self.given, first.serial):
            record = replace(first, serial=serial)
            name = name_of_task(record)
            data = here.completed(one, record)
            for linked, text in _linked(here, draft.supersedes(one), record):
                if linked in texts:
                    raise PLACE_TWICE(id=linked.rpartition("/")[2].removesuffix(".yaml"))
                texts[linked] = text
            named = _named_in(one)
            application = applications.get(str(named))
            if application is None and _is_id(named):
                raise NO_SUCH_APPLICATION(id=named)
            if application is not None:
                texts.update([_filed(here, application, record)])
            texts[name] = editor.new_text(
                data, comment=SCHEMA_LINE, order=schemas.key_order(FileKind.TASK)
            )
            places[prefix + name] = one

        def locate(path: str, key: tuple[str | int, ...]) -> Place:
            return places[path].place(key) if path in places else here.loaded.place(path, key)

        put = here.put_texts(texts, locate)
        made = put.filed(places)
        at_once = any(map(_admitted_at_once, self.given))
        message = message_of("File", ((one.task.id, one.task.title) for one in made))
        filed = FiledTasks(tasks=made, at_once=at_once, remarks=put.remarks)
        return Plan(changes=put.changes, message=message, made=filed)


def _admitted_at_once(one: Draft) -> bool:
    return one.facts.get("route") == "emergency" and not one.facts.get("decision")


def of_application(application: Application) -> Draft:
    """The draft of the task that an approved application asked for, with its decisions."""
    data = application_data(application)
    newest = data["submissions"][-1]
    facts = {
        **data["task"],
        "route": "application",
        "application": {
            "id": data["id"],
            "received": data["submissions"][0]["received"],
            "via": newest["via"],
            "form": newest["form"],
        },
        "decision": newest["decision"],
    }
    return draft.of_facts(facts, data["id"])


def _is_id(named: object) -> bool:
    """Whether *named* is a number; of anything else the rules say what is wrong."""
    try:
        return RecordId.parse(str(named)).letter == APPLICATION
    except ValueError:
        return False


def _named_in(one: Draft) -> object:
    """The application that the draft *one* names; None when it names none."""
    given = one.facts.get("application")
    return given.get("id") if isinstance(given, Mapping) else None


def _applications(given: Iterable[Draft]) -> Iterator[str]:
    """The files of the applications that drafts name."""
    for number in map(_named_in, given):
        with suppress(ValueError):  # the schema says what is wrong with it
            yield name_of_application(RecordId.parse(str(number)))


def _filed(here: OnTrunk, application: Application, record: RecordId) -> tuple[str, str]:
    """Name and text of *application* after filing, with the task's id *record*."""
    if ApplicationStatus.FILED not in NEXT_OF_APPLICATION[application.status]:
        raise NotApproved(id=application.id, status=application.status)
    return here.text_of(replace(application, status=ApplicationStatus.FILED, filed=record))


def _linked(
    here: OnTrunk, ended: Sequence[RecordId], follower: RecordId
) -> Iterator[tuple[str, str]]:
    """File name and text of each record that *follower* replaces, with its id entered."""
    tasks = {file.task.id: file.task for file in here.registry.tasks} if ended else {}
    for number in ended:
        task = tasks.get(number)
        if task is None:
            continue  # rule N301 says that there is no such task
        if task.retirement is None:
            raise NOT_YET_RETIRED(id=number)
        if task.superseded_by:
            raise PLACE_TAKEN(id=number, other=task.superseded_by[0])
        yield here.text_of(replace(task, superseded_by=(follower,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft:
    """A file with facts that somebody typed, last changed at ``since``."""

    path: Path
    since: datetime


def write_kept_draft(folder: Path, tasks: Sequence[Mapping[str, Any]], request: str) -> Path:
    """Write *tasks* into git's own folder, or beside the registry if there is no repository.

    ``accession file --from`` reads the file: one task, or several under ``tasks``.
    """
    path = home_of_drafts(folder) / f"{request}.yaml"
    order = schemas.key_order(FileKind.TASK)
    text = (
        editor.new_text(tasks[0], order=order)
        if len(tasks) == 1
        else editor.new_text({"tasks": [dict(one) for one in tasks]})
    )
    replace_file(path, text.encode(), private=True)
    return path


def all_kept_drafts(folder: Path) -> tuple[KeptDraft, ...]:
    """The kept drafts of the registry in *folder*."""
    found = []
    for path in sorted(home_of_drafts(folder).glob("[!.]*.yaml")):
        with suppress(FileNotFoundError):  # it was removed a moment ago
            since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            found.append(KeptDraft(path=path, since=since))
    return tuple(found)


def home_of_drafts(folder: Path) -> Path:
    """The folder of the kept drafts of the registry in *folder*."""
    git = Git.find(folder)
    return (git.shared / "accession" if git else folder.parent / ".accession") / "drafts"


def keep_drafts(
    folder: Path, given: Sequence[Draft], request: str, *, inspected_by: str | None = None
) -> Path:
    """Keep *given* in git's own folder until it is filed; returns the file.

    What the screen refuses is not kept; *inspected_by* is as in ``screened``.
    """
    screened(draft.passages_of_drafts(given), inspected_by)
    tasks = [kept(FileKind.TASK, one.facts) for one in given]
    return write_kept_draft(folder, tasks, request)
