"""How figures of a report are written, so that each is true where it is copied alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any, Final
from unicodedata import bidirectional

from fourcapitals.formatting import of_draws, plain
from fourcapitals.results.difference_units import readable, readable_range

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

Row = Mapping[Any, Any]
"""Of a table, by column."""
BETTER: Final = "Better: in how many draws; one in which nothing differs counts half."
"""Said below tables that hold ``probability_better``."""
_TURNED: Final = ("R", "AL")
"""Unicode's classes of letters that are written from right to left."""
_ISOLATED: Final = ("\u2068", "\u2069")
"""Around a text whose direction is not that of its sentence."""


def quoted(title: str) -> str:
    """Put the title of a scenario into a sentence; one that is written from right to left keeps its order to itself.

    Examples
    --------
    >>> quoted("Continue as now")
    '‘Continue as now’'
    """
    turned = any(bidirectional(letter) in _TURNED for letter in title)
    return f"‘{_ISOLATED[0]}{title}{_ISOLATED[1]}’" if turned else f"‘{title}’"


def change(row: Row, name: str = "difference") -> str:
    """Write a difference with the middle 80% of draws, where a table holds them.

    Parameters
    ----------
    row : mapping
        With the difference, ``unit``, and ``low_80, high_80`` of several draws.
    name : str
        The column of the difference.

    Examples
    --------
    >>> change({"difference": 0.09, "unit": "years", "low_80": 0.01, "high_80": 0.3})
    '+33 days (+3.7 to +110 days)'
    >>> change({"difference": 0.0, "unit": "%"})
    'no difference'
    """
    middle, unit = float(row[name]), str(row["unit"])
    low, high = (float(row.get(f"{end}_80", float("nan"))) for end in ("low", "high"))
    if isnan(low):
        return readable(middle, unit)
    written = readable(middle, unit, beside=max(low, high, key=abs))
    return f"{written} ({readable_range(low, high, unit, middle=middle)})"


def amount(row: Row, name: str = "difference") -> str:
    """Write an amount in three figures with the middle 80% of draws, where a table holds them.

    Examples
    --------
    >>> amount({"difference": 66.24, "low_80": 11.7, "high_80": 206.0}), amount({"difference": 85708.4})
    ('66.2 (11.7 to 206)', '85,700')
    """
    middle = float(row[name])
    if isnan(middle):
        return "n/a"
    low, high = (float(row.get(f"{end}_80", float("nan"))) for end in ("low", "high"))
    return plain(middle) if isnan(low) else f"{plain(middle)} ({plain(low)} to {plain(high)})"


def listed(names: Sequence[str]) -> str:
    """Join names within a sentence.

    Examples
    --------
    >>> listed(["A"]), listed(["A", "B", "C"]), listed([])
    ('A', 'A, B and C', 'none')
    """
    *others, last = names or ["none"]
    return f"{', '.join(others)} and {last}" if others else last


def higher(row: Row) -> str:
    """Say in how many draws an outcome is higher, and in how many nothing differs: none of these counts half.

    Parameters
    ----------
    row : mapping
        Of `results.paired`, of an outcome of which more is better.

    Examples
    --------
    >>> higher({"probability_better": 0.96, "share_zero": 0.08})
    'in 92% of draws and the same in 8% of draws'
    >>> higher({"probability_better": 1.0, "share_zero": 0.0})
    'in all draws'
    """
    same = float(row["share_zero"])
    said = f"in {of_draws(round(float(row['probability_better']) - same / 2, 12))}"
    return f"{said} and the same in {of_draws(same)}" if same > 0 else said


def alone(results: Results) -> str:
    """Say what the figures are of where there is one draw: central values, or a draw of an ensemble.

    Parameters
    ----------
    results : Results
    """
    return "one draw of everything that is uncertain" if results.is_ensemble else "one run at central values"


def at_one(results: Results) -> str:
    """Say behind a figure of what it is where there is one draw.

    Parameters
    ----------
    results : Results
    """
    return "in one draw" if results.is_ensemble else "at central values"


def drawn(results: Results, *, bands: bool = True) -> str:
    """Say of how many draws figures are medians, with what stands in brackets beside them.

    Parameters
    ----------
    results : Results
    bands : bool
        Whether something stands in brackets.
    """
    if results.draws == 1:
        return f"{alone(results).capitalize()}."
    return f"Medians of {results.draws:,} draws{'; in brackets 80% of draws' if bands else ''}."
