"""``accession verify``: profile, rosters, laws and amendments that were rewritten stay an error."""

import json
from collections.abc import Callable

import pytest

import sample_records
from accession_cli.registry.schemas import FileKind, key_order
from accession_cli.yamlfile import editor
from conftest import Answer
from kept_registries import Kept
from tamperings import LISTS, PROFILE, amendment, put

Command = Callable[..., Answer]


def _told(accession: Command, kept: Kept) -> tuple[set[str], set[str]]:
    """The codes of errors, and of errors that later commits have put right."""
    answer = accession("-C", str(kept.clone.top), "verify", "--json")
    found = json.loads(answer.out)
    assert found["tampered"] == (answer.code == 6)
    errors = {one["code"] for one in found["findings"] if one["severity"] == "error"}
    return errors, {one["code"] for one in found["findings"] if one["mended"]}


@pytest.mark.parametrize(
    ("code", "file", "change"),
    [
        *LISTS.values(),
        ("H801", "scheme.yaml", PROFILE["registrar"]),
        ("H801", "scheme.yaml", PROFILE["days_ahead"]),
    ],
)
def test_what_records_are_judged_by_is_an_error_when_it_was_rewritten(
    code: str, file: str, change: tuple[str, str], kept: Kept, accession: Command
) -> None:
    put(kept, file, change)
    kept.clone.commit("rewrite")
    assert _told(accession, kept) == ({code}, set())


def test_a_profile_that_was_put_back_and_amended_since_is_no_error(
    kept: Kept, accession: Command
) -> None:
    put(kept, "scheme.yaml", PROFILE["days_to_decide"])
    kept.clone.commit("rewrite")
    kept.clone.git("revert", "--no-edit", "HEAD")
    kept.file("DL-2026-0022")
    kept.clone.commit("file")
    put(kept, "scheme.yaml", ("days_to_decide:\n  value: 10", "days_to_decide:\n  value: 15"))
    amendment(kept, old='"10"', new='"15"')
    put(kept, "agencies.yaml", LISTS["agency_renamed_in_place"][2])
    amendment(kept, file="agencies.yaml", key="agencies.minzheng.name", old="区民政局",
              new="区社会工作部", **{"from": "null"}, mistake="true")  # fmt: skip
    kept.clone.commit("amend")
    assert _told(accession, kept) == (set(), {"H801"})


def test_an_amendment_that_tells_of_no_change_is_an_error_until_it_is_taken_out(
    kept: Kept, accession: Command
) -> None:
    amendment(kept, **{"from": "2024-01-02"}, old='"30"', new='"10"')
    kept.clone.commit("invent")
    assert _told(accession, kept) == ({"H807"}, set())
    kept.clone.git("revert", "--no-edit", "HEAD")
    assert _told(accession, kept) == (set(), {"H807"})


def _received(kept: Kept, *decided: str) -> None:
    """An application that goes down the grid, on which the bodies *decided* have decided."""
    record = sample_records.received_application()
    record |= {"id": "DL-A-2026-0001"}
    record["task"] |= {
        "channels": ["grid"],
        "title": "协助消防通道巡查",
        "period": {"start": "2026-11-02", "end": None},
        "basis": [one for one in record["task"]["basis"] if "document" in one],
    }
    made = {"date": "2026-10-10", "result": "admit", "opinion": None}
    record["submissions"][0] |= {
        "received": "2026-10-09",
        "decision": [{"by": body, **made} for body in decided],
    }
    path = "registry/applications/2026/DL-A-2026-0001.yaml"
    text = editor.new_text(record, comment="x", order=key_order(FileKind.APPLICATION))
    kept.clone.commit("receive", **{path: text})


@pytest.mark.parametrize("bodies", ["civil_affairs", "civil_affairs,grid_centre,police"])
def test_who_still_had_to_decide_when_the_bodies_changed_may_do_so(
    bodies: str, kept: Kept, accession: Command
) -> None:
    _received(kept, "civil_affairs")
    top = str(kept.clone.top)
    amended = accession(
        *("-C", top, "scheme", "amend", f"channels.grid.decided_by={bodies}"),
        *("bodies.police.name=区公安分局", "bodies.police.agency=gongan", "--reason", "职责调整"),
    )
    assert amended.code == 0, amended.err
    assert accession("-C", top, "validate").code == 0
    made = accession("-C", top, "decide", "DL-A-2026-0001", "--by", "grid_centre", "--result",
                     "admit", "--date", "2026-10-12")  # fmt: skip
    assert made.code == 0, made.err
    text = (kept.clone.top / "registry/applications/2026/DL-A-2026-0001.yaml").read_text("utf-8")
    assert f"status: {'received' if 'police' in bodies else 'approved'}" in text
    assert accession("-C", top, "validate").code == 0


def test_what_bodies_decided_before_others_had_to_is_judged_by_its_own_day(
    kept: Kept, accession: Command
) -> None:
    _received(kept, "civil_affairs", "grid_centre")
    path = "registry/applications/2026/DL-A-2026-0001.yaml"
    text = (kept.clone.top / path).read_text("utf-8").replace("received\n", "approved\n", 1)
    kept.clone.commit("approve", **{path: text})
    top = str(kept.clone.top)
    for setting in (
        "channels.grid.decided_by=grid_centre",
        "channels.community.decided_by=grid_centre",
        "emergency=null",
    ):
        amended = accession("-C", top, "scheme", "amend", setting, "--reason", "职责调整")
        assert amended.code == 0, amended.err
        assert accession("-C", top, "validate").code == 0
        assert _told(accession, kept) == (set(), set())
    filed = accession("-C", top, "file", "DL-A-2026-0001")
    assert filed.code == 0, filed.err
