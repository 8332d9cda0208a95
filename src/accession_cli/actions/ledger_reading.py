"""Read a bureau's ledger: find its sheets, how they were read before, and what each row says."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.documents import file_bytes, read_screened
from accession_cli.entry.citations import Bases
from accession_cli.entry.days import OPEN_END, day_text
from accession_cli.entry.ledger import (
    INHERITED,
    PERIOD,
    LedgerColumn,
    LedgerHeads,
    column_named,
    field_named,
    found_heads,
    ledger_words,
    texts_in,
)
from accession_cli.entry.values import Doubt, Meaning, NotRead, one_line, understood
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.papers.application_list import ListedReading, in_full, read_list
from accession_cli.papers.cells import CALLED, Ledger, LedgerSheet, Reading, lacking, ledger_sheets
from accession_cli.registry.files import file_on_disk, limits_of, name_of_mapping, prefix_of
from accession_cli.registry.reading import read_file
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Inherited

_DIGITS: Final = 8
_TITLE: Final = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")

#: No sheet of a file has heads that tell which column has the names of the tasks.
NO_LEDGER_IN_IT: Final = Refusal(
    N_("{path}: in none of its sheets a row was found that has the heads of a list of tasks."),
    N_(
        "One column must have the names of the tasks. Say which, by its head or its letters:"
        " --map B=事项名称"
    ),
    Exit.UNREADABLE,
)


#: No sheet has the name that was given.
NO_SUCH_SHEET: Final = Refusal(
    N_("{path} has no sheet “{sheet}”; it has: {known}."),
    N_("Write the name of one of these with --sheet."),
    Exit.USAGE,
)


#: ``--map`` or ``--set`` with a text that is not of the form, or names what is not there.
BAD_MAPPING: Final = Refusal(
    N_("{option} {text} cannot be used: {why}"),
    N_("Write it like {example}; accession import FILE --check shows the columns."),
    Exit.USAGE,
)


#: What is said of the earlier directory does not name a document with its number and its date.
EARLIER_UNCLEAR: Final = Refusal(
    N_("“{text}” does not name one directory or decision with its number and its date."),
    N_("Write it like 《社区依法协助政府工作事项目录》（津丽民发〔2021〕8号，2021年3月5日）."),
    Exit.USAGE,
)
NO_EARLIER: Final = N_("It does not name one directory or decision with its number and its date.")
IS_NOT_FORM: Final = N_("it has no = with something on both sides.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person said of how a ledger is read, beside what is kept.

    ``columns`` has the field of a column by its head or letters, ``shared`` the text of a field,
    ``words`` what a word means; ``sheets`` are the names of the sheets to be taken, () for all.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()


def wishes_of(
    maps: Iterable[str] = (),
    shared: Iterable[str] = (),
    words: Iterable[str] = (),
    sheets: Iterable[str] = (),
) -> Wishes:
    """The wishes on the command line; raises ``BAD_MAPPING``."""
    columns: dict[str, str] = {}
    for text in maps:
        head, key = _pair("--map", text, "--map 责任单位=牵头部门")
        columns[head] = _field("--map", text, key)
    texts: dict[str, str] = {}
    for text in shared:
        name, said = _pair("--set", text, "--set 协助渠道=社区")
        texts[_field("--set", text, name)] = said
    means = dict(_pair("--same", text, "--same 市监局=区市场监管局") for text in words)
    return Wishes(columns=columns, shared=texts, words=means, sheets=tuple(sheets))


def _pair(option: str, text: str, example: str) -> tuple[str, str]:
    name, equals, said = text.partition("=")
    if not (equals and name.strip() and said.strip()):
        raise BAD_MAPPING(
            option=option, text=text, why=Doubt(says=IS_NOT_FORM).why, example=example
        )
    return name.strip(), said.strip()


def _field(option: str, text: str, name: str) -> str:
    try:
        return field_named(name)
    except NotRead as unread:
        example = "--map 责任单位=牵头部门" if option == "--map" else "--set 协助渠道=社区"
        raise BAD_MAPPING(
            option=option, text=text, why=unread.doubt.why, example=example
        ) from unread


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMapping:
    """How ledgers with the same heads are read, as the registry keeps it."""

    name: str
    columns: Mapping[str, str]
    shared: Mapping[str, str]
    words: Mapping[str, str]
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFound:
    """A ledger of one file, sheet by sheet; ``left`` are the sheets that are no ledgers.

    ``kept`` has, for each ledger, how it was read before; None the first time.
    """

    path: str
    ledgers: tuple[Ledger, ...]
    kept: tuple[KeptMapping | None, ...]
    left: tuple[str, ...]

    def with_ledgers(self, ledgers: Iterable[Ledger]) -> "LedgerFound":
        """The same file, its ledgers read otherwise."""
        return replace(self, ledgers=tuple(ledgers))

    @property
    def confirmed(self) -> bool:
        """Whether every ledger is read as a person has confirmed before."""
        return all(self.kept)


def sheets_in(path: Path) -> tuple[LedgerSheet, ...]:
    """The sheets of the file at *path*; a secrecy marking or a person's number is refused."""
    return read_screened(ledger_sheets, file_bytes(path), str(path), _shown)


def _shown(sheets: Sequence[LedgerSheet]) -> str:
    return "\n".join("\n".join(map("\n".join, sheet.grid)) for sheet in sheets)


def ledger_in(
    sheets: Sequence[LedgerSheet], path: str, folder: Path, registry: Registry, wishes: Wishes
) -> LedgerFound:
    """The ledgers among *sheets*, read as was confirmed before, or as their heads suggest."""
    names = [sheet.name for sheet in sheets]
    for name in wishes.sheets:
        if name not in names:
            raise NO_SUCH_SHEET(path=path, sheet=name, known="、".join(names))
    ledgers: list[Ledger] = []
    kept: list[KeptMapping | None] = []
    left: list[str] = []
    given: set[str] = set()
    for sheet in sheets:
        heads = found_heads(sheet.grid, sheet.merged, wishes.columns)
        wanted = not wishes.sheets or sheet.name in wishes.sheets
        if heads is None or not wanted:
            left.append(sheet.name)
            continue
        known = kept_mapping(folder, heads)
        how = Reading(long_term_years=registry.scheme.long_term_years.value)
        if known is not None:
            heads = _with_columns(heads, known.columns)
            how = replace(how, shared=known.shared, words=known.words)
        heads, found = _as_wished(heads, wishes.columns)
        given |= found
        how = replace(
            how, shared={**how.shared, **wishes.shared}, words={**how.words, **wishes.words}
        )
        ledgers.append(Ledger(source=sheet, found=heads, how=_with_kind(how, heads, registry)))
        kept.append(known)
    if not ledgers:
        raise NO_LEDGER_IN_IT(path=path)
    for head in wishes.columns:
        if head not in given:
            _refuse_unknown(head, ledgers[0].found)
    return LedgerFound(path=path, ledgers=tuple(ledgers), kept=tuple(kept), left=tuple(left))


def _with_kind(how: Reading, heads: LedgerHeads, registry: Registry) -> Reading:
    """*how*; without a column for it, every row is of the scheme's first kind: a task."""
    if "kind" in how.shared or any(one.key == "kind" for one in heads.taken):
        return how
    return replace(how, shared={"kind": next(iter(registry.scheme.kinds.values())), **how.shared})


def _with_columns(heads: LedgerHeads, fields: Mapping[str, str]) -> LedgerHeads:
    """*heads* with the field that each column was confirmed to have, by its head."""
    columns = tuple(
        _as(one, fields[one.head]) if one.head in fields else one for one in heads.columns
    )
    return replace(heads, columns=columns)


def _as(column: LedgerColumn, key: str) -> LedgerColumn:
    """*column*, of which a person said that it has the field *key*."""
    return replace(column, key=key, sure=True, word=column.word if key == column.key else "")


def _as_wished(heads: LedgerHeads, fields: Mapping[str, str]) -> tuple[LedgerHeads, set[str]]:
    """*heads* with the fields that a person named, and which of these columns it has."""
    found: dict[LedgerColumn, str] = {}
    names: set[str] = set()
    for name, key in fields.items():
        try:
            found[column_named(name, heads)] = key
        except NotRead:
            continue
        names.add(name)
    columns = tuple(_as(one, found[one]) if one in found else one for one in heads.columns)
    return replace(heads, columns=columns), names


def _refuse_unknown(head: str, heads: LedgerHeads) -> None:
    try:
        column_named(head, heads)
    except NotRead as unread:
        raise BAD_MAPPING(
            option="--map", text=head, why=unread.doubt.why, example="--map 责任单位=牵头部门"
        ) from unread


def digest_of(heads: LedgerHeads) -> str:
    """The name under which the reading of ledgers with these heads is kept."""
    whole = "\n".join(heads.names)
    return hashlib.sha256(whole.encode()).hexdigest()[:_DIGITS]


def kept_mapping(folder: Path, heads: LedgerHeads) -> KeptMapping | None:
    """How ledgers with these heads are read, from the registry in *folder*; None if nobody said."""
    name = name_of_mapping(digest_of(heads))
    source = file_on_disk(folder, name)
    if source.data is None:
        return None
    path = prefix_of(folder) + name
    read = read_file(FileKind.MAPPING, name, source.data, path, limits_of(FileKind.MAPPING))
    if read.value is None:
        return None  # validate says what is wrong with it; the heads are asked for again
    return KeptMapping(
        name=name,
        columns={one["head"]: one["field"] or "" for one in read.value["columns"]},
        shared={one["field"]: one["text"] for one in read.value["shared"]},
        words={one["text"]: one["means"] for one in read.value["words"]},
        data=read.value,
    )


def mapping_data(ledger: Ledger, source: str) -> dict[str, Any]:
    """What the registry keeps of how *ledger*, from the file *source*, is read."""
    return {
        "schema": 1,
        "source": source,
        "columns": [{"head": one.head, "field": one.key or None} for one in ledger.found.columns],
        "shared": [{"field": key, "text": text} for key, text in ledger.how.shared.items()],
        "words": [{"text": text, "means": means} for text, means in ledger.how.words.items()],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A row that was read; ``earlier`` is the directory it stands in, None for an application."""

    sheet: str
    listed: ListedReading
    earlier: Inherited | None = None

    @property
    def unread(self) -> tuple[Doubt, ...]:
        """The doubts about this row."""
        return self.listed.unread

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of a draft: of an application, or of a task of an earlier directory."""
        facts = dict(self.listed.reading.facts)
        if self.earlier is None:
            return facts
        earlier = {
            "document": self.earlier.document,
            "number": self.earlier.number,
            "date": str(self.earlier.date),
            "entry": self.earlier.entry,
        }
        return {**facts, "route": "inherited", "inherited": earlier}


def read_rows(ledger: Ledger, registry: Registry) -> tuple[LedgerRow, ...]:
    """What each task of *ledger* says; in force, with the directory that its row names, if any."""
    return tuple(_with_period(row, ledger) for row in _read_rows(ledger, registry))


def _with_period(row: LedgerRow, ledger: Ledger) -> LedgerRow:
    """*row*; what was understood of its days says so, where the ledger writes them otherwise."""
    written = dict(texts_in(ledger.found.taken, ledger.grid[row.listed.row - 1]))
    reading = row.listed.reading
    days = reading.facts["period"]
    found: list[Meaning] = []
    if written.get(PERIOD) and days["start"]:
        end = days["end"] or OPEN_END
        meant = f"{days['start']}至{end}"
        found += understood(PERIOD, ledger_words().labels[PERIOD], written[PERIOD], meant)
    for key, day in (("period.start", days["start"]), ("period.end", days["end"])):
        said = written.get(key, "")
        counted = bool(said) and ledger.counted_day(key, said) is not None
        if said and day and (counted or day_text(said, last=False) != said):
            found += understood(key, ledger_words().labels[key], written[key], day)
    if not found:
        return row
    keys = {PERIOD, "period.start", "period.end", "term"}
    others = (one for one in reading.understood if one.key not in keys)
    reading = replace(reading, understood=(*found, *others))
    return replace(row, listed=replace(row.listed, reading=reading))


def _read_rows(ledger: Ledger, registry: Registry) -> tuple[LedgerRow, ...]:
    whole = ledger.how.earlier
    if whole is None:
        return tuple(
            LedgerRow(sheet=ledger.sheet, listed=one) for one in read_list(ledger, registry)
        )
    rows: list[LedgerRow] = []
    above: Mapping[str, tuple[str, ...]] = {}
    for place in ledger.sorted.tasks:
        text, entry = ledger.earlier(place)
        earlier = whole
        doubts: tuple[Doubt, ...] = ()
        if text:
            try:
                earlier = earlier_in(text, registry)
            except NotRead as unread:
                label = ledger_words().labels[INHERITED]
                where = ledger.cell(INHERITED, place)
                doubts = (unread.doubt.at(key=INHERITED, label=label, place=where),)
        alone = _OneRow(replace(ledger, how=replace(ledger.how, earlier=earlier)), place)
        (listed,) = read_list(alone, registry, above=above)
        above = in_full(ledger.texts(place).values, above)
        reading = replace(listed.reading, unread=(*listed.reading.unread, *doubts))
        rows.append(
            LedgerRow(
                sheet=ledger.sheet,
                listed=replace(listed, reading=reading),
                earlier=replace(earlier, entry=entry or None),
            )
        )
    return tuple(rows)


class _OneRow:
    """One row of a ledger, to be read alone."""

    def __init__(self, ledger: Ledger, place: int) -> None:
        self._ledger, self._place = ledger, place

    @property
    def sheet(self) -> str:
        return self._ledger.sheet

    @property
    def grid(self) -> Sequence[Sequence[str]]:
        return self._ledger.grid

    @property
    def heads(self) -> int:
        return self._ledger.heads

    @property
    def columns(self) -> Mapping[str, int]:
        return self._ledger.columns

    def rows(self) -> Iterable[tuple[int, Any]]:
        yield self._place, self._ledger.texts(self._place)

    def cell(self, key: str, row: int) -> str:
        return self._ledger.cell(key, row)


def earlier_in(text: str, registry: Registry) -> Inherited:
    """The directory or decision that *text* cites; raises ``NotRead``."""
    found = Bases(registry.statutes).of_text(text)
    one = found[0] if len(found) == 1 else {}
    if not (one.get("document") and one.get("number") and one.get("date")):
        raise NotRead(NO_EARLIER, text=text)
    quoted = _TITLE.search(text)  # whole, also with the year of an edition in it
    return Inherited(
        document=one_line(quoted[1]) if quoted else one["document"],
        number=one["number"],
        date=date.fromisoformat(one["date"]),
        entry=None,
    )


def chosen_earlier(text: str, registry: Registry) -> Inherited:
    """``earlier_in`` for an option; raises ``EARLIER_UNCLEAR``."""
    try:
        return earlier_in(text, registry)
    except NotRead as unread:
        raise EARLIER_UNCLEAR(text=text) from unread


def lacking_in(found: LedgerFound) -> list[str]:
    """The mandatory fields of which the rows of a ledger cannot have a text."""
    return list(dict.fromkeys(key for one in found.ledgers for key in lacking(one)))


def without_column(found: LedgerFound, rows: Iterable[LedgerRow]) -> tuple[str, ...]:
    """The fields that rows need, and that no column has and nobody has said for all rows."""
    known = {one.sheet: {*one.columns, *one.how.shared} for one in found.ledgers}
    told_by_days = {
        sheet for sheet, keys in known.items() if {"period.start", "period.end"} <= keys
    }
    fields: dict[str, None] = {}
    for row in rows:
        for one in row.unread:
            key = one.key.partition("[")[0]
            if key == "term" and row.sheet in told_by_days:
                continue
            if key not in known[row.sheet] and key != INHERITED:
                fields[key] = None
    return tuple(fields)


def unclear_words(rows: Iterable[LedgerRow], ledger: Ledger) -> dict[str, Doubt]:
    """The words of the ledger that nothing here is called, each once, with what they may mean."""
    found: dict[str, Doubt] = {}
    for row in rows:
        for one in row.unread:
            column = ledger.columns.get(one.key)
            if one.key in CALLED and one.candidates and column is not None:
                cell = ledger.grid[row.listed.row - 1][column]
                found.setdefault(str(one.facts.get("text") or cell), one)
    return found
