"""Which characters no font at hand can show, found by the typesetter that makes the PDF."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from accession_cli.render.environment import Environment
from accession_cli.render.pdf import absent_fonts, fonts_of

_SHOWN: Final = re.compile(r'the text [`"]+(.+?)[`"]+ could not be displayed')


@dataclass(frozen=True, slots=True, kw_only=True)
class FontsAtHand:
    """``absent`` are the usual fonts that are missing, ``unseen`` the characters without one.

    ``own``: the registry has a folder of fonts of its own.
    """

    own: bool
    absent: tuple[str, ...]
    unseen: str


def fonts_at_hand(texts: Iterable[str], environment: Environment) -> FontsAtHand:
    """What fonts *environment* has, and whether they show every character of *texts*."""
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
        unseen = "".join(_SHOWN.findall(refusal.diagnostic or str(refusal)))
    own = any(place.is_dir() for place in environment.font_folders)
    return FontsAtHand(own=own, absent=absent_fonts(families), unseen=unseen)


def _array(families: Iterable[str]) -> str:
    return "(" + "".join(f"{json.dumps(name, ensure_ascii=False)}," for name in families) + ")"
