"""Money followed alone is the money of a whole run, to the bit."""

import numpy as np
import pytest
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.parameters import load_parameters
from fourcapitals.scenario.files import load_scenario, scenario_names
from fourcapitals.simulation.money import money_of
from fourcapitals.simulation.run import simulate


@pytest.mark.parametrize("name", scenario_names())
def test_money_without_responses_is_that_of_a_whole_run_to_the_bit(name):
    money = money_of(load_scenario(name), load_baseline(), load_parameters().central())
    run = simulate(name).dataset
    assert set(money.data_vars) == {"award", "announced", "net", "deadweight", "ineffective", "in_delivery"} | {
        "running_cost"
    }
    for each in money.data_vars:
        assert money[each].dims == run[each].dims
        assert money[each].attrs == run[each].attrs
        np.testing.assert_array_equal(money[each].to_numpy(), run[each].to_numpy())
    assert money["line"].to_numpy().tolist() == run["line"].to_numpy().tolist()
