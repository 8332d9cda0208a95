"""The figures, as ``docs/reliability.md`` and its Chinese twin."""

import os
import platform
import subprocess  # noqa: TID251 - asks git for its version
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from fault.campaign import Figures, Tally
from fault.power import Cuts
from fault.shim import WORDS
from soaked import parts, table

DOCS: Final = Path(__file__).parents[2] / "docs"
_HEAD: Final = """\
# Reliability

A record exists when the push was accepted; without a remote, when the local branch moved. What a
clerk typed is never lost, nothing half-written is ever seen, and no number is given twice. This
page shows how that was tried, and what came of it.

Made by `{target}` on {date}:
{machine}.
`make fault` writes it anew; a sample runs with every `make check`. How it is done stands in
`tests/fault/__init__.py`.
"""
_TAIL: Final = """
## What this does not show

- The calls are broken where the C library is called. What a program writes without it, or what
  the kernel does later, is not reached; the power cuts are for that.
- A power cut is played on ext4 in an image, with nothing lost that the system had handed to the
  disk. A disk that says it has written and has not, and other file systems, are not tried.
- The server's own process is killed too. What it then leaves locked, its keeper has to remove, as
  the message says; the column “server jammed” counts how often.
- Everything runs on Linux. Windows and macOS are not tried.
- The public texts are mostly laws, rules and what is quoted from judgments. Notices of offices, as
  clerks attach them, are few among them.
- On every machine the commands answered to pipes; what a terminal in GBK shows was not looked at.
- Whoever keeps the server should set `git config core.fsync all` in the bare repository: git's own
  default leaves freshly pushed objects to the next flush of the system.
"""
_HEAD_ZH: Final = """\
# 可靠性

推送被接受，记录才算存在；没有远程仓库的，以本地分支移动为准。经办人员填写的内容不会丢失，
不会出现只写了一半的记录，编号不会重复。本页说明如何检验，以及检验的结果。

由`{target}`于{date}生成：{machine}。完整说明见英文版[reliability.md](reliability.md)。
"""
_TAIL_ZH: Final = """\
服务器管理员请在裸仓库中运行`git config core.fsync all`，以免断电时丢失刚推送的内容。
"""


def write(figures: Figures, target: str) -> None:
    """Write both pages."""
    machine = ", ".join(
        (
            f"{os.cpu_count()} processors",
            platform.machine(),
            f"Linux {platform.release()}",
            f"Python {platform.python_version()}",
            subprocess.run(["git", "--version"], capture_output=True, text=True, check=True)
            .stdout.strip(),
            f"load {os.getloadavg()[2]:.0f} from other work",
        )
    )  # fmt: skip
    facts = {"target": target, "date": time.strftime("%Y-%m-%d"), "machine": machine}
    kept = parts()  # what the soaks found is theirs to change
    english = "\n".join([_HEAD.format(**facts), *_english(figures)])
    written = f"{english}\n{kept['reliability.md']}{_TAIL}"
    (DOCS / "reliability.md").write_text(written, encoding="utf-8")
    chinese = "\n".join([_HEAD_ZH.format(**facts), *_chinese(figures)])
    written = f"{chinese}\n\n{kept['reliability.zh-CN.md']}\n{_TAIL_ZH}"
    (DOCS / "reliability.zh-CN.md").write_text(written, encoding="utf-8")


def _english(figures: Figures) -> Iterator[str]:
    yield "## Every call that changes a file, broken\n"
    yield "Each call of the command and of the git it starts: one is broken, the next command runs"
    yield "whole; trunk, work tree, index, outbox and locks are compared with an unbroken run.\n"
    yield from table(
        ("command", "calls", "injections", "landed", "server jammed", "faults"),
        (_row(one) for one in (*figures.tallies, _all(figures.tallies))),
    )
    ways = sum((one.ways for one in figures.tallies), type(figures.tallies[0].ways)())
    yield "\nBy kind: " + ", ".join(f"{WORDS[way]} {ways[way]}" for way in WORDS) + ".\n"
    one = figures.harvest
    yield "## Killed at random while three rivals record\n"
    yield from table(
        ("kills", "recorded by then", "records of rivals", "faults"),
        [(one.kills, one.landed, one.rivals, len(one.faults))],
    )
    yield "\n## Several clones at once\n"
    yield from table(
        ("clones", "records", "records/s", "half within", "99 % within", "slowest", "faults"),
        (
            (
                *(each.clones, each.records, f"{each.per_second:.2f}"),
                *(f"{seconds:.2f} s" for seconds in (each.within(0.5), each.within(0.99))),
                *(f"{max(each.waits):.2f} s", len(each.faults)),
            )
            for each in figures.races
        ),
    )
    yield "\nThe aim is 8 records/s and 5 s for 8 clones on two processors with no other work.\n"
    yield "## Unusual states\n"
    yield f"{figures.states} states of a clone, a remote and a machine, each in English and in"
    yield f"Chinese: {len(figures.states_wrong)} faults.\n"
    yield "## Power cuts\n"
    if figures.cuts and figures.careless:
        yield from table(
            ("tool", "cuts", "after its answer", "recorded", "faults"),
            [_cuts("this one", figures.cuts), _cuts("with fsync off", figures.careless)],
        )
    for reason in figures.untested:
        yield f"**NOT TRIED on this machine: {reason}.**"
    yield ""


def _chinese(figures: Figures) -> Iterator[str]:
    everything, crowd, cut = _all(figures.tallies), figures.races[-1], figures.cuts
    speed = f"每秒{crowd.per_second:.2f}条，99%在{crowd.within(0.99):.1f}秒内"
    yield from table(
        ("检验", "次数", "丢失、重复、残缺等问题"),
        [
            (
                "逐个破坏写入调用（中断、写一半、磁盘满、磁盘故障）",
                everything.total,
                len(everything.faults),
            ),
            ("三人同时登记时随机中断", figures.harvest.kills, len(figures.harvest.faults)),
            (f"{crowd.clones}份克隆同时登记，{speed}", crowd.records, len(crowd.faults)),
            ("克隆、远程仓库和机器的异常状态", figures.states, len(figures.states_wrong)),
            ("断电", cut.cuts if cut else "未检验", len(cut.faults) if cut else "–"),
        ],
    )


def _all(tallies: Iterable[Tally]) -> Tally:
    listed = tuple(tallies)
    return Tally(
        title="all",
        calls=sum(one.calls for one in listed),
        ways=sum((one.ways for one in listed), type(listed[0].ways)()),
        landed=sum(one.landed for one in listed),
        jammed=sum(one.jammed for one in listed),
        faults=tuple(fault for one in listed for fault in one.faults),
    )


def _row(one: Tally) -> tuple[object, ...]:
    return one.title, one.calls, one.total, one.landed, one.jammed, len(one.faults)


def _cuts(name: str, cuts: Cuts) -> tuple[object, ...]:
    return name, cuts.cuts, cuts.answered, cuts.recorded, len(cuts.faults)
