"""How good a probabilistic forecast was: proper scores, coverage beside sharpness, skill with its interval.

Forecasts are draws, a normal distribution or quantiles; `observed` is what was published, so that the forecast must
carry the sampling error of the figure before it is scored. All scores have the unit of the outcome, and less is better.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.special import ndtr

from fourcapitals.equations.checks import fault, numbers, refuse
from fourcapitals.equations.elementary import Array

HALF: Final = 0.5
LEAST_MEMBERS: Final = 2


def crps_ensemble(members: Array, observed: Array, *, fair: bool = True) -> Array:
    """Score draws by the continuous ranked probability score.

    Parameters
    ----------
    members : (draw, ...), any unit
        Two draws at least.
    observed : (...), in the unit of `members`
    fair : bool, true or false
        As if the draws were without number; otherwise the draws are the whole forecast, which favours few draws that
        lie close together.

    Returns
    -------
    (...), in the unit of `members`

    Notes
    -----
    ``mean |x - o| - half the mean |x - x'|``, the second mean over pairs of different draws where it is fair. Source:
    Gneiting and Raftery 2007, Journal of the American Statistical Association 102:359-378; fair: Ferro 2014, Quarterly
    Journal of the Royal Meteorological Society 140:1917-1923.

    Examples
    --------
    >>> members = np.array([61.0, 62.0, 63.0, 64.0, 65.0])
    >>> crps_ensemble(members, np.array(62.5), fair=False), crps_ensemble(members, np.array(62.5)).round(9)
    (np.float64(0.5), np.float64(0.3))
    """
    where = "crps_ensemble"
    members, observed = _draws_and_observed(where, members, observed)
    count = len(members)
    order = (2 * np.arange(count) - count + 1).reshape(-1, *[1] * observed.ndim)
    # Over sorted draws the sum of all distances between two is the sum of each draw times its place.
    apart = 2 * (order * np.sort(members, axis=0)).sum(axis=0)
    pairs = count * (count - 1) if fair else count**2
    score: Array = np.abs(members - observed).mean(axis=0) - HALF * apart / pairs
    return score


def crps_normal(mean: Array, sd: Array, observed: Array) -> Array:
    """Score a normal forecast by the continuous ranked probability score.

    Parameters
    ----------
    mean : (...), any unit
    sd : (...), in the unit of `mean`
        0 or more; at 0 the score is the distance.
    observed : (...), in the unit of `mean`

    Returns
    -------
    (...), in the unit of `mean`

    Notes
    -----
    ``sd (z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi))``, z the error in standard deviations. Source: Gneiting and
    Raftery 2007, Journal of the American Statistical Association 102:359-378, equation 21.

    Examples
    --------
    >>> crps_normal(np.array(63.0), np.array([1.5, 0.0]), np.array(62.5)).round(6)
    array([0.416424, 0.5     ])
    """
    where = "crps_normal"
    mean, sd, observed = _alike(where, mean=mean, sd=sd, observed=observed)
    refuse(where, fault("sd", sd, ~(sd >= 0), "0 or more"))
    error = np.abs(observed - mean)
    z = np.divide(error, sd, where=sd > 0, out=np.zeros_like(error))
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    spread = sd * (z * (2 * ndtr(z) - 1) + 2 * density - 1 / np.sqrt(np.pi))
    score: Array = np.where(sd > 0, spread, error)
    return score


def quantile_score(quantiles: Array, levels: Array, observed: Array) -> Array:
    """Score quantiles of a forecast; with many evenly spaced levels it nears the continuous ranked probability score.

    Parameters
    ----------
    quantiles : (level, ...), any unit
    levels : (level,), probability
        Between 0 and 1.
    observed : (...), in the unit of `quantiles`

    Returns
    -------
    (...), in the unit of `quantiles`

    Notes
    -----
    Twice the mean over levels of ``(1{o < q} - level)(q - o)``. Source: Gneiting and Ranjan 2011, Journal of Business
    and Economic Statistics 29:411-422.

    Examples
    --------
    >>> quantile_score(np.array([60.0, 63.0, 66.0]), np.array([0.05, 0.5, 0.95]), np.array(62.5)).round(4)
    np.float64(0.3667)
    """
    where = "quantile_score"
    levels, observed = numbers(where, "levels", levels), numbers(where, "observed", observed)
    quantiles = numbers(where, "quantiles", quantiles)
    if levels.ndim != 1 or quantiles.shape != (len(levels), *observed.shape):
        refuse(where, [f"quantiles {quantiles.shape}; expected {(len(levels), *observed.shape)}: (level, ...)"])
    faults = fault("levels", levels, ~((levels > 0) & (levels < 1)), "a probability between 0 and 1")
    refuse(where, faults + _not_finite(quantiles=quantiles, observed=observed))
    level = levels.reshape(-1, *[1] * observed.ndim)
    above = quantiles - observed
    score: Array = 2 * (((above > 0) - level) * above).mean(axis=0)
    return score


class IntervalQuality(NamedTuple):
    """How often central intervals held what was observed, and how wide they were."""

    coverage: float
    """Share, 0 to 1."""
    width: float
    """Mean, in the unit of the outcome."""


def interval_quality(lower: Array, upper: Array, observed: Array) -> IntervalQuality:
    """Count how many intervals hold what was observed, beside how wide they are.

    Parameters
    ----------
    lower, upper : (...), any unit
    observed : (...), in the same unit

    Returns
    -------
    IntervalQuality
        Coverage as a share, width in the same unit, by definition.

    Examples
    --------
    >>> interval_quality(np.array([1.0, 2.0]), np.array([3.0, 6.0]), np.array([2.0, 7.0]))
    IntervalQuality(coverage=0.5, width=3.0)
    """
    where = "interval_quality"
    lower, upper, observed = _alike(where, lower=lower, upper=upper, observed=observed)
    refuse(where, fault("upper", upper, upper < lower, "no less than the lower end"))
    inside = (observed >= lower) & (observed <= upper)
    return IntervalQuality(float(inside.mean()), float((upper - lower).mean()))


def probability_transform(members: Array, observed: Array) -> Array:
    """Place what was observed among the draws; of a calibrated forecast the places are uniform.

    Parameters
    ----------
    members : (draw, ...), any unit
    observed : (...), in the unit of `members`

    Returns
    -------
    (...), share of the draws below
        Draws that are equal to it count half.

    Notes
    -----
    The probability integral transform (PIT). Source: Dawid 1984, Journal of the Royal Statistical Society A 147:278.

    Examples
    --------
    >>> float(probability_transform(np.array([61.0, 62.0, 63.0, 64.0]), np.array(62.5)))
    0.5
    """
    members, observed = _draws_and_observed("probability_transform", members, observed)
    place: Array = (members < observed).mean(axis=0) + HALF * (members == observed).mean(axis=0)
    return place


def noise_corrected_rmse(errors: Array, standard_error: Array) -> float:
    """Root mean squared error less what the sampling error of the published figures gives by itself.

    Parameters
    ----------
    errors : (...), any unit
        Observed less forecast.
    standard_error : (...), in the unit of `errors`
        Of the published figure.

    Returns
    -------
    float, in the unit of `errors`
        By definition ``sqrt(mean(error^2) - mean(se^2))``; 0 where noise explains all of it.

    Examples
    --------
    >>> round(noise_corrected_rmse(np.array([3.0, -3.0]), np.array([1.0, 1.0])), 4)
    2.8284
    """
    errors, standard_error = _alike("noise_corrected_rmse", errors=errors, standard_error=standard_error)
    return float(np.sqrt(max(0.0, float(np.mean(errors**2) - np.mean(standard_error**2)))))


class RankAgreement(NamedTuple):
    """How well a forecast orders the areas, and how well any could, given the noise of the figures."""

    correlation: float
    ceiling: float


def rank_agreement(forecast: Array, observed: Array, standard_error: Array) -> RankAgreement:
    """Correlate ranks of forecast and observation, beside the ceiling that sampling error sets.

    Parameters
    ----------
    forecast, observed : (area,), any unit
    standard_error : (area,), in the unit of `observed`

    Returns
    -------
    RankAgreement
        Spearman's correlation; its ceiling is about ``sqrt(reliability)``, where
        ``reliability = 1 - mean(se^2) / variance of the observed``.

    Notes
    -----
    Source: Spearman 1904, American Journal of Psychology 15:72-101 (both the correlation and the ceiling).

    Examples
    --------
    >>> rank_agreement(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 3.0, 2.0, 4.0]), np.full(4, 0.5)).correlation
    0.8
    """
    forecast, observed, standard_error = _alike(
        "rank_agreement", forecast=forecast, observed=observed, standard_error=standard_error
    )
    reliability = max(0.0, 1 - float(np.mean(standard_error**2)) / float(np.var(observed)))
    return RankAgreement(round(float(stats.spearmanr(forecast, observed).statistic), 12), float(np.sqrt(reliability)))


class Skill(NamedTuple):
    """Share of the reference's score that a forecast saves, with its interval; below 0 the reference is better."""

    skill: float
    lower: float
    upper: float


def skill_interval(
    scores: Array,
    reference: Array,
    blocks: npt.NDArray[np.str_] | list[str],
    *,
    generator: np.random.Generator,
    resamples: int = 1000,
    level: float = 0.95,
) -> Skill:
    """Compare the scores of two forecasts of the same figures, resampling whole blocks.

    Parameters
    ----------
    scores, reference : (figure,), any unit
        Of each figure, less is better.
    blocks : (figure,), name of a block
        What depends on each other stays together: all windows and both sexes of an area, say.
    generator : numpy.random.Generator
    resamples : int, number of them
    level : float, probability
        Of the percentile interval.

    Returns
    -------
    Skill
        ``1 - mean(scores) / mean(reference)``, a share.

    Notes
    -----
    Paired block bootstrap: both means are taken over the same resampled blocks. Source: Efron and Tibshirani 1993, An
    introduction to the bootstrap, chapters 8 and 13.

    Examples
    --------
    >>> areas = ["a", "a", "b"]
    >>> halved = skill_interval(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]), areas,
    ...                         generator=np.random.default_rng(1))
    >>> [round(value, 9) for value in halved]
    [0.5, 0.5, 0.5]
    """
    where = "skill_interval"
    scores, reference = _alike(where, scores=scores, reference=reference)
    names, block = np.unique(np.asarray(blocks), return_inverse=True)
    if block.shape != scores.shape:
        refuse(where, [f"blocks {block.shape}; expected the name of a block for each of {scores.shape} figures"])
    refuse(where, ["the reference scores 0; expected some error to save"] if not reference.sum() > 0 else [])
    own = np.bincount(block, scores, len(names))
    other = np.bincount(block, reference, len(names))
    drawn = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=resamples)
    below = drawn @ other
    skills = 1 - (drawn @ own)[below > 0] / below[below > 0]
    tail = (1 - level) / 2
    lower, upper = np.quantile(skills, [tail, 1 - tail])
    return Skill(1 - float(scores.sum() / reference.sum()), float(lower), float(upper))


def _alike(where: str, **arrays: Array) -> tuple[Array, ...]:
    taken = {name: numbers(where, name, array) for name, array in arrays.items()}
    try:
        broadcast = np.broadcast_arrays(*taken.values())
    except ValueError:
        named = ", ".join(f"{name} {array.shape}" for name, array in taken.items())
        raise ValueError(f"{where}: shapes differ: {named}; expected shapes that broadcast") from None
    refuse(where, _not_finite(**dict(zip(taken, broadcast, strict=True))))
    return tuple(broadcast)


def _draws_and_observed(where: str, members: Array, observed: Array) -> tuple[Array, Array]:
    members, observed = numbers(where, "members", members), numbers(where, "observed", observed)
    if members.shape[1:] != observed.shape or len(members) < LEAST_MEMBERS:
        expected = f"(draw, ...) over observed {observed.shape}, two draws at least"
        refuse(where, [f"members {members.shape}; expected {expected}"])
    refuse(where, _not_finite(members=members, observed=observed))
    return members, observed


def _not_finite(**arrays: Array) -> list[str]:
    return [
        each for name, array in arrays.items() for each in fault(name, array, ~np.isfinite(array), "a finite number")
    ]
