"""Applications, complaints and evaluations whose every change is lawful; see lawful_histories."""

import copy
import random
from typing import Any

import sample_records
from accession_cli.registry.schemas import FileKind, key_order
from accession_cli.yamlfile import editor

Record = dict[str, Any]


class Papers:
    """The papers of a registry while it is being lived in, by their names below it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.held: dict[str, tuple[FileKind, Record]] = {}
        self.last: dict[str, int] = {}
        self.in_force: list[tuple[str, int]] = []

    def step(self) -> tuple[str, bytes]:
        """Write one paper, a new one or one of before: its name and its text."""
        may = (self._receive, self._report, self._evaluate, self._go_on)
        name = self.chance.choice(may)()
        kind, record = self.held[name]
        return name, editor.new_text(record, comment="example", order=key_order(kind)).encode()

    def _receive(self) -> str:
        return self._new(FileKind.APPLICATION, "A", sample_records.received_application())

    def _report(self) -> str:
        return self._new(FileKind.COMPLAINT, "C", sample_records.reported_complaint())

    def _new(self, kind: FileKind, letter: str, record: Record) -> str:
        serial = self.last[letter] = self.last.get(letter, 0) + 1
        number = f"DL-{letter}-2024-{serial:04d}"
        name = f"{kind}s/2024/{number}.yaml"
        self.held[name] = kind, copy.deepcopy(record) | {"id": number}
        return name

    def _evaluate(self) -> str:
        """Of a task in a year in which it was in force; where there is none, a report."""
        if not self.in_force:
            return self._report()
        number, year = self.in_force.pop()
        record = sample_records.concluded_evaluation() | {"funding": None, "conclusion": None}
        name = f"evaluations/{year}/{number}.yaml"
        self.held[name] = FileKind.EVALUATION, record | {"id": number, "year": year}
        return name

    def _go_on(self) -> str:
        """One step further with any paper; from its end there is none."""
        if not self.held:
            return self._report()
        name = self.chance.choice(list(self.held))
        kind, record = self.held[name]
        record = copy.deepcopy(record)
        steps = {
            FileKind.APPLICATION: _application,
            FileKind.COMPLAINT: _complaint,
            FileKind.EVALUATION: _evaluation,
        }
        steps[kind](record, self.chance)
        self.held[name] = kind, record
        return name


def _application(record: Record, chance: random.Random) -> None:
    newest = record["submissions"][-1]
    decision = {"by": "civil_affairs", "date": "2024-03-04", "opinion": "示例意见"}
    match record["status"]:
        case "received":
            result, status = chance.choice([("admit", "approved"), ("return", "returned")])
            newest["decision"] = [decision | {"result": result}]
            record["status"] = status
        case "returned":
            record["submissions"].append(
                copy.deepcopy(newest) | {"received": "2024-03-04", "decision": []}
            )
            record["task"]["frequency"] = f"每年{chance.randint(1, 99)}次"
            record["status"] = "received"
        case "approved":
            record["status"] = "withdrawn"
            record["withdrawal"] = {"date": "2024-03-05", "reason": "工作调整"}


def _complaint(record: Record, chance: random.Random) -> None:
    whole = sample_records.closed_complaint()
    urged = record["rectification"]
    if record["status"] == "closed":
        return
    if urged is None and record["verification"] is None and chance.random() < 0.5:
        record["verification"] = whole["verification"]
    elif urged is None:
        record["rectification"] = whole["rectification"] | {"done": None, "report": None}
    elif urged["done"] is None and chance.random() < 0.5:
        record["reminders"] = [*record["reminders"], *whole["reminders"]]
    elif urged["done"] is None:
        urged |= {"done": "2024-05-21", "report": "已经停止。"}
    elif record["circular"] is None:
        record["circular"] = whole["circular"]
    else:
        record |= {"status": "closed", "closing": whole["closing"]}


def _evaluation(record: Record, _chance: random.Random) -> None:
    whole = sample_records.concluded_evaluation()
    if record["conclusion"] is not None:
        return
    if record["funding"] is None:
        record["funding"] = whole["funding"]
        record["sheets"].append(whole["sheets"][0] | {"by": "residents"})
    else:
        record["conclusion"] = whole["conclusion"]
