"""What plain git pushes to a server with the hook: tamperings are refused, lawful changes taken."""

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - git itself pushes

import pytest

from conftest import Answer
from kept_registries import Kept
from repositories import Clone
from signed_registries import SignedWorld
from tamperings import LAWFUL, PUSHED
from tamperings_invented import UNTOLD
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


@pytest.mark.parametrize("name", PUSHED)
def test_a_tampering_is_refused_by_the_server(name: str, kept: Kept, server: Clone) -> None:
    PUSHED[name].do(kept)
    taken, said = pushed(kept, server, to=PUSHED[name].to)
    assert not taken, said
    assert is_told(PUSHED[name].code, said), said


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


@pytest.mark.parametrize("name", UNTOLD)
def test_what_is_not_refused_yet_is_listed_as_such(name: str, kept: Kept, server: Clone) -> None:
    UNTOLD[name](kept)
    taken, said = pushed(kept, server)
    assert taken, said


AMENDED = {
    "scheme.yaml": ("days_to_decide.value=15", "days_to_decide=15"),
    "a new deciding body": ("channels.grid.decided_by=civil_affairs", "channels.grid"),
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


def test_an_amendment_under_which_earlier_records_would_be_wrong_is_not_written(
    kept: Kept, accession: Accession
) -> None:
    before = kept.clone.head
    setting = "channels.community.decided_by=civil_affairs,grid_centre"
    answer = accession("-C", str(kept.clone.top), "scheme", "amend", setting, "--reason", "试")
    assert (answer.code, kept.clone.head) == (1, before), answer.err
    assert "D101" in answer.err + answer.out


def test_a_refusal_is_told_in_chinese_too(kept: Kept, server: Clone) -> None:
    PUSHED["money_of_a_filed_task_rewritten"].do(kept)
    taken, said = pushed(kept, server, "zh_CN")
    assert not taken
    assert "H208" in said
    assert "没有更正记录" in said
    assert "accession amend" in said


def test_there_are_many_kinds_of_tampering() -> None:
    assert len(PUSHED) + len(SIGNED) >= 125  # so that none is lost
