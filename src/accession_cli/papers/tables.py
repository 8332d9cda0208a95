"""Make tables from a template that lists the columns, their heads and their contents.

A template is TOML. A column has ``value``, a Jinja expression whose result keeps its type (a day,
money, a number), or ``text``, a Jinja template. The result is the value of a cell; text in it is
never markup or a formula. ``TABLE_FILTERS`` are filters for tables only.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_
from accession_cli.papers.templates import Environment

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment


_SHORTEST_RUN: Final = 3
_DAY_WIDTH: Final = 15


def after(value: str | None, label: str) -> str:
    """*label* followed by *value*; "" where there is no value."""
    return f"{label}{value}" if value else ""


def numbers(values: Iterable[int]) -> str:
    """Item numbers in order; three or more consecutive ones are written 4～9."""
    runs: list[list[int]] = []
    for number in values:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(_run(run) for run in runs)


def _run(run: Sequence[int]) -> str:
    if len(run) < _SHORTEST_RUN:
        return "、".join(str(number) for number in run)
    return f"{run[0]}～{run[-1]}"


TABLE_FILTERS: Final[Mapping[str, Callable[..., str]]] = {"numbers": numbers, "after": after}


Cell: TypeAlias = str | int | Decimal | date
Values: TypeAlias = Mapping[str, object]
T = TypeVar("T")

_SHEET_NAME: Final = re.compile(r"(?!')[^\[\]:*?/\\\x00-\x1f]{1,31}(?<!')")


#: A template of tables that cannot be read, or that uses a name that does not exist.
TABLE_TEMPLATE_REFUSED: Final = Refusal(
    N_("The table was not made: the template {template} failed with “{reason}”."),
    N_("Mend {template} in the registry's templates folder, or remove it there."),
    Exit.OUTSIDE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its head, and its greatest and smallest width in characters.

    ``options`` names the list for its drop-down; "" for none. In a form that is filled in and read
    back, ``key`` identifies the column, and ``entry`` says what people write in it; "" for nothing.
    """

    head: str
    widest: int
    options: str
    narrowest: int = 0
    key: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """A list for drop-downs: its key, its head on the hidden sheet, and its values."""

    key: str
    head: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet; ``frozen`` columns stay in place while one scrolls, ``lines`` stand above the heads.

    ``heading`` stands below the document's title; "" on the sheet that is the document itself.
    ``only_when_filled`` leaves the sheet out when it has no rows. ``one_page_wide`` prints all
    columns within the width of one page.
    """

    key: str
    name: str
    heading: str
    frozen: int
    one_page_wide: bool
    columns: tuple[Column, ...]
    contents: Callable[[Values], list[Any]]
    notes: Sequence[Callable[[Values], str]]
    only_when_filled: bool = False

    def row(self, values: Values) -> list[Cell]:
        """The cells of one row."""
        return [cell(value) for value in self.contents(values)]

    def lines(self, values: Values) -> list[str]:
        """The lines above the table that are not empty."""
        return [line for note in self.notes if (line := note(values))]


def cell(value: object) -> Cell:
    """*value* as a cell holds it; "" for None."""
    match value:
        case None:
            return ""
        case bool() | str():
            return str(value)
        case int() | Decimal() | date():
            return value
    return str(value)


def cell_width(cell: object) -> int:
    """The width that *cell* needs, in Latin characters."""
    match cell:
        case date():
            return _DAY_WIDTH
        case Decimal():
            return len(f"{cell:,.2f}")
        case _:
            return max(map(cells, str(cell).split("\n")))


def cells(text: str) -> int:
    """The width of *text*, where a Chinese character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


class TableTemplate:
    """One template file, read and ready to be filled."""

    def __init__(
        self,
        name: str,
        environment: Environment,
        filters: Mapping[str, Callable[..., object]] | None = None,
    ) -> None:
        self._name = name
        self._jinja = _jinja(environment.templates)
        self._jinja.filters.update(filters or {})
        text, path = self._source()
        self._packaged = Path(path).parent == environment.templates[-1]
        try:
            self._data: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as failure:
            raise self._refused(failure) from failure
        self._jinja.globals["words"] = self._data.get("words", {})

    def word(self, name: str) -> str:
        """The text called *name* in the template's *page* section, not filled."""
        return self.checked(lambda: str(self._data["page"][name]))

    def section(self, name: str) -> Mapping[str, Any]:
        """The section *name* of the template, as it stands there."""
        return self.checked(lambda: dict(self._data[name]))

    def tables(self) -> tuple[Table, ...]:
        """All sheets, in order."""
        return self.checked(lambda: tuple(self._table(made) for made in self._data["sheet"]))

    def options(self, values: Values) -> tuple[Options, ...]:
        """All lists for drop-downs, made from *values*."""
        made = self.checked(lambda: list(self._data.get("options", [])))
        lists = self._contents(made)(values)
        return self.checked(
            lambda: tuple(
                Options(key=one["key"], head=one["head"], values=tuple(map(str, found)))
                for one, found in zip(made, lists, strict=True)
            )
        )

    def pairs(self, section: str, values: Values) -> tuple[tuple[str, Cell], ...]:
        """The names in *section*, each with its value; names without a value are left out."""
        made = self.checked(lambda: list(self._data[section]))
        names = self.checked(lambda: [str(one["name"]) for one in made])
        cells = (cell(value) for value in self._contents(made)(values))
        return tuple(pair for pair in zip(names, cells, strict=True) if pair[1] != "")

    def filled(self, word: str, values: Values) -> str:
        """One text of the template's *page* section, filled."""
        return self._text(self.word(word))(values)

    def text(self, source: str, values: Values) -> str:
        """*source*, a text that stands in some section of the template, filled."""
        return self._text(source)(values)

    def _table(self, made: Mapping[str, Any]) -> Table:
        columns = made["column"]
        return Table(
            key=made["key"],
            name=self._sheet_name(made["name"]),
            heading=made.get("heading", ""),
            frozen=made.get("frozen", 0),
            one_page_wide=made.get("one_page_wide", True),
            columns=tuple(
                Column(
                    head=one["head"],
                    widest=int(one["widest"]),
                    options=one.get("options", ""),
                    narrowest=int(one.get("narrowest", 0)),
                    key=one.get("key", ""),
                    entry=one.get("entry", ""),
                )
                for one in columns
            ),
            contents=self._contents(columns),
            notes=[self._text(note) for note in made.get("notes", [])],
            only_when_filled=bool(made.get("only_when_filled", False)),
        )

    def _sheet_name(self, name: str) -> str:
        if not _SHEET_NAME.fullmatch(name):  # Excel would call the file damaged
            raise TABLE_TEMPLATE_REFUSED(template=self._name, reason=f"name = {name}")
        return name

    def _contents(self, made: Sequence[Mapping[str, Any]]) -> Callable[[Values], list[Any]]:
        """A function that makes the contents of *made*, each from its ``text`` or its ``value``.

        All expressions are evaluated as one list, because one by one Jinja would need ten times as
        long.
        """
        texts = {place: self._text(one["text"]) for place, one in enumerate(made) if "text" in one}
        source = self.checked(
            lambda: ", ".join("none" if "text" in one else f"({one['value']})" for one in made)
        )
        listed = self.checked(
            lambda: self._jinja.compile_expression(f"[{source}]", undefined_to_none=False)
        )

        def contents(values: Values) -> list[Any]:
            found = self.checked(lambda: [_defined(value) for value in listed(values) or ()])
            if len(found) != len(made):
                raise TABLE_TEMPLATE_REFUSED(template=self._name, reason=source)
            for place, text in texts.items():
                found[place] = text(values)
            return found

        return contents

    def _text(self, source: str) -> Callable[[Values], str]:
        template = self.checked(lambda: self._jinja.from_string(source))
        return lambda values: self.checked(lambda: template.render(values))

    def _source(self) -> tuple[str, str]:
        def found() -> tuple[str, str]:
            loader = self._jinja.loader
            text, path, _new = loader.get_source(self._jinja, self._name)  # type: ignore[union-attr] # _jinja sets it
            return text, path or ""

        return self._guarded(found)

    def checked(self, make: Callable[[], T]) -> T:
        """What *make* gives; raises ``TABLE_TEMPLATE_REFUSED`` where a registry's own fails."""
        try:
            return self._guarded(make)
        except Refused:
            raise
        except Exception as failure:
            if self._packaged:  # the packaged template failed, which is our bug
                raise
            raise self._refused(failure) from failure

    def _guarded(self, make: Callable[[], T]) -> T:
        from jinja2 import TemplateError

        try:
            return make()
        except TemplateError as failure:
            raise self._refused(failure) from failure

    def _refused(self, failure: Exception) -> Refused:
        reason = str(failure) or type(failure).__name__
        return TABLE_TEMPLATE_REFUSED(template=self._name, reason=reason)


def _defined(value: Any) -> Any:
    """*value*; raises an error for an undefined name, which would else be an empty cell."""
    from jinja2 import Undefined

    if isinstance(value, Undefined):
        str(value)  # StrictUndefined raises with the name that is missing
    return value


def _jinja(folders: Iterable[Path]) -> "SandboxedEnvironment":
    from accession_cli.papers.templates import Sandbox

    # a cell is a value, there is no markup in it to be escaped
    return Sandbox.over(folders, TABLE_FILTERS, keep_trailing_newline=True)
