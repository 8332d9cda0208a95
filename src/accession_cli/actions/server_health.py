"""Examine the bare repository that clerks push to: whether its hook is today's."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli.actions.clone_health import Check, Looked, Observation, part, well, wrong
from accession_cli.errors import Refused
from accession_cli.gitstore import clone
from accession_cli.gitstore.clone import HookState
from accession_cli.gitstore.git import Git, NoWorkTree
from accession_cli.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFacts:
    """What is judged of a server. ``elsewhere``: git takes its hooks from another folder."""

    hook: Path
    state: HookState
    elsewhere: bool


def server_at(folder: Path) -> Git | None:
    """The bare repository *folder*, which a person named; None when it is none."""
    try:
        git = Git.reading(folder, named=True)
    except NoWorkTree:
        return None
    return git if git is not None and git.top == git.shared else None


def look_at_server(git: Git, *, fix: bool) -> Looked:
    """Examine the server's repository *git*; with *fix*, put today's hook there first.

    A hook that somebody else wrote or changed is never touched.
    """
    facts, failed = _facts(git), None
    mends = fix and not facts.elsewhere and facts.state in (HookState.MISSING, HookState.EARLIER)
    if mends:
        failed = part(lambda: clone.install_hook(git, clone.PRE_RECEIVE))
        facts = _facts(git)
    refused = (failed,) if isinstance(failed, Refused) else ()
    return Looked(
        examined=((CHECK, tuple(CHECK.look(facts))),),
        done=(CURE,) if mends and not refused else (),
        failed=refused,
    )


def _facts(git: Git) -> ServerFacts:
    folder = clone.settings(git).hooks
    hook = folder / clone.PRE_RECEIVE
    return ServerFacts(
        hook=hook, state=clone.hook_state(hook), elsewhere=folder != git.shared / "hooks"
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


#: What ``--fix`` may do at a server.
CURE: Final = "server_hook"
CHECK: Final = Check("server_hook", N_("Hook"), _hook, "")
