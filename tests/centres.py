"""A centre with a lake of some districts, made from the sample registry, to report on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from accession_cli.districts import tables
from accession_cli.districts.centre_files import Districts, read_districts
from accession_cli.districts.lake import Good, Lake, Problem, State
from accession_cli.yamlfile import editor
from lakes import Tables, district

NOW: Final = "2026-11-29T02:00:00+08:00"
PUBLISHED: Final = "2026-11-20T18:00:00+08:00"
_COMMIT: Final = "1" * 40


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A district of the centre: what is known of it; without ``tables`` nothing was ever read."""

    code: str
    name: str
    change: Callable[[Tables], None] | None = lambda _made: None
    problem: str = ""
    words: str = ""
    since: str = "2026-11-19T02:00:00+08:00"
    published: str = PUBLISHED
    unread: tuple[str, ...] = ()
    tried: bool = True


@dataclass(frozen=True, kw_only=True)
class CentreFolder:
    """The folder of a centre."""

    folder: Path
    known: Districts
    lake: Lake = field(repr=False)


def centre(folder: Path, *kept: Kept, catalogue: Mapping[str, Any] | None = None) -> CentreFolder:
    """The folder of a centre that has collected the districts *kept*."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = {
        one.code: {"name": one.name, "url": f"{one.code}.git", "branch": "main", "signers": []}
        for one in kept
    }
    limits = {"seconds": 60, "memory": 800, "size": 64}
    value = {"schema": 1, "name": "某市", "lake": "lake", "limits": limits, "districts": entries}
    (folder / "districts.yaml").write_text(editor.new_text(value), encoding="utf-8")
    if catalogue is not None:
        (folder / "catalogue.yaml").write_text(editor.new_text(catalogue), encoding="utf-8")
    known = read_districts(folder / "districts.yaml")
    lake = Lake(known.lake)
    for one in kept:
        if one.tried:
            lake.write_state(_state(one, lake))
    return CentreFolder(folder=folder, known=known, lake=lake)


def _state(one: Kept, lake: Lake) -> State:
    good = None
    if one.change is not None:
        made = district(one.code, one.name, one.change)
        into = lake.partition(one.code, _COMMIT)
        into.mkdir(parents=True)
        tables.write(made, into)
        good = Good(
            commit=_COMMIT,
            reader=tables.READER,
            arrived=NOW,
            published=one.published,
            trunk="2" * 40,
            sample=True,
            unread=one.unread,
            rows={name: len(rows) for name, rows in made.items()},
            files=dict.fromkeys(made, "0" * 64),
        )
    problem = one.problem and Problem(kind=one.problem, since=one.since, words=one.words)
    return State(district=one.code, tried=NOW, good=good, problem=problem or None)


def entry(
    code: str, title: str, law: str, article: str, agency: str, class_: str
) -> dict[str, Any]:
    """An entry of a base catalogue."""
    return {
        "code": code,
        "title": title,
        "also_called": [],
        "laws": [{"law": law, "articles": [article]}],
        "documents": [],
        "agency": agency,
        "class": class_,
    }


CATALOGUE: Final = {
    "schema": 1,
    "title": "某市基本目录",
    "entries": [
        entry("JB-1", "社区矫正协助", "社区矫正法", "第十二条", "司法局", "社会治安和安全保卫"),
        entry("JB-2", "夜间犬吠劝阻", "噪声污染防治法", "第九条", "城管委", "生态环境和城市管理"),
        entry("JB-3", "居民消防安全宣传教育", "消防法", "第六条", "消防支队", "社会治安和安全保卫"),
    ],
}
