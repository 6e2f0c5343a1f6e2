"""Strategies as options of which one is chosen: who is dominated, how sure the choice is, what to know is worth."""

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.appraisal.cost_effectiveness import (
    acceptability_curves,
    choices_by_price,
    cost_effectiveness,
)
from fourcapitals.appraisal.information import information
from fourcapitals.appraisal.present_values import present_values
from fourcapitals.appraisal.settings import appraisal_settings
from fourcapitals.errors import BadInput


@pytest.fixture(scope="module")
def table(few):
    return cost_effectiveness(few).set_index("scenario")


def test_doing_nothing_more_is_an_option_that_costs_and_brings_nothing(table):
    assert table.loc["baseline", ["present_cost_gbp_m", "qalys", "net_benefit_gbp_m"]].tolist() == [0, 0, 0]
    assert table.index[0] == "baseline"


def test_what_brings_less_for_more_is_dominated(table):
    # Cash for every resident costs hardly less than the announced programme and brings hardly any health.
    assert table["standing"].isin({"on the frontier", "dominated", "extendedly dominated"}).all()
    best = table.loc["public_health_restored"]
    assert best["standing"] == "on the frontier"
    assert best["against"] == "baseline"
    assert best["gbp_per_qaly_incremental"] == pytest.approx(1e6 * best["present_cost_gbp_m"] / best["qalys"])


def test_net_benefit_is_health_at_its_price_less_the_cost(few, table):
    settings = appraisal_settings()
    values = present_values(few, settings, reference="baseline", whole_life=True)
    for name in table.index:
        at = few.scenarios.index(name)
        expected = settings.qaly_gbp / 1e6 * values.qalys[at].mean() - values.cost[at]
        assert table.loc[name, "net_benefit_gbp_m"] == pytest.approx(expected)
    assert table["probability_best"].sum() == pytest.approx(1.0)
    assert table["best_expected"].sum() == 1


def test_a_strategy_twice_is_a_tie_that_costs_nothing_more(few):
    found = cost_effectiveness(few, reference="announced_2021").set_index("scenario")
    assert found.loc["announced_2021", ["present_cost_gbp_m", "qalys", "net_benefit_gbp_m"]].tolist() == [0, 0, 0]


def test_at_no_price_of_health_the_cheapest_is_chosen_and_nothing_is_worth_knowing(few):
    curves = acceptability_curves(few)
    free = curves[curves["gbp_per_qaly"] == 0].set_index("scenario")
    assert free.loc["baseline", "probability_best"] == 1
    assert (free["evpi_gbp_m"] == 0).all()
    sums = curves.groupby("gbp_per_qaly")["probability_best"].sum()
    assert sums.to_numpy() == pytest.approx(np.ones(len(sums)))
    assert (curves.groupby("gbp_per_qaly")["on_frontier"].sum() == 1).all()
    assert choices_by_price(curves)[0] == (few.titles["baseline"], 0.0)


def test_one_draw_says_nothing_of_how_sure_a_choice_is(central_run):
    with pytest.raises(BadInput, match="--draws 200"):
        acceptability_curves(central_run)


def test_what_single_numbers_are_worth_takes_many_draws(few, central_run):
    for results in (few, central_run):
        with pytest.raises(BadInput, match="200 draws or more"):
            information(results)


@pytest.mark.thorough
def test_numbers_worth_knowing_have_a_say_and_are_worth_no_more_than_everything():
    results = fc.run_ensemble(["baseline", "public_health_restored"], draws=256, workers=2)
    # At a price where the choice is open.
    price = float(cost_effectiveness(results).set_index("scenario").loc["public_health_restored"].filter(
        like="incremental").iloc[0])  # fmt: skip
    found = information(results, settings=appraisal_settings(qaly_gbp=price))
    assert 0 < len(found) <= 20
    assert found["evppi_gbp_m"].is_monotonic_decreasing
    assert (found["evppi_gbp_m"] <= found.attrs["evpi_gbp_m"]).all()
    assert (found["evppi_gbp_m"] > found.attrs["noise_gbp_m"]).all()
    assert "public_health_cost_per_qaly" in set(found["parameter"])
    assert not found["parameter"].str.startswith(("covid", "housing")).any()
