"""Typeset a directory's table with WeasyPrint, for `make bench` to compare with.

    build/bench/weasyprint/bin/python tools/weasyprint_peer.py directory.json FONTS out.pdf

It runs in WeasyPrint's own environment. The same tasks in the same ten columns, with the same
fonts, on A4 across, rows that do not break, heads that repeat, numbered pages. Left out, all in
WeasyPrint's favour: cover, contents, changes, indexes, tags for screen readers, the archival
format, the attachment and the unbroken dates.
"""

import json
import sys
from html import escape
from pathlib import Path
from typing import Any

STYLE = """
@font-face { font-family: song; src: url("%s/NotoSerifSC-Regular.otf") }
@font-face { font-family: hei; src: url("%s/NotoSansSC-Regular.otf") }
@page { size: A4 landscape; margin: 24mm 18mm 21mm; font-family: song;
  @bottom-center { content: counter(page) } }
body { font: 9pt/1.4 song } h1, th, b { font-family: hei; font-weight: normal }
table { border-collapse: collapse; table-layout: fixed; width: 261mm }
td, th { border: 0.5pt solid; padding: 5pt 2.5pt; overflow-wrap: anywhere }
tr { break-inside: avoid }
"""
COLUMNS = (
    ("序号", 9),
    ("事务名称", 24),
    ("牵头部门", 18),
    ("制度依据", 31),
    ("协助内容（职责范围）", 63),
    ("运行流程", 28),
    ("期限", 27),
    ("协助渠道", 15),
    ("经费保障", 22),
    ("备案号", 24),
)


def page(directory: dict[str, Any], fonts: str) -> str:
    """The directory as HTML."""
    widths = "".join(f'<col style="width: {width}mm">' for _name, width in COLUMNS)
    heads = "".join(f"<th>{name}</th>" for name, _width in COLUMNS)
    rows = []
    for section in directory["sections"]:
        title = f"{escape(section['class'])}（{len(section['items'])}项）"
        rows.append(f'<tr><th colspan="{len(COLUMNS)}">{title}</th></tr>')
        rows += [row(item) for item in section["items"]]
    return (
        f"<!doctype html><html lang=zh><meta charset=utf-8><style>{STYLE % (fonts, fonts)}</style>"
        f"<h1>{escape(directory['title'])}</h1>"
        f"<table>{widths}<thead><tr>{heads}</tr></thead>{''.join(rows)}</table>"
    )


def row(item: dict[str, Any]) -> str:
    """One task, the longer cells in several lines as the directory has them."""
    task = item["task"]
    duties, term, money, filed = (
        task["authorization"],
        task["period"],
        task["funding"],
        task["filing"],
    )
    cells = (
        (item["number"],),
        (task["title"],),
        (item["agency_name"], *item["co_agency_names"]),
        ["，".join(str(said) for said in basis.values() if said) for basis in task["basis"]],
        (
            duties["content"],
            f"目标：{duties['target']}",
            f"权限：{duties['authority']}",
            *(task["resources"] or ()),
            task["training"],
        ),
        (duties["workflow"],),
        (f"{term['start']}至{term['end'] or ''}", task["frequency"]),
        (*task["channels"], "全区"),
        (money["amount"], money["source"], money["method"], money["note"]),
        (filed["number"], filed["date"], task["id"]),
    )
    lines = ("<br>".join(escape(str(line)) for line in cell if line) for cell in cells)
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in lines) + "</tr>"


def main() -> None:
    """Read the directory's JSON and write the PDF."""
    from weasyprint import HTML  # type: ignore[import-not-found] # it has an environment of its own

    source, fonts, target = sys.argv[1:]
    directory = json.loads(Path(source).read_text(encoding="utf-8"))
    HTML(string=page(directory, Path(fonts).as_uri())).write_pdf(target)


if __name__ == "__main__":
    main()
