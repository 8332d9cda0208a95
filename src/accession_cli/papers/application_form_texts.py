"""Extract the texts of an approval form in Word, field by field, each in the cell it belongs to.

Clerks type over content controls, insert rows, and save the form with other programs. So a field is
the cell that holds its content control, whatever else was typed into that cell. Where the control
is gone, the field is the cell next to the one with the field's name.

``in_place`` puts what was written into the wrong cell into the one that it belongs to. Only what
can belong nowhere else is moved; the reading says what was moved.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, zip_longest
from typing import Any, Final

from accession_cli.entry.choices import has_marks, is_unticked, one_of
from accession_cli.entry.days import split_period
from accession_cli.entry.form_words import BASIS, Layout, as_label, layout
from accession_cli.entry.money import money
from accession_cli.entry.names import NameFinder
from accession_cli.entry.values import NotRead, is_as_above, one_line
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_
from accession_cli.office.container import DOCUMENT, FILE_DAMAGED, demand_word_document, parsed
from accession_cli.papers.word import control_tag, controls, inside, text_of, w
from accession_cli.scheme.registry import Registry

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
    """A cell, and the text of each field in it: the text of the whole cell, if it has one field.

    ``chosen`` is its text with a tick before each underlined word; "" where none is.
    """

    text: str
    tagged: Mapping[str, str]
    chosen: str = ""


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
    text = _written(text_of(cell, lambda table: _table_text(table, form)), form)
    chosen = ""
    if cell.find(f".//{w('u')}") is not None and not has_marks(text):
        chosen = text_of(cell, underlined=form.word("checked"))
        chosen = chosen if has_marks(chosen) else ""
    if len({_field_of(tag) for tag, _control in found}) == 1:
        key = _field_of(found[0][0])
        return _Cell(text, {key: chosen if chosen and key == CHANNELS else text}, chosen)
    tagged = {_field_of(tag): _written(text_of(control), form) for tag, control in found}
    return _Cell(text, tagged, chosen)


def _table_text(table: Any, form: Layout) -> str:
    """The rows of a table that was put into a cell, as lines; "" when it has fields in it."""
    labels = _names(form.fields)
    rows = [[text_of(one) for one in inside(row, "tc")] for row in inside(table, "tr")]
    if any(as_label(text) in labels for row in rows for text in row):
        return ""
    return "".join(f"{'：'.join(filter(None, row))}\n" for row in rows)


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
                    cells = [beside.chosen or beside.text]
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


NO_FREQUENCY: Final = N_("“{text}” does not say how often.")
#: The cells of the form that stand below one another across the page.
_BELOW_ONE_ANOTHER: Final = (
    *("authorization.content", "authorization.target", "authorization.authority"),
    *("authorization.workflow", "excludes", ""),
    *("funding.source", "funding.method", "funding.note", "resources", "training"),
)
_NAME_AND_PHONE: Final = re.compile(
    r"([^0-9]{2,20}?)[ :：，,、(（]{0,3}"
    r"((?:[0-9]{3,4}-)?[0-9]{7,11}(?:[(（][^()（）0-9]{1,20}[)）])?)[)）]?"
)
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/((?:19|20)[0-9]{2})")
_MONTHS: Final = 12
_OFTEN: Final = re.compile("[每次]|经常|日常|随时|不定期|定期|按需|一年|全年|季度")
_MARK: Final = "[(（]?(?:{words})(?:单位|部门|负责)?[)）:：]{{0,2}}"
_LEADS: Final = _MARK.format(words="牵头|主办|主责")
_HELPS: Final = _MARK.format(words="配合|协办|协助|参与")
_MARKED: Final = re.compile(f"({_LEADS}|{_HELPS})")
_TOGETHER_WITH: Final = re.compile("会同")
_BY: Final = re.compile("^由|[由是为]$|^[、，,；;。 \n]{1,4}|[、，,；;。 \n]{1,4}$")


def in_place(texts: FormTexts, registry: Registry) -> FormTexts:
    """*texts* with what can only belong to the neighbouring cell put there.

    Seen: the kind and the class, and how often and where, written into each other's cells; the
    amount written into the note beside it; 区农业农村委（牵头）、区公安分局 as the agency; 同上
    below the cell that is meant.
    """
    scheme, names = registry.scheme, NameFinder(registry)
    texts = _with_phone(_with_both_days(_in_one_order(texts)))
    found = dict(texts.values)
    kinds, classes = one_of(scheme.kinds), one_of({name: name for name in scheme.classes})
    _swap(found, ("kind", kinds), ("class", classes))
    _swap(found, ("scope", names.places.scope), ("frequency", _how_often))
    found |= _led(found.get("agency", ()), found.get("co_agencies", ()), names)
    found |= _said_above(found)
    note = found.get("funding.note", ())
    if not "".join(found.get(AMOUNT, ())).strip() and len(note) == 1:
        found |= {AMOUNT: amounts_in(note[0])}
    return replace(texts, values=found)


def _swap(
    found: dict[str, tuple[str, ...]],
    one: tuple[str, Callable[[str], Any]],
    other: tuple[str, Callable[[str], Any]],
) -> None:
    """Exchange the texts of two fields when each can be read only as the other."""

    def reads(read: Callable[[str], Any], texts: Sequence[str]) -> bool:
        try:
            read(texts[0])
        except NotRead:
            return False
        return True

    (first, read_first), (second, read_second) = one, other
    texts = found.get(first, ()), found.get(second, ())
    if len(texts[0]) != 1 or len(texts[1]) != 1 or not all(text[0].strip() for text in texts):
        return
    crossed = reads(read_first, texts[1]) and reads(read_second, texts[0])
    if crossed and not reads(read_first, texts[0]):
        found.update({first: texts[1], second: texts[0]})


def _how_often(text: str) -> str:
    """*text*, which says how often; ``NotRead`` when it does not look like that."""
    if not _OFTEN.search(text):
        raise NotRead(NO_FREQUENCY, text=text)
    return text


def amounts_in(note: str) -> tuple[str, ...]:
    """The only amount of money that a note states in a clause of its own: 每年6000元, 合计3万元."""
    found = []
    for part in re.split("[，,。；;\n]", note):
        try:
            stated = money(part) if re.search("[0-9][元万]", part) else None
        except NotRead:
            stated = None
        if stated and stated.amount:
            found.append(part)
    return tuple(found) if len(found) == 1 else ()


def _said_above(found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The texts of cells that say 同上: those of the cells above them."""
    meant: dict[str, tuple[str, ...]] = {}
    for above, key in pairwise(_BELOW_ONE_ANOTHER):
        texts, before = found.get(key, ()), meant.get(above) or found.get(above, ())
        if len(texts) == 1 and is_as_above(texts[0]) and len(before) == 1 and before[0].strip():
            meant[key] = before
    return meant


def _led(
    agency: Sequence[str], others: Sequence[str], names: NameFinder
) -> dict[str, tuple[str, ...]]:
    """The applicant and those that help, where the cell of the applicant names them all.

    It has to say who leads; or the cell beside it lists all of the others. {} when it does not.
    """
    try:
        helping = names.agencies("、".join(others))
        leads, listed = _told_to_lead(one_line("".join(agency)), names)
    except NotRead:
        return {}
    if not leads and helping:  # nobody is said to lead, and all others stand in the next cell
        leads = [one for one in listed if one not in helping]
    if len(leads) != 1 or len(listed) < len(("one that leads", "one that helps")):
        return {}
    helping = list(dict.fromkeys(one for one in (*listed, *helping) if one not in leads))
    called = [names.registry.agency_name(key) for key in helping]
    return {
        "agency": (names.registry.agency_name(leads[0]),),
        "co_agencies": ("、".join(called),),
    }


def _told_to_lead(text: str, names: NameFinder) -> tuple[list[str], list[str]]:
    """The keys of the agencies that *text* says lead, and of all that it names.

    Seen: 甲（牵头）、乙; 甲牵头，乙配合; 牵头单位：甲；配合单位：乙; 甲会同乙. Raises ``NotRead``.
    """
    leads: list[str] = []
    listed: list[str] = []
    if not _MARKED.search(text):
        text = _TOGETHER_WITH.sub("（牵头）、", text, count=1)
    pieces = _MARKED.split(text)
    ahead = ""  # a mark that stands before its names: 牵头单位：
    for piece, mark in zip_longest(pieces[::2], pieces[1::2], fillvalue=""):
        keys = names.agencies(_BY.sub("", piece.strip())) if piece.strip() else []
        listed += keys
        before = mark.endswith((":", "："))
        if re.match(_LEADS, ahead):
            leads += keys
        elif keys and not before and re.match(_LEADS, mark):
            leads.append(keys[-1])
        ahead = mark if before else ""
    return list(dict.fromkeys(leads)), list(dict.fromkeys(listed))


def _in_one_order(texts: FormTexts) -> FormTexts:
    """*texts* with days such as 3/1/2027 read as another day of the form tells: 12/19/2026.

    A program wrote them all in one order.
    """
    keys = ("applied", "period.start", "period.end")
    found = {
        key: one
        for key in keys
        for text in texts.values.get(key, ())
        if (one := _YEAR_LAST.fullmatch(text.strip()))
    }
    months_first = any(int(one[2]) > _MONTHS for one in found.values())
    days_first = any(int(one[1]) > _MONTHS for one in found.values())
    if months_first == days_first:
        return texts
    values = {
        key: (f"{one[3]}-{one[1 if months_first else 2]}-{one[2 if months_first else 1]}",)
        for key, one in found.items()
    }
    return replace(texts, values={**texts.values, **values})


def _with_both_days(texts: FormTexts) -> FormTexts:
    """*texts* with the last day in its own cell, where both days were written into the first."""
    start, end = texts.values.get("period.start", ()), texts.values.get("period.end", ())
    if len(start) != 1 or any(map(str.strip, end)):
        return texts
    first, last = split_period(start[0])
    if not (first and last):
        return texts
    return replace(texts, values={**texts.values, "period.start": (first,), "period.end": (last,)})


def _with_phone(texts: FormTexts) -> FormTexts:
    """*texts* with the telephone in its own cell, where it was written behind the person."""
    name, phone = texts.values.get("contact.name", ()), texts.values.get("contact.phone", ())
    found = _NAME_AND_PHONE.fullmatch(name[0].strip()) if len(name) == 1 else None
    if found is None or any(map(str.strip, phone)):
        return texts
    parted = {"contact.name": (found[1],), "contact.phone": (found[2],)}
    return replace(texts, values={**texts.values, **parted})
