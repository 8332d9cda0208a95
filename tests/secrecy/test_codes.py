"""``accession validate`` finds what should not be in a registry, and never repeats it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from accession_cli.secrecy.codes import BY_KIND, SuspicionKind
from accession_cli.secrecy.codes import CODES as OF_SECRECY
from conftest import Answer
from repositories import Clone
from secret_examples import MARKINGS, luhn

Command = Callable[..., Answer]
EXAMPLES = Path(__file__).parents[1] / "examples"
CODES = [code.code for code in OF_SECRECY]
TASK = "registry/tasks/2024/SL-2024-0001.yaml"
ID = "11010519491231002X"  # the example in GB 11643 itself
FORMATS = ["text", "json", "github", "gitlab", "sarif", "junit"]


class Place:
    """A registry made of layers of examples."""

    def __init__(self, top: Path, accession: Command) -> None:
        self.top, self.accession = top, accession
        self.lay("base")

    def lay(self, layer: str) -> None:
        shutil.copytree(EXAMPLES / layer, self.top, dirs_exist_ok=True)

    def write(self, name: str, text: str | bytes) -> None:
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def text(self, name: str = TASK) -> str:
        return (self.top / name).read_text(encoding="utf-8")

    def validate(self, *more: str) -> Answer:
        return self.accession("-C", str(self.top / "registry"), "validate", *more)

    def found(self, *more: str) -> list[tuple[str, str, int]]:
        report = json.loads(self.validate("--format", "json", *more).out)
        return [
            (one["code"], one["path"], one["line"])
            for one in report["findings"]
            if one["code"] in CODES
        ]


@pytest.fixture
def place(tmp_path: Path, accession: Command) -> Place:
    return Place(tmp_path, accession)


def test_every_kind_that_can_stand_in_a_file_has_a_code() -> None:
    assert set(BY_KIND) == set(SuspicionKind) - {SuspicionKind.UNREADABLE}
    for kind, code in BY_KIND.items():  # a paper with long lists may be looked at by a person
        assert (code.severity == "error") is (kind.blocks or kind is SuspicionKind.TOO_MANY)


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_is_found_and_the_good_one_is_not(code: str, place: Place) -> None:
    place.lay(f"{code}/good")
    assert place.validate("--strict").code == 0
    place.lay(f"{code}/bad")
    assert [one[:2] for one in place.found()] == [(code, TASK)]
    assert place.validate("--strict").code == 1


@pytest.mark.parametrize("form", FORMATS)
def test_no_report_repeats_what_it_found(form: str, place: Place) -> None:
    place.write(TASK, f"{place.text()}{ID}: 机密★1年\ncontact: {ID}\n")
    place.write(f"registry/tasks/2024/{ID}.yaml", "title: x\n")
    place.write("registry/机密★白杨.yaml", "title: x\n")
    answer = place.validate("--format", form)
    assert answer.code == 1
    assert "C201" in answer.out
    for secret in (ID, "机密★", "白杨", "491231"):
        assert secret not in answer.out + answer.err


@pytest.mark.parametrize("name", MARKINGS)
def test_a_marking_is_found_in_a_comment_of_any_file(name: str, place: Place) -> None:
    for file in ("scheme.yaml", "agencies.yaml", "statutes.yaml", "subdistricts.yaml"):
        text = place.text(f"registry/{file}")
        place.write(f"registry/{file}", f"# {MARKINGS[name]}\n{text}")
        assert place.found()[:1] == [("C101", f"registry/{file}", 1)]
        place.write(f"registry/{file}", text)


def test_files_that_cannot_be_read_are_screened_all_the_same(place: Place) -> None:
    broken = "registry/tasks/2024/SL-2024-0009.yaml"
    place.write(broken, "title: [\n  密级：机密\n")
    assert place.found() == [("C101", broken, 2)]
    place.write(broken, "title: 密级：机密\n".encode("gb18030"))
    assert place.found() == [("C101", broken, 1)]
    place.write(broken, "机密★1年".encode("utf-16"))
    assert place.found() == [("C101", broken, 1)]


def test_stray_files_and_names_are_screened_too(place: Place) -> None:
    place.write("registry/notes.txt", f"一\n二\n号码{ID}\n")
    place.write("registry/attachments/秘密-示例.pdf", b"x")
    assert sorted(place.found()) == [
        ("C101", "registry/attachments/秘*******f", 1),
        ("C201", "registry/notes.txt", 3),
    ]


def test_an_escape_hides_nothing(place: Place) -> None:
    text = place.text().replace("frequency: ", 'frequency: "\\u673a\\u5bc6\\u26051\\u5e74" # ', 1)
    place.write(TASK, text)
    assert [one[:2] for one in place.found()] == [("C101", TASK)]


def test_the_place_is_that_of_the_first_character(place: Place) -> None:
    place.write(TASK, f"{place.text()}# 一\n# 二三{ID}\n")
    report = json.loads(place.validate("--format", "json").out)
    (one,) = [one for one in report["findings"] if one["code"] == "C201"]
    assert (one["line"], one["column"]) == (place.text().count("\n"), 5)
    assert one["clause"] == "个人信息保护法 6"
    assert one["message"] == "A person's identity number stands here: 1****************X."


def test_leaving_the_code_out_of_the_report_unmasks_nothing(place: Place) -> None:
    place.write(TASK, f"{place.text()}contact: {ID}\n")
    answer = place.validate("--ignore", "C")
    assert "C201" not in answer.out
    assert ID not in answer.out


def test_a_record_with_a_marking_in_it_is_not_ended_or_frozen(
    district_with_a_marking: Path, accession: Command, material: Path
) -> None:
    answer = accession(
        *("-C", str(district_with_a_marking), "retire", "DL-2024-0006", "--reason", "期限届满"),
        *("--applied", "2026-09-28", "--effective", "2026-11-01", "--material", str(material)),
    )
    assert answer.code == 1
    assert "C101" in answer.err
    assert "机密★" not in answer.err


@pytest.fixture
def district_with_a_marking(district: Clone) -> Path:
    """Somebody committed a marked comment by hand."""
    path = "registry/tasks/2024/DL-2024-0006.yaml"
    text = (district.top / path).read_text(encoding="utf-8")
    district.commit("by hand", **{path: f"{text}# 机密★1年\n"})
    return district.top


def test_cards_and_telephones_of_offices_are_told_apart(place: Place) -> None:
    card = luhn("621700001000000123")
    place.write("registry/notes.txt", f"热线12345\n电话022-84375000\n{card}\n13800000000\n")
    assert [one[::2] for one in place.found()] == [("C202", 3), ("C203", 4)]
