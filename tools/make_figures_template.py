"""Write templates/year_figures.docx, the layout of a year's figures.

python tools/make_figures_template.py

A clerk may restyle the file in Word or WPS instead; what this writes is then overwritten.
"""

import io
from pathlib import Path
from typing import Final

from word_template_pages import head_and_foot, tag, upright
from word_template_styles import BLACK, BODY, SCRIPT, TABLE, TITLE, Style, element
from word_template_writer import Writer

from accession_cli.office.container import zipped_again

TARGET: Final = Path(__file__).parents[1] / "templates" / "year_figures.docx"
STYLES: Final[tuple[Style, ...]] = (
    ("统计标题", "FiguresTitle", "Normal", TITLE, 44, "jc=center line=680", 0),
    (
        "统计期间",
        "FiguresPeriod",
        "Normal",
        SCRIPT,
        32,
        "jc=center line=578 before=120 after=240",
        None,
    ),
    ("统计说明", "FiguresNote", "Normal", BODY, 24, "jc=both line=400 after=120", None),
    ("统计小标题", "FiguresTable", "Normal", BLACK, 24, "line=400 before=120 after=60 keepNext", 2),
    ("统计表头", "FigureHead", "Normal", BLACK, 21, "jc=center line=260", None),
    ("统计文字", "FigureText", "Normal", TABLE, 21, "line=260", None),
    ("统计数字", "FigureNumber", "Normal", TABLE, 21, "jc=right line=260", None),
    (
        "统计图",
        "FigureChart",
        "Normal",
        TABLE,
        21,
        "jc=center line=240 auto before=80 after=80",
        None,
    ),
)
HEAD: Final = (
    tag("{%p if year.marks %}"),
    element(
        '<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="Label"/></w:rPr><w:t>{{ year.marks }}</w:t></w:r></w:p>'
    ),
    tag("{%p endif %}"),
    element('<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'),
)


def begun(name: str, styles: tuple[Style, ...], names: str) -> Writer:
    """The template called *name* up to its first part; *names* are kept whole in the title."""
    writer = Writer(name, styles)
    section = writer.document.sections[0]
    upright(section)
    head_and_foot(section, HEAD, name="", draft="false", numbered=True)
    writer.line("FiguresTitle", "{%p set name, edition = year.title|two_lines %}")
    writer.line("FiguresTitle", f"{{{{r name|titled(names={names}) }}}}")
    writer.lines("FiguresTitle", "{%p if edition %}", "{{ edition }}", "{%p endif %}")
    writer.line("FiguresPeriod", "{{ year.period }}")
    writer.line("FiguresNote", "{{ year.basis }}")
    return writer


def write_sections(writer: Writer, sections: str, number: str, most: str = "") -> None:
    """The parts in *sections*, with the *number* of each, their tables and their charts.

    With *most*, a table of more lines than that stands in the workbook only.
    """
    writer.line("Body", f"{{%p for section in {sections} %}}")
    writer.line("Heading2", f"{{{{ {number}|ordinal }}}}、{{{{ section.heading }}}}")
    for text in ("{%p if section.note %}", "{{ section.note }}", "{%p endif %}"):
        writer.line("FiguresNote", text).paragraph_format.keep_with_next = True
    writer.line("Body", "{%p for table in section.tables %}")
    writer.line("FiguresTable", "（{{ loop.index|ordinal }}）{{ table.heading }}")
    if most:
        writer.line("Body", f"{{%p if table.lines|length > {most} %}}")
        writer.line("FiguresNote", "共{{ table.lines|length }}行，见{{ workbook }}。")
    writer.line("Body", f"{{%p {'elif' if most else 'if'} table.lines %}}")
    writer.line("FigureText", "{{p table|figures_table }}")
    writer.lines("FiguresNote", "{%p else %}", "{{ year.nothing }}", "{%p endif %}")
    fits = f" and table.lines|length <= {most}" if most else ""
    writer.line("Body", f"{{%p if table.chart{fits} %}}")
    writer.line("FigureChart", "{{ table.chart.key|picture }}")
    writer.lines("Body", "{%p endif %}", "{%p endfor %}", "{%p endfor %}")


def bytes_of(writer: Writer) -> bytes:
    """The template as the bytes of its file."""
    target = io.BytesIO()
    writer.document.save(target)
    return zipped_again(target.getvalue())


def template() -> bytes:
    """The template as the bytes of its file."""
    writer = begun("年度统计模板", STYLES, "[scheme.district]")
    write_sections(writer, "year.sections", "loop.index")
    return bytes_of(writer)


if __name__ == "__main__":
    TARGET.write_bytes(template())
