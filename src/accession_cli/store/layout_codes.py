"""Findings about which files a registry has, and how they are written; the table of their codes."""

from dataclasses import dataclass
from typing import Final

from accession_cli.finding import Finding, Place, Severity
from accession_cli.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutCode:
    """A finding about which files lie where."""

    code: str
    severity: Severity
    says: str
    mend: str
    clause: str = "format"


MISSING: Final = LayoutCode(
    code="R101",
    severity=Severity.ERROR,
    says=N_("The registry has no {name}."),
    mend=N_("Restore the file from git, or write it anew; every registry needs it."),
)
STRAY: Final = LayoutCode(
    code="R102",
    severity=Severity.ERROR,
    says=N_("This file is not a record, or its name is not a record's name."),
    mend=N_("Name it tasks/<year>/<id>.yaml, or move it out of the registry's record folders."),
)
NOT_PLAIN: Final = LayoutCode(
    code="R103",
    severity=Severity.ERROR,
    says=N_("This is a link or a special file, not a plain file."),
    mend=N_("Put the file itself here."),
)
RULES_NOT_RUN: Final = LayoutCode(
    code="R105",
    severity=Severity.ERROR,
    says=N_("The rules of the scheme were not checked, because {name} cannot be used."),
    mend=N_("Mend that file first, then check again."),
)
OTHER_YEAR: Final = LayoutCode(
    code="R106",
    severity=Severity.ERROR,
    says=N_("The file {name} holds the notice for {year}."),
    mend=N_("Name the file after the year of its notice, or correct the year in it."),
    clause="民法典 201",
)
SLIP: Final = LayoutCode(
    code="R107",
    severity=Severity.ERROR,
    says=N_("The lists of days in this notice do not agree with one another."),
    mend=N_("Compare the file with the notices as the State Council published them."),
    clause="民法典 201",
)
OTHER_EDITION: Final = LayoutCode(
    code="R108",
    severity=Severity.ERROR,
    says=N_("The file {name} holds the edition of {year}."),
    mend=N_("Take the file's last good version from git; a frozen edition is never changed."),
    clause="scheme 3.5",
)
LAYOUT: Final = (
    MISSING,
    STRAY,
    NOT_PLAIN,
    RULES_NOT_RUN,
    OTHER_YEAR,
    SLIP,
    OTHER_EDITION,
)


def layout_finding(code: LayoutCode, place: Place, *, says: str = "", **facts: object) -> Finding:
    """A finding at *place*; *says* where the fault has a sentence of its own."""
    return Finding(
        code=code.code,
        clause=code.clause,
        severity=code.severity,
        says=says or code.says,
        mend=code.mend,
        place=place,
        facts=facts,
    )
