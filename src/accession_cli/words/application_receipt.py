"""Report on applications that were received: number, last day, days ahead, what is to be corrected.

``reading_json`` and ``faults_json`` tell programs what a form says, and what nobody understands.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from accession_cli.i18n import N_, _
from accession_cli.scheme.application import Why, moment_of
from accession_cli.words.landed import Said, not_done_sentences, proposed_json

if TYPE_CHECKING:
    from datetime import date

    from accession_cli.actions.application_receipt import Received, ReceivedApplications
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.papers.application_form_read import FormReading
    from accession_cli.scheme.application import Application, Fault


def received_words(landed: "Landing[ReceivedApplications]") -> Said:
    """The title and number of each application received, and the day to decide by."""
    received = landed.made.received
    said = _("Received “{title}” as {id}; to be decided by {due}.")
    sentences = [
        said.format(title=one.application.title or "–", id=one.application.id, due=one.due.day)
        for one in received
    ]
    if any(one.due.provisional for one in received):
        sentences.append(_("That day is provisional: the holiday notice for it is not known yet."))
    if len(received) == 1:
        sentences += more_sentences(received[0])
    else:
        whole = [one.application.asked for one in received]
        sentences += not_done_sentences([asked for asked in whole if asked])
    step = _("Decide on it with: accession decide {id}").format(id=received[0].application.id)
    shown = [str(one.application.id) for one in received]
    faulty = any(one.application.faults for one in received)
    return Said(shown=shown, sentences=sentences, steps=() if faulty else (step,))


def more_sentences(made: "Received") -> Iterator[str]:
    """How long before its start it came in, what the clerk settled, and what is not done."""
    newest = made.application.newest
    if made.counts != newest.received:
        said = _("It came in while the office was shut, at {moment}, and counts as of {day}.")
        yield said.format(moment=moment_of(newest), day=made.counts)
    if made.ahead:
        yield ahead_words(made.ahead, made.application.start, made.lead)
    for one in newest.settled:
        said = _("{label}: taken for “{taken}”, as {by} settled.")
        yield said.format(label=_label(one.field), taken=one.taken, by=one.by)
    if made.application.asked:
        yield from not_done_sentences([made.application.asked])


def ahead_words(ahead: Sequence[int], start: "date | None", lead: int) -> str:
    """The working days from receipt, and from the corrected papers, to the start."""
    if ahead[0] < 0:
        said = _("It begins on {start}, before it came in; {lead} working days are asked for.")
    elif ahead[-1] < 0:
        said = _(
            "It begins on {start}: {first} working days from the first receipt, and before the"
            " corrected papers came in; {lead} are asked for."
        )
    elif len(ahead) == 1:
        said = _("It begins on {start}: {first} working days from receipt; {lead} are asked for.")
    else:
        said = _(
            "It begins on {start}: {first} working days from the first receipt, {last} from that of"
            " the corrected papers; {lead} are asked for."
        )
    return said.format(start=start, first=ahead[0], last=ahead[-1], lead=lead)


def fault_sentences(faults: "Iterable[Fault]") -> Iterator[str]:
    """Which fields the agency has to correct, and why."""
    for one in faults:
        why = _(WHYS[one.why]).format(written=one.written or "")
        yield _("{label}: {why}").format(label=_label(one.field), why=why)


def scan_sentences(application: "Application") -> tuple[str, str]:
    """Which fields of a scan are not entered yet, and how to enter them."""
    form = application.newest.form
    fields = "、".join(_label(one.field) for one in application.faults)
    said = _("It is a scan; what it says in these fields is not entered yet: {fields}.")
    step = _("Enter it: accession receive {form} --again {id}")
    name = form.name if form else "–"
    return said.format(fields=fields), step.format(form=name, id=application.id)


def _label(field: str) -> str:
    from accession_cli.entry.form_words import label_of  # few forms have faults

    return label_of(field)


#: Why a field of a form has to be corrected.
WHYS: Final[dict[Why, str]] = {
    Why.MISSING: N_("nothing is filled in"),
    Why.UNCLEAR: N_("“{written}” is not understood"),
    Why.TWICE: N_("it is filled in twice, and differently: {written}"),
    Why.LONG: N_("it is longer than a record holds"),
    Why.SCAN: N_("not entered from the scan yet"),
}


def received_records(made: "ReceivedApplications") -> list[tuple[str, str | None]]:
    """Title and agency of each application."""
    asked = (one.application for one in made.received)
    return [(one.title or "–", one.agency) for one in asked]


def received_json(landed: "Landing[ReceivedApplications]") -> dict[str, Any]:
    """A received application, for programs."""
    return {"version": 1, **one_received_json(landed)}


def one_received_json(landed: "Landing[ReceivedApplications]") -> dict[str, Any]:
    """A received application as one of several, without the version of the JSON."""
    return {**_received(landed.made.received[0]), "commit": landed.commit}


def received_list_json(landed: "Landing[ReceivedApplications]") -> dict[str, Any]:
    """The applications received from a list, for programs."""
    received = [_received(one) for one in landed.made.received]
    return {"version": 1, "commit": landed.commit, "received": received}


def _received(made: "Received") -> dict[str, Any]:
    asked = made.application.asked
    return {
        "id": str(made.application.id),
        "status": made.application.status.value,
        "day": str(made.application.newest.received),
        "received_at": made.application.newest.received_at,
        "counts_as": str(made.counts),
        "faults": [faults_json(one) for one in made.application.faults],
        "settled": [
            {"field": one.field, "written": one.written, "taken": one.taken, "by": one.by}
            for one in made.application.newest.settled
        ],
        "due": str(made.due.day),
        "provisional": made.due.provisional,
        "path": made.path,
        "excludes_proposed": proposed_json(asked) if asked else [],
    }


def faults_json(fault: "Fault") -> dict[str, Any]:
    """A field that the agency has to correct, for programs."""
    return {"field": fault.field, "written": fault.written, "why": fault.why.value}


def reading_json(found: "FormReading") -> dict[str, Any]:
    """The reading of a form, for programs; in a list, each doubt has its cell."""
    return {
        "facts": dict(found.facts),
        "missing": [
            {
                "field": one.key,
                "label": one.label,
                "why": one.why,
                "candidates": list(one.candidates),
                **({"cell": one.place} if one.place else {}),
            }
            for one in found.unread
        ],
        "understood": [
            {"field": one.key, "label": one.label, "written": one.written, "meant": one.meant}
            for one in found.understood
        ],
        "applied": found.applied,
        "attachments": list(found.attachments),
        "contact": {"name": found.contact.name, "phone": found.contact.phone},
    }
