"""What Mesa's users do with the model goes on working when councils, centre, care boards and households all choose."""

import pickle

import fourcapitals as fc
import mesa
import numpy as np
import pytest
from behaviours import scenario
from fourcapitals.simulation.start import start_of, years_of

EVERYBODY = "all_caps"


class Gambler(fc.Council):
    """A council that tosses a coin before each round, and draws what its awards buy."""

    def bids_for(self, offer):
        return self.random.random() < 0.5

    def respond(self, awards):
        answer = np.zeros_like(awards)
        answer[:, self.random.randrange(answer.shape[1])] = awards.sum(axis=1)
        return answer


def model_of(**options):
    return fc.FourCapitals(scenario(EVERYBODY), **options)


def test_a_run_ends_with_the_numbers_of_a_simulation(baseline, central):
    model = model_of(seed=4)
    model.run_model()
    assert (model.year, model.running) == (2035, False)
    assert len(model.datacollector.get_model_vars_dataframe()) == 17
    last, awards = years_of(start_of(scenario(EVERYBODY), baseline=baseline, numbers=central, seed=4))[-1]
    np.testing.assert_array_equal(model.state.outcomes.hle, last.outcomes.hle)
    np.testing.assert_array_equal(model.awards, awards)
    np.testing.assert_array_equal(model.state.people, last.people)


def test_a_copy_made_half_way_goes_on_as_the_first():
    model = model_of(seed=2, councils={"Hartlepool": Gambler})
    for _ in range(5):
        model.step()
    other = pickle.loads(pickle.dumps(model))
    for each in (model, other):
        each.run_model()
    for name in ("capacity", "belief", "wins", "bid_cost"):
        np.testing.assert_array_equal(getattr(other.state.councils, name), getattr(model.state.councils, name))
    np.testing.assert_array_equal(other.state.people, model.state.people)
    np.testing.assert_array_equal(other.state.outcomes.hle, model.state.outcomes.hle)
    assert other.area("Hartlepool").model is other


def test_a_batch_run_shows_every_draw_and_ones_own_council():
    rows = mesa.batch_run(
        fc.FourCapitals,
        {"scenario": scenario(EVERYBODY), "seed": 3, "draw": [0, 1], "councils": [{"Hartlepool": Gambler}]},
        number_processes=1,
        display_progress=False,
        data_collection_period=8,
    )
    assert [row["year"] for row in rows] == [2019, 2027, 2035] * 2
    assert len({row["hle"] for row in rows if row["year"] == 2035}) == 2


@pytest.mark.parametrize("vary", ["seed", "draw"])
def test_ones_own_chance_driven_council_differs_between_seeds_and_draws_and_repeats_within_one(vary):
    def choices(number):
        model = model_of(**{"seed": 3, "draw": 0, vary: number}, councils={"Hartlepool": Gambler})
        council, seen = model.councils[0], []
        while model.running:
            model.step()
            seen.append((tuple(council.bids.items()), tuple(model.awards[1, 0].nonzero()[0].tolist())))
        return tuple(seen)

    assert choices(1) == choices(1)
    assert len({choices(number) for number in range(3)}) == 3
