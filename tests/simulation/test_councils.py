"""Councils: who bids, what results teach, and how capacity moves."""

import pickle

import fourcapitals as fc
import mesa
import numpy as np
import pytest
from fourcapitals.data.parameters import load_parameters
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.simulation import compiled
from fourcapitals.simulation.behaviour import councils as c
from fourcapitals.simulation.behaviour.need import need_of
from fourcapitals.simulation.outcome_noise import with_noise
from fourcapitals.simulation.schedule import project
from fourcapitals.simulation.start import start_of, years_of
from fourcapitals.vocabulary import OUTCOME_NAMES

P = load_parameters().central()._replace(award_worth=0.1, capacity_in_quality=1.0)
NONE, ONE = np.zeros(3), np.ones(3)


def bids(capacity, belief, *, p=P, grant=20.0, written=NONE, may_win=ONE):
    return c.bid_or_not((p, grant), np.array(capacity), np.array(belief), written, may_win)


def test_a_council_bids_where_it_expects_to_gain_and_has_the_people():
    # £20m at a chance of 1 in 10 and 10p in the £ are £0.2m; at a capacity of 0.1 a bid costs £0.3m.
    assert bids([0.5, 0.5, 0.1], [0.1, 0.001, 0.1]).tolist() == [1, 0, 0]


def test_a_council_that_has_written_what_it_can_writes_no_more():
    made = bids([0.5, 0.5, 0.5], [0.3, 0.3, 0.3], written=np.array([0.0, 1.0, 2.0]))
    assert made.tolist() == [1, 1, 0]


def test_every_council_that_may_win_bids_where_a_bid_costs_nothing():
    free = P._replace(bid_cost=0.0)
    made = bids([0.01, 0.5, 0.5], [0.0, 0.3, 0.3], p=free, written=9 * ONE, may_win=np.array([1.0, 1.0, 0.0]))
    assert made.tolist() == [1, 1, 0]


def test_a_small_grant_asks_for_a_smaller_bid():
    # A quarter of the grant halves the cost: at £5m a bid is worth £0.08m at most and costs £0.15m.
    numbers = P._replace(bid_cost=0.15, award_worth=0.1, bid_cost_elasticity=0.5)
    assert bids([0.5, 0.5, 0.5], [0.1, 0.2, 0.4], p=numbers).tolist() == [0, 1, 1]
    assert bids([0.5, 0.5, 0.5], [0.1, 0.2, 0.4], p=numbers, grant=5.0).tolist() == [0, 0, 1]


def test_without_draws_councils_differ_by_cuts_alone():
    first = c.first_councils(np.array([0.4, 0.5, 0.6]), np.zeros((3, 3)), P)
    assert first.capacity == pytest.approx([0.4, 0.5, 0.6])
    assert first.belief == pytest.approx([P.initial_belief] * 3)
    drawn = c.first_councils(np.array([0.4, 0.5, 0.6]), np.ones((3, 3)), P)
    assert (drawn.capacity > first.capacity).all()
    assert (drawn.belief > first.belief).all()


def looked_back(won, made, nearby=(0.0, 0.0), restored=0.0, p=P):
    """Capacity, belief and cost of three councils that are alike."""
    last = c.first_councils(np.full(3, 0.5), np.zeros((3, 3)), p)
    met = c.Feedback(*(each * ONE for each in (made, won, 0.03 * made, *nearby, 700 * restored, 700, 0.0)))
    return c.update_councils(p, last, met)


def test_a_council_learns_from_its_own_results_and_from_its_neighbours():
    assert looked_back(1.0, 1.0)[1] == pytest.approx(0.34 + 0.3 * 0.66)
    assert looked_back(0.0, 1.0)[1] == pytest.approx(0.34 * 0.7)
    assert looked_back(0.0, 0.0)[1] == pytest.approx(0.34)
    assert looked_back(0.0, 0.0, (2.0, 2.0))[1] == pytest.approx(0.34 + 0.1 * 0.66)


def test_awards_and_restored_budgets_build_capacity_and_bids_wear_it():
    held = looked_back(0.0, 0.0)[0]
    assert held == pytest.approx(0.5)
    assert (looked_back(0.0, 3.0)[0] < held).all()
    assert (looked_back(1.0, 0.0)[0] > held).all()
    assert looked_back(0.0, 0.0, restored=0.2)[0] == pytest.approx(0.5 + 0.3 * (1 / (1 + np.exp(-0.4)) - 0.5))


def test_bids_cost_what_capacity_makes_them_cost():
    assert looked_back(0.0, 3.0)[2] == pytest.approx(3 * 0.03 / 0.5)


def test_a_score_is_as_the_rule_states_it_times_what_is_not_known_of_assessors():
    stated = c.stated_criteria(1.0, 2.0, 1.0, 0.5)
    need, capacity, wins, chance = np.array([1.0]), np.array([0.5]), np.array([2.0]), np.array([1.0])
    assert c.score_of_bid(stated, need, capacity, wins, chance) == pytest.approx(1 + 1 + 2 + 0.5)
    doubtful = c.assessed(stated, P._replace(need_in_score=0.5, chance_in_score=2.0))
    assert c.score_of_bid(doubtful, need, capacity, wins, chance) == pytest.approx(0.5 + 1 + 0.4 + 1)


COMPETITION = """
title = "Three rounds"
description = "Councils bid for grants of £20m."
sources = ["Made for a test"]

[behaviour]
councils = true

[funds.grants]
title = "Grants"
source = "Made for a test"
grade = "J"
money = "capital"
price_year = 2019
financing = "borrowing"
uses_source = "Made for a test"
uses_grade = "J"

[funds.grants.gbp_m]
2021 = 500.0
2022 = 500.0
2023 = 500.0
2024 = 500.0
2025 = 500.0

[funds.grants.uses]
premises = 0.5
council_services = 0.5

[funds.grants.allocation]
rule = "competitive"
need = { rule = "health_need" }
rounds = [2021, 2023, 2025]
"""


@pytest.fixture(scope="module")
def competition():
    return parse_scenario(COMPETITION, name="three_rounds")


@pytest.fixture(scope="module")
def rescored():
    """The same, with need by published statistics."""
    text = COMPETITION.replace("councils = true", "councils = true\nneed_updates = true")
    by = "statistics = { hle = 1.0, income = 0.5, employment = 0.5 }"
    return parse_scenario(text.replace('need = { rule = "health_need" }', by), name="rescored")


@pytest.mark.parametrize("acts", [True, False])
@pytest.mark.parametrize("which", ["competition", "rescored"])
def test_stepping_and_the_compiled_run_give_the_same_numbers(acts, which, request, baseline, central):
    competition = request.getfixturevalue(which)
    # A bid costs so much that many councils stay away.
    numbers = central._replace(bid_cost=0.3, award_worth=0.1, initial_belief=0.34, belief_spread=0.5)
    start = start_of(competition if acts else competition.twin(), baseline=baseline, numbers=numbers, seed=3)
    path = years_of(start)
    run = compiled.compile_function(project)
    outcomes, _, did, _ = run(start.state, start.terms, start.environment, start.shocks)
    outcomes = with_noise(outcomes, start.noise)
    for name in OUTCOME_NAMES:
        stepped = np.array([getattr(state.outcomes, name) for state, _ in path])
        np.testing.assert_allclose(getattr(outcomes, name)[1:], stepped, rtol=1e-9, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(did.awards, [awards.sum(axis=2) for _, awards in path], rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(did.bids, [state.bids for state, _ in path])
    for name in ("capacity", "belief"):
        stepped = np.array([getattr(state.councils, name) for state, _ in path])
        np.testing.assert_allclose(getattr(did, name), stepped, rtol=1e-9)
    np.testing.assert_allclose(did.bid_cost.sum(axis=0), path[-1][0].councils.bid_cost, rtol=1e-9)
    asked = did.bids.sum(axis=(1, 2))
    assert (asked[1] < 307) == acts
    assert asked[1] > 25
    assert asked[[0, 2, 4]].sum() == asked[6:].sum() == 0
    assert did.awards.sum() == pytest.approx(2500.0)


class NeverBids(fc.Council):
    """A council that has given up."""

    def bids_for(self, round):
        return False


class Tosses(fc.Council):
    """A council that bids by the toss of a coin."""

    def bids_for(self, round):
        assert round.grant == 20.0
        assert round.cost > 0
        assert round.money >= round.grant
        return self.random.random() < 0.5


class Stepped(fc.FourCapitals):
    """Three years of the competition."""

    def run(self):
        for _ in range(3):
            self.step()
        return self


WINNER = "Blackpool"


@pytest.fixture(scope="module")
def usual():
    return Stepped("competition", seed=2).run()


def won(model):
    return model.state.money.awarded[0]


def test_what_one_council_does_changes_what_others_win(usual):
    row = usual.area(WINNER).row
    assert won(usual)[row] > 0
    other = Stepped("competition", seed=2, councils={WINNER: NeverBids}).run()
    assert won(other)[row] == 0
    assert not other.councils[row].bids["single_pot"]
    assert won(other).sum() == pytest.approx(won(usual).sum())
    elsewhere = np.arange(307) != row
    assert (won(other) != won(usual))[elsewhere].any()


def test_in_the_twin_no_council_is_asked():
    twin = fc.load_scenario("competition").twin()
    plain, asked = Stepped(twin, seed=2).run(), Stepped(twin, seed=2, councils={WINNER: NeverBids}).run()
    np.testing.assert_array_equal(won(asked), won(plain))
    assert asked.councils[asked.area(WINNER).row].bids["single_pot"]


@pytest.mark.parametrize("answer", ["no", None, 1.0, np.array([True, False])])
def test_what_a_council_says_of_a_bid_is_true_or_false(answer):
    own = type("Own", (fc.Council,), {"bids_for": lambda self, round: answer})
    model = fc.FourCapitals("competition", seed=2, councils={WINNER: own})
    model.step()
    with pytest.raises(ValueError, match=r"bids_for of Council\(.* Blackpool\) must say True or False; it said"):
        model.step()
    assert model.year == 2020


def test_a_council_shows_what_it_believes_did_and_can_do(usual):
    council = usual.councils[usual.area(WINNER).row]
    assert council.wins >= 1
    assert council.bids["single_pot"]
    assert 0 < council.capacity < 1
    assert council.belief > usual.numbers.initial_belief / 2
    assert council.bid_cost > 0


def test_two_councils_that_are_alike_part_by_luck(competition, baseline, central):
    start = start_of(competition, baseline=baseline, numbers=central._replace(bid_cost=0.0), seed=5)
    alike = start.terms._replace(need=np.zeros_like(start.terms.need))
    councils = c.first_councils(np.full(307, 0.5), np.zeros((3, 307)), central)
    ended = years_of(start._replace(terms=alike, state=start.state._replace(councils=councils)))[-1][0]
    assert set(ended.councils.wins) > {0, 1}
    assert np.ptp(ended.councils.belief) > 0.1


def test_a_council_of_ones_own_draws_anew_with_every_seed_and_is_kept_in_a_file():
    asked = {"scenario": "competition", "councils": [{WINNER: Tosses}], "seed": [1, 2]}
    rows = mesa.batch_run(Stepped, asked, number_processes=1, max_steps=2, display_progress=False)
    assert len({row["income"] for row in rows if row["year"] == 2021}) == 2
    models = [Stepped("competition", seed=seed, councils={WINNER: Tosses}).run() for seed in range(1, 6)]
    assert len({each.councils[each.area(WINNER).row].bids["single_pot"] for each in models}) == 2
    model = models[0]
    again = pickle.loads(pickle.dumps(model))
    assert again.councils[0].belief == model.councils[0].belief
    again.step()
    model.step()
    np.testing.assert_array_equal(won(again), won(model))


def compete_with(competition, baseline, numbers, **changes):
    """Bids and awards of a compiled run without noise, with other terms."""
    start = start_of(competition, baseline=baseline, numbers=numbers)
    terms = start.terms._replace(**{name: np.full(1, value) for name, value in changes.items()})
    return compiled.compile_function(project)(start.state, terms, start.environment, start.shocks)[2]


def test_awards_depend_on_past_cuts_by_the_weight_of_capacity(competition, baseline, central):
    free = central._replace(bid_cost=0.0)
    other = free._replace(capacity_per_cut=0.0)
    none = {"capacity_weight": 0.0, "past_wins_weight": 0.0}
    with_cuts, without = (compete_with(competition, baseline, each, **none).awards for each in (free, other))
    np.testing.assert_array_equal(with_cuts, without)
    with_cuts, without = (
        compete_with(competition, baseline, each, capacity_weight=9.0).awards for each in (free, other)
    )
    assert (with_cuts != without).any()


def test_bids_that_cost_nothing_are_made_by_all_and_a_fund_of_nothing_draws_none(competition, baseline, central):
    did = compete_with(competition, baseline, central._replace(bid_cost=0.0))
    assert (did.bids[[1, 3, 5]] == 1).all()
    start = start_of(competition, baseline=baseline, numbers=central._replace(bid_cost=0.0))
    empty = start.terms._replace(budget=np.zeros_like(start.terms.budget))
    assert not compiled.compile_function(project)(start.state, empty, start.environment, start.shocks)[2].bids.any()


def test_need_is_scored_from_statistics_that_are_two_years_old_and_uncertain(rescored, baseline, central):
    start = start_of(rescored, baseline=baseline, numbers=central, seed=4)
    path = years_of(start)
    first, later = start.state.published, [state.published for state, _ in path]
    assert len(first) == 2
    np.testing.assert_array_equal(first[0], first[1])
    # At the end of a year what is out next is what was newest two years before.
    np.testing.assert_array_equal(later[3][0], later[2][1])
    healthy = np.array([state.outcomes.hle.mean(axis=0) for state, _ in path])
    error = -later[5][-1][0] - healthy[5]
    assert 0.5 < np.std(error) < 2
    income = path[5][0].outcomes.income
    np.testing.assert_allclose(-later[5][-1][3], income)


def test_the_need_of_an_area_falls_as_its_health_rises(rescored, baseline, central):
    start = start_of(rescored, baseline=baseline, numbers=central)
    worst = int(np.argmin(baseline.arrays.hle.mean(axis=0)))
    published = start.state.published[0].copy()
    before = need_of(start.terms.need, published, start.terms.rescored)
    np.testing.assert_allclose(before, start.terms.need, atol=1e-12)
    published[0, worst] -= 20.0
    after = need_of(start.terms.need, published, start.terms.rescored)
    assert after[0, worst] < before[0, worst] - 1
