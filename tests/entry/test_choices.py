"""Words of the scheme stand for the keys of a record, wherever a key is typed."""

import pytest

from accession_cli.entry.choices import ASKER_WORDS, SOURCE_WORDS, VIA_WORDS, named, one_of
from accession_cli.entry.values import NotRead
from accession_cli.i18n import _, speaking
from accession_cli.words.answer import ASKERS
from accession_cli.words.fields import SOURCES, VIAS


@pytest.mark.parametrize(
    ("words", "printed"), [(VIA_WORDS, VIAS), (SOURCE_WORDS, SOURCES), (ASKER_WORDS, ASKERS)]
)
def test_what_the_program_calls_a_choice_is_understood(
    words: dict[str, tuple[str, ...]], printed: dict[str, str]
) -> None:
    read = named(words)
    with speaking("zh_CN"):
        assert {str(key): read(_(text)) for key, text in printed.items()} == {
            str(key): str(key) for key in printed
        }
    assert set(words) == set(map(str, printed))


def test_no_word_stands_for_two_keys_and_a_key_stands_for_itself() -> None:
    for words in (VIA_WORDS, SOURCE_WORDS, ASKER_WORDS):
        every = [word for each in words.values() for word in each]
        assert len(every) == len(set(every))
        read = named(words)
        assert [read(f" {key.upper()} ") for key in words] == list(words)
        assert all(read(word) == key for key, each in words.items() for word in each)


def test_a_word_that_nobody_knows_is_refused_with_the_near_ones() -> None:
    with pytest.raises(NotRead) as unread:
        named(VIA_WORDS)("线下审")
    assert unread.value.doubt.candidates == ("线下审核",)


@pytest.mark.parametrize(
    ("written", "chosen"),
    [("☑工作事务 □台账", "task"), ("□工作事务 ☑台账", "ledger"), ("☑台账", "ledger")],
)
def test_a_box_may_stand_beside_the_beginning_of_a_name(written: str, chosen: str) -> None:
    assert one_of({"task": "工作事务", "ledger": "台账报表"})(written) == chosen


def test_a_beginning_of_two_names_is_no_choice() -> None:
    with pytest.raises(NotRead):
        one_of({"survey": "调查统计", "visit": "调查走访"})("☑调查")
