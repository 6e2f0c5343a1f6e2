"""What a healthy year costs over the whole life of the money, beside what others have published for the same use."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.published_costs import load_published_costs
from fourcapitals.ensemble.utilities import WHOLE_LIFE_NAMES
from fourcapitals.errors import BadInput
from fourcapitals.vocabulary import USES

WITHIN: Final = 10.0
"""Factor beyond which a cost misses what is published for the use."""
READ_AS: Final = (
    "A healthy year is not a QALY, and publishers' pounds are of their own years: read factors, not pounds. A factor "
    f"is taken to the nearest published figure; beyond {WITHIN:g} it is a miss."
)
"""How the comparison is to be read."""


@checked
def cost_of_health(priors: pd.DataFrame) -> pd.DataFrame:
    """Set what a healthy year costs beside published cost-effectiveness, use by use.

    Parameters
    ----------
    priors : pandas.DataFrame
        From `evidence.priors`.

    Returns
    -------
    pandas.DataFrame
        One row a use, the cheapest first: ``use, label``; ``gbp_per_healthy_year`` and
        ``gbp_per_healthy_year_discounted``, over the whole life at central values, £ of 2019; ``published_low_gbp``
        and ``published_high_gbp``, the ends of all published figures, with ``letters`` and ``sources``; ``factor``, how
        many times the cost lies above (below 1: under) the nearest of them, 1 within the range of one; ``misses``,
        whether that is more than 10 either way. Not a number where nothing is published.

    Raises
    ------
    BadInput
        When it is no table of priors.
    """
    if not {"use", "outcome", "central"} <= set(priors):
        raise BadInput("a table of evidence.priors expected")
    years = priors.set_index(["outcome", "use"])["central"]
    rows: list[dict[str, Any]] = []
    for use in USES:
        costs = [_cost(float(years[f"{name}_per_gbp_m"][use.name])) for name in WHOLE_LIFE_NAMES]
        figures = load_published_costs().get(use.name, ())
        factors = [factor_apart(costs[0], each.low, each.high) for each in figures]
        factor = min(factors, key=lambda each: abs(np.log(each)), default=np.nan)
        rows.append(
            {
                "use": use.name,
                "label": use.label,
                "gbp_per_healthy_year": costs[0],
                "gbp_per_healthy_year_discounted": costs[1],
                "published_low_gbp": min((each.low for each in figures), default=np.nan),
                "published_high_gbp": max((each.high for each in figures), default=np.nan),
                "factor": factor,
                "misses": bool(figures) and not 1 / WITHIN <= factor <= WITHIN,
                "letters": " ".join(dict.fromkeys(each.letter for each in figures)),
                "sources": "; ".join(each.source for each in figures),
            }
        )
    return pd.DataFrame(rows).sort_values("gbp_per_healthy_year", ignore_index=True)


def _cost(years_per_gbp_m: float) -> float:
    """£ for a year, from years for £1m; unbounded where money brings nothing."""
    return 1e6 / years_per_gbp_m if years_per_gbp_m > 0 else float("inf")


def factor_apart(cost: float, low: float, high: float) -> float:
    """How many times a cost lies above a range, or what part of its lower end it is; 1 within it.

    Parameters
    ----------
    cost, low, high : float, £ a year of health

    Examples
    --------
    >>> factor_apart(300.0, 10.0, 30.0), factor_apart(5.0, 10.0, 30.0), factor_apart(20.0, 10.0, 30.0)
    (10.0, 0.5, 1.0)
    """
    return cost / high if cost > high else min(cost / low, 1.0)
