"""A task record as YAML holds it, to and from the value that everything else works with.

What comes in has passed its JSON Schema (``schema_check``), so nothing is checked twice here. What
goes out has every key of ``schemas/task.schema.json`` in the order of the schema.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar

from accession_cli.model.identifiers import RecordId
from accession_cli.model.life import TaskStatus
from accession_cli.model.task import (
    ApplicationFacts,
    Authorization,
    Basis,
    Channel,
    Correction,
    Decision,
    Dispatch,
    DocumentBasis,
    Filing,
    Funding,
    LawBasis,
    Mechanism,
    Notified,
    Per,
    Period,
    Result,
    Retirement,
    Route,
    Scope,
    Section,
    StoredFile,
    Task,
    Term,
    Via,
    WithheldBasis,
)

T = TypeVar("T")
R = TypeVar("R")
Data = Mapping[str, Any]

_SCHEMA: Final = 1
_ALL: Final = "all"
_CENTS: Final = Decimal("0.01")
#: Thousands of records name the same few days and places: each is made once and shared.
day_from = lru_cache(maxsize=16_384)(date.fromisoformat)
_EVERYWHERE: Final = Scope(subdistricts=None, communities=None)


def task_from(data: Data) -> Task:
    """The task that *data* says; *data* must have passed the task schema."""
    return Task(
        id=RecordId.parse(data["id"]),
        status=TaskStatus(data["status"]),
        title=data["title"],
        kind=data["kind"],
        class_=data["class"],
        agency=data["agency"],
        co_agencies=tuple(data["co_agencies"]),
        channels=tuple(Channel(name) for name in data["channels"]),
        route=Route(data["route"]),
        term=Term(data["term"]),
        period=Period(
            start=day_from(data["period"]["start"]),
            end=maybe(day_from, data["period"]["end"]),
        ),
        frequency=data["frequency"],
        authorization=Authorization(**data["authorization"]),
        basis=tuple(_basis_from(item) for item in data["basis"]),
        funding=_funding_from(data["funding"]),
        resources=tuple(data["resources"]),
        mechanism=maybe(_mechanism_from, data["mechanism"]),
        training=data["training"],
        scope=_scope_from(data["scope"]),
        sections=tuple(Section(**item) for item in data["sections"]),
        application=maybe(_application_from, data["application"]),
        decision=tuple(decision_from(item) for item in data["decision"]),
        filing=Filing(date=day_from(data["filing"]["date"]), number=data["filing"]["number"]),
        dispatch=tuple(_dispatch_from(item) for item in data["dispatch"]),
        retirement=maybe(_retirement_from, data["retirement"]),
        supersedes=tuple(RecordId.parse(text) for text in data["supersedes"]),
        superseded_by=tuple(RecordId.parse(text) for text in data["superseded_by"]),
        corrections=tuple(_correction_from(item) for item in data["corrections"]),
    )


def task_data(task: Task) -> dict[str, Any]:
    """The record of *task*: every key in schema order, days and money as text."""
    return {
        "schema": _SCHEMA,
        "id": str(task.id),
        "status": task.status.value,
        "title": task.title,
        "kind": task.kind,
        "class": task.class_,
        "agency": task.agency,
        "co_agencies": list(task.co_agencies),
        "channels": [channel.value for channel in task.channels],
        "route": task.route.value,
        "term": task.term.value,
        "period": {
            "start": task.period.start.isoformat(),
            "end": maybe(date.isoformat, task.period.end),
        },
        "frequency": task.frequency,
        "authorization": {
            "content": task.authorization.content,
            "target": task.authorization.target,
            "authority": task.authorization.authority,
            "workflow": task.authorization.workflow,
        },
        "basis": [_basis_data(basis) for basis in task.basis],
        "funding": _funding_data(task.funding),
        "resources": list(task.resources),
        "mechanism": maybe(_mechanism_data, task.mechanism),
        "training": task.training,
        "scope": {
            "subdistricts": _codes_data(task.scope.subdistricts),
            "communities": _codes_data(task.scope.communities),
        },
        "sections": [
            {"subdistrict": section.subdistrict, "name": section.name} for section in task.sections
        ],
        "application": maybe(_application_data, task.application),
        "decision": [decision_data(made) for made in task.decision],
        "filing": {"date": task.filing.date.isoformat(), "number": task.filing.number},
        "dispatch": [_dispatch_data(sent) for sent in task.dispatch],
        "retirement": maybe(_retirement_data, task.retirement),
        "supersedes": [str(record) for record in task.supersedes],
        "superseded_by": [str(record) for record in task.superseded_by],
        "corrections": [_correction_data(made) for made in task.corrections],
    }


def maybe(make: Callable[[T], R], value: T | None) -> R | None:
    """What *make* makes of *value*; None of None."""
    return None if value is None else make(value)


def _basis_from(data: Data) -> Basis:
    if "law" in data:
        return LawBasis(**data)
    if "document" in data:
        return DocumentBasis(**{**data, "date": maybe(day_from, data["date"])})
    return WithheldBasis(reviewer=data["reviewer"], date=day_from(data["date"]))


def _basis_data(basis: Basis) -> dict[str, Any]:
    match basis:
        case LawBasis():
            return {"law": basis.law, "version": basis.version, "article": basis.article}
        case DocumentBasis():
            return {
                "document": basis.document,
                "number": basis.number,
                "date": maybe(date.isoformat, basis.date),
                "clause": basis.clause,
                "attachment": basis.attachment,
            }
        case WithheldBasis():
            return {
                "withheld": True,
                "reviewer": basis.reviewer,
                "date": basis.date.isoformat(),
            }


def _funding_from(data: Data) -> Funding:
    return Funding(**{**data, "amount": Decimal(data["amount"]), "per": Per(data["per"])})


def amount_data(amount: Decimal) -> str:
    """An amount of yuan as records write it, with two decimals."""
    return f"{amount.quantize(_CENTS):f}"


def _funding_data(funding: Funding) -> dict[str, Any]:
    return {
        "amount": amount_data(funding.amount),
        "per": funding.per.value,
        "source": funding.source,
        "method": funding.method,
        "note": funding.note,
    }


def _mechanism_from(data: Data) -> Mechanism:
    return Mechanism(what=data["what"], basis=_basis_from(data["basis"]))


def _mechanism_data(mechanism: Mechanism) -> dict[str, Any]:
    return {"what": mechanism.what, "basis": _basis_data(mechanism.basis)}


def _scope_from(data: Data) -> Scope:
    subdistricts, communities = map(_codes_from, (data["subdistricts"], data["communities"]))
    if subdistricts is None and communities is None:
        return _EVERYWHERE
    return Scope(subdistricts=subdistricts, communities=communities)


def _codes_from(data: str | Sequence[str]) -> tuple[str, ...] | None:
    return None if isinstance(data, str) else tuple(data)


def _codes_data(codes: tuple[str, ...] | None) -> str | list[str]:
    return _ALL if codes is None else list(codes)


def file_from(data: Data) -> StoredFile:
    """A file known by its name and hash."""
    return StoredFile(**data)


def file_data(file: StoredFile) -> dict[str, Any]:
    """Name and hash of *file*, as records write them."""
    return {"name": file.name, "sha256": file.sha256}


def _application_from(data: Data) -> ApplicationFacts:
    return ApplicationFacts(
        id=maybe(RecordId.parse, data["id"]),
        received=day_from(data["received"]),
        via=Via(data["via"]),
        form=maybe(file_from, data["form"]),
    )


def _application_data(facts: ApplicationFacts) -> dict[str, Any]:
    return {
        "id": maybe(str, facts.id),
        "received": facts.received.isoformat(),
        "via": facts.via.value,
        "form": maybe(file_data, facts.form),
    }


def decision_from(data: Data) -> Decision:
    """One body's decision."""
    return Decision(
        by=data["by"],
        date=day_from(data["date"]),
        result=Result(data["result"]),
        opinion=data["opinion"],
    )


def decision_data(made: Decision) -> dict[str, Any]:
    """One body's decision, as records write it."""
    return {
        "by": made.by,
        "date": made.date.isoformat(),
        "result": made.result.value,
        "opinion": made.opinion,
    }


def _dispatch_from(data: Data) -> Dispatch:
    return Dispatch(to=data["to"], date=day_from(data["date"]), number=data["number"])


def _dispatch_data(sent: Dispatch) -> dict[str, Any]:
    return {"to": sent.to, "date": sent.date.isoformat(), "number": sent.number}


def _retirement_from(data: Data) -> Retirement:
    return Retirement(
        applied=day_from(data["applied"]),
        effective=day_from(data["effective"]),
        reason=data["reason"],
        material=file_from(data["material"]),
        entered_in_error=data["entered_in_error"],
        notified=tuple(
            Notified(to=item["to"], date=day_from(item["date"])) for item in data["notified"]
        ),
    )


def _retirement_data(retirement: Retirement) -> dict[str, Any]:
    return {
        "applied": retirement.applied.isoformat(),
        "effective": retirement.effective.isoformat(),
        "reason": retirement.reason,
        "material": file_data(retirement.material),
        "entered_in_error": retirement.entered_in_error,
        "notified": [
            {"to": told.to, "date": told.date.isoformat()} for told in retirement.notified
        ],
    }


def _correction_from(data: Data) -> Correction:
    return Correction(**{**data, "date": day_from(data["date"])})


def _correction_data(made: Correction) -> dict[str, Any]:
    return {
        "date": made.date.isoformat(),
        "field": made.field,
        "old": made.old,
        "new": made.new,
        "reason": made.reason,
        "by": made.by,
    }
