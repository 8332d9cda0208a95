"""``accession publish``: hand on what the profile says, into a second repository."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import Session, at_a_terminal
from accession_cli.errors import Exit, Refused
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accession_cli.actions.history import Past
    from accession_cli.actions.publication import PublicationPlan
    from accession_cli.gitstore.git import Git
    from accession_cli.words.layout import Page


def publish(
    desk: Session,
    to: Annotated[
        Path | None,
        Option(
            "--to",
            metavar=N_("FOLDER"),
            help=N_("The second bare repository; it is made if it is not there, and remembered."),
        ),
    ] = None,
    *,
    check: Annotated[
        bool, Option("--check", help=N_("Show what goes out and what stays; nothing is written."))
    ] = False,
    yes: Annotated[
        bool, Option("--yes", "-y", help=N_("Publish for the first time without being asked."))
    ] = False,
    after_push: Annotated[
        bool, Option("--after-push", hidden=True, help=N_("For the server's hook."))
    ] = False,
) -> Exit:
    """Publish what the district hands on into a second bare repository.

    Whoever may fetch the register has all of it, complaints and contacts too. So what is handed on
    lies in a repository of its own: profile, rosters, laws, tasks and, as share in scheme.yaml
    says, frozen editions and a list of what was refused. Opinions, reviewers and names of
    correctors are taken out. What goes out is shown before the first publication; after that, a
    server publishes after every push.

    $ accession publish -C registry.git --to registry-public.git --check
    $ accession publish -C registry.git --to registry-public.git
    $ accession publish -C registry.git
    """
    from accession_cli.actions.history import past_of

    past = past_of(Path.cwd(), desk.given)
    if after_push:
        return _after_push(past)
    from accession_cli.actions.publication import NOT_ASKED, planned, publish

    if check or not yes:
        plan = planned(past, to)
        if check and desk.as_json:
            from accession_cli.words.publication import plan_json

            terminal.show_json(plan_json(plan))
        elif check or plan.first:
            _show(plan)
        if check:
            return Exit.DONE
        if plan.first and (desk.as_json or not at_a_terminal()):
            raise NOT_ASKED()
        if plan.first:
            _ask()
    done = publish(past, to)
    if desk.as_json:
        from accession_cli.words.publication import done_json

        terminal.show_json(done_json(done))
        return Exit.DONE
    from accession_cli.words.publication import done_sentences

    for sentence in done_sentences(done):
        terminal.note(sentence)
    return Exit.DONE


def _show(plan: "PublicationPlan") -> None:
    from accession_cli.words.layout import harmless
    from accession_cli.words.publication import plan_lines, plan_sentences

    terminal.show(harmless("\n".join(plan_lines(plan, terminal.columns_of_output()))))
    for sentence in plan_sentences(plan):
        terminal.note(sentence)


def _ask() -> None:
    from accession_cli.cli.questions import Questions
    from accession_cli.cli.session import Declined

    if not Questions().sure(_("Publish this? What was published cannot be called back.")):
        raise Declined


def _after_push(past: "Past") -> Exit:
    """Publish while nobody watches; doctor and the next push tell what went wrong."""
    from accession_cli.actions.publication import publish
    from accession_cli.gitstore.publication import LastRun, remember

    began = f"{clock.read_clock():%Y-%m-%d %H:%M}"
    remember(past.git, LastRun(began=began))
    try:
        publish(past, None)
    except Refused as refused:
        remember(past.git, LastRun(began=began, says=refused.message, hint=refused.remedy))
        raise
    remember(past.git, None)
    return Exit.DONE


def last_publication(git: "Git", page: "Page") -> "Iterator[str]":
    """Say that what was pushed before could not be published; whoever pushes now hears of it."""
    from accession_cli.gitstore.publication import last_run

    run = last_run(git)
    if run is not None and run.says:
        from accession_cli.words.publication import run_lines

        yield from run_lines(run, page)
