"""The year's directory, beside WeasyPrint typesetting its table."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn
from generator.days import TODAY

from bench import peers
from bench.goals import Goal, at_least, at_most
from bench.measure import Command, Measured, in_turns, run
from bench.validation import ACCESSION
from bench.worlds import Worlds, records_for_directory

OURS: Final = "PDF"
ALL: Final = "all eight formats"
THEIRS: Final = f"{peers.named('weasyprint')}, the table alone"
FONTS: Final = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
_FORMATS: Final = "pdf,html,docx,md,json,ics,xlsx,csv"
_SMALL: Final = 1_000


def directories(worlds: Worlds, entries: Sequence[int], rounds: int) -> list[Measured]:
    """Each command for directories of about *entries* tasks; ``records`` is how many there are."""
    peer = peers.python_peer("weasyprint")
    found = []
    for wanted in entries:
        home = worlds.of(records_for_directory(wanted))
        out = worlds.scratch / f"directory-{wanted}"
        run(Command(what="", argv=_render("json", out), cwd=home, rounds=1))
        (source,) = (one for one in out.glob("*.json") if one.name != "manifest.json")
        count = _tasks_in(source)
        often = rounds if wanted < _SMALL else 2
        commands = [
            Command(what=OURS, argv=_render("pdf", out), cwd=home, rounds=often),
            Command(what=ALL, argv=_render(_FORMATS, out), cwd=home, rounds=often),
        ]
        if peer is not None:
            script = str(Path(__file__).with_name("weasyprint_peer.py"))
            argv = [str(peer / "python"), script, str(source), FONTS, str(out / "peer.pdf")]
            often = rounds if wanted < _SMALL else 1
            commands.append(Command(what=THEIRS, argv=argv, cwd=home, rounds=often))
        found += in_turns(commands, records=count)
    return found


def goals(found: Sequence[Measured]) -> Iterator[Goal]:
    """Time beside WeasyPrint; time and memory of all formats."""
    by_size = {(one.what, one.records): one for one in found}
    for records in dict.fromkeys(one.records for one in found):
        ours, whole = by_size[OURS, records], by_size[ALL, records]
        peer = by_size.get((THEIRS, records))
        ratio = min(peer.seconds / ours.seconds, peer.processor / ours.processor) if peer else None
        yield at_least(f"PDF of {records:,} tasks, beside WeasyPrint", 20, ratio)
        what = f"{ALL} of {records:,} tasks"
        if records < _SMALL:
            yield at_most(what, 2, whole.seconds, " s")
        else:
            yield at_most(what, 10, whole.seconds, " s")
            yield at_most(f"memory for {what}", 1_000, whole.megabytes, " MB")


def _render(formats: str, out: Path) -> list[str]:
    year = str(TODAY.year)
    return [ACCESSION, "render", year, "--draft", "--format", formats, "--out", str(out)]


def _tasks_in(directory: Path) -> int:
    sections = json.loads(directory.read_text(encoding="utf-8"))["sections"]
    return sum(len(section["items"]) for section in sections)
