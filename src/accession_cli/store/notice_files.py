"""``registry/calendar/<year>.yaml``: reading, and entering, notices of the State Council."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from accession_cli.errors import AccessionError, Exit, reason
from accession_cli.files.reading import beginning
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.store import schema_check
from accession_cli.store.record_names import kind_of
from accession_cli.store.registry_files import FileUnreadable, Source
from accession_cli.store.registry_place import prefix_of
from accession_cli.store.schema_check import Kind
from accession_cli.yamlfile import reader
from accession_cli.yamlfile.reader import RECORD


class NoticeUnreadable(AccessionError):
    """A calendar file that cannot be used; ``findings`` say where and why."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} cannot be used as a notice of working days.")
    mend = N_("Mend what is listed above and run the command again.")

    def __init__(self, *, path: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(path=path)
        self.findings = findings

    @property
    def message(self) -> str:
        """What happened, then each finding on a line of its own with its place and remedy."""
        listed = (f"{f.place}: {f.message} {f.remedy}".rstrip() for f in self.findings)
        return "\n".join([super().message, *listed])


class NoticeDiffers(AccessionError):
    """The registry has another notice for that year already."""

    exit_code = Exit.FOUND
    says = N_(
        "{path} already holds the notice for {year}, and it says something else, so it was left as"
        " it is."
    )
    mend = N_(
        "If the notice was amended, leave what stands in {path} and append the amendment under"
        " amendments; if the file there is wrong, mend it by hand."
    )


def overrides(folder: Path) -> Iterator[Mapping[str, Any]]:
    """The notices of the registry in *folder*, for ``notices.calendar_from``, oldest first."""
    for path in sorted(folder.glob("calendar/*.yaml")):
        name = path.relative_to(folder).as_posix()
        if kind_of(name) is Kind.CALENDAR:
            yield read(path, prefix_of(folder) + name)


def read(path: Path, shown: str) -> Mapping[str, Any]:
    """The notice that the file at *path* states; messages call the file *shown*.

    ``FileUnreadable`` when there is no such file, ``NoticeUnreadable`` when it breaks the dialect
    or the schema.
    """
    return notice_in(content(path, shown), shown)


def content(path: Path, shown: str) -> bytes:
    """The bytes of the file at *path*; ``FileUnreadable`` when there are none to be had."""
    try:
        return beginning(path, RECORD.bytes)
    except OSError as error:
        raise FileUnreadable(path=shown, reason=reason(error)) from error


def notice_in(data: bytes, shown: str) -> Mapping[str, Any]:
    """The notice in *data*, the content of the file that messages call *shown*."""
    found = reader.read(data, shown)
    if found.parsed is None:
        raise NoticeUnreadable(path=shown, findings=found.findings)
    wrong = schema_check.check(Kind.CALENDAR, found.parsed.value, found.parsed.place)
    if wrong:
        raise NoticeUnreadable(path=shown, findings=wrong)
    value: Mapping[str, Any] = found.parsed.value
    return value


def name_of_year(year: int) -> str:
    """The name of the file for *year* below the registry folder."""
    return f"calendar/{year}.yaml"


def with_notice(there: Source | None, data: Mapping[str, Any], path: str) -> str | None:
    """The text of the calendar file at *path* with the notice *data*; ``None``: it is there.

    A file that is *there* is only ever appended to: ``NoticeDiffers`` for any other change.
    """
    from accession_cli.yamlfile import editor  # the writing side of YAML loads slowly

    order = schema_check.key_order(Kind.CALENDAR)
    if there is None or there.data is None:
        return editor.new_text(data, order=order)
    known = notice_in(there.data, path)
    if known == data:
        return None
    if not only_appended(known, data):
        raise NoticeDiffers(path=path, year=data["year"])
    return editor.edit(there.data.decode("utf-8"), known, data, order)


def only_appended(known: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    """Whether *data* is the notice *known* with at most more amendments behind its own."""
    before, after = known["amendments"], data["amendments"]
    return {**known, "amendments": after} == data and after[: len(before)] == before
