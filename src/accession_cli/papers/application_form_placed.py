"""Put what was written into the wrong cell of a form into the one that it belongs to.

Only what can belong nowhere else is moved; the reading says what was moved.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest
from typing import Any, Final

from accession_cli.entry.choices import one_of
from accession_cli.entry.days import split_period
from accession_cli.entry.money import money
from accession_cli.entry.names import NameFinder
from accession_cli.entry.values import NotRead, one_line, squeezed
from accession_cli.i18n import N_
from accession_cli.papers.application_form_texts import AMOUNT, FormTexts
from accession_cli.scheme.registry import Registry

NO_FREQUENCY: Final = N_("“{text}” does not say how often.")
_AS_ABOVE: Final = frozenset({"同上", "同前", "见上", "〃"})
#: The cells of the form that stand below one another across the page.
_BELOW_ONE_ANOTHER: Final = (
    *("authorization.content", "authorization.target", "authorization.authority"),
    *("authorization.workflow", "excludes", ""),
    *("funding.source", "funding.method", "funding.note", "resources", "training"),
)
_NAME_AND_PHONE: Final = re.compile(
    r"([^0-9]{2,20}?)[ :：，,、(（]{0,3}"
    r"((?:[0-9]{3,4}-)?[0-9]{7,11}(?:[(（][^()（）0-9]{1,20}[)）])?)[)）]?"
)
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/((?:19|20)[0-9]{2})")
_MONTHS: Final = 12
_OFTEN: Final = re.compile("[每次]|经常|日常|随时|不定期|定期|按需|一年|全年|季度")
_MARK: Final = "[(（]?(?:{words})(?:单位|部门|负责)?[)）:：]{{0,2}}"
_LEADS: Final = _MARK.format(words="牵头|主办|主责")
_HELPS: Final = _MARK.format(words="配合|协办|协助|参与")
_MARKED: Final = re.compile(f"({_LEADS}|{_HELPS})")
_TOGETHER_WITH: Final = re.compile("会同")
_BY: Final = re.compile("^由|[由是为]$|^[、，,；;。 \n]{1,4}|[、，,；;。 \n]{1,4}$")


def in_place(texts: FormTexts, registry: Registry) -> FormTexts:
    """*texts* with what can only belong to the neighbouring cell put there.

    Seen: the kind and the class, and how often and where, written into each other's cells; the
    amount written into the note beside it; 区农业农村委（牵头）、区公安分局 as the agency; 同上
    below the cell that is meant.
    """
    scheme, names = registry.scheme, NameFinder(registry)
    texts = _with_phone(_with_both_days(_in_one_order(texts)))
    found = dict(texts.values)
    kinds, classes = one_of(scheme.kinds), one_of({name: name for name in scheme.classes})
    _swap(found, ("kind", kinds), ("class", classes))
    _swap(found, ("scope", names.places.scope), ("frequency", _how_often))
    found |= _led(found.get("agency", ()), found.get("co_agencies", ()), names)
    found |= _said_above(found)
    note = found.get("funding.note", ())
    if not "".join(found.get(AMOUNT, ())).strip() and len(note) == 1:
        found |= {AMOUNT: amounts_in(note[0])}
    return replace(texts, values=found)


def _swap(
    found: dict[str, tuple[str, ...]],
    one: tuple[str, Callable[[str], Any]],
    other: tuple[str, Callable[[str], Any]],
) -> None:
    """Exchange the texts of two fields when each can be read only as the other."""

    def reads(read: Callable[[str], Any], texts: Sequence[str]) -> bool:
        try:
            read(texts[0])
        except NotRead:
            return False
        return True

    (first, read_first), (second, read_second) = one, other
    texts = found.get(first, ()), found.get(second, ())
    if len(texts[0]) != 1 or len(texts[1]) != 1 or not all(text[0].strip() for text in texts):
        return
    crossed = reads(read_first, texts[1]) and reads(read_second, texts[0])
    if crossed and not reads(read_first, texts[0]):
        found.update({first: texts[1], second: texts[0]})


def _how_often(text: str) -> str:
    """*text*, which says how often; ``NotRead`` when it does not look like that."""
    if not _OFTEN.search(text):
        raise NotRead(NO_FREQUENCY, text=text)
    return text


def amounts_in(note: str) -> tuple[str, ...]:
    """The only amount of money that a note states in a clause of its own: 每年6000元, 合计3万元."""
    found = []
    for part in re.split("[，,。；;\n]", note):
        try:
            stated = money(part) if re.search("[0-9][元万]", part) else None
        except NotRead:
            stated = None
        if stated and stated.amount:
            found.append(part)
    return tuple(found) if len(found) == 1 else ()


def is_as_above(text: str) -> bool:
    """Whether *text* only says that the same is meant as above it."""
    return squeezed(text).strip('。（）()"“”') in _AS_ABOVE


def _said_above(found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The texts of cells that say 同上: those of the cells above them."""
    meant: dict[str, tuple[str, ...]] = {}
    for above, key in pairwise(_BELOW_ONE_ANOTHER):
        texts, before = found.get(key, ()), meant.get(above) or found.get(above, ())
        if len(texts) == 1 and is_as_above(texts[0]) and len(before) == 1 and before[0].strip():
            meant[key] = before
    return meant


def _led(
    agency: Sequence[str], others: Sequence[str], names: NameFinder
) -> dict[str, tuple[str, ...]]:
    """The applicant and those that help, where the cell of the applicant names them all.

    It has to say who leads; or the cell beside it lists all of the others. {} when it does not.
    """
    try:
        helping = names.agencies("、".join(others))
        leads, listed = _told_to_lead(one_line("".join(agency)), names)
    except NotRead:
        return {}
    if not leads and helping:  # nobody is said to lead, and all others stand in the next cell
        leads = [one for one in listed if one not in helping]
    if len(leads) != 1 or len(listed) < len(("one that leads", "one that helps")):
        return {}
    helping = list(dict.fromkeys(one for one in (*listed, *helping) if one not in leads))
    called = [names.registry.agency_name(key) for key in helping]
    return {
        "agency": (names.registry.agency_name(leads[0]),),
        "co_agencies": ("、".join(called),),
    }


def _told_to_lead(text: str, names: NameFinder) -> tuple[list[str], list[str]]:
    """The keys of the agencies that *text* says lead, and of all that it names.

    Seen: 甲（牵头）、乙; 甲牵头，乙配合; 牵头单位：甲；配合单位：乙; 甲会同乙. Raises ``NotRead``.
    """
    leads: list[str] = []
    listed: list[str] = []
    if not _MARKED.search(text):
        text = _TOGETHER_WITH.sub("（牵头）、", text, count=1)
    pieces = _MARKED.split(text)
    ahead = ""  # a mark that stands before its names: 牵头单位：
    for piece, mark in zip_longest(pieces[::2], pieces[1::2], fillvalue=""):
        keys = names.agencies(_BY.sub("", piece.strip())) if piece.strip() else []
        listed += keys
        before = mark.endswith((":", "："))
        if re.match(_LEADS, ahead):
            leads += keys
        elif keys and not before and re.match(_LEADS, mark):
            leads.append(keys[-1])
        ahead = mark if before else ""
    return list(dict.fromkeys(leads)), list(dict.fromkeys(listed))


def _in_one_order(texts: FormTexts) -> FormTexts:
    """*texts* with days such as 3/1/2027 read as another day of the form tells: 12/19/2026.

    A program wrote them all in one order.
    """
    keys = ("applied", "period.start", "period.end")
    found = {
        key: one
        for key in keys
        for text in texts.values.get(key, ())
        if (one := _YEAR_LAST.fullmatch(text.strip()))
    }
    months_first = any(int(one[2]) > _MONTHS for one in found.values())
    days_first = any(int(one[1]) > _MONTHS for one in found.values())
    if months_first == days_first:
        return texts
    values = {
        key: (f"{one[3]}-{one[1 if months_first else 2]}-{one[2 if months_first else 1]}",)
        for key, one in found.items()
    }
    return replace(texts, values={**texts.values, **values})


def _with_both_days(texts: FormTexts) -> FormTexts:
    """*texts* with the last day in its own cell, where both days were written into the first."""
    start, end = texts.values.get("period.start", ()), texts.values.get("period.end", ())
    if len(start) != 1 or any(map(str.strip, end)):
        return texts
    first, last = split_period(start[0])
    if not (first and last):
        return texts
    return replace(texts, values={**texts.values, "period.start": (first,), "period.end": (last,)})


def _with_phone(texts: FormTexts) -> FormTexts:
    """*texts* with the telephone in its own cell, where it was written behind the person."""
    name, phone = texts.values.get("contact.name", ()), texts.values.get("contact.phone", ())
    found = _NAME_AND_PHONE.fullmatch(name[0].strip()) if len(name) == 1 else None
    if found is None or any(map(str.strip, phone)):
        return texts
    parted = {"contact.name": (found[1],), "contact.phone": (found[2],)}
    return replace(texts, values={**texts.values, **parted})
