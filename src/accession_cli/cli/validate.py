"""``accession validate``, ``format``, ``rules`` and ``guard``: check files, and say by which rules.

``format`` writes files in canonical form; ``guard`` judges a push for the server's hook.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.looking import Looking
from accession_cli.cli.options import Json
from accession_cli.cli.session import Session
from accession_cli.errors import Exit, Refusal
from accession_cli.finding import without_facts
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from accession_cli.finding import Code, Finding


Paths = Annotated[
    list[Path] | None,
    Argument(metavar=N_("PATHS"), help=N_("Files or folders of the registry; without any, all.")),
]


#: The names in ``words.findings_for_programs.FORMATS``; a test keeps both equal.
ReportFormat = Literal["text", "json", "github", "gitlab", "sarif", "junit"]


def validate(
    desk: Looking,
    paths: Paths = None,
    *,
    strict: Annotated[
        bool, Option("--strict", help=N_("Let warnings fail the check, too."))
    ] = False,
    select: Annotated[
        list[str] | None, Option(help=N_("Report only these codes: T101, or T for all of T."))
    ] = None,
    ignore: Annotated[list[str] | None, Option(help=N_("Leave these codes out."))] = None,
    form: Annotated[ReportFormat, Option("--format", help=N_("How to write the report."))] = "text",
    since: Annotated[
        str | None, Option(help=N_("Check also what was changed since this commit and may not be."))
    ] = None,
    commit: Annotated[
        str | None, Option(help=N_("Check what this commit holds, not the files as they lie."))
    ] = None,
    hints: Annotated[
        bool, Option("--hints", help=N_("Show hints, too, and not only how many there are."))
    ] = False,
) -> Exit:
    """Check records; exit 1 when there are errors.

    Checks how files are written, what they hold, and every rule of the scheme. Nothing is ever
    written. What time alone brings about (a task expired, a law repealed) is a warning. With
    --since it is also checked what was changed since, up to what is staged for the next commit, and
    may not; with --commit everything is read from that commit. Of a bare repository, named with -C,
    it is the newest one.

    $ accession validate
    $ accession validate registry/tasks/2026 --strict
    $ accession validate --since HEAD
    $ accession validate --since origin/main
    $ accession validate --commit HEAD --since HEAD~1 -C registry.git
    $ accession validate --as-of 2026-12-31 --select L,B
    """
    from accession_cli.finding import Severity
    from accession_cli.words.findings import FORMATS

    today = clock.today()
    day, chosen, left_out = desk.day, _codes(select), _codes(ignore)
    if commit is None and not (desk.given and desk.is_bare):
        from accession_cli.actions import validate as checks

        folder = desk.folder
        desk.say_clock(behind=False)  # that is a finding
        report = checks.validate(
            folder,
            paths=paths or (),
            as_of=day,
            today=today,
            select=chosen,
            ignore=left_out,
            changed=_found_since(folder, since),
        )
    else:
        from accession_cli.actions.history import past_of
        from accession_cli.actions.validate_since import validate_commit

        tip = "HEAD" if commit is None else commit
        report = validate_commit(
            past_of(Path.cwd(), desk.given, tip),
            tip,
            paths=[path.as_posix() for path in paths or ()],
            as_of=day,
            today=today,
            select=chosen,
            ignore=left_out,
            since=since,
        )
    name = "json" if desk.as_json else form
    terminal.show(FORMATS[name](report, replace(terminal.page(), brief=not hints)))
    wrong = report.summary[Severity.ERROR] + (strict and report.summary[Severity.WARNING])
    return Exit.FOUND if wrong else Exit.DONE


def format_(
    desk: Session,
    paths: Paths = None,
    *,
    check: Annotated[
        bool, Option("--check", help=N_("Write nothing; exit 1 when a file would change."))
    ] = False,
    upgrade: Annotated[
        bool,
        Option("--upgrade", help=N_("Also rewrite records of an older format in the newest one.")),
    ] = False,
) -> Exit:
    """Write files in the canonical form.

    How a file is written changes, what it says never does. Comments stay.

    $ accession format
    $ accession format --check
    """
    from accession_cli.actions.validate import format_files

    folder = desk.folder
    done = format_files(folder, paths=paths or (), write=not check, upgrade=upgrade)
    if desk.as_json:
        refused = [str(no.facts["path"]) for no in done.refused]
        terminal.show_json({"version": 1, "changed": list(done.changed), "refused": refused})
    else:
        for path in done.changed:
            terminal.show(path)
        for no in done.refused:
            terminal.refuse_error(no)
        said = (
            _("Would change: {changed}. As they should be: {unchanged}.")
            if check
            else _("Changed: {changed}. As they were: {unchanged}.")
        )
        terminal.note(said.format(changed=len(done.changed), unchanged=done.unchanged))
    if done.refused:
        return Exit.UNREADABLE
    return Exit.FOUND if check and done.changed else Exit.DONE


def _found_since(folder: Path, since: str | None) -> "list[Finding] | None":
    if since is None:
        return None
    from accession_cli.actions.validate_since import found_since

    return found_since(folder, since)


def _codes(given: list[str] | None) -> tuple[str, ...]:
    codes = [code.strip() for text in given or () for code in text.split(",") if code.strip()]
    if not codes:
        return ()
    from accession_cli.actions.validate import known_codes

    return known_codes(codes)


_MOST_LINES: Final = 12


def rules(
    code: Annotated[str | None, Argument(help=N_("Show everything about this one rule."))] = None,
    *,
    json: Json = False,
) -> None:
    """Show all rules, or everything about one.

    Every rule has a code, the clause it comes from, and a severity. An error makes the check fail,
    a warning fails it only under --strict, and a hint never does. The scheme's clauses are numbered
    here as in Dongli's, 津丽民发〔2023〕13号; what is found in a registry cites its own scheme.

    $ accession rules
    $ accession rules T101
    """
    from accession_cli.actions.validate import every_rule, examples_of, one_rule
    from accession_cli.words.findings import rule_json

    cards = [one_rule(code)] if code else every_rule()
    if json:
        found = [rule_json(card, examples_of(card)) for card in cards]
        terminal.show_json({"version": 1, "rules": found})
    elif code:
        terminal.show("\n".join(_page(cards[0])))
    else:
        _show_list(cards)
        terminal.next_step(_("For one of them: accession rules CODE"))


def _show_list(cards: "Sequence[Code]") -> None:
    from accession_cli.rules.clauses import number_of
    from accession_cli.words.findings import WORDS, clause_words

    terminal.show_table(
        (_("Code"), _("Severity"), _("What is demanded or found, and what it rests on")),
        [
            (
                card.code,
                _(WORDS[card.severity]),
                _("{about} ({clause})").format(
                    about=_open(card.demands),
                    clause=clause_words(card.clause, number_of(card.clause)),
                ),
            )
            for card in cards
        ],
    )


def _page(card: "Code") -> list[str]:
    from accession_cli.rules.clauses import number_of
    from accession_cli.words.findings import WORDS, clause_words
    from accession_cli.words.layout import rows

    lines = [
        (_("Code"), card.code),
        (_("Severity"), _(WORDS[card.severity])),
        (_("Rests on"), clause_words(card.clause, number_of(card.clause))),
        (_("Demands"), _open(card.demands)),
        (_("Reports"), _open(card.says)),
        (_("Remedy"), _open(card.hint)),
    ]
    if not card.about:
        del lines[3]
    if card.ages:
        lines.append(
            (_("Time"), _("Comes about by time alone; it stops only the freezing of an edition."))
        )
    return [*rows(lines, terminal.columns(sys.stdout), indent=0), *_examples(card)]


def _examples(card: "Code") -> "Iterator[str]":
    """The lines in which a bad and a good example differ, marked with - and +."""
    from accession_cli.actions.validate import examples_of
    from accession_cli.words.layout import visible

    shown = ""
    for example in examples_of(card):
        if example.file != shown:
            shown = example.file
            yield ""
            yield _("{file}: wrong (-) and right (+)").format(file=shown)
        for mark, lines in (("-", example.bad), ("+", example.good)):
            yield from (f"  {mark} {visible(line)}" for line in lines[:_MOST_LINES])
            if len(lines) > _MOST_LINES:
                yield f"  {mark} …"


def _open(sentence: str) -> str:
    """The sentence in the reader's language, with an ellipsis in place of each fact."""
    return without_facts(_(sentence))


if TYPE_CHECKING:
    from collections.abc import Iterator


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
    from accession_cli.cli.publication import last_publication
    from accession_cli.gitstore.git import Git
    from accession_cli.gitstore.pushed import NotAnUpdate, updates
    from accession_cli.words.upkeep import push_lines

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
    said = [*push_lines(checked, page), *(last_publication(git, page) if checked.taken else ())]
    if said:
        terminal.show("\n".join(said))
    return Exit.DONE if checked.taken else Exit.FOUND
