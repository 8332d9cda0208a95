"""Write what one district published as tables in Parquet, which questions are asked of.

Every district's tables have the same columns, made from the JSON Schemas of its files. The first
column, ``district``, is the district's code: numbers such as DL-2024-0001 are unique only together
with it. A list stays a list, an object becomes a STRUCT. An object whose keys people choose becomes
a list in which ``key`` (``code`` for places) is one more field, or a MAP where its values are plain
texts. ``all`` as a scope is NULL. ``LEFT_OUT`` names the fields that no table holds.

The same registry gives the same bytes, whatever machine writes them with the same DuckDB.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from accession_cli.errors import reason
from accession_cli.files.writing import FileUnwritable
from accession_cli.registry.files import SCHEME, kind_of
from accession_cli.registry.schemas import FileKind, upgraded
from accession_cli.scheme.fields import schema
from accession_cli.scheme.registry import PUBLICATION, ApplicationStatus
from accession_cli.scheme.task import Result

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from accession_cli.registry.reading import Loaded
    from accession_cli.scheme.application import Application

#: Raised whenever the columns, or what stands in them, change: then every district is read anew.
READER: Final = 1
DISTRICT: Final = "district"
ENDING: Final = ".parquet"
_LINES: Final = ".lines"
_SPILL: Final = "spill"
#: How a district's tables are written.
_FORM: Final = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 9, WRITE_BLOOM_FILTER false"
#: What every use of DuckDB may cost, and that it fetches nothing.
_LIMITS: Final[Mapping[str, str | bool | int | float | list[str]]] = {
    "threads": 2,
    "memory_limit": "384MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}
#: The rows of each table, by its name.
Rows: TypeAlias = dict[str, list[dict[str, Any]]]

#: The fields of a file that its table does not hold, by table. Lists add no level to a path.
LEFT_OUT: Final[Mapping[str, frozenset[str]]] = {
    "profile": frozenset({"schema", "code", "district"}),  # the columns district and name
    "agencies": frozenset({"schema"}),
    "subdistricts": frozenset({"schema"}),
    "statutes": frozenset({"schema"}),
    "tasks": frozenset(
        {
            "schema",
            # who reviewed and corrected, and in which words: the centre has no need of it
            *("basis.reviewer", "mechanism.basis.reviewer", "decision.opinion"),
            *("corrections.by", "corrections.old", "corrections.new"),
            # files that stay in the district
            *("basis.attachment", "mechanism.basis.attachment"),
            *("application.form", "retirement.material"),
        }
    ),
    "editions": frozenset({"schema", "calendar", "templates", "fonts", "tools", "outputs"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A column: its type in SQL, and the function that brings a file's value into it.

    ``leaves`` are the paths of the fields in it; () for a plain value.
    """

    sql: str
    fit: Callable[[Any], Any]
    leaves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its columns in order, and the type of each in SQL."""

    name: str
    columns: Mapping[str, str]


def _itself(value: Any) -> Any:
    return value


_TEXT: Final = Shape(sql="VARCHAR", fit=_itself)
_DAY: Final = Shape(sql="DATE", fit=_itself)
_MONEY: Final = Shape(sql="DECIMAL(14,2)", fit=_itself)
_PLAIN: Final[Mapping[type, Shape]] = {
    str: _TEXT,
    bool: Shape(sql="BOOLEAN", fit=_itself),
    int: Shape(sql="BIGINT", fit=_itself),
}
_BY_TYPE: Final = {"string": str, "boolean": bool, "integer": int}
_REF: Final = "#/$defs/"
#: Keyed by the code of a place; whatever else is keyed has a ``key``.
_BY_CODE: Final = frozenset({"subdistricts", "communities"})


class _Shapes:
    """Makes the shapes of one kind of file from its JSON Schema, without the fields *left_out*."""

    def __init__(self, kind: FileKind, left_out: frozenset[str]) -> None:
        self.whole = schema(kind)
        self._left_out = left_out

    def fields(self, node: Mapping[str, Any], path: str) -> dict[str, Shape]:
        """The shape of each field of the object *node* that is not left out."""
        found: dict[str, Shape] = {}
        for form in self._forms(node):
            for name, below in form.get("properties", {}).items():
                here = f"{path}.{name}".removeprefix(".")
                if here not in self._left_out:
                    found.setdefault(name, self.shape(below, here))
        return found

    def shape(self, node: Mapping[str, Any], path: str) -> Shape:
        """The shape of *node*, which stands at *path*."""
        if node.get("$ref", "").startswith(f"{_REF}amount"):
            return _MONEY
        forms = self._forms(node)
        if any("properties" in form for form in forms):
            return _struct(self.fields(node, path), path)
        (form,) = forms
        if "items" in form:
            return _list(self.shape(form["items"], path))
        if "additionalProperties" in form:
            return self._keyed(form["additionalProperties"], path)
        if form.get("format") == "date":
            return _DAY
        given = next((one for one in (form.get("const"), *form.get("enum", ())) if one), None)
        return _PLAIN[_BY_TYPE[_type_of(form)] if given is None else type(given)]

    def _keyed(self, below: Mapping[str, Any], path: str) -> Shape:
        """An object whose keys people choose."""
        fields = self.fields(below, path)
        if not fields:
            inner = self.shape(below, path)
            return Shape(sql=f"MAP(VARCHAR, {inner.sql})", fit=_itself)
        name = "code" if path.rpartition(".")[2] in _BY_CODE else "key"
        rows = _list(_struct({name: _TEXT, **fields}, path))

        def fit(value: Any) -> Any:
            return None if value is None else rows.fit(keyed_rows(value, name))

        return Shape(sql=rows.sql, fit=fit, leaves=rows.leaves)

    def _forms(self, node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """What *node* refers to, and each form that it may have."""
        if "$ref" in node:
            return self._forms(self.whole["$defs"][node["$ref"].removeprefix(_REF)])
        if "oneOf" in node:
            return [form for one in node["oneOf"] for form in self._forms(one)]
        return [node]


def _type_of(form: Mapping[str, Any]) -> str:
    given = form["type"]
    plain: str
    (plain,) = {*([given] if isinstance(given, str) else given)} - {"null"}
    return plain


def _struct(fields: Mapping[str, Shape], path: str) -> Shape:
    made = ", ".join(f'"{name}" {one.sql}' for name, one in fields.items())

    def fit(value: Any) -> Any:
        return None if value is None else _fitted(fields, value)

    leaves = [f"{path}.{name}" for name, one in fields.items() if not one.leaves]
    below = [leaf for one in fields.values() for leaf in one.leaves]
    return Shape(sql=f"STRUCT({made})", fit=fit, leaves=(*leaves, *below))


def _list(inner: Shape) -> Shape:
    def fit(value: Any) -> Any:
        return None if value is None or value == "all" else [inner.fit(one) for one in value]

    return Shape(sql=f"{inner.sql}[]", fit=fit, leaves=inner.leaves)


def _fitted(fields: Mapping[str, Shape], value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one.fit(value.get(name)) for name, one in fields.items()}


def keyed_rows(value: Mapping[str, Mapping[str, Any]], name: str) -> list[dict[str, Any]]:
    """The objects in *value*, each with its key under *name*, in the order of the file."""
    return [{name: key, **one} for key, one in value.items()]


#: What a district refused: enough to see that a neighbour admitted it.
_REFUSAL: Final = {
    "title": _TEXT,
    "class": _TEXT,
    "agency": _TEXT,
    "laws": _list(_struct({"law": _TEXT, "version": _TEXT, "article": _TEXT}, "laws")),
    "date": _DAY,
}


@cache
def _fields(table: str) -> Mapping[str, Shape]:
    """The columns of *table* but the first, each with its shape."""
    if table == "refusals":
        return _REFUSAL
    kind, top, key = _FROM[table]
    shapes = _Shapes(kind, LEFT_OUT[table])
    node = shapes.whole
    if top:
        node = node["properties"][top]
        node = node.get("additionalProperties") or node["items"]
    fields = shapes.fields(node, "")
    if table == "profile":
        return {"name": _TEXT, "shares_refusals": _PLAIN[bool], **fields}
    return {key: _TEXT, **fields} if key else fields


#: By table: its kind of file, the key of that file that holds the rows, and what those have as key.
_FROM: Final[Mapping[str, tuple[FileKind, str, str]]] = {
    "profile": (FileKind.SCHEME, "", ""),
    "agencies": (FileKind.AGENCIES, "agencies", "key"),
    "subdistricts": (FileKind.SUBDISTRICTS, "subdistricts", "code"),
    "statutes": (FileKind.STATUTES, "statutes", ""),
    "tasks": (FileKind.TASK, "", ""),
    "editions": (FileKind.EDITION, "", ""),
}
TABLES: Final = (*_FROM, "refusals")


def table(name: str) -> Table:
    """The table *name*, one of ``TABLES``."""
    columns = {column: shape.sql for column, shape in _fields(name).items()}
    return Table(name=name, columns={DISTRICT: "VARCHAR", **columns})


def leaves(name: str) -> frozenset[str]:
    """The path of every field that the table *name* holds."""
    fields = _fields(name).items()
    return frozenset(leaf for column, one in fields for leaf in (one.leaves or (column,)))


def rows(loaded: "Loaded") -> Rows:
    """The rows of every table, from a registry whose profile can be used."""
    values = _sound(loaded)
    code = values[SCHEME]["code"]
    made: dict[str, list[dict[str, Any]]] = {}
    for name, (kind, top, key) in _FROM.items():
        of_kind = (one for file, one in sorted(values.items()) if kind_of(file) is kind)
        given = [row for value in of_kind for row in _given(value, top, key)]
        made[name] = [{DISTRICT: code, **_fitted(_fields(name), row)} for row in given]
    refused = _refusals(values, loaded)
    made["profile"][0]["name"] = values[SCHEME]["district"]
    made["profile"][0]["shares_refusals"] = refused is not None
    made["refusals"] = [{DISTRICT: code, **_fitted(_REFUSAL, row)} for row in refused or ()]
    return made


def _sound(loaded: "Loaded") -> dict[str, Mapping[str, Any]]:
    """The value of every file that can be used, by its name, in the newest version."""
    wrong = {*loaded.unread}
    found: dict[str, Mapping[str, Any]] = {}
    for path, parsed in loaded.documents.items():
        name = path.removeprefix(loaded.prefix)
        kind = kind_of(name)
        if kind is not None and path not in wrong:
            found[name] = upgraded(kind, parsed.value)
    return found


def _given(value: Mapping[str, Any], top: str, key: str) -> Iterable[Mapping[str, Any]]:
    if not top:
        return [value]
    return keyed_rows(value[top], key) if key else value[top]


def _refusals(values: Mapping[str, Mapping[str, Any]], loaded: "Loaded") -> list[Any] | None:
    """The applications that were refused; ``None`` where the district does not share them."""
    if PUBLICATION in values:
        shared: list[Any] | None = values[PUBLICATION]["refusals"]
        return shared
    filed = loaded.registry.applications if loaded.registry else ()
    made = [row for one in filed if (row := _refusal(one.application))]
    return sorted(made, key=lambda row: (row["date"], row["title"] or "", row["agency"] or ""))


def _refusal(one: "Application") -> dict[str, Any] | None:
    """What a published copy says of an application, if it was refused by a dated decision."""
    days = [made.date for made in one.newest.decision if made.result is Result.REFUSE]
    if one.status is not ApplicationStatus.REFUSED or not days:
        return None
    laws = [basis for basis in one.stated["basis"] or () if "law" in basis]
    return {**one.stated, "laws": laws, "date": max(days).isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The rows of a table as lines of JSON in a file: how many, and how long the longest is."""

    count: int
    longest: int


def write(made: Rows, folder: Path) -> None:
    """Write the *made* rows into *folder*, which exists: one file for each of ``TABLES``.

    Raises ``FileUnwritable``.
    """
    write_tables(write_lines(made, folder), folder)


def write_lines(made: Rows, folder: Path) -> dict[str, Lines]:
    """Write the *made* rows as lines of JSON, so that nobody has to hold them any more."""
    try:
        return {name: _write_lines(folder / f"{name}{_LINES}", made[name]) for name in TABLES}
    except OSError as error:
        raise FileUnwritable(path=folder, reason=reason(error)) from error


def write_tables(written: Mapping[str, Lines], folder: Path) -> None:
    """Make the tables of the lines in *folder*, and take the lines away."""
    import duckdb

    try:
        with database(spill=folder / _SPILL, threads=1) as connection:
            for name, one in written.items():
                lines = folder / f"{name}{_LINES}"
                target = folder / f"{name}{ENDING}"
                connection.execute(_copy(name, lines, target, 2 * one.longest))
                lines.unlink()
    except OSError as error:
        raise FileUnwritable(path=folder, reason=reason(error)) from error
    except duckdb.IOException as error:
        raise FileUnwritable(path=folder, reason=str(error)) from error


def _write_lines(path: Path, given: Iterable[Mapping[str, Any]]) -> Lines:
    count, longest = 0, 1
    with path.open("wb") as out:
        for row in given:
            line = f"{json.dumps(row, ensure_ascii=False)}\n".encode()
            count, longest = count + 1, max(longest, len(line))
            out.write(line)
    return Lines(count=count, longest=longest)


def _copy(name: str, lines: Path, into: Path, longest: int) -> str:
    columns = ", ".join(f"{quoted(one)}: {quoted(sql)}" for one, sql in table(name).columns.items())
    source = (
        f"read_json({quoted(str(lines))}, format = 'newline_delimited', columns = {{{columns}}},"
        f" maximum_object_size = {longest})"
    )
    target = f"{quoted(str(into))} ({_FORM})"
    return f"COPY (SELECT * FROM {source}) TO {target}"  # noqa: S608 - quoted, and no user's words


def quoted(text: str) -> str:
    """*text* as a string of SQL."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def database(
    file: Path | None = None, spill: Path | None = None, **settings: str | bool | int
) -> "Iterator[DuckDBPyConnection]":
    """DuckDB over *file*, or over nothing; what it cannot hold goes into *spill* meanwhile."""
    import duckdb

    with nullcontext(spill) if spill else TemporaryDirectory(prefix="accession-tables-") as folder:
        config = {**_LIMITS, "temp_directory": str(folder), **settings}
        locked = config.pop("lock_configuration", False)
        connection = duckdb.connect(str(file) if file else ":memory:", config=config)
        try:
            # Seen: in a process that multiprocessing started, DuckDB takes somebody to sit there,
            # and prints bars on standard output. So: none, and only then are settings locked.
            connection.execute("SET enable_progress_bar = false")
            if locked:
                connection.execute("SET lock_configuration = true")
            yield connection
        finally:
            connection.close()
