"""What plain git pushes to a server with the hook: tamperings are refused, lawful changes taken."""

import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - git itself pushes

import pytest

from accession_cli import packaged
from conftest import Answer
from kept_registries import Kept
from ledgers import workbook
from repositories import Clone
from signed_registries import SignedWorld
from tamperings import LAWFUL
from tamperings_invented import EVERY
from tamperings_with_keys import SIGNED

Accession = Callable[..., Answer]
_BUILT: dict[str, Path] = {}


@pytest.fixture
def server(
    kept: Kept, accession: Accession, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Clone:
    """A bare repository with the hook, which has all that *kept* has."""
    environ = kept.clone.environ
    if "server" not in _BUILT:
        built = tmp_path_factory.mktemp("server") / "registry.git"
        assert accession("init", "--server", str(built)).code == 0
        bare = Clone(top=built, environ=environ)
        bare.git("config", "accession.program", "true")  # what was kept so far is taken as it is
        kept.clone.git("push", "--quiet", str(built), "HEAD:refs/heads/main")
        _BUILT["server"] = built
    top = tmp_path / "registry.git"
    shutil.copytree(_BUILT["server"], top)
    program = tmp_path / "accession"
    program.write_text(
        f'#!/bin/sh\nexec {sys.executable} -m accession_cli "$@" --lang "${{SAID_IN:-en}}"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    made = Clone(top=top, environ=environ)
    made.git("config", "accession.program", str(program))
    made.git("config", "accession.branches", "draft/*")
    return made


def pushed(kept: Kept, server: Clone, language: str = "en", to: str = "main") -> tuple[bool, str]:
    """Commit and push all; whether anything was taken, and what was said."""
    kept.clone.commit("change by hand")
    before = server.git("for-each-ref")
    force, ref = ("+", to[1:]) if to.startswith("+") else ("", to)
    to = ref if ref.startswith("refs/") else f"refs/heads/{ref}"
    done = run_program(
        ["git", "push", str(server.top), f"{force}HEAD:{to}"],
        cwd=kept.clone.top,
        env={**os.environ, **kept.clone.environ, "SAID_IN": language},
        capture_output=True,
        check=False,
    )
    return server.git("for-each-ref") != before, done.stderr.decode()


@pytest.mark.parametrize("name", EVERY)
def test_a_tampering_is_refused_by_the_server(name: str, kept: Kept, server: Clone) -> None:
    EVERY[name].do(kept)
    taken, said = pushed(kept, server, to=EVERY[name].to)
    assert not taken, said
    assert is_told(EVERY[name].code, said), said


def is_told(code: str, said: str) -> bool:
    """Whether the error *code* is named, or its words are, where a refusal has none."""
    if " " in code:
        return code in " ".join(said.replace("remote:", " ").split())
    return re.search(rf"error (?:{code})\b", said) is not None


@pytest.mark.parametrize("name", SIGNED)
def test_a_tampering_with_keys_is_refused_by_the_server(
    name: str, signed_world: SignedWorld
) -> None:
    code, do = SIGNED[name]
    clone = do(signed_world)
    before = signed_world.tip
    done = run_program(
        ["git", "push", "origin", "HEAD:main"],
        cwd=clone.top,
        env={**os.environ, **clone.environ, "ACCESSION_LANG": "en"},
        capture_output=True,
        check=False,
    )
    assert signed_world.tip == before
    assert is_told(code, done.stderr.decode()), done.stderr.decode()


@pytest.mark.parametrize("name", LAWFUL)
def test_a_lawful_change_is_taken(name: str, kept: Kept, server: Clone) -> None:
    LAWFUL[name](kept)
    taken, said = pushed(kept, server)
    assert taken, said


TOLD = {
    "a hint beside the registry": ("notes.txt", "此件不予公开\n", "notes.txt in commit"),
    "a mobile number": ("notes.txt", "张某，13912345678\n", "notes.txt in commit"),
    "a paper of pictures": ("notes/scan.pdf", "%PDF-1.4\n%%EOF\n", "notes/scan.pdf in commit"),
    "settings for git": (".gitattributes", "*.yaml filter=x\n", "these settings have git treat"),
    "names for people": (".mailmap", "李某 <li@x.org> <ann@x.org>\n", "git shows other names"),
    "a repository inside": (".gitmodules", '[submodule "x"]\n', "or fetches other files"),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_a_person_has_to_look_at_is_taken_and_told(
    name: str, kept: Kept, server: Clone
) -> None:
    path, text, told = TOLD[name]
    kept.clone.write(path, text)
    taken, said = pushed(kept, server)
    assert taken, said
    said = " ".join(said.replace("remote:", " ").split())
    assert "a person has to look at this" in said
    assert told in said, said


SEEN = {
    "share": ("scheme.yaml", "source:\n", "share:\n  editions: true\n  refusals: true\nsource:\n"),
    "address": ("scheme.yaml", "page_address: null", "page_address: https://example.org/"),
    "title": ("scheme.yaml", "directory_title: 东丽区", "directory_title: 天津市东丽区"),
    "issuers": ("scheme.yaml", "issuers:\n", "issuers:\n  - 东丽区某局\n"),
}


def told_in(said: str) -> set[str]:
    return set(re.findall(r"(?:warning|hint) (H[0-9]{3})\b", said))


@pytest.mark.parametrize("name", SEEN)
def test_what_readers_see_is_not_changed_without_a_word(
    name: str, kept: Kept, server: Clone, accession: Accession
) -> None:
    file, old, new = SEEN[name]
    text = (kept.clone.top / "registry" / file).read_text(encoding="utf-8")
    assert old in text
    kept.clone.write(f"registry/{file}", text.replace(old, new, 1))
    since = kept.clone.head
    taken, said = pushed(kept, server)
    assert taken, said
    assert told_in(said) == {"H808"}, said
    for asked in (("verify",), ("validate", "--since", since)):
        answer = accession("-C", str(kept.clone.top), *asked)
        assert (answer.code, "H808" in answer.out + answer.err) == (0, True), answer.out


@pytest.mark.parametrize("path", ["templates/directory.css", "fonts/other.txt"])
def test_what_documents_are_made_with_is_not_changed_without_a_word(
    path: str, kept: Kept, server: Clone
) -> None:
    kept.clone.write(f"registry/{path}", "x\n")
    taken, said = pushed(kept, server)
    assert taken, said
    assert told_in(said) == {"H808"}, said
    kept.clone.git("rm", "--quiet", f"registry/{path}")
    assert told_in(pushed(kept, server)[1]) == {"H808"}


def test_what_helps_to_find_something_is_told_as_a_hint(kept: Kept, server: Clone) -> None:
    LAWFUL["name_added_that_people_use_for_an_agency"](kept)
    taken, said = pushed(kept, server)
    assert (taken, told_in(said)) == (True, {"H809"}), said


AS_READERS_SEE = (
    *("page_address=https://example.org/", "directory_title=天津市东丽区指导目录（{year}年版）"),
    *("issuers=区民政局,区委组织部", "share.editions=true", "share.refusals=false"),
)


def test_what_readers_see_is_amended_with_the_reason_and_then_explained(
    kept: Kept, server: Clone, accession: Accession
) -> None:
    top = str(kept.clone.top)
    answer = accession("-C", top, "scheme", "amend", *AS_READERS_SEE, "--reason", "改版", "--json")
    assert answer.code == 0, answer.err
    assert {one["key"] for one in json.loads(answer.out)["amendments"]} == {
        one.partition("=")[0] for one in AS_READERS_SEE
    }
    answer = accession("-C", top, "validate", "--since", "HEAD~1")
    assert (answer.code, "H80" in answer.out + answer.err) == (0, False), answer.out
    assert "H80" not in accession("-C", top, "verify").out
    taken, said = pushed(kept, server)
    assert (taken, told_in(said)) == (True, set()), said


def test_a_hint_in_a_message_is_told(kept: Kept, server: Clone) -> None:
    kept.clone.git("commit", "--quiet", "--allow-empty", "--message", "此件不予公开")
    taken, said = pushed(kept, server, "zh_CN")
    assert taken, said
    assert "需要有人看一看" in said


def test_what_every_repository_begins_with_is_told_to_nobody(kept: Kept, server: Clone) -> None:
    text = packaged.text("templates", "new_registry/dot-gitattributes")
    kept.clone.write(".gitattributes", text)
    taken, said = pushed(kept, server)
    assert taken, said
    assert "look at this" not in said


def test_a_name_that_is_entered_late_is_taken_with_an_amendment(
    kept: Kept, server: Clone, accession: Accession, tmp_path: Path
) -> None:
    rows = [
        ["代号", "部门名称", "现名启用日期"],
        ["minzheng", "区社会工作部", "2025-01-01"],
        ["wangge", "区城运中心", "2025-01-01"],  # no task names it
    ]
    file = tmp_path / "部门.xlsx"
    file.write_bytes(workbook(("部门", rows, ())))
    answer = accession("-C", str(kept.clone.top), "roster", "import", str(file))
    assert answer.code == 0, answer.err
    entries = (kept.clone.top / "registry/amendments.yaml").read_text(encoding="utf-8")
    assert re.findall("key: (.*)", entries) == ["agencies.minzheng.name"]
    taken, said = pushed(kept, server)
    assert taken, said


AMENDED = {
    "scheme.yaml": ("days_to_decide.value=15", "days_to_decide=15"),
    "one deciding body less": ("channels.grid.decided_by=civil_affairs", "channels.grid"),
    "the number of a clause": ("clauses.3.2.3=三、（二）4", "clauses.3.2.3"),
    "a registrar of before": ("registrar[0].to=2026-09-30", "registrar[0].to"),
    "statutes.yaml": ("statutes[0].effective_from=2018-12-30", "2018-12-30"),
    "agencies.yaml": ("agencies.minzheng.name=区民政和社会工作局", "区民政和社会工作局"),
}


@pytest.mark.parametrize("name", AMENDED)
def test_an_amendment_with_its_reason_is_taken_and_kept(
    name: str, kept: Kept, server: Clone, accession: Accession
) -> None:
    file = name if name.endswith(".yaml") else "scheme.yaml"
    setting, _shown = AMENDED[name]
    answer = accession(
        *("-C", str(kept.clone.top), "scheme", "amend", setting, "--file", file),
        *("--reason", "津丽民发〔2026〕3号", "--mistake"),
    )
    assert answer.code == 0, answer.err
    entries = (kept.clone.top / "registry/amendments.yaml").read_text(encoding="utf-8")
    assert "reason: 津丽民发〔2026〕3号" in entries
    assert "mistake: true" in entries
    assert "by: " in entries
    taken, said = pushed(kept, server)
    assert taken, said


@pytest.mark.parametrize(
    ("setting", "code"),
    [("trunk=origin/side", 1), ("nothing.at.all=1", 1), ("days_to_decide.value=10", 1),
     ("days_to_decide.value=soon", 1), ("bodies[3]=x", 2)],
)  # fmt: skip
def test_an_amendment_that_cannot_be_is_refused_and_writes_nothing(
    setting: str, code: int, kept: Kept, accession: Accession
) -> None:
    before = kept.clone.head
    answer = accession("-C", str(kept.clone.top), "scheme", "amend", setting, "--reason", "试")
    assert (answer.code, kept.clone.head) == (code, before), answer.err


BOTH = "channels.community.decided_by=civil_affairs,grid_centre"


@pytest.mark.parametrize("held", [("--mistake",), ("--from", "2024-06-01")])
def test_an_amendment_under_which_earlier_records_would_be_wrong_is_not_written(
    held: tuple[str, ...], kept: Kept, accession: Accession
) -> None:
    before, top = kept.clone.head, str(kept.clone.top)
    answer = accession("-C", top, "scheme", "amend", BOTH, "--reason", "试", *held)
    assert (answer.code, kept.clone.head) == (1, before), answer.err
    assert "D101" in answer.err + answer.out


@pytest.mark.parametrize("held", [("--from", "2026-10-13"), ("--from", "2026-10-01", "--mistake")])
def test_an_amendment_does_not_hold_from_a_day_that_cannot_be(
    held: tuple[str, ...], kept: Kept, accession: Accession
) -> None:
    before, top = kept.clone.head, str(kept.clone.top)
    answer = accession("-C", top, "scheme", "amend", BOTH, "--reason", "试", *held)
    assert (answer.code, kept.clone.head) == (2, before), answer.err


def test_a_body_that_decides_from_a_day_on_is_asked_for_nothing_before(
    kept: Kept, server: Clone, accession: Accession
) -> None:
    top = str(kept.clone.top)
    amended = accession(
        *("-C", top, "scheme", "amend", BOTH, "--from", "2026-10-12", "--reason", "职责调整"),
        "--json",
    )
    assert amended.code == 0, amended.err
    (entry,) = json.loads(amended.out)["amendments"]
    assert (entry["from"], entry["key"]) == ("2026-10-12", "channels.community.decided_by")
    assert (entry["old"], entry["new"]) == ("civil_affairs", "civil_affairs、grid_centre")
    assert accession("-C", top, "validate").code == 0
    assert accession("-C", top, "verify").code == 0
    taken, said = pushed(kept, server)
    assert taken, said
    kept.file("DL-2026-0022")  # decided in September
    taken, said = pushed(kept, server)
    assert taken, said
    kept.file("DL-2026-0023")
    kept.edit("DL-2026-0023", ("    date: 2026-09-28\n", "    date: 2026-10-12\n"))
    taken, said = pushed(kept, server)
    assert not taken
    assert is_told("D101", said), said
    kept.clone.git("reset", "--quiet", "--soft", "HEAD~1")
    made = "  - by: grid_centre\n    date: 2026-10-12\n    result: admit\n    opinion: null\n"
    kept.edit("DL-2026-0023", ("\nfiling:\n", f"\n{made}filing:\n"))
    taken, said = pushed(kept, server)
    assert taken, said


ENDED = (
    *("classes[2]=城市管理、生态环境", "classes[6]=普查", "kinds.signboard=挂牌和标识"),
    *("kinds.survey=null", "--from", "2026-10-12", "--reason", "津丽民发〔2026〕3号"),
)


def test_classes_and_kinds_that_end_or_are_renamed_leave_what_was_filed_as_it_was(
    kept: Kept, server: Clone, accession: Accession
) -> None:
    top = str(kept.clone.top)

    def printed(year: str, *day: str) -> str:
        answer = accession(
            "-C", top, "render", year, "--draft", "--format", "csv", *day, "--out", out
        )
        assert answer.code == 0, answer.err
        return "".join(one.read_text("utf-8-sig") for one in sorted(Path(out).glob("*.csv")))

    def shown(number: str) -> str:
        return accession("-C", top, "show", number).out

    out = str(kept.clone.top.parent / "printed")
    before = printed("2026", "--as-of", "2026-10-11")
    answer = accession("-C", top, "scheme", "amend", *ENDED)
    assert answer.code == 0, answer.err
    for asked in ("validate", "verify"):
        told = accession("-C", top, asked)
        assert (told.code, "N20" in told.out + told.err) == (0, False), told.out + told.err
    taken, said = pushed(kept, server)
    assert taken, said
    assert printed("2026", "--as-of", "2026-10-11") == before
    now = printed("2026")
    assert (now.count("（挂牌和标识）"), now.count("（挂牌）")) == (1, 0)
    assert now.count("（调查统计）") == 1  # it has no name but its last
    assert "调查统计" in shown("DL-2024-0001")
    other = ("\nclass: 社会保障和社会救助\n", "\nclass: 统计和普查\n")
    kept.file("DL-2026-0022")
    kept.edit("DL-2026-0022", other)  # applied for in September
    taken, said = pushed(kept, server)
    assert taken, said
    kept.file("DL-2026-0023")
    kept.edit("DL-2026-0023", other, ("received: 2026-09-21", "received: 2026-10-12"))
    kept.edit("DL-2026-0023", ("    date: 2026-09-28\n", "    date: 2026-10-12\n"))
    taken, said = pushed(kept, server)
    assert (taken, is_told("N202", said)) == (False, True), said


def test_a_refusal_is_told_in_chinese_too(kept: Kept, server: Clone) -> None:
    EVERY["money_of_a_filed_task_rewritten"].do(kept)
    taken, said = pushed(kept, server, "zh_CN")
    assert not taken
    assert "H208" in said
    assert "没有更正记录" in said
    assert "accession amend" in said


def test_what_changed_in_the_profile_is_told_part_by_part_in_its_titles(
    kept: Kept, server: Clone
) -> None:
    EVERY["body_that_decides_taken_out_of_the_profile_rewritten"].do(kept)
    taken, said = pushed(kept, server, "zh_CN")
    assert not taken
    assert "协助渠道·网格员·审批单位由“civil_affairs、grid_centre”改为“civil_affairs”" in said


def test_there_are_many_kinds_of_tampering() -> None:
    assert len(EVERY) + len(SIGNED) >= 135  # so that none is lost
