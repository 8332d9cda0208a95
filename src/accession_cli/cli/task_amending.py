"""``accession amend``: correct a filed task, with a recorded reason."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli.session import Session, Writing, day, lacking, person, record_id, said_again
from accession_cli.i18n import N_, _
from accession_cli.words.task_landed import amended_json, amended_said

if TYPE_CHECKING:
    from accession_cli.scheme.ids import RecordId


def amend(
    desk: Writing,
    number: Annotated[str, Argument(help=N_("The task that is corrected."))],
    settings: Annotated[
        list[str] | None,
        Option(
            "--set",
            help=N_(
                "What stands there from now on, for example basis[0].version=2025; repeatable."
            ),
        ),
    ] = None,
    reason: Annotated[str | None, Option(help=N_("Why it is corrected."))] = None,
    by: Annotated[
        str | None,
        Option(
            parser=person,
            help=N_("Who corrects it; without it, the person that git signs for here."),
        ),
    ] = None,
    on: Annotated[
        date | None,
        Option("--date", parser=day, help=N_("Since when it is known; without it, today.")),
    ] = None,
) -> None:
    """Correct a filed task.

    Each field that changes gets an entry under corrections: what stood there, what stands there
    now, why, and by whom; an edition of an earlier day still shows what was known
    then. A list of names is set whole, an entry is taken out with null. Number, route, filing and
    retirement are not corrected. At a terminal, what is missing is asked for.

    $ accession amend DL-2024-0006
    $ accession amend DL-2024-0006 --set funding.amount=30000.00 --reason 录入有误
    $ accession amend DL-2024-0006 --set basis[0].version=2025 --reason 法律修订
    $ accession amend DL-2024-0006 --set channels=community,grid --reason 增加渠道
    """
    from accession_cli.actions.task_amending import AmendTask

    record = record_id(number)
    given, why = _complete(desk, record, tuple(settings or ()), reason)
    again = [word for one in given for word in ("--set", one)]
    with said_again(
        *("amend", str(record), *again, "--reason", why),
        asked=not settings or not reason,
        check=desk.check,
    ):
        action = AmendTask(id=record, settings=given, reason=why, by=by, date=on or clock.today())
        desk.do(action, amended_said, amended_json)


def _complete(
    desk: Session, record: "RecordId", settings: tuple[str, ...], reason: str | None
) -> tuple[tuple[str, ...], str]:
    """The settings and the reason; at a terminal, whatever is missing is asked for."""
    from accession_cli.actions.task_amending import refuse_keys
    from accession_cli.actions.task_lookup import find
    from accession_cli.cli.questions import Questions, wrong_text
    from accession_cli.cli.task_questions import ask_settings

    lacking({"--set": settings, "--reason": reason})
    ask = Questions()
    given = settings
    if given:
        given = _understood(desk, record, given)
        refuse_keys(record, given)

    def asked() -> tuple[tuple[str, ...], str]:
        wanted = given
        if not wanted:
            row = find(desk.registry, str(record), clock.today(), desk.opened.unread)
            wanted = ask_settings(row.task, desk.registry, ask)
        return wanted, reason or ask.text(_("Why it is corrected:"), wrong_text)

    return ask.run(asked)


def _understood(desk: Session, record: "RecordId", settings: tuple[str, ...]) -> tuple[str, ...]:
    """*settings* in the words of the record; what was understood otherwise is said.

    Where there is no such task, they stay as they are: the correction says so itself.
    """
    from accession_cli.actions.task_amending import understood_settings
    from accession_cli.cli.typed import say_understood

    task = next((one.task for one in desk.registry.tasks if one.task.id == record), None)
    if task is None:
        return settings
    read, meanings = understood_settings(task, settings, desk.registry, clock.today())
    say_understood(meanings)
    return read
