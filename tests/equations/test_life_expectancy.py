"""Life tables and Sullivan's method against published answers, worked figures and simulation."""

import numpy as np
import pytest
from fourcapitals.equations.life_expectancy import ABRIDGED_WIDTHS, LifeTable, healthy_life_expectancy, life_table
from fourcapitals.equations.standard import person_years
from refusals import refused
from worked_life_table import AGE, AT_65, DEATHS, GOOD, PERSON_YEARS, POPULATION, SHARE, SURVEY, SURVIVORS, Q

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
