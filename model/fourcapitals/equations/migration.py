"""Moves of households: who lives where, what draws them, and what their moves change in the people of an area.

All functions work element by element, on arrays over areas or on numbers.
"""

from __future__ import annotations

import numpy as np

from fourcapitals.equations.elementary import Array, exp, log


def in_good_health_with_degree(good_health: Array, degree: Array, odds_ratio: float) -> Array:
    """Share of people who are in good health and have a degree, from both shares and how they go together.

    Parameters
    ----------
    good_health : (...), share of people
    degree : (...), share of people
        Strictly between 0 and 1, as the share in good health.
    odds_ratio : float, ratio
        `good_health_odds_with_degree`: odds of good health with a degree over those without, above 0.

    Returns
    -------
    (...), share of people

    Notes
    -----
    The smaller root of ``(r - 1) s^2 - (1 + (r - 1)(g + d)) s + r g d = 0``, which is the odds ratio of a table of two
    by two. Source: Plackett 1965.

    Examples
    --------
    >>> both = in_good_health_with_degree(np.array([0.8]), np.array([0.25]), 2.0)
    >>> both.round(4), (both * (1 - 0.8 - 0.25 + both) / ((0.8 - both) * (0.25 - both))).round(6)
    (array([0.2184]), array([2.]))
    """
    more = odds_ratio - 1
    sides = 1 + more * (good_health + degree)
    both = odds_ratio * good_health * degree
    share: Array = 2 * both / (sides + np.sqrt(sides * sides - 4 * more * both))
    return share


def rate_of_poor_health(deprivation_left: Array, deprivation_found: Array, log_ratio: float, span: float) -> Array:
    """How often people in poor health move along a way, relative to people in good health.

    Parameters
    ----------
    deprivation_left : (...), SD
        Of the area that is left.
    deprivation_found : (...), SD
        Of the area that is moved to.
    log_ratio : float, log ratio
        `moves_to_affluence_of_poor_health`: of a move from the most to the least deprived fifth of areas.
    span : float, SD
        Deprivation of the former less that of the latter, above 0.

    Returns
    -------
    (...), ratio
        Below 1 towards affluence, above 1 away from it.

    Notes
    -----
    ``exp(log_ratio (deprivation_left - deprivation_found) / span)``. Sources: Norman, Boyle and Rees 2005 (healthier
    people move to less deprived places, less healthy ones to more deprived places); Maheswaran et al. 2018 (odds of
    illness of such movers, about .6 of those who stay).

    Examples
    --------
    >>> rate_of_poor_health(np.array([1.5, 0.0, -1.0]), np.array([-1.0, 0.0, 1.5]), -0.45, 2.5).round(4)
    array([0.6376, 1.    , 1.5683])
    """
    return exp(log_ratio * (deprivation_left - deprivation_found) / span)


def attraction(
    income_change: Array,
    employment_change: Array,
    social: Array,
    per_income: float,
    per_employment: float,
    per_social: float,
) -> Array:
    """Weight of an area as a place to move to, relative to what it had in the base year.

    Parameters
    ----------
    income_change : (area,), log income
        Change since the base year that drivers have brought.
    employment_change : (area,), share of people aged 16-64
        The same of employment.
    social : (area,), SD
        Change of social capital.
    per_income : float, log weight per log income
        `migration_per_log_income`.
    per_employment : float, log weight per share of people aged 16-64
        `migration_per_employment`.
    per_social : float, log weight per SD
        `migration_per_social_capital`.

    Returns
    -------
    (area,), ratio

    Notes
    -----
    ``exp(per_income income_change + per_employment employment_change + per_social social)``: what changes of the
    weights of a choice; distance and all else that holds still is in the moves of the base year. Sources: McFadden 1974
    for the form; the weights are from memory or judged.

    Examples
    --------
    >>> attraction(np.array([0.01]), np.array([0.0]), np.array([0.1]), 1.0, 1.0, 0.1).round(6)
    array([1.020201])
    """
    return exp(per_income * income_change + per_employment * employment_change + per_social * social)


def log_odds_change(share: Array, base: Array) -> Array:
    """Change of the log odds of a share.

    Parameters
    ----------
    share : (...), share
    base : (...), share
        In the base year; both strictly between 0 and 1.

    Returns
    -------
    (...), log odds

    Notes
    -----
    ``ln(share (1 - base) / (base (1 - share)))``, by definition.

    Examples
    --------
    >>> log_odds_change(np.array([0.8]), np.array([0.5])).round(6)
    array([1.386294])
    """
    return log(share * (1 - base) / (base * (1 - share)))


def mortality_change(good_health: Array, base: Array, ratio: float) -> Array:
    """Change of log mortality when another share of an area's people is in good health.

    Parameters
    ----------
    good_health : (...), share of people
    base : (...), share of people
        In the base year.
    ratio : float, ratio
        `mortality_ratio_of_poor_health`: mortality in poor health over that in good health.

    Returns
    -------
    (...), log mortality

    Notes
    -----
    ``ln((ratio - (ratio - 1) good_health) / (ratio - (ratio - 1) base))``: the mean of two groups. Source of the ratio:
    DeSalvo et al. 2006.

    Examples
    --------
    >>> mortality_change(np.array([0.9]), np.array([0.8]), 1.5).round(6)
    array([-0.04652])
    """
    more = ratio - 1
    return log((ratio - more * good_health) / (ratio - more * base))


def sickness_change(good_health: Array, base: Array, sick: Array) -> Array:
    """Change of the long-term-sick share when another share of an area's people is in good health.

    Parameters
    ----------
    good_health : (...), share of people
    base : (...), share of people
        In the base year.
    sick : (...), share of people aged 16-64
        Long-term sick in the base year.

    Returns
    -------
    (...), share of people aged 16-64

    Notes
    -----
    ``sick ((1 - good_health) / (1 - base) - 1)``: as many of those in poor health are long-term sick as in the base
    year, by definition.

    Examples
    --------
    >>> sickness_change(np.array([0.85]), np.array([0.8]), np.array([0.06])).round(4)
    array([-0.015])
    """
    return sick * ((1 - good_health) / (1 - base) - 1)
