"""A small district over two years, with every way in which an application, task or complaint goes.

What it comes to stands in the tests, counted by hand.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import sample_records
from accession_cli.scheme.application import Application, application_from
from accession_cli.scheme.complaint import Complaint, complaint_from
from accession_cli.scheme.evaluation import Evaluation, evaluation_from
from accession_cli.scheme.registry import (
    ApplicationFile,
    ComplaintFile,
    EvaluationFile,
    RecordId,
    Registry,
)
from accession_cli.scheme.task import (
    ApplicationFacts,
    Channel,
    Decision,
    Filing,
    Funding,
    Per,
    Period,
    Result,
    Route,
    Task,
    Term,
    Via,
)
from edition_examples import filed_task, inherited_task, registry, retirement

CIVIL: Final = "社会保障和社会救助"
HEALTH: Final = "卫生健康"
#: Received, and each decision after it as its day and result, for every time the papers came in.
Round = tuple[str, tuple[tuple[str, str], ...]]


def applied(
    serial: int, *rounds: Round, status: str, withdrawn: str | None = None, **stated: Any
) -> Application:
    """An application of 2025 to the bureau, by its rounds."""
    record = sample_records.received_application()
    blank = record["submissions"][0]
    record |= {
        "id": f"DL-A-{rounds[0][0][:4]}-{serial:04d}",
        "status": status,
        "task": record["task"] | stated,
        "submissions": [
            blank
            | {
                "received": received,
                "decision": [
                    {"by": "civil_affairs", "date": on, "result": result, "opinion": None}
                    for on, result in decided
                ],
            }
            for received, decided in rounds
        ],
        "withdrawal": {"date": withdrawn, "reason": "工作安排调整。"} if withdrawn else None,
        "filed": "DL-2025-0009" if status == "filed" else None,
    }
    return application_from(record)


def applications() -> tuple[Application, ...]:
    """In December 2024: one that is decided in January. In 2025: all others."""
    nobody: dict[str, Any] = {"class": None, "agency": None}
    return (
        applied(1, ("2024-12-26", (("2025-01-06", "admit"),)), status="approved"),
        applied(
            1,
            ("2025-02-10", (("2025-02-12", "return"),)),
            ("2025-02-20", (("2025-02-21", "admit"),)),
            status="filed",
            **{"class": HEALTH, "agency": "weijian"},
        ),
        applied(2, ("2025-03-03", (("2025-03-10", "refuse"),)), status="refused"),
        applied(3, ("2025-03-05", ()), status="withdrawn", withdrawn="2025-03-07"),
        applied(4, ("2025-05-06", (("2025-05-27", "admit"),)), status="approved"),
        applied(5, ("2025-12-01", ()), status="received"),
        applied(6, ("2025-12-24", (("2026-01-05", "admit"),)), status="approved"),
        applied(7, ("2025-12-22", (("2025-12-25", "return"),)), status="returned", **nobody),
    )


def direct(serial: int, received: date, decided: date, **changes: Any) -> Task:
    """A task that was filed with the facts of its application in it."""
    year = decided.year
    facts = ApplicationFacts(id=None, received=received, via=Via.OA, form=None)
    made = Decision(by="civil_affairs", date=decided, result=Result.ADMIT, opinion=None)
    return filed_task(
        serial,
        year=year,
        application=facts,
        decision=(made,),
        filing=Filing(date=decided, number=f"津丽社准〔{year}〕{serial}号"),
        period=Period(start=decided, end=None),
        **changes,
    )


def money(amount: str | None, per: Per = Per.YEAR, note: str | None = None) -> Funding:
    """Money for a task; None is paid as needed."""
    figure = None if amount is None else Decimal(amount)
    return Funding(amount=figure, per=per, source=None, method="据实结算", note=note)


def tasks() -> tuple[Task, ...]:
    """Five of 2024, of which two end in 2025; and five of 2025, of which two have ended."""
    emergency = direct(8, date(2025, 8, 1), date(2025, 8, 1), route=Route.EMERGENCY)
    filed = direct(9, date(2025, 2, 10), date(2025, 2, 21), class_=HEALTH, agency="weijian")
    applied_for = ApplicationFacts(
        id=RecordId(prefix="DL", letter="A", year=2025, serial=1),
        received=date(2025, 2, 10),
        via=Via.OA,
        form=None,
    )
    return (
        direct(1, date(2024, 3, 1), date(2024, 3, 8)),
        direct(2, date(2024, 3, 1), date(2024, 3, 8), retirement=retirement(date(2025, 4, 1))),
        replace(
            direct(3, date(2024, 4, 1), date(2024, 4, 9)),
            period=Period(start=date(2024, 4, 9), end=date(2025, 6, 30)),
        ),
        direct(4, date(2024, 5, 6), date(2024, 5, 8), funding=money("0.00", note="不另列支")),
        inherited_task(5),
        direct(
            6,
            date(2025, 7, 1),
            date(2025, 7, 15),
            funding=money(None, note="每户200元，据实结算"),
            agency="shengtai",
            class_="生态环境和城市管理",
        ),
        direct(
            7,
            date(2025, 9, 1),
            date(2025, 9, 3),
            retirement=retirement(date(2025, 9, 10), entered_in_error=True),
        ),
        replace(
            emergency,
            application=None,
            channels=(Channel.GRID,),
            term=Term.TEMPORARY,
            period=Period(start=date(2025, 8, 1), end=date(2025, 8, 20)),
            funding=money("5000.00", Per.TASK),
        ),
        replace(filed, application=applied_for, funding=money("8000.50", Per.TASK)),
        inherited_task(
            10,
            year=2025,
            filing=Filing(date=date(2025, 10, 9), number="津丽社准〔2025〕10号"),
            agency="weijian",
            class_=HEALTH,
            funding=money("1200.00"),
        ),
    )


def complaints() -> tuple[Complaint, ...]:
    """One of 2024 that is closed in 2025, one of 2025 that is overdue, and one of 2026."""
    closed = sample_records.closed_complaint() | {
        "id": "DL-C-2024-0001",
        "received": "2024-12-20",
        "verification": {"date": "2024-12-23", "by": "区民政局", "found": "属实"},
        "rectification": {
            "urged": "2024-12-24",
            "due": "2025-01-08",
            "done": "2025-01-07",
            "report": "已经停止",
        },
        "reminders": [{"date": f"2025-01-0{day}", "to": "区统计局"} for day in (2, 3)],
        "circular": {"date": "2025-01-09", "number": None},
        "referral": None,
        "closing": {"date": "2025-01-15", "outcome": "rectified", "note": None},
    }
    open_ = sample_records.reported_complaint() | {
        "id": "DL-C-2025-0001",
        "received": "2025-11-03",
        "rectification": {"urged": "2025-11-05", "due": "2025-11-19", "done": None, "report": None},
    }
    later = sample_records.reported_complaint() | {
        "id": "DL-C-2026-0001",
        "received": "2026-01-04",
    }
    return tuple(map(complaint_from, (closed, open_, later)))


def evaluation() -> Evaluation:
    """Of a task in 2025: three sheets, of which one came in after the year; and its money."""
    record = sample_records.concluded_evaluation()
    first, second = record["sheets"]
    return evaluation_from(
        record
        | {
            "year": 2025,
            "sheets": [
                first | {"date": "2025-11-20", "scores": {"role": 5, "effect": 4}},
                second | {"date": "2025-11-21", "scores": {"role": 2}},
                second | {"date": "2026-01-09", "scores": {"role": 0}, "by": "residents"},
            ],
            "funding": record["funding"] | {"returned": "2025-12-02", "inspected": None},
            "conclusion": {"date": "2025-12-20", "outcome": "improve", "opinion": None},
        }
    )


def busy_registry() -> Registry:
    """All of it as one registry."""
    return replace(
        registry(*tasks()),
        applications=tuple(ApplicationFile(f"{one.id}.yaml", one) for one in applications()),
        complaints=tuple(ComplaintFile(f"{one.id}.yaml", one) for one in complaints()),
        evaluations=(EvaluationFile("DL-2024-0001.yaml", evaluation()),),
    )
