"""How amounts are written: differences, the ends of bands and shares of draws, with their unit and sign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import floor, log10
from typing import Final

from fourcapitals.formatting import signed
from fourcapitals.plots.parts.page import minus
from fourcapitals.vocabulary import NOTHING

SHORT: Final = 9
"""Letters of a unit that a label still has room for."""
POUNDS: Final = re.compile(r"^([+-]?<?)(\d)")
LARGE: Final = 1000.0
"""Of a unit from which amounts are rounded to three figures."""
VANISHING: Final = 0.005
"""Of the wider end of a band, below which the other is written as nothing."""
NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def amount(value: float, unit: str) -> str:
    """Write a difference that is already in the unit of its axis; the unit stands in the heading if it is long.

    Examples
    --------
    >>> amount(-2.5, "days"), amount(3, "people in 100,000"), amount(0, "days")
    ('−2.5 days', '+3.0', 'no difference')
    """
    return amount_with_unit(value, unit if len(unit) <= SHORT else "")


def amount_with_unit(value: float, unit: str) -> str:
    """Write a difference that is already in its unit, as within a sentence.

    Examples
    --------
    >>> amount_with_unit(3, "people in 100,000"), amount_with_unit(-0.2, "%"), amount_with_unit(0, "days")
    ('+3.0 people in 100,000', '−0.20%', 'no difference')
    """
    if abs(value) < NOTHING:
        return "no difference"
    return minus(with_unit(signed(value), unit))


def number(count: int) -> str:
    """Write a small number in letters.

    Examples
    --------
    >>> number(4), number(23)
    ('four', '23')
    """
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def with_unit(number: str, unit: str) -> str:
    """Join a number, or two ends, and their unit; pounds stand before each number.

    Examples
    --------
    >>> with_unit("+2", "days"), with_unit("+2", "%"), with_unit("+2", "")
    ('+2 days', '+2%', '+2')
    >>> with_unit("-1.6 to +28", "£, 2019 prices"), with_unit("<0.0001", "£")
    ('-£1.6 to +£28', '<£0.0001')
    """
    if unit.startswith("£"):
        return " to ".join(POUNDS.sub(r"\1£\2", end) for end in number.split(" to "))
    return f"{number}{'' if unit in ('', '%') else ' '}{unit}"


def size_of(values: Sequence[float]) -> str:
    """Write the size of one effect, or the sizes between which several are.

    Examples
    --------
    >>> size_of([241.0]), size_of([3.31, 3.33]), size_of([-1.2, -0.9]), size_of([16_356.0])
    ('241', '3.3', '0.90 to 1.2', '16,400')
    """
    ends = sorted(in_three_figures(abs(value)) for value in values)
    low, high = (signed(end).removeprefix("+") for end in (ends[0], ends[-1]))
    return high if low == high else f"{low} to {high}"


def in_three_figures(value: float) -> float:
    """Round a large amount to as many figures as can be read out of it; a small one stays as it is.

    Examples
    --------
    >>> in_three_figures(16_356.0), in_three_figures(-1_234_567.0), in_three_figures(0.123456)
    (16400.0, -1230000.0, 0.123456)
    """
    return round(value, 2 - floor(log10(abs(value)))) if abs(value) >= LARGE else value


def by_how_much(size: str, unit: str, *, of_several: bool, about: bool = False) -> str:
    """Say how large an effect is, within a title.

    Examples
    --------
    >>> by_how_much("+35", "days", of_several=True), by_how_much("−35", "days", of_several=False, about=True)
    ('by a median of 35 days', 'by about 35 days')
    >>> by_how_much("0.90 to 1.2", "days", of_several=True)
    'by medians of 0.90 to 1.2 days'
    """
    words, range_ = with_unit(size.replace("+", "").replace("−", ""), unit), " to " in size
    medians = ("medians of " if range_ else "a median of ") if of_several else ""
    return f"by {medians}{'about ' if about and not range_ else ''}{words}"


def interval(low: float, high: float, unit: str) -> str:
    """Write the ends of a band of differences, in the unit of its axis; a long unit stands in the heading.

    Examples
    --------
    >>> interval(-2.5, 3, "days"), interval(0, 12, "people in 100,000"), interval(1, 2, "")
    ('−2.5 to +3.0 days', '0 to +12', '+1.0 to +2.0')
    """
    return interval_with_unit(low, high, unit if len(unit) <= SHORT else "")


def interval_with_unit(low: float, high: float, unit: str) -> str:
    """Write the ends of a band of differences and their unit, as within a sentence.

    Examples
    --------
    >>> interval_with_unit(0, 12, "people in 100,000"), interval_with_unit(-1.6, 28, "£")
    ('0 to +12 people in 100,000', '−£1.6 to +£28')
    >>> interval_with_unit(0.0003, 0.46, "days"), interval_with_unit(0.0612, 4.6, "days")
    ('0 to +0.46 days', '+0.06 to +4.6 days')
    """
    first, last = ends_of_band(low, high)
    return minus(with_unit(first if first == last else f"{first} to {last}", unit))


def ends_of_band(low: float, high: float) -> tuple[str, str]:
    """Write both ends of a band: the nearer to zero no finer than a decimal beyond the other, or as nothing.

    Examples
    --------
    >>> ends_of_band(0.0003, 0.46), ends_of_band(-1.62, 28), ends_of_band(0.000001, 0.000002)
    (('0', '+0.46'), ('-1.6', '+28'), ('<0.0001', '<0.0001'))
    """
    low, high = in_three_figures(low), in_three_figures(high)
    wide = max(abs(low), abs(high))

    def written(end: float) -> str:
        if abs(end) < max(NOTHING, VANISHING * wide):
            return "0"
        decimals = max(0, 1 - floor(log10(wide))) + 1
        said = signed(end)
        return f"{end:+,.{decimals}f}" if said[0] not in "<>" and len(said.partition(".")[2]) > decimals else said

    return written(low), written(high)


def end_of_band(value: float) -> str:
    """Write an end of a band with its sign; rounding is nothing.

    Examples
    --------
    >>> end_of_band(36.2), end_of_band(0.0034), end_of_band(-0.00004), end_of_band(1e-12)
    ('+36', '+0.003', '>-0.0001', '0')
    """
    return "0" if abs(value) < NOTHING else signed(in_three_figures(value))
