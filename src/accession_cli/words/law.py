"""Say what became of the laws that tasks rest on, and list the tasks below each law."""

from collections.abc import Iterable
from typing import Any, Final

from accession_cli.actions.law import CitedLaw, EnteredVersions, Resting
from accession_cli.i18n import N_, _
from accession_cli.scheme.law import LawState
from accession_cli.words.fields import field_words
from accession_cli.words.layout import rows, visible, wrap
from accession_cli.words.task import row_json

_SAYS: Final = {
    (LawState.REPEALED, True): N_("{law}: repealed from {since}. In its place: {successor}."),
    (LawState.REPEALED, False): N_(
        "{law}: repealed from {since}. What took its place is not known here."
    ),
    (LawState.OUTDATED, True): N_("{law}: there is a newer text. In its place: {successor}."),
    (LawState.REPLACED, True): N_(
        "{law}: another law has come into force in its place: {successor}. Whether it was itself"
        " repealed is not known here."
    ),
}
_UNKNOWN: Final = N_("These are not in statutes.yaml, so it cannot be checked whether they hold:")
_NO_VERSION: Final = N_("Of these no version is stated, so it cannot be checked whether they hold:")


def label(law: str, version: str | None) -> str:
    """A law's name, with its version where one is stated."""
    return _("{law} ({version})").format(law=law, version=version) if version else law


def law_lines(laws: Iterable[CitedLaw], columns: int | None) -> list[str]:
    """The laws that no longer hold, each with its citations; then, in brief, the unknown ones."""
    laws = tuple(laws)
    laid: list[str] = []
    for law in laws:
        if law.state is not None:
            laid += ["", *wrap(visible(_sentence(law, law.state)), columns)]
            for one in law.tasks:
                laid += wrap(visible(_task(one, law)), columns, first="  ", rest="      ")
    unknown = [law for law in laws if law.state is None]
    laid += _brief(_UNKNOWN, [law for law in unknown if law.version], columns)
    laid += _brief(_NO_VERSION, [law for law in unknown if not law.version], columns)
    return laid[1:]


def _brief(heading: str, laws: Iterable[CitedLaw], columns: int | None) -> list[str]:
    terms = [
        (
            label(law.law, law.version),
            _(", ").join(dict.fromkeys(str(t.row.task.id) for t in law.tasks)),
        )
        for law in laws
    ]
    shown = ((visible(term), ids) for term, ids in terms)
    return ["", *wrap(_(heading), columns), *rows(shown, columns)] if terms else []


def _sentence(law: CitedLaw, state: LawState) -> str:
    says = _(_SAYS[state, law.successor is not None])
    follows = label(*law.successor) if law.successor else ""
    return says.format(law=label(law.law, law.version), since=law.since, successor=follows)


def _task(one: Resting, law: CitedLaw) -> str:
    article = one.article or _("no article stated")
    if law.successor is not None and one.article:
        moved = one.moved or _("not known")
        article = f"{article} → {moved}"
    task = one.row.task
    return f"{task.id}  {field_words(one.key)}  {article}  {task.title}  {one.row.agency}"


def law_json(law: CitedLaw) -> dict[str, Any]:
    """A cited law and the tasks that rest on it, for programs."""
    return {
        "law": law.law,
        "version": law.version,
        "state": law.state.value if law.state else "unknown",
        "since": law.since.isoformat() if law.since else None,
        "successor": _name_json(law.successor) if law.successor else None,
        "tasks": [_resting_json(one) for one in law.tasks],
    }


def _resting_json(one: Resting) -> dict[str, Any]:
    cited = {"key": one.key, "article": one.article, "new_article": one.moved}
    return {**row_json(one.row), **cited}


def entered_json(made: EnteredVersions) -> dict[str, Any]:
    """What was entered into the table, for programs."""
    return {
        "version": 1,
        "path": made.path,
        "written": bool(made.new or made.completed),
        "new": [_name_json(name) for name in made.new],
        "completed": [_name_json(name) for name in made.completed],
        "known": made.known,
    }


def _name_json(name: tuple[str, str]) -> dict[str, str]:
    return {"law": name[0], "version": name[1]}
