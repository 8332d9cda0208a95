"""Make an anchor of a register's history, to be kept elsewhere, and hold a history to one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from accession_cli.actions.complaint_papers import supervisor
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.documents import below_build, document_maker
from accession_cli.actions.history import PAST_CUT_OFF, Past
from accession_cli.actions.history_judging import Trace
from accession_cli.files.writing import replace_file
from accession_cli.finding import Place
from accession_cli.gitstore.past import commits, states_at
from accession_cli.papers import letters as paper
from accession_cli.registry.files import content, kind_of
from accession_cli.registry.history_codes import ANCHOR_COUNTS_DIFFER, ANCHOR_GONE
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.anchor import NO_ANCHOR, Anchor

_PLACE: Final = "anchor"
_LARGEST: Final = 16 << 20  # the file of a directory names its version, too
_RECORDS: Final = frozenset(
    {FileKind.TASK, FileKind.APPLICATION, FileKind.COMPLAINT, FileKind.EVALUATION}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """The ``anchor`` of a trunk whose newest commit was ``made``; ``compared``: last with a server.

    ``files`` are the line and the paper as they were written.
    """

    anchor: Anchor
    trunk: str
    made: datetime
    compared: datetime | None
    files: tuple[Path, ...]


def anchored(past: Past, folder: Path, out: Path | None, today: date) -> Anchored:
    """Write the anchor of the trunk of *past* as of *today*, as a line and as a paper.

    Into *out*, or build/anchor. Raises ``PAST_CUT_OFF`` in a shallow clone.
    """
    git = past.git
    if git.is_shallow():
        raise PAST_CUT_OFF()
    trunk, tip = past.trunk()
    scheme = past.scheme(tip)
    anchor = Anchor(
        commit=tip,
        prefix=scheme.prefix,
        day=today,
        commits=_commits(past, tip),
        records=_records(past, tip),
    )
    (newest,) = commits(git, tip, "-1")
    content = paper.AnchorContent(
        scheme=scheme,
        anchor=anchor,
        made=newest.when.date(),
        keeper=supervisor(scheme, today),
        day=today,
    )
    environment = environment_of(folder)
    with document_maker(environment) as make:
        document = make(paper.anchor_paper, content, environment).data
    stem = f"登记库存证单{scheme.prefix}{today}"
    place = out or below_build(folder, _PLACE, stem).parent
    files = {f"{stem}.txt": f"{anchor.line}\n".encode(), f"{stem}.docx": document}
    for name, data in files.items():
        replace_file(place / name, data)
    return Anchored(
        anchor=anchor,
        trunk=trunk,
        made=newest.when,
        compared=git.fetched(),
        files=tuple(place / name for name in files),
    )


def _commits(past: Past, tip: str) -> int:
    return int(past.git.run("rev-list", "--count", "--end-of-options", tip, "--").line)


def _records(past: Past, commit: str) -> int:
    names = states_at(past.git, commit, past.folder)
    return sum(kind_of(name) in _RECORDS for name in names)


def anchor_from(given: str) -> Anchor:
    """The anchor in the file called *given*, or in what was typed.

    Raises ``FILE_UNREADABLE``, ``NO_ANCHOR`` or ``ANCHOR_MISTYPED``.
    """
    if len(given) > 255 or not Path(given).is_file():  # noqa: PLR2004 - no name of a file is longer
        return Anchor.read(given, given[:40])
    data = content(given, _LARGEST)[:_LARGEST]
    try:
        return Anchor.read(data.decode("utf-8-sig"), given)
    except UnicodeDecodeError as error:
        raise NO_ANCHOR(source=given) from error


def held_to(past: Past, anchor: Anchor) -> Iterator[Trace]:
    """A finding for all in the history of *past* that is not as *anchor* says."""
    git = past.git
    trunk, tip = past.trunk()
    short, day = anchor.commit[:12], str(anchor.day or "–")
    if git.tip(anchor.commit) is None or not git.is_ancestor(anchor.commit, tip):
        finding = ANCHOR_GONE.at(Place(""), commit=short, day=day, trunk=trunk)
        yield Trace(commit=None, finding=finding)
        return
    here = (_commits(past, anchor.commit), _records(past, anchor.commit))
    if anchor.commits is not None and here != (anchor.commits, anchor.records):
        facts = {"commits": here[0], "records": here[1], "day": day, "commit": short}
        told = {"told_commits": anchor.commits, "told_records": anchor.records}
        finding = ANCHOR_COUNTS_DIFFER.at(Place(""), **facts, **told)
        yield Trace(commit=None, finding=finding)
