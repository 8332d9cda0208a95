"""``python -m fault``: all harnesses at length; with ``--soak`` every call in every way."""

import sys

from fault.campaign import FAULT, SOAK, carried_out
from fault.page import DOCS, write
from fault.shim import compiler


def main() -> int:
    if compiler() is None:
        sys.stderr.write("No C compiler: no call can be broken. Run make compiler first.\n")
        return 1
    soak = "--soak" in sys.argv[1:]
    figures = carried_out(SOAK if soak else FAULT)
    write(figures, "soak" if soak else "fault")
    sys.stdout.write((DOCS / "reliability.md").read_text(encoding="utf-8"))
    for fault in figures.faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if figures.faults else 0


if __name__ == "__main__":
    sys.exit(main())
