"""Report on a registry that was begun, for programs."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from accession_cli.actions.begin import Begun


def begun_json(begun: "Begun") -> dict[str, Any]:
    """A district's registry that was begun."""
    return {
        "version": 1,
        "folder": str(begun.top),
        "written": list(begun.written),
        "left": list(begun.left),
        "workbooks": [str(path) for path in begun.workbooks],
        "commit": begun.commit,
        **({"status": "checked", "commits": begun.commits} if begun.checked else {}),
    }


def server_json(folder: "Path", program: str | None, *, check: bool) -> dict[str, Any]:
    """A server's repository that was begun, and the program that checks what is pushed to it."""
    checked = {"status": "checked"} if check else {}
    return {"version": 1, "folder": str(folder), "program": program, **checked}
