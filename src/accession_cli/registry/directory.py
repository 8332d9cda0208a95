"""Read and write frozen editions: ``editions/<year>.yaml``, written once, never changed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from accession_cli.registry import schemas
from accession_cli.registry.files import EDITIONS
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.directory import FrozenEdition
from accession_cli.scheme.record_data import form_of, newest

if TYPE_CHECKING:
    from accession_cli.gitstore.git import Git


_FORM: Final = form_of(FrozenEdition)
_EDITOR_HINT: Final = "yaml-language-server: $schema=../../schemas/edition_file.schema.json"


def edition_from(data: Mapping[str, Any]) -> FrozenEdition:
    """The frozen edition in *data*, the value of a file that has passed its schema."""
    return _FORM.load({**data, "workshop": data})


def edition_text(frozen: FrozenEdition) -> str:
    """The canonical text of the file for *frozen*."""
    from accession_cli.yamlfile import editor  # the writing side of YAML loads slowly

    data = _FORM.dump(frozen)
    made_with = data.pop("workshop")
    return editor.new_text(
        {"schema": newest(FileKind.EDITION), **data, **made_with},
        comment=_EDITOR_HINT,
        order=schemas.key_order(FileKind.EDITION),
    )


def newest_records(git: "Git", commit: str, folder: str) -> str | None:
    """The newest commit up to *commit* that touches the registry in *folder*, except its editions.

    Editions are left out so that an edition does not depend on whether another was frozen before
    it. None if there is no such commit.
    """
    here = f":(top,literal){folder}" if folder else ":(top)"
    below = f"{folder}/" if folder else ""
    found = git.run(
        *("rev-list", "-1", commit, "--", here, f":(top,exclude,literal){below}{EDITIONS}"),
        variables={"GIT_LITERAL_PATHSPECS": "0"},
    )
    return found.line or None


def record_blobs(git: "Git", commit: str, below: str) -> dict[str, str]:
    """Git's blob names of the tasks' files in *commit*, by the tasks' ids."""
    tasks = f"{below}/tasks" if below else "tasks"
    return {
        entry.path.rpartition("/")[2].removesuffix(".yaml"): entry.sha
        for entry in git.entries_at(commit, tasks)
    }
