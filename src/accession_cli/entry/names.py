"""Find agencies, bodies, channels, classes and places by the names that people write.

``Places`` reads where a task is done and which sections receive it. Nothing is guessed: an unknown
name raises ``NotRead``, and ``chosen`` refuses it, so that it does not look like an empty answer.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from accession_cli.entry.form_words import layout
from accession_cli.entry.values import (
    EMPTY,
    NotRead,
    clean,
    none_of,
    one_line,
    squeezed,
)
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.scheme.district import Subdistrict
from accession_cli.scheme.registry import Registry

_TICKED: Final = frozenset("☑☒■√✓✔●")
_BOXES: Final = _TICKED | frozenset("☐□○")
_BETWEEN_NAMES: Final = frozenset("、，,；;和及或")
_BETWEEN_AGENCIES: Final = re.compile(r"[、，,；;\s]+")
_ABOVE: Final = re.compile(r".{2,10}[市省]")

NO_AGENCY: Final = N_("“{text}” is not the name of an agency in registry/agencies.yaml.")
NO_PERSON: Final = N_("Write the name of the person who looked at it, and nothing else.")
_LONGEST_PERSON: Final = 40
OTHER_CODE: Final = N_("“{text}” is not the credit code of {agency}, which is {code}.")


@dataclass(frozen=True, slots=True)
class NameFinder:
    """Finds the keys for names; an unknown name raises ``NotRead``.

    In an option a name must be exact, and its key may stand for it.
    """

    registry: Registry

    def agency(self, text: str) -> str:
        """The key of an agency in a form; its name may follow that of the district and the city."""
        wanted = squeezed(text)
        district = squeezed(self.registry.scheme.district)
        for key, agency in self.registry.agencies.items():
            name = squeezed(agency.name)
            full = district + name.removeprefix("区")  # 东丽区民政局 is 区民政局
            city, found, rest = wanted.rpartition(full)
            if wanted == name or (found and not rest and (not city or _ABOVE.fullmatch(city))):
                return key
        raise NotRead(NO_AGENCY, candidates=self._agencies.values(), text=text)

    def agency_named(self, text: str) -> str:
        """The key of the agency whose key or name is *text*."""
        key = _key_of(text, self._agencies)
        if key is None:
            raise NotRead(NO_AGENCY, candidates=self._agencies.values(), text=text)
        return key

    @property
    def _agencies(self) -> dict[str, str]:
        return {key: agency.name for key, agency in self.registry.agencies.items()}

    def agency_as_given(self, name: str) -> str:
        """*name* itself, if it is the key or name of an agency.

        The key of an agency that only a task still has is accepted, too.
        """
        known = self._agencies
        used = (key for file in self.registry.tasks for key in file.task.agencies)
        if name in {*known, *known.values(), *used}:
            return name
        raise NotRead(NO_AGENCY, candidates=known.values(), text=name)

    def class_as_given(self, name: str) -> str:
        """*name* itself, if it is a class of the scheme, or a dropped one that a task still has."""
        known = self.registry.scheme.classes
        if name in {*known, *(file.task.class_ for file in self.registry.tasks)}:
            return name
        raise none_of(name, known)

    def body(self, name: str) -> str:
        """The key of the deciding body whose key or name is *name*."""
        names = {key: body.name for key, body in self.registry.scheme.bodies.items()}
        key = _key_of(name, names)
        if key is None:
            raise none_of(name, names.values())
        return key

    def subdistrict(self, name: str) -> str:
        """The code of the subdistrict whose code or name is *name*."""
        places = {code: place.name for code, place in self.registry.subdistricts.items()}
        code = _key_of(name, places)
        if code is None:
            known = (f"{called} {code}" for code, called in places.items())
            raise NotRead(NO_PLACE, candidates=known, text=name)
        return code

    def community(self, name: str) -> str:
        """*name* itself, if it is the code of a community.

        Where it begins with the code of a known subdistrict, only the communities there are offered
        as candidates.
        """
        places = self.registry.subdistricts.values()
        known = {code: place.code for place in places for code in place.communities}
        if name in known:
            return name
        near = [code for code, parent in known.items() if name.startswith(parent)]
        raise NotRead(NO_PLACE, candidates=near or known, text=name)

    def community_named(self, name: str) -> tuple[str, str]:
        """The codes of the subdistrict and the community; *name* is the community's code or name.

        A name that several communities have raises ``NotRead``.
        """
        known = [
            (place.code, code, one.name)
            for place in self.registry.subdistricts.values()
            for code, one in place.communities.items()
        ]
        found = [(place, code) for place, code, title in known if name in (code, title)]
        if len(found) > 1:
            raise NotRead(TWO_PLACES, candidates=(code for _place, code in found), text=name)
        if not found:
            raise NotRead(NO_PLACE, candidates=(code for _, code, _title in known), text=name)
        return found[0]

    def agencies(self, text: str) -> list[str]:
        """The keys of the agencies that *text* lists."""
        return [self.agency(name) for name in _BETWEEN_AGENCIES.split(text) if name]

    def credit_code(self, text: str, agency: str | None) -> None:
        """Raise ``NotRead`` when *text* is not the credit code of *agency*.

        A code is checked only where the registry knows the agency's; it is no fact of a task.
        """
        known = self.registry.agencies.get(agency or "")
        if known and known.credit_code and squeezed(text).upper() != known.credit_code:
            raise NotRead(OTHER_CODE, text=text, agency=known.name, code=known.credit_code)

    def channels(self, text: str) -> list[str]:
        """The channels with a ticked box; where there are no boxes, the channels that are named."""
        names = {str(key): rule.name for key, rule in self.registry.scheme.channels.items()}
        plain = squeezed(text)
        has_boxes = bool(_BOXES & set(plain))
        found, rest = [], plain
        for key, name in names.items():
            before, at, _after = plain.partition(name)
            if at and (not has_boxes or before[-1:] in _TICKED):
                found.append(key)
            rest = rest.replace(name, "")
        if set(rest) - _BOXES - _BETWEEN_NAMES:
            raise none_of(text, names.values())
        if not found:
            raise NotRead(EMPTY)
        return found


def _key_of(text: str, names: Mapping[str, str]) -> str | None:
    """The key that is *text*, or whose name is exactly *text*; None when there is none."""
    return next((key for key, name in names.items() if text in (key, name)), None)


_GROUPS: Final = re.compile(r"[；;。\n]+")
_NAMES: Final = re.compile(r"[、，,\s]+")
_EVERYWHERE: Final = ("全区", "全部街道", "全区各街道", "各街道", "全区所有街道", "全区各街道社区")

NO_PLACE: Final = N_("“{text}” is no subdistrict or community in registry/subdistricts.yaml.")
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


@dataclass(slots=True)
class _Scope:
    subdistricts: dict[str, None] = field(default_factory=dict)
    communities: dict[str, None] = field(default_factory=dict)
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Reads the names of places; ``subdistricts`` are the registry's, by code."""

    subdistricts: Mapping[str, Subdistrict]

    def scope(self, text: str) -> dict[str, Any]:
        """The ``scope`` of a record, from 全区, or from names of subdistricts and communities."""
        if squeezed(text) in (layout().word("whole_district"), *_EVERYWHERE):
            return {"subdistricts": "all", "communities": "all"}
        found = _Scope()
        for group in filter(None, _GROUPS.split(clean(text))):
            self._take_group(group, found)
        if not found.subdistricts:
            raise NotRead(NO_PLACE, text=text)
        if found.whole and found.communities:
            raise NotRead(MIXED)
        communities = list(found.communities) or "all"
        return {"subdistricts": list(found.subdistricts), "communities": communities}

    def _take_group(self, group: str, found: _Scope) -> None:
        head, colon, rest = group.replace(":", "：").partition("：")
        if colon:
            code = self._subdistrict(head)
            found.subdistricts[code] = None
            for name in filter(None, _NAMES.split(rest)):
                found.communities[self._community(name, (code,))[1]] = None
            return
        for name in filter(None, _NAMES.split(group)):
            whole = self._code(name)
            if whole is not None:
                found.subdistricts[whole] = None
                found.whole = True
            else:
                code, community = self._community(name, tuple(self.subdistricts))
                found.subdistricts[code] = None
                found.communities[community] = None

    def sections(self, text: str) -> list[dict[str, str]]:
        """The ``sections`` of a record: 万新街道：公共服务办公室；华明街道：…."""
        return [self._section(group) for group in filter(None, _GROUPS.split(clean(text)))]

    def _section(self, text: str) -> dict[str, str]:
        group = one_line(text)
        for code, place in self.subdistricts.items():
            if group.startswith(place.name):
                name = group.removeprefix(place.name).lstrip("：: ")
                if name:
                    return {"subdistrict": code, "name": name}
        raise NotRead(NO_SECTION, text=text)

    def _code(self, name: str) -> str | None:
        known = {squeezed(place.name): code for code, place in self.subdistricts.items()}
        return known.get(squeezed(name))

    def _subdistrict(self, name: str) -> str:
        code = self._code(name)
        if code is None:
            raise NotRead(NO_PLACE, text=name)
        return code

    def _community(self, name: str, among: tuple[str, ...]) -> tuple[str, str]:
        found = list(self._called(name, among))
        if not found:
            raise NotRead(NO_PLACE, text=name)
        if len(found) > 1:
            raise NotRead(TWO_PLACES, text=name)
        return found[0]

    def _called(self, name: str, among: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """The communities called *name*, with or without their subdistrict's name before it."""
        wanted = squeezed(name)
        for code in among:
            place = self.subdistricts[code]
            for community, one in place.communities.items():
                if wanted in (squeezed(one.name), squeezed(place.name + one.name)):
                    yield code, community


def community_in(place: Subdistrict | None, text: str, of: str) -> str:
    """The code of the community of *place* that a cell names; messages call the place *of*."""
    wanted = squeezed(text)
    communities = place.communities if place else {}
    found = [code for code, one in communities.items() if wanted in (code, squeezed(one.name))]
    if len(found) != 1:
        says = TWO_COMMUNITIES if found else NO_COMMUNITY
        raise NotRead(says, candidates=found, text=wanted, of=of)
    return found[0]


def person(text: str) -> str:
    """The name of a person, and nothing else, because it goes into a commit."""
    from accession_cli.secrecy.screening import screen as suspicions

    name = text.strip()
    named = any(sign.isalpha() for sign in name) and name.isprintable()
    if named and len(name) <= _LONGEST_PERSON and not suspicions(name):
        return name
    raise NotRead(NO_PERSON)


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
        known = "、".join(doubt.candidates)
        raise UNKNOWN_NAME(option=option, name=name, known=known) from unread
