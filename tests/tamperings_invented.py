"""More tamperings that plain git can push: time, names, settled papers, secrets, other refs.

They were thought of beside the rules, not read off them; see ``tamperings`` for the rest.
"""

import zipfile
from typing import Final

import sample_records
from accession_cli.yamlfile import editor
from kept_registries import UNSENT, Kept, line_value
from repositories import Clone
from tamperings import PUSHED, SEALED, Do, Tampering, amendment, put, tampering

DAY: Final = "2026-10-12"
MARKED: Final = "机密★10年\n"
NUMBER: Final = "11010519491231002X"
EDITION: Final = "registry/editions/2025.yaml"


def on(kept: Kept, day: str, clock: str = "12:00:00+0800") -> Clone:
    """The same clone, whose commits are made on *day*."""
    return Clone(
        top=kept.clone.top,
        environ={**kept.clone.environ, "GIT_COMMITTER_DATE": f"{day}T{clock}"},
    )


# Time


@tampering("H601")
def commit_of_a_day_to_come(kept: Kept) -> None:
    on(kept, "2026-10-13").commit("tomorrow", **{"notes.txt": "x\n"})


@tampering("H602")
def commit_dated_before_its_parent(kept: Kept) -> None:
    on(kept, "2026-09-28").commit("earlier", **{"notes.txt": "x\n"})


@tampering("H602")
def commit_dated_back_by_the_zone_of_its_clock(kept: Kept) -> None:
    """In the office's own time this is the day before."""
    on(kept, "2026-10-12", "01:00:00+1400").commit("earlier", **{"notes.txt": "x\n"})


def _filed(kept: Kept, *changes: tuple[str, str]) -> None:
    kept.file("DL-2026-0022")
    kept.edit("DL-2026-0022", *changes)


@tampering("H604")
def filing_dated_back(kept: Kept) -> None:
    _filed(kept, (f"filing:\n  date: {DAY}", "filing:\n  date: 2026-09-29"))


@tampering("H604")
def filing_dated_ahead(kept: Kept) -> None:
    _filed(kept, (f"filing:\n  date: {DAY}", "filing:\n  date: 2026-10-13"))


@tampering("H604")
def filing_of_a_year_that_is_over(kept: Kept) -> None:
    text = kept.text(kept.filed).replace(kept.filed, "DL-2025-0019")
    text = text.replace("〔2026〕21号", "〔2025〕19号")
    text = text.replace(f"filing:\n  date: {DAY}", "filing:\n  date: 2025-12-30")
    kept.clone.write(kept.path("DL-2025-0019"), text)


@tampering("H605")
def correction_dated_back(kept: Kept) -> None:
    kept.edit(kept.filed, SEALED["money"])
    kept.correct(kept.filed, "funding.amount", '"12000.00"', '"2000.00"')
    head, day, tail = kept.text(kept.filed).rpartition(f"date: {DAY}")
    kept.clone.write(kept.path(kept.filed), head + day.replace(DAY, "2026-10-09") + tail)


@tampering("H606|H607")
def dispatch_of_a_day_to_come(kept: Kept) -> None:
    entry = "dispatch:\n  - to: 街道\n    date: 2026-10-19\n    number: null\n"
    kept.edit(kept.filed, ("dispatch: []\n", entry))


@tampering("H606|H607")
def end_told_on_a_day_to_come(kept: Kept) -> None:
    told = "    - to: 街道公共服务办公室\n      date: 2026-10-12"
    kept.edit(kept.retired, (told, f"{told}\n    - to: 街道\n      date: 2026-10-19"))


@tampering("H801|H805")
def amendment_dated_back(kept: Kept) -> None:
    put(kept, "scheme.yaml", ("days_to_decide:\n  value: 10", "days_to_decide:\n  value: 90"))
    amendment(kept, **{"date": "2024-01-02", "from": "2024-01-02"}, old='"10"', new='"90"')


# What records are judged by


@tampering("H801")
def registrar_ended_before_what_it_filed(kept: Kept) -> None:
    after = (
        "    from: 2023-12-29\n    to: 2024-01-01\n"
        "  - body: grid_centre\n    from: 2024-01-02\n    to: null\n"
    )
    put(kept, "scheme.yaml", ("    from: 2023-12-29\n    to: null\n", after))


@tampering("L401")
def agency_ended_before_what_it_asked_for(kept: Kept) -> None:
    days = "active_from: null\n    active_to: "
    put(kept, "agencies.yaml", (f"{days}null", f"{days}2024-01-01"))


@tampering("H802")
def agency_taken_out(kept: Kept) -> None:
    path = kept.clone.top / "registry/agencies.yaml"
    head, _, rest = path.read_text(encoding="utf-8").partition("  xinfang:\n")
    path.write_text(head + rest[rest.index("\n  ") + 1 :].partition("    active_to: null\n")[2]
                    if rest.startswith("  ") else head, encoding="utf-8")  # fmt: skip


@tampering("H802")
def subdistrict_renamed_in_place(kept: Kept) -> None:
    path = kept.clone.top / "registry/subdistricts.yaml"
    _, _, rest = path.read_text(encoding="utf-8").partition('  "120110001":\n    ')
    name = rest.partition("\n")[0]
    put(kept, "subdistricts.yaml", (name, f"{name}新区"))


@tampering("H803")
def law_repealed_on_another_day(kept: Kept) -> None:
    path = kept.clone.top / "registry/statutes.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    old = next(one for one in lines if "repealed_on: 2" in one)
    put(kept, "statutes.yaml", (old, "    repealed_on: 2031-01-01"))


@tampering("H105")
def laws_taken_away(kept: Kept) -> None:
    (kept.clone.top / "registry/statutes.yaml").unlink()


@tampering("H303")
def notice_rewritten(kept: Kept) -> None:
    put(kept, "calendar/2027.yaml", ("2027-01-03", "2027-01-09"))


@tampering("H106")
def registry_called_a_sample(kept: Kept) -> None:
    put(kept, "scheme.yaml", ("sample: false", "sample: true"))


@tampering("H106|H101")
def registry_called_a_sample_for_one_commit(kept: Kept) -> None:
    registry_called_a_sample(kept)
    (kept.clone.top / kept.path("DL-2024-0004")).unlink()
    kept.clone.commit("rehearse")
    put(kept, "scheme.yaml", ("sample: true", "sample: false"))


@tampering("H807")
def amendment_of_a_past_that_never_was(kept: Kept) -> None:
    """Nothing is changed, but records of earlier days would be judged by other days to decide."""
    amendment(kept, **{"from": "2024-01-02"}, old='"30"', new='"10"')


@tampering("H807")
def amendment_that_is_said_twice(kept: Kept) -> None:
    put(kept, "scheme.yaml", ("days_to_decide:\n  value: 10", "days_to_decide:\n  value: 15"))
    for since in ("2026-10-12", "2026-01-02"):
        amendment(kept, **{"from": since}, old='"10"', new='"15"')


@tampering("H807")
def name_that_an_agency_never_had_put_among_the_amendments(kept: Kept) -> None:
    facts = {"file": "agencies.yaml", "key": "agencies.minzheng.name", "from": "2024-01-02"}
    amendment(kept, **facts, old="区安监局", new="区民政局")


@tampering("H608")
def amendment_dated_ahead(kept: Kept) -> None:
    put(kept, "scheme.yaml", ("days_to_decide:\n  value: 10", "days_to_decide:\n  value: 15"))
    amendment(kept, date="2027-03-01", old='"10"', new='"15"')


# What was filed


@tampering("R110")
def another_registry_in_capitals_beside_this_one(kept: Kept) -> None:
    """On Windows and macOS the one is written over the other."""
    path = kept.path(kept.filed)
    text = kept.text(kept.filed).replace("12000.00", "2000.00")
    kept.clone.write(path.replace("registry/", "Registry/"), text)


@tampering("H101")
def record_deleted_and_its_file_ignored(kept: Kept) -> None:
    (kept.clone.top / kept.path("DL-2024-0004")).unlink()
    kept.clone.write(".gitignore", "DL-2024-0004.yaml\n")


@tampering("H102")
def record_moved_to_another_year(kept: Kept) -> None:
    kept.clone.git("mv", kept.path("DL-2024-0034"), kept.path("DL-2025-0019"))


@tampering("H201")
def retirement_taken_back(kept: Kept) -> None:
    text = kept.text(kept.retired).replace("status: retired", "status: admitted")
    head, _, rest = text.partition("retirement:")
    rest = rest[rest.index("supersedes:") :].replace(
        f"superseded_by:\n  - {kept.successor}", "superseded_by: []"
    )
    kept.edit(kept.successor, (f"supersedes:\n  - {kept.retired}", "supersedes: []"))
    kept.clone.write(kept.path(kept.retired), f"{head}retirement: null\n{rest}")


@tampering("H204")
def correction_given_to_another_person(kept: Kept) -> None:
    head, by, tail = kept.text(kept.successor).rpartition("by: civil_affairs\n")
    kept.clone.write(kept.path(kept.successor), head + by.replace("civil_affairs", "张某") + tail)


@tampering("H205")
def dispatch_taken_out(kept: Kept) -> None:
    kept.edit(kept.successor, UNSENT)


@tampering("H202")
def filing_number_rewritten(kept: Kept) -> None:
    kept.edit(kept.filed, ("〔2026〕21号", "〔2026〕12号"))


@tampering("H202")
def day_of_receipt_moved(kept: Kept) -> None:
    kept.edit(kept.filed, ("received: 2026-09-21", "received: 2026-09-25"))


@tampering("H202")
def decision_of_another_body_added_later(kept: Kept) -> None:
    made = "  - by: grid_centre\n    date: 2026-09-29\n    result: admit\n    opinion: null\n"
    kept.edit(kept.filed, ("\nfiling:\n", f"\n{made}filing:\n"))


@tampering("H203")
def closed_record_reworded(kept: Kept) -> None:
    kept.edit(kept.retired, ("title: ", "title: 新"))


@tampering("H207")
def successor_named_at_one_end(kept: Kept) -> None:
    kept.edit("DL-2024-0006", ("\nsupersedes: []", "\nsupersedes:\n  - DL-2024-0007"))


@tampering("S102")
def record_brought_back_to_an_older_schema(kept: Kept) -> None:
    kept.edit(kept.filed, ("schema: 4", "schema: 1"))


@tampering("Y145")
def record_that_is_said_twice(kept: Kept) -> None:
    text = kept.text(kept.filed)
    kept.clone.write(kept.path(kept.filed), f"{text}title: {line_value(text, 'title')}\n")


@tampering("R103")
def record_made_a_link(kept: Kept) -> None:
    path = kept.clone.top / kept.path("DL-2024-0004")
    path.unlink()
    path.symlink_to("DL-2024-0005.yaml")


@tampering("H101")
def registry_moved_and_a_smaller_one_put_in_its_place(kept: Kept) -> None:
    kept.clone.git("mv", "registry", "archive")
    for name in ("scheme.yaml", "agencies.yaml", "subdistricts.yaml", "statutes.yaml"):
        text = (kept.clone.top / "archive" / name).read_text(encoding="utf-8")
        kept.clone.write(f"registry/{name}", text)


# Papers


def _paper(kept: Kept, path: str, record: dict[str, object]) -> None:
    text = editor.new_text(record, comment="x", order={})
    kept.clone.write(f"registry/{path}", text)


@tampering("H104")
def application_number_skipped(kept: Kept) -> None:
    record = sample_records.received_application() | {"id": "DL-A-2026-0002"}
    _paper(kept, "applications/2026/DL-A-2026-0002.yaml", record)


@tampering("H104")
def complaint_number_skipped(kept: Kept) -> None:
    record = sample_records.reported_complaint() | {"id": "DL-C-2026-0007"}
    _paper(kept, "complaints/2026/DL-C-2026-0007.yaml", record)


@tampering("H215")
def task_filed_on_an_application_that_is_still_open(kept: Kept) -> None:
    record = sample_records.received_application() | {"id": "DL-A-2026-0001"}
    _paper(kept, "applications/2026/DL-A-2026-0001.yaml", record)
    _filed(kept, ("application:\n  id: null", "application:\n  id: DL-A-2026-0001"))


@tampering("A108")
def application_said_to_be_filed_as_another_task(kept: Kept) -> None:
    record = sample_records.filed_application() | {"id": "DL-A-2026-0001", "filed": kept.filed}
    _paper(kept, "applications/2026/DL-A-2026-0001.yaml", record)


@tampering("E102")
def evaluation_of_a_task_that_is_not_there(kept: Kept) -> None:
    record = sample_records.concluded_evaluation() | {"id": "DL-2024-0099", "year": 2026}
    _paper(kept, "evaluations/2026/DL-2024-0099.yaml", record)


@tampering("H207")
def task_filed_after_one_that_is_not_there(kept: Kept) -> None:
    _filed(kept, ("\nsupersedes: []", "\nsupersedes:\n  - DL-2025-0099"))


# Editions


@tampering("H301")
def edition_rewritten(kept: Kept) -> None:
    path = kept.clone.top / EDITION
    text = path.read_text(encoding="utf-8")
    kept.clone.write(EDITION, text.replace(f"frozen: {DAY}", "frozen: 2026-10-11"))


@tampering("H302")
def edition_taken_out(kept: Kept) -> None:
    (kept.clone.top / EDITION).unlink()


def _edition(kept: Kept, *changes: tuple[str, str]) -> None:
    text = (kept.clone.top / EDITION).read_text(encoding="utf-8")
    for old, new in (("year: 2025", "year: 2026"), *changes):
        assert old in text
        text = text.replace(old, new, 1)
    kept.clone.write("registry/editions/2026.yaml", text)


@tampering("H401")
def edition_put_beside_the_chain(kept: Kept) -> None:
    _edition(kept)


@tampering("H402")
def edition_of_records_that_never_were(kept: Kept) -> None:
    text = (kept.clone.top / EDITION).read_text(encoding="utf-8")
    blob = text.partition("blob: ")[2].partition("\n")[0]
    _edition(kept, (blob, "0123456789abcdef0123456789abcdef01234567"))


@tampering("H403")
def edition_made_from_a_commit_elsewhere(kept: Kept) -> None:
    text = (kept.clone.top / EDITION).read_text(encoding="utf-8")
    commit = next(line for line in text.splitlines() if line.startswith("commit: "))
    _edition(kept, (commit, "commit: 0123456789abcdef0123456789abcdef01234567"))


# Secrets outside the registry


@tampering("notes/会议.txt in commit")
def marking_in_a_file_beside_the_registry(kept: Kept) -> None:
    kept.clone.write("notes/会议.txt", MARKED)


@tampering("notes.txt in commit")
def marking_taken_out_by_the_next_commit(kept: Kept) -> None:
    kept.clone.commit("notes", **{"notes.txt": MARKED})
    (kept.clone.top / "notes.txt").unlink()


@tampering("the message of commit")
def marking_in_a_message(kept: Kept) -> None:
    kept.clone.commit(f"关于示例工作的请示\n\n{MARKED}")


@tampering("the message of commit")
def marking_where_a_commit_has_its_signature(kept: Kept) -> None:
    git = kept.clone.git
    head, _empty, message = git("cat-file", "commit", "HEAD").partition("\n\n")
    head = head.replace(f"parent {git('rev-parse', 'HEAD~1')}", f"parent {kept.clone.head}")
    made = kept.clone.write(".git/made", f"{head}\ngpgsig x\n {MARKED}\n{message}\n")
    git("reset", "--quiet", "--soft", git("hash-object", "-t", "commit", "-w", str(made)))


@tampering("the message of commit")
def number_of_a_person_in_the_name_of_an_author(kept: Kept) -> None:
    kept.clone.git("commit", "--quiet", "--allow-empty", "--message", "x",
                   "--author", f"张某 {NUMBER} <z@example.org>")  # fmt: skip


@tampering("notes.txt in commit")
def marking_in_another_encoding(kept: Kept) -> None:
    (kept.clone.top / "notes.txt").write_bytes(MARKED.encode("utf-16"))


@tampering("in commit")
def marking_inside_a_word_file(kept: Kept) -> None:
    with zipfile.ZipFile(kept.clone.top / "notes.docx", "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(
            "word/document.xml",
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body><w:p><w:r><w:t>{MARKED.strip()}</w:t></w:r></w:p></w:body></w:document>",
        )


@tampering("in commit")
def marking_in_the_target_of_a_link(kept: Kept) -> None:
    (kept.clone.top / "notes").symlink_to(MARKED.strip())


@tampering("in commit")
def number_of_a_person_in_the_name_of_a_file(kept: Kept) -> None:
    kept.clone.write(f"{NUMBER}.txt", "x\n")


# Other refs, and the trunk itself


def _ref(name: str, code: str, do: Do, to: str) -> None:
    PUSHED[name] = Tampering(code, do, to)


def _notes(kept: Kept) -> None:
    kept.clone.commit("notes", **{"notes.txt": "x\n"})


def _rewritten(kept: Kept) -> None:
    kept.clone.git("reset", "--quiet", "--hard", "HEAD~1")


def _merged(kept: Kept) -> None:
    kept.clone.git("switch", "--quiet", "--create", "side", "HEAD~1")
    _notes(kept)
    kept.clone.git("switch", "--quiet", "main")
    kept.clone.git("merge", "--quiet", "--no-edit", "side")


def _emptied(kept: Kept) -> None:
    kept.clone.git("rm", "--quiet", "-r", "registry")


_ref("branch_that_nobody_checks", "takes the trunk main alone", _notes, "refs/heads/side")
_ref("branch_below_the_trunk", "takes the trunk main alone", _notes, "refs/heads/mains/main")
_ref("tag_that_nobody_checks", "takes the trunk main alone", _notes, "refs/tags/v1")
_ref("notes_of_git_that_nobody_checks", "takes the trunk main alone", _notes, "refs/notes/commits")
_ref("replacement_of_a_commit", "takes the trunk main alone", _notes, f"refs/replace/{'a' * 40}")
_ref("marking_on_an_admitted_branch", "in commit",
     marking_in_a_file_beside_the_registry, "refs/heads/draft/x")  # fmt: skip
_ref("marking_in_the_name_of_a_branch", "a secrecy marking", _notes, "refs/heads/draft/机密★10年")
_ref("history_rewritten_by_force", "has commits that the pushed history", _rewritten, "+main")
_ref("merge_brought_to_the_trunk", "is a merge", _merged, "main")
_ref("trunk_emptied", "holds no registry", _emptied, "main")


# What looks lawful, and changes what was said of earlier days


@tampering("H802")
def agency_renamed_from_a_day_before_its_records(kept: Kept) -> None:
    """It may be the truth: names are known late. Then an amendment says so."""
    after = (
        "name: 区社会工作部\n    earlier_names:\n"
        "      - name: 区民政局\n        until: 2023-12-31\n"
    )
    put(kept, "agencies.yaml", ("name: 区民政局\n", after))


@tampering("H802")
def agency_given_a_name_of_before_its_records(kept: Kept) -> None:
    after = (
        "name: 区民政局\n    earlier_names:\n"
        "      - name: 区社会工作部\n        until: 2025-06-30\n"
    )
    put(kept, "agencies.yaml", ("name: 区民政局\n", after))


@tampering("H802")
def subdistrict_renamed_from_a_day_before_its_records(kept: Kept) -> None:
    after = (
        "name: 东河街道\n    earlier_names:\n      - name: 张贵庄街道\n        until: 2023-12-31\n"
    )
    put(kept, "subdistricts.yaml", ("name: 张贵庄街道\n", after))


@tampering("R112")
def settings_for_git_put_among_the_records(kept: Kept) -> None:
    """Reading commands run nothing of it; a clerk's own git may."""
    kept.clone.write("registry/tasks/.gitattributes", "*.yaml filter=other\n")


#: All that are pushed by plain git, those of the tables too.
EVERY: Final = PUSHED
