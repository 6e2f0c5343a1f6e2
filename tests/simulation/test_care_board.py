"""Integrated care boards as agents: what they show, and what one that decides otherwise changes for others."""

import pickle

import fourcapitals as fc
import numpy as np
import pytest
from fourcapitals.results.plausibility import ImpossibleOutcome

LANCASHIRE = "Lancashire and South Cumbria"


class Preston(fc.CareBoard):
    """A board that buys far more near by than is planned."""

    def buy_near(self, planned):
        return planned + 0.2


class Recruiter(fc.CareBoard):
    """A board that hires by its own luck."""

    def hire(self, planned):
        return self.random.random() / 100


class Boaster(fc.CareBoard):
    """A board that plans more than all."""

    def hire(self, planned):
        return 2


def stepped(scenario, years=3, **options):
    model = fc.FourCapitals(scenario, **options)
    for _ in range(years):
        model.step()
    return model


@pytest.fixture(scope="module")
def plain():
    return stepped("baseline")


def test_all_boards_are_agents_and_share_the_nhs(plain):
    assert len(plain.care_boards) == 42
    assert sum(board.jobs for board in plain.care_boards) == pytest.approx(plain.numbers.nhs_jobs)
    assert sum(board.purchases for board in plain.care_boards) == pytest.approx(plain.numbers.nhs_purchases)
    assert {board.local_share for board in plain.care_boards} == {0.3}
    assert plain.care_board("Frimley ICB").areas["E07000216"] == pytest.approx(29 / 82)


def test_a_board_that_buys_near_by_gains_work_that_others_lose(plain):
    other = stepped("baseline", care_boards={LANCASHIRE: Preston})
    assert other.care_board(LANCASHIRE).local_share == pytest.approx(0.4)
    change = other.state.outcomes.employment - plain.state.outcomes.employment
    blackpool, sussex = (other.area(name).row for name in ("Blackpool", "Brighton and Hove"))
    assert change[blackpool] > 0 > change[sussex]


def test_a_board_decides_beside_what_a_scenario_plans():
    planned = stepped("nhs_anchor", years=10)
    other = stepped("nhs_anchor", years=10, care_boards={"E54000053": Preston})
    assert planned.care_board("Sussex").local_share == pytest.approx(0.35)
    assert other.care_board("Sussex").local_share == pytest.approx(0.45)
    assert other.care_board("Frimley").local_share == planned.care_board("Frimley").local_share
    assert planned.care_board("Sussex").hired_share == pytest.approx(0.01)


def test_chance_of_a_board_follows_the_seed():
    hired = [
        stepped("baseline", years=1, seed=seed, care_boards={LANCASHIRE: Recruiter}).care_board(LANCASHIRE).hired_share
        for seed in (1, 1, 2)
    ]
    assert hired[0] == hired[1] != hired[2]


def test_a_model_with_own_boards_pickles_and_goes_on():
    model = stepped("nhs_anchor", care_boards={LANCASHIRE: Preston})
    other = pickle.loads(pickle.dumps(model))
    model.step()
    other.step()
    np.testing.assert_array_equal(model.state.outcomes.hle, other.state.outcomes.hle)


def test_an_answer_that_is_no_share_is_refused():
    with pytest.raises(ValueError, match=r"CareBoard\(E54000053 Sussex\) must answer hire with a share from 0 to 1"):
        stepped("baseline", years=1, care_boards={"Sussex": Boaster})


def test_an_unknown_board_is_refused_with_the_nearest_name():
    with pytest.raises(fc.BadInput, match=r"no integrated care board 'Susex'; did you mean 'Sussex'\?"):
        fc.FourCapitals("baseline", care_boards={"Susex": Preston})


class Glutton(Preston):
    """A board whose plan depends on what it decided before, in a model that cannot go on."""

    def hire(self, planned):
        return 1.0


def test_a_year_that_cannot_be_leaves_the_plans_as_they_were():
    model = fc.FourCapitals("baseline", care_boards=dict.fromkeys(fc.data.care_boards().codes, Glutton))
    model.environment.parameters.nhs_jobs = 1e9
    before = model.nhs_plan
    with pytest.raises(ImpossibleOutcome):
        model.step()
    assert model.year == 2019
    assert model.nhs_plan is before
    assert (model.environment.hired == 0).all()
