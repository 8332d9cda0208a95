"""Make the offline bundle: python tools/make_bundle.py [--platform win_amd64] [--python 3.12].

The bundle is a folder, and a .zip of it: the wheel of accession, the wheels of its locked
dependencies with their hashes, and scripts that install them with nothing but Python. Without
options it is for this machine's system and Python.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess  # noqa: TID251 - a tool beside the program, not a part of it
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Final

from packaging.markers import Marker

TOP: Final = Path(__file__).parents[1]
_FILES: Final = Path(__file__).parent / "bundle_files"
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_REQUIRED: Final = re.compile(r"^(?P<name>[^\s;\\]+)(?: ; (?P<marker>[^\\]+?))?\s*(?P<rest>\\?)$")
_SYSTEMS: Final = {"win": ("win32", "nt"), "macosx": ("darwin", "posix")}
_README: Final = """\
accession {version} 离线安装包，适用于 {system}，Python {python}。

Windows：双击 install.bat。其他系统：sh install.sh。
装到指定的文件夹：python install.py --into 文件夹。装进现有的 Python：python install.py --here。
不需要网络。各文件的校验值见 SHA256SUMS 和 requirements.txt。
另外需要 git 2.36 以上的版本。
"""


def requirements(lock: str, system: str, python: str) -> str:
    """The requirements of *lock* that *system* needs, without the conditions."""
    sys_platform, os_name = next(
        (made for begun, made in _SYSTEMS.items() if system.startswith(begun)), ("linux", "posix")
    )
    if system == "this":
        sys_platform, os_name = sys.platform, os.name
    there = {"sys_platform": sys_platform, "os_name": os_name, "python_version": python}
    kept, wanted = [], True
    for line in lock.splitlines():
        found = _REQUIRED.match(line) if line[:1].isalnum() else None
        if found is not None:
            wanted = found["marker"] is None or Marker(found["marker"]).evaluate(there)
        whole = line if found is None else f"{found['name']} {found['rest']}".rstrip()
        if wanted and not whole.lstrip().startswith("#"):
            kept.append(whole)
    return "\n".join(kept) + "\n"


def run(*command: str) -> None:
    subprocess.run(command, check=True, cwd=TOP)


def make(into: Path, system: str, python: str) -> Path:
    """Make the bundle's folder below *into*, and its .zip; return the .zip."""
    version = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    name = f"accession-{version}-bundle" + ("" if system == "this" else f"-{system}")
    place = into / name
    shutil.rmtree(place, ignore_errors=True)
    (place / "wheels").mkdir(parents=True)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", str(place))
    lock = (TOP / "requirements.lock").read_text("utf-8")
    listed = place / "requirements.txt"
    listed.write_text(requirements(lock, system, python), encoding="utf-8", newline="\n")
    of = () if system == "this" else ("--platform", system, "--python-version", python)
    run(
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--require-hashes", "--no-deps", "--only-binary", ":all:", *of),
        *("--dest", str(place / "wheels"), "-r", str(listed)),
    )
    for file in sorted(_FILES.iterdir()):
        shutil.copyfile(file, place / file.name)
    windows = place / "install.bat"  # asks the launcher for the Python that the wheels fit
    windows.write_bytes(windows.read_bytes().replace(b"{python}", python.encode()))
    said = _README.format(
        version=version, system=sys.platform if system == "this" else system, python=python
    )
    (place / "说明.txt").write_text(said, encoding="utf-8-sig", newline="\r\n")
    files = sorted(path for path in place.rglob("*") if path.is_file())
    sums = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(place).as_posix()}\n"
        for path in files
    )
    (place / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="\n")
    packed = into / f"{name}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
        for path in sorted(path for path in place.rglob("*") if path.is_file()):
            member = zipfile.ZipInfo(f"{name}/{path.relative_to(place).as_posix()}", _TIME)
            package.writestr(member, path.read_bytes())
    return packed


def try_out(packed: Path) -> None:
    """Install what was *packed* into an empty environment, from itself alone, and run it."""
    with tempfile.TemporaryDirectory() as made:
        shutil.unpack_archive(packed, made)
        (bundle,) = Path(made).iterdir()
        into = Path(made, "env")
        run(sys.executable, str(bundle / "install.py"), "--into", str(into))
        program = into / ("Scripts/accession.exe" if os.name == "nt" else "bin/accession")
        run(str(program), "--version")


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--into", type=Path, default=TOP / "dist")
    reader.add_argument("--platform", default="this", help="a platform, such as win_amd64")
    reader.add_argument("--python", default="{}.{}".format(*sys.version_info[:2]))
    asked = reader.parse_args()
    packed = make(asked.into.resolve(), asked.platform, asked.python)
    if asked.platform == "this":
        try_out(packed)
    print(packed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
