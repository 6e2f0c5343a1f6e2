"""Small effects made readable: days and months of healthy life, per mille, pounds; never a bare 0.0."""

from __future__ import annotations

from math import floor, log10
from typing import Final, NamedTuple

import numpy as np

from fourcapitals.comparison import NOTHING, POUND

DAYS_A_YEAR: Final = 365.25


class Scale(NamedTuple):
    """A unit that suits the size of a difference, and the factor that leads to it."""

    factor: float
    unit: str


_SCALES: Final[dict[str, tuple[tuple[float, Scale], ...]]] = {
    "years": (
        (60 / DAYS_A_YEAR, Scale(DAYS_A_YEAR, "days")),
        (1.0, Scale(12.0, "months")),
        (np.inf, Scale(1.0, "years")),
    ),
    "%": ((0.1, Scale(10.0, "per mille")), (np.inf, Scale(1.0, "%"))),
    "share": ((0.001, Scale(100_000.0, "people in 100,000")), (np.inf, Scale(100.0, "percentage points"))),
    "points, 0 to 10": ((0.01, Scale(1000.0, "thousandths of a point")), (np.inf, Scale(1.0, "points"))),
    "µg/m3": ((0.1, Scale(1000.0, "ng/m3")), (np.inf, Scale(1.0, "µg/m3"))),
}


def scale_of(unit: str, largest: float) -> Scale:
    """Choose the unit in which a difference of a given size is best read.

    Examples
    --------
    >>> scale_of("years", 0.1).unit, scale_of("years", 0.5).unit, scale_of("years", 1.0).unit
    ('days', 'months', 'years')
    """
    for below, scale in _SCALES.get(unit, ()):
        if abs(largest) < below:
            return scale
    return Scale(1.0, unit)


def readable(value: float, unit: str) -> str:
    """Write a difference so that a small one can be read, in a unit that suits its size.

    Examples
    --------
    >>> readable(0.025, "%"), readable(-0.0001, "share"), readable(0.0003, "points, 0 to 10")
    ('+0.25 per mille', '-10 people in 100,000', '+0.30 thousandths of a point')
    """
    if abs(value) < NOTHING:
        return "no difference"
    scale = scale_of(unit, value)
    return f"{signed(value * scale.factor)}{'' if scale.unit == '%' else ' '}{scale.unit}"


def readable_years(years: float) -> str:
    """Write a difference in years: in days below 60 days, in months below a year.

    Examples
    --------
    >>> readable_years(0.0052), readable_years(0.19), readable_years(-1.42), readable_years(0)
    ('+1.9 days', '+2.3 months', '-1.4 years', 'no difference')
    >>> readable_years(0.000002)
    '+<0.01 days'
    """
    return readable(years, "years")


def readable_percent(percent: float) -> str:
    """Write a relative difference given in %: per mille below a tenth of a per cent.

    Examples
    --------
    >>> readable_percent(2.5), readable_percent(0.025), readable_percent(0)
    ('+2.5%', '+0.25 per mille', 'no difference')
    """
    return readable(percent, "%")


def readable_money(gbp_m: float) -> str:
    """Write an amount given in £m.

    Examples
    --------
    >>> readable_money(19_400), readable_money(134), readable_money(0.34), readable_money(0)
    ('£19.4bn', '£134m', '£340,000', '£0')
    >>> readable_money(-999.7)
    '-£1bn'
    """
    if abs(gbp_m) < POUND:
        return "£0"
    sign, amount = "-" if gbp_m < 0 else "", abs(gbp_m) * 1e6
    amount = round(amount, 2 - floor(log10(amount)))
    if amount >= 1e9:
        return f"{sign}£{amount / 1e9:,.4g}bn"
    if amount >= 1e6:
        return f"{sign}£{amount / 1e6:.4g}m"
    return f"{sign}£{amount:,.0f}"


def signed(value: float) -> str:
    """Write a number with its sign and two figures at least; never a bare zero for what is not zero.

    Examples
    --------
    >>> signed(35.9), signed(0.321), signed(-9.97), signed(1234.5), signed(0.001), signed(0)
    ('+36', '+0.32', '-10', '+1,234', '+<0.01', '0')
    """
    if value == 0:
        return "0"
    sign, size = "+" if value > 0 else "-", abs(value)
    if size < 0.01:
        return f"{sign}<0.01"
    size = round(size, max(0, 1 - floor(log10(size))))
    return f"{sign}{size:,.{max(0, 1 - floor(log10(size)))}f}"
