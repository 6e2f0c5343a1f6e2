"""Classes of the values of a map: round limits that can be told apart, one colour each, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.elementary import Array
from fourcapitals.plots.parts.page import minus
from fourcapitals.vocabulary import NOTHING

Mask = npt.NDArray[np.bool_]
Side = Literal["left", "right"]

BLUES: Final = ("#CFE3F5", "#98C4EC", "#5694CA", "#2A66A0", "#12436D")
"""From few to many; darker in steps that a grey print keeps."""
ORANGES: Final = ("#FBD3BD", "#F9A67C", "#F46A25", "#A83C05")
"""Of what is worse, towards the worst."""
NONE: Final = "#EDEDED"
"""Of areas with nothing."""
ALIKE: Final = 0.1
"""Values whose largest is so little above the least, as a share, are one class."""
FEW: Final = 3
"""Figures of the ends of a class at most, where not every figure counts."""
FIGURES: Final = 9
"""Beyond which figures are noise of the machine."""


@dataclass(frozen=True)
class Class:
    """One colour of the map: the values that it stands for, from low (held) to high (left to the next)."""

    low: float
    high: float
    colour: str
    words: str
    middle: float = 0.0
    """What divides the colours."""

    @property
    def is_below(self) -> bool:
        """Whether it holds values below the middle."""
        return self.low < self.middle - NOTHING and self.high <= self.middle


def free_of_noise(values: Array) -> Array:
    """Round values to the figures that are not noise of the machine, so that equal ones are equal.

    Examples
    --------
    >>> free_of_noise(np.array([0.1 + 0.2, 0.3, 0.0])).tolist()
    [0.3, 0.3, 0.0]
    """
    return np.array([float(f"{value:.{FIGURES}g}") for value in values])


def are_alike(values: Array, apart: float = 0.0) -> bool:
    """Whether values of one sign cannot be told apart: they read the same in three figures, or nearly so.

    Parameters
    ----------
    values : (area,)
    apart : float
        The least difference that can be told, as a share; 0 where every figure counts.

    Examples
    --------
    >>> are_alike(np.array([3.21, 3.35]), 0.05), are_alike(np.array([3.21, 3.35])), are_alike(np.array([-1.0, 1.0]))
    (True, False, False)
    """
    low, high = sorted((float(values.min()), float(values.max())), key=abs)
    if f"{low:.3g}" == f"{high:.3g}":
        return True
    return bool(apart and low * high > 0 and high / low - 1 <= max(ALIKE, apart))


def below_others(values: Array, middle: float = 0.0, near: float = NOTHING) -> Mask:
    """Find the areas below the middle of the colours, which have a minus sign where others lie above.

    Examples
    --------
    >>> below_others(np.array([-1.0, 2.0])).tolist(), below_others(np.array([-1.0, -2.0])).tolist()
    ([True, False], [False, False])
    """
    away = values - middle
    found: Mask = (away < -near) & bool((away > near).any())
    return found


def classes_of(
    values: Array,
    *,
    unit: str,
    diverging: bool,
    apart: float = 0.0,
    near: float = NOTHING,
    better: int = 1,
    places: int = 0,
) -> list[Class]:
    """Sort values into classes of about as many areas with round limits; where signs differ, zero divides.

    Parameters
    ----------
    values : (area,)
    unit : str
        What begins with "£" is worded in pounds.
    diverging : bool
        Whether zero is the middle of the colours; the same colour then means the same size on either side.
    apart : float
        How far one limit lies above the one before at least, as a share: what can be told apart.
    near : float
        What counts as nothing, on either side of zero.
    better : {1, -1}
        -1 where less is better, so that what falls is blue.
    places : int
        Decimals of the words at least.

    Examples
    --------
    >>> [each.words for each in classes_of(np.arange(1.0, 11.0), unit="years", diverging=False)]
    ['1.0 to 2.5', '2.5 to 4.5', '4.5 to 6.5', '6.5 to 8.5', '8.5 to 10.0']
    >>> [each.words for each in classes_of(np.array([3.21, 3.3, 3.35]), unit="months", diverging=True, apart=0.05)]
    ['+3.21 to +3.35']
    """
    values = free_of_noise(values)
    below, above = values[values < -near], values[values > near]
    sizes = np.abs(np.concatenate([below, above]))
    inner = _limits(sizes, len(ORANGES) if diverging else len(BLUES), apart) if len(sizes) else []
    good, bad = (_shades(colours, len(inner) + 1) for colours in (BLUES, ORANGES))
    up, down = (good, bad) if better > 0 or not diverging else (bad, good)
    falls, rises = _spans(-below, inner, "left"), _spans(above, inner, "right")
    exact = unit.startswith("£")
    decimals = max(places, _places([*falls, *rises], inner, unit))
    if diverging and not exact:
        falls, rises = (_outward(spans, decimals) for spans in (falls, rises))
    written = _Written(decimals, places, FEW if apart and not exact else None, bool(inner) and not exact)
    plus = "+" if diverging and not unit.startswith("£") else ""
    classes = [
        Class(-span.high, -span.low, down[span.at], _words(span.last, span.first, unit, "-", written))
        for span in reversed(falls)
    ]
    if len(sizes) < len(values):
        slight = np.any(values[np.abs(values) <= near])
        classes.append(Class(-near, near, NONE, f"Less than {_slightly(near)}" if slight else "None"))
    classes += [
        Class(span.low, span.high, up[span.at], _words(span.first, span.last, unit, plus, written)) for span in rises
    ]
    return classes


LIKELY: Final = (0.0, 5.0, 20.0, 50.0, 80.0, 95.0, 100.0)
"""Limits of classes of shares of draws, in %."""
EVEN: Final = 50.0


def classes_of_chances(values: Array) -> list[Class]:
    """Sort shares of draws, in %, into fixed classes on both sides of a half; those without an area are left out.

    Examples
    --------
    >>> [each.words for each in classes_of_chances(np.array([3.0, 50.0, 97.0]))]
    ['Under 5%', '50%', '95% or more']
    """
    colours = (*ORANGES[:0:-1], BLUES[1], BLUES[2], BLUES[4])
    words = ("Under 5%", "5% to 20%", "20% to 50%", "50% to 80%", "80% to 95%", "95% or more")
    made = [
        Class(low, high, colour, text, EVEN)
        for low, high, colour, text in zip(LIKELY[:-1], LIKELY[1:], colours, words, strict=True)
    ]
    made.insert(3, Class(EVEN - NOTHING, EVEN + NOTHING, NONE, "50%", EVEN))
    found = colours_of(values, made)
    return [each for each in made if each.colour in found]


def colours_of(values: Array, classes: Sequence[Class]) -> list[str]:
    """Give the colour of each area; a limit belongs to the class above it, the highest value to the last."""
    found = []
    for value in free_of_noise(values):
        if any(each.colour == NONE and each.low <= value <= each.high for each in classes):
            found.append(NONE)
            continue
        others = [each for each in classes if each.colour != NONE]
        found.append(next((each for each in reversed(others) if each.low <= value), others[0]).colour)
    return found


def _slightly(near: float) -> str:
    return f"{near:.1g}" if near < 1 else f"{near:.0f}"


def _shades(colours: Sequence[str], count: int) -> list[str]:
    """Take shades as far apart as can be, the darkest last; one alone is of middle strength: it sets nothing apart."""
    if count == 1:
        return [colours[len(colours) // 2]]
    first = len(colours) - max(count, len(ORANGES))
    return [colours[int(at)] for at in np.linspace(first, len(colours) - 1, count)]


def _limits(sizes: Array, count: int, apart: float) -> list[float]:
    """Limits between classes of about equal number: between values that differ, apart, with few figures."""
    ranked = np.sort(sizes)
    if are_alike(ranked, apart):
        return []
    distinct, starts = np.unique(ranked, return_index=True)
    limits: list[float] = []
    for share in np.arange(1, count) / count:
        before = limits[-1] if limits else float(ranked[0])
        # Never amid equal values.
        group = 1 + int(np.argmin(np.abs(starts[1:] - share * len(ranked))))
        # Above the limit before and below the most, and as far from both as can be told.
        least = max(before * (1 + apart - NOTHING), float(np.nextafter(before, np.inf)))
        greatest = min(float(ranked[-1]) / (1 + apart - NOTHING), float(np.nextafter(ranked[-1], -np.inf)))
        wanted = max(float(distinct[group - 1] + distinct[group]) / 2, least)
        limit = _rounded(wanted, ranked, (least, greatest), 2 if apart else 6)
        if least <= limit <= greatest:
            limits.append(limit)
    return limits


def _rounded(limit: float, ranked: Array, room: tuple[float, float], most: int) -> float:
    """Give a limit as few figures as leave nearly all areas on their side of it, and it within its room."""
    at = np.searchsorted(ranked, limit)
    for figures in range(1, most + 1):
        rounded = float(f"{limit:.{figures}g}")
        if room[0] <= rounded <= room[1] and abs(np.searchsorted(ranked, rounded) - at) < 0.05 * len(ranked):
            return rounded
    if most > 2:
        return limit
    step = 10.0 ** (floor(log10(limit)) - 1)
    return float(f"{step * max(round(limit / step), ceil(room[0] / step - 1e-9)):.{FIGURES}g}")


class _Span(NamedTuple):
    """A class by its number, the sizes that it stands for, and the ends to print: of a single value, that value."""

    at: int
    low: float
    high: float
    first: float
    last: float


def _spans(sizes: Array, inner: Sequence[float], side: Side) -> list[_Span]:
    """Find the classes that hold something, between limits, and from the least size to the most."""
    if not len(sizes):
        return []
    least, most = float(sizes.min()), float(sizes.max())
    limits = [least, *inner, most]
    class_of = np.searchsorted(inner, sizes, side=side)
    spans = []
    for at in np.unique(class_of):
        inside = sizes[class_of == at]
        low, high = max(least, limits[at]), min(most, limits[at + 1])
        one = inside.min() == inside.max()
        spans.append(_Span(int(at), low, high, *((float(inside[0]),) * 2 if one else (low, high))))
    return spans


class _Written(NamedTuple):
    """How the ends of classes are written."""

    places: int
    """Decimals as a rule."""
    least: int
    """Decimals of large numbers at least."""
    figures: int | None
    """Figures at most, if there is a most."""
    finer: bool
    """Whether ends that would read the same have more decimals."""

    def number(self, end: float, more: int = 0) -> str:
        """Write an end, with so many more decimals where they are needed.

        Examples
        --------
        >>> few = _Written(2, 0, 3, finer=True)
        >>> few.number(12.345), few.number(0.2, more=1), few.number(0.0571, more=1)
        ('12.3', '0.20', '0.057')
        """
        places = self.places + more
        if self.figures and end > 0:
            places = max(self.least, min(places, self.figures - 1 - floor(log10(end))))
        text = f"{end:,.{places}f}"
        while more and text.endswith("0") and len(text.partition(".")[2]) > self.places:
            text = text[:-1]
        return text


def _words(first: float, last: float, unit: str, sign: str, written: _Written) -> str:
    """Write the ends of a class, finer where they would read the same."""
    ends = (first, last)
    numbers = [written.number(end) for end in ends]
    more = 0
    while written.finer and first != last and numbers[0] == numbers[1] and more < FIGURES:
        more += 1
        numbers = [written.number(end, more) for end in ends]
    sign += "£" if unit.startswith("£") else ""
    return " to ".join(dict.fromkeys(minus(f"{sign}{number}") for number in numbers))


def _outward(spans: list[_Span], places: int) -> list[_Span]:
    """Round the least and the largest size outward where their class would not hold them as they read elsewhere.

    Examples
    --------
    >>> [(each.first, each.last) for each in _outward([_Span(0, 0.066, 0.25, 0.066, 0.25)], 2)]
    [(0.06, 0.25)]
    """
    if not spans:
        return []
    step = 10.0**-places
    spans = list(spans)
    if spans[0].first < spans[0].last and round(spans[0].first, places) > float(f"{spans[0].first:.2g}"):
        spans[0] = spans[0]._replace(first=round(floor(spans[0].first / step) * step, places))
    if spans[-1].first < spans[-1].last and round(spans[-1].last, places) < float(f"{spans[-1].last:.2g}"):
        spans[-1] = spans[-1]._replace(last=round(ceil(spans[-1].last / step) * step, places))
    return spans


def _places(spans: Sequence[_Span], inner: Sequence[float], unit: str) -> int:
    """Decimals that a legend has as a rule: those of its limits, and of the first figure of the least size."""
    ends = [end for span in spans for end in (span.first, span.last)]
    if not ends:
        return 0
    if unit.startswith("£"):
        whole = all(limit == int(limit) for limit in inner)
        same = any(span.first < span.last and f"{span.first:.0f}" == f"{span.last:.0f}" for span in spans)
        return 0 if whole and not same and (min(ends) >= 1 or all(end == int(end) for end in ends)) else 2
    figure = floor(log10(min(ends)))
    if not inner:
        # Alike, they read the same in two figures or nearly so.
        return max(0, (2 if max(ends) <= (1 + ALIKE) * min(ends) else 1) - figure)
    exact = max(_decimals(limit) for limit in inner)
    return max(exact, min(exact + 1, 1 - figure if min(ends) >= 0.1 else -figure))


def _decimals(limit: float) -> int:
    """Decimals that a number is written with."""
    return max(0, -int(Decimal(f"{limit:.6g}").normalize().as_tuple().exponent))
