"""Read where a task is done, and which sections receive it, by the names of places.

万新街道 is also written 万新 or 万新街, 示例四社区 also 示例四 or 示例四社区居委会. What leaves a
place open, as 部分街道 and 万新街道等 do, raises ``NotRead``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from accession_cli.entry.values import NotRead, clean, one_line, squeezed, whole
from accession_cli.i18n import N_
from accession_cli.scheme.district import Subdistrict

_GROUPS: Final = re.compile(r"[；;。\n]+")
_NAMES: Final = re.compile(r"[、，,\s]+")
_AND: Final = re.compile("[和及与]")
_JOINED: Final = re.compile(r"(?<=[道街区])[和及与]|[和及与](?=[^和及与]{2,12}$)")
_OF_ALL: Final = r"(?:全部|所有|各个|各|每个|下辖|辖区|辖区内|的|内|范围内)*"
_COUNTED: Final = r"(?:[0-9一二三四五六七八九十百]{1,4}个)?"
_ALL: Final = re.compile(
    rf"(?:全区|全域|区内|全辖区|辖区)?{_OF_ALL}({_COUNTED})"
    r"(?:街道|街镇|街|乡镇|镇)?(?:办事处)?(?:[、和及]|各|所有|全部|的){0,6}(?:社区|居委会|村居|居民委员会|小区)?"
    r"(?:范围|范围内)?"
)
_EVERYWHERE: Final = frozenset({"全区", "全域", "全辖区", "全部", "所有街道", "区内"})
_ALL_OF: Final = re.compile(r"(.{1,200}?)(?:的|内)?(?:全部|所有|各|所辖|下辖)社区")
_ROAD: Final = ("街道办事处", "街道办", "街道", "街", "镇人民政府", "镇", "乡")
_HOME: Final = ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区")
_TAIL: Final = re.compile(r"(?:等)?(?:[一二两三四五六七八九十0-9]{1,3}个)?(?:街道|社区)$")
_COUNT: Final = re.compile(r"[一二两三四五六七八九十0-9]{1,3}个")
_OTHERS: Final = re.compile(r"等(?:[^、，,；;]{0,8})?$|除|部分|有关|相关|试点|重点|若干")
_WITHIN: Final = re.compile(r"([^(（]{1,200})[(（](.{1,200})[)）]$")
#: What is said more about everywhere: 全区各街道（重点是老旧小区）.
_EMPHASIS: Final = re.compile(
    r"[(（](?![^()（）]{0,40}(?:不|除|仅|只|限|试点|部分|若干|先|选|之一|以外|视|拟|暂))[^()（）]{1,40}[)）]$"
)
#: What stands before the places and names none: 街道：全区.
_LABEL: Final = re.compile(
    r"^(?:街道|社区|街道社区|街道、社区|范围|实施范围|区域|地点)[:：]\s{0,4}"
)
_BUT: Final = re.compile(
    r"(?:全区)?除([^除外]{1,200}?)(?:以外|之外|外)[,，]?(?:的)?(?:全区|其他|其它|其余|所有|全部|各)?(?:所有|全部|各)?(?:街道|街镇)"
)
_VILLAGE: Final = re.compile("[村镇乡]$")
_NEAR: Final = 0.5
_LONGEST: Final = 200

NO_PLACE: Final = N_("“{text}” is no subdistrict or community in registry/subdistricts.yaml.")
OPEN_PLACE: Final = N_("“{text}” does not say which subdistricts and communities are meant.")
OTHER_COUNT: Final = N_("“{text}”: the register has {count} of them.")
TWO_PLACES: Final = N_(
    "Communities called “{text}” are in several subdistricts; write the subdistrict before it."
)
MIXED: Final = N_(
    "Whole subdistricts and single communities stand side by side; name every community, or only"
    " subdistricts."
)
NO_COMMUNITY: Final = N_("“{text}” is no community of {of}")
TWO_COMMUNITIES: Final = N_("several communities of {of} are called “{text}”; write the code")
NO_SECTION: Final = N_("“{text}” is not a subdistrict and one of its sections.")

_EACH: Final = "(?:各|每个|全部|所有|相关|有关|属地|辖区)?(?:街道|街镇|镇街)(?:办事处|办)?"
_STREETS: Final = re.compile(f"{_EACH}(?:、?社区)?")
_OF_EACH: Final = re.compile(rf"{_EACH}[:： ]?((?!、)[^：:；;，,、\n]{{2,30}})")


@dataclass(slots=True)
class _Scope:
    subdistricts: dict[str, None] = field(default_factory=dict)
    communities: dict[str, None] = field(default_factory=dict)
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Reads the names of places; ``subdistricts`` are the registry's, by code."""

    subdistricts: Mapping[str, Subdistrict]
    district: str = ""

    def scope(self, text: str) -> dict[str, Any]:
        """The ``scope`` of a record, from 全区, or from names of subdistricts and communities."""
        text = _LABEL.sub("", text.strip())
        if self._is_everywhere(text):
            return {"subdistricts": "all", "communities": "all"}
        if but := _BUT.fullmatch(squeezed(text).strip("。.；;")):
            left_out = {self.subdistrict(name) for name in self._names(but[1])}
            kept = [code for code in self.subdistricts if code not in left_out]
            return {"subdistricts": kept, "communities": "all"}
        found = _Scope()
        for group in filter(None, _GROUPS.split(clean(text))):
            try:
                self._take_group(group, found)
            except NotRead as unread:
                unread.within(text, str(unread.doubt.facts.get("text", text)))
                raise
        if not found.subdistricts:
            raise NotRead(NO_PLACE, text=text)
        if found.whole and found.communities:
            raise NotRead(MIXED)
        communities = list(found.communities) or "all"
        return {"subdistricts": list(found.subdistricts), "communities": communities}

    def _is_everywhere(self, text: str) -> bool:
        """Whether *text* means the whole district; a number of places must be the right one."""
        plain = _EMPHASIS.sub("", squeezed(text).strip("。.；;"))
        plain = plain.replace(self.district, "全区") if self.district else plain
        plain = plain.replace("全区全域", "全区").replace("全区全区", "全区")
        found = _ALL.fullmatch(plain)
        if found is None or not plain:
            return False
        if not (plain in _EVERYWHERE or re.search("全区|全域|全辖区|所有|全部|各|每个", plain)):
            return False
        if counted := found[1]:
            right = len(self.subdistricts)
            if "街" not in plain and "镇" not in plain:
                right = sum(len(place.communities) for place in self.subdistricts.values())
            if whole(counted.removesuffix("个")) != right:
                raise NotRead(OTHER_COUNT, text=text, count=str(right))
        return True

    def _take_group(self, group: str, found: _Scope) -> None:
        head, colon, rest = group.replace(":", "：").partition("：")
        inner = _WITHIN.fullmatch(group.strip())
        if not colon and inner and self._code(inner[1]) is not None:
            head, colon, rest = inner[1], "：", inner[2]
        if colon and re.fullmatch(rf"{_OF_ALL}社区", squeezed(rest)):
            group, colon = head, ""
        if not colon and (found_all := _ALL_OF.fullmatch(squeezed(group))):
            group = found_all[1] if self._code(found_all[1]) else group
        if colon:
            code = self.subdistrict(head)
            found.subdistricts[code] = None
            for name in self._names(rest):
                found.communities[self._community(name, (code,))[1]] = None
            return
        for name in self._listed(group):
            whole_one = self._code(name)
            if whole_one is not None:
                found.subdistricts[whole_one] = None
                found.whole = True
            else:
                code, community = self._community(name, tuple(self.subdistricts))
                found.subdistricts[code] = None
                found.communities[community] = None

    def _listed(self, group: str) -> list[str]:
        """The names in *group*; 万新、华明两个街道 ends in a word that is no name."""
        found = self._names(group)
        tail = _COUNT.search(found[-1]) if len(found) > 1 else None
        if tail:
            count = whole(tail[0].removesuffix("个"))
            if count != len(found):
                raise NotRead(OTHER_COUNT, text=group, count=str(len(found)))
            found[-1] = _TAIL.sub("", found[-1])
        return found

    def _names(self, text: str) -> list[str]:
        """The names in *text*, which 、, a comma, a space or 和 stands between."""
        parts = (part for one in _NAMES.split(text) for part in self._joined(one))
        return [part for part in parts if part]

    def _joined(self, text: str) -> list[str]:
        """The names that 和 joins in *text*; in 和平社区 and 青山街道和平社区 it joins nothing."""
        ends = (found.end() for found in _AND.finditer(text)) if len(text) <= _LONGEST else ()
        for at in (0, *ends):
            if at < len(text) and self._is_known(text[at:]):
                return [*self._joined(text[: at - 1]), text[at:]] if at else [text]
        return _JOINED.split(text)

    def _is_known(self, name: str) -> bool:
        return self._code(name) is not None or any(self._called(name, tuple(self.subdistricts)))

    def are_subdistricts(self, text: str) -> bool:
        """Whether *text* names a subdistrict, or all of them: 各街道, 相关街镇, 万新街道."""
        return bool(_STREETS.fullmatch(squeezed(text))) or self._code(text) is not None

    def all_within(self, text: str, scope: Mapping[str, Any] | None) -> bool:
        """Whether the subdistricts that *text* names are among those of *scope*."""
        codes = (scope or {}).get("subdistricts", ())
        return (
            bool(_STREETS.fullmatch(squeezed(text)))
            or codes == "all"
            or (self._code(text) in codes)
        )

    def sections(self, text: str, scope: Mapping[str, Any] | None = None) -> list[dict[str, str]]:
        """The ``sections`` of a record: 万新街道：公共服务办公室；华明街道：….

        各街道社会事务科 is that section of every subdistrict of *scope*.
        """
        codes = (scope or {}).get("subdistricts", ())
        every = _OF_EACH.fullmatch(one_line(text))
        if every and codes:
            among = list(self.subdistricts) if codes == "all" else codes
            return [{"subdistrict": code, "name": every[1]} for code in among]
        return [self._section(group) for group in filter(None, _GROUPS.split(clean(text)))]

    def _section(self, text: str) -> dict[str, str]:
        group = one_line(text)
        for code, place in self.subdistricts.items():
            for called in place.names:
                name = group.removeprefix(called).lstrip("：: ")
                if group.startswith(called) and name:
                    return {"subdistrict": code, "name": name}
        raise NotRead(NO_SECTION, text=text)

    def subdistrict(self, name: str) -> str:
        """The code of the subdistrict that goes by *name*, which may be its code."""
        code = self._code(name)
        if code is None:
            raise self._unknown(name, (place.name for place in self.subdistricts.values()))
        return code

    def community(self, name: str) -> tuple[str, str]:
        """The codes of a community and of its subdistrict; *name* is its name or its code."""
        return self._community(name, tuple(self.subdistricts))

    def _code(self, name: str) -> str | None:
        """The code of the subdistrict that *name* names; None when there is no such one."""
        wanted = squeezed(name)
        if wanted in self.subdistricts:
            return wanted
        folded = self._folded(name, _ROAD)
        found = [
            code
            for code, place in self.subdistricts.items()
            if any(self._folded(one, _ROAD) == folded for one in place.names)
        ]
        if not found:  # 丰年街道 for 丰年村街道
            found = [
                code
                for code, place in self.subdistricts.items()
                if any(_VILLAGE.sub("", self._folded(one, _ROAD)) == folded for one in place.names)
            ]
        return found[0] if len(found) == 1 else None

    def _folded(self, name: str, endings: Iterable[str]) -> str:
        """*name* without the district before it and the kind of place behind it."""
        plain = squeezed(name).strip("。.《》“”")
        bare = plain.removeprefix(self.district) if self.district else plain
        for ending in endings:
            if bare.endswith(ending) and len(bare) > len(ending):
                return bare.removesuffix(ending)
        return bare

    def _community(self, name: str, among: tuple[str, ...]) -> tuple[str, str]:
        beside = _WITHIN.fullmatch(name.strip())  # 示例三社区（张贵庄街道）
        if beside and (within := self._code(beside[2])) in among:
            return self._community(beside[1], (within,))
        found = list(self._called(name, among))
        if not found and _OTHERS.search(squeezed(name)):
            bare = self._code(_OTHERS.sub("", squeezed(name)))
            candidates = [self.subdistricts[bare].name] if bare else []
            raise NotRead(OPEN_PLACE, candidates=candidates, text=name)
        if not found:
            raise self._unknown(name, self._all_names(among))
        if len(found) > 1:
            candidates = [community for _place, community in found]
            raise NotRead(TWO_PLACES, candidates=candidates, text=name)
        return found[0]

    def _all_names(self, among: Iterable[str]) -> Iterator[str]:
        for code in among:
            place = self.subdistricts[code]
            yield place.name
            yield from (one.name for one in place.communities.values())

    def _called(self, name: str, among: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """The communities called *name*, with or without their subdistrict's name before it."""
        wanted = squeezed(name)
        folded = self._folded(name, _HOME)
        for code in among:
            place = self.subdistricts[code]
            before = ("", *place.names, self._folded(place.name, _ROAD))
            for community, one in place.communities.items():
                ways = (self._folded(way + name, _HOME) for way in before for name in one.names)
                if wanted == community or folded in ways:
                    yield code, community

    def _unknown(self, name: str, known: Iterable[str]) -> NotRead:
        names = list(known)
        near = get_close_matches(squeezed(name), names, n=3, cutoff=_NEAR)
        return NotRead(NO_PLACE, candidates=near, text=name, known="、".join(names))


def community_in(place: Subdistrict | None, text: str, of: str) -> str:
    """The code of the community of *place* that a cell names; messages call the place *of*."""
    places = Places({place.code: place} if place else {})
    try:
        return places.community(text)[1]
    except NotRead as unread:
        says = TWO_COMMUNITIES if unread.doubt.says == TWO_PLACES else NO_COMMUNITY
        candidates = unread.doubt.candidates
        raise NotRead(says, candidates=candidates, text=squeezed(text), of=of) from unread
