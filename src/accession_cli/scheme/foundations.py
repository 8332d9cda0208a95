"""What records are judged by is a history: profile, rosters, laws and notices.

Entries are added to it, and they end with a day. Whatever else changes is a ``Rewriting``, which
has to stand in ``amendments.yaml`` with its day, the reason and by whom; ``unexplained`` are those
that do not. ``earlier_profiles`` takes the amendments back, one after the other, so that a record
is judged by what held on its own day. ``changes`` says of every key of every file how it changes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeAlias

from accession_cli.finding import KeyPath, key_path, key_text, value_at
from accession_cli.scheme.fields import FIELDS, Seal, sealed_as

Data: TypeAlias = Mapping[str, Any]
#: As long as a text of an amendment may be.
_LONGEST: Final = 4_000


class Change(StrEnum):
    """How a key changes once there are records.

    ``SEALED``: what stands there stays; it goes on as its rules say, or by a correction.
    ``AMENDED``: by an amendment, with its day, the reason and by whom; entries are added or ended.
    ``TOLD``: as anybody likes, and whoever pushes it is told.
    """

    SEALED = "sealed"
    AMENDED = "amended"
    TOLD = "told"


#: How the keys of each kind of file change; what lies below a key changes as it does. Those of a
#: task say it themselves (``FIELDS``).
_TABLE: Final = """
scheme sealed: schema sample trunk
scheme amended: district code prefix signatures source clauses bodies registrar channels emergency
scheme amended: days_ahead days_to_decide correction_clock closing_hours long_term_years
scheme amended: days_to_publish refusal_clause classes kinds exit_grounds filing_number
scheme amended: evaluation supervision
scheme told: language share directory_title issuers page_address
agencies sealed: schema
agencies amended: name earlier_names credit_code active_from active_to
agencies told: also_called
subdistricts sealed: schema
subdistricts amended: name earlier_names active_from active_to communities
subdistricts told: also_called
statutes sealed: schema
statutes amended: law version effective_from repealed_on replaced_by articles
statutes told: also_called note
calendar sealed: schema year document date url days_off workdays amendments
amendments sealed: schema date from file key old new mistake reason by
keys sealed: schema body person key from to
application sealed: schema id status task faults submissions withdrawal filed
application told: contact
complaint sealed: schema id status source received subdistrict community inspectors agency task
complaint sealed: what verification rectification reminders circular referral closing
evaluation sealed: schema id year sheets funding conclusion
edition_file sealed: schema year base_date frozen commit members ended kept content calendar
edition_file sealed: templates fonts tools outputs previous
publication sealed: schema
publication told: redacted left_out refusals
vocabulary sealed: schema
vocabulary told: groups fillers demands
mapping sealed: schema
mapping told: source columns shared words
"""


@cache
def changes() -> Mapping[tuple[str, Change], frozenset[str]]:
    """The keys of each kind of file that change in each way, without what stands around them."""
    free = sealed_as(Seal.FREE)
    sealed = frozenset({"schema", *(field.top for field in FIELDS)}) - free
    found = {("task", Change.TOLD): free, ("task", Change.SEALED): sealed}
    for line in _TABLE.strip().splitlines():
        (kind, how), keys = (part.split() for part in line.split(":"))
        known = found.get((kind, Change(how)), frozenset())
        found[kind, Change(how)] = known.union(keys)
    return found


#: Lists of the profile that only grow.
_GROWING: Final = ("classes", "exit_grounds")
#: Groups of the profile whose parts are added one by one; a channel says who decides.
_BY_KEY: Final = ("bodies", "kinds", "clauses", "channels")
#: Parts that a district may set later on.
_SET_LATER: Final = ("evaluation", "supervision")
#: Parts of the profile whose entries have days of their own.
_DATED: Final = ("registrar", "closing_hours")
_NUMBERS: Final = ("value", "highest", "days_to_rectify", "days_to_remind")
_LISTS: Final = ("decided_by", "channels", "classes", "exit_grounds")
_EMPTY: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """A change that is no new entry and no end: where, and what stood and stands there.

    ``key`` is as ``amendments.yaml`` names it, ``at`` the place in the file.
    """

    key: str
    at: KeyPath
    old: str | None
    new: str | None

    @property
    def how(self) -> Change:
        """Whether it needs an amendment."""
        top, *rest = map(str, self.at)
        listed = changes().get((top, Change.TOLD))
        free = listed & {*rest[1:]} if listed else {top} & changes()["scheme", Change.TOLD]
        return Change.TOLD if free else Change.AMENDED


def rewritings(
    name: str,
    before: Data,
    after: Data,
    filed: date,
    days_named: Callable[[str], Iterable[date]] = lambda _code: (),
) -> tuple[Rewriting, ...]:
    """What was rewritten in the file *name*; both values are of the newest version.

    *filed* is the day of the last filing: no term of a registrar begins or ends before it. The
    names that an agency or place had on the *days_named* by its key stay: tasks were filed on them.
    """
    if name == "scheme.yaml":
        return tuple(_of_profile(before, after, filed))
    if name == "statutes.yaml":
        return tuple(_of_laws(before["statutes"], after["statutes"]))
    if name == "agencies.yaml":
        return tuple(_of_list(("agencies",), before["agencies"], after["agencies"], days_named))
    if name == "subdistricts.yaml":
        was, is_ = before["subdistricts"], after["subdistricts"]
        return tuple(_of_list(("subdistricts",), was, is_, days_named))
    return ()


def noticed(after: Data) -> Rewriting:
    """A notice for a year that is known or over, as a rewriting."""
    return Rewriting(key="days_off", at=("days_off",), old=None, new=after["document"])


def unexplained(
    name: str, found: Iterable[Rewriting], entries: Sequence[Data]
) -> Iterator[Rewriting]:
    """Those of *found* in the file *name* that no *entries* lead to, one after the other."""
    for one in found:
        steps = [made for made in entries if (made["file"], made["key"]) == (name, one.key)]
        if not steps or not leads(steps, one.old, one.new):
            yield one


def leads(made: Sequence[Data], old: str | None, new: str | None) -> bool:
    """Whether the amendments *made* of one place lead from *old* to *new*, one after the other."""
    stands = old
    for one in made:
        if not _comes_to(one["key"], stands, one["old"]):
            return False
        stands = one["new"]
    return _comes_to(made[-1]["key"], stands, new)


def _comes_to(key: str, stands: str | None, told: str | None) -> bool:
    """Whether *told* is what *stands*, or what it grew to where a list may grow."""
    if _in_one(stands) == _in_one(told):
        return True
    if key not in _GROWING or stands is None or told is None:
        return False
    return {*_listed(stands)} <= {*_listed(told)}


def standing(name: str, data: Data, key: str) -> str | None:
    """What an amendment of *key* in the file *name* says of *data*; None where nothing stands."""
    if name == "statutes.yaml":
        return _of_law(data["statutes"], key)
    if name.startswith("calendar/"):
        return noticed(data).new
    value = value_at(data, path_in_profile(key) if name == "scheme.yaml" else key_path(key))
    if value is None:
        return None
    if key == "kinds":
        return str(next(iter(value)))
    if name in {"agencies.yaml", "subdistricts.yaml"} and isinstance(value, Mapping):
        value = value.get("name")
    return _text(value)


def _of_law(laws: Sequence[Data], key: str) -> str | None:
    for one in laws:
        name = _law_named(one)
        if key == name:
            return str(one["law"])
        if key.startswith(f"{name}."):
            return _text(one.get(key.removeprefix(f"{name}.")))
    return None


def _law_named(law: Data) -> str:
    return f"{law['law']}（{law['version']}）"


def _of_profile(before: Data, after: Data, filed: date) -> Iterator[Rewriting]:
    for key in dict.fromkeys([*before, *after]):
        old: Any = before.get(key)
        new: Any = after.get(key)
        if key == "kinds" and next(iter(old)) != next(iter(new)):
            yield _rewriting((key,), next(iter(old)), next(iter(new)))
        if key in changes()["scheme", Change.SEALED] or old == new:
            continue
        if key in _GROWING and all(one in new for one in old):
            continue
        if key == "registrar" and _goes_on(old, new, filed):
            continue
        if key in _SET_LATER and old is None:
            continue
        if key in _BY_KEY:
            for part in dict.fromkeys([*old, *new]):
                was, is_ = old.get(part), new.get(part)
                if was is not None or key == "channels":
                    yield from _parts((key, part), was, is_)
        else:
            yield from _parts((key,), old, new)


def _parts(at: KeyPath, old: Any, new: Any) -> Iterator[Rewriting]:
    """What differs of *old* and *new*, each part of a group by itself."""
    was, is_ = _by_part(old), _by_part(new)
    if was or is_:
        for part in dict.fromkeys([*was, *is_]):
            yield from _parts((*at, part), was.get(part), is_.get(part))
    elif old != new:
        yield _rewriting(at, old, new)


def _by_part(value: Any) -> Mapping[Any, Any]:
    """The parts of a group, or the groups of a list by their place; {} for anything else."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        return dict(enumerate(value))
    return {}


def _goes_on(old: Sequence[Data], new: Sequence[Data], filed: date) -> bool:
    """Whether terms were only added, or ended, with days that are not before *filed*."""
    last = filed.isoformat()
    return (
        len(new) >= len(old)
        and all(
            was == is_
            or (was["to"] is None and {**was, "to": is_["to"]} == is_ and is_["to"] >= last)
            for was, is_ in zip(old, new, strict=False)
        )
        and all(one["from"] >= last for one in new[len(old) :])
    )


def _of_list(
    way: KeyPath, before: Data, after: Data, days_named: Callable[[str], Iterable[date]]
) -> Iterator[Rewriting]:
    for code, old in before.items():
        at, new = (*way, code), after.get(code)
        if new is None:
            yield _rewriting(at, old["name"], None)
            continue
        names = ("name", "earlier_names")
        renamed = any(old.get(key) != new.get(key) for key in names)
        kept = not (renamed and any(_named_otherwise(old, new, day) for day in days_named(code)))
        earlier = [one for one in new.get("earlier_names", ()) if one["name"] == old["name"]]
        for key in dict.fromkeys([*old, *new]):
            was, is_ = old.get(key), new.get(key)
            if was == is_ or (key == "name" and earlier and kept):
                continue
            if key == "communities":
                yield from _of_list((*at, key), was, is_, days_named)
            elif key == "earlier_names":
                added = all(one in (is_ or ()) for one in was or ())
                if not added or not (kept or old["name"] != new["name"]):
                    yield _rewriting((*at, key), was, is_)
            elif was is not None or key in changes()["agencies", Change.TOLD]:
                yield _rewriting((*at, key), was, is_)


def _named_otherwise(old: Data, new: Data, day: date) -> bool:
    """Whether a task of *day* now says another name than when it was filed.

    On the first day of a new name both may be meant.
    """
    eve = day - timedelta(days=1)
    return all(_name_on(old, one) != _name_on(new, one) for one in (eve, day))


def _name_on(listed: Data, day: date) -> str:
    had = [one for one in listed.get("earlier_names", ()) if day.isoformat() <= one["until"]]
    first = min(had, key=lambda one: str(one["until"]), default=listed)
    return str(first["name"])


def _of_laws(before: Sequence[Data], after: Sequence[Data]) -> Iterator[Rewriting]:
    now = {(one["law"], one["version"]): turn for turn, one in enumerate(after)}
    for old in before:
        name = _law_named(old)
        turn = now.get((old["law"], old["version"]))
        if turn is None:
            yield _rewriting(("statutes",), old["law"], None, key=name)
            continue
        new = after[turn]
        for key in dict.fromkeys([*old, *new]):
            was, is_ = old.get(key), new[key]
            if was == is_ or (was is None and key not in changes()["statutes", Change.TOLD]):
                continue
            if key == "articles" and all(is_.get(one) == to for one, to in (was or {}).items()):
                continue
            yield _rewriting(("statutes", turn, key), was, is_, key=f"{name}.{key}")


def _rewriting(at: KeyPath, old: Any, new: Any, key: str = "") -> Rewriting:
    return Rewriting(key=key or key_text(at), at=at, old=_text(old), new=_text(new))


def _text(value: Any) -> str | None:
    """*value* on one line, as far as an entry holds it."""
    return None if value is None else " ".join(_told(value).split())[:_LONGEST].rstrip() or _EMPTY


def _is_cut(text: str | None) -> bool:
    """Whether more may have stood there than *text*, so that it cannot be read back."""
    return text is not None and len(text) >= _LONGEST - 1


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{key}: {_told(part)}" for key, part in value.items())
    if isinstance(value, list):
        told = [*map(_told, value)]
        plain = "、".join(told)
        apart = plain.split("、") == told or not all(isinstance(one, str) for one in value)
        return plain if apart else json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _EMPTY if value is None else str(value)


def _listed(text: str) -> list[str]:
    """The list that ``_told`` wrote down: as JSON where 、 stands inside one of its texts."""
    if text.startswith('["'):
        try:
            return [str(one) for one in json.loads(text)]
        except ValueError:
            pass  # it was cut, or is the name of something
    return [] if text == _EMPTY else text.split("、")


def _in_one(text: str | None) -> str | None:
    """*text* as it was written down while every list was told with 、."""
    return text and "、".join(_listed(text))


def path_in_profile(key: str) -> KeyPath:
    """The path of *key*; the key of a clause has dots of its own: ``clauses.3.2.3``."""
    group, _dot, clause = key.partition(".")
    return (group, clause) if group == "clauses" and clause else key_path(key)


def earlier_profiles(data: Data, entries: Sequence[Data]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The profile that held before each day from which an amendment holds, the first day first.

    *data* is the profile of now, *entries* are all amendments. A mistake that was mended never
    held, so it is not brought back.
    """
    made = [one for one in entries if one["file"] == "scheme.yaml" and one["from"] is not None]
    never = {*_DATED, *changes()["scheme", Change.TOLD]}  # nothing is judged by it, or by days
    for day in sorted({one["from"] for one in made}):
        before, settled = deepcopy(dict(data)), set()
        for one in reversed(made):
            path = path_in_profile(one["key"])
            if not path or path[0] in never or one["key"] in settled:
                continue
            if one["from"] < day or _is_cut(one["old"]):
                settled.add(one["key"])
            else:
                _put_back(before, path, _read_back(path, one["old"]))
        yield day, {"emergency": None, **before}


def _read_back(path: KeyPath, text: str | None) -> Any:
    """The value that ``_text`` wrote down of the place *path* of the profile."""
    last = path[-1]
    if text is None:
        return None
    if last in _NUMBERS and text.isascii() and text.isdecimal():
        return int(text)
    return _listed(text) if last in _LISTS else text


def _put_back(data: dict[str, Any], path: KeyPath, value: Any) -> None:
    """Put *value* at *path*; None takes the place out, and a group in which nothing is left.

    At ``kinds`` itself it puts the kind *value* first.
    """
    part, *below = path
    if path == ("kinds",):  # which kind stands first, and is the usual one
        kinds = data["kinds"]
        data["kinds"] = {**{one: kinds[one] for one in kinds if one == value}, **kinds}
    elif not below:
        if value is None and isinstance(part, str):
            data.pop(part, None)
        else:
            data[str(part)] = value
    else:
        group = data.get(str(part))
        group = group if isinstance(group, dict) else {}
        _put_back(group, tuple(below), value)
        data[str(part)] = group
        if not group:
            del data[str(part)]
