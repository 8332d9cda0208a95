"""Put the rows of a roster into the lists of agencies, subdistricts and communities.

A row says what somebody wrote of one agency or place; what it leaves out stays as it is. Nothing
that a record names is taken out: it ends with a day. A new name either begins on a day, and papers
of earlier days keep the old one, or it mends a mistake, which must be said.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, TypeAlias

from accession_cli.entry.names import folded_agency
from accession_cli.entry.values import squeezed
from accession_cli.i18n import N_, _
from accession_cli.scheme.names import folded

Data: TypeAlias = dict[str, Any]
#: Whether a record names the agency or place that goes by the code and these names.
Named: TypeAlias = Callable[[str, Iterable[str]], bool]

#: What a row says in place of a day when a new name only mends a mistake.
MISTAKE: Final = "mistake"
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OWN_NUMBERS: Final = 901  # the official codes end far below
_LAST_NUMBER: Final = 999
_ENDINGS: Final = re.compile(r"(?:管理局|委员会|办公室|管理中心|中心|分局|局|委|办|部|会|院)$")
_CITY: Final = re.compile(r"^.{2,3}[市省]")
_SYLLABLES: Final = 2
_OFFICE: Final = re.compile(
    r"(?<=街道)办事处$|(?<=社区)(?:居委会|居民委员会)$|(?<=[镇乡])人民政府$"
)
_ORDER: Final = (
    *("name", "also_called", "earlier_names", "credit_code"),
    *("active_from", "active_to", "communities"),
)


class RosterKind(StrEnum):
    """What a row is about."""

    AGENCY = "agency"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """What a row says; None where it says nothing, "" or () where it says that there is none.

    ``of`` is the code or the name of a community's subdistrict. ``renamed`` is the first day of the
    name, or ``MISTAKE``. ``where`` names the row as people find it: 部门.xlsx 部门!3.
    """

    kind: RosterKind
    where: str
    name: str
    code: str | None = None
    of: str | None = None
    also_called: tuple[str, ...] | None = None
    credit_code: str | None = None
    active_from: str | None = None
    active_to: str | None = None
    renamed: str | None = None

    def facts(self) -> Data:
        """What it says, as JSON holds it."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        return {key: value for key, value in said.items() if value is not None}

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> "RosterRow":
        """The row that was kept as *facts*."""
        also = facts.get("also_called")
        called = {} if also is None else {"also_called": tuple(also)}
        return cls(**{**facts, "kind": RosterKind(facts["kind"]), **called})


class What(StrEnum):
    """What a row does to a list."""

    ADDED = "added"
    RENAMED = "renamed"
    CORRECTED = "corrected"
    ENDED = "ended"
    COMPLETED = "completed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChange:
    """One change of a list.

    ``before`` is the earlier name, ``day`` the first day of a new name or the last day of what
    ends; ``keys`` are what was filled in otherwise. ``proposed``: nobody wrote the code.
    """

    what: What
    kind: RosterKind
    code: str
    name: str
    before: str | None = None
    day: str | None = None
    keys: tuple[str, ...] = ()
    proposed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFault:
    """A row that cannot be taken; ``says`` is filled with ``facts``."""

    where: str
    says: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The row and what is wrong with it, in the reader's language."""
        return _("{where}: {said}").format(where=self.where, said=_(self.says).format(**self.facts))


NEW_NAME_UNSAID: Final = N_(
    "{before} is called {name} here, and records name it. Write in 现名启用日期 from which day it"
    " has the new name, or 改错字 if it was only misspelt."
)
SAID_TWICE: Final = N_("{name} stands in an earlier row already, and not the same way.")
NO_SUBDISTRICT: Final = N_("It is not said in which subdistrict {name} lies.")
CODE_OF_ANOTHER: Final = N_("{name} cannot have the code {code}: {other} has it.")
STILL_NAMED: Final = N_(
    "{name} ({code}) is not in the file, but records name it, so it cannot be taken out. Put it"
    " back, with its last day in 撤销日期."
)


@dataclass(slots=True, kw_only=True)
class Merged:
    """The two lists with the rows put in, what that changed, and the rows that are at fault.

    ``rows`` has, for each code, the row that spoke of it.
    """

    agencies: Data
    subdistricts: Data
    changes: list[RosterChange] = field(default_factory=list)
    faults: list[RosterFault] = field(default_factory=list)
    rows: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rosters:
    """The lists as they stand; ``district`` is the district's name and ``code`` its code."""

    agencies: Data
    subdistricts: Data
    district: str
    code: str


def merged(rosters: Rosters, rows: Sequence[RosterRow], named: Named, *, whole: bool) -> Merged:
    """*rosters* with *rows* put in; *whole*: what no row speaks of is taken out, if it may be."""
    made = Merged(agencies=dict(rosters.agencies), subdistricts=dict(rosters.subdistricts))
    for row in rows:
        match row.kind:
            case RosterKind.AGENCY:
                _put_agency(made, row, rosters, named)
            case RosterKind.SUBDISTRICT:
                _put_subdistrict(made, row, rosters, named)
            case RosterKind.COMMUNITY:
                _put_community(made, row, named)
    if whole:
        _take_out(made, rows, named)
    return made


def _put_agency(made: Merged, row: RosterRow, rosters: Rosters, named: Named) -> None:
    def fold(name: str) -> str:
        return folded_agency(name, squeezed(rosters.district))

    given = row.code if row.code and _KEY.fullmatch(row.code) else None
    placed = _Placed(replace(row, code=given), made.agencies, fold, named)
    code = placed.code or proposed_key(row.name, rosters.district, made.agencies)
    found = _changed(made, placed, code, {"credit_code": None})
    if found is not None:
        made.agencies[code] = found


def _put_subdistrict(made: Merged, row: RosterRow, rosters: Rosters, named: Named) -> None:
    placed = _Placed(row, made.subdistricts, _place_folded, named)
    code = placed.code or _own_number(rosters.code, made.subdistricts)
    found = _changed(made, placed, code, {"communities": {}})
    if found is not None:
        made.subdistricts[code] = found


def _put_community(made: Merged, row: RosterRow, named: Named) -> None:
    home = _home(made, row)
    if home is None:
        facts = {"name": row.name}
        made.faults.append(RosterFault(where=row.where, says=NO_SUBDISTRICT, facts=facts))
        return
    place = made.subdistricts[home]
    here = place["communities"]
    placed = _Placed(row, here, _place_folded, named)
    code = placed.code or _own_number(home, here)
    found = _changed(made, placed, code, {})
    if found is not None:
        made.subdistricts[home] = {**place, "communities": {**here, code: found}}


class _Placed:
    """A row beside the list that it goes into; ``fold`` is how names of that list are compared."""

    def __init__(
        self, row: RosterRow, listed: Data, fold: Callable[[str], str], named: Named
    ) -> None:
        self.row, self.listed, self.fold, self.named = row, listed, fold, named
        names = (row.name, *(row.also_called or ())) if row.code is None else (row.name,)
        known = (_known(listed, fold(name), fold) for name in names)
        #: The code of what goes by a name of the row; the name itself goes before other writings.
        self.known = next((code for code in known if code is not None), None)

    @property
    def code(self) -> str | None:
        """The code of what the row is about: that of the list, else the one given."""
        row = self.row
        return row.code if row.code in self.listed else self.known or row.code

    @property
    def other(self) -> str | None:
        """The code that has the name already, when the row gives the code of something else."""
        row = self.row
        clash = row.code in self.listed and self.known not in (None, row.code)
        return self.known if clash and _known(self.listed, self.fold(row.name), self.fold) else None


def _home(made: Merged, row: RosterRow) -> str | None:
    """The code of the subdistrict in which a community lies."""
    if row.of in made.subdistricts:
        return row.of
    if row.of:
        found = _known(made.subdistricts, _place_folded(row.of), _place_folded)
        if found is not None:
            return found
    begun = (code for code in made.subdistricts if (row.code or "").startswith(code))
    return next(begun, None)


def _changed(made: Merged, placed: _Placed, code: str, new: Mapping[str, Any]) -> Data | None:
    """What the list has at *code* after the row; None when that is nothing new, or at fault.

    *new* is what something new has besides what the row says.
    """
    row = placed.row
    there: Data = placed.listed.get(code, {})

    def fault(says: str, **facts: object) -> None:
        made.faults.append(RosterFault(where=row.where, says=says, facts=facts))

    if placed.other:
        fault(CODE_OF_ANOTHER, code=row.code, name=row.name, other=there["name"])
        return None
    if code in made.rows:
        if not _same_again(row, there):
            fault(SAID_TWICE, name=row.name)
        return None
    made.rows[code] = row.where
    after = {**new, **there} if there else {**new, **_new_names(row)}
    changes: list[RosterChange] = []

    def tell(what: What, **facts: Any) -> None:
        changes.append(
            RosterChange(what=what, kind=row.kind, code=code, name=after["name"], **facts)
        )

    if not there:
        tell(What.ADDED, proposed=placed.code is None)
    else:
        row, clear = _with_name(placed, code, there, after, tell)
        if not clear:
            fault(NEW_NAME_UNSAID, before=there["name"], name=row.name)
            return None
    if row.active_to and row.active_to != there.get("active_to"):
        tell(What.ENDED, day=row.active_to)
    filled = tuple(_fill(row, after))
    if filled and there:
        tell(What.COMPLETED, keys=filled)
    made.changes += changes
    return {key: after[key] for key in _ORDER if key in after} if changes else None


def _with_name(
    placed: _Placed, code: str, there: Data, after: Data, tell: Callable[..., None]
) -> tuple[RosterRow, bool]:
    """The row, with its name as another writing if it is one; whether a new name is clear."""
    row = placed.row
    if row.code == code and placed.fold(row.name) != placed.fold(there["name"]):
        clear = _renamed(row, after, tell, lambda: placed.named(code, (there["name"],)))
        return row, clear
    if row.code != code and row.name not in _names(there):
        return replace(row, also_called=_others(row, there)), True
    return row, True


def _new_names(row: RosterRow) -> Data:
    """The name of something new; of 金桥街道办事处, which is an office, that of the place."""
    if row.kind is RosterKind.AGENCY:
        return {"name": row.name}
    name = _OFFICE.sub("", row.name)
    return {"name": name, **({"also_called": [row.name]} if name != row.name else {})}


def _others(row: RosterRow, there: Data) -> tuple[str, ...]:
    """The other names of *there* with those of *row* added."""
    said = (*there.get("also_called", ()), row.name, *(row.also_called or ()))
    return tuple(dict.fromkeys(name for name in said if name != there["name"]))


def _same_again(row: RosterRow, there: Data) -> bool:
    """Whether *row* says nothing that the list does not have already: a line that came twice."""
    probe = dict(there)
    return row.name == there.get("name") and not tuple(_fill(row, probe)) and not row.active_to


def _renamed(
    row: RosterRow, after: Data, tell: Callable[..., None], named: Callable[[], bool]
) -> bool:
    """Give *after* the name of *row*; False when it is not clear what became of the old one."""
    old = after["name"]
    if not row.renamed and named():
        return False
    after["name"] = row.name
    also = [name for name in after.get("also_called", ()) if name != row.name]
    _set(after, "also_called", also)
    if row.renamed and row.renamed != MISTAKE:
        until = str(date.fromisoformat(row.renamed) - timedelta(days=1))
        earlier = [*after.get("earlier_names", ()), {"name": old, "until": until}]
        after["earlier_names"] = sorted(earlier, key=lambda one: str(one["until"]))
        tell(What.RENAMED, before=old, day=row.renamed)
    else:
        tell(What.CORRECTED, before=old)
    return True


def _fill(row: RosterRow, after: Data) -> Iterable[str]:
    """Put in what else *row* says, and yield the keys that changed, except for the last day."""
    for key in ("also_called", "credit_code", "active_from", "active_to"):
        said = getattr(row, key)
        if said is None:
            continue
        value = list(said) if key == "also_called" else said or None
        if (after.get(key) or None) != (value or None):
            _set(after, key, value)
            if key != "active_to" or not value:
                yield key


def _set(after: Data, key: str, value: Any) -> None:
    """Put *value* in; what there is nothing to say about is left out, but never a credit code."""
    if value or key == "credit_code":
        after[key] = value
    else:
        after.pop(key, None)


def _take_out(made: Merged, rows: Sequence[RosterRow], named: Named) -> None:
    """Take out what no row speaks of; what a record names is a fault instead."""
    kinds = {row.kind for row in rows}
    where = next((row.where.rpartition("!")[0] for row in rows), "")

    def unwanted(listed: Data, kind: RosterKind) -> list[str]:
        absent = [code for code in listed if code not in made.rows]
        out = [code for code in absent if not named(code, _names(listed[code]))]
        for code in absent:
            if code not in out and not listed[code].get("active_to"):
                facts = {"name": listed[code]["name"], "code": code}
                made.faults.append(RosterFault(where=where, says=STILL_NAMED, facts=facts))
        for code in out:
            name = listed[code]["name"]
            made.changes.append(RosterChange(what=What.REMOVED, kind=kind, code=code, name=name))
        return out

    if RosterKind.AGENCY in kinds:
        for code in unwanted(made.agencies, RosterKind.AGENCY):
            del made.agencies[code]
    if kinds - {RosterKind.AGENCY}:
        for home, place in made.subdistricts.items():
            out = unwanted(place["communities"], RosterKind.COMMUNITY)
            here = {code: one for code, one in place["communities"].items() if code not in out}
            made.subdistricts[home] = {**place, "communities": here}
        empty = {code: one for code, one in made.subdistricts.items() if not one["communities"]}
        for code in unwanted(empty, RosterKind.SUBDISTRICT):
            del made.subdistricts[code]


def _place_folded(name: str) -> str:
    """*name* as names of places are compared: 金桥街道办事处 is 金桥街道."""
    return folded(_OFFICE.sub("", name))


def _names(listed: Data) -> tuple[str, ...]:
    earlier = (one["name"] for one in listed.get("earlier_names", ()))
    return (listed["name"], *listed.get("also_called", ()), *earlier)


def _known(listed: Data, wanted: str, fold: Callable[[str], str]) -> str | None:
    """The code of what goes or went by the folded name *wanted*; a name of now goes first."""
    by_name: dict[str, str] = {}
    for code, one in listed.items():
        by_name.setdefault(fold(one["name"]), code)
    for code, one in listed.items():
        for name in _names(one):
            by_name.setdefault(fold(name), code)
    return by_name.get(wanted)


def _own_number(before: str, taken: Iterable[str]) -> str:
    """The first free code of our own below *before*, from 901 on."""
    used = set(taken)
    codes = (f"{before}{number}" for number in range(_OWN_NUMBERS, _LAST_NUMBER + 1))
    return next(code for code in codes if code not in used)


def proposed_key(name: str, district: str, taken: Iterable[str]) -> str:
    """A key for the agency *name*: the pinyin of its first two characters, more where it is taken.

    区民政局 becomes minzheng.
    """
    from pypinyin import lazy_pinyin

    core = folded(_CITY.sub("", name).replace(district, "")).removeprefix("区") or folded(name)
    core = core.removeprefix("委") if len(core) > _SYLLABLES else core
    core = _ENDINGS.sub("", core) or core
    read = [re.sub(r"[^a-z0-9]", "", part.lower()) for part in lazy_pinyin(core)]
    used = set(taken)
    begun = ["".join(read[:count]) for count in range(_SYLLABLES, len(read) + 1)]
    whole = begun[-1] if begun else "".join(read)
    numbered = (f"{whole}_{number}" for number in range(2, len(used) + 3))
    fit = (key[:40] if key[:1].isalpha() else f"k{key[:39]}" for key in (*begun, whole, *numbered))
    return next(key for key in fit if key not in used)
