"""The capacity of councils to bid and to deliver: what cuts, money and bids make of it."""

from __future__ import annotations

from fourcapitals.equations.elementary import Array, exp, log


def restored_share(money: Array, budget: Array, cut_share: Array) -> Array:
    """New money for council services as a share of spending before the cuts.

    Parameters
    ----------
    money : (area,), £ per head per year
    budget : (area,), £ per head per year
        Spending on council services in 2017-18.
    cut_share : (area,), share of spending
        Spending per head lost from 2010/11 to 2017/18.

    Returns
    -------
    (area,), share of spending in 2010/11

    Notes
    -----
    ``money (1 - cut_share) / budget``: spending in 2010/11 was ``budget / (1 - cut_share)``. By definition.

    Examples
    --------
    >>> import numpy as np
    >>> restored_share(np.array([300.0]), np.array([1000.0]), np.array([0.23])).round(3)
    array([0.231])
    """
    return money * (1 - cut_share) / budget


def log_odds(share: Array) -> Array:
    """Log odds of a share.

    Parameters
    ----------
    share : (area,), above 0, below 1

    Returns
    -------
    (area,), log odds

    Notes
    -----
    ``log(share / (1 - share))``, by definition.

    Examples
    --------
    >>> import numpy as np
    >>> log_odds(np.array([0.5, 0.75])).round(4)
    array([0.    , 1.0986])
    """
    return log(share / (1 - share))


def sustained(
    held: Array, restored: Array, wins: Array, bids: Array, per_share: float, per_win: float, per_bid: float
) -> Array:
    """Log odds of the capacity that a council's spending, awards and bids sustain.

    Parameters
    ----------
    held : (area,), log odds
        Of its capacity in 2019.
    restored : (area,), share of spending in 2010/11
        From `restored_share`.
    wins : (area,), awards won so far
    bids : (area,), bids of the year
    per_share : float, log odds per share of spending
        `capacity_per_cut`: what a cut took, restored money brings back.
    per_win : float, log odds per award
        `capacity_per_win`.
    per_bid : float, log odds per bid
        `capacity_per_bid`.

    Returns
    -------
    (area,), log odds

    Notes
    -----
    ``held + per_share restored + per_win wins - per_bid bids``. Assumption A51 of ODD.md; source: none, judgement.

    Examples
    --------
    >>> import numpy as np
    >>> none, one = np.zeros(1), np.ones(1)
    >>> sustained(none, np.array([0.23]), one, 2 * one, per_share=2.0, per_win=0.1, per_bid=0.05)
    array([0.46])
    """
    return held + per_share * restored + per_win * wins - per_bid * bids


def moved_capacity(capacity: Array, towards: Array, speed: float) -> Array:
    """Capacity a year on: part of the way to what is sustained.

    Parameters
    ----------
    capacity : (area,), from 0 to 1
        At the end of last year.
    towards : (area,), log odds
        From `sustained`.
    speed : float, per year
        `capacity_speed`.

    Returns
    -------
    (area,), from 0 to 1

    Notes
    -----
    ``capacity + speed (1 / (1 + exp(-towards)) - capacity)``. Assumption A51 of ODD.md; source: none, judgement.

    Examples
    --------
    >>> import numpy as np
    >>> moved_capacity(np.array([0.5, 0.3]), np.array([0.0, 0.0]), 0.3).round(2)
    array([0.5 , 0.36])
    """
    return capacity + speed * (1 / (1 + exp(-towards)) - capacity)


def capacity_for_delivery(capacity: Array, bids: Array, per_bid: float) -> Array:
    """Capacity that is left to deliver in a year in which a council writes bids.

    Parameters
    ----------
    capacity : (area,), above 0, below 1
    bids : (area,), of the year
    per_bid : float, log odds per bid
        `capacity_per_bid`.

    Returns
    -------
    (area,), from 0 to 1

    Notes
    -----
    Its log odds are those of ``capacity`` less ``per_bid bids``. Assumption A51 of ODD.md; source: none, judgement.

    Examples
    --------
    >>> import numpy as np
    >>> capacity_for_delivery(np.array([0.5, 0.5]), np.array([0.0, 4.0]), 0.05).round(4)
    array([0.5   , 0.4502])
    """
    return capacity / (capacity + (1 - capacity) * exp(per_bid * bids))


def share_at(mean: Array, spread: float, deviate: Array) -> Array:
    """A share that differs between councils, from the share of the middle one.

    Parameters
    ----------
    mean : (area,), from 0 to 1
        Of the council in the middle, such as `initial_belief`, or what is known of each; 0 and 1 are so for all.
    spread : float, log odds
        Standard deviation between councils.
    deviate : (area,), standard normal

    Returns
    -------
    (area,), from 0 to 1

    Notes
    -----
    Log odds are normal: those of ``mean`` plus ``spread deviate``. Assumption A51 of ODD.md.

    Examples
    --------
    >>> import numpy as np
    >>> share_at(np.array([0.34, 0.34]), 0.5, np.array([0.0, 1.0])).round(3)
    array([0.34 , 0.459])
    >>> share_at(np.array([0.0, 1.0]), 0.5, np.array([1.0, 1.0]))
    array([0., 1.])
    """
    yes = mean * exp(spread * deviate)
    return yes / (1 - mean + yes)
