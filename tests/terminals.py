"""A real terminal of 80 columns in which a person answers questions."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

ENTER, DOWN, SPACE, STOP = "\r", "\x1b[B", " ", "\x03"


class _Screen(pyte.Screen):
    """A screen that says where its cursor is, as terminals do when they are asked."""

    answer: Callable[[str], object]

    def write_process_input(self, data: str) -> None:
        self.answer(data)


class Terminal:
    """A terminal of 80 columns with ``accession`` running in it."""

    def __init__(self, *arguments: str, at: Path, language: str) -> None:
        self.screen = _Screen(80, 50)
        self.screen.answer = self._send
        self.stream = pyte.Stream(self.screen)
        self.seen = ""
        self.program = pexpect.spawn(
            sys.executable,
            ["-m", "accession_cli", *arguments],
            cwd=str(at),
            env={**os.environ, "TERM": "xterm-256color", "ACCESSION_LANG": language},
            dimensions=(50, 80),
            encoding="utf-8",
            timeout=20,
        )

    def _send(self, keys: str) -> None:
        self.program.send(keys)

    def answer(self, question: str, *keys: str) -> None:
        """Wait until *question* stands on the screen, then press *keys*."""
        self._wait(question)
        for key in keys:
            self.program.send(key)

    def _wait(self, words: str) -> None:
        while words not in self.shown:
            self.take(self.program.read_nonblocking(4096, timeout=20))

    def take(self, text: str) -> None:
        self.stream.feed(text)
        self.seen += text

    def end(self) -> int:
        """Wait until the program has ended; its exit code."""
        while True:
            try:
                self.take(self.program.read_nonblocking(4096, timeout=20))
            except pexpect.EOF:
                break
        self.program.close()
        return int(self.program.exitstatus or 0)

    @property
    def shown(self) -> str:
        """All lines of the screen, without the second cell that a wide character takes."""
        return "\n".join(line.rstrip() for line in self.screen.display)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.program.close(force=True)


def typed(text: str) -> tuple[str, str]:
    return text, ENTER
