"""Read legal bases as people write them: in the columns of the form, or in free text.

《社会救助暂行办法》（2014年修订）第四条第二款 is a law, its version and its article.
《关于……的通知》（津民发〔2023〕3号，2023年1月20日）第三条 is a document with its number, day and
clause. Whether something is a law is told by its name and by the table of law versions, not by
which cells are filled. Several citations in one text are several bases. In tables of law versions
a successor is written 社会救助法（2026）, and moved articles 第九条=第十五条；….
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import normalize

from accession_cli.entry.days import day
from accession_cli.entry.form_words import layout
from accession_cli.entry.values import NotRead, clean, in_words, one_line, squeezed, whole
from accession_cli.i18n import N_
from accession_cli.scheme.law import Statutes, law_key

Fact = dict[str, Any]
_NUMBER: Final = "零〇一二三四五六七八九十百千0-9０-９"
_ARTICLE: Final = rf"第?\s?[{_NUMBER}]{{1,12}}\s?[条章节](?:之[一二三四五六七八九十])?"
_PARAGRAPH: Final = rf"第?\s?[{_NUMBER}]{{1,12}}\s?款"
_ITEM: Final = rf"第?\s?[（(]?[{_NUMBER}]{{1,12}}[)）]?\s?[项目]"
_CLAUSE: Final = re.compile(
    rf"{_ARTICLE}(?:{_PARAGRAPH})?(?:{_ITEM})*(?:[至到~—－-]{{1,3}}{_ARTICLE}(?:{_PARAGRAPH})?)?"
)
_MORE: Final = re.compile(rf"{_PARAGRAPH}(?:{_ITEM})*|{_ITEM}(?:{_ITEM})*")
_PART: Final = re.compile(rf"(第?)\s?([（(]?)([{_NUMBER}]{{1,12}})([)）]?)\s?([条章节款项目])")
#: A document's name with its number, and perhaps its day, in brackets behind it.
_NUMBERED_NAME: Final = re.compile(
    r"([^(（]{2,120})[(（]([^(（）)]{1,30}〔[0-9]{4}〕[^(（）)]{1,40})[)）]"
)
_BETWEEN: Final = re.compile(r"[、，,；;。.和及与以的\s]+")
#: Words behind an article that add nothing: 第九条的规定.
_BEHIND: Final = re.compile(
    r"(?:之|的|等|中|所){0,3}(?:有关|相关|之)?(?:规定|要求|条款|精神)(?!的?通知)"
)
#: Text that may stand before the first title: a number, or words such as 依据 and 根据.
_BEFORE: Final = re.compile(
    r"^(?:[、，,；;。.\s]|[0-9]{1,2}[.．、)）]|[（(][一二三四五六七八九十0-9]{1,3}[)）]|"
    r"[一二三四五六七八九十]{1,3}、|[①-⑳]|法律依据|政策依据|依据|根据|按照|依照|参照|为|是|[:：])+"
)
#: The year in a document's number, in brackets of any kind.
_SQUARE: Final = re.compile(r"[\[【(（〔﹝]([0-9]{4})[)）】\]〕﹞](?=(?:第)?[0-9]{1,6}号)")
_BRACKETS: Final = re.compile(r"[（(]([^（）()]*)[)）]")
_VERSION: Final = re.compile(
    r"(?:根据)?(?:19|20)[0-9]{2}(?:年?(?:最新)?(?:版|修订|修正|修改|公布|通过|文本|施行|版本|本|年)*)"
)
_ORDER: Final = re.compile(
    r".{0,20}令(?:第)?[0-9零〇一二三四五六七八九十百]{1,8}号?|修订|修正|最新修订|修订版|现行有效"
)
#: What stands between a version and the order that made it: 2017年修订（国务院令第686号）.
_APART: Final = re.compile(r"[（）()，,；;/]+")
_DOCUMENT_NUMBER: Final = re.compile(r".{1,30}〔[0-9]{4}〕(?:第)?[0-9]{1,6}号")
_COUNTRY: Final = "中华人民共和国"
#: The last words in the names of laws, and in those of documents, whatever these cite.
_STATUTE_ENDINGS: Final = ("法", "法典", "条例")
_OFTEN_A_DOCUMENT: Final = "办法"
_LAW_ENDINGS: Final = (*_STATUTE_ENDINGS, "办法", "细则", "规则", "规定")
_DOCUMENT_ENDINGS: Final = (
    *("通知", "意见", "方案", "纲要", "决定", "批复", "函", "公告", "通告", "纪要", "请示"),
    *("规划", "计划", "要点", "指南", "清单", "决议", "措施", "安排", "报告", "答复"),
    *("目录", "名录", "标准", "规范", "预案", "制度", "章程"),
)
_NAME: Final = re.compile(
    rf"(.{{1,80}}?(?:{'|'.join((*_LAW_ENDINGS, *_DOCUMENT_ENDINGS))}))"
    rf"(?=[（(]|{_ARTICLE}|[、，,；;。\s]|(?:的|中|等)*(?:有关|相关)?(?:规定|要求)|$)"
)
_SHORTEST_NAME: Final = 6
_MISSPELT: Final = 1

NO_CITATION: Final = N_(
    "“{text}” cannot be told apart into the name of a law or a document, number, day and clause."
)
NO_KIND: Final = N_("It cannot be told whether “{name}” is a law or a document.")
NO_TITLE: Final = N_("“{name}” has neither a title nor a number by which it is found.")
NO_VERSION: Final = N_("“{text}” is not the year of a law's version, like 2014.")
NO_NAME: Final = N_("The name of the law or the document is missing.")
NO_SUCH_LAW: Final = N_("“{name}” is written nearly like a known law.")
NO_ARTICLE: Final = N_("“{text}” is not an article of a law, like 第四条第二款.")
NO_REVIEW: Final = N_(
    "A basis that is kept back needs who reviewed it, in the column of names, and the day."
)


def article(text: str) -> str:
    """An article as it is cited, 第四条第三款, however its numbers are written."""
    plain = squeezed(text).strip("。，,；;、")
    if not _CLAUSE.fullmatch(plain):
        number = whole(plain)
        candidates = [f"第{in_words(number)}条"] if number else []
        raise NotRead(NO_ARTICLE, candidates=candidates, text=text)
    return _numbered(plain)


def document_number(text: str) -> str:
    """The number of a document with its year in 〔〕, as official papers print it."""
    return _SQUARE.sub(r"〔\1〕", one_line(text))


def _numbered(clause: str) -> str:
    """*clause* with its numbers in words and 第 before each."""

    def part(found: re.Match[str]) -> str:
        _ordinal, opened, number, closed, unit = found.groups()
        value = whole(normalize("NFKC", number))
        words = number if value is None else in_words(value)
        inner = f"（{words}）" if opened or closed else words
        return f"第{inner}{unit}"

    return re.sub(r"[至到~—－-]{1,3}(?=第)", "至", _PART.sub(part, clause.replace(" ", "")))


@dataclass(slots=True)
class _Said:
    """The text after a title: its clauses, and the parts in brackets."""

    articles: list[str]
    number: str = ""
    version: str = ""
    edition: str = ""
    dated: str = ""
    order: str = ""

    def take(self, brackets: str, text: str) -> None:
        """Take the parts of a text in brackets."""
        for part in filter(None, re.split(r"[，,、；;\s]+", brackets)):
            if _DOCUMENT_NUMBER.fullmatch(part):
                self.number = part
            elif _VERSION.fullmatch(squeezed(part)):
                self.version, self.edition = _year_in(part), part
            elif _ORDER.fullmatch(squeezed(part)):
                self.order = part
            else:
                try:
                    self.dated = day(part).isoformat()
                except NotRead as unread:
                    raise NotRead(NO_CITATION, text=text) from unread


def _year_in(text: str) -> str:
    found = re.search("(?:19|20)[0-9]{2}", squeezed(text))
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Bases:
    """Reads legal bases; a name in the table of law versions is always a law."""

    statutes: Statutes

    def of_row(self, row: Sequence[str]) -> list[Fact]:
        """The bases in one row of the form's table: kind, name, number, clause and day.

        A row with a single cell, and a cell of names with whole citations, are read as free text.
        """
        if len(row) == 1:
            return self.of_text(row[0])
        kind, name, number, clause, dated = (one_line(cell) for cell in row)
        number = document_number(number)
        if _CLAUSE.fullmatch(squeezed(number)) and _VERSION.fullmatch(squeezed(clause)):
            number, clause = clause, number  # written into each other's cells
        if not (number or dated) and (inner := _NUMBERED_NAME.fullmatch(name)):
            found = self.of_text(f"《{inner[1].strip('《》')}》（{inner[2]}）{clause}")
            if len(found) == 1:
                return found
        words = layout().words["basis"]
        chosen = next((key for key, word in words.items() if squeezed(word) == squeezed(kind)), "")
        if chosen == "withheld":
            return [_withheld(name, dated)]
        if not name:
            raise NotRead(NO_NAME)
        if _holds_more(name):
            if not (number or clause or dated):
                return self.of_text(row[1])
            found = self.of_text(row[1])
            if len(found) != 1:
                raise NotRead(NO_CITATION, candidates=map(written, found), text=name)
            beside = self._rows(chosen, _name_of(found[0]), number, clause, dated)
            return [_joined(found[0], beside)]
        return self._rows(chosen, title(name), number, clause, dated)

    def _rows(self, chosen: str, name: str, number: str, clause: str, dated: str) -> list[Fact]:
        kind = self._kind(name, number, dated, chosen)
        articles = list(_articles(clause)) if kind == "law" else [clause]
        return [self._fact(kind, name, number, one, dated) for one in articles or [""]]

    def of_text(self, text: str) -> list[Fact]:
        """The bases that free text cites, one after another, with or without 《》."""
        found: list[Fact] = []
        for line in clean(text).split("\n"):
            kept_back = _withheld_line(line)
            if kept_back is not None:
                found.append(kept_back)
                continue
            for name, rest in self._citations(line):
                found += self._cited(name, rest, text)
        if not found:
            raise NotRead(NO_CITATION, text=text)
        return found

    def _citations(self, line: str) -> Iterator[tuple[str, str]]:
        """Each name in *line*, with the text after it up to the next name."""
        line = re.sub("〈|＜|<", "《", re.sub("〉|＞|>", "》", line))
        titles = list(_titles(line))
        if not titles:
            yield from self._bare(line)
            return
        before = line[: titles[0][0]]
        if _BEFORE.sub("", before):
            yield from self._bare(before)
        for at, (begin, end) in enumerate(titles):
            after = titles[at + 1][0] if at + 1 < len(titles) else len(line)
            rest = line[end + 1 : after]
            inner = line[begin + 1 : end]
            split = None if self.statutes.named(inner) else _CLAUSE.search(inner)
            if split and inner[: split.start()].endswith(_LAW_ENDINGS):
                yield inner[: split.start()], inner[split.start() :] + rest
                continue
            last = re.search(
                rf"[；;。\n]([^；;。《》]*(?:{'|'.join(_LAW_ENDINGS)})[^《》]*)$", rest
            )
            if last and not _BETWEEN.fullmatch(last[1]):
                yield inner, rest[: last.start()]
                yield from self._bare(last[1])
            else:
                yield inner, re.sub(_WITH_NUMBER, "", rest) if at + 1 < len(titles) else rest

    def _bare(self, line: str) -> Iterator[tuple[str, str]]:
        """The names in a line without 《》; a broken pair of them is passed over."""
        rest = _BEFORE.sub("", re.sub("[《》]", "", line)).strip()
        if not rest:
            return
        while rest:
            found = _NAME.match(rest)
            if found is None:
                raise NotRead(NO_CITATION, text=line)
            name, after = found[1], rest[found.end() :]
            place = self._next_name(after)
            yield name, after[:place]
            rest = _BEFORE.sub("", after[place:]).strip()

    def _next_name(self, text: str) -> int:
        """Where the next name begins in *text*; its length when there is none."""
        for found in re.finditer(r"[、，,；;。\s]+|(?<=[条款项])[和及与]", text):
            part = _BEFORE.sub("", text[found.end() :])
            inside = text.count("（", 0, found.start()) > text.count("）", 0, found.start())
            if not inside and _NAME.match(part) and not _CLAUSE.match(part):
                return found.end()
        return len(text)

    def _cited(self, name: str, rest: str, text: str) -> Iterator[Fact]:
        said = _Said(articles=[])
        place, rest = 0, _SQUARE.sub(r"〔\1〕", rest)
        inner = re.search(r"[（(]([^（）()]*)[)）]$", name)
        if inner and any(form.fullmatch(squeezed(inner[1])) for form in (_VERSION, _ORDER)):
            said.take(inner[1], text)
            name = name[: inner.start()]
        while place < len(rest):
            if found := _CLAUSE.match(rest, place):
                said.articles.append(_numbered(found[0]))
            elif found := _BRACKETS.match(rest, place):
                said.take(found[1], text)
            elif said.articles and (found := _MORE.match(rest, place)):
                said.articles.append(_continued(said.articles[-1], found[0], text))
            elif not (found := _BETWEEN.match(rest, place) or _BEHIND.match(rest, place)):
                raise NotRead(NO_CITATION, text=text)
            place = found.end()
        try:
            kind = self._kind(name, said.number, said.dated, "")
        except NotRead as unread:
            doubt, clauses = unread.doubt, "、".join(said.articles)
            candidates = [one + clauses for one in doubt.candidates]
            raise NotRead(doubt.says, candidates=candidates, name=name) from unread
        number = said.version if kind == "law" else said.number or said.order
        if kind == "document" and said.version:  # it is part of what a document is called
            name = f"{name}（{said.edition}）"
        for one in said.articles or [""]:
            yield self._fact(kind, name, number, one, said.dated)

    def _fact(self, kind: str, name: str, number: str, clause: str, dated: str) -> Fact:
        if kind == "law":
            return {
                "law": self._law(name),
                "version": self._version(name, number, dated),
                "article": clause or None,
            }
        return {
            "document": name,
            "number": number or None,
            "date": day(dated).isoformat() if dated else None,
            "clause": clause or None,
            "attachment": None,
        }

    def _version(self, name: str, number: str, dated: str) -> str | None:
        """The version of a law: the year that is written, else that of its day.

        The day counts where the year is that of a known version; of a law that nobody knows, where
        the number of the order that was given on that day stands in the place of the year.
        """
        years, others = _version_and_order(squeezed(number))
        told = all(_ORDER.fullmatch(one) or _DOCUMENT_NUMBER.fullmatch(one) for one in others)
        if len(years) > 1 or not told:
            raise NotRead(NO_VERSION, candidates=sorted(years), text=number)
        if years:
            return years.pop()
        year = f"{day(dated).year}" if dated else ""
        known = {one.version for one in self.statutes.of(self._law(name))}
        by_order = not known and any("令" in one for one in others)
        return year if year and (year in known or by_order) else None

    def _kind(self, name: str, number: str, dated: str, chosen: str) -> str:
        """Whether *name* is a law or a document; ``NotRead`` rather than guess.

        The table of law versions decides, then what it is called, then a document's number, and
        last what was chosen.
        """
        plain = _BRACKETS.sub("", name)
        if self.statutes.named(name) or self.statutes.of(name):
            return "law"
        self._refuse_misspelt(plain)
        statute = plain.endswith(_STATUTE_ENDINGS) and not plain.endswith(_OFTEN_A_DOCUMENT)
        if statute and not plain.startswith("关于"):
            return "law"
        if plain.endswith(_DOCUMENT_ENDINGS) or _DOCUMENT_NUMBER.fullmatch(number):
            return "document"
        if not chosen and not dated and not plain.endswith(_LAW_ENDINGS):
            raise NotRead(NO_KIND, name=name)
        if chosen == "document" and not (number or dated or plain.endswith(_LAW_ENDINGS)):
            raise NotRead(NO_TITLE, name=name)
        return chosen or ("document" if dated else "law")

    def _refuse_misspelt(self, name: str) -> None:
        """Raise ``NotRead`` when one character tells *name* from a known law of that length."""
        key = law_key(name)
        for one in self.statutes.versions:
            known = law_key(one.law)
            if len(key) == len(known) >= _SHORTEST_NAME:
                wrong = sum(a != b for a, b in zip(key, known, strict=True))
                if wrong == _MISSPELT:
                    raise NotRead(NO_SUCH_LAW, candidates=[f"《{one.law}》"], name=name)

    def _law(self, name: str) -> str:
        """The law's name as the registry knows it, else without 中华人民共和国."""
        known = self.statutes.named(name)
        return known or name.removeprefix(_COUNTRY) or name


#: The number of the next entry of a list, behind this one.
_WITH_NUMBER: Final = re.compile(
    r"[、，,；;。.\s]{0,8}"
    r"(?:[0-9]{1,2}[.．、)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、]|[①-⑳])\s{0,4}$"
)


def _version_and_order(plain: str) -> tuple[set[str], list[str]]:
    """The years of versions in *plain*, and what stands beside them: 国务院令第649号（2019年修订）.

    The bodies that gave an order together stay with it: 国务院、中央军委令第759号.
    """
    years: set[str] = set()
    others: list[str] = []
    for part in [plain] if _DOCUMENT_NUMBER.fullmatch(plain) else _APART.split(plain):
        found = _VERSION.match(part)
        if found:
            years.add(_year_in(found[0]))
            part = part[found.end() :].lstrip("、")  # noqa: PLW2901 - what is left of it
        others += [part] if part else []
    return years, others


def _articles(text: str) -> Iterator[str]:
    """The articles in the column of clauses; a text that is no list of articles stays as it is."""
    if not text:
        return
    found: list[str] = []
    place = 0
    plain = squeezed(text)
    while place < len(plain):
        if match := _CLAUSE.match(plain, place):
            found.append(_numbered(match[0]))
        elif found and (match := _MORE.match(plain, place)):
            found.append(_continued(found[-1], match[0], text))
        elif not (match := _BETWEEN.match(plain, place) or _BEHIND.match(plain, place)):
            if number := whole(plain):
                raise NotRead(NO_ARTICLE, candidates=[f"第{in_words(number)}条"], text=text)
            yield text
            return
        place = match.end()
    yield from found


def _continued(last: str, more: str, text: str) -> str:
    """The clause that *more* names below the article of *last*: 第四条第二款和第三款."""
    unit = "款" if "款" in more else "项"
    place = last.rfind("款") if unit == "款" else last.rfind("项")
    if place < 0:
        raise NotRead(NO_CITATION, candidates=[last + _numbered(more)], text=text)
    return last[: last.rindex("第", 0, place)] + _numbered(more)


def _holds_more(name: str) -> bool:
    """Whether the column of names has more than one name: 《》 inside, or an article behind it."""
    bare = re.sub(r"[\s。；;]", "", name)
    if title(name) == name and ("》" in bare or "《" in bare):
        return True
    inner = title(name)
    clause = _CLAUSE.search(inner)
    return bool(clause and inner[: clause.start()].endswith(_LAW_ENDINGS))


def _name_of(fact: Fact) -> str:
    return str(fact.get("law") or fact.get("document") or "")


def _joined(cited: Fact, rows: Sequence[Fact]) -> Fact:
    """The basis that the column of names cites, with what the other columns of its row add."""
    return {key: value if value is not None else rows[0].get(key) for key, value in cited.items()}


def written(fact: Fact) -> str:
    """A basis as a citation, to offer it."""
    if fact.get("withheld"):
        return f"{fact['reviewer']} {fact['date']}"
    if "law" in fact:
        version = f"（{fact['version']}年）" if fact["version"] else ""
        return f"《{fact['law']}》{version}{fact['article'] or ''}"
    where = "，".join(filter(None, (fact["number"], fact["date"])))
    return f"《{fact['document']}》{f'（{where}）' if where else ''}{fact['clause'] or ''}"


def title(name: str) -> str:
    """*name* without the one pair of 《》 around all of it; titles inside keep theirs."""
    bare = name.strip("。；; ")
    if not (bare.startswith("《") and bare.endswith("》")):
        return name.strip()
    inner, depth = bare[1:-1], 0
    for char in inner:
        depth += (char == "《") - (char == "》")
        if depth < 0:
            return name
    return inner.strip()


def _titles(line: str) -> Iterator[tuple[int, int]]:
    """Where each title in 《》 begins and ends; none when a pair is broken."""
    depth, start, found = 0, 0, []
    for place, char in enumerate(line):
        if char == "《":
            start = start if depth else place
            depth += 1
        elif char == "》":
            depth -= 1
            if depth < 0:
                return
            if not depth:
                found.append((start, place))
    if not depth:
        yield from found


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


def names(cell: str) -> list[str]:
    """The other names of a law: 低保条例、城市低保条例."""
    return [title(name) for name in re.split("[、，,；;\n]", cell) if name.strip()]


def moved_articles(cell: str) -> dict[str, str]:
    """The new number of each article, by its old one: 第九条=第十五条；第十条=第十六条."""
    pairs = [re.split("[=＝→]", pair) for pair in re.split("[;；\n]", cell) if pair.strip()]
    cut = [[part.strip() for part in pair] for pair in pairs]
    fit = all(len(pair) == len(("old", "new")) and all(pair) for pair in cut)
    if not fit or len({pair[0] for pair in cut}) < len(cut):
        raise NotRead(NO_CITATION, text=cell)
    return {pair[0]: pair[1] for pair in cut}
