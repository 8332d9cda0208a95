"""Read law versions from a file, and put them into the table of ``statutes.yaml``.

Empty values are filled in and missing versions are added; what is there is never changed.

Law versions come as YAML, JSON or CSV. The CSV is what Excel and other programs write, one version
a row. The columns of a table are the keys of ``statutes.yaml``, or their Chinese titles, in any
order. ``law`` and ``version`` must be there. A successor is written ``社会救助法（2026）``,
articles ``第九条=第十五条；第十条=第十六条``, other names of a law ``低保条例、低保办法``.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import normalize

from accession_cli.entry.citations import moved_articles, names, successor, title
from accession_cli.entry.days import day
from accession_cli.entry.draft import json_object
from accession_cli.entry.values import NotRead
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Finding, KeyPath, Place
from accession_cli.i18n import N_, _
from accession_cli.office.inner_text import plain_text
from accession_cli.registry import schemas
from accession_cli.registry.schemas import FileKind, edited, upgraded
from accession_cli.scheme.fields import newest, schema
from accession_cli.scheme.law import law_key
from accession_cli.yamlfile import reader
from accession_cli.yamlfile.reader import RECORD, file_text

_EMPTY: Final[Mapping[str, Any]] = {
    "law": None,
    "also_called": [],
    "version": None,
    "effective_from": None,
    "repealed_on": None,
    "replaced_by": None,
    "articles": {},
    "note": None,
}
_NEEDED: Final = ("law", "version")
#: Other heads of columns that offices write.
_ALSO: Final = {
    **dict.fromkeys(("法律", "法律法规", "法律法规名称", "法规名称", "名称"), "law"),
    **dict.fromkeys(("简称", "其他名称"), "also_called"),
    **dict.fromkeys(("版本年份", "年份"), "version"),
    **dict.fromkeys(("实施日期", "生效日期"), "effective_from"),
    **dict.fromkeys(("失效日期",), "repealed_on"),
    **dict.fromkeys(("被什么代替", "由什么代替", "代替它的法律", "代替"), "replaced_by"),
    **dict.fromkeys(("条文对应", "条款对照"), "articles"),
    **dict.fromkeys(("备注",), "note"),
}
_SHOWN: Final = 40


#: A table whose first row does not name the columns of law versions.
COLUMNS_UNFIT: Final = Refusal(
    N_("The first row of {path} does not name the columns of law versions: {named}."),
    N_("Name at least law and version there; these may stand beside them: {known}."),
    Exit.UNREADABLE,
)


#: A row has more cells than there are columns: most often a comma is not quoted.
ROW_TOO_LONG: Final = Refusal(
    N_("Line {line} of {path} holds more than the columns of the first row can take."),
    N_("Put double quotes around what holds a comma, or take the surplus out."),
    Exit.UNREADABLE,
)


#: A successor or a list of articles is not written in its form.
CELL_UNFIT: Final = Refusal(
    N_("Line {line} of {path}: “{text}” cannot be read as {column}."),
    N_(
        "Write a successor like 社会救助法（2026）, articles like 第九条=第十五条；第十条=第十六条."
    ),
    Exit.UNREADABLE,
)


def versions_in_table(text: str, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each version in the table *text* with its line, as ``statutes.yaml`` would hold it.

    Empty rows are skipped. Values that no schema allows are left for the schema to report.
    """
    rows = _rows(text, path)
    _line, heads = next(rows, (1, []))
    keys = _keys(heads, path)
    for line, row in rows:
        if any(row[len(keys) :]):
            raise ROW_TOO_LONG(path=path, line=line)
        cells = {key: cell for key, cell in zip(keys, row, strict=False) if key}
        yield line, _version(cells, path, line)


def _rows(text: str, path: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with its line; cells have no blanks around them."""
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise ROW_TOO_LONG(path=path, line=line) from error


def _keys(heads: Sequence[str], path: str) -> list[str]:
    """The key of each column; "" for a column without a name."""
    items = schema(FileKind.STATUTES)["properties"]["statutes"]["items"]["properties"]
    titles = {key: str(item["title"]) for key, item in items.items()}
    names = {**_ALSO, **{name: key for key in items for name in (key, titles[key])}}
    keys = [names.get(head, head) for head in heads]
    named = [key for key in keys if key]
    if not set(_NEEDED) <= set(named) <= set(items) or len(set(named)) < len(named):
        shown = ", ".join(filter(None, heads))[: 2 * _SHOWN]
        known = "、".join(f"{title}（{key}）" for key, title in titles.items())
        raise COLUMNS_UNFIT(path=path, named=shown or "–", known=known)
    return keys


def _version(cells: Mapping[str, str], path: str, line: int) -> dict[str, Any]:
    made: dict[str, Any] = deepcopy(dict(_EMPTY))
    for key, cell in cells.items():
        if not cell:
            continue
        try:
            made[key] = _READ[key](cell)
        except NotRead as unread:
            raise CELL_UNFIT(path=path, line=line, text=cell[:_SHOWN], column=key) from unread
    return made


def _day(cell: str) -> str:
    """The day in a cell as records write it; what is no day is left for the schema to report."""
    try:
        return str(day(cell))
    except NotRead:
        return cell


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "law": title,
    "also_called": names,
    "version": str,
    "effective_from": _day,
    "repealed_on": _day,
    "replaced_by": successor,
    "articles": moved_articles,
    "note": str,
}


_BOM: Final = b"\xef\xbb\xbf"


class StatutesUnreadable(Refused):
    """The file is no table of law versions; ``findings`` say where and why."""

    refusal = Refusal(
        N_("{path} cannot be used as a table of law versions, so nothing was written."),
        N_("Mend what is listed above and run the command again."),
        Exit.UNREADABLE,
    )

    def __init__(self, *, path: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(path=path)
        self.findings = findings


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenVersion:
    """One law version as ``statutes.yaml`` holds it, and its line in the file that was given."""

    facts: Mapping[str, Any]
    line: int


def read_statutes(data: bytes, path: str, *, table: bool = False) -> tuple[GivenVersion, ...]:
    """The law versions in *data*, the content of the file that messages call *path*.

    A *table*, or a name that ends in ``.csv``, is read as such (``versions_in_table``); anything
    else has the shape of ``statutes.yaml``, in YAML or in JSON. Raises ``StatutesUnreadable``.
    """
    if table or path.lower().endswith(".csv"):
        return _of_table(data, path)
    if data.removeprefix(_BOM).lstrip()[:1] == b"{":
        return _of_json(data, path)
    found = reader.read(data, path)
    if found.parsed is None:
        raise StatutesUnreadable(path=path, findings=found.findings)
    parsed = found.parsed
    _refuse_unfit(parsed.value, parsed.place, path)
    listed = upgraded(FileKind.STATUTES, parsed.value)["statutes"]
    return tuple(
        GivenVersion(facts=facts, line=parsed.place(("statutes", at)).line)
        for at, facts in enumerate(listed)
    )


def _of_json(data: bytes, path: str) -> tuple[GivenVersion, ...]:
    value = json_object(_decoded(data, path), path, depth=RECORD.depth)
    _refuse_unfit(value, lambda _key: Place(path), path)
    listed = upgraded(FileKind.STATUTES, value)["statutes"]
    return tuple(GivenVersion(facts=facts, line=1) for facts in listed)


def _of_table(data: bytes, path: str) -> tuple[GivenVersion, ...]:
    """The versions of a table, in any encoding that Excel writes."""
    rows = tuple(versions_in_table(_decoded(data, path), path))
    lines = [line for line, _facts in rows]

    def place(key: KeyPath) -> Place:
        at = key[1] if len(key) > 1 and isinstance(key[1], int) else None
        return Place(path, lines[at] if at is not None else 1)

    version = newest(FileKind.STATUTES)
    _refuse_unfit({"schema": version, "statutes": [facts for _line, facts in rows]}, place, path)
    return tuple(GivenVersion(facts=facts, line=line) for line, facts in rows)


def _decoded(data: bytes, path: str) -> str:
    found = plain_text(data) if len(data) <= RECORD.bytes else None
    if found is None:
        wrong = file_text(data, path, size=RECORD.bytes, line=RECORD.bytes).findings
        raise StatutesUnreadable(path=path, findings=tuple(wrong))
    return normalize("NFC", found.text)


def _refuse_unfit(value: Mapping[str, Any], place: Callable[[KeyPath], Place], path: str) -> None:
    wrong = schemas.check_schema(FileKind.STATUTES, value, place)
    if wrong:
        raise StatutesUnreadable(path=path, findings=wrong)


_SINGLE: Final = ("effective_from", "repealed_on", "replaced_by", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A given law version says one thing, and the table already says another."""

    law: str
    version: str
    key: str
    known: str
    given: str
    line: int

    @property
    def message(self) -> str:
        """The line, the law, the key and both values, in the reader's language."""
        said = _(_SAYS)
        return said.format(
            line=self.line,
            law=self.law,
            version=self.version,
            key=self.key,
            given=self.given,
            known=self.known,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The whole table, and the versions (law, version) that are new in it or were completed.

    ``lines`` has for each of these the line on which it was given.
    """

    table: tuple[Mapping[str, Any], ...]
    new: tuple[tuple[str, str], ...]
    completed: tuple[tuple[str, str], ...]
    contradictions: tuple[Contradiction, ...]
    lines: Mapping[tuple[str, str], int]


_SAYS: Final = N_(
    "Line {line}, {law} ({version}): {key} is {given}, but what is known already is {known}."
)


def merged(known: Sequence[Mapping[str, Any]], given: Iterable[GivenVersion]) -> Merged:
    """The table *known* with the versions *given* added, the versions of one law in their order."""
    table = list(known)
    new: list[tuple[str, str]] = []
    lines: dict[tuple[str, str], int] = {}
    wrong: list[Contradiction] = []
    for one in given:
        name = named(one.facts)
        at = next((at for at, there in enumerate(table) if _is_same(there, one.facts)), None)
        if at is None:
            table.insert(_slot(table, one.facts), one.facts)
            new.append(name)
        else:
            name = named(table[at])
            wrong += _contradictions(table[at], one)
            whole = _completed(table[at], one.facts)
            if whole == table[at]:
                continue
            table[at] = whole
        lines.setdefault(name, one.line)
    return Merged(
        table=tuple(table),
        new=tuple(new),
        completed=tuple(name for name in lines if name not in new),
        contradictions=tuple(wrong),
        lines=lines,
    )


def named(facts: Mapping[str, Any]) -> tuple[str, str]:
    """The key of a version: its law and its year."""
    return facts["law"], facts["version"]


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether both are one version of one law, however its name is written."""
    return bool(one["version"] == other["version"]) and _is_of_one_law(one, other)


def _is_of_one_law(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return law_key(one["law"]) == law_key(other["law"])


def with_table(text: str, written: Mapping[str, Any], table: Sequence[Mapping[str, Any]]) -> str:
    """The *text* of ``statutes.yaml``, whose value is *written*, with another *table* in it."""
    new = {**upgraded(FileKind.STATUTES, written), "statutes": list(table)}
    return edited(FileKind.STATUTES, text, written, new)


def _slot(table: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]) -> int:
    """Where a new version goes: before the first later one of its law, else after the others."""
    same = [at for at, there in enumerate(table) if _is_of_one_law(there, facts)]
    later = [at for at in same if _begins(table[at]) > _begins(facts)]
    return min(later, default=same[-1] + 1 if same else len(table))


def _begins(facts: Mapping[str, Any]) -> str:
    """The day a text came into force; if that is not known, the year in its name."""
    return str(facts["effective_from"] or facts["version"])


def _completed(there: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    filled = {key: given[key] for key in _SINGLE if there[key] is None}
    also_called = list(dict.fromkeys([*there["also_called"], *given["also_called"]]))
    articles = {**given["articles"], **there["articles"]}
    return {**there, **filled, "also_called": also_called, "articles": articles}


def _contradictions(there: Mapping[str, Any], one: GivenVersion) -> Iterator[Contradiction]:
    facts, known = dict(_facts(one.facts)), dict(_facts(there))
    for key, given in facts.items():
        if key in known and known[key] != given:
            yield Contradiction(
                law=there["law"],
                version=there["version"],
                key=key,
                known=known[key],
                given=given,
                line=one.line,
            )


def _facts(version: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What *version* states, as text by key; empty values are left out."""
    for key in _SINGLE:
        value = version[key]
        if isinstance(value, Mapping):
            yield key, f"{value['law']}（{value['version']}）"
        elif value is not None:
            yield key, value
    for article, moved in version["articles"].items():
        yield f"articles.{article}", moved
