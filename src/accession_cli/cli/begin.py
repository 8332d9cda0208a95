"""``accession init``: begin a registry, or set up the server that clerks push to."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from typer import Argument, BadParameter, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.begin_answers import BeginAnswers, asked_signer, kept_answers
from accession_cli.cli.options import Json, day
from accession_cli.cli.questions import Choice, Questions, wrong_text
from accession_cli.cli.session import lacking
from accession_cli.cli.terminal import refusals_told
from accession_cli.errors import Refused
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.begin import Begun
    from accession_cli.registry.profiles import District, InstallSource, Profile


_CODE: Final = r"[0-9]{6}"
_PREFIX: Final = r"[A-Z]{2,6}"


def wrong_code(typed: str) -> str | None:
    """What is wrong with a district's code; None when it has six digits."""
    if re.fullmatch(_CODE, typed):
        return None
    return _("Write the six digits of the district's code (GB/T 2260), for example 120110.")


def wrong_prefix(typed: str) -> str | None:
    """What is wrong with the letters that ids begin with; None for 2 to 6 capitals."""
    return None if re.fullmatch(_PREFIX, typed) else _("Write 2 to 6 capital letters, such as DL.")


def wrong_clause(typed: str) -> str | None:
    """What is wrong with the number of a clause; None when a scheme may number a clause so."""
    if "." in typed:
        return _("Write it as the scheme itself does, for example 三、（二）3.")
    return None


def _checked(check: Callable[[str], str | None]) -> Callable[[str], str]:
    def read(text: str) -> str:
        wrong = check(text)
        if wrong:
            raise BadParameter(wrong)
        return text

    return read


def init(
    folder: Annotated[
        Path, Argument(metavar=N_("FOLDER"), help=N_("Where it is to be; made if missing."))
    ],
    *,
    server: Annotated[
        bool, Option("--server", help=N_("Set up a bare repository for clerks to push to."))
    ] = False,
    root_key: Annotated[
        list[Path] | None,
        Option(
            metavar=N_("FILE"),
            help=N_("With --server: the .pub file of a root key, which signs the first keys."),
        ),
    ] = None,
    shared: Annotated[
        bool, Option("--shared", help=N_("With --server: the folder's whole group may push."))
    ] = False,
    profile: Annotated[
        str | None, Option(metavar=N_("NAME"), help=N_("Which packaged profile to start from."))
    ] = None,
    district: Annotated[
        str | None, Option(metavar=N_("NAME"), help=N_("The district's name."))
    ] = None,
    code: Annotated[
        str | None, Option(parser=_checked(wrong_code), help=N_("The district's code, six digits."))
    ] = None,
    prefix: Annotated[
        str | None,
        Option(
            metavar=N_("LETTERS"),
            parser=_checked(wrong_prefix),
            help=N_("What the ids of tasks begin with, such as DL."),
        ),
    ] = None,
    document: Annotated[
        str | None,
        Option(
            metavar=N_("TITLE"), help=N_("The title of the district's own scheme, without 《》.")
        ),
    ] = None,
    number: Annotated[
        str | None, Option(metavar=N_("DOCUMENT-NUMBER"), help=N_("That document's number."))
    ] = None,
    dated: Annotated[date | None, Option(parser=day, help=N_("That document's date."))] = None,
    same_clauses: Annotated[
        bool,
        Option(
            "--same-clauses",
            help=N_("It numbers its clauses as the profile says; else they are unconfirmed."),
        ),
    ] = False,
    filing_number: Annotated[
        str | None,
        Option(metavar=N_("PATTERN"), help=N_("How filing numbers look; see the example.")),
    ] = None,
    signatures: Annotated[
        bool,
        Option(
            "--signatures",
            help=N_("Every record has to be signed with a key; this cannot be taken back."),
        ),
    ] = False,
    commit: Annotated[
        bool | None,
        Option(
            "--commit/--no-commit",
            help=N_("Commit the files; without either, where the repository has no commit yet."),
        ),
    ] = None,
    install_from: Annotated[
        str | None,
        Option(
            metavar=N_("SOURCE"),
            help=N_("Where CI gets accession: index, a wheel, a bundle or git+https://…."),
        ),
    ] = None,
    check: Annotated[
        bool, Option("--check", help=N_("Show which files would be written; none is."))
    ] = False,
    as_json: Json = False,
) -> None:
    """Begin a registry, or set up a server.

    At a terminal it asks for what it needs, keeps the answers when it cannot go on, and takes them
    up again. Writes the files of a new district's registry: its profile, lists to fill in, also as
    two workbooks for Excel, law versions to start with, schemas for editors, checks for CI, a
    Makefile and a README. Nothing that is there is ever written over. With --server, a bare
    repository whose hook checks all that is pushed to the trunk.

    $ accession init our-registry
    $ accession init our-registry --install-from accession_cli-0.1.0-py3-none-any.whl
    $ accession init our-registry --check
    $ accession init our-registry --signatures
    $ accession init our-registry --filing-number 准〔{year}〕{serial}号
    $ accession init --server /srv/registry.git
    $ accession init --server /srv/registry.git --root-key root.pub
    """
    if server:
        _server(folder, root_key or (), shared=shared, check=check, as_json=as_json)
        return
    if root_key:
        raise BadParameter(
            _("Root keys stand in the settings of a server: give it with --server."),
            param_hint="--root-key",
        )
    from accession_cli.actions.begin import begin_registry
    from accession_cli.entry.citations import document_number, title
    from accession_cli.registry.profiles import District, install_source, own_source

    source = install_source(install_from) if install_from else own_source()
    given = District(
        name=district or "",
        code=code,
        prefix=prefix,
        document=title(document) if document else None,
        number=document_number(number) if number else None,
        dated=dated,
        filing_number=filing_number,
        signatures=signatures,
    )
    with refusals_told(as_json=as_json), kept_answers(folder, check=check) as answers:
        signer = asked_signer(folder, answers) if commit is not False else None
        chosen, whole = _completed(profile, given, answers, same_clauses=same_clauses)
        if answers.asked and source.kind == "unsaid":
            source = _asked_source(answers)
        if answers.asked and not signatures:
            whole = replace(whole, signatures=_asked_signatures(answers))
        begun = begin_registry(
            folder,
            chosen,
            whole,
            source=source,
            signer=signer,
            when=clock.read_clock(),
            commit=commit,
            check=check,
        )
    if as_json:
        from accession_cli.words.upkeep import begun_json

        terminal.show_json(begun_json(begun))
    elif check:
        _say_checked(begun)
    else:
        _say(begun)
        if whole.signatures:
            _say_signatures(begun)


def _completed(
    name: str | None, given: "District", answers: "BeginAnswers", *, same_clauses: bool
) -> "tuple[Profile, District]":
    """The profile and the district's own facts; at a terminal, missing ones are asked for.

    The district that a profile was made for only has to be named.
    """
    from accession_cli.registry.profiles import profile

    wanted: dict[str, object] = {"--profile": name, "--district": given.name}
    if not name or given.name != profile(name).district:
        wanted |= {
            "--code": given.code,
            "--prefix": given.prefix,
            "--document": given.document,
            "--number": given.number,
            "--dated": given.dated,
        }
    ask = answers.ask
    if lacking(wanted):
        answers.take_up()
    chosen = profile(name or answers.get("profile", lambda: _asked_profile(ask)))
    named = given.name or answers.get(
        "district", lambda: ask.text(_("Name of the district:"), wrong_text)
    )
    given = replace(given, name=named)
    if given.name != chosen.district:
        given = _asked(given, answers)
        if same_clauses:
            given = replace(given, clauses=chosen.value["clauses"])
        elif answers.asked:
            clauses = answers.get("clauses", lambda: _asked_clauses(chosen, ask))
            given = replace(given, clauses=clauses)
    return chosen, given


def _asked_source(answers: "BeginAnswers") -> "InstallSource":
    from accession_cli.registry.profiles import UNSAID, install_source

    def unfit(typed: str) -> str | None:
        try:
            if typed:
                install_source(typed)
        except Refused as refused:
            return f"{refused.message} {refused.remedy}"
        return None

    question = _(
        "Where CI and the other clerks get accession: a wheel, a bundle, git+https://…, or index"
        " (empty: to be said later):"
    )
    typed = answers.get("install_from", lambda: answers.ask.text(question, unfit))
    return install_source(typed) if typed else UNSAID


def _asked_signatures(answers: "BeginAnswers") -> bool:
    """Whether every record is to be signed; what that means is said first, and no is the first."""
    terminal.note(
        _(
            "With signatures each person signs what they record with a key of their own, so that"
            " nobody can record in another's name; it asks for a key at every desk, and cannot be"
            " taken back."
        )
    )
    choices = (Choice(_("No"), "no"), Choice(_("Yes"), "yes"))
    question = _("Has every record to be signed?")
    return bool(answers.get("signatures", lambda: answers.ask.select(question, choices)) == "yes")


def _asked_clauses(chosen: "Profile", ask: Questions) -> "dict[str, str | None]":
    """How the district's scheme numbers its clauses: as the profile says, or as typed, or open."""
    from accession_cli.rules.clauses import ALL_CLAUSES

    known: dict[str, str | None] = dict(chosen.value["clauses"])
    some = "、".join([printed for printed in known.values() if printed][:3])
    choices = (
        Choice(_("as the profile says: {some} …").format(some=some), "same"),
        Choice(_("otherwise; ask for each"), "each"),
        Choice(_("not compared yet; papers then cite no clause"), "open"),
    )
    answer = ask.select(_("How that document numbers its clauses:"), choices)
    if answer == "same":
        return known
    if answer == "open":
        return dict.fromkeys(known)
    says = {clause.number: clause.says for clause in ALL_CLAUSES}
    question = N_("{says} Its number there, such as {printed} (empty: not compared yet):")
    for key, printed in known.items():
        about = _(says[key]) if key in says else key
        typed = ask.text(_(question).format(says=about, printed=printed), wrong_clause)
        known[key] = typed or None
    return known


def _asked_profile(ask: Questions) -> str:
    from accession_cli.registry.profiles import profile, profile_names

    known = (profile(name) for name in profile_names())
    choices = [Choice(one.about, one.name) for one in known]
    return ask.select(_("Way of doing it to start from:"), choices)


def _asked(given: "District", answers: "BeginAnswers") -> "District":
    from accession_cli.entry.citations import document_number

    ask, get = answers.ask, answers.get
    return replace(
        given,
        code=given.code or get("code", lambda: ask.text(_("Its code, six digits:"), wrong_code)),
        prefix=given.prefix
        or get(
            "prefix", lambda: ask.text(_("Letters that ids begin with, such as DL:"), wrong_prefix)
        ),
        document=given.document
        or get("document", lambda: ask.title(_("Title of its own scheme, without 《》:"))),
        number=given.number
        or document_number(
            get("number", lambda: ask.text(_("Number of that document:"), wrong_text)) or ""
        ),
        dated=given.dated
        or date.fromisoformat(
            get("dated", lambda: ask.day(_("Date of that document (YYYY-MM-DD):")) or "")
        ),
    )


def _say(begun: "Begun") -> None:
    terminal.show(str(begun.top))
    said = _("Begun: files written {count}, in {top}.")
    terminal.note(said.format(count=len(begun.written), top=begun.top))
    for path in begun.left:
        terminal.note(_("Left as it was: {path}").format(path=path))
    if begun.commit:
        terminal.note(_("Committed as {commit}.").format(commit=begun.commit[:12]))
    else:
        terminal.note(_("Nothing was committed: git add and git commit do it when you are ready."))
    names = " ".join(path.name for path in begun.workbooks)
    said = _("Fill in the two workbooks in {top}, then run there: {command}")
    terminal.next_step(said.format(top=begun.top, command=f"accession roster import {names}"))
    terminal.next_step(_("See what else is missing with accession todo; README.md explains it."))


def _say_checked(begun: "Begun") -> None:
    books = [path for path in begun.workbooks if not path.exists()]
    for path in (*begun.written, *(one.name for one in books)):
        terminal.show(path)
    for path in begun.left:
        terminal.note(_("Left as it was: {path}").format(path=path))
    if begun.commits:
        terminal.note(_("They would be committed."))
    said = _("Checked: files that would be written as listed, in {top}: {count}; none was written.")
    terminal.note(said.format(top=begun.top, count=len(begun.written) + len(books)))


def _say_signatures(begun: "Begun") -> None:
    if begun.commit:
        terminal.note(_("Signed with your key, which is now the root key of this registry."))
    else:
        terminal.note(_("Sign the first commit with the root key: git commit -S"))
    terminal.next_step(
        _(
            "On the server and on every machine: git config --add accession.rootKeys with the line"
            " of its .pub file. Print it on paper, too, and keep the private key locked away."
        )
    )
    terminal.next_step(_("Then enter the key of each body's clerk with: accession keys add"))


def _server(
    folder: Path, root_keys: Sequence[Path], *, shared: bool, check: bool, as_json: bool
) -> None:
    from accession_cli.actions.begin import begin_server
    from accession_cli.actions.keys import key_in

    program, keys = _program(), tuple(map(key_in, root_keys))
    made = begin_server(folder, keys, shared=shared, program=program, check=check)
    if as_json:
        from accession_cli.words.upkeep import server_json

        terminal.show_json(server_json(made, program, check=check))
        return
    terminal.show(str(made))
    if check:
        terminal.note(_("Checked: it can be set up there; nothing was written."))
        return
    terminal.note(_("Set up: what is pushed to main is checked there before it is taken."))
    if root_keys:
        said = _("Root keys that may sign the first list of keys here: {count}.")
        terminal.note(said.format(count=len(root_keys)))
    if program is None:
        terminal.note(
            _("No program accession was found; until there is one, every push is refused.")
        )
    terminal.next_step(
        _("In the registry, run: git remote add origin ADDRESS and git push -u origin main")
    )


def _program() -> str | None:
    """The program ``accession`` beside this Python, else on PATH; the server's hook calls it."""
    places = (str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))
    return shutil.which("accession", path=os.pathsep.join(places))
