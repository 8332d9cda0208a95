"""Read what was typed, and say what was understood otherwise, before anything is recorded."""

from pathlib import Path
from typing import TYPE_CHECKING

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accession_cli.cli.session import Writing
    from accession_cli.entry.draft import Draft
    from accession_cli.entry.values import Meaning
    from accession_cli.scheme.registry import Registry


def result_named(text: str) -> str:
    """The decision that *text* names; wrong usage when it names none."""
    from accession_cli.cli.session import reader, say_meaning
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


def asker_named(text: str) -> str:
    """Who asks a committee; wrong usage when *text* names nobody of those."""
    from accession_cli.entry.choices import ASKER_WORDS

    return _named(text, ASKER_WORDS)


def _named(text: str, words: "Mapping[str, Sequence[str]]") -> str:
    from accession_cli.cli.session import reader
    from accession_cli.entry.choices import named

    return reader(named(words))(text)


def body_named(known: "Registry", name: str) -> str:
    """The key of the body that goes by *name*; *name* itself, where there is none."""
    from accession_cli.entry.names import NameFinder

    return NameFinder(known).body_as_given(name)


def from_file(desk: "Writing", path: Path, settings: "Sequence[str]") -> "tuple[Draft, ...]":
    """The drafts in the file at *path* with *settings*, in the words of a record."""
    from accession_cli.actions.draft_reading import drafts_from_file

    return understood(desk, drafts_from_file(path), settings)


def keys_of(settings: "Sequence[str]") -> frozenset[str]:
    """The keys of the record that *settings* give; a secret in them is refused first."""
    from accession_cli.actions.draft_reading import keys_set

    return keys_set(settings)


def understood(
    desk: "Writing", given: "Sequence[Draft]", settings: "Sequence[str]"
) -> "tuple[Draft, ...]":
    """*given* with *settings*, in the words of a record; what was understood otherwise is said."""
    from accession_cli.actions.draft_reading import understood_drafts

    read, meanings = understood_drafts(given, settings, desk.registry, clock.today())
    say_understood(meanings)
    return read


def say_understood(meanings: "Sequence[Meaning]") -> None:
    """Say in one line what was understood otherwise than it was written."""
    from accession_cli.entry.values import understood_sentence

    if said := understood_sentence(meanings):
        terminal.note(said)
