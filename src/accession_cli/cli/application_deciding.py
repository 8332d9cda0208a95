"""``accession decide`` and ``accession withdraw``: decide on an application, or take it back.

A body at a terminal is shown what it decides on, before it is asked. The papers that answer
applications are written with a decision, and once more with ``--letter``.
"""

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.options import OnDay, day, record_id, result_named
from accession_cli.cli.questions import Choice, Questions, ask_text, body_named, wrong_text
from accession_cli.cli.session import Session, Writing, at_a_terminal, lacking
from accession_cli.errors import Refused
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import APPLICATION, ApplicationStatus, RecordId
from accession_cli.words.application import (
    case_lines,
    decided_json,
    decided_words,
    withdrawn_json,
    withdrawn_words,
)
from accession_cli.words.fields import RESULTS
from accession_cli.words.findings import finding_lines
from accession_cli.words.layout import harmless

if TYPE_CHECKING:
    from collections.abc import Callable

    from accession_cli.actions.application_deciding import Decided
    from accession_cli.scheme.registry import Registry


def decide(
    desk: Writing,
    numbers: Annotated[list[str], Argument(help=N_("The applications decided on."))],
    by: Annotated[
        str | None, Option(metavar=N_("BODY"), help=N_("Which body decides, by key or name."))
    ] = None,
    result: Annotated[
        str | None,
        Option(
            parser=result_named,
            metavar="admit|return|refuse",
            help=N_("Admit, return for correction, or refuse; also in Chinese, 同意 or 退回."),
        ),
    ] = None,
    made_on: Annotated[
        date | None,
        Option("--date", parser=day, help=N_("Day of the decision; without it, today.")),
    ] = None,
    opinion: Annotated[
        str | None,
        Option(help=N_("What is to be corrected, or why it is refused; else as wanted.")),
    ] = None,
    *,
    letter: Annotated[
        bool,
        Option("--letter", help=N_("Only write the paper of the decision; nothing is recorded.")),
    ] = False,
    out: Annotated[
        Path | None,
        Option(
            metavar=N_("FOLDER"),
            help=N_("Where the papers go; without it, a folder in build/ of the repository."),
        ),
    ] = None,
) -> None:
    """Enter a body's decision.

    Each body that the channels ask for decides once on the same papers; when all admit, the
    application is approved and can be filed. A return and a refusal need a reason; for a return the
    faults of the form are one, and what breaks a rule.

    Each decision has its paper in Word: a return the notice of correction, with all of that at
    once; a refusal the reply with its reason (复函); an approval the form, filled in, to be printed
    and stamped. Before a decision, --letter writes a draft of the notice; after it, the paper once
    more.

    $ accession decide DL-A-2026-0001 --result admit --date 2026-03-09
    $ accession decide DL-A-2026-0002 --result return --opinion 请补充经费来源
    $ accession decide DL-A-2026-0002 --letter
    """
    from accession_cli.actions.application_deciding import DecideApplications
    from accession_cli.scheme.task import Decision, Result

    if letter:
        write_again(desk, numbers, made_on or clock.today(), out)
        return
    known = desk.registry
    ids = tuple(dict.fromkeys(record_id(one, APPLICATION) for one in numbers))
    if result is None and at_a_terminal() and not desk.as_json:
        show_cases(desk, ids)
    on = made_on or clock.today()
    ask = Questions()

    def asked() -> tuple[str, str, str]:
        needs = _needs_words(known, ids, on)
        return _body(known, ids, by, ask), *_judgement(result, opinion, needs, ask)

    body, chosen, words = ask.run(asked)
    decision = Decision(by=body, date=on, result=Result(chosen), opinion=words or None)
    action = DecideApplications(numbers=ids, decision=decision)
    landed = desk.enter(action, papers=tried(desk))
    if landed is None:
        return
    papers = issued(desk, landed.made, out)
    if desk.as_json:
        paths = [str(path) for _status, path in papers]
        terminal.show_json({**decided_json(landed), "notices": paths})
        return
    desk.tell(landed, lambda one: decided_words(one.made, known.scheme), decided_json)
    say_issued(papers)


def withdraw(
    desk: Writing,
    number: Annotated[str, Argument(help=N_("The application taken back."))],
    reason: Annotated[str | None, Option(help=N_("Why it is taken back."))] = None,
    made_on: OnDay = None,
) -> None:
    """Withdraw an application.

    $ accession withdraw DL-A-2026-0003 --reason 部门另行安排
    """
    from accession_cli.actions.application_deciding import WithdrawApplication

    action = WithdrawApplication(
        id=record_id(number, APPLICATION),
        date=made_on or clock.today(),
        reason=reason or ask_text("--reason", _("Why the agency takes it back:")),
    )
    desk.do(action, withdrawn_words, withdrawn_json)


def _body(known: "Registry", ids: "Sequence[RecordId]", by: str | None, ask: Questions) -> str:
    """The key of the body that decides.

    It is the body that --by names, else the only one that still has to decide, else asked for. A
    name that no body has is returned as it is: the action screens it, and refuses it.
    """
    from accession_cli.scheme.application import still_to_decide

    bodies = known.scheme.bodies
    if by is not None:
        return body_named(known, by)
    waiting = dict.fromkeys(
        body
        for one in known.applications
        if one.application.id in ids
        for body in still_to_decide(one.application, known.scheme)
    )
    if len(waiting) == 1:
        return next(iter(waiting))
    if not waiting:  # any body will do: the action refuses and says why
        return next(iter(bodies))
    choices = [Choice(bodies[key].name, key) for key in waiting if key in bodies]
    lacking({"--by": None})
    return ask.select(_("Which body decides:"), choices)


def _needs_words(known: "Registry", ids: "Sequence[RecordId]", on: date) -> "Callable[[str], bool]":
    """Whether a decision with this result needs words of the body's own: a return may need none."""
    from accession_cli.actions.application_answering import defects_of

    def needs(result: str) -> bool:
        found = {one.application.id: one.application for one in known.applications}
        asked = [found[one] for one in ids if one in found]
        return result == "refuse" or (
            result == "return" and not all(defects_of(one, known, on) for one in asked)
        )

    return needs


def _judgement(
    result: str | None,
    opinion: str | None,
    needs_words: "Callable[[str], bool]",
    ask: Questions,
) -> tuple[str, str]:
    choices = [Choice(_(words), key) for key, words in RESULTS.items()]
    lacking({"--result": result})
    chosen = result or ask.select(_("Decision:"), choices)
    if not opinion and at_a_terminal() and needs_words(chosen):
        return chosen, ask.text(_("What has to be corrected, or why not:"), wrong_text)
    return chosen, opinion or ""


def show_cases(desk: Session, ids: Sequence[RecordId]) -> None:
    """Show each application with its days and its money, and what is found in it."""
    from accession_cli.actions.task_lookup import find_application
    from accession_cli.actions.validate import validate

    today, known = clock.today(), desk.registry
    cases = [find_application(known, one, today, desk.opened.unread) for one in ids]
    paths = {case.path for case in cases}
    found = validate(desk.folder, as_of=today).findings
    for case in cases:
        terminal.show(harmless("\n".join(case_lines(case, known, terminal.columns_of_output()))))
        terminal.show("")
    listed = [one for one in found if one.place.path in paths]
    if listed:
        terminal.note(_("Found in what is decided on:"))
        terminal.write_error("\n".join(finding_lines(listed, terminal.page(sys.stderr))))


def tried(desk: Writing) -> "Callable[[Decided], Sequence[tuple[str, bytes]]]":
    """A function that makes the papers of what was decided, without writing them."""
    from accession_cli.actions.application_answering import has_paper, paper_of

    def made(decided: "Decided") -> "Sequence[tuple[str, bytes]]":
        papers = (
            paper_of(desk.folder, one, decided.registry, clock.today())
            for one in decided.applications
            if has_paper(one)
        )
        return [(one.name, one.data) for one in papers]

    return made


def issued(
    desk: Writing, made: "Decided", out: Path | None
) -> "Sequence[tuple[ApplicationStatus, Path]]":
    """The papers of what was decided, each after what was decided.

    That they cannot be written refuses nothing any more.
    """
    from accession_cli.actions.application_answering import has_paper, paper_of, write_papers

    answered = [one for one in made.applications if has_paper(one)]
    try:
        papers = [paper_of(desk.folder, one, made.registry, clock.today()) for one in answered]
        paths = write_papers(desk.folder, papers, out)
        return [(one.status, path) for one, path in zip(answered, paths, strict=True)]
    except Refused as error:
        terminal.refuse_error(error)
        terminal.note(_("It is on record; only its paper could not be written."))
        ids = " ".join(str(one.id) for one in answered)
        step = _("Mend that, and write it with: accession decide {ids} --letter")
        terminal.next_step(step.format(ids=ids))
        return ()


def say_issued(papers: "Sequence[tuple[ApplicationStatus, Path]]") -> None:
    """Name the file of each paper, and say what it is for."""
    for status, path in papers:
        match status:
            case ApplicationStatus.APPROVED:
                said = _("The form, filled in, to be printed and stamped: {path}")
            case ApplicationStatus.REFUSED:
                said = _("Reply to the agency, with the reason: {path}")
            case _status:
                said = _("Notice of correction: {path}")
        terminal.note(said.format(path=os.path.relpath(path)))


def write_again(desk: Writing, numbers: "Sequence[str]", today: date, out: Path | None) -> None:
    """Write the papers of what was decided on applications, or drafts of notices of correction."""
    from accession_cli.actions.application_answering import paper_of, write_papers
    from accession_cli.actions.task_lookup import find_application

    known, unread = desk.registry, desk.opened.unread
    ids = dict.fromkeys(record_id(one, APPLICATION) for one in numbers)
    found = [find_application(known, one, today, unread).application for one in ids]
    papers = [paper_of(desk.folder, one, known, today) for one in found]
    if desk.check:
        desk.tell_not_written([one.name for one in papers])
        return
    paths = write_papers(desk.folder, papers, out)
    if desk.as_json:
        terminal.show_json({"version": 1, "notices": [str(path) for path in paths]})
        return
    for path in paths:
        terminal.show(os.path.relpath(path))
    terminal.note(_("Nothing was recorded."))
