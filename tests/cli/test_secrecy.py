"""What is secret is refused by every command that writes, and is nowhere afterwards."""

import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - git itself is asked for its objects

import pytest

from accession_cli.__main__ import main
from accession_cli.yamlfile import editor
from conftest import Answer
from materials import cells_of, pdf_of, word_of
from registries import DRAFT, MATERIAL
from repositories import Clone
from secret_examples import id_number, luhn

Process = Callable[..., Answer]
#: A text that is nowhere else, so that it is found wherever it was written.
CODENAME = "白杨示例行动"
ID = id_number("120110", date(1980, 1, 1), 1)
CARD = luhn("621700001000000123")
MOBILE = "13812345678"
SECRETS = ("机密★", "绝密★", "秘密★", CODENAME, ID, CARD, MOBILE)
RETIRE = (
    *("retire", "DL-2024-0006", "--applied", "2026-09-28", "--effective", "2026-11-01"),
    *("--reason", "由其他事项承接"),
)
NOTICE = """\
schema: 1
year: 2027
document: 国办发明电〔2026〕9号
date: 2026-11-20
url: null
days_off:
  - 2027-01-01
workdays:
  - 2027-02-14
amendments: []
"""
LAW: dict[str, object] = {
    "law": "示例法",
    "version": "2026",
    "effective_from": "2026-01-01",
    "repealed_on": None,
    "replaced_by": None,
    "articles": {},
    "note": None,
}
LAWS = editor.new_text({"schema": 1, "statutes": [LAW]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A command that carries a secret: its arguments, the files it needs, its standard input."""

    arguments: tuple[str, ...]
    files: Mapping[str, bytes | str] | None = None
    stdin: str = ""

    def run(self, process: Process, clone: Clone, *more: str) -> Answer:
        for name, data in (self.files or {}).items():
            raw = data.encode() if isinstance(data, str) else data
            (clone.top.parent / name).write_bytes(raw)
        given = (word.replace("@", f"{clone.top.parent}/") for word in self.arguments)
        return process(*given, *more, at=clone.top, stdin=self.stdin)


@pytest.fixture
def process(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answer]:
    """Run ``accession`` in folder *at*, and hear all that it and its programs write."""

    def run(*arguments: str, at: Path, stdin: str = "") -> Answer:
        capfd.readouterr()
        with monkeypatch.context() as here:
            here.chdir(at)
            here.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            code = main(arguments)
        said = capfd.readouterr()
        return Answer(int(code), said.out, said.err)

    return run


def filing(text: str, name: str = "draft.yaml", *more: str) -> Attempt:
    return Attempt(arguments=("file", "--from", f"@{name}", *more), files={name: text})


def retiring(data: bytes | str, name: str) -> Attempt:
    return Attempt(arguments=(*RETIRE, "--material", f"@{name}"), files={name: data})


def laws(text: str, name: str) -> Attempt:
    data = text.encode("gb18030") if name.endswith(".csv") else text.encode()
    return Attempt(arguments=("statutes", "import", f"@{name}"), files={name: data})


def with_value(value: str) -> str:
    return DRAFT.replace("content: 每周走访", f"content: {value} {CODENAME} 每周走访")


def as_json(value: str) -> str:
    return json.dumps({"title": value, "note": CODENAME})


MARKED = {
    "a value": filing(with_value("机密★1年")),
    "a comment": filing(f"# 机密★1年 {CODENAME}\n{DRAFT}"),
    "a marking at the head of a text": filing(f"密级：机密\n{DRAFT}{CODENAME}"),
    "a value that is only a marking": filing(DRAFT.replace("source: 区财政专项", "source: 绝密")),
    "the name of a draft": filing(DRAFT, f"机密-{CODENAME}.yaml"),
    "a document number": filing(DRAFT.replace("津丽示例〔2026〕31号", "津丽委密〔2023〕3号")),
    "a draft in GBK": Attempt(
        arguments=("file", "--from", "@draft.yaml"),
        files={"draft.yaml": with_value("机密★1年").encode("gb18030")},
    ),
    "JSON": filing(as_json(f"秘密★5年 {CODENAME}"), "draft.json"),
    "escapes in JSON": filing('{"title": "\\u673a\\u5bc6\\u26051\\u5e74"}', "draft.json"),
    "standard input": Attempt(arguments=("file", "--from", "-"), stdin=with_value("机 密 ★ 长期")),
    "a setting": Attempt(arguments=("file", "--set", f"title=绝密★{CODENAME}")),
    "a setting over a file": filing(DRAFT, "draft.yaml", "--set", "frequency=【机密】"),
    "a setting without a key": Attempt(arguments=("file", "--set", f"绝密★30年{CODENAME}")),
    "the reason of an end": Attempt(
        arguments=(*RETIRE[:-1], f"秘密★5年 {CODENAME}", "--material", "@end.txt"),
        files={"end.txt": "申请终止"},
    ),
    "the name of the material": retiring(MATERIAL, f"【秘密】{CODENAME}.pdf"),
    "the header of a Word file": retiring(word_of(CODENAME, header="机密★1年"), "end.docx"),
    "a paragraph of a Word file": retiring(word_of("秘密", CODENAME), "end.docx"),
    "a cell of an Excel file": retiring(cells_of(("密级", "机密"), (CODENAME, 1)), "end.xlsx"),
    "a comment in an Excel file": retiring(cells_of((CODENAME,), note="机密★1年"), "end.xlsx"),
    "the text of a PDF": retiring(pdf_of("绝密★30年", CODENAME), "end.pdf"),
    "a text in GBK": retiring(f"机密★1年\r\n{CODENAME}".encode("gb18030"), "end.txt"),
    "a file called something else": retiring(word_of("机密★1年", CODENAME), "end.pdf"),
    "the reason to keep a task": Attempt(
        arguments=("freeze", "2024", "--keep", f"DL-2024-0020=机密★1年 {CODENAME}")
    ),
    "a comment of a notice": Attempt(
        arguments=("calendar", "import", "@2027.yaml"),
        files={"2027.yaml": f"# 机密★1年 {CODENAME}\n{NOTICE}"},
    ),
    "a comment of law versions": laws(f"# 机密★1年 {CODENAME}\n{LAWS}", "laws.yaml"),
    "the note of a law": laws(LAWS.replace("note: null", f"note: 绝密★{CODENAME}"), "laws.yaml"),
    "escapes in the key of an article": laws(
        json.dumps({"schema": 1, "statutes": [{**LAW, "articles": {"机密★1年": CODENAME}}]}),
        "laws.json",
    ),
    "a table of laws in GBK": laws(
        f"law,version,note\n示例法,2026,机密★1年{CODENAME}\n", "laws.csv"
    ),
    "the name of a table of laws": laws(LAWS, f"机密-{CODENAME}.yaml"),
}
NUMBERED = {
    "an identity number": filing(with_value(ID)),
    "a bank card": filing(
        with_value(" ".join((CARD[:4], CARD[4:8], CARD[8:12], CARD[12:16], CARD[16:])))
    ),
    "a number that the dialect refuses as well": filing(f"{DRAFT}contact: {ID}\n"),
    "a number that JSON cannot hold": filing(f'{{"contact": {ID}}}', "draft.json"),
    "a key": filing(f"{DRAFT}{ID}: {CODENAME}\n"),
    "escapes in a key of JSON": filing(f'{{"\\u0031{ID[1:]}": "{CODENAME}"}}', "draft.json"),
    "a file that is not there": Attempt(arguments=("file", "--from", f"@{ID}.yaml")),
    "a reason": Attempt(
        arguments=(*RETIRE[:-1], f"{ID} {CODENAME}", "--material", "@end.txt"),
        files={"end.txt": "申请终止"},
    ),
    "material": retiring(f"申请人 {ID} {CODENAME}", "end.txt"),
    "material that is not there": Attempt(arguments=(*RETIRE, "--material", f"@{ID}.pdf")),
    "boxes of a form": retiring(cells_of(tuple(ID)), "end.xlsx"),
}
DOUBTFUL = {
    "a hint": filing(with_value("此件不予公开。")),
    "a mobile number": filing(with_value(MOBILE)),
    "a slip in an identity number": filing(with_value(f"身份证号{ID[:-1]}{'0X'[ID[-1] == '0']}")),
    "a scan": retiring(pdf_of(), "end.pdf"),
    "a picture": retiring(b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "end.png"),
    "a picture in a Word file": retiring(word_of("见附图", picture=True), "end.docx"),
    "an old Word file": retiring(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "end.doc"),
    "a broken PDF": retiring(b"%PDF-1.4 example", "end.pdf"),
    "a number in a notice": Attempt(
        arguments=("calendar", "import", "@2027.yaml"),
        files={"2027.yaml": f"# 值班 {MOBILE}\n{NOTICE}"},
    ),
    "a number in a note on a law": laws(
        LAWS.replace("note: null", f"note: 咨询 {MOBILE}"), "laws.yaml"
    ),
    "a hint in a reason": Attempt(
        arguments=(*RETIRE[:-1], "请勿外传", "--material", "@end.txt"),
        files={"end.txt": "申请终止"},
    ),
}


def places(clone: Clone) -> Iterator[bytes]:
    """Every object of the repository, and every file in it and below it, byte for byte."""
    objects = run_program(
        ["git", "cat-file", "--batch-all-objects", "--batch", "--unordered"],
        cwd=clone.top,
        env=dict(clone.environ),
        capture_output=True,
        check=True,
    )
    assert objects.stdout
    yield objects.stdout
    for path in clone.top.rglob("*"):
        yield str(path).encode()
        if path.is_file():
            yield path.read_bytes()


def written(clone: Clone, *texts: str) -> list[str]:
    """Those of *texts* that are anywhere in *clone*, in whatever encoding."""
    everything = b"\0".join(places(clone))
    return [
        text
        for text in texts
        if any(text.encode(coding) in everything for coding in ("utf-8", "gb18030", "utf-16-le"))
    ]


def refused(attempt: Attempt, process: Process, clone: Clone, *more: str) -> str:
    """What is said when *attempt* is refused; nothing secret is left, and nothing has changed."""
    before = clone.state()
    answer = attempt.run(process, clone, *more)
    assert answer.code == 7, answer
    assert clone.state() == before
    assert [one for one in SECRETS if one in answer.out + answer.err] == []
    assert written(clone, *SECRETS) == []
    assert answer.out == ""
    assert "Traceback" not in answer.err
    return answer.err.replace("\n", " ")


@pytest.mark.parametrize("name", MARKED)
def test_a_marking_is_refused_and_left_nowhere(
    name: str, district: Clone, process: Process
) -> None:
    said = refused(MARKED[name], process, district)
    assert "保守国家秘密法" in said
    assert "a basis that is withheld" in " ".join(said.split())
    assert "*" in said


@pytest.mark.parametrize("name", NUMBERED)
def test_a_persons_number_is_refused_and_left_nowhere(
    name: str, district: Clone, process: Process
) -> None:
    said = refused(NUMBERED[name], process, district)
    assert "个人信息保护法" in said


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_only_a_person_can_judge_needs_a_named_persons_word(
    name: str, district: Clone, process: Process
) -> None:
    assert "--inspected-by" in refused(DOUBTFUL[name], process, district)
    answer = DOUBTFUL[name].run(process, district, "--inspected-by", "示例一")
    assert answer.code == 0, answer.err
    asked = "--format=%(trailers:key=Accession-Inspected-By,valueonly)"
    assert district.git("log", "-1", asked).strip() == "示例一"


@pytest.mark.parametrize("name", ["a value", "the text of a PDF", "the reason to keep a task"])
def test_nobodys_word_lets_a_marking_pass(name: str, district: Clone, process: Process) -> None:
    refused(MARKED[name], process, district, "--inspected-by", "示例一")


@pytest.mark.parametrize("person", ["", "  ", "123", "a\nAccession-Request: x", "甲" * 41, MOBILE])
def test_a_word_is_given_with_a_name(person: str, district: Clone, process: Process) -> None:
    answer = DOUBTFUL["a hint"].run(process, district, "--inspected-by", person)
    assert answer.code == 2, answer


def test_what_is_not_refused_is_found_by_the_same_search(district: Clone, process: Process) -> None:
    """The searching itself is proved: a draft that is merely wrong is kept, and found."""
    answer = process("file", "--set", f"title={CODENAME}", at=district.top)
    assert answer.code == 1
    assert written(district, *SECRETS) == [CODENAME]


def test_the_place_of_each_thing_is_said(district: Clone, process: Process) -> None:
    said = refused(filing(with_value(ID)), process, district)
    assert "draft.yaml, line 12: an identity number, 1****************9" in said
    given = filing(DRAFT, "draft.yaml", "--set", f"frequency={ID}")
    assert "--set frequency: an identity number" in refused(given, process, district)


def test_no_message_about_something_else_repeats_a_secret(
    district: Clone, process: Process
) -> None:
    for arguments in (
        ("retire", ID),
        ("show", ID),
        ("calendar", "show", ID),
        ("freeze", "2024", "--keep", f"{ID}"),
        ("file", "--from", "x", "--inspected-by", ID),
    ):
        answer = process(*arguments, at=district.top)
        assert answer.code
        assert ID not in answer.out + answer.err, arguments


def test_a_registry_without_a_repository_keeps_nothing_either(
    tmp_path: Path, district: Clone, process: Process
) -> None:
    (district.top / ".git").rename(tmp_path / "elsewhere")
    answer = process("file", "--set", f"title=绝密★{CODENAME}", at=district.top)
    assert answer.code == 7
    kept = [path for path in district.top.rglob("*") if path.is_file()]
    assert kept
    assert not any(CODENAME.encode() in path.read_bytes() for path in kept)
    assert not (district.top / ".accession").exists()
