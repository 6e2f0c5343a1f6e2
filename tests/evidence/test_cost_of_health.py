"""What a healthy year costs stands beside what is published, and what misses that is said."""

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.cli.costs_table import costs_tables
from fourcapitals.data.published_costs import PublishedCost, PublishedCosts, load_published_costs
from fourcapitals.errors import BadInput
from fourcapitals.evidence.cost_of_health import WITHIN, cost_of_health, factor_apart
from fourcapitals.vocabulary import USE_NAMES
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

POUNDS = st.floats(1.0, 1e9)


@pytest.fixture(scope="module")
def priors():
    return fc.evidence.priors(draws=0)


@pytest.fixture(scope="module")
def costs(priors):
    return cost_of_health(priors)


def test_every_use_with_a_published_figure_lies_within_a_factor_of_10_of_it(costs):
    known = costs[costs["published_low_gbp"].notna()]
    assert set(known["use"]) == {
        "public_health",
        "nhs",
        "council_services",
        "housing",
        "clean_air",
        "household_income",
    }
    assert known["factor"].between(1 / WITHIN, WITHIN).all()
    assert not costs["misses"].any()


def test_costs_are_those_of_the_whole_life(costs, priors):
    assert set(costs["use"]) == set(USE_NAMES)
    of_outcome = priors[priors["outcome"] == "healthy_person_years_whole_life_per_gbp_m"].set_index("use")["central"]
    for row in costs.to_dict("records"):
        assert row["gbp_per_healthy_year"] == pytest.approx(1e6 / of_outcome[row["use"]])
        assert row["gbp_per_healthy_year_discounted"] > row["gbp_per_healthy_year"]
    assert costs["gbp_per_healthy_year"].is_monotonic_increasing


@given(POUNDS, POUNDS, POUNDS)
def test_a_factor_is_the_distance_to_the_nearest_end(cost, one, other):
    low, high = sorted((one, other))
    factor = factor_apart(cost, low, high)
    if low <= cost <= high:
        assert factor == 1
    else:
        nearest = high if cost > high else low
        assert factor * nearest == pytest.approx(cost)


def test_a_miss_is_named_on_the_screen(priors):
    dear = priors.copy()
    housing = (dear["use"] == "housing") & dear["outcome"].str.startswith("healthy_person_years_whole_life")
    dear.loc[housing, "central"] /= 1000
    costs = cost_of_health(dear)
    assert costs.set_index("use")["misses"].to_dict() == {use: use == "housing" for use in costs["use"]}
    assert costs_tables(costs)[1] == "Uses that miss what is published by more than a factor of 10: Housing quality."
    # Of council services the published figures are further apart than that themselves.
    assert "Council services (42 times)" in costs_tables(costs)[2]
    nothing = priors.assign(central=0.0)
    assert np.isinf(cost_of_health(nothing)["gbp_per_healthy_year"]).all()


def test_figures_are_traceable():
    figures = [each for of_use in load_published_costs().values() for each in of_use]
    assert all(each.source and each.finding for each in figures)
    assert all(each.seen for each in figures if each.letter in "AB")
    with pytest.raises(ValidationError, match="lies above high"):
        PublishedCost(low=2.0, high=1.0, per="QALY", letter="C", finding="x", source="x", seen=True)
    with pytest.raises(ValidationError, match="needs a source that was seen"):
        PublishedCost(low=1.0, high=2.0, per="QALY", letter="B", finding="x", source="x", seen=False)


def test_figures_of_no_use_of_money_are_refused():
    figure = {"low": 1.0, "high": 2.0, "per": "QALY", "letter": "C", "finding": "x", "source": "x", "seen": True}
    with pytest.raises(ValidationError, match="no use of money: atlantis"):
        PublishedCosts.model_validate({"atlantis": (figure,)})


def test_another_table_is_refused(costs):
    with pytest.raises(BadInput, match=r"a table of evidence\.priors expected"):
        cost_of_health(costs)
