"""``accession render``, ``freeze`` and ``diff``: the guidance directory and its editions."""

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from typer import Argument, BadParameter, Option, launch

from accession_cli.cli import terminal
from accession_cli.cli.options import day, record_id, with_ending
from accession_cli.cli.session import Session, Writing
from accession_cli.cli.terminal import say_sample
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_, _
from accession_cli.words.landed import Said

if TYPE_CHECKING:
    from accession_cli.actions.directory_comparing import Annex
    from accession_cli.actions.directory_documents import Written
    from accession_cli.actions.directory_freezing import Frozen
    from accession_cli.actions.directory_rendering import Built, Refrozen
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.registry import RecordId


_KIB: Final = 1024
_SHORT: Final = 12
_LIKENESS: Final = {
    "as_frozen": N_("As frozen on {day}: byte for byte."),
    "same_content": N_("Made from what was frozen on {day}; its content is the same."),
    "other_bytes": N_(
        "The same content as frozen on {day}, but other bytes in these formats: {formats}."
    ),
    "other_content": N_(
        "Not as frozen on {day}: the records are those of the frozen commit, but what is made of"
        " them here reads otherwise."
    ),
}


def formats(text: str | None, every: Iterable[str]) -> tuple[str, ...]:
    """Those of *every* format that *text* lists, separated by commas, each once; all by default."""
    known = tuple(every)
    names = dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip())
    return tuple(one_of(known, name) for name in names) or known


def one_of(known: Sequence[str], name: str) -> str:
    """The format *name*; wrong usage when it is not one of *known*."""
    if name not in known:
        raise BadParameter(
            _("There is no format “{name}”; there are: {known}.").format(
                name=name, known=", ".join(known)
            )
        )
    return name


def render(
    desk: Session,
    year: Annotated[
        int | None, Argument(help=N_("The year of the edition; without it, the year that is due."))
    ] = None,
    *,
    form: Annotated[
        str | None,
        Option(
            "--format",
            metavar=N_("FORMATS"),
            help=N_("Which files, separated by commas; without it, every format."),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        Option(
            metavar=N_("FOLDER"),
            help=N_("Where to write; without it, build/directory/<year> in the repository."),
        ),
    ] = None,
    as_of: Annotated[
        date | None,
        Option(
            parser=day,
            help=N_("The base date; without it, the year's last day or that of the last commit."),
        ),
    ] = None,
    draft: Annotated[
        bool, Option("--draft", help=N_("Build from the files as they lie, marked as a draft."))
    ] = False,
    community: Annotated[
        str | None,
        Option(
            help=N_("An extract: what is done in this community, for its committee to publish.")
        ),
    ] = None,
    subdistrict: Annotated[
        str | None, Option(help=N_("An extract: what is done in this subdistrict."))
    ] = None,
    agency: Annotated[
        str | None, Option(help=N_("An extract: what this agency leads or takes part in."))
    ] = None,
    comments_until: Annotated[
        date | None,
        Option(parser=day, help=N_("On a draft: the day before which comments are to be sent.")),
    ] = None,
    comments_to: Annotated[
        str | None,
        Option(
            metavar=N_("TEXT"),
            help=N_("On a draft: the office that takes comments, and how it is reached."),
        ),
    ] = None,
    open_: Annotated[
        bool, Option("--open", help=N_("Open the first file when it is made."))
    ] = False,
    letter: Annotated[
        bool,
        Option(
            "--letter", help=N_("Only write the notice that issues a frozen edition (印发通知).")
        ),
    ] = False,
    number: Annotated[
        str | None, Option(help=N_("Document number of that notice; without it, none is printed."))
    ] = None,
    issued_on: Annotated[
        date | None,
        Option("--date", parser=day, help=N_("Day of that notice; without it, left blank.")),
    ] = None,
) -> None:
    """Build the guidance directory of a year.

    Made from what is recorded, so that one version always gives the same bytes; a frozen year is
    made from the records as they were frozen. A year that is not over gives a draft, which leaves
    room to write in where comments go unless it is said. Beside the files lie manifest.json and
    SHA256SUMS.

    With --letter the notice is written that issues a frozen edition, in Word; the directory is its
    annex, and the bodies that issue it sign there.

    $ accession render
    $ accession render 2025 --format pdf
    $ accession render --draft --comments-until 2026-12-10 --comments-to 区民政局社区科
    $ accession render --community 120110001901
    $ accession render 2025 --letter --number 津丽民发〔2026〕3号 --date 2026-01-20
    """
    if letter:
        _write_notice(desk, year, number, issued_on, out)
        return
    if number or issued_on:
        raise BadParameter(_("--number and --date are for --letter."))
    from accession_cli.actions.directory_extract import Narrowing
    from accession_cli.actions.directory_rendering import RenderWish, render_edition
    from accession_cli.papers.directory_formats import FORMATS
    from accession_cli.scheme.directory import Comments

    wanted = RenderWish(
        year=year,
        formats=formats(form, sorted(FORMATS, key=lambda name: name != "pdf")),
        out=desk.out(out),
        as_of=as_of,
        draft=draft,
        narrow=Narrowing(community=community, subdistrict=subdistrict, agency=agency),
        comments=(
            Comments(until=comments_until, to=(comments_to or "").strip())
            if comments_until or comments_to
            else None
        ),
    )
    built = render_edition(desk.files, wanted, say_making)
    from accession_cli.words.directory import built_json

    desk.show(built, _say_built, built_json)
    if open_:
        _open(built.files[0].path)


def _write_notice(
    desk: Session, year: int | None, number: str | None, on: date | None, out: Path | None
) -> None:
    from accession_cli.actions.directory_rendering import write_notice
    from accession_cli.words.directory import issued_json, publish_by

    made = write_notice(desk.files, year, number=number, day=on, out=desk.out(out))
    if desk.as_json:
        terminal.show_json(issued_json(made))
        return
    terminal.show(_nearby(made.file.path))
    terminal.show_part(_("It says:"), made.lines)
    say_sample(made.edition.scheme.sample)
    said = _("Make its annex with accession render {year}; publish both by {day}.")
    terminal.next_step(said.format(year=made.edition.year, day=publish_by(made.edition)))


def say_making(form: str) -> None:
    """Name each format while it is made, because a person at a terminal has to wait."""
    if sys.stderr.isatty():
        terminal.note(_("Making {form} …").format(form=form))


def _say_built(built: "Built") -> None:
    from accession_cli.words.directory import edition_counts

    made, stem = built.edition, built.stem
    said = _("In {folder}, each file called {stem} with the ending listed here:")
    terminal.show_sentence(said.format(folder=_nearby(built.folder), stem=stem))
    terminal.show_table(
        (_("File"), _("Pages"), _("Size"), "SHA-256"), [_row(file, stem) for file in built.files]
    )
    for remark in built.remarks:
        terminal.note(remark.message)
    said = _("Directory of {year}, as of {day}: {counts}.")
    terminal.note(said.format(year=made.year, day=made.base_date, counts=edition_counts(made)))
    if made.extract:
        terminal.note(_("It is an extract, for {name}.").format(name=made.extract.name))
        if made.extract.posted:
            terminal.note(
                _("The committee publishes it for at least 15 days (城市居民委员会组织法 34).")
            )
    if built.refrozen:
        _say_refrozen(built.refrozen)
    if made.draft:
        terminal.note(_("It is a draft and says so on every page."))
    if made.scheme.sample:
        terminal.note(_("It is made of sample data and says so on every page."))
    terminal.next_step(_("Open {path}.").format(path=_nearby(built.files[0].path)))


def _say_refrozen(again: "Refrozen") -> None:
    said = _(_LIKENESS[again.likeness.value])
    terminal.note(said.format(day=again.frozen.frozen, formats=", ".join(again.differs)))
    if again.likeness.value.startswith("other"):
        for reason in again.reasons:
            terminal.note("  " + reason.message)
    if again.unknown:
        said = _("Formats that it was not made in when it was frozen: {formats}.")
        terminal.note(said.format(formats=", ".join(again.unknown)))
    if again.changed:
        said = _(
            "Records that have changed since it was frozen, and were used as they were then: {ids}."
        )
        terminal.note(said.format(ids="、".join(map(str, again.changed))))


def _row(file: "Written", stem: str) -> tuple[str, str, str, str]:
    """A row about a file, which shows only the ending of its name.

    The names are long and differ only in their endings, and a terminal is 80 columns wide.
    """
    pages = "" if file.pages is None else str(file.pages)
    ending = file.path.name.removeprefix(stem)
    return ending, pages, size_words(file.bytes), file.sha256[:_SHORT]


def size_words(count: int) -> str:
    """A file's size in KB or MB."""
    kib = count / _KIB
    return f"{kib:.0f} KB" if kib < _KIB else f"{kib / _KIB:.1f} MB"


def _open(path: Path) -> None:
    if launch(str(path)):
        terminal.note(_("{path} could not be opened from here.").format(path=_nearby(path)))


def _nearby(path: Path) -> str:
    """*path* relative to the current folder."""
    return os.path.relpath(path)


_WORD: Final = "docx"
_STATEMENTS: Final = ("text", "md", "json", _WORD)


#: ``--keep`` without a reason.
NO_REASON: Final = Refusal(
    N_("--keep {text} does not say why the task stays."),
    N_("Write the id, an equals sign and the reason: --keep DL-2024-0001=新条文核对中"),
    Exit.USAGE,
)


def freeze(
    desk: Writing,
    year: Annotated[int, Argument(help=N_("A year that is over."))],
    keep: Annotated[
        list[str] | None,
        Option(
            metavar=N_("ID=REASON"),
            help=N_("A task that stays although it waits for the clean-up, and why; repeatable."),
        ),
    ] = None,
) -> None:
    """Freeze the edition of a year.

    Every task that has expired, rests on a repealed or replaced law, or is otherwise unsettled on
    31 December must be retired, mended, or kept with a reason. Then what the edition is made of is
    recorded, with the hashes of its files.

    $ accession freeze 2025
    $ accession freeze 2025 --keep DL-2024-0001=新条文核对中
    """
    from accession_cli.actions.directory_freezing import FreezeEdition
    from accession_cli.words.directory import frozen_json

    desk.do(FreezeEdition(year=year, keep=_reasons(keep or ())), _said, frozen_json)


def _reasons(given: Sequence[str]) -> "dict[RecordId, str]":
    reasons = {}
    for text in given:
        number, _equals, reason = text.partition("=")
        record = record_id(number)
        if not reason.strip():
            raise NO_REASON(text=text)
        reasons[record] = reason.strip()
    return reasons


def _said(landed: "Landing[Frozen]") -> Said:
    from accession_cli.words.directory import edition_counts, publish_by

    made, record = landed.made.edition, landed.made.record
    said = _("Frozen: the edition of {year}, as of {day}: {counts}.")
    frozen = said.format(year=made.year, day=made.base_date, counts=edition_counts(made))
    kept = _("Kept: {id}, because {reason}")
    step = _("Make its files with accession render {year}; publish them by {day}.")
    notice = _("Write the notice that issues it with: accession render {year} --letter")
    return Said(
        shown=(landed.made.path,),
        sentences=(frozen, *(kept.format(id=one.id, reason=one.reason) for one in record.kept)),
        steps=(
            step.format(year=made.year, day=publish_by(made)),
            notice.format(year=made.year),
        ),
    )


def diff(
    desk: Session,
    earlier: Annotated[int, Argument(metavar=N_("YEAR"), help=N_("The year of one edition."))],
    later: Annotated[int, Argument(metavar=N_("YEAR"), help=N_("The year of the other edition."))],
    form: Annotated[
        str | None,
        Option(
            "--format",
            metavar=N_("FORMAT"),
            help=N_(
                "How to write it: text, md or json; or docx, a Word file that a circular can carry"
                " as its annex."
            ),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        Option(
            help=N_("The Word file to write; without it, one in build/changes of the repository.")
        ),
    ] = None,
) -> None:
    """Show what changed between two editions.

    New tasks, those ended with the reason, those changed field by field, and how many stayed as
    they were; the numbers add up. The years may be frozen or not.

    $ accession diff 2024 2025
    $ accession diff 2024 2025 --format md
    $ accession diff 2024 2025 --format docx
    """
    from accession_cli.actions.directory_comparing import compare_editions, write_changes
    from accession_cli.words import directory

    chosen = _statement_format(form, out)
    if chosen == _WORD:
        annex = write_changes(desk.files, earlier, later, desk.out(out))
        if desk.as_json:
            terminal.show_json(directory.annex_values(annex))
        else:
            _say_annex(annex)
        return
    made = compare_editions(desk.files, earlier, later)
    if desk.as_json or chosen == "json":
        terminal.show_json(directory.as_values(made))
    elif chosen == "md":
        terminal.show(directory.as_markdown(made))
    else:
        terminal.show(directory.as_text(made))


def _say_annex(annex: "Annex") -> None:
    """Say which file was written, what it contains, and what to do with it."""
    from accession_cli.words import directory

    made, path = annex.statement, os.path.relpath(annex.file.path)
    terminal.show(path)
    said = _(
        "What changed from the edition of {one} to that of {other}: new {new}, ended {ended},"
        " changed {changed}, unchanged {unchanged}."
    )
    terminal.note(
        said.format(one=made.earlier.year, other=made.later.year, **directory.counts(made))
    )
    if made.registry.scheme.sample:
        terminal.note(_("The annex is made of sample data and says so on every page."))
    for side in (made.earlier, made.later):
        if not (side.frozen or side.draft):
            said = _("The edition of {year} may still change: fix it with accession freeze {year}.")
            terminal.next_step(said.format(year=side.year))
    if made.draft:
        terminal.note(_("The annex is a draft and says so on every page."))
        said = _("Open {path}; make it again when the year is over and its edition is frozen.")
    else:
        said = _("Open {path}, fill in the day at its end, and attach it to the circular.")
    terminal.next_step(said.format(path=path))


def _statement_format(form: str | None, out: Path | None) -> str:
    """The format to write; only Word goes into a file, and the file's suffix must say so."""
    chosen = one_of(_STATEMENTS, form or ("text" if out is None else _WORD))
    if out is None:
        return chosen
    if chosen != _WORD:
        raise BadParameter(
            _("--out is for --format {form}; the other formats go to standard output.").format(
                form=_WORD
            )
        )
    with_ending(out, f".{_WORD}")
    return _WORD
