"""Read an approval form in Word: extract its texts, and make the facts of a record from them.

Clerks type over content controls, insert rows, and save the form with other programs. So a field is
the cell that holds its content control, whatever else was typed into that cell. Where the control
is gone, the field is the cell next to the one with the field's name.

A file is read in two steps. ``word_texts`` extracts the texts, in a separate process.
``reading_of`` makes facts of them; it never guesses, and lists what cannot be resolved.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from accession_cli.entry.choices import one_of
from accession_cli.entry.citations import Bases
from accession_cli.entry.days import Ends, day
from accession_cli.entry.form_words import BASIS, Field, Layout, as_label, layout
from accession_cli.entry.ledger_period import split_period
from accession_cli.entry.money import TASK, Money, money, period
from accession_cli.entry.names import NameFinder
from accession_cli.entry.values import (
    EMPTY,
    TOO_LONG,
    Doubt,
    Meaning,
    NotRead,
    clean,
    items,
    means,
    one_line,
    shortened,
    squeezed,
    understood,
)
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_
from accession_cli.office.container import DOCUMENT, FILE_DAMAGED, demand_word_document, parsed
from accession_cli.papers.application_form_filled import citation, words_by_field
from accession_cli.papers.word import control_tag, controls, inside, text_of, w
from accession_cli.scheme.fields import Kind, Shown, said_by
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Term

CUSTOM: Final = "urn:accession:form"
_FEWEST: Final = 5  # fields; a letter may have a few of their names by chance
_MOST_CONTROLS: Final = 2_000
_COLUMNS_THAT_TELL: Final = 3
_CHANNELS: Final = "channels"
_CELLS: Final = " | "  # between the cells of a row that are one field


class NoFormInIt(Refused):
    """A Word document is not the approval form."""

    refusal = Refusal(
        N_("{path} is not the approval form: of its fields, {count} were found."),
        N_("Fill in the form that accession form blank makes; its labels must stay."),
        Exit.UNREADABLE,
    )


#: A form with a version that is newer than this program.
FORM_TOO_NEW: Final = Refusal(
    N_("{path} is version {version} of the approval form; this program knows {known}."),
    N_("Update accession, or fill in the form that accession form blank makes."),
    Exit.UNREADABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTexts:
    """The texts of a form; a field that is not in the form has no key in ``values``.

    ``values`` has the different texts of each field: usually one, none when it is empty. ``basis``
    has the rows of the table of legal bases: a text for each column, or a single text for a row
    with other cells.
    """

    values: Mapping[str, tuple[str, ...]]
    basis: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell, and the text of each field in it: the text of the whole cell, if it has one field."""

    text: str
    tagged: Mapping[str, str]


def word_texts(data: bytes, path: str) -> FormTexts:
    """The texts of the form in *data*; messages call the file *path*."""
    demand_word_document(data, path)
    form = layout()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            _demand_known_version(container, form, path)
            body = parsed(container, DOCUMENT, path)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, KeyError) as broken:
        raise FILE_DAMAGED(path=path) from broken
    if sum(1 for _one in body.iter(w("sdt"))) > _MOST_CONTROLS:
        raise FILE_DAMAGED(path=path)
    found = _Found(form)
    for table in body.iter(w("tbl")):
        found.read_table([_cells(row, form) for row in inside(table, "tr")])
    found.read_loose(body)
    values = found.values()
    if len(values) < _FEWEST:
        raise NoFormInIt(path=path, count=len(values))
    return FormTexts(values=values, basis=tuple(found.basis))


def _demand_known_version(container: zipfile.ZipFile, form: Layout, path: str) -> None:
    for name in container.namelist():
        if name.startswith("customXml/item") and "Props" not in name and "/_rels/" not in name:
            root = parsed(container, name, path)
            version = str(root.get("version", "")) if root.tag == f"{{{CUSTOM}}}form" else ""
            if version.isdecimal() and int(version[:9]) > form.version:
                raise FORM_TOO_NEW(path=path, version=version[:9], known=form.version)


def _cells(row: Any, form: Layout) -> list[_Cell]:
    return [_cell(cell, form) for cell in inside(row, "tc")]


def _cell(cell: Any, form: Layout) -> _Cell:
    found = list(controls(cell))
    around = cell.getparent().getparent()  # a control may also stand around the whole cell
    if cell.getparent().tag == w("sdtContent") and (tag := control_tag(around)):
        found.append((tag, around))
    text = _written(text_of(cell), form)
    if len({_field_of(tag) for tag, _control in found}) == 1:
        return _Cell(text, {_field_of(tag): text for tag, _control in found})
    tagged = {_field_of(tag): _written(text_of(control), form) for tag, control in found}
    return _Cell(text, tagged)


def _written(text: str, form: Layout) -> str:
    """*text* without the words that an empty field shows; "" for nothing."""
    for name in ("placeholder", "choose", "day"):
        text = text.strip().removeprefix(form.word(name)).removesuffix(form.word(name))
    return "" if form.is_empty(text) else text.strip()


def _field_of(tag: str) -> str:
    return _CHANNELS if tag.startswith(f"{_CHANNELS}.") else tag


class _Found:
    """Collects the texts of each field, by its tag and by its label."""

    def __init__(self, form: Layout) -> None:
        self.basis: list[tuple[str, ...]] = []
        self._form = form
        self._keys = {field.key for field in form.fields}
        self._labels = _names(form.fields)
        self._columns = _names(form.basis)
        self._by_tag: dict[str, dict[str, None]] = {}
        self._by_label: dict[str, dict[str, None]] = {}

    def values(self) -> dict[str, tuple[str, ...]]:
        """The texts of each field; those found by its tag win over those found by its label."""
        nothing: dict[str, None] = {}
        return {
            field.key: tuple(self._by_tag.get(field.key) or self._by_label.get(field.key, nothing))
            for field in self._form.fields
            if field.key in self._by_tag or field.key in self._by_label
        }

    def read_table(self, rows: Sequence[Sequence[_Cell]]) -> None:
        columns: dict[int, int] | None = None  # place in a row → column of the table of legal bases
        width = 0
        for row in rows:
            heads = self._heads(row)
            if len(heads) >= _COLUMNS_THAT_TELL:
                columns, width = heads, len(row)
                self._by_label.setdefault(BASIS, {})
            elif any(tag.startswith(f"{BASIS}.") for cell in row for tag in cell.tagged):
                self._by_label.setdefault(BASIS, {})
                self._take_basis(self._tagged(row))
            elif columns is not None and not self._has_field(row):
                self._take_basis(_placed(row, columns, len(self._form.basis), width))
            else:
                columns = None
                self._read_row(row)

    def read_loose(self, body: Any) -> None:
        """Read the content controls that are in no cell."""
        for tag, control in controls(body):
            if _field_of(tag) in self._keys:
                self._take(self._by_tag, _field_of(tag), _written(text_of(control), self._form))

    def _heads(self, row: Sequence[_Cell]) -> dict[int, int]:
        places = {place: self._columns.get(as_label(cell.text)) for place, cell in enumerate(row)}
        order = [column.key for column in self._form.basis]
        return {place: order.index(key) for place, key in places.items() if key is not None}

    def _has_field(self, row: Sequence[_Cell]) -> bool:
        named = {self._labels.get(as_label(cell.text)) for cell in row} - {None, BASIS}
        return bool(named) or any(tag in self._keys for cell in row for tag in cell.tagged)

    def _tagged(self, row: Sequence[_Cell]) -> tuple[str, ...]:
        """The texts of a row of legal bases by their tags; untagged cells count by their place."""
        order = [column.key for column in self._form.basis]
        known = {tag: text for cell in row for tag, text in cell.tagged.items()}
        texts = [known.get(key) for key in order]
        if None in texts and len(row) >= len(order):  # controls were typed over
            cells = [cell.text for cell in row[-len(order) :]]
            return tuple(text if text is not None else cells[at] for at, text in enumerate(texts))
        return tuple(text or "" for text in texts)

    def _take_basis(self, texts: tuple[str, ...]) -> None:
        if any(texts):
            self.basis.append(texts)

    def _read_row(self, row: Sequence[_Cell]) -> None:
        for cell in row:
            for key, text in cell.tagged.items():
                if key in self._keys:
                    self._take(self._by_tag, key, text)
        place = 0
        while place < len(row) - 1:
            named, beside = row[place], row[place + 1]
            label = None if named.tagged else self._labels.get(as_label(named.text))
            if label is not None and (not beside.tagged or label in beside.tagged):
                cells = [beside.text]
                if label == _CHANNELS:  # the ticks may stand in cells of their own
                    cells += [cell.text for cell in self._more(row[place + 2 :])]
                self._take(self._by_label, label, _CELLS.join(cells))
            place += 1 if label is None else 2

    def _more(self, cells: Sequence[_Cell]) -> Iterator[_Cell]:
        """The cells up to the next label."""
        for cell in cells:
            if cell.tagged or as_label(cell.text) in self._labels:
                return
            yield cell

    def _take(self, found: dict[str, dict[str, None]], key: str, text: str) -> None:
        texts = found.setdefault(key, {})
        if text:
            texts[text] = None


def _placed(
    row: Sequence[_Cell], columns: Mapping[int, int], count: int, width: int
) -> tuple[str, ...]:
    """The texts of a row of legal bases by their places; a row with other cells is one text."""
    if len(row) != width:
        return ("\n".join(filter(None, (cell.text for cell in row))),)
    texts = [""] * count
    for place, column in columns.items():
        texts[column] = row[place].text
    return tuple(texts) if any(texts) else ("",)


def _names(fields: Sequence[Any]) -> dict[str, str]:
    """The key of a field, by each of its names."""
    return {as_label(name): field.key for field in fields for name in _all_names(field)}


def _all_names(field: Any) -> Iterator[str]:
    yield field.label
    yield from field.also


MISSING: Final = N_("The form has no such field; it was taken out.")
TWICE: Final = N_("It is filled in twice, and differently: “{first}” and “{second}”.")
NO_BASIS: Final = N_("The scheme asks for at least one law or document.")
A_PLACE: Final = N_("“{text}” is a place, and does not say how often.")
NO_END: Final = N_("A short-term or temporary task needs its last day.")
NO_NOTE: Final = N_("Where there is no money, the note must say why.")
NO_SOURCE: Final = N_("Where there is money, it must be filled in.")
NO_MECHANISM: Final = N_("There is a basis for a mechanism or a signboard, but not what it is.")
NO_MECHANISM_BASIS: Final = N_(
    "A mechanism or a signboard needs exactly one law or document that asks for it."
)
TOO_MANY: Final = N_("There are more than {most} laws and documents.")
OTHER_PERIOD: Final = N_("The amount says “{first}”, and the period says “{second}”.")
#: Fields that are understood, and not kept as they are written.
_UNDERSTOOD: Final = frozenset(
    {
        *("agency", "co_agencies", "kind", "class", _CHANNELS, "term", "period.start"),
        *("period.end", "applied", "funding.amount", "funding.per", "scope", "sections"),
        "mechanism.basis",
    }
)
_LONGEST: Final = 4_000  # characters of a text in a record
_MOST_BASES: Final = 50  # as in task.schema.json


@dataclass(frozen=True, slots=True, kw_only=True)
class FormContact:
    """The contact person, who is never published."""

    name: str | None
    phone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReading:
    """A form that was read; ``facts`` have the shape of a draft, without the application.

    A field listed in ``unread`` is None in the facts. ``applied`` is the day of the application, as
    text. ``understood`` has what was understood otherwise than it is written.
    """

    facts: Mapping[str, Any]
    applied: str | None
    attachments: tuple[str, ...]
    contact: FormContact
    unread: tuple[Doubt, ...]
    understood: tuple[Meaning, ...] = ()


def reading_of(texts: FormTexts, registry: Registry, near: date | None = None) -> FormReading:
    """The facts in *texts*; names are looked up in *registry*, and nothing is guessed.

    A day without its year is the nearest to *near*, the day on which the form was received.
    """
    return _FormReader(texts, registry, near).reading()


class _FormReader:
    """Reads field by field, and keeps the doubts."""

    def __init__(self, texts: FormTexts, registry: Registry, near: date | None) -> None:
        self.unread: list[Doubt] = []
        self._understood: list[Meaning] = []
        self._near = near
        self._texts = _with_both_days(texts)
        self._registry = registry
        self._form: Layout = layout()
        self._fields = {field.key: field for field in self._form.fields}
        asked = said_by(Shown.APPLICATION)
        self._alone = [
            f
            for f in asked
            if f.kind is Kind.MECHANISM or (f.stands_alone and f.key in self._fields)
        ]
        self._names = NameFinder(registry)
        self._places = self._names.places
        self._bases = Bases(registry.statutes)

    def reading(self) -> FormReading:
        scheme = self._registry.scheme
        agency = self._take("agency", self._names.agency)
        start = self._take("period.start", self._day)
        ends = Ends(
            start=date.fromisoformat(start) if start else None,
            near=self._near,
            long_term_years=scheme.long_term_years.value,
        )
        facts = {
            "title": self._take("title", one_line),
            "kind": self._take("kind", one_of(scheme.kinds)),
            "class": self._take("class", one_of({name: name for name in scheme.classes})),
            "agency": agency,
            "co_agencies": self._take("co_agencies", self._names.agencies, []),
            "channels": self._take("channels", self._names.channels),
            "term": self._take("term", ends.term),
            "period": {"start": start, "end": self._take("period.end", _iso(ends.last_day))},
            "frequency": self._take("frequency", self._frequency),
            "authorization": {
                name: self._take(f"authorization.{name}", clean)
                for name in ("content", "target", "authority", "workflow")
            },
            "basis": self._basis(),
            "funding": self._funding(),
            **{field.key: self._of_kind(field.kind, field.key) for field in self._alone},
            "scope": self._take("scope", self._places.scope),
            "sections": self._take("sections", self._places.sections, []),
        }
        self._demand_end(facts)
        self._take("credit_code", lambda text: self._names.credit_code(text, agency))
        found = FormReading(
            facts=facts,
            applied=self._take("applied", self._day),
            attachments=tuple(self._take("attachments", items, [])),
            contact=FormContact(
                name=self._take("contact.name", one_line),
                phone=self._take("contact.phone", one_line),
            ),
            unread=self._in_order(),
        )
        self._compare(found)
        return replace(found, understood=tuple(sorted(self._understood, key=self._place)))

    def _compare(self, found: FormReading) -> None:
        """Note what is understood otherwise than it is written."""
        unread = {one.key.partition("[")[0] for one in found.unread}
        facts = {**found.facts, "applied": found.applied}
        meant = dict(words_by_field(facts, self._registry, unread))
        for field in self._form.fields:
            written = next(iter(self._texts.values.get(field.key, ())), "")
            if field.key not in _UNDERSTOOD or not written or self._is_nothing(written, field):
                continue
            means_here = meant.get(field.label)
            if means_here and not (field.key == _CHANNELS and self._is_own_boxes(written, facts)):
                self._understood += understood(field.key, field.label, written, means_here)

    def _is_own_boxes(self, written: str, facts: Mapping[str, Any]) -> bool:
        """Whether the channels are ticked in the boxes of the form as it was handed out."""
        words = self._form
        return squeezed(written) == "".join(
            words.word("checked" if str(key) in facts["channels"] else "unchecked") + rule.name
            for key, rule in self._registry.scheme.channels.items()
        )

    def _day(self, text: str) -> str:
        return day(text, self._near).isoformat()

    def _frequency(self, text: str) -> str:
        """How often it is done. Seen: cells changed places, and 全区 stood here."""
        try:
            self._places.scope(text)
        except NotRead:
            return one_line(text)
        raise NotRead(A_PLACE, text=text)

    def _of_kind(self, kind: Kind, key: str) -> Any:
        """What the field *key* says, a text, a list of texts or a mechanism."""
        if kind is Kind.MECHANISM:
            return self._mechanism()
        return self._take(key, items, []) if kind is Kind.LINES else self._take(key, clean)

    def _take(self, key: str, read: Callable[[str], Any], nothing: Any = None) -> Any:
        """What *read* returns for the text of a field; *nothing* for an empty optional field.

        None, and a doubt, when the field cannot be read or a mandatory one is empty.
        """
        field = self._fields[key]
        texts = self._texts.values.get(key)
        if texts is not None and max(map(len, texts), default=0) > _LONGEST:
            return self._miss(field, TOO_LONG, most=str(_LONGEST))
        if texts is not None and len({squeezed(text) for text in texts}) > 1:
            first, second = map(shortened, texts[:2])
            return self._miss(field, TWICE, first=first, second=second)
        text = clean(texts[0]) if texts else ""
        if not text or self._is_nothing(text, field):
            if field.required:
                return self._miss(field, EMPTY if texts is not None else MISSING)
            return nothing
        try:
            return read(text)
        except NotRead as unread:
            self.unread.append(unread.doubt.at(key=key, label=field.label))
            return None

    def _is_nothing(self, text: str, field: Field) -> bool:
        if field.key == "funding.amount":
            return False
        return means(text, self._form.words["nothing"])

    def _miss(
        self, field: Field, says: str, *, candidates: Iterable[str] = (), **facts: str
    ) -> None:
        doubt = NotRead(says, candidates=candidates, **facts).doubt
        self.unread.append(doubt.at(key=field.key, label=field.label))

    def _in_order(self) -> tuple[Doubt, ...]:
        """The doubts in the order of the fields in the form."""
        return tuple(sorted(self.unread, key=self._place))

    def _place(self, one: Doubt | Meaning) -> int:
        return list(self._fields).index(one.key.partition("[")[0])

    def _demand_end(self, facts: Mapping[str, Any]) -> None:
        missed = {one.key for one in self.unread}
        bound = facts["term"] in (Term.SHORT, Term.TEMPORARY)
        if bound and facts["period"]["end"] is None and "period.end" not in missed:
            self._miss(self._fields["period.end"], NO_END)

    def _funding(self) -> dict[str, Any]:
        stated = self._take("funding.amount", money)
        found = {
            "amount": stated.amount if stated else None,
            "per": self._per(stated),
            "source": self._take("funding.source", one_line),
            "method": self._take("funding.method", one_line),
            "note": self._take("funding.note", clean),
        }
        if stated is None:
            return found
        needed = {"source": NO_SOURCE, "method": NO_SOURCE}
        if stated.is_none:
            needed = {"note": NO_NOTE}
        if stated.amount is None and found["method"] is None:
            found["method"] = next(iter(self._texts.values["funding.amount"]))
        missed = {one.key for one in self.unread}
        for name, says in needed.items():
            if found[name] is None and f"funding.{name}" not in missed:
                self._miss(self._fields[f"funding.{name}"], says)
        return found

    def _per(self, stated: Money | None) -> str | None:
        """What the money is for: as its own cell says, else as the amount does.

        Where there is no amount, nothing is asked for, and it counts as money for the whole task.
        """
        field = self._fields["funding.per"]
        if stated is not None and stated.is_none:
            return self._per_of_none(field)
        missed = len(self.unread)
        per: str | None = self._take(field.key, period)
        if stated is None or len(self.unread) > missed:
            return per
        if per and stated.per and per != stated.per:
            words = self._form.words["per"]
            both = {"first": words[stated.per], "second": words[per]}
            self._miss(field, OTHER_PERIOD, candidates=both.values(), **both)
            return None
        if not (per or stated.per or stated.amount is None):
            self._miss(field, EMPTY if field.key in self._texts.values else MISSING)
        elif not per and stated.per:
            text = next(iter(self._texts.values["funding.amount"]))
            meant = self._form.words["per"][stated.per]
            self._understood += understood(field.key, field.label, text, meant)
        return per or stated.per or (TASK if stated.amount is None else None)

    def _per_of_none(self, field: Field) -> str:
        """The period that a form states without any money, whatever it says else."""
        try:
            return period(next(iter(self._texts.values.get(field.key, ())), ""))
        except NotRead:
            return TASK

    def _basis(self) -> list[dict[str, Any]] | None:
        """The legal bases from the rows of their table, and from free text; None with any doubt."""
        found: list[dict[str, Any]] = []
        missed = len(self.unread)
        field = self._fields[BASIS]
        rows = [*self._texts.basis, *((text,) for text in self._texts.values.get(BASIS, ()))]
        if len(rows) > _MOST_BASES:
            self._miss(field, TOO_MANY, most=str(_MOST_BASES))
            return None
        for number, row in enumerate(rows, 1):
            key, label = f"{BASIS}[{number - 1}]", f"{field.label}{number}"
            try:
                bases = self._bases_in(row)
            except NotRead as unread:
                self.unread.append(unread.doubt.at(key=key, label=label))
                continue
            found += bases
            self._understood += understood(key, label, *_compared(row, bases))
        if len(self.unread) > missed:
            return None
        if not found:
            self._miss(field, NO_BASIS)
        return found or None

    def _bases_in(self, row: tuple[str, ...]) -> list[dict[str, Any]]:
        if sum(map(len, row)) > _LONGEST:
            raise NotRead(TOO_LONG, most=str(_LONGEST))
        return self._bases.of_row(row)

    def _mechanism(self) -> dict[str, Any] | None:
        what = self._take("mechanism.what", one_line)
        missed = len(self.unread)
        basis = self._take("mechanism.basis", self._bases.of_text, [])
        if len(self.unread) > missed:
            return None
        if what and len(basis) != 1:
            self._miss(self._fields["mechanism.basis"], NO_MECHANISM_BASIS)
        elif basis and not what:
            self._miss(self._fields["mechanism.what"], NO_MECHANISM)
        return {"what": what, "basis": basis[0]} if what and len(basis) == 1 else None


def _with_both_days(texts: FormTexts) -> FormTexts:
    """*texts* with the last day in its own cell, where both days were written into the first."""
    start, end = texts.values.get("period.start", ()), texts.values.get("period.end", ())
    if len(start) != 1 or any(map(str.strip, end)):
        return texts
    first, last = split_period(start[0])
    if not (first and last):
        return texts
    return replace(texts, values={**texts.values, "period.start": (first,), "period.end": (last,)})


def _iso(read: Callable[[str], date | None]) -> Callable[[str], str | None]:
    """A reader of days as records write them."""

    def as_text(text: str) -> str | None:
        found = read(text)
        return None if found is None else found.isoformat()

    return as_text


def _compared(row: Sequence[str], bases: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """A row of legal bases as it is written, and as it was understood."""
    kinds = layout().words["basis"]
    meant = "；".join(map(citation, bases))
    if len(row) == 1:
        return row[0], meant
    kind, name, number, clause, dated = row
    if kind and bases:
        first = bases[0]
        read = "withheld" if first.get("withheld") else "law" if "law" in first else "document"
        meant = meant if read == "withheld" else f"{kinds[read]} {meant}"
    return " ".join(filter(None, (kind, name, number, dated, clause))), meant
