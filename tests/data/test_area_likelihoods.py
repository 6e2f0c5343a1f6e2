"""Likelihoods of the histories of areas: the exact ones of a multivariate normal, written out for a few areas."""

import numpy as np
import pytest
from fourcapitals.data.area_histories import histories_until
from fourcapitals.data.area_likelihoods import (
    healthy_covariance,
    healthy_fits,
    life_covariance,
    life_covariates,
    life_log_likelihood,
    productivity_covariance,
    productivity_log_likelihood,
)
from fourcapitals.equations.observation import window_matrix
from scipy.stats import multivariate_normal


@pytest.fixture(scope="module")
def past(baseline):
    return histories_until(baseline.tables, 2014)


def few_areas(past, count):
    chosen = np.arange(count) * (len(past.people) // count)
    return past._replace(
        life=past.life[:, chosen],
        people=past.people[chosen],
        regions=past.regions[chosen][:, :1],
        deprivation=past.deprivation[chosen],
    )


def test_productivity_is_as_likely_as_a_multivariate_normal_says(past):
    seen = past.productivity[:9] - past.productivity[:9].mean(axis=0)
    exact = multivariate_normal(np.zeros(11), productivity_covariance(11, 0.97, 0.03, 0.2) + 1e-9 * np.eye(11))
    found = productivity_log_likelihood(past.productivity[:9])(0.97, 0.03, 0.2)
    assert found == pytest.approx(exact.logpdf(seen).sum(), rel=1e-9)


def test_life_expectancy_of_both_sexes_is_as_likely_as_one_large_normal_says(past):
    """Differences of two log-likelihoods, since a constant is left out; slopes integrated out under a wide prior."""
    few = few_areas(past, 8)
    means = window_matrix(12)
    columns = np.kron(life_covariates(few), np.eye(12))
    both = np.kron(np.eye(2), columns)

    def exact(persistence, noise, trend, error, together):
        path = life_covariance(12, persistence, noise, trend)
        errors = [error**2 / people * means @ means.T for people in few.people]
        own = np.zeros((96, 96))
        for place, of_area in enumerate(errors):
            own[12 * place : 12 * place + 12, 12 * place : 12 * place + 12] = of_area
        sexes = np.array([[1.0, together], [together, 1.0]])
        whole = np.kron(sexes, np.kron(np.eye(8), path)) + np.kron(np.eye(2), own)
        whole += 1e3 * both @ both.T
        return multivariate_normal(np.zeros(192), whole).logpdf(few.life.reshape(-1))

    found = life_log_likelihood(few, restricted=True)
    one, other = (0.97, 0.1, 0.02, 0.7, 0.9), (0.9, 0.15, 0.04, 0.6, 0.5)
    assert found(*one) - found(*other) == pytest.approx(exact(*one) - exact(*other), abs=0.01)


def test_good_health_is_the_same_process_for_both_sexes(past):
    covariance = healthy_covariance(past.healthy_errors, 0.975, 0.2, 2.0)
    across = covariance[:, :2, 2:]
    assert np.allclose(across, across[0])
    assert (np.diagonal(covariance, axis1=1, axis2=2) > across[0, 0, 0]).all()


def test_more_noise_than_there_is_makes_history_less_likely(past):
    fit = healthy_fits(past)
    likely = fit(0.975, 0.2, 2.0, 0.9).log_likelihood
    assert likely > fit(0.975, 1.0, 2.0, 0.9).log_likelihood + 10
    assert likely > fit(0.975, 0.2, 6.0, 0.9).log_likelihood + 10
