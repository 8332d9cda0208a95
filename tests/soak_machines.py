"""Run the main commands on 54 machines, and build an edition on 54 more: part of `make soak`.

The answers, the files and the trunk have to be those of a machine with nothing unusual.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import soaked
from machines import BUILDERS, MACHINES, PLAIN, Machine, Trial, locales_made, template


def main() -> int:
    """Exit 1 when a machine differs, or when locales cannot be made here."""
    with tempfile.TemporaryDirectory(prefix="accession-machines-") as name:
        folder = Path(name)
        if not locales_made(folder / "locales"):
            sys.stderr.write("NOT TRIED: localedef cannot make the locales that are not UTF-8\n")
            return 1
        kept = template(folder / "template")
        every = Trial(kept=kept, locales=folder / "locales")
        build = (("render", "2025", "--out", "../出版"),)
        one = Trial(kept=kept, locales=folder / "locales", reading=build, read_only=(), writing=())
        commands, _files, differ = _held(every, MACHINES, folder / "all")
        figures = {"tried": len(MACHINES), "commands": commands, "wrong": differ}
        soaked.keep("machines", {**figures, "read_only": os.geteuid() == 0})
        _commands, files, other = _held(one, BUILDERS, folder / "builders")
        soaked.keep("builders", {"tried": len(BUILDERS), "files": files, "wrong": other})
    return 1 if differ or other else 0


def _held(trial: Trial, machines: Sequence[Machine], folder: Path) -> tuple[int, int, int]:
    """How many commands and files each had, and how many *machines* differ from the plain one."""
    plain = trial.on(PLAIN, folder / "plain")
    differ = 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        places = [folder / str(number) for number in range(len(machines))]
        for machine, seen in zip(machines, pool.map(trial.on, machines, places), strict=True):
            problems = list(seen.differs(plain))
            differ += bool(problems)
            sys.stderr.write(f"… {machine.title}: {len(problems)} differences\n")
            sys.stderr.writelines(f"  {problem}\n" for problem in problems)
    return len(plain.answers), len(plain.files), differ


if __name__ == "__main__":
    sys.exit(main())
