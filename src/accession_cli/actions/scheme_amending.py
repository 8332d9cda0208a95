"""Amend what records are judged by: the profile, the rosters, the table of laws (scheme 3.3).

What was rewritten is kept in ``amendments.yaml``: the day, from which day on it holds, what stood
there, what stands there now, why and by whom, and whether it mends a mistake. What was decided
before is judged by what stood there; what was a mistake never held. ``with_amendments`` does the
same for what other commands rewrite.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final, Self, TypeAlias

from accession_cli.actions.action import Plan, SignedAction
from accession_cli.actions.landing import OnTrunk
from accession_cli.actions.task_amending import AmendmentUnfit
from accession_cli.entry import draft
from accession_cli.errors import Exit, Refusal
from accession_cli.finding import Finding, Place, key_path
from accession_cli.i18n import N_
from accession_cli.registry import schemas
from accession_cli.registry.files import FIXED, SCHEME
from accession_cli.registry.reading import usable
from accession_cli.registry.schemas import FileKind, edited, upgraded
from accession_cli.scheme.fields import newest
from accession_cli.scheme.foundations import (
    Change,
    Rewriting,
    noticed,
    path_in_profile,
    rewritings,
)
from accession_cli.scheme.registry import AMENDMENTS, highest, names_in
from accession_cli.scheme.task import Task
from accession_cli.secrecy.screening import Passage
from accession_cli.yamlfile import editor

#: Entries of ``amendments.yaml``.
Entries: TypeAlias = tuple[dict[str, Any], ...]
_COMMENT: Final = "yaml-language-server: $schema=../schemas/amendments.schema.json"

#: The file is none of those that are amended.
NOT_A_FOUNDATION: Final = Refusal(
    N_("{file} is not amended."),
    N_("Choose one of these: {known}."),
    Exit.USAGE,
)
#: A key that the file does not have.
NO_SUCH_KEY: Final = Refusal(
    N_("{file} has no place {key}, or nothing can be put there."),
    N_("Name the place as the file has it; accession help scheme amend has examples."),
    Exit.USAGE,
)
#: The trunk is not moved by a record on it.
TRUNK_STAYS: Final = Refusal(
    N_(
        "The trunk is not moved by an amendment, because the server checks only the trunk it knows."
    ),
    N_("Ask whoever looks after the server; accession.trunk there and this line change together."),
)
#: An amendment holds from its own day or an earlier one.
FROM_A_DAY_TO_COME: Final = Refusal(
    N_("{day} lies ahead, and the profile says what holds now."),
    N_("Run this on {day}, or name with --from the day from which it holds already."),
    Exit.USAGE,
)
#: What was written down wrongly never held.
MISTAKE_NEVER_HELD: Final = Refusal(
    N_("A mistake that is mended never held, so there is no day from which it held."),
    N_("Leave out --from; or leave out --mistake when the scheme itself was changed."),
    Exit.USAGE,
)
#: The amendment would change nothing.
NOTHING_AMENDED: Final = Refusal(
    N_("{file} says that already, so there is nothing to amend."),
    N_("Look into the file, and leave out what is the same."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendedFoundation:
    """What was amended in ``path``; ``entries`` were put into ``amendments.yaml``."""

    path: str
    settings: tuple[str, ...]
    entries: tuple[Mapping[str, Any], ...]
    remarks: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AmendFoundation(SignedAction[AmendedFoundation]):
    """Put ``settings`` (``KEY=VALUE``) into ``file``; ``by`` "" is the person who signs.

    They hold ``since`` a day, None for the day of the amendment.
    """

    verb: ClassVar[str] = "scheme"
    asks: ClassVar[str] = N_("change {about}")
    about_key: ClassVar[str] = "file"
    file: str
    settings: tuple[str, ...]
    reason: str
    mistake: bool
    since: date | None = None

    def passages(self) -> Iterable[Passage]:
        return draft.passages_of_amendment(self.settings, self.reason, self.by)

    def refuse_unfit(self) -> None:
        if self.file not in FIXED:
            raise NOT_A_FOUNDATION(file=self.file, known="、".join(FIXED))
        if self.file == SCHEME and any(one.startswith("trunk=") for one in self.settings):
            raise TRUNK_STAYS()
        if self.mistake and self.since is not None:
            raise MISTAKE_NEVER_HELD()

    def touched(self) -> Sequence[str]:
        return (self.file, AMENDMENTS)

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:
        return super().from_facts({"since": None, **facts}, request)  # older programs had no day

    def plan(self, here: OnTrunk) -> Plan[AmendedFoundation]:
        tasks = [file.task for file in usable(here.loaded).registry.tasks]
        before = value_of(here, self.file)
        after = deepcopy(before)
        for setting in self.settings:
            _put(after, setting, self.file)
        if after == before:
            raise NOTHING_AMENDED(file=self.file)
        wrong = schemas.check_schema(
            FIXED[self.file], after, lambda _key: Place(self.file, typed=True)
        )
        if wrong:
            raise AmendmentUnfit(wrong)
        texts = {self.file: text_of(here, self.file, after)}
        since = self.since or here.today
        if since > here.today:
            raise FROM_A_DAY_TO_COME(day=since)
        why = Why(day=here.today, since=since, reason=self.reason, by=self.by, mistake=self.mistake)
        entries = why.rewritten(self.file, before, after, tasks)
        texts.update(with_amendments(here, entries))
        put = here.put_texts(texts, rests_on=True)
        keys = ", ".join(setting.partition("=")[0] for setting in self.settings)
        made = AmendedFoundation(
            path=here.trunk.path(self.file),
            settings=self.settings,
            entries=entries,
            remarks=put.remarks,
        )
        return Plan(changes=put.changes, message=f"Amend {self.file}: {keys}", made=made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The day of an amendment, its reason, who made it, and whether it mends a mistake.

    It holds ``since`` a day, None for its own; a mistake never held.
    """

    day: date
    since: date | None = None
    reason: str
    by: str
    mistake: bool

    def rewritten(
        self,
        file: str,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        tasks: Iterable[Task],
    ) -> Entries:
        """An entry for each rewriting between two values of *file*; *tasks* are filed already."""
        filed = tuple(tasks)
        last = max(filed, key=lambda task: task.id, default=None)

        def days_named(code: str) -> Iterator[date]:
            return (one.filing.date for one in filed if code in names_in(one))

        until = last.filing.date if last else date.min
        made = rewritings(file, before, after, until, days_named)
        kept = (one for one in made if file == SCHEME or one.how is Change.AMENDED)
        return self.entries(file, kept)

    def late_notice(
        self, here: OnTrunk, file: str, notice: Mapping[str, Any], *, differs: bool
    ) -> Entries:
        """An entry for a new *notice* of a year that is over, or whose days *differ*."""
        given = highest({source.name for source in here.sources})
        over = notice["year"] < max((int(series[-4:]) for series in given), default=0)
        return self.entries(file, [noticed(notice)]) if over or differs else ()

    def entries(self, file: str, found: Iterable[Rewriting]) -> Entries:
        """An entry for each rewriting that was *found* in *file*."""
        return tuple(
            {
                "date": str(self.day),
                "from": None if self.mistake else str(self.since or self.day),
                "file": file,
                "key": one.key,
                "old": one.old,
                "new": one.new,
                "mistake": self.mistake,
                "reason": self.reason,
                "by": self.by,
            }
            for one in found
        )


def value_of(here: OnTrunk, file: str) -> dict[str, Any]:
    """What *file*, one that every registry has, says on the trunk, in the newest version."""
    return upgraded(FIXED[file], here.loaded.documents[here.trunk.path(file)].value)


def text_of(here: OnTrunk, file: str, after: Mapping[str, Any]) -> str:
    """The text of *file* on the trunk, changed so that it says *after*."""
    there = here.loaded.documents[here.trunk.path(file)]
    return edited(FIXED[file], there.text, there.value, after)


def with_amendments(here: OnTrunk, entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The name and text of ``amendments.yaml`` with *entries* added; {} when there are none."""
    if not entries:
        return {}
    known = here.loaded.documents.get(here.trunk.path(AMENDMENTS))
    if known is None:
        data = {"schema": newest(FileKind.AMENDMENTS), "amendments": [dict(one) for one in entries]}
        order = schemas.key_order(FileKind.AMENDMENTS)
        return {AMENDMENTS: editor.new_text(data, comment=_COMMENT, order=order)}
    before = upgraded(FileKind.AMENDMENTS, known.value)
    after = {**before, "amendments": [*before["amendments"], *map(dict, entries)]}
    return {AMENDMENTS: edited(FileKind.AMENDMENTS, known.text, known.value, after)}


def _put(data: Any, setting: str, file: str) -> None:
    """Put ``KEY=VALUE`` into *data*; a part of a group that is not there is added."""
    key, equals, text = setting.partition("=")
    *way, last = (path_in_profile if file == SCHEME else key_path)(key) or ("",)
    try:
        for step in way:
            if isinstance(step, str) and data.get(step) is None:
                data[step] = {}
            data = data[step]
        old = data[last] if isinstance(last, int) else data.get(last)
        value = _value(text, old, last)
        goes = isinstance(old, dict) and key != "emergency"  # a district without it says so
        if value is None and old is not None and (goes or way == ["kinds"]):
            del data[last]
        else:
            data[last] = value
    except (KeyError, IndexError, TypeError, AttributeError) as wrong:
        raise NO_SUCH_KEY(file=file, key=key) from wrong
    if not equals or last == "":
        raise NO_SUCH_KEY(file=file, key=key)


def _value(text: str, old: object, key: object) -> Any:
    """The value that *text* means where *old* stands: a number, a list, a text."""
    if text in {"null", "true", "false"}:
        return {"null": None, "true": True, "false": False}[text]
    if isinstance(old, list) or key in {"decided_by", "channels"}:
        return [part.strip() for part in text.replace("、", ",").split(",") if part.strip()]
    if isinstance(old, int) and text.isascii() and text.isdecimal():
        return int(text)
    return text
