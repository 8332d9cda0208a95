"""``accession doctor``: show what is wrong with this clone, and how to repair it."""

import platform
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from typer import Option

from accession_cli import __version__, clock
from accession_cli.cli import terminal
from accession_cli.cli.session import Session, at_a_terminal
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _
from accession_cli.words.layout import Page, cells, harmless, pad, visible, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from accession_cli.actions.clone_checks import Examined, Observation
    from accession_cli.actions.clone_health import Looked


_MARKS: Final = {"well": "✓", "hint": "·", "wrong": "✗", "unseen": "-"}
_COLOURS: Final = {"well": "32", "hint": "36", "wrong": "31", "unseen": "2"}
_DONE: Final = {
    "heal": N_("Put back what was left half done."),
    "catch_up": N_("Brought your files up to the trunk."),
    "line_ends": N_("Wrote LF where only the line ends differed."),
    "autocrlf": N_("Set core.autocrlf to false for this clone."),
    "fsync": N_("Set core.fsync to all for this clone."),
    "hook": N_("Installed the pre-commit hook."),
    "server_hook": N_("Put today's hook hooks/pre-receive there."),
    "server_publication": N_("Put today's hook hooks/post-receive there."),
    "server_restore": N_("Took accession.restore out, which had done its work."),
    "schemas": N_("Wrote the schemas for editors; commit them."),
}


def doctor(
    desk: Session,
    *,
    fix: Annotated[
        bool, Option("--fix", help=N_("Mend what can be mended without losing anything."))
    ] = False,
    offline: Annotated[bool, Option("--offline", help=N_("Do not ask the server."))] = False,
    address: Annotated[
        str,
        Option(metavar=N_("ADDRESS"), help=N_("With --fix: the server's address, if it is lost.")),
    ] = "",
) -> Exit:
    """Show what is wrong with this clone; exit 1 when something is, 6 when it was tampered with.

    Looks at git, the trunk, what waits, what was left behind, line ends, calendar, fonts and more.
    Exit 0 when all is well or there are only hints, 1 when something needs mending, 6 when the
    history of the trunk was rewritten. Locks of other programs are named and never removed. At a
    server's bare repository, named with -C, it looks at the hook that checks what is pushed.

    With --fix, what a power cut left of git's own files is rebuilt: index, branches, settings,
    damaged parts of the history. What is replaced is kept, and your files stay as they are.

    $ accession doctor
    $ accession doctor --fix
    $ accession doctor --fix --address registry@server:registry.git
    $ accession doctor --offline
    $ accession doctor -C registry.git
    """
    looked = _looked(desk, fix=partial(_asked, address) if fix else None, offline=offline)
    if desk.as_json:
        from accession_cli.words.upkeep import looked_json

        terminal.show_json(looked_json(looked))
    else:
        terminal.show(harmless("\n".join(_lines(looked.examined, terminal.page()))))
        _say(looked)
    return looked.exit_code


def _asked(address: str, logged: str) -> str:
    """The server's address: as given, else as *logged* if nobody at the terminal says no."""
    from accession_cli.cli.questions import Questions, ask_text

    if logged and not address:
        terminal.note(
            _("The logs of this clone name this server: {address}").format(address=logged)
        )
        question = _("Is that the registry's server?")
        address = logged if not at_a_terminal() or Questions().sure(question) else ""
    return address or ask_text("--address", _("Address of the server:"))


def _looked(desk: Session, *, fix: "Callable[[str], str] | None", offline: bool) -> "Looked":
    from accession_cli.actions.clone_health import look_at_clone
    from accession_cli.registry.files import NoRegistryThere, find_registry

    try:
        folder = find_registry(Path.cwd(), desk.given)
    except NoRegistryThere:
        from accession_cli.actions.clone_health import look_at_server, server_at

        server = server_at(desk.given) if desk.given else None
        if server is None:
            raise
        return look_at_server(server, fix=fix is not None)
    return look_at_clone(
        folder,
        now=clock.now(),
        tool=__version__,
        python=platform.python_version(),
        online=not offline,
        fix=fix,
    )


def _lines(examined: "Examined", paper: Page) -> "Iterator[str]":
    """One line for each observation, followed by what to do about it."""
    names = [_(check.about) for check, _seen in examined]
    width = max(map(cells, names))
    for name, (_check, all_seen) in zip(names, examined, strict=True):
        for at, seen in enumerate(all_seen):
            label = pad("" if at else name, width)
            yield from _seen_lines(seen, label, paper)


def _seen_lines(seen: "Observation", label: str, paper: Page) -> "Iterator[str]":
    mark, margin = _MARKS[seen.state], " " * (cells(label) + 4)
    said = wrap(visible(seen.message), paper.columns, first=f"{mark} {label}  ", rest=margin)
    if paper.colour:
        said[0] = f"\x1b[{_COLOURS[seen.state]}m{mark}\x1b[0m" + said[0].removeprefix(mark)
    yield from said
    for step in _steps(seen):
        yield from wrap(visible(step), paper.columns, first=f"{margin}→ ", rest=f"{margin}  ")


def _steps(seen: "Observation") -> "Iterator[str]":
    if seen.remedy:
        yield seen.remedy
    if seen.cure:
        yield (
            _("Or have it done: accession doctor --fix")
            if seen.remedy
            else _("Have it done: accession doctor --fix")
        )


def _say(looked: "Looked") -> None:
    for one in looked.mended:
        terminal.note(_(one.mended).format(**one.facts))
    if looked.kept:
        terminal.note(_("What was replaced is kept in {path}.").format(path=looked.kept))
    for cure in looked.done:
        terminal.note(_(_DONE[cure]))
    for refusal in looked.failed:
        terminal.refuse_error(refusal)
    from accession_cli.words.upkeep import counted

    count = counted(looked)
    if not count["wrong"] and not count["hint"]:
        terminal.note(_("All is well."))
    else:
        said = _("Needs mending: {wrong}. Hints: {hint}. Well: {well}.")
        terminal.note(said.format(**count))
