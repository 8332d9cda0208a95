"""The styles of our Word documents (GB/T 9704-2012)."""

from collections.abc import Iterable
from typing import Any, Final

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from accession_cli.papers.word import APP_XML

BODY: Final = "仿宋_GB2312"
TITLE: Final = "方正小标宋简体"
BLACK: Final = "黑体"
SCRIPT: Final = "楷体_GB2312"
TABLE: Final = "宋体"
LATIN: Final = "Times New Roman"
NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_INDENTS: Final = (
    *("firstLineChars", "firstLine", "hangingChars", "hanging"),
    *("leftChars", "left", "rightChars", "right"),
)
#: Parts of python-docx's own template that no document of ours needs.
_FOREIGN: Final = ("/thumbnail", "/stylesWithEffects", "/customXml", "/numbering")
#: What the paragraphs of a card have in common: heads before a tab, and one page for all.
FACT: Final = "left=940 hanging=940 keepLines"
CARD: Final = f"{FACT} bold keepNext"
CLASS: Final = "line=480 after=60 bold keepNext"
#: Name, id, based on, font, half-points, paragraph properties, outline level.
Style = tuple[str, str, str, str, int, str, int | None]
STYLES: Final[tuple[Style, ...]] = (
    ("Title", "Title", "Normal", TITLE, 56, "jc=center line=840 before=2400", None),
    ("heading 1", "Heading1", "Normal", TITLE, 44, "jc=center line=680 after=360 keepNext", 0),
    (
        "heading 2",
        "Heading2",
        "Normal",
        BLACK,
        32,
        "line=578 firstLineChars=200 firstLine=640 keepNext",
        1,
    ),
    ("heading 3", "Heading3", "Normal", BLACK, 30, f"line=400 before=160 after=20 over {CARD}", 2),
    ("Card Top", "CardTop", "Heading3", BLACK, 30, f"line=400 after=20 page {CARD}", 2),
    ("Card Do", "CardDo", "Normal", TABLE, 24, f"line=320 after=20 {FACT} keepNext", None),
    ("Card Not", "CardNot", "Normal", TABLE, 24, f"line=340 before=50 after=50 bar {CARD}", None),
    ("Card Fact", "CardFact", "Normal", TABLE, 21, f"line=276 after=20 {FACT} keepNext", None),
    ("Card Last", "CardLast", "Normal", TABLE, 21, f"line=276 after=20 {FACT}", None),
    ("Card Fact Top", "CardFactTop", "CardFact", TABLE, 21, f"line=276 after=20 {FACT} page", None),
    ("Class", "ClassTitle", "Normal", BLACK, 32, f"{CLASS} before=160", 1),
    ("Class Top", "ClassTop", "ClassTitle", BLACK, 32, f"{CLASS} page", 1),
    ("变化标题", "ChangeTitle", "Normal", BLACK, 28, "line=440 before=280 after=140 keepNext", 1),
    ("目录末尾", "ContentsEnd", "Normal", TABLE, 2, "line=20", None),
    ("toc 2", "TOC2", "Normal", TABLE, 24, "line=400 leftChars=200 left=480 tab", None),
    (
        "公文末段",
        "BodyLast",
        "Normal",
        BODY,
        32,
        "jc=both line=578 firstLineChars=200 firstLine=640 keepNext",
        None,
    ),
    (
        "公文正文",
        "Body",
        "Normal",
        BODY,
        32,
        "jc=both line=578 firstLineChars=200 firstLine=640",
        None,
    ),
    ("封面行", "CoverLine", "Normal", BODY, 32, "jc=center line=640", None),
    ("封面落款", "CoverFoot", "Normal", BODY, 32, "jc=center line=640", None),
    ("封面年份", "CoverYear", "Normal", SCRIPT, 44, "jc=center line=840 after=360", None),
    ("封面标记", "CoverMark", "Normal", BLACK, 32, "jc=center line=640 after=120", None),
    (
        "落款",
        "Signed",
        "Normal",
        BODY,
        32,
        "jc=right line=578 rightChars=200 right=640 keepNext",
        None,
    ),
    ("目录标题", "ContentsTitle", "Normal", TITLE, 44, "jc=center line=680 after=360", None),
    ("目录部分", "ContentsPart", "Normal", BLACK, 24, "line=440 before=120 tab", None),
    ("目录类别", "ContentsClass", "Normal", TABLE, 24, "line=400 leftChars=200 left=480 tab", None),
    ("说明文字", "Remark", "Normal", TABLE, 24, "jc=both line=440 after=120", None),
    ("表头", "TableHead", "Normal", BLACK, 18, "jc=center line=252", None),
    ("List Class", "ListClass", "Normal", BLACK, 21, "line=300 keepNext", None),
    ("表格文字", "TableText", "Normal", TABLE, 18, "line=252", None),
    ("表格居中", "TableCentred", "Normal", TABLE, 18, "jc=center line=252", None),
    ("表格小字", "TableSmall", "Normal", TABLE, 15, "jc=center line=220", None),
    ("编制信息", "ColophonText", "Normal", TABLE, 21, "line=320 keepNext", None),
    ("索引文字", "IndexText", "Normal", TABLE, 21, "line=320", None),
    ("header", "Header", "Normal", TABLE, 18, "jc=center line=280 rule", None),
    ("footer", "Footer", "Normal", TABLE, 28, "line=320", None),
)
#: Of the directory alone: its parts behind the cards, and their lists.
DIRECTORY_STYLES: Final[tuple[Style, ...]] = (
    (
        *("Part", "Part", "Heading1", TITLE, 44),
        *("jc=center line=680 before=480 after=360 keepNext", 0),
    ),
    ("Part Top", "PartTop", "Heading1", TITLE, 44, "jc=center line=680 after=360 page keepNext", 0),
    (
        *("变化标题页首", "ChangeTop", "ChangeTitle", BLACK, 28),
        *("line=440 after=140 page keepNext", 1),
    ),
    ("清单文字", "ListText", "Normal", TABLE, 21, "line=280", None),
    ("清单小字", "ListSmall", "Normal", TABLE, 18, "line=240", None),
)
#: Name, id, run properties.
Letters = tuple[str, str, str]
CHARACTER_STYLES: Final[tuple[Letters, ...]] = (
    ("标签", "Label", f'<w:rFonts w:eastAsia="{BLACK}" w:hint="eastAsia"/>'),
    (
        "新标",
        "NewMark",
        (
            f'<w:rFonts w:eastAsia="{BLACK}" w:hint="eastAsia"/>'
            '<w:sz w:val="15"/><w:bdr w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        ),
    ),
    ("表格楷体", "Script", f'<w:rFonts w:eastAsia="{SCRIPT}" w:hint="eastAsia"/>'),
)
DIRECTORY_LETTERS: Final[tuple[Letters, ...]] = (("小字", "Small", '<w:sz w:val="21"/>'),)


def element(xml: str) -> Any:
    """*xml* with the prefixes w, v and o known in it."""
    end = min(place for place in (xml.find(" "), xml.find(">"), xml.find("/>")) if place > 0)
    return parse_xml(f"{xml[:end]} {NAMESPACES}{xml[end:]}")


def empty_document(
    title: str, more_styles: Iterable[Style] = (), more_letters: Iterable[Letters] = ()
) -> DocumentType:
    """A document with our styles alone and nothing in it."""
    document = Document()
    body = document.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    _replace_styles(document, (*STYLES, *more_styles), (*CHARACTER_STYLES, *more_letters))
    settings = document.settings.element
    document.settings.odd_and_even_pages_header_footer = True
    settings.replace(
        settings.find(qn("w:compat")),
        element(
            '<w:compat><w:compatSetting w:name="compatibilityMode" '
            'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        ),
    )
    _only_ours(document, title)
    return document


def _only_ours(document: DocumentType, title: str) -> None:
    """Take out what python-docx's own template brings along: its day, picture, styles, data."""
    about = document.core_properties
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.title = title
    for day in ("created", "modified"):
        found = about._element.find(qn(f"dcterms:{day}"))  # noqa: SLF001 - it cannot be unset
        about._element.remove(found)  # noqa: SLF001
    package = document.part.package
    for part in (package, document.part):
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(_FOREIGN):
                del part.rels[key]
    for part in package.iter_parts():
        if part.partname == "/docProps/app.xml":
            part._blob = APP_XML  # noqa: SLF001 - python-docx has no other way to replace a part


def _replace_styles(
    document: DocumentType, paragraphs: Iterable[Style], letters: Iterable[Letters]
) -> None:
    styles = document.styles.element
    for old in list(styles):
        if old.tag != qn("w:docDefaults"):
            styles.remove(old)
    defaults = styles.find(qn("w:docDefaults"))
    styles.replace(
        defaults,
        element(
            f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(BODY)}<w:sz w:val="32"/>'
            '<w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
            "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        ),
    )
    styles.append(
        element(
            '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
            '<w:name w:val="Normal"/><w:qFormat/></w:style>'
        )
    )
    styles.append(
        element(
            '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
            '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr>'
            "</w:style>"
        )
    )
    for name, key, base, font, size, how, level in paragraphs:
        styles.append(_paragraph_style(name, key, base, font, size, how.split(), level))
    for name, key, properties in letters:
        styles.append(
            element(
                f'<w:style w:type="character" w:customStyle="1" w:styleId="{key}">'
                f'<w:name w:val="{name}"/><w:qFormat/><w:rPr>{properties}</w:rPr></w:style>'
            )
        )


def _fonts(east_asian: str) -> str:
    return (
        f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" '
        f'w:eastAsia="{east_asian}" w:hint="eastAsia"/>'
    )


def _paragraph_style(
    name: str, key: str, base: str, font: str, size: int, how: Iterable[str], level: int | None
) -> Any:
    given = dict(part.partition("=")[::2] for part in how)
    spacing = "".join(f' w:{k}="{given[k]}"' for k in ("before", "after", "line") if k in given)
    indent = "".join(f' w:{k}="{v}"' for k, v in given.items() if k in _INDENTS)
    properties = [
        "<w:keepNext/>" if "keepNext" in given else "",
        "<w:keepLines/>" if "keepLines" in given else "",
        "<w:pageBreakBefore/>" if "page" in given else "",
        '<w:pBdr><w:top w:val="single" w:sz="8" w:space="4" w:color="auto"/></w:pBdr>'
        if "over" in given
        else "",
        '<w:pBdr><w:left w:val="single" w:sz="28" w:space="4" w:color="auto"/></w:pBdr>'
        '<w:shd w:val="clear" w:color="auto" w:fill="EBEBEB"/>'
        if "bar" in given
        else "",
        '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>'
        if "rule" in given
        else "",
        '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs>'
        if "tab" in given
        else "",
        f'<w:spacing{spacing} w:lineRule="{"auto" if "auto" in given else "exact"}"/>',
        f"<w:ind{indent}/>" if indent else "",
        f'<w:jc w:val="{given["jc"]}"/>' if "jc" in given else "",
        "" if level is None else f'<w:outlineLvl w:val="{level}"/>',
    ]
    built_in = name in {"Title", "heading 1", "heading 2", "heading 3", "header", "footer", "toc 2"}
    custom = "" if built_in else ' w:customStyle="1"'
    return element(
        f'<w:style w:type="paragraph"{custom} w:styleId="{key}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{base}"/><w:qFormat/><w:pPr>{"".join(properties)}</w:pPr>'
        f"<w:rPr>{_fonts(font)}{'<w:b/><w:bCs/>' if 'bold' in given else ''}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )
