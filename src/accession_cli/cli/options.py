"""The options that commands share, and how what is typed on the command line is read.

``day``, ``reader`` and the like make values of texts; what they refuse becomes wrong usage.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer
from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli.terminal import say_meaning
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accession_cli.scheme.registry import RecordId


Value = TypeVar("Value")


def reader(parse: Callable[[str], Value]) -> Callable[[str], Value]:
    """Make *parse* a ``parser=`` for an option; what it refuses becomes wrong usage.

    The complaint keeps the words of the refusal.
    """

    def read(text: str) -> Value:
        from accession_cli.entry.values import NotRead

        try:
            return parse(text)
        except NotRead as unread:
            raise typer.BadParameter(unread.doubt.why) from unread
        except Refused as error:
            raise typer.BadParameter(f"{error.message} {error.remedy}".strip()) from error

    return read


def with_ending(out: Path, *endings: str) -> Path:
    """*out*, a file to write, which must end in one of *endings*, because Word and Excel go by it.

    Raises wrong usage for any other ending.
    """
    if out.suffix.lower() not in endings:
        raise typer.BadParameter(
            _("The name {name} must end in: {known}.").format(
                name=out.name, known=", ".join(endings)
            )
        )
    return out


def day(text: str) -> date:
    """The day that *text* names in any notation; wrong usage when it names none.

    A day without its year is the nearest one.
    """
    from accession_cli.entry.days import day as read

    found = reader(lambda typed: read(typed, clock.today()))(text)
    say_meaning(text, found.isoformat())
    return found


def person(text: str) -> str:
    """The name of a person on the command line; wrong usage when *text* is no name."""
    from accession_cli.entry.values import person as read

    return reader(read)(text)


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
    Option("-C", "--registry", metavar=N_("FOLDER"), help=FOLDER_HELP, callback=_or_root),
]


OnDay = Annotated[
    date | None, Option("--date", parser=day, help=N_("Which day; without it, today."))
]


AnyId = Annotated[
    str, Argument(help=N_("Id or filing number of the task, or an application's id."))
]


AgencyNamed = Annotated[
    str | None, Option("--agency", help=N_("The agency, by its key or its name."))
]


Check = Annotated[
    bool,
    Option(
        "--check", help=N_("Show what would be recorded and what is found; nothing is written.")
    ),
]


Yes = Annotated[
    bool, Option("--yes", "-y", help=N_("Record it at once; at a terminal it is asked otherwise."))
]


Resume = Annotated[
    bool, Option("--resume", help=N_("Go on with the questions where you stopped last time."))
]


Json = Annotated[
    bool,
    Option("--json", help=N_("Print one JSON document for programs on standard output instead.")),
]


InspectedBy = Annotated[
    str | None,
    Option(
        "--inspected-by",
        parser=person,
        help=N_("Who looked at what only a person can judge; the name is kept with the record."),
    ),
]


#: The refusal of a text that is not an id of the needed kind, by the letter of that kind as in
#: ``scheme/registry.py``, which every --help would have to load.
NOT_AN_ID: Final = {
    "": Refusal(
        N_("“{text}” is not a task's id."),
        N_("An id looks like DL-2024-0001; accession list shows them."),
        Exit.USAGE,
    ),
    "A": Refusal(
        N_("“{text}” is not an application's id."),
        N_("An id looks like DL-A-2024-0001; accession todo shows the open ones."),
        Exit.USAGE,
    ),
    "C": Refusal(
        N_("“{text}” is not a complaint's id."),
        N_("An id looks like DL-C-2024-0001; accession complaint list shows them."),
        Exit.USAGE,
    ),
}


def record_id(text: str, letter: str = "") -> "RecordId":
    """The id that *text* names; ``NOT_AN_ID`` when it is none, or not of the kind *letter*."""
    from accession_cli.scheme.registry import RecordId

    try:
        record = RecordId.parse(text.strip().upper())
    except ValueError as error:
        raise NOT_AN_ID[letter](text=text) from error
    if record.letter != letter:
        raise NOT_AN_ID[letter](text=text)
    return record


def result_named(text: str) -> str:
    """The decision that *text* names; wrong usage when it names none."""
    from accession_cli.entry.choices import RESULT_WORDS, result
    from accession_cli.words.fields import RESULTS

    found = reader(result)(text)
    if text.strip() not in (found, *RESULT_WORDS[found]):
        say_meaning(text, _(RESULTS[found]))
    return found


def via_named(text: str) -> str:
    """How papers came in; wrong usage when *text* names no way."""
    from accession_cli.entry.choices import VIA_WORDS

    return _named(text, VIA_WORDS)


def source_named(text: str) -> str:
    """How a complaint came to light; wrong usage when *text* names no way."""
    from accession_cli.entry.choices import SOURCE_WORDS

    return _named(text, SOURCE_WORDS)


def outcome_named(text: str) -> str:
    """How a complaint ended; wrong usage when *text* names no such end."""
    from accession_cli.entry.choices import OUTCOME_WORDS

    return _named(text, OUTCOME_WORDS)


def judgement_named(text: str) -> str:
    """What an evaluation concludes; wrong usage when *text* names nothing of that."""
    from accession_cli.entry.choices import JUDGEMENT_WORDS

    return _named(text, JUDGEMENT_WORDS)


def asker_named(text: str) -> str:
    """Who asks a committee; wrong usage when *text* names nobody of those."""
    from accession_cli.entry.choices import ASKER_WORDS

    return _named(text, ASKER_WORDS)


def _named(text: str, words: "Mapping[str, Sequence[str]]") -> str:
    from accession_cli.entry.choices import named

    return reader(named(words))(text)
