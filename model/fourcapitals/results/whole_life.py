"""Effects over the whole life of what is bought: healthy person-years until it has worn out, beside those to 2035."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fourcapitals.formatting import plain
from fourcapitals.vocabulary import APPRAISAL_START

MATURED: Final = 0.5
"""Share of the effect over the whole life below which it is said that much of it has not come by the last year."""
IN_WORDS: Final = (
    "Whole life: effects of the same money followed until what it bought has worn out; discounted: to "
    f"{APPRAISAL_START} at the rate for health (health_discount_rate, 1.5% a year unless changed)."
)
"""What the two sums over the whole life are."""


def share_matured(by_end: float, whole: float) -> float:
    """Share of the effect over the whole life that has come by the last year; not a number where there is none.

    Parameters
    ----------
    by_end, whole : float, healthy person-years

    Examples
    --------
    >>> round(share_matured(2.8, 50.0), 3)
    0.056
    """
    return by_end / whole if whole else float("nan")


def is_immature(by_end: float, whole: float) -> bool:
    """Whether less than half of an effect has come by the last year.

    Parameters
    ----------
    by_end, whole : float, healthy person-years

    Examples
    --------
    >>> is_immature(2.8, 50.0), is_immature(56.0, 67.0), is_immature(0.0, 0.0)
    (True, False, False)
    """
    return share_matured(by_end, whole) < MATURED


def immature_line(named: Mapping[str, tuple[float, float]], *, end: int) -> list[str]:
    """Name those of whose effect less than half has come by the last year; no line where there are none.

    Parameters
    ----------
    named : mapping of name to healthy person-years by the last year and over the whole life
    end : int
        The last year.

    Examples
    --------
    >>> immature_line({"Housing": (2.8, 50.0), "NHS": (56.0, 67.0)}, end=2035)
    ['Less than half of the healthy person-years have come by 2035 of: Housing (5.6%).']
    """
    late = {name: share_matured(*both) for name, both in named.items() if is_immature(*both)}
    if not late:
        return []
    said = ", ".join(f"{name} ({plain(100 * share, 2)}%)" for name, share in late.items())
    return [f"Less than half of the healthy person-years have come by {end} of: {said}."]


def order_of(values: Mapping[str, float]) -> list[str]:
    """Give names by their values, the most first.

    Examples
    --------
    >>> order_of({"a": 1.0, "b": 2.0})
    ['b', 'a']
    """
    return sorted(values, key=lambda name: -values[name])


def order_lines(by_end: Mapping[str, float], *others: tuple[str, Mapping[str, float]], end: int) -> list[str]:
    """Say what orders over the whole life differ from that by the last year; no line where none does.

    Parameters
    ----------
    by_end : mapping of name to value
    *others : (words, mapping of name to value)
    end : int
        The last year.

    Examples
    --------
    >>> order_lines({"a": 1.0, "b": 2.0}, ("over the whole life", {"a": 3.0, "b": 2.0}), end=2035)
    ['The order by healthy person-years per £1m is another over the whole life than by 2035: a > b.']
    """
    first = order_of(by_end)
    return [
        f"The order by healthy person-years per £1m is another {words} than by {end}: {' > '.join(order_of(values))}."
        for words, values in others
        if order_of(values) != first
    ]


OVER: Final[Sequence[str]] = ("over the whole life", "over the whole life (discounted)")
"""How the two sums over the whole life are called."""
