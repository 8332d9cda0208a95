"""``accession districts same``: which tasks of the districts are one, and how that is known."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Final

from typer import Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.looking import AsOf
from accession_cli.cli.options import person
from accession_cli.cli.session import at_a_terminal
from accession_cli.cli.terminal import refusals_told
from accession_cli.districts.centre import Centre, need_duckdb
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from datetime import date

    from accession_cli.districts.catalogue import Catalogue, Entry, Subject
    from accession_cli.districts.decisions import Pair, Sitting
    from accession_cli.districts.same import Decision, Match, Star

#: An entry that the catalogue does not have.
NO_ENTRY: Final = Refusal(
    N_("The catalogue has no entry {code}."),
    N_("accession districts same lists the entries with their codes."),
    Exit.USAGE,
)
#: A district that the file does not have.
NO_DISTRICT: Final = Refusal(
    N_("No district goes by the name or the code {name}."),
    N_("accession districts status lists them."),
    Exit.USAGE,
)
_HEADS: Final = (
    N_("Entry"),
    N_("Base catalogue"),
    N_("Districts"),
    N_("Tasks"),
    N_("To be decided"),
)
_TASK_HEADS: Final = (N_("District"), N_("Id"), N_("Title"), N_("Entry"), N_("How it is known"))


def same(
    desk: Centre,
    as_of: AsOf = None,
    entry: Annotated[
        str | None, Option(metavar=N_("CODE"), help=N_("Only the tasks of this entry, one by one."))
    ] = None,
    district: Annotated[
        str | None, Option(help=N_("Only the tasks of this district, by code or name, one by one."))
    ] = None,
    by: Annotated[
        str | None, Option(parser=person, help=N_("Who decides; at a terminal it is asked."))
    ] = None,
    *,
    propose: Annotated[
        bool,
        Option("--propose", help=N_("Decide, pair by pair, what only looks alike.")),
    ] = False,
) -> None:
    """Show which tasks of the districts are the same, by the base catalogue.

    Two tasks are the same when both are one entry of catalogue.yaml, which stands beside
    districts.yaml. A task is an entry when a person said so; or by the same title and article; by
    the same title and law, where one names no article; or by the same article and a near title.
    What only looks alike is proposed, for three entries at most with the likeliest first, and never
    counted. Nothing is written without --propose.

    With --propose a person decides at a terminal, with keys, and may go back, stop, and go on
    another day; what is decided stands in sameness.yaml with who and when. Several people may
    decide at once: who comes second is told what the first has said. Without a terminal the pairs
    are listed.

    $ accession districts same
    $ accession districts same --entry MZ-01
    $ accession districts same --district 东丽区 --json
    $ accession districts same --propose
    """
    need_duckdb()
    with refusals_told(as_json=desk.as_json), _compared(desk, as_of) as made:
        chosen = _chosen(desk, made, entry, district)
        if propose and not desk.as_json:
            _propose(desk, made, chosen, by)
        elif desk.as_json:
            terminal.show_json(_json(made, chosen, only_proposed=propose))
        elif entry or district:
            _show_tasks(made, chosen)
        else:
            _show_entries(made, chosen)
    desk.say_state()


class _Compared:
    """The catalogue, what people decided, and every task with the entries that it is or may be."""

    def __init__(
        self,
        day: "date",
        catalogue: "Catalogue",
        decisions: "Sequence[Decision]",
        star: "Star",
        names: Mapping[str, str],
    ) -> None:
        self.day = day
        self.catalogue = catalogue
        self.decisions = decisions
        self.star = star
        self.names = names
        self.found: list[tuple[Subject, tuple[Match, ...]]] = []

    def name(self, code: str) -> str:
        return self.names.get(code, code)


@contextmanager
def _compared(desk: Centre, as_of: "date | None") -> Iterator[_Compared]:
    from accession_cli.districts.catalogue import catalogue_in, known_from, star_of, subjects
    from accession_cli.districts.decisions import decisions_in
    from accession_cli.districts.sources import compared_tables

    day = as_of or clock.today()
    catalogue, decisions = catalogue_in(desk.home), decisions_in(desk.home)
    for one, other in catalogue.of_one_name():
        said = _("{one} and {other} cannot be told apart by their titles: {title}.")
        terminal.note(said.format(one=one.code, other=other.code, title=other.title))
    with compared_tables(desk.sources(day, day.year)) as connection:
        known = known_from(connection, day)
        star = star_of(catalogue, decisions, known)
        made = _Compared(day, catalogue, decisions, star, known.names)
        made.found = [
            (subject, star.matches(subject.work))
            for subject in subjects(connection, known)
            if subject.kind == "task"
        ]
    yield made


_Found = Iterable[tuple["Subject", tuple["Match", ...]]]


def _chosen(desk: Centre, made: _Compared, entry: str | None, district: str | None) -> _Found:
    """What was asked for of all that was found."""
    found = made.found
    if entry is not None:
        if entry not in made.catalogue.by_code():
            raise NO_ENTRY(code=entry)
        found = [
            (subject, matches)
            for subject, matches in found
            if any(match.entry == entry for match in matches)
        ]
    if district is not None:
        known = {one.name: code for code, one in desk.districts.districts.items()}
        code = known.get(district, district)
        if code not in desk.districts.districts:
            raise NO_DISTRICT(name=district)
        found = [(subject, matches) for subject, matches in found if subject.work.key[0] == code]
    return found


def _show_entries(made: _Compared, chosen: _Found) -> None:
    from accession_cli.districts.catalogue import step_name

    tasks: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    districts: defaultdict[str, set[str]] = defaultdict(set)
    steps: Counter[str] = Counter()
    beyond = 0
    for subject, matches in chosen:
        beyond += not matches
        for match in matches:
            if match.step.counts:
                tasks[match.entry] += 1
                districts[match.entry].add(subject.work.key[0])
                steps[step_name(match.step)] += 1
            else:
                waiting[match.entry] += 1
    rows = [
        (
            one.code,
            one.title,
            str(len(districts[one.code])),
            str(tasks[one.code]),
            str(waiting[one.code]),
        )
        for one in made.catalogue.entries
    ]
    terminal.show_table([_(head) for head in _HEADS], rows)
    for step, count in steps.most_common():
        terminal.note(_("{step}: {count}").format(step=step, count=count))
    said = _(
        "As of {day}: tasks of an entry {count}, pairs to be decided {waiting}, none {beyond}."
    )
    counts = {"count": tasks.total(), "waiting": waiting.total(), "beyond": beyond}
    terminal.note(said.format(day=made.day, **counts))
    if waiting:
        terminal.next_step(_("Decide what only looks alike: accession districts same --propose"))


def _show_tasks(made: _Compared, chosen: _Found) -> None:
    rows = [
        (made.name(subject.work.key[0]), subject.work.key[1], subject.title, code, why)
        for subject, matches in chosen
        for code, why in _known(made, matches)
    ]
    terminal.show_table([_(head) for head in _TASK_HEADS], rows)


def _known(made: _Compared, matches: "Sequence[Match]") -> Iterator[tuple[str, str]]:
    from accession_cli.districts.catalogue import why

    if not matches:
        yield "–", _("no entry")
    for match in matches:
        yield match.entry, why(made.catalogue, match)


def _json(made: _Compared, chosen: _Found, *, only_proposed: bool) -> dict[str, Any]:
    from accession_cli.districts.catalogue import why

    tasks = [
        {
            "district": subject.work.key[0],
            "id": subject.work.key[1],
            "title": subject.title,
            "entries": [
                {
                    "code": match.entry,
                    "step": match.step.name.lower(),
                    "counts": match.step.counts,
                    "why": why(made.catalogue, match),
                }
                for match in matches
            ],
        }
        for subject, matches in chosen
        if not only_proposed or any(not match.step.counts for match in matches)
    ]
    return {
        "version": 1,
        "as_of": made.day.isoformat(),
        "catalogue": made.catalogue.title,
        "tasks": tasks,
    }


def _propose(desk: Centre, made: _Compared, chosen: _Found, by: str | None) -> None:
    from accession_cli.districts.decisions import Sitting, proposed

    pairs = proposed(made.star, (subject for subject, _matches in chosen), made.catalogue)
    if not pairs:
        terminal.note(_("There is nothing to decide."))
        return
    if not at_a_terminal():
        _list_pairs(made, pairs)
        return
    who = by or _asked_who()
    sitting = Sitting(made.star, pairs, made.decisions)
    try:
        _sit(desk, made, sitting, who)
    finally:
        said = _("Decided: {count}; kept in {file}.")
        terminal.note(said.format(count=len(sitting.made), file=desk.home / "sameness.yaml"))
    if sitting.pair:
        terminal.next_step(_("Go on another time with accession districts same --propose"))


def _list_pairs(made: _Compared, pairs: "Sequence[Pair]") -> None:
    from accession_cli.districts.catalogue import why

    rows = [
        (
            made.name(pair.subject.work.key[0]),
            pair.subject.work.key[1],
            pair.subject.title,
            f"{pair.entry.code} {pair.entry.title}",
            why(made.catalogue, pair.match),
        )
        for pair in pairs
    ]
    terminal.show_table([_(head) for head in _TASK_HEADS], rows)
    said = _("Pairs to be decided: {count}; at a terminal the command lets you decide them.")
    terminal.note(said.format(count=len(pairs)))


def _asked_who() -> str:
    from accession_cli.cli.questions import Questions, wrong

    return person(Questions().text(_("Who decides (a name):"), lambda typed: wrong(person_, typed)))


def person_(text: str) -> str:
    """The name of a person; raises ``NotRead`` for what is none."""
    from accession_cli.entry.values import person as read

    return read(text)


def _sit(desk: Centre, made: _Compared, sitting: "Sitting", who: str) -> None:
    from accession_cli.cli.questions import Key, ask_key
    from accession_cli.districts.decisions import keep_decision, take_back

    while pair := sitting.pair:
        _show_pair(made, sitting, pair)
        keys = [
            Key(_("1 the same"), "same", ("1", "y")),
            Key(_("2 not the same"), "other", ("2", "n")),
            Key(_("3 later"), "later", ("3", " ")),
        ]
        if sitting.may_go_back:
            keys.append(Key(_("← one back"), "back", ("left", "b")))
        keys.append(Key(_("q stop"), "stop", ("q", "escape")))
        match ask_key(_("Is it the same task?"), keys):
            case "stop":
                return
            case "later":
                sitting.later()
            case "back":
                taken = sitting.back()
                if taken:
                    sitting.learn(take_back(desk.home, taken).decisions)
            case answer:
                decision = sitting.decision(same=answer == "same", by=who, on=clock.today())
                kept = keep_decision(desk.home, decision, sitting.seen)
                if kept.other:
                    _show_other(made, pair, kept.other)
                else:
                    sitting.decided(decision)
                sitting.learn(kept.decisions)


def _show_other(made: _Compared, pair: "Pair", other: "Decision") -> None:
    """Say that somebody else has decided on the task of *pair* meanwhile, and what."""
    entry = made.catalogue.by_code().get(other.entry, pair.entry)
    said = (
        _("Meanwhile {by} has decided that it is {code} {title}. Your answer was not kept.")
        if other.same
        else _(
            "Meanwhile {by} has decided that it is not {code} {title}. Your answer was not kept."
        )
    )
    terminal.show_sentence(said.format(by=other.by, code=entry.code, title=entry.title))
    terminal.next_step(
        _(
            "If that is wrong, agree with {by}; the last decision on a task in {file} counts."
        ).format(by=other.by, file="sameness.yaml")
    )


def _show_pair(made: _Compared, sitting: "Sitting", pair: "Pair") -> None:
    from accession_cli.districts.catalogue import why

    subject, entry = pair.subject, pair.entry
    code, number = subject.work.key
    terminal.show("")
    said = _("Pair {number} of {count}; decided {made}.")
    counts = {"number": sitting.number, "count": len(sitting.pairs), "made": len(sitting.made)}
    terminal.show(said.format(**counts))
    ours, theirs = f"{made.name(code)} {number}", _("Base catalogue {code}").format(code=entry.code)
    rows = [
        (_("Title"), subject.title, entry.title),
        (_("Agency"), subject.agency, entry.agency),
        (_("Class"), subject.class_, entry.class_),
        (_("Basis"), subject.basis, _bases(entry)),
        (_("Content"), subject.content, "、".join(entry.also_called) or "–"),
    ]
    terminal.show_table(("", ours, theirs), rows)
    terminal.show_sentence(why(made.catalogue, pair.match))


def _bases(entry: "Entry") -> str:
    laws = [f"《{one.law}》{'、'.join(one.articles)}" for one in entry.laws]
    documents = [
        f"{f'《{one.title}》' if one.title else ''}{one.number or ''}{one.clause or ''}"
        for one in entry.documents
    ]
    return "；".join((*laws, *documents)) or "–"
