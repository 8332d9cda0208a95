"""Rewrite a file with ruamel.yaml: comments are kept, ``scalars`` decides how scalars look."""

import io
import re
from typing import Any, Final
from unicodedata import normalize

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.emitter import Emitter
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import LiteralScalarString, ScalarString

from accession_cli.yamlfile.canonical import literal, plain, quoted, scalar, written_key
from accession_cli.yamlfile.editor import OutlineNode, outline

_TAG: Final = "tag:yaml.org,2002:"
_STRING: Final = f"{_TAG}str"
# More spellings than the dialect has: each has one meaning, which is then written canonically.
_MEANINGS: Final = (
    ("null", re.compile(r"(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""]),
    ("bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), list("tTfF")),
    ("int", re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z"), list("-0123456789")),
)


class _Resolver(VersionedResolver):
    """Knows null, truth values and plain integers; everything else is text."""

    @property
    def versioned_resolver(self) -> Any:
        version = (1, 2)
        if version not in self._version_implicit_resolver:
            for tag, pattern, first in _MEANINGS:
                self.add_version_implicit_resolver(version, f"{_TAG}{tag}", pattern, first)
        return self._version_implicit_resolver[version]


class _Text(ScalarString):  # ruamel changes a bare str back to the style that it replaces
    """A text of one line."""

    __slots__ = ()


class _Representer(RoundTripRepresenter):
    def represent_text(self, data: str) -> Any:
        return self.represent_scalar(_STRING, str(data), style="" if plain(data) else '"')

    def represent_literal(self, data: LiteralScalarString) -> Any:
        return self.represent_scalar(_STRING, data, style="|")

    def represent_nothing(self, _data: None) -> Any:
        return self.represent_scalar(f"{_TAG}null", "null")


_Representer.add_representer(_Text, _Representer.represent_text)
_Representer.add_representer(str, _Representer.represent_text)
_Representer.add_representer(LiteralScalarString, _Representer.represent_literal)
_Representer.add_representer(type(None), _Representer.represent_nothing)


class _Emitter(Emitter):
    """Writes scalars in the style that ``scalars`` decides, not in ruamel's."""

    MAX_SIMPLE_KEY_LENGTH = 1024

    def choose_scalar_style(self) -> Any:
        if self.analysis is None:
            self.analysis = self.analyze_scalar(self.event.value)
        if self.simple_key_context:
            return '"' if written_key(self.event.value) != self.event.value else ""
        return self.event.style or ""

    def process_scalar(self) -> None:
        super().process_scalar()
        self.no_newline = False  # else the next dash of a list with comments would stay on this row

    def write_double_quoted(self, text: Any, split: Any = True) -> None:  # noqa: FBT002 - ruamel's signature
        del split
        self.write_indicator(quoted(text), need_whitespace=True)


def round_trip() -> YAML:
    """A reader and writer that keeps comments and knows only null, truth values and integers."""
    yaml = YAML(typ="rt", pure=True)
    yaml.Resolver = _Resolver
    yaml.Representer = _Representer
    yaml.Emitter = _Emitter
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 1 << 30
    yaml.allow_unicode = True
    return yaml


def rewritten(text: str) -> str:
    """*text* read and written again in canonical form, with its comments and order of keys."""
    yaml = round_trip()
    data = yaml.load(text)
    return dumped(yaml, _settled(data))


def dumped(yaml: Any, data: Any) -> str:
    """*data* as text."""
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def plain_data(value: Any) -> Any:
    """*value* with its dicts and lists as ruamel's types, without comments."""
    if isinstance(value, dict):
        return CommentedMap((key, plain_data(item)) for key, item in value.items())
    if isinstance(value, list):
        return CommentedSeq(plain_data(item) for item in value)
    return _text(value) if isinstance(value, str) else value


def _settled(node: Any) -> Any:
    """*node* with block style throughout and each text in the style it is written in."""
    if isinstance(node, (CommentedMap, CommentedSeq)):
        # In block style ruamel would put a comment between a key and an empty value's brackets.
        (node.fa.set_block_style if node else node.fa.set_flow_style)()
        places = list(node) if isinstance(node, CommentedMap) else range(len(node))
        for place in places:
            node[place] = _settled(node[place])
        return node
    return _text(node) if isinstance(node, str) else node


def _text(text: str) -> Any:
    if not literal(text):
        return _Text(text)
    block = LiteralScalarString(text)
    comment = getattr(text, "comment", None)
    if comment is not None:
        block.comment = comment
    return block


_MARKERS: Final = ("---", "...")


def repaired(text: str) -> str:
    """*text* in canonical form but for the order of its keys; its faults must all be repairable."""
    text = text if text.endswith("\n") else f"{text}\n"
    text = normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n"))
    rows = _flattened(_without_markers(text.split("\n")))
    result = rewritten("\n".join(rows))
    return "\n".join(row.rstrip(" ") for row in result.strip("\n").split("\n")) + "\n"


def _without_markers(rows: list[str]) -> list[str]:
    """The rows without document markers; text behind a marker stays."""
    return [
        row[3:].lstrip(" ") if row[:3] in _MARKERS and row[3:4] in ("", " ") else row
        for row in rows
    ]


def _flattened(rows: list[str]) -> list[str]:
    """The rows with each text block that fits on one row written on one, its comment beside it.

    In a list, a comment beside a block's ``|`` goes above it, because ruamel would lose it there.
    """
    rows = [*rows]
    root = outline("\n".join(rows))
    for node in reversed(_leaves(root) if root else []):
        if not node.block or node.text is None:
            continue
        head = rows[node.row]
        start, rest = head[: node.column], head[node.column :]
        sign, _, comment = rest.partition(" #")
        if not literal(node.text):
            beside = f" #{comment}" if comment else ""
            rows[node.row : node.stop] = [f"{start}{scalar(node.text)}{beside}"]
        elif comment and not start.strip(" -"):
            above = f"{' ' * start.index('-')}#{comment}"
            rows[node.row : node.row + 1] = [above, f"{start}{sign.rstrip()}"]
    return rows


def _leaves(node: OutlineNode) -> list[OutlineNode]:
    """The scalars below *node*, in the order of the text."""
    if not node.entries:
        return [node]
    return [leaf for entry in node.entries for leaf in _leaves(entry.node)]
