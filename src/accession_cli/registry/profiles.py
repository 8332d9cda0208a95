"""Make the files of a new registry from a profile that ships with the package.

A profile is a folder of ``templates/profiles`` with a ``scheme.yaml``, whose second line describes
it, and an ``agencies.yaml``. The files that every new registry gets are in
``templates/new_registry``; ``dot-x`` there becomes ``.x``.

An ``InstallSource`` says how the registry's CI and its clerks install this program. It may come
from a package index, a git repository, a wheel, or an offline bundle. Where nobody has said it, and
this installation does not tell, CI takes it from a variable that is to be set.

``write_schemas`` puts copies of the schemas beside a registry. The first line of a registry's file
names its schema by a path relative to the file, so that an editor finds it without a network.
``accession`` itself reads only the packaged schemas.

``examples`` shows for each rule what breaks it and what keeps it. They are the files that the tests
run: ``tests/examples/<code>/{bad,good}``, each laid over ``tests/examples/base``.
"""

import json
import re
import shlex
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from accession_cli import packaged
from accession_cli.errors import Exit, Refusal
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.registry import schemas
from accession_cli.registry.files import SCHEME
from accession_cli.registry.schemas import FileKind
from accession_cli.yamlfile import reader

PACKAGE: Final = "accession-cli"
INDEX: Final = "index"
#: What installs a bundle; it lies beside the bundle's folder of wheels.
INSTALLER: Final = "install.py"
_ADDRESS: Final = re.compile(r"(?:git\+)?https?://[^\s\"'$`\\]+|git\+(?:ssh|file)://[^\s\"'$`\\]+")


class SourceKind(StrEnum):
    """Where a program is installed from."""

    INDEX = "index"
    ADDRESS = "address"
    WHEEL = "wheel"
    BUNDLE = "bundle"
    UNSAID = "unsaid"


#: ``--install-from`` names nothing that can be installed from.
INSTALL_FROM_UNFIT: Final = Refusal(
    N_("--install-from: “{text}” is no wheel, no bundle and no address."),
    N_(
        "Write index, the path of a .whl file or of the folder that make bundle made, or an address"
        " such as git+https://HOST/accession.git."
    ),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallSource:
    """Where the program is installed from; ``place`` is the path or the address."""

    kind: SourceKind
    place: str = ""

    def command(self, version: str, variable: str = "$ACCESSION") -> str:
        """The line that installs it; where the source is unsaid, *variable* holds it."""
        match self.kind:
            case SourceKind.INDEX:
                return f'pip install "{PACKAGE}=={version}"'
            case SourceKind.ADDRESS:
                return f'pip install "{PACKAGE} @ {self.place}"'
            case SourceKind.WHEEL:
                return f"pip install {shlex.quote(self.place)}"
            case SourceKind.BUNDLE:
                return f"python {shlex.quote(f'{self.place}/{INSTALLER}')} --here"
        return f'pip install "{variable}"'


UNSAID: Final = InstallSource(kind=SourceKind.UNSAID)


def install_source(text: str) -> InstallSource:
    """The source that *text* names; raises ``INSTALL_FROM_UNFIT``."""
    if text == INDEX:
        return InstallSource(kind=SourceKind.INDEX)
    if _ADDRESS.fullmatch(text):
        return InstallSource(kind=SourceKind.ADDRESS, place=text)
    path = Path(text)
    if text.isprintable() and path.suffix == ".whl" and path.is_file():
        return InstallSource(kind=SourceKind.WHEEL, place=path.resolve().as_posix())
    if text.isprintable() and (path / INSTALLER).is_file():
        return InstallSource(kind=SourceKind.BUNDLE, place=path.resolve().as_posix())
    raise INSTALL_FROM_UNFIT(text=text)


def own_source() -> InstallSource:
    """Where this program itself was installed from, as far as its installer wrote it down."""
    from importlib import metadata  # only when a registry begins

    try:
        told = metadata.distribution(PACKAGE).read_text("direct_url.json")
        said = json.loads(told or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        return UNSAID
    url = str(said.get("url", ""))
    if "vcs_info" in said:
        commit = said["vcs_info"].get("commit_id", "")
        address = f"git+{url}@{commit}"
        fit = _ADDRESS.fullmatch(address)
        return InstallSource(kind=SourceKind.ADDRESS, place=address) if fit else UNSAID
    if "archive_info" not in said:
        return UNSAID
    if _ADDRESS.fullmatch(url):
        return InstallSource(kind=SourceKind.ADDRESS, place=url)
    path = Path(unquote(urlsplit(url).path))
    if (path.parent / INSTALLER).is_file():
        return InstallSource(kind=SourceKind.BUNDLE, place=path.parent.as_posix())
    return InstallSource(kind=SourceKind.WHEEL, place=path.as_posix()) if path.is_file() else UNSAID


def in_yaml(command: str) -> str:
    """*command* as a single-quoted text of YAML."""
    return "'{}'".format(command.replace("'", "''"))


EDITOR_FOLDER: Final = "schemas"
_LINE: Final = re.compile(r"# yaml-language-server: \$schema=(\S+)")


def schema_texts() -> Mapping[str, str]:
    """The schema of every kind of file that a registry holds, by its path from the top."""
    held = (kind for kind in FileKind if kind not in schemas.AT_THE_CENTRE)
    names = [f"{kind}.schema.json" for kind in held]
    return {f"{EDITOR_FOLDER}/{name}": packaged.text("schemas", name) for name in names}


def lost_schemas(texts: Mapping[str, str], top: Path) -> tuple[str, ...]:
    """The paths of *texts* (from *top*) whose first line names a schema that does not exist."""
    lost = []
    for path, text in texts.items():
        line = _LINE.match(text)
        if line is not None and not ((top / path).parent / line[1]).is_file():
            lost.append(path)
    return tuple(lost)


def stale_schemas(top: Path) -> tuple[str, ...]:
    """The schema copies below *top* that differ from those of this version."""
    there = [(path, text) for path, text in schema_texts().items() if (top / path).is_file()]
    return tuple(path for path, text in there if (top / path).read_bytes() != text.encode())


def write_schemas(top: Path, changed: Collection[str] = ()) -> None:
    """Write the schemas below *top*, over older copies, except copies that somebody *changed*."""
    for path, text in schema_texts().items():
        if path not in changed or not (top / path).exists():
            replace_file(top / path, text.encode())


REGISTRY: Final = "registry"
_ANOTHERS_NUMBER: Final = "准入备案〔{year}〕{serial}号"


#: No profile of that name ships with the package.
PROFILE_UNKNOWN: Final = Refusal(
    N_("There is no profile {name}."),
    N_("Choose one of these: {names}."),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A packaged example of a district's scheme: ``text`` is its scheme.yaml, ``value`` its value.

    ``value`` includes the district that it was written for.
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
        """A description of the profile, in one Chinese sentence."""
        return self.text.splitlines()[1].removeprefix("# ")


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """The values that only a district can give; None takes the profile's value.

    ``filing_number`` None takes the profile's pattern only for the profile's own district, and
    ``clauses`` None its printed forms of clauses only for the scheme that the profile was made of.
    ``signatures``: every record has to be signed.
    """

    name: str
    code: str | None = None
    prefix: str | None = None
    document: str | None = None
    number: str | None = None
    dated: date | None = None
    filing_number: str | None = None
    clauses: Mapping[str, str | None] | None = None
    signatures: bool = False


def profile_names() -> tuple[str, ...]:
    """The names of the profiles."""
    return tuple(sorted(path.parent.name for path in _profiles().glob(f"*/{SCHEME}")))


def profile(name: str) -> Profile:
    """The profile called *name*; raises ``PROFILE_UNKNOWN`` when there is none."""
    if name not in profile_names():
        raise PROFILE_UNKNOWN(name=name, names=", ".join(profile_names()))
    text = (_profiles() / name / SCHEME).read_text(encoding="utf-8")
    parsed = reader.read(text.encode(), SCHEME).parsed
    value: Mapping[str, Any] = parsed.value if parsed else {}
    agencies = (_profiles() / name / "agencies.yaml").read_text(encoding="utf-8")
    return Profile(name=name, text=text, value=value, agencies=agencies)


def new_files(
    chosen: Profile, district: District, version: str, source: InstallSource = UNSAID
) -> dict[str, str]:
    """The texts of all files of a new registry, by their paths from the repository's top.

    They say how the program is installed from its *source*.
    """
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
            name = _named(path.relative_to(start))
            texts[name] = text.replace("%INSTALL%", _install_line(name, version, source))
    return texts


def _install_line(name: str, version: str, source: InstallSource) -> str:
    """How the file *name* writes the command that installs the program."""
    if not name.endswith(".yml"):
        return source.command(version)
    variable = "${{ vars.ACCESSION }}" if name.startswith(".github") else "$ACCESSION"
    return in_yaml(source.command(version, variable))


def _named(path: Path) -> str:
    parts = (f".{part.removeprefix('dot-')}" if part.startswith("dot-") else part
             for part in path.parts)  # fmt: skip
    return "/".join(parts)


def _scheme(chosen: Profile, district: District) -> str:
    """The profile's scheme.yaml changed for *district*, with its comments."""
    old, own = chosen.value, chosen.value["source"]
    same = district.name == chosen.district
    number = district.filing_number or (old["filing_number"] if same else _ANOTHERS_NUMBER)
    dated = str(district.dated or own["date"])
    clauses = district.clauses
    if clauses is None:
        known = same and (district.number or own["number"]) == own["number"]
        clauses = old["clauses"] if known else dict.fromkeys(old["clauses"])
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
        "clauses": clauses,
        "registrar": [{**one, "from": dated} for one in old["registrar"]],
        "filing_number": number,
        "directory_title": old["directory_title"].replace(chosen.district, district.name),
    }
    if district.signatures:
        new["signatures"] = "required"
    from accession_cli.yamlfile import editor  # the writing side of YAML loads slowly

    return editor.edit(chosen.text, old, new, schemas.key_order(FileKind.SCHEME))


def _profiles() -> Path:
    return packaged.folder("templates") / "profiles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The lines of one file in which the bad and the good example differ."""

    file: str
    bad: tuple[str, ...]
    good: tuple[str, ...]


def examples(code: str) -> tuple[Example, ...]:
    """How the bad and the good example of a rule differ; () when it has no examples."""
    home = packaged.folder("examples")
    bad, good = home / code / "bad", home / code / "good"
    if not bad.is_dir():
        return ()
    names = sorted({*_names(bad), *_names(good)})
    return tuple(found for name in names for found in _differences(name, home, bad, good))


def _names(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.yaml"):
        yield path.relative_to(folder).as_posix()


def _differences(name: str, home: Path, bad: Path, good: Path) -> Iterator[Example]:
    wrong, right = _lines(bad / name, home, name), _lines(good / name, home, name)
    for kind, a, b, c, d in SequenceMatcher(None, wrong, right, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Example(file=name, bad=wrong[a:b], good=right[c:d])


def _lines(path: Path, home: Path, name: str) -> tuple[str, ...]:
    """The file's lines; if the example has no such file, those of the base."""
    for place in (path, home / "base" / name):
        if place.is_file():
            return tuple(place.read_text(encoding="utf-8").splitlines())
    return ()
