"""Ask at a terminal for the facts of a complaint that the command line does not give."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from accession_cli import clock
from accession_cli.cli.questions import Choice, Questions, source_named, wrong_text
from accession_cli.i18n import N_, _
from accession_cli.words.fields import SOURCES

if TYPE_CHECKING:
    from accession_cli.cli.questions import Unrecorded
    from accession_cli.cli.session import Writing
    from accession_cli.scheme.registry import Registry

SourceName = Annotated[
    str | None,
    Option(
        parser=source_named,
        metavar="community|inspection",
        help=N_(
            "Whether a community reported it or you found it; also in Chinese, 社区反馈 or"
            " 督查发现."
        ),
    ),
]


def asked_complaint(
    asking: "Unrecorded",
    desk: "Writing",
    received: date | None,
    given: Mapping[str, Any],
    *,
    task: str | None,
    resume: bool,
) -> dict[str, Any]:
    """The facts of a complaint; what *given* lacks is asked for.

    The other arguments are the options of the command, which goes on with them.
    """
    from accession_cli.actions.documents import AnswersOf
    from accession_cli.cli.questions import command_of

    known, on = desk.registry, received or clock.today()
    command = command_of("complaint", "add", **given, task=task, received=received)
    return asking.asked(
        AnswersOf(folder=desk.folder, verb="complaint add", command=command),
        lambda questions: _ask_complaint(known, on, given, questions),
        resume=resume,
    )


def _ask_complaint(known: "Registry", on: date, given: Mapping[str, Any], ask: Questions) -> None:
    """Ask for what *given* lacks of a complaint; *on* is the day on which it came in."""
    facts = ask.answers
    facts |= given
    facts["source"] = given["source"] or ask.select(
        _("How it came to light:"), [Choice(_(name), key) for key, name in SOURCES.items()]
    )
    if facts["source"] == "inspection":
        facts["inspectors"] = given["inspectors"] or ask.several(
            _("Who inspected:"), _bodies(known)
        )
    else:
        community = given["community"]
        facts["community"] = community or ask.select(_("Community:"), _communities(known, on))
    agencies = _agencies(known, on)
    question = _("Agency that handed the work down:")
    facts["agency"] = given["agency"] or ask.select(question, agencies)
    question = _("What work was handed down (no persons, no names of places):")
    facts["what"] = given["what"] or ask.text(question, wrong_text)


def _bodies(known: "Registry") -> list[Choice]:
    return [Choice(body.name, key) for key, body in known.scheme.bodies.items()]


def _agencies(known: "Registry", on: date) -> list[Choice]:
    return [Choice(one.name, one.key) for one in known.agencies.values() if one.active_on(on)]


def _communities(registry: "Registry", on: date) -> list[Choice]:
    return [
        Choice(f"{place.name} {one.name}", code)
        for place in registry.subdistricts.values()
        for code, one in place.communities.items()
        if one.active_on(on)
    ]
