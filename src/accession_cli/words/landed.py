"""Report on a verb: what it would record, what it recorded, or that it waits in the outbox.

Each verb's own words are a ``Said``; this module has the words that all verbs share. Before
anything is written, a new record is shown whole, a changed one by the fields that change, under the
names that people use, and what papers print; other files are shown as a diff.
"""

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from accession_cli.errors import Refused
from accession_cli.finding import KeyPath, key_text
from accession_cli.i18n import N_, _, language
from accession_cli.scheme.registry import WORDS
from accession_cli.words.fields import (
    OUTCOMES,
    PERS,
    RESULTS,
    ROUTES,
    SOURCES,
    TERMS,
    VIAS,
    field_words,
)
from accession_cli.words.layout import rows, visible

if TYPE_CHECKING:
    from accession_cli.actions.action import Preview, Unreached, Written
    from accession_cli.actions.outbox import Dropped, SentRequest, TriedRequest, Waiting
    from accession_cli.gitstore.outbox import OutboxDamaged
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.papers.chinese import Names
    from accession_cli.scheme.task import Task


_SHORT: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words in which a verb reports its result, in the order in which they are printed.

    ``shown`` goes to standard output: the numbers that were asked for. The rest goes to standard
    error: ``beside`` right after each line of ``shown``; ``sentences`` before the statement that
    the record exists, ``after`` behind it; ``steps`` last, with what to do next. ``changed`` is
    False when nothing changed; then that statement is left out.
    """

    shown: Sequence[str]
    beside: Sequence[Sequence[str]] = ()
    sentences: Sequence[str] = ()
    after: Sequence[str] = ()
    steps: Sequence[str] = ()
    changed: bool = True


def existence(landed: "Landing[Any]") -> str:
    """The statement that the record exists, in which commit, and whether it was pushed."""
    if landed.pushed:
        said = _("Recorded: the register on the server has taken it, as version {commit}.")
    else:
        said = _(
            "Recorded in the register on this machine, as version {commit};"
            " nothing was sent to a server."
        )
    return said.format(trunk=landed.trunk, commit=landed.commit[:_SHORT])


def recorded_json(landed: "Landing[Any]", task: "Task", path: str) -> dict[str, Any]:
    """The first keys of the JSON about a task whose record at *path* was changed."""
    return {
        "version": 1,
        "id": str(task.id),
        "filing_number": task.filing.number,
        "path": path,
        "commit": landed.commit,
    }


def changes_of_others(refusal: "Refused") -> Iterator[str]:
    """A sentence for each field that others have changed, if that is why it was refused."""
    from accession_cli.words.directory import change_words

    for field, old, new in getattr(refusal, "changes", ()):
        yield change_words(field, old, new)


def asked_for(request: "Waiting | OutboxDamaged") -> str:
    """What *request*, which waits in the outbox, asks for; its id when nobody can tell."""
    if isinstance(request, Refused):
        return _("request {id}").format(id=request.id)
    about = _("all that are to be handed down") if request.about == "–" else request.about
    said = _(request.says).format(about=about)
    if request.fields:
        from accession_cli.registry.files import SCHEME  # no help page needs it

        kind = "scheme" if request.about == SCHEME else "task"
        named = _(", ").join(dict.fromkeys(field_words(one, kind) for one in request.fields))
        said = _("{what}: {fields}").format(what=said, fields=named)
    if request.foreign:
        person = request.person or "–"
        return _("{what} (not made by you here; says: {person})").format(what=said, person=person)
    return said


def waiting_json(request: "Waiting | OutboxDamaged") -> dict[str, Any]:
    """A request in the outbox, for programs; only its id when nobody can tell what it asks for."""
    if isinstance(request, Refused):
        return {"request": request.id}
    return {
        "request": request.id,
        "command": request.verb,
        "asked": request.asked.isoformat(),
        "about": request.about,
        "foreign": request.foreign,
    }


def sent_json(one: "SentRequest") -> dict[str, Any]:
    """What came of sending a request, for programs."""
    return {
        **waiting_json(one.request),
        "commit": one.landing.commit if one.landing else None,
        "filed": [
            {"id": str(filed.task.id), "filing_number": filed.task.filing.number}
            for filed in one.filed
        ],
        "received": [str(application.id) for application in one.received],
        "papers": one.papers or None,
        "refusal": one.refusal.message if one.refusal else None,
    }


def tried_json(one: "TriedRequest") -> dict[str, Any]:
    """What sending a request would do, for programs."""
    return {
        **waiting_json(one.request),
        "preview": one.preview and preview_json(one.preview, ()),
        "refusal": one.refusal.message if one.refusal else None,
    }


def dropped_json(dropped: "Dropped") -> dict[str, Any]:
    """A request that was taken out of the outbox, and where its draft lies, for programs."""
    kept = str(dropped.kept) if dropped.kept else None
    return {"version": 1, "request": dropped.request.id, "kept": kept}


def proposed_json(task: "Task") -> list[str]:
    """The sentences of *task* that a person may confirm as what is not done, for programs."""
    from accession_cli.scheme.question_index import unconfirmed  # loads the laws

    return list(unconfirmed(task))


def not_done_sentences(tasks: "Sequence[Task]") -> Iterator[str]:
    """That *tasks* do not state what is not done, and what their own sentences say of it."""
    from accession_cli.scheme.question_index import unconfirmed  # loads the laws

    unstated = [task for task in tasks if not task.excludes]
    if len(unstated) > 1:
        said = _("What is not done is not stated in {count} of them; their own sentences count.")
        yield said.format(count=len(unstated))
        return
    for task in unstated:
        found = "；".join(unconfirmed(task))
        if found:
            said = _("{id} does not state what is not done; its text says: “{found}”.")
        else:
            said = _("{id} does not state what is not done, and its text says nothing of it.")
        yield said.format(id=task.id, found=found)


#: Folders of the records that get a number when they land.
_NUMBERED: Final = frozenset({"tasks", "applications", "complaints"})
#: Keys of a record that say nothing to a person.
_FORM: Final = frozenset({"schema", "sha256"})
#: Values that are words of this program, by the last name in their key.
_WORDS_OF: Final[Mapping[str, Mapping[str, str]]] = {
    "status": WORDS,
    "term": TERMS,
    "route": ROUTES,
    "per": PERS,
    "via": VIAS,
    "result": RESULTS,
    "source": SOURCES,
    "outcome": OUTCOMES,
}
#: Tables of names for keys of the registry, by the last name in the key that holds one.
_NAMES_OF: Final[Mapping[str, str]] = {
    "agency": "agency",
    "co_agencies": "agency",
    "subdistrict": "place",
    "subdistricts": "place",
    "community": "place",
    "communities": "place",
    "by": "body",
    "inspectors": "body",
    "channels": "channel",
    "kind": "kind",
}
_TRUTHS: Final = {True: N_("yes"), False: N_("no")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How a verb itself says what it would record: in ``lines``, and in ``values`` for programs.

    The lines take the place of the files, which are too many or say too little.
    """

    lines: "Callable[[Preview[Any]], Iterable[str]]"
    values: "Callable[[Preview[Any]], dict[str, Any]]" = lambda _shown: {}


_FIRST: Final = 5  # of many records
_AGENCIES: Final = 6


def many_summary(records: "Callable[[Any], Iterable[tuple[str, str | None]]]") -> Summary:
    """Many records that would be recorded at once: how many, of whom, and the first few.

    *records* gives the title and the agency's key of each, from what the action makes.
    """

    def lines(shown: "Preview[Any]") -> Iterator[str]:
        made = list(records(shown.plan.made))
        name = shown.registry.agency_name
        whose = [name(key or "") or "–" for _title, key in made]
        yield _("Would be recorded, all at once: {count}.").format(count=len(made))
        of_each = Counter(whose).most_common()
        told = "、".join(f"{one} {count}" for one, count in of_each[:_AGENCIES])
        yield _("By agency: {told}{more}.").format(
            told=told, more=_more(sum(count for _one, count in of_each[_AGENCIES:]))
        )
        for (title, _key), agency in list(zip(made, whose, strict=True))[:_FIRST]:
            yield f"  {title or '–'}（{agency}）"
        if len(made) > _FIRST:
            yield f"  …{_more(len(made) - _FIRST)}"
        others = [one.path for one in shown.files if not _NUMBERED.intersection(_parts(one.path))]
        if others:
            yield _("Other files that change: {paths}.").format(paths="、".join(others))
        yield _("All of it, field by field: the same command with --check.")

    return Summary(lines=lines)


def _more(count: int) -> str:
    return _(" and {count} more").format(count=count) if count else ""


def _parts(path: str) -> list[str]:
    return path.split("/")


def trial_sentences(unreached: "Unreached | None", waiting: "Sequence[Waiting]") -> Iterator[str]:
    """The statement that the remote was not seen, and the requests that a check does not count."""
    if unreached is not None:
        yield unreached.refusal.message
        yield _(
            "So this is checked against the register as it was last seen here:"
            " version {commit} of {time}. What was recorded since is not counted."
        ).format(
            trunk=unreached.trunk,
            commit=unreached.commit[:_SHORT],
            time=f"{unreached.time:%Y-%m-%d %H:%M}" if unreached.time else "–",
        )
    for one in waiting:
        yield _("This waits in the outbox, and is not counted here: {what} (request {id}).").format(
            what=asked_for(one), id=one.id[:8]
        )


def preview_lines(preview: "Preview[Any]", columns: int | None) -> Iterator[str]:
    """The files as they would be, each under its path."""
    from accession_cli.papers.chinese import names

    known = names(preview.registry)
    for file in preview.files:
        if file.after is None:
            yield from _diff(file)
            continue
        new = file.before is None
        said = _("{path}, a new record:") if new else _("{path}, what changes:")
        yield visible(said.format(path=file.path))
        told = _whole(file, known) if new else _changed(file, known)
        yield from rows(((term, visible(text, keep="\n")) for term, text in told), columns)


def _diff(file: "Written") -> Iterator[str]:
    before = file.before.splitlines() if file.before is not None else []
    old = file.path if file.before is not None else "/dev/null"
    lines = difflib.unified_diff(before, file.text.splitlines(), old, file.path, lineterm="")
    yield from map(visible, lines)


def _whole(file: "Written", known: "Names") -> Iterator[tuple[str, str]]:
    """Each field of a new record with what it holds, without the empty ones."""
    for key, text in _told(file.after or {}, known).items():
        yield _name(file.kind, key), text


def _changed(file: "Written", known: "Names") -> Iterator[tuple[str, str]]:
    """Each field of a record that changes: what it holds, and what it would hold."""
    old, new = (_told(data or {}, known) for data in (file.was, file.after))
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before is None:
            yield _name(file.kind, key), str(after)
        elif before != after:
            change = _("{old} → {new}").format(old=before, new=after or "–")
            yield _name(file.kind, key), change


def _told(data: Mapping[str, Any], known: "Names") -> dict[KeyPath, str]:
    """What the fields of a record hold, in words, by their keys; empty fields are left out."""
    return dict(_leaves((), data, known))


def _leaves(key: KeyPath, value: Any, known: "Names") -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _FORM:
                yield from _leaves((*key, name), inner, known)
    elif isinstance(value, list) and any(isinstance(inner, Mapping) for inner in value):
        for at, inner in enumerate(value):
            yield from _entry((*key, at), inner, known)
    elif isinstance(value, list):
        if value:
            yield key, "、".join(_word(key, inner, known) for inner in value)
    elif value is not None and value != "":
        yield key, _word(key, value, known)


def _entry(key: KeyPath, value: Any, known: "Names") -> Iterator[tuple[KeyPath, str]]:
    """An entry of a list: on one line, unless it holds groups or lists itself."""
    if key[0] == "faults":
        from accession_cli.scheme.application import Fault, Why  # few records have faults
        from accession_cli.words.application_faults import fault_sentences

        fault = Fault(field=value["field"], written=value["written"], why=Why(value["why"]))
        yield from ((key, said) for said in fault_sentences([fault]))
    elif any(isinstance(inner, (Mapping, list)) for inner in value.values()):
        yield from _leaves(key, value, known)
    else:
        told = [text for _key, text in _leaves(key, value, known)]
        yield key, _(", ").join(told)


def _word(key: KeyPath, value: Any, known: "Names") -> str:
    if isinstance(value, bool):
        return _(_TRUTHS[value])
    name = next(str(part) for part in reversed(key) if isinstance(part, str))
    text = str(value)
    if text == "all":
        return _("all")
    word = _WORDS_OF.get(name, {}).get(text)
    if word is not None:
        return _(word).format(amount="…")
    find: Callable[[str], str] = known.get(_NAMES_OF.get(name, ""), str)
    return find(text)


def _name(kind: str, key: KeyPath) -> str:
    """What people call the field *key* of a record of *kind*."""
    if kind == "application" and key[0] == "task":
        return field_words(key_text(key[1:]))
    if kind == "task" or language() == "en":
        return field_words(key_text(key))
    return field_words(key_text(key), kind)


def preview_sentences(preview: "Preview[Any]", *, asked: bool = False) -> Iterator[str]:
    """The statement that nothing was written, unless that is *asked* next.

    It also says that numbers are given only on recording.
    """
    if not preview.files:
        yield _("Checked: nothing would be written; the register has it already.").format(
            trunk=preview.trunk
        )
        return
    if not asked:
        yield _("Checked: it would be recorded as shown; nothing was written.").format(
            trunk=preview.trunk
        )
    if any(
        file.before is None and _NUMBERED.intersection(_parts(file.path)) for file in preview.files
    ):
        yield _("Numbers are given only when it is recorded.")


def preview_json(preview: "Preview[Any]", waiting: "Sequence[Waiting]") -> dict[str, Any]:
    """A preview for programs, version 1; *waiting* are requests that it does not count."""
    from accession_cli.words.findings import finding_document

    return {
        "version": 1,
        "status": "checked",
        "trunk": preview.trunk,
        "unreached": preview.unreached and _unreached_json(preview.unreached),
        "waiting": [waiting_json(one) for one in waiting],
        "message": preview.plan.message,
        "files": [_file_json(file) for file in preview.files],
        "findings": [finding_document(one) for one in preview.remarks],
    }


def _unreached_json(unreached: "Unreached") -> dict[str, Any]:
    facts = unreached.refusal.facts
    return {
        "remote": facts["remote"],
        "words": facts["words"],
        "commit": unreached.commit,
        "time": unreached.time.isoformat() if unreached.time else None,
    }


def _file_json(file: "Written") -> dict[str, Any]:
    return {"path": file.path, "before": file.before, "text": file.text}
