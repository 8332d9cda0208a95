"""What ``same.py`` runs: the commands, and what they are given to read.

A line is ``CODE command``: the exit code that the program of today gives, then the arguments. A
``*`` behind the code says that ``--quick`` runs it too, a ``~`` that the server is away meanwhile,
a ``d`` that it needs the extra ``districts``; ``@2025-01-06`` at the end says on which day it runs,
else it is the registry's. The code is ``?`` where it follows from the last commits of OLD: findings
or none.
``{task}`` and the like are words of the registry, in ``WORDS``; those that follow from its day are
in ``words``. Papers lie in ``../in``, and what a command writes beside the registry goes to
``../out``.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

#: The day of the made-up district, and the day as of which the papers in ``same_inputs`` are dated.
TODAY: Final = "2026-10-12"
#: What a code of ``?`` stands for.
FINDINGS_OR_NONE: Final = frozenset({0, 1})
LANGUAGES: Final = ("en", "zh_CN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command: its arguments as a line, the exit codes it may give, the day, the extra."""

    line: str
    codes: frozenset[int] = frozenset({0})
    day: str = "{today}"
    quick: bool = False
    away: bool = False
    extra: str = ""

    def arguments(self, words: Mapping[str, str]) -> list[str]:
        return [part.format_map(words) for part in shlex.split(self.line)]


def steps(table: str) -> tuple[Step, ...]:
    """The steps of a table, a line each."""
    return tuple(_step(line) for line in table.splitlines() if line.strip())


def help_steps() -> tuple[Step, ...]:
    """``--help`` of every command; a part is written with a colon before the command in it."""
    return tuple(Step(line=f"{name.replace(':', ' ')} --help") for name in EVERY_HELP.split())


def _step(line: str) -> Step:
    head, _space, rest = line.partition(" ")
    told, _at, day = rest.strip().rpartition(" @")
    marks = head.lstrip("0123456789")
    return Step(
        line=told or rest.strip(),
        codes=FINDINGS_OR_NONE if "?" in marks else frozenset({int(head.removesuffix(marks))}),
        day=day if told else "{today}",
        quick="*" in marks,
        away="~" in marks,
        extra="districts" if "d" in marks else "",
    )


def words(name: str, day: date, new: str = "") -> Mapping[str, str]:
    """The words of the registry *name* on its *day*; *new* is the number of its next task."""
    return {
        **WORDS[name],
        "today": day.isoformat(),
        "friday": (day - timedelta(days=3)).isoformat(),  # the day of a registry is a Monday
        "later": (day + timedelta(days=21)).isoformat(),
        "year": str(day.year),
        "new": new,
    }


#: Words of each registry that commands are asked about.
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sample": {
        "task": "DL-2024-0006",
        "other": "DL-2026-0013",
        "none": "DL-2026-0999",
        "first": "2024",
        "agency": "minzheng",
        "subdistrict": "120110001",
        "community": "120110001901",
        "word": "消防",
    },
    "plain": {
        "task": "BL-2024-0001",
        "other": "BL-2025-0001",
        "none": "BL-2026-0999",
        "first": "2024",
        "agency": "minzheng",
        "subdistrict": "610103002",
        "community": "610103002001",
        "word": "养老",
    },
}

#: Asked of no registry at all: help, and words that the program does not know.
EVERY_HELP: Final = """\
todo check list show log receive decide withdraw file amend dispatch retire notify render freeze diff
form import export evaluation complaint calendar statutes roster scheme keys rules validate format sync undo
verify doctor init anchor
complaint:add complaint:verify complaint:rectify complaint:remind complaint:circulate complaint:refer complaint:close
complaint:list complaint:show evaluation:open evaluation:read evaluation:funding evaluation:conclude
evaluation:summary calendar:show calendar:add calendar:between calendar:import statutes:check
keys:add keys:end keys:list
statutes:import roster:import roster:export roster:show scheme:amend form:blank form:fill form:read
questions report publish guard help districts districts:collect districts:status districts:freeze
districts:report districts:ask districts:same
"""

#: Read from each of the two registries.
READING: Final = """\
0* --help
0  --version
0* validate
0* validate --hints
0* validate --json
0  validate --format github
0  validate --format gitlab
0* validate --format sarif
0  validate --format junit
?  validate --since HEAD~3
?  validate --commit HEAD --since HEAD~1 --format json
0  validate registry/tasks/2024 --select T,A --as-of 2024-06-30
2  validate --select Q999
2  validate --format nonsense
0* list
0* list --json
0* roster show
0  roster show --json
0  list --status all --find {word}
0  list --agency {agency} --year {first}
0  list --subdistrict {subdistrict} --channel community
0  list --applications
0  list --as-of 2025-06-30 --json
2  list --agency nobody
0* show {task}
0* show {task} --json
0  show {other}
1  show {none}
1  show nonsense
0  check {word}
0* check 社区{word}检查 --json
0  check 门前三包
0* todo
0  todo --json --ahead 120
0  todo --agency {agency}
0* log {task}
0  log {task} --json
0* verify
0  verify --full --json
2  verify --anchor nothing
0* diff 2024 2025
0  diff 2024 2025 --json
0  diff 2024 2026 --format md
0* rules
0  rules --json
0* rules L101
2  rules X1
0* calendar show 2026
0  calendar show 2026 --json
0  calendar between 2026-01-01 2026-03-01
0  calendar add 2026-04-27 10 --json
0  calendar add 2026-10-12 5 --before
0  calendar add 2027-04-27 10
1* statutes check
1  statutes check --json
0* evaluation summary 2025
0  evaluation summary 2025 --json
0* complaint list
0  complaint list --json --summary
0  complaint list --open --year 2026
0  notify
0* sync --list
0  sync --list --json
0* format --check
0  questions
0  keys list
0  keys list --json
0  help receive
0  districts ask --list
0  validate -C ../server.git
0  list -C ../server.git
0  evaluation summary 2025 -C ../server.git
2  export -C ../server.git
2  undo -C ../server.git
0  guard -C ../server.git
3d districts status
2* nonsense
2  file --set a
2  file --nonsense
2  retire {task}
2  amend {task} --set nonsense=1 --reason 试验
2  decide
3  receive ../in/none.docx
3  import ../in/none.xlsx
3  form read ../in/none.docx
2  show
2  calendar show twenty
2  render 2024 --format nonsense
2  --lang xx list
3  -C ../none list
"""

#: Read from one of them alone: the history of the sample begins later than its records.
READING_OF: Final = {
    "sample": """\
1  list --known-on 2025-12-31
0  list --known-on 2026-11-26
0  log DL-2024-0006 --known-on 2026-11-26
0  doctor --offline
0  doctor --offline --json
""",
    "plain": """\
0* list --known-on 2025-12-31
0  list --known-on 2024-04-01 --json
0  show {task} --known-on 2025-03-31
0  log {task} --known-on 2025-03-31
0  show BL-A-2026-0001
0  complaint show BL-C-2025-0001
0* doctor --offline
0  doctor --offline --json
""",
}

#: The editions, whole: every format, and extracts.
RENDERING: Final = """\
0  render 2024 --out ../out/2024
0  render 2025 --out ../out/2025 --json
0  render 2026 --draft --out ../out/2026
0  render 2026 --draft --format html,md,json --community {community} --out ../out/community
0  render 2026 --draft --format docx --agency {agency} --out ../out/agency
"""

#: What is written into a copy of the sample, one step upon the other.
SAMPLE_STORY: Final = """\
0  calendar import ../in/2027.yaml
1  calendar import ../in/2027-changed.yaml
0  form blank --out ../out/blank.docx
0  form blank --list --out ../out/blank.xlsx
0  form blank --agency minzheng --json
0  form fill DL-2024-0006 --out ../out/filled.docx
0  form read ../out/filled.docx
0  form read ../out/filled.docx --json
1  form read ../out/blank.docx
0  export --out ../out/register.xlsx
0  anchor --out ../out/anchor
0  export --out ../out/register.csv --status in_force
0  export --out ../out/register.json --as-of 2025-06-30
0  report 2024 --out ../out/report
0  report 2025 --json --format html
0  diff 2024 2025 --format docx --out ../out/changes.docx
0  todo --ics ../out/todo.ics
0  file --from ../in/task.yaml
0  file --from ../in/task.yaml --set title=协助燃气安全宣传 --json
1  file --from ../in/task.yaml --set period.end=2020-01-01
2  file --from ../in/task.yaml --set funding.amount=many
0  show {new}
0  log {new}
0  amend {new} --set funding.amount=13000.00 --reason 录入有误
0  amend DL-2024-0006 --set frequency=每半年一次 --reason 减轻负担 --by 王芳 --json
0  retire DL-2024-0002 --applied {friday} --effective {later} --reason 任务完成 --material ../in/paper.pdf --superseded-by DL-2024-0008
1  retire DL-2024-0002 --applied {friday} --effective {later} --reason 任务完成 --material ../in/paper.pdf
0  notify
0  notify DL-2024-0002 --letter --out ../out/letters
0  dispatch {new} --out ../out/dispatch --json
0  dispatch --pending --out ../out/dispatch-all
0  receive --from ../in/asked.yaml --form ../in/paper.pdf --received {friday}
0  receive ../out/filled.docx --json
0  receive --again DL-A-{year}-0002 --fault funding.source=来电说明由街道负担
0  show DL-A-{year}-0002
0  list --applications
0  list --applications --json
0  show DL-A-{year}-0001
0  todo
0  decide DL-A-{year}-0001 --result return --opinion 请补充经费来源
0  receive --from ../in/asked.yaml --form ../in/again.pdf --received {today} --again DL-A-{year}-0001
0  decide DL-A-{year}-0001 --result admit --json
0  file DL-A-{year}-0001
0  withdraw DL-A-{year}-0002 --reason 部门另行安排
1  decide DL-A-{year}-0002 --result admit
0  import ../in/list.xlsx --check
0  import ../in/list.xlsx --form ../in/paper.pdf
1  import ../in/wrong.xlsx --out ../out/marked.xlsx
0  complaint add --source community --community 120110001901 --agency minzheng --what 要求社区填报统计台账，未见准入手续
0  complaint verify DL-C-{year}-0001 --by 区民政局 --found 属实，台账已经下发
0  complaint rectify DL-C-{year}-0001 --ordered {today}
0  complaint remind DL-C-{year}-0001 --to 区民政局
0  complaint circulate DL-C-{year}-0001 --number 津丽示例〔2026〕9号 --out ../out/circular.docx
0  complaint rectify DL-C-{year}-0001 --done {today} --report 已停止
0  complaint close DL-C-{year}-0001 --outcome rectified --json
0  complaint add --source inspection --inspectors civil_affairs --agency yingji --what 摊派检查评比 --json
0  complaint refer DL-C-{year}-0002 --to 区纪检监察部门 --reason 多次下派
0  complaint show DL-C-{year}-0002
0  complaint list --json
0  evaluation open 2025 --out ../out/evaluation
0  evaluation read ../in/scores-sample.xlsx
0  evaluation funding DL-2024-0004 --year 2025 --earmarked 36000 --spent 35200.50
0  evaluation conclude DL-2024-0004 --year 2025 --outcome improve --opinion 减少重复报表
0  evaluation summary 2025
0  statutes import ../in/laws.csv
0  statutes import ../in/laws.csv --json
0  roster export --out ../out/rosters
0  roster import ../out/rosters/部门.xlsx --check
0  keys add ../in/key.pub --body civil_affairs --person 安宁
0  keys list
0  keys end 安宁 --json
0  scheme amend days_to_decide.value=15 --reason 试行期间缩短
0  format
1  sync --drop
0  undo
0  sync
?  validate --since HEAD~10 --hints
0  verify
0  log DL-2024-0006 --json
0  render 2026 --draft --format html,docx,xlsx --out ../out/draft
0  notify DL-2024-0002 --all --date {later} @{later}
"""

#: How the made-up district came to be. Only the old program runs this, once.
BEGINNING: Final = """\
0  file --from ../in/plain-1.yaml @2024-03-04
0  file --from ../in/plain-2.yaml @2024-05-13
0  freeze 2024 @2025-01-13
0  file --from ../in/plain-3.yaml @2025-03-10
0  amend BL-2024-0001 --set funding.amount=26000.00 --reason 预算调整 @2025-04-07
0  dispatch --pending --out ../in/dispatch @2025-04-14
0  complaint add --source inspection --inspectors social_work --agency minzheng --what 要求社区出具证明 @2025-05-12
0  retire BL-2024-0002 --applied 2025-06-30 --effective 2025-08-01 --reason 期限届满 --material ../in/paper.pdf @2025-07-07
0  freeze 2025 --keep BL-2024-0002=正在告知 @2026-01-12
0  receive --from ../in/plain-asked.yaml --form ../in/paper.pdf @2026-09-28
"""

#: What is written into a copy of the made-up district, which has a server.
PLAIN_STORY: Final = """\
0  form blank --out ../out/blank.docx
0  form fill BL-2024-0001 --out ../out/filled.docx
0  form fill BL-A-2026-0001 --out ../out/asked.docx
0  form read ../out/asked.docx --json
0  export --out ../out/register.xlsx
0  decide BL-A-2026-0001 --by civil_affairs --result admit
0  decide BL-A-2026-0001 --by organisation --result admit
1  file BL-A-2026-0001
0  decide BL-A-2026-0001 --by social_work --result admit --json
0  file BL-A-2026-0001 --json
0  show BL-2026-0001
0  dispatch BL-2026-0001 --out ../out/dispatch
0  notify BL-2024-0002 --all
0  retire BL-2025-0001 --applied 2026-10-09 --effective 2026-11-02 --reason 由其他事项承接 --material ../in/paper.pdf --superseded-by BL-2026-0001
0  notify BL-2025-0001 --letter --out ../out/letters
0  complaint rectify BL-C-2025-0001
0  complaint circulate BL-C-2025-0001 --number 碑社工〔2026〕2号
0  complaint close BL-C-2025-0001 --outcome unfounded
0  evaluation open 2025 --out ../out/evaluation
0  evaluation read ../in/scores-plain.xlsx --json
0  evaluation summary 2025 --json
0  statutes import ../in/laws.csv
0  sync
5~ file --from ../in/plain-4.yaml
0~ sync --list
0~ sync --list --json
1  doctor --offline
0  sync --drop
0  sync --json
0  file --from ../in/plain-4.yaml
0  verify --full
1  validate --strict --ignore B3,L
0  diff 2025 2026 --format docx --out ../out/changes.docx
0  init ../out/new --profile dongli --district 莲湖区 --code 610104 --prefix LH --document 莲湖区社区工作事务准入办法 --number 莲政发〔2024〕8号 --dated 2024-03-18
0  init ../out/other --profile example --district 雁塔区 --code 610113 --prefix YT --document 雁塔区社区工作事务准入办法 --number 雁政发〔2024〕1号 --dated 2024-02-19 --no-commit --json
0  -C ../out/new validate
0  -C ../out/new list
0  init --server ../out/server.git
2  init ../out/new --profile dongli --district 莲湖区 --code 610104 --prefix LH --document 莲湖区社区工作事务准入办法 --number 莲政发〔2024〕8号 --dated 2024-03-18
2  init ../out/third --profile none
0  publish -C ../server.git --to ../public.git --check
0  publish -C ../server.git --to ../public.git --yes
0  publish -C ../server.git --json
0  validate -C ../public.git
0  show BL-2026-0001 -C ../public.git
1  report 2025 -C ../public.git --out ../out/of-copy
0  report 2025 -C ../server.git --out ../out/of-bare
0d districts collect --file ../districts.yaml
0d districts collect --file ../districts.yaml --json
0d districts status --file ../districts.yaml
0d districts report --file ../districts.yaml --json
0d districts freeze 2025 --file ../districts.yaml
1d districts freeze 2025 --file ../districts.yaml
0d districts report 2025 --file ../districts.yaml --out ../out/city
0d districts status --year 2025 --file ../districts.yaml --json
0d districts ask admitted --file ../districts.yaml
0d districts same --file ../districts.yaml
0d districts same --propose --file ../districts.yaml --json
"""

#: What is written, by the registry.
STORIES: Final = {"sample": SAMPLE_STORY, "plain": PLAIN_STORY}
#: The language in which ``--quick`` runs what it runs over each registry.
QUICK_IN: Final = {"sample": "en", "plain": "zh_CN"}
