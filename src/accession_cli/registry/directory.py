"""Read and write frozen editions: ``editions/<year>.yaml``, written once, never changed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from accession_cli.registry import schemas
from accession_cli.registry.names import EDITIONS
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.directory import (
    FrozenEdition,
    FrozenRecord,
    Kept,
    NamedHash,
    Provenance,
    Tool,
)
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.record_data import newest

if TYPE_CHECKING:
    from accession_cli.gitstore.git import Git


_EDITOR_HINT: Final = "yaml-language-server: $schema=../../schemas/edition_file.schema.json"


def edition_from(data: Mapping[str, Any]) -> FrozenEdition:
    """The frozen edition in *data*, the value of a file that has passed its schema."""
    return FrozenEdition(
        year=data["year"],
        base_date=date.fromisoformat(data["base_date"]),
        frozen=date.fromisoformat(data["frozen"]),
        commit=data["commit"],
        members=_records(data["members"]),
        ended=_records(data["ended"]),
        kept=tuple(
            Kept(id=RecordId.parse(one["id"]), codes=tuple(one["codes"]), reason=one["reason"])
            for one in data["kept"]
        ),
        content=data["content"],
        workshop=Provenance(
            calendar=data["calendar"],
            templates=_hashes(data["templates"]),
            fonts=_hashes(data["fonts"]),
            tools=tuple(Tool(**one) for one in data["tools"]),
        ),
        outputs=_hashes(data["outputs"]),
        previous=data["previous"],
    )


def edition_text(frozen: FrozenEdition) -> str:
    """The canonical text of the file for *frozen*."""
    from accession_cli.yamlfile import editor  # the writing side of YAML loads slowly

    return editor.new_text(
        edition_data(frozen), comment=_EDITOR_HINT, order=schemas.key_order(FileKind.EDITION)
    )


def edition_data(frozen: FrozenEdition) -> dict[str, Any]:
    """The value of the file for *frozen*, as YAML holds it."""
    workshop = frozen.workshop
    return {
        "schema": newest(FileKind.EDITION),
        "year": frozen.year,
        "base_date": frozen.base_date.isoformat(),
        "frozen": frozen.frozen.isoformat(),
        "commit": frozen.commit,
        "members": _record_data(frozen.members),
        "ended": _record_data(frozen.ended),
        "kept": [
            {"id": str(one.id), "codes": list(one.codes), "reason": one.reason}
            for one in frozen.kept
        ],
        "content": frozen.content,
        "calendar": workshop.calendar,
        "templates": _hash_data(workshop.templates),
        "fonts": _hash_data(workshop.fonts),
        "tools": [{"name": one.name, "version": one.version} for one in workshop.tools],
        "outputs": _hash_data(frozen.outputs),
        "previous": frozen.previous,
    }


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


def _records(rows: Iterable[Mapping[str, str]]) -> tuple[FrozenRecord, ...]:
    return tuple(FrozenRecord(id=RecordId.parse(row["id"]), blob=row["blob"]) for row in rows)


def _record_data(records: Iterable[FrozenRecord]) -> list[dict[str, str]]:
    return [{"id": str(one.id), "blob": one.blob} for one in records]


def _hashes(rows: Iterable[Mapping[str, str]]) -> tuple[NamedHash, ...]:
    return tuple(NamedHash(name=row["name"], sha256=row["sha256"]) for row in rows)


def _hash_data(hashes: Iterable[NamedHash]) -> list[dict[str, str]]:
    return [{"name": one.name, "sha256": one.sha256} for one in hashes]
