"""Write the change statement between two editions as the Word annex of a circular (scheme 3.5)."""

from dataclasses import dataclass
from pathlib import Path

from accession_cli.actions.compare_editions import compare_editions
from accession_cli.actions.edition_origin import environment_of
from accession_cli.actions.render_apart import maker
from accession_cli.actions.write_edition import Written, sha256
from accession_cli.files.writing import replace_file
from accession_cli.papers import directory_changes
from accession_cli.papers.templates import as_file_name
from accession_cli.registry import names
from accession_cli.scheme.directory import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """The statement and the file that it was written to."""

    statement: Statement
    file: Written


def write_changes(folder: Path, one: int, other: int, out: Path | None) -> Annex:
    """Compare the editions of two years and write what changed; ``out`` None is build/changes/."""
    made = compare_editions(folder, one, other)
    environment = environment_of(folder)
    with maker(environment) as make:
        data = make(directory_changes.render_changes, made, environment).data
    path = out or _usual_place(folder, made)
    replace_file(path, data)
    return Annex(
        statement=made,
        file=Written(path=path, format="docx", sha256=sha256(data), bytes=len(data), pages=None),
    )


def _usual_place(folder: Path, made: Statement) -> Path:
    """Under its title, so that what a clerk sends on needs no renaming."""
    name = directory_changes.changes_title(made) + ("（征求意见稿）" if made.draft else "")
    top = names.shown_below(folder)
    return top / "build" / "changes" / f"{as_file_name(name)}.docx"
