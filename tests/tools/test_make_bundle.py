"""The offline bundle installs with nothing but Python, and only what it was made with."""

import base64
import hashlib
import os
import shutil
import sys
import zipfile
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - the installer is another program

import pytest
from make_bundle import TOP, requirements

LOCK = """\
# made by a program
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via click
lxml==6.0 \\
    --hash=sha256:cc
"""


def wheel(folder: Path, name: str, files: dict[str, str]) -> Path:
    """A wheel of *name* that holds *files*."""
    known = f"{name}-1.0.dist-info"
    files = {
        **files,
        f"{known}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{known}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as made:
        for place, text in files.items():
            made.writestr(place, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
            rows.append(f"{place},sha256={digest.decode().rstrip('=')},{len(text.encode())}")
        made.writestr(f"{known}/RECORD", "\n".join([*rows, f"{known}/RECORD,,"]) + "\n")
    return path


def test_a_bundle_lists_what_its_system_needs_without_conditions() -> None:
    assert requirements(LOCK, "win_amd64", "3.12") == (
        "colorama==0.4.6 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
        "lxml==6.0 \\\n    --hash=sha256:cc\n"
    )
    assert requirements(LOCK, "manylinux2014_x86_64", "3.12") == (
        "lxml==6.0 \\\n    --hash=sha256:cc\n"
    )
    real = requirements((TOP / "requirements.lock").read_text("utf-8"), "win_amd64", "3.12")
    assert "colorama==" in real
    assert " ; " not in real


@pytest.mark.git
def test_a_bundle_for_another_python_says_so_and_installs_nothing(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(TOP / "tools/bundle_files", bundle)
    (bundle / "wheels").mkdir()
    (bundle / "wheels/lxml-6.1-cp32-cp32-win_amd64.whl").write_bytes(b"")
    (bundle / "wheels/nh3-0.3-cp38-abi3-win_amd64.whl").write_bytes(b"")
    command = [sys.executable, str(bundle / "install.py"), "--into", str(tmp_path / "env")]
    environ = {**os.environ, "PYTHONUTF8": "1"}
    done = run_program(command, capture_output=True, encoding="utf-8", env=environ, check=False)
    assert done.returncode == 1
    assert "本离线包适用于 Python 3.2，" in done.stderr
    assert f"make bundle PY={sys.version_info[0]}.{sys.version_info[1]}" in done.stderr
    assert not (tmp_path / "env").exists()


@pytest.mark.git
def test_a_bundle_is_installed_from_itself_alone_and_held_to_its_hashes(tmp_path: Path) -> None:
    bundle = tmp_path / "离线 包"
    shutil.copytree(TOP / "tools/bundle_files", bundle)
    (bundle / "wheels").mkdir()
    helper = wheel(bundle / "wheels", "helper", {"helper.py": "SAYS = '装好了'\n"})
    wheel(
        bundle,
        "accession_cli",
        {
            "trial.py": "import helper\n\n\ndef main():\n    print(helper.SAYS)\n",
            "accession_cli-1.0.dist-info/entry_points.txt": (
                "[console_scripts]\naccession = trial:main\n"
            ),
        },
    )
    listed = bundle / "requirements.txt"
    digest = hashlib.sha256(helper.read_bytes()).hexdigest()
    listed.write_text(f"helper==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    into = tmp_path / "env"
    environ = {**os.environ, "PYTHON": sys.executable, "PYTHONUTF8": "1"}
    environ |= {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PYTHONPATH": ""}

    def install(where: Path) -> tuple[int, str]:
        command = ["sh", str(bundle / "install.sh"), "--into", str(where)]
        done = run_program(command, env=environ, capture_output=True, check=False)
        return done.returncode, (done.stdout + done.stderr).decode()

    code, said = install(into)
    assert code == 0, said
    told = run_program([into / "bin/accession"], env=environ, capture_output=True, check=True)
    assert told.stdout.decode() == "装好了\n"
    listed.write_text(f"helper==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    code, said = install(tmp_path / "other")
    assert code != 0
    assert "没有装成" in said
