"""Records for tests, as YAML holds them: each one sound, each in another state of the world."""

from typing import Any, Final

SHA256: Final = "ba5c47a9f23c65e818c17a62ebb102ccf2cfea490fadc00f1e1c62f67fc269a6"


def admitted_task() -> dict[str, Any]:
    """A long-term community task on application."""
    return {
        "schema": 4,
        "id": "DL-2024-0001",
        "status": "admitted",
        "title": "协助社会救助入户走访",
        "also_called": ["低保走访"],
        "kind": "task",
        "class": "社会保障和社会救助",
        "agency": "minzheng",
        "co_agencies": [],
        "channels": ["community"],
        "route": "application",
        "term": "long",
        "period": {"start": "2024-03-11", "end": None},
        "frequency": "每季度一次",
        "authorization": {
            "content": "入户走访救助对象，\n核对家庭情况。\n",
            "target": "不漏一户",
            "authority": "只核对，不认定",
            "workflow": "街道派单—社区走访—街道汇总",
        },
        "excludes": ["不认定"],
        "basis": [
            {"law": "社会救助暂行办法", "version": "2014", "article": "第四条第二款"},
            {
                "document": "关于做好走访工作的通知（示例）",
                "number": "津丽示例〔2023〕3号",
                "date": "2023-01-20",
                "clause": None,
                "attachment": SHA256,
            },
        ],
        "funding": {
            "amount": "24000.00",
            "per": "year",
            "source": "区财政专项",
            "method": "随事拨付",
            "note": None,
        },
        "resources": ["走访记录本"],
        "mechanism": None,
        "training": None,
        "scope": {"subdistricts": "all", "communities": "all"},
        "sections": [],
        "application": {"id": None, "received": "2024-03-01", "via": "oa", "form": None},
        "inherited": None,
        "decision": [
            {"by": "civil_affairs", "date": "2024-03-08", "result": "admit", "opinion": None}
        ],
        "filing": {"date": "2024-03-08", "number": "津丽社准〔2024〕1号"},
        "dispatch": [],
        "retirement": None,
        "supersedes": [],
        "superseded_by": [],
        "corrections": [],
    }


def retired_task() -> dict[str, Any]:
    """A short-term task in both channels that has ended; every optional part is filled in."""
    return admitted_task() | {
        "id": "DL-2024-0002",
        "status": "retired",
        "co_agencies": ["tongji", "caizheng"],
        "channels": ["community", "grid"],
        "term": "short",
        "period": {"start": "2024-03-11", "end": "2024-06-30"},
        "mechanism": {
            "what": "普查登记点",
            "basis": {"law": "全国经济普查条例", "version": None, "article": None},
        },
        "training": "登记前培训半天",
        "scope": {
            "subdistricts": ["120110001", "120110002"],
            "communities": ["120110001901"],
        },
        "sections": [{"subdistrict": "120110001", "name": "公共服务办公室"}],
        "application": {
            "id": "DL-A-2024-0007",
            "received": "2024-03-01",
            "via": "paper",
            "form": {"name": "审批表.docx", "sha256": SHA256},
        },
        "decision": [
            {"by": "civil_affairs", "date": "2024-03-08", "result": "admit", "opinion": "同意"},
            {"by": "grid_centre", "date": "2024-03-08", "result": "admit", "opinion": "同意"},
        ],
        "dispatch": [{"to": "张贵庄街道", "date": "2024-03-09", "number": "WG-1"}],
        "retirement": {
            "applied": "2024-07-01",
            "effective": "2024-07-08",
            "reason": "期限届满",
            "material": {"name": "终止说明.pdf", "sha256": SHA256},
            "entered_in_error": False,
            "notified": [{"to": "张贵庄街道", "date": "2024-07-05"}],
        },
        "supersedes": ["DL-2023-0004"],
        "superseded_by": ["DL-2024-12345"],
        "corrections": [
            {
                "date": "2024-05-01",
                "field": "frequency",
                "old": None,
                "new": "每季度一次",
                "reason": "漏填",
                "by": "区民政局",
            }
        ],
    }


def emergency_task() -> dict[str, Any]:
    """A temporary grid task that was admitted at once, without money, on a withheld basis."""
    return admitted_task() | {
        "id": "DL-2024-0003",
        "channels": ["grid"],
        "route": "emergency",
        "term": "temporary",
        "period": {"start": "2024-08-01", "end": "2024-08-10"},
        "basis": [{"withheld": True, "reviewer": "区网格化管理中心", "date": "2024-08-01"}],
        "funding": {
            "amount": "0.00",
            "per": "task",
            "source": None,
            "method": None,
            "note": "由区应急物资保障",
        },
        "application": None,
        "decision": [
            {"by": "grid_centre", "date": "2024-08-01", "result": "admit", "opinion": None}
        ],
    }


_ASKED: Final = (
    *("title", "kind", "class", "agency", "co_agencies", "channels", "term", "period"),
    *(
        "frequency",
        "authorization",
        "excludes",
        "basis",
        "funding",
        "resources",
        "mechanism",
        "training",
    ),
    *("scope", "sections"),
)


def received_application() -> dict[str, Any]:
    """What asks for a community task and waits for its decision."""
    return {
        "schema": 5,
        "id": "DL-A-2024-0008",
        "status": "received",
        "task": {key: value for key, value in admitted_task().items() if key in _ASKED},
        "faults": [],
        "contact": None,
        "submissions": [
            {
                "received": "2024-03-01",
                "received_at": None,
                "via": "oa",
                "form": {"name": "审批表.docx", "sha256": SHA256},
                "attachments": [],
                "settled": [],
                "decision": [],
            }
        ],
        "withdrawal": None,
        "filed": None,
    }


def faulty_application() -> dict[str, Any]:
    """What came in with fields that nobody can read, and one that the clerk settled."""
    record = received_application()
    record["task"] |= {
        "class": None,
        "period": {"start": None, "end": None},
        "funding": dict.fromkeys(record["task"]["funding"]),
        "basis": None,
    }
    record["faults"] = [
        {"field": "class", "written": None, "why": "missing", "told": None},
        {"field": "period.start", "written": "明年春天", "why": "unclear", "told": None},
        {"field": "basis[0]", "written": "有关规定", "why": "unclear", "told": None},
        {"field": "funding.amount", "written": "2万元／3万元", "why": "twice", "told": None},
    ]
    record["faults"].append(
        {
            "field": "title",
            "written": None,
            "why": "told",
            "told": {"says": "名称应为入户走访", "date": "2024-03-02", "by": "王芳（示例）"},
        }
    )
    record["submissions"][0] |= {
        "received_at": "09:30+08:00",
        "settled": [
            {"field": "agency", "written": "民政", "taken": "区民政局", "by": "王芳（示例）"}
        ],
    }
    return record


def filed_application() -> dict[str, Any]:
    """What came in twice, was admitted by two bodies and is filed; every part is filled in."""
    stamped = {"name": "审批表（盖章）.pdf", "sha256": SHA256}
    return received_application() | {
        "id": "DL-A-2024-0007",
        "status": "filed",
        "task": {key: value for key, value in retired_task().items() if key in _ASKED},
        "contact": {"name": "示例联系人", "phone": "022-00000000"},
        "submissions": [
            {
                "received": "2024-02-20",
                "received_at": None,
                "via": "oa",
                "form": {"name": "审批表.docx", "sha256": SHA256},
                "attachments": [],
                "settled": [],
                "decision": [
                    {
                        "by": "civil_affairs",
                        "date": "2024-02-22",
                        "result": "return",
                        "opinion": "请写明运行流程。",
                    }
                ],
            },
            {
                "received": "2024-03-01",
                "received_at": None,
                "via": "paper",
                "form": {"name": "审批表.docx", "sha256": SHA256},
                "attachments": [stamped],
                "settled": [],
                "decision": retired_task()["decision"],
            },
        ],
        "filed": "DL-2024-0002",
    }


def withdrawn_application() -> dict[str, Any]:
    """What was asked for on classified papers, reviewed offline, and taken back."""
    withheld = {"withheld": True, "reviewer": "区网格化管理中心", "date": "2024-03-01"}
    record = received_application()
    record["task"]["basis"] = [withheld]
    record["submissions"][0] |= {"via": "offline", "form": None}
    return record | {
        "status": "withdrawn",
        "withdrawal": {"date": "2024-03-05", "reason": "工作安排调整。"},
    }


def reported_complaint() -> dict[str, Any]:
    """What a community has just reported."""
    return {
        "schema": 2,
        "id": "DL-C-2024-0002",
        "status": "open",
        "source": "community",
        "received": "2024-05-06",
        "subdistrict": "120110001",
        "community": "120110001901",
        "inspectors": [],
        "agency": "tongji",
        "task": None,
        "what": "未经准入，要求社区填报台账。",
        "verification": None,
        "rectification": None,
        "reminders": [],
        "circular": None,
        "referral": None,
        "closing": None,
    }


def closed_complaint() -> dict[str, Any]:
    """What an inspection found, with all that may be done about it."""
    return reported_complaint() | {
        "id": "DL-C-2024-0001",
        "status": "closed",
        "source": "inspection",
        "inspectors": ["civil_affairs", "grid_centre"],
        "task": "DL-2024-0001",
        "verification": {
            "date": "2024-05-07",
            "by": "区民政局",
            "found": "属实，台账已经下发。",
        },
        "rectification": {
            "urged": "2024-05-08",
            "due": "2024-05-22",
            "done": "2024-05-21",
            "report": "已经停止，台账不再填报。",
        },
        "reminders": [{"date": "2024-05-20", "to": "区统计局"}],
        "circular": {"date": "2024-06-03", "number": "津丽示例〔2024〕9号"},
        "referral": {"date": "2024-06-04", "to": "区纪检监察部门", "reason": "多次下派。"},
        "closing": {"date": "2024-06-11", "outcome": "rectified", "note": "社区已经确认。"},
    }


def concluded_evaluation() -> dict[str, Any]:
    """The evaluation of a year by two parties, one of which left a score out."""
    sheet = {
        "by": "committee",
        "place": "120110001901",
        "date": "2024-11-20",
        "scores": {"role": 5, "effect": 4, "approval": None},
        "comment": "台账可以再少一些。",
        "source": {"name": "评议表.xlsx", "sha256": SHA256},
    }
    return {
        "schema": 1,
        "id": "DL-2024-0001",
        "year": 2024,
        "sheets": [
            sheet,
            sheet | {"by": "subdistrict", "place": "120110001", "scores": {"role": 3}},
        ],
        "funding": {
            "earmarked": "24000.00",
            "spent": "23500.00",
            "returned": "2024-12-02",
            "inspected": "2024-12-10",
            "inspector": "区民政局",
            "note": "结余退回。",
        },
        "conclusion": {"date": "2024-12-20", "outcome": "improve", "opinion": "减少台账。"},
    }


def calendar_notice() -> dict[str, Any]:
    """A notice of one year, amended once."""
    return {
        "schema": 1,
        "year": 2027,
        "document": "国办发明电〔2026〕0号",
        "date": "2026-11-01",
        "url": None,
        "days_off": ["2027-01-01"],
        "workdays": ["2027-02-06"],
        "amendments": [
            {
                "document": "国办发明电〔2027〕0号",
                "date": "2027-01-27",
                "url": "https://www.gov.cn/",
                "days_off": [],
                "days_off_removed": [],
                "workdays": [],
                "workdays_removed": ["2027-02-06"],
            }
        ],
    }


def agencies() -> dict[str, Any]:
    """Two agencies, one of which has been dissolved."""
    return {
        "schema": 2,
        "agencies": {
            "minzheng": {
                "name": "区民政局",
                "credit_code": "11120110000176946D",
                "active_from": None,
                "active_to": None,
            },
            "old_office": {
                "name": "示例办公室",
                "also_called": ["示例办"],
                "earlier_names": [{"name": "示例科", "until": "2012-12-31"}],
                "credit_code": None,
                "active_from": "2010-01-01",
                "active_to": "2024-12-31",
            },
        },
    }


def subdistricts() -> dict[str, Any]:
    """One subdistrict with a community, one without."""
    return {
        "schema": 2,
        "subdistricts": {
            "120110001": {
                "name": "张贵庄街道",
                "communities": {"120110001901": {"name": "示例一社区"}},
            },
            "120110002": {"name": "丰年村街道", "communities": {}},
        },
    }


def statutes() -> dict[str, Any]:
    """A law that another has replaced, and one that stands."""
    return {
        "schema": 2,
        "statutes": [
            {
                "law": "传染病防治法",
                "also_called": ["传染病法"],
                "version": "2013",
                "effective_from": "2013-06-29",
                "repealed_on": None,
                "replaced_by": None,
                "articles": {"第九条": "第十五条"},
                "note": None,
            },
            {
                "law": "大气污染防治法",
                "also_called": [],
                "version": "2018",
                "effective_from": None,
                "repealed_on": "2026-08-15",
                "replaced_by": {"law": "生态环境法典", "version": "2026"},
                "articles": {},
                "note": "编入法典",
            },
        ],
    }


def scheme() -> dict[str, Any]:
    """A district without a grid channel and without an emergency route."""
    return {
        "schema": 4,
        "sample": True,
        "district": "示例区",
        "code": "120110",
        "prefix": "SL",
        "language": "zh_CN",
        "trunk": "origin/main",
        "source": {"title": "示例方案", "number": "示例〔2023〕1号", "date": "2023-12-29"},
        "clauses": {"2.2": "二、（二）", "3.1": "三、（一）", "3.2.1": None, "3.2.3": None},
        "bodies": {"civil_affairs": {"name": "区民政局", "agency": "minzheng"}},
        "registrar": [
            {"body": "civil_affairs", "from": "2023-12-29", "to": "2024-12-31"},
            {"body": "civil_affairs", "from": "2025-01-01", "to": None},
        ],
        "channels": {
            "community": {"name": "社区", "decided_by": ["civil_affairs"], "clause": "3.2.1"}
        },
        "emergency": None,
        "days_ahead": {"value": 30, "clause": "3.1"},
        "days_to_decide": {"value": 15, "clause": "3.2.3"},
        "correction_clock": "pauses",
        "long_term_years": {"value": 1, "clause": "3.2.3"},
        "days_to_publish": {"value": 20, "clause": "示例条款"},
        "refusal_clause": "2.2",
        "classes": ["卫生健康"],
        "kinds": {"task": "工作事务"},
        "exit_grounds": ["期限届满"],
        "filing_number": "示例准〔{year}〕{serial}号",
        "directory_title": "示例区指导目录（{year}年版）",
        "issuers": ["区民政局"],
        "page_address": "https://example.org/directory/",
    }


def scheme_with_supervision() -> dict[str, Any]:
    """A district that has set how it evaluates and supervises."""
    return scheme() | {
        "evaluation": {
            "convened_by": "示例联合工作组",
            "criteria": {"role": "作用", "effect": "效果"},
            "evaluators": {"subdistrict": "街道", "committee": "居民委员会"},
            "highest": 5,
            "clause": "4.3",
        },
        "supervision": {"days_to_rectify": 10, "days_to_remind": 3, "clause": "4.1"},
    }


def edition_file() -> dict[str, Any]:
    """The second edition that a district froze: one task in it, one that ended, one kept."""
    blob = "0123456789abcdef0123456789abcdef01234567"
    return {
        "schema": 1,
        "year": 2025,
        "base_date": "2025-12-31",
        "frozen": "2026-01-12",
        "commit": "fedcba9876543210fedcba9876543210fedcba98",
        "members": [{"id": "DL-2024-0001", "blob": blob}],
        "ended": [{"id": "DL-2024-0002", "blob": blob}],
        "kept": [{"id": "DL-2024-0001", "codes": ["B202"], "reason": "新条文核对中"}],
        "content": SHA256,
        "calendar": SHA256,
        "templates": [{"name": "directory.typ.j2", "sha256": SHA256}],
        "fonts": [{"name": "仿宋.ttf", "sha256": SHA256}],
        "tools": [{"name": "accession", "version": "0.1.0"}],
        "outputs": [{"name": "pdf", "sha256": SHA256}],
        "previous": SHA256,
    }


def mapping() -> dict[str, Any]:
    """How a bureau's ledger is read."""
    return {
        "schema": 1,
        "source": "城管委台账.xlsx",
        "columns": [
            {"head": "序号", "field": None},
            {"head": "工作任务", "field": "title"},
            {"head": "责任单位", "field": "agency"},
            {"head": "经费（万元）", "field": "funding.amount"},
        ],
        "shared": [{"field": "channels", "text": "社区"}],
        "words": [{"text": "市监局", "means": "区市场监管局"}],
    }


def vocabulary() -> dict[str, Any]:
    """A district's own words."""
    return {
        "schema": 1,
        "groups": [["反诈", "捂紧钱袋子"], ["低保", "吃低保", "低保金"]],
        "fillers": ["麻溜"],
        "demands": ["学习积分"],
    }


def amendments() -> dict[str, Any]:
    """A mistake that was mended in what records are judged by, and a change of it."""
    return {
        "schema": 2,
        "amendments": [
            {
                "date": "2026-10-12",
                "from": None,
                "file": "statutes.yaml",
                "key": "社会救助法（2026）.effective_from",
                "old": "2026-06-01",
                "new": "2026-07-01",
                "mistake": True,
                "reason": "录入有误",
                "by": "ann",
            },
            {
                "date": "2026-10-13",
                "from": "2026-10-10",
                "file": "scheme.yaml",
                "key": "evaluation.highest",
                "old": "5",
                "new": None,
                "mistake": False,
                "reason": "津丽民发〔2026〕3号",
                "by": "ann",
            },
        ],
    }


def keys() -> dict[str, Any]:
    """A key that has ended, and the one after it."""
    before = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF6IkL4o0sS+pV1ar5oP9S289FgP22Nx9rt4Zwybmg44"
    return {
        "schema": 1,
        "keys": [
            {
                "body": "civil_affairs",
                "person": "安宁",
                "key": before,
                "from": "2026-01-05",
                "to": "2026-06-30",
            },
            {
                "body": "civil_affairs",
                "person": "安宁",
                "key": before.replace("F6IkL4o0sS", "F6IkL4o0sT"),
                "from": "2026-07-01",
                "to": None,
            },
        ],
    }


def publication() -> dict[str, Any]:
    """A copy in which an opinion and comments are redacted, of a district with one refusal."""
    return {
        "schema": 1,
        "redacted": [
            {"file": "scheme.yaml", "fields": ["#"]},
            {"file": "tasks/2026/SL-2026-0001.yaml", "fields": ["decision[0].opinion"]},
        ],
        "left_out": ["tasks/2026/SL-2026-0002.yaml"],
        "refusals": [
            {
                "title": "协助收取物业费",
                "class": None,
                "agency": "zhujian",
                "laws": [{"law": "物业管理条例", "version": "2018", "article": None}],
                "date": "2026-03-02",
            }
        ],
    }


def districts() -> dict[str, Any]:
    """What a city collects, and from where."""
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJIq9hRoUjYbsAGzsqIqKTqQyzkRv3FbGXc3jbXmK7tY"
    return {
        "schema": 1,
        "name": "天津市",
        "lake": "lake",
        "limits": {"seconds": 300, "memory": 800, "size": 64},
        "districts": {
            "120110": {
                "name": "东丽区",
                "url": "https://git.example/120110.git",
                "branch": "main",
                "signers": [key],
            },
            "120111": {"name": "西青区", "url": "/srv/120111.git", "branch": "main", "signers": []},
        },
    }


def catalogue() -> dict[str, Any]:
    """A base catalogue with an entry that has all that an entry may have."""
    return {
        "schema": 1,
        "title": "天津市社区工作事务基本目录",
        "entries": [
            {
                "code": "MZ-01",
                "title": "低保对象入户核查",
                "also_called": ["最低生活保障对象核实"],
                "laws": [{"law": "社会救助暂行办法", "articles": ["第十三条", "第六十条第一款"]}],
                "documents": [
                    {"title": None, "number": "津民发〔2023〕3号", "clause": "第三条"},
                    {"title": "关于做好低保核查的通知", "number": None, "clause": None},
                ],
                "agency": "民政局",
                "class": "社会保障和社会救助",
            }
        ],
    }


def sameness() -> dict[str, Any]:
    """What a person decided of a task and an entry."""
    return {
        "schema": 1,
        "decisions": [
            {
                "district": "120110",
                "id": "DL-2024-0001",
                "title": "低保核查协助",
                "entry": "MZ-01",
                "same": True,
                "by": "王芳",
                "date": "2026-11-29",
            }
        ],
    }
