"""``accession`` and ``python -m accession_cli``."""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; tests call this function, too."""
    if argv is None and sys.getfilesystemencoding() != "utf-8":
        from accession_cli.cli.app import restart_in_utf8_mode

        restart_in_utf8_mode()
    from accession_cli.cli.app import run

    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
