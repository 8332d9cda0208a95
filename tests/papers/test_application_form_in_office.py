"""The approval form after other programs opened it and saved it again."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from filled_forms import answered, asked, form_of, missing, read, records
from libreoffice import needs_office, saved_again

pytestmark = [pytest.mark.office, needs_office]
WORD: Final = "docx:MS Word 2007 XML"
#: Through which formats a form goes on its way back to .docx.
WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "docx": (WORD,),
    "odt": ("odt", WORD),
    "doc": ("doc:MS Word 97", WORD),
}
NUMBERS: Final = (
    *("DL-2024-0001", "DL-2024-0005", "DL-2024-0011", "DL-2024-0014", "DL-2025-0010"),
    "DL-2026-0003",
)
OVERWRITTEN: Final = {
    "title": "协助开展探访",
    "period__start": "２０２４.1.９",
    "channels": "√社区 □网格员",
}


@cache
def forms() -> Mapping[str, bytes]:
    made = {number: form_of(records()[number]) for number in NUMBERS}
    return {
        **made,
        "blank": form_of({}),
        "overwritten": answered(made["DL-2024-0001"], **OVERWRITTEN),
    }


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], bytes]:
    """Every form, by its name and the way it went."""
    top = tmp_path_factory.mktemp("office")
    found: dict[tuple[str, str], bytes] = {}
    for way, kinds in WAYS.items():
        files = []
        for name, data in forms().items():
            path = top / f"{name}.docx"
            path.write_bytes(data)
            files.append(path)
        for step, kind in enumerate(kinds):
            files = list(saved_again(files, kind, top / f"{way}{step}").values())
        found.update({(file.stem, way): Path(file).read_bytes() for file in files})
    return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", NUMBERS)
def test_a_form_reads_back_the_same_after_it_was_saved_elsewhere(
    number: str, way: str, saved: Mapping[tuple[str, str], bytes]
) -> None:
    found = read(saved[number, way])
    assert missing(found) == {}
    assert found.facts == asked(records()[number])


@pytest.mark.parametrize("way", WAYS)
def test_fields_typed_over_and_saved_elsewhere_are_read(
    way: str, saved: Mapping[tuple[str, str], bytes]
) -> None:
    facts = read(saved["overwritten", way]).facts
    assert (facts["title"], facts["period"]["start"], facts["channels"]) == (
        "协助开展探访",
        "2024-01-09",
        ["community"],
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_blank_form_stays_blank_wherever_it_was_saved(
    way: str, saved: Mapping[tuple[str, str], bytes]
) -> None:
    assert set(missing(read(saved["blank", way]))) == set(missing(read(forms()["blank"])))
