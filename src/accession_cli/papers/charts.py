"""Draw a plain chart of bars as SVG, to be read in black and white, and set it as a picture.

Series differ by pattern, not by colour: filled, hatched, empty. Each bar has its figure at its end,
and the lines take the colour of the text around them, so that a dark page shows them too. Nothing
in the SVG is a style or a script, so that a page with a strict policy may hold it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, log10
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from accession_cli.papers.directory_pdf import fonts_of
from accession_cli.papers.tables import cells
from accession_cli.papers.templates import Environment

Number = int | Decimal | Fraction

#: There are patterns for so many series.
SERIES: Final = 3
#: A chart with more lines than this would be longer than a page.
MOST_LINES: Final = 45
WIDTH: Final = 640
#: How wide a chart is on paper.
MM_WIDE: Final = 132
_SIZE: Final = 13  # of the text
_LETTER: Final = _SIZE * 0.55  # the width of a Latin letter
_FONT: Final = "Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_PLOT: Final = 210  # the height of a chart with upright bars
_STEPS: Final = 4
_MOST_STEPS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series: its name, and for each label a value with its writing; None where there is none."""

    name: str
    values: tuple[Number | None, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart. ``upright``: bars stand; else they lie, each below its label.

    ``highest`` is the end of the scale where that is set, such as the highest score.
    """

    key: str
    title: str
    upright: bool
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    highest: int | None = None

    @property
    def is_drawn(self) -> bool:
        """Whether there is a bar to draw, and room and a pattern for all."""
        values = (value for one in self.series for value in one.values)
        fits = len(self.labels) <= MOST_LINES and len(self.series) <= SERIES
        return fits and any(values)

    @property
    def most(self) -> float:
        """The value that the scale has to reach."""
        if self.highest is not None:
            return self.highest
        values = (value for one in self.series for value in one.values)
        return max((float(value) for value in values if value is not None), default=0)

    @property
    def step(self) -> float:
        """A round step, whole, of which about four reach the greatest value."""
        if self.most <= 0:
            return 1
        if self.highest is not None:  # the scale ends there
            steps = (one for one in range(1, self.highest) if self.highest % one == 0)
            return next((one for one in steps if self.highest / one <= _MOST_STEPS), self.highest)
        rough = self.most / _STEPS
        unit: float = 10.0 ** floor(log10(rough))
        return max(next(unit * n for n in (1, 2, 5, 10) if unit * n >= rough - 1e-9), 1)

    @property
    def described(self) -> str:
        """What a person hears who does not see the chart; the figures stand in the table."""
        names = "、".join(one.name for one in self.series)
        return f"{self.title}：{names}"


def svg(chart: Chart) -> str:
    """The chart as SVG, whose ids begin with its key."""
    drawn = _Upright(chart) if chart.upright else _Lying(chart)
    body = "".join(drawn.parts())
    height = drawn.height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}" role="img" aria-label={quoteattr(chart.described)}'
        f' font-family="{_FONT}" font-size="{_SIZE}" fill="currentColor">'
        f"<defs>{_hatch(chart.key)}</defs>{body}</svg>"
    )


def png(chart: Chart, environment: Environment) -> bytes:
    """The chart as a picture of 200 dots an inch; the same chart and fonts give the same bytes."""
    import typst

    source = (
        f"#set page(width: {WIDTH}pt, height: auto, margin: 0pt, fill: white)\n"
        f'#image(bytes(sys.inputs.svg), format: "svg", width: {WIDTH}pt)\n'
    )
    compiler = typst.Compiler(
        source.encode(),
        root=next(place for place in environment.templates if place.is_dir()),
        font_paths=fonts_of(environment),
        ignore_system_fonts=True,
        sys_inputs={"svg": svg(chart)},
    )
    made = compiler.compile(format="png", ppi=120)
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made


def _hatch(key: str) -> str:
    return (
        f'<pattern id="{key}-hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="2.4" height="6"/></pattern>'
    )


def _fills(key: str) -> tuple[str, ...]:
    return (
        'fill="#767676" stroke="currentColor"',
        f'fill="url(#{key}-hatch)" stroke="currentColor"',
        'fill="none" stroke="currentColor"',
    )


class _Drawing:
    """What both kinds of charts share: the scale, the legend and texts."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.end = max(ceil(chart.most / chart.step - 1e-9), 1) * chart.step
        self.top = 30 if len(chart.series) > 1 else 12

    def legend(self) -> Iterator[str]:
        """The name of each series beside its pattern; none for a single one."""
        if len(self.chart.series) < 2:  # noqa: PLR2004 - one series needs no legend
            return
        at = 8.0
        for one, fill in zip(self.chart.series, _fills(self.chart.key), strict=False):
            yield f'<rect x="{at:.1f}" y="6" width="14" height="12" {fill}/>'
            yield _text(at + 20, 17, one.name)
            at += 40 + cells(one.name) * _LETTER

    def ticks(self) -> Iterator[tuple[float, str]]:
        for number in range(round(self.end / self.chart.step) + 1):
            value = number * self.chart.step
            yield value, f"{value:,.0f}"


class _Upright(_Drawing):
    """Bars that stand side by side, for months, quarters and years."""

    @property
    def height(self) -> int:
        return self.top + _PLOT + 30

    def parts(self) -> Iterator[str]:
        yield from self.legend()
        left, top = 48, self.top + 14
        bottom, right = self.top + _PLOT, WIDTH - 8
        for value, said in self.ticks():
            y = bottom - (bottom - top) * value / self.end
            yield _line(left, y, right, y, faint=value > 0)
            yield _text(left - 6, y + 4, said, anchor="end")
        across = (right - left) / max(len(self.chart.labels), 1)
        wide = min(across * 0.72 / len(self.chart.series), 46)
        for place, label in enumerate(self.chart.labels):
            middle = left + across * (place + 0.5)
            yield _text(middle, bottom + 18, label, anchor="middle")
            begin = middle - wide * len(self.chart.series) / 2
            yield from self._bars(place, begin, wide, bottom, bottom - top)

    def _bars(
        self, place: int, begin: float, wide: float, bottom: float, plot: float
    ) -> Iterator[str]:
        fills = _fills(self.chart.key)
        for number, (one, fill) in enumerate(zip(self.chart.series, fills, strict=False)):
            value = one.values[place]
            if value is None:
                continue
            tall, x = plot * float(value) / self.end, begin + wide * number
            if tall:
                yield _rect(x + 1, bottom - tall, wide - 2, tall, fill)
            size = min(12, wide * 1.3 / max(len(one.shown[place]), 1) / 0.55)
            yield _text(
                x + wide / 2, bottom - tall - 4, one.shown[place], anchor="middle", size=size
            )


class _Lying(_Drawing):
    """Bars that lie below one another, for names; they get thinner where there are many."""

    _BAR: Final = 15.0
    _HIGHEST: Final = 940.0  # of all bars; with the rest they are not longer than a page

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        series, lines = len(chart.series), max(len(chart.labels), 1)
        self._each = min(self._BAR * series + 9, self._HIGHEST / lines)
        self._bar = min(self._BAR, self._each * 0.8 / series)
        self._size = min(12.0, self._bar + 1.5)

    @property
    def height(self) -> int:
        return round(self.top + self._each * len(self.chart.labels) + 26)

    def parts(self) -> Iterator[str]:
        yield from self.legend()
        longest = max((cells(label) for label in self.chart.labels), default=0)
        left = min(longest * _LETTER + 14, WIDTH * 0.42)
        room = max((len(said) for one in self.chart.series for said in one.shown), default=0)
        right = WIDTH - 14 - room * _LETTER
        bottom = self.top + self._each * len(self.chart.labels)
        for tick, said in self.ticks():
            x = left + (right - left) * tick / self.end
            yield _line(x, self.top, x, bottom, faint=tick > 0)
            yield _text(x, bottom + 16, said, anchor="middle", size=11)
        all_bars = self._bar * len(self.chart.series)
        size = min(float(_SIZE), self._each * 0.8)
        for place, label in enumerate(self.chart.labels):
            y = self.top + self._each * place + (self._each - all_bars) / 2
            middle = y + all_bars / 2 + size * 0.35
            yield _text(left - 8, middle, _short(label, left - 12), anchor="end", size=size)
            yield from self._bars(place, left, right - left, y)

    def _bars(self, place: int, left: float, plot: float, top: float) -> Iterator[str]:
        fills = _fills(self.chart.key)
        for number, (one, fill) in enumerate(zip(self.chart.series, fills, strict=False)):
            value, at = one.values[place], top + self._bar * number
            if value is None:
                continue
            wide = plot * float(value) / self.end
            if wide:
                yield _rect(left, at + 1, wide, self._bar - 2, fill)
            below = at + self._bar / 2 + self._size * 0.35
            yield _text(left + wide + 5, below, one.shown[place], size=self._size)


def _short(label: str, room: float) -> str:
    """*label*, cut where it is longer than *room*."""
    if cells(label) * _LETTER <= room:
        return label
    kept = label
    while kept and cells(f"{kept}…") * _LETTER > room:
        kept = kept[:-1]
    return f"{kept}…"


def _text(x: float, y: float, said: str, *, anchor: str = "start", size: float = _SIZE) -> str:
    own = "" if size == _SIZE else f' font-size="{size:.1f}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{own}>{escape(said)}</text>'


def _rect(x: float, y: float, wide: float, tall: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" {fill}/>'


def _line(x: float, y: float, to_x: float, to_y: float, *, faint: bool) -> str:
    strength = ' stroke-opacity="0.25"' if faint else ""
    return (
        f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="currentColor"{strength}'
        ' fill="none"/>'
    )
