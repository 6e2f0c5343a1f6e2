"""The inversion of the relational model and calibrated schedules meet their targets, or say why they cannot."""

import numpy as np
import pytest
from fourcapitals.equations.life_expectancy import ABRIDGED_WIDTHS
from fourcapitals.equations.relational import relational_expansion, relational_expectancies
from fourcapitals.equations.relational_fit import calibrate_good_health, fit_relational
from fourcapitals.equations.standard import Standard, person_years
from hypothesis import given
from refusals import refused
from worked_life_table import DEATHS, POPULATION, SHARE, SMALL, STANDARD, eta_values, theta_values


def test_life_78_and_healthy_life_58_invert_to_the_worked_pair():
    theta, eta = fit_relational(STANDARD, 78.0, 58.0)
    assert round(float(theta), 6) == 0.201684
    assert round(float(eta), 6) == -0.514620


def test_the_inversion_meets_every_published_range_of_expectancies_to_a_million_millionth_of_a_year():
    life, healthy = np.meshgrid(np.linspace(70.7, 90.0, 60), np.linspace(45.0, 70.0, 50), indexing="ij")
    high_life, high_healthy = np.meshgrid(np.linspace(78.5, 90.0, 20), np.linspace(70.0, 78.0, 20))
    for target in ((life, healthy), (high_life, high_healthy)):
        fitted = relational_expectancies(STANDARD, *fit_relational(STANDARD, *target))
        assert np.abs(fitted[0] - target[0]).max() <= 1e-12
        assert np.abs(fitted[1] - target[1]).max() <= 1e-12


def test_a_fit_does_not_depend_on_the_other_areas_beside_it():
    life, healthy = np.array([74.0, 78.0, 80.0, 86.0]), np.array([53.0, 58.0, 63.0, 71.0])
    theta, eta = fit_relational(STANDARD, life, healthy)
    order = np.array([2, 0, 3, 1])
    permuted = fit_relational(STANDARD, life[order], healthy[order])
    assert permuted[0] == pytest.approx(theta[order], abs=1e-13)
    assert permuted[1] == pytest.approx(eta[order], abs=1e-13)
    for area in range(4):
        alone = fit_relational(STANDARD, life[area], healthy[area])
        assert alone[0] == pytest.approx(theta[area], abs=1e-13)
        assert alone[1] == pytest.approx(eta[area], abs=1e-13)


@given(theta_values, eta_values)
def test_fitting_what_the_model_gives_returns_its_theta_and_eta(theta, eta):
    fitted = fit_relational(STANDARD, *relational_expectancies(STANDARD, theta, eta))
    assert fitted[0] == pytest.approx(theta, abs=1e-11)
    assert fitted[1] == pytest.approx(eta, abs=1e-11)


def test_standards_by_sex_meet_areas_by_broadcasting():
    rate = np.stack([DEATHS / POPULATION, 0.8 * DEATHS / POPULATION])
    share = np.stack([SHARE, 0.95 * SHARE])
    both = Standard(ABRIDGED_WIDTHS, rate, share)
    life = np.array([[78.0, 82.0], [80.0, 84.0], [76.0, 79.0]])
    healthy = np.array([[58.0, 59.0], [64.0, 66.0], [55.0, 54.0]])
    theta, eta = fit_relational(both, life, healthy)
    expansion = relational_expansion(both, theta, eta)
    assert theta.shape == eta.shape == expansion.le_theta.shape == expansion.hle_eta.shape == (3, 2)
    for area, sex in np.ndindex(3, 2):
        one = Standard(ABRIDGED_WIDTHS, rate[sex], share[sex])
        pair = fit_relational(one, life[area, sex], healthy[area, sex])
        assert pair[0] == pytest.approx(theta[area, sex], abs=1e-13)
        assert pair[1] == pytest.approx(eta[area, sex], abs=1e-13)
        alone = relational_expansion(one, *pair)
        for field in expansion._fields:
            assert getattr(expansion, field)[area, sex] == pytest.approx(getattr(alone, field), rel=1e-11)


@pytest.mark.parametrize("target", [45.0, 58.0, 64.836602, 75.0])
def test_a_calibrated_schedule_gives_the_published_healthy_life_expectancy(target):
    share = calibrate_good_health(ABRIDGED_WIDTHS, DEATHS / POPULATION, SHARE, target)
    lived = person_years(DEATHS / POPULATION, ABRIDGED_WIDTHS)
    assert (lived * share).sum() == pytest.approx(target, abs=1e-12)
    shift = np.log(share / (1 - share)) - np.log(SHARE / (1 - SHARE))
    assert np.ptp(shift) < 1e-12


def test_schedules_are_calibrated_one_to_each_target():
    shares = calibrate_good_health(ABRIDGED_WIDTHS, DEATHS / POPULATION, SHARE, [58.0, 64.0, 70.0])
    lived = person_years(DEATHS / POPULATION, ABRIDGED_WIDTHS)
    assert shares.shape == (3, 20)
    assert (shares * lived).sum(axis=-1) == pytest.approx([58.0, 64.0, 70.0], abs=1e-12)


BETWEEN = "expected more than 0 years and less than the life expectancy"

REACH = "expected between 70.6774 and 994.2125 years, the reach of this standard"


@pytest.mark.parametrize(
    ("life", "healthy", "message"),
    [
        (78.0, 78.0, f"healthy_life_expectancy is 78; {BETWEEN}"),
        (78.0, [58.0, 79.5], f"healthy_life_expectancy[1] is 79.5; {BETWEEN}"),
        ([78.0, 80.0], [0.0, np.nan], f"healthy_life_expectancy[0] is 0 and 1 more; {BETWEEN}"),
        ([80.0, 65.5], 58.0, f"life_expectancy[1] is 65.5; {REACH}"),
        (2000.0, 58.0, f"life_expectancy is 2000; {REACH}"),
        (
            np.nan,
            58.0,
            f"life_expectancy is nan; {REACH}\nfit_relational: healthy_life_expectancy is 58; {BETWEEN}",
        ),
        (
            [78.0, 79.0],
            [58.0, 58.0, 58.0],
            "shapes differ: life_expectancy (2,), healthy_life_expectancy (3,); "
            "expected shapes that broadcast with the leading axes () of the standard",
        ),
    ],
)
def test_expectancies_that_no_pair_reproduces_are_refused_by_name_and_value(life, healthy, message):
    with refused(f"fit_relational: {message}"):
        fit_relational(STANDARD, life, healthy)


def test_a_target_that_rounding_puts_out_of_reach_is_refused_not_missed():
    hardly_healthy = SMALL._replace(good_health_share=[1e-12, 1e-12, 1e-12])
    life, _ = relational_expectancies(SMALL, 0.0, 0.0)
    with pytest.raises(ValueError, match=r"^fit_relational: healthy_life_expectancy is .* to 1e-12 years$"):
        fit_relational(hardly_healthy, life, life - 1e-11)


def test_a_schedule_is_not_calibrated_to_more_healthy_years_than_life():
    with refused(f"calibrate_good_health: healthy_life_expectancy[1] is 81; {BETWEEN}"):
        calibrate_good_health(ABRIDGED_WIDTHS, DEATHS / POPULATION, SHARE, [58.0, 81.0])
