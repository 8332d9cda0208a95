"""``accession render``: build the guidance directory of a year."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from typer import Argument, BadParameter, Option, launch

from accession_cli.cli import terminal
from accession_cli.cli.session import Session, day
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.directory_rendering import Built, Refrozen, Written


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


def formats(text: str | None) -> tuple[str, ...]:
    """The formats that *text* lists, separated by commas, each once; all of them by default."""
    from accession_cli.papers.directory_formats import FORMATS

    every = tuple(sorted(FORMATS, key=lambda name: name != "pdf"))
    names = tuple(dict.fromkeys(n.strip() for n in (text or "").split(",") if n.strip()))
    for name in names:
        if name not in FORMATS:
            raise BadParameter(
                _("There is no format “{name}”; there are: {known}.").format(
                    name=name, known=", ".join(every)
                )
            )
    return names or every


def render(
    desk: Session,
    year: Annotated[
        int | None,
        Argument(
            metavar=N_("YEAR"),
            help=N_("The year of the edition; without it, the year that is due."),
        ),
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
            metavar=N_("CODE"),
            help=N_("An extract: what is done in this community, for its committee to publish."),
        ),
    ] = None,
    subdistrict: Annotated[
        str | None,
        Option(metavar=N_("CODE"), help=N_("An extract: what is done in this subdistrict.")),
    ] = None,
    agency: Annotated[
        str | None,
        Option(metavar=N_("KEY"), help=N_("An extract: what this agency leads or takes part in.")),
    ] = None,
    open_: Annotated[
        bool, Option("--open", help=N_("Open the first file when it is made."))
    ] = False,
) -> None:
    """Build the guidance directory of a year.

    Made from what is committed, so that one commit always gives the same bytes; a frozen year is
    made from the records as they were frozen. A year that is not over gives a draft. Beside the
    files lie manifest.json and SHA256SUMS.

    $ accession render
    $ accession render 2025 --format pdf
    $ accession render --community 120110001901
    """
    from accession_cli.actions.directory_extract import Narrowing
    from accession_cli.actions.directory_rendering import RenderWish, render_edition

    wanted = RenderWish(
        year=year,
        formats=formats(form),
        out=out,
        as_of=as_of,
        draft=draft,
        narrow=Narrowing(community=community, subdistrict=subdistrict, agency=agency),
    )
    built = render_edition(desk.folder, wanted, _say_making)
    desk.show(built, _say_built, _built_json)
    if open_:
        _open(built.files[0].path)


def _say_making(form: str) -> None:
    """Name each format while it is made, because a person at a terminal has to wait."""
    if sys.stderr.isatty():
        terminal.note(_("Making {form} …").format(form=form))


def _say_built(built: "Built") -> None:
    made, stem = built.edition, built.stem
    said = _("In {folder}, each file called {stem} with the ending listed here:")
    terminal.show_sentence(said.format(folder=_nearby(built.folder), stem=stem))
    terminal.show_table(
        (_("File"), _("Pages"), _("Size"), "SHA-256"), [_row(file, stem) for file in built.files]
    )
    for remark in built.remarks:
        terminal.note(remark.message)
    said = _("Directory of {year}, as of {day}: tasks {tasks}, new {new}, ended {ended}.")
    terminal.note(
        said.format(
            year=made.year,
            day=made.base_date,
            tasks=len(made.items),
            new=len(made.new),
            ended=len(made.ended),
        )
    )
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


def _built_json(built: "Built") -> dict[str, Any]:
    made, again = built.edition, built.refrozen
    return {
        "version": 1,
        "year": made.year,
        "base_date": made.base_date.isoformat(),
        "draft": made.draft,
        "extract": made.extract.name if made.extract else None,
        "frozen": again.likeness.value if again else None,
        "changed_since": [str(record) for record in again.changed] if again else [],
        "files": [
            {
                "path": str(file.path),
                "format": file.format,
                **({"volume": file.volume.number} if file.volume else {}),
                "sha256": file.sha256,
                "bytes": file.bytes,
                "pages": file.pages,
            }
            for file in built.files
        ],
        "commit": made.colophon.commit,
        "unread": list(built.unread),
    }
