"""List the codes of findings about secrecy and personal data in a registry's files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from accession_cli.finding import Severity
from accession_cli.i18n import N_
from accession_cli.secrecy.screening import SuspicionKind

_SECRETS: Final = "保守国家秘密法 31"
_PERSONS: Final = "个人信息保护法 6"
_STOP: Final = N_("Push nothing, tell your secrecy office at once, and follow docs/purge.md.")
_TAKE_OUT: Final = N_("Take it out; if it was committed already, follow docs/purge.md.")
_LOOK: Final = N_("Let somebody who may judge it look at it; take it out when in doubt.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecrecyCode:
    """A finding about what should not be in a file at all; ``masked`` is its only fact."""

    code: str
    severity: Severity
    clause: str
    says: str
    hint: str


BY_KIND: Final[Mapping[SuspicionKind, SecrecyCode]] = {
    SuspicionKind.MARKING: SecrecyCode(
        code="C101",
        severity=Severity.ERROR,
        clause=_SECRETS,
        says=N_("A secrecy marking stands here: {masked}."),
        hint=_STOP,
    ),
    SuspicionKind.HINT: SecrecyCode(
        code="C102",
        severity=Severity.WARNING,
        clause=_SECRETS,
        says=N_("This hints that it is not for the public: {masked}."),
        hint=_LOOK,
    ),
    SuspicionKind.ID_NUMBER: SecrecyCode(
        code="C201",
        severity=Severity.ERROR,
        clause=_PERSONS,
        says=N_("A person's identity number stands here: {masked}."),
        hint=_TAKE_OUT,
    ),
    SuspicionKind.BANK_CARD: SecrecyCode(
        code="C202",
        severity=Severity.ERROR,
        clause=_PERSONS,
        says=N_("The number of a bank card stands here: {masked}."),
        hint=_TAKE_OUT,
    ),
    SuspicionKind.MOBILE: SecrecyCode(
        code="C203",
        severity=Severity.WARNING,
        clause=_PERSONS,
        says=N_("A mobile telephone number stands here: {masked}."),
        hint=N_("Write the number of the office instead; contacts do not belong in a record."),
    ),
    SuspicionKind.DOUBTFUL_ID: SecrecyCode(
        code="C204",
        severity=Severity.WARNING,
        clause=_PERSONS,
        says=N_("This may be an identity number with a slip in it: {masked}."),
        hint=_TAKE_OUT,
    ),
}
SECRECY: Final = tuple(BY_KIND.values())
