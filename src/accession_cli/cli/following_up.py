"""``accession complaint rectify``, ``remind``, ``circulate``, ``refer`` and ``close``."""

from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from accession_cli import clock
from accession_cli.cli.complaint_desk import Desk
from accession_cli.cli.inspection import InspectedBy
from accession_cli.cli.options import Json, RegistryFolder, day
from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_, _
from accession_cli.words.fields import OUTCOMES


class OutcomeName(StrEnum):
    """How a complaint may end."""

    RECTIFIED = "rectified"
    ADMITTED = "admitted"
    UNFOUNDED = "unfounded"
    REFERRED = "referred"


class OrderOrDone(AccessionError):
    """An order and what came of it are two steps, with time between them."""

    exit_code = Exit.USAGE
    says = N_("--ordered and --due give an order; --done and --report say that it was followed.")
    mend = N_("Give the command twice: first the order, later what the agency reports.")


Number = Annotated[str, typer.Argument(metavar=N_("ID"), help=N_("The complaint."))]
On = Annotated[
    date | None,
    typer.Option(
        "--date", metavar=N_("DATE"), parser=day, help=N_("Which day; without it, today.")
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar=N_("FILE"),
        help=N_("The Word file to write; without it, one in build/complaints of the repository."),
    ),
]


def rectify(
    number: Number,
    registry: RegistryFolder = None,
    *,
    ordered: Annotated[
        date | None,
        typer.Option(
            "--ordered",
            metavar=N_("DATE"),
            parser=day,
            help=N_("Day of the order; without it, today."),
        ),
    ] = None,
    due: Annotated[
        date | None,
        typer.Option(
            "--due",
            metavar=N_("DATE"),
            parser=day,
            help=N_("Last day to put it right; without it, by the days that scheme.yaml sets."),
        ),
    ] = None,
    done: Annotated[
        date | None,
        typer.Option(
            "--done", metavar=N_("DATE"), parser=day, help=N_("Day on which it was put right.")
        ),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option("--report", metavar=N_("TEXT"), help=N_("What the agency reports.")),
    ] = None,
    out: Out = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Order that it is put right, or enter that it was."""
    from accession_cli.actions.complaint import Done, RectificationOrder, write_order
    from accession_cli.cli.complaint_questions import ask_text

    desk = Desk(registry, number, inspected_by, as_json=as_json)
    if done or report is not None:
        if ordered or due or out:
            raise OrderOrDone
        words = report or ask_text("--report", _("What the agency reports:"))
        landed = desk.enter(Done(date=done or clock.today(), report=words))
        desk.say(
            landed,
            _("Entered: what {id} complains of was put right.").format(id=desk.number),
            _("Close it with: accession complaint close {id} --outcome rectified"),
        )
        return Exit.DONE
    known = desk.known()
    if known is not None and known.rectification is not None and not (ordered or due):
        desk.say_again(write_order(desk.folder, known, desk.registry, out))
        return Exit.DONE
    landed = desk.enter(RectificationOrder(date=ordered or clock.today(), due=due))
    complaint, until = landed.made.complaint, landed.made.due
    said = _("Ordered: {id} is to be put right by {due}.")
    if until and until.provisional:
        said = _("Ordered: {id} is to be put right by {due}, which is provisional.")
    desk.say(
        landed,
        said.format(id=desk.number, due=complaint.due),
        _("When it was: accession complaint rectify {id} --done DATE --report TEXT"),
        partial(write_order, desk.folder, complaint, desk.registry, out),
    )
    return Exit.DONE


def remind(
    number: Number,
    registry: RegistryFolder = None,
    *,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar=N_("NAME"), help=N_("Who was reminded; without it, the agency.")
        ),
    ] = None,
    made_on: On = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Enter a reminder."""
    from accession_cli.scheme.complaint import Reminder

    desk = Desk(registry, number, inspected_by, as_json=as_json)
    landed = desk.enter(Reminder(date=made_on or clock.today(), to=to or ""))
    reminded = landed.made.complaint.reminders[-1].to
    said = _("Entered: {name} was reminded of {id}.").format(name=reminded, id=desk.number)
    desk.say(landed, said)
    return Exit.DONE


def circulate(
    number: Number,
    registry: RegistryFolder = None,
    *,
    document: Annotated[
        str | None,
        typer.Option("--number", metavar=N_("TEXT"), help=N_("Document number of the circular.")),
    ] = None,
    made_on: On = None,
    out: Out = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Make it known to all agencies."""
    from accession_cli.actions.complaint import write_circular
    from accession_cli.scheme.complaint import Circular

    desk = Desk(registry, number, inspected_by, as_json=as_json)
    known = desk.known()
    if known is not None and known.circular is not None and not (document or made_on):
        desk.say_again(write_circular(desk.folder, known, desk.registry, out))
        return Exit.DONE
    landed = desk.enter(Circular(date=made_on or clock.today(), number=document))
    complaint = landed.made.complaint
    said = _("Entered: {id} is made known to all agencies.").format(id=desk.number)
    desk.say(
        landed, said, write=partial(write_circular, desk.folder, complaint, desk.registry, out)
    )
    return Exit.DONE


def refer(
    number: Number,
    registry: RegistryFolder = None,
    *,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar=N_("NAME"), help=N_("To whom the case is handed on.")),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why it is serious."))
    ] = None,
    made_on: On = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Refer a serious case."""
    from accession_cli.cli.complaint_questions import ask_text
    from accession_cli.scheme.complaint import Referral

    desk = Desk(registry, number, inspected_by, as_json=as_json)
    referral = Referral(
        date=made_on or clock.today(),
        to=to or ask_text("--to", _("To whom the case is handed on:")),
        reason=reason or ask_text("--reason", _("Why it is serious:")),
    )
    landed = desk.enter(referral)
    desk.say(
        landed,
        _("Entered: {id} is referred to {name}.").format(id=desk.number, name=referral.to),
        _("Close it with: accession complaint close {id} --outcome referred"),
    )
    return Exit.DONE


def close(
    number: Number,
    registry: RegistryFolder = None,
    *,
    outcome: Annotated[
        OutcomeName | None, typer.Option("--outcome", help=N_("How it ended."))
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar=N_("TEXT"), help=N_("What else is to be said."))
    ] = None,
    made_on: On = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Close a complaint."""
    from accession_cli.cli.complaint_questions import ask_outcome
    from accession_cli.scheme.complaint import Closing, Outcome

    desk = Desk(registry, number, inspected_by, as_json=as_json)
    ended = Outcome(outcome.value if outcome else ask_outcome())
    landed = desk.enter(Closing(date=made_on or clock.today(), outcome=ended, note=note))
    said = _("Closed: {id}, {outcome}.").format(id=desk.number, outcome=_(OUTCOMES[ended]))
    desk.say(landed, said)
    return Exit.DONE
