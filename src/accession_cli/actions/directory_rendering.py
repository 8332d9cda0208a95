"""Build the guidance directory of a year, as a person wishes it (scheme 3.5).

``compared`` compares a frozen edition that was made again with what was frozen. The notice that
issues a frozen edition (印发通知) has the directory as its annex.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from accession_cli import __version__
from accession_cli.actions import directory_origin
from accession_cli.actions.directory_building import NOTHING_TO_SHOW, edition, when
from accession_cli.actions.directory_documents import (
    Written,
    digests,
    provenance,
    remarks_of,
    rendered,
    sha256,
    untold,
    write,
)
from accession_cli.actions.directory_extract import Narrowing, cut_of, extract
from accession_cli.actions.directory_origin import (
    Origin,
    changed_since,
    environment_at,
    environment_of,
    last_edition,
)
from accession_cli.actions.documents import document_maker
from accession_cli.errors import Exit, Refusal
from accession_cli.files.writing import FilesTogether, replace_file
from accession_cli.gitstore.git import Git
from accession_cli.i18n import N_
from accession_cli.papers import directory_json
from accession_cli.papers.letters import IssuingContent, issuing_notice
from accession_cli.papers.templates import Environment, Remark, as_file_name, file_stem
from accession_cli.papers.word import lines_in
from accession_cli.registry import files
from accession_cli.registry.files import shown_below
from accession_cli.scheme.directory import Comments, Edition
from accession_cli.scheme.directory_frozen import ACCESSION, FrozenEdition, LastEdition, Provenance
from accession_cli.scheme.registry import RecordId, Registry


class Likeness(StrEnum):
    """How far a frozen edition that was made again is the same.

    ``SAME_CONTENT``: no file can be compared, for example in an extract or in another format.
    """

    AS_FROZEN = "as_frozen"
    SAME_CONTENT = "same_content"
    OTHER_BYTES = "other_bytes"
    OTHER_CONTENT = "other_content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refrozen:
    """The result of making *frozen* again.

    ``differs`` are the formats with other bytes, ``unknown`` those that were not made when it was
    frozen; ``reasons`` say what has changed since. ``changed`` are the edition's records that say
    something else today; they were used as they were then.
    """

    frozen: FrozenEdition
    likeness: Likeness
    differs: tuple[str, ...]
    unknown: tuple[str, ...]
    reasons: tuple[Remark, ...]
    changed: tuple[RecordId, ...]


def compared(
    frozen: FrozenEdition,
    *,
    content: str,
    registry: Registry,
    made: Edition,
    environment: Environment,
    outputs: Mapping[str, str],
    changed: tuple[RecordId, ...],
) -> Refrozen:
    """Compare the edition *made* again with *frozen*.

    *outputs* are the hashes by format, *changed* the records that say something else today.
    """
    then = {output.name: output.sha256 for output in frozen.outputs}
    differs = tuple(name for name in outputs if then.get(name, outputs[name]) != outputs[name])
    if content != frozen.content:
        likeness = Likeness.OTHER_CONTENT
    elif differs:
        likeness = Likeness.OTHER_BYTES
    elif then.keys() & outputs.keys():
        likeness = Likeness.AS_FROZEN
    else:
        likeness = Likeness.SAME_CONTENT
    current = provenance(registry, made, environment)
    return Refrozen(
        frozen=frozen,
        likeness=likeness,
        differs=differs,
        unknown=tuple(name for name in outputs if name not in then),
        reasons=tuple(_reasons(frozen.workshop, current)),
        changed=changed,
    )


def content_of(made: Edition, frozen: FrozenEdition) -> str:
    """The hash of all that *made* says, with the accession version that froze it."""
    version = frozen.workshop.version_of(ACCESSION)
    return directory_json.content_sha256(
        replace(made, colophon=replace(made.colophon, tool_version=version))
    )


def _reasons(then: Provenance, now: Provenance) -> Iterator[Remark]:
    names = dict.fromkeys([*(t.name for t in then.tools), *(t.name for t in now.tools)])
    for name in names:
        before, after = then.version_of(name), now.version_of(name)
        if before != after:
            yield Remark(
                says=N_("{name}: version {before} then, {after} now."),
                facts={"name": name, "before": before or "—", "after": after or "—"},
            )
    for says, were, are in (
        (N_("Templates that are not as they were: {names}."), then.templates, now.templates),
        (N_("Fonts that are not as they were: {names}."), then.fonts, now.fonts),
    ):
        changed = sorted({one.name for one in {*were} ^ {*are}})
        if changed:
            yield Remark(says=says, facts={"names": ", ".join(changed)})
    if then.calendar != now.calendar:
        yield Remark(says=N_("The working days are not those that were counted with then."))


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderWish:
    """What to build. ``year`` None is the year that is due; ``formats`` are keys of FORMATS.

    ``narrow`` may ask for an extract, ``comments`` say until when and where a draft asks for them.
    """

    year: int | None
    formats: Sequence[str]
    out: Path | None
    as_of: date | None
    draft: bool
    narrow: Narrowing
    comments: Comments | None = None


#: Comments are asked for on a draft only.
COMMENTS_ON_NO_DRAFT: Final = Refusal(
    N_("The directory of {year} is no draft, so it does not ask for comments."),
    N_("Leave out --comments-until and --comments-to, or make a draft with --draft."),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The directory as it was written; ``refrozen`` is set when a frozen edition was made again.

    ``stem`` is the beginning of all its files' names; ``unread`` are files of the registry that a
    draft leaves out.
    """

    edition: Edition
    folder: Path
    stem: str
    files: tuple[Written, ...]
    remarks: tuple[Remark, ...]
    refrozen: Refrozen | None
    unread: tuple[str, ...] = ()


def render_edition(folder: Path, wanted: RenderWish, tell: Callable[[str], None] = untold) -> Built:
    """Build the directory of the registry in *folder* and write its files.

    A frozen edition is made from the commit that it was frozen from, any other from HEAD, or with
    ``draft`` from the work tree. One commit always gives the same bytes: the clock is never read.
    *tell* is called with the name of each format before it is made.
    """
    if wanted.draft:
        origin = directory_origin.from_files(folder)
    else:
        origin = directory_origin.from_head(folder, day_is_stated=wanted.as_of is not None)
    frozen = _frozen(origin, wanted)
    if frozen is not None:
        if wanted.comments is not None:
            raise COMMENTS_ON_NO_DRAFT(year=frozen.year)
        editions = origin.editions()
        del origin  # frees the records' bytes; its own commit is read instead
        return _made_again(folder, frozen, editions, wanted, tell)
    made, unread = _gathered(folder, origin, wanted)
    made = _asking(made, wanted.comments)
    del origin  # the records' bytes
    out = _out(folder, made, wanted)
    with FilesTogether(out) as together:
        documents = rendered(made, wanted.formats, environment_of(folder), together.take, tell)
        files = write(made, documents, together)
    return Built(
        edition=made,
        folder=out,
        stem=file_stem(made),
        files=files,
        remarks=(*_left_out(unread), *remarks_of(documents)),
        refrozen=None,
        unread=unread,
    )


def _asking(made: Edition, comments: Comments | None) -> Edition:
    """*made* with the *comments* that it asks for; raises ``COMMENTS_ON_NO_DRAFT``."""
    if comments is not None and not made.draft:
        raise COMMENTS_ON_NO_DRAFT(year=made.year)
    return replace(made, comments=comments)


def _gathered(folder: Path, origin: Origin, wanted: RenderWish) -> tuple[Edition, tuple[str, ...]]:
    """The directory, and the files that it had to leave out."""
    sound = directory_origin.sound(origin, as_of=wanted.as_of, draft=wanted.draft)
    registry = sound.registry
    made = _edition(folder, origin, registry, wanted, len(sound.unread))
    return extract(made, registry, cut_of(registry, wanted.narrow, made.base_date)), sound.unread


def _frozen(origin: Origin, wanted: RenderWish) -> FrozenEdition | None:
    """The frozen edition that is asked for; None for a draft or another day of its year."""
    if wanted.draft or wanted.year is None:
        return None
    for frozen in origin.editions():
        stated = wanted.as_of
        if frozen.year == wanted.year and (
            stated is None or stated.year != frozen.year or stated == frozen.base_date
        ):
            return frozen
    return None


def _edition(
    folder: Path, origin: Origin, registry: Registry, wanted: RenderWish, left_out: int
) -> Edition:
    newest = wanted.as_of or origin.day
    if newest is None:
        raise directory_origin.NO_HISTORY(folder=folder)
    editions = origin.editions()
    frozen = {one.year for one in editions}
    year, base_date, running = when(
        registry, wanted.year, newest=newest, frozen=frozen, as_of=wanted.as_of
    )
    made = edition(
        registry,
        year=year,
        base_date=base_date,
        draft=wanted.draft or running or year in frozen,
        commit=origin.commit,
        tool_version=__version__,
        left_out=left_out,
        last=directory_origin.last_of(folder, editions, year, registry),
    )
    if not made.items and not made.ended:
        raise NOTHING_TO_SHOW(day=base_date)
    return made


def _made_again(
    folder: Path,
    frozen: FrozenEdition,
    editions: Sequence[FrozenEdition],
    wanted: RenderWish,
    tell: Callable[[str], None],
) -> Built:
    registry = directory_origin.from_frozen(folder, frozen)
    git = Git.find(folder)
    if git is None:
        raise directory_origin.NO_HISTORY(folder=folder)
    below = git.path_of(folder)
    whole = frozen_edition(registry, frozen, last_edition(git, editions, frozen.year, registry))
    made = extract(whole, registry, cut_of(registry, wanted.narrow, whole.base_date))
    out = _out(folder, made, wanted)
    with (
        environment_at(git, frozen.commit, below) as environment,
        FilesTogether(out) as together,
    ):
        documents = rendered(made, wanted.formats, environment, together.take, tell)
        files = write(made, documents, together)
        refrozen = compared(
            frozen,
            content=content_of(whole, frozen),
            registry=registry,
            made=whole,
            environment=environment,
            outputs={} if made.extract else digests(documents),
            changed=changed_since(git, frozen, below),
        )
    return Built(
        edition=made,
        folder=out,
        stem=file_stem(made),
        files=files,
        remarks=remarks_of(documents),
        refrozen=refrozen,
    )


def frozen_edition(registry: Registry, frozen: FrozenEdition, last: LastEdition | None) -> Edition:
    """The edition of *frozen*, made from the *registry* of its commit and the edition before it.

    Older versions took last year's figures from the records; one that was frozen so stays so.
    """

    def made(last: LastEdition | None) -> Edition:
        return edition(
            registry,
            year=frozen.year,
            base_date=frozen.base_date,
            draft=False,
            commit=frozen.commit,
            tool_version=__version__,
            last=last,
        )

    found = made(last)
    if last is not None and content_of(found, frozen) != frozen.content:
        older = made(None)
        if content_of(older, frozen) == frozen.content:
            return older
    return found


def _out(folder: Path, made: Edition, wanted: RenderWish) -> Path:
    top = shown_below(folder) / "build" / "directory" / str(made.year)
    return wanted.out or (top / as_file_name(made.extract.name) if made.extract else top)


def _left_out(unread: Sequence[str]) -> Iterator[Remark]:
    """A remark when files were left out, which only a draft does."""
    if unread:
        yield Remark(
            says=N_(
                "Files that could not be read, so that the draft leaves them out: {count} in all,"
                " the first is {first}."
            ),
            facts={"count": len(unread), "first": unread[0]},
        )


#: What may still change is not issued.
NOT_FROZEN: Final = Refusal(
    N_("The edition of {year} is not frozen, so there is nothing yet that a notice could issue."),
    N_("Fix it with: accession freeze {year}"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A notice that was written: the edition that it issues, and what it says, line by line."""

    edition: Edition
    file: Written
    lines: tuple[str, ...]


def write_notice(
    folder: Path, year: int | None, *, number: str | None, day: date | None, out: Path | None
) -> Issued:
    """Write the notice for the edition of *year*, or the newest that is frozen.

    It goes into the folder *out*, by default where ``render`` writes the edition.
    """
    origin = directory_origin.from_head(folder, day_is_stated=True)
    frozen = {one.year: one for one in origin.editions()}
    wanted = year if year is not None else max(frozen, default=None)
    if wanted is None or wanted not in frozen:
        raise NOT_FROZEN(year=wanted or "YEAR")
    registry = directory_origin.from_frozen(folder, frozen[wanted])
    last = directory_origin.last_of(folder, frozen.values(), wanted, registry)
    made = frozen_edition(registry, frozen[wanted], last)
    content = IssuingContent(edition=made, number=number, day=day)
    environment = directory_origin.environment_of(folder)
    with document_maker(environment) as make:
        data = make(issuing_notice, content, environment).data
    place = out or files.shown_below(folder) / "build" / "directory" / str(wanted)
    path = place / f"{as_file_name(content.title)}.docx"
    replace_file(path, data)
    file = Written(path=path, format="docx", sha256=sha256(data), bytes=len(data), pages=None)
    return Issued(edition=made, file=file, lines=lines_in(data))
