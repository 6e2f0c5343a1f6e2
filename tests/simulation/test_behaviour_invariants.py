"""What holds whoever chooses: with all behaviour at once, and with each alone."""

from dataclasses import replace

import fourcapitals as fc
import numpy as np
import pytest
from behaviours import ALL, ALONE, COUNCILS, scenario
from fourcapitals.scenario.policy import terms_and_policy_of
from fourcapitals.simulation import compiled
from fourcapitals.simulation.behaviour.migration import attraction, people_of_years
from fourcapitals.simulation.composition import migration_of, observed_of_places, of_years
from fourcapitals.simulation.environment import environment_of, map_geography
from fourcapitals.simulation.ledger import keep_books
from fourcapitals.simulation.outcome_noise import with_noise
from fourcapitals.simulation.run import books_of
from fourcapitals.simulation.schedule import project
from fourcapitals.simulation.start import Start, start_of, years_of
from fourcapitals.vocabulary import OUTCOME_NAMES
from orders import by_area, movers_in_order, permuted

PENNY = 1e-8  # £m


@pytest.fixture(scope="module")
def numbers(central):
    """Numbers at which a bid costs so much that many councils stay away, and at which centre and councils answer."""
    return central._replace(bid_cost=0.3, award_worth=0.1, initial_belief=0.34, belief_spread=0.5)


@pytest.fixture(scope="module", params=[*ALONE, *ALL])
def name(request):
    return request.param


@pytest.fixture(scope="module")
def start(name, baseline, numbers):
    return start_of(scenario(name), baseline=baseline, numbers=numbers, seed=3)


@pytest.fixture(scope="module")
def path(start):
    return years_of(start)


@pytest.fixture(scope="module")
def plain(baseline, numbers):
    """The same when nobody chooses."""
    return years_of(start_of(scenario("nobody"), baseline=baseline, numbers=numbers, seed=3))


def test_who_chooses_changes_something(path, plain):
    """Or all that follows would say nothing of it."""
    own, other = path[-1][0].outcomes, plain[-1][0].outcomes
    assert any((getattr(own, each) != getattr(other, each)).any() for each in OUTCOME_NAMES)


def test_councils_matter_without_any_competition(baseline, central):
    """They differ in the capacity by which they deliver."""
    acting = fc.parse_scenario(
        f"{fc.load_scenario('balanced_health_need').text}\n[behaviour]\n{COUNCILS}\n", name="act"
    )
    own, other = (
        years_of(start_of(each, baseline=baseline, numbers=central, seed=3))[-1][0] for each in (acting, acting.twin())
    )
    assert np.abs(own.outcomes.hle - other.outcomes.hle).max() > 1e-6


def test_no_fund_gives_more_than_it_has_had_so_far_nor_takes_back(start, path):
    awards = np.array([given for _, given in path])
    assert awards.min() >= 0
    given, budget = awards.sum(axis=(2, 3)).cumsum(axis=0), start.terms.budget.cumsum(axis=0)
    assert (given <= budget + PENNY).all()
    assert (given[-1] > 0.5 * budget[-1]).all()
    np.testing.assert_allclose(path[-1][0].money.awarded, awards.sum(axis=(0, 3)), atol=PENNY)


def test_money_awarded_is_delivered_in_delivery_or_lost(start, path):
    books = books_of(start.environment, path)
    assert np.abs(books.gap()).max() < PENNY
    for part in (books.net, books.deadweight, books.ineffective, books.in_delivery):
        assert part.min() >= 0
    # What the NHS takes out of care for dearer supplies is delivered beside what funds give.
    awards, moved = np.array([given for _, given in path]), start.environment.flows
    if len(moved):
        awards = np.concatenate([awards, moved[: len(path), :, None].transpose(0, 2, 3, 1)], axis=1)
    effective = np.array([state.money.effective_share for state, _ in path])
    books = keep_books(awards, effective, start.environment.delays, start.environment.deadweight)
    used = (books.net + books.deadweight + books.ineffective).sum(axis=1)
    np.testing.assert_allclose(used, [state.money.delivered.T for state, _ in path], atol=PENNY)


def test_people_of_each_cell_are_as_many_and_nowhere_fewer_than_none(start, path):
    for state, _ in path:
        np.testing.assert_allclose(state.people.sum(axis=2), start.state.people.sum(axis=2), rtol=1e-9)
        assert (state.people >= 0).all()


def test_capacity_beliefs_and_bids_stay_within_bounds(start, path):
    for state in [start.state, *(state for state, _ in path)]:
        for share in (state.councils.capacity, state.councils.belief, state.bids):
            assert (share >= 0).all()
            assert (share <= 1).all()
        assert (state.councils.wins >= 0).all()
        assert (state.councils.bid_cost >= 0).all()
    for state, given in path:
        won = given[0].sum(axis=1)
        assert (state.bids[0][won > 0] > 0).all()


def test_the_order_of_areas_does_not_matter(name, start, path, baseline, numbers):
    order = np.random.default_rng(1).permutation(len(baseline.codes))
    areas = permuted(baseline.arrays, order)
    turned = replace(baseline)
    vars(turned).update(_is_sound=True, arrays=areas, areas=baseline.areas.iloc[order])
    asked = scenario(name)
    terms, _ = terms_and_policy_of(asked, turned, numbers.deflator)
    policy = by_area(terms_and_policy_of(asked, baseline, numbers.deflator)[1], order)
    environment = environment_of(areas, numbers, map_geography(areas, numbers), policy)
    movers = movers_in_order(baseline.movers, order)
    again = Start(
        terms=terms._replace(local_split=by_area(start.terms.local_split, order)),
        environment=environment,
        shocks=by_area(start.shocks, order),
        state=by_area(start.state, order),
        noise=by_area(start.noise, order),
        migration=None if start.migration is None else migration_of(movers, environment),
    )
    for (state, given), (other, given_again) in zip(path, years_of(again), strict=True):
        np.testing.assert_allclose(given_again, given[:, order], rtol=1e-9, atol=1e-12)
        for each in OUTCOME_NAMES:
            here, there = getattr(state.outcomes, each)[..., order], getattr(other.outcomes, each)
            np.testing.assert_allclose(there, here, rtol=1e-9, err_msg=each)
        np.testing.assert_allclose(other.people, by_area(state.people, order), rtol=1e-9)


def in_both_orders(run):
    """Compare all numbers of scenarios and of their lines, run in one order and in the other."""
    asked = [scenario(each) for each in ("all_caps", "nobody")]
    one, other = run(asked).dataset, run(asked[::-1]).dataset
    lines = {axis: one[axis] for axis in ("scenario", "line", "bid_line") if axis in one.dims}
    turned = other.sel(lines)
    numbers = [name for name, held in one.data_vars.items() if held.dtype.kind == "f"]
    assert {"award", "bids_made"} < set(numbers)
    for name in numbers:
        np.testing.assert_array_equal(one[name], turned[name].transpose(*one[name].dims), err_msg=name)


def test_the_order_of_scenarios_does_not_matter(numbers):
    in_both_orders(lambda asked: fc.simulate(asked, numbers=numbers, seed=3))


@pytest.mark.thorough
def test_the_order_of_scenarios_does_not_matter_in_an_ensemble():
    in_both_orders(lambda asked: fc.run_ensemble(asked, draws=1, seed=3, workers=1))


@pytest.mark.parametrize("name", [pytest.param("all_raises", marks=pytest.mark.thorough), "all_caps"], scope="module")
def test_stepping_and_machine_code_give_the_same_numbers(start, path):
    outcomes, _, did, pull = compiled.compile_function(project)(
        start.state, start.terms, start.environment, start.shocks
    )
    won = np.array([given[0].sum(axis=1) for _, given in path])
    np.testing.assert_allclose(did.awards[:, 0], won, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(did.bids, [state.bids for state, _ in path], rtol=1e-9)
    for each in ("capacity", "belief"):
        stepped = [getattr(state.councils, each) for state, _ in path]
        np.testing.assert_allclose(getattr(did, each), stepped, rtol=1e-9)
    p, held = start.environment.parameters, start.migration
    weights = attraction(p, start.environment.place, pull.income, pull.employment, pull.social)
    people = people_of_years(weights, held.moves)
    np.testing.assert_allclose(people[1:], [state.people for state, _ in path], rtol=1e-9)
    seen = with_noise(observed_of_places(outcomes, of_years(people, held.before, held.movers, p)), start.noise)
    for each in OUTCOME_NAMES:
        stepped = [getattr(state.outcomes, each) for state, _ in path]
        np.testing.assert_allclose(getattr(seen, each)[1:], stepped, rtol=1e-9, atol=1e-12, err_msg=each)
