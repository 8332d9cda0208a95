"""Options that several commands share, and how values written on the command line are read."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer

from accession_cli.errors import AccessionError
from accession_cli.i18n import N_, _

Value = TypeVar("Value")

#: Compiled when used: most commands are given no day.
_ISO: Final = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_OTHERWISE: Final = (
    r"([0-9]{4})[^0-9]{1,2}([0-9]{1,2})[^0-9]{1,2}([0-9]{1,2})日?",
    r"([0-9]{4})([0-9]{2})([0-9]{2})",
)
_MONTHS: Final = range(1, 13)


def day(text: str) -> date:
    """The day that *text* names as ``2024-03-01``; other ways of writing it are told apart."""
    from calendar import monthrange

    folded = unicodedata.normalize("NFKC", text).strip()
    exact = re.fullmatch(_ISO, text)
    forms = (re.fullmatch(form, folded) for form in (_ISO, *_OTHERWISE))
    found = exact or next(filter(None, forms), None)
    if found is None:
        raise typer.BadParameter(
            _("“{text}” is not a day. Write it like 2024-03-01.").format(text=text)
        )
    year, month, number = (int(part) for part in found.groups())
    if month not in _MONTHS or not year:
        raise typer.BadParameter(
            _("“{text}” is not a day: the month must be from 01 to 12.").format(text=text)
        )
    length = monthrange(year, month)[1]
    if not 1 <= number <= length:
        raise typer.BadParameter(
            _("There is no day “{text}”: that month has {length} days.").format(
                text=text, length=length
            )
        )
    if not exact:
        better = date(year, month, number).isoformat()
        raise typer.BadParameter(
            _("“{text}” is not written as dates are here; write {better}.").format(
                text=text, better=better
            )
        )
    return date(year, month, number)


def reader(parse: Callable[[str], Value]) -> Callable[[str], Value]:
    """*parse* as a ``parser=`` for an option: what it refuses is wrong usage, in its own words."""

    def read(text: str) -> Value:
        try:
            return parse(text)
        except AccessionError as error:
            raise typer.BadParameter(f"{error.message} {error.remedy}".strip()) from error

    return read


def _or_root(ctx: typer.Context, value: Path | None) -> Path | None:
    """The folder given after the command, else the one given before it."""
    if value is not None:
        return value
    before: Path | None = ctx.find_root().params.get("registry")
    return before


FOLDER_HELP: Final = N_(
    "Use the registry in this folder, instead of the one around the folder you are in."
)

RegistryFolder = Annotated[
    Path | None,
    typer.Option("-C", "--registry", metavar=N_("FOLDER"), help=FOLDER_HELP, callback=_or_root),
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        metavar=N_("DATE"),
        parser=day,
        help=N_("Judge as on this day; without it, as today in China."),
    ),
]
KnownOn = Annotated[
    date | None,
    typer.Option(
        "--known-on",
        metavar=N_("DATE"),
        parser=day,
        help=N_("As the trunk had it when that day ended in China."),
    ),
]
Json = Annotated[
    bool,
    typer.Option(
        "--json", help=N_("Print one JSON document for programs on standard output instead.")
    ),
]
