"""The posterior of a group of parameters by Markov chains, with what says whether they have settled.

Chains move in the quantiles of the priors, as standard normals, so that any prior can be held against any likelihood;
the sampler is emcee's (Foreman-Mackey et al. 2013, PASP 125:306-312), of the extra ``fourcapitals[calibration]``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import ndtr

from fourcapitals.ensemble.prior_quantiles import quantile
from fourcapitals.equations.convergence import split_rhat
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, how_to_install
from fourcapitals.evidence.calibration_targets import Target

WALKERS: Final = 12
CHAINS: Final = 4
STEPS: Final = 1000
WARM_UP: Final = 400
"""Steps that are left out."""
_POINTS: Final = 50
_AROUND: Final = 0.02


class Sampled(NamedTuple):
    """Draws of a posterior."""

    values: Array
    """(chain, draw, quantity), in the units of the quantities."""
    rhat: Array
    """(quantity,): `split_rhat` of the chains."""
    effective: Array
    """(quantity,): independent draws that they are worth."""
    acceptance: float
    """Share of the steps that were taken."""

    @property
    def together(self) -> Array:
        """(draw, quantity): the draws of all chains."""
        return self.values.reshape(-1, self.values.shape[-1])


def values_at(target: Target, normal: Array) -> Array:
    """Turn standard normals into values of the quantities under their priors.

    Parameters
    ----------
    target : Target
    normal : (..., quantity)
    """
    probability = np.clip(ndtr(normal), 1e-12, 1 - 1e-12)
    each = [quantile(prior, probability[..., place]) for place, prior in enumerate(target.priors)]
    return np.stack(each, axis=-1)


def sample(
    target: Target,
    *,
    walkers: int = WALKERS,
    chains: int = CHAINS,
    steps: int = STEPS,
    warm_up: int = WARM_UP,
    seed: int = 0,
) -> Sampled:
    """Sample the posterior of a target.

    Parameters
    ----------
    target : Target
    walkers : int
        Of each chain; they move together and count as one.
    chains : int
        Independent of each other.
    steps : int
        Kept, of each walker.
    warm_up : int
        Steps before.
    seed : int

    Raises
    ------
    BadInput
        When emcee is not installed.
    """
    try:
        import emcee
    except ModuleNotFoundError:
        raise BadInput(f"calibration needs emcee: {how_to_install('calibration')}") from None

    def log_posterior(normal: Array) -> Array:
        found = np.full(len(normal), -np.inf)
        for walker, values in enumerate(values_at(target, normal)):
            try:
                found[walker] = target.log_likelihood(*values.tolist())
            except np.linalg.LinAlgError:
                continue
        found = np.where(np.isfinite(found), found, -np.inf)
        posterior: Array = found - 0.5 * (normal**2).sum(axis=1)
        return posterior

    kept, accepted, worth = [], [], np.zeros(len(target.names))
    for chain in range(chains):
        chance = np.random.default_rng([seed, chain])
        moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)]
        sampler = emcee.EnsembleSampler(walkers, len(target.names), log_posterior, vectorize=True, moves=moves)
        # emcee keeps the state of NumPy's older generator.
        sampler.random_state = np.random.RandomState(chance.integers(2**31)).get_state()
        sampler.run_mcmc(_begin(log_posterior, len(target.names), walkers, chance), warm_up + steps)
        kept.append(values_at(target, sampler.get_chain(discard=warm_up)).reshape(-1, len(target.names)))
        accepted.append(float(sampler.acceptance_fraction.mean()))
        worth += walkers * steps / sampler.get_autocorr_time(discard=warm_up, quiet=True, tol=0)
    values = np.array(kept)
    return Sampled(
        values=values,
        rhat=np.array([split_rhat(values[..., place]) for place in range(values.shape[-1])]),
        effective=worth,
        acceptance=float(np.mean(accepted)),
    )


def _begin(log_posterior: Callable[[Array], Array], size: int, walkers: int, chance: np.random.Generator) -> Array:
    """Walkers around a maximum near the best of some points of the prior: from afar single ones would stay behind."""
    points = chance.standard_normal((_POINTS, size))
    best = points[log_posterior(points).argmax()]

    def depth(point: Array) -> float:
        return -float(log_posterior(point[None])[0])

    found = minimize(depth, best, method="Nelder-Mead")
    around: Array = found.x + _AROUND * chance.standard_normal((walkers, size))
    return around


def summary(target: Target, sampled: Sampled, *, draws: int = 4096) -> list[dict[str, object]]:
    """Set the posterior of each quantity beside its prior, a row each.

    Parameters
    ----------
    target : Target
    sampled : Sampled
    draws : int
        Of the prior, in equal parts of its probability.

    Returns
    -------
    list of dict
        ``group, name, before_mean, before_sd, mean, sd, low, middle, high`` (95%), ``sd_over_before, rhat,
        effective_size, acceptance``.
    """
    at = (np.arange(draws) + 0.5) / draws
    rows: list[dict[str, object]] = []
    for place, (name, prior) in enumerate(zip(target.names, target.priors, strict=True)):
        before, after = quantile(prior, at), sampled.together[:, place]
        rows.append(
            {
                "group": target.group,
                "name": name,
                **described(before, after),
                "rhat": float(sampled.rhat[place]),
                "effective_size": float(sampled.effective[place]),
                "acceptance": sampled.acceptance,
            }
        )
    return rows


def described(before: Array, after: Array) -> dict[str, float]:
    """Give mean, spread and the middle 95% of what is known after, beside mean and spread of what was before.

    Parameters
    ----------
    before, after : (draw,), the same unit
    """
    low, middle, high = np.quantile(after, (0.025, 0.5, 0.975))
    return {
        "before_mean": float(before.mean()),
        "before_sd": float(before.std()),
        "mean": float(after.mean()),
        "sd": float(after.std()),
        "low": float(low),
        "middle": float(middle),
        "high": float(high),
        "sd_over_before": float(after.std() / before.std()),
    }
