"""The profiles that travel with the package, and the files of a new registry made from one.

A profile is a folder of ``templates/profiles`` with a ``scheme.yaml``, whose second line says what
it is like, and an ``agencies.yaml``. What every new registry gets lies in
``templates/new_registry``; ``dot-x`` there becomes ``.x``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from accession_cli import packaged
from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.store import schema_check
from accession_cli.store.editor_schemas import schema_texts
from accession_cli.store.registry_place import SCHEME
from accession_cli.store.schema_check import Kind
from accession_cli.yamlfile import editor, reader

REGISTRY: Final = "registry"
_ANOTHERS_NUMBER: Final = "准入备案〔{year}〕{serial}号"


class ProfileUnknown(AccessionError):
    """No profile of that name travels with the package."""

    exit_code = Exit.USAGE
    says = N_("There is no profile {name}.")
    mend = N_("Choose one of these: {names}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A way in which a district keeps its scheme: ``text`` is the profile's scheme.yaml.

    ``value`` is what it holds, the district that it was written for included.
    """

    name: str
    text: str
    value: Mapping[str, Any]
    agencies: str

    @property
    def district(self) -> str:
        return str(self.value["district"])

    @property
    def about(self) -> str:
        """What it is like, in one Chinese sentence."""
        return self.text.splitlines()[1].removeprefix("# ")


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """What only a district itself can say; None stands as in the profile, if it is its own."""

    name: str
    code: str | None = None
    prefix: str | None = None
    document: str | None = None
    number: str | None = None
    dated: date | None = None
    filing_number: str | None = None


def profile_names() -> tuple[str, ...]:
    """The names of the profiles."""
    return tuple(sorted(path.parent.name for path in _profiles().glob(f"*/{SCHEME}")))


def profile(name: str) -> Profile:
    """The profile called *name*; ``ProfileUnknown`` when there is none."""
    if name not in profile_names():
        raise ProfileUnknown(name=name, names=", ".join(profile_names()))
    text = (_profiles() / name / SCHEME).read_text(encoding="utf-8")
    parsed = reader.read(text.encode(), SCHEME).parsed
    value: Mapping[str, Any] = parsed.value if parsed else {}
    agencies = (_profiles() / name / "agencies.yaml").read_text(encoding="utf-8")
    return Profile(name=name, text=text, value=value, agencies=agencies)


def new_files(chosen: Profile, district: District, version: str) -> dict[str, str]:
    """The texts of all files of a new registry, by their paths from its top."""
    texts = {
        f"{REGISTRY}/{SCHEME}": _scheme(chosen, district),
        f"{REGISTRY}/agencies.yaml": chosen.agencies,
        **schema_texts(),
    }
    start = packaged.folder("templates") / "new_registry"
    for path in sorted(start.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            text = text.replace("%VERSION%", version).replace("%DISTRICT%", district.name)
            texts[_named(path.relative_to(start))] = text
    return texts


def _named(path: Path) -> str:
    parts = (f".{part.removeprefix('dot-')}" if part.startswith("dot-") else part
             for part in path.parts)  # fmt: skip
    return "/".join(parts)


def _scheme(chosen: Profile, district: District) -> str:
    """The profile as it is for *district*, its comments kept."""
    old, own = chosen.value, chosen.value["source"]
    same = district.name == chosen.district
    number = district.filing_number or (old["filing_number"] if same else _ANOTHERS_NUMBER)
    dated = str(district.dated or own["date"])
    new = {
        **old,
        "district": district.name,
        "code": district.code or old["code"],
        "prefix": district.prefix or old["prefix"],
        "source": {
            "title": district.document or own["title"],
            "number": district.number or own["number"],
            "date": dated,
        },
        "registrar": [{**one, "from": dated} for one in old["registrar"]],
        "filing_number": number,
        "directory_title": old["directory_title"].replace(chosen.district, district.name),
    }
    return editor.edit(chosen.text, old, new, schema_check.key_order(Kind.SCHEME))


def _profiles() -> Path:
    return packaged.folder("templates") / "profiles"
