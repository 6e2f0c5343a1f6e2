"""How numbers are written: small effects in days and never a bare 0.0, money as £, shares as per cent."""

from __future__ import annotations

from math import floor, isfinite, isnan, log10
from typing import Final, NamedTuple

import numpy as np

from fourcapitals.errors import UnknownName, unknown
from fourcapitals.vocabulary import NOTHING, POUND

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
        (np.inf, Scale(1.0, "years")),
    ),
    "%": ((np.inf, Scale(1.0, "%")),),
    "share": (
        (1e-7, Scale(1e7, "people in 10 million")),
        (0.01, Scale(100_000.0, "people in 100,000")),
        (np.inf, Scale(100.0, "percentage points")),
    ),
    "points, 0 to 10": (
        (1e-5, Scale(1e6, "millionths of a point")),
        (0.1, Scale(1000.0, "thousandths of a point")),
        (np.inf, Scale(1.0, "points")),
    ),
    "µg/m3": ((1e-4, Scale(1e6, "pg/m³")), (0.1, Scale(1000.0, "ng/m³")), (np.inf, Scale(1.0, "µg/m³"))),
}
"""Of each unit, the smallest first: below which size a unit is used, and that unit.

The second is wide enough for effects of the usual size, so that one result has one unit in all charts."""
_TIMES: Final = {"minutes": 24 * 60.0, "hours": 24.0, "days": 1.0, "weeks": 1 / 7}
"""How many of each make a day."""
HARDLY: Final = {
    "years": 0.1 / DAYS_A_YEAR,
    "%": 0.002,
    "share": 1e-6,
    "points, 0 to 10": 1e-4,
    "µg/m3": 1e-4,
    "£, 2019 prices": 0.05,
}
"""Of each unit: below which size an effect is too small to make a title of."""
SEEN: Final = 0.05
"""Least of a unit at which the smallest effect of a chart is still read well."""
MANY: Final = 1000.0
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
    scales = _SCALES.get(unit, ((np.inf, Scale(1.0, unit)),))
    sizes = [abs(effect) for effect in effects if abs(effect) >= NOTHING] or [0.0]
    at = next(place for place, (below, _) in enumerate(scales) if max(sizes) < below)
    while at > 1 and min(sizes) * scales[at][1].factor < SEEN and max(sizes) * scales[at - 1][1].factor < MANY:
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
    held = tuple(scale.unit for _, scale in _SCALES.get(unit, ((np.inf, Scale(1.0, unit)),)))
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
    return next(scale for _, scale in _SCALES.get(unit, ((np.inf, Scale(1.0, unit)),)) if scale.unit == asked)


def hardly(effect: float, unit: str, scale: Scale | None = None) -> str:
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
    >>> hardly(0.0001, "years"), hardly(0.001, "years"), hardly(0.0001, "%")
    ('less than 144 minutes', '', 'less than 0.002%')
    >>> hardly(0.009, "£, 2019 prices")
    'less than £0.05'
    """
    below = HARDLY.get(unit, 0.0)
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


def readable_money(gbp_m: float, figures: int = 3) -> str:
    """Write an amount of money to three figures, or to as many as are known of it.

    Parameters
    ----------
    gbp_m : float, £ million
    figures : int, significant figures

    Examples
    --------
    >>> readable_money(39_500, 1), readable_money(782, 1), readable_money(9_600, 1)
    ('£40bn', '£800m', '£10bn')
    >>> readable_money(19_400), readable_money(134), readable_money(0.34), readable_money(0)
    ('£19.4bn', '£134m', '£340,000', '£0')
    >>> readable_money(-999.7)
    '-£1bn'
    """
    if abs(gbp_m) < POUND:
        return "£0"
    sign, amount = "-" if gbp_m < 0 else "", abs(gbp_m) * 1e6
    amount = round(amount, figures - 1 - floor(log10(amount)))
    if amount >= 1e9:
        return f"{sign}£{amount / 1e9:,.4g}bn"
    if amount >= 1e6:
        return f"{sign}£{amount / 1e6:.4g}m"
    return f"{sign}£{amount:,.0f}"


def signed(value: float) -> str:
    """Write a number with its sign: two figures at least, a small one by its first; never a bare zero for what is not.

    Parameters
    ----------
    value : float, any unit

    Examples
    --------
    >>> signed(35.9), signed(0.321), signed(-9.97), signed(1234.5), signed(0)
    ('+36', '+0.32', '-10', '+1,234', '0')
    >>> signed(0.0034), signed(-0.00961), signed(0.000002)
    ('+0.003', '-0.01', '<0.0001')
    """
    if value == 0:
        return "0"
    sign, size = "+" if value > 0 else "-", abs(value)
    if size < 0.0001:
        # A negligible gain needs no sign; a loss keeps it.
        return f"{'' if value > 0 else sign}<0.0001"
    figures = 1 if size < 0.01 else 2
    size = round(size, max(0, figures - 1 - floor(log10(size))))
    return f"{sign}{size:,.{max(0, figures - 1 - floor(log10(size)))}f}"


def share_of_draws(share: float) -> str:
    """Write a share of draws to two decimals; what is not none or all never rounds to it.

    Parameters
    ----------
    share : float, 0 to 1

    Examples
    --------
    >>> share_of_draws(0.973), share_of_draws(0.999), share_of_draws(1.0), share_of_draws(0.001), share_of_draws(0.0)
    ('0.97', '>0.99', '1.00', '<0.01', '0')
    >>> share_of_draws(float("nan"))
    'n/a'
    """
    if isnan(share):
        return "n/a"
    if share == 0:
        return "0"
    if 0 < share < 0.005 or 0.995 <= share < 1:
        return "<0.01" if share < 0.5 else ">0.99"
    return f"{share:.2f}"


SHARES: Final = ("share", "1 per year")
"""Units of which a hundredth is written as 1%: shares, and rates of a stock a year."""
WITHOUT_NAME: Final = ("1", "ratio", "share")
"""Units that are not named behind the number."""


def level(value: float, figures: int = 4) -> str:
    """Write a level to some figures, its last ones as well where they are zero, never with an exponent.

    Parameters
    ----------
    value : float, any unit
    figures : int, significant figures

    Examples
    --------
    >>> level(61.7), level(0.75), level(20_351.6), level(0.0), level(float("nan"))
    ('61.70', '0.7500', '20,352', '0', 'n/a')
    """
    if not isfinite(value) or value == 0:
        return plain(value)
    return f"{value:,.{max(0, figures - 1 - floor(log10(abs(value))))}f}"


def areas_of(count: int) -> str:
    """Count areas.

    Examples
    --------
    >>> areas_of(1), areas_of(30)
    ('1 area', '30 areas')
    """
    return f"{count} area{'s' * (count != 1)}"


def plain(value: float, figures: int = 3, *, zeros: bool = False) -> str:
    """Write a number to some figures, thousands apart, never with an exponent.

    Parameters
    ----------
    value : float, any unit
    figures : int, significant figures
    zeros : bool
        Whether the last of them stand where they are zero, as in a column of figures.

    Examples
    --------
    >>> plain(3.4, zeros=True), plain(0.8, zeros=True), plain(18_312.0, zeros=True)
    ('3.40', '0.800', '18,300')
    >>> plain(10_123), plain(0.0077), plain(0.95), plain(-1.5), plain(0.00000231), plain(0)
    ('10,100', '0.0077', '0.95', '-1.5', '0.00000231', '0')
    >>> plain(1_516_234, 4), plain(99.96), plain(float("nan")), plain(float("inf"))
    ('1,516,000', '100', 'n/a', 'unbounded')
    """
    if not isfinite(value):
        return "n/a" if isnan(value) else "unbounded"
    if value == 0:
        return "0"
    rounded = round(value, figures - 1 - floor(log10(abs(value))))
    decimals = max(0, figures - 1 - floor(log10(abs(rounded))))
    text = f"{rounded:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals and not zeros else text


def one_figure(value: float) -> str:
    """Write what is extrapolated: with its sign, to one figure.

    Parameters
    ----------
    value : float, any unit

    Examples
    --------
    >>> one_figure(35.9), one_figure(-0.0123), one_figure(0.0)
    ('+40', '-0.01', '0')
    """
    return f"{'+' if value > 0 else ''}{plain(value, 1)}"


def written(value: float, unit: str, figures: int = 3) -> str:
    """Write a number as its unit asks, without the name of the unit.

    Parameters
    ----------
    value : float, in `unit`
        Shares from 0 to 1.
    unit : str
        As in parameters.toml, or of a utility (`utilities.unit_of`).
    figures : int, significant figures

    Examples
    --------
    >>> written(10_123, "£ per QALY"), written(3.24, "£ per head per year"), written(2_599_211, "£ per head")
    ('£10,100', '£3.24', '£2.6m')
    >>> written(0.5667, "share"), written(0.035, "1 per year"), written(7, "years per log")
    ('56.7%', '3.5%', '7')
    """
    if unit.startswith("£") and isfinite(value):
        return _pounds(value)
    if unit in SHARES:
        return f"{plain(100 * value, figures)}%"
    return plain(value, figures) + ("%" if unit.startswith("%") else "")


def written_in_full(value: float, unit: str, figures: int = 3) -> str:
    """Write a number with its unit.

    Parameters
    ----------
    value : float, in `unit`
        Shares from 0 to 1.
    unit : str
        As for `written`.
    figures : int, significant figures

    Examples
    --------
    >>> written_in_full(10_123, "£ per QALY, 2013 prices"), written_in_full(2, "£ per £")
    ('£10,100 per QALY, 2013 prices', '£2 per £1')
    >>> written_in_full(0.0077, "share"), written_in_full(0.035, "1 per year"), written_in_full(0.15, "1 per SD")
    ('0.77%', '3.5% per year', '0.15 per SD')
    >>> written_in_full(0.25, "% per £1m, 2019 prices"), written_in_full(18, "years"), written_in_full(1.08, "ratio")
    ('0.25% per £1m, 2019 prices', '18 years', '1.08')
    """
    name = "" if unit in WITHOUT_NAME else unit.removeprefix("£").removeprefix("%").removeprefix("1 ").strip()
    if name.endswith("per £"):
        name += "1"
    return f"{written(value, unit, figures)} {name}".rstrip()


def _pounds(value: float) -> str:
    """Money in £: whole pounds from £100, pence below, and what is less than a penny in full."""
    size = abs(value)
    if size >= 100 or value == 0:
        return readable_money(value / 1e6)
    if size < 0.01:
        return f"{'-' if value < 0 else ''}£{plain(size)}"
    text = f"{'-' if value < 0 else ''}£{size:,.2f}"
    return text.removesuffix(".00")
