"""Name the programs that the settings of a clone have git run, and the settings that forbid it.

Whoever gives a clone away gives its ``.git`` along, and with it settings and hooks by which git
runs programs. So: who reads has none of them run (``READING``, ``without_filters``), and nobody's
way to a server leads through a program that the clone itself names (``on_the_way``). What stands in
the settings of the person or the machine is the person's own.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli.i18n import N_

#: How git is asked for all settings in force: what ``listed`` reads.
LISTING: Final = ("config", "--list", "--show-scope", "--show-origin", "-z")
_OWN_SCOPES: Final = frozenset({"local", "worktree"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting in force; ``name`` as git writes it, ``origin`` the file that it stands in."""

    scope: str
    origin: str
    name: str
    value: str

    @property
    def is_own(self) -> bool:
        """Whether it came with the clone, so that somebody else may have written it."""
        return self.scope in _OWN_SCOPES


def listed(items: Sequence[str]) -> tuple[Setting, ...]:
    """Read what git answers to ``LISTING``, in the order in which later ones prevail."""
    found = []
    for scope, origin, item in zip(items[::3], items[1::3], items[2::3], strict=True):
        name, _newline, value = item.partition("\n")
        origin_file = origin.removeprefix("file:")
        found.append(Setting(scope=scope, origin=origin_file, name=name, value=value))
    return tuple(found)


#: Settings for every call: accession needs none of these programs.
ALWAYS: Final[Mapping[str, str]] = {
    "core.fsmonitor": "false",
    "core.alternateRefsCommand": ":",
    "protocol.ext.allow": "never",  # an address that is itself a command
}
#: Settings for the calls of whoever only reads.
READING: Final[Mapping[str, str]] = {
    "core.hooksPath": os.devnull,
    "gpg.program": "gpg",
    "gpg.openpgp.program": "gpg",
    "gpg.x509.program": "gpgsm",
    "gpg.ssh.program": "ssh-keygen",
}
#: The environment of whoever needs no server: git reaches none, not even for an object it lacks.
CLOSED: Final[Mapping[str, str]] = {"GIT_ALLOW_PROTOCOL": "-", "GIT_NO_LAZY_FETCH": "1"}


def numbered(settings: Mapping[str, str]) -> dict[str, str]:
    """The variables by which git takes *settings*, whose names may hold any character."""
    pairs = {
        f"GIT_CONFIG_{what}_{number}": text
        for number, pair in enumerate(settings.items())
        for what, text in zip(("KEY", "VALUE"), pair, strict=True)
    }
    return {"GIT_CONFIG_COUNT": str(len(settings)), **pairs}


_FILTER: Final = re.compile(r"filter\.(.*)\.(?:clean|smudge|process|required)", re.DOTALL)


def without_filters(settings: Iterable[Setting]) -> dict[str, str]:
    """The settings by which git reads files as they lie, through no filter that *settings* name."""
    names = {found[1] for one in settings if (found := _FILTER.fullmatch(one.name))}
    none = {"clean": "", "smudge": "", "process": "", "required": "false"}
    return {f"filter.{n}.{key}": value for n in sorted(names) for key, value in none.items()}


_ON_THE_WAY: Final = re.compile(
    r"core\.(sshcommand|gitproxy|askpass)|remote\..*\.(uploadpack|receivepack|vcs)", re.DOTALL
)
_HELPER: Final = re.compile(r"credential\.(.*\.)?helper", re.DOTALL)
#: A credential helper of git's own kind, not a path or a script: "store --file=…".
_PLAIN_HELPER: Final = re.compile(r"[a-z0-9-]*( -.*)?")


def on_the_way(settings: Iterable[Setting]) -> tuple[str, ...]:
    """The clone's own settings that name a program to be run on the way to a server."""
    own = (one for one in settings if one.is_own)
    return tuple(dict.fromkeys(one.name for one in own if _is_on_the_way(one)))


def _is_on_the_way(one: Setting) -> bool:
    if _HELPER.fullmatch(one.name):
        return not _PLAIN_HELPER.fullmatch(one.value)
    return _ON_THE_WAY.fullmatch(one.name) is not None


_ADDRESSES: Final = r"remote\..*\.(url|pushurl)|url\.ext::.*|core\.alternaterefscommand"
_SHOWING: Final = (
    r"diff\.(external|.*\.command|.*\.textconv)|interactive\.difffilter|pager\..*"
    r"|(core|sequence)\.(editor|pager)"
)
_TOOLS: Final = r"(difftool|mergetool|browser|man|guitool|trailer|tar)\..*\.(cmd|path|command)"
#: When git would run what a setting names, for each kind of setting.
_KINDS: Final = tuple(
    (re.compile(pattern, re.DOTALL), says)
    for pattern, says in (
        (
            r"core\.fsmonitor",
            N_("{file} has git run this whenever it looks for changed files: {name} = {value}"),
        ),
        (
            r"(filter|lfs|merge)\..*\.(clean|smudge|process|driver|path)",
            N_("{file} has git run this on files that it reads or writes: {name} = {value}"),
        ),
        (
            r"core\.hookspath|init\.templatedir|gc\.recentobjectshook|accession\.program",
            N_("{file} has git run this, or what is in it, as a hook: {name} = {value}"),
        ),
        (
            rf"{_ON_THE_WAY.pattern}|{_HELPER.pattern}|{_ADDRESSES}",
            N_("{file} has git run this on the way to the server: {name} = {value}"),
        ),
        (
            rf"{_SHOWING}|{_TOOLS}",
            N_("{file} has git run this when something is shown or edited: {name} = {value}"),
        ),
        (
            r"gpg\.(.*\.)?program|gpg\.ssh\.defaultkeycommand",
            N_("{file} has git run this for signatures: {name} = {value}"),
        ),
        (
            r"alias\..*|submodule\..*\.update",
            N_("{file} has git run this in the place of a git command: {name} = {value}"),
        ),
        (
            r"include\.path|includeif\..*\.path",
            N_("{file} takes further settings from another file: {name} = {value}"),
        ),
    )
)
_SWITCHES: Final = frozenset({"", "true", "false", "yes", "no", "on", "off", "0", "1"})
_COMMAND: Final = re.compile(r"alias\..*|submodule\..*\.update", re.DOTALL)
_SWITCH: Final = re.compile(r"core\.(fsmonitor|pager)|pager\..*", re.DOTALL)
_ADDRESS: Final = re.compile(r"remote\..*\.(url|pushurl)", re.DOTALL)


def programs(settings: Iterable[Setting]) -> tuple[tuple[Setting, str], ...]:
    """The clone's own settings that name a program, or a file with further settings.

    Each with a sentence in English that says when git would run it.
    """
    told = ((one, _told(one)) for one in settings if one.is_own)
    return tuple((one, says) for one, says in told if says)


def _told(one: Setting) -> str:
    """When git would run what *one* names; "" when it names nothing to run."""
    name, value = one.name, one.value
    harmless = (
        (_COMMAND.fullmatch(name) and not value.startswith("!"))
        or (_SWITCH.fullmatch(name) and value.lower() in _SWITCHES)
        or (_ADDRESS.fullmatch(name) and not value.startswith("ext::"))
        or (_HELPER.fullmatch(name) and _PLAIN_HELPER.fullmatch(value))
    )
    return "" if harmless else next((says for kind, says in _KINDS if kind.fullmatch(name)), "")


def hooks_in(folder: Path) -> tuple[Path, ...]:
    """The hooks in *folder* that git would run, sorted."""
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    return tuple(path for path in there if path.suffix != ".sample" and runs(path))


def runs(path: Path) -> bool:
    """Whether git would run the hook at *path*."""
    return path.is_file() and (os.name == "nt" or os.access(path, os.X_OK))


def is_partial(shared: Path) -> bool:
    """Whether the clone leaves objects with its server until they are needed."""
    return any((shared / "objects" / "pack").glob("*.promisor"))
