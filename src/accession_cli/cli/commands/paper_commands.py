"""Commands that make or read papers: the directory, the forms, the register."""

from typing import Final

from accession_cli.cli.commands.entry import Entry
from accession_cli.i18n import N_

PAPERS: Final = (
    Entry(
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
    Entry(
        name="freeze",
        run="editions:freeze",
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
    Entry(
        name="diff",
        run="editions:diff",
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
    Entry(
        name="form",
        help=N_(
            "Make the approval form in Word, and read it back.\n\n"
            "Agencies apply with it (scheme 3.1). Its fields are content controls, so that what is"
            " filled in can be read by a program, whatever the form went through on its way."
        ),
        parts=(
            Entry(
                name="blank",
                run="forms_and_lists:blank",
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
            Entry(
                name="fill",
                run="forms_and_lists:fill",
                help=N_("Make the form of a task, filled in from its record."),
                examples=("accession form fill DL-2024-0001",),
            ),
            Entry(
                name="read",
                run="forms_and_lists:read",
                help=N_(
                    "Read a form and say, field by field, what could not be read.\n\n"
                    "Nothing is guessed and nothing is written: names that the registry does not"
                    " know, days and amounts that are none, and empty mandatory fields are listed."
                    " The exit code is 0 when nothing is left to mend, else 1."
                ),
                examples=(
                    "accession form read 审批表.docx",
                    "accession form read 审批表.docx --json",
                ),
            ),
        ),
    ),
    Entry(
        name="import",
        run="forms_and_lists:import_",
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
    Entry(
        name="export",
        run="exporting:export",
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
