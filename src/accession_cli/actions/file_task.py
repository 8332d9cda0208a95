"""File an admitted task (scheme 3.3): compose the record, check it, land it on the trunk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from accession_cli.actions.landing_checks import (
    changes_of,
    name_of,
    refuse_unless_sound,
    sources_at,
    with_texts,
)
from accession_cli.actions.open_registry import profile
from accession_cli.errors import AccessionError
from accession_cli.i18n import N_
from accession_cli.model.finding import Finding
from accession_cli.model.identifiers import RecordId
from accession_cli.store import draft, registry_folder, schema_check
from accession_cli.store.draft import Draft
from accession_cli.store.history.commit import Change
from accession_cli.store.history.trunk import Base, Landing, Trunk
from accession_cli.store.registry_folder import Loaded
from accession_cli.store.schema_check import Kind
from accession_cli.store.task_yaml import task_data
from accession_cli.store.yaml import canonical

SCHEMA_LINE = "yaml-language-server: $schema=../../../schemas/task.schema.json"


class NotYetRetired(AccessionError):
    """The draft takes the place of a task that has not ended, or whose place is taken."""

    says = N_("The new task cannot take the place of {id}: that task is not retired.")
    mend = N_(
        "Retire {id} first, from the day on which the new task begins; or file the new task without"
        " supersedes and then retire {id} with --superseded-by."
    )


class PlaceTaken(AccessionError):
    """Another task has taken the place of a retired task already."""

    says = N_("The new task cannot take the place of {id}: {other} has done so already.")
    mend = N_("Take {id} out of supersedes, or correct the id.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A task that is on the trunk now; ``path`` is from the top of the repository."""

    id: RecordId
    title: str
    number: str
    path: str
    remarks: tuple[Finding, ...]


def file_task(
    folder: Path, given: Draft, *, today: date, when: datetime, request: str
) -> Landing[Filed]:
    """File the task of *given* and answer where it landed.

    Raises ``NotAdmissible`` when a rule says no, and refusals of the trunk; in each case nothing
    was written. *request* names this filing in the commit, so that it can be found again.
    """
    scheme = profile(folder)
    trunk = Trunk.open(folder, trunk=scheme.trunk, sample=scheme.sample)

    def build(base: Base) -> tuple[Sequence[Change], str, Filed]:
        return _compose(trunk, base, given, today)

    return trunk.land(build, request, when=when)


def _compose(
    trunk: Trunk, base: Base, given: Draft, today: date
) -> tuple[Sequence[Change], str, Filed]:
    sources, prefix = sources_at(trunk, base), trunk.path("")
    scheme = registry_folder.scheme_of(sources, prefix)
    head = f"{scheme.prefix}-{today.year}-"
    serial = trunk.next_serial(base, trunk.path(f"tasks/{today.year}"), head)
    record = RecordId(year=today.year, serial=serial, prefix=scheme.prefix)
    data = draft.completed(given, scheme=scheme, record=record, filed=today)
    order = schema_check.key_order(Kind.TASK)
    text = canonical.new_text(data, comment=SCHEMA_LINE, order=order)
    path = prefix + name_of(record)
    linked = _linked(registry_folder.read(sources, prefix), draft.supersedes(given), record)
    texts = {**linked, name_of(record): text}
    remarks = refuse_unless_sound(
        registry_folder.read(with_texts(sources, texts), prefix),
        today,
        {path},
        lambda _path, key: given.place(key),
    )
    made = Filed(
        id=record,
        title=str(data["title"]),
        number=str(data["filing"]["number"]),
        path=path,
        remarks=remarks,
    )
    return changes_of(trunk, base, texts), f"File {record} {made.title}", made


def _linked(before: Loaded, ended: Sequence[RecordId], follower: RecordId) -> Mapping[str, str]:
    """The records of the tasks whose place *follower* takes, naming it, by their file names."""
    texts: dict[str, str] = {}
    tasks = {file.task.id: file.task for file in before.registry.tasks} if before.registry else {}
    for number in ended:
        task = tasks.get(number)
        if task is None:
            continue  # rule N301 says that there is no such task
        if task.retirement is None:
            raise NotYetRetired(id=number)
        if task.superseded_by:
            raise PlaceTaken(id=number, other=task.superseded_by[0])
        known = before.documents[before.prefix + name_of(number)]
        new = task_data(replace(task, superseded_by=(follower,)))
        order = schema_check.key_order(Kind.TASK)
        texts[name_of(number)] = canonical.edit(known.text, task_data(task), new, order)
    return texts
