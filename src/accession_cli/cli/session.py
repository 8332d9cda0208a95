"""Share among commands their session, and the inspecting person's word.

``word_for`` asks for the word of a person where only a person can judge; that name goes into the
commit.
"""

import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.options import (
    Check,
    InspectedBy,
    Json,
    RegistryFolder,
    Value,
    Yes,
)
from accession_cli.cli.terminal import (
    refusals_told,
    say_landed,
    say_remarks,
)
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from accession_cli.actions.action import Action, M, Preview, Queue, Trial
    from accession_cli.actions.outbox import Waiting
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.registry.reading import Opened
    from accession_cli.scheme.registry import Registry
    from accession_cli.secrecy.screening import NotInspected, Passage
    from accession_cli.words.landed import Said, Summary


#: What came in up to so many working days ago is entered late without a word.
_FEW_DAYS: Final = 3


#: Facts are missing on the command line, and there is no terminal to ask at.
NOTHING_GIVEN: Final = Refusal(
    N_("There is nothing to work with: {missing} is not given, and there is no terminal."),
    N_("Give it on the command line, or start the command in a terminal."),
    Exit.USAGE,
)


def at_a_terminal() -> bool:
    """Whether standard input and output are a terminal, so that questions can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def lacking(wanted: "Mapping[str, object]") -> bool:
    """Whether an option in *wanted* has no value, so that it has to be asked for.

    Without a terminal that is refused.
    """
    missing = [option for option, value in wanted.items() if not value]
    if missing and not at_a_terminal():
        raise NOTHING_GIVEN(missing=_(", ").join(missing))
    return bool(missing)


class Declined(typer.Abort):
    """The person who was asked does not want it recorded."""


#: The registry is kept in earnest, so that its day is that of the clock.
ONLY_IN_SAMPLES: Final = Refusal(
    N_(
        "The environment variable {variable} sets another day, but the registry in {folder} is kept"
        " in earnest; nothing was done."
    ),
    N_("Remove the variable. For rehearsals make a registry whose scheme.yaml says sample: true."),
    Exit.USAGE,
)


def move_clock(given: Path | None, *, told: bool = False) -> None:
    """Let ``ACCESSION_TODAY`` set the day of the sample *given*, or around the current folder.

    With another day a task could be filed on a day that is past. So it is ignored outside any
    registry, and that is said unless it was *told*. Raises ``ONLY_IN_SAMPLES``.
    """
    clock.rehearse(sample=False)
    if not clock.is_moved():
        return
    from accession_cli.registry.files import sample_around

    found = sample_around(Path.cwd(), given)
    if found is None:
        if not told:
            said = _("{variable} is ignored: there is no sample registry here.")
            terminal.note(said.format(variable=clock.VARIABLE))
        return
    folder, sample = found
    if not sample:
        raise ONLY_IN_SAMPLES(variable=clock.VARIABLE, folder=folder)
    clock.rehearse(sample=True)


#: A bare repository has no files to change, and whoever pushes to it is checked by its hook.
ONLY_READ: Final = Refusal(
    N_(
        "{folder} is a bare repository, as a server keeps it: it has commits and no files, so this"
        " command cannot work in it. Nothing was written."
    ),
    N_("Clone it, git clone {folder}, and run the command in the clone; then it is pushed."),
    Exit.USAGE,
)
#: Papers are written below the folder of a registry, which a bare repository is not.
NO_PLACE: Final = Refusal(
    N_("{folder} is a bare repository, into which no papers are written."),
    N_("Say with --out where to write them."),
    Exit.USAGE,
)


def located(given: Path | None) -> Path:
    """The folder of the registry *given* or around the current folder.

    Raises ``ONLY_READ`` for a bare repository that has one in its newest commit.
    """
    from accession_cli.registry.files import NoRegistryThere, find_registry

    try:
        return find_registry(Path.cwd(), given)
    except NoRegistryThere as missing:
        from accession_cli.actions.bare import past_of_bare

        if given is None or past_of_bare(given) is None:
            raise
        raise ONLY_READ(folder=given) from missing


class Session:
    """One run of a command: its registry, its common options, and how its result is reported.

    A command whose first parameter is a session takes the options that make it (``with_session``).
    """

    def __init__(self, registry: RegistryFolder = None, *, as_json: Json = False) -> None:
        self.given = registry
        self.as_json = as_json
        move_clock(registry, told=True)

    @cached_property
    def folder(self) -> Path:
        """The folder of the registry; raises ``ONLY_READ`` for a bare repository."""
        return located(self.given)

    @cached_property
    def is_bare(self) -> bool:
        """Whether a bare repository was named; raises what ``located`` raises for anything else."""
        try:
            self.folder  # noqa: B018 - it is looked for now
        except Refused as refused:
            if refused.refusal is not ONLY_READ:
                raise
            return True
        return False

    @cached_property
    def files(self) -> Path:
        """The folder of the registry; of a bare repository its newest files, laid out for now."""
        if self.given is None or not self.is_bare:
            return self.folder
        from tempfile import TemporaryDirectory

        from accession_cli.actions.bare import laid_out

        self._apart = TemporaryDirectory(prefix="accession-")
        return laid_out(self.given, Path(self._apart.name)) or self.folder

    def out(self, given: Path | None) -> Path | None:
        """Where to write, as *given*; raises ``NO_PLACE`` without it beside a bare repository."""
        if given is None and self.is_bare:
            raise NO_PLACE(folder=self.given)
        return given

    @cached_property
    def opened(self) -> "Opened":
        """The registry in the files here, and those that could not be read."""
        from accession_cli.registry.reading import opened

        return opened(self.files)

    @property
    def registry(self) -> "Registry":
        return self.opened.registry

    def show(
        self,
        found: "Value",
        said: "Callable[[Value], object]",
        values: "Callable[[Value], dict[str, Any]]",
    ) -> None:
        """Show what was *found*: in words by *said*, or as JSON by *values*."""
        if self.as_json:
            terminal.show_json(values(found))
        else:
            said(found)


class Writing(Session):
    """A session that puts an action on the trunk; ``word`` is the person who inspected it."""

    def __init__(
        self,
        registry: RegistryFolder = None,
        *,
        inspected_by: InspectedBy = None,
        check: Check = False,
        yes: Yes = False,
        as_json: Json = False,
    ) -> None:
        super().__init__(registry, as_json=as_json)
        self.folder = located(registry)  # before anything is asked
        self.inspected_by = inspected_by
        self.word = inspected_by  #: as given, or as asked for the last action
        self.check = check
        self.yes = yes
        self._trial: Trial[Any] | None = None
        self._looked: str | None = None  #: who has looked at the scans

    @property
    def asks(self) -> bool:
        """Whether a person is asked before anything is written: at a terminal, without --yes."""
        return not (self.yes or self.check or self.as_json) and at_a_terminal()

    def enter(
        self,
        action: "Action[M]",
        request: str | None = None,
        papers: "Callable[[M], Sequence[tuple[str, bytes]]]" = lambda _made: (),
        summary: "Summary | None" = None,
    ) -> "Landing[M] | None":
        """Put *action* on the trunk; with --check only show what it would do, and return None.

        At a terminal it is shown first, and a person is asked; raises ``Declined`` when the answer
        is no. Refusals are reported with their findings, then raised. *papers* makes the papers
        too, without writing them; that they cannot be made is said and refuses nothing, as after a
        landing. A *summary* is shown in place of the files.
        """
        from accession_cli.actions.action import carry_out
        from accession_cli.cli.outbox import ask_about, what_goes_first

        with refusals_told(as_json=self.as_json):
            queue = None
            if not self.check:
                self.word = self.word_of(action)
                queue = what_goes_first(self.folder, action)
            if self.check or self.asks:
                shown, waiting = self.tried(action, queue)
                values = self.told(shown, waiting, papers, summary)
                if self.check and self.as_json:
                    terminal.show_json(values)
                if self.check:
                    return None
                ask_about(shown)
            when, word = clock.now(), self.word
            return carry_out(
                action, self.folder, when=when, word=word, request=request, queue=queue
            )

    def word_of(self, action: "Action[Any]") -> str | None:
        """Whose word lets the texts of *action* pass; None when they need nobody's.

        Who has looked at the first scan of a session has looked at all of them.
        """
        from accession_cli.secrecy.screening import NotInspected, screened

        passages = tuple(action.passages())
        try:
            screened(passages, self.inspected_by)
        except NotInspected as doubts:
            if not doubts.only_scans:
                return word_for(passages, None)
            self._looked = self._looked or word_for(passages, None)
            return self._looked
        return self.inspected_by

    def tried(
        self, action: "Action[M]", queue: "Queue | None" = None
    ) -> "tuple[Preview[M], tuple[Waiting, ...]]":
        """What *action* would do, and the requests of the outbox that this does not count.

        They are named before *action* is planned, because they may be why it is refused. The
        actions of one session are tried on the trunk as the first found it.
        """
        from accession_cli.actions.action import trial_of
        from accession_cli.actions.outbox import waiting_beside
        from accession_cli.cli.outbox import say_trial

        if queue is None:
            self.word = self.word_of(action)
        word, last = self.word, self._trial
        trial = trial_of(action, self.folder, when=clock.now(), word=word, last=last, queue=queue)
        waiting = waiting_beside(self.folder, action)
        say_trial(None if last else trial.unreached, waiting)
        self._trial = trial
        return trial.preview(), waiting

    def say_earlier(self, day: "date") -> None:
        """Say so when the day of receipt *day* lies more than a few working days back."""
        today = clock.today()
        passed = self.registry.calendar.between(day, today) if day < today else 0
        if passed > _FEW_DAYS:
            said = _(
                "The day of receipt is {day}, {count} working days back; that stays on record, and"
                " days are counted from it."
            )
            terminal.note(said.format(day=day, count=passed))

    def do(
        self,
        action: "Action[M]",
        said: "Callable[[Landing[M]], Said]",
        values: "Callable[[Landing[M]], dict[str, Any]]",
        summary: "Summary | None" = None,
    ) -> None:
        """Put *action* on the trunk and report it: in words by *said*, or as JSON by *values*."""
        landed = self.enter(action, summary=summary)
        if landed is not None:
            self.tell(landed, said, values)

    def tell(
        self,
        landed: "Landing[M]",
        said: "Callable[[Landing[M]], Said]",
        values: "Callable[[Landing[M]], dict[str, Any]]",
    ) -> None:
        """Report what landed, in words or as JSON."""
        if self.as_json:
            terminal.show_json(values(landed))
            return
        words = said(landed)
        beside = words.beside or ((),) * len(words.shown)
        for line, sentences in zip(words.shown, beside, strict=True):
            terminal.show(line)
            for sentence in sentences:
                terminal.note(sentence)
        say_remarks(landed.made.remarks)
        for sentence in words.sentences:
            terminal.note(sentence)
        if words.changed:
            say_landed(landed)
        for sentence in words.after:
            terminal.note(sentence)
        for step in words.steps:
            terminal.next_step(step)

    def tell_not_written(self, names: "Sequence[str]") -> None:
        """List *names* of papers that were made only to see whether they can be."""
        if self.as_json:
            terminal.show_json({"version": 1, "status": "checked", "papers": list(names)})
            return
        for name in names:
            terminal.show(name)
        said = _("Checked: files that can be written as listed: {count}; nothing was written.")
        terminal.note(said.format(count=len(names)))

    def told(
        self,
        shown: "Preview[M]",
        waiting: "Sequence[Waiting]",
        papers: "Callable[[M], Sequence[tuple[str, bytes]]]" = lambda _made: (),
        summary: "Summary | None" = None,
    ) -> "dict[str, Any]":
        """What would be recorded, for programs; for people it is printed."""
        from accession_cli.cli.outbox import say_preview, told_to_programs

        if self.as_json:
            return told_to_programs(shown, waiting, papers, summary)
        say_preview(self.folder, shown, papers, summary, asked=self.asks)
        return {}


def with_session(command: Callable[..., Any]) -> Callable[..., Any]:
    """*command* with the options of its session in place of its first parameter, the session.

    In a command's help, those that the session takes by name only stand last.
    """
    from inspect import Parameter, Signature, signature

    parameters = tuple(signature(command).parameters.values())
    kind = parameters[0].annotation if parameters else None
    if not (isinstance(kind, type) and issubclass(kind, Session)):
        return command
    options = tuple(signature(kind).parameters.values())
    first = [one for one in options if one.kind is not Parameter.KEYWORD_ONLY]
    last = [one for one in options if one.kind is Parameter.KEYWORD_ONLY]

    def called(**given: Any) -> Any:
        return command(kind(**{one.name: given.pop(one.name) for one in options}), **given)

    order = (*first, *parameters[1:], *last)
    vars(called)["__signature__"] = Signature(
        [one.replace(kind=Parameter.KEYWORD_ONLY) for one in order]
    )
    return called


def word_for(passages: "Iterable[Passage]", given: str | None) -> str | None:
    """The person whose word lets *passages* pass: *given*, else asked for at a terminal.

    Returns *given*, which may be None, when nothing needs a person's word. Raises what ``screened``
    raises.
    """
    from accession_cli.secrecy.screening import NotInspected, screened

    try:
        screened(passages, given)
    except NotInspected as doubts:
        name = _asked(doubts) if at_a_terminal() else ""
        if not name:
            raise
        return name
    return given


def _asked(doubts: "NotInspected") -> str:
    from accession_cli.cli.questions import Questions, Stopped, wrong
    from accession_cli.entry.values import person as read

    terminal.note(_("Nothing has been written yet; a person has to look at this first:"))
    for one in doubts.caught:
        terminal.note(f"- {one.message}")
    if doubts.only_scans:
        question = _("Looked at, and nothing secret in it? Name (empty: nobody looked):")
    else:
        question = _("Who looked at it and lets it pass (a name; empty: nobody):")
    try:
        return Questions().text(question, lambda typed: wrong(read, typed) if typed else None)
    except Stopped:
        return ""
