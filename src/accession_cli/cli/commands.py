"""List every command: its name, what it is for, and the function that does it.

``accession --help`` reads this table and imports nothing more; a command's module is loaded when
the command is used. To add a command, write a function with ``Annotated`` options that returns an
``Exit`` (or None) and add a ``CommandEntry`` here. ``help`` is one sentence for the list, then,
after an empty line, more for the command's own page.

The tables: a task's life from its application to its end; looking up; papers made or read; what
the scheme rests on (working days, laws, rules); supervision; keeping a registry healthy.
"""

from dataclasses import dataclass
from typing import Final

from accession_cli.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandEntry:
    """A command (``run`` is ``module:function`` below ``accession_cli.cli``) or a group of them.

    A ``hidden`` one is an old name that still works and that no list shows.
    """

    name: str
    help: str
    run: str = ""
    examples: tuple[str, ...] = ()
    parts: tuple["CommandEntry", ...] = ()
    hidden: bool = False


LIFE: Final = (
    CommandEntry(
        name="receive",
        run="application_receiving:receive",
        help=N_(
            "Receive applications; each gets a number, and the time to decide begins.\n\n"
            "Reads the approval form as a Word file, or every form in a folder or .zip together"
            " with the papers that came with it. The papers stay where they are; their names and"
            " hashes are recorded. With --again corrected papers come in for an application that"
            " was returned. Of classified papers only that they were reviewed is recorded: --via"
            " offline, with a basis that is withheld.\n\n"
            "Nothing is guessed: names that the registry does not know, days and amounts that are"
            " none, and empty mandatory fields are listed. With --check that is all, and nothing"
            " is written; the exit code is 0 when nothing is left to mend, else 1."
        ),
        examples=(
            "accession receive 审批表.docx --check",
            "accession receive 审批表.docx --attach 盖章扫描件.pdf",
            "accession receive 收件箱/ --received 2026-03-02",
            "accession receive 审批表.docx --again DL-A-2026-0001",
        ),
    ),
    CommandEntry(
        name="decide",
        run="application_deciding:decide",
        help=N_(
            "Enter a body's decision on applications.\n\n"
            "Each body that the channels ask for decides once on the same papers; when all admit,"
            " the application is approved and can be filed. A return and a refusal need a reason."
        ),
        examples=(
            "accession decide DL-A-2026-0001 --result admit --date 2026-03-09",
            "accession decide DL-A-2026-0002 --result return --opinion 请补充经费来源",
        ),
    ),
    CommandEntry(
        name="withdraw",
        run="application_deciding:withdraw",
        help=N_("Enter that an agency took its application back."),
        examples=("accession withdraw DL-A-2026-0003 --reason 部门另行安排",),
    ),
    CommandEntry(
        name="file",
        run="task_filing:file",
        help=N_(
            "File an admitted task; it gets its number when it lands.\n\n"
            "Takes an approved application by its id, and marks it as filed in the same commit."
            " Otherwise it asks for everything at a terminal, or takes the facts from a file, from"
            " standard input or from --set; a list under “tasks” is filed whole or not at all. All"
            " rules are checked before anything is written; then one commit is made on the trunk,"
            " and pushed where there is a remote. A sample is never pushed. An emergency"
            " (route=emergency, clause 3.2.3) has no application; unless other things are said, it"
            " is temporary, begins today and was admitted today by the bodies of that route."
        ),
        examples=(
            "accession file",
            "accession file DL-A-2026-0001",
            "accession file --from task.yaml",
            "accession file --from task.yaml --set funding.amount=24000.00",
            "accession file --from task.yaml --set route=emergency --set period.end=2026-10-14",
        ),
    ),
    CommandEntry(
        name="amend",
        run="task_amending:amend",
        help=N_(
            "Correct a filed task, with the reason, and never silently.\n\n"
            "Each field that changes gets an entry under corrections: what stood there, what stands"
            " there now, why, and by whom (scheme 3.3); an edition of an earlier day still shows"
            " what was known then. A list of names is set whole, an entry is taken out with null."
            " Number, route, filing and retirement are not corrected. At a terminal, what is"
            " missing is asked for."
        ),
        examples=(
            "accession amend DL-2024-0006",
            "accession amend DL-2024-0006 --set funding.amount=30000.00 --reason 录入有误",
            "accession amend DL-2024-0006 --set basis[0].version=2025 --reason 法律修订",
            "accession amend DL-2024-0006 --set channels=community,grid --reason 增加渠道",
        ),
    ),
    CommandEntry(
        name="dispatch",
        run="task_dispatching:dispatch",
        help=N_(
            "Hand admitted tasks down: notices to the sections, a package to the grid platform.\n\n"
            "Community tasks (clause 3.2.1): a Word notice for each subdistrict, and in the same"
            " commit who got it and when. Grid tasks (clause 3.2.2): the platform's package as JSON"
            " and as a table; it is on record once --receipt has read the platform's numbers back."
        ),
        examples=(
            "accession dispatch --pending",
            "accession dispatch DL-2026-0021 --date 2026-10-12",
            "accession dispatch DL-2026-0021 --letter",
            "accession dispatch --receipt 回执.xlsx",
        ),
    ),
    CommandEntry(
        name="retire",
        run="task_retiring:retire",
        help=N_(
            "End a task, and say who must be told.\n\n"
            "Needs the agency's written material (clause 3.4); its name and hash are recorded. With"
            " --superseded-by both tasks are linked in the same commit. At a terminal, what is"
            " missing is asked for."
        ),
        examples=(
            "accession retire DL-2024-0001",
            "accession retire DL-2024-0001 --reason 期限届满 --material 终止申请.pdf",
        ),
    ),
    CommandEntry(
        name="notify",
        run="task_end_notices:notify",
        help=N_(
            "Record who was told that a task has ended, or list who was not.\n\n"
            "The subdistrict sections tell the communities, the grid centre its workers (clause"
            " 3.4). Without an id, the ended tasks are listed of which somebody has not been told."
            " With --letter the notices to send are written, one for each, and nothing is recorded."
        ),
        examples=(
            "accession notify",
            "accession notify DL-2024-0006 --letter",
            "accession notify DL-2024-0006 --to 张贵庄街道 --to 区网格化管理中心",
            "accession notify DL-2024-0006 --all --date 2026-10-12",
        ),
    ),
)


LOOKING: Final = (
    CommandEntry(
        name="todo",
        run="todo:todo",
        help=N_(
            "List what is due, overdue, expiring or unanswered.\n\n"
            "Applications to decide on, tasks to file, hand down, retire or tell of, changed laws,"
            " evaluations, complaints and missing holiday notices, with the working days left. For"
            " scheduled jobs --exit-code ends with 1 when something is overdue."
        ),
        examples=(
            "accession todo",
            "accession todo --by 区网格化管理中心",
            "accession todo --agency minzheng --ics 待办.ics",
            "accession todo --exit-code --json",
        ),
    ),
    CommandEntry(
        name="check",
        run="task_lookup:check",
        help=N_(
            "Answer whether a committee may refuse a piece of work.\n\n"
            "Says whether it is admitted, ended or not listed, with the clause, similar names and a"
            " reply to send. The exit code is 0 whatever the answer."
        ),
        examples=("accession check 入户走访救助家庭",),
    ),
    CommandEntry(
        name="list",
        run="task_lookup:list_",
        help=N_("List tasks."),
        examples=("accession list", "accession list --status all --find 救助"),
    ),
    CommandEntry(
        name="show",
        run="task_lookup:show",
        help=N_("Show one task, field by field."),
        examples=(
            "accession show DL-2024-0001",
            "accession show DL-2024-0001 --known-on 2025-12-31",
        ),
    ),
    CommandEntry(
        name="log",
        run="history:log",
        help=N_(
            "Tell the life of a task's record: when it changed, by whom, and what.\n\n"
            "Read from the commits of the trunk, the oldest first, field by field."
        ),
        examples=("accession log DL-2024-0006",),
    ),
)


PAPERS: Final = (
    CommandEntry(
        name="render",
        run="directory:render",
        help=N_(
            "Build the guidance directory of a year.\n\n"
            "Made from what is committed, so that one commit always gives the same bytes; a frozen"
            " year is made from the records as they were frozen. A year that is not over gives a"
            " draft. Beside the files lie manifest.json and SHA256SUMS."
        ),
        examples=(
            "accession render",
            "accession render 2025 --format pdf",
            "accession render --community 120110001901",
        ),
    ),
    CommandEntry(
        name="freeze",
        run="directory_freezing:freeze",
        help=N_(
            "Clean up, and fix the edition of a year that is over (scheme 3.5).\n\n"
            "Every task that has expired, rests on a repealed or replaced law, or is otherwise"
            " unsettled on 31 December must be retired, mended, or kept with a reason. Then what"
            " the edition is made of is recorded on the trunk, with the hashes of its files."
        ),
        examples=(
            "accession freeze 2025",
            "accession freeze 2025 --keep DL-2024-0001=新条文核对中",
        ),
    ),
    CommandEntry(
        name="diff",
        run="directory_freezing:diff",
        help=N_(
            "Show what changed between the editions of two years.\n\n"
            "New tasks, those ended with the reason, those changed field by field, and how many"
            " stayed as they were; the numbers add up. The years may be frozen or not."
        ),
        examples=(
            "accession diff 2024 2025",
            "accession diff 2024 2025 --format md",
            "accession diff 2024 2025 --format docx",
        ),
    ),
    CommandEntry(
        name="form",
        help=N_(
            "Make the approval form in Word.\n\n"
            "Agencies apply with it (scheme 3.1). Its fields are content controls, so that what is"
            " filled in can be read by a program, whatever the form went through on its way."
        ),
        parts=(
            CommandEntry(
                name="blank",
                run="application_forms:blank",
                help=N_(
                    "Make an empty form, or an empty list of applications.\n\n"
                    "Its drop-downs offer the agencies, classes and kinds of this registry. A"
                    " template of the registry's own, templates/approval_form.docx, takes the place"
                    " of ours."
                ),
                examples=(
                    "accession form blank",
                    "accession form blank --agency minzheng",
                    "accession form blank --list",
                ),
            ),
            CommandEntry(
                name="fill",
                run="application_forms:fill",
                help=N_("Make the form of a task, filled in from its record."),
                examples=("accession form fill DL-2024-0001",),
            ),
            CommandEntry(
                name="read",
                run="application_forms:read",
                help=N_("Read a form; the same as accession receive --check."),
                hidden=True,
            ),
        ),
    ),
    CommandEntry(
        name="import",
        run="application_forms:import_",
        help=N_(
            "Receive a list of applications in Excel.\n\n"
            "Every row becomes an application, all in one commit, or none does. Every cell that"
            " cannot be read is named, like 申请清单!F7, and coloured in a copy of the list, with"
            " what is wrong beside it; then nothing is recorded and the exit code is 1."
        ),
        examples=(
            "accession import 申请清单.xlsx --check",
            "accession import 申请清单.xlsx --form 盖章件.pdf",
        ),
    ),
    CommandEntry(
        name="export",
        run="application_forms:export",
        help=N_(
            "Write the whole register as one table for Excel.\n\n"
            "One row a task, the ended ones too, with every field of its record. It is for work"
            " inside the bureau; the directory is what is published. No text in it is ever a"
            " formula."
        ),
        examples=(
            "accession export",
            "accession export --out register.csv --status in_force",
        ),
    ),
)


REFERENCE: Final = (
    CommandEntry(
        name="calendar",
        help=N_(
            "Count working days by the State Council's notices.\n\n"
            "Weekends, days off and make-up workdays are those of the yearly notices that travel"
            " with accession or stand in registry/calendar/. An answer that depends on a notice"
            " not known yet is called provisional."
        ),
        parts=(
            CommandEntry(
                name="show",
                run="calendar:show",
                help=N_(
                    "Show a year: days off, make-up workdays, and the notice that confirms it."
                ),
                examples=("accession calendar show 2026",),
            ),
            CommandEntry(
                name="add",
                run="calendar:add",
                help=N_(
                    "Count working days from a day.\n\n"
                    "The day itself is not counted; day 1 is the next working day (民法典 201)."
                ),
                examples=(
                    "accession calendar add 2026-04-27 10",
                    "accession calendar add 2026-10-12 5 --before",
                ),
            ),
            CommandEntry(
                name="between",
                run="calendar:between",
                help=N_(
                    "Count the working days between two days.\n\n"
                    "The first day is not counted, the last one is."
                ),
                examples=("accession calendar between 2026-04-27 2026-05-13",),
            ),
            CommandEntry(
                name="import",
                run="calendar:import_notice",
                help=N_(
                    "Enter a notice of the State Council into the registry.\n\n"
                    "The file has the form of registry/calendar/<year>.yaml. It is checked and"
                    " written there; a notice that is there already is never changed, only"
                    " amendments may be appended."
                ),
                examples=("accession calendar import 2027.yaml",),
            ),
        ),
    ),
    CommandEntry(
        name="statutes",
        help=N_(
            "Keep the table of law versions, and see which tasks rest on what has changed.\n\n"
            "registry/statutes.yaml says from when each version of a law holds, when it was"
            " repealed, what took its place and where its articles stand now. Every citation is"
            " judged by it."
        ),
        parts=(
            CommandEntry(
                name="check",
                run="law:check",
                help=N_(
                    "List the tasks in force that rest on laws which do not hold any more.\n\n"
                    "By law: what was repealed, what has a newer text, what another law took the"
                    " place of, with the article that says the same now where it is known; last"
                    " what the table does not have. The exit code is 1 when a law does not hold,"
                    " 0 when all do or are only unknown."
                ),
                examples=(
                    "accession statutes check",
                    "accession statutes check --as-of 2026-12-31 --agency minzheng",
                ),
            ),
            CommandEntry(
                name="import",
                run="law:import_statutes",
                help=N_(
                    "Enter law versions into the table of the registry.\n\n"
                    "FILE has the form of registry/statutes.yaml, in YAML or JSON, or is a table"
                    " (.csv) with its keys for columns. What is missing is added, what is empty is"
                    " filled in; what is there is never changed, and a contradiction is refused."
                ),
                examples=("accession statutes import laws.csv",),
            ),
        ),
    ),
    CommandEntry(
        name="rules",
        run="rulebook:rules",
        help=N_(
            "Show the rules that records are checked against.\n\n"
            "Every rule has a code, the clause it comes from, and a severity. An error makes the"
            " check fail, a warning fails it only under --strict, and a hint never does."
        ),
        examples=("accession rules", "accession rules T101"),
    ),
)


SUPERVISION: Final = (
    CommandEntry(
        name="evaluation",
        help=N_(
            "Evaluate a year's tasks, and the money for them (scheme 4.3, 4.2).\n\n"
            "Hand out workbooks with open, take them back with read, conclude, and see with"
            " summary what it came to and what is missing. Who scores what, and up to which score,"
            " stands in scheme.yaml."
        ),
        parts=(
            CommandEntry(
                name="open",
                run="evaluation:open_",
                help=N_(
                    "Write the workbooks of a year: score sheets and funding returns.\n\n"
                    "A workbook for each subdistrict, with a sheet for each party that scores, and"
                    " one for each agency, to return what became of the money. Every task that was"
                    " in force in the year is in them. The registry is not changed."
                ),
                examples=(
                    "accession evaluation open 2025",
                    "accession evaluation open 2025 --out 评议2025",
                ),
            ),
            CommandEntry(
                name="read",
                run="evaluation:read",
                help=N_(
                    "Record what stands in the workbooks that came back.\n\n"
                    "Takes .xlsx, .xls and .ods, as they were handed out by open and filled in."
                    " What cannot be read is named by its cell, and then nothing of any file is"
                    " recorded; else all of them land in one commit. A file that was read before"
                    " adds nothing."
                ),
                examples=(
                    "accession evaluation read 评议表-*.xlsx",
                    "accession evaluation read 经费落实-minzheng-区民政局.xlsx --date 2025-12-20",
                ),
            ),
            CommandEntry(
                name="funding",
                run="evaluation:funding",
                help=N_(
                    "Record what became of a task's money in a year (scheme 4.2).\n\n"
                    "What was set apart and what was spent, in yuan, and whether it was inspected."
                    " A later return takes the place of an earlier one, which stays in the history."
                ),
                examples=(
                    (
                        "accession evaluation funding DL-2024-0004 --year 2025 --earmarked 36000"
                        " --spent 35200.50"
                    ),
                ),
            ),
            CommandEntry(
                name="conclude",
                run="evaluation:conclude",
                help=N_(
                    "Record what the joint working group concludes on a task (scheme 4.3).\n\n"
                    "It goes on, is to improve, or is to end. A conclusion stays as it is. One that"
                    " says end ends nothing by itself: that takes the agency's written material and"
                    " accession retire."
                ),
                examples=(
                    "accession evaluation conclude DL-2024-0004 --year 2025 --outcome keep",
                    (
                        "accession evaluation conclude DL-2024-0004 --year 2025 --outcome improve"
                        " --opinion 减少重复报表"
                    ),
                ),
            ),
            CommandEntry(
                name="summary",
                run="evaluation:summary",
                help=N_(
                    "Show what a year's evaluation came to, and what is missing.\n\n"
                    "The means of every criterion by task and by agency, how many sheets each"
                    " party gave, the funding returns and the conclusions; then which party owes"
                    " sheets in which subdistrict, and which agency its return. The exit code is 0"
                    " whatever is missing."
                ),
                examples=(
                    "accession evaluation summary 2025",
                    "accession evaluation summary 2025 --agency minzheng",
                ),
            ),
        ),
    ),
    CommandEntry(
        name="complaint",
        help=N_(
            "Follow up work that was handed down without admission (scheme 4.1).\n\n"
            "A community reports it or an inspection finds it; it is to be put right by a day, made"
            " known, or referred. No complaint is ever published, and no paper says who reported"
            " it."
        ),
        parts=(
            CommandEntry(
                name="add",
                run="complaint:add",
                help=N_(
                    "Enter what a community reports, or an inspection found.\n\n"
                    "At a terminal, what is missing is asked for. Write what work it is; write no"
                    " person and no place into the text."
                ),
                examples=(
                    "accession complaint add",
                    "accession complaint add --source inspection --inspectors civil_affairs",
                ),
            ),
            CommandEntry(
                name="rectify",
                run="complaint:rectify",
                help=N_(
                    "Order that it is put right by a day, or enter that it was.\n\n"
                    "The order gets its letter (限期整改通知书) in Word, in build/complaints; given"
                    " once more without a date, the command writes that letter again."
                ),
                examples=(
                    "accession complaint rectify DL-C-2026-0001",
                    "accession complaint rectify DL-C-2026-0001 --done 2026-10-20",
                ),
            ),
            CommandEntry(
                name="remind",
                run="complaint:remind",
                help=N_("Enter that the agency, or somebody else, was reminded."),
                examples=("accession complaint remind DL-C-2026-0001",),
            ),
            CommandEntry(
                name="circulate",
                run="complaint:circulate",
                help=N_(
                    "Make it known to all agencies, with the circular (通报) in Word.\n\n"
                    "It names the agency and the work, and neither persons nor the community. Given"
                    " once more without a number and a date, the command writes it again."
                ),
                examples=(
                    "accession complaint circulate DL-C-2026-0001 --number 津丽民发〔2026〕9号",
                ),
            ),
            CommandEntry(
                name="refer",
                run="complaint:refer",
                help=N_("Enter that a serious case was handed on, to whom and why."),
                examples=(
                    "accession complaint refer DL-C-2026-0001 --to 区纪委监委 --reason 多次下派",
                ),
            ),
            CommandEntry(
                name="close",
                run="complaint:close",
                help=N_(
                    "Close a complaint, and say how it ended.\n\n"
                    "As put right only after that was entered, as referred only after it was."
                ),
                examples=("accession complaint close DL-C-2026-0001 --outcome rectified",),
            ),
            CommandEntry(
                name="list",
                run="complaint:list_",
                help=N_("List complaints, or count them by how they ended."),
                examples=(
                    "accession complaint list --open",
                    "accession complaint list --summary --year 2026 --json",
                ),
            ),
            CommandEntry(
                name="show",
                run="complaint:show",
                help=N_("Show one complaint and what was done about it."),
                examples=("accession complaint show DL-C-2026-0001",),
            ),
        ),
    ),
)


UPKEEP: Final = (
    CommandEntry(
        name="validate",
        run="validate:validate",
        help=N_(
            "Check the records, and say where and how to mend what is wrong.\n\n"
            "Checks how files are written, what they hold, and every rule of the scheme. Nothing is"
            " ever written. What time alone brings about (a task expired, a law repealed) is a"
            " warning. With --since it is also checked what the newest commit changed and may not;"
            " with --commit everything is read from that commit, which a bare repository may hold."
        ),
        examples=(
            "accession validate",
            "accession validate registry/tasks/2026 --strict",
            "accession validate --since origin/main",
            "accession validate --commit HEAD --since HEAD~1 -C registry.git",
            "accession validate --as-of 2026-12-31 --select L,B",
        ),
    ),
    CommandEntry(
        name="format",
        run="validate:format_",
        help=N_(
            "Write files in the canonical form.\n\n"
            "How a file is written changes, what it says never does. Comments stay."
        ),
        examples=("accession format", "accession format --check"),
    ),
    CommandEntry(
        name="sync",
        run="outbox:sync",
        help=N_(
            "Send what waits, and bring your files up to the trunk.\n\n"
            "What could not be recorded, because the remote was away for one, waits in this clone."
            " Each request is recorded once, also when only the answer to an earlier try was lost."
        ),
        examples=("accession sync", "accession sync --list"),
    ),
    CommandEntry(
        name="undo",
        run="outbox:undo",
        help=N_(
            "Take back what waits and is not recorded yet.\n\n"
            "What was typed for a filing is kept as a draft. What is in the registry already stays"
            " there: a task ends with accession retire."
        ),
        examples=("accession undo", "accession undo 3f2a91c0"),
    ),
    CommandEntry(
        name="verify",
        run="history:verify",
        help=N_(
            "Check that nobody ever bent the history of the registry.\n\n"
            "Walks the trunk from its first commit: what each one changed must be lawful, editions"
            " must fit their records, no request may be recorded twice. It remembers how far it"
            " came, so that a history rewritten since is noticed. The exit code is 6 when"
            " something was tampered with; what later commits have put right is a warning."
        ),
        examples=("accession verify", "accession verify --full"),
    ),
    CommandEntry(
        name="doctor",
        run="clone_health:doctor",
        help=N_(
            "Say what is wrong with this clone, and how it is mended.\n\n"
            "Looks at git, the trunk, what waits, what was left behind, line ends, calendar, fonts"
            " and more. Exit 0 when all is well or there are only hints, 1 when something needs"
            " mending, 6 when the history of the trunk was rewritten. Locks of other programs are"
            " named and never removed."
        ),
        examples=("accession doctor", "accession doctor --fix", "accession doctor --offline"),
    ),
    CommandEntry(
        name="init",
        run="begin:init",
        help=N_(
            "Begin a registry, or set up a server for one.\n\n"
            "Writes the files of a new district's registry: its profile, lists to fill in, law"
            " versions to start with, schemas for editors, checks for CI, a Makefile and a README."
            " Nothing that is there"
            " is ever written over. With --server, a bare repository whose hook checks all that is"
            " pushed to the trunk."
        ),
        examples=(
            "accession init our-registry",
            "accession init our-registry --filing-number 准〔{year}〕{serial}号",
            "accession init --server /srv/registry.git",
        ),
    ),
)


COMMANDS: Final = (*LOOKING, *LIFE, *PAPERS, *SUPERVISION, *REFERENCE, *UPKEEP)
