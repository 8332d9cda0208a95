"""A real terminal of 80 columns in which a person answers questions."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

ENTER, UP, DOWN, SPACE, STOP = "\r", "\x1b[A", "\x1b[B", " ", "\x03"


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
        """All lines of the screen, without the second cell that a wide character takes.

        Seen: a wide character that was half written over leaves an empty cell, on which the
        terminal's own list of its lines breaks. So: the lines are put together here.
        """
        screen = self.screen
        lines = (
            "".join(screen.buffer[row][column].data for column in range(screen.columns))
            for row in range(screen.lines)
        )
        return "\n".join(line.rstrip() for line in lines)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.program.close(force=True)


def typed(text: str) -> tuple[str, str]:
    return text, ENTER


def answer_content(terminal: Terminal) -> None:
    """Answer every question of the form for a short-term task of the community channel."""
    terminal.answer("Title of the task:", *typed("协助雨前清沟提醒"))
    terminal.answer("Kind:", ENTER)
    answer_rest(terminal)


def answer_rest(terminal: Terminal) -> None:
    """Answer what comes after the kind of the task."""
    terminal.answer("Class in the directory:", DOWN, DOWN, ENTER)
    terminal.answer("Agency that hands the task down:", ENTER)
    terminal.answer("Channels:", SPACE, ENTER)
    terminal.answer("Term:", DOWN, ENTER)
    terminal.answer("First day", *typed("2026-11-02"))
    terminal.answer("Last day", *typed("2026-12-31"))
    terminal.answer("How often", *typed("每周一次"))
    terminal.answer("What the committee does:", *typed("提醒居民清理门前排水口"))
    terminal.answer("To what end:", *typed("雨天不积水"))
    terminal.answer("With what authority", *typed("只提醒，不执法"))
    terminal.answer("In what steps:", *typed("街道通知—社区提醒—报告"))
    terminal.answer("The text says: “不执法”")
    terminal.answer("Is this what is not done", ENTER)
    terminal.answer("Basis:", DOWN, ENTER)
    terminal.answer("Title of the document", *typed("关于雨前清沟的通知（示例）"))
    terminal.answer("Document number", *typed("津丽示例〔2026〕40号"))
    terminal.answer("Date of the document", *typed("2026-09-01"))
    terminal.answer("another basis?", DOWN, ENTER)
    terminal.answer("Money in yuan", *typed("1,500.5"))
    terminal.answer("For:", DOWN, ENTER)
    terminal.answer("Source of the money:", *typed("区财政专项"))
    terminal.answer("How it is paid out:", *typed("随事拨付"))
    terminal.answer("Where:", ENTER)
