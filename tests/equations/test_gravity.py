"""Gravity of flows: what it is fitted to comes back, and every place keeps its totals."""

import numpy as np
import pytest
from fourcapitals.equations.gravity import fit_gravity


@pytest.fixture
def distance():
    place = np.random.default_rng(5).uniform(0, 300, (12, 2))
    return np.sqrt(((place[:, None] - place[None]) ** 2).sum(axis=2))


@pytest.mark.parametrize("decay", [0.4, 1.7])
def test_flows_made_with_a_decay_give_it_back(distance, decay):
    masses = np.random.default_rng(6).uniform(1, 9, (2, 12))
    apart = ~np.eye(12, dtype=bool)
    flows = np.zeros((12, 12))
    flows[apart] = (masses[0][:, None] * masses[1] * 1e4)[apart] * distance[apart] ** -decay
    found = fit_gravity(flows, distance)
    assert found.distance_decay == pytest.approx(decay, abs=1e-4)
    assert found.explained == pytest.approx(1, abs=1e-4)
    assert found.within_factor_two == 1


def test_every_place_keeps_what_leaves_and_what_arrives(distance):
    flows = np.random.default_rng(7).poisson(20, (12, 12)).astype(float)
    found = fit_gravity(flows, distance).fitted
    np.fill_diagonal(flows, 0)
    np.testing.assert_allclose(found.sum(axis=0), flows.sum(axis=0), rtol=1e-6)
    np.testing.assert_allclose(found.sum(axis=1), flows.sum(axis=1), rtol=1e-6)
    assert np.diag(found).tolist() == [0] * 12


def test_moves_within_a_place_do_not_count(distance):
    flows = np.random.default_rng(8).poisson(20, (12, 12)).astype(float)
    more = flows + np.diag(np.full(12, 500.0))
    assert fit_gravity(more, distance).distance_decay == fit_gravity(flows, distance).distance_decay


@pytest.mark.parametrize(
    ("flows", "distance", "said"),
    [
        (-np.ones((3, 3)), np.ones((3, 3)), "0 or more"),
        (np.ones((3, 3)), np.zeros((3, 3)), "above 0 between places"),
        (np.ones((2, 3)), np.ones((2, 3)), "as many origins as destinations"),
        (np.array([[0.0, 1.0], [0.0, 0.0]]), np.ones((2, 2)), None),
    ],
)
def test_what_cannot_be_fitted_is_refused(flows, distance, said):
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=said):
        fit_gravity(flows, distance)
