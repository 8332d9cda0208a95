"""What a walk through a registry's past can find beside the rules over changes: their codes.

They are about commits, or about files whose content cannot be compared, so no example file can
show them; ``accession rules`` lists them with the form of files.
"""

from typing import Final

from accession_cli.finding import Severity
from accession_cli.i18n import N_
from accession_cli.store.layout_codes import LayoutCode

NOT_ORDINARY: Final = LayoutCode(
    code="R109",
    severity=Severity.ERROR,
    says=N_("The file is recorded with mode {mode}; a file of a registry has 100644."),
    mend=N_("Record it as a plain file: git update-index --chmod=-x {path}"),
)
TWINS: Final = LayoutCode(
    code="R110",
    severity=Severity.ERROR,
    says=N_("{name} and {other} differ in upper and lower case alone; some computers keep one."),
    mend=N_("Keep the one that is named after its record, and take the other out."),
)
NOT_COMPARED: Final = LayoutCode(
    code="H107",
    severity=Severity.ERROR,
    says=N_("The record cannot be read as {commit} has it, so what changed was not checked."),
    mend=N_("Compare it by hand with git show {commit}:{path}"),
    clause="scheme 3.3",
)
CHAIN_BROKEN: Final = LayoutCode(
    code="H401",
    severity=Severity.ERROR,
    says=N_("The edition of {year} does not build on the edition before it: the hash differs."),
    mend=N_("Find out which of the two files was changed: git log -p -- {path}"),
    clause="scheme 3.5",
)
OTHER_RECORD: Final = LayoutCode(
    code="H402",
    severity=Severity.ERROR,
    says=N_("The edition of {year} names a content of {id} that commit {commit} does not have."),
    mend=N_("Find out which of the two was changed: git log -p -- {path}"),
    clause="scheme 3.5",
)
COMMIT_ELSEWHERE: Final = LayoutCode(
    code="H403",
    severity=Severity.ERROR,
    says=N_("The edition of {year} was made from commit {commit}, which is not in its past."),
    mend=N_("Find out where that commit went; an edition is only made from the trunk."),
    clause="scheme 3.5",
)
REWRITTEN: Final = LayoutCode(
    code="H501",
    severity=Severity.ERROR,
    says=N_("Commit {commit} was seen on the trunk before, and is not in its history any more."),
    mend=N_(
        "Ask whoever looks after the repository why. If it was done on purpose, make a fresh clone"
        " and verify that."
    ),
    clause="scheme 3.3",
)
REQUEST_TWICE: Final = LayoutCode(
    code="H502",
    severity=Severity.ERROR,
    says=N_("Request {request} was recorded before, in commit {first}."),
    mend=N_("Find out why one filing was recorded twice; one of the two records is one too many."),
    clause="scheme 3.3",
)
SECOND_BEGINNING: Final = LayoutCode(
    code="H503",
    severity=Severity.ERROR,
    says=N_("A registry with a history of its own begins here; the trunk began with {first}."),
    mend=N_("Find out who joined the two histories, and what it brought along."),
    clause="scheme 3.3",
)
BEFORE_ITS_PARENT: Final = LayoutCode(
    code="H504",
    severity=Severity.WARNING,
    says=N_("The commit is dated {when}, before the one that it builds on, {before}."),
    mend=N_("Compare the clocks; what was known on a day goes by the order of commits."),
    clause="scheme 3.3",
)
DISGUISED: Final = LayoutCode(
    code="H505",
    severity=Severity.ERROR,
    says=N_("In this clone git shows another history than was recorded: {names}."),
    mend=N_("Remove it, for example with git replace -d; nothing was checked by it."),
    clause="scheme 3.3",
)
FORGED: Final = LayoutCode(
    code="H506",
    severity=Severity.ERROR,
    says=N_("The stored content is not the one that was recorded: {what}."),
    mend=N_("Do not go on working in this clone; make a fresh one and compare."),
    clause="scheme 3.3",
)
NOT_IN_THE_PAST: Final = LayoutCode(
    code="H507",
    severity=Severity.ERROR,
    says=N_("{since} is not in the past of {commit}: history was rewritten, or goes two ways."),
    mend=N_(
        "Bring the branch up to date, or name the commit where it began. What changed since both"
        " went apart was compared."
    ),
    clause="scheme 3.3",
)
LAY_ELSEWHERE: Final = LayoutCode(
    code="H508",
    severity=Severity.WARNING,
    says=N_("The registry lay in the folder {folder} before; its way there was looked at, too."),
    mend=N_("Nothing needs mending, if the folder was meant to be moved."),
    clause="scheme 3.3",
)
HISTORY: Final = (
    NOT_ORDINARY,
    TWINS,
    NOT_COMPARED,
    CHAIN_BROKEN,
    OTHER_RECORD,
    COMMIT_ELSEWHERE,
    REWRITTEN,
    REQUEST_TWICE,
    SECOND_BEGINNING,
    BEFORE_ITS_PARENT,
    DISGUISED,
    FORGED,
    NOT_IN_THE_PAST,
    LAY_ELSEWHERE,
)
