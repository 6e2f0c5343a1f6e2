"""Bids of a run: who could bid, the need they are scored by, and what every fund, council and year has in results."""

import fourcapitals as fc
import numpy as np
import pytest
from bids import contest
from fourcapitals.scenario.terms import terms_of
from fourcapitals.simulation.bids import capped, holds_bids, may_bid, need_of_bids


@pytest.fixture(scope="module")
def run():
    """A contest, its twin and a scenario without bids, at central values with shocks."""
    return fc.simulate(["baseline", contest(), contest().twin()], seed=1)


def test_bids_and_awards_by_fund_council_and_year_are_in_results(run):
    held = run.dataset
    assert held["bid_line"].values.tolist() == ["contest/rounds", "contest_twin/rounds"]
    given = run.awards().sel(line=held["line_scenario"] == "contest").sum("line")
    np.testing.assert_allclose(held["won_by_bid"].sel(bid_line="contest/rounds"), given, atol=1e-9)
    assert set(np.unique(held["bid"])) <= {0, 1}
    assert (held["bid"].where(held["won_by_bid"] > 0, 1) == 1).all()
    assert held["bid"].sel(year=2022).sum() == 0


def test_sums_over_councils_and_years_are_those_of_single_bids(run):
    held = run.dataset.isel(draw=0)
    for scenario in ("contest", "contest_twin"):
        bids = held["bid"].sel(bid_line=f"{scenario}/rounds")
        own = held.sel(scenario=scenario)
        np.testing.assert_array_equal(own["bids_made"], bids.sum("year"))
        np.testing.assert_array_equal(own["bids_by_year"], bids.sum("area"))
        won = held["won_by_bid"].sel(bid_line=f"{scenario}/rounds")
        np.testing.assert_allclose(own["money_won"], won.sum("year"))
        np.testing.assert_allclose(own["mean_capacity"], own["council_capacity"].mean("area"))
        np.testing.assert_array_equal(own["capacity_at_end"], own["council_capacity"].sel(year=2035))
    assert float(held["bid_cost"].sel(scenario="contest")) > 0


def test_in_the_twin_all_bid_nothing_moves_and_nothing_is_believed(run):
    held = run.dataset.isel(draw=0).sel(scenario="contest_twin")
    assert held["bids_by_year"].sel(year=[2021, 2023, 2027, 2031]).values.tolist() == [307] * 4
    assert float(held["bid_cost"]) == 0
    assert (held["council_capacity"] == held["council_capacity"].isel(year=0)).all()
    assert held["council_belief"].count() == 0


def test_a_scenario_without_bids_holds_none(run):
    assert run.dataset["bids_made"].sel(scenario="baseline").count() == 0
    assert "bids_made" not in fc.simulate("baseline").dataset
    assert not holds_bids(fc.load_scenario("announced_2021"))


def test_a_mesa_model_gives_the_bids_of_the_run(run):
    model = fc.FourCapitals(contest(), seed=1)
    for year in (2020, 2021, 2022, 2023):
        model.step()
        bids = run.dataset["bid"].sel(bid_line="contest/rounds", year=year).to_numpy()
        np.testing.assert_array_equal(model.state.bids.sum(axis=0), bids)
    believed = run.dataset["council_belief"].sel(scenario="contest", draw=0, year=2023).to_numpy()
    np.testing.assert_allclose(model.state.councils.belief, believed, atol=1e-12)


def test_who_has_won_may_not_bid_again_where_the_fund_says_so(baseline):
    text = contest().text.replace("grant_gbp_m = 20.0", "grant_gbp_m = 20.0\nonce = true")
    scenario = fc.parse_scenario(text, name="once")
    terms = terms_of(scenario, baseline, fc.load_parameters().deflator)
    awards = np.zeros((16, 1, 307))
    awards[1, 0, :60] = awards[3, 0, 60:120] = 20.0
    may = may_bid(awards, terms)
    assert may.sum(axis=(1, 2)).tolist()[:5] == [0, 307, 0, 247, 0]
    again = may_bid(awards, terms_of(contest(), baseline, fc.load_parameters().deflator))
    assert again[3].sum() == 307


def test_past_winners_sit_out_while_awards_are_more_concentrated_than_is_tolerated():
    awards = np.zeros((4, 2, 4))
    awards[0, 0, 0] = awards[1, 0, 1] = awards[2, 0, 2] = 20.0
    # Gini of one winner among four is .75, of two .5, of three .25; the other fund has given nothing.
    out = capped(awards, np.ones(4), 0.6)
    assert np.argwhere(out).tolist() == [[1, 0, 0]]
    assert capped(awards, np.ones(4), 0.4)[2, 0].tolist() == [True, True, False, False]


def test_whoever_the_centre_keeps_out_could_not_have_won_again():
    text = contest().text.replace("councils = true", 'councils = true\ncentre = "caps_winners"')
    numbers = fc.load_parameters().central()._replace(concentration_tolerated=0.0)
    capping = fc.parse_scenario(text, name="capped")
    held = fc.simulate([capping, contest()], seed=1, numbers=numbers).dataset
    again = held["awards_won"].max("area").sel(draw=0)
    assert again.sel(scenario="capped") == 1
    assert again.sel(scenario="contest") > 1
    # No council that has won could win again, so that there is nothing to compare.
    found = held["persistence_of_winners"].sel(draw=0)
    assert np.isnan(found.sel(scenario="capped"))
    assert found.sel(scenario="contest") > 1


def test_need_is_that_of_the_rule_whatever_its_weight(baseline):
    deflator = fc.load_parameters().deflator
    none = fc.parse_scenario(contest().text.replace("grant_gbp_m", "need_weight = 0.0\ngrant_gbp_m"), name="none")
    found = [need_of_bids(each, baseline, terms_of(each, baseline, deflator)) for each in (contest(), none)]
    np.testing.assert_array_equal(*found)
    assert found[0].std() > 0.5
