"""Money followed alone is the money of a whole run, to the bit."""

import numpy as np
import pytest
from attacks import rarely
from fourcapitals.data.baseline import load_baseline
from fourcapitals.data.changed_parameters import changed_table
from fourcapitals.data.parameters import load_parameters
from fourcapitals.scenario.files import load_scenario, scenario_names
from fourcapitals.simulation.money import money_of
from fourcapitals.simulation.run import simulate

# Together they use every key and every rule that any bundled file uses.
WAYS = (
    "announced_2021",
    "as_awarded",
    "baseline",
    "capacity_grant",
    "care_workforce",
    "competition_centre_adapts",
    "competition_households_move",
    "council_services_restored",
    "eu_funds_end_no_replacement",
    "nhs_anchor",
    "realigned_to_nhs",
    "settlement",
    "single_pot",
    "spread_thin",
    "whole_briefing",
)


@pytest.mark.parametrize("name", [*WAYS, *rarely(*(name for name in scenario_names() if name not in WAYS))])
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


PROJECTS = ("levelling_up_fund", "towns_fund")
COMPLETE = 64 / 1283
"""Of the projects of these funds, by March 2023 (National Audit Office, November 2023)."""


def in_use_by_march_2023(*settings):
    """Share of what the funds for projects are to spend; a quarter of 2023 counts."""
    numbers = changed_table(settings).central()
    money = money_of(load_scenario("announced_2021"), load_baseline(), numbers)
    money = money.isel(line=np.isin(money["line_fund"], PROJECTS))
    delivered = (money["net"] + money["deadweight"] + money["ineffective"]).sum("line")
    for_all_years = float(money["announced"].sum())
    return float(delivered.sel(year=slice(None, 2022)).sum() + delivered.sel(year=2023) / 4) / for_all_years


def test_as_much_of_the_announced_money_is_in_use_by_march_2023_as_projects_were_complete():
    assert in_use_by_march_2023() == pytest.approx(COMPLETE, abs=0.01)


def test_the_prior_of_delays_lets_it_be_a_fifth_less_or_more():
    slow, fast = (
        in_use_by_march_2023(*(f"delay_factor[{use}]={factor}" for use in ("connectivity", "premises", "culture")))
        for factor in (1.7, 0.6)
    )
    assert slow < 0.8 * COMPLETE < 1.2 * COMPLETE < fast
