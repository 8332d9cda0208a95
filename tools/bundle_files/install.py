"""Install accession from this folder without a network: install.py [--into FOLDER | --here].

Needs Python 3.11 or newer and nothing else. Every file is held to the hash that is written down.
"""

import argparse
import os
import re
import subprocess  # noqa: TID251 - it runs where nothing of the program is installed yet
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLDEST = (3, 11)


def pip(python: Path, *arguments: str) -> None:
    command = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    alone = ("--no-index", "--find-links", str(HERE / "wheels"))
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    clean["PIP_CONFIG_FILE"] = os.devnull
    subprocess.run((*command, *alone, *arguments), check=True, env=clean)


def made_for(wheels: Path) -> set[tuple[int, int]]:
    """The versions of Python that the wheels with compiled code were made for; {} for any."""
    tags = (
        re.search("-cp(3)([0-9]{1,2})-cp3[0-9]{1,2}-", one.name) for one in wheels.glob("*.whl")
    )
    return {(int(one[1]), int(one[2])) for one in tags if one}


def main() -> int:
    reader = argparse.ArgumentParser(description="离线安装 accession")
    home = Path.home() / ".accession"
    reader.add_argument("--into", type=Path, default=home, help="装到哪个文件夹")
    reader.add_argument("--here", action="store_true", help="装进运行本脚本的 Python")
    asked = reader.parse_args()
    if sys.version_info < OLDEST:
        sys.exit(f"需要 Python 3.11 以上，这里是 {sys.version.split()[0]}。")
    if (fits := made_for(HERE / "wheels")) and sys.version_info[:2] not in fits:
        named = "、".join(".".join(map(str, one)) for one in sorted(fits))
        here = ".".join(map(str, sys.version_info[:2]))
        sys.exit(
            f"本离线包适用于 Python {named}，这里是 Python {here}，什么也没有安装。\n"
            f"请用 Python {named} 执行本脚本，或者用 make bundle PY={here} 另制一个离线包。"
        )
    python = Path(sys.executable)
    if not asked.here:
        print(f"正在安装到 {asked.into} ……", flush=True)
        venv.create(asked.into, with_pip=True)
        python = asked.into / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    try:
        pip(python, "--require-hashes", "-r", str(HERE / "requirements.txt"))
        pip(python, "--no-deps", "--force-reinstall", str(next(HERE.glob("accession_cli-*.whl"))))
    except subprocess.CalledProcessError:
        sys.exit("没有装成，原因见上面。本离线包适用的系统和 Python 版本见 说明.txt。")
    program = python.parent / ("accession.exe" if os.name == "nt" else "accession")
    print(f"装好了：{program}")
    if not asked.here:
        print(f"把 {program.parent} 加进 PATH，以后就可以直接执行 accession。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
