"""What the soaks found, kept in ``soaked.json``, and the part of the pages that shows it.

``PYTHONPATH=tools python tests/soaked.py`` writes that part of ``docs/reliability.md`` and of its
Chinese twin anew; each soak does so when it ends, and ``make fault`` with the rest. By hand stand
in the file what a public text is (``about``), how many hits in it were wrong (``wrong``, null until
somebody looked), and what a run taught (``note``, until the next run).
"""

import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from accession_cli.papers.directory_formats import FORMATS
from accession_cli.secrecy.codes import SuspicionKind
from hostile_corpus import corpus, suite
from hostile_doors import DOORS
from machines import SEEDS, UMASKS, ZONES
from payloads import TEXTS, UNSOUND
from secret_examples import MARKINGS, VARIANTS, id_numbers
from tamperings_invented import EVERY
from tamperings_with_keys import SIGNED
from writings import UNFOUND, judged

KEPT: Final = Path(__file__).with_name("soaked.json")
DOCS: Final = Path(__file__).parents[1] / "docs"
PAGES: Final = {"reliability.md": "en", "reliability.zh-CN.md": "zh"}
OF_SECRECY: Final = frozenset({SuspicionKind.MARKING, SuspicionKind.HINT, SuspicionKind.UNREADABLE})
_PART: Final = re.compile(r"<!-- soaks -->\n.*?<!-- end of soaks -->\n", re.DOTALL)
_WORDS: Final = {
    "en": {
        "title": "## Files, texts and machines\n",
        "checks": "Tried with every `make check`, which fails when one is not as it should be:\n",
        "soaks": "\nTried by `make soak`:\n",
        "texts": (
            "\nPublic texts, screened on {date} for secrecy markings and persons' numbers"
            " (`make soak TEXTS=folder`).\nEvery hit was looked at:\n"
        ),
        "broken": (
            "\nThe same with lines broken at seven widths, {length:,} characters: {found} hits,"
            " {secrets} of them\na marking or a hint.\n"
        ),
        "is": ": ",
        "all": "all",
        "files": "{files} files",
    },
    "zh": {
        "title": "",
        "checks": "每次`make check`都检验的内容，有一个不对即不通过：\n",
        "soaks": "\n`make soak`检验的内容：\n",
        "texts": (
            "\n对公开文本筛查密级标志和个人号码（{date}，`make soak TEXTS=文件夹`），"
            "查出的逐条核对过：\n"
        ),
        "broken": (
            "\n另按七种宽度断行，共{length:,}字，查出{found}处，其中密级标志或者提示{secrets}处。\n"
        ),
        "is": "：",
        "all": "合计",
        "files": "{files}个文件",
    },
}
_HEADS: Final = {
    "en": (
        ("what", "how many"),
        ("what", "tried", "faults", "on"),
        ("texts", "characters", "秘密, 机密, 绝密", "blocked", "wrongly", "asked about", "wrongly"),
    ),
    "zh": (
        ("检验", "数量"),
        ("检验", "次数", "问题", "日期"),
        ("文本", "字数", "秘密、机密、绝密", "拦下", "其中误拦", "提请核对", "其中误报"),
    ),
}


def keep(name: str, figures: Mapping[str, Any]) -> None:
    """Keep the *figures* of the soak *name*, show them, and bring the pages up to date."""
    kept = _kept()
    kept[name] = {"date": time.strftime("%Y-%m-%d"), **figures}
    KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{name}: {dict(figures)}\n")
    show()


def keep_texts(counted: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep what was found in public texts; what a person said of a source stays if it is as it was.

    *counted* has for each source its files, characters, uses of the words for the levels
    (``levels``), hits by kind (``found``), and the same with the lines broken (``broken``).
    """
    before = _kept()["texts"]["sources"]
    sources = {}
    for name, figures in counted.items():
        known = before.get(name, {"about": {"en": "", "zh": ""}})
        same = all(known.get(key) == value for key, value in figures.items())
        wrong = known["wrong"] if same else None
        sources[name] = {**figures, "about": known["about"], "wrong": wrong}
    keep("texts", {"sources": sources})


def show() -> None:
    """Write this part of both pages anew."""
    for page, part in parts().items():
        text = (DOCS / page).read_text(encoding="utf-8")
        before, after = _PART.split(text)
        (DOCS / page).write_text(before + part + after, encoding="utf-8")


def parts() -> Mapping[str, str]:
    """The part of each page, between its marks."""
    return {
        page: "\n".join(("<!-- soaks -->", *_lines(language), "<!-- end of soaks -->", ""))
        for page, language in PAGES.items()
    }


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    """A table of Markdown, its numbers to the right."""
    yield f"| {' | '.join(head)} |"
    yield "|---" + "|--:" * (len(head) - 1) + "|"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def _kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def _lines(language: str) -> Iterator[str]:
    kept, words, heads = _kept(), _WORDS[language], _HEADS[language]
    if words["title"]:
        yield words["title"]
    yield words["checks"]
    yield from table(heads[0], ((said[language], count) for said, count in _checks()))
    yield words["soaks"]
    yield from table(heads[1], ((said[language], *figures) for said, *figures in _soaks(kept)))
    sources = kept["texts"]["sources"]
    yield words["texts"].format(date=kept["texts"]["date"])
    named = {
        words["is"].join(filter(None, (name, one["about"][language]))): one
        for name, one in sources.items()
    }
    total = _sum(sources.values())
    named[words["is"].join((words["all"], words["files"].format(**total)))] = total
    yield from table(heads[2], ((name, *_row(one)) for name, one in named.items()))
    yield words["broken"].format(**_broken(sources.values()))
    for one in kept.values():
        if "note" in one:
            yield one["note"][language] + "\n"


def _checks() -> Iterator[tuple[Mapping[str, str], int]]:
    """What every check tries, in both languages, and how many."""
    from actions.test_history_verifying import TAMPERINGS
    from hostile.test_office import CASES  # the tables stand beside their tests

    ways, public = len(VARIANTS), len(suite())
    yield (
        {
            "en": f"hostile YAML and JSON files, {public} of them the public yaml-test-suite",
            "zh": f"恶意的YAML、JSON文件（含公开的yaml-test-suite {public}个）",
        },
        len(corpus()),
    )
    yield (
        {
            "en": "hostile Office files: refused, or read within limits",
            "zh": "恶意的Office文件：拒收，或者在限额内读完",
        },
        len(CASES),
    )
    yield (
        {
            "en": f"texts meant to break out of {len(FORMATS)} formats, terminals and logs",
            "zh": f"意在注入{len(FORMATS)}种格式以及终端、日志的文字",
        },
        len(TEXTS) + len(UNSOUND),
    )
    yield (
        {
            "en": "ways to tamper with a history, all told by `verify`",
            "zh": "篡改历史的方式，`verify`全部查出",
        },
        len(TAMPERINGS),
    )
    yield (
        {
            "en": "ways to tamper by plain git, refused by the server's hook",
            "zh": "用git直接推送篡改内容、服务器拒收的方式",
        },
        len(EVERY) + len(SIGNED),
    )
    yield (
        {
            "en": f"kinds of secrecy marking, each written in {ways} ways, all found",
            "zh": f"密级标志的种类，各有{ways}种写法，全部查出",
        },
        len(MARKINGS),
    )
    yield (
        {
            "en": f"identity numbers, each written in {ways} ways, all found",
            "zh": f"身份证号码，各有{ways}种写法，全部查出",
        },
        len(list(id_numbers())),
    )
    told = (len(judged()), len(UNFOUND), len(judged("pass")))
    yield (
        {
            "en": "writings by somebody who had not seen the screen, to be found;"
            f" {told[1]} are not",
            "zh": f"由未见过筛查程序的人编写的应查出的文字，{told[1]}条未查出",
        },
        told[0],
    )
    yield (
        {
            "en": "writings by the same hand to be passed, none blocked",
            "zh": "同一人编写的应放行的文字，无一误拦",
        },
        told[2],
    )


def _soaks(kept: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, str], str, int, str]]:
    """What the soaks tried, in both languages; how many, faults, day. Only what was run is here."""
    for name, told in (
        ("files", _files),
        ("machines", _machines),
        ("builders", _builders),
        ("histories", _histories),
    ):
        if name in kept:
            one = kept[name]
            yield told(one), f"{one['tried']:,}", one["wrong"], one["date"]


def _files(one: Mapping[str, Any]) -> Mapping[str, str]:
    seed, doors, most = one["seed"], len(DOORS), f"{one['slowest']:.2f}"
    return {
        "en": f"files spoilt at random (seed {seed}), each at {doors} doors; the slowest file took"
        f" {most} s, 0.5 s are allowed",
        "zh": f"随机损坏的文件（种子{seed}），逐个送入{doors}处入口；最慢的{most}秒，限0.5秒",
    }


def _machines(one: Mapping[str, Any]) -> Mapping[str, str]:
    also = {"en": "; the clone also where it can only be read", "zh": "，并有只能读取的克隆"}
    if not one["read_only"]:  # only root can mount such a place
        also = {"en": "", "zh": ""}
    return {
        "en": f"machines, {one['commands']} commands on each: letters in UTF-8, ASCII, Latin-1 or"
        " GBK, a locale that is not set or not installed; the folder's name plain, Chinese, or"
        " Chinese in GBK; a home, a missing one or none; zone, terminal, file rights and folder for"
        " temporary files drawn" + also["en"],
        "zh": f"不同的机器，各运行{one['commands']}条命令：文字编码为UTF-8、ASCII、Latin-1、GBK，"
        "语言环境未设或未安装，文件夹名为英文、中文、GBK编码的中文，主目录有、不存在、未设，"
        "时区、终端、文件权限、临时文件夹随机" + also["zh"],
    }


def _builders(one: Mapping[str, Any]) -> Mapping[str, str]:
    zones, masks, seeds = len(ZONES), len(UMASKS), len(SEEDS)
    return {
        "en": f"machines that build one edition, {one['files']} files, byte for byte: {zones}"
        f" zones, 3 locales, {masks} umasks, {seeds} hash seeds",
        "zh": f"不同的机器编制同一年版，{one['files']}个文件逐字节相同："
        f"{zones}个时区、3种语言环境、{masks}种文件权限、{seeds}个散列种子",
    }


def _histories(one: Mapping[str, Any]) -> Mapping[str, str]:
    commits, seed = one["commits"], one["seed"]
    return {
        "en": f"histories kept lawfully and dated honestly, {commits:,} commits (seed {seed}),"
        " pushed through the hook and verified; every third one with signatures and changing keys",
        "zh": f"依规登记、日期属实的历史，共{commits:,}次提交（种子{seed}），经服务器检查并用verify"
        "核对，每三份有一份要求签名并更换公钥",
    }


def _row(one: Mapping[str, Any]) -> tuple[object, ...]:
    wrong = one["wrong"] or {"blocked": "?", "asked": "?"}
    blocked = sum(count for kind, count in one["found"].items() if SuspicionKind(kind).blocks)
    asked = sum(one["found"].values()) - blocked
    size = (f"{one['characters']:,}", f"{one['levels']:,}")
    return *size, blocked, wrong["blocked"], asked, wrong["asked"]


def _sum(sources: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    every = list(sources)
    kinds = {kind for one in every for kind in one["found"]}
    wrong = {}
    if all(one["wrong"] for one in every):
        wrong = {what: sum(one["wrong"][what] for one in every) for what in ("blocked", "asked")}
    return {
        **{what: sum(one[what] for one in every) for what in ("files", "characters", "levels")},
        "found": {kind: sum(one["found"].get(kind, 0) for one in every) for kind in kinds},
        "wrong": wrong,
    }


def _broken(sources: Iterable[Mapping[str, Any]]) -> Mapping[str, int]:
    """Characters, hits, and hits that are about secrets, where lines were broken."""
    every = [one["broken"] for one in sources]
    found = [(SuspicionKind(kind), count) for one in every for kind, count in one["found"].items()]
    return {
        "length": sum(one["characters"] for one in every),
        "found": sum(count for _kind, count in found),
        "secrets": sum(count for kind, count in found if kind in OF_SECRECY),
    }


if __name__ == "__main__":
    show()
