"""Fill a template of Markdown, Typst or Word, and say in plain words when it cannot be filled.

All templates run in one sandbox, and every value becomes text of the document. An ``Environment``
is what a format needs besides the edition; ``Rendered`` is its result. ``file_stem`` gives files
names that a clerk can send on without renaming.

In Markdown, a character that could end a cell or begin HTML is written as a character reference,
which readers show as plain text. Other signs get a backslash where they could have a meaning. So a
value reads back as it was typed. In Typst every value is a string, so none of it can be markup or
code.

In Word ``{{ value }}`` is text, never markup or a tag. A cross-reference needs a tag in a run of
its own, ``{{r … }}``: ``{{r 3|anchor("item_3") }}`` is a target, ``{{r "见"|jump("item_3") }}``
jumps to it, and ``{{r numbers|jumps }}`` lists item numbers, each with a jump to its row.
``{{r title|titled }}`` breaks a long title into lines.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self

from jinja2.sandbox import ImmutableSandboxedEnvironment

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_, _
from accession_cli.packaged import folder
from accession_cli.papers.chinese import FILTERS
from accession_cli.papers.title_lines import WIDTH, title_lines
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import Volume

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment
    from markupsafe import Markup


#: Noto Serif SC and Noto Sans SC in bold; no package on PyPI has them (tools/make_fonts.py).
BOLD: Final = folder("data") / "fonts"

_TOGETHER: Final = 1000  # pieces of text; most are shorter than a line


class TemplateRefusedError(Refused):
    """A template cannot be read, or uses a name that does not exist."""

    refusal = Refusal(
        N_("The directory was not made: the template {template} failed with “{reason}”."),
        N_("Mend {template} in the registry's templates folder, or remove it there."),
        Exit.OUTSIDE,
    )


def filled(jinja: "SandboxedEnvironment", name: str, **values: object) -> str:
    """The text of the template *name*, filled with *values*."""
    with _told(jinja, name):
        return jinja.get_template(name).render(**values)


def filled_bytes(jinja: "SandboxedEnvironment", name: str, **values: object) -> bytes:
    """The same in UTF-8, without holding the whole text in memory as well."""
    data = BytesIO()
    with _told(jinja, name):
        stream = jinja.get_template(name).stream(**values)
        stream.enable_buffering(_TOGETHER)
        for text in stream:
            data.write(text.encode())
    return data.getvalue()


@contextmanager
def _told(jinja: "SandboxedEnvironment", name: str) -> Iterator[None]:
    from jinja2 import TemplateError

    try:
        yield
    except TemplateError as failure:
        reason = failure.message or type(failure).__name__
        raise TemplateRefusedError(template=name, reason=reason) from failure
    except Exception as failure:
        if not _replaced(jinja):  # a packaged template failed, which is our bug
            raise
        reason = str(failure) or type(failure).__name__
        raise TemplateRefusedError(template=name, reason=reason) from failure


def _replaced(jinja: "SandboxedEnvironment") -> bool:
    """True when a registry has templates of its own, which may raise anything."""
    *own, _packaged = getattr(jinja.loader, "searchpath", [""])
    return any(path.is_file() for place in own for path in Path(place).glob("*"))


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox, with its answers remembered.

    Whether a template may see an attribute depends only on the type of the value and the name of
    the attribute. With thousands of tasks, asking again took half of the time of a template.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._answers: dict[tuple[type, str], bool] = {}

    @classmethod
    def over(
        cls, folders: Iterable[Path], filters: Mapping[str, Any] = MappingProxyType({}), **own: Any
    ) -> Self:
        """The sandbox for the templates in *folders*, with *filters* and what else is its *own*."""
        from jinja2 import FileSystemLoader, StrictUndefined

        made = cls(
            loader=FileSystemLoader([str(place) for place in folders]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            **{"autoescape": False, **own},
        )
        made.filters.update({**FILTERS, **filters})
        return made

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """True when a template may see *attr* of *obj*."""
        asked = type(obj), attr
        answer = self._answers.get(asked)
        if answer is None:
            answer = self._answers[asked] = super().is_safe_attribute(obj, attr, value)
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The folders that are searched first: a registry's own ``templates/`` and ``fonts/``.

    A template there replaces the whole packaged one of the same name.
    """

    template_folders: tuple[Path, ...] = ()
    font_folders: tuple[Path, ...] = ()

    @property
    def templates(self) -> tuple[Path, ...]:
        """All template folders, in the order in which they are searched."""
        return (*self.template_folders, folder("templates"))

    @property
    def fonts(self) -> tuple[Path, ...]:
        """All font folders; Noto Serif SC and Noto Sans SC come last, Regular and then Bold."""
        import pylopdf_fonts_zh_cn

        return (*self.font_folders, Path(pylopdf_fonts_zh_cn.__file__).parent, BOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A message for the person who renders; the document was made all the same."""

    says: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The remark in the reader's language."""
        return _(self.says).format(**self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A finished document. The same edition and environment give the same bytes."""

    data: bytes
    remarks: tuple[Remark, ...] = ()


_FORBIDDEN: Final = '/\\:*?"<>|'


def file_stem(made: Edition, volume: Volume | None = None) -> str:
    """The title, and the volume's number in digits, so that files sort in the order of volumes."""
    name = made.title
    if made.extract:
        name += f"（{made.extract.name}摘编）"
    if made.draft:
        name += "（征求意见稿）"
    if volume:
        name += f"第{volume.number:0{len(str(volume.count))}d}册"
    return as_file_name(name)


def as_file_name(text: str) -> str:
    """*text* with ``_`` for each character that a file system does not take."""
    return "".join("_" if char in _FORBIDDEN or ord(char) < ord(" ") else char for char in text)


_LINE: Final = "<br>"
_REFERENCE: Final = re.compile(r"[|\\&<>\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_BACKSLASH: Final = re.compile(r"[*_`\[\]~#{$@]|:(?=//)|(?<=www)\.")
_AT_START: Final = re.compile(r"\A(?:[+\-=]|[0-9]+(?=[.)](?:\s|$)))")
_EDGE: Final = re.compile(r"^\s+|(?<!\s)\s+$")


class RawMarkdown(str):
    """Text that is Markdown already and is not escaped."""

    __slots__ = ()


def escaped_for_markdown(value: str) -> RawMarkdown:
    r"""*value* as Markdown that shows it: ``a|b`` is ``a&#124;b``, ``*`` is ``\*``.

    A line end becomes ``<br>``, because a cell has only one line. Blanks that a reader would drop
    become references.
    """
    if value.isalnum():  # true of most names and numbers; there is nothing to escape
        return RawMarkdown(value)
    lines = []
    for line in value.split("\n"):
        references = {place: ord(line[place]) for place in _places(_REFERENCE, line)}
        references |= {place: ord(line[place]) for place in _places(_EDGE, line)}
        slashes = _places(_BACKSLASH, line)
        start = _AT_START.match(line)
        if start:
            slashes.add(start.end() if start[0].isdigit() else 0)
        lines.append("".join(_sign(line, at, references, slashes) for at in range(len(line))))
    return RawMarkdown(_LINE.join(lines))


def _places(pattern: re.Pattern[str], line: str) -> set[int]:
    return {at for found in pattern.finditer(line) for at in range(*found.span())}


def _sign(line: str, at: int, references: dict[int, int], slashes: set[int]) -> str:
    if at in references:
        return f"&#{references[at]};"
    return f"\\{line[at]}" if at in slashes else line[at]


def markdown_markup(value: object) -> str:
    """What ``{{ value }}`` prints: text, escaped unless it is Markdown already."""
    from jinja2 import TemplateRuntimeError, Undefined

    match value:
        case RawMarkdown():
            return value
        case Undefined():
            str(value)  # raises, and names what does not exist
        case str():
            return escaped_for_markdown(value)
        case int() if not isinstance(value, bool):
            return str(value)
    reason = f"{value!r} is neither text nor a whole number"
    raise TemplateRuntimeError(reason)


def jinja_for_markdown(folders: Iterable[Path]) -> "SandboxedEnvironment":
    """The environment for ``.md.j2`` templates. ``{{ value }}`` is text; macros are Markdown."""
    # HTML's escapes are not Markdown's: finalize escapes all
    return Sandbox.over(
        folders, {"markdown": RawMarkdown}, finalize=markdown_markup, keep_trailing_newline=True
    )


_ESCAPED: Final = re.compile(r'[\x00-\x1f"\\\x7f-\x9f\u2028\u2029]')


class RawTypst(str):
    """Text that is Typst already and is not escaped."""

    __slots__ = ()


def typst_literal(value: str) -> RawTypst:
    r"""A string as Typst code writes it; unlike JSON, it writes a bell as ``\u{7}``."""

    def escape(found: re.Match[str]) -> str:
        sign = found[0]
        return f"\\{sign}" if sign in '"\\' else f"\\u{{{ord(sign):x}}}"

    return RawTypst(f'"{_ESCAPED.sub(escape, value)}"')


def typst_array(values: Iterable[str]) -> RawTypst:
    """An array of strings as Typst code writes it; one with a single item needs the last comma."""
    return RawTypst(f"({''.join(f'{typst_literal(value)}, ' for value in values)})")


def typst_numbers(values: Iterable[int]) -> RawTypst:
    """An array of integers as Typst code writes it."""
    return RawTypst(f"({''.join(f'{value:d}, ' for value in values)})")


def typst_flag(value: bool) -> RawTypst:  # noqa: FBT001 - a filter takes its value as it comes
    """A truth value as Typst code writes it."""
    return RawTypst("true" if value else "false")


def typst_markup(value: object) -> str:
    """What ``{{ value }}`` prints: a string in code, ended so that nothing after it joins it."""
    match value:
        case RawTypst():
            return value
        case str():
            return f"#{typst_literal(value)};"
        case int() if not isinstance(value, bool):
            return str(value)
    from jinja2 import TemplateRuntimeError

    reason = f"{value!r} is neither text nor a whole number"
    raise TemplateRuntimeError(reason)


def jinja_for_typst(folders: Iterable[Path]) -> "SandboxedEnvironment":
    """The environment for ``.typ.j2`` templates.

    ``{{ value }}`` is text; ``{{ value|literal }}`` and ``{{ values|array }}`` are for code.
    """
    own: Mapping[str, object] = {
        "literal": typst_literal,
        "array": typst_array,
        "numbers": typst_numbers,
        "flag": typst_flag,
    }
    # HTML's escapes are not Typst's: finalize escapes all
    return Sandbox.over(folders, own, finalize=typst_markup)


_FIRST_MARK: Final = 100_000  # lower numbers belong to the template's own marks
_BRACES: Final = str.maketrans({"{": "&#123;", "}": "&#125;", "\r": "&#13;"})


def word_markup(value: object) -> "Markup":
    """What ``{{ value }}`` prints; braces are escaped too, because docxtpl reads ``{_{``."""
    from jinja2 import TemplateRuntimeError, Undefined
    from markupsafe import Markup, escape

    match value:
        case Markup():
            return value
        case Undefined():
            str(value)  # raises, and names what does not exist
        case str():
            return Markup(str(escape(value)).translate(_BRACES))  # noqa: S704 - escaped here
        case int() if not isinstance(value, bool):
            return Markup(str(value))  # noqa: S704 - a number
    reason = f"{value!r} is neither text nor a whole number"
    raise TemplateRuntimeError(reason)


def _run(value: object) -> str:
    return f'<w:r><w:t xml:space="preserve">{word_markup(value)}</w:t></w:r>'


def titled(title: str, width: float = WIDTH, names: Iterable[str] = ()) -> "Markup":
    """Runs with the lines of a paper's title, and a break between them."""
    from markupsafe import Markup

    lines = map(_run, title_lines(title, width, names))
    return Markup("<w:r><w:br/></w:r>".join(lines))  # noqa: S704 - made of escaped runs


def jump(value: object, mark: str) -> "Markup":
    """A run that jumps to *mark*."""
    from markupsafe import Markup

    link = f'<w:hyperlink w:anchor="{word_markup(mark)}" w:history="1">{_run(value)}</w:hyperlink>'
    return Markup(link)  # noqa: S704 - made of what markup() escaped


def jumps(numbers: Iterable[int], there: Container[int] | None = None) -> "Markup":
    """Item numbers with 、 between them, each a jump to its row; a dash for none.

    With *there*, only those items have a row in the document; without it, all have.
    """
    from markupsafe import Markup

    links = [
        str(jump(number, f"item_{number}")) if there is None or number in there else _run(number)
        for number in numbers
    ]
    return Markup(_run("、").join(links) or _run("—"))  # noqa: S704 - made of escaped runs


def _field(instruction: str, shown: str) -> str:
    """A field of Word, which shows *shown* until it is updated."""
    return f"{_begun_field(instruction)}{shown}{_FIELD.format('end')}"


_FIELD: Final = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def _begun_field(instruction: str) -> str:
    code = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return f"{_FIELD.format('begin')}{code}{_FIELD.format('separate')}"


def page_of(page: int, mark: str) -> "Markup":
    """The page of *mark*, a field that shows *page* until Word counts itself."""
    from markupsafe import Markup

    return Markup(_field(f"PAGEREF {word_markup(mark)} \\h", _run(page)))  # noqa: S704 - so


#: The contents: headings of the second level behind the mark, as links.
_CONTENTS: Final = r'TOC \o "2-2" \u \b part_cards \h \z'


def contents_line(title: str, mark: str, page: int, *, first: bool) -> "Markup":
    """A line of the contents; the *first* begins the field that Word updates."""
    from markupsafe import Markup

    line = f"{jump(title, mark)}<w:r><w:tab/></w:r>{page_of(page, mark)}"
    begin = _begun_field(_CONTENTS) if first else ""
    return Markup(f"{begin}{line}")  # noqa: S704 - so


def contents_end() -> "Markup":
    """The end of the contents, which Word has in a paragraph of its own."""
    from markupsafe import Markup

    return Markup(_FIELD.format("end"))  # noqa: S704 - it has no value


def jinja_for_word() -> "SandboxedEnvironment":
    """The environment that fills one Word template; its marks are numbered anew for each."""
    from jinja2 import StrictUndefined
    from markupsafe import Markup

    serial = count(_FIRST_MARK)

    def anchor(value: object, mark: str) -> "Markup":
        number = next(serial)
        begin = f'<w:bookmarkStart w:id="{number}" w:name="{word_markup(mark)}"/>'
        return Markup(f'{begin}{_run(value)}<w:bookmarkEnd w:id="{number}"/>')  # noqa: S704 - so

    jinja = Sandbox(undefined=StrictUndefined, autoescape=True, finalize=word_markup)
    jinja.filters.update(
        {**FILTERS, "jump": jump, "jumps": jumps, "anchor": anchor, "titled": titled}
    )
    return jinja
