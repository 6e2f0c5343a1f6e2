"""What would make one strategy useless."""

import fourcapitals as fc
import pytest


def test_at_the_value_that_makes_it_useless_a_strategy_adds_a_day(call):
    table = fc.appraisal.useless("public_health_restored").set_index("parameter")
    row = table.loc["public_health_cost_per_qaly"]
    changed = fc.data.table_of({"parameters": {"public_health_cost_per_qaly": {"value": float(row["value"])}}})
    runs = fc.simulate(["baseline", "public_health_restored"], parameters=changed)
    added = runs.differences("hle", years=[2035]).sel(scenario="public_health_restored").item()
    assert added * 365.25 == pytest.approx(1.0, abs=0.02)
    assert row["probability_beyond"] < table["probability_beyond"].iloc[0] < 1


def test_a_strategy_below_a_day_is_told_so(call):
    code, out, _ = call("flips", "announced_2021", "--quiet")
    assert code == 0
    assert "below a day as it is" in out


@pytest.mark.usefixtures("few_numbers")
def test_flips_of_one_strategy_say_what_would_make_it_useless(call):
    _, out, _ = call("flips", "public_health_restored", "--quiet")
    assert "useless" in out or "no single number takes it below a day" in out
