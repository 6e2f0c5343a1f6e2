"""The centre: how it answers the concentration of what a fund has given, before the fund's next round."""

from __future__ import annotations

from typing import Final

import numpy as np

from fourcapitals.equations.concentration import excess_concentration
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.behaviour_table import ANSWERS_OF_CENTRE

CAPS_WINNERS: Final = float(ANSWERS_OF_CENTRE.index("caps_winners"))
"""Areas that have won sit out while the fund's awards are more concentrated than is tolerated."""
RAISES_NEED: Final = float(ANSWERS_OF_CENTRE.index("raises_need"))
"""Need weighs the more, the more concentrated the fund's awards are beyond what is tolerated."""


def excess_of(awarded: Array, people: Array, tolerated: float) -> float:
    """How far a fund's awards are more concentrated than the centre tolerates, from 0 to 1.

    Parameters
    ----------
    awarded : (area,), £m of 2019
        So far.
    people : (area,)
    tolerated : float, index from 0 to 1
        `concentration_tolerated`.

    Examples
    --------
    >>> float(excess_of(np.array([20.0, 0.0, 0.0, 0.0]), np.ones(4), 0.5))
    0.5
    """
    return excess_concentration(award_concentration(awarded, people), tolerated)


def award_concentration(awarded: Array, people: Array) -> float:
    """Gini's coefficient of what areas have had per head from a fund; 0 where it has given nothing.

    Parameters
    ----------
    awarded : (area,), £m of 2019
        So far.
    people : (area,)

    Examples
    --------
    >>> float(award_concentration(np.array([20.0, 0.0, 0.0, 0.0]), np.ones(4)))
    0.75
    """
    money, gaps = np.sum(awarded), 0.0
    if money <= 0:
        return 0.0
    for one in range(len(awarded)):
        if awarded[one] > 0:
            for other in range(len(awarded)):
                gap = abs(awarded[one] * people[other] - awarded[other] * people[one])
                # Areas with nothing are met from one side alone.
                gaps += gap if awarded[other] > 0 else 2 * gap
    return gaps / (2 * money * np.sum(people))
