"""What a district hands on, and what it says of that: ``publication.yaml`` of a published copy.

Complaints, applications and the names of people stay in the register. A published copy has the
profile, the rosters, the laws, the tasks and, as the profile's ``share`` says, the frozen editions
and a reduced list of what was refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from accession_cli.scheme.fields import Form, form_of, newest
from accession_cli.scheme.task import LawBasis

#: What stands in the place of words that are not published.
REDACTED: Final = "（不公开）"
#: Stands among the fields of a file whose comments were taken out.
COMMENTS: Final = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A file whose text differs from the register's own: the keys of what was taken out."""

    file: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedApplication:
    """An application that was refused, as far as it is published; ``date`` is that of the refusal.

    ``None`` where the form did not say it.
    """

    title: str | None
    class_: str | None
    agency: str | None
    laws: tuple[LawBasis, ...]
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What a published copy says of itself. Files are named from the registry's folder.

    ``left_out`` are files of the register that could not be read. ``refusals`` is ``None`` where
    the district does not share them: it is not known whether there are any.
    """

    redacted: tuple[Redaction, ...]
    left_out: tuple[str, ...]
    refusals: tuple[RefusedApplication, ...] | None


_PUBLICATION: Final[Form[Publication]] = form_of(Publication)


def publication_from(data: Mapping[str, Any]) -> Publication:
    """What the file says; *data* have passed their schema."""
    return _PUBLICATION.load(data)


def publication_data(publication: Publication) -> dict[str, Any]:
    """The data of the file, in the order of its schema."""
    return {"schema": newest("publication"), **_PUBLICATION.dump(publication)}
