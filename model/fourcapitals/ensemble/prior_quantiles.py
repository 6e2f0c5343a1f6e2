"""From probabilities to values: the quantiles of priors and of causal shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtr, ndtri

from fourcapitals.data.distributions import (
    Bernoulli,
    Beta,
    CausalShare,
    Fixed,
    Lognormal,
    Mixture,
    Normal,
    Prior,
    Switched,
    Uniform,
)
from fourcapitals.equations.elementary import Array

Bools = npt.NDArray[np.bool_]
_NORMAL_95: Final = float(ndtri(0.975))
_FACE: Final = 2.0**-31
"""How near a part of a mixture is read to its own ends, where a normal has no value; draws come no nearer."""


def quantile(prior: Prior, probability: Array, *, second: Mapping[str, Bools] | None = None) -> Array:  # noqa: PLR0911
    """Value of a prior at a probability, element by element.

    Parameters
    ----------
    prior : Prior
    probability : (draw,), between 0 and 1
    second : mapping of str to (draw,), optional
        By the name of the parameter that switches priors: whether a draw takes the second of them.

    Examples
    --------
    >>> quantile(Lognormal(kind="lognormal", median=2.0, low=1.0, high=4.0), np.array([0.025, 0.5])).round(6)
    array([1., 2.])
    """
    p = np.asarray(probability, dtype=np.float64)
    if isinstance(prior, Fixed):
        return np.full_like(p, np.nan if prior.value is None else prior.value)
    if isinstance(prior, Normal):
        if prior.kind == "absolute_normal":
            return _of_absolute_normal(abs(prior.mean) / prior.sd, p) * prior.sd
        return np.asarray(prior.mean + prior.sd * ndtri(p))
    if isinstance(prior, Lognormal):
        # A spread on each side of the median, so that all three stated quantiles hold.
        normal = ndtri(p)
        ratio: Array = np.where(normal < 0, prior.median / prior.low, prior.high / prior.median)
        spread = np.log(ratio) / _NORMAL_95
        return np.asarray(prior.median * np.exp(spread * normal))
    if isinstance(prior, Uniform):
        return prior.low + (prior.high - prior.low) * p
    if isinstance(prior, Beta):
        return np.asarray(betaincinv(*prior.shapes(), p))
    if isinstance(prior, Bernoulli):
        return (p >= 1 - prior.probability).astype(np.float64)
    if isinstance(prior, Switched):
        of_second = (second or {})[prior.by]
        first, other = (quantile(part, p, second=second) for part in (prior.first, prior.second))
        return np.where(of_second, other, first)
    return _of_mixture(prior, p, second or {})


def _of_absolute_normal(centre: float, probability: Array) -> Array:
    """Quantiles of the absolute value of a normal with standard deviation 1, by bisection."""
    low = np.zeros_like(probability)
    # At most twice as much lies in a tail of the absolute value as in one of the normal.
    high = centre + np.maximum(ndtri((1 + probability) / 2), 0.0)
    for _ in range(60):
        middle = (low + high) / 2
        beyond = ndtr(middle - centre) - ndtr(-middle - centre) > probability
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    quantiles: Array = (low + high) / 2
    return quantiles


def _of_mixture(prior: Mixture, probability: Array, second: Mapping[str, Bools]) -> Array:
    """A part is chosen by the probability itself, whose rest then places the value."""
    result = np.empty_like(probability)
    start = 0.0
    for index, part in enumerate(prior.parts):
        end = 1.0 if index == len(prior.parts) - 1 else start + part.weight
        chosen = (probability >= start) & (probability < end)
        within = np.clip((probability - start) / (end - start), _FACE, 1 - _FACE)
        of_part = {name: taken[chosen] for name, taken in second.items()}
        result[chosen] = quantile(part, within[chosen], second=of_part)
        start = end
    return result


def share_quantile(share: CausalShare, probability: Array) -> Array:
    """Causal share at a probability: zero below the spike's mass, else the share's own distribution.

    Parameters
    ----------
    share : CausalShare
    probability : (...), from 0 to 1

    Examples
    --------
    >>> share = CausalShare(meaning="m", letter="C", probability_zero=0.5,
    ...                     otherwise=Fixed(kind="fixed", value=1.0), source="s", grade="J")
    >>> share_quantile(share, np.array([0.4, 0.6]))
    array([0., 1.])
    """
    p = np.asarray(probability, dtype=np.float64)
    above = np.clip((p - share.probability_zero) / (1 - share.probability_zero), 0, 1 - 1e-16)
    return np.where(p < share.probability_zero, 0.0, quantile(share.otherwise, above))


def in_prices_of(prior: Prior, year: int, level: Callable[[int], float]) -> Prior:
    """Restate a prior whose parts are in older or newer prices in those of its row.

    Parameters
    ----------
    prior : Prior
    year : int
        Whose prices its row is in.
    level : callable
        Price level by year, 1 in 2019.
    """
    if isinstance(prior, Mixture):
        return prior.model_copy(update={"parts": [in_prices_of(part, year, level) for part in prior.parts]})
    if isinstance(prior, Switched):
        each = {"first": in_prices_of(prior.first, year, level), "second": in_prices_of(prior.second, year, level)}
        return prior.model_copy(update=each)
    if isinstance(prior, Lognormal) and prior.price_year is not None:
        factor = level(year) / level(prior.price_year)
        return prior.model_copy(
            update={
                "median": prior.median * factor,
                "low": prior.low * factor,
                "high": prior.high * factor,
                "price_year": None,
            }
        )
    return prior
