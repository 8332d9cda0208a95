"""Files that somebody wrote to break a reader, or broke by accident: more than 500 of them."""

import json
import random
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from registries import DRAFT, SHIPPED

SUITE: Final = Path(__file__).parent / "hostile" / "yaml-test-suite.json"
RECORD: Final = (SHIPPED / "tasks/2024/DL-2024-0004.yaml").read_text(encoding="utf-8")
SCHEME: Final = (SHIPPED / "scheme.yaml").read_text(encoding="utf-8")
NOTICE: Final = (Path(__file__).parents[1] / "docs" / "calendar-2027.example.yaml").read_text(
    encoding="utf-8"
)
EDITION: Final = (SHIPPED / "editions/2024.yaml").read_text(encoding="utf-8")
#: Sound files, to be spoilt; and a draft as programs write it.
SOUND: Final = (RECORD, SCHEME, NOTICE, DRAFT, EDITION)
JSON_DRAFT: Final = json.dumps(yaml.safe_load(DRAFT), ensure_ascii=False, indent=1, default=str)

_TITLE: Final = next(row for row in RECORD.splitlines() if row.startswith("title:"))
#: What YAML 1.1, 1.2 and people read differently.
TRAPS: Final = (
    *("no", "on", "Off", "YES", "y", "0o17", "017", "08", "0x1F", "0b11", "1_000", "12:30:00"),
    *("1e3", "1.", ".5", "-.inf", ".NaN", "~", "Null", "TRUE", "2024-02-30", "2024-2-3", "="),
    *("2024-03-11T08:00:00Z", "2024-03-11 08:00:00 +8", "190:20:30", "685_230.15", "+1", "-0"),
    *(
        "9" * 16,
        "9" * 5_000,
        "-" + "9" * 400,
        "<<",
        "!",
        "&",
        "*",
        "&a",
        "*a",
        "?",
        "- -",
        "|",
        ">",
    ),
    *(
        "!!python/object/apply:os.system [id]",
        "!!python/name:os.system",
        "!!binary aGk=",
        "!!set {a}",
    ),
    *("!!timestamp 2024-03-11", "!!float 1", "!<tag:yaml.org,2002:str> x", "!local x", "! x"),
    *(
        "&a x",
        "*a",
        "&a [*a]",
        "{a: *a}",
        "[[[[[[[[[[x]]]]]]]]]]",
        "{a: {b: {c: d}}}",
        "[",
        "{",
        "]",
    ),
    *("'", '"', "'x", '"x', '"\\x', '"\\u12"', '"\\ud800"', '"\\ud83d\\ude00"', '"\\U00110000"'),
    *(
        '"\\0"',
        '"\\e[31m"',
        '"\\u202e"',
        '"\\N\\L\\P\\_"',
        "'it's'",
        '"x" y',
        "%x",
        "@x",
        "`x",
        "x: y",
    ),
    *(
        "２０２４－０３－１１",
        "２４０００.００",
        "“2014”",
        "１",
        "x #y",
        "x#y",
        '"x"#y',
        "[]#",
        "{}#",
        "x # \t",
    ),
)
SIGNS: Final = (
    *("\0", "\x07", "\x08", "\x1b[31m", "\x7f", "\x85", "\xa0", "\xad", "\t", "\r", "\x0b", "\x0c"),
    *(
        "\u034f",
        "\u061c",
        "\u115f",
        "\u180e",
        "\u2003",
        "\u200b",
        "\u200d",
        "\u200e",
        "\u2028",
        "\u2029",
    ),
    *(
        "\u202a",
        "\u202e",
        "\u2060",
        "\u2066",
        "\u2069",
        "\u3164",
        "\ue000",
        "\uf8ff",
        "\ufdd0",
        "\ufe0f",
    ),
    *(
        "\ufeff",
        "\ufffd",
        "\ufffe",
        "\uffff",
        "\U0001d173",
        "\U0001ffff",
        "\U000e0001",
        "\U000e0101",
    ),
    *("\U000f0000", "\U0010ffff", "e\u0301", "\uf900", "\u212b", "\uac00\u11a8"),
)
STRUCTURES: Final[Mapping[str, str]] = {
    "nothing": "",
    "an empty line": "\n",
    "a comment": "# only this\n",
    "a list": "- a\n",
    "a text": "只有一句话\n",
    "two documents": "a: x\n---\nb: y\n",
    "many documents": "--- \n" * 3_000,
    "a directive": "%YAML 1.1\n---\na: x\n",
    "a directive of tags": "%TAG ! tag:x,2000:\n---\na: !x y\n",
    "a thousand directives": "%X y\n" * 1_000 + "---\na: x\n",
    "document ends": "...\n" * 3_000,
    "a merge": "b: &b {status: admitted}\nr: {<<: *b, id: 1}\n",
    "a merge of lists": "a: &a\n  x: y\nb:\n  <<: [*a, *a]\n",
    "a ring": "a: &a [*a]\n",
    "an alias bomb": "a: &a [x, x]\n"
    + "".join(f"k{n}: &k{n} [{f'*k{n - 1}, ' * 9}]\n" for n in range(1, 9)),
    "brackets": "a: " + "[" * 9_000,
    "closed brackets": "[" * 9_000 + "]" * 9_000,
    "braces": "a: " + "{a: " * 4_000,
    "nested maps": "".join(" " * depth + "a:\n" for depth in range(600)),
    "nested lists": "".join("  " * depth + "-\n" for depth in range(400)),
    "dashes": "- " * 9_000,
    "questions": "? " * 9_000,
    "colons": "a: " + ": " * 9_000,
    "full-width colons": "：" * 15_000,
    "tags": "a: " + "!" * 9_000,
    "anchors": "".join(f"a{n}: &x{n} y\n" for n in range(2_000)),
    "a long scalar": "a: " + "x" * 250_000,
    "a long Chinese scalar": "a: " + "长" * 80_000,
    "a long block": "a: |\n" + "  x\n" * 60_000,
    "a long key": "k" * 20_000 + ": x\n",
    "many keys": "".join(f"k{n}: {n}\n" for n in range(20_000)),
    "keys that share a hash": "".join(f"{n * (2**61 - 1)}: x\n" for n in range(4_000)),
    "duplicates": "a: x\n" * 30_000,
    "twins after normalisation": "e\u0301: x\n\u00e9: y\n",
    "compatible twins": "\uf900: x\n\u8c48: y\n",
    "empty values": "a:\n" * 40_000,
    "an unclosed quote": "a: '" + "x\n" * 60_000,
    "escapes": 'a: "' + "\\n" * 9_000 + '"\n',
    "spaces": "\n".join(" " * width for width in range(600)),
    "trailing spaces": "a: x" + " " * 19_000 + "\n",
    "comments": "#\n" * 60_000 + "a: x\n",
    "a comment with a secret": "a: x  # 密码 hunter2\n",
    "tabs": "a:\n\t- b\n",
    "CR": "a: x\rb: y\r",
    "mixed line ends": "a: x\r\nb: y\nc: z\r",
    "CR LF": RECORD.replace("\n", "\r\n"),
    "no last line end": RECORD.rstrip("\n"),
    "a block without a line end": "a: |\n  x",
    "a block that ends in spaces": "a: |\n  x\n   ",
    "a block with a sign": "a: |9\n         x\n",
    "a folded text": "a: >\n  x\n  y\n",
    "quotes in a row": "a: " + "'" * 19_001 + "\n",
    "invisible lines": "\u200b\n" * 60_000,
    "a reference that points out": f"$ref: file:///etc/passwd\n$schema: http://x.invalid\n{RECORD}",
    "a reference in a record": RECORD.replace(_TITLE, "title:\n  $ref: http://x.invalid/x.json"),
    "proto": "__proto__: x\nconstructor: y\n__class__: z\n",
    "formats": RECORD.replace(_TITLE, 'title: "{0.__class__} %s %(x)s {title}"'),
    "markup": RECORD.replace(_TITLE, 'title: "<script>alert(1)</script>[x](y)#{x}=1+1"'),
}


@cache
def suite() -> dict[str, dict[str, Any]]:
    """The public yaml-test-suite: name → ``yaml``, perhaps ``json`` and ``fail``."""
    cases: dict[str, dict[str, Any]] = json.loads(SUITE.read_text(encoding="utf-8"))
    return cases


@cache
def corpus() -> dict[str, bytes]:
    """All hostile files by name."""
    return {name: data for made in (_suite, _own, _encoded, _json) for name, data in made()}


def _suite() -> Iterator[tuple[str, bytes]]:
    for name, case in suite().items():
        yield f"yaml-test-suite {name}", case["yaml"].encode("utf-8", "surrogatepass")


def _own() -> Iterator[tuple[str, bytes]]:
    for text in TRAPS:
        yield f"trap {text[:30]}", RECORD.replace(_TITLE, f"title: {text}").encode()
        yield f"trap as a key {text[:30]}", f"{text}: x\n".encode()
    for sign in SIGNS:
        raw = sign.encode("utf-8", "surrogatepass")
        yield f"sign {sign!a}", RECORD.replace("title: ", f"title: {sign}").encode()
        yield f"sign in a comment {sign!a}", b"# " + raw + b"\n" + RECORD.encode()
    for name, text in STRUCTURES.items():
        yield name, text.encode()


def _encoded() -> Iterator[tuple[str, bytes]]:
    for text in (RECORD, SCHEME):
        for coding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "gb18030", "big5hkscs"):
            yield f"{coding} {text[:9]!r}", text.encode(coding, "replace")
        yield f"BOM {text[:9]!r}", b"\xef\xbb\xbf" + text.encode()
        yield f"two BOMs {text[:9]!r}", b"\xef\xbb\xbf" * 2 + text.encode()
        yield f"half {text[:9]!r}", text.encode()[:777]
    broken = (
        b"\xff",
        b"\xc0\xaf",
        b"\xe0\x80\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe4\xb8",
    )
    for number, data in enumerate(
        (*broken, b"\xf8\x88\x80\x80\x80", bytes(range(256)), bytes(999))
    ):
        yield f"bytes {number}", b"title: x" + data + b"\n"


def _json() -> Iterator[tuple[str, bytes]]:
    texts = (
        *('{"a": NaN}', '{"a": 1e999}', '{"a": 1.5}', '{"a": -0}', '{"a": 01}', '{"a": 1,}'),
        *(
            '{"a": 1, "a": 2}',
            '{"\u00e9": 1, "e\u0301": 2}',
            '{"a": "\\ud800"}',
            '{"a": "\\u0000"}',
        ),
        *('{"a": "\\u202e"}', '{"a": "x\ty"}', "{'a': 1}", '{"a": 1} {"b": 2}', '{"tasks": []}'),
        *(
            '{"tasks": [1]}',
            '{"tasks": {}}',
            '{"tasks": [{}]}',
            '{"$ref": "file:///etc/passwd"}',
            "{",
        ),
        *(
            '{"__proto__": {}}',
            '{"a": ' * 5_000,
            '{"a": [' + "[" * 5_000,
            "{}",
            '{"": 1}',
            '{"a" 1}',
        ),
        *(
            '{"a": ' + "9" * 5_000 + "}",
            '{"a": "' + "x" * 300_000 + '"}',
            '\ufeff{"a": 1}',
            "{/*x*/}",
        ),
        *("{" + ", ".join(f'"k{n}": {n}' for n in range(20_000)) + "}", '{"id": {"x": []}}'),
    )
    for number, text in enumerate(texts):
        yield f"json {number}", text.encode("utf-8", "surrogatepass")


# Sound files, spoilt

_BITS: Final = (
    *TRAPS,
    *SIGNS,
    ": ",
    "- ",
    "\n",
    "\n  ",
    "  ",
    "#",
    " #",
    "：",
    "null",
    "[]",
    "{}",
    "|\n",
)


def mutant(random_: random.Random, texts: tuple[str, ...] = (*SOUND, JSON_DRAFT)) -> bytes:
    """A sound file with one to four places spoilt; the same for the same random numbers."""
    text = random_.choice(texts)
    for _change in range(random_.randint(1, 4)):
        at = random_.randrange(len(text) + 1)
        end = min(len(text), at + random_.choice((0, 0, 1, 2, 9, 60)))
        rows = text.split("\n")
        row = random_.randrange(len(rows))
        match random_.randrange(8):
            case 0:
                text = text[:at] + text[end:]
            case 1 | 2:
                text = text[:at] + random_.choice(_BITS) + text[end:]
            case 3:
                key, colon, _value = rows[row].partition(": ")
                rows[row] = f"{key}{colon}{random_.choice(_BITS)}"
                text = "\n".join(rows)
            case 4:
                rows.insert(random_.randrange(len(rows)), rows[row])
                text = "\n".join(rows)
            case 5:
                rows[row] = " " * random_.randrange(6) + rows[row]
                text = "\n".join(rows)
            case 6:
                text = text[:at] + text[at:end] * random_.randint(2, 200) + text[end:]
            case _:
                other = random_.choice(texts)
                text = text[:at] + other[random_.randrange(len(other)) :][:200] + text[end:]
    data = text.encode("utf-8", "surrogatepass")
    if random_.random() < 0.1:
        at = random_.randrange(len(data) + 1)
        data = data[:at] + random_.randbytes(random_.randint(1, 4)) + data[at:]
    return data
