"""Office files of unknown origin: each is refused or read, quickly, in little memory."""

import resource
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from accession_cli import i18n
from accession_cli.actions.application_form import applications_in, form_in
from accession_cli.errors import Exit, Refused
from accession_cli.office import container
from accession_cli.office.apart import MEMORY, NoAnswer, read_apart, text_inside
from appetites import loop, want
from filled_forms import asked, read, records, registry
from hostile_office import FORMS, LISTS, form, listed
from office.test_inner_text import HOSTILE

pytestmark = pytest.mark.hostile

#: No file may take longer than so many sound forms do, here and now.
TIMES: Final = 12
DOORS: Final[Mapping[str, Callable[[bytes], Any]]] = {
    "form read": lambda data: form_in(data, "表.docx", registry()),
    "import": lambda data: applications_in(data, "清单.xlsx", registry()),
    "material": text_inside,
}
CASES: Final = [
    *(("form read", name, made) for name, made in FORMS.items()),
    *(("import", name, made) for name, made in LISTS.items()),
    *(("material", name, made) for name, made in HOSTILE.items()),
]
#: What is strange in these, and harmless: they are read.
READ: Final[Mapping[str, set[str]]] = {
    "form read": {
        *("an inclusion", "names that climb", "tables in tables", "controls in controls"),
        *("thousands of rows", "a text without an end", "a name without an end"),
        *("brackets without an end", "clauses without an end", "digits without an end"),
        *("a field that fetches", "a version that is no number", "signs that a terminal obeys"),
    },
}


#: What of a file is told when it is refused, by a word in what the file is.
TOLD: Final = {
    "macro": container.FILE_HAS_PROGRAM,
    "document type": container.FILE_HAS_DOCUMENT_TYPE,
    "billion": container.FILE_HAS_DOCUMENT_TYPE,
    "entity": container.FILE_HAS_DOCUMENT_TYPE,
    "elsewhere": container.FILE_REACHES_OUT,
    "inside": container.FILE_REACHES_OUT,
    "bomb in": container.FILE_UNPACKS_TOO_FAR,
    "larger bomb": container.FILE_UNPACKS_TOO_FAR,
}


def spent() -> float:
    """Seconds of processor time, of this process and of those it waited for."""
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


@pytest.fixture(scope="module")
def usual() -> float:
    """Seconds of processor time that a sound form takes on this machine."""
    taken: list[float] = []
    for _ in range(3):
        before = spent()
        answer("form read", form())
        taken.append(spent() - before)
    return min(taken)


def answer(door: str, data: bytes) -> Any:
    """What the door answers, or its refusal; anything else that is raised is a defect."""
    try:
        return DOORS[door](data)
    except Refused as refused:
        return refused


def test_there_are_more_than_a_hundred_of_them() -> None:
    assert len(CASES) >= 100


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("door", "name", "made"), CASES, ids=[f"{d}: {n}" for d, n, _m in CASES])
def test_every_file_is_refused_or_read_in_time(
    door: str, name: str, made: Callable[[], bytes], usual: float
) -> None:
    data = made()
    before, started = spent(), time.monotonic()
    said = answer(door, data)
    assert spent() - before < TIMES * usual
    assert time.monotonic() - started < 10 * TIMES * usual  # however busy the machine is
    assert "root:" not in repr(said)
    if door in READ:
        assert isinstance(said, Refused) is (name not in READ[door]), said
    if isinstance(said, Refused):
        told = [kind for word, kind in TOLD.items() if word in name and "type from" not in name]
        assert said.refusal in (told or [said.refusal])
        assert said.exit_code in (Exit.UNREADABLE, Exit.SECRET)
        for language in i18n.LANGUAGES:
            with i18n.speaking(language):
                assert said.message
                assert said.remedy


def test_sound_ones_go_through_the_same_doors() -> None:
    facts = asked(records()["DL-2024-0001"])
    assert answer("form read", form()).reading.facts == facts
    _cells, (found,) = answer("import", listed())
    assert found.reading.facts == facts
    assert read(form()).facts == facts


def test_a_reader_may_have_only_so_much_memory() -> None:
    assert MEMORY <= 300 << 20
    assert read_apart(want, 100 << 20) == 100 << 20
    with pytest.raises(NoAnswer):
        read_apart(want, MEMORY)


def test_a_reader_that_never_ends_is_stopped() -> None:
    with pytest.raises(NoAnswer):
        read_apart(loop, seconds=0.5)
