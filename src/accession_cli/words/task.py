"""Show a task on a terminal, field by field, under the names that people use; list tasks in JSON.

What is to be done is said with its last day and the command for it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from accession_cli.i18n import N_, _
from accession_cli.scheme.fields import FIELDS, Kind
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import (
    ApplicationFacts,
    Basis,
    Correction,
    Decision,
    Dispatch,
    DocumentBasis,
    LawBasis,
    Notified,
    Retirement,
    Task,
)
from accession_cli.words.fields import (
    CHANNELS,
    RESULTS,
    ROUTES,
    STATES,
    TERMS,
    field_words,
    funding_words,
    inherited_json,
    period_words,
    places_words,
    taken_over_words,
)
from accession_cli.words.layout import rows, visible

if TYPE_CHECKING:
    from datetime import date

    from accession_cli.actions.bureau import Exported
    from accession_cli.actions.task_lookup import Listed, ListedApplication, ListedTask
    from accession_cli.actions.todo import TodoItem


def task_lines(row: "ListedTask", registry: "Registry", columns: int | None) -> list[str]:
    """The fields of the task, without empty ones."""
    fields = [(term, visible(text, keep="\n")) for term, text in _fields(row, registry) if text]
    return rows(fields, columns)


def _fields(row: "ListedTask", registry: "Registry") -> Iterator[tuple[str, str]]:
    task = row.task
    yield _("Standing"), taken_over_words(task)
    yield _("Number"), f"{task.id}  {task.filing.number}"
    yield _("Status"), _(STATES[row.state])
    yield from content(row, registry)
    yield _("Application"), _application(task.application)
    yield _("Number there"), (task.inherited.entry or "") if task.inherited else ""
    yield _("Decision"), decisions_words(task.decision, registry)
    yield _("Filed"), str(task.filing.date)
    yield _("Handed down"), _by_day(task.dispatch)
    yield _("Retirement"), _retirement(task.retirement)
    yield _("Told of it"), _by_day(task.retirement.notified if task.retirement else ())
    yield _("Supersedes"), "、".join(map(str, task.supersedes))
    yield _("Superseded by"), "、".join(map(str, task.superseded_by))
    yield _("Corrections"), "；".join(map(_correction, task.corrections))
    yield _("File"), row.path


def content(row: "ListedTask", registry: "Registry") -> Iterator[tuple[str, str]]:
    """The fields that say what is done and what is not, in the order of the card on papers."""
    task, scheme = row.task, registry.scheme
    names = registry.agencies
    alone = {
        field.key: (_(field.name), _ALONE[field.kind](field.of(task)))
        for field in FIELDS
        if field.stands_alone or field.kind is Kind.MECHANISM
    }
    yield _("Title"), task.title
    yield alone.pop("also_called")
    yield _("Class"), task.class_
    yield _("Kind"), scheme.kind_name(task.kind)
    yield _("Route"), _(ROUTES[task.route])
    yield _("Content"), task.authorization.content
    name, stated = alone.pop("excludes")
    yield name, stated or _not_stated(task)
    yield _("Target"), task.authorization.target
    yield _("Authority"), task.authorization.authority
    yield _("Agency"), "、".join(names[k].name if k in names else k for k in task.agencies)
    yield _("Channels"), "、".join(_(CHANNELS[channel]) for channel in task.channels)
    yield _("Where"), _places(row, registry)
    yield _("Term"), f"{_(TERMS[task.term])}  {period_words(task)}"
    yield _("Frequency"), task.frequency or ""
    yield _("Funding"), funding_words(task.funding)
    yield from alone.values()
    yield _("Workflow"), task.authorization.workflow
    yield _("Basis"), "；".join(map(_basis, task.basis))


def _not_stated(task: Task) -> str:
    from accession_cli.scheme.question_index import unconfirmed  # loads the laws

    if found := unconfirmed(task):
        return _("not stated apart; the text says: {found}").format(found="；".join(found))
    return _("not stated")


_ALONE: Final[Mapping[Kind, Callable[[Any], str]]] = {
    Kind.TEXT: lambda text: text or "",
    Kind.LINES: "；".join,
    Kind.MECHANISM: lambda made: made.what if made else "",
}


def _basis(basis: Basis) -> str:
    if isinstance(basis, LawBasis):
        version = f"（{basis.version}）" if basis.version else ""
        return f"《{basis.law}》{version}{basis.article or ''}"
    if isinstance(basis, DocumentBasis):
        number = f"（{basis.number}）" if basis.number else ""
        return f"《{basis.document}》{number}{basis.clause or ''}"
    return _("withheld; reviewed by hand on {day}").format(day=basis.date)


def _places(row: "ListedTask", registry: "Registry") -> str:
    communities = row.task.scope.communities
    if communities is None:
        return places_words(row)
    known = registry.subdistricts.values()
    names = {code: one.name for place in known for code, one in place.communities.items()}
    return "、".join(names.get(code, code) for code in communities)


def _application(application: ApplicationFacts | None) -> str:
    if application is None:
        return ""
    return _("received {day}").format(day=application.received)


def decisions_words(decision: Iterable[Decision], registry: "Registry") -> str:
    """Each decision: which body, on which day, with what result and opinion."""
    bodies = registry.scheme.bodies
    return "；".join(
        " ".join(
            part
            for part in (
                bodies[made.by].name if made.by in bodies else made.by,
                str(made.date),
                _(RESULTS[made.result]),
                made.opinion,
            )
            if part
        )
        for made in decision
    )


def _retirement(ended: Retirement | None) -> str:
    if ended is None:
        return ""
    return _("effective {day}: {reason}").format(day=ended.effective, reason=ended.reason)


def _by_day(entries: Iterable[Dispatch | Notified]) -> str:
    """The recipients, grouped by day; the grid platform's number follows the recipient's name."""
    days: dict[date, list[str]] = {}
    for one in entries:
        number = one.number if isinstance(one, Dispatch) else None
        days.setdefault(one.date, []).append(f"{one.to} {number}" if number else one.to)
    return "；".join(f"{day} {'、'.join(names)}" for day, names in days.items())


def _correction(made: Correction) -> str:
    said = _("{day} {field}: {reason}")
    return said.format(day=made.date, field=field_words(made.field), reason=made.reason)


def exported_json(made: "Exported") -> dict[str, Any]:
    """The whole register as a file that was written, for programs."""
    return {
        "version": 1,
        "path": str(made.path),
        "format": made.format,
        "as_of": made.as_of.isoformat(),
        "tasks": made.count,
        "sha256": made.sha256,
        "bytes": made.bytes,
        "unread": list(made.unread),
    }


def row_json(row: "ListedTask") -> dict[str, Any]:
    """A task as every list for programs has it."""
    task = row.task
    return {
        "id": str(task.id),
        "filing_number": task.filing.number,
        "title": task.title,
        "agency": task.agency,
        "agency_name": row.agency,
        "status": row.state.value,
        "inherited": inherited_json(task),
        "path": row.path,
    }


def case_json(case: "ListedApplication") -> dict[str, Any]:
    """An application as every list for programs has it."""
    application = case.application
    return {
        "id": str(application.id),
        "title": application.title,
        "agency": application.agency,
        "agency_name": case.agency,
        "status": application.status.value,
        "due": case.due.day.isoformat(),
        "provisional": case.due.provisional,
        "waiting": list(case.waiting),
        "waiting_names": list(case.waiting_names),
        "filed": str(application.filed) if application.filed else None,
        "path": case.path,
    }


def record_json(found: "Listed") -> dict[str, Any]:
    """A task or an application with its whole record."""
    from accession_cli.actions.task_lookup import ListedTask, record_of, record_of_application

    if isinstance(found, ListedTask):
        return {**row_json(found), "record": record_of(found)}
    return {**case_json(found), "record": record_of_application(found)}


#: For each kind of ``TodoItem``: what has to be done, and the command that does it.
_WORDS: Final = {
    "decide": (N_("decide on it"), "accession decide {id}"),
    "correct": (N_("waits for corrected papers"), "accession receive … --again {id}"),
    "file": (N_("file it"), "accession file {id}"),
    "dispatch": (N_("hand it down ({channels})"), "accession dispatch {id}"),
    "register": (N_("register the emergency on application"), "accession receive …"),
    "cite": (N_("its legal basis has changed"), "accession statutes check"),
    "expire": (N_("its period ends"), "accession retire {id}"),
    "retire": (N_("its period is over, retire it"), "accession retire {id}"),
    "notify": (N_("tell those who did it that it has ended"), "accession notify {id}"),
    "evaluate": (N_("tasks of {year} not evaluated: {count}"), "accession evaluation open {id}"),
    "order": (N_("urge that it be put right"), "accession complaint rectify {id}"),
    "rectify": (N_("is to be put right"), "accession complaint remind {id}"),
    "remind": (N_("remind the agency to put it right"), "accession complaint remind {id}"),
    "close": (N_("close the complaint"), "accession complaint close {id}"),
    "notice": (N_("enter the holiday notice for {year}"), "accession calendar import …"),
}


def left_words(one: "TodoItem") -> str:
    """The working days left, or since when it is late; provisional ones are marked."""
    if one.left is None:
        return "–"
    mark = "*" if one.provisional else ""
    if one.left < 0:
        return _("{days} late").format(days=-one.left) + mark
    return _("{days} left").format(days=one.left) + mark


def what_words(one: "TodoItem") -> str:
    """What is to be done; of an application, also when it came in, where its hour is known."""
    if "faults" in one.facts:
        return _("return it, {faults} to correct").format(**one.facts)
    if "received" in one.facts:
        return _("decide on it, received {received}").format(**one.facts)
    return _(_WORDS[one.kind][0]).format(**one.facts)


def command_words(one: "TodoItem") -> str:
    """The command that does it."""
    return _WORDS[one.kind][1].format(id=one.subject)


def names_of(keys: Sequence[str], known: Registry) -> list[str]:
    """The names of the bodies and agencies with *keys*."""
    bodies, agencies = known.scheme.bodies, known.agencies
    return [
        bodies[key].name if key in bodies else (agencies[key].name if key in agencies else key)
        for key in keys
    ]


def todo_json(one: "TodoItem", known: Registry) -> dict[str, Any]:
    """An item for programs."""
    return {
        "kind": one.kind.value,
        "id": one.subject,
        "title": one.title or None,
        "agency": one.agency,
        "who": list(one.who),
        "who_names": names_of(one.who, known),
        "due": one.due.isoformat() if one.due else None,
        "working_days_left": one.left,
        "overdue": one.overdue,
        "provisional": one.provisional,
        "what": what_words(one),
        "command": command_words(one),
    }
