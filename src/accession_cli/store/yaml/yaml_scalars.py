"""Scalars and keys: what each event means, and what in it is not in the dialect."""

import re
from typing import Any, Final, NamedTuple
from unicodedata import is_normalized

from accession_cli.store.yaml.file_text import MOST_FINDINGS
from accession_cli.store.yaml.scalars import (
    INTEGER,
    KEY_LIMIT,
    NUMBER_START,
    UNFIT,
    WIDE_IN_KEY,
    WORDS,
    ambiguous,
    described,
    halfwidth,
    key_objection,
)
from accession_cli.store.yaml.yaml_mistakes import key_mistake

_SHOWN: Final = 40
_NEAR: Final = 200
_QUESTION: Final = re.compile(r"(?m)^[ -]*\?(?:[ \n]|\Z)")
_TIGHT_COMMENT: Final = re.compile(r"""["'\]}]#""")
_TIGHT_DASH: Final = re.compile(r"-[^\s0-9-]")
_TIGHT_KEY: Final = re.compile(r"[A-Za-z_一-鿿]{1,20}[:：]\S")


class Fault(NamedTuple):
    """Something outside the dialect: its code and place, line and column from 0."""

    code: str
    line: int
    column: int
    facts: dict[str, object]


class StopReading(Exception):
    """No error: there are enough faults, or nothing more can be read."""


class ScalarReader:
    """Reads scalars one by one and gathers the faults; faulty ones are given as text."""

    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self._text = text
        self._doubtful = (0, -1, -1)
        self._explained = -1
        self._open_end = not text.endswith("\n")
        self._has_tight_comments = bool(_TIGHT_COMMENT.search(text))
        self._has_escapes = "\\" in text
        self._has_questions = "?" in text and bool(_QUESTION.search(text))

    def _fault(self, code: str, event: Any, **facts: object) -> None:
        mark = event.start_mark
        self.faults.append(Fault(code, mark.line, mark.column, facts))
        if len(self.faults) >= MOST_FINDINGS:
            raise StopReading

    def broken(self, fault: Fault) -> None:
        """Add what stopped the parser; it also explains a text that seemed to run up to there."""
        count, _, last = self._doubtful
        if fault.line <= last:
            del self.faults[count:]
        if fault.code != "Y144" or not self._has("Y144"):
            self.faults.append(fault)

    def _has(self, code: str) -> bool:
        return any(one.code == code for one in self.faults)

    def _doubt(self, event: Any) -> None:
        """Remember a text that is perhaps not one: the faults before it, its first and last row."""
        first, last = event.start_mark.line, event.end_mark.line
        if first != self._doubtful[1]:
            self._doubtful = (len(self.faults), first, last)

    def _key(self, event: Any) -> str:
        """The key that the scalar *event* is; keys are simple text of one line."""
        key: str = event.value
        if event.anchor is not None or event.tag is not None:
            self._tagged(event)
        if self._has_questions and self._asks(event):
            self._fault("Y147", event)
        if not key or len(key) > KEY_LIMIT or "\n" in key or event.style in ("|", ">"):
            self._fault("Y148", event, limit=KEY_LIMIT)
        elif event.style:
            self._quoted(event)
        elif code := key_objection(key):
            wide = WIDE_IN_KEY.search(key)
            character = wide[0] if wide else ""
            self._fault(code, event, name=key[:_SHOWN], character=character)
        return key

    def _asks(self, event: Any) -> bool:
        """Whether a question mark stands before the key, and does not end a text above it."""
        index = event.start_mark.index
        before = self._text[max(0, index - _NEAR) : index].rstrip()
        row = before[before.rfind("\n") + 1 :]
        left_of_key = len(row) - 1 < event.start_mark.column
        return row.endswith("?") and left_of_key and not row.strip(" -?")

    def _below(self, event: Any) -> None:
        """A value on a line below its key: perhaps a map or list with a space missing."""
        value: str = event.value
        wrong = None
        if not event.style:
            wrong = ("Y167", 0) if _TIGHT_DASH.match(value) else None
            wrong = key_mistake(value) if _TIGHT_KEY.match(value) else wrong
        self._doubt(event)
        mark = event.start_mark
        if wrong:
            self._explained = mark.line
            self.faults.append(Fault(wrong[0], mark.line, mark.column + wrong[1], {}))
        else:
            self._fault("Y157", event)

    def _tagged(self, event: Any) -> None:
        if event.anchor is not None:
            self._fault("Y140", event)
        if event.tag is not None:
            self._fault("Y142", event)

    def _scalar(self, event: Any) -> str | int | None:
        """One scalar; faulty ones are given as text, so that reading can go on."""
        value: str = event.value
        style = event.style
        if event.anchor is not None or event.tag is not None:
            self._tagged(event)
        if not style:
            if value in WORDS:
                return WORDS[value]
            if " " in value and event.start_mark.line != event.end_mark.line:
                self._run_on(event)
            elif value[:1] in NUMBER_START:
                return self._number(event, value)
            elif "\n" in value:
                self._run_on(event)
            elif not value:
                self._fault("Y150", event)
                return None
            return value
        if style == "|":
            self._block(event)
        elif style == ">":
            self._fault("Y155", event)
        else:
            self._quoted(event)
        return value

    def _number(self, event: Any, value: str) -> str | int:
        code = ambiguous(value)
        if code:
            facts: dict[str, object] = {"value": value[:_SHOWN]}
            if code == "Y153":
                facts["halfwidth"] = halfwidth(value)
            self._fault(code, event, **facts)
        elif INTEGER.fullmatch(value):
            return int(value)
        return value

    def _run_on(self, event: Any) -> None:
        """A plain text of several lines; a wrong colon on one of them is the likelier mistake."""
        self._doubt(event)
        first, last = event.start_mark.line, event.end_mark.line
        for number, row in enumerate(self._text.split("\n")[first + 1 : last + 1], start=first + 1):
            if wrong := key_mistake(row):
                self.faults.append(Fault(wrong[0], number, wrong[1], {}))
                return
        if self._explained != first:
            self._fault("Y154", event)

    def _tight(self, event: Any, end: Any) -> None:
        """Object to a comment that begins at *end*, right behind a value, on the way of *event*."""
        if self._has_tight_comments and self._text[end.index : end.index + 1] == "#":
            self._fault("Y171", event)

    def _block(self, event: Any) -> None:
        start = event.start_mark.index
        head = self._text[start : self._text.find("\n", start)].split(" ")[0]
        if head not in ("|", "|-"):
            self._fault("Y156", event, value=head)
        if self._open_end and event.end_mark.index >= len(self._text):
            self._fault("Y158", event)

    def _quoted(self, event: Any) -> None:
        if event.start_mark.line != event.end_mark.line:
            self._fault("Y154", event)
        self._tight(event, event.end_mark)
        if self._has_escapes and event.style == '"':
            if unfit := UNFIT.search(event.value):
                self._fault("Y121", event, character=described(unfit[0]))
            elif not is_normalized("NFC", event.value) and not self._has("Y115"):
                self._fault("Y115", event)
