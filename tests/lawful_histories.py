"""Histories of any length that are lawful in every step, the same for the same seed.

Values are changed as the scheme allows and written in one go by ``git fast-import``: filing,
dispatching, correcting, retiring with a successor, telling, writing applications, complaints and
evaluations, and merging work that went on beside.
"""

import random
import subprocess  # noqa: TID251 - the world is made by git itself, not by the code under test
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from generator.admissions import District, filed
from generator.repository import HOME, home, text_of

from accession_cli.finding import key_path
from accession_cli.scheme.registry import RecordId, TaskStatus
from accession_cli.scheme.task import (
    Correction,
    Dispatch,
    DocumentBasis,
    Notified,
    Retirement,
    StoredFile,
    Task,
)
from accession_cli.scheme.task_fields import leaves
from lawful_papers import Papers

#: A day of filing goes by with every so many steps; each is committed at noon in China and later.
STEPS_A_DAY = 3
NOON = timedelta(hours=4)
MATERIAL = StoredFile(name="终止申请.pdf", sha256="b" * 64)


@dataclass
class _Made:
    """A registry while it is being lived in; what is changed and written waits for its commit."""

    home: District
    chance: random.Random
    tasks: dict[RecordId, Task] = field(default_factory=dict)
    step: int = 0
    changed: dict[RecordId, Task] = field(default_factory=dict)
    written: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.papers = Papers(self.chance)

    @property
    def day(self) -> date:
        days = [day for day in self.home.days.filing if day.year >= 2024]
        return days[min(self.step // STEPS_A_DAY, len(days) - 1)]

    @property
    def seconds(self) -> int:
        """The time of the commit that is made next."""
        noon = datetime.combine(self.day, time(), UTC) + NOON
        return int(noon.timestamp()) + self.step

    def put(self, *tasks: Task) -> None:
        for one in tasks:
            self.tasks[one.id] = one
            self.changed[one.id] = one

    def any_admitted(self) -> Task | None:
        found = [one for one in self.tasks.values() if one.status is TaskStatus.ADMITTED]
        return self.chance.choice(found) if found else None

    def file(self) -> None:
        day = self.day
        last = max((one.serial for one in self.tasks if one.year == day.year), default=0)
        number = RecordId(year=day.year, serial=last + 1, prefix="DL")
        made = filed(self.home, number, day, self.chance)
        self.put(made)
        if made.period.start.year == day.year:
            self.papers.in_force.append((str(number), day.year))

    def dispatch(self) -> None:
        one = self.any_admitted()
        if one is not None:
            sent = Dispatch(to="街道公共服务办公室", date=self.day, number=None)
            self.put(replace(one, dispatch=(*one.dispatch, sent)))

    def correct(self) -> None:
        one = self.any_admitted()
        if one is None:
            return
        name, new = self.chance.choice(
            [
                ("frequency", f"每年{self.chance.randint(1, 300)}次"),
                ("title", f"{one.title[:40]}（更正{self.chance.randint(1, 9999)}）"),
                ("authorization.target", f"目标{self.chance.randint(1, 9999)}"),
                ("basis[0].number", f"津丽示例〔2024〕{self.chance.randint(1, 9999)}号"),
            ]
        )
        old = leaves(one).get(key_path(name))
        if old == new:
            return
        made = Correction(
            date=self.day,
            field=name,
            old=old,
            new=new,
            reason="录入有误",
            by="civil_affairs",
        )
        self.put(replace(_with(one, name, new), corrections=(*one.corrections, made)))

    def retire(self) -> None:
        one, other = self.any_admitted(), self.any_admitted()
        if one is None or other is None:
            return
        ended = replace(
            one,
            status=TaskStatus.RETIRED,
            retirement=Retirement(
                applied=self.day,
                effective=self.day + timedelta(days=10),
                reason="任务完成",
                material=MATERIAL,
                entered_in_error=False,
                notified=(),
            ),
        )
        if one.id == other.id:
            self.put(ended)
        else:
            self.put(
                replace(ended, superseded_by=(other.id,)),
                replace(other, supersedes=(*other.supersedes, one.id)),
            )

    def write_paper(self) -> None:
        name, text = self.papers.step()
        self.written[f"registry/{name}"] = text

    def tell(self) -> None:
        ended = [one for one in self.tasks.values() if one.retirement is not None]
        if ended:
            one = self.chance.choice(ended)
            told = Notified(to="街道公共服务办公室", date=self.day)
            if one.retirement is not None:
                end = replace(one.retirement, notified=(*one.retirement.notified, told))
                self.put(replace(one, retirement=end))


def lawful(top: Path, steps: int, seed: int, environ: Mapping[str, str]) -> None:
    """Make a repository at *top* whose registry lived through *steps* lawful commits."""
    chance = random.Random(seed)
    made = _Made(District.of(home()), chance)
    stream = b"".join(_stream(made, steps))
    top.mkdir()
    for command in (("init", "--quiet", "--initial-branch=main"), ("fast-import", "--quiet")):
        data = stream if command[0] == "fast-import" else b""
        subprocess.run(["git", *command], cwd=top, env=dict(environ), input=data, check=True)
    subprocess.run(["git", "reset", "--quiet", "--hard"], cwd=top, env=dict(environ), check=True)


def _stream(made: _Made, steps: int) -> Iterator[bytes]:
    files = {}
    for name in ("scheme.yaml", "agencies.yaml", "subdistricts.yaml", "statutes.yaml"):
        data = (HOME / name).read_bytes().replace(b"sample: true", b"sample: false")
        files[f"registry/{name}"] = data
    yield _commit("main", made, files)
    beside = 0
    for step in range(1, steps):
        made.step = step
        verbs = (made.file, made.dispatch, made.correct, made.retire, made.tell,
                 made.write_paper)  # fmt: skip
        made.chance.choices(verbs, weights=(40, 15, 15, 5, 5, 20))[0]()
        if not made.changed and not made.written:
            made.file()
        files = {
            f"registry/tasks/{one.year}/{one}.yaml": text_of(record).encode()
            for one, record in made.changed.items()
        }
        files |= made.written
        made.changed.clear()
        made.written.clear()
        if not beside and made.chance.random() < 0.1:
            beside = made.chance.randint(1, 4)
            yield b"reset refs/heads/side\nfrom refs/heads/main\n\n"
        if beside:
            yield _commit("side", made, files)
            beside -= 1
            if not beside:
                yield _commit("main", made, {"beside.txt": b"%d\n" % step})
                yield _merge(made)
        else:
            yield _commit("main", made, files)
    if beside:
        yield _merge(made)


def _commit(branch: str, made: _Made, files: Mapping[str, bytes]) -> bytes:
    head = b"commit refs/heads/%s\ncommitter clerk <clerk@example.org> %d +0800\ndata 1\nm\n"
    parts = [head % (branch.encode(), made.seconds)]
    for path, data in files.items():
        parts.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))
    return b"".join(parts) + b"\n"


def _merge(made: _Made) -> bytes:
    """The side's files, and what main has beside them."""
    head = b"commit refs/heads/side\ncommitter clerk <clerk@example.org> %d +0800\ndata 5\nmerge\n"
    merged = head % made.seconds + b"merge refs/heads/main\n"
    merged += b"M 100644 inline beside.txt\ndata %d\n%d\n\n" % (len(b"%d\n" % made.step), made.step)
    return merged + b"reset refs/heads/main\nfrom refs/heads/side\n\n"


def _with(one: Task, name: str, new: str) -> Task:
    if name == "authorization.target":
        return replace(one, authorization=replace(one.authorization, target=new))
    if name == "basis[0].number":
        first, *rest = one.basis
        assert isinstance(first, DocumentBasis)
        return replace(one, basis=(replace(first, number=new), *rest))
    return replace(one, **{name: new})  # type: ignore[arg-type]
