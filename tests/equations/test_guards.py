"""Measures of inequality, life tables and priors give the right value at the edges, and refuse what has none."""

import warnings

import numpy as np
import pytest
from fourcapitals.data.distributions import Beta, Mixture, Uniform
from fourcapitals.equations import disparity, inequality, welfare
from fourcapitals.equations.life_expectancy import healthy_life_expectancy, life_table
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

THREE = np.array([50.0, 60.0, 70.0])
EVEN = np.ones(3)


@pytest.mark.parametrize("aversion", [1.0, sum([0.1] * 10), 1 + 1e-9, 1 - 1e-12, 1.0 + 1e-7])
def test_atkinson_is_continuous_where_its_aversion_passes_one(aversion):
    geometric = 1 - np.exp(np.log(THREE).mean()) / 60
    assert geometric == pytest.approx(0.009346341206)
    assert welfare.atkinson(THREE, EVEN, aversion).cost == pytest.approx(geometric, abs=1e-8)


@pytest.mark.parametrize("aversion", [0.0, 0.5, 1.0, 1.5, 10.95, 300.0])
def test_an_area_at_zero_is_worth_nothing_from_an_aversion_of_one_on(aversion):
    cost = welfare.atkinson(np.array([0.0, 8.0]), np.ones(2), aversion).cost
    assert cost == pytest.approx(1 - 0.5 ** (1 / (1 - aversion)) * 2 if aversion < 1 else 1.0)


def test_an_area_without_people_counts_for_nothing():
    assert welfare.atkinson(np.array([0.0, 8.0, 8.0]), np.array([0.0, 1, 1]), 2.0).cost == pytest.approx(0, abs=1e-15)
    assert inequality.theil(np.array([9.0, 8.0, 8.0]), np.array([0.0, 1, 1])) == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("aversion", [1e-12, 1e-3, 0.15, 50.0, 5000.0])
def test_kolm_stays_in_range_for_any_aversion(aversion):
    worth = welfare.kolm(THREE, EVEN, aversion)
    assert 50 <= worth.ede <= 60
    if aversion == 5000.0:
        # All but the worst off are forgotten, save for their number.
        assert worth.ede == pytest.approx(50 + np.log(3) / 5000)
    if aversion == 1e-12:
        assert worth.cost == pytest.approx(THREE.var() / 2 * 1e-12, rel=1e-6)


def test_theil_takes_zeros_as_what_they_are_worth():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parts = inequality.theil_decomposition(np.array([0.0, 0, 0, 8, 8]), np.ones(5), list("aaabb"))
        whole = inequality.theil(np.array([0.0, 0, 0, 8, 8]), np.ones(5))
        nothing = inequality.theil(np.zeros(4), np.ones(4))
    assert parts.between == pytest.approx(np.log(2.5))
    assert parts.within == 0
    assert whole == pytest.approx(np.log(2.5))
    assert nothing == 0


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=12), st.data())
def test_the_parts_of_theil_add_up_to_the_whole_with_zeros_too(values, data):
    groups = data.draw(st.lists(st.sampled_from("ab"), min_size=len(values), max_size=len(values)))
    people = np.ones(len(values))
    parts = inequality.theil_decomposition(np.array(values), people, groups)
    assert parts.between + parts.within == pytest.approx(inequality.theil(np.array(values), people), abs=1e-9)


@pytest.mark.parametrize("fraction", [10, 0.6, 0, -0.1, np.nan])
def test_a_fraction_that_is_no_share_of_an_end_is_refused(fraction):
    with pytest.raises(ValueError, match=r"fraction is .*; expected a share above 0 and up to 0.5"):
        disparity.absolute_gap(np.arange(10.0), np.ones(10), fraction=fraction)


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        (
            lambda: disparity.absolute_gap(THREE, EVEN, ends="weights"),
            "ends is 'weights'; expected 'places' or 'weight'",
        ),
        (lambda: disparity.absolute_gap(THREE, EVEN, fixed_order=np.array([0, 0, 1])), "fixed_order is no order"),
        (lambda: disparity.absolute_gap(THREE, np.ones(4)), r"values \(3,\), weights \(4,\)"),
        (lambda: inequality.gini(np.array([-1.0, 2.0]), np.ones(2)), r"gini: values\[0\] is -1; expected 0 or more"),
        (lambda: inequality.theil(np.array([-1.0, 2.0]), np.ones(2)), r"theil: values\[0\] is -1; expected 0 or more"),
        (lambda: inequality.mean_log_deviation(np.array([0.0, 2.0]), np.ones(2)), "expected more than 0"),
        (lambda: inequality.concentration_index(THREE, EVEN, [1.0, np.nan, 2.0]), r"ranked_by\[1\] is nan"),
        (lambda: inequality.concentration_index(np.array([-1.0, 1.0]), np.ones(2), [1.0, 2.0]), "mean of the values"),
        (lambda: inequality.gini(np.array([np.nan, 2.0]), np.ones(2)), r"values\[0\] is nan"),
        (lambda: inequality.gini(THREE, np.array([1.0, -1.0, 1.0])), r"weights\[1\] is -1; expected 0 or more"),
        (lambda: inequality.gini(THREE, np.zeros(3)), "all weights are 0"),
        (lambda: inequality.gini(np.ma.masked_less(THREE, 55), EVEN), "values have masked values"),
        (lambda: inequality.gini(np.array([True, False, True]), EVEN), "values are true or false"),
        (lambda: inequality.gini(np.array([1j, 1, 2]), EVEN), "values are complex; expected real numbers"),
        (lambda: inequality.gini(["a", "b", "c"], EVEN), "values are not numbers"),
        (lambda: disparity.slope_index(np.array([1.0, 2.0]), np.array([1.0, 0.0])), "only one group has people"),
        (lambda: disparity.reliability(THREE, -EVEN), r"standard_errors\[0\] is -1 and 2 more; expected 0 or more"),
        (lambda: welfare.atkinson(THREE, EVEN, -1.0), "aversion is -1.0; expected 0 or more"),
        (lambda: welfare.atkinson(THREE, EVEN, np.nan), "aversion is nan; expected 0 or more"),
        (lambda: welfare.kolm(THREE, EVEN, 0.0), "aversion is 0.0; expected more than 0"),
        (lambda: welfare.equity_weights(np.array([0.0, 1.0]), 1.0), r"values\[0\] is 0; expected more than 0"),
        (lambda: welfare.equity_weights(THREE, 1.0, reference=0.0), "reference is 0.0; expected more than 0"),
    ],
)
def test_what_has_no_measure_is_refused_with_its_place(call, fault):
    with pytest.raises(ValueError, match=fault):
        call()


def test_nothing_varies_so_that_nothing_is_reliable():
    assert disparity.reliability(np.array([5.0, 5.0]), np.array([1.0, 1.0])) == 0
    assert disparity.reliability(np.array([5.0, 5.0]), np.zeros(2)) == 0


# Life tables


DEATHS, PEOPLE = [10.0, 4.0, 200.0], [1000.0, 4000.0, 10000.0]


def test_infants_die_early_only_in_a_first_band_of_one_year():
    infants = life_table(DEATHS, PEOPLE, widths=[1, 4])
    grown = life_table(DEATHS, PEOPLE, widths=[5, 4])
    assert infants.fraction_lived[0] == 0.1
    assert grown.fraction_lived[0] == 0.5


def test_the_part_lived_by_the_dying_may_be_given_for_every_band():
    table = life_table(DEATHS, PEOPLE, widths=[1, 4], infant_fraction=[0.1, 0.4])
    assert table.fraction_lived[:2].tolist() == [0.1, 0.4]
    # Chiang: q = n M / (1 + n (1 - a) M), M = 4 / 4000.
    assert table.probability_of_dying[1] == pytest.approx(4 * 0.001 / (1 + 4 * 0.6 * 0.001))


def test_labelled_ages_give_the_widths():
    by_age = life_table(DEATHS, PEOPLE, ages=[0, 1, 5])
    by_width = life_table(DEATHS, PEOPLE, widths=[1, 4])
    assert by_age.life_expectancy.tolist() == by_width.life_expectancy.tolist()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"ages": [5, 1, 0]}, "ages do not ascend"),
        ({"ages": [0, 1, 5], "widths": [1, 4]}, "widths and ages are both given"),
        ({"deaths": [1200.0, 4.0, 200.0], "widths": [1, 4]}, r"deaths\[0\] is 1200; expected no more than the people"),
        ({"deaths": [True, False, True], "widths": [1, 4]}, "deaths are true or false"),
        ({"population": np.ma.masked_less(PEOPLE, 2000), "widths": [1, 4]}, "population have masked values"),
        ({"infant_fraction": [0.1, 0.2, 0.3], "widths": [1, 4]}, r"infant_fraction has shape \(3,\)"),
        ({"infant_fraction": [0.1, 1.5], "widths": [1, 4]}, r"infant_fraction\[1\] is 1.5; expected 0 to 1"),
    ],
)
def test_what_makes_no_life_table_is_refused(changed, fault):
    with pytest.raises(ValueError, match=fault):
        life_table(**{"deaths": DEATHS, "population": PEOPLE, **changed})


def test_shares_in_good_health_are_numbers():
    table = life_table(DEATHS, PEOPLE, widths=[1, 4])
    with pytest.raises(ValueError, match="good_health_share are true or false"):
        healthy_life_expectancy(table, [True, True, False])


# Priors


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: Uniform(kind="uniform", low=0.3, high=0.1), "low < high expected, got 0.3, 0.1"),
        (lambda: Uniform(kind="uniform", low=0.3, high=0.3), "low < high expected"),
        (lambda: Beta(kind="beta", mean=0.5, sd=0.6), "no beta distribution has mean 0.5 and sd 0.6"),
        (lambda: Beta(kind="beta", mean=0.5), "needs mean and sd, or a and b"),
        (lambda: Beta(kind="beta", mean=0.5, sd=0.1, a=1.0, b=1.0), "and not both"),
        (
            lambda: Mixture(
                kind="mixture",
                parts=[
                    Uniform(kind="uniform", low=0, high=1, weight=1.5),
                    Uniform(kind="uniform", low=1, high=2, weight=-0.5),
                ],
            ),
            "weight",
        ),
    ],
)
def test_a_prior_that_cannot_be_drawn_is_refused(make, fault):
    with pytest.raises(ValidationError, match=fault):
        make()
