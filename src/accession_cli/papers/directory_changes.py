"""Render the change statement as a Word document that a circular can carry as its annex (附件).

``field_rows`` writes how a task's fields changed between two editions. A list is one field: a
citation is shown whole, even if only one word of it has changed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.papers import chinese
from accession_cli.papers.chinese import Names, names, two_lines
from accession_cli.papers.templates import Environment, Rendered, TemplateRefusedError
from accession_cli.papers.word import Content, filled
from accession_cli.scheme.directory import ChangedTask, Statement
from accession_cli.scheme.fields import Kind, Shown, said_by
from accession_cli.scheme.registry import RecordId
from accession_cli.scheme.task import Basis, Correction, Section, Task

WriteValue = Callable[[Any, Names], str | None]

_ALL: Final = "全部"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """A field by its name, with its old and its new content; "" where it is not set.

    ``corrections`` are those that changed it; a change without a correction has no reason.
    """

    name: str
    old: str
    new: str
    corrections: tuple[Correction, ...]


def field_rows(amended: ChangedTask, names: Names) -> Iterator[FieldRow]:
    """A row for each field that has changed, in the order of the record."""
    changed: dict[str, list[str]] = {}
    for change in amended.changes:
        changed.setdefault(_field_of(change.field), []).append(change.field)
    order = {field: place for place, field in enumerate(WRITTEN)}
    for field, paths in sorted(changed.items(), key=lambda one: order.get(one[0], len(order))):
        corrections = tuple(c for c in amended.corrections if _field_of(c.field) == field)
        old, new = (_written(field, task, names) for task in (amended.before, amended.task))
        if old != new:
            yield FieldRow(
                name=chinese.field_name(field),
                old=old or "",
                new=new or "",
                corrections=corrections,
            )
        else:  # both are written alike, so the record's own values are shown
            yield from _bare_rows(amended, paths, corrections)


def _written(field: str, task: Task, names: Names) -> str | None:
    found = WRITTEN.get(field)
    return _WRITE[found.kind](found.of(task), names) if found else ""


def _bare_rows(
    amended: ChangedTask, paths: Iterable[str], corrections: tuple[Correction, ...]
) -> Iterator[FieldRow]:
    for change in amended.changes:
        if change.field in paths:
            name = chinese.field_name(change.field)
            yield FieldRow(
                name=name, old=change.old or "", new=change.new or "", corrections=corrections
            )


def _field_of(path: str) -> str:
    """The field that is written as a whole: ``basis`` for ``basis[0].article``."""
    parts = re.sub(r"\[[0-9]+\]", "", path).split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in WRITTEN:
            return ".".join(parts[:length])
    return path


def _bases(bases: Iterable[Basis], _names: Names) -> str:
    """One citation a line, numbered when there are several."""
    found = [chinese.basis(basis) for basis in bases]
    if len(found) == 1:
        return found[0]
    return "\n".join(f"{place}．{basis}" for place, basis in enumerate(found, 1))


def _places(codes: Iterable[str] | None, names: Names) -> str:
    return _ALL if codes is None else "、".join(map(names["place"], codes))


def _sections(sections: Iterable[Section], names: Names) -> str:
    return "、".join(names["place"](one.subdistrict) + one.name for one in sections)


#: For each kind of field, the function that writes its value.
_WRITE: Final[Mapping[Kind, WriteValue]] = {
    Kind.LINE: lambda text, _: text,
    Kind.TEXT: lambda text, _: text,
    Kind.LINES: lambda lines, _: chinese.listed(lines),
    Kind.DAY: lambda day, _: chinese.day(day) if day else None,
    Kind.YUAN: lambda amount, _: chinese.amount(amount),
    Kind.KIND: lambda kind, names: names["kind"](kind),
    Kind.AGENCY: lambda agency, names: names["agency"](agency),
    Kind.AGENCIES: lambda agencies, names: "、".join(map(names["agency"], agencies)),
    Kind.CHANNELS: lambda channels, names: "、".join(map(names["channel"], channels)),
    Kind.ROUTE: lambda route, _: chinese.ROUTES[route],
    Kind.TERM: lambda term, _: chinese.TERMS[term],
    Kind.PER: lambda per, _: chinese.PERS[per],
    Kind.BASES: _bases,
    Kind.MECHANISM: lambda made, _: chinese.mechanism(made),
    Kind.PLACES: _places,
    Kind.SECTIONS: _sections,
    Kind.TASKS: lambda tasks, _: "、".join(map(str, tasks)),
}
#: The fields in the order of the record; parts nested deeper are written within one of them.
WRITTEN: Final = {field.key: field for field in said_by(Shown.DIRECTORY)}


TEMPLATE: Final = "changes.docx"


class ChangesTemplateRefused(TemplateRefusedError):
    """A registry's own ``changes.docx`` cannot be filled."""

    refusal = Refusal(
        N_("The annex was not made: the template {template} failed with “{reason}”."),
        N_("Mend {template} in the registry's templates folder, or remove it there."),
        Exit.OUTSIDE,
    )


def render_changes(statement: Statement, environment: Environment) -> Rendered:
    """``changes.docx``, filled."""
    registry = statement.registry
    known = {file.task.id: file.task for file in registry.tasks}
    named = names(registry)

    def task_name(record: RecordId) -> str:
        """The title and filing number of a task that replaced another."""
        task = known.get(record)
        return f"{task.title}（{task.filing.number}）" if task else str(record)

    content = Content(
        title=changes_title(statement),
        day=statement.later.base_date,
        author="、".join(registry.scheme.issuers),
        values={"statement": statement, "scheme": registry.scheme},
        filters={
            **named,
            "task_name": task_name,
            "field_rows": lambda amended: tuple(field_rows(amended, named)),
        },
    )
    return Rendered(data=filled(TEMPLATE, content, environment, ChangesTemplateRefused))


def changes_title(statement: Statement) -> str:
    """The title of the annex, with both years."""
    earlier, later = statement.earlier.year, statement.later.year
    name, _edition = two_lines(statement.registry.scheme.title_of(later))
    return f"{name}变化情况（{later}年版与{earlier}年版相比）"
