"""A baseline of an earlier year is made of the histories alone."""

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.earlier_years import tables_of
from fourcapitals.ensemble.counterfactual import counterfactuals_of
from fourcapitals.errors import UnknownName
from fourcapitals.vocabulary import USE_NAMES, Period


@pytest.fixture(scope="module")
def earlier():
    return load_baseline(2014)


def test_it_has_the_levels_that_were_published_then(earlier):
    areas, table = earlier.arrays, earlier.tables
    first = earlier.codes.index("E06000001")
    hle, lives = table["published"], table["history_life_expectancy"]
    hartlepool = hle[(hle["code"] == "E06000001") & (hle["outcome"] == "hle") & (hle["period"] == "2012-14")]
    assert areas.hle[:, first].tolist() == hartlepool.set_index("sex")["value"][["male", "female"]].tolist()
    own = lives[(lives["code"] == "E06000001") & (lives["start_year"] == 2012)].set_index("sex")["value"]
    assert areas.le[:, first].tolist() == own[["male", "female"]].tolist()
    in_2014 = earlier.history("gva_per_hour").query("code == 'E06000001' and year == 2014")["value"].iloc[0]
    price = 100 / table["deflator"].set_index("year")["index_2019"][2014]
    assert areas.gva_per_hour[first] == pytest.approx(in_2014 * price)
    assert earlier.published("le", sex="male") == pytest.approx(79.35, abs=0.2)


@pytest.mark.parametrize("year", range(2013, 2019))
def test_nothing_later_than_its_year_enters_what_it_starts_from(year):
    whole = load_baseline()
    past = {
        name: table[table["year"] <= year] if name.startswith("history_") and "year" in table else table
        for name, table in whole.tables.items()
    }
    period = Period(year, 2019, year + 1)
    cut = tables_of(past | {"history_deprivation": whole.tables["history_deprivation"]}, period)
    made = load_baseline(year).tables
    for name in ("areas", "outcomes", "councils", "life_tables"):
        assert cut[name].equals(made[name]), name


def test_councils_spend_what_they_spent(earlier):
    flows = earlier.flows
    assert flows.shape == (5, len(USE_NAMES), 307)
    assert not np.delete(flows, USE_NAMES.index("council_services"), axis=1).any()
    spending = earlier.history("council_spending").pivot_table(index="code", columns="year", values="value")
    change = (spending[2017] - spending[2014]).loc["E06000001"] * earlier.arrays.population[0] / 1e6
    assert flows[2, USE_NAMES.index("council_services"), 0] == pytest.approx(change)
    assert flows.sum() < 0


def test_cuts_shorten_life_and_every_way_of_running_agrees(earlier):
    with_cuts = fc.simulate("baseline", baseline=earlier)
    without = fc.simulate("baseline", baseline=earlier.without_flows())
    lost = (with_cuts.dataset["le"] - without.dataset["le"]).isel(year=-1).mean()
    assert -0.5 < float(lost) < -0.01
    model = fc.FourCapitals("baseline", baseline=earlier)
    model.run()
    assert np.array_equal(model.state.outcomes.le, with_cuts.dataset["le"].isel(scenario=0, draw=0, year=-1))
    counterfactuals = counterfactuals_of("baseline", baseline=earlier)
    compiled = counterfactuals.at(fc.load_parameters().central()).outcomes("baseline")
    np.testing.assert_allclose(compiled.le[-1], model.state.outcomes.le, rtol=1e-12)


def test_years_without_histories_are_refused():
    with pytest.raises(UnknownName, match="2012; choose from 2013 to 2019"):
        load_baseline(2012)
