"""Agencies, channels, classes and kinds as people name them in a form."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from accession_cli.forms.form_fields import squeezed
from accession_cli.forms.written_values import EMPTY, NotRead
from accession_cli.i18n import N_
from accession_cli.scheme.registry import Registry

_TICKED: Final = frozenset("☑☒■√✓✔●")
_BOXES: Final = _TICKED | frozenset("☐□○")
_BETWEEN_NAMES: Final = frozenset("、，,；;和及或")
_BETWEEN_AGENCIES: Final = re.compile(r"[、，,；;\s]+")
_ABOVE: Final = re.compile(r".{2,10}[市省]")

NO_CHOICE: Final = N_("“{text}” is none of: {known}.")
NO_AGENCY: Final = N_("“{text}” is not the name of an agency in registry/agencies.yaml.")
OTHER_CODE: Final = N_("“{text}” is not the credit code of {agency}, which is {code}.")


@dataclass(frozen=True, slots=True)
class Names:
    """Finds the keys of what is named in a form; a name that is nobody's is not read."""

    registry: Registry

    def agency(self, text: str) -> str:
        """The key of the agency; before its name may stand the district's, and the city's."""
        wanted = squeezed(text)
        district = squeezed(self.registry.scheme.district)
        for key, agency in self.registry.agencies.items():
            name = squeezed(agency.name)
            full = district + name.removeprefix("区")  # 东丽区民政局 is 区民政局
            city, found, rest = wanted.rpartition(full)
            if wanted == name or (found and not rest and (not city or _ABOVE.fullmatch(city))):
                return key
        raise NotRead(NO_AGENCY, text=text)

    def agencies(self, text: str) -> list[str]:
        """The keys of several agencies."""
        return [self.agency(name) for name in _BETWEEN_AGENCIES.split(text) if name]

    def credit_code(self, text: str, agency: str | None) -> None:
        """The credit code is no fact of a task, but it must not be another agency's."""
        known = self.registry.agencies.get(agency or "")
        if known and known.credit_code and squeezed(text).upper() != known.credit_code:
            raise NotRead(OTHER_CODE, text=text, agency=known.name, code=known.credit_code)

    def channels(self, text: str) -> list[str]:
        """The channels whose boxes are ticked; or, where there are no boxes, those named."""
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
            raise NotRead(NO_CHOICE, text=text, known="、".join(names.values()))
        if not found:
            raise NotRead(EMPTY)
        return found


def one_of(known: Mapping[str, str]) -> Callable[[str], str]:
    """A reader of what *known* has, key → name; the key is what it answers."""

    def read(text: str) -> str:
        wanted = squeezed(text).rstrip("。")
        for key, name in known.items():
            if squeezed(name) == wanted:
                return key
        raise NotRead(NO_CHOICE, text=text, known="、".join(known.values()))

    return read


def same(names: Iterable[str]) -> dict[str, str]:
    """Names that are their own keys."""
    return {name: name for name in names}
