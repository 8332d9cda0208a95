"""``accession retire``: end a task, and list who must be told."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli.session import Writing, day, lacking, record_id, said_again
from accession_cli.i18n import N_
from accession_cli.words.task_landed import retired_json, retired_said

if TYPE_CHECKING:
    from accession_cli.scheme.ids import RecordId


def retire(
    desk: Writing,
    number: Annotated[str, Argument(metavar=N_("ID"), help=N_("The task that ends."))],
    *,
    applied: Annotated[
        date | None, Option(parser=day, help=N_("Day of the agency's material."))
    ] = None,
    effective: Annotated[
        date | None, Option(parser=day, help=N_("First day on which the task is no longer done."))
    ] = None,
    reason: Annotated[str | None, Option(help=N_("Why it ends."))] = None,
    material: Annotated[
        str | None,
        Option(
            metavar=N_("FILE"),
            help=N_("The agency's written material; its name and hash are recorded."),
        ),
    ] = None,
    superseded_by: Annotated[
        str | None, Option(metavar=N_("ID"), help=N_("The task that takes its place."))
    ] = None,
    in_error: Annotated[
        bool, Option("--entered-in-error", help=N_("The task should never have been filed."))
    ] = False,
) -> None:
    """Retire a task.

    Needs the agency's written material (clause 3.4); its name and hash are recorded. With
    --superseded-by both tasks are linked in the same commit. At a terminal, what is missing is
    asked for.

    $ accession retire DL-2024-0001
    $ accession retire DL-2024-0001 --reason 期限届满 --material 终止申请.pdf
    """
    from accession_cli.actions.materials import material_of
    from accession_cli.actions.task_retiring import RetireTask

    record = record_id(number)
    successor = None if superseded_by is None else record_id(superseded_by)
    given = {
        "applied": str(applied) if applied else None,
        "effective": str(effective) if effective else None,
        "reason": reason,
        "material": material,
    }
    facts = _complete(desk, record, given)
    again = [word for name, value in facts.items() for word in (f"--{name}", value)]
    with said_again("retire", str(record), *again, asked=facts != given, check=desk.check):
        action = RetireTask(
            id=record,
            applied=date.fromisoformat(facts["applied"]),
            effective=date.fromisoformat(facts["effective"]),
            reason=facts["reason"],
            material=material_of(Path(facts["material"])),
            superseded_by=successor,
            entered_in_error=in_error,
        )
        desk.do(action, retired_said, retired_json)


def _complete(
    desk: Writing, record: "RecordId", given: Mapping[str, str | None]
) -> Mapping[str, str]:
    from accession_cli.actions.task_lookup import find
    from accession_cli.cli.questions import Questions
    from accession_cli.cli.task_questions import ask_retirement

    if not lacking({f"--{name}": value for name, value in given.items()}):
        return {name: value for name, value in given.items() if value}
    unread = desk.opened.unread
    find(desk.registry, str(record), clock.today(), unread)  # before anything is asked
    return ask_retirement(desk.registry.scheme, given, Questions())
