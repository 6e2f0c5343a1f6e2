"""Sampling errors of the statistics of areas from which need is scored, as far as they are published."""

from __future__ import annotations

import numpy as np

from fourcapitals.data.area_noise import noise_of
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.sampling_error import published_standard_errors, sampling_error_multiple
from fourcapitals.equations.elementary import Array


def statistics_errors(baseline: Baseline) -> dict[str, Array]:
    """Standard errors of published figures of one year by statistic, (area,), in the unit of the outcome.

    Healthy life expectancy has that of the upper tier, mean of both sexes, times what overlapping windows point at;
    life expectancy that of the mean of three years; employment, sickness and life satisfaction those of the Annual
    Population Survey, sickness as a share of the same people. Accounts (income, GVA per hour) are published without.

    Parameters
    ----------
    baseline : Baseline

    Examples
    --------
    >>> from fourcapitals.data.baseline import load_baseline
    >>> errors = statistics_errors(load_baseline())
    >>> {name: float(error.mean().round(3)) for name, error in errors.items()}
    {'hle': 1.038, 'le': 0.313, 'employment': 0.027, 'long_term_sick': 0.014, 'life_satisfaction': 0.148}
    """
    areas, past, noise = baseline.arrays, baseline.histories, noise_of(baseline.tables, baseline.period.base)
    tiers = baseline.areas["upper_tier_code"].tolist()
    healthy = published_standard_errors(baseline, tiers) * sampling_error_multiple()
    work, share = past.employment_errors[:, -1], areas.employment * (1 - areas.employment)
    sick = areas.long_term_sick * (1 - areas.long_term_sick)
    found = {
        "hle": healthy,
        "le": noise.life_error / np.sqrt(3 * areas.population / 1e5),
        "employment": work,
        "long_term_sick": work * np.sqrt(sick / share),
        "life_satisfaction": past.satisfaction_errors[:, -1],
    }
    return {name: np.where(np.isfinite(error), error, np.nanmean(error)) for name, error in found.items()}
