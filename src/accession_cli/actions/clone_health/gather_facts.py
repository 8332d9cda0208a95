"""Read everything that is to be judged. Nothing is judged here, and nothing of the clerk's moves.

The one thing written is our own ref of the trunk, which a fetch brings up to date.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeVar

from accession_cli.actions.clone_health.facts import CloneFacts, Facts, RegistryFacts, TrunkFacts
from accession_cli.actions.edition_origin import environment_of
from accession_cli.actions.open_registry import profile
from accession_cli.actions.send_queued import damaged, waiting
from accession_cli.errors import AccessionError, Exit
from accession_cli.files.writing import free_bytes
from accession_cli.finding import Severity
from accession_cli.gitstore import clone as clone_hooks
from accession_cli.gitstore.branches import VIEW, RemoteBranch, ahead_behind, newer, time_of
from accession_cli.gitstore.checkout import under_way
from accession_cli.gitstore.clone import settings
from accession_cli.gitstore.git import Git, GitFailed
from accession_cli.gitstore.journals import CheckoutMove, is_busy, lock_files
from accession_cli.gitstore.past import tracked
from accession_cli.gitstore.trunk import NoRepository, Trunk
from accession_cli.i18n import N_
from accession_cli.papers.directory_pdf import fonts_at_hand
from accession_cli.registry import names, reading
from accession_cli.registry.profiles import lost_schemas, stale_schemas
from accession_cli.scheme.registry import Registry
from accession_cli.store import kept_drafts

NETWORK_SECONDS: Final = 15.0
T = TypeVar("T")


class StrangeOwner(AccessionError):
    """Git reads no repository that belongs to somebody else (``safe.directory``)."""

    exit_code = Exit.OUTSIDE
    says = N_("{folder} belongs to another person, so git refuses to work in it.")
    mend = N_(
        "Work in a clone of your own; or if you trust this one, run: git config --global --add"
        " safe.directory {top}"
    )


def gather(folder: Path, *, now: datetime, tool: str, python: str, online: bool) -> Facts:
    """The facts about the clone that the registry in *folder* lies in, as at *now*."""
    git = _part(lambda: _git(folder))
    clone = git if isinstance(git, AccessionError) else _part(lambda: _clone(git, folder))
    trunk = git if isinstance(git, AccessionError) else _part(lambda: _trunk(folder, online))
    queue = git if isinstance(git, AccessionError) else _part(lambda: waiting(folder))
    lost = () if isinstance(queue, AccessionError) else damaged(folder)
    return Facts(
        folder=folder,
        now=now,
        tool=tool,
        python=python,
        free=free_bytes(folder),
        clone=clone,
        registry=_part(lambda: _registry(folder, now.date())),
        trunk=trunk,
        waiting=queue,
        damaged=lost,
        drafts=git if isinstance(git, AccessionError) else _part(lambda: kept_drafts.kept(folder)),
    )


def _part(read: Callable[[], T]) -> T | AccessionError:
    try:
        return read()
    except AccessionError as refusal:
        return refusal


def _git(folder: Path) -> Git:
    try:
        git = Git.find(folder)
    except GitFailed as failed:
        if "dubious ownership" in str(failed.facts["words"]):
            top = names.shown_below(folder)
            raise StrangeOwner(folder=folder, top=top) from failed
        raise
    if git is None:
        raise NoRepository(folder=folder)
    return git


def _clone(git: Git, folder: Path) -> CloneFacts:
    below, found = git.path_of(folder), settings(git)
    return CloneFacts(
        settings=found,
        locks=lock_files(git),
        busy=is_busy(git),
        half_moved=CheckoutMove.left_behind(git) is not None,
        under_way=under_way(git),
        dirty=git.dirty(below),
        tracked=tracked(git, below),
        newest=max(filter(None, (time_of(git, rev) for rev in ("HEAD", VIEW))), default=None),
        has_hook=clone_hooks.hook_is_there(git, found.hooks),
    )


def _trunk(folder: Path, online: bool) -> TrunkFacts:  # noqa: FBT001 - one of two, by name above
    scheme = profile(folder)
    trunk = Trunk.open(
        folder, trunk=scheme.trunk, sample=scheme.sample, network_seconds=NETWORK_SECONDS
    )
    git, branch = trunk.git, trunk.branch
    if not isinstance(branch, RemoteBranch):
        return TrunkFacts(name=branch.name, branch=None, current=git.branch(), asked=False)
    answer = _part(trunk.refresh_view) if online else None
    mine, brought = f"refs/heads/{branch.branch}", f"refs/remotes/{branch.name}"
    fresh = online and not isinstance(answer, AccessionError)
    theirs = VIEW if fresh else newer(git, VIEW, brought)
    ahead, behind = ahead_behind(git, mine, theirs)
    return TrunkFacts(
        name=branch.name,
        branch=branch.branch,
        current=git.branch(),
        asked=online,
        refusal=answer if isinstance(answer, AccessionError) else None,
        set_back=fresh and ahead_behind(git, brought, VIEW)[0] > 0,
        ahead=ahead,
        behind=behind,
    )


def _registry(folder: Path, today: date) -> RegistryFacts:
    loaded, top = reading.load_registry(folder), names.shown_below(folder)
    registry = loaded.registry
    if registry is None:
        raise reading.ProfileUnusable(path=loaded.unusable)
    texts = {path: parsed.text for path, parsed in loaded.documents.items()}
    return RegistryFacts(
        scheme=registry.scheme,
        tasks=len(registry.tasks),
        errors=sum(one.severity is Severity.ERROR for one in loaded.findings),
        years=tuple(sorted(set(_years(registry, today)))),
        fonts=fonts_at_hand(texts.values(), environment_of(folder)),
        lost_schemas=lost_schemas(texts, top),
        stale_schemas=stale_schemas(top),
    )


def _years(registry: Registry, today: date) -> Iterator[int]:
    """Every year without a known notice in which days of the register are counted."""
    calendar, scheme = registry.calendar, registry.scheme
    ahead, decide = scheme.days_ahead.value, scheme.days_to_decide.value
    received = [today]
    for file in registry.tasks:
        task = file.task
        if task.application is not None:
            received.append(task.application.received)
            latest = calendar.latest_before(task.period.start, ahead)
            yield from calendar.missing(latest.day, task.period.start)
    for day in received:
        yield from calendar.missing(day, calendar.add(day, decide).day)
