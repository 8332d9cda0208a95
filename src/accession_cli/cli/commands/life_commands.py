"""Commands of a task's life, from its application to its end."""

from typing import Final

from accession_cli.cli.commands.entry import Entry
from accession_cli.i18n import N_

LIFE: Final = (
    Entry(
        name="receive",
        run="receiving:receive",
        help=N_(
            "Receive applications; each gets a number, and the time to decide begins.\n\n"
            "Reads the approval form as a Word file, or every form in a folder or .zip together"
            " with the papers that came with it. The papers stay where they are; their names and"
            " hashes are recorded. With --again corrected papers come in for an application that"
            " was returned. Of classified papers only that they were reviewed is recorded: --via"
            " offline, with a basis that is withheld."
        ),
        examples=(
            "accession receive 审批表.docx --attach 盖章扫描件.pdf",
            "accession receive 收件箱/ --received 2026-03-02",
            "accession receive 审批表.docx --again DL-A-2026-0001",
        ),
    ),
    Entry(
        name="decide",
        run="deciding:decide",
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
    Entry(
        name="withdraw",
        run="deciding:withdraw",
        help=N_("Enter that an agency took its application back."),
        examples=("accession withdraw DL-A-2026-0003 --reason 部门另行安排",),
    ),
    Entry(
        name="file",
        run="filing:file",
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
    Entry(
        name="amend",
        run="amending:amend",
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
    Entry(
        name="dispatch",
        run="dispatching:dispatch",
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
    Entry(
        name="retire",
        run="retiring:retire",
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
    Entry(
        name="notify",
        run="notifying:notify",
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
