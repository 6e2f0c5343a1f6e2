"""How precise published healthy life expectancy is: the errors behind its intervals, and what they leave to detect."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import BASE_PERIOD, Baseline
from fourcapitals.data.parameters import load_parameters
from fourcapitals.equations.disparity import reliability
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.observation import INTERVAL_TO_STANDARD_ERROR, NORMAL_95
from fourcapitals.vocabulary import SEXES


def published_standard_errors(
    baseline: Baseline, codes: list[str], *, sex: str | None = None, period: str = BASE_PERIOD
) -> Array:
    """Standard errors of the published healthy life expectancy of wider places, from their 95% intervals.

    Parameters
    ----------
    baseline : Baseline
    codes : list of str
        Upper tiers, regions or England.
    sex : {"male", "female"}, optional
        The mean of both if left out, their errors taken as independent.
    period : str
    """
    table = baseline.tables["published"]
    table = table[(table["outcome"] == "hle") & (table["period"].astype(str) == period)]
    errors = ((table["upper"] - table["lower"]) / INTERVAL_TO_STANDARD_ERROR).groupby([table["sex"], table["code"]])
    by_sex = errors.first()
    wanted = SEXES if sex is None else (sex,)
    squares = np.array([by_sex[each].reindex(codes).to_numpy(np.float64) ** 2 for each in wanted])
    standard_errors: Array = np.sqrt(squares.sum(axis=0)) / len(wanted)
    return standard_errors


@checked
def detectable_change(standard_error: float) -> float:
    """Smallest difference of two independent published figures that is significant at 5%.

    Parameters
    ----------
    standard_error : float, any unit
        Of each of the two figures.

    Examples
    --------
    >>> round(detectable_change(0.09), 5)
    0.24947
    """
    return NORMAL_95 * float(np.sqrt(2)) * standard_error


def published_errors(baseline: Baseline, codes: Sequence[str]) -> Array:
    """Standard error of published healthy life expectancy of one sex in 2017-19, mean of both sexes, by place.

    Parameters
    ----------
    baseline : Baseline
    codes : sequence of str
        Of any place; not a number where no interval is published.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> published_errors(load_baseline(), ["E92000001"]).round(2).tolist()
    [0.09]
    """
    both = [published_standard_errors(baseline, list(codes), sex=sex) for sex in SEXES]
    errors: Array = np.mean(both, axis=0)
    return errors


def published_reliability(baseline: Baseline, codes: list[str], *, sex: str | None = None) -> Array:
    """Reliability of the published healthy life expectancy of the base period between wider places.

    The variance of sampling is `sampling_variance_multiple` times the published one: overlapping windows differ by
    more than published errors let them.

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> upper_tiers = sorted(set(load_baseline().areas["upper_tier_code"]))
    >>> published_reliability(load_baseline(), upper_tiers, sex="male").round(2)
    np.float64(0.74)
    """
    table = baseline.tables["published"]
    chosen = table[(table["outcome"] == "hle") & (table["period"].astype(str) == BASE_PERIOD)]
    chosen = chosen[chosen["sex"].isin(SEXES if sex is None else (sex,))]
    values = chosen.groupby("code")["value"].mean().reindex(codes).to_numpy(np.float64)
    errors = published_standard_errors(baseline, codes, sex=sex) * sampling_error_multiple()
    return reliability(values, errors)


def sampling_error_multiple() -> float:
    """Give the multiple of the published standard errors that overlapping windows point at.

    Examples
    --------
    >>> round(sampling_error_multiple(), 2)
    1.55
    """
    return float(np.sqrt(load_parameters().central().sampling_variance_multiple))
