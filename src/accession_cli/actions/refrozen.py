"""Hold a frozen edition that was made again against what it was when it was frozen (scheme 3.5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from accession_cli.actions.made_with import ACCESSION, workshop
from accession_cli.i18n import N_
from accession_cli.papers import directory_json
from accession_cli.papers.templates import Environment, Remark
from accession_cli.scheme.directory import Edition, FrozenEdition, Provenance
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import Registry


class Likeness(StrEnum):
    """How far a frozen edition made again is what it was.

    ``SAME_CONTENT``: no file of it can be compared, as in an extract or in another format.
    """

    AS_FROZEN = "as_frozen"
    SAME_CONTENT = "same_content"
    OTHER_BYTES = "other_bytes"
    OTHER_CONTENT = "other_content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refrozen:
    """What came of making *frozen* again.

    ``differs`` are the formats with other bytes and ``unknown`` those it was not made in then;
    ``reasons`` say what has changed since. ``changed`` are the records that it speaks of whose
    file has changed since; they were used as they were.
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
    now: Mapping[str, str],
) -> Refrozen:
    """*outputs* are the hashes by format, *now* the contents of the records' files by their ids."""
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
    current = workshop(registry, made, environment)
    return Refrozen(
        frozen=frozen,
        likeness=likeness,
        differs=differs,
        unknown=tuple(name for name in outputs if name not in then),
        reasons=tuple(_reasons(frozen.workshop, current)),
        changed=tuple(one.id for one in frozen.records if now.get(str(one.id)) != one.blob),
    )


def content_of(made: Edition, frozen: FrozenEdition) -> str:
    """The hash of all that *made* says, as the version of accession that froze it would sign it."""
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
