"""Make the bold fonts in src/accession_cli/data/fonts/ from Noto CJK.

python tools/make_fonts.py [FOLDER]

FOLDER has NotoSerifCJK-Bold.ttc and NotoSansCJK-Bold.ttc, as Debian and Ubuntu install them with
fonts-noto-cjk. Of each, the face for simplified Chinese is taken, with the characters of GB 2312
and some signs; it gets the family name of the Regular that PyPI has, so that the two are one
family. It needs fontTools (pip install fonttools), which nothing else here does. The same version
of it gives the same bytes.
"""

import argparse
import hashlib
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, Final

TOP: Final = Path(__file__).parents[1]
OUT: Final = TOP / "src/accession_cli/data/fonts"
DEBIAN: Final = Path("/usr/share/fonts/opentype/noto")
FAMILIES: Final = {
    "NotoSerifCJK-Bold.ttc": ("Noto Serif CJK SC", "Noto Serif SC", "NotoSerifSC-Bold"),
    "NotoSansCJK-Bold.ttc": ("Noto Sans CJK SC", "Noto Sans SC", "NotoSansSC-Bold"),
}
#: Signs that GB 2312 has not: of Latin text, of numbering, and 〇 of years.
_MORE: Final = "〇\xa0©®§°±·×÷–—―‘’“”†‡•…‰′″※€№™−≤≥□○●◆☆★✓\u200b\u3000"
_ROW: Final = 0xA1
_COLUMNS: Final = range(0xA1, 0xFF)


def characters() -> str:
    """Printable ASCII, all of GB 2312, and the signs of ``_MORE``."""
    double = (bytes((row, column)) for row in range(_ROW, 0xF8) for column in _COLUMNS)
    found = (pair.decode("gb2312", errors="ignore") for pair in double)
    return "".join(sorted({*map(chr, range(0x20, 0x7F)), *"".join(found), *_MORE}))


def made(collection: Path, face: str, family: str, name: str) -> bytes:
    """The bold *face* in *collection*, with the characters above, called *family*."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTCollection

    fonts = TTCollection(str(collection), lazy=True).fonts
    font: Any = next(one for one in fonts if one["name"].getDebugName(1) == face)
    options = Options()
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.hinting = False
    options.drop_tables += ["VORG", "vhea", "vmtx", "DSIG"]
    options.layout_features = ["kern", "halt"]
    font.recalcTimestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(text=characters())
    subsetter.subset(font)
    names = {1: family, 2: "Bold", 3: f"{name};accession", 4: f"{family} Bold", 6: name}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [name]
    top.topDictIndex[0].FamilyName = family
    top.topDictIndex[0].FullName = names[4]
    data = BytesIO()
    font.save(data, reorderTables=False)
    return data.getvalue()


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("folder", nargs="?", type=Path, default=DEBIAN)
    folder = reader.parse_args().folder
    sums = []
    for collection, (face, family, name) in sorted(FAMILIES.items()):
        data = made(folder / collection, face, family, name)
        (OUT / f"{name}.otf").write_bytes(data)
        sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}.otf\n")
        print(f"{name}.otf: {len(data):,} bytes")
    (OUT / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
