"""Keep the Chinese catalogue in step with the English sentences in the source.

python tools/messages.py update     take new sentences from src/ into the .po, drop dead ones
python tools/messages.py compile    make the .mo from the .po
python tools/messages.py check      say what is missing, unsure, dead, or differs; exit 1 if so
python tools/messages.py list       print the sentences of src/ that the .po does not have
"""

import gettext
import io
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from accession_cli.cli.commands import COMMANDS, Command, guide

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "src"
PO: Final = SOURCE / "accession_cli" / "locale" / "zh_CN" / "LC_MESSAGES" / "accession.po"
MO: Final = PO.with_suffix(".mo")
_KEYWORDS: Final = {"_": None, "N_": None}
_FIELD: Final = re.compile(r"\{[A-Za-z_]\w*(?:![rsa])?(?::[^{}]*)?\}")
#: Dates in the header would change the files although no sentence did.
_NO_DATE: Final = datetime(2026, 1, 1, tzinfo=UTC)
_HEADER_NOISE: Final = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To): .*\n', re.MULTILINE
)


def sources() -> Catalog:
    """Every sentence below ``src/`` that is marked with ``_`` or ``N_``, or is a command's help."""
    catalog = Catalog(project="accession", charset="utf-8", creation_date=_NO_DATE)
    found = extract_from_dir(str(SOURCE), [("**.py", "python")], keywords=_KEYWORDS)
    for file, _line, message, comments, context in sorted(
        (*found, *_help_pages(COMMANDS)), key=lambda one: one[:2]
    ):
        catalog.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return catalog


def _help_pages(entries: Iterable[Command]) -> Iterator[tuple[str, int, str, list[str], None]]:
    """What the docstrings of commands say to users, as babel gives a sentence."""
    for entry in entries:
        yield from _help_pages(entry.parts)
        file = f"accession_cli/{entry.floor}/{entry.module}.py"
        if entry.module and (SOURCE / file).exists():
            function = entry.function()
            more, _examples = guide(function)
            if more:
                yield file, function.__code__.co_firstlineno, more, [], None


def translations() -> Catalog:
    """The catalogue as it is kept, or an empty one."""
    if not PO.exists():
        return Catalog(locale="zh_CN", project="accession", creation_date=_NO_DATE)
    with PO.open("rb") as stream:
        catalog = read_po(stream, locale="zh_CN", domain="accession")
    catalog.creation_date = catalog.revision_date = _NO_DATE
    return catalog


def update() -> None:
    """Take new sentences into the .po, keep what is translated, drop what is gone."""
    catalog = translations()
    catalog.update(sources(), no_fuzzy_matching=True, update_creation_date=False)
    written = io.BytesIO()
    write_po(
        written, catalog, width=96, omit_header=False, ignore_obsolete=True, include_lineno=False
    )
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text(_HEADER_NOISE.sub("", written.getvalue().decode()), encoding="utf-8")


def compile_catalogue() -> None:
    """Make the .mo from the .po."""
    with MO.open("wb") as stream:
        write_mo(stream, translations())


def faults() -> Iterator[str]:
    """What is wrong with the catalogue, a line each."""
    known = {message.id: message for message in translations() if message.id}
    wanted = [message.id for message in sources() if message.id]
    for text in wanted:
        if text not in known or not known[text].string:
            yield f"not translated: {text!r}"
    for text in known.keys() - set(wanted):
        yield f"no longer in the source: {text!r}"
    for text in translations().obsolete:
        yield f"kept although dead: {text!r}"
    for message in known.values():
        yield from _faults_of(message)
    yield from _compiled_faults(known.values())


def _faults_of(message: Message) -> Iterator[str]:
    source, translated = str(message.id), str(message.string)
    if message.fuzzy:
        yield f"unsure (fuzzy): {source!r}"
    if translated and _fields(source) != _fields(translated):
        yield f"other fields than the source: {source!r} → {translated!r}"
    if translated and source.strip(" ,;") and _edges(source) != _edges(translated):
        yield f"other spaces or line ends at the edges: {source!r} → {translated!r}"


def _fields(sentence: str) -> list[str]:
    return sorted(_FIELD.findall(sentence))


def _edges(sentence: str) -> tuple[str, str]:
    return sentence[: -len(sentence.lstrip())], sentence[len(sentence.rstrip()) :]


def _compiled_faults(messages: Iterable[Message]) -> Iterator[str]:
    if not MO.exists():
        yield "the .mo is missing: run tools/messages.py compile"
        return
    with MO.open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for message in messages:
        if message.string and compiled.gettext(str(message.id)) != message.string:
            yield f"the .mo is older than the .po: {message.id!r}"


def main(verb: str) -> int:
    """Do what *verb* says; exit code 1 when a check finds something, 2 for an unknown verb."""
    if verb == "update":
        update()
    elif verb == "compile":
        compile_catalogue()
    elif verb == "check":
        found = list(faults())
        print("\n".join(found) or "The catalogue is complete.")
        return 1 if found else 0
    elif verb == "list":
        known = {message.id for message in translations() if message.string}
        print("\n".join(repr(m.id) for m in sources() if m.id and m.id not in known))
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))  # noqa: PLR2004 - the verb
