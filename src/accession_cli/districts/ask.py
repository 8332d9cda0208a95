"""Ask the districts' tables a question in SQL.

A named question is a file of the package: its first line is the title, the comment lines after it
say what it is about, and the columns are named in it as people read them. It is asked of views over
the Parquet files that are listed, one by one. A question of one's own is asked of a copy of the
tables that is opened read-only, after which nothing outside it can be reached.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from accession_cli.districts.lake import CITED, DATED, LAWS, MADE_OF, select
from accession_cli.districts.tables import TABLES, database, quoted, table
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Rows: TypeAlias = Iterable[Mapping[str, Any]]
#: Makes a table, as a VIEW or a TABLE by its last argument; it may use the folder.
Lay: TypeAlias = Callable[["DuckDBPyConnection", Path, str], None]

_FOLDER: Final = Path(__file__).parent / "questions"
_NAME: Final = re.compile(r"[0-9]{2}-([a-z-]{1,40})")
_WORD: Final = re.compile(r"\w+")
_AT_ONCE: Final = 2_000

#: The tables that are made for a question, beside those of the lake.
MADE: Final[Mapping[str, Mapping[str, str]]] = {
    "districts": {
        "district": "VARCHAR",
        "name": "VARCHAR",
        "arrived": "DATE",
        "published": "DATE",
        "problem": "VARCHAR",
        "problem_name": "VARCHAR",
        "since": "DATE",
        "unread": "BIGINT",
    },
    "arrivals": {
        "district": "VARCHAR",
        "commit": "VARCHAR",
        "arrived": "DATE",
        "outcome": "VARCHAR",
        "outcome_name": "VARCHAR",
        "reason": "VARCHAR",
    },
    "frozen_districts": {"district": "VARCHAR", "cut": "DATE"},
    "catalogue": {
        "place": "BIGINT",
        "code": "VARCHAR",
        "title": "VARCHAR",
        "class": "VARCHAR",
        "agency": "VARCHAR",
    },
    "same": {
        "kind": "VARCHAR",
        "district": "VARCHAR",
        "id": "VARCHAR",
        "entry": "VARCHAR",
        "step": "VARCHAR",
        "step_name": "VARCHAR",
        "counts": "BOOLEAN",
    },
}
_IN_FORCE: Final = """
CREATE VIEW in_force AS
SELECT * EXCLUDE (filed, until)
FROM dated
WHERE filed <= getvariable('day') AND until >= getvariable('day')
"""
_IN_FORCE_CITED: Final = """
CREATE VIEW in_force_cited AS
SELECT district, id, law, version, article
FROM cited
WHERE filed <= getvariable('day') AND until >= getvariable('day')
"""
#: A published copy tells no number of what was refused; they are counted by day and words.
_REFUSED: Final = """
CREATE VIEW refused AS
SELECT
    'R' || row_number() OVER (
        PARTITION BY district ORDER BY date, title, agency, class, laws::VARCHAR
    ) AS id,
    *
FROM refusals
"""
#: Views by their names: the table that each is over, and what makes it.
_VIEWS: Final = {
    "in_force": (DATED, _IN_FORCE),
    "in_force_cited": (CITED, _IN_FORCE_CITED),
    "refused": ("refusals", _REFUSED),
}

#: The name of a question that there is not.
NO_QUESTION: Final = Refusal(
    N_("There is no question called “{name}”."),
    N_("These there are: {known}. Or write your own in SQL: --sql FILE."),
    Exit.USAGE,
)
#: What is asked is no question: it would change or fetch something, or is none at all.
NOT_A_QUESTION: Final = Refusal(
    N_("{file} is not one single SELECT, and only questions are answered; nothing was done."),
    N_("Write one statement that begins with SELECT, WITH or FROM."),
    Exit.USAGE,
)
#: The database cannot answer; its own words are in English.
NOT_ANSWERED: Final = Refusal(
    N_("The question could not be answered: {reason}"),
    N_(
        "Mend the question. It can use these tables: {known}; files and the network are out of its"
        " reach."
    ),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question: its name for the command line, its title, what it is about, and the SQL."""

    name: str
    title: str
    about: str
    sql: str

    def mentions(self, name: str) -> bool:
        """Whether the SQL has the word *name*."""
        return name in self._words

    @property
    def _words(self) -> set[str]:
        return set(_WORD.findall(self.sql.casefold()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What questions are asked of, on ``day`` and for ``year``.

    ``files`` are the Parquet files of each table, ``made`` makes the rows of the other tables when
    a question needs them; ``laid`` makes other such tables whole. ``together`` gives a table in
    one file where there is such a file, with the columns that named questions use.
    """

    files: Mapping[str, Sequence[Path]]
    day: date
    year: int
    made: Mapping[str, Callable[[], Rows]] = field(default_factory=dict)
    together: Callable[[str], Path | None] = lambda _name: None
    laid: Mapping[str, Lay] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The columns of an answer, each with its type in SQL, and its rows, which are read once."""

    question: Question
    columns: Sequence[tuple[str, str]]
    rows: Iterator[tuple[Any, ...]]

    @property
    def heads(self) -> list[str]:
        """The heads of the columns."""
        return [head for head, _kind in self.columns]


@cache
def questions() -> tuple[Question, ...]:
    """The named questions, in their order."""
    return tuple(_read(file) for file in sorted(_FOLDER.glob("*.sql")))


def _read(file: Path) -> Question:
    text = file.read_text(encoding="utf-8")
    comments = [line[3:] for line in text.split("\n") if line.startswith("-- ")]
    named = _NAME.fullmatch(file.stem)
    name = named[1] if named else file.stem
    return Question(name=name, title=comments[0], about="".join(comments[1:]), sql=text)


def question(name: str) -> Question:
    """The question called *name*, or whose title is *name*; raises ``NO_QUESTION``."""
    for one in questions():
        if name in (one.name, one.title):
            return one
    raise NO_QUESTION(name=name, known=", ".join(one.name for one in questions()))


@contextmanager
def answered(asked: Question, sources: Sources, most: int | None = None) -> Iterator[Answer]:
    """Answer one of ``questions()``, as long as the answer is used, with at *most* so many rows."""
    with opened(asked, sources) as connection:
        yield _answer(connection, asked) if most is None else _first(connection, asked, most)


@contextmanager
def opened(asked: Question, sources: Sources) -> Iterator["DuckDBPyConnection"]:
    """A connection with all that *asked* mentions; raises ``NOT_ANSWERED``."""
    import duckdb

    with _workplace() as folder, database() as connection:
        try:
            lay_out(connection, asked, sources, folder)
        except duckdb.Error as error:
            raise _not_answered(error) from error
        yield connection


@contextmanager
def answered_offline(asked: Question, sources: Sources) -> Iterator[Answer]:
    """Answer a question that somebody wrote: from a copy, read-only, with nothing else in reach.

    Raises ``NOT_A_QUESTION`` and ``NOT_ANSWERED``.
    """
    import duckdb

    with _workplace() as folder:
        copy = folder / "copy.duckdb"
        with database(copy) as connection:
            _refuse_statements(connection, asked)
            try:
                lay_out(connection, asked, sources, folder, copied=True)
            except duckdb.Error as error:
                raise _not_answered(error) from error
        with database(
            copy, enable_external_access=False, access_mode="READ_ONLY", lock_configuration=True
        ) as connection:
            _set_day(connection, sources)
            yield _answer(connection, asked)


@contextmanager
def _workplace() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="accession-ask-") as made:
        yield Path(made)


def _refuse_statements(connection: "DuckDBPyConnection", asked: Question) -> None:
    import duckdb

    try:
        kinds = [one.type for one in connection.extract_statements(asked.sql)]
    except duckdb.Error as error:
        raise _not_answered(error) from error
    if kinds != [duckdb.StatementType.SELECT]:
        raise NOT_A_QUESTION(file=asked.name)


def _not_answered(error: Exception) -> Refused:
    reason = str(error).strip().split("\n\n")[0]
    return NOT_ANSWERED(reason=reason, known=", ".join((*TABLES, *_VIEWS, *MADE)))


def lay_out(
    connection: "DuckDBPyConnection",
    asked: Question,
    sources: Sources,
    folder: Path,
    *,
    copied: bool = False,
) -> None:
    """Make what *asked* mentions: views over the files, or a copy of them, and the made tables.

    A copy has every column.
    *folder* takes the rows of the made tables on their way.
    """
    _set_day(connection, sources)
    seen = [view for view in _VIEWS if asked.mentions(view)]
    under = {_VIEWS[view][0] for view in seen}
    made = "TABLE" if copied else "VIEW"
    for name in (*TABLES, *MADE_OF):
        if asked.mentions(name) or name in under:
            source = _source(name, sources, copied=copied)
            connection.execute(f"CREATE {made} {name} AS {source}")
    for view in seen:
        connection.execute(_VIEWS[view][1])
    for name, columns in MADE.items():
        if not asked.mentions(name):
            continue
        if name in sources.laid:
            sources.laid[name](connection, folder, made)
        else:
            _fill(connection, name, columns, sources.made.get(name, tuple)(), folder)


def _set_day(connection: "DuckDBPyConnection", sources: Sources) -> None:
    connection.execute(f"SET VARIABLE day = DATE {quoted(sources.day.isoformat())}")
    connection.execute(f"SET VARIABLE year = {sources.year:d}")


def _source(name: str, sources: Sources, *, copied: bool) -> str:
    """What reads the table *name*, or nothing with its columns."""
    one = None if copied else sources.together(DATED if name == "tasks" else name)
    if one:
        wanted = "* EXCLUDE (filed, until)" if name == "tasks" else "*"
        return f"SELECT {wanted} FROM read_parquet({quoted(str(one))})"  # noqa: S608 - quoted
    of = MADE_OF.get(name, name)
    files = sources.files.get(name if name in sources.files else of, ())
    if files and name in (DATED, CITED, LAWS):
        return select(name, files)
    if files:
        listed = ", ".join(quoted(str(file)) for file in files)
        return f"SELECT * FROM read_parquet([{listed}])"  # noqa: S608 - quoted
    columns = {**table(of).columns, **_MORE.get(name, {})}
    empty = ", ".join(f'NULL::{kind} AS "{column}"' for column, kind in columns.items())
    return f"SELECT {empty} WHERE false"


_OF_DAYS: Final = {"filed": "DATE", "until": "DATE"}
#: What the tables that are made of others have besides.
_MORE: Final[Mapping[str, Mapping[str, str]]] = {
    DATED: _OF_DAYS,
    CITED: {**_OF_DAYS, **dict.fromkeys(("law", "version", "article"), "VARCHAR")},
}


def _fill(
    connection: "DuckDBPyConnection",
    name: str,
    columns: Mapping[str, str],
    rows: Rows,
    folder: Path,
) -> None:
    lines = folder / f"{name}.json"
    with lines.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
    listed = ", ".join(f"{quoted(one)}: {quoted(kind)}" for one, kind in columns.items())
    connection.execute(
        f"CREATE TABLE {name} AS SELECT * FROM read_json({quoted(str(lines))},"  # noqa: S608 - quoted
        f" format = 'newline_delimited', columns = {{{listed}}})"
    )
    lines.unlink()


def _first(connection: "DuckDBPyConnection", asked: Question, most: int) -> Answer:
    """The first rows of one of ``questions()``, whose SQL ends with its order."""
    sql = f"{asked.sql}\nLIMIT {most:d}"
    return _answer_of(asked, _run(connection, sql))


def _answer(connection: "DuckDBPyConnection", asked: Question) -> Answer:
    return _answer_of(asked, _run(connection, asked.sql))


def _answer_of(asked: Question, found: "DuckDBPyConnection") -> Answer:
    columns = [(str(one[0]), str(one[1])) for one in found.description or ()]
    return Answer(question=asked, columns=columns, rows=_rows(found))


def _run(connection: "DuckDBPyConnection", sql: str) -> "DuckDBPyConnection":
    import duckdb

    try:
        return connection.execute(sql)
    except duckdb.Error as error:
        raise _not_answered(error) from error


def _rows(found: "DuckDBPyConnection") -> Iterator[tuple[Any, ...]]:
    import duckdb

    while True:
        try:
            rows = found.fetchmany(_AT_ONCE)
        except duckdb.Error as error:
            raise _not_answered(error) from error
        if not rows:
            return
        yield from rows
