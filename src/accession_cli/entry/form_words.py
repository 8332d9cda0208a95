"""Read the fields of the approval form and their names from ``templates/approval_form.toml``."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from accession_cli import packaged
from accession_cli.entry.values import squeezed

BASIS: Final = "basis"
_BETWEEN: Final = re.compile(r"[\s:：*＊]+|[（(](?:必填|选填|盖章)[)）]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the form; ``read`` is False for a field that the bureau fills in.

    ``key`` is the field's place in a record.
    """

    key: str
    label: str
    also: tuple[str, ...]
    kind: str
    required: bool
    hint: str
    read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The form: its fields in order, the columns of its table of legal bases, its words.

    ``mark`` is printed above the form of a sample registry; ``notes``, printed below, tell how to
    fill it in. ``listed`` has the words of the list of applications.
    """

    form_id: str
    version: int
    title: str
    mark: str
    notes: tuple[str, ...]
    fields: tuple[Field, ...]
    basis: tuple[Field, ...]
    words: Mapping[str, Any]
    listed: Mapping[str, Any]

    @property
    def columns(self) -> tuple[Field, ...]:
        """The fields that an applicant fills in, in the order of the columns of a list."""
        first = self.listed["first"]
        asked = [field for field in self.fields if field.read]
        return tuple(
            sorted(
                asked, key=lambda f: (f.key not in first, first.count(f.key) and first.index(f.key))
            )
        )

    def word(self, name: str) -> str:
        """The word called *name* in the section ``[words]``."""
        return str(self.words[name])

    def is_empty(self, text: str) -> bool:
        """True when *text* is blank, or only the text that an empty field shows."""
        bare = squeezed(text)
        return bare in {squeezed(self.word(name)) for name in ("placeholder", "choose", "day")} or (
            not bare
        )


@cache
def layout() -> Layout:
    """The form as packaged."""
    read = tomllib.loads(packaged.text("templates", "approval_form.toml"))
    return Layout(
        form_id=read["form"]["id"],
        version=read["form"]["version"],
        title=read["form"]["title"],
        mark=read["form"]["mark"],
        notes=tuple(read["form"]["notes"]),
        fields=tuple(_field(item) for item in read["field"]),
        basis=tuple(_field(item) for item in read["basis"]),
        words=read["words"],
        listed=read["list"],
    )


def _field(item: Mapping[str, Any]) -> Field:
    return Field(
        key=item["key"],
        label=item["label"],
        also=tuple(item.get("also", ())),
        kind=item["kind"],
        required=item.get("required", False),
        hint=item.get("hint", ""),
        read=item.get("read", True),
    )


def field_named(name: str) -> str | None:
    """The key of the field that the form, or a record, calls *name*; 制度依据2 is basis[1]."""
    asked = squeezed(name)
    for field in layout().fields:
        for known in (field.key, *map(squeezed, (field.label, *field.also))):
            if field.read and asked == known:
                return field.key
            row = asked.removeprefix(known).strip("[]")
            if field.key == BASIS and asked.startswith(known) and row.isdecimal():
                return f"{BASIS}[{max(int(row) - (known != BASIS), 0)}]"
    return None


def label_of(key: str) -> str:
    """What the form calls the field *key*; a row of the legal bases has its number: 制度依据2."""
    top, _, row = key.partition("[")
    label = next((field.label for field in layout().fields if field.key == top), key)
    return f"{label}{int(row[:-1]) + 1}" if row[:-1].isdecimal() else label


def as_label(text: str) -> str:
    """*text* in the form in which labels are compared.

    Spaces, colons, stars, （必填）, （选填） and （盖章） are removed.
    """
    return squeezed(_BETWEEN.sub("", text))
