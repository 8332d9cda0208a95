"""Gather the facts of a clone by which its health is judged; nothing is judged here.

It writes nothing of the clerk's; it only updates our own ref of the trunk by a fetch.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeVar

from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.documents import KeptAnswers, all_kept_answers
from accession_cli.actions.outbox import Waiting, damaged, waiting
from accession_cli.actions.task_filing import KeptDraft, all_kept_drafts
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.files.writing import free_bytes
from accession_cli.finding import Severity
from accession_cli.gitstore import branches, clone
from accession_cli.gitstore.branches import TrunkRewritten, ahead_behind, under_way
from accession_cli.gitstore.clone import LockFile, is_busy, lock_files
from accession_cli.gitstore.damage import Damage, Mender
from accession_cli.gitstore.git import VIEW, Git, GitFailed
from accession_cli.gitstore.journals import CheckoutMove
from accession_cli.gitstore.outbox import OutboxDamaged
from accession_cli.gitstore.past import Tracked, tracked
from accession_cli.gitstore.trunk import NO_REPOSITORY, Trunk
from accession_cli.i18n import N_
from accession_cli.papers.directory_pdf import FontsAtHand, fonts_at_hand
from accession_cli.registry import profiles, reading
from accession_cli.registry.files import shown_below
from accession_cli.registry.reading import profile
from accession_cli.scheme.registry import Registry

NETWORK_SECONDS: Final = 15.0


T = TypeVar("T")


#: Git reads no repository that belongs to somebody else (``safe.directory``).
STRANGE_OWNER: Final = Refusal(
    N_("{folder} belongs to another person, so git refuses to work in it."),
    N_(
        "Work in a clone of your own; or if you trust this one, run: git config --global --add"
        " safe.directory {top}"
    ),
    Exit.OUTSIDE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloneFacts:
    """The clone, without any remote. Its paths are from the repository's top.

    ``has_hook`` tells whether git's own hooks folder has the hook; None if another folder is set.
    ``old_hook``: it is as an earlier version of accession installed it.
    """

    settings: clone.Settings
    locks: tuple[LockFile, ...]
    busy: bool
    half_moved: bool
    under_way: str | None
    dirty: tuple[str, ...]
    tracked: tuple[Tracked, ...]
    newest: datetime | None
    has_hook: bool | None
    old_hook: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkFacts:
    """Where the trunk is, and how the clerk's branch of that name compares with it.

    ``branch`` is None when the trunk is local; ``refusal`` says why the remote was not seen.
    """

    name: str
    branch: str | None = None
    current: str | None
    refusal: Refused | None = None
    ahead: int = 0
    behind: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFacts:
    """The registry in the work tree. ``years`` are years whose notice is needed and not known."""

    registry: Registry
    errors: int
    years: tuple[int, ...]
    fonts: FontsAtHand
    lost_schemas: tuple[str, ...]
    stale_schemas: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is judged. A part that could not be read is the refusal that was raised."""

    now: datetime
    tool: str
    python: str
    online: bool
    free: int
    damages: tuple[Damage, ...]
    clone: CloneFacts | Refused
    registry: RegistryFacts | Refused
    trunk: TrunkFacts | Refused
    outbox: tuple[Waiting | OutboxDamaged, ...] | Refused
    drafts: tuple[KeptDraft, ...] | Refused
    answers: tuple[KeptAnswers, ...] | Refused


def gather(folder: Path, *, now: datetime, tool: str, python: str, online: bool) -> Facts:
    """The facts about the clone of the registry in *folder*, as at *now*."""
    git = part(lambda: git_of(folder))

    def of_git(read: Callable[[Git], T]) -> T | Refused:
        return git if isinstance(git, Refused) else part(lambda: read(git))

    return Facts(
        now=now,
        tool=tool,
        python=python,
        online=online,
        free=free_bytes(folder),
        damages=looks.run()[0] if (looks := mender(folder)) else (),
        clone=of_git(lambda git: _clone(git, folder)),
        registry=part(lambda: _registry(folder, now.date())),
        trunk=of_git(lambda _: _trunk(folder, online=online)),
        outbox=of_git(lambda _: (*damaged(folder), *waiting(folder))),
        drafts=of_git(lambda _: all_kept_drafts(folder)),
        answers=of_git(lambda _: all_kept_answers(folder)),
    )


def mender(folder: Path, ask: Callable[[str], str] | None = None) -> Mender | None:
    """The one for the clone of the registry in *folder*, whatever its profile says."""
    scheme, top = part(lambda: profile(folder)), shown_below(folder)
    if not (top / ".git").exists():
        return None
    if isinstance(scheme, Refused):
        return Mender.at(top, "origin/main", sample=False, ask=ask)
    return Mender.at(top, scheme.trunk, sample=scheme.sample, ask=ask)


def part(read: Callable[[], T]) -> T | Refused:
    """What *read* returns, or the refusal that it raises."""
    try:
        return read()
    except Refused as refusal:
        return refusal


def known(part: T | Refused) -> T:
    """A part of the facts; if it is a refusal, that is raised."""
    if isinstance(part, Refused):
        raise part
    return part


def git_of(folder: Path) -> Git:
    try:
        git = Git.find(folder)
    except GitFailed as failed:
        if "dubious ownership" in str(failed.facts["words"]):
            raise STRANGE_OWNER(folder=folder, top=shown_below(folder)) from failed
        raise
    if git is None:
        raise NO_REPOSITORY(folder=folder)
    return git


def _clone(git: Git, folder: Path) -> CloneFacts:
    below, settings = git.path_of(folder), clone.settings(git)
    times = (branches.time_of(git, rev) for rev in ("HEAD", VIEW))
    return CloneFacts(
        settings=settings,
        locks=lock_files(git),
        busy=is_busy(git),
        half_moved=CheckoutMove.left_behind(git) is not None,
        under_way=under_way(git),
        dirty=git.dirty(below),
        tracked=tracked(git, below),
        newest=max(filter(None, times), default=None),
        has_hook=clone.hook_is_there(git, settings.hooks),
        old_hook=clone.hook_state(settings.hooks / clone.PRE_COMMIT) is clone.HookState.EARLIER,
    )


def _trunk(folder: Path, *, online: bool) -> TrunkFacts:
    scheme = profile(folder)
    trunk = Trunk.open(
        folder,
        trunk=scheme.trunk,
        sample=scheme.sample,
        network_seconds=NETWORK_SECONDS,
        writes=False,
    )
    git, branch = trunk.git, trunk.branch
    if not isinstance(branch, branches.RemoteBranch):
        return TrunkFacts(name=branch.name, current=git.branch())
    answer = part(trunk.refresh_view) if online else None
    refusal = answer if isinstance(answer, Refused) else None
    theirs = VIEW
    if not online or refusal:
        theirs = branches.last_seen(git, branch.name) or VIEW
    elif ahead_behind(git, f"refs/remotes/{branch.name}", VIEW)[0]:
        refusal = TrunkRewritten(trunk=branch.name)  # it has lost commits that it once had
    ahead, behind = ahead_behind(git, f"refs/heads/{branch.branch}", theirs)
    return TrunkFacts(
        name=branch.name,
        branch=branch.branch,
        current=git.branch(),
        refusal=refusal,
        ahead=ahead,
        behind=behind,
    )


def _registry(folder: Path, today: date) -> RegistryFacts:
    loaded, top = reading.load_registry(folder), shown_below(folder)
    if loaded.registry is None:
        raise reading.ProfileUnusable(path=loaded.unusable)
    texts = {path: parsed.text for path, parsed in loaded.documents.items()}
    return RegistryFacts(
        registry=loaded.registry,
        errors=sum(one.severity is Severity.ERROR for one in loaded.findings),
        years=tuple(sorted(set(_years(loaded.registry, today)))),
        fonts=fonts_at_hand(texts.values(), environment_of(folder)),
        lost_schemas=profiles.lost_schemas(texts, top),
        stale_schemas=profiles.stale_schemas(top),
    )


def _years(registry: Registry, today: date) -> Iterator[int]:
    """Every year without a known notice in which the register counts days."""
    calendar, scheme = registry.calendar, registry.scheme
    received = [today]
    for task in (file.task for file in registry.tasks):
        if task.application is not None:
            received.append(task.application.received)
            ahead = scheme.on(task.application.received).days_ahead.value
            latest = calendar.latest_before(task.period.start, ahead)
            yield from calendar.missing(latest.day, task.period.start)
    for day in received:
        later = int(scheme.closes_at(day) is not None)  # it may count as of the day after
        last = calendar.add(day, scheme.on(day).days_to_decide.value + later)
        yield from calendar.missing(day, last.day)
