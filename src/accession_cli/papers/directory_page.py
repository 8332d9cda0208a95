"""Render the edition as one HTML file that loads nothing from elsewhere.

It runs only its own script and style. Each task is a card, the same as in all papers
(``task_card.py``).

``PageAnswers`` has what the page's script needs to answer "may we refuse this?": the index of
``scheme/question_index.py``. It is one JSON object, version 3, and one more in the card of each
task: the data of a task stand beside its texts, which they repeat, and then cost nearly nothing
when the page is compressed. What the card shows is not in them: the script reads it there, and
copies the card into its answer. The sentences around the values are in ``directory.js``.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from hashlib import sha256
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Final

from accession_cli.papers import answer, directory_pdf, directory_word, task_card
from accession_cli.papers.chinese import ENDINGS, day, taken_over
from accession_cli.papers.directory_json import content_sha256
from accession_cli.papers.directory_page_first import PageData
from accession_cli.papers.task_card import public, short_money, short_term, sums
from accession_cli.papers.templates import Environment, Rendered, file_stem, filled, filled_bytes
from accession_cli.papers.word import knows_volumes
from accession_cli.registry.reading import (
    packaged_duties,
    packaged_negative_list,
    packaged_vocabulary,
)
from accession_cli.scheme.directory import Edition, Ended, Item
from accession_cli.scheme.directory_volumes import Volume, volumes
from accession_cli.scheme.names import syllables
from accession_cli.scheme.question_index import extended, index_of, said

VERSION: Final = 3
_SIGNS: Final = re.compile("[，,、：:]")
#: These are escaped, so that no text can end the script element around it or begin another.
_ESCAPES: Final = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


class PageAnswers:
    """The JSON texts, safe inside ``<script type="application/json">``.

    Iterated, it is the common one: what all questions need, and the data of the tasks that have no
    card. Its ``tasks`` has the id of each task that has one, in which ``of(task)`` stands.
    """

    def __init__(self, edition: Edition) -> None:
        self._edition = edition

    def __iter__(self) -> Iterator[str]:
        over = {str(one.task.id): one for one in self._over}
        before = "{"
        for key, value in {**self.index, **_common(self._edition)}.items():
            yield f"{before}{_text(key)}:"
            before = ","
            if key == "tasks":
                yield from _listed(
                    _text({**_short(one, over[one["id"]]), **_ended(over[one["id"]])})
                    if one["id"] in over
                    else _text(one["id"])
                    for one in value
                )
            else:
                yield _text(value)
        yield f",{_text('sounds')}:{_text(_sounds(one['title'] for one in self.index['tasks']))}}}"

    def of(self, item: Item) -> str:
        """The data of the task that has a card, without what the card shows."""
        known = _short(self._by_id[str(item.task.id)], item)
        kept = {key: value for key, value in known.items() if key not in _IN_CARD}
        return _text({**kept, **_standing(item)})

    @cached_property
    def _over(self) -> tuple[Ended, ...]:
        return (*self._edition.ended, *self._edition.ended_earlier)

    @cached_property
    def index(self) -> dict[str, Any]:
        edition = self._edition
        return index_of(
            [*(item.task for item in edition.items), *(ended.task for ended in self._over)],
            edition.registered,
            extended(packaged_vocabulary(), edition.vocabulary),
            packaged_negative_list(),
            packaged_duties(),
        )

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        return {task["id"]: task for task in self.index["tasks"]}


#: What the script reads from the card.
_IN_CARD: Final = ("id", "number", "title")


def _short(known: Mapping[str, Any], of: Item | Ended) -> dict[str, Any]:
    """What the index has of a task, without what the script makes of the rest itself."""
    task, text = of.task, of.task.authorization
    as_written = {said(one): one for one in (text.target, text.workflow)}
    short = {
        **known,
        "does": _grouped(known["does"], ""),
        "not": _grouped(known["not"], "不"),
        "other": [as_written.get(one, one) for one in known["other"]],
    }
    if known["names"] == [said(task.title)]:
        del short["names"]
    if task.excludes and list(task.excludes) != [sentence for sentence, *_own in short["not"]]:
        short["excludes"] = list(task.excludes)
    return {key: value for key, value in short.items() if value not in (None, False, [])}


def _grouped(clauses: Iterable[Sequence[str]], negation: str) -> list[list[str]]:
    """Each sentence once, before its clauses; alone where they are the parts between its signs."""
    grouped = []
    for sentence, same in groupby(clauses, key=itemgetter(1)):
        own = [clause for clause, _sentence in same]
        parts = (said(part).removeprefix(negation) for part in _SIGNS.split(sentence))
        grouped.append([sentence] if own == list(filter(None, parts)) else [sentence, *own])
    return grouped


def _listed(members: Iterable[str]) -> Iterator[str]:
    before = "["
    for one in members:
        yield before + one
        before = ","
    yield "[]" if before == "[" else "]"


def _text(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_ESCAPES)


def _common(edition: Edition) -> dict[str, object]:
    scheme = edition.scheme
    registrar = scheme.registrar_on(edition.base_date)
    over = (*edition.ended, *edition.ended_earlier)
    letters = {key: value for key, value in answer.sentences().items() if key != "decline"}
    return {
        "version": VERSION,
        "title": edition.title,
        "day": [str(edition.base_date), day(edition.base_date)],
        "draft": edition.draft,
        "unread": edition.left_out,
        "sample": scheme.sample,
        "registrar": scheme.bodies[registrar].name if registrar else scheme.district,
        "emergency": scheme.emergency
        and {
            "clause": scheme.cited(scheme.emergency.clause),
            "bodies": [scheme.bodies[body].name for body in scheme.emergency.decided_by],
        },
        "letters": letters,
        "choices": {
            "class": _each(
                [section.name for section in edition.sections],
                [ended.task.class_ for ended in over],
            ),
            "agency": _each(
                [entry.name for entry in edition.agencies],
                [ended.agency for ended in over],
            ),
            "channel": {str(key): rule.name for key, rule in scheme.channels.items()},
            "place": {place.code: place.name for place in edition.subdistricts},
        },
    }


def _standing(item: Item) -> dict[str, object]:
    """What the list and the letters say of a task besides its card."""
    places = item.communities or item.subdistricts
    where = {} if places is None else {"where": [place.name for place in places]}
    return {"of": [item.agency, *item.co_agencies], **where}


def _ended(ended: Ended) -> dict[str, object]:
    task = ended.task
    earlier = {"inherited": taken_over(task.inherited)} if task.inherited else {}
    return {
        **earlier,
        "class": task.class_,
        "of": [ended.agency],
        "over": [ENDINGS[ended.how], day(ended.day), ended.reason],
    }


def _sounds(titles: Iterable[str]) -> str:
    """How the characters of the *titles* are read: each reading, and its characters behind it.

    A character that is read in two ways stands with both: when one looks for a title, one reading
    too many does no harm. Digits and letters are their own reading.
    """
    read: dict[str, set[str]] = {}
    for title in titles:
        signs = filter(_is_read, title)
        for sign, readings in zip(signs, syllables(title), strict=True):
            for reading in readings:
                if reading != sign.lower():
                    read.setdefault(reading, set()).add(sign)
    return " ".join(f"{reading}{''.join(sorted(signs))}" for reading, signs in sorted(read.items()))


@cache
def _is_read(sign: str) -> bool:
    return bool(syllables(sign))


def _each(*names: Iterable[str]) -> list[str]:
    """Every name once, in the order of first appearance."""
    return list(dict.fromkeys(chain.from_iterable(names)))


#: The formats that are issued in volumes: name for readers, suffix and template.
_IN_VOLUMES: Final = (
    ("PDF", ".pdf", directory_pdf.TEMPLATE),
    ("Word", ".docx", directory_word.TEMPLATE),
)


def render(edition: Edition, environment: Environment) -> Rendered:
    """``directory.html.j2`` with ``directory.css`` and ``directory.js`` inside it.

    Every value is escaped. The page's content security policy names the style and the script by
    their hashes, so that no text of the registry can act as either.
    """
    from accession_cli.papers.templates import Sandbox

    filters = {"short_term": short_term, "short_money": short_money}
    own = {"autoescape": True, "keep_trailing_newline": True}
    jinja = Sandbox.over(environment.templates, filters, **own)
    style, script = (
        re.sub(r"\n\s*", "\n", filled(jinja, name)) for name in ("directory.css", "directory.js")
    )
    data = filled_bytes(
        jinja,
        "directory.html.j2",
        edition=edition,
        scheme=edition.scheme,
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        answers=PageAnswers(edition),
        next_card=task_card.cards(edition).__next__,  # one at a time, in the order of the items
        page_data=PageData(edition),  # for a registry's own template of earlier years
        content_sha256=content_sha256(edition),
        public=public(edition),
        sums=sums(item.task for item in edition.items),
        volumes=_volumes(edition, environment),
    )
    return Rendered(data=data)


def _volumes(
    edition: Edition, environment: Environment
) -> list[tuple[Volume, list[tuple[str, str]]]]:
    """Each volume with its files: the name of the format for readers, and the file's name.

    A format is left out when its template makes one document of the whole.
    """
    divided = [
        (name, suffix)
        for name, suffix, template in _IN_VOLUMES
        if knows_volumes(template, environment)
    ]
    return [
        (one, [(name, f"{file_stem(edition, one)}{suffix}") for name, suffix in divided])
        for one in volumes(edition)
        if divided
    ]


def _hash(text: str) -> str:
    """The sha256 of *text* as a content security policy writes it."""
    return b64encode(sha256(text.encode()).digest()).decode()
