"""Likelihoods of linear normal models: the published answer of a textbook series, and every formula by brute force."""

import numpy as np
import pytest
from fourcapitals.equations.likelihoods import gaussian_log_likelihood, random_walk_log_likelihood, restricted_fit
from fourcapitals.equations.observation import condition
from scipy.optimize import minimize
from scipy.stats import multivariate_normal

# Annual flow of the Nile at Aswan 1871-1970: Durbin and Koopman 2012, chapter 2.
NILE = [
    *(1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140),
    *(1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969),
    *(831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759),
    *(781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890),
    *(744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740),
]
OBSERVATION, LEVEL = 15099.0, 1469.1
"""Published variances, by maximum likelihood with a diffuse level."""


def of_the_nile(observation, level):
    seen = np.array(NILE, float)
    return random_walk_log_likelihood(seen, np.eye(100), observation * np.eye(100), 0.0, np.sqrt(level))


def test_the_local_level_of_the_nile_has_its_published_likelihood():
    assert of_the_nile(OBSERVATION, LEVEL) == pytest.approx(-632.5456, abs=5e-4)


def test_the_local_level_of_the_nile_has_its_published_maximum():
    found = minimize(
        lambda point: -of_the_nile(*np.exp(point)),
        np.log([10_000.0, 1_000.0]),
        method="Nelder-Mead",
        options={"xatol": 1e-5, "fatol": 1e-8},
    )
    assert np.exp(found.x) == pytest.approx([OBSERVATION, LEVEL], rel=2e-4)


def test_what_is_known_of_the_last_level_of_the_nile_has_its_closed_form():
    """The steady state of the Kalman filter: P = (q + sqrt(q^2 + 4 q h)) / 2, of which h / (P + h) is left."""
    years = np.arange(100)
    walk = 1e7 + LEVEL * np.minimum.outer(years, years)
    seen = np.array(NILE, float)
    known = condition(walk, np.eye(100), OBSERVATION * np.eye(100), seen - seen.mean(), np.eye(100)[-1:])
    predicted = (LEVEL + np.sqrt(LEVEL**2 + 4 * LEVEL * OBSERVATION)) / 2
    assert known.covariance[0, 0] == pytest.approx(predicted * OBSERVATION / (predicted + OBSERVATION), rel=1e-6)
    level = seen[0]
    variance = OBSERVATION
    for value in seen[1:]:
        variance += LEVEL
        gain = variance / (variance + OBSERVATION)
        level, variance = level + gain * (value - level), (1 - gain) * variance
    assert known.mean[0] + seen.mean() == pytest.approx(level, abs=1e-3)


def a_covariance(size, seed):
    factor = np.random.default_rng(seed).standard_normal((size, size))
    return factor @ factor.T + np.eye(size)


def test_the_likelihood_of_many_series_is_that_of_each():
    covariance, series = a_covariance(4, 1), np.random.default_rng(2).standard_normal((7, 4))
    each = multivariate_normal(np.zeros(4), covariance).logpdf(series).sum()
    assert gaussian_log_likelihood(series.T @ series, 7, covariance) == pytest.approx(each, rel=1e-12)


def test_a_restricted_likelihood_is_the_limit_of_a_wide_prior_of_the_slopes():
    chance, wide = np.random.default_rng(3), 300.0
    columns, seen = chance.standard_normal((3, 5, 2)), chance.standard_normal((3, 5))
    covariance = np.array([a_covariance(5, seed) for seed in (4, 5, 6)])
    fit = restricted_fit(seen, columns, covariance)
    whole = np.zeros((15, 15))
    for place in range(3):
        whole[5 * place : 5 * place + 5, 5 * place : 5 * place + 5] = covariance[place]
    flat = columns.reshape(15, 2)
    joint = multivariate_normal(np.zeros(15), whole + wide**2 * flat @ flat.T).logpdf(seen.ravel())
    # The prior's own density at the slopes, which the flat one has as 1.
    assert fit.log_likelihood == pytest.approx(joint + np.log(2 * np.pi * wide**2), abs=1e-3)
    inverse = np.linalg.inv(whole)
    slopes = np.linalg.solve(flat.T @ inverse @ flat, flat.T @ inverse @ seen.ravel())
    assert fit.slopes == pytest.approx(slopes)
    assert fit.left.ravel() == pytest.approx(seen.ravel() - flat @ slopes)
