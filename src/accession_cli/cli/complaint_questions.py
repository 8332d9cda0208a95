"""What a complaint still lacks is asked for, for people at a terminal."""

from dataclasses import dataclass, replace
from datetime import date

import typer

from accession_cli.cli.landing_words import NothingGiven, at_a_terminal
from accession_cli.cli.questions import Choice, Questions, Stopped, wrong_text
from accession_cli.i18n import _
from accession_cli.scheme.registry import Registry
from accession_cli.words.fields import OUTCOMES, SOURCES

_COMMUNITY, _INSPECTION = "community", "inspection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was said of a complaint so far, as it was said."""

    source: str | None
    community: str | None
    agency: str | None
    what: str | None
    inspectors: tuple[str, ...]


def completed(registry: Registry, given: Given, today: date) -> Given:
    """*given* with what it lacks, asked for; ``NothingGiven`` where there is nobody to ask."""
    if not at_a_terminal():
        lacks = _lacking(given)
        if lacks:
            raise NothingGiven(missing=_(", ").join(lacks))
        return given
    try:
        return _asked(registry, given, today, Questions())
    except Stopped as stopped:
        raise typer.Abort from stopped


def ask_text(option: str, question: str) -> str:
    """A text that is given with *option*, asked for at a terminal."""
    if not at_a_terminal():
        raise NothingGiven(missing=option)
    try:
        return Questions().text(question, wrong_text)
    except Stopped as stopped:
        raise typer.Abort from stopped


def ask_outcome() -> str:
    """How a complaint ended, asked for at a terminal."""
    if not at_a_terminal():
        raise NothingGiven(missing="--outcome")
    choices = [Choice(_(words), key) for key, words in OUTCOMES.items()]
    try:
        return Questions().select(_("How did it end:"), choices)
    except Stopped as stopped:
        raise typer.Abort from stopped


def _lacking(given: Given) -> list[str]:
    wanted: dict[str, object] = {
        "--source": given.source,
        "--agency": given.agency,
        "--what": given.what,
    }
    if given.source == _COMMUNITY:
        wanted["--community"] = given.community
    if given.source == _INSPECTION:
        wanted["--inspectors"] = given.inspectors
    return [option for option, value in wanted.items() if not value]


def _asked(registry: Registry, given: Given, today: date, ask: Questions) -> Given:
    source = given.source or ask.select(
        _("How it came to light:"), [Choice(_(words), key) for key, words in SOURCES.items()]
    )
    inspectors, community = given.inspectors, given.community
    if source == _INSPECTION and not inspectors:
        bodies = [Choice(body.name, key) for key, body in registry.scheme.bodies.items()]
        inspectors = tuple(ask.several(_("Who inspected:"), bodies))
    if source == _COMMUNITY and not community:
        community = ask.select(_("Community:"), _communities(registry))
    agency = given.agency or ask.select(
        _("Agency that handed the work down:"),
        [Choice(one.name, one.key) for one in registry.agencies.values() if one.active_on(today)],
    )
    what = given.what or ask.text(
        _("What work was handed down (no persons, no names of places):"), wrong_text
    )
    return replace(
        given, source=source, inspectors=inspectors, community=community, agency=agency, what=what
    )


def _communities(registry: Registry) -> list[Choice]:
    return [
        Choice(f"{place.name} {name}", code)
        for place in registry.subdistricts.values()
        for code, name in place.communities.items()
    ]
