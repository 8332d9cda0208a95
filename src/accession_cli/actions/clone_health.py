"""Look at a clone, or at the server that clerks push to, and mend what can be mended without loss.

``clone_facts`` gathers what is judged of a clone, ``clone_checks`` judges it. Of a server, its hook
is looked at, and whether a restoration is over.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from accession_cli.actions.clone_checks import (
    Check,
    Examined,
    Observation,
    examine_clone,
    remark,
    well,
    wrong,
)
from accession_cli.actions.clone_facts import gather, git_of, mender, part
from accession_cli.actions.landing import open_trunk
from accession_cli.errors import Exit, Refused
from accession_cli.gitstore import clone
from accession_cli.gitstore import publication as copies
from accession_cli.gitstore.clone import HookState
from accession_cli.gitstore.damage import Damage
from accession_cli.gitstore.git import Git, NoWorkTree
from accession_cli.gitstore.past import tracked, with_lf
from accession_cli.gitstore.pushed import Doors
from accession_cli.i18n import N_
from accession_cli.registry import profiles
from accession_cli.registry.files import shown_below


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was seen, after the cures in ``done``; ``failed`` says which cures did not work.

    ``mended`` was rebuilt in git's folder, and what it replaced is in ``kept``. ``exit_code`` is
    the highest of the observations that are wrong, else 0.
    """

    examined: Examined
    mended: tuple[Damage, ...] = ()
    kept: Path | None = None
    done: tuple[str, ...] = ()
    failed: tuple[Refused, ...] = ()

    @property
    def exit_code(self) -> Exit:
        seen = [one for _check, all_seen in self.examined for one in all_seen]
        return max((one.exit_code for one in seen if one.state == "wrong"), default=Exit.DONE)


def look_at_clone(
    folder: Path,
    *,
    now: datetime,
    tool: str,
    python: str,
    online: bool,
    fix: Callable[[str], str] | None,
) -> Looked:
    """Examine the clone of the registry in *folder*, as at *now*.

    With *fix*, what can be mended without loss is mended, and everything is examined again. It is
    asked for the address of the server, as ``Mender`` does.
    """

    def look() -> Examined:
        return examine_clone(gather(folder, now=now, tool=tool, python=python, online=online))

    mends = mender(folder, fix) if fix else None
    damages, unmended = mends.run() if mends else ((), ())
    examined = look()
    wanted = {one.cure for _check, seen in examined for one in seen if fix and one.cure in CURES}
    if not online:
        wanted.discard("catch_up")
    done, failed = _cured(folder, wanted)
    return Looked(
        examined=look() if wanted else examined,
        mended=tuple(one for one in damages if one.mended),
        kept=mends.kept if mends and mends.kept.exists() else None,
        done=done,
        failed=(*unmended, *failed),
    )


def _cured(folder: Path, wanted: Collection[str]) -> tuple[tuple[str, ...], tuple[Refused, ...]]:
    tried = {name: part(partial(CURES[name], folder)) for name in CURES if name in wanted}
    failed = {name: said for name, said in tried.items() if isinstance(said, Refused)}
    return tuple(name for name in tried if name not in failed), tuple(failed.values())


def _catch_up(folder: Path) -> None:
    for stays in open_trunk(folder).catch_up().notes:
        raise stays


def _write_lf(folder: Path) -> None:
    trunk = open_trunk(folder)
    with trunk.alone():
        files = tracked(trunk.git, trunk.folder)
        with_lf(trunk.git, [one for one in files if one.path.endswith(".yaml")])


def _write_schemas(folder: Path) -> None:
    """Write the schemas, except copies with changes that are not committed."""
    changed = git_of(folder).dirty(profiles.EDITOR_FOLDER)
    profiles.write_schemas(shown_below(folder), changed=changed)


#: What ``--fix`` may do, in this order. No cure loses anything or touches other people's work.
CURES: Final[Mapping[str, Callable[[Path], object]]] = {
    "heal": lambda folder: open_trunk(folder).heal(),
    "autocrlf": lambda folder: clone.put_setting(git_of(folder), "core.autocrlf", "false"),
    "line_ends": _write_lf,
    "catch_up": _catch_up,
    "fsync": lambda folder: clone.put_setting(git_of(folder), "core.fsync", "all"),
    "hook": lambda folder: clone.install_hook(git_of(folder), clone.PRE_COMMIT),
    "schemas": _write_schemas,
}


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
    facts = _server_facts(git)
    mends = dict[str, Callable[[], object]]()
    if fix and not facts.elsewhere and facts.state in (HookState.MISSING, HookState.EARLIER):
        mends[CURE] = lambda: clone.install_hook(git, clone.PRE_RECEIVE)
    if fix and facts.copy and facts.copy.state in (HookState.MISSING, HookState.EARLIER):
        mends[CURE_OF_COPY] = lambda: clone.install_hook(git, clone.POST_RECEIVE)
    if fix and facts.restored:
        mends[CURE_OF_RESTORE] = lambda: git.run("config", "--unset-all", RESTORE)
    done = {name: part(mend) for name, mend in mends.items()}
    facts = _server_facts(git) if done else facts
    return Looked(
        examined=tuple((one, tuple(one.look(facts)) or (well(one.well),)) for one in SERVER_CHECKS),
        done=tuple(name for name, made in done.items() if not isinstance(made, Refused)),
        failed=tuple(made for made in done.values() if isinstance(made, Refused)),
    )


def _server_facts(git: Git) -> ServerFacts:
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


def _server_hook(facts: ServerFacts) -> Iterator[Observation]:
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


def _server_restore(facts: ServerFacts) -> Iterator[Observation]:
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
SERVER_CHECKS: Final = (
    Check("server_hook", N_("Hook"), _server_hook, ""),
    Check(
        "server_restore",
        N_("Restoring"),
        _server_restore,
        N_("No history from elsewhere is let in."),
    ),
    Check("server_publication", N_("Publication"), _copy, N_("Nothing is published from here.")),
)
