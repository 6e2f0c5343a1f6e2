"""What strategies bring over the whole life of what they buy stands beside what they bring by 2035."""

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.cli.comparison_tables import compared, comparison_tables
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.errors import BadInput, UnknownName
from fourcapitals.results.results import Results
from fourcapitals.results.whole_life import BY_END, OF_LIFE, over_life

STRATEGIES = ["housing_quality", "public_health_restored", "announced_2021"]


@pytest.fixture(scope="module")
def results():
    return fc.simulate(["baseline", *STRATEGIES])


@pytest.fixture(scope="module")
def older(results):
    """What a version gave that followed nothing after the last year."""
    lacking = [name for name in results.dataset if "whole_life" in str(name)]
    return Results(results.dataset.drop_vars([*lacking, "sum_over_life"]))


def test_a_run_comes_over_its_life_to_what_counterfactual_runs_say(results, central):
    effects = counterfactuals_of(STRATEGIES).effects(central)
    table = over_life(results).set_index("scenario")
    for name in STRATEGIES:
        for column in (BY_END, *OF_LIFE):
            assert table.loc[name, column] == pytest.approx(getattr(effects[name], column), rel=1e-9)
            per = effects[name].of(column, per_gbp=True)
            assert table.loc[name, f"{column}_per_gbp_m"] == pytest.approx(per, rel=1e-9)


def test_a_strategy_brings_nothing_beyond_itself(results):
    own = results.over_life(reference="housing_quality").sel(scenario="housing_quality")
    assert (own == 0).all()


@pytest.mark.parametrize("by", ["region", "upper_tier", "area", "deprivation_fifth"])
def test_places_add_up_to_england(results, by):
    whole, parts = results.over_life(), results.over_life(by=by)
    np.testing.assert_allclose(parts.sum("group").to_numpy(), whole.isel(group=0).to_numpy(), rtol=1e-9, atol=1e-9)
    assert parts["group_name"].sizes == {"group": parts.sizes["group"]}


def test_one_place_is_the_sum_of_its_areas(results):
    codes = fc.data.find_areas("Greater Manchester")
    place = results.over_life(by="Greater Manchester").isel(group=0)
    areas = results.over_life(by="area").sel(group=list(codes)).sum("group")
    np.testing.assert_allclose(place.to_numpy(), areas.to_numpy(), rtol=1e-9, atol=1e-9)
    north = results.over_life(by="North West")
    regions = results.over_life(by="region")
    np.testing.assert_array_equal(north.to_numpy(), regions.sel(group=north["group"]).to_numpy())


def test_housing_works_on_after_2035_and_health_budgets_hardly(results):
    table = over_life(results).set_index("scenario")
    assert table.loc["housing_quality", "share_matured"] < 0.5 < table.loc["public_health_restored", "share_matured"]
    titles = dict(results.titles)
    (line,) = fc.results.whole_life_lines(over_life(results), titles=titles, per_gbp=True, end=2035)
    assert line.startswith("Less than half of the healthy person-years have come by 2035 of: Housing quality (")
    assert "Public health" not in line


def test_an_order_that_differs_over_the_whole_life_is_said(results):
    table = over_life(results)
    first = table["scenario"] == "housing_quality"
    table.loc[first, f"{OF_LIFE[0]}_per_gbp_m"] = 1000.0
    lines = fc.results.whole_life_lines(table, titles={name: name for name in STRATEGIES}, per_gbp=True, end=2035)
    assert lines[1:] == [
        "The order by healthy person-years per £1m is another over the whole life than by 2035: housing_quality > "
        "public_health_restored > announced_2021."
    ]


def test_compare_sets_the_whole_life_beside_2035(results):
    for by in ("england", "region", "Bristol"):
        table = compared(results, "hle", reference="baseline", year=2035, by=by)
        expected = over_life(results, by=by).set_index(["scenario", "group"])
        found = table.set_index(["scenario", "group"])[OF_LIFE[0]]
        np.testing.assert_array_equal(found.to_numpy(), expected.loc[found.index, OF_LIFE[0]].to_numpy())
    assert OF_LIFE[0] not in compared(results, "gva_per_hour", reference="baseline", year=2035)


def test_results_of_before_say_that_they_followed_nothing(older):
    with pytest.raises(BadInput, match="run them anew for the whole life"):
        older.over_life()
    table = compared(older, "hle", reference="baseline", year=2035)
    assert OF_LIFE[0] not in table
    shown = comparison_tables(table, older, by="england", unit=None)
    assert any("run them anew for the whole life" in str(part) for part in shown)
    assert fc.plots.strategies(older).data is not None


def test_an_unknown_scenario_or_place_is_refused(results):
    for asked in ({"reference": "none"}, {"by": "Atlantis"}):
        with pytest.raises(UnknownName):
            results.over_life(**asked)
