"""Commands that look: what is to be done, what is in the register, what was in it."""

from typing import Final

from accession_cli.cli.commands.entry import Entry
from accession_cli.i18n import N_

LOOKING: Final = (
    Entry(
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
    Entry(
        name="check",
        run="looking:check",
        help=N_(
            "Answer whether a committee may refuse a piece of work.\n\n"
            "Says whether it is admitted, ended or not listed, with the clause, similar names and a"
            " reply to send. The exit code is 0 whatever the answer."
        ),
        examples=("accession check 入户走访救助家庭",),
    ),
    Entry(
        name="list",
        run="looking:list_",
        help=N_("List tasks."),
        examples=("accession list", "accession list --status all --find 救助"),
    ),
    Entry(
        name="show",
        run="looking:show",
        help=N_("Show one task, field by field."),
        examples=(
            "accession show DL-2024-0001",
            "accession show DL-2024-0001 --known-on 2025-12-31",
        ),
    ),
    Entry(
        name="log",
        run="verifying:log",
        help=N_(
            "Tell the life of a task's record: when it changed, by whom, and what.\n\n"
            "Read from the commits of the trunk, the oldest first, field by field."
        ),
        examples=("accession log DL-2024-0006",),
    ),
)
