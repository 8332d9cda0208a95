"""Curves of growth as small pictures (SVG); both scales are logarithmic, so that all fits in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Final

from bench.goals import number

_WIDTH, _HEIGHT = 760, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 150, 48, 52
_ROW: Final = 17  # labels stand at least so far apart
_HEAD: Final = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
    f'width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" font-size="13" fill="#222">'
    f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """``ours`` are (records, value) in order; ``others`` are (name, records, value)."""

    title: str
    unit: str
    ours: Sequence[tuple[int, float]]
    others: Sequence[tuple[str, int, float]]
    goal: tuple[int, float] | None = None

    def svg(self) -> str:
        """The picture as a file."""
        return "\n".join([_HEAD, *self._parts(), "</svg>"]) + "\n"

    def _parts(self) -> Iterator[str]:
        yield _text(_LEFT, 26, self.title, size=16)
        yield from self._axes()
        yield from self._straight()
        line = " ".join(f"{self._x(x):.1f},{self._y(y):.1f}" for x, y in self.ours)
        yield f'<polyline points="{line}" fill="none" stroke="#b3261e" stroke-width="2.5"/>'
        for x, y in self.ours:
            yield _dot(self._x(x), self._y(y), "#b3261e")
            yield _text(self._x(x) - 7, self._y(y) - 9, number(y), anchor="end", fill="#b3261e")
        end, top = self.ours[-1]
        yield _text(self._x(end) + 9, self._y(top) + 5, "accession validate", fill="#b3261e")
        yield from self._marks()
        if self.goal is not None:
            across, up = self._x(self.goal[0]), self._y(self.goal[1])
            yield f'<path d="M{across - 7:.1f} {up:.1f}h14" stroke="#222" stroke-width="2.5"/>'
            aside = _ROW if abs(up - self._y(top)) < _ROW else 0  # away from our own name
            words = f"goal: {number(self.goal[1])} {self.unit}"
            yield _text(across + 9, up + 5 + aside, words)

    def _marks(self) -> Iterator[str]:
        """The others, each a point with its name; names do not stand on one another."""
        lowest = 0.0
        for name, records, value in sorted(self.others, key=lambda one: -one[2]):
            at = self._y(value)
            lowest = max(at + 4, lowest + _ROW)
            yield _dot(self._x(records), at, "#1f4e8c")
            label = f"{name}: {number(value)}"
            yield _text(self._x(records) + 10, lowest, label, fill="#1f4e8c")

    def _axes(self) -> Iterator[str]:
        first, last = self._decades
        for power in range(first, last + 1):
            y = self._y(10.0**power)
            yield f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>'
            yield _text(_LEFT - 8, y + 4, f"{10.0**power:g}", anchor="end")
        for records in dict.fromkeys(x for x, _y in self.ours):
            x = self._x(records)
            yield f'<path d="M{x:.1f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#ddd"/>'
            yield _text(x, _HEIGHT - _BOTTOM + 18, f"{records:,}", anchor="middle")
        middle = (_LEFT + _WIDTH - _RIGHT) / 2
        yield _text(middle, _HEIGHT - 12, "records", anchor="middle")
        yield _text(_LEFT - 8, _TOP - 8, self.unit, anchor="end")

    def _straight(self) -> Iterator[str]:
        """What it would be if each record took as much as in the second registry."""
        known, value = self.ours[min(1, len(self.ours) - 1)]
        ends = [(x, value * x / known) for x in (self.ours[0][0], self.ours[-1][0])]
        points = " ".join(f"{self._x(x):.1f},{self._y(y):.1f}" for x, y in ends)
        yield (
            f'<polyline points="{points}" fill="none" stroke="#888" stroke-dasharray="5 4"/>'
            f"{_text(_LEFT + 12, _TOP + 16, 'dashed: exactly as many times as the records')}"
        )

    @property
    def _decades(self) -> tuple[int, int]:
        known, value = self.ours[min(1, len(self.ours) - 1)]
        values = [y for _x, y in self.ours] + [y for _name, _x, y in self.others]
        values += [value * x / known for x, _y in self.ours]
        values += [self.goal[1]] if self.goal else []
        return floor(log10(min(values))), ceil(log10(max(values)))

    def _x(self, records: float) -> float:
        first, last = log10(self.ours[0][0]), log10(self.ours[-1][0])
        part = (log10(records) - first) / (last - first or 1)
        return _LEFT + 20 + part * (_WIDTH - _RIGHT - _LEFT - 40)

    def _y(self, value: float) -> float:
        first, last = self._decades
        part = (log10(value) - first) / (last - first or 1)
        return _HEIGHT - _BOTTOM - part * (_HEIGHT - _BOTTOM - _TOP)


def _dot(x: float, y: float, fill: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}"/>'


def _text(
    x: float, y: float, words: str, *, anchor: str = "start", size: int = 13, fill: str = "#222"
) -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{fill}"'
    halo = 'stroke="#fff" stroke-width="3" paint-order="stroke"'
    return f"<text {where} {halo}>{escape(words)}</text>"
