"""What a format needs beside the edition, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from accession_cli.i18n import _
from accession_cli.packaged import folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Folders that are looked through first: a registry's own ``templates/`` and ``fonts/``.

    A template there replaces the packaged one of the same name, whole.
    """

    template_folders: tuple[Path, ...] = ()
    font_folders: tuple[Path, ...] = ()

    @property
    def templates(self) -> tuple[Path, ...]:
        """All template folders in the order in which they are searched."""
        return (*self.template_folders, folder("templates"))

    @property
    def fonts(self) -> tuple[Path, ...]:
        """All font folders; the packaged Noto Serif SC and Noto Sans SC come last."""
        import pylopdf_fonts_zh_cn

        return (*self.font_folders, Path(pylopdf_fonts_zh_cn.__file__).parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to tell the person who renders; the document was made all the same."""

    says: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The remark in the reader's language."""
        return _(self.says).format(**self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A finished document. The same edition and environment give the same bytes."""

    data: bytes
    remarks: tuple[Remark, ...] = ()
