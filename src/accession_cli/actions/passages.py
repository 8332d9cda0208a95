"""Which texts of a command are on their way into the registry: all of them are screened."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from accession_cli.finding import key_text
from accession_cli.office.inner_text import InnerText
from accession_cli.scheme.ids import RecordId
from accession_cli.secrecy.gate import Passage
from accession_cli.store.draft import Draft


def of_file(name: str, text: str) -> Iterator[Passage]:
    """The name of the file that is called *name*, and its text, comments and all."""
    yield Passage(where=name, text=PurePath(name).name, is_name=True)
    yield Passage(where=name, text=text)


def of_settings(settings: Sequence[str]) -> Iterator[Passage]:
    """What is given with ``--set KEY=VALUE``."""
    for setting in settings:
        key, _equals, value = setting.partition("=")
        yield Passage(where="--set", text=key)
        yield Passage(where=f"--set {key}", text=value)


def of_drafts(given: Iterable[Draft]) -> Iterator[Passage]:
    """Every value of the drafts at its key, and the file they were read from."""
    for one in given:
        yield from of_file(one.place(()).path, one.text)
        yield from of_values(one.facts)


def of_retirement(reason: str, name: str, inside: InnerText) -> Iterator[Passage]:
    """The reason, and the agency's material: its name, the text in it, what is no text."""
    yield Passage(where="--reason", text=reason)
    yield from of_paper(name, inside)


def of_paper(name: str, inside: InnerText) -> Iterator[Passage]:
    """A paper that came with something: its name, the text in it, what is no text."""
    yield from of_file(name, inside.text)
    if not inside.whole:
        yield Passage(where=name, text=None)


def of_amendment(settings: Sequence[str], reason: str, by: str | None) -> Iterator[Passage]:
    """What is corrected, why, and by whom."""
    yield from of_settings(settings)
    yield Passage(where="--reason", text=reason)
    yield Passage(where="--by", text=by or "")


def of_names(option: str, names: Iterable[str]) -> Iterator[Passage]:
    """Whom something was told or handed to."""
    yield from (Passage(where=option, text=name) for name in names)


def of_reasons(reasons: Mapping[RecordId, str]) -> Iterator[Passage]:
    """Why tasks stay in an edition although they wait for the clean-up."""
    for record, reason in reasons.items():
        yield Passage(where=f"--keep {record}", text=reason)


def of_values(value: Any, key: tuple[str | int, ...] = ()) -> Iterator[Passage]:
    """Every value below *key*, called by its own key, and the names of the keys themselves."""
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield Passage(where=key_text(key), text=str(name))
            yield from of_values(below, (*key, name))
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from of_values(below, (*key, at))
    elif value is not None:
        yield Passage(where=key_text(key), text=str(value))
