"""Check a registry: how its files are written, what they hold, and what the scheme demands.

``every_rule`` lists all codes that a check can find. ``format_files`` writes files in canonical
form: only how they are written changes, not what they say, unless they are also upgraded to the
newest version.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final

from accession_cli.actions.examine import (
    CODES,
    Examined,
    as_numbered,
    examine_files,
    without_secrets,
)
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Code, Finding, Report
from accession_cli.i18n import N_
from accession_cli.registry import codes as registry
from accession_cli.registry import files, schemas
from accession_cli.registry.files import SCHEME, FolderFiles, newest_day, shown_below
from accession_cli.registry.ignored import left_out_on_disk
from accession_cli.registry.reading import clock_behind
from accession_cli.registry.schemas import FileKind, renewed
from accession_cli.rules import signatures
from accession_cli.rules.every import ALL
from accession_cli.secrecy import codes as secrecy
from accession_cli.secrecy.screening import shown_place
from accession_cli.yamlfile import codes as yamlfile
from accession_cli.yamlfile import reader

if TYPE_CHECKING:
    from accession_cli.registry.profiles import Example
    from accession_cli.yamlfile.editor import CommentLost, NotFormattable

#: The path is not in the registry.
PATH_OUTSIDE: Final = Refusal(
    N_("{path} is not in the registry {registry}, so there is nothing to check."),
    N_("Name files or folders of the registry, or none to check all of it."),
    Exit.USAGE,
)


#: The path does not exist.
PATH_MISSING: Final = Refusal(
    N_("{path} does not exist, so there is nothing to check."),
    N_("Name files or folders of the registry, or none to check all of it."),
    Exit.USAGE,
)


def validate(
    folder: Path,
    *,
    as_of: date,
    today: date | None = None,
    paths: Sequence[Path] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    changed: Sequence[Finding] | None = None,
) -> Report:
    """Check the registry in *folder* in the work tree; nothing is written.

    *paths* limits what is reported, not what records are compared with. *select* and *ignore* are
    codes or their beginnings, for example ``T`` or ``T101``. *today* is the machine's day; None is
    *as_of*. *changed* are findings from comparing with the past, None if that was not done.
    """
    wanted = [_shown(path, folder) for path in paths]
    here = FolderFiles(folder)
    examined = examine_files(here, as_of, today=today or as_of)
    found = [*examined.findings, *beside(examined.findings, changed or ())]
    found += left_out_on_disk(folder, here)
    if today is not None:
        shown = (*wanted, examined.prefix + SCHEME)[0]
        found += clock_behind(newest_day(folder), today, shown)
    compared = changed is not None
    return report_on(examined, found, as_of, wanted, select, ignore, compared=compared)


def beside(found: Iterable[Finding], more: Iterable[Finding]) -> list[Finding]:
    """Those of *more* that do not say of a key what *found* say already."""
    known = {one.about for one in found}
    return [one for one in more if one.about not in known]


def report_on(
    examined: Examined,
    found: Iterable[Finding],
    as_of: date,
    wanted: Sequence[str],
    select: Sequence[str],
    ignore: Sequence[str],
    *,
    compared: bool,
) -> Report:
    """The report on the chosen findings; secrets are masked, also if the past was *compared*."""
    everything = list(as_numbered(found, examined.clauses))
    chosen = [
        one
        for one in everything
        if _chosen(one.code, select, ignore) and within(one.place.path, wanted)
    ]
    files = [path for path in examined.paths if within(path, wanted)]
    if compared or any(one.code in CODES for one in everything):
        chosen, files = list(map(without_secrets, chosen)), list(map(shown_place, files))
    return Report.of(
        chosen,
        registry=examined.prefix.rstrip("/"),
        as_of=as_of,
        files=files,
        rules=every_rule(),
    )


def inside(path: Path, folder: Path) -> Path:
    """The resolved *path*; raises ``PATH_OUTSIDE`` or ``PATH_MISSING``."""
    place = path.resolve()
    if not place.is_relative_to(folder):
        raise PATH_OUTSIDE(path=path, registry=folder)
    if not place.exists():
        raise PATH_MISSING(path=path)
    return place


def _shown(path: Path, folder: Path) -> str:
    """*path* as findings name it: from the repository's top."""
    top = shown_below(folder)
    return inside(path, folder).relative_to(top).as_posix()


def within(path: str, wanted: Sequence[str]) -> bool:
    """Whether *path* is one of *wanted* or below one; always True when *wanted* is empty."""
    return not wanted or any(one in {".", path} or path.startswith(one + "/") for one in wanted)


def _chosen(code: str, select: Iterable[str], ignore: Iterable[str]) -> bool:
    selected = not select or code.startswith(tuple(select))
    return selected and not (ignore and code.startswith(tuple(ignore)))


#: A code that no rule has.
UNKNOWN_RULE: Final = Refusal(
    N_("There is no rule {code}."),
    N_("Write one of the codes that accession rules lists, such as {similar}."),
    Exit.USAGE,
)


def every_rule() -> tuple[Code, ...]:
    """All codes: first the form of files, then the scheme by its chapters."""
    return (*yamlfile.CODES, *registry.every(), *secrecy.CODES, *signatures.CODES, *ALL)


def examples_of(card: Code) -> "tuple[Example, ...]":
    """What breaks the rule and what keeps it, line by line; () if it has no examples."""
    from accession_cli.registry.profiles import examples

    return examples(card.code)


def known_codes(texts: Iterable[str]) -> tuple[str, ...]:
    """*texts* in capitals; each must be a code or its beginning, else raises ``UNKNOWN_RULE``."""
    cards = [card.code for card in every_rule()]
    codes = tuple(text.upper() for text in texts)
    for code in codes:
        if not any(card.startswith(code) for card in cards):
            raise _unknown(code, cards)
    return codes


def one_rule(code: str) -> Code:
    """The rule with this *code* in any case; raises ``UNKNOWN_RULE``."""
    cards = {card.code: card for card in every_rule()}
    found = cards.get(code.upper())
    if found is None:
        raise _unknown(code, list(cards))
    return found


def _unknown(code: str, cards: Sequence[str]) -> Refused:
    similar = get_close_matches(code.upper(), cards, n=3, cutoff=0.5) or cards[:1]
    return UNKNOWN_RULE(code=code, similar=", ".join(similar))


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """What became of the files; paths are as they are shown."""

    changed: tuple[str, ...]
    unchanged: int
    refused: "tuple[NotFormattable | CommentLost, ...]"


def format_files(
    folder: Path, *, paths: Sequence[Path] = (), write: bool, upgrade: bool = False
) -> Formatted:
    """Bring the registry's files, or those at *paths*, into canonical form.

    A file that cannot be read is left as it is. Without *write* nothing is written. Each file keeps
    its version unless *upgrade* is set.
    """
    from accession_cli.files.writing import replace_file
    from accession_cli.yamlfile.editor import CommentLost, NotFormattable

    wanted = [_inside(path, folder) for path in paths]
    changed: list[str] = []
    refused: list[NotFormattable | CommentLost] = []
    unchanged = 0
    prefix = files.prefix_of(folder)
    for source in files.files_on_disk(folder):
        kind = files.kind_of(source.name)
        if kind is None or source.data is None or not within(source.name, wanted):
            continue
        path = prefix + source.name
        try:
            text = _canonical(source.data, kind, path)
            if upgrade:
                text = renewed(kind, text, path, files.limits_of(kind))
        except (NotFormattable, CommentLost) as no:
            refused.append(no)
            continue
        data = text.encode()
        if data == source.data:
            unchanged += 1
        else:
            changed.append(path)
            if write:
                replace_file(folder / source.name, data)
    return Formatted(changed=tuple(changed), unchanged=unchanged, refused=tuple(refused))


def _canonical(data: bytes, kind: FileKind, path: str) -> str:
    from accession_cli.yamlfile import editor

    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise editor.NotFormattable(reader.read(data, path).findings) from None
    return editor.formatted(text, schemas.order_in(kind, data), path=path)


def _inside(path: Path, folder: Path) -> str:
    return inside(path, folder).relative_to(folder).as_posix()
