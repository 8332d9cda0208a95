"""The screen: markings and persons' numbers are found however they are written, words never."""

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accession_cli.secrecy import markings, patterns
from accession_cli.secrecy.codes import SuspicionKind
from accession_cli.secrecy.screening import hidden, screen, screen_name
from registries import SHIPPED
from secret_examples import HINTS, MARKINGS, PASSING, VARIANTS, id_number, id_numbers, luhn

#: Every clause of 367 laws that speaks of secrets; laws are nobody's property (著作权法 5).
STATUTES = (Path(__file__).parents[1] / "corpora" / "statutes.txt").read_text(encoding="utf-8")


def kinds(text: str) -> list[SuspicionKind]:
    return [found.kind for found in screen(text)]


def blocks(text: str) -> bool:
    return any(kind.blocks for kind in kinds(text))


def test_there_are_twenty_four_kinds_of_marking() -> None:
    assert len(MARKINGS) == len(set(MARKINGS.values())) == 24


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", MARKINGS)
def test_a_marking_blocks_however_it_is_written(name: str, variant: str) -> None:
    assert SuspicionKind.MARKING in kinds(VARIANTS[variant](MARKINGS[name]))


PATTERNS = (
    *(*markings._OF_A_LEVEL, *markings._OTHER, *markings._LATIN),
    *(*patterns.HINTS, *patterns.HINTS_IN_LATIN),
)


@pytest.mark.parametrize("pattern", PATTERNS, ids=range(len(PATTERNS)))
@given(data=st.data())
def test_whatever_is_a_marking_or_hint_has_the_sign_that_is_looked_for_first(
    pattern: re.Pattern[str], data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    assert markings.SIGN.search(text) or not pattern.search(text)


@pytest.mark.parametrize("hint", HINTS)
def test_a_hint_asks_and_does_not_block(hint: str) -> None:
    for written in (hint, " ".join(hint), "\u200b".join(hint), f"# {hint}", f"通知\n{hint}\n"):
        assert set(kinds(written)) == {SuspicionKind.HINT}, written


@pytest.mark.parametrize("words", PASSING)
def test_words_alone_never_do_anything(words: str) -> None:
    assert kinds(words) == []


def test_no_clause_of_any_law_about_secrets_blocks_or_asks() -> None:
    assert STATUTES.count("秘密") > 600
    assert kinds(STATUTES) == []


@pytest.mark.parametrize("width", range(8, 46))
def test_a_law_still_passes_when_its_lines_are_broken_anywhere(width: int) -> None:
    for clause in STATUTES.splitlines():
        broken = [clause[at : at + width] for at in range(0, len(clause), width)]
        assert kinds("\n".join(broken)) == []


def test_nothing_in_the_shipped_registry_is_suspicious() -> None:
    files = sorted(SHIPPED.rglob("*.yaml"))
    assert len(files) > 50
    for file in files:
        assert kinds(file.read_text(encoding="utf-8")) == [], file


def test_every_identity_number_is_found() -> None:
    numbers = list(id_numbers())
    assert {number[-1] for number in numbers} == set("0123456789X")
    for number in numbers:
        for variant, write in VARIANTS.items():
            assert SuspicionKind.ID_NUMBER in kinds(write(number)), (number, variant)
        grouped = f"{number[:6]} {number[6:14]}-{number[14:]}"
        for text in (
            f"甲{number}乙",
            f"号码:{number.lower()}。",
            grouped,
            f"{number[:9]}\n{number[9:]}",
        ):
            assert SuspicionKind.ID_NUMBER in kinds(text), text


def test_foreign_residents_have_numbers_too() -> None:
    assert kinds(id_number("931156", date(1990, 5, 6), 1)) == [SuspicionKind.ID_NUMBER]


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",  # the check character
        id_number("110105", date(1949, 12, 31), 2)[:-1],
        "110105194913310020",  # the month
        "110105202302300020",  # the day
        "990105194912310020",  # the place
    ],
)
def test_digits_that_cannot_be_an_identity_number_pass_unless_a_word_says_they_are(
    number: str,
) -> None:
    assert kinds(f"编号{number}") == []
    if len(number) == 18 and not number.startswith("99"):
        assert kinds(f"身份证号：{number}") == [SuspicionKind.DOUBTFUL_ID]


def test_an_identity_number_of_fifteen_digits_asks_where_a_word_says_what_it_is() -> None:
    assert kinds("身份证号码：110105491231002") == [SuspicionKind.DOUBTFUL_ID]
    assert kinds("流水号：110105491231002") == []


def test_the_number_of_a_permit_with_letters_in_it_is_no_identity_number() -> None:
    """Met in a published judgment; a word that speaks of a person still asks."""
    assert kinds("施工许可证（证号：44200020111114-0123HJ4）") == []
    assert kinds("施工许可证（证号：44200020111114-0123）") == [SuspicionKind.DOUBTFUL_ID]
    assert kinds("身份证号：44200020111114-0123HJ4") == [SuspicionKind.DOUBTFUL_ID]
    assert kinds("居民身份证（证号：442000201111140123）") == [SuspicionKind.DOUBTFUL_ID]


def test_a_credit_code_of_digits_alone_is_no_identity_number() -> None:
    """Such a code of Jizhou (120119) has what reads as a day of birth in it."""
    numbers = (id_number("111201", date(1985, 1, 1), serial) for serial in range(1000))
    both = next(number for number in numbers if checks_as_credit_code(number))
    assert kinds(both) == [SuspicionKind.ID_NUMBER]
    assert kinds(f"credit_code: {both}") == kinds(f"统一社会信用代码：{both}") == []


def checks_as_credit_code(code: str) -> bool:
    """GB 32100: the weights are powers of 3, the modulus is 31."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weighed = sum(alphabet.index(sign) * 3**at for at, sign in enumerate(code[:17]))
    return alphabet[-weighed % 31] == code[17]


@pytest.mark.parametrize(
    "card", [luhn("621700001000000123"), luhn("622202020000000"), luhn("955880000000000000")]
)
def test_a_bank_card_is_known_by_its_prefix_and_its_check_digit(card: str) -> None:
    printed = " ".join(card[at : at + 4] for at in range(0, len(card), 4))
    for text in (card, printed, f"转入{card}账户", " ".join(card)):
        assert kinds(text) == [SuspicionKind.BANK_CARD], text
    slip = card[:-1] + str((int(card[-1]) + 1) % 10)
    assert kinds(slip) == []


def test_another_card_needs_a_word_beside_it() -> None:
    card = luhn("411111111111111")
    assert kinds(f"卡号：{card}") == [SuspicionKind.BANK_CARD]
    assert kinds(f"编号：{card}") == []


@pytest.mark.parametrize(
    "written",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86 13812345678",
        "8613812345678",
        "１３８１２３４５６７８",
    ],
)
def test_a_mobile_number_asks(written: str) -> None:
    assert kinds(f"联系电话：{written}。") == [SuspicionKind.MOBILE]


@pytest.mark.parametrize(
    "written",
    [
        *("12345", "022-84375000", "400-6505500", "95588", "13812345", "12812345678"),
        *("sha256: 3413812345678f", "1138123456789", "13812345678a", "2013812345678"),
    ],
)
def test_other_numbers_are_not_taken_for_one(written: str) -> None:
    assert kinds(written) == []


def test_columns_of_numbers_are_not_read_as_one_number() -> None:
    column = "\n".join(str(62_000_000 + 7 * at) for at in range(3000))
    assert kinds(column) == []
    assert kinds(column.replace("\n", " ")) == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_found_is_where_it_stood_in_the_text_as_it_was_written(variant: str) -> None:
    written = VARIANTS[variant](id_number("120110", date(1980, 1, 1), 1))
    before = "甲\u3000\u3000乙１２①，"
    found = [
        one for one in screen(f"{before}{written}\n\n  丙") if one.kind is SuspicionKind.ID_NUMBER
    ]
    number = re.search("[1１].*[0-9０-９]", written, re.DOTALL)
    assert number
    assert [(one.start, one.end) for one in found] == [
        (len(before) + number.start(), len(before) + number.end())
    ]


@pytest.mark.parametrize(
    "text", [*MARKINGS.values(), *id_numbers(), "13812345678", luhn("621700001000000123")]
)
def test_a_message_shows_no_more_than_the_first_and_the_last_character(text: str) -> None:
    for found in screen(text):
        assert re.fullmatch(r".\*+.?", found.masked)
    assert text not in hidden(f"前{text}") or not blocks(f"前{text}")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "机密-关于示例.docx",
            "【机密】示例.pdf",
            "示例（秘密）.doc",
            "绝密_示例.txt",
            "机密.pdf",
        ),
        *("秘密★1年 示例.pdf", "张某11010519491231002X.pdf", "11010519491231002X_附件.zip"),
    ],
)
def test_the_name_of_a_file_is_read_part_by_part(name: str) -> None:
    assert any(found.kind.blocks for found in screen_name(name))


@pytest.mark.parametrize(
    "name",
    ["保密工作要点.docx", "商业秘密保护.pdf", "tasks/2024/DL-2024-0001.yaml", "终止申请.pdf"],
)
def test_an_ordinary_name_passes(name: str) -> None:
    assert screen_name(name) == ()


HOSTILE = [
    *(
        "机 ",
        "绝密",
        "绝密★",
        "密级：",
        "密级 : ",
        "【【【",
        "((",
        "1 ",
        "12-",
        "1\n",
        "62 ",
        "9" * 7 + " ",
    ),
    *(
        "此件",
        "不予",
        "内部",
        " ",
        "\n",
        "\u200b",
        "密〔20",
        "密〔2023〕1 ",
        "# - ",
        "a: ",
        "机\n密\n",
        "X",
        "1X ",
    ),
    *(
        "6222 0212 ",
        "138 1234 ",
        "110105 19491231 002X ",
        "秘密 第1",
        "①",
        "★",
        "密\u3000",
        "卡号4 ",
    ),
]


@pytest.mark.hostile
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_text_four_times_as_long_takes_about_four_times_as_long(piece: str) -> None:
    """With the square of the length it would be sixteen times."""

    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        runs = []
        for _run in range(5):
            begun = time.process_time()
            screen(text)
            runs.append(time.process_time() - begun)
        return min(runs)

    screen(piece * 1000)
    size = 8_000
    assert seconds(4 * size) < 9 * seconds(size) + 0.001
