"""Keep a registry of today's shape for later versions: tests/kept/<version>/, made once a release.

A small registry with a frozen edition, as a git bundle, and what its edition came to: the hash of
each format and its JSON. A test makes the edition again with whatever version there is: what it
says must be the same for ever, its bytes as long as templates and typesetter are.

    .venv/bin/python tools/make_kept.py [FOLDER]

FOLDER is the one for this version in tests/kept unless it is given. What was kept for a release
stays as it is: a folder that is there is not written over. Before a release it is removed and made
anew when documents are meant to change.
"""

import json
import os
import shutil
import subprocess  # noqa: TID251 - git makes the registry that is kept
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import moved_clock
import typst

from accession_cli import __version__, i18n
from accession_cli.__main__ import main as accession

ROOT: Final = Path(__file__).parents[1]
YEAR: Final = 2024
BUNDLE: Final = "registry.bundle"
CONTENT: Final = "directory.json"
MADE: Final = "made.json"
_TASKS: Final = ("0001", "0002", "0006", "0007", "0027", "0032")
_PROFILE: Final = ("scheme.yaml", "agencies.yaml", "subdistricts.yaml", "statutes.yaml")
#: Nothing that differs from run to run, or from machine to machine, goes into a commit.
_SEALED: Final = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "accession",
    "GIT_AUTHOR_EMAIL": "accession@example.org",
    "GIT_COMMITTER_NAME": "accession",
    "GIT_COMMITTER_EMAIL": "accession@example.org",
    "ACCESSION_LANG": "zh_CN",
}
_FROZEN_ON: Final = "2025-01-06"
_ASKED: Final = """\
title: 冬季取暖安全提示（示例）
kind: task
class: 社会保障和社会救助
agency: minzheng
channels:
  - community
term: long
period:
  start: 2024-12-09
  end: null
frequency: 每年冬季两次
authorization:
  content: 提醒独居老人查看取暖设备。
  target: 辖区独居老人安全过冬。
  authority: 只提醒和报告，不承担维修和处罚。
  workflow: 街道派单—社区提醒—登记—报告街道
basis:
  - document: 关于做好冬季取暖安全工作的通知（示例）
    number: 津丽示例〔2024〕31号
    date: 2024-09-15
funding:
  amount: "12000.00"
  per: year
  source: 区财政专项
  method: 随事拨付
scope:
  subdistricts: all
"""
_SCAN: Final = b"#set document(date: none)\nSample"
_FIRST: Final = "DL-A-2024-0001"
#: The days of the first commit: before the steps, and of all of them in one.
_BEGUN_ON: Final = "2024-11-04"
_KEPT_ON: Final = "2024-12-31"
_STEPS: Final = (
    ("2024-11-11", "receive", "--from", "{papers}/asked.yaml", "--form", "{papers}/盖章件.pdf"),
    ("2024-11-18", "decide", _FIRST, "--by", "区民政局", "--result", "admit"),
    ("2024-11-25", "file", _FIRST),
    ("2024-11-25", "dispatch", "--pending"),
    (
        *("2024-12-02", "complaint", "add", "--source", "community", "--community", "示例一社区"),
        *("--agency", "区城市管理委", "--what", "要求签订责任书，未见准入手续"),
    ),
    (
        *("2024-12-16", "evaluation", "funding", "DL-2024-0002", "--year", "2024"),
        *("--earmarked", "24000", "--spent", "23500.50"),
    ),
    (
        *("2024-12-20", "evaluation", "conclude", "DL-2024-0002", "--year", "2024"),
        *("--outcome", "keep"),
    ),
)


class StepFailed(Exception):
    """A command that makes the registry did not do what it should."""


def keep(folder: Path) -> None:
    """Make the registry, freeze its edition, and write all of it into *folder*."""
    folder.mkdir(parents=True)
    with TemporaryDirectory(prefix="accession-kept-") as scratch:
        top = Path(scratch).resolve()
        with _environment(_SEALED):
            _registry(top)
            _again_in_one_commit(top)
            _accession(top, _FROZEN_ON, "freeze", str(YEAR))
            _git(top, "commit", "--quiet", "--amend", "--message", f"Freeze {YEAR}", on=_FROZEN_ON)
            said = _accession(top, _FROZEN_ON, "render", str(YEAR), "--json")
            made = json.loads(said)
            _git(top, "bundle", "create", "--quiet", str(folder.resolve() / BUNDLE), "HEAD", "main")
            head = _git(top, "rev-parse", "HEAD")
        outputs = {one["format"]: one["sha256"] for one in made["files"]}
        shutil.copyfile(
            next(one["path"] for one in made["files"] if one["format"] == "json"), folder / CONTENT
        )
    facts: dict[str, Any] = {
        "accession": __version__,
        "year": YEAR,
        "day": _FROZEN_ON,
        "head": head,
        "frozen": made["frozen"],
        "outputs": outputs,
    }
    (folder / MADE).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def _registry(top: Path) -> None:
    """Tasks of the sample that know of no others, and what the commands add to them."""
    papers, registry = top / "papers", top / "registry"
    papers.mkdir()
    (papers / "asked.yaml").write_text(_ASKED, encoding="utf-8")
    (papers / "盖章件.pdf").write_bytes(typst.compile(_SCAN))
    for name in (*_PROFILE, *(f"tasks/{YEAR}/DL-{YEAR}-{serial}.yaml" for serial in _TASKS)):
        (registry / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "registry" / name, registry / name)
    _begin(top, on=_BEGUN_ON)
    for day, *arguments in _STEPS:
        _accession(top, day, *(one.format(papers=papers) for one in arguments))
    shutil.rmtree(papers)


def _begin(top: Path, *, on: str) -> None:
    _git(top, "init", "--quiet", "--initial-branch=main")
    for key in ("user.name", "user.email"):
        _git(top, "config", key, _SEALED[f"GIT_AUTHOR_{key.partition('.')[2].upper()}"])
    _git(top, "add", "registry")
    _git(top, "commit", "--quiet", "--message", "Begin", on=on)


def _again_in_one_commit(top: Path) -> None:
    """The commits of the commands are of the hour in which they were made: leave them behind."""
    shutil.rmtree(top / ".git")
    shutil.rmtree(top / "build", ignore_errors=True)
    _begin(top, on=_KEPT_ON)


def _git(top: Path, *arguments: str, on: str = "") -> str:
    when = f"{on}T12:00:00+08:00"
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if on else {}
    again = ("--date", when) if "--amend" in arguments else ()
    done = subprocess.run(
        ["git", *arguments, *again],
        cwd=top,
        env={**os.environ, **dates},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StepFailed(done.stderr)
    return done.stdout.strip()


def _accession(top: Path, day: str, *arguments: str) -> str:
    """What a command given on *day* wrote to standard output."""
    out, said = StringIO(), StringIO()
    with moved_clock.on(day), redirect_stdout(out), redirect_stderr(said):
        code = accession(["-C", str(top / "registry"), *arguments])
    if code:
        what = f"accession {' '.join(arguments)}: {code}\n{said.getvalue()}"
        raise StepFailed(what)
    return out.getvalue()


@contextmanager
def _environment(more: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(more)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        i18n.use("en")


def main(arguments: list[str]) -> int:
    """Keep it for this version, or say that this was done before."""
    folder = Path(arguments[0]) if arguments else ROOT / "tests" / "kept" / __version__
    if folder.exists():
        print(f"{folder} is there already; what was kept is not written over.", file=sys.stderr)
        return 1
    keep(folder)
    print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
