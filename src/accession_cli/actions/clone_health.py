"""Examine a clone: gather facts, judge them, and mend what can be mended without any loss.

``gather`` reads everything that is to be judged and judges nothing, and nothing of the clerk's
moves; the one thing written is our own ref of the trunk, which a fetch brings up to date. In
``Facts`` a part that could not be read is its refusal. Each check gives observations: on the
clone (git, who signs, how files are written, what was left behind), on the trunk and what has not
reached it yet, on the disk, and on what ``accession validate`` does not check of the registry.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from accession_cli.actions import task_filing
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.open import profile
from accession_cli.actions.open_history import open_trunk
from accession_cli.actions.outbox import Waiting, damaged, waiting
from accession_cli.actions.task_filing import KeptDraft
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.files.writing import free_bytes
from accession_cli.finding import Severity
from accession_cli.gitstore import clone
from accession_cli.gitstore import clone as clone_hooks
from accession_cli.gitstore.branches import (
    VIEW,
    RemoteBranch,
    RemoteUnreachable,
    TrunkRewritten,
    ahead_behind,
    newer,
    time_of,
)
from accession_cli.gitstore.checkout import under_way
from accession_cli.gitstore.clone import OLDEST_GIT, Settings, settings
from accession_cli.gitstore.git import CHINA, IDENTITY_MISSING, Git, GitFailed
from accession_cli.gitstore.journals import CheckoutMove, LockFile, is_busy, lock_files
from accession_cli.gitstore.outbox import OutboxDamaged
from accession_cli.gitstore.past import PLAIN, Tracked, tracked, with_lf
from accession_cli.gitstore.trunk import NO_REPOSITORY, Trunk
from accession_cli.i18n import N_, _
from accession_cli.papers.directory_pdf import FontsAtHand, fonts_at_hand
from accession_cli.registry import names, profiles, reading
from accession_cli.registry.profiles import lost_schemas, stale_schemas
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class CloneFacts:
    """The clone, without looking at any remote. Paths in it are from the top.

    ``has_hook`` is True or False for git's own folder of hooks, None where another one is set.
    """

    settings: Settings
    locks: tuple[LockFile, ...]
    busy: bool
    half_moved: bool
    under_way: str | None
    dirty: tuple[str, ...]
    tracked: tuple[Tracked, ...]
    newest: datetime | None
    has_hook: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkFacts:
    """Where the trunk is, and how the clerk's branch of that name stands to it.

    ``branch`` is None where the trunk is local; ``asked`` says whether the remote was looked at.
    ``set_back``: commits that the remote once had are gone from it.
    """

    name: str
    branch: str | None
    current: str | None
    asked: bool
    refusal: Refused | None = None
    set_back: bool = False
    ahead: int = 0
    behind: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFacts:
    """The registry as it lies. ``years`` are those that need a notice which is not known."""

    scheme: Scheme
    tasks: int
    errors: int
    years: tuple[int, ...]
    fonts: FontsAtHand
    lost_schemas: tuple[str, ...]
    stale_schemas: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    folder: Path
    now: datetime
    tool: str
    python: str
    free: int
    clone: CloneFacts | Refused
    registry: RegistryFacts | Refused
    trunk: TrunkFacts | Refused
    waiting: tuple[Waiting, ...] | Refused
    damaged: tuple[OutboxDamaged, ...]
    drafts: tuple[KeptDraft, ...] | Refused


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


def gather(folder: Path, *, now: datetime, tool: str, python: str, online: bool) -> Facts:
    """The facts about the clone that the registry in *folder* lies in, as at *now*."""
    git = _part(lambda: _git_of_clone(folder))
    clone = git if isinstance(git, Refused) else _part(lambda: _clone(git, folder))
    trunk = git if isinstance(git, Refused) else _part(lambda: _trunk(folder, online))
    queue = git if isinstance(git, Refused) else _part(lambda: waiting(folder))
    lost = () if isinstance(queue, Refused) else damaged(folder)
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
        drafts=git
        if isinstance(git, Refused)
        else _part(lambda: task_filing.all_kept_drafts(folder)),
    )


def _part(read: Callable[[], T]) -> T | Refused:
    try:
        return read()
    except Refused as refusal:
        return refusal


def _git_of_clone(folder: Path) -> Git:
    try:
        git = Git.find(folder)
    except GitFailed as failed:
        if "dubious ownership" in str(failed.facts["words"]):
            top = names.shown_below(folder)
            raise STRANGE_OWNER(folder=folder, top=top) from failed
        raise
    if git is None:
        raise NO_REPOSITORY(folder=folder)
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
    fresh = online and not isinstance(answer, Refused)
    theirs = VIEW if fresh else newer(git, VIEW, brought)
    ahead, behind = ahead_behind(git, mine, theirs)
    return TrunkFacts(
        name=branch.name,
        branch=branch.branch,
        current=git.branch(),
        asked=online,
        refusal=answer if isinstance(answer, Refused) else None,
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


class CheckState(StrEnum):
    """A hint fails nothing; what is wrong needs mending; what is unseen could not be looked at."""

    WELL = "well"
    HINT = "hint"
    WRONG = "wrong"
    UNSEEN = "unseen"


class Cure(StrEnum):
    """What ``--fix`` may do, because it loses nothing and touches nothing of anybody else's."""

    HEAL = "heal"
    CATCH_UP = "catch_up"
    LINE_ENDS = "line_ends"
    AUTOCRLF = "autocrlf"
    FSYNC = "fsync"
    HOOK = "hook"
    SCHEMAS = "schemas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing seen. ``says`` and ``hint`` are source sentences with ``{fields}`` for facts.

    ``hint`` is what a person does; with a ``cure`` it may be "".
    """

    state: CheckState
    says: str
    hint: str = ""
    cure: Cure | None = None
    exit_code: Exit = Exit.FOUND
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What was seen, in the reader's language."""
        return _(self.says).format(**self.facts)

    @property
    def remedy(self) -> str:
        """What to do about it, in the reader's language; "" where there is nothing."""
        return _(self.hint).format(**self.facts) if self.hint else ""


def well(says: str, **facts: object) -> Observation:
    """All is as it should be."""
    return Observation(state=CheckState.WELL, says=says, facts=facts)


def unseen(says: str, **facts: object) -> Observation:
    """It was not looked at, and why."""
    return Observation(state=CheckState.UNSEEN, says=says, facts=facts)


def remark(says: str, hint: str, *, cure: Cure | None = None, **facts: object) -> Observation:
    """Nothing is broken, but it could be better."""
    return Observation(state=CheckState.HINT, says=says, hint=hint, cure=cure, facts=facts)


def wrong(
    says: str,
    hint: str,
    *,
    cure: Cure | None = None,
    exit_code: Exit = Exit.FOUND,
    **facts: object,
) -> Observation:
    """It needs mending."""
    return Observation(
        state=CheckState.WRONG, says=says, hint=hint, cure=cure, exit_code=exit_code, facts=facts
    )


def wrong_because(refused: Refused) -> Observation:
    """A look that ended in a refusal."""
    says, hint = refused.refusal.says, refused.refusal.hint
    return Observation(state=CheckState.WRONG, says=says, hint=hint, facts=refused.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that is looked at: ``look`` judges what was gathered and reads nothing more."""

    name: str
    about: str
    look: Callable[..., Sequence[Observation]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What one check showed."""

    check: Check
    observations: tuple[Observation, ...]


def known(part: T | Refused) -> T:
    """A part of the facts; raises the refusal that stands in its place."""
    if isinstance(part, Refused):
        raise part
    return part


_SLACK: Final = timedelta(minutes=10)  # clocks of two machines never agree to the second
_KINDS: Final = {
    "100755": N_("{path} is marked as a program."),
    "120000": N_("{path} is a link."),
    "160000": N_("{path} is another repository."),
}


def check_versions(facts: Facts) -> Sequence[Observation]:
    git = known(facts.clone).settings
    if git.is_old:
        return [
            wrong(
                N_("Git is {version}, but accession needs {oldest} or later."),
                N_("Install a newer git."),
                version=git.version,
                oldest=".".join(map(str, OLDEST_GIT)),
            )
        ]
    says = N_("accession {tool}, Python {python}, git {git}")
    return [well(says, tool=facts.tool, python=facts.python, git=git.version)]


def check_signature(facts: Facts) -> Sequence[Observation]:
    signs = known(facts.clone).settings.signs
    if signs is None:
        return [wrong_because(IDENTITY_MISSING(words="–"))]
    return [well(N_("Records are signed: {who}"), who=signs)]


def check_git_settings(facts: Facts) -> Sequence[Observation]:
    return list(_settings(known(facts.clone))) or [
        well(N_("Line ends and writing to the disk are set as they should be."))
    ]


def _settings(clone: CloneFacts) -> Iterator[Observation]:
    converts = clone.settings.get("core.autocrlf")
    fixed = any("eol=lf" in one.attribute for one in clone.tracked)
    if converts not in (None, "false") and not fixed:
        yield remark(
            N_("Git may turn the line ends of records into CR LF here (core.autocrlf {value})."),
            N_("Run: git config core.autocrlf false"),
            cure=Cure.AUTOCRLF,
            value=converts,
        )
    if clone.settings.get("core.fsync") != "all":
        yield remark(
            N_(
                "Accession waits until a record is on the disk; git's own commands do not here"
                " (core.fsync is not “all”), and a power cut may damage what they wrote."
            ),
            N_("Run: git config core.fsync all"),
            cure=Cure.FSYNC,
        )


def check_line_ends(facts: Facts) -> Sequence[Observation]:
    files = [one for one in known(facts.clone).tracked if one.path.endswith(".yaml")]
    found = []
    committed = [one.path for one in files if one.is_committed_with_cr]
    if committed:
        says = N_("Files committed with CR LF line ends: {count}, the first is {first}.")
        hint = N_("Run accession format, look at what changed, and commit it.")
        found.append(wrong(says, hint, count=len(committed), first=committed[0]))
    here = [one.path for one in files if one.has_cr and not one.is_committed_with_cr]
    if here:
        says = N_("Files with CR LF line ends in the work tree: {count}, the first is {first}.")
        hint = N_("Set core.autocrlf to false, then write the files with LF: accession format")
        found.append(wrong(says, hint, cure=Cure.LINE_ENDS, count=len(here), first=here[0]))
    return found or [well(N_("All files of the registry end their lines with LF."))]


def check_kinds_of_files(facts: Facts) -> Sequence[Observation]:
    found = [*_odd_modes(known(facts.clone)), *_twins(known(facts.clone))]
    return found or [well(N_("All are plain files, and no two names differ in case alone."))]


def _odd_modes(clone: CloneFacts) -> Iterator[Observation]:
    for one in clone.tracked:
        if one.mode == PLAIN:
            continue
        if one.mode == "100755":
            hint = N_("Run: git update-index --chmod=-x {path} and commit that.")
        else:
            hint = N_("Put the file itself there, and commit that.")
        yield wrong(_KINDS.get(one.mode, N_("{path} is no plain file.")), hint, path=one.path)


def _twins(clone: CloneFacts) -> Iterator[Observation]:
    alike = defaultdict(list)
    for one in clone.tracked:
        alike[unicodedata.normalize("NFC", one.path).casefold()].append(one.path)
    for first, *others in alike.values():
        for other in others:
            says = N_("{path} and {other} are one file on Windows and macOS.")
            hint = N_("Keep one of the two: git rm the other, and commit that.")
            yield wrong(says, hint, path=first, other=other)


def check_left_behind(facts: Facts) -> Sequence[Observation]:
    clone = known(facts.clone)
    if clone.busy:
        says = N_("Another accession command is recording in this clone; its locks are its own.")
        return [remark(says, N_("Wait until it has ended, then look again."))]
    found = []
    if clone.half_moved:
        says = N_("An accession command was stopped while it moved your files to a new commit.")
        hint = N_("Run accession sync: it puts back what was left half done.")
        found.append(wrong(says, hint, cure=Cure.HEAL))
    found += _locks(clone)
    return found or [well(N_("No lock and nothing half done was left behind."))]


def _locks(clone: CloneFacts) -> Iterator[Observation]:
    for lock in clone.locks:
        path, since, holder = lock.path, _shown(lock.since), lock.holder
        if lock.ours:
            says = N_("{path} was left on {since} by an accession command that was stopped.")
            hint = N_("Run accession sync: it puts back what was left half done.")
            yield wrong(says, hint, cure=Cure.HEAL, path=path, since=since)
        elif lock.holder:
            says = N_("{path} is held by {holder} since {since}.")
            hint = N_("Wait until that program has ended; end it yourself only if it hangs.")
            yield remark(says, hint, path=path, since=since, holder=holder)
        else:
            says = N_("{path} is there since {since}, and no program is seen to hold it.")
            hint = N_("Make sure that no git command is running in this clone, then remove it.")
            yield wrong(says, hint, path=path, since=since)


def check_work_tree(facts: Facts) -> Sequence[Observation]:
    clone = known(facts.clone)
    found = []
    if clone.under_way is not None:
        says = N_("A git {operation} is under way in your work tree.")
        hint = N_("Finish or abort the {operation}; git status says how.")
        found.append(wrong(says, hint, operation=clone.under_way))
    if clone.dirty:
        says = N_(
            "Files of the registry with changes that no commit holds: {count}, for one {first}."
        )
        hint = N_("Look with git status; commit them, or undo them with git restore.")
        found.append(remark(says, hint, count=len(clone.dirty), first=clone.dirty[0]))
    return found or [well(N_("No file of the registry has changes that are not committed."))]


def check_history(facts: Facts) -> Sequence[Observation]:
    if known(facts.clone).settings.shallow:
        says = N_("The clone has only the newest part of the history.")
        hint = N_("Run git fetch --unshallow: the directory and what changed need all of it.")
        return [wrong(says, hint)]
    return [well(N_("The whole history is here."))]


def check_clock(facts: Facts) -> Sequence[Observation]:
    newest = known(facts.clone).newest
    if newest is not None and newest > facts.now + _SLACK:
        return [
            wrong(
                N_("The newest commit is of {newest}, but this machine's clock says {now}."),
                N_("Set the clock of this machine, or find out whose clock was wrong."),
                newest=_shown(newest),
                now=_shown(facts.now),
            )
        ]
    return [well(N_("It is {now}, and no commit is of a later time."), now=_shown(facts.now))]


def check_hook(facts: Facts) -> Sequence[Observation]:
    there = known(facts.clone).has_hook
    if there:
        return [well(N_("A pre-commit hook checks what you commit by hand."))]
    says = N_("Nothing checks the registry before you commit by hand: there is no pre-commit hook.")
    if there is None:
        hint = N_("Call accession validate in a pre-commit hook, in the folder of core.hooksPath.")
        return [remark(says, hint)]
    return [remark(says, "", cure=Cure.HOOK)]


def _shown(time: datetime) -> str:
    return f"{time.astimezone(CHINA):%Y-%m-%d %H:%M}"


_MEBIBYTE: Final = 1024 * 1024
_TOO_LITTLE: Final = 100 * _MEBIBYTE
_LITTLE: Final = 1024 * _MEBIBYTE


def check_registry(facts: Facts) -> Sequence[Observation]:
    found = known(facts.registry)
    if found.errors:
        says = N_("There are errors in how files are written or what they hold: {count}.")
        return [wrong(says, N_("Run accession validate and mend them."), count=found.errors)]
    says = (
        N_("{district}, tasks: {tasks}. A sample: nothing of it is ever pushed.")
        if found.scheme.sample
        else N_("{district}, tasks: {tasks}.")
    )
    return [well(says, district=found.scheme.district, tasks=found.tasks)]


def check_calendar(facts: Facts) -> Sequence[Observation]:
    years = known(facts.registry).years
    past = [year for year in years if year <= facts.now.year]
    if past:
        return [
            wrong(
                N_("Days are counted in years whose notice is not known: {years}."),
                N_("Enter the State Council's notices with accession calendar import."),
                years="、".join(map(str, past)),
            )
        ]
    if years:
        return [
            remark(
                N_("Dates in {years} are provisional: the notice of that year is not known."),
                N_("When it has been published, enter it with accession calendar import."),
                years="、".join(map(str, years)),
            )
        ]
    return [well(N_("The notices of all years that days are counted in are known."))]


def check_fonts(facts: Facts) -> Sequence[Observation]:
    return list(_fonts(known(facts.registry))) or [
        well(N_("Every character of the register can be printed."))
    ]


def _fonts(found: RegistryFacts) -> Iterator[Observation]:
    if found.fonts.unseen:
        yield wrong(
            N_("No font has these characters, so no PDF can be made: {characters}"),
            N_("Put a font that has them into the registry's folder fonts."),
            characters=found.fonts.unseen,
        )
    if found.fonts.own and found.fonts.absent:
        yield remark(
            N_("The registry's folder fonts lacks {names}; the PDF uses Noto in their place."),
            N_("Put the fonts that your office has a licence for there, if you want them."),
            names="、".join(found.fonts.absent),
        )


def check_editor_schemas(facts: Facts) -> Sequence[Observation]:
    found = known(facts.registry)
    if found.lost_schemas:
        return [
            remark(
                N_("Files whose first line names a schema that is not there: {count}."),
                "",
                cure=Cure.SCHEMAS,
                count=len(found.lost_schemas),
            )
        ]
    if found.stale_schemas:
        return [
            remark(
                N_("Schemas for editors that are those of another version: {names}."),
                "",
                cure=Cure.SCHEMAS,
                names="、".join(found.stale_schemas),
            )
        ]
    return [well(N_("Editors find the schema of every file."))]


def check_disk(facts: Facts) -> Sequence[Observation]:
    free = facts.free // _MEBIBYTE
    hint = N_("Make room before you go on recording.")
    if facts.free < _TOO_LITTLE:
        return [wrong(N_("Only {free} MB are free on the disk."), hint, free=free)]
    if facts.free < _LITTLE:
        return [remark(N_("Only {free} MB are free on the disk."), hint, free=free)]
    return [well(N_("There is room on the disk: {free} MB."), free=free)]


_SHORT: Final = 8


def check_trunk(facts: Facts) -> Sequence[Observation]:
    found = known(facts.trunk)
    if found.branch is None:
        return [_local(facts, found)]
    if found.set_back:
        return [_rewritten(found.name)]
    if found.refusal is not None:
        return [_not_seen(found.refusal)]
    stands = [*_stands(found)]
    if stands:
        return stands
    if not found.asked:
        return [unseen(N_("{trunk} was not asked: --offline."), trunk=found.name)]
    return [well(N_("{trunk} can be reached, and your branch is as it is."), trunk=found.name)]


def _local(facts: Facts, found: TrunkFacts) -> Observation:
    if known(facts.registry).scheme.sample:
        return well(N_("It is the branch {name} of this clone: a sample."), name=found.name)
    return remark(
        N_("There is no remote: the only copy of the registry is on this machine."),
        N_("Set one up with accession init --server, then git remote add origin and git push."),
    )


def _not_seen(refusal: Refused) -> Observation:
    if isinstance(refusal, TrunkRewritten):
        return _rewritten(str(refusal.facts["trunk"]))
    if isinstance(refusal, RemoteUnreachable):
        return wrong(
            N_("The remote {remote} cannot be reached. Git says: {words}"),
            N_("Check the connection and your access; what you file meanwhile waits here."),
            remote=refusal.facts["remote"],
            words=refusal.facts["words"],
        )
    return wrong_because(refusal)


def _rewritten(trunk: str) -> Observation:
    return wrong(
        N_("The history of {trunk} was rewritten: commits seen here are gone from it."),
        N_(
            "Ask whoever looks after the remote why. If it was done on purpose, make a fresh clone"
            " and work there."
        ),
        exit_code=Exit.TAMPERED,
        trunk=trunk,
    )


def _stands(found: TrunkFacts) -> Iterator[Observation]:
    branch, trunk = found.branch, found.name
    if found.current != found.branch:
        says = N_("Your work tree is on {current}, not on {branch}, so it does not follow {trunk}.")
        hint = N_("Run: git switch {branch}")
        yield remark(says, hint, current=found.current or "HEAD", branch=branch, trunk=trunk)
    if found.ahead:
        says = N_("Commits of your branch {branch} that {trunk} does not have: {count}.")
        hint = N_("Bring them there with git pull --rebase and git push, or ask for help.")
        yield wrong(says, hint, count=found.ahead, branch=branch, trunk=trunk)
    elif found.behind:
        says = N_("Commits of {trunk} that your branch {branch} does not have yet: {count}.")
        hint = N_("Run accession sync.")
        cure = Cure.CATCH_UP
        yield remark(says, hint, cure=cure, count=found.behind, branch=branch, trunk=trunk)


def check_outbox(facts: Facts) -> Sequence[Observation]:
    damaged, requests = [wrong_because(one) for one in facts.damaged], known(facts.waiting)
    says = N_("Request {id} of {asked} is not in the registry yet (accession {command}: {about}).")
    hint = N_("Send it with accession sync, or take it back with accession undo {id}.")
    waiting = [
        wrong(
            says,
            hint,
            id=one.id[:_SHORT],
            asked=f"{one.asked.astimezone(CHINA):%Y-%m-%d %H:%M}",
            command=one.verb,
            about=one.about,
        )
        for one in requests
    ]
    return [*damaged, *waiting] or [well(N_("Nothing waits to be sent."))]


def check_drafts(facts: Facts) -> Sequence[Observation]:
    return [
        remark(
            N_("What was typed on {since} and not filed is kept in {path}."),
            N_("File it with accession file --from {path}, or remove the file."),
            since=f"{one.since.astimezone(CHINA):%Y-%m-%d %H:%M}",
            path=one.path,
        )
        for one in known(facts.drafts)
    ] or [well(N_("No draft is kept."))]


#: All that is looked at, in the order in which it is told. To add a check, write a function from
#: ``Facts`` to observations and a line here.
CHECKS: Final = (
    Check(name="versions", about=N_("Programs"), look=check_versions),
    Check(name="registry", about=N_("Registry"), look=check_registry),
    Check(name="signature", about=N_("Signature"), look=check_signature),
    Check(name="trunk", about=N_("Trunk"), look=check_trunk),
    Check(name="outbox", about=N_("Outbox"), look=check_outbox),
    Check(name="drafts", about=N_("Drafts"), look=check_drafts),
    Check(name="left_behind", about=N_("Left behind"), look=check_left_behind),
    Check(name="work_tree", about=N_("Work tree"), look=check_work_tree),
    Check(name="files", about=N_("Files"), look=check_kinds_of_files),
    Check(name="line_ends", about=N_("Line ends"), look=check_line_ends),
    Check(name="settings", about=N_("Git settings"), look=check_git_settings),
    Check(name="history", about=N_("History"), look=check_history),
    Check(name="clock", about=N_("Clock"), look=check_clock),
    Check(name="calendar", about=N_("Calendar"), look=check_calendar),
    Check(name="fonts", about=N_("Fonts"), look=check_fonts),
    Check(name="hook", about=N_("Hook"), look=check_hook),
    Check(name="editor", about=N_("Editor"), look=check_editor_schemas),
    Check(name="disk", about=N_("Disk"), look=check_disk),
)


def examine_clone(facts: Facts) -> tuple[CheckResult, ...]:
    """What every check makes of *facts*; a refusal is told once, by the first that meets it."""
    told: list[Refused] = []
    return tuple(CheckResult(check=one, observations=_look(one, facts, told)) for one in CHECKS)


def _look(check: Check, facts: Facts, told: list[Refused]) -> tuple[Observation, ...]:
    try:
        return tuple(check.look(facts))
    except Refused as refusal:
        if any((refusal.refusal, refusal.facts) == (one.refusal, one.facts) for one in told):
            return (unseen(N_("Not looked at.")),)
        told.append(refusal)
        return (wrong_because(refusal),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was seen, after what was ``done`` to mend it; ``failed`` says which cures did not work.

    ``exit_code`` is that of the worst thing that is wrong, else 0.
    """

    examined: tuple[CheckResult, ...]
    done: tuple[Cure, ...]
    failed: tuple[Refused, ...]

    @property
    def exit_code(self) -> Exit:
        seen = [seen for one in self.examined for seen in one.observations]
        wrong = (one.exit_code for one in seen if one.state is CheckState.WRONG)
        return max(wrong, default=Exit.DONE)


def look_at_clone(
    folder: Path, *, now: datetime, tool: str, python: str, online: bool, fix: bool
) -> Looked:
    """What is well and what is not in the clone of the registry in *folder*, as at *now*.

    With *fix*, what can be mended without loss is mended, and all is looked at again.
    """
    examined = examine_clone(gather(folder, now=now, tool=tool, python=python, online=online))
    wanted = {seen.cure for one in examined for seen in one.observations if fix and seen.cure}
    if not online:
        wanted.discard(Cure.CATCH_UP)
    if not wanted:
        return Looked(examined=examined, done=(), failed=())
    done, failed = _cured(folder, wanted)
    examined = examine_clone(gather(folder, now=now, tool=tool, python=python, online=online))
    return Looked(examined=examined, done=done, failed=failed)


def _cured(folder: Path, wanted: Collection[Cure]) -> tuple[tuple[Cure, ...], tuple[Refused, ...]]:
    done: list[Cure] = []
    failed: list[Refused] = []
    for cure, apply in CURES.items():
        if cure in wanted:
            try:
                apply(folder)
            except Refused as refusal:
                failed.append(refusal)
            else:
                done.append(cure)
    return tuple(done), tuple(failed)


def _heal(folder: Path) -> None:
    open_trunk(folder).heal()


def _catch_up(folder: Path) -> None:
    for stays in open_trunk(folder).catch_up().notes:
        raise stays


def _set_autocrlf(folder: Path) -> None:
    clone.put_setting(_git_to_mend(folder), "core.autocrlf", "false")


def _set_fsync(folder: Path) -> None:
    clone.put_setting(_git_to_mend(folder), "core.fsync", "all")


def _write_lf(folder: Path) -> None:
    trunk = open_trunk(folder)
    with trunk.alone():
        files = tracked(trunk.git, trunk.folder)
        with_lf(trunk.git, [one for one in files if one.path.endswith(".yaml")])


def _install_hook(folder: Path) -> None:
    clone.install_hook(_git_to_mend(folder), clone.PRE_COMMIT)


def _write_schemas(folder: Path) -> None:
    """A copy that somebody changed and did not commit stays as it is."""
    git = _git_to_mend(folder)
    profiles.write_schemas(names.shown_below(folder), changed=git.dirty(profiles.EDITOR_FOLDER))


def _git_to_mend(folder: Path) -> Git:
    git = Git.find(folder)
    if git is None:
        raise NO_REPOSITORY(folder=folder)
    return git


#: How each cure is done, in this order.
CURES: Final[Mapping[Cure, Callable[[Path], object]]] = {
    Cure.HEAL: _heal,
    Cure.AUTOCRLF: _set_autocrlf,
    Cure.LINE_ENDS: _write_lf,
    Cure.CATCH_UP: _catch_up,
    Cure.FSYNC: _set_fsync,
    Cure.HOOK: _install_hook,
    Cure.SCHEMAS: _write_schemas,
}
