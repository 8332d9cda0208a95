"""Find agencies, bodies, channels and classes by the names that people write.

A name is known by its key, by its name, by any other name that the registry has for it, with or
without its district, in full or as it is usually shortened. Nothing is guessed: what is nobody's
name raises ``NotRead``, with the nearest names, and ``chosen`` refuses it, so that it does not
look like an empty answer.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, TypeVar

from accession_cli.entry.choices import none_of, ticked
from accession_cli.entry.form_words import layout
from accession_cli.entry.places import TWO_PLACES, Places
from accession_cli.entry.values import NotRead, one_line, squeezed
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.scheme.district import Agency
from accession_cli.scheme.registry import Registry

_BETWEEN_AGENCIES: Final = re.compile(r"[、，,；;/\s]+")
_JOINED: Final = re.compile(r"[和及与]")
_AND_OTHERS: Final = re.compile(r"等(?:部门|单位|有关部门|相关部门)?$")
_SEALED: Final = re.compile(r"[(（](?:盖章|公章|章|签章|印章|加盖公章)[)）]|[(（]?盖章[)）]?$")
_OUTSIDE: Final = re.compile(r"[《》“”\"'。.：:]+")
_NEAR: Final = 0.6
_MOST_NEAR: Final = 3
_SHORTEST: Final = 2

NO_AGENCY: Final = N_("“{text}” is not the name of an agency in registry/agencies.yaml.")
SEVERAL_AGENCIES: Final = N_("“{text}” names more than one agency; one is asked for here.")
AND_OTHERS: Final = N_("“{text}” does not name all that are meant.")
OTHER_CODE: Final = N_("“{text}” is not the credit code of {agency}, which is {code}.")


@dataclass(frozen=True, slots=True)
class NameFinder:
    """Finds the keys for names; an unknown name raises ``NotRead``."""

    registry: Registry

    def agency(self, text: str) -> str:
        """The key of the agency that goes by the name *text*."""
        found = self._agency(text)
        if found is not None:
            return found
        several = _apart(text)
        if len(several) > 1 and (keys := [self._agency(one) for one in several]) and all(keys):
            candidates = [self._agencies[key] for key in keys if key]
            raise NotRead(SEVERAL_AGENCIES, candidates=candidates, text=text)
        known = "、".join(self._agencies.values())
        raise NotRead(NO_AGENCY, candidates=self._near(text), text=text, known=known)

    def agencies(self, text: str) -> list[str]:
        """The keys of the agencies that *text* lists."""
        whole = _AND_OTHERS.sub("", one_line(text))
        if whole != one_line(text):
            named = [key for one in _apart(whole) if (key := self._agency(one))]
            candidates = ["、".join(self._agencies[key] for key in named)] if named else []
            raise NotRead(AND_OTHERS, candidates=candidates, text=text)
        found: list[str] = []
        for part in filter(None, _BETWEEN_AGENCIES.split(text)):
            key = self._agency(part)
            found += [key] if key else [self._one_of(text, one) for one in _apart(part)]
        return list(dict.fromkeys(found))

    def _one_of(self, text: str, name: str) -> str:
        """The key of the agency *name* in the list *text*; what may be meant is a whole list."""
        try:
            return self.agency(name)
        except NotRead as unread:
            unread.within(text, name)
            raise

    def _agency(self, text: str) -> str | None:
        """The key of the one agency that goes by the name *text*; None when there is none."""
        exact = [key for key, name in self._agencies.items() if squeezed(text) in (key, name)]
        if exact:
            return exact[0]
        wanted = self._folded(text)
        for ways in (_of_now, _of_before):  # an earlier name of one may be another's now
            found = {
                agency.name: key
                for key, agency in self.registry.agencies.items()
                if wanted and any(self._folded(name) == wanted for name in ways(agency))
            }
            if found:
                return next(iter(found.values())) if len(found) == 1 else None
        return self._alike(wanted)

    def _alike(self, wanted: str) -> str | None:
        """The only agency called *wanted* but for its kind: 气象局 for 气象部门, 城管 for 城管委.

        Else the only one of that kind whose name begins so, as 市场局 for 市场监管局.
        """
        folded = {
            key: [self._folded(name) for name in _of_now(agency)]
            for key, agency in self.registry.agencies.items()
        }
        if not _KIND.search(wanted):
            known = [
                key
                for key, ways in folded.items()
                if any(
                    wanted in (way[: end.start()], _stem(way))
                    for way in ways
                    if (end := _KIND_AT_ALL.search(way))
                )
            ]
            return known[0] if len(known) == 1 and len(wanted) >= _SHORTEST else None
        stem = _stem(wanted)
        if len(stem) < _SHORTEST:
            return None
        kind = wanted.removeprefix(stem)
        found = [key for key, ways in folded.items() if stem in map(_stem, ways)] or [
            key
            for key, ways in folded.items()
            if any(way.startswith(stem) and way.endswith(kind) for way in ways)
        ]
        return found[0] if len(found) == 1 else None

    def _folded(self, text: str) -> str:
        scheme = self.registry.scheme
        return folded_agency(text, squeezed(scheme.district))

    def _near(self, text: str) -> list[str]:
        """The names most like *text*, of this district's agencies."""
        wanted = self._folded(text)
        if len(wanted) < _SHORTEST:
            return []
        judged = sorted(
            ((_likeness(wanted, self._folded(name)), name) for name in self._agencies.values()),
            key=lambda one: -one[0],
        )
        return [name for likeness, name in judged if likeness >= _NEAR][:_MOST_NEAR]

    @property
    def _agencies(self) -> dict[str, str]:
        return {key: agency.name for key, agency in self.registry.agencies.items()}

    def agency_as_given(self, name: str) -> str:
        """The name of the agency called *name*; *name* itself, if it is its key or its name.

        The key of an agency that only a task still has is accepted, too.
        """
        known = self._agencies
        used = (key for file in self.registry.tasks for key in file.task.agencies)
        return name if name in {*known, *known.values(), *used} else known[self.agency(name)]

    def class_(self, text: str) -> str:
        """The class that *text* names, in other signs or ticked, too."""
        from accession_cli.entry.choices import one_of

        return one_of({name: name for name in self.registry.scheme.classes})(text)

    def class_as_given(self, name: str) -> str:
        """The class that *name* names; or *name* itself, a dropped one that a task still has."""
        dropped = {file.task.class_ for file in self.registry.tasks}
        return name if name in dropped else self.class_(name)

    def body(self, name: str) -> str:
        """The key of the deciding body that goes by *name*, or whose agency does."""
        bodies = self.registry.scheme.bodies
        names = {key: body.name for key, body in bodies.items()}
        district = squeezed(self.registry.scheme.district)
        wanted = folded_agency(name, district)
        for key, called in names.items():
            if name == key or wanted == folded_agency(called, district):
                return key
        agency = self._agency(name)
        found = [key for key, body in bodies.items() if agency and body.agency == agency]
        if len(found) == 1:
            return found[0]
        raise none_of(name, names.values())

    def body_as_given(self, name: str) -> str:
        """The key of the deciding body that goes by *name*; *name* itself, where there is none."""
        try:
            return self.body(name)
        except NotRead:
            return name

    def subdistrict(self, name: str) -> str:
        """The code of the subdistrict whose code or name is *name*."""
        return self.places.subdistrict(name)

    def community(self, name: str) -> str:
        """The code of the community whose code or name is *name*."""
        return self.community_named(name)[1]

    def community_named(self, name: str) -> tuple[str, str]:
        """The codes of the subdistrict and the community; *name* is the community's code or name.

        A name that several communities have raises ``NotRead``.
        """
        return self.places.community(name)

    @property
    def places(self) -> Places:
        """The reader of this district's places."""
        return Places(self.registry.subdistricts, self.registry.scheme.district)

    def credit_code(self, text: str, agency: str | None) -> None:
        """Raise ``NotRead`` when *text* is not the credit code of *agency*.

        A code is checked only where the registry knows the agency's; it is no fact of a task.
        """
        known = self.registry.agencies.get(agency or "")
        if known and known.credit_code and squeezed(text).upper() != known.credit_code:
            raise NotRead(OTHER_CODE, text=text, agency=known.name, code=known.credit_code)

    def channels(self, text: str) -> list[str]:
        """The channels that are ticked in *text*; where nothing can be, those that it names."""
        words = self.channel_words()
        names = {way: key for key, ways in words.items() for way in (*ways, key)}
        shown = (rule.name for rule in self.registry.scheme.channels.values())
        return ticked(text, names, shown)

    def channel_words(self) -> dict[str, tuple[str, ...]]:
        """What each channel is called, by its key; its name in the scheme first."""
        more = layout().words["channels"]
        rules = self.registry.scheme.channels
        return {str(key): (rule.name, *more.get(str(key), ())) for key, rule in rules.items()}


def _of_now(agency: Agency) -> tuple[str, ...]:
    return agency.name, *agency.also_called


def _of_before(agency: Agency) -> tuple[str, ...]:
    return tuple(one.name for one in agency.earlier_names)


#: How parts of names are usually shortened, the longer ones first.
_SHORTENED: Final = (
    *(("人力资源和社会保障", "人社"), ("人力资源社会保障", "人社"), ("卫生健康", "卫健")),
    *(("人力社会保障", "人社"), ("人力资源社保", "人社"), ("人力社保", "人社"), ("网格化", "网格")),
    *(("住房和城乡建设", "住建"), ("住房城乡建设", "住建"), ("城市管理", "城管")),
    *(("市场监督管理", "市场监管"), ("应急管理", "应急"), ("退役军人事务", "退役军人")),
    *(("残疾人联合会", "残联"), ("妇女联合会", "妇联"), ("科学技术协会", "科协")),
    *(
        ("疾病预防控制", "疾控"),
        ("消防救援", "消防"),
        ("网络安全和信息化", "网信"),
        ("统一战线工作", "统战"),
    ),
    *(("共产主义青年团", "共青团"), ("共青团", "团"), ("人民法院", "法院")),
    *(("人民检察院", "检察院"), ("人民武装", "人武"), ("文化和旅游", "文旅")),
    *(("发展和改革", "发改"), ("工业和信息化", "工信"), ("医疗保障", "医保")),
    *(("机构编制", "编制"), ("总工会", "工会"), ("红十字会", "红会"), ("政法委员会", "政法委")),
    *(("委员会", "委"), ("办公室", "办"), ("管理中心", "中心"), ("工作部门", "部门")),
    ("和", ""),
)
_ABOVE: Final = re.compile(r"^(?:中国共产党|中共|中国)?(?:[一-鿿]{2,7}[市省])?(?=.)")


def folded_agency(text: str, district: str) -> str:
    """The name of an agency as names are compared: without its place, shortened, without a seal.

    *district* is the name of the district. The name of another place stays, and so tells its
    agencies apart.
    """
    name = _OUTSIDE.sub("", _SEALED.sub("", squeezed(text))).casefold()
    stem = re.sub("(?<=..)[区县市旗]$", "", district)
    name = re.sub(f"(?<=共青团)[一-鿿]{{2,3}}[市省](?={district})", "", name)
    above = _ABOVE.match(name)
    rest = name[above.end() :] if above else name
    if rest.startswith((district, stem)) or re.search(f"局?{stem}(?:区)?分局$", rest):
        name = rest
    else:
        name = re.sub("^(?:中国共产党|中共)", "", name)
    name = re.sub(f"(?:{district}|{stem})(?:区)?", "区", name)
    name = re.sub("人民政府(?=.)", "", name)
    name = re.sub("局?区分局$", "分局", name)
    for long, short in _SHORTENED:
        name = name.replace(long, short)
    bare = re.sub("^区委?(?=..)|^委(?=..)", "", name.replace("局分局", "分局"))
    return bare if len(bare) >= _SHORTEST else name


#: What agencies were called before the reforms of 2018 and 2023, by what they are called now.
_FORMER: Final = (
    *(("环境保护", "生态环境"), ("环保", "生态环境"), ("卫生和计划生育", "卫健"), ("卫计", "卫健")),
    *(("农业委", "农业农村"), ("安全生产监督管理", "应急"), ("安监", "应急")),
    *(("工商行政管理", "市场监管"), ("工商", "市场监管"), ("食品药品监督管理", "市场监管")),
    *(("国土资源", "规划和自然资源"), ("民宗", "民族宗教")),
)
_KIND: Final = re.compile("(?:工作)?(?:部门|局|委|办|支队|大队)$")
_KIND_AT_ALL: Final = re.compile("(?:工作)?(?:部门?|分?局|委|办|支队|大队|中心)$")
#: The place before a folded name: 县, 县委, or a district of another name.
_OF_A_PLACE: Final = re.compile("^(?:[一-鿿]{2,3}(?:区|县|旗))?(?:县委?|旗委?|市委?(?!场))?(?=..)")


def _stem(folded: str) -> str:
    """A folded name in today's words, without the kind of agency behind it."""
    stem = _KIND.sub("", "农业委" if folded == "农委" else folded)
    for former, now in _FORMER:
        stem = now if stem in (former, former.removesuffix("委")) else stem
    return stem


def agency_role(name: str, district: str) -> str:
    """What the agency *name* of *district* is called in every district: 民政 for 东丽区民政局."""
    plain = _OF_A_PLACE.sub("", folded_agency(name, squeezed(district) or "–"))
    stem = _stem(plain).removesuffix("分")
    return "共青团" if re.fullmatch("团[区县市旗]?", stem) else stem


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _apart(text: str) -> list[str]:
    """The names that *text* lists; a name may hold 和, so parts are joined by it only here."""
    parts = (part for one in _BETWEEN_AGENCIES.split(text) for part in _JOINED.split(one))
    return [part for part in parts if part]


T = TypeVar("T")

#: The registry has nothing of that name.
UNKNOWN_NAME: Final = Refusal(
    N_("{option}: nothing in this registry goes by “{name}”."),
    N_("Write one of these: {known}."),
    Exit.USAGE,
)


#: More than one place has that name.
SEVERAL_BY_THAT_NAME: Final = Refusal(
    N_("{option}: more than one place goes by the name “{name}”."),
    N_("Write the code of the one that is meant: {known}."),
    Exit.USAGE,
)


def chosen(option: str, read: Callable[[str], T], name: str) -> T:
    """What *read* makes of *name*, the value of *option*.

    Raises ``UNKNOWN_NAME`` or ``SEVERAL_BY_THAT_NAME``.
    """
    try:
        return read(name)
    except NotRead as unread:
        doubt = unread.doubt
        if doubt.says == TWO_PLACES:
            known = ", ".join(doubt.candidates)
            raise SEVERAL_BY_THAT_NAME(option=option, name=name, known=known) from unread
        known = "、".join(doubt.candidates) or str(doubt.facts.get("known", "–"))
        raise UNKNOWN_NAME(option=option, name=name, known=known) from unread


_ONLY: Final = "(?:只|仅)(?:能|需|限)?由(?:各|本)?(?:{words})"
_NOT: Final = (
    "(?:{words})(?:工作者|工作人员)?(?:不再|不)(?:参与|承担|办理|介入|参加)"
    "(?:(?:本|该|此)(?:项)?(?:事项|工作|任务))?(?=[。；，,;、）)\n]|$)"
)


def said_of_channels(
    text: str, words: Mapping[str, Collection[str]]
) -> Iterator[tuple[list[str], str]]:
    """What *text* says about who does it: the channels that remain, and the words that say so."""
    for key, named in words.items():
        ways = "|".join(sorted(named, key=len, reverse=True))
        if only := re.search(_ONLY.format(words=ways), text):
            yield [key], only[0]
        if without := re.search(_NOT.format(words=ways), text):
            yield [one for one in words if one != key], without[0]
