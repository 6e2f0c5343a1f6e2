"""The page of a chart: colours and type of the Government Analysis Function, and text that is measured."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import matplotlib as mpl
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.font_manager import fontManager
from matplotlib.ticker import MaxNLocator

from fourcapitals.plots.parts.caption import Caption
from fourcapitals.plots.parts.chart import DOTS_PER_INCH, Chart
from fourcapitals.results.evidence_shares import RESTS

COLOURS: Final = ("#12436D", "#28A197", "#801650", "#F46A25")
PAIR: Final = ("#12436D", "#F46A25")
INK: Final = "#1A1A1A"
"""Of text: not every colour of the palette can be read as text on white."""
NEUTRAL: Final = "#3D3D3D"
"""Of the observed past and of the reference."""
DASHES: Final[tuple[Any, ...]] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)))
PROJECTED: Final = (0, (4, 2))
MARKERS: Final = ("o", "s", "^", "D")
BAND: Final = (0.1, 0.9)
"""Quantiles of the draws between which a band lies: 80% of draws."""
HALF: Final = (0.25, 0.75)
"""Quantiles between which half of the draws lie."""
WIDE: Final = (0.025, 0.975)
"""Quantiles between which 95% of the draws lie."""

SIZE: Final = (12.0, 7.2)
"""Inches."""
MARGIN: Final = 0.35
"""Inches."""
EDGE: Final = 0.1
"""Inches that are left above and below a chart without words."""
FONTS: Final = ("Arial", "Helvetica", "Liberation Sans", "DejaVu Sans")
EVERY_LETTER: Final = "DejaVu Sans"
"""Comes with matplotlib; gives the letters that the font of the page lacks."""
JUDGEMENT: Final = "Rests on judgement"
TOGETHER: Final = re.compile(
    r"‘[^‘’]{1,20}’|\d to [+−£]?\d[\d.,]* [a-z]+|(?<=\d) (?=(days|months|years|minutes|pence|people)\b)"
)
"""What stays on one line: a short name, and a number with its unit."""
LONG: Final = 12
"""Letters of a word from which it may be broken where it is wider than a line."""
LAST: Final = 0.3
"""Least of the width that the last line of a text fills."""
ASCENT: Final = 0.77
DESCENT: Final = 0.24
LEADING: Final = 1.25
"""Of the size of type, what letters rise above their baseline and reach below it, and from baseline to baseline."""
SIGN: Final = re.compile(r"(?<![\w=-])-(?=[£<.\d]|unbounded)")
"""The sign of a negative number; not the hyphen of a name, of a span of years, or of what is typed."""
_MEASURED_BY: Final = ("font.family", "font.sans-serif", "font.size", "font.style", "font.weight", "text.hinting")
"""What else the size of a text depends on."""
_bare: ContextVar[bool] = ContextVar("_bare", default=False)
"""Whether charts are drawn without the words above and below them."""
_MOST_SIZES: Final = 50_000
_sizes: dict[tuple[Any, ...], tuple[float, float]] = {}
"""Of words measured before, which are most of those of the next picture; inches."""


class Page:
    """The page that a chart is drawn on: writes and measures text, in inches from the lower left corner.

    Parameters
    ----------
    chart : Chart
    renderer : object
        Of the chart's canvas.
    scale : float
        Of all text.
    """

    def __init__(self, chart: Chart, renderer: Any, *, scale: float = 1.0) -> None:
        self.chart, self.renderer, self.scale = chart, renderer, scale

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height, inches."""
        wide, high = self.chart.get_size_inches()
        return float(wide), float(high)

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Set a pair of axes on it."""
        wide, high = self.extent
        return self.chart.add_axes((left / wide, bottom / high, width / wide, height / high))

    def size(self, text: str, **font: Any) -> tuple[float, float]:
        """Width and height of a text."""
        set_as = self.scaled(font)
        look = tuple(str(mpl.rcParams[name]) for name in _MEASURED_BY)
        key = (text, tuple(sorted(set_as.items())), look, self.chart.dpi, type(self.renderer))
        if key not in _sizes:
            written = self.chart.text(0, 0, text, **set_as)
            box = written.get_window_extent(self.renderer)
            written.remove()
            if len(_sizes) >= _MOST_SIZES:
                _sizes.clear()
            _sizes[key] = box.width / self.chart.dpi, box.height / self.chart.dpi
        return _sizes[key]

    def scaled(self, font: dict[str, Any]) -> dict[str, Any]:
        """Give a font in its scale."""
        return {**font, "size": font["size"] * self.scale} if "size" in font else font

    def wrapped(self, text: str, width: float, **font: Any) -> str:
        """Break a text into lines no wider than a width."""
        whole = TOGETHER.sub(lambda found: found[0].replace(" ", "\u00a0"), text).strip().split(" ")
        words = [part for word in whole for part in self._parted(word, width, font)]
        widths = [self.size(word, **font)[0] for word in words]
        space = self.size("a a", **font)[0] - self.size("aa", **font)[0]
        lines, narrower = broken(words, widths, space, width), width
        even: list[str] = []
        while len(even) <= len(lines) > 1 and narrower > width / 2:
            lines = even or lines
            if self.size(lines[-1], **font)[0] >= LAST * narrower:
                break
            # Narrower, so that no word stands alone on the last line.
            narrower -= 0.1
            even = broken(words, widths, space, narrower)
        return "\n".join(lines)

    def _parted(self, word: str, width: float, font: dict[str, Any]) -> list[str]:
        """Break a word that is wider than a line, after what joins its parts where it has them."""
        if len(word) < LONG or self.size(word, **font)[0] <= width:
            return [word]
        fits = next((end for end in range(len(word) - 1, 1, -1) if self.size(word[:end], **font)[0] <= width), 1)
        joined = max(word.rfind(sign, fits // 2, fits) + 1 for sign in "_-/")
        end = joined or fits
        return [word[:end], *self._parted(word[end:], width, font)]

    def write(self, text: str, x: float, y: float, width: float, *, upward: bool = False, **font: Any) -> float:
        """Write a text below (or above) a height; the height at which it ends."""
        wide, high = self.extent
        lines = typeset(text if "\n" in text else self.wrapped(text, width, **font)).split("\n")
        set_as = {"ha": "left", **self.scaled(font)}
        # Each line from its own baseline: matplotlib sets texts higher and wider apart by the letters in them.
        size = float(set_as.get("size", mpl.rcParams["font.size"])) / 72
        below = LEADING * size * (len(lines) - 1)
        first = y + DESCENT * size + below if upward else y - ASCENT * size
        for at, line in enumerate(lines):
            self.chart.text(x / wide, (first - at * LEADING * size) / high, line, va="baseline", **set_as)
        return first + ASCENT * size if upward else first - below - DESCENT * size


def typeset(text: str) -> str:
    """Write apostrophes as apostrophes.

    Examples
    --------
    >>> typeset("King's Lynn")
    'King’s Lynn'
    """
    return text.replace("'", "’")


def broken(words: Sequence[str], widths: Sequence[float], space: float, width: float) -> list[str]:
    """Fill lines of a width with words.

    Examples
    --------
    >>> broken(["one", "two", "three"], [1, 1, 2], 0.5, 2.5)
    ['one two', 'three']
    """
    lines, filled = [words[0]], widths[0]
    for word, its_width in zip(words[1:], widths[1:], strict=True):
        if filled + space + its_width > width:
            lines.append(word)
            filled = its_width
        else:
            lines[-1] += f" {word}"
            filled += space + its_width
    return lines


@contextmanager
def bare() -> Iterator[None]:
    """Draw charts without headline, subtitle and notes, for pages that carry these words themselves (`Chart.caption`).

    Examples
    --------
    >>> import fourcapitals as fc
    >>> with bare():
    ...     chart = fc.plots.map_of(fc.load_baseline(), outcome="hle")
    >>> chart.caption.title in {text.get_text() for text in chart.texts}
    False
    """
    token = _bare.set(True)
    try:
        yield
    finally:
        _bare.reset(token)


@contextmanager
def open_page(size: tuple[float, float] = SIZE, *, scale: float = 1.0) -> Iterator[Page]:
    """Open an empty page in the style of the Government Analysis Function."""
    fonts = list(dict.fromkeys((_font(), EVERY_LETTER)))
    as_written = mpl.rc_context({"text.parse_math": False, "text.usetex": False})
    in_type = mpl.rc_context({"font.family": fonts, "font.size": 12 * scale})
    # From Matplotlib's own defaults: settings of the user, or a file of settings in the folder, change no chart.
    with style.context(("default", "afcharts.afcharts")), as_written, in_type, warnings.catch_warnings():
        # Letters that no font has are drawn as boxes in the end (`Chart.carrying`).
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        chart = Chart(figsize=size, dpi=DOTS_PER_INCH)
        canvas = FigureCanvasAgg(chart)
        yield Page(chart, canvas.get_renderer(), scale=scale)  # type: ignore[no-untyped-call]


def _font() -> str:
    known = set(fontManager.get_font_names())
    return next((name for name in FONTS if name in known), "DejaVu Sans")


def frame(page: Page, caption: Caption, *, room: float | None = None, least: float = 0.0) -> tuple[float, float]:
    """Write the words above and below a chart, and make the page as high as they ask for.

    Parameters
    ----------
    page : Page
    caption : Caption
    room : float, optional
        Inches that the page leaves between the words; what is left on the page as it is by default.
    least : float
        Inches that it leaves at least.

    Returns
    -------
    top, bottom : float
        Inches from the lower edge, between which there is room.
    """
    top, bottom = _write_caption(page, caption)
    wanted = max(top - bottom, least) if room is None else room
    if wanted == top - bottom:
        return top, bottom
    for text in list(page.chart.texts):
        text.remove()
    wide, high = page.extent
    page.chart.set_size_inches(wide, high - (top - bottom) + wanted)
    return _write_caption(page, caption)


def _write_caption(page: Page, caption: Caption) -> tuple[float, float]:
    wide, high = page.extent
    if _bare.get():
        return high - EDGE, EDGE
    width = wide - 2 * MARGIN
    top = page.write(caption.title, MARGIN, high - 0.3, width, size=18, weight="bold") - 0.08
    for said in caption.subtitle:
        top = page.write(said, MARGIN, top, width, size=12.5) - 0.06
    bottom = 0.2
    for said in reversed(caption.notes):
        weight = "bold" if said.startswith((JUDGEMENT, RESTS)) else "normal"
        bottom = page.write(said, MARGIN, bottom, width, size=10, upward=True, weight=weight) + 0.06
    return top, bottom


def round_ticks(low: float, high: float, *, most: int = 5, with_sign: bool = False) -> tuple[list[float], list[str]]:
    """Choose round marks between two ends, with their words.

    Examples
    --------
    >>> round_ticks(-0.2, 4.1, with_sign=True)[1]
    ['0', '+1', '+2', '+3', '+4']
    """
    marks = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    ticks = [float(tick) for tick in marks if low <= tick <= high]
    return ticks, ticks_in_words(ticks, with_sign=with_sign)


def ticks_in_words(ticks: Sequence[float], *, with_sign: bool) -> list[str]:
    """Write marks of an axis with as many decimals as their step needs."""
    step = ticks[1] - ticks[0]
    decimals = next(places for places in range(9) if abs(step * 10**places - round(step * 10**places)) < 1e-6)
    sign = "+" if with_sign else ""
    return [minus(f"{tick:{sign},.{decimals}f}") if abs(tick) > step / 1e6 else "0" for tick in ticks]


def style_ticks(axes: Axes, page: Page, size: float = 11.0) -> None:
    """Write the marks of both axes in the type of the page."""
    axes.tick_params(labelsize=size * page.scale, labelfontfamily=mpl.rcParams["font.family"][0], length=4)


def minus(text: str) -> str:
    """Write the sign of negative numbers as a minus sign, and leave hyphens alone.

    Examples
    --------
    >>> minus("-£143 to -0.2, residence-based, 2017-19")
    '−£143 to −0.2, residence-based, 2017-19'
    >>> minus("-unbounded; --set rate=-0.01")
    '−unbounded; --set rate=-0.01'
    """
    return SIGN.sub("−", text)
