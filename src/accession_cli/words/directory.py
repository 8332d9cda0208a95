"""Say for programs which documents of a directory were built, and what an edition froze."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accession_cli.actions.directory_freezing import Frozen
    from accession_cli.actions.directory_issuing import Issued
    from accession_cli.actions.directory_rendering import Built
    from accession_cli.gitstore.trunk import Landing


def built_json(built: "Built") -> dict[str, Any]:
    """The documents that were built, for programs."""
    made, again = built.edition, built.refrozen
    return {
        "version": 1,
        "year": made.year,
        "base_date": made.base_date.isoformat(),
        "draft": made.draft,
        "extract": made.extract.name if made.extract else None,
        "frozen": again.likeness.value if again else None,
        "changed_since": [str(record) for record in again.changed] if again else [],
        "files": [
            {
                "path": str(file.path),
                "format": file.format,
                **({"volume": file.volume.number} if file.volume else {}),
                "sha256": file.sha256,
                "bytes": file.bytes,
                "pages": file.pages,
            }
            for file in built.files
        ],
        "commit": made.colophon.commit,
        "unread": list(built.unread),
    }


def issued_json(made: "Issued") -> dict[str, Any]:
    """The notice that issues an edition, for programs."""
    file = made.file
    return {
        "version": 1,
        "year": made.edition.year,
        "notice": {"path": str(file.path), "sha256": file.sha256, "bytes": file.bytes},
    }


def frozen_json(landed: "Landing[Frozen]") -> dict[str, Any]:
    """What was fixed of an edition, for programs."""
    record = landed.made.record
    return {
        "version": 1,
        "year": record.year,
        "base_date": record.base_date.isoformat(),
        "path": landed.made.path,
        "commit": landed.commit,
        "made_from": record.commit,
        "members": len(record.members),
        "kept": [
            {"id": str(one.id), "codes": list(one.codes), "reason": one.reason}
            for one in record.kept
        ],
        "outputs": {one.name: one.sha256 for one in record.outputs},
    }
