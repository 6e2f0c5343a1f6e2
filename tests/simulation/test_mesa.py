"""The model as Mesa's users use it: it ends, its chance follows the seed, it copies and pickles, agents stay put."""

import copy
import gc
import pickle
import tracemalloc
import weakref

import fourcapitals as fc
import mesa
import numpy as np
import pytest

YEARS = range(2019, 2036)


class Gambler(fc.Council):
    """A council that gives all its money to one use, drawn by its own random numbers."""

    def respond(self, awards):
        answer = np.zeros_like(awards)
        answer[:, self.random.randrange(answer.shape[1])] = awards.sum(axis=1)
        return answer


def rows_of(**options):
    return mesa.batch_run(
        fc.FourCapitals, {"scenario": "baseline"}, number_processes=1, display_progress=False, **options
    )


def test_a_run_ends_through_mesa():
    model = fc.FourCapitals("baseline")
    while model.running:
        model.step()
    assert model.year == 2035
    other = fc.FourCapitals("baseline")
    other.run_model()
    assert other.year == 2035
    assert not other.running


def test_running_is_over_with_the_last_year_and_not_before():
    model = fc.FourCapitals("baseline")
    for _ in range(15):
        model.step()
    assert model.running
    model.step()
    assert not model.running


def test_a_step_after_the_end_changes_nothing():
    model = fc.FourCapitals("baseline", seed=1)
    model.run_model()
    state, steps = model.state, model.steps
    collected = model.datacollector.get_model_vars_dataframe()
    for _ in range(3):
        model.step()
    assert model.state is state
    assert (model.steps, model.running) == (steps, False)
    assert model.datacollector.get_model_vars_dataframe().equals(collected)


def test_a_batch_run_ends_in_2035_by_default():
    rows = rows_of()
    assert [row["year"] for row in rows] == [2035]


@pytest.mark.parametrize("options", [{}, {"max_steps": 16}, {"max_steps": 500}])
def test_a_batch_run_shows_every_year_once(options):
    rows = rows_of(data_collection_period=1, **options)
    assert [row["year"] for row in rows] == list(YEARS)


def test_a_bare_scenario_is_one_value_of_a_batch_run():
    scenario = fc.load_scenario("announced_2021")
    rows = mesa.batch_run(fc.FourCapitals, {"scenario": scenario}, number_processes=1, display_progress=False)
    assert [row["year"] for row in rows] == [2035]


def test_mesas_random_numbers_follow_seed_and_draw():
    def first(**options):
        model = fc.FourCapitals("baseline", **options)
        return model.random.random(), model.areas[0].random.random(), float(model.rng.random())

    assert first(seed=1) == first(seed=1) == first(seed=1, draw=0) == first(rng=1)
    assert len({first(seed=1), first(seed=2), first(seed=1, draw=1)}) == 3
    assert first() == first()


def test_councils_that_gamble_differ_between_draws_and_repeat_within_one():
    def spent(draw):
        model = fc.FourCapitals("announced_2021", seed=3, draw=draw, councils={"Hartlepool": Gambler})
        while model.running:
            model.step()
        return model.state.money.delivered[:, 0].tobytes()

    assert spent(0) == spent(0)
    assert spent(0) != spent(1)


@pytest.mark.parametrize("make", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_model_that_is_copied_half_way_goes_on_as_the_first(make):
    model = fc.FourCapitals("announced_2021", seed=2)
    for _ in range(3):
        model.step()
    other = make(model)
    assert other.area("Hartlepool").hle == model.area("Hartlepool").hle
    model.run_model()
    other.run_model()
    assert other.year == 2035
    assert np.array_equal(other.state.outcomes.hle, model.state.outcomes.hle)
    assert other.area("Hartlepool").model is other


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"seed": 1.5}, r"seed: a whole number expected, got 1\.5"),
        ({"seed": -1}, "seed: -1 is no seed"),
        ({"seed": True}, "seed: .* is no seed"),
        ({"seed": "one"}, "seed: a whole number expected, got 'one'"),
        ({"rng": "one"}, "rng: a whole number or .* expected, got 'one'"),
        ({"rng": -1}, "rng: -1 is no seed"),
        ({"seed": 1, "rng": 2}, "seed and rng are both given"),
        ({"draw": 3}, "draw: 3 without a seed draws nothing"),
        ({"seed": 1, "draw": -3}, "draw: -3 is no number of a draw"),
    ],
)
def test_a_seed_that_is_none_is_refused_by_name(options, fault):
    with pytest.raises(fc.BadInput, match=fault):
        fc.FourCapitals("baseline", **options)


def test_a_generator_and_a_list_of_numbers_are_seeds_too():
    assert fc.FourCapitals("baseline", rng=np.random.default_rng(5)).seed == int(
        np.random.default_rng(5).integers(2**31)
    )
    assert fc.FourCapitals("baseline", rng=[1, 2]).seed == fc.FourCapitals("baseline", rng=[1, 2]).seed


def test_an_area_shows_the_state_and_cannot_be_told_another():
    model = fc.FourCapitals("baseline")
    area = model.area("Hartlepool")
    for name in ("hle", "gva_per_hour", "skills"):
        with pytest.raises(AttributeError, match=f"{name} of Area.* cannot be set: an area shows the model's state"):
            setattr(area, name, 99.0)
    area.label = "mine"
    assert area.label == "mine"


def test_nobody_leaves_the_model():
    model = fc.FourCapitals("announced_2021")
    for agent in (model.areas[0], model.councils[0], model.funds[0], model.care_boards[0], model.centre):
        with pytest.raises(ValueError, match="cannot be removed"):
            agent.remove()
    assert len(model.agents) == 307 + 307 + 4 + 42 + 1


def money(amount, fund=0):
    def decide(model):
        awards = np.zeros_like(model.awards)
        awards[fund, 0, 0] = amount
        return awards

    return decide


@pytest.mark.parametrize(
    ("amount", "fault"),
    [
        (1e6, r"a decision cannot make money: fund '\w+' would have given £1e\+06m by 2020"),
        (-5.0, "must give awards of 0 or more; fund .* has -5"),
        (np.nan, "must give finite awards"),
        (np.inf, "must give finite awards"),
    ],
)
def test_a_decision_that_makes_money_is_refused(amount, fault):
    model = fc.FourCapitals("announced_2021", decision=money(amount))
    with pytest.raises(ValueError, match=fault):
        model.step()
    assert model.year == 2019


def test_a_council_cannot_make_money_nor_take_it_back():
    class Maker(fc.Council):
        def respond(self, awards):
            return awards + 1.0

    class Juggler(fc.Council):
        def respond(self, awards):
            answer = awards.copy()
            answer[:, 0] += 5.0
            answer[:, 1] -= 5.0
            return answer

    class Mute(fc.Council):
        def respond(self, awards):
            return "nothing"

    refused = {
        Maker: "must stay to the penny",
        Juggler: "must answer with awards of 0 or more",
        Mute: "must answer with finite awards of shape",
    }
    for council, fault in refused.items():
        model = fc.FourCapitals("announced_2021", councils={"Hartlepool": council})
        with pytest.raises(ValueError, match=fault):
            model.run_model()


def test_agents_of_ones_own_stand_for_places_that_are_known_and_named_once():
    with pytest.raises(fc.BadInput) as found:
        fc.FourCapitals(
            "baseline", councils={"Hartlepol": Gambler, "Leeds": Gambler, "E08000035": Gambler, "X": Gambler}
        )
    unknown, twice, other = found.value.faults
    assert "no area 'Hartlepol'; did you mean 'Hartlepool'?" in unknown
    assert twice == "'Leeds' and 'E08000035' are one place; give it once"
    assert "'X'" in other
    with pytest.raises(fc.BadInput, match="are one place; give it once"):
        fc.FourCapitals("baseline", care_boards={"Sussex": fc.CareBoard, "NHS Sussex": fc.CareBoard})


@pytest.mark.thorough
def test_models_that_nobody_holds_leave_memory():
    """Mesa 3.3 keeps a table of all models; 90 of ours held 235 MiB by it."""
    fc.FourCapitals("announced_2021")
    gc.collect()
    tracemalloc.start()
    dropped = []
    for _ in range(10):
        model = fc.FourCapitals("announced_2021")
        model.step()
        dropped.append(weakref.ref(model))
    del model
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert [reference() for reference in dropped] == [None] * 10
    assert held < 2 * 2**20


def test_agents_are_numbered_in_the_order_in_which_mesa_lists_them():
    model = fc.FourCapitals("announced_2021")
    assert [agent.unique_id for agent in model.agents] == list(range(1, 307 + 307 + 4 + 42 + 1 + 1))
