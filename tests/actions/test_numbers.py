"""A number is given once: the next one is above all that any commit of the trunk ever gave."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Answer
from filled_forms import answered, form_of, records
from repositories import Clone, TwoClerks

pytestmark = pytest.mark.git
Command = Callable[..., Answer]
TITLE = "协助独居老人冬季取暖安全走访"
COMPLAINT = ("--source", "inspection", "--inspectors", "区民政局", "--agency", "区统计局")


def at(clone: Clone) -> tuple[str, str]:
    return "-C", str(clone.top)


def file(accession: Command, clone: Clone, draft: Path) -> Answer:
    return accession(*at(clone), "file", "--from", str(draft), "--json")


def receive(accession: Command, clone: Clone, draft: Path) -> Answer:
    form = draft.with_name("审批表.docx")
    form.write_bytes(answered(form_of(records()["DL-2026-0013"] | {"title": TITLE})))
    return accession(*at(clone), "receive", str(form), "--received", "2026-10-09", "--json")


def complain(accession: Command, clone: Clone, _draft: Path) -> Answer:
    what = (*COMPLAINT, "--what", "要求填报台账", "--received", "2026-10-09", "--json")
    return accession(*at(clone), "complaint", "add", *what)


#: A number that a hand gave, the one that comes next, and who gives it.
SERIES = {
    "task": ("tasks/2026/DL-2026-0023", "DL-2026-0024", file),
    "application": ("applications/2026/DL-A-2026-0004", "DL-A-2026-0005", receive),
    "complaint": ("complaints/2026/DL-C-2026-0002", "DL-C-2026-0003", complain),
}


def given_and_gone(clone: Clone, name: str) -> None:
    """Two commits by hand: one gives the number, the other takes its record away."""
    path = f"registry/{name}.yaml"
    clone.commit("by hand", **{path: "schema: 1\n"})
    clone.git("rm", "--quiet", path)
    clone.commit("and away")


@pytest.mark.parametrize("series", SERIES)
def test_a_number_whose_record_is_gone_is_not_given_again(
    two_offices: TwoClerks, accession: Command, draft: Path, series: str
) -> None:
    name, number, give = SERIES[series]
    given_and_gone(two_offices.bo, name)
    two_offices.bo.git("push", "--quiet")
    answer = give(accession, two_offices.ann, draft)
    assert answer.code == 0, answer.err
    assert number in answer.out
    found = json.loads(accession(*at(two_offices.ann), "verify", "--json").out)
    assert "H103" not in {one["code"] for one in found["findings"]}


def test_a_number_that_a_merge_left_behind_is_not_given_again(
    two_offices: TwoClerks, accession: Command, draft: Path
) -> None:
    """Its commit is on the trunk, and no commit took the record away."""
    bo = two_offices.bo
    bo.git("switch", "--quiet", "--create", "side")
    bo.commit("by hand", **{"registry/tasks/2026/DL-2026-0023.yaml": "schema: 1\n"})
    bo.git("switch", "--quiet", "main")
    bo.git("merge", "--quiet", "--strategy=ours", "--no-ff", "--no-edit", "side")
    bo.git("push", "--quiet")
    assert "DL-2026-0024" in file(accession, two_offices.ann, draft).out


def test_what_was_given_while_others_record_is_seen_before_the_next_try(
    two_offices: TwoClerks, accession: Command, draft: Path
) -> None:
    """Ann has drawn her number and is about to send: now bo's commits reach the server first."""
    given_and_gone(two_offices.bo, "tasks/2026/DL-2026-0023")
    two_offices.ann.hook("pre-push", f"git -C '{two_offices.bo.top}' push --quiet || exit 0")
    assert "DL-2026-0024" in file(accession, two_offices.ann, draft).out


def test_in_a_shallow_clone_nobody_knows_which_numbers_were_given_so_it_waits(
    two_offices: TwoClerks, accession: Command, draft: Path
) -> None:
    ann = two_offices.ann
    given_and_gone(two_offices.bo, "tasks/2026/DL-2026-0023")
    two_offices.bo.git("push", "--quiet")
    ann.git("config", "remote.origin.url", f"file://{two_offices.remote.top}")
    ann.git("fetch", "--quiet", "--depth=1")
    ann.git("reset", "--quiet", "--hard", "origin/main")
    answer = file(accession, ann, draft)
    assert answer.code == 5
    assert "git fetch --unshallow" in answer.err
    assert "Queued, not in the registry" in answer.err
    ann.git("fetch", "--quiet", "--unshallow")
    assert "DL-2026-0024" in accession(*at(ann), "sync").out
