"""Measure the year's directory, time and memory, beside WeasyPrint typesetting its table."""

import os
import statistics
import subprocess  # noqa: TID251 - commands are measured as whole processes
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn
from generator.repository import generate

TOP: Final = Path(__file__).parents[1]
ACCESSION: Final = str(Path(sys.executable).with_name("accession"))
PEER: Final = TOP / "build" / "bench" / "weasyprint"
PEER_VERSION: Final = "70.0"
FONTS: Final = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
SEED: Final = 20260101
#: How many records, and how often each command is run.
SIZES: Final[Mapping[int, int]] = {60: 5, 3_000: 2}
OURS: Final = "PDF"
ALL: Final = "all eight formats"
THEIRS: Final = f"WeasyPrint {PEER_VERSION}, the table alone"


@dataclass(frozen=True, slots=True)
class Run:
    """What one command took: wall seconds, processor seconds, the most MB held at one moment."""

    seconds: float
    processor: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The runs of one command on a registry of so many records."""

    what: str
    records: int
    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        """The middle run."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def processor(self) -> float:
        """Processor seconds of the middle run, which a busy machine lengthens less."""
        return statistics.median(run.processor for run in self.runs)

    @property
    def megabytes(self) -> float:
        """The run that held most."""
        return max(run.megabytes for run in self.runs)


def directories(scratch: Path) -> Iterator[Measured]:
    """Each command at each size; the commands take turns, so that all meet the same machine."""
    peer = weasyprint()
    for records, rounds in SIZES.items():
        home = scratch / f"directory-{records}"
        generate(records, home, seed=SEED)
        _measured(_render(home, "json"), home)
        commands = list(_commands(home, peer))
        runs: dict[str, list[Run]] = {what: [] for what, _command in commands}
        for _round in range(rounds):
            for what, command in commands:
                runs[what].append(_measured(command, home))
        for what, found in runs.items():
            yield Measured(what=what, records=records, runs=tuple(found))


def table(found: Sequence[Measured]) -> list[str]:
    """The figures as Markdown, each with how many times as long and as much as ours it took."""
    lines = [
        "| directory | records | median s | range | processor s | MB | × s | × processor | × MB |",
        "|---|--:|--:|---|--:|--:|--:|--:|--:|",
    ]
    ours = {one.records: one for one in found if one.what == OURS}
    for one in found:
        whole, base = [run.seconds for run in one.runs], ours[one.records]
        times = (
            one.seconds / base.seconds,
            one.processor / base.processor,
            one.megabytes / max(base.megabytes, 1),
        )
        ratios = " | ".join(f"{ratio:.1f}" if one.what == THEIRS else "" for ratio in times)
        lines.append(
            f"| {one.what} | {one.records:,} | {one.seconds:.2f} "
            f"| {min(whole):.2f}–{max(whole):.2f} | {one.processor:.2f} | {one.megabytes:.0f} "
            f"| {ratios} |"
        )
    if not any(one.what == THEIRS for one in found):
        lines += ["", "**WeasyPrint is left out: it could not be installed here.**"]
    return lines


def weasyprint() -> Path | None:
    """The Python of WeasyPrint's own environment; None, and loudly, where it cannot be had."""
    python = PEER / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for command in ([*pip, f"weasyprint=={PEER_VERSION}"], ["-c", "import weasyprint"]):
        done = subprocess.run([python, *command], capture_output=True, check=False)
        if done.returncode:
            said = done.stderr.decode().strip()
            print(f"!!! WEASYPRINT IS LEFT OUT of the benchmark:\n{said}", file=sys.stderr)
            return None
    return python


def _commands(home: Path, peer: Path | None) -> Iterator[tuple[str, list[str]]]:
    yield OURS, _render(home, "pdf")
    yield ALL, _render(home, "pdf,html,docx,md,json,ics,xlsx,csv")
    if peer is not None:
        (source,) = (one for one in home.glob("out/*.json") if one.name != "manifest.json")
        script = str(TOP / "tools" / "weasyprint_peer.py")
        yield THEIRS, [str(peer), script, str(source), FONTS, str(home / "peer.pdf")]


def _render(home: Path, formats: str) -> list[str]:
    return [ACCESSION, "render", "2026", "--draft", "--format", formats, "--out", str(home / "out")]


def _measured(command: Sequence[str], cwd: Path) -> Run:
    """One run; its memory is looked at every twentieth of a second, where there is a /proc."""
    begun = time.perf_counter()
    environ = {**os.environ, "ACCESSION_LANG": "zh_CN"}
    log = cwd / "benchmark.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=cwd, env=environ, stdout=said, stderr=said, start_new_session=True
        )
        most, ended = 0, 0
        while not ended:
            most = max(most, _held(process.pid))
            time.sleep(0.05)
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} failed:\n{log.read_text(encoding='utf-8')}")
    return Run(seconds=seconds, processor=used.ru_utime + used.ru_stime, megabytes=most / 1e6)


def _held(session: int) -> int:
    """Bytes of memory that the processes of *session* hold now, shared pages counted each time."""
    held = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == session:
                pages = int((folder / "statm").read_text(encoding="ascii").split()[1])
                held += pages * os.sysconf("SC_PAGE_SIZE")
        except OSError:  # it ended while we looked
            continue
    return held
