"""``accession file`` and ``amend``: file an admitted task, and correct a filed one.

Filing gives a task its numbers; a correction has a recorded reason.
"""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from uuid import uuid4

from typer import Abort, Argument, BadParameter, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.options import Resume, day, person, record_id
from accession_cli.cli.outbox import say_kept
from accession_cli.cli.session import Session, Writing, lacking
from accession_cli.cli.terminal import refusals_told, said_again
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import APPLICATION
from accession_cli.words.layout import json_text
from accession_cli.words.task_landed import amended_json, amended_said, filed_json, filed_said

if TYPE_CHECKING:
    from accession_cli.entry.draft import Draft
    from accession_cli.scheme.registry import RecordId


#: The district has no emergency route.
NO_EMERGENCY: Final = Refusal(
    N_("The scheme of this district has no way for emergencies."),
    N_("File the task as any other: accession file"),
)


def file(
    desk: Writing,
    applications: Annotated[
        list[str] | None,
        Argument(metavar=N_("APPLICATION"), help=N_("Ids of approved applications.")),
    ] = None,
    from_: Annotated[
        str | None,
        Option(
            "--from", metavar=N_("FILE"), help=N_("YAML or JSON with one task or a list, or -.")
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        Option(
            "--set", help=N_("Set one fact, for example funding.amount=24000.00; may be repeated.")
        ),
    ] = None,
    *,
    emergency: Annotated[
        bool, Option("--emergency", help=N_("Ask only for what an emergency needs at that hour."))
    ] = False,
    resume: Resume = False,
) -> None:
    """File an admitted task.

    Takes approved applications by their ids, and marks them as filed at the same time; several are
    filed all at once, or none is. Otherwise it
    asks for everything at a terminal, or takes the facts from a file, from standard input or from
    --set; a list under “tasks” is filed whole or not at all. All rules are checked before anything
    is written; then all is recorded as one, on the server where there is one. Nothing of a sample
    is ever sent there. An emergency (route=emergency) has no application; unless other things are
    said, it is temporary, begins today and was admitted today by the bodies of that route.

    $ accession file
    $ accession file --emergency
    $ accession file --resume
    $ accession file DL-A-2026-0001
    $ accession file DL-A-2026-0001 DL-A-2026-0002
    $ accession file --from task.yaml
    $ accession file --from task.yaml --set funding.amount=24000.00
    $ accession file --from task.yaml --set route=emergency --set period.end=2026-10-14
    """
    from accession_cli.actions.task_filing import FileTasks

    with refusals_told(as_json=desk.as_json):
        if (emergency or resume) and (applications or from_ or settings):
            raise BadParameter(_("--emergency and --resume are for the questions at a terminal."))
        given = _drafts(
            desk, applications or [], from_, settings or [], emergency=emergency, resume=resume
        )
    asked = not (applications or from_ or settings)
    typed = asked if desk.check else settings or asked or from_ == "-"
    request = uuid4().hex
    try:
        landed = desk.enter(FileTasks(given=given), request)
    except Abort:
        if typed:
            _keep(desk.folder, given, request, desk.word)
        raise
    except Refused as error:
        if error.queued is None and typed:
            _keep(desk.folder, given, request, desk.word)
        raise
    if landed is not None:
        desk.tell(landed, filed_said, filed_json)
    elif asked:
        _keep(desk.folder, given, request, desk.word)


def _drafts(
    desk: Writing,
    applications: list[str],
    source: str | None,
    settings: list[str],
    *,
    emergency: bool,
    resume: bool,
) -> "tuple[Draft, ...]":
    from accession_cli.actions import documents
    from accession_cli.cli.questions import understood
    from accession_cli.entry.draft import of_facts

    if applications:
        if source is not None:
            raise BadParameter(_("Give either applications or --from, not both."))
        numbers = dict.fromkeys(record_id(one, APPLICATION) for one in applications)
        given = tuple(_applied_for(desk, one) for one in numbers)
    elif source == "-":
        given = documents.drafts_from_stream(sys.stdin.buffer, _("standard input"))
    elif source is not None:
        given = documents.drafts_from_file(Path(source))
    elif settings:
        given = (of_facts({}, "--set"),)
    else:
        return _asked(desk, emergency=emergency, resume=resume)
    return understood(desk, given, settings)


def _applied_for(desk: Writing, number: "RecordId") -> "Draft":
    """The task of an approved application."""
    from accession_cli.actions import task_filing
    from accession_cli.actions.task_lookup import not_read

    for one in desk.registry.applications:
        if one.application.id == number:
            return task_filing.of_application(one.application)
    raise not_read(number, desk.opened.unread)


def _asked(desk: Writing, *, emergency: bool, resume: bool) -> "tuple[Draft, ...]":
    from accession_cli.actions.documents import AnswersOf
    from accession_cli.cli.questions import facts_by_questions
    from accession_cli.cli.task_questions import ask_emergency, ask_task
    from accession_cli.entry.draft import of_facts

    lacking({"--from": None})
    known, today = desk.registry, clock.today()
    if emergency and known.scheme.emergency is None:
        raise NO_EMERGENCY()
    asked, verb = (ask_emergency, "file --emergency") if emergency else (ask_task, "file")
    answers = AnswersOf(folder=desk.folder, verb=verb, command=verb)
    found = facts_by_questions(
        answers, lambda questions: asked(known, today, questions), resume=resume
    )
    answers.forget()  # what is not recorded is kept as a draft
    return (of_facts(found.facts, _("your answers")),)


def _keep(folder: Path, given: "tuple[Draft, ...]", request: str, word: str | None) -> None:
    """Keep what was typed as a draft; if that fails, print it, unless it holds a secret."""
    from accession_cli.actions import task_filing

    try:
        say_kept(task_filing.keep_drafts(folder, given, request, inspected_by=word))
    except Refused as error:
        if error.exit_code is Exit.SECRET:
            raise
        terminal.refuse_error(error)
        terminal.note(_("What you typed could not be kept; copy it from here:"))
        terminal.write_error(json_text({"tasks": [dict(one.facts) for one in given]}))


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
        action = AmendTask(
            id=record, settings=given, reason=why, by=by or "", date=on or clock.today()
        )
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
    from accession_cli.cli.questions import say_understood

    task = next((one.task for one in desk.registry.tasks if one.task.id == record), None)
    if task is None:
        return settings
    read, meanings = understood_settings(task, settings, desk.registry, clock.today())
    say_understood(meanings)
    return read
