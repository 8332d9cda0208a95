"""The figures, as ``docs/reliability.md`` and its Chinese twin."""

import os
import platform
import subprocess  # noqa: TID251 - asks git for its version
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from fault.campaign import Figures, Tally
from fault.clones import Result
from fault.power import Cuts
from fault.shim import WORDS
from soaked import parts, table

DOCS: Final = Path(__file__).parents[2] / "docs"
_HEAD: Final = """\
# Reliability

This page says what the tool promises about the register, how each promise is tested, and what the
tests found.

## What is promised

| promise | tested by |
|---|---|
| A record exists when the server has accepted the push; without a server, when the local trunk \
has moved. A writing command says so in these words, and only then. | breaking calls, killing, \
cutting the power |
| What a clerk typed is not lost. It is on the disk, in the outbox, before anything else is \
written. `accession sync` sends what waits, and records it once, also when only the server's \
answer was lost. | breaking calls, killing |
| Nobody sees half of a record. A record comes with one commit or not at all, and the clerk's own \
files stay as they are. | breaking calls, unusual states |
| A number is given once, and none is left out, also when several clerks file at the same \
moment. | several clones at once |
| What was filed stays filed. `accession verify` names whatever was changed, removed or dated back \
in the history. | tampering |
| Files from other people do no harm: a damaged or hostile file is refused in words, or read \
within limits of time and memory. | hostile files, texts and machines |
| A text with a secrecy marking, an identity number or a bank card number is refused before a byte \
of it is kept. | writings, public texts |
| An edition is built to the same bytes on every machine. | machines that build one edition |

## How it is tested

The tests below run real commands on real git repositories. A sample of them, and all of
“Tried with every `make check`”, run with every `make check`; `make fault` and `make soak` run them
at length and write the figures on this page. Each test was first shown to find bugs that were put
into the tool on purpose. `tests/fault/__init__.py` says how the tests work.

The figures from here to “Power cuts” were measured by `{target}` on {date}, on this machine:
{machine}.
A *fault* is a record lost, doubled or half written, a number given twice, a file of the clerk
changed, or a state that the next command does not put right.
"""
_TAIL: Final = """
## What this does not show

- Calls are broken where a program calls the C library. What a program writes without it, and what
  the kernel does later, is not reached. The power cuts test the latter.
- A power cut is simulated on an ext4 file system in an image. It loses what the system had not yet
  handed to the disk, and nothing else. Disks that report a write too early, and other file systems,
  were not tested.
- The server's own process is killed as well. A lock file that it leaves behind must be removed by
  whoever keeps the server; the message says so. The column “server locked” counts these cases.
- Everything ran on Linux. Windows and macOS were not tested.
- The public texts are mostly laws, rules, and quotations from judgments. Few are notices such as
  clerks attach.
- The commands wrote to pipes. What a terminal in GBK shows was not looked at.

Whoever keeps the server should run `git config core.fsync all` in the bare repository. By default
git leaves what was just pushed to the system's next flush, and a power cut can lose it.
"""
_HEAD_ZH: Final = """\
# 可靠性

本页说明本工具对登记库作出的保证、检验的方法和检验的结果。

## 保证

| 保证 | 检验 |
|---|---|
| 服务器接受推送，记录才算存在；没有服务器的，以本地主干移动为准。登记的命令此时才说“已登记”。 | \
逐个破坏写入调用、随机中断、断电 |
| 经办人员填写的内容不会丢失：先写入本机磁盘上的待送件，再做其他事。`accession sync`送出待送件，\
每一件只登记一次，只是没有收到回音的也不会重复登记。 | 逐个破坏写入调用、随机中断 |
| 没有只写了一半的记录：一条记录由一次提交写入，要么全有，要么没有；经办人员自己的文件保持原样。 | \
逐个破坏写入调用、异常状态 |
| 一个编号只用一次，也不跳号，几个人同时备案也是如此。 | 多份克隆同时登记 |
| 备案的内容不变。历史中有改动、删除、倒签日期的，`accession verify`逐项指出。 | 篡改历史 |
| 外来文件不会造成危害：损坏或者恶意的文件，或者写明原因拒收，或者在时间和内存限额内读完。 | \
恶意文件、文字和机器 |
| 含有密级标志、身份证号码、银行卡号的文字，一个字节都不保存即拒收。 | 应查出的文字、公开文本 |
| 同一年版在任何机器上编制，逐字节相同。 | 不同的机器编制同一年版 |

## 检验

检验在真实的git仓库中运行真实的命令。每次`make check`运行其中的抽样，以及下文“每次`make check`
都检验的内容”；`make fault`和`make soak`完整运行，并把数字写入本页。每种检验都先证明
能查出故意放入的错误。

下表由`{target}`于{date}测得，机器：{machine}。
“问题”指记录丢失、重复、残缺，编号重复，经办人员的文件被改动，或者下一条命令不能恢复的状态。
各条命令的数字见英文版[reliability.md](reliability.md)。
"""
_TAIL_ZH: Final = """\
## 没有检验的

- 写入调用在C语言库处破坏；不经过该库的写入和内核随后的写入，只有断电检验涉及。
- 断电在映像中的ext4文件系统上模拟；谎报已写入的磁盘和其他文件系统没有检验。
- 服务器自己的进程也会被中断，留下的锁文件须由服务器管理员删除，提示信息写明如何处理。
- 全部在Linux上运行，没有检验Windows和macOS。
- 公开文本大多是法律、法规、规章和裁判文书的引文，经办人员附上的通知一类很少。
- 命令都输出到管道，GBK终端上的显示没有核对。

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
    yield "A command, or the git that it starts, changes files by so many calls. In each run one of"
    yield "them is broken, and the next command runs to its end. Trunk, work tree, index, outbox"
    yield "and lock files must then be as after a run in which nothing was broken.\n"
    yield from table(
        ("command", "calls", "runs", "already recorded", "server locked", "faults"),
        (_row(one) for one in (*figures.tallies, _all(figures.tallies))),
    )
    ways = sum((one.ways for one in figures.tallies), type(figures.tallies[0].ways)())
    yield "\nIn these ways: " + ", ".join(f"{WORDS[way]} {ways[way]}" for way in WORDS) + ".\n"
    yield "## Killed at random while three rivals record\n"
    yield "A command is killed at a random moment while three other clerks file on one trunk. Where"
    yield "signatures are required, everybody has a key, and each record must have its clerk's.\n"
    yield from table(
        ("signatures", "kills", "recorded by then", "records of rivals", "faults"),
        (
            (name, one.kills, one.landed, one.rivals, len(one.faults))
            for name, one in (("none", figures.harvest), ("required", figures.signed))
        ),
    )
    yield "\n## Several clones at once\n"
    yield "Each clone files one task after another; the history is then read commit by commit.\n"
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
    yield "\nThe goal for 8 clones, on two processors with no other work, is 8 records/s, and 99 %"
    yield "of them within 5 s.\n"
    crowd = figures.crowd
    yield f"Through the server's hook, which checks every push, {crowd.clones} clones filed"
    yield f"{crowd.records} tasks while {crowd.hands} people pushed by plain git; half of the"
    yield f"filings were answered within {crowd.within(0.5):.1f} s, the slowest within"
    yield f"{max(crowd.waits):.1f} s. Faults: {len(crowd.faults)}.\n"
    yield from _beside_a_script(figures.steady)
    yield "## Unusual states\n"
    yield f"A task is filed in {figures.states} states of a clone, a server and a machine, each in"
    yield "English and in Chinese. Exit code and message must be right, and the clerk's files the"
    yield f"same as before. Faults: {len(figures.states_wrong)}.\n"
    yield "Some of them are what a power cut leaves of git's own files: HEAD, settings, index,"
    yield "branches, parts of the history that are empty, zeros or cut off. There the tool alone"
    yield "mends the clone (`doctor --fix`), a filing gets the next number, and `verify` is 0.\n"
    yield "## Power cuts\n"
    yield "The disk is copied at a call, or just after the command answered, without what was not"
    yield "yet written to it. “With fsync off” shows that the test finds what is lost.\n"
    if figures.cuts and figures.careless:
        yield from table(
            ("tool", "cuts", "after its answer", "recorded", "faults"),
            [_cuts("this one", figures.cuts), _cuts("with fsync off", figures.careless)],
        )
    for reason in figures.untested:
        yield f"**NOT TRIED on this machine: {reason}.**"
    yield ""


def _beside_a_script(steady: Result) -> Iterator[str]:
    yield "A script that pushes by plain git without a pause does not keep a command waiting: where"
    yield "either was beaten by the other, the hook lets it through first. One clone filed"
    yield f"{steady.records} tasks beside such a script, which came through {steady.pushed} times;"
    yield f"half of the filings were answered within {steady.within(0.5):.1f} s, the slowest within"
    yield f"{max(steady.waits):.1f} s, and a command would wait 120 s. Faults:"
    yield f"{len(steady.faults)}.\n"


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
            ("同上，要求签名", figures.signed.kills, len(figures.signed.faults)),
            (f"{crowd.clones}份克隆同时登记，{speed}", crowd.records, len(crowd.faults)),
            (
                f"{figures.crowd.clones}份克隆经服务器检查登记，{figures.crowd.hands}人用git推送",
                figures.crowd.records,
                len(figures.crowd.faults),
            ),
            (
                f"与不停用git推送的脚本同时登记，最慢{max(figures.steady.waits):.1f}秒",
                figures.steady.records,
                len(figures.steady.faults),
            ),
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
