"""Records for tests, as YAML holds them: each one sound, each in another state of the world."""

from typing import Any, Final

SHA256: Final = "ba5c47a9f23c65e818c17a62ebb102ccf2cfea490fadc00f1e1c62f67fc269a6"


def admitted_task() -> dict[str, Any]:
    """A long-term community task on application."""
    return {
        "schema": 1,
        "id": "DL-2024-0001",
        "status": "admitted",
        "title": "协助社会救助入户走访",
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
        "schema": 1,
        "agencies": {
            "minzheng": {
                "name": "区民政局",
                "credit_code": "11120110000176946D",
                "active_from": None,
                "active_to": None,
            },
            "old_office": {
                "name": "示例办公室",
                "credit_code": None,
                "active_from": "2010-01-01",
                "active_to": "2024-12-31",
            },
        },
    }


def subdistricts() -> dict[str, Any]:
    """One subdistrict with a community, one without."""
    return {
        "schema": 1,
        "subdistricts": {
            "120110001": {"name": "张贵庄街道", "communities": {"120110001901": "示例一社区"}},
            "120110002": {"name": "丰年村街道", "communities": {}},
        },
    }


def statutes() -> dict[str, Any]:
    """A law that another has replaced, and one that stands."""
    return {
        "schema": 1,
        "statutes": [
            {
                "law": "传染病防治法",
                "version": "2013",
                "effective_from": "2013-06-29",
                "repealed_on": None,
                "replaced_by": None,
                "articles": {"第九条": "第十五条"},
                "note": None,
            },
            {
                "law": "大气污染防治法",
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
        "schema": 1,
        "sample": True,
        "district": "示例区",
        "code": "120110",
        "prefix": "SL",
        "language": "zh_CN",
        "trunk": "origin/main",
        "source": {"title": "示例方案", "number": "示例〔2023〕1号", "date": "2023-12-29"},
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
        "correction_stops_clock": True,
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
