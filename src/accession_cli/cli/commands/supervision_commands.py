"""Commands of supervision: the yearly evaluation, and complaints."""

from typing import Final

from accession_cli.cli.commands.entry import Entry
from accession_cli.i18n import N_

SUPERVISION: Final = (
    Entry(
        name="evaluation",
        help=N_(
            "Evaluate a year's tasks, and the money for them (scheme 4.3, 4.2).\n\n"
            "Hand out workbooks with open, take them back with read, conclude, and see with"
            " summary what it came to and what is missing. Who scores what, and up to which score,"
            " stands in scheme.yaml."
        ),
        parts=(
            Entry(
                name="open",
                run="evaluating:open_",
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
            Entry(
                name="read",
                run="returning:read",
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
            Entry(
                name="funding",
                run="concluding:funding",
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
            Entry(
                name="conclude",
                run="concluding:conclude",
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
            Entry(
                name="summary",
                run="evaluation_page:summary",
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
    Entry(
        name="complaint",
        help=N_(
            "Follow up work that was handed down without admission (scheme 4.1).\n\n"
            "A community reports it or an inspection finds it; it is to be put right by a day, made"
            " known, or referred. No complaint is ever published, and no paper says who reported"
            " it."
        ),
        parts=(
            Entry(
                name="add",
                run="complaining:add",
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
            Entry(
                name="rectify",
                run="following_up:rectify",
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
            Entry(
                name="remind",
                run="following_up:remind",
                help=N_("Enter that the agency, or somebody else, was reminded."),
                examples=("accession complaint remind DL-C-2026-0001",),
            ),
            Entry(
                name="circulate",
                run="following_up:circulate",
                help=N_(
                    "Make it known to all agencies, with the circular (通报) in Word.\n\n"
                    "It names the agency and the work, and neither persons nor the community. Given"
                    " once more without a number and a date, the command writes it again."
                ),
                examples=(
                    "accession complaint circulate DL-C-2026-0001 --number 津丽民发〔2026〕9号",
                ),
            ),
            Entry(
                name="refer",
                run="following_up:refer",
                help=N_("Enter that a serious case was handed on, to whom and why."),
                examples=(
                    "accession complaint refer DL-C-2026-0001 --to 区纪委监委 --reason 多次下派",
                ),
            ),
            Entry(
                name="close",
                run="following_up:close",
                help=N_(
                    "Close a complaint, and say how it ended.\n\n"
                    "As put right only after that was entered, as referred only after it was."
                ),
                examples=("accession complaint close DL-C-2026-0001 --outcome rectified",),
            ),
            Entry(
                name="list",
                run="complaint_pages:list_",
                help=N_("List complaints, or count them by how they ended."),
                examples=(
                    "accession complaint list --open",
                    "accession complaint list --summary --year 2026 --json",
                ),
            ),
            Entry(
                name="show",
                run="complaint_pages:show",
                help=N_("Show one complaint and what was done about it."),
                examples=("accession complaint show DL-C-2026-0001",),
            ),
        ),
    ),
)
