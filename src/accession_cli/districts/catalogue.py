"""Compare the districts' tasks with the base catalogue (基本目录), and say how an entry is known.

A centre keeps ``catalogue.yaml`` by hand, beside ``districts.yaml``. A citation counts also as the
article of the newer text that any district's table of laws leads it to, so that a district that
cites the old number finds one that cites the new.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from accession_cli.districts.centre_files import name_of, read_file
from accession_cli.districts.same import (
    NAMES,
    ONLY_TITLES,
    SAME_BASIS,
    SENTENCES,
    Cited,
    Decision,
    Key,
    Match,
    Star,
    Step,
    Work,
    document_cited,
    law_cited,
    work_of,
)
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_, _
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.fields import form_of
from accession_cli.scheme.law import LawVersion, Statutes, law_key, successor
from accession_cli.scheme.names import folded
from accession_cli.scheme.task import LawBasis

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

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


Row: TypeAlias = Sequence[Any]

#: The tables from which ``subjects`` reads.
READ: Final = (
    *("profile", "agencies", "subdistricts", "laws", "tasks", "refusals"),
    *("in_force", "refused"),
)
_LAWS: Final = """
SELECT law, version, effective_from, repealed_on, replaced_by, articles, also_called
FROM laws
ORDER BY law, effective_from NULLS FIRST, version, len(map_keys(articles)) DESC, articles::VARCHAR,
    also_called::VARCHAR
"""
_PLACES: Final = """
SELECT profile.district, any_value(profile.name), list(subdistricts.name ORDER BY code)
FROM profile LEFT JOIN subdistricts USING (district)
GROUP BY profile.district
"""
_TASKS: Final = """
SELECT
    'task', task.district, task.id, task.title, task.also_called, task.class,
    coalesce(agency.name, task.agency), task.basis, task.authorization.content
FROM {records} AS task
LEFT JOIN agencies AS agency ON agency.district = task.district AND agency.key = task.agency
ORDER BY task.district, task.id
"""
_REFUSALS: Final = """
SELECT
    'refusal', refusal.district, refusal.id, refusal.title, [], refusal.class,
    coalesce(agency.name, refusal.agency), refusal.laws, NULL
FROM {records} AS refusal
LEFT JOIN agencies AS agency ON agency.district = refusal.district AND agency.key = refusal.agency
WHERE refusal.title IS NOT NULL
ORDER BY refusal.district, refusal.id
"""
#: Some records of a table alone.
_ONLY: Final = """(
    SELECT * FROM {records}
    SEMI JOIN (SELECT unnest($districts) AS district, unnest($numbers) AS id) USING (district, id)
)"""
_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Subject:
    """A task in force, or an application that was refused, with its words for people."""

    kind: str
    work: Work
    title: str
    class_: str
    agency: str
    basis: str
    content: str


@dataclass(frozen=True, slots=True)
class Known:
    """Where a title's places and a citation's followers are known from.

    ``followers`` remembers those that were asked for: thousands of tasks cite the same articles;
    ``called`` by which name the tables know a law that people shorten.
    """

    places: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    statutes: Statutes
    day: date
    followers: dict[LawBasis, tuple[Cited, ...]] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)

    def followed(self, cited: Iterable[LawBasis]) -> frozenset[Cited]:
        """What is *cited*, and what stands in its place in the texts in force on the day."""
        found: dict[Cited, None] = {}
        for as_written in cited:
            one = replace(as_written, law=self.in_full(as_written.law))
            found.update(dict.fromkeys(law_cited(one.law, one.article)))
            found.update(dict.fromkeys(self.led(one)))
        return frozenset(found)

    def led(self, cited: LawBasis) -> tuple[Cited, ...]:
        """What stands in the place of *cited* in the text in force on the day, if that is known."""
        if cited not in self.followers:
            self.followers[cited] = _following(self.statutes, cited, self.day)
        return self.followers[cited]

    def in_full(self, law: str) -> str:
        """The full name of *law*, where the table of any district knows the short one."""
        if law not in self.called:
            self.called[law] = self.statutes.named(law) or law
        return self.called[law]


def _following(statutes: Statutes, cited: LawBasis, day: date) -> tuple[Cited, ...]:
    """The article of the text in force in which *cited* stands now; () when that is not known."""
    now = successor(statutes, cited, day)
    return law_cited(now.law, now.article) if now and now.article else ()


def star_of(catalogue: Catalogue, decisions: Iterable[Decision], known: Known) -> Star:
    """The star of *catalogue*, whose articles are followed through every known text of a law."""
    works = []
    for entry in catalogue.entries:
        cited = [
            LawBasis(law=version.law, version=version.version, article=article)
            for law in entry.laws
            for version in known.statutes.of(known.in_full(law.law))
            for article in law.articles or (None,)
        ]
        works.append(replace(entry.work, bases=entry.bases | known.followed(cited)))
    return Star(works, decisions)


def known_from(connection: "DuckDBPyConnection", day: date) -> Known:
    """What the tables behind *connection* say of places and of laws."""
    rows = connection.execute(_PLACES).fetchall()
    return Known(
        places={code: _folded((name, *(below or ()))) for code, name, below in rows},
        names={code: name for code, name, _below in rows},
        statutes=_statutes(connection.execute(_LAWS).fetchall()),
        day=day,
    )


def _folded(names: Iterable[str | None]) -> tuple[str, ...]:
    """The names of places as titles are folded, the longest first."""
    found = {folded(name) for name in names if name}
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def _statutes(rows: Iterable[Row]) -> Statutes:
    """The law versions of all districts as one table; of two that differ, the fuller one."""
    found: dict[tuple[str, str], LawVersion] = {}
    for law, version, effective_from, repealed_on, replaced_by, articles, also_called in rows:
        key = (law_key(law), version)
        heir = (replaced_by["law"], replaced_by["version"]) if replaced_by else None
        made = LawVersion(
            law=law,
            version=version,
            effective_from=effective_from,
            repealed_on=repealed_on,
            replaced_by=heir,
            articles=articles or {},
            note=None,
            also_called=tuple(also_called or ()),
        )
        older = found.setdefault(key, made)
        names = tuple(dict.fromkeys((*older.also_called, *made.also_called)))
        fuller = made if made.articles and not older.articles else older
        found[key] = replace(fuller, also_called=names)
    return Statutes(tuple(found.values()))


def subjects(
    connection: "DuckDBPyConnection", known: Known, keys: Iterable[Key] | None = None
) -> Iterator[Subject]:
    """Every task in force on the day, then every refused application; those of *keys* if given."""
    only: dict[str, list[str]] = {}
    if keys is not None:
        districts, numbers = [*zip(*keys, strict=True)] or ((), ())
        only = {"districts": [*districts], "numbers": [*numbers]}
    for sql, records in ((_TASKS, "in_force"), (_REFUSALS, "refused")):
        wanted = _ONLY.format(records=records) if only else records
        answered = connection.execute(sql.format(records=wanted), only or None)
        while rows := answered.fetchmany(_AT_ONCE):
            for row in rows:
                yield _subject(row, known)


def _subject(row: Row, known: Known) -> Subject:
    kind, district, number, title, also_called, class_, agency, bases, content = row
    names = (title, *(also_called or ()))
    work = work_in((district, number), names, agency, class_, bases or (), known)
    return Subject(kind, work, title, class_ or "", agency or "", _told(bases), content or "")


def work_in(
    key: Key,
    names: Iterable[str],
    agency: str | None,
    class_: str | None,
    bases: Iterable[Mapping[str, Any]],
    known: Known,
) -> Work:
    """A record of a table as it is compared."""
    cited: set[LawBasis] = set()
    documents: set[Cited] = set()
    for one in bases:
        if one["law"]:
            cited.add(LawBasis(law=one["law"], version=one["version"], article=one["article"]))
        if one.get("document"):
            documents.update(document_cited(one["document"], one["number"], one["clause"]))
    return work_of(
        key,
        names,
        known.followed(cited) | documents,
        agency or "",
        class_ or "",
        district=known.names.get(key[0], ""),
        places=known.places.get(key[0], ()),
    )


def _told(bases: Iterable[Mapping[str, Any]] | None) -> str:
    """What is cited, for people."""
    laws = [f"《{one['law']}》{one['article'] or ''}" for one in bases or () if one["law"]]
    documents = [
        f"《{one['document']}》{one['number'] or ''}{one['clause'] or ''}"
        for one in bases or ()
        if one.get("document")
    ]
    return "；".join((*laws, *documents)) or "–"


def step_name(step: Step) -> str:
    """What *step* is called."""
    return _(NAMES[step])


def why(catalogue: Catalogue, match: Match) -> str:
    """The sentence that says how it is known that a task is an entry."""
    if match.unclear:
        said = _("By “{step}” it would be more than one entry: a person decides.")
        return said.format(step=step_name(match.unclear))
    sentence = SENTENCES[match.step]
    if match.step is Step.PROPOSED and match.basis:
        sentence = SAME_BASIS
    elif match.step is Step.PROPOSED and not match.akin:
        sentence = ONLY_TITLES
    basis = _cited(catalogue.by_code()[match.entry], match.basis) if match.basis else ""
    decided = match.decision
    facts = {"by": decided.by, "date": decided.date} if decided else {}
    return _(sentence).format(basis=basis, **facts)


def _cited(entry: Entry, basis: Cited) -> str:
    """The basis as the entry writes it, else as it is compared."""
    for law in entry.laws:
        for article in law.articles or ("",):
            if any(one.same_article(basis) for one in law_cited(law.law, article)):
                return f"《{law.law}》{article}"
        if any(one.same_law(basis) for one in law_cited(law.law)):
            return f"《{law.law}》"
    return f"《{basis.law}》"
