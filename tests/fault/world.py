"""A small registry, with a bare remote or without one, and a clerk's desk that is not tidy.

Made once and copied for each experiment, always to the same path.
"""

import hashlib
import shutil
import subprocess  # noqa: TID251 - the world is made by git itself, not by the code under test
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xlsxwriter

TODAY: Final = "2026-10-12"
EXAMPLES: Final = Path(__file__).parents[1] / "examples/base/registry"
NOTICE: Final = Path(__file__).parents[2] / "docs/calendar-2027.example.yaml"
TITLE: Final = "协助独居老人冬季取暖安全走访"
LAWS: Final = """\
law,version,effective_from,articles
示例救助办法,2014,2014-05-01,第四条=第五条
示例救助法,2026,2026-07-01,
"""
LEDGER: Final = """\
事项名称,责任单位,事项类别,协助渠道,协助内容,开始日期,结束日期,经费金额
协助冬季清雪提醒,区应急局,公共安全,社区,提醒清雪,2026-11-01,2027-03-15,0
"""
CORRECTION: Final = f"""\
corrections:
  - date: {TODAY}
    field: frequency
    old: 每季度一次
    new: 每月一次
    reason: 部门来函调整
    by: 区民政局
"""
_MARKS: Final = frozenset({"move.json", "push.json", "index", "further"})
DRAFT: Final = """\
title: {title}
class: 公共安全
agency: minzheng
channels:
  - community
term: short
period:
  start: 2026-11-02
  end: 2027-03-15
authorization:
  content: 每周走访独居老人，查看取暖设备是否安全。
  target: 辖区独居老人安全过冬。
  authority: 只查看、提醒和报告，不承担维修和处罚。
  workflow: 街道派单—社区走访—登记—报告街道
basis:
  - document: 关于做好冬季取暖安全工作的通知（示例）
    number: 示例发〔2026〕31号
    date: 2026-09-15
funding:
  amount: "12000.00"
  per: task
  source: 区财政专项
  method: 随事拨付
scope:
  subdistricts: all
application:
  received: 2026-09-21
  via: oa
decision:
  - by: civil_affairs
    date: 2026-09-28
    result: admit
"""


@dataclass(frozen=True, slots=True)
class World:
    """The folder of one experiment. ``desk`` is the clerk's clone; ``remote`` may be missing."""

    root: Path

    @property
    def desk(self) -> Path:
        return self.root / "desk"

    @property
    def remote(self) -> Path:
        return self.root / "remote.git"

    @property
    def papers(self) -> Path:
        """Where the clerk's draft, notice, law versions and material lie: outside the registry."""
        return self.root / "papers"

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.root / "home"),
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": f"{TODAY}T09:00:00+08:00",
            "GIT_COMMITTER_DATE": f"{TODAY}T09:00:00+08:00",
            "SEALED_TODAY": TODAY,
            "PYTHONPATH": str(Path(__file__).parents[1] / "clock_seal"),
            "ACCESSION_LANG": "en",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    @property
    def trunk(self) -> Path:
        """The repository whose ``main`` is the trunk."""
        return self.remote if self.remote.exists() else self.desk

    def git(self, at: Path, *arguments: str, accept: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=at,
            env={**self.environ, "GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            check=False,
        )
        assert done.returncode in accept, (arguments, done.stderr.decode(errors="replace"))
        return done.stdout.decode(errors="surrogateescape").rstrip("\n")

    def copied_from(self, template: Path) -> "World":
        """The same path, with what *template* holds."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(template, self.root, symlinks=True)
        return self

    def kept_as(self, template: Path) -> Path:
        """Keep what is here now as *template*."""
        shutil.rmtree(template, ignore_errors=True)
        shutil.copytree(self.root, template, symlinks=True)
        return template

    def commits(self) -> int:
        return int(self.git(self.trunk, "rev-list", "--count", "main"))

    def tree(self) -> str:
        """The hash of all that the trunk holds: equal hashes, equal bytes."""
        return self.git(self.trunk, "rev-parse", "main^{tree}")

    def files(self) -> dict[str, str]:
        """Every file of the clerk's work tree by its bytes; links by where they lead.

        Papers in ``build`` are left out: they are made of the register, and made again.
        """
        own = (".git/", "build/")
        return {name: digest for name, digest in _files(self.desk) if not name.startswith(own)}

    def outbox(self) -> list[str]:
        folder = self.desk / ".git/accession/outbox"
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def drafts(self) -> list[str]:
        folder = self.desk / ".git/accession/drafts"
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def litter(self, at: Path) -> list[str]:
        """Locks, reports of failures, half-written files and marks of ours, in *at*."""
        folder = at / ".git" if (at / ".git").is_dir() else at
        names = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
        return sorted(name for name in names if _is_litter(name))


def _is_litter(name: str) -> bool:
    ours = name.startswith("accession/") and name.rpartition("/")[2] in _MARKS
    reports = name.startswith("fast_import_crash_")
    return ours or reports or name.endswith((".lock", ".new"))


def _files(folder: Path) -> list[tuple[str, str]]:
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found.append((name, f"-> {path.readlink()}"))
        elif path.is_file():
            found.append((name, hashlib.sha256(path.read_bytes()).hexdigest()))
    return found


def begun(world: World, folder: Path, *, remote: bool) -> Path:
    """The template in *folder* of *world* as ``make`` builds it, which is done once."""
    template = folder / f"begun-{'with' if remote else 'without'}-remote"
    if not template.exists():
        make(world, remote=remote)
        world.kept_as(template)
    return template


def make(world: World, *, remote: bool) -> None:
    """Build the world anew: four tasks, a clerk's own changes, and a rival who was here first."""
    shutil.rmtree(world.root, ignore_errors=True)
    (world.root / "home").mkdir(parents=True)
    _papers(world)
    shutil.copytree(EXAMPLES, world.desk / "registry")
    (world.desk / "README.md").write_text("登记册（示例）\n", encoding="utf-8")
    (world.desk / ".gitignore").write_text("*.bak\n", encoding="utf-8")
    scheme = world.desk / "registry/scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    scheme.write_text(text.replace("sample: true", "sample: false"), encoding="utf-8", newline="")
    world.git(world.desk, "init", "--quiet", "--initial-branch=main", "--template=")
    sign_in(world, world.desk, "ann")
    commit(world, world.desk, "begin")
    if remote:
        _share(world)
    untidy(world)


def _papers(world: World) -> None:
    world.papers.mkdir()
    draft = DRAFT.format(title=TITLE)
    (world.papers / "draft.yaml").write_text(draft, encoding="utf-8")
    asked = draft.partition("application:\n")[0]
    (world.papers / "asked.yaml").write_text(asked, encoding="utf-8")
    (world.papers / "form.txt").write_bytes("审批表（示例）\n".encode())
    (world.papers / "material.txt").write_bytes("申请终止（示例）\n".encode())
    shutil.copy(NOTICE, world.papers / "notice.yaml")
    (world.papers / "laws.csv").write_text(LAWS, encoding="utf-8")
    (world.papers / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    with xlsxwriter.Workbook(str(world.papers / "roster.xlsx")) as roster:
        sheet = roster.add_worksheet("部门")
        for number, row in enumerate((("部门名称", "代码"), ("区教育局", "jiaoyu"))):
            sheet.write_row(number, 0, row)


def _share(world: World) -> None:
    """Put the trunk on a remote; a rival has recorded since the clerk last looked."""
    world.git(world.root, "clone", "--quiet", "--bare", "--template=", "desk", "remote.git")
    world.git(world.desk, "remote", "add", "origin", str(world.remote))
    world.git(world.desk, "fetch", "--quiet")
    world.git(world.desk, "branch", "--quiet", "--set-upstream-to=origin/main")
    rival = world.root / "rival"
    world.git(world.root, "clone", "--quiet", "--template=", str(world.remote), "rival")
    sign_in(world, rival, "bo")
    (rival / "RIVAL.md").write_text("bo\n", encoding="utf-8")
    task = rival / "registry/tasks/2026/SL-2026-0001.yaml"
    text = task.read_text(encoding="utf-8").replace("每季度一次", "每月一次")
    text = text.replace("corrections: []\n", CORRECTION)
    task.write_text(text, encoding="utf-8", newline="")
    commit(world, rival, "bo was here first")
    world.git(rival, "push", "--quiet")
    shutil.rmtree(rival)


def untidy(world: World) -> None:
    """What a clerk has lying about: changed, staged, untracked and ignored files."""
    (world.desk / "README.md").write_bytes("正在写\r\n".encode())
    (world.desk / "notes.txt").write_text("private\n", encoding="utf-8")
    (world.desk / "old.bak").write_text("ignored\n", encoding="utf-8")
    (world.desk / "staged.txt").write_text("staged\n", encoding="utf-8")
    world.git(world.desk, "add", "staged.txt")
    (world.desk / "staged.txt").write_text("staged, then changed\n", encoding="utf-8")


def sign_in(world: World, at: Path, name: str) -> None:
    settings = {"user.name": name, "user.email": f"{name}@example.org"}
    for key, value in settings.items():
        world.git(at, "config", key, value)


def commit(world: World, at: Path, message: str) -> None:
    world.git(at, "add", "--all")
    world.git(at, "commit", "--quiet", "--message", message)
