"""Place-based and people-based outcomes of households that move: in a run, in an ensemble and in its store."""

import json

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.errors import UnknownName
from fourcapitals.results.axes import PEOPLE_BASED
from fourcapitals.results.bases import CHANGED_BY_MOVES, holds_both
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.vocabulary import OUTCOME_NAMES

STAYING = fc.load_scenario("balanced_health_need").text
MOVING = STAYING.replace("[funds", "[behaviour]\nhouseholds_move = true\n\n[funds", 1)
SCENARIOS = ("baseline", parse_scenario(MOVING, name="moving"), parse_scenario(STAYING, name="staying"))


@pytest.fixture(scope="module")
def run():
    return fc.simulate(SCENARIOS)


@pytest.fixture(scope="module")
def draws(tmp_path_factory):
    """Two draws of all scenarios, every area kept, read back from a store."""
    folder = tmp_path_factory.mktemp("bases") / "runs"
    fc.run_ensemble(SCENARIOS, draws=2, seed=3, workers=1, keep="areas", out=folder)
    return fc.open_results(folder)


@pytest.fixture(params=["run", "draws"])
def results(request):
    return request.getfixturevalue(request.param)


def of(results, name, scenario):
    return results.dataset[name].sel(scenario=scenario).to_numpy()


def test_people_based_outcomes_are_those_of_the_same_money_where_nobody_moves(results):
    people = results.on_basis("people")
    for outcome in OUTCOME_NAMES:
        for name in (outcome, f"place_{outcome}"):
            np.testing.assert_allclose(of(people, name, "moving"), of(results, name, "staying"), rtol=1e-12)
    assert people.basis == "people"


def test_places_differ_from_people_by_who_came_and_left(results):
    people = results.on_basis("people")
    for outcome in OUTCOME_NAMES:
        differ = of(results, outcome, "moving") != of(people, outcome, "moving")
        assert differ.any() == (outcome in CHANGED_BY_MOVES), outcome
    assert np.array_equal(of(results, "hle", "staying"), of(people, "hle", "staying"))
    first = results.dataset["hle"].sel(scenario="moving", year=[2019, 2020]).to_numpy()
    before = people.dataset["hle"].sel(scenario="moving", year=[2019, 2020]).to_numpy()
    np.testing.assert_allclose(first, before, rtol=1e-14, err_msg="moves of a year are seen from the next")


def test_england_is_the_same_on_both_bases_and_regions_are_not(results):
    for outcome in CHANGED_BY_MOVES:
        levels = [each.levels(outcome).sel(scenario="moving") for each in (results, results.on_basis("people"))]
        np.testing.assert_allclose(*levels, rtol=1e-12)
    places, people = (
        each.levels("hle", by="region").sel(scenario="moving") for each in (results, results.on_basis("people"))
    )
    assert (places != people).any()


def test_the_whole_life_of_effects_is_of_people(results):
    life = results.over_life()
    np.testing.assert_allclose(life.sel(scenario="moving"), life.sel(scenario="staying"), rtol=1e-9)


def test_of_every_cell_as_many_people_are_there_in_every_year(run, baseline):
    people = run.dataset["people"].isel(draw=0)
    totals = people.sum("area").to_numpy()
    np.testing.assert_allclose(totals, totals[..., :1].repeat(len(run.years), axis=-1), rtol=1e-9)
    np.testing.assert_allclose(people.sel(year=2019).sum("cell").isel(scenario=0), baseline.arrays.population)
    assert (people.sel(scenario="staying") == people.sel(scenario="staying", year=2019)).all()


def test_people_come_to_where_money_raises_incomes(run):
    people = run.dataset["people"].sum("cell").isel(draw=0)
    gained = (people.sel(year=2035) / people.sel(year=2019) - 1).sel(scenario="moving").to_numpy()
    income = run.on_basis("people").differences("income", by="area").isel(draw=0).sel(scenario="moving", year=2035)
    assert np.corrcoef(gained, income.to_numpy())[0, 1] > 0.5


def test_a_mesa_model_goes_the_same_way(run):
    model = fc.FourCapitals(SCENARIOS[1])
    for _ in range(3):
        model.step()
    held = run.dataset.sel(scenario="moving", year=2022).isel(draw=0)
    np.testing.assert_allclose(model.state.outcomes.hle, held["hle"], rtol=1e-12)
    area = model.area("Hartlepool")
    cells = held["people"].sel(area="E06000001")
    assert area.cells == dict(zip(cells["cell"].to_numpy().tolist(), cells.to_numpy().tolist(), strict=True))
    assert area.people == pytest.approx(float(cells.sum()))
    still = fc.FourCapitals("baseline").area("Hartlepool")
    assert (still.cells, still.people) == ({}, 93663)


def test_a_draw_goes_the_way_of_a_mesa_model_with_its_numbers(draws):
    from fourcapitals.ensemble.draws import drawn_parameters

    numbers = list(drawn_parameters(2, seed=3))[1]
    model = fc.FourCapitals(SCENARIOS[1], numbers=numbers, seed=3, draw=1)
    path = model.run()
    held = draws.dataset["hle"].sel(scenario="moving", draw=1).transpose("year", "sex", "area")
    np.testing.assert_allclose(np.array([state.outcomes.hle for state, _ in path]), held, rtol=1e-9)


def test_results_without_moves_have_one_basis():
    alone = fc.simulate("baseline")
    assert not holds_both(alone)
    assert alone.on_basis("people") is alone.on_basis("place") is alone
    assert not any(str(name).startswith(PEOPLE_BASED) or name == "people" for name in alone.dataset)


def test_a_basis_that_is_none_is_refused(run):
    with pytest.raises(UnknownName, match="basis 'person'"):
        run.on_basis("person")
    with pytest.raises(UnknownName, match="people-based"):
        run.on_basis("people").on_basis("place")


def test_a_file_of_a_run_keeps_both(run, tmp_path):
    run.save(tmp_path / "run.nc")
    read = fc.open_results(tmp_path / "run.nc")
    assert holds_both(read)
    assert np.array_equal(of(read.on_basis("people"), "hle", "moving"), of(run.on_basis("people"), "hle", "moving"))


def test_a_store_says_that_it_holds_both(draws):
    assert json.loads(draws.dataset.attrs["header"])["both_bases"] is True
    assert {"people_based_place_hle", "people_based_hle_gap", "people_based_hle"} <= set(draws.dataset)
    assert "people_based_place_pm25" not in draws.dataset
