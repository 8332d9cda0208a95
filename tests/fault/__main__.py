"""``python -m fault``: all harnesses at length; with ``--soak`` every call in every way.

``--share 0.25`` does a quarter of that, and says so on the page. A run that was stopped goes on
where it was when it is called again, as long as the code is the same. ``--only power`` carries
out one harness, shows what it found, and leaves the page as it is.
"""

import argparse
import pprint
import sys

from fault.campaign import FAULT, HARNESSES, SOAK, alone, carried_out
from fault.keeping import keeping
from fault.page import DOCS, write
from fault.shim import compiler


def main() -> int:
    options = argparse.ArgumentParser(prog="fault")
    options.add_argument("--soak", action="store_true")
    options.add_argument("--share", type=float, default=1.0)
    options.add_argument("--only", choices=sorted(HARNESSES))
    given = options.parse_args()
    if compiler() is None:
        sys.stderr.write("No C compiler: no call can be broken. Run make compiler first.\n")
        return 1
    plan = SOAK if given.soak else FAULT
    plan = plan if given.share == 1.0 else plan.scaled(given.share)
    kept = keeping(plan)
    if given.only:
        found = pprint.pformat(alone(given.only, plan, kept), width=100, compact=True)
        sys.stdout.write(f"{found}\n")
        return 0
    figures = carried_out(plan, kept)
    target = "make soak" if given.soak else "make fault"
    write(figures, target if given.share == 1.0 else f"{target} SHARE={given.share:g}")
    kept.forget()
    sys.stdout.write((DOCS / "reliability.md").read_text(encoding="utf-8"))
    for fault in figures.faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if figures.faults else 0


if __name__ == "__main__":
    sys.exit(main())
