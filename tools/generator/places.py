"""Made-up districts that differ: in size, in money, in how they word what all of them admit."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Spoilt(StrEnum):
    """What is wrong with a district's repository when somebody comes to collect it."""

    GONE = "gone"  # nothing is there
    UNSIGNED = "unsigned"  # its commits have to be signed, and are not
    STRANGER = "stranger"  # it is the registry of another district
    PROFILE = "profile"  # its profile cannot be read
    FILES = "files"  # some of its records cannot be read
    LARGE = "large"  # a record is far larger than any record is
    NEWER = "newer"  # its records are of a schema that this program does not know


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A district before anything is made of it.

    ``prefix`` is not its own: other districts may count their records with the same letters.
    ``wording`` is how it words its titles, ``plenty`` by how much it pays more than the model,
    ``careless`` the share of changes of law that nobody follows up, ``spoilt`` what is wrong.
    One that does not share what it refused has ``shares`` false.
    """

    code: str
    name: str
    city: str
    prefix: str
    short: str
    tasks: int
    refusals: int
    wording: int
    plenty: float
    careless: float
    seed: int
    shares: bool
    spoilt: Spoilt | None

    @property
    def kind(self) -> str:
        """区, 县 or 市, with which its agencies' names begin."""
        return "区" if self.name.endswith("新区") else self.name[-1]


#: The sixteen districts of the city that the project's own registry lies in.
_CITY: Final = (
    ("120101", "和平区", "HP", "和"),
    ("120102", "河东区", "HD", "东"),
    ("120103", "河西区", "HX", "西"),
    ("120104", "南开区", "NK", "南"),
    ("120105", "河北区", "HB", "北"),
    ("120106", "红桥区", "HQ", "红"),
    ("120110", "东丽区", "DL", "丽"),
    ("120111", "西青区", "XQ", "青"),
    ("120112", "津南区", "JN", "津"),
    ("120113", "北辰区", "BC", "辰"),
    ("120114", "武清区", "WQ", "武"),
    ("120115", "宝坻区", "BD", "坻"),
    ("120116", "滨海新区", "BH", "滨"),
    ("120117", "宁河区", "NH", "宁"),
    ("120118", "静海区", "JH", "静"),
    ("120119", "蓟州区", "JZ", "蓟"),
)
#: Names of districts that do not exist, and of their cities; each with the letters of its sound.
_FIRST: Final = (
    ("云", "Y"), ("清", "Q"), ("安", "A"), ("临", "L"), ("永", "Y"), ("长", "C"), ("金", "J"),
    ("石", "S"), ("白", "B"), ("柳", "L"), ("松", "S"), ("梅", "M"), ("竹", "Z"), ("霞", "X"),
    ("望", "W"), ("明", "M"), ("顺", "S"), ("丰", "F"), ("泰", "T"), ("康", "K"),
)  # fmt: skip
_SECOND: Final = (
    ("溪", "X"), ("岭", "L"), ("川", "C"), ("桥", "Q"), ("湾", "W"), ("林", "L"), ("泉", "Q"),
    ("堡", "B"), ("港", "G"), ("坪", "P"), ("岸", "A"), ("湖", "H"), ("塘", "T"), ("坡", "P"),
)  # fmt: skip
_KINDS: Final = ("区", "区", "县", "县", "市")
_A_CITY: Final = len(_CITY)
_SMALLEST, _LARGEST = 60, 1200
_SHARING: Final = 0.9
#: The seven that are spoilt are spread over all the others.
_EACH: Final = tuple(Spoilt)


def places(count: int, seed: int, *, spoilt: bool = True) -> tuple[Place, ...]:
    """*count* districts, seven of them *spoilt*; the first sixteen have the names of a city's."""
    chance = random.Random(seed)  # noqa: S311 - no secrets
    step = max(count // len(_EACH), 1)
    wrong = {place * step + step // 2: what for place, what in enumerate(_EACH)} if spoilt else {}
    return tuple(
        Place(
            code=code,
            name=name,
            city=city,
            prefix=prefix,
            short=short,
            tasks=round(min(max(chance.lognormvariate(5.35, 0.6), _SMALLEST), _LARGEST)),
            refusals=chance.randint(2, 14),
            wording=chance.randrange(1_000_000),
            plenty=chance.choice((0.3, 0.6, 0.8, 1.0, 1.0, 1.2, 1.6, 2.5)),
            careless=chance.choice((0.0, 0.03, 0.03, 0.1, 0.3)),
            seed=chance.randrange(2**32),
            shares=chance.random() < _SHARING,
            spoilt=wrong.get(number),
        )
        for number, (code, name, city, prefix, short) in enumerate(_named(count))
    )


def _named(count: int) -> Iterator[tuple[str, str, str, str, str]]:
    """Code, name, city, prefix and the character that stands for the district in numbers.

    No province has codes that begin with 9.
    """
    for code, name, prefix, short in _CITY[:count]:
        yield code, name, "天津市", prefix, short
    for number in range(max(count - _A_CITY, 0)):
        city, at = divmod(number, _A_CITY)
        pair = divmod(number * 37 % (len(_FIRST) * len(_SECOND)), len(_SECOND))
        (one, first), (two, second) = _FIRST[pair[0]], _SECOND[pair[1]]
        round_ = number // (len(_FIRST) * len(_SECOND))
        name = (
            f"{one}{two}{'东西南北中上下前后新'[round_ - 1] if round_ else ''}{_KINDS[number % 5]}"
        )
        code = f"9{city // 90 + 1}{city % 90 + 1:02d}{at + 1:02d}"
        yield code, name, f"示例{city + 1}市", first + second, one
