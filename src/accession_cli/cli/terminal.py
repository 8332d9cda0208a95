"""Write what was asked for to standard output, and messages about it to standard error."""

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, Final, TextIO

from accession_cli.errors import Refused
from accession_cli.i18n import _
from accession_cli.words.layout import Page, harmless, json_text, rows, table, visible, wrap

#: Lines longer than this are hard to read, however wide the window is.
WIDEST: Final = 100
#: For help that is not shown on a terminal.
USUAL: Final = 80
_NARROWEST: Final = 40
_RED, _BOLD, _PLAIN = "\x1b[31m", "\x1b[1m", "\x1b[0m"


def prepare() -> None:
    """Make both streams able to carry every character; pipes and files always get UTF-8.

    A stream that was closed before the start is None: what goes there is dropped, not a failure.
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
    """How wide lines on *stream* may be: COLUMNS, else the terminal; None for pipes and files."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return max(min(int(asked), WIDEST), _NARROWEST)
    if stream.isatty():
        return max(min(shutil.get_terminal_size().columns, WIDEST), _NARROWEST)
    return None


def page(stream: TextIO | None = None) -> Page:
    """Width and colour of *stream*, standard output unless told; NO_COLOR is respected."""
    stream = stream or sys.stdout
    colour = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Page(columns=columns(stream), colour=colour)


def show(text: str) -> None:
    """Write *text*, which was asked for, to standard output, with one line end."""
    sys.stdout.write(text.rstrip("\n") + "\n")


def show_sentence(text: str) -> None:
    """Write *text* to standard output as ``note`` does to standard error."""
    show(harmless("\n".join(wrap(visible(text), columns(sys.stdout)))))


def show_json(value: dict[str, Any]) -> None:
    """Write one JSON document, and nothing else, to standard output."""
    show(json_text(value))


def show_table(headings: Sequence[str], body: Sequence[Sequence[str]]) -> None:
    """Write a table to standard output; control characters in its cells are made visible.

    At a terminal all columns of words give way, so that the table fits; numbers and days stay
    whole. A file or a pipe gets plain columns in which programs can look.
    """
    if sys.stdout.isatty():
        _draw(headings, body, columns(sys.stdout) or USUAL)
        return
    show(harmless("\n".join(table(headings, body, columns(sys.stdout)))))


def _draw(headings: Sequence[str], body: Sequence[Sequence[str]], width: int) -> None:
    """The table for eyes. rich is loaded here alone: 40 ms that a pipe does not wait for."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for number, heading in enumerate(headings):
        whole = all(row[number].isascii() and " " not in row[number] for row in body)
        drawn.add_column(Text(heading), no_wrap=whole, overflow="fold")
    for row in body:
        drawn.add_row(*(Text(visible(cell)) for cell in row))
    plain = not page().colour
    made = StringIO()
    console = Console(file=made, width=width, no_color=plain, force_terminal=not plain)
    console.print(drawn)
    lines = made.getvalue().splitlines()
    sys.stdout.write("\n".join(line.rstrip() for line in lines).strip("\n") + "\n")


def show_fields(fields: Iterable[tuple[str, str]]) -> None:
    """Write names and, beside each, its text to standard output; lines of a text stay lines."""
    lines = [
        ("" if number else name, visible(line))
        for name, text in fields
        for number, line in enumerate(text.split("\n"))
    ]
    show("\n".join(rows(lines, columns(sys.stdout))))


def note(text: str) -> None:
    """Tell the person something, on standard error: what happened, or what to do next."""
    width = columns(sys.stderr)
    for paragraph in visible(text, keep="\n").split("\n"):
        sys.stderr.write(harmless("\n".join(wrap(paragraph, width))) + "\n")


def next_step(text: str) -> None:
    """Say what to do, on standard error: one arrow, one imperative."""
    lines = wrap(visible(text), columns(sys.stderr), first="→ ", rest="  ")
    sys.stderr.write(harmless("\n".join(lines)) + "\n")


def write_error(text: str) -> None:
    """Write *text* to standard error, with one line end; only what is secret is masked."""
    sys.stderr.write(_masked(text).rstrip("\n") + "\n")


def refuse(message: str, remedy: str = "") -> None:
    """Say on standard error what went wrong, and then what to do; nothing secret is repeated."""
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
    """Say what *error* says, and then what to do."""
    refuse(error.message, error.remedy)


def columns_of_output() -> int | None:
    """How wide lines on standard output may be; None where they are never broken."""
    return columns(sys.stdout)
