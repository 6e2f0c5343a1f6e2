"""How far the number of draws leaves a claim open: the interval of a share of draws, and what too few do not carry."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from fourcapitals.arguments import checked
from fourcapitals.vocabulary import outcome_named

if TYPE_CHECKING:
    import pandas as pd


class Interval(NamedTuple):
    """The lower and the upper end of an interval."""

    low: float
    high: float


def wilson_interval(successes: int, trials: int, *, level: float = 0.95) -> Interval:
    """Wilson's interval of a share of draws: how far the number of draws leaves it open.

    Parameters
    ----------
    successes, trials : int
        Draws in which it is so, and all draws.
    level : float
        Of confidence, 0 to 1.

    Examples
    --------
    >>> low, high = wilson_interval(240, 2000)
    >>> round(low, 4), round(high, 4)
    (0.1065, 0.135)
    """
    return _wilson(successes, trials, level)


@lru_cache(maxsize=65_536)
def _wilson(successes: int, trials: int, level: float) -> Interval:
    """The same, worked out once: tables ask for the same few counts in every place and strategy."""
    from scipy.stats import binomtest  # takes half a second to import, and a run without draws needs none

    interval = binomtest(successes, trials).proportion_ci(confidence_level=level, method="wilson")
    return Interval(float(interval.low), float(interval.high))


ENOUGH_DRAWS: Final = 200
"""Draws from which five lie beyond either end of a 95% band."""


@checked
def too_few_draws(table: pd.DataFrame, *, draws: int) -> list[str]:
    """Warn where the draws do not carry the claims of `paired`.

    Parameters
    ----------
    table : pandas.DataFrame
        From `paired`.
    draws : int

    Examples
    --------
    >>> import pandas as pd
    >>> too_few_draws(pd.DataFrame({"scenario": []}), draws=1)
    ['one draw: central values or a single path, no uncertainty is shown']
    """
    if draws == 1:
        return ["one draw: central values or a single path, no uncertainty is shown"]
    warnings = []
    if draws < ENOUGH_DRAWS:
        warnings.append(f"{draws} draws: the ends of the 95% band are not resolved; run {ENOUGH_DRAWS} or more")
    unsure = table[(table["probability_low"] < 0.5) & (table["probability_high"] > 0.5) & (table["share_zero"] < 1)]
    warnings += [
        f"{scenario}: {draws} draws cannot tell whether {outcome_named(outcome).said} in {year} is better or worse "
        f"than under {reference}"
        for scenario, outcome, year, reference in dict.fromkeys(
            unsure[["scenario", "outcome", "year", "reference"]].itertuples(index=False, name=None)
        )
    ]
    return warnings
