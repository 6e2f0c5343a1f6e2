"""Money in an appraisal is the ledger's, to the pound, whoever pays."""

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.appraisal.public_cost import (
    CENTRE,
    COUNCILS,
    bids_in_words,
    cost_by_year,
    overrun_by_year,
    public_cost,
)
from fourcapitals.scenario.files import load_scenario, parse_scenario

STRATEGIES = ["announced_2021", "public_health_restored", "eu_funds_end_no_replacement"]


def changed(name, old, new):
    """A bundled strategy with one line changed, under a name of its own."""
    text = load_scenario(name).text
    assert old in text
    return parse_scenario(text.replace(old, new), name=f"{name}_changed")


@pytest.fixture(scope="module")
def results():
    taxed = changed("public_health_restored", 'financing = "unfunded"', 'financing = "tax"')
    moved = parse_scenario(
        load_scenario("realigned_to_nhs").text.replace(
            'financing = "unfunded"', 'financing = "displaces"\ndisplaces = "council_services"'
        ),
        name="moved",
    )
    councils = parse_scenario(
        load_scenario("housing_quality").text.replace("sources = [", 'running_costs = "councils"\nsources = [', 1),
        name="by_councils",
    )
    return fc.simulate(["baseline", *STRATEGIES, taxed, moved, councils])


def test_what_counts_adds_up_to_the_ledger_and_the_running_costs_of_the_centre(results):
    table = public_cost(results)
    counted = table[table["counts"]].groupby("scenario")["gbp_m"].sum()
    for name in results.scenarios:
        money = fc.results.spending(results).loc[name]
        running = 0.0 if name == "by_councils" else money["running_costs_gbp_m"]
        expected = money["new_money_gbp_m"] + running
        assert counted.get(name, 0.0) == pytest.approx(expected, abs=1e-6), name
        assert float(cost_by_year(results).sel(scenario=name).sum()) == pytest.approx(expected, abs=1e-6), name


def test_each_year_is_that_of_the_ledger(results):
    table = public_cost(results)
    own = table[(table["scenario"] == "announced_2021") & table["counts"]].groupby("year")["gbp_m"].sum()
    found = cost_by_year(results).sel(scenario="announced_2021")
    for year, amount in own.items():
        assert float(found.sel(year=year)) == pytest.approx(amount, abs=1e-5)


def test_who_pays_is_what_the_file_states(results):
    payers = public_cost(results).groupby("scenario")["payer"].agg(set)
    assert payers["public_health_restored_changed"] == {"households, by a tax on income"}
    assert payers["announced_2021"] == {"nobody is named", CENTRE, "stood in for: EU structural funds"}
    assert COUNCILS in payers["by_councils"]
    assert CENTRE not in payers["by_councils"]
    assert payers["moved"] == {"moved from the budget of council services"}


def test_moved_money_is_no_new_cost(results):
    table = public_cost(results)
    own = table[table["scenario"] == "moved"]
    assert not own["counts"].any()
    assert own["gbp_m"].sum() > 6000
    assert float(cost_by_year(results).sel(scenario="moved").sum()) == pytest.approx(0.0, abs=1e-6)


def test_capital_overruns_and_services_do_not(results):
    overrun = overrun_by_year(results).sum("year")
    assert float(overrun.sel(scenario="public_health_restored")) == 0
    housing = float(overrun.sel(scenario="by_councils"))
    money = fc.results.spending(results).loc["by_councils", "new_money_gbp_m"]
    assert housing == pytest.approx(0.24 * money)
    assert np.all(overrun >= 0)


@pytest.fixture(scope="module")
def contest():
    return fc.run_ensemble(["baseline", "single_pot"], draws=4, workers=1)


def test_money_that_is_won_by_bids_is_the_mean_of_draws(contest):
    won = float(contest.dataset["money_won"].sel(scenario="single_pot").sum("area").mean("draw"))
    assert won > 0
    assert float(cost_by_year(contest).sel(scenario="single_pot").sum()) == pytest.approx(
        won + fc.results.spending(contest).loc["single_pot", "running_costs_gbp_m"]
    )
    assert float(cost_by_year(contest).sel(scenario="baseline").sum()) == 0
    assert "Won by bids, of ‘One pot for bids’: the mean" in bids_in_words(contest)


def test_what_bids_build_costs_what_it_costs_at_central_values_as_is_said(contest):
    central = fc.simulate(["baseline", "single_pot"])
    running = public_cost(contest).query("scenario == 'single_pot' and payer == @CENTRE")["gbp_m"].sum()
    assert running == pytest.approx(fc.results.spending(central).loc["single_pot", "running_costs_gbp_m"])
    assert running > 0
    overruns = [float(overrun_by_year(each).sel(scenario="single_pot").sum()) for each in (contest, central)]
    assert overruns[0] == pytest.approx(overruns[1])
    assert "Running costs and overruns of what bids build are not held by draw: they are those at central values" in (
        bids_in_words(contest)
    )
