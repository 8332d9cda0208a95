"""Enter law versions into the registry's table, and find tasks that rest on old ones.

Citations are judged by the table. ``cited_laws`` lists the laws cited by tasks in force that no
longer hold, or that nothing is known about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final, Self

from accession_cli.actions.action import Action, Plan, Seen
from accession_cli.actions.documents import WORKBOOKS, table_in
from accession_cli.actions.landing import (
    NotAdmissible,
    OnTrunk,
    changes_of,
    paths_in_error,
    refuse_unless_sound,
    with_texts,
)
from accession_cli.actions.task_lookup import ListedTask, TaskFilter, TaskState, listed
from accession_cli.entry import draft
from accession_cli.errors import Refusal, Refused
from accession_cli.finding import Finding, Place, Severity, key_text
from accession_cli.i18n import N_
from accession_cli.office.inner_text import plain_text
from accession_cli.registry import law
from accession_cli.registry.files import content
from accession_cli.registry.law import (
    Contradiction,
    GivenVersion,
    Merged,
    merged,
    named,
    with_table,
)
from accession_cli.registry.reading import Loaded, usable
from accession_cli.registry.schemas import FileKind, from_request, kept, upgraded
from accession_cli.rules.law import citations
from accession_cli.scheme.law import LawState, Statutes, fate, is_known, law_key, successor
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import LawBasis
from accession_cli.secrecy.screening import Passage, refuse_secrets

_NAME: Final = "statutes.yaml"


class StatutesDiffer(Refused):
    """The registry says something else about a law; ``contradictions`` say what, line by line."""

    refusal = Refusal(
        N_("{file} contradicts what {path} or an earlier line says, so nothing was written."),
        N_(
            "Look the law up where it was published. If {file} is wrong, mend it; if {path} is,"
            " mend that with accession scheme amend --mistake, and import again."
        ),
    )

    def __init__(self, *, file: str, path: str, contradictions: tuple[Contradiction, ...]) -> None:
        super().__init__(file=file, path=path)
        self.contradictions = contradictions

    @property
    def message(self) -> str:
        """What happened, then the contradictions, one on each line."""
        return "\n".join([super().message, *(one.message for one in self.contradictions)])


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredVersions:
    """What a table of law versions added: the (law, version) that are new or were completed.

    ``known`` counts those that added nothing.
    """

    path: str
    new: tuple[tuple[str, str], ...]
    completed: tuple[tuple[str, str], ...]
    known: int
    remarks: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EnterStatutes(Action[EnteredVersions]):
    """Put the law versions of *file* into ``statutes.yaml``; ``texts`` are screened.

    Raises ``StatutesDiffer`` when the registry contradicts one of them, ``NotAdmissible`` when the
    table would have errors, or a task would get errors by it.
    """

    verb: ClassVar[str] = "statutes"
    asks: ClassVar[str] = N_("enter the law versions in {about}")
    about_key: ClassVar[str] = "file"
    file: str
    given: tuple[GivenVersion, ...]
    texts: tuple[Passage, ...] = ()

    def passages(self) -> Iterable[Passage]:
        return self.texts

    def touched(self) -> Sequence[str]:
        return (_NAME,)

    def facts(self, seen: Seen) -> dict[str, Any]:  # noqa: ARG002 - nobody has looked at it yet
        return {
            **kept(FileKind.STATUTES, {"statutes": [dict(one.facts) for one in self.given]}),
            "file": self.file,
            "lines": [one.line for one in self.given],
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:  # noqa: ARG003 - only drafts are called by it
        table = {key: value for key, value in facts.items() if key in {"schema", "statutes"}}
        listed = from_request(FileKind.STATUTES, table)["statutes"]
        pairs = zip(listed, facts["lines"], strict=True)
        given = tuple(GivenVersion(facts=one, line=line) for one, line in pairs)
        return cls(file=facts["file"], given=given)

    def plan(self, here: OnTrunk) -> Plan[EnteredVersions]:
        usable(here.loaded)
        path = here.trunk.path(_NAME)
        there = here.loaded.documents[path]
        made = merged(upgraded(FileKind.STATUTES, there.value)["statutes"], self.given)
        if made.contradictions:
            raise StatutesDiffer(file=self.file, path=path, contradictions=made.contradictions)
        entered = EnteredVersions(
            path=path,
            new=made.new,
            completed=made.completed,
            known=len(
                {_key(*named(one.facts)) for one in self.given} - {_key(*one) for one in made.lines}
            ),
        )
        if not made.lines:
            return Plan(changes=(), message="", made=entered)
        texts = {_NAME: with_table(there.text, there.value, made.table)}
        after = here.reader.read(with_texts(here.sources, texts))
        _check(here.loaded, after, here.today, made, self.file)
        said = f"Enter law versions: {len(made.new)} new, {len(made.completed)} completed"
        return Plan(changes=changes_of(here.trunk, here.base, texts), message=said, made=entered)


def _key(law: str, version: str) -> tuple[str, str]:
    return law_key(law), version


def statutes_in(file: Path) -> EnterStatutes:
    """The law versions in *file*, to be entered.

    The text is screened before it is parsed, because a message about a fault may quote it.
    """
    refuse_secrets(draft.passages_of_file(str(file), ""))  # a message may name the file
    data, name = content(file), str(file)
    workbook = file.suffix.lower() in WORKBOOKS
    if workbook:
        data = table_in(file)
    found = plain_text(data)
    texts = tuple(draft.passages_of_file(name, found.text if found else ""))
    refuse_secrets(texts)
    given = tuple(law.read_statutes(data, name, table=workbook))
    listed = draft.passages_of_values([dict(one.facts) for one in given], ("statutes",))
    return EnterStatutes(file=name, given=given, texts=(*texts, *listed))


def _check(before: Loaded, after: Loaded, today: date, made: Merged, file: str) -> None:
    """Refuse a table that gives errors to a file that had none before."""

    def locate(path: str, key: tuple[str | int, ...]) -> Place:
        if path == f"{before.prefix}{_NAME}" and key[:1] == ("statutes",) and len(key) > 1:
            line = made.lines.get(named(made.table[int(key[1])]))
            if line is not None:
                return Place(file, line)
        return after.place(path, key)

    if after.registry is None:  # too much for one file to hold
        raise NotAdmissible(tuple(f for f in after.findings if f.severity is Severity.ERROR))
    wrong = paths_in_error(after, today)
    if wrong:  # seldom: only then the state before is checked, too
        refuse_unless_sound(after, today, wrong - paths_in_error(before, today), locate)


_ORDER: Final = (*LawState, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """A task that cites a law; ``key`` is where, for example ``basis[0]``.

    ``moved`` is the article's number in the text that holds now, None when not known.
    """

    row: ListedTask
    key: str
    article: str | None
    moved: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedLaw:
    """A law as it is cited (``version`` None if none is stated), and the tasks that cite it.

    ``state`` None: the law is not in the table, so nobody can say whether it holds. ``since`` is
    the day of repeal, or the day on which the ``successor`` (law, version) came into force.
    """

    law: str
    version: str | None
    state: LawState | None
    since: date | None
    successor: tuple[str, str] | None
    tasks: tuple[Resting, ...]


def cited_laws(registry: Registry, day: date, agency: str | None = None) -> tuple[CitedLaw, ...]:
    """The laws that tasks in force on *day* cite and that do not hold then, or are not known.

    Repealed laws come first, unknown ones last. They are judged by ``fate``, as the rules and the
    directory judge them.
    """
    resting: dict[tuple[str, str | None], list[tuple[ListedTask, str, LawBasis]]] = {}
    for row in listed(registry, TaskFilter(state=TaskState.IN_FORCE, agency=agency), day):
        for key, cited in citations(row.task):
            if isinstance(cited, LawBasis):
                name = law_key(cited.law), cited.version
                resting.setdefault(name, []).append((row, key_text(key), cited))
    judged = (_judged(registry.statutes, day, cited) for cited in resting.values())
    found = [law for law in judged if law is not None]
    return tuple(
        sorted(found, key=lambda law: (_ORDER.index(law.state), law.law, law.version or ""))
    )


def _judged(
    statutes: Statutes, day: date, resting: Sequence[tuple[ListedTask, str, LawBasis]]
) -> CitedLaw | None:
    """The law that all of *resting* cite; None when it holds on *day*."""
    first = resting[0][2]
    found = fate(statutes, first, day)
    if found is None and is_known(statutes, first):
        return None
    state, since = found or (None, None)
    tasks, follows = [], None
    for row, key, cited in resting:
        follows = successor(statutes, cited, day) if found else None
        moved = follows.article if follows else None
        tasks.append(Resting(row=row, key=key, article=cited.article, moved=moved))
    return CitedLaw(
        law=first.law,
        version=first.version,
        state=state,
        since=since,
        successor=(follows.law, follows.version) if follows else None,
        tasks=tuple(tasks),
    )
