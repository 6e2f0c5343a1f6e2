"""The relational model and its derivatives against worked figures and finite differences."""

import numba
import numpy as np
import pytest
from fourcapitals.equations.life_expectancy import ABRIDGED_WIDTHS, healthy_life_expectancy
from fourcapitals.equations.relational import relational_expansion, relational_expectancies, second_order_change
from fourcapitals.equations.relational_fit import fit_relational
from fourcapitals.equations.standard import Standard
from hypothesis import given
from hypothesis import strategies as st
from refusals import refused
from worked_life_table import AT_65, DEATHS, POPULATION, SHARE, STANDARD, eta_values, theta_values


def test_at_theta_and_eta_of_zero_the_model_is_its_standard(table):
    life, healthy = relational_expectancies(STANDARD, 0.0, 0.0)
    assert life == pytest.approx(80.16960813, abs=5e-9)
    assert healthy == pytest.approx(healthy_life_expectancy(table, SHARE).value[0], rel=1e-14)


def test_derivatives_at_the_standard_equal_the_worked_figures():
    expansion = relational_expansion(STANDARD, 0.0, 0.0)
    assert round(float(expansion.le_theta), 6) == -10.991878
    assert round(float(expansion.hle_theta), 6) == -5.533867
    assert round(float(expansion.hle_eta), 6) == 10.427304
    assert expansion.good_health_eta == pytest.approx(10.427304 / 80.16960813, abs=1e-8)


def test_a_tenth_of_a_healthy_year_moves_theta_and_eta_as_the_health_submodel_says():
    expansion = relational_expansion(STANDARD, 0.0, 0.0)
    gain, life_part = 0.1, 0.55
    theta = life_part * gain / expansion.le_theta
    eta = gain * (1 - life_part * expansion.hle_theta / expansion.le_theta) / expansion.hle_eta
    assert round(float(theta), 8) == -0.00500369
    assert round(float(eta), 8) == 0.00693470
    assert expansion.hle_theta * theta + expansion.hle_eta * eta == pytest.approx(0.1, rel=1e-14)
    assert expansion.le_theta * theta == pytest.approx(0.055, rel=1e-14)


@given(theta_values, eta_values, st.floats(0.001, 0.3))
def test_heavier_mortality_shortens_both_and_better_health_lengthens_healthy_life_alone(theta, eta, step):
    life, healthy = relational_expectancies(STANDARD, theta, eta)
    worse_life, worse_healthy = relational_expectancies(STANDARD, theta + step, eta)
    assert worse_life < life
    assert worse_healthy < healthy
    same_life, better_healthy = relational_expectancies(STANDARD, theta, eta + step)
    assert same_life == life
    assert healthy < better_healthy < life


@given(theta_values, eta_values)
def test_derivatives_are_the_slopes_of_the_exact_model(theta, eta):
    def slope(function, theta_step, eta_step):
        """Central difference of fourth order: exact to about 1e-9 here."""
        near = function(theta + theta_step, eta + eta_step) - function(theta - theta_step, eta - eta_step)
        far = function(theta + 2 * theta_step, eta + 2 * eta_step) - function(
            theta - 2 * theta_step, eta - 2 * eta_step
        )
        return (8 * near - far) / 12 / (theta_step + eta_step)

    step = 1e-3
    expansion = relational_expansion(STANDARD, theta, eta)
    for expectancy, by_theta, by_eta in ((0, "le_theta", None), (1, "hle_theta", "hle_eta")):

        def value(theta, eta, expectancy=expectancy):
            return relational_expectancies(STANDARD, theta, eta)[expectancy]

        assert getattr(expansion, by_theta) == pytest.approx(slope(value, step, 0.0), abs=1e-8)
        if by_eta:
            assert getattr(expansion, by_eta) == pytest.approx(slope(value, 0.0, step), abs=1e-8)
    for second, first, steps in (
        ("le_theta_theta", "le_theta", (step, 0.0)),
        ("hle_theta_theta", "hle_theta", (step, 0.0)),
        ("hle_theta_eta", "hle_theta", (0.0, step)),
        ("hle_theta_eta", "hle_eta", (step, 0.0)),
        ("hle_eta_eta", "hle_eta", (0.0, step)),
    ):

        def derivative(theta, eta, first=first):
            return getattr(relational_expansion(STANDARD, theta, eta), first)

        assert getattr(expansion, second) == pytest.approx(slope(derivative, *steps), abs=1e-8)


@given(theta_values, eta_values, st.floats(-0.05, 0.05), st.floats(-0.1, 0.1))
def test_the_second_order_formula_stays_within_two_thousandths_of_a_year(theta, eta, theta_shift, eta_shift):
    expansion = relational_expansion(STANDARD, theta, eta)
    change = second_order_change(*expansion[:7], theta_shift, eta_shift)
    before = relational_expectancies(STANDARD, theta, eta)
    after = relational_expectancies(STANDARD, theta + theta_shift, eta + eta_shift)
    assert change[0] == pytest.approx(after[0] - before[0], abs=0.002)
    assert change[1] == pytest.approx(after[1] - before[1], abs=0.002)


def test_no_shift_changes_nothing_exactly():
    expansion = relational_expansion(STANDARD, 0.2, -0.5)
    assert second_order_change(*expansion[:7], 0.0, 0.0) == (0.0, 0.0)


def test_the_second_order_formula_compiles_unchanged_and_gives_the_same():
    compiled = numba.njit(second_order_change)
    theta, eta = fit_relational(STANDARD, [[78.0, 80.0], [82.0, 84.0]], [[58.0, 62.0], [63.0, 70.0]])
    derivatives = relational_expansion(STANDARD, theta, eta)[:7]
    shifts = np.array([[0.01, -0.02], [0.03, 0.0]]), np.array([[-0.1, 0.05], [0.0, 0.1]])
    for mine, plain in zip(compiled(*derivatives, *shifts), second_order_change(*derivatives, *shifts), strict=True):
        assert mine == pytest.approx(plain, rel=1e-12, abs=1e-15)
    numbers = [float(derivative[0, 1]) for derivative in derivatives]
    assert compiled(*numbers, -0.02, 0.05) == pytest.approx(second_order_change(*numbers, -0.02, 0.05))


def test_a_table_from_65_on_takes_half_a_band_in_its_first_one_too(table):
    old = Standard(ABRIDGED_WIDTHS[AT_65:], (DEATHS / POPULATION)[AT_65:], SHARE[AT_65:], infant_fraction=0.5)
    life, healthy = relational_expectancies(old, 0.0, 0.0)
    assert life == pytest.approx(table.life_expectancy[AT_65], rel=1e-13)
    assert round(float(healthy), 6) == 10.385596


SURVIVABLE = "expected a number of at most 0.9026, beyond which a closed band leaves no survivor"


@pytest.mark.parametrize("function", [relational_expectancies, relational_expansion])
@pytest.mark.parametrize(
    ("theta", "eta", "message"),
    [
        (
            [0.0, 1.0],
            0.0,
            f"theta[1] is 1; {SURVIVABLE}",
        ),
        (
            np.nan,
            np.inf,
            f"theta is nan; {SURVIVABLE}\n{{}}: eta is inf; expected a number",
        ),
        (
            [0.0, 0.1],
            [0.0, 0.1, 0.2],
            "shapes differ: theta (2,), eta (3,); expected shapes that broadcast with "
            "the leading axes () of the standard",
        ),
    ],
)
def test_a_point_outside_the_relational_model_is_refused(function, theta, eta, message):
    with refused(f"{function.__name__}: " + message.replace("{}", function.__name__)):
        function(STANDARD, theta, eta)
