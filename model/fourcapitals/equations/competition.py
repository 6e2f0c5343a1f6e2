"""What comes of competitions for money: who wins how much, how soon and again, what bidding costs, what a cut leaves.

None of these measures enters the model: they are worked out from bids and awards after a run. Arrays have the councils
on their last axis, one for each area; leading axes, draws or years, are free. Where there is nothing to measure, such
as the concentration of awards of which there are none, the answer is not a number.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fourcapitals.equations.checks import fault, numbers, refuse
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.inequality import gini

ROUNDING: Final = 1e-9
"""What is smaller is rounding."""


def award_gini(won: Array, population: Array) -> Array:
    """Gini's coefficient of what areas have won per head.

    Parameters
    ----------
    won : (..., area), £m
        In all years; 0 or more.
    population : (area,), people

    Returns
    -------
    (...), index from 0 to 1
        0 where all heads have won the same, near 1 where one area of many has won all; not a number where nothing was
        won.

    Notes
    -----
    `inequality.gini` of money per head with people as weights. By definition.

    Examples
    --------
    >>> people = np.ones(4)
    >>> award_gini(np.array([[5.0, 5.0, 5.0, 5.0], [20.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]), people)
    array([0.  , 0.75,  nan])
    """
    won, population = numbers("award_gini", "won", won), numbers("award_gini", "population", population)
    some = won.sum(axis=-1) > 0
    # Where nothing was won, equal awards stand in: the measure refuses a mean of 0.
    index = gini(np.where(some[..., None], won, population) / population, population)
    return np.asarray(np.where(some, index, np.nan))[()]


def never_won_share(won: Array) -> Array:
    """Share of the councils that never win.

    Parameters
    ----------
    won : (..., area), £m
        In all years.

    Returns
    -------
    (...), share of councils
        Each council counts once, whatever its people.

    Notes
    -----
    By definition.

    Examples
    --------
    >>> never_won_share(np.array([[20.0, 0.0, 0.0, 0.0], [5.0, 5.0, 5.0, 5.0]]))
    array([0.75, 0.  ])
    """
    share: Array = (numbers("never_won_share", "won", won) <= 0).mean(axis=-1)
    return share


def years_to_first_award(first: Array, start: int, end: int) -> Array:
    """Mean years that councils wait for their first award, from the first round to the last year.

    Parameters
    ----------
    first : (..., area), calendar year
        Of the first award; not a number where there is none.
    start : int, calendar year
        Of the first round.
    end : int, calendar year
        The last one that is looked at.

    Returns
    -------
    (...), years
        0 where all win in the first round; end - start + 1 where none ever does.

    Notes
    -----
    The restricted mean: who has not won by the end has waited through all of its years. A mean over winners alone would
    fall as fewer win. Source: Royston and Parmar 2013, BMC Medical Research Methodology 13:152.

    Examples
    --------
    >>> years_to_first_award(np.array([2021.0, 2023.0, np.nan, np.nan]), 2021, 2030)
    np.float64(5.5)
    """
    first = numbers("years_to_first_award", "first", first)
    refuse("years_to_first_award", fault("first", first, (first < start) | (first > end), f"{start} to {end}"))
    waited: Array = np.where(np.isnan(first), end + 1, first) - start
    years: Array = waited.mean(axis=-1)
    return years


class Persistence(NamedTuple):
    """How often winners win again; each field over the leading axes."""

    again: Array
    """Chance in a round that a council wins which has won in an earlier one, share."""
    base: Array
    """What it would be if in each round all councils that may win had the same chance, share."""

    @property
    def ratio(self) -> Array:
        """How many times as often winners win as all would: 1 where winning says nothing of winning again."""
        known = self.base > 0
        times: Array = np.divide(self.again, self.base, where=known, out=np.full(np.shape(known), np.nan))[()]
        return times


def persistence(won: npt.ArrayLike, may_win: npt.ArrayLike) -> Persistence:
    """Compare how often councils win that have won before with how often all do in the same rounds.

    Parameters
    ----------
    won : (..., round, area), 1 or 0
        Whether a council won, in the order of the rounds.
    may_win : (..., round, area), 1 or 0
        Whether it could have: it lies where the fund gives and is not shut out. Whether it bids is its own choice and
        does not matter here.

    Returns
    -------
    Persistence
        Of (...), shares; not a number where no council that had won could win again.

    Notes
    -----
    ``again = sum_r O_r / sum_r n_r`` and ``base = sum_r n_r p_r / sum_r n_r``: in round r, n those who may win and have
    won before, O those of them who win, p the share of all who may that do. Rounds of different size are so compared
    each with itself. Observed over expected, as in a standardised ratio. Source: Breslow and Day 1987, Statistical
    methods in cancer research II, chapter 2.

    Examples
    --------
    >>> rounds = np.array([[1, 1, 0, 0], [1, 0, 1, 0]])
    >>> found = persistence(rounds, np.ones((2, 4)))
    >>> found.again, found.base, found.ratio
    (np.float64(0.5), np.float64(0.5), np.float64(1.0))
    >>> float(persistence([[1, 0, 0, 0], [1, 0, 0, 0]], np.ones((2, 4))).ratio)
    4.0
    """
    won, may = (np.asarray(each) > 0 for each in (won, may_win))
    won, may = np.broadcast_arrays(won & may, may)
    before = np.zeros_like(won)
    before[..., 1:, :] = np.logical_or.accumulate(won, axis=-2)[..., :-1, :]
    could, held = may.sum(axis=-1), (may & before).sum(axis=-1)
    chance = np.divide(won.sum(axis=-1), could, where=could > 0, out=np.zeros(could.shape))
    count = held.sum(axis=-1)
    nothing = np.full(count.shape, np.nan)
    again = np.divide((won & before).sum(axis=(-2, -1)), count, where=count > 0, out=nothing.copy())
    base = np.divide((held * chance).sum(axis=-1), count, where=count > 0, out=nothing)
    return Persistence(again[()], base[()])


def bid_cost_share(cost: Array, won: Array) -> Array:
    """What bidding costs as a share of what it wins.

    Parameters
    ----------
    cost : (...), £m
        Of all bids, lost ones too.
    won : (...), £m

    Returns
    -------
    (...), share of what was won
        Not a number where nothing was won.

    Notes
    -----
    By definition.

    Examples
    --------
    >>> bid_cost_share(np.array([9.0, 9.0]), np.array([900.0, 0.0]))
    array([0.01,  nan])
    """
    cost, won = np.broadcast_arrays(numbers("bid_cost_share", "cost", cost), numbers("bid_cost_share", "won", won))
    share: Array = np.divide(cost, won, where=won > 0, out=np.full(cost.shape, np.nan))[()]
    return share


def partial_rank_correlation(values: Array, other: Array, given: Array) -> Array:
    """Rank correlation of two quantities of areas with a third held constant.

    Parameters
    ----------
    values : (..., area), any unit
        Awards per head, say.
    other : (..., area), any unit
        Such as past cuts.
    given : (..., area), any unit
        Such as need. Where it is the same everywhere there is nothing to hold, and the correlation is the plain one.

    Returns
    -------
    (...), correlation from -1 to 1
        Not a number where one of the first two is the same everywhere, or nothing but the third.

    Notes
    -----
    ``(r_xy - r_xz r_yz) / sqrt((1 - r_xz^2) (1 - r_yz^2))`` of ranks, ties at their mean. Source: Kendall 1942,
    Biometrika 32:277-283, with Spearman's correlations.

    Examples
    --------
    >>> need, cuts = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 3.0, 2.0, 4.0])
    >>> partial_rank_correlation(np.array([1.0, 2.0, 3.0, 4.0]), cuts, np.array([2.0, 1.0, 1.0, 2.0])).round(6)
    np.float64(0.8)
    >>> float(partial_rank_correlation(need - 0.01 * cuts, cuts, need))
    nan
    """
    ranked = [_standard_ranks("partial_rank_correlation", each) for each in (values, other, given)]
    x, y, z = np.broadcast_arrays(*ranked)
    r_xy, r_xz, r_yz = (np.asarray((one * two).sum(axis=-1)) for one, two in ((x, y), (x, z), (y, z)))
    left = np.sqrt(np.maximum(1 - r_xz**2, 0) * np.maximum(1 - r_yz**2, 0))
    varies = (x != 0).any(axis=-1) & (y != 0).any(axis=-1) & (left > ROUNDING)
    found: Array = np.divide(r_xy - r_xz * r_yz, left, where=varies, out=np.full(left.shape, np.nan))
    return found.clip(-1, 1)[()]


def _standard_ranks(where: str, values: Array) -> Array:
    """Ranks around their mean, of length one; zeros where all are the same."""
    from scipy.stats import rankdata

    values = numbers(where, "values", values)
    refuse(where, fault("values", values, ~np.isfinite(values), "a finite number"))
    ranks = rankdata(values, axis=-1)
    away = ranks - ranks.mean(axis=-1, keepdims=True)
    length = np.sqrt((away**2).sum(axis=-1, keepdims=True))
    ranked: Array = np.divide(away, length, where=length > 0, out=np.zeros_like(away))
    return ranked


def lasting_share(lost_at_end: Array, lost_later: Array) -> Array:
    """What is still missing some years after a cut was restored, as a share of what was missing at its end.

    Parameters
    ----------
    lost_at_end : (...), any unit
        Without the cut less with it, in the last year of the cut.
    lost_later : (...), in that unit
        The same in a later year, when the money has long been back.

    Returns
    -------
    (...), share
        0 where all has come back, 1 where nothing has, above 1 where more was lost since: a trap. Not a number where
        the cut had taken nothing.

    Notes
    -----
    The remanence ratio of hysteresis, by definition.

    Examples
    --------
    >>> lasting_share(np.array([0.2, 0.2, 0.0]), np.array([0.05, 0.3, 0.0]))
    array([0.25, 1.5 ,  nan])
    """
    at_end, later = (numbers("lasting_share", "lost", each) for each in (lost_at_end, lost_later))
    at_end, later = np.broadcast_arrays(at_end, later)
    share: Array = np.divide(later, at_end, where=at_end > ROUNDING, out=np.full(at_end.shape, np.nan))[()]
    return share
