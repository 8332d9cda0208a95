"""``accession check``: say whether a residents' committee may refuse a piece of work."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.looking import LookingNow
from accession_cli.cli.options import asker_named
from accession_cli.cli.session import Session, at_a_terminal
from accession_cli.cli.terminal import say_sample
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.answer import Answer, Context
    from accession_cli.scheme.registry import Registry

AskerName = Annotated[
    str | None,
    Option(
        "--asker",
        parser=asker_named,
        metavar="district|subdistrict|city|court|resident",
        help=N_(
            "Who asks for the work; no letter is written while this is open. Also in Chinese:"
            " 区级部门, 街道, 市级部门, 法院 or 居民."
        ),
    ),
]


def check(
    desk: LookingNow,
    text: Annotated[
        str, Argument(metavar=N_("TEXT"), help=N_("What the committee was asked to do."))
    ] = "",
    *,
    asker: AskerName = None,
    subdistrict: Annotated[
        str | None, Option(metavar=N_("NAME"), help=N_("Your subdistrict."))
    ] = None,
    community: Annotated[str | None, Option(metavar=N_("NAME"), help=N_("Your community."))] = None,
    channel: Annotated[
        Literal["community", "grid"] | None,
        Option(help=N_("Whether the committee or its grid workers are asked.")),
    ] = None,
    this: Annotated[
        str | None, Option(metavar=N_("ID"), help=N_("Say that this task is meant."))
    ] = None,
    none_of_these: Annotated[
        bool, Option("--none-of-these", help=N_("Say that none of the named tasks is meant."))
    ] = False,
    class_: Annotated[
        str | None,
        Option(
            "--class",
            metavar=N_("CLASS"),
            help=N_("With --none-of-these: the class whose tasks you looked at as well."),
        ),
    ] = None,
    remember: Annotated[
        bool,
        Option(
            "--remember",
            help=N_("Keep the question on this machine if no answer was sure, for questions."),
        ),
    ] = False,
) -> None:
    """Answer whether a residents' committee may refuse a piece of work.

    Says what the register knows, and no more: which task it is or may be, what its record leaves
    out, where and by whom it is done. A letter is written only when it is known who asks, and one
    that declines only after --none-of-these. The subdistrict and the community are remembered on
    this machine. The exit code is 0 whatever the answer.

    $ accession check 入户走访救助家庭
    $ accession check 发消防传单还要打卡 --this DL-2024-0006 --asker district
    """
    from accession_cli.actions.answer import (
        NOTHING_ASKED,
        Said,
        answer,
        remember_place,
        remembered_place,
    )
    from accession_cli.actions.freshness import DataState
    from accession_cli.words.answer import answer_json, answer_lines, next_words

    if not text.strip():
        if not at_a_terminal():
            raise NOTHING_ASKED()
        text = _asked()
    known = desk.readable(clock_told=True)
    now = datetime.combine(desk.day, clock.now().timetz())
    if subdistrict is None and community is None and not known.scheme.sample:
        place = None if desk.bare else remembered_place(desk.folder)
        context = _of_place(known, asker, channel, place)
    else:
        context = _context(known, asker, subdistrict, community, channel)
        here = context.community or context.subdistrict
        if here and not known.scheme.sample and not desk.bare:  # a sample is nobody's own place
            remember_place(desk.folder, here[0])
    person = Said(this=this, none_of_these=none_of_these, class_=_class(known, class_))
    found = answer(known, text, now, context, desk.data or DataState(), person)
    if remember and not desk.bare:
        _remember(desk.folder, found)
    letter = _letter(found, known)
    if desk.as_json:
        terminal.show_json(answer_json(found, letter, known.scheme))
        return
    lines = answer_lines(found, known.scheme, letter, terminal.columns_of_output())
    terminal.show("\n".join(lines))
    step = next_words(found)
    if step:
        terminal.next_step(step)
    say_sample(known.scheme.sample)


def _remember(folder: Path, found: "Answer") -> None:
    from accession_cli.actions.answer import keep

    if keep(folder, found):
        terminal.note(_("Kept for accession questions, on this machine alone."))


def questions(desk: Session) -> None:
    """List the questions that were kept, and what else the tasks they mean are called.

    $ accession questions
    """
    from accession_cli.actions.answer import grouped, kept

    found = grouped(kept(desk.folder))
    if desk.as_json:
        terminal.show_json({"version": 1, "questions": [asdict(group) for group in found]})
        return
    if not found:
        terminal.note(_("No question was kept. Keep one with: accession check TEXT --remember"))
        return
    cells = [(group.text, str(group.times), group.this or group.nearest or "–") for group in found]
    terminal.show_table([_("Question"), _("Times"), _("Task")], cells)
    meant: dict[str, list[str]] = {}
    for group in found:
        if group.this:
            meant.setdefault(group.this, []).append(group.text)
    called = {str(file.task.id): file.task.also_called for file in desk.registry.tasks}
    for number, texts in meant.items():
        names = dict.fromkeys([*called.get(number, ()), *texts])  # the names replace those before
        command = ("accession", "amend", number, "--set", "also_called=" + "；".join(names))
        terminal.next_step(_("To know it next time: {command}").format(command=join(command)))


def _letter(found: "Answer", registry: "Registry") -> str | None:
    if found.letter is None:
        return None
    from accession_cli.words.answer_letter import letter_text

    return letter_text(found, registry)


def _asked() -> str:
    """The question, asked for at a terminal."""
    from accession_cli.cli.questions import Questions

    return Questions().text(
        _("What is the committee asked to do?"),
        lambda typed: None if typed.strip() else _("Write what is asked for."),
    )


def _context(
    registry: "Registry",
    asker: str | None,
    subdistrict: str | None,
    community: str | None,
    channel: str | None,
) -> "Context":
    """Who asks and where; raises ``UNKNOWN_NAME`` for a place that the registry does not have."""
    place = None
    if subdistrict is not None or community is not None:
        from accession_cli.entry.names import NameFinder, chosen

        finder = NameFinder(registry)
        if subdistrict is not None:
            place = chosen("--subdistrict", finder.subdistrict, subdistrict)
        if community is not None:
            _subdistrict, place = chosen("--community", finder.community_named, community)
    return _of_place(registry, asker, channel, place)


def _of_place(
    registry: "Registry", asker: str | None, channel: str | None, place: str | None
) -> "Context":
    """The context for the code *place*; a community brings its subdistrict, unknown codes none."""
    from accession_cli.actions.answer import Asker, Context

    places: dict[str, tuple[str, str]] = {}
    for code, one in registry.subdistricts.items():
        if place and (place == code or place in one.communities):
            places["subdistrict"] = (code, one.name)
        if place and place in one.communities:
            places["community"] = (place, one.communities[place].name)
    return Context(asker=Asker(asker) if asker else None, channel=channel, **places)


def _class(registry: "Registry", name: str | None) -> str | None:
    if name is None:
        return None
    from accession_cli.entry.names import NameFinder, chosen

    return chosen("--class", NameFinder(registry).class_as_given, name)
