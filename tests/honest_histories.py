"""Histories in one line, dated honestly, in which all that a scheme allows to change does change.

Tasks are filed, late or taken over from an earlier directory, handed down, corrected, retired;
agencies are renamed, bodies that decide are added, the office gets closing hours, records are
brought up to date; where signatures are required, keys are added and ended. The same seed gives
the same history. ``lawful_histories`` has longer ones, with merges.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from generator.admissions import District, filed
from generator.repository import HOME, home, text_of

from accession_cli.scheme.registry import RecordId, TaskStatus
from accession_cli.scheme.task import (
    Channel,
    Correction,
    Dispatch,
    Inherited,
    Notified,
    Retirement,
    Route,
    StoredFile,
    Task,
)
from repositories import Clone, sign_in
from signed_registries import public, ssh_key

_FILES: Final = ("scheme.yaml", "agencies.yaml", "subdistricts.yaml", "statutes.yaml")
_MATERIAL: Final = StoredFile(name="终止申请.pdf", sha256="b" * 64)
#: Fields that the first schema of a task did not have.
_ADDED: Final = ("also_called: []\n", "excludes: []\n", "inherited: null\n")
PEOPLE: Final = {"civil_affairs": "安宁", "grid_centre": "李明"}
_PLACES: Final = ("张贵庄街道", "万新街道", "各街道公共服务办公室")


@cache
def _district() -> District:
    return District.of(home())


@dataclass
class Honest:
    """A registry while it is kept; ``keys`` are private keys by body, empty without signatures.

    ``root`` is the public key that signed the beginning.
    """

    clone: Clone
    chance: random.Random
    keys: dict[str, Path] = field(default_factory=dict)
    folder: Path | None = None
    root: str = ""
    commits: int = 0
    tasks: dict[RecordId, Task] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    renamed: int = 0
    asked_from: date = date.max
    gone: set[str] = field(default_factory=set)
    last: str = ""

    def __post_init__(self) -> None:
        self.district = _district()
        days = [one for one in self.district.days.filing if one.year >= 2024]
        start = self.chance.randrange(0, len(days) - 120)
        self.days = days[start : start + 100]
        self.turn = 0

    @property
    def day(self) -> date:
        return self.days[min(self.turn, len(self.days) - 1)]

    def live(self, steps: int) -> None:
        """Begin, and do *steps* things that are lawful, each in a commit of its own."""
        for name in _FILES:
            text = (HOME / name).read_text(encoding="utf-8")
            text = text.replace("sample: true", "sample: false")
            text = text.replace("2023-12-29", "2022-12-29")
            if self.folder is not None:
                text = text.replace(
                    "trunk: origin/main\n", "trunk: origin/main\nsignatures: required\n"
                )
            self.clone.write(f"registry/{name}", text)
        if self.folder is not None:
            self.keys = {body: self._key() for body in PEOPLE}
            root = self._key()
            self.root = _public(root)
            entries = "".join(_entry(body, key, self.day) for body, key in self.keys.items())
            self.clone.write("registry/keys.yaml", f"schema: 1\nkeys:\n{entries}")
            clerk, self.keys["civil_affairs"] = self.keys["civil_affairs"], root
            self.commit("begin")
            self.keys["civil_affairs"] = clerk
        else:
            self.commit("begin")
        weights = {
            self.file: 30,
            self.take_over: 6,
            self.hand_down: 12,
            self.correct: 12,
            self.retire: 6,
            self.tell: 4,
            self.rename: 8,
            self.add_body: 6,
            self.exchange_bodies: 3,
            self.ask_the_new_body: 12,
            self.amend: 6,
            self.end_a_class: 3,
            self.rename_a_kind: 3,
            self.bring_up_to_date: 6,
            self.set_hours: 3,
            self.change_keys: 6,
        }
        made = 0
        while made < steps:
            self.turn += self.chance.randint(0, 2)
            verb = self.chance.choices(list(weights), list(weights.values()))[0]
            if verb():
                self.done[verb.__name__] += 1
                made += 1

    def _key(self) -> Path:
        assert self.folder is not None
        return ssh_key(self.folder / f"key{len(list(self.folder.glob('*.pub')))}")

    def commit(self, message: str, body: str = "civil_affairs") -> None:
        self.commits += 1
        hour = self.chance.randint(9, 16)
        when = f"{self.day}T{hour:02}:{self.chance.randint(0, 59):02}:00+0800"
        when = self.last = max(when, self.last)
        self.clone = Clone(
            top=self.clone.top,
            environ={**self.clone.environ, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when},
        )
        sign_in(self.clone, PEOPLE[body])
        self.clone.git("add", "--all")
        signed = ("-S",) if self.keys else ("--no-gpg-sign",)
        if self.keys:
            self.clone.git("config", "gpg.format", "ssh")
            self.clone.git("config", "user.signingkey", str(self.keys[body]))
        self.clone.git("commit", "--quiet", "--allow-empty", *signed, "--message", message)

    # Tasks

    def put(self, *tasks: Task) -> None:
        for one in tasks:
            self.tasks[one.id] = one
            self.clone.write(f"registry/tasks/{one.id.year}/{one.id}.yaml", text_of(one))

    def _new(self) -> Task:
        """A task of the day; where signatures are required one body decides alone."""
        year = self.day.year
        serial = 1 + max((one.serial for one in self.tasks if one.year == year), default=0)
        number = RecordId(year=year, serial=serial, prefix="DL")
        while True:
            made = filed(self.district, number, self.day, self.chance)
            last = made.decision[-1]
            if last.date >= self.asked_from and Channel.COMMUNITY in made.channels:
                made = replace(made, decision=(*made.decision, replace(last, by="party")))
            bodies = {one.by for one in made.decision}
            if made.class_ not in self.gone and (not self.keys or bodies == {"civil_affairs"}):
                return made

    def file(self) -> bool:
        made = self._new()
        text = text_of(made)
        self.put(made)
        if self.chance.random() < 0.3 and all(line in text for line in _ADDED):
            for line in _ADDED:  # filed with a program of before
                text = text.replace(line, "")
            text = text.replace("schema: 4\n", "schema: 1\n")
            self.clone.write(f"registry/tasks/{made.id.year}/{made.id}.yaml", text)
        self.commit(f"file {made.id}")
        return True

    def take_over(self) -> bool:
        """A task of an earlier directory, filed on the day on which it had been decided."""
        made = self._new()
        if made.route is Route.EMERGENCY:
            return False
        old = Inherited(document="东丽区社区事务目录", number="津丽民发〔2022〕9号",
                        date=date(2022, 6, 1), entry="7")  # fmt: skip
        self.put(replace(made, route=Route.INHERITED, inherited=old, application=None, decision=()))
        self.commit(f"take over {made.id}")
        return True

    def _any(self) -> Task | None:
        found = [one for one in self.tasks.values() if one.status is TaskStatus.ADMITTED]
        return self.chance.choice(found) if found else None

    def hand_down(self) -> bool:
        one = self._any()
        if one is None or one.filing.date >= self.day:
            return False
        sent = Dispatch(to=self.chance.choice(_PLACES), date=self.day, number=None)
        self.put(replace(one, dispatch=(*one.dispatch, sent)))
        self.commit(f"hand down {one.id}")
        return True

    def correct(self) -> bool:
        one = self._any()
        if one is None:
            return False
        new = f"每年{self.chance.randint(1, 300)}次"
        if new == one.frequency:
            return False
        made = Correction(date=self.day, field="frequency", old=one.frequency, new=new,
                          reason="录入有误", by="civil_affairs")  # fmt: skip
        self.put(replace(one, frequency=new, corrections=(*one.corrections, made)))
        self.commit(f"correct {one.id}")
        return True

    def retire(self) -> bool:
        one, other = self._any(), self._any()
        if one is None or other is None or one.filing.date >= self.day:
            return False
        if one.period.start and one.period.start > self.day:
            return False
        ended = Retirement(applied=self.day, effective=self.day + timedelta(days=10),
                           reason="任务完成", material=_MATERIAL, entered_in_error=False,
                           notified=())  # fmt: skip
        gone = replace(one, status=TaskStatus.RETIRED, retirement=ended)
        if one.id == other.id:
            self.put(gone)
        else:
            self.put(replace(gone, superseded_by=(other.id,)),
                     replace(other, supersedes=(*other.supersedes, one.id)))  # fmt: skip
        self.commit(f"retire {one.id}")
        return True

    def tell(self) -> bool:
        ended = [one for one in self.tasks.values() if one.retirement is not None]
        if not ended:
            return False
        one = self.chance.choice(ended)
        assert one.retirement is not None
        told = Notified(to=self.chance.choice(_PLACES), date=self.day)
        end = replace(one.retirement, notified=(*one.retirement.notified, told))
        self.put(replace(one, retirement=end))
        self.commit(f"tell of {one.id}")
        return True

    def bring_up_to_date(self) -> bool:
        """The new form of a record, with what its old one could not say."""
        for number, one in self.tasks.items():
            path = self.clone.top / f"registry/tasks/{number.year}/{number}.yaml"
            text = path.read_text(encoding="utf-8")
            if "schema: 1\n" in text and one.status is TaskStatus.ADMITTED:
                said = (
                    one.authorization.authority.partition("，")[0].partition("；")[0].rstrip("。")
                )
                self.put(replace(one, excludes=(said,)))
                self.commit(f"bring {number} up to date")
                return True
        return False

    # What records are judged by

    def _edit(self, name: str, old: str, new: str) -> bool:
        path = self.clone.top / "registry" / name
        text = path.read_text(encoding="utf-8")
        if old not in text:
            return False
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return True

    def _amendment(
        self, key: str, old: str | None, new: str, *, file: str = "scheme.yaml", held: bool = True
    ) -> None:
        path = self.clone.top / "registry/amendments.yaml"
        known = path.read_text("utf-8") if path.exists() else "schema: 2\namendments:\n"
        quoted = "null" if old is None else f'"{old}"'
        path.write_text(
            f"{known}  - date: {self.day}\n    from: {self.day if held else 'null'}\n"
            f"    file: {file}\n    key: {key}\n"
            f'    old: {quoted}\n    new: "{new}"\n    mistake: {"false" if held else "true"}\n'
            f"    reason: 津丽民发〔2026〕3号\n    by: {PEOPLE['civil_affairs']}\n",
            encoding="utf-8",
        )

    def rename(self) -> bool:
        """An agency is renamed, from today on or as of a day that is past, which is said then."""
        name = ("区委宣传部", "区委统战部", "区委政法委", "区委网信办", "区信访办")[
            self.renamed % 5
        ]
        if self.renamed >= 5:
            return False
        late = self.chance.random() < 0.3
        until = self.day - timedelta(days=30 if late else 1)
        earlier = f"earlier_names:\n      - name: {name}\n        until: {until}\n"
        after = f"name: {name}（新）\n    {earlier}"
        text = (self.clone.top / "registry/agencies.yaml").read_text(encoding="utf-8")
        key = text.partition(f"    name: {name}\n")[0].rsplit("\n", 2)[-2].strip(" :")
        assert self._edit("agencies.yaml", f"name: {name}\n", after)
        if late:
            key = f"agencies.{key}.name"
            self._amendment(key, name, f"{name}（新）", file="agencies.yaml", held=False)
        self.renamed += 1
        self.commit(f"rename {name}")
        return True

    def exchange_bodies(self) -> bool:
        """The grid centre decides on work in the grid no more, but on emergencies alone."""
        both = "      - civil_affairs\n      - grid_centre\n"
        if self.keys or not self._edit("scheme.yaml", both, "      - civil_affairs\n"):
            return False
        key = "channels.grid.decided_by"
        self._amendment(key, "civil_affairs、grid_centre", "civil_affairs")
        self.commit("who decides in the grid")
        return True

    def add_body(self) -> bool:
        """A body is entered that may be asked to decide later on."""
        if self.done["add_body"]:
            return False
        body = "  party:\n    name: 区委社会工作部\n    agency: zhengfa\n"
        assert self._edit("scheme.yaml", "registrar:\n", f"{body}registrar:\n")
        self.commit("a new body")
        return True

    def ask_the_new_body(self) -> bool:
        """From today on the new body decides on all that goes down to communities."""
        if self.keys or not self.done["add_body"] or self.done["ask_the_new_body"]:
            return False
        decided = (made.date for one in self.tasks.values() for made in one.decision)
        if max(decided, default=date.min) >= self.day:  # without the new body, and today
            return False
        alone = "  community:\n    name: 社区\n    decided_by:\n      - civil_affairs\n"
        assert self._edit("scheme.yaml", alone, f"{alone}      - party\n")
        key = "channels.community.decided_by"
        self._amendment(key, "civil_affairs", "civil_affairs、party")
        self.commit("the new body decides")
        self.asked_from = self.day
        return True

    def amend(self) -> bool:
        before = 10 + self.done["amend"]
        at = "days_to_decide:\n  value: {}\n"
        assert self._edit("scheme.yaml", at.format(before), at.format(before + 1))
        self._amendment("days_to_decide.value", str(before), str(before + 1))
        self.commit("amend")
        return True

    def end_a_class(self) -> bool:
        """From today on nothing is applied for in a class in which tasks may stand."""
        ended = self.done["end_a_class"]
        if ended >= 3:
            return False
        known = self.district.home.scheme.classes[ended:]
        stood = [one for one in self.tasks.values() if one.class_ == known[0]]
        if any(one.filing.date >= self.day for one in stood):
            return False
        self.gone.add(known[0])
        assert self._edit("scheme.yaml", f"  - {known[0]}\n", "")
        self._amendment("classes", "、".join(known), "、".join(known[1:]))
        self.commit("a class ends")
        return True

    def rename_a_kind(self) -> bool:
        """Tasks of before have their kind under its new name."""
        turn = self.done["rename_a_kind"]
        name, other = (f"工作事务{'（新）' * one}" for one in (turn, turn + 1))
        assert self._edit("scheme.yaml", f"  task: {name}\n", f"  task: {other}\n")
        self._amendment("kinds.task", name, other)
        self.commit("a kind is renamed")
        return True

    def set_hours(self) -> bool:
        """From the next day on the office closes at half past five."""
        if self.done["set_hours"]:
            return False
        first = self.day + timedelta(days=1)
        hours = f'closing_hours:\n  - from: {first}\n    closes: "17:30"\n'
        assert self._edit("scheme.yaml", "days_to_decide:\n", f"{hours}days_to_decide:\n")
        self._amendment("closing_hours[0].from", None, str(first))
        self._amendment("closing_hours[0].closes", None, "17:30")
        self.commit("closing hours")
        return True

    # Keys

    def change_keys(self) -> bool:
        """A body's next key is entered, signed with the one before, which is ended afterwards."""
        if not self.keys:
            return False
        body = self.chance.choice(list(PEOPLE))
        path = self.clone.top / "registry/keys.yaml"
        old, new = self.keys[body], self._key()
        entry = _entry(body, new, self.day)
        path.write_text(path.read_text(encoding="utf-8") + entry, encoding="utf-8")
        self.commit("enter a key", body)
        self.keys[body] = new
        head, key, tail = path.read_text(encoding="utf-8").partition(_public(old))
        path.write_text(head + key + tail.replace("to: null", f"to: {self.day}", 1), "utf-8")
        self.commit("end a key", body)
        return True


def _public(key: Path) -> str:
    return " ".join(public(key).split()[:2])


def _entry(body: str, key: Path, day: date) -> str:
    return (
        f"  - body: {body}\n    person: {PEOPLE[body]}\n    key: {_public(key)}\n"
        f"    from: {day}\n    to: null\n"
    )


def honest(
    top: Path, steps: int, seed: int, environ: Mapping[str, str], keys: Path | None = None
) -> Honest:
    """Make a repository at *top* whose registry was kept for *steps* steps.

    With a folder for *keys* it requires signatures.
    """
    top.mkdir()
    clone = Clone(top=top, environ=environ)
    clone.git("init", "--quiet", "--initial-branch=main")
    clone.git("config", "gc.auto", "0")
    made = Honest(clone, random.Random(seed), folder=keys)
    made.live(steps)
    return made
