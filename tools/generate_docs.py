"""Write the pages of docs/ that are made from the program itself, or check that they are.

python tools/generate_docs.py write
python tools/generate_docs.py check
"""

import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Final

import architecture
import working_day

from accession_cli import i18n
from accession_cli.__main__ import main as accession
from accession_cli.actions.validate import every_rule, examples_of
from accession_cli.cli.commands import COMMANDS, Command
from accession_cli.finding import Code, without_facts
from accession_cli.i18n import _
from accession_cli.registry.schemas import AT_THE_CENTRE, FileKind
from accession_cli.rules.clauses import ALL_CLAUSES, number_of
from accession_cli.scheme.fields import schema
from accession_cli.scheme.foundations import Change, changes
from accession_cli.scheme.registry import NEXT_OF_APPLICATION, NEXT_OF_TASK
from accession_cli.words.findings import WORDS, clause_words

DOCS: Final = Path(__file__).parents[1] / "docs"
LANGUAGES: Final = {"en": "", "zh_CN": ".zh-CN"}
WIDTH: Final = "96"
MOST_LINES: Final = 12
DONGLIS: Final = (
    "Clauses are numbered as in Dongli's scheme, 津丽民发〔2023〕13号; what is found in a registry"
    " cites the district's own scheme, as `clauses` in its scheme.yaml says. Programs read the key."
)
HOW: Final = (
    "sealed: what stands there stays; it goes on as its rules say, or by a correction.",
    "amended: by an amendment, with its day, the reason and by whom; entries are added or ended.",
    "told: as anybody likes, and whoever pushes it is told.",
)
ZH: Final = {
    HOW[0]: "封存：记下的不动，只按规则往下走，或者以更正记录改动。",
    HOW[1]: "修订：凭修订记录改动，记明日期、理由和经办人；名册只增加、只终止。",
    HOW[2]: "告知：可以自行改动，推送的人会得到提示。",
    "sealed": "封存",
    "amended": "修订",
    "told": "告知",
    "File": "文件",
    "Title in the schema": "名称",
    "How it changes": "怎样改动",
    "How each field changes": "各字段怎样改动",
    DONGLIS: (
        "条款编号照东丽区方案（津丽民发〔2023〕13号）；在登记库中查出的问题，照scheme.yaml的`clauses`"
        "引用本区方案。代号供程序读取。"
    ),
    "Key": "代号",
    "Rules": "规则",
    "What is demanded or found": "要求或者发现的问题",
    "Commands": "命令",
    "Clause": "条款",
    "What it says": "内容",
    "Record": "记录中的键",
    "The scheme, clause by clause": "方案逐条对照",
    "The life of an application": "申请的状态",
    "The life of a task": "事项的状态",
    "From": "原状态",
    "To": "可以变为",
    "This page is made from the program by make docs; it is not edited by hand.": (
        "本页由 make docs 根据程序生成，不要手工修改。"
    ),
}


def own(words: str) -> str:
    """Words of these pages alone, which the program itself never says."""
    return ZH[words] if i18n.language() == "zh_CN" else words


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated page with its text, in each language."""
    for language, suffix in LANGUAGES.items():
        i18n.use(language)
        yield DOCS / f"rules{suffix}.md", rules_page()
        yield DOCS / f"commands{suffix}.md", commands_page(language)
        yield DOCS / f"clauses{suffix}.md", clauses_page()
        yield DOCS / f"fields{suffix}.md", fields_page()
        yield DOCS / f"working-day{suffix}.md", working_day.page(language)
    yield DOCS / "architecture.svg", architecture.svg()


def rules_page() -> str:
    """All rules: a table, then each rule with its example."""
    cards = every_rule()
    head = (_("Code"), _("Severity"), own("What is demanded or found"), _("Rests on"))
    lines = [f"# {own('Rules')}", "", _made_by(), "", own(DONGLIS), "", *_table_head(head)]
    for card in cards:
        cells = (
            card.code,
            _(WORDS[card.severity]),
            _plain(card.demands),
            clause_words(card.clause, number_of(card.clause)),
        )
        lines.append("| " + " | ".join(cells) + " |")
    for card in cards:
        lines += _rule(card)
    return "\n".join(lines) + "\n"


def _rule(card: Code) -> Iterator[str]:
    found = examples_of(card)
    if not found:
        return
    yield from ("", f"## {card.code}", "", _plain(card.demands), "")
    yield f"{_('Reports')}: {_plain(card.says)}"
    yield ""
    yield f"{_('Remedy')}: {_plain(card.hint)}"
    for one in found:
        yield from ("", f"`{one.file}`", "", "```diff")
        for mark, changed in (("-", one.bad), ("+", one.good)):
            yield from (f"{mark}{line}" for line in changed[:MOST_LINES])
            if len(changed) > MOST_LINES:
                yield f"{mark}…"
        yield "```"


def commands_page(language: str) -> str:
    """The help of every command, as it is shown."""
    lines = [f"# {own('Commands')}", "", _made_by()]
    for path in (("accession",), *_paths(COMMANDS, ("accession",))):
        shown = _help(path[1:], language)
        lines += ["", f"## {' '.join(path)}", "", "```text", shown, "```"]
    return "\n".join(lines) + "\n"


def _paths(entries: tuple[Command, ...], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for entry in (one for one in entries if not one.hidden):
        yield (*above, entry.name)
        yield from _paths(entry.parts, (*above, entry.name))


def _help(path: tuple[str, ...], language: str) -> str:
    caught = io.StringIO()
    with redirect_stdout(caught):
        accession(["--lang", language, *path, "--help"])
    return caught.getvalue().rstrip()


def clauses_page() -> str:
    """Every clause of the scheme and what is done about it; then the lives of the records."""
    columns = ("Clause", "Key", "What it says", "Rules", "Record", "Commands")
    head = tuple(map(own, columns))
    lines = [f"# {own('The scheme, clause by clause')}", "", _made_by(), "", own(DONGLIS), ""]
    lines += _table_head(head)
    for clause in ALL_CLAUSES:
        cells = (
            clause.printed,
            f"`{clause.number}`",
            " ".join(_(part) for part in (clause.says, clause.excuse) if part),
            ", ".join(clause.rules),
            ", ".join(clause.schema),
            ", ".join(clause.commands),
        )
        lines.append("| " + " | ".join(cells) + " |")
    for title, table in (
        ("The life of an application", NEXT_OF_APPLICATION),
        ("The life of a task", NEXT_OF_TASK),
    ):
        lines += ["", f"## {own(title)}", "", *_table_head((own("From"), own("To")))]
        for state, following in table.items():
            lines.append(f"| {state} | {', '.join(sorted(following)) or '–'} |")
    return "\n".join(lines) + "\n"


def fields_page() -> str:
    """Every key of every file of a registry, and how it may change once there are records."""
    head = tuple(map(own, ("File", "Key", "Title in the schema", "How it changes")))
    lines = [f"# {own('How each field changes')}", "", _made_by(), ""]
    lines += [*(f"- {own(one)}" for one in HOW), "", *_table_head(head)]
    for kind in FileKind:
        for key, title in keys_of(kind) if kind not in AT_THE_CENTRE else ():
            how = next(how for how in Change if key in changes().get((kind, how), ()))
            lines.append(f"| {kind} | `{key}` | {title} | {own(how)} |")
    return "\n".join(lines) + "\n"


def keys_of(kind: FileKind) -> Iterator[tuple[str, str]]:
    """The keys of a file of *kind*, or of each entry where it is one list, with their titles."""
    whole = schema(kind)
    yield from _keys(whole, whole["$defs"])


def _keys(node: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "$ref" in node:
        node = {**known[node["$ref"].removeprefix("#/$defs/")], **node}
    inner = node.get("items") or node.get("additionalProperties")
    if inner:
        yield from _keys(inner, known)
        return
    keys = node["properties"]
    own_keys = [key for key in keys if key != "schema"]
    for key in keys:
        if key == "schema" or len(own_keys) > 1:
            yield key, keys[key].get("title", "")
        else:
            yield from _keys(keys[key], known)


def _table_head(names: tuple[str, ...]) -> tuple[str, str]:
    return "| " + " | ".join(names) + " |", "|" + "---|" * len(names)


def _made_by() -> str:
    return own("This page is made from the program by make docs; it is not edited by hand.")


def _plain(sentence: str) -> str:
    """The sentence with an ellipsis for each fact, safe inside a table."""
    return without_facts(_(sentence)).replace("|", "\\|")


def main(verb: str) -> int:
    """Write the pages, or say which are not as they should be."""
    os.environ["COLUMNS"] = WIDTH
    stale = []
    for path, text in pages():
        if verb == "write":
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(path.name)
    if stale:
        print("not up to date, run make docs:", ", ".join(stale))
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
