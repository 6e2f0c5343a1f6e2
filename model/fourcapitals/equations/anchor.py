"""The NHS as an anchor institution: what it buys and whom it employs, and what that takes from elsewhere."""

from __future__ import annotations

from fourcapitals.equations.elementary import Array, exp


def spending_shares(population: Array, deprivation: Array, per_deprivation: float) -> Array:
    """Share of the NHS's spending that each area has.

    Parameters
    ----------
    population : (area,), people
    deprivation : (area,), SD
        Mean 0 and standard deviation 1 by population.
    per_deprivation : float, log spending per head per SD
        `nhs_spending_per_deprivation`.

    Returns
    -------
    (area,), share
        Sums to 1.

    Notes
    -----
    ``population exp(per_deprivation deprivation)`` over its sum. Assumption A53 of ODD.md: no spending by area is in
    the data; allocations of the NHS follow people and need.

    Examples
    --------
    >>> import numpy as np
    >>> spending_shares(np.array([100.0, 300.0]), np.zeros(2), 0.08)
    array([0.25, 0.75])
    """
    need = population * exp(per_deprivation * deprivation)
    shares: Array = need / need.sum()
    return shares


def shift_of_purchases(planned: Array, share: Array, today: float, achieved: float) -> Array:
    """Rise of the share of purchases that is bought locally.

    Parameters
    ----------
    planned : (year, board), 0 or 1
        1 where a share is planned.
    share : (year, board), share of purchases
        What is planned.
    today : float, share of purchases
        `local_purchasing_share`.
    achieved : float, share of the rise
        `local_purchasing_achieved`.

    Returns
    -------
    (year, board), share of purchases
        Below 0 where less is to be bought locally.

    Notes
    -----
    ``planned achieved (share - today)``. Assumption A53 of ODD.md.

    Examples
    --------
    >>> import numpy as np
    >>> shift_of_purchases(np.array([[0.0, 1.0]]), np.array([[0.3, 0.4]]), 0.3, 0.5).round(12)
    array([[0.  , 0.05]])
    """
    return planned * achieved * (share - today)


def local_demand(shift: Array, purchases: Array, displacement: float) -> Array:
    """Demand that local purchasing brings to suppliers near, net of what it displaces beside them.

    Parameters
    ----------
    shift : (year, board), share of purchases
        From `shift_of_purchases`.
    purchases : (board,), £m a year
        Goods and services that a board buys, pay apart.
    displacement : float, share
        `purchasing_displacement`.

    Returns
    -------
    (year, board), £m a year

    Notes
    -----
    ``shift purchases (1 - displacement)``. Assumption A54 of ODD.md; source of the form: displacement as in the HCA
    Additionality Guide 2014.

    Examples
    --------
    A twentieth of £1,000m, half of which only replaces other sales near by:

    >>> import numpy as np
    >>> local_demand(np.array([[0.05]]), np.array([1000.0]), 0.5)
    array([[25.]])
    """
    return shift * purchases * (1 - displacement)


def moved_work(gained: Array, near: Array, elsewhere: Array, taken: float) -> Array:
    """Work that moves between areas: what some gain, and what others lose by it.

    Parameters
    ----------
    gained : (year, board), jobs or £m
        That a board's decisions bring to the areas near it.
    near : (board, area), share
        Where it is gained; sums to 1 over areas.
    elsewhere : (board, area), share
        Where it is lost; sums to 1 over areas.
    taken : float, share
        What of it is lost in England, the rest beyond: `purchasing_taken_in_england`, or 1.

    Returns
    -------
    (year, area), in the unit of `gained`

    Notes
    -----
    ``gained near - taken gained elsewhere``. It sums over areas to ``(1 - taken)`` of what is gained: to nothing where
    all is taken from others in England. Assumption A54 of ODD.md.

    Examples
    --------
    >>> import numpy as np
    >>> moved_work(np.array([[10.0]]), np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, 0.25, 0.75]]), 1.0)
    array([[10. , -2.5, -7.5]])
    """
    work: Array = gained @ near - taken * (gained @ elsewhere)
    return work


def newly_in_work(hired: Array, displacement: float) -> Array:
    """People in work who would not be: those hired from outside work, less those who would have found work anyway.

    Parameters
    ----------
    hired : (year, area), people
        Hired from outside work.
    displacement : float, share
        `hiring_displacement`.

    Returns
    -------
    (year, area), people

    Notes
    -----
    ``hired (1 - displacement)``. Assumption A55 of ODD.md; source: Faggio and Overman 2014 (a public job crowds out
    about one of others, with a spread).

    Examples
    --------
    >>> import numpy as np
    >>> newly_in_work(np.array([[100.0]]), 0.6)
    array([[40.]])
    """
    return hired * (1 - displacement)


def cost_to_care(shift: Array, purchases: Array, premium: float) -> Array:
    """Money that local purchasing takes from care, since near suppliers are dearer.

    Parameters
    ----------
    shift : (year, board), share of purchases
        From `shift_of_purchases`.
    purchases : (board, area), £m a year
        Goods and services that a board buys for the people of an area, pay apart.
    premium : float, share of the price
        `local_price_premium`.

    Returns
    -------
    (year, area), £m a year
        Not below 0: buying farther away again saves nothing that would go to care.

    Notes
    -----
    ``premium max(shift, 0) purchases``. Assumption A54 of ODD.md.

    Examples
    --------
    >>> import numpy as np
    >>> cost_to_care(np.array([[0.05]]), np.array([[1000.0, 0.0]]), 0.03)
    array([[1.5, 0. ]])
    """
    cost: Array = premium * (shift.clip(min=0.0) @ purchases)
    return cost


def suppliers(groups: Array, jobs: Array) -> tuple[Array, Array]:
    """Where suppliers near and elsewhere are, by jobs.

    Parameters
    ----------
    groups : (group, area), share
        Of an area that lies in each group of areas.
    jobs : (area,), jobs
        Of all firms.

    Returns
    -------
    two of (group, area), share
        Of the jobs within a group, and of those outside it; each sums to 1 over areas.

    Notes
    -----
    ``groups jobs`` and ``(1 - groups) jobs``, each over its sum. Assumption A54 of ODD.md.

    Examples
    --------
    >>> import numpy as np
    >>> near, elsewhere = suppliers(np.array([[1.0, 1.0, 0.0, 0.0]]), np.array([10.0, 30.0, 20.0, 20.0]))
    >>> near, elsewhere
    (array([[0.25, 0.75, 0.  , 0.  ]]), array([[0. , 0. , 0.5, 0.5]]))
    """
    within, outside = groups * jobs, (1 - groups) * jobs
    return within / within.sum(axis=1, keepdims=True), outside / outside.sum(axis=1, keepdims=True)


def moved_within_boards(work: Array, boards: Array, held: Array) -> Array:
    """Work that comes to an area from the others of its board, and from itself.

    Parameters
    ----------
    work : (year, area), jobs
        That comes to an area.
    boards : (board, area), share
        Of an area that lies in each board; sums to 1 over boards.
    held : (area,), jobs or £m
        What the work is taken from, in proportion.

    Returns
    -------
    (year, area), jobs
        Sums to nothing within each board whose areas lie in it alone.

    Notes
    -----
    ``work - sum_b (sum_j work[j] boards[b,j]) boards[b] held / sum(boards[b] held)``. Assumption A54 of ODD.md.

    Examples
    --------
    >>> import numpy as np
    >>> moved_within_boards(np.array([[8.0, 0.0, 0.0]]), np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]), np.ones(3))
    array([[ 4., -4.,  0.]])
    """
    shares = boards * held
    moved: Array = work - (work @ boards.T) @ (shares / shares.sum(axis=1, keepdims=True))
    return moved
