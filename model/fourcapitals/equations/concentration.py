"""How a centre that looks at what it has given answers concentration: beyond what it tolerates, and in proportion."""

from __future__ import annotations


def excess_concentration(gini: float, tolerated: float) -> float:
    """Concentration of awards beyond what the centre tolerates.

    Parameters
    ----------
    gini : float, index from 0 to 1
        Gini's coefficient of what areas have had per head from a fund so far.
    tolerated : float, index from 0 to 1
        `concentration_tolerated`, below 1.

    Returns
    -------
    float, index from 0 to 1
        0 up to what is tolerated, 1 where one area has all.

    Notes
    -----
    ``max(0, gini - tolerated) / (1 - tolerated)``. Assumption A56 of ODD.md; source: none, judgement.

    Examples
    --------
    >>> excess_concentration(0.5, 0.6), round(excess_concentration(0.8, 0.6), 2)
    (0.0, 0.5)
    """
    return max(0.0, gini - tolerated) / (1 - tolerated)


def need_multiple(excess: float, rise: float) -> float:
    """What a centre multiplies the weight of need by in its next round.

    Parameters
    ----------
    excess : float, index from 0 to 1
        From `excess_concentration`.
    rise : float, times
        `need_weight_rise`: by how much the weight rises where one area has had all.

    Returns
    -------
    float, times

    Notes
    -----
    ``1 + rise excess``. Assumption A56 of ODD.md; source: none, judgement.

    Examples
    --------
    >>> need_multiple(0.5, 2.0)
    2.0
    """
    return 1 + rise * excess
