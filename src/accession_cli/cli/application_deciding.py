"""``accession decide`` and ``accession withdraw``: what becomes of an application."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.application_receiving import application_id
from accession_cli.cli.session import (
    NOTHING_GIVEN,
    InspectedBy,
    Json,
    RegistryFolder,
    at_a_terminal,
    day,
    refusals_told,
    say_landed,
    say_remarks,
    word_for,
)
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _
from accession_cli.scheme.ids import WORDS
from accession_cli.words.fields import RESULTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.application_deciding import Decided, Withdrawn
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.application import Application
    from accession_cli.scheme.district import Scheme
    from accession_cli.scheme.ids import RecordId
    from accession_cli.scheme.registry import Registry


class ResultName(StrEnum):
    """What a body may decide."""

    ADMIT = "admit"
    RETURN = "return"
    REFUSE = "refuse"


def decide(
    numbers: Annotated[
        list[str], typer.Argument(metavar=N_("ID"), help=N_("The applications decided on."))
    ],
    registry: RegistryFolder = None,
    *,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar=N_("BODY"), help=N_("Which body decides, by key or name.")),
    ] = None,
    result: Annotated[
        ResultName | None,
        typer.Option("--result", help=N_("Admit, return for correction, or refuse.")),
    ] = None,
    made_on: Annotated[
        date | None,
        typer.Option(
            "--date",
            metavar=N_("DATE"),
            parser=day,
            help=N_("Day of the decision; without it, today."),
        ),
    ] = None,
    opinion: Annotated[
        str | None,
        typer.Option(
            "--opinion",
            metavar=N_("TEXT"),
            help=N_("What is to be corrected, or why it is refused; else as wanted."),
        ),
    ] = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Enter a body's decision."""
    from accession_cli.actions import application_deciding
    from accession_cli.actions.open import locate, opened
    from accession_cli.scheme.task import Decision, Result

    folder = locate(Path.cwd(), registry)
    known = opened(folder).registry
    ids = list(dict.fromkeys(map(application_id, numbers)))
    body = _body(known, ids, by)
    chosen, words = _judgement(result, opinion)
    made = Decision(
        by=body, date=made_on or clock.today(), result=Result(chosen), opinion=words or None
    )
    with refusals_told(as_json=as_json):
        landed = application_deciding.decide(
            folder,
            ids,
            made,
            when=clock.now(),
            request=uuid4().hex,
            inspected_by=word_for(application_deciding.passages_of_decision(made), inspected_by),
        )
    if as_json:
        terminal.show_json(_decided_json(landed))
    else:
        _say_decided(landed, known.scheme)
    return Exit.DONE


def withdraw(
    number: Annotated[
        str, typer.Argument(metavar=N_("ID"), help=N_("The application taken back."))
    ],
    registry: RegistryFolder = None,
    *,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why it is taken back."))
    ] = None,
    made_on: Annotated[
        date | None,
        typer.Option(
            "--date", metavar=N_("DATE"), parser=day, help=N_("Which day; without it, today.")
        ),
    ] = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Withdraw an application."""
    from accession_cli.actions import application_deciding
    from accession_cli.actions.open import locate
    from accession_cli.scheme.application import Withdrawal
    from accession_cli.secrecy.gate import Passage

    folder, record = locate(Path.cwd(), registry), application_id(number)
    wish = Withdrawal(
        date=made_on or clock.today(),
        reason=reason or _asked_text("--reason", _("Why the agency takes it back:")),
    )
    word = word_for((Passage(where="--reason", text=wish.reason),), inspected_by)
    with refusals_told(as_json=as_json):
        landed = application_deciding.withdraw(
            folder, record, wish, when=clock.now(), request=uuid4().hex, inspected_by=word
        )
    if as_json:
        terminal.show_json(_withdrawn_json(landed))
    else:
        terminal.show(str(record))
        say_remarks(landed.made.remarks)
        terminal.note(
            _("Withdrawn: {id} “{title}”.").format(
                id=record, title=landed.made.application.asked.title
            )
        )
        say_landed(landed)
    return Exit.DONE


def _body(known: "Registry", ids: "Sequence[RecordId]", by: str | None) -> str:
    """The key of the body that decides: as named, the only one that still has to, or asked for."""
    from accession_cli.cli.questions import Choice
    from accession_cli.scheme.application import still_to_decide

    bodies = known.scheme.bodies
    if by is not None:
        return next((key for key, body in bodies.items() if by in (key, body.name)), by)
    waiting = dict.fromkeys(
        body
        for one in known.applications
        if one.application.id in ids
        for body in still_to_decide(one.application, known.scheme)
    )
    if len(waiting) == 1:
        return next(iter(waiting))
    if not waiting:  # the refusal says why
        return next(iter(bodies))
    choices = [Choice(bodies[key].name, key) for key in waiting if key in bodies]
    return _chosen("--by", _("Which body decides:"), choices)


def _judgement(result: ResultName | None, opinion: str | None) -> tuple[str, str]:
    from accession_cli.cli.questions import Choice

    if result is None:
        choices = [Choice(_(RESULTS[one.value]), one.value) for one in ResultName]
        chosen = _chosen("--result", _("Decision:"), choices)
    else:
        chosen = result.value
    if chosen != ResultName.ADMIT.value and not opinion and at_a_terminal():
        return chosen, _asked_text("--opinion", _("What has to be corrected, or why not:"))
    return chosen, opinion or ""


def _chosen(option: str, question: str, choices: "Sequence[Any]") -> str:
    from accession_cli.cli.questions import Questions, Stopped

    if not at_a_terminal():
        raise NOTHING_GIVEN(missing=option)
    try:
        return Questions().select(question, choices)
    except Stopped as stopped:
        raise typer.Abort from stopped


def _asked_text(option: str, question: str) -> str:
    from accession_cli.cli.questions import Questions, Stopped, wrong_text

    if not at_a_terminal():
        raise NOTHING_GIVEN(missing=option)
    try:
        return Questions().text(question, wrong_text)
    except Stopped as stopped:
        raise typer.Abort from stopped


def _say_decided(landed: "Landing[Decided]", scheme: "Scheme") -> None:
    made, steps = landed.made, list[str]()
    for application, waiting in zip(made.applications, made.waiting, strict=True):
        terminal.show(f"{application.id}  {_(WORDS[application.status])}")
        said = _("“{title}”: {state}.")
        state = _(WORDS[application.status])
        terminal.note(said.format(title=application.asked.title, state=state))
        names = [scheme.bodies[key].name for key in waiting if key in scheme.bodies]
        if names:
            terminal.note(_("Still to decide: {names}.").format(names="、".join(names)))
            step = _("Enter the next decision with: accession decide {id} --by {name}")
            steps.append(step.format(id=application.id, name=names[0]))
    say_remarks(made.remarks)
    say_landed(landed)
    for step in steps:
        terminal.next_step(step)
    _say_next(made.applications)


def _say_next(applications: "Sequence[Application]") -> None:
    from accession_cli.scheme.ids import ApplicationStatus

    steps = {
        ApplicationStatus.APPROVED: _("File it with: accession file {id}"),
        ApplicationStatus.RETURNED: _(
            "When the corrected papers come in: accession receive FORM --again {id}"
        ),
        ApplicationStatus.REFUSED: _("Tell the agency, with the reason."),
    }
    for application in applications:
        if application.status in steps:
            terminal.next_step(steps[application.status].format(id=application.id))


def _decided_json(landed: "Landing[Decided]") -> dict[str, Any]:
    made = landed.made
    return {
        "version": 1,
        "commit": landed.commit,
        "decided": [
            {
                "id": str(application.id),
                "status": application.status.value,
                "waiting": list(waiting),
                "path": path,
            }
            for application, waiting, path in zip(
                made.applications, made.waiting, made.paths, strict=True
            )
        ],
    }


def _withdrawn_json(landed: "Landing[Withdrawn]") -> dict[str, Any]:
    made = landed.made
    return {
        "version": 1,
        "id": str(made.application.id),
        "status": made.application.status.value,
        "path": made.path,
        "commit": landed.commit,
    }
