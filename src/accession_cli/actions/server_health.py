"""Examine the bare repository that clerks push to: its hooks, a restoration, what it publishes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli.actions.clone_health import (
    Check,
    Looked,
    Observation,
    part,
    remark,
    well,
    wrong,
)
from accession_cli.errors import Refused
from accession_cli.gitstore import clone
from accession_cli.gitstore import publication as copies
from accession_cli.gitstore.clone import HookState
from accession_cli.gitstore.git import Git, NoWorkTree
from accession_cli.gitstore.pushed import Doors
from accession_cli.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """What is judged of a server. ``elsewhere``: git takes its hooks from another folder.

    ``restore`` is the commit that its settings admit with a whole history, ``restored`` whether
    it is on the trunk by now. ``copy`` is None where nothing is published.
    """

    hook: Path
    state: HookState
    elsewhere: bool
    restore: str
    restored: bool
    copy: "CopyFacts | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFacts:
    """What is judged of the second repository in ``folder``, and of the hook that publishes.

    ``behind``: the newest commit of the trunk is not published. ``run`` is the last run after a
    push, unless it ended well.
    """

    folder: Path
    there: bool
    hook: Path
    state: HookState
    behind: bool
    busy: bool
    run: copies.LastRun | None


def server_at(folder: Path) -> Git | None:
    """The bare repository *folder*, which a person named; None when it is none."""
    try:
        git = Git.reading(folder, named=True)
    except NoWorkTree:
        return None
    return git if git is not None and git.top == git.shared else None


def look_at_server(git: Git, *, fix: bool) -> Looked:
    """Examine the server's repository *git*; with *fix*, put today's hook there first.

    A hook that somebody else wrote or changed is never touched. A setting that let a history in is
    taken out once that history is there.
    """
    facts = _facts(git)
    mends = dict[str, Callable[[], object]]()
    if fix and not facts.elsewhere and facts.state in (HookState.MISSING, HookState.EARLIER):
        mends[CURE] = lambda: clone.install_hook(git, clone.PRE_RECEIVE)
    if fix and facts.copy and facts.copy.state in (HookState.MISSING, HookState.EARLIER):
        mends[CURE_OF_COPY] = lambda: clone.install_hook(git, clone.POST_RECEIVE)
    if fix and facts.restored:
        mends[CURE_OF_RESTORE] = lambda: git.run("config", "--unset-all", RESTORE)
    done = {name: part(mend) for name, mend in mends.items()}
    facts = _facts(git) if done else facts
    return Looked(
        examined=tuple((one, tuple(one.look(facts)) or (well(one.well),)) for one in CHECKS),
        done=tuple(name for name, made in done.items() if not isinstance(made, Refused)),
        failed=tuple(made for made in done.values() if isinstance(made, Refused)),
    )


def _facts(git: Git) -> ServerFacts:
    folder = clone.settings(git).hooks
    hook, doors = folder / clone.PRE_RECEIVE, Doors.of(git)
    there = bool(doors.restored) and git.tip(doors.restored) and git.tip(doors.trunk)
    return ServerFacts(
        hook=hook,
        state=clone.hook_state(hook),
        elsewhere=folder != git.shared / "hooks",
        restore=doors.restored,
        restored=bool(there) and git.is_ancestor(doors.restored, doors.trunk),
        copy=_copy_facts(git, folder, git.tip(doors.trunk)),
    )


def _copy_facts(git: Git, hooks: Path, tip: str | None) -> CopyFacts | None:
    kept = git.run("config", "--local", "--get", copies.SETTING, accept=(0, 1)).place
    if not kept:
        return None
    copy = copies.copy_at(Path(kept))
    done = copies.published_commits(copy) if copy else ()
    hook = hooks / clone.POST_RECEIVE
    return CopyFacts(
        folder=Path(kept),
        there=copy is not None,
        hook=hook,
        state=clone.hook_state(hook),
        behind=tip is not None and (not done or done[-1].trunk != tip),
        busy=copy is not None and copies.is_busy(copy),
        run=copies.last_run(git),
    )


def _hook(facts: ServerFacts) -> Iterator[Observation]:
    cure = "" if facts.elsewhere else CURE
    told = {"path": facts.hook}
    by_hand = N_(
        "Take hooks/pre-receive of a repository that accession init --server makes elsewhere."
    )
    match facts.state:
        case HookState.TODAYS:
            yield well(N_("What is pushed is checked by the hook of this version."))
        case HookState.MISSING:
            says = N_("Nothing checks what is pushed: {path} is missing or is no program.")
            yield wrong(says, by_hand if facts.elsewhere else "", told, cure)
        case HookState.EARLIER:
            says = N_(
                "{path} is of an earlier version of accession: it does not check all that is"
                " checked today, such as dates, secrets, merges and other branches."
            )
            yield wrong(says, by_hand if facts.elsewhere else "", told, cure)
        case HookState.OTHER:
            says = N_("{path} is not the hook of this version of accession; it was changed.")
            hint = N_(
                "Find out who changed it and why. To have today's again, move it away and run"
                " accession doctor --fix."
            )
            yield wrong(says, hint, told)


def _restore(facts: ServerFacts) -> Iterator[Observation]:
    told = {"commit": facts.restore[:_SHORT]}
    if facts.restored:
        says = N_(
            "accession.restore still admits the history up to {commit}, which is here by now;"
            " nobody needs the setting any more."
        )
        yield wrong(says, "", told, CURE_OF_RESTORE)
    elif facts.restore:
        says = N_("accession.restore admits a whole history up to {commit}, which is not here yet.")
        hint = N_("Push it now, or take the setting out: git config --unset-all accession.restore")
        yield remark(says, hint, told)


def _copy(facts: ServerFacts) -> Iterator[Observation]:
    copy = facts.copy
    if copy is None:
        return
    told = {"folder": copy.folder, "path": copy.hook}
    if copy.state is HookState.MISSING or copy.state is HookState.EARLIER:
        says = N_("Nothing publishes after a push: {path} is missing or of an earlier version.")
        yield wrong(says, "", told, CURE_OF_COPY)
    elif copy.state is HookState.OTHER:
        says = N_("{path} is not the hook of this version of accession; it was changed.")
        hint = N_(
            "Make sure that it runs accession -C . publish --after-push, apart from the push."
        )
        yield remark(says, hint, told)
    again = N_("Run accession publish -C with this folder, and see what it says.")
    if not copy.there:
        says = N_("What is published lies in {folder}, and that is no copy any more.")
        hint = N_("Bring it back from a copy that was kept, or begin anew: accession publish --to")
        yield wrong(says, hint, told)
    elif copy.busy:
        yield well(N_("A publication is under way."))
    elif copy.behind and copy.run is not None and copy.run.says:
        says = N_("The newest records are not published. The run at {began} failed: {words}")
        yield wrong(says, again, {"began": copy.run.began, "words": copy.run.says})
    elif copy.behind:
        yield wrong(N_("The newest records are not published in {folder}."), again, told)
    else:
        yield well(N_("The newest records are published in {folder}."), facts=told)


_SHORT: Final = 12
RESTORE: Final = "accession.restore"
#: What ``--fix`` may do at a server.
CURE: Final = "server_hook"
CURE_OF_RESTORE: Final = "server_restore"
CURE_OF_COPY: Final = "server_publication"
CHECKS: Final = (
    Check("server_hook", N_("Hook"), _hook, ""),
    Check("server_restore", N_("Restoring"), _restore, N_("No history from elsewhere is let in.")),
    Check("server_publication", N_("Publication"), _copy, N_("Nothing is published from here.")),
)
