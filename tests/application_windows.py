"""The window at which approval forms are handed in, for tests."""

import io
from collections.abc import Callable
from pathlib import Path

from docx import Document

from conftest import Answer
from filled_forms import answered, form_of, records
from repositories import Clone

Command = Callable[..., Answer]
FIRST = "DL-A-2026-0001"
TASK = "DL-2026-0013"


class Window:
    """The window at which forms are handed in."""

    def __init__(self, clone: Clone, folder: Path, accession: Command) -> None:
        self.clone = clone
        self.folder = folder
        self._accession = accession

    def __call__(self, *arguments: str) -> Answer:
        return self._accession("-C", str(self.clone.top), *arguments)

    def form(self, name: str = "审批表.docx", **answers: str) -> Path:
        """The form of a new task, with some fields written by hand."""
        facts = records()[TASK] | {"title": "协助独居老人冬季取暖安全走访"}
        path = self.folder / name
        path.write_bytes(answered(form_of(facts), **answers))
        return path

    def receive(self, *more: str, **answers: str) -> Answer:
        return self("receive", str(self.form(**answers)), "--received", "2026-10-09", *more)

    def close_at(self, hour: str) -> None:
        """From October on, let a form that comes after *hour* count as of the next working day."""
        scheme = (self.clone.top / "registry/scheme.yaml").read_text(encoding="utf-8")
        set_ = f'closing_hours:\n  - from: 2026-10-01\n    closes: "{hour}"\n'
        text = scheme.replace("long_term_years:", f"{set_}long_term_years:")
        self.clone.commit("close", **{"registry/scheme.yaml": text})

    def record(self, number: str = FIRST) -> str:
        path = self.clone.top / f"registry/applications/2026/{number}.yaml"
        return path.read_text(encoding="utf-8")

    def paper(self, name: str) -> str:
        """The text of a notice below build/corrections."""
        data = (self.clone.top / f"build/corrections/{name}.docx").read_bytes()
        return "\n".join(one.text for one in Document(io.BytesIO(data)).paragraphs)
