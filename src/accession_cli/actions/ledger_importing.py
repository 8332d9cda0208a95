"""Bring a ledger in: its rows become applications, or tasks of an earlier directory.

How the ledger was read is kept in the same commit, so that the next one with the same heads is read
alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final, Self

from accession_cli.actions.action import Action, Plan, Seen
from accession_cli.actions.application_receiving import ReceiveApplications, ReceivedApplications
from accession_cli.actions.landing import OnTrunk, changes_of
from accession_cli.actions.ledger_reading import LedgerFound, digest_of, mapping_data
from accession_cli.actions.task_filing import FiledTasks, FileTasks
from accession_cli.errors import Refusal
from accession_cli.finding import Finding
from accession_cli.gitstore.commit import Change
from accession_cli.i18n import N_
from accession_cli.registry import schemas
from accession_cli.registry.files import name_of_mapping
from accession_cli.registry.schemas import FileKind, edited, from_request
from accession_cli.scheme.names import folded
from accession_cli.secrecy.screening import Passage
from accession_cli.yamlfile import editor

SCHEMA_LINE: Final = "yaml-language-server: $schema=../../schemas/mapping.schema.json"

#: A task of the ledger stands on the register already.
ON_THE_REGISTER: Final = Refusal(
    N_("{count} of the tasks are on the register already, the first is “{title}” as {id}."),
    N_("Take these rows out of the ledger; what is to be changed in them is amended."),
)
#: A ledger names the same task twice.
TWICE_IN_IT: Final = Refusal(
    N_("The ledger has “{title}” of the same agency twice."),
    N_("Take one of the two rows out, or tell them apart by their titles."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedLedger:
    """What a ledger became: tasks, or applications; ``mappings`` are the files that tell how."""

    what: FiledTasks | ReceivedApplications
    mappings: tuple[str, ...]

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """What was found in the records."""
        return self.what.remarks


@dataclass(frozen=True, kw_only=True)
class ImportLedger(Action[ImportedLedger]):
    """Do *asked* with all rows of a ledger, and keep how it was read: files' data by name."""

    verb: ClassVar[str] = "import"
    asks: ClassVar[str] = N_("bring in the ledger with “{about}”")

    asked: FileTasks | ReceiveApplications
    mappings: Mapping[str, Mapping[str, Any]]

    def passages(self) -> Iterable[Passage]:
        yield from self.asked.passages()
        for name, data in self.mappings.items():
            yield Passage(where=name, text=str(data["source"]), is_name=True)
            for key in ("columns", "shared", "words"):
                for one in data[key]:
                    yield from (Passage(where=name, text=text) for text in one.values() if text)

    def refuse_unfit(self) -> None:
        self.asked.refuse_unfit()

    def looked_at(self) -> Sequence[str]:
        return self.asked.looked_at()

    def facts(self, seen: Seen) -> dict[str, Any]:
        return {
            "verb": self.asked.verb,
            "asked": self.asked.facts(seen),
            "mappings": {name: dict(data) for name, data in self.mappings.items()},
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:
        return cls(
            asked=_ASKED[facts["verb"]].from_facts(facts["asked"], request),
            mappings={
                name: from_request(FileKind.MAPPING, data)
                for name, data in facts["mappings"].items()
            },
        )

    @classmethod
    def about(cls, facts: Mapping[str, Any]) -> str:
        return _ASKED[facts["verb"]].about(facts["asked"])

    def seen_in(self, facts: Mapping[str, Any]) -> Seen:
        return self.asked.seen_in(facts["asked"])

    def plan(self, here: OnTrunk) -> Plan[ImportedLedger]:
        if isinstance(self.asked, FileTasks):
            _refuse_known(here, self.asked)
        plan = self.asked.plan(here)
        kept = _mapping_changes(here, self.mappings)
        made = ImportedLedger(what=plan.made, mappings=tuple(one.path for one in kept))
        return Plan(changes=(*plan.changes, *kept), message=plan.message, made=made)


_ASKED: Final[Mapping[str, type[FileTasks] | type[ReceiveApplications]]] = {
    FileTasks.verb: FileTasks,
    ReceiveApplications.verb: ReceiveApplications,
}


def _mapping_changes(here: OnTrunk, mappings: Mapping[str, Mapping[str, Any]]) -> list[Change]:
    """The changes that keep *mappings*; none for one that stands there as it is."""
    texts: dict[str, str] = {}
    for name, data in mappings.items():
        known = here.loaded.documents.get(here.trunk.path(name))
        if known is None:
            order = schemas.key_order(FileKind.MAPPING)
            texts[name] = editor.new_text(data, comment=SCHEMA_LINE, order=order)
        elif {**known.value, "source": data["source"]} != data:
            whole = {**data, "source": known.value.get("source", data["source"])}
            texts[name] = edited(FileKind.MAPPING, known.text, known.value, whole)
    return changes_of(here.trunk, here.base, texts)


def _refuse_known(here: OnTrunk, asked: FileTasks) -> None:
    """Raise ``ON_THE_REGISTER`` or ``TWICE_IN_IT`` for a task that is there already."""
    stand = {
        (folded(file.task.title), file.task.agency): file.task
        for file in here.registry.tasks
        if not file.task.ended(here.today)
    }
    seen: set[tuple[str, str]] = set()
    known = []
    for one in asked.given:
        key = (folded(str(one.facts.get("title"))), str(one.facts.get("agency")))
        if key in seen:
            raise TWICE_IN_IT(title=one.facts.get("title"))
        seen.add(key)
        if key in stand:
            known.append(stand[key])
    if known:
        raise ON_THE_REGISTER(count=len(known), title=known[0].title, id=known[0].id)


def mappings_of(found: LedgerFound) -> dict[str, dict[str, Any]]:
    """What is to be kept of how the ledgers of *found* are read, by the file's name."""
    source = Path(found.path).name
    return {
        name_of_mapping(digest_of(one.found)): mapping_data(one, source) for one in found.ledgers
    }
