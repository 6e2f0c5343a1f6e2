"""How a number is written in a line: in plain figures, money as £, shares as per cent, its unit behind it."""

from __future__ import annotations

from math import floor, isfinite, isnan, log10
from typing import Final

from fourcapitals.readable import readable_money

SHARES: Final = ("share", "1 per year")
"""Units of which a hundredth is written as 1%: shares, and rates of a stock a year."""
WITHOUT_NAME: Final = ("1", "ratio", "share")
"""Units that are not named behind the number."""


def plain(value: float, figures: int = 3) -> str:
    """Write a number to some figures, thousands apart, never with an exponent.

    Examples
    --------
    >>> plain(10_123), plain(0.0077), plain(0.95), plain(-1.5), plain(0.00000231), plain(0)
    ('10,100', '0.0077', '0.95', '-1.5', '0.00000231', '0')
    >>> plain(1_516_234, 4), plain(99.96), plain(float("nan")), plain(float("inf"))
    ('1,516,000', '100', 'not a number', 'without end')
    """
    if not isfinite(value):
        return "not a number" if isnan(value) else "without end"
    if value == 0:
        return "0"
    rounded = round(value, figures - 1 - floor(log10(abs(value))))
    decimals = max(0, figures - 1 - floor(log10(abs(rounded))))
    text = f"{rounded:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def written(value: float, unit: str, figures: int = 3) -> str:
    """Write a number as its unit asks, without the name of the unit.

    Parameters
    ----------
    value : float
        In the unit; shares from 0 to 1.
    unit : str
        As in parameters.toml, or of a utility (`workbench.unit_of`).
    figures : int

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
