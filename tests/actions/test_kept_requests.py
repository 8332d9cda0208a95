"""What an older version left in an outbox is read for ever, and is known again as the same."""

from collections.abc import Iterator
from importlib import import_module
from inspect import isabstract
from pkgutil import iter_modules
from typing import Any

import pytest

from accession_cli import actions
from accession_cli.actions.action import Action
from accession_cli.actions.application_deciding import (
    DecideApplications,
    NoteFaults,
    WithdrawApplication,
)
from accession_cli.actions.application_receiving import ReceiveApplications
from accession_cli.actions.evaluation import EvaluateTasks
from accession_cli.actions.outbox import KINDS

BLOB = "d211f763d3bb2736d39fe49527cbf5bce288b314"
FORM = {"name": "盖章审批表.pdf", "sha256": "5c" * 32}
#: Facts as they were kept in November 2026; what changes here can no longer be sent.
KEPT: list[tuple[type[Action[Any]], dict[str, Any], str]] = [
    (
        DecideApplications,
        {
            "ids": ["DL-A-2026-0001", "DL-A-2026-0002"],
            "by": "civil_affairs",
            "date": "2026-11-29",
            "result": "return",
            "opinion": "请补充经费来源",
            "seen": [BLOB, None],
        },
        "DL-A-2026-0001、DL-A-2026-0002",
    ),
    (
        WithdrawApplication,
        {"id": "DL-A-2026-0001", "date": "2026-11-29", "reason": "另行安排", "seen": BLOB},
        "DL-A-2026-0001",
    ),
    (
        NoteFaults,
        {
            "id": "DL-A-2026-0001",
            "learnt": [{"field": "funding.source", "says": "资金由市民政局拨付"}],
            "date": "2026-11-29",
            "by": "王芳（示例）",
            "seen": BLOB,
        },
        "DL-A-2026-0001",
    ),
    (
        ReceiveApplications,
        {
            "applications": [
                {
                    "task": {"title": "冬季取暖安全走访"},
                    "submission": {
                        "received": "2026-11-29",
                        "via": "paper",
                        "form": FORM,
                        "attachments": [FORM],
                        "decision": [],
                    },
                    "contact": {"name": "经办人", "phone": None},
                    "again": None,
                    "seen": None,
                },
                {
                    "task": {},
                    "submission": {
                        "received": "2026-11-29",
                        "via": "offline",
                        "form": None,
                        "attachments": [],
                        "decision": [],
                    },
                    "contact": None,
                    "again": "DL-A-2026-0002",
                    "seen": BLOB,
                },
            ]
        },
        "冬季取暖安全走访、–",
    ),
    (
        EvaluateTasks,
        {
            "brought": [
                {
                    "schema": 1,
                    "id": "DL-2024-0004",
                    "year": 2026,
                    "sheets": [],
                    "funding": None,
                    "conclusion": {"date": "2026-11-29", "outcome": "keep", "opinion": "好"},
                }
            ],
            "seen": {"evaluations/2026/DL-2024-0004.yaml": BLOB},
        },
        "2026 DL-2024-0004",
    ),
]


def kinds(above: type[Action[Any]] = Action) -> Iterator[type[Action[Any]]]:
    """Every class of actions that somebody may ask for, wherever it stands."""
    for kind in above.__subclasses__():
        if not isabstract(kind):
            yield kind
        yield from kinds(kind)


def test_every_action_has_its_verb_its_words_and_a_place_among_the_kinds() -> None:
    for module in iter_modules(actions.__path__, f"{actions.__name__}."):
        import_module(module.name)
    found = [kind for kind in kinds() if kind.__module__.startswith(f"{actions.__name__}.")]
    assert {kind.verb: kind for kind in found} == dict(KINDS)
    assert len(found) == len(KINDS)
    for kind in found:
        assert {"verb", "asks"} <= vars(kind).keys(), kind
        assert kind.asks.format(about="…") != kind.asks, kind


@pytest.mark.parametrize(("kind", "facts", "about"), KEPT)
def test_a_request_of_an_older_version_is_read_and_gives_the_same_facts(
    kind: type[Action[Any]], facts: dict[str, Any], about: str
) -> None:
    action = kind.from_facts(facts, "r1")
    assert action.facts(action.seen_in(facts)) == with_version(facts)
    assert kind.about(facts) == about


def with_version(facts: dict[str, Any]) -> dict[str, Any]:
    """*facts* whose tasks state the version they had, and whose papers say what came later.

    The version is the first, which was not written. No hour was noted, and no fault kept.
    """
    given = facts.get("applications", [])
    stated = [
        {
            **one,
            "task": {"schema": 1, **one["task"]},
            "submission": {**one["submission"], "received_at": None, "settled": []},
            "faults": [],
        }
        for one in given
    ]
    return {**facts, "applications": stated} if stated else facts
