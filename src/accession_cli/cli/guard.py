"""``accession guard``: judge a push for the server's hook."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import Session
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accession_cli.gitstore.git import Git
    from accession_cli.words.layout import Page

#: What stands on standard input is not what git gives a hook.
NOT_A_PUSH = Refusal(
    N_("Standard input does not say what is pushed."),
    N_("This command is called by hooks/pre-receive of a server; git tells it what comes in."),
    Exit.USAGE,
)


def guard(desk: Session) -> Exit:
    """Check what is pushed to this server; exit 1 when it must not be taken.

    The server's hook calls it with git's lines on standard input: what a ref was, what it is to
    become, its name. The trunk is taken when its new commits are lawful, in one line and honestly
    dated; other branches when the server's settings name them. All that is new is screened for
    secrets. Nothing of it is run.

    $ accession guard -C registry.git
    """
    from accession_cli.actions.push_checking import check_push
    from accession_cli.gitstore.git import Git
    from accession_cli.gitstore.pushed import NotAnUpdate, updates
    from accession_cli.words.push import push_lines

    lines = sys.stdin.buffer.read().decode(errors="surrogateescape").splitlines()
    git = Git.reading(desk.given or Path.cwd(), named=True)
    try:
        pushed = updates(lines)
    except NotAnUpdate as other:
        raise NOT_A_PUSH() from other
    if git is None:
        raise NOT_A_PUSH()
    checked = check_push(git, pushed, clock.read_clock())
    page = terminal.page()
    said = [*push_lines(checked, page), *(_last_publication(git, page) if checked.taken else ())]
    if said:
        terminal.show("\n".join(said))
    return Exit.DONE if checked.taken else Exit.FOUND


def _last_publication(git: "Git", page: "Page") -> "Iterator[str]":
    """Say that what was pushed before could not be published; whoever pushes now hears of it."""
    from accession_cli.gitstore.publication import last_run

    run = last_run(git)
    if run is not None and run.says:
        from accession_cli.words.publication import run_lines

        yield from run_lines(run, page)
