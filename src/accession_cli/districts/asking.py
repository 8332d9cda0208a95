"""``accession districts ask``: a question that has a name, or one of one's own in SQL."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.looking import AsOf
from accession_cli.cli.options import with_ending
from accession_cli.cli.session import at_a_terminal
from accession_cli.districts.centre import Centre, need_duckdb
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.districts.ask import Answer, Question, Sources

#: More rows than this are not read at a terminal.
_SEEN: Final = 200
#: Nor so many characters of one cell: the names of a thousand districts help nobody there.
_LONGEST_CELL: Final = 80


def ask(
    desk: Centre,
    name: Annotated[
        str | None, Argument(metavar=N_("QUESTION"), help=N_("The name of the question."))
    ] = None,
    sql: Annotated[
        Path | None,
        Option("--sql", metavar=N_("FILE"), help=N_("A question of your own, one SELECT in SQL.")),
    ] = None,
    as_of: AsOf = None,
    year: Annotated[
        int | None, Option(min=2000, max=2999, help=N_("Which year; without it, that of the day."))
    ] = None,
    out: Annotated[
        Path | None,
        Option(
            metavar=N_("FILE"),
            help=N_("Write the whole answer here: .csv, .xlsx or .parquet."),
        ),
    ] = None,
    *,
    list_: Annotated[
        bool, Option("--list", help=N_("List the questions that have a name."))
    ] = False,
) -> None:
    """Ask the districts a question.

    Without a question, those that have a name are listed. The answer is that of the data that
    count, as accession districts status shows them. Your own question is one SELECT over the tables
    that docs/formats.md lists; no file and no network is in its reach.

    $ accession districts ask --list
    $ accession districts ask repealed
    $ accession districts ask ending --year 2026 --out 到期.xlsx
    $ accession districts ask --sql 我的问题.sql
    """
    from accession_cli.districts import ask as asking
    from accession_cli.districts.answers import ENDINGS

    if list_ or not (name or sql):
        _list(desk)
        return
    need_duckdb()
    out = out and with_ending(out, *ENDINGS)
    asked = _own(sql) if sql else asking.question(name or "")
    day = as_of or clock.today()
    sources = desk.sources(day, year or day.year)
    most = None if out or desk.as_json or not at_a_terminal() else _SEEN
    answered = (
        asking.answered_offline(asked, sources)
        if sql
        else asking.answered(asked, sources, most and most + 1)
    )
    with answered as answer:
        _tell(desk, answer, sources, out, most)
    desk.say_state()
    _say_unshared(asked, sources)


def _list(desk: Centre) -> None:
    from accession_cli.districts.ask import questions

    if desk.as_json:
        listed = [{"name": one.name, "title": one.title, "about": one.about} for one in questions()]
        terminal.show_json({"version": 1, "questions": listed})
        return
    terminal.show_fields((one.name, f"{one.title}\n{one.about}") for one in questions())


def _own(file: Path) -> "Question":
    from accession_cli.districts.ask import Question
    from accession_cli.errors import reason
    from accession_cli.registry.files import FILE_UNREADABLE

    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise FILE_UNREADABLE(path=file, reason=reason(error)) from error
    except UnicodeDecodeError as error:
        raise FILE_UNREADABLE(path=file, reason=_("it is not text in UTF-8")) from error
    return Question(name=file.name, title=file.stem, about="", sql=text)


def _tell(
    desk: Centre, answer: "Answer", sources: "Sources", out: Path | None, most: int | None
) -> None:
    from accession_cli.districts import answers

    if out:
        count = answers.write_answer(answer, out, sources.day)
        if desk.as_json:
            terminal.show_json({"version": 1, "written": str(out), "rows": count})
        else:
            terminal.show(str(out))
            terminal.note(_("Rows: {count}.").format(count=count))
        return
    if desk.as_json:
        terminal.show_json(answers.answer_json(answer, sources.day, sources.year))
        return
    longest = None if most is None else _LONGEST_CELL
    rows = [[answers.shown(one, longest) for one in row] for row in islice(answer.rows, most)]
    terminal.show_table(answer.heads, rows)
    more = most is not None and next(answer.rows, None) is not None
    said = _("As of {day}: more than {count} rows.") if more else _("As of {day}: {count} rows.")
    terminal.note(said.format(day=sources.day, count=len(rows)))
    if more:
        terminal.next_step(
            _("Shown are the first {count}; write all of them with --out FILE.").format(count=most)
        )
    elif longest and any(len(one) > longest for row in rows for one in row):
        terminal.next_step(_("What ends in … goes on; write it whole with --out FILE."))


def _say_unshared(asked: "Question", sources: "Sources") -> None:
    """Say which districts do not publish what they refused, so that nobody takes it for none."""
    from accession_cli.districts import ask as asking

    if not (asked.mentions("refusals") or asked.mentions("refused")):
        return
    question = asking.Question(name="", title="", about="", sql=_UNSHARED)
    with asking.answered(question, sources) as answer:
        names = [str(row[0]) for row in answer.rows]
    if names:
        said = _(
            "Districts that do not publish what they refused, so that it is not known: {names}."
        )
        terminal.note(said.format(names="、".join(names)))


_UNSHARED: Final = "SELECT name FROM profile WHERE NOT shares_refusals ORDER BY district"
