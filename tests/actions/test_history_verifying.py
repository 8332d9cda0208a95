"""``accession verify``: a history that was kept by the book, and every way to bend it."""

import json
import os
import shutil
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import sample_records
from accession_cli.yamlfile import editor
from conftest import Answer
from kept_registries import SENT, UNSENT, Kept, line_value
from lawful_histories import lawful
from registries import SHIPPED
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]
EDITION = "registry/editions/2025.yaml"


def verified(accession: Command, clone: Clone, *more: str) -> dict[str, Any]:
    answer = accession("-C", str(clone.top), "verify", "--json", *more)
    assert answer.code in (0, 6), answer.err
    found: dict[str, Any] = json.loads(answer.out)
    assert found["tampered"] == (answer.code == 6)
    return found


def codes(found: dict[str, Any], severity: str = "error") -> set[str]:
    return {one["code"] for one in found["findings"] if one["severity"] == severity}


def said(found: dict[str, Any]) -> list[str]:
    return [f"{one['code']} {one['path']} {one['message']}" for one in found["findings"]]


def test_a_registry_that_was_kept_by_the_book_is_clean(kept: Kept, accession: Command) -> None:
    found = verified(accession, kept.clone, "--full")
    assert said(found) == []
    assert found["walked"] == found["commits"] == int(kept.clone.git("rev-list", "--count", "HEAD"))


# Every tampering is a commit (or what is done to the repository) and the code that tells of it.
Tampering = Callable[[Kept], object]
TAMPERINGS: dict[str, tuple[str, Tampering]] = {}


def tampering(code: str) -> Callable[[Tampering], Tampering]:
    def listed(do: Tampering) -> Tampering:
        TAMPERINGS[do.__name__] = (code, do)
        return do

    return listed


def commit_index(kept: Kept, *index_info: str) -> None:
    """Commit entries that a work tree may not be able to hold."""
    for line in index_info:
        kept.clone.git("update-index", "--add", "--cacheinfo", line)
    kept.clone.git("commit", "--quiet", "--message", "by the index")


@tampering("H101")
def record_deleted(kept: Kept) -> None:
    (kept.clone.top / kept.path("DL-2024-0004")).unlink()
    kept.clone.commit("tidy up")


@tampering("H101")
def record_deleted_among_many_other_changes(kept: Kept) -> None:
    for serial in range(22, 42):
        kept.file(f"DL-2026-{serial:04d}")
    (kept.clone.top / kept.path("DL-2024-0004")).unlink()
    kept.clone.commit("import")


@tampering("H101")
def record_deleted_on_a_branch_that_was_merged(kept: Kept) -> None:
    kept.clone.git("switch", "--quiet", "--create", "side", "HEAD~2")
    record_deleted(kept)
    kept.clone.git("switch", "--quiet", "main")
    kept.clone.git("merge", "--quiet", "--no-edit", "side")


@tampering("H102")
def record_renamed(kept: Kept) -> None:
    kept.clone.git("mv", kept.path("DL-2024-0004"), kept.path("DL-2025-0099"))
    kept.clone.commit("rename")


@tampering("H101")
def record_put_under_another_number(kept: Kept) -> None:
    text = kept.text("DL-2024-0004").replace("DL-2024-0004", "DL-2024-0035")
    (kept.clone.top / kept.path("DL-2024-0004")).unlink()
    kept.clone.commit("renumber", **{kept.path("DL-2024-0035"): text})


@tampering("H202")
def number_given_to_another_task(kept: Kept) -> None:
    record_deleted(kept)
    text = kept.text("DL-2024-0005").replace("DL-2024-0005", "DL-2024-0004")
    text = text.replace("〔2024〕5号", "〔2024〕4号")
    kept.clone.commit("file", **{kept.path("DL-2024-0004"): text})


@tampering("H104")
def number_skipped(kept: Kept) -> None:
    kept.file("DL-2026-0023")
    kept.clone.commit("file")


@tampering("H103")
def number_slipped_in_later(kept: Kept) -> None:
    kept.file("DL-2026-0023")
    kept.clone.commit("file")
    kept.file("DL-2026-0022", like="DL-2026-0023")
    kept.clone.commit("file the one before")


@tampering("H201")
def retirement_undone(kept: Kept) -> None:
    text = kept.text(kept.retired).replace("status: retired", "status: admitted")
    head, _, rest = text.partition("retirement:")
    rest = rest[rest.index("supersedes:") :].replace(
        f"superseded_by:\n  - {kept.successor}", "superseded_by: []"
    )
    kept.edit(kept.successor, (f"supersedes:\n  - {kept.retired}", "supersedes: []"))
    kept.clone.commit("open again", **{kept.path(kept.retired): f"{head}retirement: null\n{rest}"})


SEALED = {
    "receipt_predated": ("received: ", "received: 2026-09-14 # "),
    "receipt_by_another_way": ("via: oa", "via: paper"),
    "decision_predated": ("decision:\n  - by: civil_affairs\n    date: 2026-09-28",
                          "decision:\n  - by: civil_affairs\n    date: 2026-09-25"),
    "decision_of_another_body": ("- by: civil_affairs", "- by: grid_centre"),
    "decision_given_an_opinion": ("opinion: null", "opinion: 同意试行"),
    "filing_predated": ("filing:\n  date: 2026-10-12", "filing:\n  date: 2026-10-09"),
    "filing_number_changed": ("number: 津丽社准〔2026〕21号", "number: 津丽社准〔2026〕20号"),
    "basis_changed": ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"),
    "basis_added": (
        "basis:\n",
        "basis:\n  - law: 经济普查条例\n    version: null\n    article: null\n",
    ),
    "id_changed_inside_the_file": ("id: DL-2026-0021", "id: DL-2026-0022"),
}  # fmt: skip


def change_filed(change: tuple[str, str], kept: Kept) -> None:
    kept.change(kept.filed, change)


def change_retired(change: tuple[str, str], kept: Kept) -> None:
    kept.change(kept.retired, change)


for _name, _change in SEALED.items():
    TAMPERINGS[_name] = ("H202", partial(change_filed, _change))


@tampering("H202")
def sealed_field_changed_in_the_commit_that_retires(kept: Kept) -> None:
    retirement = kept.text(kept.retired).partition("retirement:")[2].partition("supersedes:")[0]
    kept.change(
        kept.filed,
        ("status: admitted", "status: retired"),
        ("retirement: null\n", f"retirement:{retirement}"),
        ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"),
    )


@tampering("H202")
def correction_of_something_else(kept: Kept) -> None:
    kept.edit(kept.filed, ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"))
    kept.correct(kept.filed, "basis[0].date", "null", "2026-09-15")
    kept.clone.commit("correct")


@tampering("H202")
def correction_that_says_nothing(kept: Kept) -> None:
    kept.edit(kept.filed, SEALED["basis_added"])
    kept.correct(kept.filed, "basis[0]", "null", "null")
    kept.clone.commit("correct")


@tampering("H206")
def correction_with_an_invented_old_content(kept: Kept) -> None:
    kept.edit(kept.filed, ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"))
    kept.correct(kept.filed, "basis[0].number", "津丽示例〔2026〕30号", "津丽示例〔2026〕32号")
    kept.clone.commit("correct")


@tampering("H206")
def correction_with_an_invented_new_content(kept: Kept) -> None:
    kept.edit(kept.filed, ('amount: "12000.00"', 'amount: "92000.00"'))
    kept.correct(kept.filed, "funding.amount", '"12000.00"', '"22000.00"')
    kept.clone.commit("correct")


CLOSED = {
    "end_moved": ("effective: 2026-11-01", "effective: 2026-12-01"),
    "end_given_another_reason": ("reason: 任务完成", "reason: 法律法规修改"),
    "material_exchanged": ("name: 终止申请（示例）.pdf", "name: 另一份.pdf"),
    "title_of_a_retired_task_changed": ("title: ", "title: 新"),
    "dispatch_added_to_a_retired_task": SENT,
}
for _name, _change in CLOSED.items():
    TAMPERINGS[_name] = ("H203", partial(change_retired, _change))


@tampering("H204")
def correction_taken_out(kept: Kept) -> None:
    text = kept.text(kept.successor)
    kept.clone.commit(
        "tidy up",
        **{kept.path(kept.successor): text.partition("corrections:")[0] + "corrections: []\n"},
    )


@tampering("H204")
def correction_reworded(kept: Kept) -> None:
    kept.change(kept.successor, ("reason: 录入有误", "reason: 部门来函"))


@tampering("H205")
def dispatch_taken_out(kept: Kept) -> None:
    kept.change(
        kept.successor,
        UNSENT,
    )


@tampering("H205")
def dispatch_moved_to_another_day(kept: Kept) -> None:
    kept.change(
        kept.successor, ("- to: 街道\n    date: 2026-10-12", "- to: 街道\n    date: 2026-10-10")
    )


@tampering("H205")
def someone_told_taken_out(kept: Kept) -> None:
    kept.change(
        kept.retired,
        ("notified:\n    - to: 街道公共服务办公室\n      date: 2026-10-12", "notified: []"),
    )


APPLIED: dict[str, Any] = sample_records.filed_application()
_FIRST, _SECOND = APPLIED["submissions"]
WAITING = APPLIED | {"status": "received", "submissions": [_FIRST, _SECOND | {"decision": []}]}
WAITING |= {"filed": None}
REFUSED_BY = {
    "by": "civil_affairs",
    "date": "2024-03-08",
    "result": "refuse",
    "opinion": "自治事项",
}
REFUSED = WAITING | {"status": "refused", "submissions": [_SECOND | {"decision": [REFUSED_BY]}]}
ASKED_ANEW = {"task": APPLIED["task"] | {"frequency": "每天一次"}}
HALF_DECIDED = WAITING | {"submissions": [_SECOND | {"decision": _SECOND["decision"][:1]}]}
SETTLED: dict[str, Any] = sample_records.closed_complaint()
OPEN = SETTLED | {"status": "open", "closing": None}
REPORTED: dict[str, Any] = sample_records.reported_complaint()
SCORED: dict[str, Any] = sample_records.concluded_evaluation()
_SHEET = SCORED["sheets"][0]
#: Of a paper: as it was, and as it became.
BENT: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "refusal_undone": ("H210", REFUSED, WAITING | {"submissions": REFUSED["submissions"]}),
    "filed_application_opened_again": ("H210", APPLIED, APPLIED | {"status": "approved",
                                                                   "filed": None}),
    "papers_taken_out": ("H211", WAITING, WAITING | {"submissions": [_SECOND | {"decision": []}]}),
    "papers_predated": ("H211", WAITING, WAITING | {
        "submissions": [_FIRST, _SECOND | {"decision": [], "received": "2024-02-29"}]}),
    "decision_on_papers_predated": ("H211", REFUSED, REFUSED | {
        "submissions": [_SECOND | {"decision": [REFUSED_BY | {"date": "2024-03-04"}]}]}),
    "asked_anew_after_the_decision": ("H212", APPLIED, APPLIED | ASKED_ANEW),
    "asked_anew_behind_one_of_two_bodies": ("H212", HALF_DECIDED, HALF_DECIDED | ASKED_ANEW),
    "report_reworded": ("H213", REPORTED, REPORTED | {"what": "没有问题。"}),
    "report_laid_on_another_agency": ("H213", REPORTED, REPORTED | {"agency": "minzheng"}),
    "report_moved_to_another_community": ("H213", REPORTED, REPORTED | {
        "community": "120110001902"}),
    "check_reworded": ("H213", OPEN, OPEN | {
        "verification": SETTLED["verification"] | {"found": "不属实。"}}),
    "day_to_rectify_moved": ("H213", OPEN, OPEN | {
        "rectification": SETTLED["rectification"] | {"due": "2024-12-31"}}),
    "reminder_taken_out": ("H213", OPEN, OPEN | {"reminders": []}),
    "circular_taken_back": ("H213", OPEN, OPEN | {"circular": None}),
    "referral_taken_back": ("H213", OPEN, OPEN | {"referral": None}),
    "complaint_opened_again": ("H213", SETTLED, OPEN),
    "outcome_changed": ("H213", SETTLED, SETTLED | {
        "closing": SETTLED["closing"] | {"outcome": "unfounded"}}),
    "score_changed": ("H214", SCORED, SCORED | {
        "sheets": [_SHEET | {"scores": {"role": 1}}, SCORED["sheets"][1]]}),
    "score_sheet_taken_out": ("H214", SCORED, SCORED | {"sheets": [_SHEET]}),
    "conclusion_turned": ("H214", SCORED, SCORED | {
        "conclusion": SCORED["conclusion"] | {"outcome": "keep"}}),
    "conclusion_taken_out": ("H214", SCORED, SCORED | {"conclusion": None}),
}  # fmt: skip


def bend_paper(before: dict[str, Any], after: dict[str, Any], kept: Kept) -> None:
    letter = before["id"].split("-")[1]
    folder = {"A": "applications", "C": "complaints"}.get(letter, "evaluations")
    number = before["id"] if folder == "evaluations" else f"DL-{letter}-2024-0001"
    path = f"registry/{folder}/2024/{number}.yaml"
    for record in (before, after):
        text = editor.new_text(record | {"id": number}, comment="x", order={})
        kept.clone.commit("write", **{path: text})


for _name, (_code, _was, _is) in BENT.items():
    TAMPERINGS[_name] = (_code, partial(bend_paper, _was, _is))


@tampering("H101")
def complaint_deleted(kept: Kept) -> None:
    bend_paper(REPORTED, SETTLED, kept)
    (kept.clone.top / "registry/complaints/2024/DL-C-2024-0001.yaml").unlink()
    kept.clone.commit("nothing happened")


@tampering("H207")
def link_written_at_one_end(kept: Kept) -> None:
    kept.change(kept.filed, ("supersedes: []", "supersedes:\n  - DL-2024-0006"))


@tampering("H207")
def link_taken_out_at_one_end(kept: Kept) -> None:
    kept.change(kept.successor, (f"supersedes:\n  - {kept.retired}", "supersedes: []"))


@tampering("H207")
def link_led_elsewhere(kept: Kept) -> None:
    kept.change(
        kept.successor, (f"supersedes:\n  - {kept.retired}", "supersedes:\n  - DL-2024-0006")
    )


@tampering("H301")
def edition_changed(kept: Kept) -> None:
    file = kept.clone.top / EDITION
    text = file.read_text(encoding="utf-8")
    kept.clone.commit("mend", **{EDITION: text.replace("frozen: 2026-10-12", "frozen: 2026-10-11")})


@tampering("H302")
def edition_deleted(kept: Kept) -> None:
    (kept.clone.top / EDITION).unlink()
    kept.clone.commit("freeze again later")


def forge_edition(kept: Kept, *changes: tuple[str, str]) -> None:
    text = (
        (kept.clone.top / EDITION).read_text(encoding="utf-8").replace("year: 2025", "year: 2026")
    )
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    kept.clone.commit("freeze", **{"registry/editions/2026.yaml": text})


@tampering("H401")
def edition_put_beside_the_chain(kept: Kept) -> None:
    forge_edition(kept)


@tampering("H402")
def edition_of_records_that_never_were(kept: Kept) -> None:
    text = (kept.clone.top / EDITION).read_text(encoding="utf-8")
    blob = text.partition("blob: ")[2].partition("\n")[0]
    forge_edition(kept, (blob, "0123456789abcdef0123456789abcdef01234567"))


@tampering("H403")
def edition_made_from_a_commit_elsewhere(kept: Kept) -> None:
    text = (kept.clone.top / EDITION).read_text(encoding="utf-8")
    commit = next(line for line in text.splitlines() if line.startswith("commit: "))
    forge_edition(kept, (commit, "commit: 0123456789abcdef0123456789abcdef01234567"))


@tampering("H303")
def notice_changed(kept: Kept) -> None:
    path = "registry/calendar/2027.yaml"
    text = (kept.clone.top / path).read_text(encoding="utf-8")
    kept.clone.commit("mend", **{path: text.replace("2027-01-03", "2027-01-09")})


@tampering("H105")
def notice_deleted(kept: Kept) -> None:
    (kept.clone.top / "registry/calendar/2027.yaml").unlink()
    kept.clone.commit("tidy up")


@tampering("H105")
def agencies_deleted(kept: Kept) -> None:
    (kept.clone.top / "registry/agencies.yaml").unlink()
    kept.clone.commit("tidy up")


def call_it_a_sample(kept: Kept, called: bool) -> None:
    path = "registry/scheme.yaml"
    text = (kept.clone.top / path).read_text(encoding="utf-8")
    old, new = ("sample: false", "sample: true") if called else ("sample: true", "sample: false")
    kept.clone.commit("call it so", **{path: text.replace(old, new)})


@tampering("H106")
def registry_called_a_sample(kept: Kept) -> None:
    call_it_a_sample(kept, True)


@tampering("H101")
def registry_called_a_sample_and_then_changed(kept: Kept) -> None:
    call_it_a_sample(kept, True)
    record_deleted(kept)


@tampering("H101")
def registry_called_a_sample_for_a_while(kept: Kept) -> None:
    call_it_a_sample(kept, True)
    record_deleted(kept)
    call_it_a_sample(kept, False)


@tampering("R103")
def record_made_a_link(kept: Kept) -> None:
    file = kept.clone.top / kept.path("DL-2024-0004")
    file.unlink()
    file.symlink_to("/etc/hostname")
    kept.clone.commit("link")


@tampering("R103")
def record_made_a_submodule(kept: Kept) -> None:
    commit_index(kept, f"160000,{kept.clone.head},{kept.path('DL-2024-0004')}")


@tampering("R109")
def record_made_executable(kept: Kept) -> None:
    kept.clone.git("update-index", "--chmod=+x", kept.path("DL-2024-0004"))
    kept.clone.git("commit", "--quiet", "--message", "chmod")


@tampering("R110")
def record_given_a_twin(kept: Kept) -> None:
    blob = kept.clone.git("rev-parse", f"HEAD:{kept.path('DL-2024-0005')}")
    twin = kept.path("DL-2024-0004").replace("DL-2024-0004", "dl-2024-0004")
    commit_index(kept, f"100644,{blob},{twin}")


@tampering("R102")
def stray_file_put_among_the_records(kept: Kept) -> None:
    kept.clone.commit("note", **{"registry/tasks/2024/note.txt": "hello"})


@tampering("Y111")
def record_written_in_another_encoding(kept: Kept) -> None:
    file = kept.clone.top / kept.path("DL-2024-0004")
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    kept.clone.commit("save")


@tampering("Y145")
def key_written_twice(kept: Kept) -> None:
    kept.change("DL-2024-0004", ("kind: task", "kind: task\nkind: ledger"))


@tampering("S102")
def key_invented(kept: Kept) -> None:
    kept.change("DL-2024-0004", ("schema: 3", "schema: 3\nsurprise: 2"))


@tampering("S110")
def status_invented(kept: Kept) -> None:
    kept.change("DL-2024-0004", ("status: admitted", "status: submitted"))


@tampering("H202")
def change_hidden_behind_a_broken_version(kept: Kept) -> None:
    text = kept.text(kept.filed)
    kept.change(kept.filed, ("kind: task", "kind: &k task"))
    kept.clone.commit("mend", **{kept.path(kept.filed): text.replace("31号", "32号")})


@tampering("H502")
def request_recorded_twice(kept: Kept) -> None:
    trailer = next(
        line
        for line in kept.clone.git("log", "--format=%B").splitlines()
        if line.startswith("Accession-Request: ")
    )
    kept.file("DL-2026-0022")
    kept.clone.commit(f"File again\n\n{trailer}")


@tampering("H503")
def other_registry_joined(kept: Kept) -> None:
    clone = kept.clone
    clone.git("switch", "--quiet", "--orphan", "other")
    clone.git("restore", "--source", "main", "--staged", "--worktree", "registry")
    clone.commit("another beginning")
    clone.git("switch", "--quiet", "main")
    clone.git("merge", "--quiet", "--no-edit", "--allow-unrelated-histories", "other")


@tampering("H202")
def merge_that_changes_a_record(kept: Kept) -> None:
    clone = kept.clone
    clone.git("switch", "--quiet", "--create", "side", "HEAD~2")
    clone.commit("beside", **{"README.md": "hello\n"})
    clone.git("switch", "--quiet", "main")
    clone.git("merge", "--quiet", "--no-commit", "side")
    kept.change(kept.filed, ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"))


@tampering("H201")
def merge_that_takes_the_side_from_before_a_retirement(kept: Kept) -> None:
    clone = kept.clone
    begun = clone.git("log", "--format=%H", "--grep=^Retire").splitlines()[0]
    clone.git("switch", "--quiet", "--create", "side", f"{begun}~1")
    kept.change(
        kept.retired,
        SENT,
    )
    clone.git("switch", "--quiet", "main")
    clone.git("merge", "--quiet", "--no-commit", "--strategy-option=theirs", "side", code=0)
    for number in (kept.retired, kept.successor):
        clone.git("restore", "--source", "side", "--staged", "--worktree", kept.path(number))
    clone.commit("merge")


@tampering("H101")
def merge_that_drops_what_was_filed(kept: Kept) -> None:
    clone = kept.clone
    clone.git("switch", "--quiet", "--create", "side", "HEAD~1")
    kept.file("DL-2026-0022")
    clone.commit("file")
    clone.git("switch", "--quiet", "main")
    clone.git("merge", "--quiet", "--no-edit", "--strategy=ours", "side")


@tampering("H505")
def commit_replaced_in_this_clone(kept: Kept) -> None:
    kept.clone.git("replace", "HEAD~1", "HEAD~2")


@tampering("H505")
def parents_grafted_in_this_clone(kept: Kept) -> None:
    (kept.clone.top / ".git/info").mkdir(exist_ok=True)
    (kept.clone.top / ".git/info/grafts").write_text(f"{kept.clone.head}\n", encoding="utf-8")


@tampering("H506")
def stored_content_exchanged(kept: Kept) -> None:
    blob = kept.clone.git("rev-parse", f"HEAD:{kept.path(kept.filed)}")
    data = kept.text(kept.filed).replace("津丽示例〔2026〕31号", "津丽示例〔2026〕32号").encode()
    file = kept.clone.top / ".git/objects" / blob[:2] / blob[2:]
    file.chmod(0o644)
    file.write_bytes(zlib.compress(b"blob %d\0" % len(data) + data))


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_caught(name: str, kept: Kept, accession: Command) -> None:
    code, tamper = TAMPERINGS[name]
    tamper(kept)
    answer = accession("-C", str(kept.clone.top), "verify", "--json")
    found = json.loads(answer.out)
    assert answer.code == 6
    assert code in codes(found), [(one["code"], one["message"]) for one in found["findings"]]


def test_there_are_at_least_eighty_kinds_of_tampering() -> None:
    assert len(TAMPERINGS) >= 80
    assert len({code for code, _tamper in TAMPERINGS.values()}) >= 30


@pytest.mark.parametrize("name", BENT)
def test_a_bent_paper_is_told_by_its_own_code_alone(
    name: str, kept: Kept, accession: Command
) -> None:
    code, before, after = BENT[name]
    bend_paper(before, after, kept)
    found = codes(verified(accession, kept.clone))
    assert {one for one in found if one.startswith("H")} == {code}


def test_what_was_verified_before_is_missed_when_it_is_gone(kept: Kept, accession: Command) -> None:
    assert verified(accession, kept.clone)["remembered"]
    kept.clone.git("reset", "--quiet", "--hard", "HEAD~3")
    kept.file("DL-2026-0022")
    kept.clone.commit("file")
    for _again in range(2):
        assert "H501" in codes(verified(accession, kept.clone))


def test_a_commit_that_was_amended_after_it_was_verified_is_missed(
    kept: Kept, accession: Command
) -> None:
    verified(accession, kept.clone)
    kept.clone.git("commit", "--quiet", "--amend", "--message", "other words")
    assert "H501" in codes(verified(accession, kept.clone))


def test_a_remote_that_was_forced_is_noticed_by_a_clone_that_filed_there(
    two_offices: TwoClerks, accession: Command, draft: Path
) -> None:
    ann, bo = two_offices.ann, two_offices.bo
    assert accession("-C", str(ann.top), "file", "--from", str(draft)).code == 0
    assert codes(verified(accession, ann)) == set()
    bo.commit("instead", **{"README.md": "hello\n"})
    bo.git("push", "--quiet", "--force", "origin", "main")
    ann.git("fetch", "--quiet")
    found = verified(accession, ann)
    assert found["trunk"] == "origin/main"
    assert codes(found) == {"H501"}


def test_only_what_is_new_is_walked_and_full_walks_all(kept: Kept, accession: Command) -> None:
    first = verified(accession, kept.clone)
    kept.file("DL-2026-0022")
    tip = kept.clone.commit("file")
    second = verified(accession, kept.clone)
    assert (second["walked"], second["since"], second["tip"]) == (1, first["tip"], tip)
    full = verified(accession, kept.clone, "--full")
    assert (full["walked"], full["since"]) == (full["commits"], None)


def test_the_checkpoint_stays_where_it_was_while_something_is_wrong(
    kept: Kept, accession: Command
) -> None:
    first = verified(accession, kept.clone)
    record_deleted(kept)
    for _again in range(2):
        found = verified(accession, kept.clone)
        assert (found["since"], codes(found)) == (first["tip"], {"H101"})


@pytest.mark.parametrize(
    ("code", "name"),
    [
        *(("H101", "record_deleted"), ("H202", "basis_changed"), ("H203", "end_moved")),
        *(("H201", "retirement_undone"), ("H204", "correction_taken_out")),
        *(("H301", "edition_changed"), ("H302", "edition_deleted"), ("H303", "notice_changed")),
        *(("H102", "record_renamed"), ("R103", "record_made_a_link")),
        *(("S102", "key_invented"), ("R102", "stray_file_put_among_the_records")),
        *(("H105", "agencies_deleted"), ("H207", "link_taken_out_at_one_end")),
    ],
)
def test_what_was_put_back_as_it_was_is_told_and_no_error(
    code: str, name: str, kept: Kept, accession: Command
) -> None:
    TAMPERINGS[name][1](kept)
    kept.clone.git("revert", "--no-edit", "HEAD")
    found = verified(accession, kept.clone)
    assert codes(found) == set(), found["findings"]
    assert code in codes(found, "warning")
    assert all(one["mended"] for one in found["findings"])
    assert found["remembered"]


def test_a_correction_that_was_entered_late_makes_up_for_a_silent_change(
    kept: Kept, accession: Command
) -> None:
    TAMPERINGS["basis_changed"][1](kept)
    kept.correct(kept.filed, "basis[0].number", "津丽示例〔2026〕31号", "津丽示例〔2026〕32号")
    kept.clone.commit("correct")
    found = verified(accession, kept.clone)
    assert (codes(found), codes(found, "warning")) == (set(), {"H202"})


def test_putting_another_thing_back_is_no_mending(kept: Kept, accession: Command) -> None:
    retirement_undone(kept)
    kept.clone.git("revert", "--no-edit", "HEAD")
    kept.change(kept.retired, ("effective: 2026-11-01", "effective: 2026-12-01"))
    assert codes(verified(accession, kept.clone)) >= {"H203"}


def test_what_need_not_be_wrong_is_a_warning(kept: Kept, accession: Command) -> None:
    _dated(kept, "2026-10-01T12:00:00+0800")
    found = verified(accession, kept.clone)
    assert (codes(found), codes(found, "warning")) == (set(), {"H504"})


def _dated(kept: Kept, when: str) -> None:
    environ = {**kept.clone.environ, "GIT_COMMITTER_DATE": when}
    Clone(top=kept.clone.top, environ=environ).commit("at another time")


def test_a_record_that_was_corrected_is_lawful(kept: Kept, accession: Command) -> None:
    kept.edit(kept.filed, ("津丽示例〔2026〕31号", "津丽示例〔2026〕32号"))
    kept.correct(kept.filed, "basis[0].number", "津丽示例〔2026〕31号", "津丽示例〔2026〕32号")
    kept.clone.commit("correct")
    kept.edit(kept.filed, SEALED["basis_added"])
    kept.correct(kept.filed, "basis[0]", "null", "《经济普查条例》")
    kept.clone.commit("correct")
    kept.edit(kept.retired, ("reason: 任务完成", "reason: 任务完成，转入新事项"))
    kept.correct(kept.retired, "retirement.reason", "任务完成", "任务完成，转入新事项")
    kept.clone.commit("correct")
    assert said(verified(accession, kept.clone)) == []


def test_merges_that_bring_both_sides_along_are_lawful(kept: Kept, accession: Command) -> None:
    clone = kept.clone
    clone.git("switch", "--quiet", "--create", "side", "HEAD~1")
    kept.file("DL-2026-0022")
    clone.commit("file")
    kept.change("DL-2024-0005", SENT)
    clone.git("switch", "--quiet", "main")
    old = line_value(kept.text("DL-2024-0005"), "frequency")
    kept.edit("DL-2024-0005", (f"frequency: {old}", "frequency: 每周"))
    kept.correct("DL-2024-0005", "frequency", old, "每周")
    clone.commit("correct")
    clone.git("merge", "--quiet", "--no-edit", "side")
    clone.git("switch", "--quiet", "--create", "late", "HEAD~1")
    clone.git("merge", "--quiet", "--no-edit", "--no-ff", "main")
    found = verified(accession, clone)
    assert (codes(found), codes(found, "warning")) == (set(), {"H511"})


def test_writing_a_record_in_another_form_is_lawful(kept: Kept, accession: Command) -> None:
    text = kept.text(kept.retired)
    kept.clone.commit("comment", **{kept.path(kept.retired): f"# 一条说明\n{text}"})
    assert said(verified(accession, kept.clone)) == []


def test_clerks_who_file_and_retire_through_a_remote_leave_a_clean_history(
    two_offices: TwoClerks, accession: Command, draft: Path, material: Path
) -> None:
    for clerk, number in ((two_offices.ann, "DL-2024-0006"), (two_offices.bo, "DL-2024-0007")):
        text = draft.read_text(encoding="utf-8")
        draft.write_text(text.replace("title: ", "title: 再次"), encoding="utf-8")
        at = ("-C", str(clerk.top))
        assert accession(*at, "file", "--from", str(draft)).code == 0
        retire = ("--reason", "任务完成", "--material", str(material))
        days = ("--applied", "2026-10-09", "--effective", "2026-11-01")
        answer = accession(*at, "retire", number, *days, *retire)
        assert answer.code == 0, answer.err
    for clerk in (two_offices.ann, two_offices.bo, two_offices.remote):
        found = verified(accession, clerk)
        assert {one["code"] for one in found["findings"]} <= {"H504"}  # the day is moved in tests


def test_a_sample_accuses_nobody(district: Clone, accession: Command) -> None:
    kept = Kept(district)
    record_deleted(kept)
    answer = accession("-C", str(district.top), "verify")
    assert answer.code == 0
    assert "H101" in answer.out
    assert "This registry is a sample" in answer.err
    assert codes(verified(accession, district, "--full"), "error") == set()


def test_this_projects_own_history_is_that_of_a_sample(
    tmp_path: Path, accession: Command, machine: dict[str, str]
) -> None:
    top = SHIPPED.parent
    if not (top / ".git").exists():
        pytest.skip("NOT TESTED: the project's own history, for this is no clone of it")
    here = Clone(top=top, environ=machine | {"GIT_CONFIG_COUNT": "1",
                 "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"})  # fmt: skip
    if here.git("rev-parse", "--is-shallow-repository") == "true":
        pytest.skip("NOT TESTED: the project's own history, for this clone is shallow")
    copy = Clone(top=tmp_path / "project", environ=machine)
    here.git("clone", "--quiet", "--no-hardlinks", str(top), str(copy.top))
    found = verified(accession, copy)
    assert found["sample"]
    assert codes(found) == set()


def test_a_shallow_clone_is_refused_in_plain_words(
    kept: Kept, tmp_path: Path, accession: Command
) -> None:
    shallow = tmp_path / "shallow"
    kept.clone.git("clone", "--quiet", "--depth=1", f"file://{kept.clone.top}", str(shallow))
    answer = accession("-C", str(shallow), "verify")
    assert answer.code == 5
    assert "git fetch --unshallow" in answer.err


def test_verifying_leaves_everything_but_its_checkpoint_as_it_was(
    kept: Kept, accession: Command
) -> None:
    before = kept.clone.state()
    verified(accession, kept.clone)
    assert kept.clone.state() == before


def test_a_checkpoint_that_cannot_be_written_is_said_and_stops_nothing(
    kept: Kept, accession: Command
) -> None:
    shutil.rmtree(kept.clone.top / ".git/accession")
    (kept.clone.top / ".git/accession").write_text("in the way", encoding="utf-8")
    answer = accession("-C", str(kept.clone.top), "verify")
    assert answer.code == 0
    assert "cannot be written" in answer.err


def test_a_hook_of_the_environment_leads_nowhere_else(
    kept: Kept, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", os.devnull)
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", os.devnull)
    assert said(verified(accession, kept.clone)) == []


def test_what_is_said_names_commit_place_and_remedy(kept: Kept, accession: Command) -> None:
    TAMPERINGS["basis_changed"][1](kept)
    answer = accession("-C", str(kept.clone.top), "verify")
    assert answer.code == 6
    assert f"Commit {kept.clone.head[:12]}, " in answer.out
    assert f"{kept.path(kept.filed)}:" in answer.out
    assert "H202" in answer.out
    assert "→" in answer.out


@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_done_lawfully_raises_no_alarm(
    seed: int, tmp_path: Path, accession: Command, machine: dict[str, str]
) -> None:
    top = tmp_path / "lived in"
    lawful(top, 120, seed, machine)
    clone = Clone(top=top, environ=machine)
    merges = clone.git("rev-list", "--count", "--merges", "HEAD")
    found = verified(accession, clone)
    assert [one for one in said(found) if not one.startswith("H511")] == []
    assert found["commits"] > 120
    assert int(merges) > 3


def test_a_registry_that_was_moved_to_another_folder_is_walked_there_too(
    kept: Kept, accession: Command
) -> None:
    kept.clone.git("mv", "registry", "register")
    kept.clone.commit("move")
    found = verified(accession, kept.clone, "-C", str(kept.clone.top / "register"))
    assert [(one["code"], one["severity"]) for one in found["findings"]] == [("H508", "warning")]
    assert found["registry"] == "register"


def test_what_was_changed_before_or_with_a_move_is_caught(kept: Kept, accession: Command) -> None:
    TAMPERINGS["basis_changed"][1](kept)
    kept.clone.git("mv", "registry", "register")
    kept.clone.git("rm", "--quiet", "--force", "register/tasks/2024/DL-2024-0004.yaml")
    kept.clone.commit("move")
    found = verified(accession, kept.clone, "-C", str(kept.clone.top / "register"))
    assert codes(found) == {"H101", "H202"}


def test_any_time_that_a_commit_may_name_can_be_told(kept: Kept, accession: Command) -> None:
    for when in ("@0 +0000", "@99999999999999 +0000"):
        clone = Clone(
            top=kept.clone.top, environ={**kept.clone.environ, "GIT_COMMITTER_DATE": when}
        )
        clone.commit("x", **{"README.md": when})
        assert codes(verified(accession, clone)) == set()


def test_a_name_that_is_no_text_is_a_finding_and_no_defect(kept: Kept, accession: Command) -> None:
    name = os.fsdecode(b"registry/tasks/2024/DL-\xff\xfe.yaml")
    (kept.clone.top / name).write_bytes(b"x")
    kept.clone.commit("odd")
    for words in (
        ("verify",),
        ("verify", "--json", "--full"),
        ("validate", "--commit", "HEAD", "--since", "HEAD~1"),
    ):
        answer = accession("-C", str(kept.clone.top), *words)
        assert answer.code in (1, 6), answer.err
        assert "R102" in answer.out


def test_what_should_never_have_been_written_is_not_told_again(
    kept: Kept, accession: Command
) -> None:
    secret = "津丽委密〔2023〕3号"
    kept.change(kept.filed, ("津丽示例〔2026〕31号", secret))
    kept.change(kept.filed, (secret, "津丽示例〔2026〕31号"))
    for words in (
        ("verify",),
        ("verify", "--json", "--full"),
        ("log", kept.filed),
        ("validate", "--since", "HEAD~1"),
        ("validate", "--commit", "HEAD", "--since", "HEAD~1", "--format", "json"),
    ):
        answer = accession("-C", str(kept.clone.top), *words)
        assert secret not in answer.out + answer.err
        assert "basis[0].number" in answer.out
