"""The page that --help shows, laid out for Chinese as well as for English."""

import re
from dataclasses import dataclass
from typing import Final

from accession_cli.i18n import N_, _
from accession_cli.words.layout import Page, cells, rows, wrap

Row = tuple[str, str]

#: A space at which no line is broken, until the page is done.
_STUCK: Final = "\u00a0"

#: What a value is called in help when the option does not name it, by the name of its type.
VALUE_NAMES: Final = {
    "str": N_("TEXT"),
    "int": N_("NUMBER"),
    "int range": N_("NUMBER"),
    "float": N_("NUMBER"),
    "float range": N_("NUMBER"),
    "path": N_("PATH"),
    "file": N_("FILE"),
    "filename": N_("FILE"),
    "directory": N_("FOLDER"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """What is said on the page; everything but the names is in the reader's language already.

    ``about`` is the help text, its paragraphs apart by empty lines.
    """

    usage: str
    about: str
    arguments: tuple[Row, ...] = ()
    options: tuple[Row, ...] = ()
    commands: tuple[Row, ...] = ()
    examples: tuple[str, ...] = ()


def usage_line(path: str, *parts: str) -> str:
    """``Usage: accession rules [OPTIONS] [CODE]``, in the reader's language."""
    return _("Usage: {line}").format(line=" ".join((path, *parts)))


def with_remarks(text: str, remarks: list[str]) -> str:
    """The help of an option, then what must be known of its value: default, variable, need."""
    for remark in remarks:
        text = _("{text} {remark}").format(text=text, remark=remark.replace(" ", _STUCK))
    return text.strip()


def render(page: HelpPage, paper: Page) -> str:
    """The page as text without a line end."""
    columns = paper.columns
    lines = wrap(page.usage, columns, rest="    ")
    for paragraph in page.about.split("\n\n"):
        if paragraph:
            lines += ["", *wrap(paragraph, columns, first="  ", rest="  ")]
    for title, section in (
        (_("Arguments:"), page.arguments),
        (_("Options:"), page.options),
        (_("Commands:"), page.commands),
    ):
        if section:
            lines += ["", title, *rows(section, columns)]
    if page.examples:
        lines += ["", _("Examples:")]
        for example in page.examples:
            lines += _command_line(example, columns)
    return "\n".join(lines).replace(_STUCK, " ")


def _command_line(example: str, columns: int | None) -> list[str]:
    """An example as a shell takes it; a long one goes on after a backslash before an option."""
    lines, line = [], "  "
    for number, part in enumerate(re.split(" (?=--)", example)):
        if number and columns is not None and cells(f"{line} {part} \\") > columns:
            lines.append(f"{line} \\")
            line = "      " + part
        else:
            line += f" {part}" if number else part
    return [*lines, line]
