"""What records are judged by is a history: profile, rosters, laws and notices.

Entries are added to it, and they end with a day. Whatever else changes is a ``Rewriting``, which
has to stand in ``amendments.yaml`` with its day, the reason and by whom; ``unexplained`` are those
that do not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from accession_cli.finding import KeyPath, key_text

Data: TypeAlias = Mapping[str, Any]
AMENDMENTS: Final = "amendments.yaml"
_LONGEST: Final = 1_000

#: Keys of the profile by which no record is judged.
_FREE: Final = frozenset(
    {"schema", "sample", "language", "page_address", "directory_title", "issuers"}
)
#: Lists of the profile that only grow.
_GROWING: Final = ("classes", "exit_grounds")
#: Groups of the profile whose parts are added one by one; a channel says who decides.
_BY_KEY: Final = ("bodies", "kinds", "clauses", "channels")
#: Parts that a district may set later on.
_SET_LATER: Final = ("evaluation", "supervision")
#: What helps people to find an agency, a place or a law.
_HELPS: Final = frozenset({"also_called", "note"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """A change that is no new entry and no end: where, and what stood and stands there.

    ``key`` is as ``amendments.yaml`` names it, ``at`` the place in the file.
    """

    key: str
    at: KeyPath
    old: str | None
    new: str | None


def rewritings(name: str, before: Data, after: Data, filed: date) -> tuple[Rewriting, ...]:
    """What was rewritten in the file *name*; both values are of the newest version.

    *filed* is the day of the last filing: no term of a registrar begins or ends before it.
    """
    if name == "scheme.yaml":
        return tuple(_of_profile(before, after, filed))
    if name == "statutes.yaml":
        return tuple(_of_laws(before["statutes"], after["statutes"]))
    if name == "agencies.yaml":
        return tuple(_of_list(("agencies",), before["agencies"], after["agencies"]))
    if name == "subdistricts.yaml":
        return tuple(_of_list(("subdistricts",), before["subdistricts"], after["subdistricts"]))
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
        stands, true = one.old, bool(steps)
        for made in steps:
            true = true and made["old"] == stands
            stands = made["new"]
        if not true or stands != one.new:
            yield one


def _of_profile(before: Data, after: Data, filed: date) -> Iterator[Rewriting]:
    for key in dict.fromkeys([*before, *after]):
        old: Any = before.get(key)
        new: Any = after.get(key)
        if key in _FREE or old == new:
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
                if was != is_ and (was is not None or key == "channels"):
                    yield _rewriting((key, part), was, is_)
        else:
            yield _rewriting((key,), old, new)


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


def _of_list(way: KeyPath, before: Data, after: Data) -> Iterator[Rewriting]:
    for code, old in before.items():
        at, new = (*way, code), after.get(code)
        if new is None:
            yield _rewriting(at, old, None)
            continue
        earlier = [one for one in new.get("earlier_names", ()) if one["name"] == old["name"]]
        for key in dict.fromkeys([*old, *new]):
            was, is_ = old.get(key), new.get(key)
            if was == is_ or key in _HELPS or (key == "name" and earlier):
                continue
            if key == "communities":
                yield from _of_list((*at, key), was, is_)
            elif key == "earlier_names":
                if not all(one in (is_ or ()) for one in was or ()):
                    yield _rewriting((*at, key), was, is_)
            elif was is not None:
                yield _rewriting((*at, key), was, is_)


def _of_laws(before: Sequence[Data], after: Sequence[Data]) -> Iterator[Rewriting]:
    now = {(one["law"], one["version"]): turn for turn, one in enumerate(after)}
    for old in before:
        name = f"{old['law']}（{old['version']}）"
        turn = now.get((old["law"], old["version"]))
        if turn is None:
            yield _rewriting(("statutes",), old, None, key=name)
            continue
        new = after[turn]
        for key in dict.fromkeys([*old, *new]):
            was, is_ = old.get(key), new[key]
            if was == is_ or was is None or key in _HELPS:
                continue
            if key == "articles" and all(is_.get(one) == to for one, to in was.items()):
                continue
            yield _rewriting(("statutes", turn, key), was, is_, key=f"{name}.{key}")


def _rewriting(at: KeyPath, old: Any, new: Any, key: str = "") -> Rewriting:
    return Rewriting(key=key or key_text(at), at=at, old=_text(old), new=_text(new))


def _text(value: Any) -> str | None:
    """*value* on one line, as far as an entry holds it."""
    return None if value is None else " ".join(_told(value).split())[:_LONGEST] or "–"


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{key}: {_told(part)}" for key, part in value.items())
    if isinstance(value, list):
        return "、".join(map(_told, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "–" if value is None else str(value)
