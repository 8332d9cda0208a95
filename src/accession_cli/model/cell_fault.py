"""Something in a workbook that cannot be read: which cell it is in, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accession_cli.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """``where`` is the cell as people find it: 评议表.xlsx 街道!F7; ``says`` has ``facts``."""

    where: str
    says: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Where it is and what is wrong, in the reader's language."""
        said = _(self.says).format(**self.facts)
        return _("{where}: {said}").format(where=self.where, said=said)
