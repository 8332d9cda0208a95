"""``accession validate`` and ``accession format``: check files, or write them in canonical form."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.looking import Looking
from accession_cli.cli.session import Session
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.finding import Finding


Paths = Annotated[
    list[Path] | None,
    Argument(metavar=N_("PATHS"), help=N_("Files or folders of the registry; without any, all.")),
]


#: The names in ``words.findings_for_programs.FORMATS``; a test keeps both equal.
ReportFormat = Literal["text", "json", "github", "gitlab", "sarif", "junit"]


def validate(
    desk: Looking,
    paths: Paths = None,
    *,
    strict: Annotated[
        bool, Option("--strict", help=N_("Let warnings fail the check, too."))
    ] = False,
    select: Annotated[
        list[str] | None, Option(help=N_("Report only these codes: T101, or T for all of T."))
    ] = None,
    ignore: Annotated[list[str] | None, Option(help=N_("Leave these codes out."))] = None,
    form: Annotated[ReportFormat, Option("--format", help=N_("How to write the report."))] = "text",
    since: Annotated[
        str | None, Option(help=N_("Check also what was changed since this commit and may not be."))
    ] = None,
    commit: Annotated[
        str | None, Option(help=N_("Check what this commit holds, not the files as they lie."))
    ] = None,
    hints: Annotated[
        bool, Option("--hints", help=N_("Show hints, too, and not only how many there are."))
    ] = False,
) -> Exit:
    """Check records; exit 1 when there are errors.

    Checks how files are written, what they hold, and every rule of the scheme. Nothing is ever
    written. What time alone brings about (a task expired, a law repealed) is a warning. With
    --since it is also checked what was changed since, up to what is staged for the next commit, and
    may not; with --commit everything is read from that commit, which a bare repository may hold.

    $ accession validate
    $ accession validate registry/tasks/2026 --strict
    $ accession validate --since HEAD
    $ accession validate --since origin/main
    $ accession validate --commit HEAD --since HEAD~1 -C registry.git
    $ accession validate --as-of 2026-12-31 --select L,B
    """
    from accession_cli.finding import Severity
    from accession_cli.words.findings_for_programs import FORMATS

    today = clock.today()
    day, chosen, left_out = desk.day, _codes(select), _codes(ignore)
    if commit is None:
        from accession_cli.actions import validate as checks

        folder = desk.folder
        desk.say_clock(behind=False)  # that is a finding
        report = checks.validate(
            folder,
            paths=paths or (),
            as_of=day,
            today=today,
            select=chosen,
            ignore=left_out,
            changed=_found_since(folder, since),
        )
    else:
        from accession_cli.actions.history import past_of
        from accession_cli.actions.validate_since import validate_commit

        report = validate_commit(
            past_of(Path.cwd(), desk.given, commit),
            commit,
            paths=[path.as_posix() for path in paths or ()],
            as_of=day,
            today=today,
            select=chosen,
            ignore=left_out,
            since=since,
        )
    name = "json" if desk.as_json else form
    terminal.show(FORMATS[name](report, replace(terminal.page(), brief=not hints)))
    wrong = report.summary[Severity.ERROR] + (strict and report.summary[Severity.WARNING])
    return Exit.FOUND if wrong else Exit.DONE


def format_(
    desk: Session,
    paths: Paths = None,
    *,
    check: Annotated[
        bool, Option("--check", help=N_("Write nothing; exit 1 when a file would change."))
    ] = False,
    upgrade: Annotated[
        bool,
        Option("--upgrade", help=N_("Also rewrite records of an older format in the newest one.")),
    ] = False,
) -> Exit:
    """Write files in the canonical form.

    How a file is written changes, what it says never does. Comments stay.

    $ accession format
    $ accession format --check
    """
    from accession_cli.actions.format import format_files

    folder = desk.folder
    done = format_files(folder, paths=paths or (), write=not check, upgrade=upgrade)
    if desk.as_json:
        refused = [str(no.facts["path"]) for no in done.refused]
        terminal.show_json({"version": 1, "changed": list(done.changed), "refused": refused})
    else:
        for path in done.changed:
            terminal.show(path)
        for no in done.refused:
            terminal.refuse_error(no)
        said = (
            _("Would change: {changed}. As they should be: {unchanged}.")
            if check
            else _("Changed: {changed}. As they were: {unchanged}.")
        )
        terminal.note(said.format(changed=len(done.changed), unchanged=done.unchanged))
    if done.refused:
        return Exit.UNREADABLE
    return Exit.FOUND if check and done.changed else Exit.DONE


def _found_since(folder: Path, since: str | None) -> "list[Finding] | None":
    if since is None:
        return None
    from accession_cli.actions.validate_since import found_since

    return found_since(folder, since)


def _codes(given: list[str] | None) -> tuple[str, ...]:
    codes = [code.strip() for text in given or () for code in text.split(",") if code.strip()]
    if not codes:
        return ()
    from accession_cli.actions.validate import known_codes

    return known_codes(codes)
