"""List the codes of findings about layout and schema, and with them those about history.

A code never changes its meaning; ``schema_faults.py`` decides which S code fits. Codes of history
are about commits, or about files whose content cannot be compared, so no example file can show
them; ``accession rules`` lists them with the form of files.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from accession_cli.finding import Code, Severity
from accession_cli.i18n import N_

FILE_MISSING: Final = Code(
    "R101",
    N_("The registry has no {name}."),
    N_("Restore the file from git, or write it anew; every registry needs it."),
)
STRAY: Final = Code(
    "R102",
    N_("This file is not a record, or its name is not a record's name."),
    N_("Name it tasks/<year>/<id>.yaml, or move it out of the registry's record folders."),
)
NOT_PLAIN: Final = Code(
    "R103",
    N_("This is a link or a special file, not a plain file."),
    N_("Put the file itself here."),
)
RULES_NOT_RUN: Final = Code(
    "R105",
    N_("The rules of the scheme were not checked, because {name} cannot be used."),
    N_("Mend that file first, then check again."),
)
OTHER_YEAR: Final = Code(
    "R106",
    N_("The file {name} holds the notice for {year}."),
    N_("Name the file after the year of its notice, or correct the year in it."),
    "国务院办公厅节假日安排通知",
)
SLIP: Final = Code(
    "R107",
    N_("The lists of days in this notice do not agree with one another."),
    N_("Compare the file with the notices as the State Council published them."),
    "国务院办公厅节假日安排通知",
)
OTHER_EDITION: Final = Code(
    "R108",
    N_("The file {name} holds the edition of {year}."),
    N_("Take the file's last good version from git; a frozen edition is never changed."),
    "scheme 3.5",
)
GIT_SETTINGS: Final = Code(
    "R112",
    N_("This file has git treat the records beside it otherwise than they are written."),
    N_("Take it out; settings for git stand in .gitattributes at the top of the repository."),
)
LEFT_OUT: Final = Code(
    "R115",
    N_("By this line git may leave out {name}, so that what is written there reaches nobody."),
    N_("Take the line out; everything below the registry's folder but build/ is kept."),
    "scheme 3.3",
)
AMENDMENT_UNCLEAR: Final = Code(
    "R111",
    N_("What held before {day} does not follow from the amendments of the profile."),
    N_(
        "Compare old and new of each amendment with what the profile said; accession scheme amend"
        " writes them so that they fit."
    ),
    "scheme 3.3",
)
NOT_IN_COPY: Final = Code(
    "R113",
    N_("{name} could not be read when this copy was published, so it is not in it."),
    N_("Ask the district to mend it in its register; the next publication brings it."),
)
COPY_OF_OWN: Final = Code(
    "R114",
    N_("{name} says that this is a published copy, but {other} is in no copy."),
    N_("Take {name} out; accession publish writes it into the second repository alone."),
)
NOT_ORDINARY: Final = Code(
    "R109",
    N_("The file is recorded with mode {mode}; a file of a registry has 100644."),
    N_("Record it as a plain file: git update-index --chmod=-x {path}"),
)
TWINS: Final = Code(
    "R110",
    N_("{name} and {other} differ in upper and lower case alone; some computers keep one."),
    N_("Keep the one that is named after its record, and take the other out."),
)
UNFIT: Final = Code(
    "S100",
    N_("The file does not have the form of its kind ({kind})."),
    N_(
        "Compare it with a file of the same kind that is in order,"
        " or with schemas/{kind}.schema.json."
    ),
)
KEY_MISSING: Final = Code(
    "S101",
    N_("The key {name} is missing."),
    N_("Add {name}; where there is nothing to say, write null or an empty list."),
)
KEY_UNKNOWN: Final = Code(
    "S102",
    N_("The key {name} is not known here."),
    N_("Take it out, or use one of these: {allowed}."),
)
KEY_MISSPELT: Final = Code(
    "S103",
    N_("The key {name} is not known here; did you mean {similar}?"),
    N_("Write {similar} instead of {name}."),
)
NEEDS_VALUE: Final = Code(
    "S104",
    N_("{name} is null, but it must be given."),
    N_("Write the value of {name}."),
)
NEEDS_TEXT: Final = Code(
    "S105",
    N_("{name} must be text, but {value} is not."),
    N_("Put the value of {name} in double quotes, or write the text that belongs there."),
)
NEEDS_LIST: Final = Code(
    "S106",
    N_("{name} must be a list, but {value} is not."),
    N_("Write each entry of {name} on its own line after a dash, or [] for none."),
)
NEEDS_MAP: Final = Code(
    "S107",
    N_("{name} must be a group of keys, but {value} is not."),
    N_("Write the keys of {name} below it, each on its own line, two spaces further in."),
)
NEEDS_YES_NO: Final = Code(
    "S108",
    N_("{name} must be true or false, but it is {value}."),
    N_("Write true or false, without quotes."),
)
NEEDS_NUMBER: Final = Code(
    "S109",
    N_("{name} must be a whole number, but it is {value}."),
    N_("Write {name} in digits, without quotes."),
)
NOT_ALLOWED: Final = Code(
    "S110",
    N_("{name} cannot be {value}."),
    N_("Use one of these: {allowed}."),
)
OTHER_FORMAT: Final = Code(
    "S111",
    N_("The file is written in format {value}, but this version reads format {allowed}."),
    N_("If a newer accession wrote it, update accession; otherwise write schema: {allowed}."),
)
EMPTY_TEXT: Final = Code(
    "S112",
    N_("{name} is an empty text."),
    N_("Write the text of {name}; where the key may stay empty, write null."),
)
TOO_LONG: Final = Code(
    "S113",
    N_("{name} is {length} characters long, but {limit} are the most that is allowed."),
    N_("Shorten it; details belong in the documents that the record points to."),
)
TOO_FEW: Final = Code(
    "S114",
    N_("{name} has {length} entries, but needs at least {limit}."),
    N_("Add what is missing to {name}."),
)
TOO_MANY: Final = Code(
    "S115",
    N_("{name} has {length} entries, but {limit} are the most that is allowed."),
    N_("Check whether entries were repeated, and take out what does not belong there."),
)
TWICE: Final = Code(
    "S116",
    N_("{name} names {value} more than once."),
    N_("Leave each entry of {name} in once."),
)
OUT_OF_RANGE: Final = Code(
    "S117",
    N_("{name} is {value}, which is outside what is allowed (limit {limit})."),
    N_("Correct the number."),
)
NO_SUCH_DAY: Final = Code(
    "S121",
    N_("{name} is {value}, a day that does not exist in the calendar."),
    N_("Check the month and the day."),
)
NEITHER_ALL_NOR_LIST: Final = Code(
    "S139",
    N_("{name} is {value}, which is neither the word all nor a list of codes."),
    N_("Write all, or each code in quotes on its own line after a dash."),
)
NO_BASIS_FORM: Final = Code(
    "S150",
    N_("This basis is none of the three forms: a law, a document, or one that is withheld."),
    N_(
        "Write law, version and article; or document, number, date, clause and attachment;"
        " or withheld, reviewer and date."
    ),
    "scheme 3.1",
)
BASIS_MIXED: Final = Code(
    "S151",
    N_("This basis is a law and a document at once."),
    N_("Write them as two entries of the list."),
    "scheme 3.1",
)
WITHHELD_TOLD: Final = Code(
    "S152",
    N_("A basis that is withheld must not give its title or number, but {name} is there."),
    N_("Take out {name}; of a classified paper only its review is recorded, never the paper."),
    "scheme 3.1",
)
WITHHELD_NOT_TRUE: Final = Code(
    "S153",
    N_("withheld can only be true, but it is {value}."),
    N_("Write withheld: true, or cite the law or the document instead."),
    "scheme 3.1",
)

PATTERNS: Final[Mapping[str, Code]] = {
    "line": Code(
        "S131",
        N_("{name} must be one line of text without spaces or breaks at either end."),
        N_("Take out the line breaks, and the spaces before and after the text."),
    ),
    "text": Code(
        "S132",
        N_("{name} begins or ends with spaces or empty lines, or holds characters nobody can see."),
        N_("Take out the spaces and empty lines before and after the text, and write it anew."),
    ),
    "date": Code(
        "S120",
        N_("{name} is {value}, which is not a date of the form 2024-03-11."),
        N_("Write year, month and day in digits with hyphens and leading zeros, as in 2024-03-01."),
    ),
    "time": Code(
        "S181",
        N_("{name} is {value}, which is not an hour of the day in China."),
        N_('Write hour and minute with the zone, in quotes, as in "14:30+08:00"; or null.'),
    ),
    "hour": Code(
        "S182",
        N_("{name} is {value}, which is not an hour of the day."),
        N_('Write hour and minute, in quotes, as in "17:30"; or null.'),
    ),
    "amount": Code(
        "S122",
        N_("{name} is {value}, which is not an amount in yuan."),
        N_(
            "Write it with two decimals and nothing else, as 24000.00; in a file in"
            ' quotes, "24000.00".'
        ),
    ),
    "task_id": Code(
        "S123",
        N_("{name} is {value}, which is not the number of a task."),
        N_("Write it as in DL-2024-0001: prefix, year of filing, serial of at least four digits."),
    ),
    "application_id": Code(
        "S124",
        N_("{name} is {value}, which is not the number of an application."),
        N_("Write it as in DL-A-2024-0001, or null when the application has no record of its own."),
    ),
    "complaint_id": Code(
        "S170",
        N_("{value} is not the id of a complaint."),
        N_("An id looks like DL-C-2024-0001."),
    ),
    "place_code": Code(
        "S171",
        N_("{value} is not the code of a subdistrict or of a community."),
        N_('Write the nine or the twelve digits in quotes, for example "120110001".'),
    ),
    "key": Code(
        "S125",
        N_("{name} is {value}, which cannot be a key of the registry."),
        N_("Use small letters a to z, digits and underscores, with a letter first."),
    ),
    "clause_key": Code(
        "S161",
        N_("{value} is not the key of a clause."),
        N_('Write numbers with dots between them, in quotes, for example "3.2.3".'),
    ),
    "printed_clause": Code(
        "S162",
        N_("{name} is {value}, which is not how a scheme numbers a clause."),
        N_("Copy it from the scheme itself, for example 三、（二）3; or write null until then."),
    ),
    "subdistrict_code": Code(
        "S126",
        N_("{name} is {value}, which is not the code of a subdistrict."),
        N_('Write its nine digits in quotes, as in "120110001".'),
    ),
    "community_code": Code(
        "S127",
        N_("{name} is {value}, which is not the code of a community."),
        N_('Write its twelve digits in quotes, as in "120110001001".'),
    ),
    "sha256": Code(
        "S128",
        N_("{name} is {value}, which is not the SHA-256 of a file."),
        N_("Write 64 characters of 0-9 and a-f, as sha256sum prints them."),
    ),
    "credit_code": Code(
        "S129",
        N_("{name} is {value}, which is not a unified social credit code."),
        N_("Write its 18 digits and capital letters in quotes, or null while it is not known."),
    ),
    "version": Code(
        "S130",
        N_("{name} is {value}, which is not the year of a law's version."),
        N_('Write the four digits of the year in quotes, as in "2014"; never guess it.'),
    ),
    "url": Code(
        "S133",
        N_("{name} is {value}, which is not the address of a web page."),
        N_("Write the whole address, beginning with https:// or http://, or null."),
    ),
    "prefix": Code(
        "S134",
        N_("{name} is {value}, which cannot stand before the numbers of records."),
        N_("Use two to six capital letters A to Z, as in DL."),
    ),
    "district_code": Code(
        "S135",
        N_("{name} is {value}, which is not the code of a district."),
        N_('Write its six digits in quotes, as in "120110".'),
    ),
    "branch": Code(
        "S136",
        N_("{name} is {value}, which cannot be the name of a branch."),
        N_("Write it as in origin/main."),
    ),
    "number_pattern": Code(
        "S137",
        N_("{name} must hold {{year}} and then {{serial}}, each once, and no other braces."),
        N_("Write it as in 津丽社准〔{{year}}〕{{serial}}号."),
    ),
    "title_pattern": Code(
        "S138",
        N_("{name} must hold {{year}} once, and no other braces."),
        N_("Write {{year}} where the year of the edition belongs."),
    ),
    "public_key": Code(
        "S195",
        N_("{name} is {value}, which is not a public ssh key."),
        N_("Copy type and key from the .pub file; accession keys add FILE does it."),
    ),
    "entry_code": Code(
        "S199",
        N_("{name} is {value}, which is not the code of an entry of the catalogue."),
        N_("Use letters A to Z, digits, hyphens and stops, as in MZ-01."),
    ),
    "git_object": Code(
        "S160",
        N_("{name} is {value}, which is not the name of a commit or a file's content in git."),
        N_("Take the file's last good version from git; accession freeze writes it, nobody else."),
    ),
}
"""Which code a text that does not match its pattern gets, by the name in the schema's ``$defs``."""

CONDITIONS: Final[Mapping[str, Code]] = {
    "retired_has_retirement": Code(
        "S140",
        N_("The task is retired, but its retirement is not written down."),
        N_("Fill in retirement with the agency's material; accession retire does it in one step."),
        "scheme 3.4",
    ),
    "admitted_has_no_retirement": Code(
        "S141",
        N_("The task has a retirement, but its status is admitted."),
        N_("Write status: retired when it has ended, or retirement: null when it has not."),
        "scheme 3.4",
    ),
    "superseded_is_retired": Code(
        "S142",
        N_("Another task has taken the place of this one, but this one is not retired."),
        N_("Retire it, or empty superseded_by."),
        "scheme 3.4",
    ),
    "emergency_has_no_application": Code(
        "S143",
        N_("A sudden public-safety event is admitted without an application, but one is recorded."),
        N_("Write application: null, or route: application when it was applied for."),
        "scheme 3.2.3",
    ),
    "inherited_has_no_application": Code(
        "S191",
        N_("The task is taken over from an earlier directory, but an application is recorded."),
        N_("Write application: null, or route: application when it was applied for."),
    ),
    "inherited_is_recorded": Code(
        "S192",
        N_("The task is taken over from an earlier directory, but that is not named."),
        N_("Write the title, the number and the date of that directory or decision in inherited."),
    ),
    "inherited_has_no_decision": Code(
        "S193",
        N_("The task is taken over from an earlier directory, but a decision is recorded."),
        N_("Write decision: []; only what this scheme admitted has a decision."),
    ),
    "only_inherited_names_a_directory": Code(
        "S194",
        N_("The task names an earlier directory, but was admitted by this scheme."),
        N_("Write inherited: null, or route: inherited when it was never admitted."),
    ),
    "application_is_recorded": Code(
        "S144",
        N_("The task was admitted on application, but no application is recorded."),
        N_("Write when and how it was received; only emergencies go without."),
        "scheme 3.1",
    ),
    "short_term_has_end": Code(
        "S145",
        N_("A short-term or temporary task needs the last day of its period."),
        N_(
            "Write the last day in period.end, or term: long when it is long-term under the scheme."
        ),
        "scheme 3.2.3",
    ),
    "no_money_has_note": Code(
        "S146",
        N_("The task comes without money, and nothing says why."),
        N_("Say in funding.note why it needs none, or write the amount."),
        "scheme 2.3",
    ),
    "money_has_source": Code(
        "S147",
        N_("There is money for the task, but {name} is null."),
        N_(
            "Fill in funding.source: who pays. Up to version 3 of a task, fill in funding.method,"
            " too."
        ),
        "scheme 4.2",
    ),
    "withdrawn_has_withdrawal": Code(
        "S172",
        N_("The application is withdrawn, but its withdrawal is not written down."),
        N_("Fill in withdrawal with the date and the reason; accession withdraw does it."),
        "scheme 3.1",
    ),
    "only_withdrawn_has_withdrawal": Code(
        "S173",
        N_("The application has a withdrawal, but its status is not withdrawn."),
        N_("Write status: withdrawn when it was withdrawn, or withdrawal: null when it was not."),
        "scheme 3.1",
    ),
    "filed_has_task": Code(
        "S174",
        N_("The application is filed, but the task's id is not written down."),
        N_("Write the task's id under filed; accession file does it."),
        "scheme 3.3",
    ),
    "only_filed_has_task": Code(
        "S175",
        N_("The application names a task, but its status is not filed."),
        N_("Write status: filed when the task is in the register, or filed: null when it is not."),
        "scheme 3.3",
    ),
    "form_unless_offline": Code(
        "S176",
        N_("The stamped approval form of this application is not recorded."),
        N_(
            "Record its name and hash under form; only classified papers reviewed offline go"
            " without."
        ),
        "scheme 3.1",
    ),
    "closed_has_closing": Code(
        "S177",
        N_("The complaint is closed, but how it ended is not written down."),
        N_("Fill in closing; accession complaint close does it."),
        "scheme 4.1",
    ),
    "open_has_no_closing": Code(
        "S178",
        N_("The complaint says how it ended, but its status is open."),
        N_("Write status: closed when it has ended, or closing: null when it has not."),
        "scheme 4.1",
    ),
    "inspection_names_inspectors": Code(
        "S179",
        N_("An inspection found it, but nothing says who inspected."),
        N_("Name the bodies under inspectors, by their keys in scheme.yaml."),
        "scheme 4.1",
    ),
    "community_is_named": Code(
        "S180",
        N_("A community reported it, but nothing says which."),
        N_("Write the community's code under community."),
        "scheme 4.1",
    ),
}
"""What one part of a record demands of another: the code, by the name in ``$defs``."""
#: What only older schemas ask for.
OLDER_CONDITIONS: Final[Mapping[str, Code]] = {
    "money_has_source_and_method": CONDITIONS["money_has_source"]
}

CLOCK_BEHIND: Final = Code(
    "H509",
    N_("The clock of this machine says {today}, but the newest record is of {newest}."),
    N_("Set the clock of this machine: what depends on the day was judged by it."),
    severity=Severity.WARNING,
)


@cache
def every() -> tuple[Code, ...]:
    """The layout of a registry, its history, its files."""
    from accession_cli.registry import history_codes

    named = [value for value in list(globals().values()) if isinstance(value, Code)]
    return tuple(
        sorted(
            [*named, *history_codes.every(), *PATTERNS.values(), *CONDITIONS.values()],
            key=lambda one: ("RHS".index(one.code[0]), one.code),
        )
    )
