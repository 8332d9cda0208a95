"""What commands that record something say: what was found, and where the record is now."""

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from accession_cli.cli import screen
from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from accession_cli.finding import Finding
    from accession_cli.gitstore.trunk import Landing


class NothingGiven(AccessionError):
    """Neither a terminal to ask at nor facts on the command line."""

    exit_code = Exit.USAGE
    says = N_("There is nothing to work with: {missing} is not given, and there is no terminal.")
    mend = N_("Give it on the command line, or start the command in a terminal.")


def at_a_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def show_findings(error: AccessionError) -> None:
    """List the findings of a refusal, or what others changed, before the refusal is said."""
    from accession_cli.words.changes import change_words
    from accession_cli.words.findings import finding_lines

    findings: tuple[Finding, ...] = getattr(error, "findings", ())
    if findings:
        screen.write_error("\n".join(finding_lines(findings, screen.paper(sys.stderr))))
    for field, old, new in getattr(error, "changes", ()):
        screen.note(change_words(field, old, new))


def show_queued(error: AccessionError) -> None:
    """Tell a program that asked for JSON that what it asked for waits."""
    if error.queued is not None:
        screen.show_json({"version": 1, "status": "queued", "request": error.queued})


@contextmanager
def refusals_told(*, as_json: bool) -> "Iterator[None]":
    """Whatever is refused inside is told with its findings, and what waits as JSON, then raised."""
    try:
        yield
    except AccessionError as error:
        show_findings(error)
        if as_json:
            show_queued(error)
        raise


def say_landed(landed: "Landing[Any]") -> None:
    """Say that the record exists, and why, and what the clerk's own files still need."""
    if landed.pushed:
        said = _("It exists: the push to {trunk} was accepted, in commit {commit}.")
    else:
        said = _("It exists: {trunk} here has moved to commit {commit}; nothing was pushed.")
    screen.note(said.format(trunk=landed.trunk, commit=landed.commit[:12]))
    say_notes(landed.notes)


def say_notes(notes: "Iterable[AccessionError]") -> None:
    """Say why the clerk's own files do not show what is on the trunk, and what to do."""
    for stays in notes:
        screen.note(stays.message)
        screen.next_step(stays.remedy)


def say_queued(request: str) -> None:
    """Say that what was asked for is kept, where, and how it goes on."""
    said = _("Queued, not in the registry: what you asked for is kept here as request {id}.")
    screen.note(said.format(id=request[:8]))
    screen.next_step(
        _("Then send it with accession sync, or take it back with accession undo {id}.").format(
            id=request[:8]
        )
    )


def say_remarks(remarks: "Iterable[Finding]") -> None:
    """List what was found in the record that did not stop it."""
    from accession_cli.words.findings import finding_lines

    listed = tuple(remarks)
    if listed:
        screen.note(_("Recorded all the same, but look at this:"))
        screen.write_error("\n".join(finding_lines(listed, screen.paper(sys.stderr))))
