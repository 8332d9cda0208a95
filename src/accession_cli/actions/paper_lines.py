"""Say what papers would print, before anything is recorded; no file is written."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from accession_cli.actions.action import M, Preview
from accession_cli.actions.directory_building import item_of
from accession_cli.actions.directory_origin import environment_of
from accession_cli.papers.task_line import task_lines
from accession_cli.papers.word import lines_in
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.task import task_from

Paper: TypeAlias = tuple[str, bytes]


def directory_lines(folder: Path, preview: Preview[M]) -> Iterator[tuple[str, ...]]:
    """The lines of the directory for each task in *preview* that would be in force."""
    tasks = [
        task_from(file.after)
        for file in preview.files
        if file.kind == FileKind.TASK and file.after is not None
    ]
    standing = [task for task in tasks if task.retirement is None]
    environment = environment_of(folder) if standing else None
    for number, task in enumerate(standing, 1):
        if environment is not None:
            item = item_of(preview.registry, task, number, new=True)
            yield task_lines(item, preview.registry.scheme, environment)


def first_word_file(papers: Sequence[Paper]) -> tuple[str, tuple[str, ...]] | None:
    """The name and the lines of the first Word file among *papers*; None if there is none."""
    for name, data in papers:
        if name.endswith(".docx"):
            return name, lines_in(data)
    return None
