"""Where a task is done and which sections receive it, as people write the names of places."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from accession_cli.forms.form_fields import layout, squeezed
from accession_cli.forms.written_values import NotRead, clean, one_line
from accession_cli.i18n import N_
from accession_cli.scheme.district import Subdistrict

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
NO_SECTION: Final = N_("“{text}” is not a subdistrict and one of its sections.")


@dataclass(slots=True)
class _Scope:
    subdistricts: dict[str, None] = field(default_factory=dict)
    communities: dict[str, None] = field(default_factory=dict)
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Reads the names of places; ``subdistricts`` are those of the registry, by code."""

    subdistricts: Mapping[str, Subdistrict]

    def scope(self, text: str) -> dict[str, Any]:
        """The ``scope`` of a record: 全区, or names of subdistricts, or of communities as well."""
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
        """Communities of that name: with their subdistrict's name before it, or without."""
        wanted = squeezed(name)
        for code in among:
            place = self.subdistricts[code]
            for community, called in place.communities.items():
                if wanted in (squeezed(called), squeezed(place.name + called)):
                    yield code, community
