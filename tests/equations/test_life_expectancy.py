"""Life tables against published answers, worked figures, finite differences and simulation."""

import re

import numba
import numpy as np
import pytest
from fourcapitals.equations.life_expectancy import ABRIDGED_WIDTHS, LifeTable, healthy_life_expectancy, life_table
from fourcapitals.equations.relational import relational_expansion, relational_expectancies, second_order_change
from fourcapitals.equations.relational_fit import calibrate_good_health, fit_relational
from fourcapitals.equations.standard import Standard, person_years
from hypothesis import given
from hypothesis import strategies as st

# Deaths and populations: the test case of UKHSA's phe_life_expectancy. Good health and survey: illustrative.
# Age, population, deaths, q, l, L, share in good health, survey size.
WORKED = np.array(
    [
        [0, 7060, 17, 0.002403, 100000.0, 99783.8, 0.97, 40],
        [1, 35059, 9, 0.001026, 99759.7, 398834.1, 0.97, 160],
        [5, 46974, 4, 0.000426, 99657.3, 498180.7, 0.97, 200],
        [10, 48489, 8, 0.000825, 99614.9, 497869.3, 0.96, 200],
        [15, 43219, 20, 0.002311, 99532.8, 497088.8, 0.94, 180],
        [20, 38561, 15, 0.001943, 99302.7, 496031.4, 0.92, 150],
        [25, 46009, 24, 0.002605, 99109.8, 494903.6, 0.91, 160],
        [30, 57208, 33, 0.002880, 98851.6, 493546.4, 0.90, 170],
        [35, 61435, 50, 0.004061, 98566.9, 491834.0, 0.88, 180],
        [40, 55601, 71, 0.006364, 98166.6, 489271.3, 0.86, 190],
        [45, 50209, 100, 0.009909, 97541.9, 485293.0, 0.83, 190],
        [50, 56416, 163, 0.014343, 96575.3, 479413.8, 0.79, 200],
        [55, 46411, 263, 0.027938, 95190.2, 469302.3, 0.74, 190],
        [60, 39820, 304, 0.037457, 92530.8, 453989.0, 0.69, 180],
        [65, 37978, 536, 0.068162, 89064.8, 430147.1, 0.65, 170],
        [70, 37039, 872, 0.111171, 82994.0, 391903.7, 0.61, 150],
        [75, 33288, 1390, 0.189049, 73767.5, 333973.3, 0.55, 120],
        [80, 23306, 1605, 0.293757, 59821.8, 255176.5, 0.48, 80],
        [85, 11936, 1936, 0.577015, 42248.8, 150298.4, 0.41, 45],
        [90, 11936, 1937, 1.0, 17870.6, 110120.5, 0.35, 25],
    ]
)
AGE, POPULATION, DEATHS, Q, SURVIVORS, PERSON_YEARS, SHARE, SURVEY = WORKED.T
AT_65 = int(np.flatnonzero(AGE == 65)[0])
STANDARD = Standard(ABRIDGED_WIDTHS, DEATHS / POPULATION, SHARE)

# EUROREVES cookbook, tables 1 and 3, France 1991, males, from age 65 on.
# Survivors, person-years, share free of disability, variance of the share, then as published:
# disability-free life expectancy and its standard error.
FRANCE = np.array(
    [
        [89367, 436589, 0.804, 0.000281, 12.3, 0.22],
        [84968, 408793, 0.714, 0.000507, 8.8, 0.21],
        [78012, 364013, 0.630, 0.000675, 5.8, 0.20],
        [66625, 290533, 0.487, 0.000914, 3.4, 0.18],
        [48532, 289068, 0.2905, 0.000805, 1.7, 0.17],
    ]
)


def refused(message):
    """Expect an error with exactly this text."""
    return pytest.raises(ValueError, match=f"^{re.escape(message)}$")


theta_values = st.floats(-0.6, 0.6)
eta_values = st.floats(-2.0, 2.0)


@pytest.fixture(scope="module")
def table():
    return life_table(DEATHS, POPULATION)


def test_ages_of_the_abridged_table_are_0_1_5_and_so_on_to_90():
    assert np.cumsum((0.0, *ABRIDGED_WIDTHS[:-1])).tolist() == AGE.tolist()


def test_every_column_of_the_worked_table_is_reproduced_to_the_digits_shown(table):
    assert table.probability_of_dying.round(6).tolist() == Q.tolist()
    assert table.survivors.round(1).tolist() == SURVIVORS.tolist()
    assert table.person_years.round(1).tolist() == PERSON_YEARS.tolist()


def test_life_expectancy_equals_the_published_answers_of_ukhsa_to_eight_decimals(table):
    assert table.life_expectancy[0] == pytest.approx(80.16960813, abs=5e-9)
    assert table.life_expectancy[AT_65] == pytest.approx(18.76856852, abs=5e-9)
    # UKHSA's interval uses 1.96, not the exact quantile of the normal distribution.
    assert table.life_expectancy[0] - 1.96 * table.standard_error[0] == pytest.approx(79.88268548, abs=5e-9)
    assert table.life_expectancy[0] + 1.96 * table.standard_error[0] == pytest.approx(80.45653078, abs=5e-9)


def test_healthy_life_expectancy_and_its_errors_equal_the_worked_example(table):
    healthy = healthy_life_expectancy(table, SHARE, SURVEY)
    assert healthy.value[[0, AT_65]].round(6).tolist() == [64.836602, 10.385596]
    assert healthy.standard_error[[0, AT_65]].round(6).tolist() == [0.542249, 0.384526]
    assert healthy.prevalence_standard_error[0].round(6) == 0.534383
    interval = healthy.value[0] + np.array([-1.96, 1.96]) * healthy.standard_error[0]
    assert interval.round(4).tolist() == [63.7738, 65.8994]
    survey_part = (healthy.prevalence_standard_error[0] / healthy.standard_error[0]) ** 2
    assert survey_part.round(2) == 0.97


def test_disability_free_life_expectancy_of_french_men_equals_the_published_table():
    survivors, lived, share, variance, published, published_error = FRANCE.T
    # Table 1 of the source prints .710 at 85, which is the share with a disability: 1 - .2905, rounded.
    known = LifeTable(
        widths=np.array([5.0, 5.0, 5.0, 5.0, np.inf]),
        fraction_lived=np.array([0.5, 0.5, 0.5, 0.5, np.nan]),
        deaths=np.full(5, np.inf),
        mortality_rate=np.append(-np.diff(survivors) / lived[:-1], survivors[-1] / lived[-1]),
        probability_of_dying=np.append(-np.diff(survivors) / survivors[:-1], 1.0),
        survivors=survivors,
        person_years=lived,
        life_expectancy=np.cumsum(lived[::-1])[::-1] / survivors,
        standard_error=np.zeros(5),
    )
    free = healthy_life_expectancy(known, share, share * (1 - share) / variance)
    assert free.value[0].round(2) == 12.28
    assert free.value.round(1).tolist() == published.tolist()
    assert free.standard_error[0].round(3) == 0.216
    assert free.standard_error.round(2).tolist() == published_error.tolist()
    assert free.standard_error.tolist() == free.prevalence_standard_error.tolist()


def test_without_a_survey_the_error_of_healthy_life_expectancy_is_that_of_the_deaths(table):
    surveyed = healthy_life_expectancy(table, SHARE, SURVEY)
    known = healthy_life_expectancy(table, SHARE)
    assert known.prevalence_standard_error.tolist() == [0.0] * 20
    assert known.standard_error**2 + surveyed.prevalence_standard_error**2 == pytest.approx(
        surveyed.standard_error**2, rel=1e-12
    )


def test_when_all_are_healthy_healthy_life_is_life(table):
    healthy = healthy_life_expectancy(table, np.ones(20), 100)
    assert healthy.value == pytest.approx(table.life_expectancy, rel=1e-14)
    assert healthy.standard_error == pytest.approx(table.standard_error, rel=1e-14)


def test_standard_errors_are_the_scatter_of_redrawn_deaths_and_surveys():
    random = np.random.default_rng(20190)
    redraws = 6000
    table = life_table(DEATHS, POPULATION)
    healthy = healthy_life_expectancy(table, SHARE, SURVEY)
    redrawn = life_table(random.binomial(POPULATION.astype(int), DEATHS / POPULATION, (redraws, 20)), POPULATION)
    surveys = random.binomial(SURVEY.astype(int), SHARE, (redraws, 20)) / SURVEY
    # Chance alone moves a standard deviation of 6,000 redraws by 0.9%; the formula itself is about 1% off.
    scatter = redrawn.life_expectancy[:, 0].std(ddof=1)
    assert scatter == pytest.approx(table.standard_error[0], rel=0.03)
    scatter = healthy_life_expectancy(redrawn, surveys, SURVEY).value[:, 0].std(ddof=1)
    assert scatter == pytest.approx(healthy.standard_error[0], rel=0.03)


def test_a_constant_hazard_gives_its_reciprocal_years_from_the_open_band():
    table = life_table([0, 0, 0, 25], [10, 10, 10, 1000], widths=[1, 4, 5, np.inf])
    assert table.life_expectancy.tolist() == [50.0, 49.0, 45.0, 40.0]
    # Without deaths below the open band the only scatter is that of its rate: 40 / sqrt(25).
    assert table.standard_error == pytest.approx([8.0] * 4)


def test_people_years_and_deaths_many_times_over_shrink_the_error_by_the_root():
    few, many = life_table(DEATHS, POPULATION), life_table(100 * DEATHS, 100 * POPULATION)
    assert many.life_expectancy == pytest.approx(few.life_expectancy, rel=1e-13)
    assert many.standard_error == pytest.approx(few.standard_error / 10, rel=1e-12)


def test_a_given_first_death_probability_replaces_the_one_of_the_counts(table):
    given_q = life_table(DEATHS, POPULATION, first_death_probability=0.004)
    assert given_q.probability_of_dying[0] == pytest.approx(0.004, rel=1e-14)
    assert given_q.survivors[1] == pytest.approx(99_600.0)
    assert given_q.probability_of_dying[1:].tolist() == table.probability_of_dying[1:].tolist()
    assert given_q.life_expectancy[1:] == pytest.approx(table.life_expectancy[1:], rel=1e-14)
    assert given_q.life_expectancy[0] < table.life_expectancy[0]
    # The rate goes with it: person-years built from the rates alone are those of the table.
    lived = person_years(given_q.mortality_rate, ABRIDGED_WIDTHS)
    assert 100_000 * lived == pytest.approx(given_q.person_years, rel=1e-14)


def test_the_first_death_probability_of_the_counts_changes_nothing(table):
    same = life_table(DEATHS, POPULATION, first_death_probability=table.probability_of_dying[0])
    assert same.life_expectancy == pytest.approx(table.life_expectancy, rel=1e-14)
    assert same.standard_error == pytest.approx(table.standard_error, rel=1e-14)


def test_first_death_probabilities_go_one_to_each_table():
    tables = life_table(np.stack([DEATHS, DEATHS]), POPULATION, first_death_probability=[0.003, 0.005])
    assert tables.survivors[:, 1] == pytest.approx([99_700.0, 99_500.0])


def test_leading_axes_are_as_many_tables_one_by_one():
    factor = np.array([[0.8, 0.9, 1.0], [1.1, 1.2, 1.3]])
    deaths = factor[..., np.newaxis] * DEATHS
    tables = life_table(deaths, POPULATION)
    healthy = healthy_life_expectancy(tables, SHARE, SURVEY)
    for place in np.ndindex(2, 3):
        one = life_table(deaths[place], POPULATION)
        assert tables.life_expectancy[place] == pytest.approx(one.life_expectancy, rel=1e-14)
        assert tables.standard_error[place] == pytest.approx(one.standard_error, rel=1e-14)
        one_healthy = healthy_life_expectancy(one, SHARE, SURVEY)
        assert healthy.value[place] == pytest.approx(one_healthy.value, rel=1e-14)
        assert healthy.standard_error[place] == pytest.approx(one_healthy.standard_error, rel=1e-14)


def test_person_years_from_rates_are_those_of_the_life_table(table):
    lived = person_years(DEATHS / POPULATION, ABRIDGED_WIDTHS)
    assert 100_000 * lived == pytest.approx(table.person_years, rel=1e-14)
    assert person_years(DEATHS / POPULATION, ABRIDGED_WIDTHS[:-1]).tolist() == lived.tolist()


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


def test_life_78_and_healthy_life_58_invert_to_the_worked_pair():
    theta, eta = fit_relational(STANDARD, 78.0, 58.0)
    assert round(float(theta), 6) == 0.201684
    assert round(float(eta), 6) == -0.514620


def test_a_tenth_of_a_healthy_year_moves_theta_and_eta_as_the_health_submodel_says():
    expansion = relational_expansion(STANDARD, 0.0, 0.0)
    gain, life_part = 0.1, 0.55
    theta = life_part * gain / expansion.le_theta
    eta = gain * (1 - life_part * expansion.hle_theta / expansion.le_theta) / expansion.hle_eta
    assert round(float(theta), 8) == -0.00500369
    assert round(float(eta), 8) == 0.00693470
    assert expansion.hle_theta * theta + expansion.hle_eta * eta == pytest.approx(0.1, rel=1e-14)
    assert expansion.le_theta * theta == pytest.approx(0.055, rel=1e-14)


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


def test_a_table_from_65_on_takes_half_a_band_in_its_first_one_too(table):
    old = Standard(ABRIDGED_WIDTHS[AT_65:], (DEATHS / POPULATION)[AT_65:], SHARE[AT_65:], infant_fraction=0.5)
    life, healthy = relational_expectancies(old, 0.0, 0.0)
    assert life == pytest.approx(table.life_expectancy[AT_65], rel=1e-13)
    assert round(float(healthy), 6) == 10.385596


# Three bands, by hand: ages 0, 1-4, 5 and over.
RATE, GOOD = [0.01, 0.0, 0.02], [0.9, 0.9, 0.5]
SMALL = Standard([1, 4], RATE, GOOD)


def small_table(**changes):
    terms = {"deaths": [10, 0, 200], "population": [1000, 4000, 10000], "widths": [1, 4], **changes}
    return life_table(terms.pop("deaths"), terms.pop("population"), **terms)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"deaths": [-1, 0, 200]}, "life_table: deaths[0] is -1; expected 0 or more"),
        ({"deaths": [10, np.nan, 200]}, "life_table: deaths[1] is nan; expected 0 or more"),
        (
            {"deaths": [[10, -1, 200], [10, -2, -3]]},
            "life_table: deaths[0, 1] is -1 and 2 more; expected 0 or more",
        ),
        ({"population": [1000, 0, 10000]}, "life_table: population[1] is 0; expected more than 0"),
        ({"population": [1000, np.inf, 10000]}, "life_table: population[1] is inf; expected more than 0"),
        (
            {"deaths": [-1, 0, 200], "population": [1000, 4000, 0]},
            "life_table: deaths[0] is -1; expected 0 or more\nlife_table: population[2] is 0; expected more than 0",
        ),
        (
            {"deaths": [10, 0, 0]},
            "life_table: deaths in the open band is 0; expected more than 0, or life expectancy is infinite: "
            "pool years or areas",
        ),
        (
            {"deaths": [10, 2500, 200]},
            "life_table: probability of dying[1] is 1.11111; expected below 1 in a closed band: "
            "too many deaths for the population; widen the bands or pool years",
        ),
        (
            {"population": [1000, 4000]},
            "life_table: shapes differ: deaths (3,), population (2,); expected the same ages on the last axis",
        ),
        (
            {"deaths": np.ones((2, 3)), "population": np.ones((4, 3))},
            "life_table: shapes differ: deaths (2, 3), population (4, 3); expected leading axes that broadcast",
        ),
        (
            {"widths": None},
            "life_table: widths has shape (20,) for 3 age bands; expected one width per band, "
            "at least one closed band and then the open one (np.inf, or left out)",
        ),
        ({"widths": [1, 0]}, "life_table: widths[1] is 0; expected more than 0 years, finite"),
        ({"infant_fraction": 1.5}, "life_table: infant_fraction is 1.5; expected 0 to 1"),
        (
            {"first_death_probability": 1.0},
            "life_table: first_death_probability is 1; expected 0 or more, below 1",
        ),
        (
            {"first_death_probability": [0.1, 0.1]},
            "life_table: first_death_probability has shape (2,); expected ()",
        ),
    ],
)
def test_a_life_table_says_what_is_wrong_with_its_counts(changes, message):
    with refused(message):
        small_table(**changes)


@pytest.mark.parametrize(
    ("share", "survey_size", "message"),
    [
        ([0.9, 1.1, 0.5], None, "healthy_life_expectancy: good_health_share[1] is 1.1; expected 0 to 1"),
        ([0.9, np.nan, 0.5], None, "healthy_life_expectancy: good_health_share[1] is nan; expected 0 to 1"),
        (GOOD, [10, 0, 10], "healthy_life_expectancy: survey_size[1] is 0; expected more than 0"),
        (GOOD, -5, "healthy_life_expectancy: survey_size[0] is -5 and 2 more; expected more than 0"),
        (
            [0.9, 0.5],
            None,
            "healthy_life_expectancy: shapes differ: person_years (3,), good_health_share (2,), "
            "survey_size (2,); expected the same ages on the last axis",
        ),
    ],
)
def test_sullivans_method_says_what_is_wrong_with_its_survey(share, survey_size, message):
    with refused(message):
        healthy_life_expectancy(small_table(), share, survey_size)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mortality_rate": [0.01, -0.1, 0.02]}, "mortality_rate[1] is -0.1; expected 0 or more"),
        ({"mortality_rate": [0.01, 0.0, 0.0]}, "mortality_rate in the open band is 0; expected more than 0"),
        (
            {"mortality_rate": [0.01, 0.5, 0.02]},
            "mortality_rate[1] is 0.5; expected below 1 / (n a) in a closed band, or none survives it",
        ),
        (
            {"good_health_share": [0.9, 1.0, 0.5]},
            "good_health_share[1] is 1; expected more than 0 and less than 1",
        ),
        ({"infant_fraction": -0.1}, "infant_fraction is -0.1; expected 0 to 1"),
        (
            {"good_health_share": [0.9, 0.5]},
            "shapes differ: mortality_rate (3,), good_health_share (2,); expected the same ages on the last axis",
        ),
        (
            {"widths": [1, 4, 5]},
            "widths has shape (3,) for 3 age bands; expected one width per band, "
            "at least one closed band and then the open one (np.inf, or left out)",
        ),
    ],
)
@pytest.mark.parametrize("function", [relational_expectancies, relational_expansion, fit_relational])
def test_every_function_says_what_is_wrong_with_its_standard(function, changes, message):
    with refused(f"{function.__name__}: {message}"):
        function(SMALL._replace(**changes), 50.0, 30.0)


def test_person_years_say_what_is_wrong_with_their_rates():
    with pytest.raises(ValueError, match=r"^person_years: mortality_rate\[0\] is nan; expected 0 or more$"):
        person_years([np.nan, 0.0, 0.02], [1, 4])


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
