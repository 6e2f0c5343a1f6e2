"""The scores of several forecasts of the same published figures, as a table: a row for each forecast and period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr, ndtri

from fourcapitals.data.relative_history import RelativeHistory
from fourcapitals.equations.elementary import Array
from fourcapitals.equations.scores import (
    LEAST_MEMBERS,
    crps_ensemble,
    crps_normal,
    interval_quality,
    noise_corrected_rmse,
    probability_transform,
    rank_agreement,
    skill_interval,
)
from fourcapitals.evidence.simple_forecasts import NormalForecast

LEVELS: Final = (50, 80, 90)
"""Central intervals whose coverage is counted, per cent."""
ALL: Final = "all"
PERSISTENCE: Final = "persistence"


class Scored(NamedTuple):
    """One forecast beside what was published, each (series, period) unless said."""

    mean: Array
    crps: Array
    place: Array
    """Of the published figure in the forecast, 0 to 1 (PIT)."""
    lower: Mapping[int, Array]
    """By level of the interval, per cent."""
    upper: Mapping[int, Array]


def too_few_draws(draws: int) -> list[str]:
    """Say that one draw is no forecast: it has no spread to be scored, or to be put on file."""
    return [f"draws: {LEAST_MEMBERS} or more expected, got {draws}"] if draws < LEAST_MEMBERS else []


def score_normal(forecast: NormalForecast, published: Array) -> Scored:
    """Score a normal forecast.

    Parameters
    ----------
    forecast : NormalForecast
    published : (series, period), in the unit of the forecast
    """
    half = {level: float(ndtri(0.5 + level / 200)) * forecast.sd for level in LEVELS}
    return Scored(
        mean=forecast.mean,
        crps=crps_normal(forecast.mean, forecast.sd, published),
        place=np.asarray(ndtr((published - forecast.mean) / forecast.sd)),
        lower={level: forecast.mean - half[level] for level in LEVELS},
        upper={level: forecast.mean + half[level] for level in LEVELS},
    )


def score_draws(members: Array, published: Array) -> Scored:
    """Score draws of what would be published, by the fair CRPS.

    Parameters
    ----------
    members : (draw, series, period), any unit
    published : (series, period), in the same unit
    """
    shares = [share for level in LEVELS for share in (0.5 - level / 200, 0.5 + level / 200)]
    # Ends between which one more draw like these would lie with the chance that is stated, however few they are.
    ends = np.quantile(members, shares, axis=0, method="weibull")
    return Scored(
        mean=members.mean(axis=0),
        crps=crps_ensemble(members, published),
        place=probability_transform(members, published),
        lower={level: ends[2 * position] for position, level in enumerate(LEVELS)},
        upper={level: ends[2 * position + 1] for position, level in enumerate(LEVELS)},
    )


def score_table(
    targets: RelativeHistory,
    forecasts: Mapping[str, Scored],
    *,
    reference: str = PERSISTENCE,
    multiple: float = 1.0,
    seed: int = 0,
) -> pd.DataFrame:
    """Lay the scores of forecasts side by side, for each period and for all together.

    Parameters
    ----------
    targets : RelativeHistory
        What was published.
    forecasts : mapping of str to Scored
        By name; the reference is among them.
    reference : str
        The forecast that skill is counted over.
    multiple : float
        How many times the published variance the sampling error of the figures has.
    seed : int
        Of the bootstrap, whose blocks are places: both sexes and all periods of one together.

    Returns
    -------
    DataFrame
        ``outcome``, ``period``, ``forecast``, ``figures``, ``crps``, ``rmse``, ``rmse_noise_corrected``,
        ``rank_correlation``, ``rank_ceiling``, ``coverage_50`` to ``coverage_90``, ``width_90``, ``skill``,
        ``skill_lower``, ``skill_upper``, ``pit`` (shares of ten bins).
    """
    periods = [*[period_name(int(year), targets.span) for year in targets.first_years], ALL]
    rows = []
    for position, period in enumerate(periods):
        chosen = slice(None) if period == ALL else slice(position, position + 1)
        for name, scored in forecasts.items():
            row = _row(targets, scored, chosen, multiple)
            skill = skill_interval(
                scored.crps[:, chosen].mean(axis=1),
                forecasts[reference].crps[:, chosen].mean(axis=1),
                targets.codes.tolist(),
                generator=np.random.default_rng(seed),
            )
            over = dict(zip(("skill", "skill_lower", "skill_upper"), skill, strict=True))
            rows.append({"outcome": targets.outcome, "period": period, "forecast": name, **row, **over})
    return pd.DataFrame(rows)


def period_name(first_year: int, span: int) -> str:
    """Name a window by its ends, a single year by itself.

    Examples
    --------
    >>> period_name(2017, 3), period_name(2017, 1)
    ('2017-19', '2017')
    """
    return str(first_year) if span == 1 else f"{first_year}-{(first_year + span - 1) % 100:02d}"


def _row(targets: RelativeHistory, scored: Scored, chosen: slice, multiple: float) -> dict[str, object]:
    published = targets.values[:, chosen]
    noise = np.sqrt(multiple) * targets.standard_errors[:, chosen]
    errors = published - scored.mean[:, chosen]
    ranks = np.array(
        [
            rank_agreement(scored.mean[:, chosen][:, each], published[:, each], noise[:, each])
            for each in range(published.shape[1])
        ]
    )
    held = {
        level: interval_quality(scored.lower[level][:, chosen], scored.upper[level][:, chosen], published)
        for level in LEVELS
    }
    return {
        "figures": published.size,
        "crps": float(scored.crps[:, chosen].mean()),
        "rmse": float(np.sqrt(np.mean(errors**2))),
        "rmse_noise_corrected": noise_corrected_rmse(errors, noise),
        "rank_correlation": float(ranks[:, 0].mean()),
        "rank_ceiling": float(ranks[:, 1].mean()),
        **{f"coverage_{level}": held[level].coverage for level in LEVELS},
        "width_90": held[LEVELS[-1]].width,
        "pit": _bins(scored.place[:, chosen]),
    }


def _bins(places: Array) -> list[float]:
    counts: npt.NDArray[np.int64] = np.histogram(places, bins=10, range=(0, 1))[0]
    return [float(share) for share in counts / places.size]
