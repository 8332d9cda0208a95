"""Find what a directory is made from: the work tree, the newest commit, or a frozen commit.

A frozen edition is made again only if all it was made from can be read (scheme 3.5).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from accession_cli.actions.examine import Meant, examine_files, registry_in, without_secrets
from accession_cli.errors import Exit, Refusal
from accession_cli.finding import Finding, Severity
from accession_cli.gitstore.commit import FileState
from accession_cli.gitstore.git import Git
from accession_cli.i18n import N_, _
from accession_cli.papers.templates import Environment
from accession_cli.registry import reading
from accession_cli.registry.commits import files_at, unpacked
from accession_cli.registry.files import (
    FIXED,
    OWN_MADE,
    Files,
    FolderFiles,
    GivenFiles,
    kind_of,
    name_of_edition,
    name_of_task,
    prefix_of,
)
from accession_cli.registry.schemas import FileKind
from accession_cli.registry.versions import PLAIN, FileVersions, record_blobs
from accession_cli.scheme.directory_frozen import (
    ACCESSION,
    FrozenEdition,
    FrozenRecord,
    LastEdition,
)
from accession_cli.scheme.registry import PUBLICATION, RecordId, Registry
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
        "Run accession doctor --fix. If that does not mend it, clone the repository again, from the"
        " remote or from a backup."
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


_OUTPUT: Final = "build/"
_TEMPLATES, _FONTS = OWN_MADE


#: The registry has changes that are not committed.
NOT_COMMITTED: Final = Refusal(
    N_(
        "What is published is made from what is recorded, but files of the registry have"
        " changes that are not: {count} in all, the first is {first}."
    ),
    N_(
        "Record them (git commit) or undo them; or build a draft from the files as"
        " they lie with --draft."
    ),
)


#: There is no commit to take the base date from.
NO_HISTORY: Final = Refusal(
    N_(
        "The registry in {folder} has no complete git history to take the base date of the"
        " directory from."
    ),
    N_(
        "Work in a full clone (git fetch --unshallow), or state the day with --as-of; without any"
        " commit, add --draft."
    ),
    Exit.OUTSIDE,
)


#: The registry has errors.
REGISTRY_UNSOUND: Final = Refusal(
    N_("There are errors in the registry, {count} in all, so nothing was made of it."),
    N_("Run accession validate, mend them and commit; a draft can be made with --draft."),
)


#: The commit that an edition was frozen from is not in this clone.
FROZEN_COMMIT_GONE: Final = Refusal(
    N_(
        "The edition of {year} was frozen from commit {commit}, which this clone does not have, so"
        " it cannot be made again."
    ),
    N_(
        "Fetch the whole history with git fetch --unshallow; or build a draft from the files as"
        " they lie with --draft."
    ),
    Exit.OUTSIDE,
)


#: The edition's file and the commit that it names do not belong together.
FROZEN_RECORD_DIFFERS: Final = Refusal(
    N_(
        "{path} does not fit the commit {commit} that it names: the content of {id} there is"
        " another one. Either the file or the history was changed after the freezing."
    ),
    N_(
        "Compare the file with the one that was committed (git log -p -- {path}), and restore the"
        " true one."
    ),
    Exit.TAMPERED,
)


#: A template or font of the registry is a link or a special file.
TEMPLATE_NOT_PLAIN: Final = Refusal(
    N_("{path} is a link or a special file, so no document was made with it."),
    N_("Put the file itself there: templates and fonts of a registry are plain files."),
    Exit.OUTSIDE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a directory is made from; ``day`` is the day of the registry's newest commit."""

    files: Files
    commit: str | None
    day: date | None

    def editions(self) -> tuple[FrozenEdition, ...]:
        """The frozen editions, the oldest first."""
        wanted = (name for name in self.files.names if kind_of(name) is FileKind.EDITION)
        return reading.read_registry(map(self.files.source, wanted), self.files.prefix).editions


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A registry that a directory may be made from; ``unread`` are the files it leaves out."""

    registry: Registry
    unread: tuple[str, ...]


def from_files(folder: Path) -> Origin:
    """The files of the registry in *folder* in the work tree."""
    git = Git.find(folder)
    touch = git.newest_touch(git.path_of(folder)) if git else None
    return Origin(files=FolderFiles(folder), commit=None, day=touch.day if touch else None)


def from_head(folder: Path, *, day_is_stated: bool) -> Origin:
    """The newest commit on the registry in *folder*; refuses if the registry has other changes.

    Raises ``NO_HISTORY`` without a commit, or in a shallow clone unless *day_is_stated*; raises
    ``NOT_COMMITTED`` for changes that are not committed.
    """
    git = Git.find(folder)
    touch = git.newest_touch(git.path_of(folder)) if git else None
    if git is None or touch is None or (not day_is_stated and git.is_shallow()):
        raise NO_HISTORY(folder=folder)
    below = git.path_of(folder)
    dirty = [path for path in git.dirty(below) if not path.startswith(_OUTPUT)]
    if dirty:
        raise NOT_COMMITTED(count=len(dirty), first=dirty[0])
    return Origin(files=_given(git, touch.sha, below), commit=touch.sha, day=touch.day)


def _given(git: Git, commit: str, below: str) -> GivenFiles:
    """The files of the registry in the folder *below* (from the top) in *commit*."""
    return GivenFiles(files_at(git, commit, below), f"{below}/" if below else "")


def from_frozen(folder: Path, frozen: FrozenEdition) -> Registry:
    """The registry that *frozen* was made from, read from its commit.

    Every record must be readable, and have the content that the edition's file states. The records
    are not checked by the rules again: they were checked when the edition was frozen.
    """
    git = Git.find(folder)
    if (folder / PUBLICATION).is_file():
        raise reading.NOT_FROM_COPY()
    if git is None or git.tip(frozen.commit) is None:
        raise FROZEN_COMMIT_GONE(year=frozen.year, commit=frozen.commit[:12])
    below = git.path_of(folder)
    blobs = record_blobs(git, frozen.commit, below)
    for record in frozen.records:
        if blobs.get(str(record.id)) != record.blob:
            path = prefix_of(folder) + name_of_edition(frozen.year)
            raise FROZEN_RECORD_DIFFERS(path=path, commit=frozen.commit[:12], id=record.id)
    refuse_gone(git, frozen)
    files = _given(git, frozen.commit, below)
    return all_read(frozen, registry_in(files), files.prefix)


def last_of(
    folder: Path, editions: Iterable[FrozenEdition], year: int, registry: Registry
) -> LastEdition | None:
    """The frozen edition before that of *year*; see ``last_edition``."""
    return last_edition(Git.find(folder), editions, year, registry)


@contextmanager
def environment_at(git: Git, commit: str, below: str) -> Iterator[Environment]:
    """The registry's own templates and fonts from *commit*, in a folder removed afterwards."""
    with TemporaryDirectory(prefix="accession-") as place:
        here = Path(place)
        for name in (_TEMPLATES, _FONTS):
            unpacked(git, commit, f"{below}/{name}" if below else name, here / name)
        yield Environment(template_folders=(here / _TEMPLATES,), font_folders=(here / _FONTS,))


def environment_of(folder: Path) -> Environment:
    """The templates and fonts of the registry in *folder*; raises ``TEMPLATE_NOT_PLAIN`` for links.

    A link could bring any file of this machine into a document that is published.
    """
    for name in (_TEMPLATES, _FONTS):
        for path in (folder / name, *(folder / name).rglob("*")):
            if path.is_symlink() or (path.exists() and not (path.is_file() or path.is_dir())):
                raise TEMPLATE_NOT_PLAIN(path=prefix_of(folder) + _below(path, folder))
    return Environment(template_folders=(folder / _TEMPLATES,), font_folders=(folder / _FONTS,))


def _below(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def sound(origin: Origin, *, as_of: date | None, draft: bool) -> Sound:
    """The registry if it has no errors; for a *draft* it is enough that it can be read.

    It is checked as of the newest day that it knows, even if the base date is earlier: a task filed
    after the base date is no error.
    """
    day = max((day for day in (as_of, origin.day) if day is not None), default=date.min)
    examined = examine_files(origin.files, day, today=day, keep=True)
    registry = examined.registry
    if registry is None:
        raise reading.ProfileUnusable(path=examined.unusable)
    reading.of_register(registry)
    if not draft:
        newest = newest_day(registry, day)
        if newest > day:  # a task was filed on a later day: a clock was ahead
            examined = examine_files(origin.files, newest, today=newest)
        refuse_errors(examined.findings)
    return Sound(registry=registry, unread=examined.unread)


def newest_day(registry: Registry, *days: date) -> date:
    """The newest of *days* and of the days on which tasks were filed."""
    return max([*days, *(file.task.filing.date for file in registry.tasks)])


def refuse_errors(findings: Iterable[Finding]) -> None:
    """Raise ``REGISTRY_UNSOUND`` if *findings* has an error."""
    count = sum(one.severity is Severity.ERROR for one in findings)
    if count:
        raise REGISTRY_UNSOUND(count=count)
