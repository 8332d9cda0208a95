"""Read legal bases as people write them: in the columns of the form, or in free text.

《社会救助暂行办法》（2014年修订）第四条第二款 is a law, its version and its article.
《关于……的通知》（津民发〔2023〕3号，2023年1月20日）第三条 is a document with its number, day and
clause. In tables of law versions a successor is written 社会救助法（2026）, and moved articles are
written 第九条=第十五条；….
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from accession_cli.entry.form_words import layout
from accession_cli.entry.values import Entrance, NotRead, clean, day, one_line, squeezed
from accession_cli.i18n import N_
from accession_cli.scheme.law import Statutes

Fact = dict[str, Any]
_NUMBER: Final = "零〇一二三四五六七八九十百千0-9０-９"
_CLAUSE: Final = re.compile(
    rf"第[{_NUMBER}]+[条章节](?:之[一二三四五六七八九十])?"
    rf"(?:第[{_NUMBER}]+款)?(?:第?[（(]?[{_NUMBER}]+[)）]?[项目])*"
)
_BETWEEN: Final = re.compile(r"[、，,；;。和及与以的\s]+")
#: Text that may stand before the first title: a number, or words such as 依据 and 根据.
_BEFORE: Final = re.compile(r"[、，,；;。\s0-9.．（）()一二三四五六七八九十：:依据根按照]+")
#: The year in a document's number, in brackets of any kind.
_SQUARE: Final = re.compile(r"[\[【(（〔]([0-9]{4})[)）】\]〕](?=(?:第)?[0-9]{1,6}号)")
_BRACKETS: Final = re.compile(r"[（(]([^（）()]*)[)）]")
_VERSION: Final = re.compile(r"(?:19|20)[0-9]{2}(?:年(?:版|修订|修正|修改|公布|通过|文本)?)?")
_DOCUMENT_NUMBER: Final = re.compile(r".{1,30}〔[0-9]{4}〕(?:第)?[0-9]{1,6}号")
_COUNTRY: Final = "中华人民共和国"
#: The last words in the names of laws, and in those of documents, whatever these cite.
_LAW_ENDINGS: Final = ("法", "法典", "条例", "办法", "细则", "规则", "规定")
_DOCUMENT_ENDINGS: Final = (
    *("通知", "意见", "方案", "纲要", "决定", "批复", "函", "公告", "通告", "纪要", "请示"),
    *("规划", "计划", "要点", "指南", "清单", "决议", "措施", "安排", "报告", "答复"),
)

NO_CITATION: Final = N_(
    "“{text}” cannot be told apart into the name of a law or a document, number, day and clause."
)
NO_KIND: Final = N_("It cannot be told whether “{name}” is a law or a document.")
NO_VERSION: Final = N_("“{text}” is not the year of a law's version, like 2014.")
NO_NAME: Final = N_("The name of the law or the document is missing.")
NO_REVIEW: Final = N_(
    "A basis that is kept back needs who reviewed it, in the column of names, and the day."
)


@dataclass(slots=True)
class _Said:
    """The text after a title: its clauses, and the parts in brackets."""

    articles: list[str]
    number: str = ""
    version: str = ""
    dated: str = ""

    def take(self, brackets: str, text: str) -> None:
        for part in filter(None, re.split(r"[，,、；;\s]+", brackets)):
            if _VERSION.fullmatch(squeezed(part)):
                self.version = squeezed(part)[:4]
            elif _DOCUMENT_NUMBER.fullmatch(part):
                self.number = part
            else:
                try:
                    self.dated = day(part).isoformat()
                except NotRead as unread:
                    raise NotRead(NO_CITATION, text=text) from unread


@dataclass(frozen=True, slots=True)
class Bases:
    """Reads legal bases; a name in the table of law versions is always a law."""

    statutes: Statutes

    def of_row(self, row: Sequence[str]) -> list[Fact]:
        """The bases in one row of the form's table: kind, name, number, clause and day.

        A row with a single cell is read as free text.
        """
        if len(row) == 1:
            return self.of_text(row[0])
        kind, name, number, clause, dated = (one_line(cell) for cell in row)
        number = _SQUARE.sub(r"〔\1〕", number)
        if "《" in name and not (number or clause or dated) and _needs_splitting(name):
            return self.of_text(row[1])
        words = layout().words["basis"]
        chosen = next((key for key, word in words.items() if squeezed(word) == squeezed(kind)), "")
        if chosen == "withheld":
            return [_withheld(name, dated)]
        if not name:
            raise NotRead(NO_NAME)
        return [self._fact(chosen, title(name), number, clause, dated)]

    def of_text(self, text: str) -> list[Fact]:
        """The bases that free text cites, each with its own name in 《》."""
        found: list[Fact] = []
        for line in clean(text).split("\n"):
            kept_back = _withheld_line(line)
            if kept_back is not None:
                found.append(kept_back)
                continue
            for name, rest in _citations(line):
                found += self._cited(name, rest, text)
        return found

    def _cited(self, name: str, rest: str, text: str) -> Iterator[Fact]:
        said = _Said(articles=[])
        place, rest = 0, _SQUARE.sub(r"〔\1〕", rest)
        while place < len(rest):
            if found := _CLAUSE.match(rest, place):
                said.articles.append(found[0])
            elif found := _BRACKETS.match(rest, place):
                said.take(found[1], text)
            elif not (found := _BETWEEN.match(rest, place)):
                raise NotRead(NO_CITATION, text=text)
            place = found.end()
        kind = "document" if said.number or said.dated else "law" if said.version else ""
        for article in said.articles or [""]:
            yield self._fact(kind, name, said.number or said.version, article, said.dated)

    def _fact(self, kind: str, name: str, number: str, clause: str, dated: str) -> Fact:
        kind = kind or self._kind(name, number, dated)
        if kind == "law":
            version = squeezed(number)
            if version and not _VERSION.fullmatch(version):
                raise NotRead(NO_VERSION, text=number)
            return {
                "law": self._law(name),
                "version": version[:4] or None,
                "article": clause or None,
            }
        return {
            "document": name,
            "number": number or None,
            "date": day(dated).isoformat() if dated else None,
            "clause": clause or None,
            "attachment": None,
        }

    def _kind(self, name: str, number: str, dated: str) -> str:
        """Whether *name* is a law or a document, where the form does not say.

        Raises ``NotRead`` rather than guess.
        """
        plain = _BRACKETS.sub("", name)
        if self.statutes.of(self._law(name)):
            return "law"
        if dated or _DOCUMENT_NUMBER.fullmatch(number) or plain.endswith(_DOCUMENT_ENDINGS):
            return "document"
        if plain.endswith(_LAW_ENDINGS):
            return "law"
        raise NotRead(NO_KIND, name=name)

    def _law(self, name: str) -> str:
        """The law's name as the registry knows it, else without 中华人民共和国."""
        known = self.statutes.of(name)
        return known[0].law if known else name.removeprefix(_COUNTRY) or name


def _needs_splitting(name: str) -> bool:
    """True when the column of names has anything besides one name in 《》."""
    return bool(re.sub(r"[\s。；;]", "", name)) and title(name) == name


def title(name: str, at: Entrance = Entrance.PAPER) -> str:
    """*name* without the 《》 around it.

    On paper, one pair is removed if it encloses the whole title; titles inside keep theirs. At a
    prompt and in an option, all 《 and 》 are removed at both ends; in a table, one at each end.
    """
    if at is Entrance.TABLE:
        return name.removeprefix("《").removesuffix("》")
    if at is not Entrance.PAPER:
        return name.strip("《》")
    bare = name.strip("。；; ")
    if not (bare.startswith("《") and bare.endswith("》")):
        return name
    inner, depth = bare[1:-1], 0
    for char in inner:
        depth += (char == "《") - (char == "》")
        if depth < 0:
            return name
    return inner


def _citations(line: str) -> Iterator[tuple[str, str]]:
    """Each title in 《》 in *line*, with the text after it up to the next title."""
    depth, start, titles = 0, 0, []
    for place, char in enumerate(line):
        if char == "《":
            start = start if depth else place
            depth += 1
        elif char == "》" and depth:
            depth -= 1
            if not depth:
                titles.append((start, place))
    bare = line[: titles[0][0]] if titles else line
    if depth or _BEFORE.sub("", bare):
        raise NotRead(NO_CITATION, text=line)
    for number, (begin, end) in enumerate(titles):
        after = titles[number + 1][0] if number + 1 < len(titles) else len(line)
        yield line[begin + 1 : end], line[end + 1 : after]


def _withheld_line(line: str) -> Fact | None:
    word = layout().words["basis"]["withheld"]
    bare = line.strip("。；; ")
    if not bare.startswith(word):
        return None
    parts = re.split(r"[，,、]", bare.removeprefix(word).strip("（）()：: "))
    return _withheld(parts[0], parts[1] if len(parts) == len(("name", "day")) else "")


def _withheld(name: str, dated: str) -> Fact:
    if not (name and dated):
        raise NotRead(NO_REVIEW)
    return {"withheld": True, "reviewer": name, "date": day(dated).isoformat()}


_SUCCESSOR: Final = re.compile(r"《?([^《》()（）]{1,200})》?\s{0,9}[(（]([0-9]{4})[)）]", re.ASCII)


def successor(cell: str) -> dict[str, str]:
    """The law version that replaces another, as a table writes it: 社会救助法（2026）."""
    found = _SUCCESSOR.fullmatch(cell)
    if found is None:
        raise NotRead(NO_CITATION, text=cell)
    return {"law": found[1].strip(), "version": found[2]}


def moved_articles(cell: str) -> dict[str, str]:
    """The new number of each article, by its old one: 第九条=第十五条；第十条=第十六条."""
    pairs = [re.split("[=＝→]", pair) for pair in re.split("[;；\n]", cell) if pair.strip()]
    cut = [[part.strip() for part in pair] for pair in pairs]
    fit = all(len(pair) == len(("old", "new")) and all(pair) for pair in cut)
    if not fit or len({pair[0] for pair in cut}) < len(cut):
        raise NotRead(NO_CITATION, text=cell)
    return {pair[0]: pair[1] for pair in cut}
