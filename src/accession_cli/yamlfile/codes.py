"""List every fault that the reader of the YAML dialect can report.

One table serves the reader, ``accession rules`` and the docs. A code never changes its meaning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from accession_cli.finding import Code, Severity
from accession_cli.i18n import N_

_QUOTE: Final = N_(
    'Put it in double quotes, "{value}"; accession format does it for the whole file.'
)
_FORMAT: Final = N_("Run accession format on this file.")
_BLOCK: Final = N_("Write it on one line, or as a text block that begins with | or |-.")
_RETYPE: Final = N_("Delete the character and type the text again.")


@dataclass(frozen=True, slots=True)
class Repairable(Code):
    """A fault that ``accession format`` repairs without guessing."""


CODES: Final[tuple[Code, ...]] = (
    Code(
        "Y101",
        N_("The file has more than {limit} bytes, which no file of its kind may have."),
        N_("Keep long material as an attachment and name it in the record."),
    ),
    Code(
        "Y102",
        N_("Lists and maps lie more than {limit} levels deep here."),
        N_("Compare the indentation with a record that accession has written."),
    ),
    Code(
        "Y103",
        N_("The file has more than {limit} values."),
        N_("Split the file, or take out what does not belong in it."),
    ),
    Code(
        "Y104",
        N_("This line is longer than {limit} characters."),
        N_("Keep long material as an attachment and name it in the record."),
    ),
    Code(
        "Y110",
        N_("The file is not UTF-8; this reads as UTF-16."),
        N_("Open the file in an editor and save it with the encoding UTF-8."),
    ),
    Code(
        "Y111",
        N_("The file is not UTF-8; this reads as GB18030 (GBK)."),
        N_("Open the file as GB18030 in an editor and save it with the encoding UTF-8."),
    ),
    Code(
        "Y112",
        N_("The file is not UTF-8 text: the bytes here belong to no character."),
        N_("Save the file with the encoding UTF-8, or take its last good version from git."),
    ),
    Repairable(
        "Y113",
        N_("The file begins with a byte order mark (BOM)."),
        _FORMAT,
        severity=Severity.WARNING,
    ),
    Repairable(
        "Y114",
        N_("Lines end in CR LF, as on Windows; a registry's lines end in LF."),
        _FORMAT,
        severity=Severity.WARNING,
    ),
    Repairable(
        "Y115",
        N_("Characters on this line are written in pieces (not Unicode form NFC)."),
        _FORMAT,
        severity=Severity.WARNING,
    ),
    Code("Y116", N_("There is a control character here, {character}."), _RETYPE),
    Code(
        "Y117",
        N_("There is an invisible character here, {character}, which makes the text misleading."),
        N_("Delete it; it often comes along when text is copied from a web page or a Word file."),
    ),
    Code(
        "Y118",
        N_("The character {character} may mean something else on another computer (private use)."),
        N_("Type it again as a character that is in Unicode, or describe it in words."),
    ),
    Code(
        "Y119",
        N_("The character {character} stands where a character was lost in a conversion."),
        N_("Look the text up in the original and type it again."),
    ),
    Code(
        "Y120",
        N_("There is a tab character here."),
        N_("Use spaces; two for each level."),
    ),
    Code(
        "Y121",
        N_("The escape on this line, {character}, may not be in a record."),
        N_("Type the character that is really wanted, or delete the escape."),
    ),
    Code(
        "Y122",
        N_("There is an unusual space here, {character}, that looks like an ordinary one."),
        N_("Replace it with an ordinary space."),
    ),
    Code(
        "Y130",
        N_("There is nothing in this file."),
        N_("Take its last good version from git, or delete the file."),
    ),
    Code(
        "Y131",
        N_("The file does not consist of keys and values."),
        N_("Begin each line with a key, a colon and a space, as in “title: …”."),
    ),
    Code(
        "Y132",
        N_("A second document begins here."),
        N_("Put each record in a file of its own."),
    ),
    Repairable(
        "Y133",
        N_("The file has a document marker: “---” or “...”."),
        N_("Delete the marker; accession format does it too."),
    ),
    Code(
        "Y134",
        N_("A line that begins with % is an instruction to the program that reads the file."),
        N_("Delete the line, or put the text in double quotes."),
    ),
    Code(
        "Y140",
        N_("An anchor (&) stands here; it hides what a record says."),
        N_("Write the value in full; put a text that begins with & in double quotes."),
    ),
    Code(
        "Y141",
        N_("An alias (*) stands here; it hides what a record says."),
        N_("Write the value in full; put a text that begins with * in double quotes."),
    ),
    Code(
        "Y142",
        N_("A tag (!) stands here; it tells programs to read the value as something else."),
        N_("Delete the tag; put a text that begins with ! in double quotes."),
    ),
    Code(
        "Y143",
        N_("A merge key (<<) stands here; it hides what a record says."),
        N_("Write the keys and values in full."),
    ),
    Repairable(
        "Y144",
        N_("A list or map is written in brackets; only the empty [] and {{}} may be."),
        N_("Write one line for each item; accession format does it too."),
    ),
    Code(
        "Y145",
        N_("The key {name} stands here for the second time; the first is on line {first}."),
        N_("Keep the right one and delete the other."),
    ),
    Code(
        "Y146",
        N_("The key {name} is not plain text: it reads as a number, a truth value or nothing."),
        N_('Put the key in double quotes: "{name}".'),
    ),
    Code(
        "Y147",
        N_("A key is written with a question mark, or is itself a list or map."),
        N_("Write a simple key, a colon and a space."),
    ),
    Code(
        "Y148",
        N_("A key is empty, has several lines or has more than {limit} characters."),
        N_("Write a short key and put the text behind the colon."),
    ),
    Code(
        "Y149",
        N_("The key {name} has the full-width character {character} in it."),
        N_("Type it in half-width; if it is meant, put the key in double quotes."),
    ),
    Repairable(
        "Y150",
        N_("Nothing stands here where a value should be."),
        N_("Write null if there is no value; accession format does it too."),
    ),
    Repairable(
        "Y151",
        N_("{value} reads as a number, a truth value or nothing, depending on the program."),
        _QUOTE,
    ),
    Repairable("Y152", N_("The number {value} is too long to be kept exactly."), _QUOTE),
    Code(
        "Y153",
        N_("{value} has full-width digits or marks where a date or number is expected."),
        N_("Type {halfwidth} in half-width; if it is meant as it stands, put it in double quotes."),
    ),
    Code("Y154", N_("A text runs over several lines; reading puts spaces into it."), _BLOCK),
    Code("Y155", N_("A text is folded with >; reading puts spaces into it."), _BLOCK),
    Repairable(
        "Y156",
        N_("A text block begins with {value}; it may begin with | or |- alone."),
        N_("Write | (ends with a line break) or |- (does not); accession format does it too."),
    ),
    Repairable(
        "Y157",
        N_("The value stands on a line below its key."),
        N_("Write it behind the colon; accession format does it too."),
    ),
    Repairable(
        "Y158",
        N_(
            "The file ends within a text block, without a line break; programs read it differently."
        ),
        N_("End the last line with a line break; accession format does it too."),
    ),
    Code(
        "Y160",
        N_("A full-width colon (：) stands behind the key."),
        N_("Type a half-width colon and a space after it."),
    ),
    Code(
        "Y161",
        N_("There is no space behind the colon."),
        N_("Type a space behind the colon; put a text that has a colon in double quotes."),
    ),
    Code(
        "Y162",
        N_("A quote is opened here and not closed."),
        N_("Close it with the same half-width mark, \" or ', on the same line."),
    ),
    Code(
        "Y163",
        N_("Text goes on behind a closing quote."),
        N_('Put the whole text in double quotes, and write \\" for a quote inside it.'),
    ),
    Code(
        "Y164",
        N_("The indentation of this line fits none of the lines above it."),
        N_("Indent with two spaces for each level, keys of one map at the same column."),
    ),
    Code(
        "Y165",
        N_("A text cannot begin with {character}."),
        N_("Put the text in double quotes."),
    ),
    Code(
        "Y166",
        N_("There is a second colon with a space on this line."),
        N_("Put the text behind the first colon in double quotes."),
    ),
    Code(
        "Y167",
        N_("There is no space behind the dash of a list item."),
        N_("Type a space behind the dash; put a text that begins with a dash in double quotes."),
    ),
    Code(
        "Y168",
        N_("A backslash in double quotes begins something that is not known."),
        N_("Write two backslashes for one."),
    ),
    Code(
        "Y169",
        N_("A list begins on the line of its key."),
        N_("Begin the list on the next line, indented by two spaces."),
    ),
    Code(
        "Y170",
        N_("This line is neither a key with a value nor a list item."),
        N_("Write a key, a colon and a space; for a text of several lines begin with |."),
    ),
    Code(
        "Y171",
        N_("A # stands directly behind a value; only some programs take it for a comment."),
        N_("Type a space before the #."),
    ),
    Code(
        "Y179",
        N_("This line cannot be read as YAML."),
        N_("Compare it with a record that accession has written; quote what is plain text."),
    ),
    Repairable(
        "Y190",
        N_("The file is not written in the registry's own form."),
        _FORMAT,
        severity=Severity.WARNING,
    ),
)

BY_CODE: Final[Mapping[str, Code]] = {kind.code: kind for kind in CODES}
