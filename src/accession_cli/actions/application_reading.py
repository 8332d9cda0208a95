"""What a form says, what the clerk took its unclear fields for, and what the agency has to correct.

A field is settled by writing another text in its place and reading the form once more.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Self

from accession_cli.entry.form_words import BASIS
from accession_cli.entry.values import Doubt, clean
from accession_cli.office.apart import text_inside
from accession_cli.papers.application_form_filled import words_by_field
from accession_cli.papers.application_form_read import TWICE, FormReading, reading_of
from accession_cli.papers.application_form_texts import FormTexts
from accession_cli.rules.rule import folded
from accession_cli.scheme.application import OPEN, Application, Fault, Settled, Why
from accession_cli.scheme.names import bare
from accession_cli.scheme.registry import Registry

_LONGEST: Final = 4_000  # characters of a text in a record
#: Fields that hold something in an empty form: its boxes, and the agency that it was made for.
_MADE_WITH: Final = frozenset({"channels", "agency", "credit_code"})
_BETWEEN: Final = "／"  # two texts of one field


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRead:
    """A form that was read; ``data`` is the Word document, converted if it came as another kind.

    ``texts`` are those that ``reading`` was made of, ``original`` those of the form itself;
    ``taken`` has what the clerk took fields for, by their keys. Of a scan nothing is read.
    """

    data: bytes = field(repr=False)
    registry: Registry = field(repr=False)
    near: date | None
    original: FormTexts
    texts: FormTexts
    reading: FormReading
    taken: Mapping[str, str] = field(default_factory=dict)
    is_scan: bool = False

    @classmethod
    def of(
        cls, data: bytes, texts: FormTexts, registry: Registry, near: date | None = None
    ) -> Self:
        """The form in *data* with its *texts*; see ``reading_of`` for *near*."""
        return cls(
            data=data,
            registry=registry,
            near=near,
            original=texts,
            texts=texts,
            reading=reading_of(texts, registry, near),
        )

    @classmethod
    def of_scan(cls, data: bytes, registry: Registry) -> Self:
        """The form of which *data* is a scan: a person reads it."""
        nothing = FormTexts(values={})
        return replace(cls.of(data, nothing, registry), is_scan=True)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is filled in but what the form was made with."""
        values = self.original.values.items()
        if self.is_scan:
            return False
        return not any(texts for key, texts in values if key not in _MADE_WITH) and not (
            self.original.basis
        )

    @property
    def unclear(self) -> tuple[Doubt, ...]:
        """The doubts about fields in which something is written; the clerk may settle them."""
        return tuple(
            replace(one, candidates=one.candidates or self._readings(one))
            for one in self.reading.unread
            if _written(self.texts, one.key)
        )

    def _readings(self, doubt: Doubt) -> tuple[str, ...]:
        return self.texts.values[doubt.key] if doubt.says == TWICE else ()

    def written(self, key: str) -> str | None:
        """What the form says in the field *key*; None for nothing."""
        return _written(self.original, key)

    def taking(self, key: str, text: str) -> Self:
        """The form with *text* in the field *key*, read once more."""
        texts = _with(self.texts, key, text)
        taken = {**self.taken, key: text}
        reading = reading_of(texts, self.registry, self.near, settled=taken)
        return replace(self, texts=texts, reading=reading, taken=taken)

    def stated(self) -> dict[str, Any]:
        """The facts that were read. Rows of legal bases that were not read do not hide the others.

        A field that was not read is None.
        """
        wrong = {
            int(row[:-1])
            for one in self.reading.unread
            if (row := one.key.removeprefix(f"{BASIS}[")) != one.key
        }
        facts = dict(self.reading.facts)
        rows = [row for at, row in enumerate(_rows(self.texts)) if at not in wrong]
        if wrong and rows:
            values = {**self.texts.values, BASIS: ()}
            facts[BASIS] = reading_of(
                FormTexts(values=values, basis=tuple(rows)), self.registry, self.near
            ).facts[BASIS]
        return facts

    def faults(self, given: Collection[str] = ()) -> tuple[Fault, ...]:
        """The fields that the agency has to correct; those of *given* are stated elsewhere."""
        return tuple(
            Fault(field=one.key, written=self.written(one.key), why=self._why(one))
            for one in self.reading.unread
            if one.key.partition("[")[0] not in given
        )

    def settled(self, given: Mapping[str, str]) -> tuple[Settled, ...]:
        """The fields that were not read as they are, and what the clerk took them for.

        *given* has those that were stated beside the form.
        """
        unread = {one.key for one in self.reading.unread}
        others = {key: given[top] for key in unread if (top := key.partition("[")[0]) in given}
        taken = {key: text for key, text in self.taken.items() if key not in unread}
        return tuple(
            Settled(field=key, written=self.written(key), taken=clean(text) or "–", by="")
            for key, text in {**taken, **others}.items()
        )

    def _why(self, doubt: Doubt) -> Why:
        if self.is_scan:
            return Why.SCAN
        texts = self.original.values.get(doubt.key, ())
        if len(texts) > 1:
            return Why.TWICE
        if max(map(len, texts), default=0) > _LONGEST:
            return Why.LONG
        return Why.UNCLEAR if self.written(doubt.key) else Why.MISSING

    def number(self, name: str) -> str | None:
        """The only number of an application in the form or in its file's *name*; None if none."""
        pattern = re.compile(rf"{self.registry.scheme.prefix}-A-[0-9]{{4}}-[0-9]{{4,8}}")
        found = {*pattern.findall(name), *pattern.findall(text_inside(self.data).text)}
        return found.pop() if len(found) == 1 else None


def _rows(texts: FormTexts) -> list[tuple[str, ...]]:
    """The rows of legal bases as they are counted: those of the table, then the free text."""
    return [*texts.basis, *((text,) for text in texts.values.get(BASIS, ()))]


def _written(texts: FormTexts, key: str) -> str | None:
    top, _, row = key.partition("[")
    if row:
        text = "，".join(filter(None, _rows(texts)[int(row[:-1])]))
    else:
        text = _BETWEEN.join(texts.values.get(top, ()))
    return clean(text)[:_LONGEST].strip() or None


def _with(texts: FormTexts, key: str, text: str) -> FormTexts:
    top, _, row = key.partition("[")
    if not row:
        return replace(texts, values={**texts.values, top: (text,)})
    rows = _rows(texts)
    rows[int(row[:-1])] = (text,)
    return FormTexts(values={**texts.values, BASIS: ()}, basis=tuple(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A task in force, or an open application, that an application may repeat."""

    id: str
    title: str
    application: Application | None


def alike(
    registry: Registry, facts: Mapping[str, Any], day: date, again: str | None
) -> tuple[Alike, ...]:
    """What the application with these *facts* may repeat: the same agency and title.

    Titles that differ only in fillers are the same; so says rule N404. The application *again*,
    which the papers correct, does not count.
    """
    title, agency = facts.get("title") or "", facts.get("agency") or ""
    if not (title and agency):
        return ()

    def same(other: str) -> bool:
        short = bare(title)
        return folded(other) == folded(title) or (bool(short) and bare(other) == short)

    tasks = (
        Alike(id=str(task.id), title=task.title, application=None)
        for task in (file.task for file in registry.tasks)
        if task.agency == agency and task.in_force(day) and same(task.title)
    )
    pending = (
        Alike(id=str(one.id), title=one.title, application=one)
        for one in (file.application for file in registry.applications)
        if one.agency == agency and one.status in OPEN and same(one.title) and str(one.id) != again
    )
    return (*tasks, *pending)


def words_of(found: FormReading, registry: Registry) -> list[tuple[str, str]]:
    """Every field that was read, by its name in the form, as people write it."""
    more = {
        "applied": found.applied,
        "attachments": found.attachments,
        "contact": {"name": found.contact.name, "phone": found.contact.phone},
    }
    unread = {one.key.partition("[")[0] for one in found.unread}
    return words_by_field({**found.facts, **more}, registry, unread)
