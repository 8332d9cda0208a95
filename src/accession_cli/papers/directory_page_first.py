"""Give a registry's own page template the data that it was written for: ``PageData``, version 1.

The packaged template takes version 3 (``directory_page.py``). A district's own template of the page
may be of the time before; with it an edition that was frozen then is made again as it was. The
sentences around the values are in the district's own ``directory.js``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from accession_cli.papers.chinese import ENDINGS, day, period
from accession_cli.scheme import names as naming
from accession_cli.scheme.directory import Edition, Ended, Item, Locality
from accession_cli.scheme.names import syllables
from accession_cli.scheme.task import Task

VERSION: Final = 1
_SUBDISTRICT_DIGITS: Final = 9  # a community's code begins with the code of its subdistrict
#: These are escaped, so that no text can end the script element around it or begin another.
_ESCAPES: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


class PageData:
    """The JSON text, safe inside ``<script type="application/json">``.

    It is iterated in pieces, because it may be long, or taken as one text, as older templates do.
    """

    def __init__(self, edition: Edition) -> None:
        self._edition = edition

    def __iter__(self) -> Iterator[str]:
        return _pieces(self._edition)

    def __str__(self) -> str:
        return "".join(self)


def _pieces(edition: Edition) -> Iterator[str]:
    places = {place.code: place.name for place in edition.subdistricts}
    over = (*edition.ended, *edition.ended_earlier)
    known = {
        "version": VERSION,
        "title": edition.title,
        "day": day(edition.base_date),
        "draft": edition.draft,
        **_scheme(edition),
        "rules": {
            "fillers": naming.FILLERS,
            "shortest": naming.SHORTEST_NAME,
            "covers": naming.COVERS,
            "good": naming.GOOD_PART,
            "most": naming.MOST_SIMILAR,
        },
        "choices": {
            "class": _each(
                [section.name for section in edition.sections],
                [ended.task.class_ for ended in over],
            ),
            "agency": _each(
                [entry.name for entry in edition.agencies],
                [ended.agency for ended in over],
            ),
            "channel": [rule.name for rule in edition.scheme.channels.values()],
            "place": list(places.values()),
        },
    }
    tasks: list[Item | Ended] = sorted([*edition.items, *over], key=lambda one: one.task.id)
    before = "{"
    for key in sorted([*known, "tasks"]):
        yield f'{before}"{key}":'
        before = ","
        if key == "tasks":
            yield from _listed(_fields(edition, one, places) for one in tasks)
        else:
            yield _text(known[key])
    yield "}"


def _listed(members: Iterable[object]) -> Iterator[str]:
    before = "["
    for one in members:
        yield before + _text(one)
        before = ","
    yield "[]" if before == "[" else "]"


def _text(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.translate(_ESCAPES)


def _fields(edition: Edition, one: Item | Ended, places: Mapping[str, str]) -> dict[str, object]:
    """The facts about a task that is in the directory, or about one that has ended."""
    if isinstance(one, Item):
        return _standing(edition, one, places)
    return _over(edition, one, places)


def _scheme(edition: Edition) -> dict[str, object]:
    scheme = edition.scheme
    registrar = scheme.registrar_on(edition.base_date)
    emergency = scheme.emergency
    return {
        "sample": scheme.sample,
        "source": [scheme.source.title, scheme.source.number],
        "clause": scheme.refusal_clause,
        "registrar": scheme.bodies[registrar].name if registrar else scheme.district,
        "emergency": emergency
        and {
            "clause": emergency.clause,
            "bodies": [scheme.bodies[body].name for body in emergency.decided_by],
            "channels": [scheme.channels[channel].name for channel in emergency.channels],
        },
    }


def _standing(edition: Edition, item: Item, places: Mapping[str, str]) -> dict[str, object]:
    task = item.task
    begins = task.period.start
    return {
        **_task(edition, task, places),
        "number": item.number,
        "agencies": [item.agency, *item.co_agencies],
        "where": _names(item.communities or item.subdistricts),
        "begins": day(begins) if begins > edition.base_date else None,
        "end": str(task.period.end) if task.period.end else None,
    }


def _over(edition: Edition, ended: Ended, places: Mapping[str, str]) -> dict[str, object]:
    task = ended.task
    subdistricts = _subdistricts(task, places)
    return {
        **_task(edition, task, places),
        "agencies": [ended.agency],
        "where": subdistricts,
        "over": [ENDINGS[ended.how], day(ended.day), ended.reason],
    }


def _task(edition: Edition, task: Task, places: Mapping[str, str]) -> dict[str, object]:
    """A task's own facts; ``folded``, ``bare``, ``pairs`` and ``content`` are for comparisons."""
    bare = naming.bare(task.title)
    return {
        "id": str(task.id),
        "title": task.title,
        "filing": task.filing.number,
        "class": task.class_,
        "channels": [edition.scheme.channels[channel].name for channel in task.channels],
        "period": period(task.period),
        "subdistricts": _subdistricts(task, places),
        "successors": [str(successor) for successor in task.superseded_by],
        "folded": naming.folded(task.title),
        "bare": bare,
        "pairs": len(naming.pairs(bare)),
        "content": naming.bare(task.authorization.content),
        "sounds": " ".join("|".join(readings) for readings in syllables(task.title)),
    }


def _subdistricts(task: Task, places: Mapping[str, str]) -> list[str] | None:
    """The subdistricts in which the task, or a part of it, is done; None for all."""
    scope = task.scope
    codes: Iterable[str] | None = scope.subdistricts
    if scope.communities is not None:
        codes = dict.fromkeys(code[:_SUBDISTRICT_DIGITS] for code in scope.communities)
    return None if codes is None else [places.get(code, code) for code in codes]


def _names(places: Iterable[Locality] | None) -> list[str] | None:
    return None if places is None else [place.name for place in places]


def _each(*names: Iterable[str]) -> list[str]:
    """Every name once, in the order of first appearance."""
    return list(dict.fromkeys(chain.from_iterable(names)))
