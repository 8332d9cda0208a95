"""Extract the texts of an approval form in Word, field by field.

Clerks type over content controls, insert rows, and save the form with other programs. So a field is
the cell that holds its content control, whatever else was typed into that cell. Where the control
is gone, the field is the cell next to the one with the field's name.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from accession_cli.entry.choices import is_unticked
from accession_cli.entry.form_words import BASIS, Layout, as_label, layout
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_
from accession_cli.office.container import DOCUMENT, FILE_DAMAGED, demand_word_document, parsed
from accession_cli.papers.word import control_tag, controls, inside, text_of, w

CUSTOM: Final = "urn:accession:form"
_FEWEST: Final = 5  # fields; a letter may have a few of their names by chance
_MOST_CONTROLS: Final = 2_000
_COLUMNS_THAT_TELL: Final = 3
CHANNELS: Final = "channels"
AMOUNT: Final = "funding.amount"
#: A label with a unit in it: 经费金额（万元）.
_UNIT: Final = re.compile(r"[(（](?:单位[:：])?(万元|元)[)）]$")
_BARE_NUMBER: Final = re.compile(r"[0-9][0-9,]{0,15}(?:\.[0-9]{1,6})?")
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
    return FormTexts(values=values, basis=tuple(dict.fromkeys(found.basis)))


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
    text = _written("\n".join(filter(None, (text_of(cell), *_tables_in(cell, form)))), form)
    if len({_field_of(tag) for tag, _control in found}) == 1:
        return _Cell(text, {_field_of(tag): text for tag, _control in found})
    tagged = {_field_of(tag): _written(text_of(control), form) for tag, control in found}
    return _Cell(text, tagged)


def _tables_in(cell: Any, form: Layout) -> Iterator[str]:
    """The rows of tables that were put into a cell, as lines; not of tables with fields in them."""
    labels = _names(form.fields)
    for table in inside(cell, "tbl"):
        rows = [[text_of(one) for one in inside(row, "tc")] for row in inside(table, "tr")]
        if not any(as_label(text) in labels for row in rows for text in row):
            yield from ("：".join(filter(None, row)) for row in rows)


def _written(text: str, form: Layout) -> str:
    """*text* without the words that an empty field shows; "" for nothing."""
    for name in ("placeholder", "choose", "day"):
        text = text.strip().removeprefix(form.word(name)).removesuffix(form.word(name))
    return "" if form.is_empty(text) else text.strip()


def _field_of(tag: str) -> str:
    return CHANNELS if tag.startswith(f"{CHANNELS}.") else tag


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
        self._unit = ""

    def values(self) -> dict[str, tuple[str, ...]]:
        """The texts of each field; those found by its tag win over those found by its label."""
        nothing: dict[str, None] = {}
        found = {
            field.key: tuple(self._by_tag.get(field.key) or self._by_label.get(field.key, nothing))
            for field in self._form.fields
            if field.key in self._by_tag or field.key in self._by_label
        }
        if len(found.get(CHANNELS, ())) > 1:  # the boxes of a second, empty form are no answer
            ticked = tuple(one for one in found[CHANNELS] if not is_unticked(one))
            found[CHANNELS] = ticked or found[CHANNELS][:1]
        if self._unit and AMOUNT in found:
            found[AMOUNT] = tuple(map(self._with_unit, found[AMOUNT]))
        return found

    def _with_unit(self, text: str) -> str:
        return text + self._unit if _BARE_NUMBER.fullmatch(text.strip()) else text

    def _label(self, cell: _Cell) -> str | None:
        """The key of the field whose name *cell* has, with or without the unit of its values."""
        found = self._labels.get(as_label(cell.text))
        unit = _UNIT.search(cell.text.strip()) if found is None else None
        if unit and self._labels.get(as_label(cell.text.strip()[: unit.start()])) == AMOUNT:
            self._unit = unit[1]
            return AMOUNT
        return found

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
            label = None if named.tagged else self._label(named)
            if label is not None and (not beside.tagged or label in beside.tagged):
                cells = [beside.text]
                if label == CHANNELS:  # the ticks may stand in cells of their own
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


@cache
def _names(fields: tuple[Any, ...]) -> Mapping[str, str]:
    """The key of a field, by each of its names. Seen: made anew for each cell of 12,000 rows."""
    return {as_label(name): field.key for field in fields for name in _all_names(field)}


def _all_names(field: Any) -> Iterator[str]:
    yield field.label
    yield from field.also
