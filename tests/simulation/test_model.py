"""The Mesa model: a year a step, agents that show their rows, decisions that can be replaced."""

from dataclasses import replace

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.scenario.terms import terms_of
from fourcapitals.simulation.drawn_start import start_of_draw
from fourcapitals.simulation.noise import draw_shocks
from fourcapitals.simulation.outcome_noise import with_noise
from fourcapitals.simulation.schedule import project
from fourcapitals.simulation.state import base_state
from fourcapitals.vocabulary import CAPITALS, END_YEAR, OUTCOMES, USE_NAMES


def test_base_levels_are_the_published_ones():
    model = fc.FourCapitals("baseline")
    hartlepool, richmond = model.area("Hartlepool"), model.area("Richmond upon Thames")
    male = model.state.outcomes.hle[0]
    assert male[hartlepool.row] == 57.03
    assert male[richmond.row] == 71.44
    assert hartlepool.gva_per_hour == 28.96
    assert [model.baseline.published("hle", sex=sex) for sex in ("male", "female")] == [63.18, 63.52]


def test_stepping_the_model_equals_the_schedule_alone():
    model = fc.FourCapitals("announced_2021", seed=4, draw=2)
    noise = draw_shocks(4, 2, areas=307, years=16, funds=list(model.strategy.funds))
    start = base_state(model.baseline.arrays, funds=4)
    begun = start_of_draw(start, noise, model.baseline.start, model.numbers, seed=4, draw=2)
    alone, *_ = project(begun.state, model.terms, model.environment, begun.shocks)
    alone = with_noise(alone, begun.noise)
    path = model.run()
    for outcome in OUTCOMES:
        stepped = np.array([getattr(state.outcomes, outcome.name) for state, _ in path])
        np.testing.assert_allclose(stepped, getattr(alone, outcome.name), rtol=1e-9)


@pytest.mark.parametrize("seed", [None, 4])
def test_a_simulation_is_what_the_model_steps_through(seed):
    model = fc.FourCapitals("announced_2021", seed=seed)
    path = model.run()
    data = fc.simulate("announced_2021", seed=seed).dataset.isel(scenario=0, draw=0)
    for outcome in OUTCOMES:
        stepped = np.stack([getattr(state.outcomes, outcome.name) for state, _ in path], axis=-1)
        assert np.array_equal(stepped, data[outcome.name].to_numpy())
    by_use = np.array([awards.sum(axis=(0, 1)) for _, awards in path])
    lines = data["award"].sum("area").groupby("line_use").sum()
    for use in lines["line_use"].values:
        np.testing.assert_allclose(lines.sel(line_use=use), by_use[:, USE_NAMES.index(use)], atol=1e-9)


@pytest.mark.parametrize("seed", [-1, 1.5, "one", True])
def test_a_seed_that_is_none_is_refused(seed):
    with pytest.raises(fc.BadInput, match=r"is no seed|seed: a whole number expected"):
        fc.simulate("baseline", seed=seed)


def test_agents_show_their_row():
    model = fc.FourCapitals("announced_2021")
    model.step()
    model.step()
    area = model.area("E06000001")
    assert area.name == "Hartlepool"
    assert set(area.outcomes) == {outcome.name for outcome in OUTCOMES}
    assert area.money_received == pytest.approx(sum(area.money_received_by_use.values()))
    assert sum(a.money_received for a in model.areas) == pytest.approx(sum(f.awarded for f in model.funds))
    assert area.capitals["premises"] == model.state.capitals.premises[0]
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        _ = area.colour


def test_agents_can_be_selected():
    model = fc.FourCapitals("baseline")
    poor = model.agents.select(lambda agent: getattr(agent, "hle", 99) < 58)
    assert 0 < len(poor) < 60


def test_a_function_can_replace_the_decision():
    def all_to_hartlepool(model):
        awards = np.zeros_like(model.awards)
        awards[0, model.area("Hartlepool").row, USE_NAMES.index("community")] = 10.0
        return awards

    model = fc.FourCapitals("announced_2021", decision=all_to_hartlepool)
    for _ in range(4):
        model.step()
    received = [area.money_received for area in model.areas]
    assert received[0] == 10
    assert sum(received) == 10
    assert model.area("Hartlepool").social > 0


def test_a_decision_of_the_wrong_shape_is_refused():
    model = fc.FourCapitals("announced_2021", decision=lambda model: np.zeros(3))
    with pytest.raises(ValueError, match=r"shape \(fund, area, use\) = \(4, 307, 14\); got shape \(3,\)"):
        model.step()
    assert model.year == 2019


def test_the_model_ends():
    model = fc.FourCapitals("baseline")
    model.run()
    assert model.year == END_YEAR
    before = model.state
    model.step()
    assert model.state is before
    assert model.year == END_YEAR


def test_an_unknown_area_is_told_with_the_nearest_name():
    with pytest.raises(fc.BadInput, match="did you mean 'Hartlepool'"):
        fc.FourCapitals("baseline").area("Hartlepol")


def test_results_have_named_axes_units_and_inputs():
    results = fc.simulate(["baseline", "announced_2021"])
    data = results.dataset
    assert data["hle"].dims == ("scenario", "draw", "sex", "area", "year")
    assert data["gva_per_hour"].dims == ("scenario", "draw", "area", "year")
    assert data.sizes["area"] == 307
    assert all("units" in variable.attrs and "long_name" in variable.attrs for variable in data.data_vars.values())
    assert "Levelling Up Fund" in results.scenario_files["announced_2021"]
    assert data.attrs["data_checksum"]


def test_another_growth_of_prices_changes_the_money_of_a_run():
    faster = fc.load_parameters().central()._replace(price_growth_beyond_table=0.05)
    ours = fc.simulate("public_health_restored", numbers=faster).dataset
    terms = terms_of(fc.load_scenario("public_health_restored"), fc.load_baseline(), faster.deflator)
    assert ours["award"].sum().item() == pytest.approx(terms.budget.sum())
    usual = fc.simulate("public_health_restored").dataset
    assert ours["award"].sum().item() < usual["award"].sum().item()
    assert ours["announced"].sum().item() < usual["announced"].sum().item()


def test_results_trace_the_numbers_that_the_caller_gave():
    table, baseline = fc.load_parameters(), fc.load_baseline()
    other = table.central()._replace(life_expectancy_reference=80.0)
    usual = fc.simulate("baseline").dataset.attrs
    areas = baseline.tables["areas"].assign(population_2019=baseline.tables["areas"]["population_2019"] + 1)
    larger = replace(baseline, tables={**baseline.tables, "areas": areas})
    attrs = fc.simulate("baseline", baseline=larger, numbers=other).dataset.attrs
    assert (usual["parameters_checksum"], usual["data_checksum"]) == (table.checksum, baseline.checksum)
    assert (attrs["parameters_checksum"], attrs["data_checksum"]) == (other.checksum, larger.checksum)
    assert larger.checksum != baseline.checksum
    assert (usual["life_expectancy_reference"], attrs["life_expectancy_reference"]) == (81.0, 80.0)


def test_the_same_seed_gives_the_same_results_and_another_others():
    one, two, other = (fc.simulate("baseline", seed=seed).dataset for seed in (1, 1, 2))
    assert one.identical(two)
    assert not one["hle"].equals(other["hle"])


def test_adding_a_scenario_changes_no_other():
    alone = fc.simulate(["announced_2021"], seed=3).dataset["hle"].sel(scenario="announced_2021")
    beside = fc.simulate(["baseline", "announced_2021"], seed=3).dataset["hle"].sel(scenario="announced_2021")
    assert np.array_equal(alone, beside)


def test_a_scenario_given_twice_is_refused():
    with pytest.raises(ValueError, match="'baseline' is given twice"):
        fc.simulate(["baseline", "baseline"])


def test_the_four_capitals_are_all_bought_by_some_use():
    model = fc.FourCapitals("balanced_health_need")
    model.run()
    stocks = model.state.capitals
    assert (stocks.transport > 0).all()
    assert (stocks.skills > 0).all()
    assert (stocks.social > 0).all()
    assert (stocks.green_space > 0).all()
    assert len(CAPITALS) == 4
