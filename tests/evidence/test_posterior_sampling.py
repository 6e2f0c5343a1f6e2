"""Chains against posteriors that are known in closed form, and what they say of themselves."""

import numpy as np
import pytest
from fourcapitals.data.distributions import Normal, Uniform
from fourcapitals.equations.observation import condition
from fourcapitals.evidence.calibration_targets import Target
from fourcapitals.evidence.posterior_sampling import described, sample, summary, values_at

ERROR = 0.5


def line_and_figures():
    """A level and a slope with normal priors, seen at six points with normal errors."""
    priors = (Normal(kind="normal", mean=1.0, sd=2.0), Normal(kind="normal", mean=0.0, sd=0.3))
    at, seen = np.arange(6.0), np.array([1.2, 1.9, 1.4, 2.8, 2.6, 3.1])
    columns = np.column_stack([np.ones(6), at])

    def log_likelihood(level, slope):
        return float(-0.5 * (((seen - columns @ [level, slope]) / ERROR) ** 2).sum())

    return Target("line", ("level", "slope"), priors, log_likelihood), columns, seen


def test_a_linear_normal_posterior_is_found_as_it_is_known():
    target, columns, seen = line_and_figures()
    prior = np.diag([4.0, 0.09])
    left = seen - columns @ [1.0, 0.0]
    known = condition(prior, columns, ERROR**2 * np.eye(6), left, np.eye(2))
    # The same by precisions: what the prior knows and what the figures know add up.
    precision = np.linalg.inv(prior) + columns.T @ columns / ERROR**2
    assert known.covariance == pytest.approx(np.linalg.inv(precision), rel=1e-12)
    assert known.mean == pytest.approx(np.linalg.solve(precision, columns.T @ left / ERROR**2), rel=1e-12)
    sampled = sample(target, walkers=12, chains=2, steps=600, warm_up=100)
    found, spread = sampled.together, np.sqrt(np.diag(known.covariance))
    error = spread / np.sqrt(sampled.effective)
    assert (np.abs(found.mean(axis=0) - known.mean - [1.0, 0.0]) < 4 * error).all()
    assert found.std(axis=0) == pytest.approx(spread, rel=0.12)
    assert np.corrcoef(found.T)[0, 1] == pytest.approx(known.covariance[0, 1] / spread.prod(), abs=0.08)
    assert (sampled.rhat < 1.05).all()
    assert 0.2 < sampled.acceptance < 0.9


def test_what_history_cannot_tell_stays_as_wide_as_it_was():
    target, _, _ = line_and_figures()
    blind = target._replace(log_likelihood=lambda _level, _slope: 0.0)
    rows = summary(blind, sample(blind, walkers=12, chains=2, steps=600, warm_up=300))
    assert [row["sd_over_before"] for row in rows] == pytest.approx([1.0, 1.0], abs=0.12)


def test_values_follow_the_quantiles_of_the_priors():
    target, _, _ = line_and_figures()
    of_uniform = target._replace(priors=(Uniform(kind="uniform", low=2.0, high=4.0), target.priors[1]))
    assert values_at(of_uniform, np.array([0.0, 1.0])).tolist() == pytest.approx([3.0, 0.3])


def test_a_posterior_is_told_beside_its_prior():
    told = described(np.array([0.0, 4.0]), np.array([1.0, 3.0]))
    assert (told["before_mean"], told["mean"], told["sd_over_before"]) == (2.0, 2.0, 0.5)
