"""Check what is pushed to a server, before anything of it is taken.

The trunk is taken when its new commits are lawful, in a line, and honestly dated; another ref when
the server's settings name it. Every new file and every message is screened, whatever the ref.
Nothing that was pushed is run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from accession_cli.actions.history import Past, Walk, folder_in
from accession_cli.actions.push_dates import Dated, dated
from accession_cli.actions.push_screening import refuse_secrets_in
from accession_cli.actions.validate_since import NOTHING, validate_commit
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Report, Severity
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.past import RESTORED, Commit, states_at
from accession_cli.gitstore.pushed import Doors, Update, between, brought, in_turn
from accession_cli.i18n import N_
from accession_cli.registry.files import SCHEME
from accession_cli.registry.versions import FileVersions
from accession_cli.scheme.registry import RECORDS

_SHORT: Final = 12

DELETED: Final = Refusal(
    N_("Not taken: {name} may not be deleted. What came to this server stays here."),
    N_("Nothing was changed. Work goes on in new commits."),
)
NOT_ADMITTED: Final = Refusal(
    N_("Not taken: this server takes the trunk {trunk} alone, and not {name}."),
    N_(
        "Push to {trunk}: git push origin HEAD:{trunk}. Whoever looks after the server may admit"
        ' other branches there: git config --add accession.branches "{name}"'
    ),
)
NO_COMMIT: Final = Refusal(
    N_("Not taken: {name} would name no commit."),
    N_("Push a branch."),
)
REWRITTEN: Final = Refusal(
    N_("Not taken: {name} on this server has commits that the pushed history has not."),
    N_("Take them in first, with git pull --rebase; history is never rewritten, not by --force."),
    Exit.TAMPERED,
)
MERGED: Final = Refusal(
    N_("Not taken: commit {commit} is a merge, and the trunk is one line of commits."),
    N_("Put your commits behind those of the server instead: git pull --rebase, then push again."),
)
NO_REGISTRY: Final = Refusal(
    N_("Not taken: commit {commit} holds no registry, so the trunk would have none."),
    N_("Push the branch that has registry/scheme.yaml."),
)
OTHER_TRUNK: Final = Refusal(
    N_("Not taken: trunk in scheme.yaml is {trunk}, but the trunk of this server is {branch}."),
    N_(
        "Write trunk: origin/{branch}. If the trunk is to have another name, whoever looks after"
        " the server changes it there first: git config accession.trunk"
    ),
)
HAS_RECORDS: Final = Refusal(
    N_(
        "Not taken: this server has no register yet, and the one that is pushed has records"
        " already. How old they are, no server can tell."
    ),
    N_(
        "If it is the register of this district, on its first way here or out of a copy that was"
        " kept, add a commit that says so: git commit --allow-empty -m 'Bring in the register'"
        " --trailer '{trailer}: NAME, REASON'. Then whoever looks after the server admits that"
        " commit alone, on the server: git config accession.restore COMMIT"
    ),
)
BEATEN: Final = Refusal(
    N_("Not taken: somebody else's commit came first."),
    N_("Take it in with git pull --rebase and push again soon: commands wait for you now."),
    Exit.MOVED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The result for one push: why it is refused, and what is said of one that is taken.

    ``beaten``: it would be taken, had the trunk not moved. ``notes`` are what a person has to look
    at, in the files beside the registry and in messages.
    """

    refusals: tuple[Refused, ...] = ()
    reports: tuple[Report, ...] = ()
    dates: tuple[Dated, ...] = ()
    notes: tuple[str, ...] = ()
    beaten: bool = False

    @property
    def taken(self) -> bool:
        """Whether the server takes it."""
        reported = any(one.summary[Severity.ERROR] for one in self.reports)
        misdated = any(one.finding.severity is Severity.ERROR for one in self.dates)
        return not (self.refusals or reported or misdated)


def check_push(git: Git, pushed: Sequence[Update], now: datetime) -> Checked:
    """Check all refs of a push; a push is taken whole or not at all."""
    doors = Doors.of(git)
    refused = tuple(one for update in pushed for one in _at_the_door(git, doors, update))
    if refused:
        return Checked(refusals=refused)
    trunk = next((one for one in pushed if one.ref == doors.trunk), None)
    if trunk is None:
        return _screened(git, pushed)
    by_hand = any(not one.requests for one in between(git, trunk.old, trunk.new))
    with in_turn(git, by_hand=by_hand, moved=lambda: _moved(git, trunk)) as still:
        if not still:
            return Checked(refusals=(BEATEN(),), beaten=True)
        screened = _screened(git, pushed)
        if screened.refusals:
            return screened
        return replace(_on_trunk(git, doors, trunk, now), notes=screened.notes)


def _moved(git: Git, update: Update) -> bool:
    return (git.tip(update.ref) or "") != update.old


def _at_the_door(git: Git, doors: Doors, update: Update) -> Iterator[Refused]:
    """What can be said of a ref without looking at what it brings."""
    name, trunk = update.name, doors.trunk.removeprefix("refs/heads/")
    if not update.new:
        yield DELETED(name=name)
    elif update.ref != doors.trunk and not doors.admits(update):
        yield NOT_ADMITTED(name=name, trunk=trunk)
    elif git.tip(update.new) is None:
        yield NO_COMMIT(name=name)
    elif update.old and not git.is_ancestor(update.old, update.new):
        yield REWRITTEN(name=name)


def _screened(git: Git, pushed: Sequence[Update]) -> Checked:
    tips = tuple(dict.fromkeys(one.new for one in pushed))
    try:
        return Checked(notes=refuse_secrets_in(git, brought(git, tips), pushed))
    except Refused as secret:
        return Checked(refusals=(secret,))


def _on_trunk(git: Git, doors: Doors, update: Update, now: datetime) -> Checked:
    """The check of what comes to the trunk."""
    listed = between(git, update.old, update.new)
    folder = folder_in(git, update.new)
    if folder is None:
        return Checked(refusals=(NO_REGISTRY(commit=update.new[:_SHORT]),))
    past = Past(git=git, folder=folder)
    whole = not update.old and _restored(doors, listed)
    walk = Walk(past)
    sample = _is_sample(walk.versions, past, update)
    refused = () if whole else tuple(_refused(past, doors, update, listed, sample=sample))
    if refused:
        return Checked(refusals=refused)
    since = update.old or NOTHING  # a first push brings every signature to be judged
    report = validate_commit(past, update.new, as_of=now.date(), today=now.date(), since=since)
    found = () if sample else dated(walk, listed, now, whole=whole)
    return Checked(reports=(report,), dates=tuple(sorted(found, key=_errors_first)))


def _errors_first(one: Dated) -> bool:
    return one.finding.severity is not Severity.ERROR


def _restored(doors: Doors, listed: Sequence[Commit]) -> bool:
    """Whether the server's settings admit this very history, and its newest commit says why."""
    newest = listed[-1]
    return newest.sha == doors.restored and bool(newest.restored)


def _is_sample(versions: FileVersions, past: Past, update: Update) -> bool:
    """Whether nothing in the registry is real, before the push and after."""
    ends = [update.new, *([update.old] if update.old else [])]
    return all(versions.sample(states_at(past.git, one, past.folder)) for one in ends)


def _refused(
    past: Past, doors: Doors, update: Update, listed: Sequence[Commit], *, sample: bool
) -> Iterator[Refused]:
    for commit in listed:
        if len(commit.parents) > 1:
            yield MERGED(commit=commit.sha[:_SHORT])
    if sample:
        return
    states = states_at(past.git, update.new, past.folder)
    if not update.old and any(name.startswith(RECORDS) for name in states):
        yield HAS_RECORDS(trailer=RESTORED)
    value = FileVersions(past.git, past.prefix).version(SCHEME, states.get(SCHEME)).value
    branch = doors.trunk.removeprefix("refs/heads/")
    if value is not None and value["trunk"].partition("/")[2] != branch:
        yield OTHER_TRUNK(trunk=value["trunk"], branch=branch)
