"""Judge what was gathered about a clone, and mend what can be mended without any loss."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from accession_cli.actions.clone_health import clone_checks, registry_checks, trunk_checks
from accession_cli.actions.clone_health.facts import Facts
from accession_cli.actions.clone_health.gather_facts import gather
from accession_cli.actions.clone_health.observation import (
    Check,
    Cure,
    Examined,
    Observation,
    State,
    refused,
    unseen,
)
from accession_cli.actions.open_trunk import open_trunk
from accession_cli.errors import AccessionError, Exit
from accession_cli.gitstore import clone
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.past import tracked, with_lf
from accession_cli.gitstore.trunk import NoRepository
from accession_cli.i18n import N_
from accession_cli.registry import names, profiles

#: All that is looked at, in the order in which it is told. To add a check, write a function from
#: ``Facts`` to observations and a line here.
CHECKS: Final = (
    Check(name="versions", about=N_("Programs"), look=clone_checks.versions),
    Check(name="registry", about=N_("Registry"), look=registry_checks.registry),
    Check(name="signature", about=N_("Signature"), look=clone_checks.signature),
    Check(name="trunk", about=N_("Trunk"), look=trunk_checks.where_trunk_is),
    Check(name="outbox", about=N_("Outbox"), look=trunk_checks.outbox),
    Check(name="drafts", about=N_("Drafts"), look=trunk_checks.drafts),
    Check(name="left_behind", about=N_("Left behind"), look=clone_checks.left_behind),
    Check(name="work_tree", about=N_("Work tree"), look=clone_checks.work_tree),
    Check(name="files", about=N_("Files"), look=clone_checks.kinds_of_files),
    Check(name="line_ends", about=N_("Line ends"), look=clone_checks.line_ends),
    Check(name="settings", about=N_("Git settings"), look=clone_checks.git_settings),
    Check(name="history", about=N_("History"), look=clone_checks.history),
    Check(name="clock", about=N_("Clock"), look=clone_checks.clock),
    Check(name="calendar", about=N_("Calendar"), look=registry_checks.calendar),
    Check(name="fonts", about=N_("Fonts"), look=registry_checks.fonts),
    Check(name="hook", about=N_("Hook"), look=clone_checks.hook),
    Check(name="editor", about=N_("Editor"), look=registry_checks.editor),
    Check(name="disk", about=N_("Disk"), look=registry_checks.disk),
)


def examine(facts: Facts) -> tuple[Examined, ...]:
    """What every check makes of *facts*; a refusal is told once, by the first that meets it."""
    told: list[AccessionError] = []
    return tuple(Examined(check=one, observations=_look(one, facts, told)) for one in CHECKS)


def _look(check: Check, facts: Facts, told: list[AccessionError]) -> tuple[Observation, ...]:
    try:
        return tuple(check.look(facts))
    except AccessionError as refusal:
        if any((type(refusal), refusal.facts) == (type(one), one.facts) for one in told):
            return (unseen(N_("Not looked at.")),)
        told.append(refusal)
        return (refused(refusal),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was seen, after what was ``done`` to mend it; ``failed`` says which cures did not work.

    ``exit_code`` is that of the worst thing that is wrong, else 0.
    """

    examined: tuple[Examined, ...]
    done: tuple[Cure, ...]
    failed: tuple[AccessionError, ...]

    @property
    def exit_code(self) -> Exit:
        seen = [seen for one in self.examined for seen in one.observations]
        wrong = (one.exit_code for one in seen if one.state is State.WRONG)
        return max(wrong, default=Exit.DONE)


def look(folder: Path, *, now: datetime, tool: str, python: str, online: bool, fix: bool) -> Looked:
    """What is well and what is not in the clone of the registry in *folder*, as at *now*.

    With *fix*, what can be mended without loss is mended, and all is looked at again.
    """
    examined = examine(gather(folder, now=now, tool=tool, python=python, online=online))
    wanted = {seen.cure for one in examined for seen in one.observations if fix and seen.cure}
    if not online:
        wanted.discard(Cure.CATCH_UP)
    if not wanted:
        return Looked(examined=examined, done=(), failed=())
    done, failed = _cured(folder, wanted)
    examined = examine(gather(folder, now=now, tool=tool, python=python, online=online))
    return Looked(examined=examined, done=done, failed=failed)


def _cured(
    folder: Path, wanted: Collection[Cure]
) -> tuple[tuple[Cure, ...], tuple[AccessionError, ...]]:
    done: list[Cure] = []
    failed: list[AccessionError] = []
    for cure, apply in CURES.items():
        if cure in wanted:
            try:
                apply(folder)
            except AccessionError as refusal:
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
    clone.put_setting(_git(folder), "core.autocrlf", "false")


def _set_fsync(folder: Path) -> None:
    clone.put_setting(_git(folder), "core.fsync", "all")


def _write_lf(folder: Path) -> None:
    trunk = open_trunk(folder)
    with trunk.alone():
        files = tracked(trunk.git, trunk.folder)
        with_lf(trunk.git, [one for one in files if one.path.endswith(".yaml")])


def _install_hook(folder: Path) -> None:
    clone.install_hook(_git(folder), clone.PRE_COMMIT)


def _write_schemas(folder: Path) -> None:
    """A copy that somebody changed and did not commit stays as it is."""
    git = _git(folder)
    profiles.write_schemas(names.shown_below(folder), changed=git.dirty(profiles.EDITOR_FOLDER))


def _git(folder: Path) -> Git:
    git = Git.find(folder)
    if git is None:
        raise NoRepository(folder=folder)
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
