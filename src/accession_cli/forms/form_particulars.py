"""What a workbook of ours says of itself on its hidden sheet, and where its tables begin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from accession_cli.entry.form_words import squeezed
from accession_cli.errors import AccessionError, Exit
from accession_cli.forms.workbook_cells import Cell, SheetCells
from accession_cli.i18n import N_
from accession_cli.scheme.evaluation import FUNDING, MARK, SCORES, VERSION

_PARTS: Final = 3


class NotOurWorkbook(AccessionError):
    """A workbook that was not made by ``evaluation open``, or that lost its hidden sheet."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} is not a workbook that accession evaluation open wrote.")
    mend = N_(
        "Fill in the workbook as it was handed out, and save it whole; its hidden sheet tells what"
        " it is."
    )


class WorkbookTooNew(AccessionError):
    """A form of a version that this program does not know yet."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} is version {version} of the form; this program knows it up to {known}.")
    mend = N_("Install the newer accession with which the workbook was made.")


class OtherRegistry(AccessionError):
    """A workbook of another district."""

    exit_code = Exit.FOUND
    says = N_("{path} belongs to another registry, whose ids begin with {theirs}, not {ours}.")
    mend = N_("Read it in the registry that it was opened from.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What the form is: scores of a subdistrict or funding of an agency, ``of`` its code or key.

    ``sheets`` are the names of sheets by party; ``columns`` are the heads by key.
    """

    form: str
    year: int
    of: str
    sheets: Mapping[str, str]
    columns: Mapping[str, str]

    @classmethod
    def of_workbook(cls, found: Sequence[SheetCells], path: str, prefix: str) -> Self:
        """The particulars of the workbook called *path*; *prefix* is that of the registry's ids."""
        rows = next((_texts(sheet) for sheet in found if _is_ours(sheet)), None)
        if not rows or rows[0][1] not in (SCORES, FUNDING):
            raise NotOurWorkbook(path=path)
        _mark, form, version = rows[0]
        if not version.isdecimal() or int(version) > VERSION:
            raise WorkbookTooNew(path=path, version=version, known=VERSION)
        said = {name: value for name, value, _more in rows[1:]}
        if said.get("registry") != prefix:
            raise OtherRegistry(path=path, theirs=said.get("registry", "–"), ours=prefix)
        year = said.get("year", "")
        if not year.isdecimal() or "of" not in said:
            raise NotOurWorkbook(path=path)
        return cls(
            form=form,
            year=int(year),
            of=said["of"],
            sheets={key: name for what, key, name in rows if what == "sheet"},
            columns={key: head for what, key, head in rows if what == "column"},
        )

    def table_in(self, sheet: SheetCells) -> tuple[int, Mapping[str, int]] | None:
        """The row of heads in *sheet*, and the column of each key; None when they are not there.

        Columns may have been moved; a head is known by its words, however they are spaced.
        """
        wanted = {squeezed(head): key for key, head in self.columns.items()}
        for number, row in enumerate(sheet.rows):
            heads = {wanted.get(squeezed(str(cell))): at for at, cell in enumerate(row)}
            places = {key: at for key, at in heads.items() if key is not None}
            if len(places) == len(wanted):
                return number, places
        return None


def _is_ours(sheet: SheetCells) -> bool:
    return bool(sheet.rows) and str(sheet.rows[0][0] if sheet.rows[0] else "") == MARK


def _texts(sheet: SheetCells) -> list[tuple[str, str, str]]:
    """The rows as three texts each; what a program made a number of is a whole one."""
    return [(*map(_text, (*row, "", "", "")[:_PARTS]),) for row in sheet.rows]  # type: ignore[misc] # they are three


def _text(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
