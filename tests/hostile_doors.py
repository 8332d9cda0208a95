"""Every way by which a file of unknown origin comes in, and what it says of one."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from accession_cli import i18n
from accession_cli.actions.examine import examine
from accession_cli.entry import draft
from accession_cli.entry import draft as draft_file
from accession_cli.errors import Refused
from accession_cli.finding import Finding
from accession_cli.registry import calendar, law, reading
from accession_cli.registry.files import Source
from accession_cli.registry.reading import Loaded
from accession_cli.scheme.calendar import faults
from accession_cli.scheme.registry import RecordId
from accession_cli.yamlfile import editor, reader
from registries import SHIPPED

TODAY: Final = date(2026, 10, 12)
TASK: Final = "tasks/2024/DL-2024-0004.yaml"
_PREFIX: Final = "registry/"
_FIXED: Final = MappingProxyType(
    {
        name: Source(name, (SHIPPED / name).read_bytes())
        for name in ("scheme.yaml", "agencies.yaml", "subdistricts.yaml", "statutes.yaml")
    }
)


def registry_with(name: str, data: bytes) -> Loaded:
    fixed = {} if name.startswith("editions/") else _FIXED
    sources = {**fixed, name: Source(name, data)}
    return reading.read_registry(sources.values(), _PREFIX)


def _validated(name: str) -> Callable[[bytes], list[Finding]]:
    def door(data: bytes) -> list[Finding]:
        return examine(registry_with(name, data), TODAY)

    return door


def _filed(data: bytes) -> list[Finding]:
    """As ``file --from`` does it, up to the moment at which the record would be sent."""
    scheme = reading.scheme_of(_FIXED.values(), _PREFIX)
    found: list[Finding] = []
    for one in draft_file.read_draft_file(data, "draft.yaml"):
        record = RecordId(year=2026, serial=99, prefix=scheme.prefix)
        whole = draft.completed(one, scheme=scheme, record=record, filed=TODAY)
        text = editor.new_text(whole).encode("utf-8", "surrogatepass")
        found += examine(registry_with("tasks/2026/DL-2026-0099.yaml", text), TODAY)
    return found


def _imported(data: bytes) -> list[Finding]:
    notice = calendar.notice_in(data, "notice.yaml")
    for fault in (*faults(calendar.notice_from(notice)), *calendar.amendment_faults(notice)):
        assert fault.message
    return []


def _merged(name: str) -> Callable[[bytes], list[Finding]]:
    """As ``statutes import`` does it with a file of that *name*, up to the moment of sending."""

    def door(data: bytes) -> list[Finding]:
        text = str((_FIXED["statutes.yaml"].data or b"").decode())
        known = reader.read(text.encode(), "statutes.yaml").parsed
        assert known is not None
        made = law.merged(known.value["statutes"], law.read_statutes(data, name))
        assert all(one.message for one in made.contradictions)
        whole = law.with_table(text, known.value, made.table)
        return examine(registry_with("statutes.yaml", whole.encode()), TODAY)

    return door


def _formatted(data: bytes) -> list[Finding]:
    editor.formatted(data.decode("utf-8", "replace"), path="f.yaml")
    return []


DOORS: Final[Mapping[str, Callable[[bytes], list[Finding]]]] = {
    "a task": _validated(TASK),
    "scheme.yaml": _validated("scheme.yaml"),
    "agencies.yaml": _validated("agencies.yaml"),
    "subdistricts.yaml": _validated("subdistricts.yaml"),
    "statutes.yaml": _validated("statutes.yaml"),
    "a notice": _validated("calendar/2027.yaml"),
    "an edition": _validated("editions/2024.yaml"),
    "file --from": _filed,
    "calendar import": _imported,
    "statutes import": _merged("laws.yaml"),
    "statutes import of a table": _merged("laws.csv"),
    "format": _formatted,
}


def answers(door: str, data: bytes) -> list[Finding] | Refused:
    """What the door finds, or its refusal; anything else that is raised is a defect."""
    try:
        return DOORS[door](data)
    except Refused as refused:
        return refused


def told(answer: list[Finding] | Refused) -> Iterable[tuple[str, str]]:
    """Each sentence and its remedy, in the language that is spoken."""
    if isinstance(answer, Refused):
        yield answer.message, answer.remedy
        answer = list(getattr(answer, "findings", ()))
    for finding in answer:
        yield finding.message, finding.remedy


def untold(answer: list[Finding] | Refused) -> list[Any]:
    """What of *answer* could not be said in either language, or has no place or remedy."""
    wrong: list[Any] = []
    try:
        for language in ("en", "zh_CN"):
            i18n.use(language)
            wrong += [pair for pair in told(answer) if not all(pair)]
    finally:
        i18n.use("en")
    found = answer if isinstance(answer, list) else getattr(answer, "findings", ())
    return wrong + [one for one in found if not one.place.path or one.place.line < 1]
