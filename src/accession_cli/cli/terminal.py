"""Write to standard output what was asked for, and to standard error every message about it."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import typer

from accession_cli.errors import Exit, Refused
from accession_cli.i18n import _
from accession_cli.words.layout import Page, harmless, json_text, rows, table, visible, wrap

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.measure import Measurement

    from accession_cli.finding import Finding
    from accession_cli.gitstore.trunk import Landing

#: Lines longer than this are hard to read, however wide the window is.
WIDEST: Final = 100
#: The width of help that does not go to a terminal.
USUAL: Final = 80
_NARROWEST: Final = 40
_RED, _BOLD, _PLAIN = "\x1b[31m", "\x1b[1m", "\x1b[0m"


def prepare() -> None:
    """Make both streams able to carry every character; pipes and files always get UTF-8.

    A stream that was closed before the program started is None. It is replaced by one that drops
    everything, so that writing to it does not fail.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open to the end
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="backslashreplace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def columns(stream: TextIO) -> int | None:
    """The greatest width of a line on *stream*; None for pipes and files.

    The environment variable COLUMNS comes first, then the width of the terminal.
    """
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return max(min(int(asked), WIDEST), _NARROWEST)
    if stream.isatty():
        return max(min(shutil.get_terminal_size().columns, WIDEST), _NARROWEST)
    return None


def page(stream: TextIO | None = None) -> Page:
    """The width and colour for *stream*, by default standard output; NO_COLOR is respected."""
    stream = stream or sys.stdout
    colour = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Page(columns=columns(stream), colour=colour)


def show(text: str) -> None:
    """Write the requested *text* to standard output, with exactly one line end."""
    sys.stdout.write(text.rstrip("\n") + "\n")


def show_sentence(text: str) -> None:
    """Write *text* to standard output, wrapped and made harmless as ``note`` does."""
    show(harmless("\n".join(wrap(visible(text), columns(sys.stdout)))))


def show_json(value: dict[str, Any]) -> None:
    """Write one JSON document, and nothing else, to standard output."""
    show(json_text(value))


def show_table(headings: Sequence[str], body: Sequence[Sequence[str]]) -> None:
    """Write a table to standard output; control characters in its cells are made visible.

    At a terminal, columns of words shrink until the table fits; numbers and days stay whole. A file
    or a pipe gets plain columns that programs can search.
    """
    if sys.stdout.isatty():
        _draw(headings, body, columns(sys.stdout) or USUAL)
        return
    show(harmless("\n".join(table(headings, body, columns(sys.stdout)))))


def _draw(headings: Sequence[str], body: Sequence[Sequence[str]], width: int) -> None:
    """Draw the table for a terminal.

    rich is imported only here, because that takes 40 ms, which a pipe need not wait for.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        whole = all(
            row[number] == "–" or (row[number].isascii() and " " not in row[number]) for row in body
        )
        drawn.add_column(Text(heading), no_wrap=whole, overflow="fold")
    for row in body:
        drawn.add_row(*(_Cell(visible(cell)) for cell in row))
    plain = not page().colour
    made = StringIO()
    console = Console(file=made, width=width, no_color=plain, force_terminal=not plain)
    console.print(drawn)
    lines = made.getvalue().splitlines()
    sys.stdout.write("\n".join(line.rstrip() for line in lines).strip("\n") + "\n")


class _Cell:
    """A cell whose lines ``wrap`` breaks, because rich would begin a line with ``，``."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __rich_measure__(self, console: "Console", options: "ConsoleOptions") -> "Measurement":
        from rich.text import Text

        return Text(self.text).__rich_measure__(console, options)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "RenderResult":
        from rich.text import Text

        yield Text("\n".join(wrap(self.text, options.max_width)))


def show_fields(fields: Iterable[tuple[str, str]]) -> None:
    """Write each name with its text beside it to standard output; lines of a text stay lines."""
    lines = [
        ("" if number else name, visible(line))
        for name, text in fields
        for number, line in enumerate(text.split("\n"))
    ]
    show("\n".join(rows(lines, columns(sys.stdout))))


def show_part(heading: str, lines: Iterable[str]) -> None:
    """Write *heading*, and *lines* indented below it, to standard output."""
    width = columns(sys.stdout)
    show(harmless("\n".join(wrap(visible(heading), width))))
    for line in lines:
        show(harmless("\n".join(wrap(visible(line), width, first="  ", rest="  "))))


def note(text: str) -> None:
    """Write a message to the person on standard error: what happened, or what to do next."""
    width = columns(sys.stderr)
    for paragraph in visible(text, keep="\n").split("\n"):
        sys.stderr.write(harmless("\n".join(wrap(paragraph, width))) + "\n")


def next_step(text: str) -> None:
    """Write the next step on standard error: one arrow, one imperative."""
    lines = wrap(visible(text), columns(sys.stderr), first="→ ", rest="  ")
    sys.stderr.write(harmless("\n".join(lines)) + "\n")


def write_error(text: str) -> None:
    """Write *text* to standard error, with exactly one line end; only secrets are masked."""
    sys.stderr.write(_masked(text).rstrip("\n") + "\n")


def refuse(message: str, remedy: str = "") -> None:
    """Write on standard error what went wrong, then what to do; secrets are masked."""
    text = _masked(_("Error: {message}").format(message=message))
    colour = page(sys.stderr).colour
    sys.stderr.write(_RED + _BOLD if colour else "")
    note(text)
    sys.stderr.write(_PLAIN if colour else "")
    if remedy:
        next_step(_masked(remedy))


def _masked(text: str) -> str:
    from accession_cli.secrecy.screening import hidden  # only when something went wrong

    return hidden(text)


def refuse_error(error: Refused) -> None:
    """Write the message of *error*, then its remedy."""
    refuse(error.message, error.remedy)


def columns_of_output() -> int | None:
    """The greatest width of a line on standard output; None where lines are never broken."""
    return columns(sys.stdout)


def say_meaning(written: str, meant: str) -> None:
    """Say what was understood, where it was written otherwise."""
    from accession_cli.entry.values import understood

    for one in understood("", "", written, meant):
        note(one.message)


def show_findings(error: Refused) -> None:
    """List a refusal's findings, or the changes others made, before the refusal is printed."""
    from accession_cli.words.findings import finding_lines
    from accession_cli.words.landed import changes_of_others

    findings: tuple[Finding, ...] = getattr(error, "findings", ())
    if findings:
        write_error("\n".join(finding_lines(findings, page(sys.stderr))))
    for sentence in changes_of_others(error):
        note(sentence)


def say_landed(landed: "Landing[Any]") -> None:
    """Say that the record exists, in which commit, and what the clerk's own files still need."""
    from accession_cli.words.landed import existence

    note(existence(landed))
    say_notes(landed.notes)


def say_notes(notes: Iterable[Refused]) -> None:
    """Say why the clerk's own files do not show what is on the trunk, and what to do."""
    for stays in notes:
        note(stays.message)
        next_step(stays.remedy)


def say_queued(request: str) -> None:
    """Say that the request is queued, under which id, and how to send it or take it back."""
    said = _("Queued, not in the registry: what you asked for is kept here as request {id}.")
    note(said.format(id=request[:8]))
    next_step(
        _("Then send it with accession sync, or drop it with accession sync --drop {id}.").format(
            id=request[:8]
        )
    )


def say_unread(unread: Sequence[str], said: str = "") -> None:
    """Say on standard error that files could not be read and are missing from the answer.

    *said* may say otherwise what they are missing from.
    """
    if unread:
        usual = _("Files that could not be read, so that this answer leaves them out: {count}.")
        names = "、".join(unread)
        note((said or usual).format(count=len(unread), first=unread[0], names=names))
        next_step(_("Run accession validate to see why."))


def say_sample(sample: object) -> None:
    """Say on standard error that a registry is a sample; nothing unless it is a *sample*."""
    if sample:
        note(_("This registry is a sample: its dates, money, numbers and decisions are invented."))


def say_remarks(
    remarks: "Iterable[Finding]", *, checked: bool = False, most: int | None = None
) -> None:
    """List what was found in the record that did not stop it, or would not when only *checked*.

    Hints of one kind are shown once and counted; of all others only the first *most*.
    """
    from accession_cli.words.findings import finding_lines
    from accession_cli.words.remarks import alike, more_hints

    listed, hints = alike(remarks)
    if not listed:
        return
    recorded = _("Recorded all the same, but look at this:")
    note(_("It would be recorded, but look at this:") if checked else recorded)
    write_error("\n".join(finding_lines(listed[:most], page(sys.stderr))))
    for sentence in more_hints(hints):
        note(sentence)
    if most is not None and (more := listed[most:]):
        codes = Counter(one.code for one in more)
        told = "、".join(f"{code} ×{count}" for code, count in sorted(codes.items()))
        note(_("More was found, {count}: {told}.").format(count=len(more), told=told))


@contextmanager
def said_again(*words: str, asked: bool, check: bool) -> Iterator[None]:
    """Print *words* as one command when it was not carried out, so that no answer is lost.

    Does nothing unless questions were *asked*. Nothing is printed either when the request waits in
    the outbox, or when the refusal is about a secret.
    """
    try:
        yield
    except typer.Abort:
        if asked:
            _say_command(words)
        raise
    except Refused as error:
        if asked and error.queued is None and error.exit_code is not Exit.SECRET:
            _say_command(words)
        raise
    if asked and check:
        _say_command(words)


def _say_command(words: Sequence[str]) -> None:
    from shlex import join

    note(_("What you answered, as one command:"))
    write_error(join(("accession", *words)))


@contextmanager
def refusals_told(*, as_json: bool) -> Iterator[None]:
    """Show the findings of a refusal raised inside, and the id of a queued request as JSON."""
    try:
        yield
    except Refused as error:
        show_findings(error)
        if as_json and error.queued is not None:
            show_json({"version": 1, "status": "queued", "request": error.queued})
        raise
