"""Numbers in few letters, for cells of tables."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from math import isfinite, isnan
from typing import Any

from fourcapitals.formatting import plain, readable_money

Row = Mapping[Hashable, Any]
"""Of a table of `appraisal`, by column."""


def compact(value: float) -> str:
    """Write a number in few letters, with k for thousands above ten and m for millions.

    Examples
    --------
    >>> compact(847_123.0), compact(2_710_000.0), compact(6750.6), compact(-4961.2), compact(0.0)
    ('847k', '2.71m', '6,750', '-4,960', '0')
    >>> compact(float("inf")), compact(float("nan"))
    ('unbounded', 'n/a')
    """
    if not isfinite(value):
        return "n/a" if isnan(value) else "unbounded" if value > 0 else "-unbounded"
    for size, letter in ((1e6, "m"), (1e4, "k")):
        if abs(value) >= size:
            return f"{plain(value / (1e6 if letter == 'm' else 1e3))}{letter}"
    return plain(value)


def pounds(value: float) -> str:
    """Write money in few letters, its sign before the pound.

    Parameters
    ----------
    value : float, £

    Examples
    --------
    >>> pounds(6750.6), pounds(-847_123.0), pounds(float("inf"))
    ('£6,750', '-£847k', 'unbounded')
    """
    return compact(value) if not isfinite(value) else f"{'-' if value < 0 else ''}£{compact(abs(value))}"


def millions(value: float) -> str:
    """Write money that is given in millions, its sign before the pound.

    Parameters
    ----------
    value : float, £m

    Examples
    --------
    >>> millions(74_300.0), millions(-6020.0), millions(12.3), millions(0.0), millions(float("nan"))
    ('£74.3bn', '-£6.02bn', '£12.3m', '£0', 'n/a')
    """
    return readable_money(value) if isfinite(value) else compact(value)


def two_figures(value: float) -> str:
    """Write a ratio in two significant figures.

    Examples
    --------
    >>> two_figures(1.2345), two_figures(float("nan"))
    ('1.2', 'n/a')
    """
    return plain(value, 2) if isfinite(value) else "n/a"


def with_band(row: Row, name: str, write: Callable[[float], str]) -> str:
    """Write a figure of a table, and in brackets its 80% of draws where the table holds them.

    Parameters
    ----------
    row : mapping
        Of a table of `appraisal`.
    name : str
        Its column.
    write : callable
        How a number is written.

    Examples
    --------
    >>> with_band({"cost": 12.0, "cost_low_80": 10.5, "cost_high_80": 14.0}, "cost", compact)
    '12 (10.5 to 14)'
    >>> with_band({"cost": 12.0}, "cost", compact)
    '12'
    """
    low, high = (row.get(f"{name}_{end}_80", float("nan")) for end in ("low", "high"))
    middle = write(row[name])
    return middle if isnan(low) else f"{middle} ({write(low)} to {write(high)})"
