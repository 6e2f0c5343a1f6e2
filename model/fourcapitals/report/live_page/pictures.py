"""The pictures of the live page as text of SVG: fans of levels and of differences, and the hexagon map."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.equations.elementary import Array
from fourcapitals.formatting import plain
from fourcapitals.plots.maps.hexagons import boundaries, corners, middles
from fourcapitals.vocabulary import NOTHING

WIDE: Final = 560
HIGH: Final = 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 140, 36, 28
_UNIT = 14
"""From the top to the unit of the scale: clear of the highest figure, in letters of narrow screens too."""
_CLEAR: Final = 16
"""From the last year to the words at its right: clear of the bands of single years, of two strategies."""
_LINE, _MOST_ABOVE = 16, 88
"""Height of a line of words above a picture, and characters that it has room for."""
SCALES: Final = (
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.5,
    1.0,
    2.0,
    5.0,
    10.0,
    20.0,
    50.0,
    100.0,
    200.0,
    500.0,
    1000.0,
    2000.0,
    5000.0,
)
"""Half the range of differences, in the unit that they are shown in: what zooming chooses from."""
EDGES: Final = (0.05, 0.25, 0.5, 1.0)
"""Where classes of the map end, as shares of the scale; the last class holds all beyond."""
CLASSES: Final = "ihgfedcba"
"""Letters of the classes of the map, from the highest gain over no difference, "e", to the greatest loss."""


class Fan(NamedTuple):
    """A band over years."""

    label: str
    look: str
    """One, other or reference."""
    years: Sequence[int]
    middle: Array
    inner: tuple[Array, Array] | None = None
    """Ends of the middle 50% of draws."""
    outer: tuple[Array, Array] | None = None
    """Ends of the middle 80%."""
    title: str = ""
    """Written above the picture, where there are two."""


def scale_for(largest: float) -> int:
    """Choose the scale in which a largest difference fills about half of one side.

    Examples
    --------
    >>> SCALES[scale_for(3.0)], SCALES[scale_for(0.0)]
    (5.0, 0.01)
    """
    return next((index for index, scale in enumerate(SCALES) if scale >= 1.6 * largest), len(SCALES) - 1)


def fan_picture(name: str, title: str, fans: Sequence[Fan], *, low: float, high: float, unit: str, zero: bool) -> str:
    """Draw bands over years between two fixed ends of the scale.

    Parameters
    ----------
    name : str
        Of the picture, for its ids.
    title : str
        Said of the picture to who cannot see it.
    fans : sequence of Fan
    low, high : float, in `unit`
        Ends of the scale; what lies beyond is cut off there.
    unit : str
    zero : bool
        Whether a line marks no difference.
    """
    years = sorted({year for fan in fans for year in fan.years})
    across = _Axis(years[0], years[-1], _LEFT, WIDE - _RIGHT)
    up = _Axis(low, high, HIGH - _BOTTOM, _TOP)
    parts = [_frame(across, up, years, unit)]
    if zero:
        parts.append(f'<path class="zero" d="M{_LEFT} {up(0):.1f}H{WIDE - _RIGHT}"/>')
    for fan in fans:
        parts += _drawn(fan, across, up)
    titled = [fan for fan in fans if fan.title]
    above = _LINE * len(titled) if len(titled) > 1 else 0
    parts += [*_end_labels(fans, up), *(_titles_above(titled) if above else [])]
    box = f"0 {-above} {WIDE} {HIGH + above}"
    return (
        f'<svg class="fan" id="{name}" role="img" viewBox="{box}" aria-labelledby="{name}-title">'
        f'<title id="{name}-title">{escape(title)}</title>{"".join(parts)}</svg>'
    )


class _Axis(NamedTuple):
    low: float
    high: float
    first: float
    last: float

    def __call__(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        return self.first + (self.last - self.first) * (inside - self.low) / (self.high - self.low)


def _frame(across: _Axis, up: _Axis, years: Sequence[int], unit: str) -> str:
    lines = []
    for value in ticks(up.low, up.high):
        y = up(value)
        lines.append(
            f'<path class="grid" d="M{_LEFT} {y:.1f}H{WIDE - _RIGHT}"/>'
            f'<text class="tick" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_number(value)}</text>'
        )
    lines += [
        f'<text class="tick" x="{across(year):.1f}" y="{HIGH - 8}" text-anchor="middle">{year}</text>'
        for year in years
        if year == years[0] or (year % 5 == 0 and year > years[0] + 2)
    ]
    return "".join(lines) + f'<text class="tick" x="4" y="{_UNIT}">{escape(unit)}</text>'


def _number(value: float) -> str:
    return plain(value).replace("-", "−") if abs(value) > NOTHING else "0"


def ticks(low: float, high: float, *, about: int = 5) -> list[float]:
    """Choose round values between two ends of a scale.

    Examples
    --------
    >>> ticks(-10.0, 10.0), ticks(61.2, 65.9)
    ([-10.0, -5.0, 0.0, 5.0, 10.0], [62.0, 63.0, 64.0, 65.0])
    """
    raw = (high - low) / about
    size = 10.0 ** np.floor(np.log10(raw))
    step = float(size * next(each for each in (1, 2, 2.5, 5, 10) if each * size >= raw))
    first = int(np.ceil(low / step - NOTHING))
    last = int(np.floor(high / step + NOTHING))
    return [round(each * step, 9) for each in range(first, last + 1)]


def _drawn(fan: Fan, across: _Axis, up: _Axis) -> list[str]:
    def line(values: Array, years: Sequence[int]) -> str:
        return "L".join(f"{across(year):.1f} {up(value):.1f}" for year, value in zip(years, values, strict=True))

    parts = []
    back = list(reversed(fan.years))
    for look, band in (("outer", fan.outer), ("inner", fan.inner)):
        if band is not None and len(fan.years) > 3:
            parts.append(
                f'<path class="{look} {fan.look}" d="M{line(band[0], fan.years)}L{line(band[1][::-1], back)}Z"/>'
            )
        elif band is not None:
            # Areas are held in milestone years alone.
            aside, looks = 7 if fan.look == "other" else 0, f"{look} whisker {fan.look}"
            parts += [
                f'<path class="{looks}" d="M{across(year) + aside:.1f} {up(low):.1f}V{up(high):.1f}"/>'
                for year, low, high in zip(fan.years, *band, strict=True)
            ]
    parts.append(f'<path class="middle {fan.look}" d="M{line(fan.middle, fan.years)}"/>')
    return parts


def _end_labels(fans: Sequence[Fan], up: _Axis) -> list[str]:
    order = sorted(fans, key=lambda fan: -fan.middle[-1])
    at, last = [], -99.0
    for fan in order:
        last = max(up(fan.middle[-1]) + 4, last + 17)
        at.append(last)
    over = max(0.0, at[-1] - (HIGH - _BOTTOM)) if at else 0.0
    return [
        f'<text class="end {fan.look}" x="{WIDE - _RIGHT + _CLEAR}" y="{y - over:.1f}">{escape(fan.label)}</text>'
        for fan, y in zip(order, at, strict=True)
    ]


def _titles_above(fans: Sequence[Fan]) -> list[str]:
    """Say above a picture which strategy each label is of, as much of its title as there is room for."""
    texts = [f"{fan.label}: {fan.title}" for fan in fans]
    return [
        f'<text class="of {fan.look}" x="4" y="{-_LINE * (len(fans) - at) + 13}">'
        f"{escape(text if len(text) <= _MOST_ABOVE else f'{text[: _MOST_ABOVE - 1]}…')}</text>"
        for at, (fan, text) in enumerate(zip(fans, texts, strict=True))
    ]


def map_picture(areas: pd.DataFrame, title: str, *, classes: str = "") -> str:
    """Draw the hexagons of the areas.

    Parameters
    ----------
    areas : DataFrame
        By code, with ``hexagon_q, hexagon_r, region_name, name``.
    title : str
    classes : str
        A letter of `CLASSES` for each area; without, the page gives them as they move.
    """
    column, row = areas["hexagon_q"].to_numpy(), areas["hexagon_r"].to_numpy()
    place = middles(column, row) * (1, -1)
    low, high = place.min(axis=0) - 1.5, place.max(axis=0) + 1.5
    shapes, beside = [], neighbours(place)
    for at, (code, name) in enumerate(areas["name"].items()):
        ways = " ".join(f'data-{key}="{others[at]}"' for key, others in beside.items())
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in corners(place[[at]])[0])
        shapes.append(
            f'<polygon class="hex c{classes[at : at + 1]}" role="option" aria-selected="false" '
            f'tabindex="{0 if at == 0 else -1}" data-code="{escape(str(code))}" '
            f"{ways} "
            f'points="{points}"><title>{escape(str(name))}</title></polygon>'
        )
    between, _ = boundaries(column.tolist(), row.tolist(), areas["region_name"].tolist())
    edges = "".join(f"M{a[0]:.2f} {-a[1]:.2f}L{b[0]:.2f} {-b[1]:.2f}" for a, b in between)
    return (
        f'<svg id="map" role="listbox" aria-label="{escape(title)}" '
        f'viewBox="{low[0]:.1f} {low[1]:.1f} {high[0] - low[0]:.1f} {high[1] - low[1]:.1f}">'
        f'{"".join(shapes)}<path class="border" aria-hidden="true" d="{edges}"/></svg>'
    )


def neighbours(places: Array) -> dict[str, list[int]]:
    """Find where each arrow key leads: the nearest area that way, little aside; an area itself where there is none.

    Parameters
    ----------
    places : (area, 2)
        Across and down.

    Examples
    --------
    >>> neighbours(np.array([[0.0, 0.0], [2.0, 0.0], [1.0, 1.7]]))["arrowdown"]
    [2, 2, 2]
    """
    found, x = {}, places[None, :, 0] - places[:, None, 0]
    y = places[None, :, 1] - places[:, None, 1]
    for key, along, aside in (("left", -x, y), ("right", x, y), ("up", -y, x), ("down", y, x)):
        fits = (along > 0.5) & (np.abs(aside) <= 1.2 * along)
        far = np.where(fits, along + 2 * np.abs(aside), np.inf)
        np.fill_diagonal(far, np.finfo(float).max)
        found[f"arrow{key}"] = far.argmin(axis=1).tolist()
    return found


def classes_of(values: Array, scale: float) -> str:
    """Give the class of each area: a letter of `CLASSES`.

    Parameters
    ----------
    values : (area,)
        Gains, in the unit of the scale.
    scale : float

    Examples
    --------
    >>> classes_of(np.array([-9.0, -0.01, 0.0, 0.4, 1.0, 3.0, 20.0]), 10.0)
    'adefghi'
    """
    step = np.searchsorted(np.array(EDGES[:-1]) * scale, np.abs(values), side="left") + 1
    signed = np.where(np.abs(values) < NOTHING, 0, np.sign(values) * step).astype(int)
    return "".join(CLASSES[4 - each] for each in signed.tolist())


def with_unit(figure: str, unit: str) -> str:
    """Write a figure with its unit.

    Examples
    --------
    >>> with_unit("0.05", "%"), with_unit("3", "days")
    ('0.05%', '3 days')
    """
    return f"{figure}{unit}" if unit == "%" else f"{figure} {unit}"


def legend_of(scale: float, unit: str) -> list[str]:
    """Say what the classes of the map are, in the order of `CLASSES`."""
    ends = [plain(edge * scale) for edge in EDGES[:-1]]
    sides = [
        f"more than {with_unit(ends[2], unit)}",
        f"{ends[1]} to {ends[2]}",
        f"{ends[0]} to {ends[1]}",
        f"up to {ends[0]}",
    ]
    losses = [f"worse by {words}" for words in reversed(sides)]
    return [*(f"better by {words}" for words in sides), "no difference", *losses]
