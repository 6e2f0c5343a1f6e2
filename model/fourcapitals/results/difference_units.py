"""How differences are written: small ones in days, in a unit that suits their size, and which are negligible."""

from __future__ import annotations

from math import inf
from typing import Final, NamedTuple

from fourcapitals.arguments import checked
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.formatting import signed
from fourcapitals.vocabulary import NOTHING

DAYS_A_YEAR: Final = 365.25


class Scale(NamedTuple):
    """A unit that suits the size of a difference, and the factor that leads to it."""

    factor: float
    unit: str


_SCALES: Final[dict[str, tuple[tuple[float, Scale], ...]]] = {
    "years": (
        (0.1 / DAYS_A_YEAR, Scale(DAYS_A_YEAR * 24 * 60, "minutes")),
        (1.0, Scale(DAYS_A_YEAR, "days")),
        (2.0, Scale(12.0, "months")),
        (inf, Scale(1.0, "years")),
    ),
    "%": ((inf, Scale(1.0, "%")),),
    "share": (
        (1e-7, Scale(1e7, "people in 10 million")),
        (0.01, Scale(100_000.0, "people in 100,000")),
        (inf, Scale(100.0, "percentage points")),
    ),
    "points, 0 to 10": (
        (1e-5, Scale(1e6, "millionths of a point")),
        (0.1, Scale(1000.0, "thousandths of a point")),
        (inf, Scale(1.0, "points")),
    ),
    "µg/m3": ((1e-4, Scale(1e6, "pg/m³")), (0.1, Scale(1000.0, "ng/m³")), (inf, Scale(1.0, "µg/m³"))),
}
"""Of each unit, the smallest first: below which size a unit is used, and that unit.

The second is wide enough for effects of the usual size, so that one result has one unit in all charts."""
_TIMES: Final = {"minutes": 24 * 60.0, "hours": 24.0, "days": 1.0, "weeks": 1 / 7}
"""How many of each make a day."""
NEGLIGIBLE: Final = {
    "years": 0.1 / DAYS_A_YEAR,
    "%": 0.002,
    "share": 1e-6,
    "points, 0 to 10": 1e-4,
    "µg/m3": 1e-4,
    "£, 2019 prices": 0.05,
}
"""Of each unit: below which size an effect is too small to make a title of."""
_SEEN: Final = 0.05
"""Least of a unit at which the smallest effect of a chart is still read well."""
_MANY: Final = 1000.0
"""Of a unit above which the largest effect of a chart is no longer read well."""


def scale_of(unit: str, *effects: float) -> Scale:
    """Choose the unit in which differences of these sizes are best read together.

    It suits the largest, or is smaller where that shows the smallest and the largest stays below a thousand; the
    smallest unit is for effects that are all negligible.

    Parameters
    ----------
    unit : str
        Of the differences.
    *effects : float
        Medians or central values, so that the same effect has the same unit in every chart; the ends of bands would
        stretch it.

    Examples
    --------
    >>> scale_of("years", 0.1).unit, scale_of("years", 1.5).unit, scale_of("years", 2.5).unit
    ('days', 'months', 'years')
    >>> scale_of("years", 1.5, 0.0001).unit, scale_of("years", 10.0, 0.001).unit
    ('days', 'months')
    """
    scales = _SCALES.get(unit, ((inf, Scale(1.0, unit)),))
    sizes = [abs(effect) for effect in effects if abs(effect) >= NOTHING] or [0.0]
    at = next(place for place, (below, _) in enumerate(scales) if max(sizes) < below)
    while at > 1 and min(sizes) * scales[at][1].factor < _SEEN and max(sizes) * scales[at - 1][1].factor < _MANY:
        at -= 1
    return scales[at][1]


def units_of(unit: str) -> tuple[str, ...]:
    """Name the units in which differences can be asked for.

    Parameters
    ----------
    unit : str
        Of the differences.

    Examples
    --------
    >>> units_of("years"), units_of("%")
    (('minutes', 'hours', 'days', 'weeks', 'months', 'years'), ('%',))
    """
    held = tuple(scale.unit for _, scale in _SCALES.get(unit, ((inf, Scale(1.0, unit)),)))
    return (*_TIMES, "months", "years") if unit == "years" else held


def scale_asked(unit: str, asked: str | None, *effects: float) -> Scale:
    """Take the unit that is asked for, or the one that suits the differences (`scale_of`).

    Parameters
    ----------
    unit : str
        Of the differences.
    asked : str or None
        One of `units_of`.
    *effects : float
        As in `scale_of`.

    Raises
    ------
    UnknownName
        When the differences cannot be written in that unit.

    Examples
    --------
    >>> scale_asked("years", "days", 10.0), scale_asked("years", None, 10.0)
    (Scale(factor=365.25, unit='days'), Scale(factor=1.0, unit='years'))
    """
    if asked is None:
        return scale_of(unit, *effects)
    if asked not in units_of(unit):
        raise UnknownName(unknown(f"unit of differences in {unit}:", asked, units_of(unit)))
    if unit == "years" and asked in _TIMES:
        return Scale(DAYS_A_YEAR * _TIMES[asked], asked)
    return next(scale for _, scale in _SCALES.get(unit, ((inf, Scale(1.0, unit)),)) if scale.unit == asked)


def negligible_in_words(effect: float, unit: str, scale: Scale | None = None) -> str:
    """Say below which size an effect stays that is too small to make a title of; empty where it is not.

    Parameters
    ----------
    effect : float
    unit : str
        Of the effect.
    scale : Scale, optional
        That of the chart, in which the bound is told; the one that suits the effect if left out.

    Examples
    --------
    >>> negligible_in_words(0.0001, "years"), negligible_in_words(0.001, "years"), negligible_in_words(0.0001, "%")
    ('less than 144 minutes', '', 'less than 0.002%')
    >>> negligible_in_words(0.009, "£, 2019 prices")
    'less than £0.05'
    """
    below = NEGLIGIBLE.get(unit, 0.0)
    if abs(effect) >= below:
        return ""
    scale = scale or scale_of(unit, effect)
    size = f"{below * scale.factor:,.3g}"
    if scale.unit.startswith("£"):
        return f"less than £{size}"
    return f"less than {size}{'' if scale.unit == '%' else ' '}{scale.unit}"


def readable(value: float, unit: str, *, beside: float = 0.0) -> str:
    """Write a difference so that a small one can be read, in a unit that suits its size.

    Parameters
    ----------
    value : float, in `unit`
    unit : str
        One of the keys of the scales ("years", "%", "share", "points, 0 to 10", "µg/m3"); others as they are.
    beside : float, in `unit`
        The widest end of the range that stands beside the value: both are written in the unit that suits the larger.

    Examples
    --------
    >>> readable(0.025, "%"), readable(-0.0001, "share"), readable(0.0003, "points, 0 to 10")
    ('+0.025%', '-10 people in 100,000', '+0.30 thousandths of a point')
    >>> readable(-0.00005, "years"), readable(-0.00005, "years", beside=0.06)
    ('-26 minutes', '-0.018 days')
    """
    if abs(value) < NOTHING:
        return "no difference"
    scale = scale_of(unit, max(value, beside, key=abs))
    return f"{signed(value * scale.factor)}{'' if scale.unit == '%' else ' '}{scale.unit}"


def readable_range(low: float, high: float, unit: str, *, middle: float = 0.0) -> str:
    """Write a range of differences in one unit: that which suits the widest of its ends and its middle.

    Parameters
    ----------
    low, high, middle : float, in `unit`
    unit : str
        As for `readable`.

    Examples
    --------
    >>> readable_range(0.00016, 0.0024, "years", middle=0.0007), readable_range(0, 0, "years")
    ('+0.058 to +0.88 days', 'no difference')
    """
    if max(abs(low), abs(high)) < NOTHING:
        return "no difference"
    scale = scale_of(unit, max(low, middle, high, key=abs))
    gap = "" if scale.unit == "%" else " "
    return f"{signed(low * scale.factor)} to {signed(high * scale.factor)}{gap}{scale.unit}"


@checked
def readable_years(years: float) -> str:
    """Write a difference in years: in days below a year, in months below two.

    Parameters
    ----------
    years : float, years

    Examples
    --------
    >>> readable_years(0.0052), readable_years(0.19), readable_years(-1.42), readable_years(0)
    ('+1.9 days', '+69 days', '-17 months', 'no difference')
    >>> readable_years(0.000002)
    '+1.1 minutes'
    """
    return readable(years, "years")


@checked
def readable_percent(percent: float) -> str:
    """Write a relative difference in per cent, however small.

    Parameters
    ----------
    percent : float, %

    Examples
    --------
    >>> readable_percent(2.5), readable_percent(0.025), readable_percent(0)
    ('+2.5%', '+0.025%', 'no difference')
    """
    return readable(percent, "%")
