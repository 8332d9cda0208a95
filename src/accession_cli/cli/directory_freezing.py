"""``accession freeze`` and ``accession diff``: freeze an edition, and compare two editions."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from typer import Argument, BadParameter, Option

from accession_cli.cli import terminal
from accession_cli.cli.session import Session, Writing, record_id
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_, _
from accession_cli.words.landed import Said

if TYPE_CHECKING:
    from accession_cli.actions.directory_comparing import Annex
    from accession_cli.actions.directory_freezing import Frozen
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.ids import RecordId


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
    year: Annotated[int, Argument(metavar=N_("YEAR"), help=N_("A year that is over."))],
    *,
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
    recorded on the trunk, with the hashes of its files.

    $ accession freeze 2025
    $ accession freeze 2025 --keep DL-2024-0001=新条文核对中
    """
    from accession_cli.actions.directory_freezing import FreezeEdition

    desk.do(FreezeEdition(year=year, keep=_reasons(keep or ())), _said, _frozen_json)


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
    made, record = landed.made.edition, landed.made.record
    frozen = _(
        "Frozen: the edition of {year}, as of {day}: tasks {tasks}, new {new}, ended {ended}."
    ).format(
        year=made.year,
        day=made.base_date,
        tasks=len(made.items),
        new=len(made.new),
        ended=len(made.ended),
    )
    kept = _("Kept: {id}, because {reason}")
    step = _("Make its files with accession render {year}; publish them by {day}.")
    return Said(
        shown=(landed.made.path,),
        sentences=(frozen, *(kept.format(id=one.id, reason=one.reason) for one in record.kept)),
        steps=(step.format(year=made.year, day=made.publish_by),),
    )


def _frozen_json(landed: "Landing[Frozen]") -> dict[str, Any]:
    record = landed.made.record
    return {
        "version": 1,
        "year": record.year,
        "base_date": record.base_date.isoformat(),
        "path": landed.made.path,
        "commit": landed.commit,
        "made_from": record.commit,
        "members": len(record.members),
        "kept": [
            {"id": str(one.id), "codes": list(one.codes), "reason": one.reason}
            for one in record.kept
        ],
        "outputs": {one.name: one.sha256 for one in record.outputs},
    }


def diff(
    desk: Session,
    earlier: Annotated[int, Argument(metavar=N_("YEAR"), help=N_("The year of one edition."))],
    later: Annotated[int, Argument(metavar=N_("YEAR"), help=N_("The year of the other edition."))],
    *,
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
    from accession_cli.words import changes

    folder, chosen = desk.folder, _statement_format(form, out)
    if chosen == _WORD:
        annex = write_changes(folder, earlier, later, out)
        if desk.as_json:
            terminal.show_json(changes.annex_values(annex))
        else:
            _say_annex(annex)
        return
    made = compare_editions(folder, earlier, later)
    if desk.as_json or chosen == "json":
        terminal.show_json(changes.as_values(made))
    elif chosen == "md":
        terminal.show(changes.as_markdown(made))
    else:
        terminal.show(changes.as_text(made))


def _say_annex(annex: "Annex") -> None:
    """Say which file was written, what it contains, and what to do with it."""
    from accession_cli.words import changes

    made, path = annex.statement, os.path.relpath(annex.file.path)
    terminal.show(path)
    said = _(
        "What changed from the edition of {one} to that of {other}: new {new}, ended {ended},"
        " changed {changed}, unchanged {unchanged}."
    )
    terminal.note(said.format(one=made.earlier.year, other=made.later.year, **changes.counts(made)))
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
    if form not in (None, *_STATEMENTS):
        raise BadParameter(
            _("There is no format “{name}”; there are: {known}.").format(
                name=form, known=", ".join(_STATEMENTS)
            )
        )
    if out is None:
        return form or "text"
    if form not in (None, _WORD):
        raise BadParameter(
            _("--out is for --format {form}; the other formats go to standard output.").format(
                form=_WORD
            )
        )
    if out.suffix.lower() != f".{_WORD}":
        raise BadParameter(
            _("The name {name} must end in: {known}.").format(name=out.name, known=f".{_WORD}")
        )
    return _WORD
