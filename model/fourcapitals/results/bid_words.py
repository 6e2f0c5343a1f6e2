"""How measures of bids are said: values and differences in few letters, and the headline of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any, Final

from fourcapitals.formatting import plain, readable_money, signed

JUDGED: Final = "what councils do rests on judgement, letter D"
"""Said in every title about bids: how councils decide is assumed, not found."""
JUDGED_IN_WORDS: Final = (
    "What councils do (bids, beliefs, capacity) rests on judgement, letter D of evidence; the measures were declared "
    "beforehand, and no number is set so that they come out."
)
NOT_TO_BE_MEASURED: Final = "n/a"
MONEY: Final = "£m, 2019 prices"


def in_words(value: float, unit: str) -> str:
    """Write a measure of bids.

    Parameters
    ----------
    value : float, in `unit`
    unit : str
        Of one of `bid_sums.MEASURES`.

    Examples
    --------
    >>> in_words(0.625, "share"), in_words(0.0142, "share"), in_words(12.3456, "£m, 2019 prices")
    ('62%', '1.4%', '£12.3m')
    >>> in_words(0.625, "index, 0 to 1"), in_words(-0.21, "correlation"), in_words(1.8, "ratio")
    ('0.62', '-0.21', '1.8 times')
    >>> in_words(float("nan"), "share")
    'n/a'
    """
    if isnan(value):
        return NOT_TO_BE_MEASURED
    if unit == "share":
        return f"{plain(100 * value, 2)}%"
    if unit == MONEY:
        return readable_money(value)
    if unit == "correlation":
        return f"{value:+.2f}"
    if unit == "ratio":
        return f"{plain(value, 2)} times"
    return f"{value:.1f} {unit}" if unit == "years" else f"{value:.2f}"


def difference_in_words(value: float, unit: str) -> str:
    """Write a difference of a measure of bids from that of another scenario; of shares in percentage points.

    Parameters
    ----------
    value : float, in `unit`
    unit : str
        Of one of `bid_sums.MEASURES`.

    Examples
    --------
    >>> difference_in_words(0.07, "share"), difference_in_words(-0.004, "index, 0 to 1")
    ('+7.0 points', '-0.004')
    >>> difference_in_words(12.3, "£m, 2019 prices"), difference_in_words(0.0, "ratio")
    ('+£12.3m', '0')
    """
    if isnan(value):
        return NOT_TO_BE_MEASURED
    if unit == MONEY:
        return f"{'+' if value > 0 else ''}{readable_money(value)}"
    if value == 0:
        return "0"
    if unit == "share":
        return f"{signed(100 * value)} points"
    return f"{signed(value)} years" if unit == "years" else signed(value)


def range_in_words(low: float, high: float, unit: str) -> str:
    """Write the ends of the middle 80% of draws, the unit once.

    Parameters
    ----------
    low, high : float, in `unit`
    unit : str
        Of one of `bid_sums.MEASURES`.

    Examples
    --------
    >>> range_in_words(0.5, 0.7, "share"), range_in_words(4.1, 6.0, "years"), range_in_words(1.2, 1.9, "ratio")
    ('50% to 70%', '4.1 to 6.0 years', '1.2 to 1.9 times')
    """
    first, last = in_words(low, unit), in_words(high, unit)
    if NOT_TO_BE_MEASURED in (first, last):
        return NOT_TO_BE_MEASURED
    return f"{first.split(' ')[0]} to {last}" if first != last else last


def headline_of_bids(
    title: str, measures: Mapping[Any, Mapping[Any, Any]], *, years: tuple[int, int], draws: int
) -> str:
    """Say in a sentence that is true alone how many councils never win, and what bidding costs.

    Parameters
    ----------
    title : str
        Of the scenario.
    measures : mapping of measure to its row
        From `competition.measures_of_bids`.
    years : tuple of two int
        The first and the last that are looked at.
    draws : int

    Examples
    --------
    >>> never = {"value": 0.4, "twin_value": 0.3, "unit": "share"}
    >>> rows = {"never_won_share": never, "bid_cost_share": {"value": 0.014, "unit": "share"}}
    >>> print(headline_of_bids("A contest", rows, years=(2020, 2035), draws=200).partition(" (medians")[0])
    ‘A contest’, 2020 to 2035: 40% of councils never win, 30% with behaviour off; bids cost 1.4% of what is won
    """
    never, cost = (measures[name] for name in ("never_won_share", "bid_cost_share"))
    said = []
    if not isnan(never["value"]):
        beside = never.get("twin_value", float("nan"))
        off = "" if isnan(beside) else f", {in_words(beside, never['unit'])} with behaviour off"
        said.append(f"{in_words(never['value'], never['unit'])} of councils never win{off}")
    if not isnan(cost["value"]):
        share = in_words(cost["value"], cost["unit"])
        said.append(f"bids cost {share} of what is won" if cost["value"] else "bids cost nothing")
    counted = f"medians of {draws:,} draws" if draws > 1 else "one draw"
    return f"‘{title}’, {years[0]} to {years[1]}: {'; '.join(said) or 'no round is held'} ({counted}; {JUDGED})"


def left_out_in_words(measures: Mapping[Any, Mapping[Any, Any]]) -> str:
    """Say in how many draws there is nothing to measure, of what is won and of winning again; nothing where in none.

    Parameters
    ----------
    measures : mapping of measure to its row
        From `competition.measures_of_bids`.

    Examples
    --------
    >>> gini, again = ({"draws": 200, "draws_without": count} for count in (3, 5))
    >>> left_out_in_words({"award_gini": gini, "persistence_of_winners": again})
    'In 3 of 200 draws nothing is won; measures of what is won leave them out. In 5 no winner could win again.'
    """
    nothing, again = (int(measures[name]["draws_without"]) for name in ("award_gini", "persistence_of_winners"))
    draws = int(measures["award_gini"]["draws"])
    told = []
    if nothing:
        told.append(f"In {nothing:,} of {draws:,} draws nothing is won; measures of what is won leave them out.")
    if again > nothing:
        told.append(f"In {again:,}{'' if nothing else f' of {draws:,} draws'} no winner could win again.")
    return " ".join(told)
