"""Strategies for any outcome, horizon and weighting: the best, the regret, who gains and who loses."""

import numpy as np
import pandas as pd
import pytest
from fourcapitals.appraisal.outcome_weights import flips_of_weights, outcome_weights, weight_lines
from fourcapitals.appraisal.settings import appraisal_settings
from fourcapitals.appraisal.strategy_choice import WEIGHTINGS, gainers_and_losers, place_weights, strategy_choice
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.results.measures import weights_of_groups
from fourcapitals.vocabulary import OUTCOME_NAMES

SUMS = ("healthy_person_years", "healthy_person_years_whole_life")


@pytest.mark.parametrize("outcome", [*SUMS, *OUTCOME_NAMES])
def test_chances_sum_to_one_and_somebody_has_the_least_to_regret(few, outcome):
    for per_gbp in (False, True):
        table = strategy_choice(few, outcome=outcome, per_gbp=per_gbp)
        assert table["probability_best"].sum() == pytest.approx(1.0)
        assert (table["expected_regret"] <= table["largest_regret"]).all()
        assert table["minimax"].any()
        assert ("baseline" in set(table["scenario"])) != per_gbp


def test_differences_are_those_of_the_results(few):
    table = strategy_choice(few, outcome="hle", per_gbp=False).set_index("scenario")
    change = few.differences("hle", years=[2035]).isel(group=0, year=0).median("draw").to_series()
    for name in table.index:
        assert table.loc[name, "difference"] == pytest.approx(change[name], abs=1e-12)
    each = strategy_choice(few, outcome="hle").set_index("scenario")
    assert each["per_gbp"].all()
    money = each.loc["announced_2021", "new_money_gbp_m"]
    assert each.loc["announced_2021", "difference"] == pytest.approx(change["announced_2021"] / money)


def test_less_is_better_where_it_is(few):
    table = strategy_choice(few, outcome="long_term_sick", per_gbp=False)
    assert table["difference"].is_monotonic_increasing


@pytest.mark.parametrize("by", ["area", "region"])
def test_weights_are_one_on_average_and_larger_for_the_worse_off(few, by):
    people = weights_of_groups(few, "population", by).to_numpy()
    for weighting in ("income", "health"):
        weight = place_weights(few, by, weighting, appraisal_settings())
        assert np.average(weight, weights=people) == pytest.approx(1.0)
        even = place_weights(few, by, weighting, appraisal_settings(income_aversion=0.0, health_aversion=0.0))
        assert even == pytest.approx(np.ones(len(people)))
    level = few.base_levels("hle")
    by_area = place_weights(few, "area", "health", appraisal_settings())
    assert by_area[level.argmin()] == by_area.max() > 1


def test_without_aversion_every_weighting_is_that_of_people(few):
    even = appraisal_settings(income_aversion=0.0, health_aversion=0.0)
    tables = [strategy_choice(few, weighting=each, settings=even) for each in WEIGHTINGS]
    for table in tables[1:]:
        assert table["scenario"].tolist() == tables[0]["scenario"].tolist()
        assert table["difference"].to_numpy() == pytest.approx(tables[0]["difference"].to_numpy(), rel=1e-8)


def test_one_draw_has_no_chances(central_run):
    table = strategy_choice(central_run)
    assert not {"probability_best", "low_80"} & set(table)


def test_a_strategy_against_itself_brings_and_regrets_nothing_beyond_itself(few):
    table = strategy_choice(few, outcome="hle", reference="announced_2021", per_gbp=False).set_index("scenario")
    assert table.loc["announced_2021", ["difference", "low_80", "high_80"]].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    "by", ["area", "region", "combined_authority", "deprivation_fifth", "luf_group", "England", "Greater Manchester"]
)
def test_who_gains_and_who_loses_is_said_of_every_grouping(few, by):
    table = gainers_and_losers(few, reference="cash_per_head", by=by)
    assert (table["share_gains"] + table["share_loses"] <= 1 + 1e-9).all()
    change = few.differences("hle", by=by, reference="cash_per_head", years=[2035])
    assert len(table) == change.sizes["group"] * (len(few.scenarios) - 1)
    first = change.sel(scenario="announced_2021").isel(year=0, group=0)
    row = table[table["scenario"] == "announced_2021"].iloc[0]
    assert row["difference"] == pytest.approx(float(first.median()), abs=1e-12)
    assert row["share_gains"] == float((first > 0).mean())


def test_what_there_is_not_is_refused(few):
    for asked in ({"weighting": "none"}, {"outcome": "joy"}, {"outcome": "hle", "year": 1999}, {"reference": "none"}):
        with pytest.raises(UnknownName):
            strategy_choice(few, **asked)


def test_the_reference_alone_leaves_no_choice():
    import fourcapitals as fc

    with pytest.raises(BadInput, match="nothing to choose from"):
        strategy_choice(fc.simulate("baseline"))


# Weights over outcomes


def test_a_unit_of_each_outcome_is_a_standard_deviation_between_areas(few):
    weights = {"hle": 2.0, "gva_per_hour": 1.0, "long_term_sick": 1.0}
    table = strategy_choice(few, weights=weights, per_gbp=False).set_index("scenario")
    people, hours, workers = (
        few.dataset[name].to_numpy() for name in ("population", "hours_worked", "population_16_64")
    )

    def spread(values, weight):
        return np.sqrt(np.cov(values, aweights=weight, ddof=0))

    scales = {
        "hle": spread(few.base_levels("hle"), people),
        "gva_per_hour": spread(100 * np.log(few.base_levels("gva_per_hour")), hours),
        "long_term_sick": -spread(few.base_levels("long_term_sick"), workers),
    }
    for name in table.index:
        draws = sum(
            1000 * weight / 4 * few.differences(each, years=[2035]).sel(scenario=name).to_numpy().ravel() / scales[each]
            for each, weight in weights.items()
        )
        assert table.loc[name, "difference"] == pytest.approx(np.median(draws), abs=1e-9)
        assert table.loc[name, [f"mean_{each}" for each in weights]].sum() == pytest.approx(draws.mean(), abs=1e-9)
    assert table["probability_best"].sum() == pytest.approx(1.0)
    assert table.loc["baseline", "difference"] == 0


def test_one_weighted_outcome_orders_as_the_outcome_itself_and_doubled_weights_change_nothing(few):
    alone = strategy_choice(few, outcome="long_term_sick", per_gbp=False)
    weighed = strategy_choice(few, weights={"long_term_sick": 3.0}, per_gbp=False)
    assert weighed["scenario"].tolist() == alone["scenario"].tolist()
    assert weighed["probability_best"].to_numpy() == pytest.approx(alone["probability_best"].to_numpy())
    twice = strategy_choice(few, weights={"long_term_sick": 6.0}, per_gbp=False)
    assert twice["expected_regret"].to_numpy() == pytest.approx(weighed["expected_regret"].to_numpy())


def test_the_weight_that_would_change_the_choice_makes_two_choices_even(few):
    weights = {"hle": 1.0, "gva_per_hour": 1.0}
    table = strategy_choice(few, weights=weights, per_gbp=False)
    for name, times, other in flips_of_weights(table, weights):
        moved = strategy_choice(few, weights={**weights, name: times}, per_gbp=False).set_index("scenario")
        both = moved[[f"mean_{each}" for each in weights]].sum(axis=1)
        assert both[other] == pytest.approx(both[table["scenario"].iloc[0]])
    assert "standard deviation between areas" in weight_lines(table)[0]


def test_what_a_weight_flips_is_what_comes_first_by_the_mean_of_draws_that_the_line_names():
    """By medians the first row comes first, by means the second."""
    table = pd.DataFrame({"scenario": ["steady", "lucky"], "mean_hle": [1.0, 3.0], "mean_le": [1.0, 0.0]})
    table.attrs = {"weights": {"hle": 1.0, "le": 1.0}, "scales": {"hle": 3.0, "le": 2.0}}
    assert weight_lines(table)[1] == (
        "lucky would no longer come first (mean of draws) with hle at 0.5 times its weight (steady); le at 2 times its "
        "weight (steady)."
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "OUTCOME=NUMBER expected"),
        ("hle", "OUTCOME=NUMBER expected"),
        ("hle=two", "hle: a number expected, got 'two'"),
        ("hle=0", "hle: more than 0 expected, got 0; leave it out"),
        ("hle=-1", "hle: more than 0 expected, got -1"),
        ("hle=nan", "hle: more than 0 expected, got nan"),
        ("hle=inf", "hle: more than 0 expected, got inf"),
        ("hlee=1", "no outcome 'hlee'; did you mean 'hle'?"),
        ("hle=1,hle=2", "hle is given twice"),
    ],
)
def test_weights_that_order_nothing_are_refused(few, text, fault):
    with pytest.raises(BadInput, match=fault):
        outcome_weights(text)


def test_every_fault_of_weights_is_told_at_once(few):
    with pytest.raises(BadInput) as error:
        outcome_weights("hlee=1,gva_per_hour=-2,le")
    assert len(error.value.faults) == 3
    for weights in ({}, {"hle": float("nan")}):
        with pytest.raises(BadInput):
            strategy_choice(few, weights=weights)
