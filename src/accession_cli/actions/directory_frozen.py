"""Refuse to make a frozen edition again unless all it was made from can be read (scheme 3.5)."""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Final

from accession_cli.actions.examine import Meant, without_secrets
from accession_cli.errors import Exit, Refusal
from accession_cli.finding import Finding
from accession_cli.gitstore.file_state import FileState
from accession_cli.gitstore.git import Git
from accession_cli.i18n import N_, _
from accession_cli.registry.directory import record_blobs
from accession_cli.registry.files import FIXED, kind_of, name_of_task
from accession_cli.registry.schemas import FileKind
from accession_cli.registry.versions import PLAIN, FileVersions
from accession_cli.scheme.directory import ACCESSION, FrozenEdition, FrozenRecord, LastEdition
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Correction, Task

#: The kinds of files that a directory shows something of.
_SHOWN: Final = frozenset({FileKind.TASK, FileKind.EVALUATION, FileKind.CALENDAR, *FIXED.values()})
_NAMED: Final = 5
_SHORT: Final = 12


#: The contents of frozen records are not in this clone, or are damaged in it.
FROZEN_CONTENT_GONE: Final = Refusal(
    N_(
        "The edition of {year} was not made again: of the records that were frozen in it, as they"
        " were in commit {commit}, this clone lacks or has damaged {count}: {names}."
    ),
    N_(
        "See what is damaged with git fsck --full; then clone the repository again, from the remote"
        " or from a backup."
    ),
    Exit.UNREADABLE,
)


#: The files that an edition was frozen from are there, but some cannot be read.
FROZEN_FILES_UNREAD: Final = Refusal(
    N_(
        "The edition of {year} was not made again: of the files that it was frozen from, in commit"
        " {commit}, {count} cannot be read: {names}. The first is {path}: {why}"
    ),
    N_(
        "Look at it with git show {commit}:{path}. Where it is sound, make the edition with the"
        " version of accession that froze it, {version}, or with one newer than this."
    ),
    Exit.UNREADABLE,
)


def refuse_gone(git: Git, frozen: FrozenEdition) -> None:
    """Raise ``FROZEN_CONTENT_GONE`` unless git has the content of every record of *frozen*."""
    absent = git.absent(record.blob for record in frozen.records)
    gone = [str(record.id) for record in frozen.records if record.blob in absent]
    if gone:
        facts = {"count": len(gone), "names": _few(gone)}
        raise FROZEN_CONTENT_GONE(year=frozen.year, commit=frozen.commit[:_SHORT], **facts)


def last_edition(
    git: Git | None, editions: Iterable[FrozenEdition], year: int, registry: Registry
) -> LastEdition | None:
    """The frozen one of *editions* that is of the year before *year*; None if there is none.

    Of its records only those are read that have corrections in *registry*. Content that *git* lacks
    is left out, as in a clone without the whole history.
    """
    last = next((one for one in editions if one.year == year - 1), None)
    if last is None:
        return None
    corrected = {file.task.id for file in registry.tasks if file.task.corrections}
    wanted = [one for one in last.members if one.id in corrected]
    absent = git.absent(one.blob for one in wanted) if git and wanted else ()
    read = dict[RecordId, tuple[Correction, ...]]()
    if git is not None:
        versions = FileVersions(git, "")
        states = [
            (one.id, name_of_task(one.id), FileState(mode=PLAIN[0], blob=one.blob))
            for one in wanted
            if one.blob not in absent
        ]
        versions.fetch((name, state) for _id, name, state in states)
        for number, name, state in states:
            task = versions.task(name, state)
            if task is not None:
                read[number] = task.corrections
    return LastEdition(
        base_date=last.base_date,
        members=frozenset(one.id for one in last.members),
        corrections=read,
    )


def changed_since(git: Git, frozen: FrozenEdition, below: str) -> tuple[RecordId, ...]:
    """The records of *frozen* that say something else today, apart from the format version."""
    now = record_blobs(git, "HEAD", below)
    versions = FileVersions(git, f"{below}/" if below else "")

    def said(record: RecordId, blob: str | None) -> Task | None:
        state = FileState(mode=PLAIN[0], blob=blob) if blob else None
        return versions.task(name_of_task(record), state)

    def same(one: FrozenRecord) -> bool:
        blob = now.get(str(one.id))
        if blob == one.blob:
            return True
        then = said(one.id, one.blob)
        return then is not None and then == said(one.id, blob)

    return tuple(one.id for one in frozen.records if not same(one))


def all_read(frozen: FrozenEdition, meant: Meant, prefix: str) -> Registry:
    """The registry that *frozen* was made from; raises ``FROZEN_FILES_UNREAD`` if a file is unread.

    All files were sound when it was frozen. A task that the edition does not name counts, too: the
    edition may count it among those that ended earlier.
    """
    ids = {str(record.id) for record in frozen.records}
    shown = [
        without_secrets(one)
        for one in meant.unread
        if kind_of(one.place.path.removeprefix(prefix)) in _SHOWN
    ]
    shown.sort(key=lambda one: (_stem(one) not in ids, one.place))
    names = [_named(one, prefix) for one in shown]
    read = {str(file.task.id) for file in meant.registry.tasks} if meant.registry else set()
    names += sorted(ids - read - set(names)) if meant.registry else ()
    if meant.registry is not None and not names:
        return meant.registry
    raise FROZEN_FILES_UNREAD(
        year=frozen.year,
        commit=frozen.commit[:_SHORT],
        count=len(names),
        names=_few(names),
        path=shown[0].place.path if shown else _path(prefix, names[0]),
        why=shown[0].message if shown else _("Its file names another record."),
        version=frozen.workshop.version_of(ACCESSION),
    )


def _path(prefix: str, number: str) -> str:
    return prefix + name_of_task(RecordId.parse(number))


def _stem(one: Finding) -> str:
    return PurePosixPath(one.place.path).stem


def _named(one: Finding, prefix: str) -> str:
    """The name of a file in a sentence: a task's file is named by the task's id."""
    path = one.place.path
    return _stem(one) if kind_of(path.removeprefix(prefix)) is FileKind.TASK else path


def _few(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else "")
