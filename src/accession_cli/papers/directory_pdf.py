"""Render the edition as PDF with Typst: PDF/UA-1 and PDF/A-3a, with its JSON attached.

From the machine, only the given fonts, the packaged fonts and the files beside the template are
read. The only date used is the base date, so the same edition gives the same bytes everywhere.
``fonts_at_hand`` asks Typst which characters none of the fonts has.
"""

import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.papers import directory_json
from accession_cli.papers.directory_json import plain
from accession_cli.papers.task_card import cards_of, public, square
from accession_cli.papers.templates import Environment, Remark, Rendered, filled, jinja_for_typst
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import Volume, all_in_one, volumes

if TYPE_CHECKING:
    import typst


TEMPLATE: Final = "directory.typ.j2"
STANDARDS: Final[tuple["typst.PDFStandard", ...]] = ("ua-1", "a-3a")
_SHANGHAI: Final = timezone(timedelta(hours=8))
_SERIF: Final = "Noto Serif SC"
_SANS: Final = "Noto Sans SC"
_FONTS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", _SERIF),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", _SERIF),
    "black": ("SimHei", "黑体", _SANS),
    "script": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", _SERIF),
    "table": ("SimSun", "宋体", _SERIF),
}
_NAMES: Final[Mapping[str, str]] = {
    "title": "方正小标宋",
    "body": "仿宋_GB2312",
    "black": "黑体",
    "script": "楷体_GB2312",
    "table": "宋体",
}
_NO_PACKAGES: Final = Path(os.devnull) / "packages"  # so that no package of this machine is read
_TEXT_NOT_DISPLAYED: Final = re.compile(
    r'the text [`"\']+(?P<text>.+?)[`"\']+ could not be displayed'
)


class NotTypesetError(Exception):
    """Typst made no document; ``reason`` is its message, which the edition helps to explain."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


#: The directory has a character that is in none of the fonts.
GLYPH_MISSING: Final = Refusal(
    N_("The PDF was not made: no font has the characters “{text}”, which stand in {where}."),
    N_(
        "Put a font that has them into the registry's fonts folder, or write the text with other "
        "characters."
    ),
    Exit.OUTSIDE,
)


#: Typst refused the document, most often because of a registry's own template.
TYPESETTING: Final = Refusal(
    N_("The PDF was not made: the typesetter Typst refused the template with “{reason}”."),
    N_("Mend {template} in the registry's templates folder, or remove it there."),
    Exit.OUTSIDE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """The input for Typst: the filled template, and what goes into the document unchanged."""

    text: str
    json: str
    square: str
    day: date


def render(edition: Edition, environment: Environment) -> Rendered:
    """The whole directory as one document, with a remark when usual fonts are absent."""
    return render_volume(edition, all_in_one(edition), environment)


def render_volume(edition: Edition, volume: Volume, environment: Environment) -> Rendered:
    """One volume of *edition*, or the whole where *volume* is all of it."""
    try:
        return typeset(manuscript(edition, volume, environment), environment)
    except NotTypesetError as refusal:
        _refuse(edition, refusal.reason)


def manuscript(edition: Edition, volume: Volume, environment: Environment) -> Manuscript:
    """``directory.typ.j2``, filled."""
    families = frozenset(fonts_of(environment).families())
    return Manuscript(
        text=_source(edition, volume, environment, families),
        json=(
            directory_json.data(edition) if volume.alone else directory_json.volume(edition, volume)
        ).decode(),
        square=square(edition.scheme.page_address, border=2) if edition.scheme.page_address else "",
        day=edition.base_date,
    )


def typeset(manuscript: Manuscript, environment: Environment) -> Rendered:
    """The document that Typst makes of *manuscript*. Raises ``NotTypesetError``."""
    import typst

    fonts = fonts_of(environment)
    compiler = typst.Compiler(
        manuscript.text.encode(),
        root=next(place for place in environment.templates if place.is_dir()),
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=_NO_PACKAGES,
        package_cache_path=_NO_PACKAGES,
        sys_inputs={"json": manuscript.json, "qr": manuscript.square},
    )
    day = manuscript.day
    try:
        made, warnings = compiler.compile_with_warnings(
            format="pdf",
            pdf_standards=list(STANDARDS),
            timestamp=datetime(day.year, day.month, day.day, tzinfo=_SHANGHAI),
        )
    except typst.TypstError as refusal:
        raise NotTypesetError(str(refusal)) from refusal
    if not isinstance(made, bytes):
        raise NotTypesetError(type(made).__name__)
    families = frozenset(fonts.families())
    remarks = (*_absent(families), *_warned(str(warning) for warning in warnings))
    return Rendered(data=made, remarks=remarks)


def fonts_of(environment: Environment) -> "typst.Fonts":
    """The registry's own fonts and the packaged ones; the machine's are not used."""
    import typst

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(place) for place in environment.fonts],
    )


def fonts_in(environment: Environment) -> Mapping[str, list[str]]:
    """The families that are there for each role, as templates name them; the usual ones first."""
    return _by_role(frozenset(fonts_of(environment).families()))


def _by_role(families: Collection[str]) -> Mapping[str, list[str]]:
    return {role: [name for name in names if name in families] for role, names in _FONTS.items()}


def absent_fonts(families: Collection[str]) -> tuple[str, ...]:
    """The usual fonts that are not among *families*, by their common names."""
    return tuple(name for role, name in _NAMES.items() if not _has(families, role))


def _source(
    edition: Edition, volume: Volume, environment: Environment, families: frozenset[str]
) -> str:
    return filled(
        jinja_for_typst(environment.templates),
        TEMPLATE,
        edition=edition,
        volume=volume,
        volumes=volumes(edition),
        scheme=edition.scheme,
        fonts=_by_role(families),
        # templates that districts made before there was a bold ask for these two
        thin_title=not _has(families, "title"),
        thin_black=not _has(families, "black"),
        content_sha256=directory_json.content_sha256(edition),
        made=cards_of(edition, volume),
        public=public(edition, volume),
    )


def _has(families: Collection[str], role: str) -> bool:
    """True when one of the usual fonts for *role* is there, not only the packaged one."""
    return any(name in families for name in _FONTS[role][:-1])


def _absent(families: frozenset[str]) -> Iterator[Remark]:
    absent = absent_fonts(families)
    if absent:
        yield Remark(
            says=N_(
                "The fonts {fonts} are not in the registry's fonts folder; the PDF uses Noto Serif "
                "SC and Noto Sans SC in their place."
            ),
            facts={"fonts": "、".join(absent)},
        )


def _warned(warnings: Iterable[str]) -> Iterator[Remark]:
    for text in sorted(set(warnings)):
        yield Remark(says=N_("The typesetter Typst warns: {warning}"), facts={"warning": text})


def _refuse(edition: Edition, reason: str) -> NoReturn:
    found = _TEXT_NOT_DISPLAYED.search(reason)
    if found is None:
        raise TYPESETTING(reason=reason, template=TEMPLATE)
    text = found["text"]
    where = [str(i.task.id) for i in edition.items if text in str(plain(i.task))]
    raise GLYPH_MISSING(text=text, where="、".join(where) or edition.title)


_CHARACTERS_NOT_DISPLAYED: Final = re.compile(r'the text [`"]+(.+?)[`"]+ could not be displayed')


@dataclass(frozen=True, slots=True, kw_only=True)
class FontsAtHand:
    """A registry's fonts: usual ones that are ``absent``, and ``unseen`` characters.

    A character is unseen when no font has it. ``own`` is True when the registry has a folder of
    fonts of its own.
    """

    own: bool
    absent: tuple[str, ...]
    unseen: str


def fonts_at_hand(texts: Iterable[str], environment: Environment) -> FontsAtHand:
    """The fonts of *environment*, and the characters of *texts* that none of them has."""
    import typst

    fonts = fonts_of(environment)
    families = fonts.families()
    characters = "".join(sorted({one for text in texts for one in text if one.isprintable()}))
    source = (
        f"#set document(title: [glyphs])\n#set text(font: {_array(families)})\n"
        f"#{json.dumps(characters, ensure_ascii=False)}\n"
    )
    compiler = typst.Compiler(source.encode(), font_paths=fonts, ignore_system_fonts=True)
    unseen = ""
    try:
        compiler.compile(format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as refusal:
        unseen = "".join(_CHARACTERS_NOT_DISPLAYED.findall(refusal.diagnostic or str(refusal)))
    own = any(place.is_dir() for place in environment.font_folders)
    return FontsAtHand(own=own, absent=absent_fonts(families), unseen=unseen)


def _array(families: Iterable[str]) -> str:
    return "(" + "".join(f"{json.dumps(name, ensure_ascii=False)}," for name in families) + ")"
