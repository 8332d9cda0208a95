"""List the codes of findings about a registry's history."""

from typing import Final

from accession_cli.finding import Code, Severity
from accession_cli.i18n import N_

NOT_COMPARED: Final = Code(
    "H107",
    N_("The record cannot be read as {commit} has it, so what changed was not checked."),
    N_("Compare it by hand with git show {commit}:{path}"),
    "scheme 3.3",
)


CHAIN_BROKEN: Final = Code(
    "H401",
    N_("The edition of {year} does not build on the edition before it: the hash differs."),
    N_("Find out which of the two files was changed: git log -p -- {path}"),
    "scheme 3.5",
)


OTHER_RECORD: Final = Code(
    "H402",
    N_("The edition of {year} names a content of {id} that commit {commit} does not have."),
    N_("Find out which of the two was changed: git log -p -- {path}"),
    "scheme 3.5",
)


COMMIT_ELSEWHERE: Final = Code(
    "H403",
    N_("The edition of {year} was made from commit {commit}, which is not in its past."),
    N_("Find out where that commit went; an edition is only made from the trunk."),
    "scheme 3.5",
)


REWRITTEN: Final = Code(
    "H501",
    N_("Commit {commit} was seen on the trunk before, and is not in its history any more."),
    N_(
        "Ask whoever looks after the repository why. If it was done on purpose, make a fresh clone"
        " and verify that."
    ),
    "scheme 3.3",
)


REQUEST_TWICE: Final = Code(
    "H502",
    N_("Request {request} was recorded before, in commit {first}."),
    N_("Find out why one filing was recorded twice; one of the two records is one too many."),
    "scheme 3.3",
)


SECOND_BEGINNING: Final = Code(
    "H503",
    N_("A registry with a history of its own begins here; the trunk began with {first}."),
    N_("Find out who joined the two histories, and what it brought along."),
    "scheme 3.3",
)


BEFORE_ITS_PARENT: Final = Code(
    "H504",
    N_("The commit is dated {when}, before the one that it builds on, {before}."),
    N_("Compare the clocks; what was known on a day goes by the order of commits."),
    "scheme 3.3",
    severity=Severity.WARNING,
)


DISGUISED: Final = Code(
    "H505",
    N_("In this clone git shows another history than was recorded: {names}."),
    N_("Remove it, for example with git replace -d; nothing was checked by it."),
    "scheme 3.3",
)


FORGED: Final = Code(
    "H506",
    N_("The stored content is not the one that was recorded: {what}."),
    N_("Do not go on working in this clone; make a fresh one and compare."),
    "scheme 3.3",
)


ANCHOR_GONE: Final = Code(
    "H520",
    N_(
        "The anchor names commit {commit} (kept on {day}), which is not in the history of {trunk}"
        " here: it was rewritten since, or this clone is older than the anchor."
    ),
    N_(
        "Run accession sync and verify again. If it is still missing, do not go on recording: show"
        " the anchor to whoever looks after the repository, and look for an older copy."
    ),
    "scheme 3.3",
)


ANCHOR_COUNTS_DIFFER: Final = Code(
    "H521",
    N_(
        "Up to commit {commit} (kept on {day}) there are {commits} commits and {records} records"
        " here, but the anchor counted {told_commits} and {told_records}."
    ),
    N_(
        "Verify in a fresh clone, with --full; in this one git may show another history than was"
        " recorded."
    ),
    "scheme 3.3",
)


NOT_IN_THE_PAST: Final = Code(
    "H507",
    N_("{since} is not in the past of {commit}: history was rewritten, or goes two ways."),
    N_(
        "Bring the branch up to date, or name the commit where it began. What changed since both"
        " went apart was compared."
    ),
    "scheme 3.3",
)


LAY_ELSEWHERE: Final = Code(
    "H508",
    N_("The registry lay in the folder {folder} before; its way there was looked at, too."),
    N_("Nothing needs mending, if the folder was meant to be moved."),
    "scheme 3.3",
    severity=Severity.WARNING,
)


COMMIT_AHEAD: Final = Code(
    "H601",
    N_("The commit is dated {when}, but the clock of this server says {today}."),
    N_("Set the clock of the machine where it was made, make the commit anew and push again."),
    "scheme 3.3",
)


COMMIT_BEFORE: Final = Code(
    "H602",
    N_("The commit is dated {when}, before the one that it builds on, {before}."),
    N_(
        "Make it anew on the newest commit: git pull --rebase. If the date is right, say why in its"
        " message, on a line that begins with Accession-Explanation:"
    ),
    "scheme 3.3",
)


COMMIT_LATE: Final = Code(
    "H603",
    N_("The commit was made on {when} and arrived on {today}."),
    N_("Nothing needs mending; whoever looks into it later should know that it arrived late."),
    "scheme 3.3",
    severity=Severity.WARNING,
)


FILED_OTHER_DAY: Final = Code(
    "H604",
    N_("The task is said to have been filed on {date}, but was put on record on {when}."),
    N_(
        "The day of filing is the day on which the task is put on record: let accession file write"
        " it. What an earlier directory listed already is entered as inherited."
    ),
    "scheme 3.3",
)


CORRECTED_OTHER_DAY: Final = Code(
    "H605",
    N_("The correction of {field} is dated {date}, but was put on record on {when}."),
    N_(
        "Date it the day on which it is put on record, as accession amend does. If it was made"
        " earlier, say why in the commit's message, on a line that begins with"
        " Accession-Explanation:"
    ),
    "scheme 3.3",
)


SENT_LATER: Final = Code(
    "H606",
    N_("{to} is said to have been told on {date}, but that was put on record on {when} already."),
    N_("Record it on the day on which it is done, or later."),
    "scheme 3.4",
)


SENT_EARLIER: Final = Code(
    "H607",
    N_("{to} was told on {date}, and that was put on record on {when}."),
    N_("Nothing needs mending if the paper that went out bears that date."),
    "scheme 3.4",
    severity=Severity.WARNING,
)


AMENDED_OTHER_DAY: Final = Code(
    "H608",
    N_("The amendment of {field} in {file} is dated {date}, but was put on record on {when}."),
    N_(
        "Date it the day on which it is put on record, as accession scheme amend does; from says"
        " since when it holds. If it was made earlier, say why in the commit's message, on a line"
        " that begins with Accession-Explanation:"
    ),
    "scheme 3.3",
)


KEY_OTHER_DAY: Final = Code(
    "H609",
    N_("The key of {person} is said to be in use from {date} on, but was entered on {when}."),
    N_(
        "Date it the day on which it is entered, as accession keys add does; what was signed with"
        " it before counts for nothing."
    ),
)


UNSEEN_SIGNS: Final = Code(
    "H610",
    N_(
        "The commit has characters in its message or its names that do not show, or change how"
        " others do, or a time that cannot be."
    ),
    N_("Make it anew with plain words: git commit --amend --reset-author, then push again."),
)


NO_APPLICATION: Final = Code(
    "H611",
    N_("{id} was put on record by hand; the register has no application for it."),
    N_(
        "Nothing needs mending if the papers are kept elsewhere; accession receive and accession"
        " file keep both together."
    ),
    "scheme 3.1",
    severity=Severity.WARNING,
)


BY_HAND: Final = Code(
    "H612",
    N_("{name} was written by hand, not by a command."),
    N_("Nothing needs mending if it was meant so; accession log and git log show who and when."),
    "scheme 3.3",
    severity=Severity.HINT,
)


MERGES: Final = Code(
    "H511",
    N_("The commit is a merge, so the trunk is not one line of commits."),
    N_("What both sides brought was looked at; a server with the hook takes no merge."),
    "scheme 3.3",
    severity=Severity.WARNING,
)


NOT_ADMITTED: Final = Code(
    "H512",
    N_(
        "The commit says of itself that whoever looks after the server agreed to it, and nothing"
        " proves that: {line}"
    ),
    N_(
        "Take the line out of its message. If it is meant so, sign it with a root key; where"
        " signatures are not required, the server is told of the commit first: git config"
        " accession.accept COMMIT"
    ),
)


ACCEPTS_NOTHING: Final = Code(
    "H513",
    N_(
        "The commit is to accept what was found in an earlier one, but it changes files, or names"
        " no commit before it, or not who accepts it and why: {line}"
    ),
    N_(
        "Make it like this: git commit --allow-empty -m 'Accept' --trailer 'Accession-Accepted:"
        " COMMIT NAME, REASON'"
    ),
)


SETTINGS_OF_GIT: Final = Code(
    "H514",
    N_("{name} has settings by which git shows other names, or treats or fetches other files."),
    N_("Look at what it says, and at who brought it: git log -- {name}"),
    severity=Severity.WARNING,
)


def every() -> tuple[Code, ...]:
    """All of the above."""
    return tuple(value for value in list(globals().values()) if isinstance(value, Code))
