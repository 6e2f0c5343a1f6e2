"""Rules of one's own: labels are used, what a rule is given stays as it is, and what is wrong is named."""

import fourcapitals as fc
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from fourcapitals.data.places import area_name
from fourcapitals.errors import BadInput
from fourcapitals.scenario.allocation import RULES, share_out


@pytest.fixture
def own_rule():
    """Register a function as the rule "own" for one test."""

    def register(function):
        RULES["own"] = function
        return function

    yield register
    RULES.pop("own", None)


def ten_times_hackney(baseline):
    weights = pd.Series(1.0, index=baseline.areas["name"].sort_values().index)
    weights["E09000012"] = 10.0
    return weights


@pytest.mark.parametrize(
    "labelled",
    [
        ten_times_hackney,
        lambda baseline: ten_times_hackney(baseline).rename(index=area_name),
        lambda baseline: xr.DataArray.from_series(ten_times_hackney(baseline).rename_axis("area")),
    ],
    ids=["by code", "by name", "a DataArray"],
)
def test_weights_with_labels_are_put_in_order_by_them(own_rule, baseline, labelled):
    own_rule(labelled)
    share = dict(zip(baseline.codes, share_out("own", baseline), strict=True))
    assert share["E09000012"] == pytest.approx(10 / 316)
    assert share["E06000001"] == pytest.approx(1 / 316)


def test_places_that_are_missing_unknown_or_given_twice_are_named(own_rule, baseline):
    def wrong(baseline):
        weights = pd.Series(1.0, index=[*baseline.codes[1:], "Northampton"])
        return pd.concat([weights, pd.Series([1.0], index=["Hackney"])])

    own_rule(wrong)
    with pytest.raises(ValueError, match="allocation rule 'own'") as caught:
        share_out("own", baseline)
    for part in (
        "'Northampton'; it is a part of West",
        "'Hackney' is given twice",
        "no weight for Hartlepool (E06000001)",
    ):
        assert part in str(caught.value)


def test_a_rule_cannot_change_what_it_is_given(own_rule, baseline):
    @own_rule
    def greedy(baseline):
        weights = baseline.arrays.population
        weights[baseline.arrays.deprivation < 0] = 0.0
        return weights

    with pytest.raises(ValueError, match="read-only; copy an array before changing it"):
        share_out("own", baseline)

    @own_rule
    def tidy(baseline):
        baseline.areas["population_2019"] *= 0
        baseline.tables["outcomes"]["hle_male_years"] = 0.0
        return baseline.arrays.population.copy()

    before = baseline.areas["population_2019"].sum(), baseline.tables["outcomes"]["hle_male_years"].sum()
    assert share_out("own", baseline).sum() == pytest.approx(1)
    assert (baseline.areas["population_2019"].sum(), baseline.tables["outcomes"]["hle_male_years"].sum()) == before


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (np.nan, "is not a number or not finite"),
        (np.inf, "is not a number or not finite"),
        (-1.0, "is negative"),
        (1e308, "is beyond 1e\\+100"),
    ],
)
def test_a_weight_that_cannot_be_shared_is_named_with_its_place(own_rule, baseline, value, fault):
    @own_rule
    def wrong(baseline):
        weights = np.ones(len(baseline.codes))
        weights[0] = value
        return weights

    with pytest.raises(ValueError, match=rf"^allocation rule 'own': the weight of Hartlepool \(E06000001\) {fault}"):
        share_out("own", baseline)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (np.ones(306), r"one weight for each of the 307 areas; it gave an array of shape \(306,\)"),
        ("all to Hartlepool", "must give numbers, one for each area"),
        (None, r"one weight for each of the 307 areas; it gave an array of shape \(\)"),
        (np.ones(307) * 1j, "must give numbers, one for each area"),
        (["1"] * 307, "must give numbers, one for each area"),
        ({"E06000001": 1.0}, "no weight for Middlesbrough"),
        (np.ma.masked_equal(np.arange(307.0), 3), "some weights are masked; give each area a number"),
    ],
)
def test_what_is_no_list_of_weights_is_refused(own_rule, baseline, given, fault):
    own_rule(lambda baseline: given)
    with pytest.raises(ValueError, match=fault):
        share_out("own", baseline)


def test_a_mapping_is_taken_by_its_labels(own_rule, baseline):
    weights = dict.fromkeys(sorted(baseline.areas["name"]), 1.0) | {"Hackney": 10.0}
    own_rule(lambda baseline: weights)
    share = dict(zip(baseline.codes, share_out("own", baseline), strict=True))
    assert share["E09000012"] == pytest.approx(10 / 316)


def test_a_rule_that_fails_is_named(own_rule, baseline):
    own_rule(lambda baseline: 1 / 0)
    with pytest.raises(ValueError, match=r"^allocation rule 'own' failed: ZeroDivisionError: division by zero$"):
        share_out("own", baseline)


def test_changing_results_in_place_changes_no_later_run():
    def gain():
        hle = fc.simulate(["baseline", "public_health_restored"]).dataset["hle"].sel(year=2035)
        return float((hle.sel(scenario="public_health_restored") - hle.sel(scenario="baseline")).mean())

    before = gain()
    results = fc.simulate(["baseline"])
    for name in ("population", "population_16_64", "hours_worked", "hle", "gva_per_hour"):
        results.dataset[name].values[...] /= 1000
    assert gain() == before


@pytest.mark.parametrize("name", [3, "", "  ", "a\x1b[2J", None])
def test_a_rule_needs_a_name_that_can_be_written(name):
    before = dict(RULES)
    with pytest.raises((ValueError, BadInput), match=r"cannot name an allocation rule|name: a text expected"):
        fc.allocation_rule(name)(lambda baseline: baseline.arrays.population)
    assert before == RULES


def test_a_rule_is_a_function():
    with pytest.raises(ValueError, match=r"allocation rule 'own': a function of the baseline expected, got 3"):
        fc.allocation_rule("own")(3)
