"""An administrator sees when the hook of a server is not today's, and has it replaced."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from accession_cli import packaged
from accession_cli.gitstore.clone import EARLIER_HOOKS
from conftest import Answer

pytestmark = pytest.mark.git

Accession = Callable[..., Answer]
#: Of the packaged hooks. Who changes one adds the digest that stood here to ``EARLIER_HOOKS``.
TODAYS = {
    "pre-commit": "7257fd28f28906062635c1dded4dc36555ab52ea9c397aff3436282fbcaf6a0e",
    "pre-receive": "c62d4e2a21b41269e5724f4323461876783be8b8fd7ab08cf262300111a2167d",
}
EARLIER = (Path(__file__).parents[1] / "kept_hooks/pre-receive").read_text(encoding="utf-8")


@pytest.fixture
def server(accession: Accession, tmp_path: Path) -> Path:
    """A bare repository as ``init --server`` makes it."""
    folder = tmp_path / "registry.git"
    assert accession("init", "--server", str(folder)).code == 0
    return folder


def put(server: Path, text: str) -> Path:
    hook = server / "hooks/pre-receive"
    hook.write_text(text, encoding="utf-8")
    hook.chmod(0o755)
    return hook


def test_a_hook_is_never_changed_without_its_earlier_text_being_known() -> None:
    for name, digest in TODAYS.items():
        text = packaged.text("templates", f"hooks/{name}")
        assert hashlib.sha256(text.encode()).hexdigest() == digest
        assert digest not in EARLIER_HOOKS


def test_a_new_server_is_well(accession: Accession, server: Path) -> None:
    answer = accession("-C", str(server), "doctor")
    assert answer.code == 0, answer.err
    assert "checked by the hook of this version" in answer.out


def test_the_hook_of_an_earlier_version_is_told_and_replaced(
    accession: Accession, server: Path
) -> None:
    hook = put(server, EARLIER)
    answer = accession("doctor", "-C", str(server))
    assert answer.code == 1
    assert "earlier version of accession" in " ".join(answer.out.split())
    assert hook.read_text(encoding="utf-8") == EARLIER
    assert accession("doctor", "-C", str(server), "--fix").code == 0
    assert hook.read_text(encoding="utf-8") == packaged.text("templates", "hooks/pre-receive")
    assert os.access(hook, os.X_OK)


def test_a_server_without_the_hook_gets_it(accession: Accession, server: Path) -> None:
    (server / "hooks/pre-receive").unlink()
    asked = ("doctor", "-C", str(server), "--json")
    seen, *_others = json.loads(accession(*asked).out)["checks"]
    assert (seen["check"], seen["state"], seen["fix"]) == ("server_hook", "wrong", "server_hook")
    assert accession(*asked, "--fix").code == 0


def test_a_hook_that_somebody_changed_is_told_and_stays(accession: Accession, server: Path) -> None:
    hook = put(server, "#!/bin/sh\nexit 0\n")
    answer = accession("doctor", "-C", str(server), "--fix")
    assert answer.code == 1
    assert "is not the hook of this version" in " ".join(answer.out.split())
    assert hook.read_text(encoding="utf-8") == "#!/bin/sh\nexit 0\n"


def test_it_is_said_in_chinese(
    accession: Accession, server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCESSION_LANG", "zh_CN")
    put(server, EARLIER)
    answer = accession("doctor", "-C", str(server))
    assert "是早先版本的accession安装的" in "".join(answer.out.split())


def test_a_folder_that_is_neither_registry_nor_server_is_refused(
    accession: Accession, tmp_path: Path
) -> None:
    assert accession("doctor", "-C", str(tmp_path)).code == 3
