"""Tables of some districts, made from the sample registry, to ask questions of."""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from accession_cli.districts import tables
from accession_cli.districts.ask import Sources
from accession_cli.districts.lake import Good, Lake, State
from accession_cli.registry.reading import load_registry

SAMPLE: Final = Path(__file__).parents[1] / "registry"
Tables = dict[str, list[dict[str, Any]]]
DAY: Final = date(2026, 11, 29)


@cache
def _sample() -> Tables:
    return tables.rows(load_registry(SAMPLE))


def district(code: str, name: str, change: Callable[[Tables], None] = lambda _made: None) -> Tables:
    """The tables of a district that keeps the sample's registry as its own, with a *change*."""
    made = deepcopy(_sample())
    for rows in made.values():
        for row in rows:
            row["district"] = code
    made["profile"][0]["name"] = name
    change(made)
    return made


def sources(
    folder: Path,
    *districts: Tables,
    made: Mapping[str, Callable[[], Any]] | None = None,
    day: date = DAY,
) -> Sources:
    """The tables of *districts* in Parquet below *folder*."""
    files: dict[str, list[Path]] = {name: [] for name in tables.TABLES}
    for rows in districts:
        into = folder / rows["profile"][0]["district"]
        into.mkdir(parents=True)
        tables.write(rows, into)
        for name, listed in files.items():
            listed.append(into / f"{name}{tables.ENDING}")
    return Sources(files=files, day=day, year=day.year, made=made or {})


_A_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def typed(value: Any) -> Any:
    """*value* as a table of Parquet gives it: days as days, amounts as numbers."""
    match value:
        case str() if _A_DAY.fullmatch(value):
            return date.fromisoformat(value)
        case dict():
            inner = {key: typed(one) for key, one in value.items()}
            amount = inner.get("amount")
            return inner if amount is None else {**inner, "amount": Decimal(amount)}
        case list():
            return [typed(one) for one in value]
    return value


def centre(folder: Path, *districts: Tables, catalogue: str = "") -> Path:
    """A centre in *folder* that has collected *districts*; its ``districts.yaml``."""
    lake = Lake(folder / "lake")
    lines = ["schema: 1", "name: 天津市", "lake: lake", "limits:"]
    lines += ["  seconds: 60", "  memory: 800", "  size: 64", "districts:"]
    for rows in districts:
        code, name = rows["profile"][0]["district"], rows["profile"][0]["name"]
        lines += [f'  "{code}":', f"    name: {name}", f"    url: ./{code}", "    branch: main"]
        lines += ["    signers: []"]
        into = lake.partition(code, _COMMIT)
        into.mkdir(parents=True)
        tables.write(rows, into)
        good = Good(
            commit=_COMMIT,
            reader=tables.READER,
            arrived="2026-11-28T08:00:00+08:00",
            published="2026-11-27T08:00:00+08:00",
            trunk="",
            sample=False,
            unread=(),
            rows={name: len(rows[name]) for name in tables.TABLES},
            files=dict.fromkeys(tables.TABLES, ""),
        )
        lake.write_state(State(district=code, tried="2026-11-28T08:00:00+08:00", good=good))
    (folder / "catalogue.yaml").write_text(catalogue or CATALOGUE, encoding="utf-8")
    path = folder / "districts.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


_COMMIT: Final = 40 * "a"
CATALOGUE: Final = """\
schema: 1
title: 天津市社区工作事务基本目录
entries:
  - code: MZ-01
    title: 特困供养人员条件变化告知
    also_called: []
    laws:
      - law: 社会救助暂行办法
        articles:
          - 第十八条
    documents: []
    agency: 民政局
    class: 社会保障和社会救助
  - code: MZ-02
    title: 老年人诉求的反映
    also_called: []
    laws: []
    documents: []
    agency: 民政局
    class: 社会保障和社会救助
"""
