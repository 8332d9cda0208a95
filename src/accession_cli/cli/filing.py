"""``accession file`` and ``accession retire``."""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from accession_cli.cli import clock, screen
from accession_cli.cli.options import Json, RegistryFolder, day
from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accession_cli.actions.drafts import Draft
    from accession_cli.actions.file_task import Filed
    from accession_cli.actions.landing_checks import Landing
    from accession_cli.actions.retire_task import Addressee, Retired, Wish
    from accession_cli.model.finding import Finding


class NothingGiven(AccessionError):
    """Neither a terminal to ask at nor facts on the command line."""

    exit_code = Exit.USAGE
    says = N_("There is nothing to work with: {missing} is not given, and there is no terminal.")
    mend = N_("Give it on the command line, or start the command in a terminal.")


class NotAnId(AccessionError):
    """Something that is not a task's id where one is needed."""

    exit_code = Exit.USAGE
    says = N_("“{text}” is not a task's id.")
    mend = N_("An id looks like DL-2024-0001; accession list shows them.")


def file(
    registry: RegistryFolder = None,
    *,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar=N_("FILE"), help=N_("YAML or JSON with the facts, or -.")),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar=N_("KEY=VALUE"),
            help=N_("Set one fact, for example funding.amount=24000.00; may be repeated."),
        ),
    ] = None,
    as_json: Json = False,
) -> Exit:
    """File an admitted task."""
    from accession_cli.actions import drafts
    from accession_cli.actions.file_task import file_task
    from accession_cli.actions.open_registry import locate

    folder, request = locate(Path.cwd(), registry), uuid4().hex
    given = _draft(folder, from_, settings or [])
    in_a_file = from_ not in (None, "-") and not settings
    kept = None if in_a_file else drafts.keep(folder, given, request)
    try:
        landed = file_task(folder, given, today=clock.today(), when=clock.now(), request=request)
    except AccessionError as error:
        _show_findings(error)
        if kept:
            _say_kept(kept)
        raise
    if kept:
        drafts.drop(kept)
    if as_json:
        screen.show_json(_filed_json(landed))
    else:
        _say_filed(landed)
    return Exit.DONE


def retire(
    number: Annotated[str, typer.Argument(metavar=N_("ID"), help=N_("The task that ends."))],
    registry: RegistryFolder = None,
    *,
    applied: Annotated[
        date | None,
        typer.Option(
            "--applied", metavar=N_("DATE"), parser=day, help=N_("Day of the agency's material.")
        ),
    ] = None,
    effective: Annotated[
        date | None,
        typer.Option(
            "--effective",
            metavar=N_("DATE"),
            parser=day,
            help=N_("First day on which the task is no longer done."),
        ),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why it ends."))
    ] = None,
    material: Annotated[
        str | None,
        typer.Option(
            "--material",
            metavar=N_("FILE"),
            help=N_("The agency's written material; its name and hash are recorded."),
        ),
    ] = None,
    superseded_by: Annotated[
        str | None,
        typer.Option(
            "--superseded-by", metavar=N_("ID"), help=N_("The task that takes its place.")
        ),
    ] = None,
    in_error: Annotated[
        bool,
        typer.Option("--entered-in-error", help=N_("The task should never have been filed.")),
    ] = False,
    as_json: Json = False,
) -> Exit:
    """Retire a task."""
    from accession_cli.actions.open_registry import locate
    from accession_cli.actions.retire_task import retire_task

    folder = locate(Path.cwd(), registry)
    record, successor = task_id(number), task_id(superseded_by) if superseded_by else None
    given = {
        "applied": str(applied) if applied else None,
        "effective": str(effective) if effective else None,
        "reason": reason,
        "material": material,
    }
    wish = _wish(_complete(folder, given), record, successor, in_error=in_error)
    try:
        landed = retire_task(
            folder, wish, today=clock.today(), when=clock.now(), request=uuid4().hex
        )
    except AccessionError as error:
        _show_findings(error)
        raise
    if as_json:
        screen.show_json(_retired_json(landed))
    else:
        _say_retired(landed)
    return Exit.DONE


def task_id(text: str) -> "Any":
    """The id that *text* names; ``NotAnId`` otherwise."""
    from accession_cli.model.identifiers import TASK, RecordId

    try:
        record = RecordId.parse(text.strip().upper())
    except ValueError as error:
        raise NotAnId(text=text) from error
    if record.letter != TASK:
        raise NotAnId(text=text)
    return record


def _draft(folder: Path, source: str | None, settings: list[str]) -> "Draft":
    from accession_cli.actions import drafts

    if source == "-":
        return drafts.from_bytes(sys.stdin.buffer.read(), _("standard input"), settings)
    if source is not None:
        return drafts.from_file(Path(source), settings)
    if settings:
        return drafts.from_answers({}, "--set", settings)
    return _asked(folder)


def _asked(folder: Path) -> "Draft":
    from accession_cli.actions import drafts
    from accession_cli.actions.open_registry import opened
    from accession_cli.cli.questions import Questions, Stopped
    from accession_cli.cli.wizard import ask_task

    if not _at_a_terminal():
        raise NothingGiven(missing="--from")
    questions, name = Questions(), _("your answers")
    try:
        ask_task(opened(folder).registry, clock.today(), questions)
        wanted = questions.sure(_("File this task now?"))
    except Stopped:
        wanted = False
    given = drafts.from_answers(questions.answers, name)
    if not wanted:
        if questions.answers:
            _say_kept(drafts.keep(folder, given, uuid4().hex))
        raise typer.Abort
    return given


def _complete(folder: Path, given: Mapping[str, str | None]) -> Mapping[str, str]:
    from accession_cli.actions.open_registry import profile
    from accession_cli.cli.questions import Questions, Stopped
    from accession_cli.cli.wizard import ask_retirement

    missing = [name for name, value in given.items() if not value]
    if missing and not _at_a_terminal():
        raise NothingGiven(missing=", ".join(f"--{name}" for name in missing))
    if not missing:
        return {name: value for name, value in given.items() if value}
    try:
        return ask_retirement(profile(folder), given, Questions())
    except Stopped as stopped:
        raise typer.Abort from stopped


def _wish(facts: Mapping[str, str], record: "Any", successor: "Any", *, in_error: bool) -> "Wish":
    from accession_cli.actions.retire_task import Wish, material_of

    return Wish(
        id=record,
        applied=date.fromisoformat(facts["applied"]),
        effective=date.fromisoformat(facts["effective"]),
        reason=facts["reason"],
        material=material_of(Path(facts["material"])),
        superseded_by=successor,
        entered_in_error=in_error,
    )


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _show_findings(error: AccessionError) -> None:
    from accession_cli.report.text import finding_lines

    findings: tuple[Finding, ...] = getattr(error, "findings", ())
    if findings:
        screen.write_error("\n".join(finding_lines(findings, screen.paper(sys.stderr))))


def _say_kept(path: Path) -> None:
    screen.note(_("What you typed is kept in {path}.").format(path=path))
    step = _("Mend it there and file it with: accession file --from {path}")
    screen.next_step(step.format(path=path))


def _say_landed(landed: "Landing[Any]") -> None:
    if landed.pushed:
        said = _("It exists: the push to {trunk} was accepted, in commit {commit}.")
    else:
        said = _("It exists: {trunk} here has moved to commit {commit}; nothing was pushed.")
    screen.note(said.format(trunk=landed.trunk, commit=landed.commit[:12]))
    for stays in landed.notes:
        screen.note(stays.message)
        screen.next_step(stays.remedy)


def _say_remarks(remarks: "Iterable[Finding]") -> None:
    from accession_cli.report.text import finding_lines

    listed = tuple(remarks)
    if listed:
        screen.note(_("Recorded all the same, but look at this:"))
        screen.write_error("\n".join(finding_lines(listed, screen.paper(sys.stderr))))


def _say_filed(landed: "Landing[Filed]") -> None:
    made = landed.made
    screen.show(f"{made.id}  {made.number}")
    _say_remarks(made.remarks)
    screen.note(
        _("Filed “{title}” as {id}, filing number {number}.").format(
            title=made.title, id=made.id, number=made.number
        )
    )
    _say_landed(landed)
    screen.next_step(_("See it with: accession show {id}").format(id=made.id))


def _say_retired(landed: "Landing[Retired]") -> None:
    made = landed.made
    ended = made.task.retirement
    screen.show(str(made.task.id))
    _say_remarks(made.remarks)
    if ended:
        screen.note(
            _("Retired {id} “{title}”: from {day} on it is no longer done.").format(
                id=made.task.id, title=made.task.title, day=ended.effective
            )
        )
    _say_landed(landed)
    screen.note(_("Who must be told to stop (clause 3.4):"))
    for told in made.notify:
        screen.note("  " + _addressee(told))
    for notice in made.open_notices:
        said = _("dispatch notice {notice} is open and has to be closed")
        screen.note("  " + said.format(notice=notice))


def _addressee(told: "Addressee") -> str:
    from accession_cli.model.task import Channel

    if told.channel is Channel.GRID:
        return _("{name}, for the grid workers").format(name=told.name)
    if told.section:
        return _("{name}, {section}, and through it the communities").format(
            name=told.name, section=told.section
        )
    return _("{name}, the receiving section, and through it the communities").format(name=told.name)


def _filed_json(landed: "Landing[Filed]") -> dict[str, Any]:
    made = landed.made
    return {
        "version": 1,
        "id": str(made.id),
        "filing_number": made.number,
        "path": made.path,
        "commit": landed.commit,
        "status": "admitted",
    }


def _retired_json(landed: "Landing[Retired]") -> dict[str, Any]:
    made = landed.made
    ended = made.task.retirement
    return {
        "version": 1,
        "id": str(made.task.id),
        "filing_number": made.task.filing.number,
        "path": made.paths[0],
        "commit": landed.commit,
        "status": "retired",
        "effective": str(ended.effective) if ended else None,
        "notify": [
            {"channel": told.channel.value, "name": told.name, "section": told.section}
            for told in made.notify
        ],
    }
