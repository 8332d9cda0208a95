"""The base catalogue (基本目录): what the districts' tasks are compared with.

A centre keeps ``catalogue.yaml`` by hand, beside ``districts.yaml``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from accession_cli.districts.centre_files import name_of, read_file
from accession_cli.districts.same import Cited, Work, document_cited, law_cited, work_of
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.fields import form_of

#: Without a catalogue no two districts' tasks are compared.
NO_CATALOGUE: Final = Refusal(
    N_("There is no {file} in {folder}, so that tasks of two districts cannot be told to be one."),
    N_(
        "Write the entries of the base catalogue (基本目录) into it, by"
        " schemas/catalogue.schema.json; each has a code, a title, its laws, the agency and the"
        " class."
    ),
    Exit.UNREADABLE,
)
#: An entry is known by its code.
TWO_ENTRIES: Final = Refusal(
    N_("{file} has the code {code} twice, as “{one}” and as “{other}”."),
    N_("Give each entry a code of its own; decisions name entries by it."),
    Exit.UNREADABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawOfEntry:
    """A law on which an entry rests; no ``articles`` means none is named."""

    law: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOfEntry:
    """A document on which an entry rests, by its title or its number."""

    title: str | None
    number: str | None
    clause: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. ``agency`` is named without its district, as 民政局 is."""

    code: str
    title: str
    also_called: tuple[str, ...]
    laws: tuple[LawOfEntry, ...]
    documents: tuple[DocumentOfEntry, ...]
    agency: str
    class_: str

    @property
    def bases(self) -> frozenset[Cited]:
        """What the entry rests on, as it is compared."""
        laws = (law_cited(one.law, "、".join(one.articles)) for one in self.laws)
        documents = (document_cited(one.title, one.number, one.clause) for one in self.documents)
        return frozenset(chain.from_iterable((*laws, *documents)))

    @property
    def work(self) -> Work:
        """The entry as it is compared."""
        names = (self.title, *self.also_called)
        return work_of(("", self.code), names, self.bases, self.agency, self.class_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The entries in their order, with the title of the whole."""

    title: str
    entries: tuple[Entry, ...]

    def by_code(self) -> Mapping[str, Entry]:
        """Each entry by its code."""
        return {entry.code: entry for entry in self.entries}

    def of_one_name(self) -> list[tuple[Entry, Entry]]:
        """The pairs of entries that cannot be told apart by their titles, in their order."""
        known: dict[str, Entry] = {}
        found: dict[tuple[str, str], tuple[Entry, Entry]] = {}
        for entry in self.entries:
            for title in entry.work.titles:
                other = known.setdefault(title.says, entry)
                if other is not entry:
                    found[other.code, entry.code] = (other, entry)
        return list(found.values())


_CATALOGUE: Final = form_of(Catalogue)


def catalogue_in(folder: Path) -> Catalogue:
    """The catalogue of the centre in *folder*; raises ``NO_CATALOGUE``, ``TWO_ENTRIES``."""
    value = read_file(FileKind.CATALOGUE, folder)
    if value is None:
        raise NO_CATALOGUE(file=name_of(FileKind.CATALOGUE), folder=folder)
    made = _CATALOGUE.load(value)
    known: dict[str, Entry] = {}
    for entry in made.entries:
        other = known.setdefault(entry.code, entry)
        if other is not entry:
            raise TWO_ENTRIES(
                file=name_of(FileKind.CATALOGUE),
                code=entry.code,
                one=other.title,
                other=entry.title,
            )
    return made
