"""Run the command line: common options, commands imported when used, one place that exits.

In the C locale or a Latin-1 locale, Python can neither write a file with a Chinese name nor read a
Chinese word on the command line. So ``restart_in_utf8_mode`` runs the same command again in UTF-8
mode. ``accession help`` is for who does not know ``--help``.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from typer import Argument, Option

from accession_cli import __version__, i18n
from accession_cli.cli import terminal
from accession_cli.cli.commands import COMMANDS, GROUPS, Command
from accession_cli.cli.options import FOLDER_HELP
from accession_cli.cli.session import Declined, move_clock
from accession_cli.cli.terminal import say_queued
from accession_cli.cli.typer_seam import ClickException, complain, group
from accession_cli.errors import OUTSIDE, Exit, Refused, reason
from accession_cli.i18n import N_, _, choose_language

NAME: Final = "accession"
ABOUT: Final = N_("Keep the register of the tasks that a district admitted to its communities.")
MORE: Final = N_(
    "Records are YAML files in a git repository. Every command works from any folder of it. What a"
    " command does and takes: accession help COMMAND."
)


def run(argv: Sequence[str]) -> int:
    """Carry out the command line and return the exit code; nothing else ends the program."""
    terminal.prepare()
    i18n.use(_language(argv))
    try:
        _rehearse(argv)
        code = obey(argv)
        sys.stdout.flush()
    except Refused as error:
        terminal.refuse_error(error)
        if error.queued is not None:
            say_queued(error.queued)
        return error.exit_code
    except ClickException as error:
        complain(error)
        return Exit.USAGE
    except (KeyboardInterrupt, EOFError, typer.Abort) as stop:
        declined = isinstance(stop, Declined)
        terminal.note(_("Nothing was recorded.") if declined else _("Interrupted."))
        return Exit.INTERRUPTED
    except OSError as error:
        return _system_refused(error)
    except Exception as error:  # noqa: BLE001 - the last door: everything else is a bug of ours
        return _bug(error)
    return code


def obey(argv: Sequence[str]) -> int:
    """Carry out the command line; what is wrong with it, or goes wrong, is raised."""
    all_of_it = Command(NAME, ABOUT, more=MORE, parts=COMMANDS, headings=GROUPS)
    command = group(all_of_it, _options)
    # not command.main(): it would report some failures itself, in English
    try:
        with command.make_context(NAME, list(argv)) as ctx:
            result = command.invoke(ctx)
    except typer.Exit as leaving:
        return leaving.exit_code
    return result if isinstance(result, int) else Exit.DONE


def _version(value: bool) -> None:  # noqa: FBT001 - the shape that Typer calls
    if value:
        terminal.show(f"{NAME} {__version__}")
        raise typer.Exit


def _options(
    registry: Annotated[
        Path | None,
        Option(
            "-C",
            "--registry",
            metavar=N_("FOLDER"),
            envvar="ACCESSION_REGISTRY",
            show_envvar=True,
            help=FOLDER_HELP,
        ),
    ] = None,
    *,
    version: Annotated[
        bool,
        Option(
            "-V",
            "--version",
            is_eager=True,
            callback=_version,
            help=N_("Show the version and stop."),
        ),
    ] = False,
) -> None:
    """The options before a command; commands read the registry from here (``_or_root``)."""


def _rehearse(argv: Sequence[str]) -> None:
    """Let ACCESSION_TODAY set the day, found before parsing, because days are read by it."""
    named = _value_after(argv, ("--registry", "-C")) or os.environ.get("ACCESSION_REGISTRY")
    move_clock(Path(named) if named else None)


def _language(argv: Sequence[str]) -> str:
    """The language, found before parsing, so that help and complaints are in it too."""
    asked = _value_after(argv, ("--lang",))
    folder = _value_after(argv, ("--registry", "-C")) or os.environ.get("ACCESSION_REGISTRY")
    return choose_language(asked=asked, environ=os.environ, start=Path(folder or "."))


def _value_after(argv: Sequence[str], names: tuple[str, ...]) -> str | None:
    """The value of an option: ``--name value``, ``--name=value``, ``-n value`` or ``-nvalue``.

    None when the option is not there, or has no value.
    """
    for place, word in enumerate(argv):
        if word == "--":
            return None
        if word in names:
            return argv[place + 1] if place + 1 < len(argv) else None
        for name in names:
            joined = f"{name}=" if name.startswith("--") else name
            if word.startswith(joined):
                return word.removeprefix(joined)
    return None


def _reader_left() -> Exit:
    """Handle a reader that closed our output: print nothing, not even when Python shuts down."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.OUTSIDE


def _system_refused(error: OSError) -> Exit:
    """Report a full disk or a refused access; any other failure of a file is our bug."""
    if isinstance(error, BrokenPipeError):
        return _reader_left()
    if error.errno not in OUTSIDE:
        return _bug(error)
    said = _("The system refused {file}: {reason}.")
    terminal.refuse(
        said.format(file=error.filename or "–", reason=reason(error)),
        _("Mend that, then run the command again."),
    )
    return Exit.OUTSIDE


def _bug(error: Exception) -> Exit:
    """Print the traceback for the maintainers; ``traceback`` is imported here, as seldom needed."""
    import traceback

    terminal.write_error("".join(traceback.format_exception(error)))
    terminal.refuse(
        _("This should not have happened: it is a defect of accession {version}.").format(
            version=__version__
        ),
        _(
            "Report it to the maintainers of accession: the lines above, the command, and what you"
            " expected. Leave out names and texts that must not leave your office."
        ),
    )
    return Exit.BUG


_CHINESE: Final = "社区工作事务"


def restart_in_utf8_mode() -> None:
    """Run the same command again in Python's UTF-8 mode (PEP 540), if it needs that; else return.

    In the C locale without that mode, or in a Latin-1 locale, Python can neither write a file with
    a Chinese name nor read a Chinese word on the command line, although its bytes are UTF-8. A
    machine set to GBK or Big5 is left as it is, because what is typed there is not UTF-8.
    """
    asked = "utf8" in sys._xoptions  # noqa: SLF001 - documented; the only way to see -X options
    if asked or not sys.executable or _can_write_chinese():
        return
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - ourselves


def _can_write_chinese() -> bool:
    try:
        _CHINESE.encode(sys.getfilesystemencoding())
    except UnicodeEncodeError:
        return False
    return True


def help_(
    command: Annotated[
        list[str] | None, Argument(metavar=N_("COMMAND"), help=N_("The command's name."))
    ] = None,
) -> int:
    """Show the help of a command.

    $ accession help
    $ accession help receive
    $ accession help complaint add
    """
    return obey([*(command or ()), "--help"])
