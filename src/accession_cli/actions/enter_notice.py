"""Enter a notice of the State Council into the registry, so that its year is confirmed."""

from dataclasses import dataclass
from pathlib import Path

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.model.working_days import Fault, Notice, faults
from accession_cli.store import notice_files, notices
from accession_cli.store.registry_folder import find


class NoticeWrong(AccessionError):
    """A notice that cannot be right as it is written; ``faults`` say why."""

    exit_code = Exit.FOUND
    says = N_("{path} states a notice that cannot be right, so nothing was written.")
    mend = N_("Compare the file with the notice as it was published, then import it again.")

    def __init__(self, *, path: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(path=path)
        self.faults = faults

    @property
    def message(self) -> str:
        """What happened, then each fault as a sentence on a line of its own."""
        return "\n".join([super().message, *(fault.message for fault in self.faults)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A notice that is in the registry now; ``written`` is False when it was there before."""

    path: str
    notice: Notice
    written: bool


def enter_notice(file: Path, start: Path, given: Path | None) -> Entered:
    """Check the notice in *file* and write it canonically to ``calendar/<year>.yaml``.

    Refuses a notice with faults (``NoticeWrong``) and one that would change what the registry has
    for its year (``NoticeDiffers``); further amendments may be appended.
    """
    folder = find(start, given)
    data = notice_files.read(file, str(file))
    notice = notices.notice_from(data)
    wrong = (*faults(notice), *notices.amendment_faults(data))
    if wrong:
        raise NoticeWrong(path=str(file), faults=wrong)
    written = notice_files.enter(folder, data)
    return Entered(path=notice_files.shown(folder, notice.year), notice=notice, written=written)
