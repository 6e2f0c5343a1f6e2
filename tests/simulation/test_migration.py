"""Households that move: nobody is lost, nobody is changed, and places change by who comes and goes."""

import numpy as np
import pytest
from fourcapitals.data.movers import Movers
from fourcapitals.equations.relational import second_order_change
from fourcapitals.simulation import composition
from fourcapitals.simulation.behaviour import migration
from fourcapitals.simulation.composition import Before
from fourcapitals.simulation.environment import Slopes, SlopesBySex
from hypothesis import given
from hypothesis import strategies as st

AREAS = 4


def some_movers(seed: int) -> Movers:
    """Four areas with listed ways between some of them, and a rest."""
    chance = np.random.default_rng(seed)
    origin, destination = np.repeat(np.arange(AREAS), 3), (np.repeat(np.arange(AREAS), 3) + np.tile(range(3), 4)) % 4
    population = chance.uniform(5e4, 5e5, AREAS)
    young, into = chance.uniform(0.4, 0.6, AREAS), chance.uniform(1, 2, AREAS)
    return Movers(
        population=population,
        age=np.array([young, 1 - young]),
        good_health=np.array([chance.uniform(0.85, 0.95, AREAS), chance.uniform(0.5, 0.8, AREAS)]),
        degree=chance.uniform(0.15, 0.5, AREAS),
        origin=origin,
        destination=destination,
        first=np.arange(0, 13, 3),
        listed=chance.uniform(0.001, 0.03, 12) * population[origin],
        unlisted=chance.uniform(0.01, 0.02, AREAS) * population,
        into=into / into.sum(),
        deprivation=np.array([-1.0, 0.0, 0.5, 1.5]),
        span=2.5,
        weight_of_health=np.array([[0.3, 0.7], [0.3, 0.7]]),
        weight_of_mortality=np.array([[0.15, 0.85], [0.1, 0.9]]),
    )


def moved(people, weight, moves):
    return migration.move(people, weight, moves, migration.usual_moves(moves))


def in_order(origin, destination, listed):
    order = np.lexsort((destination, origin))
    return {"origin": origin[order], "destination": destination[order], "listed": listed[order]}


def test_all_cells_together_move_as_counted(central):
    movers = some_movers(1)
    moves = migration.moves_of(movers, central)
    np.testing.assert_allclose(moves.people.sum(axis=(0, 1)), movers.population)
    arrived = np.bincount(movers.destination, movers.listed, AREAS) + movers.into * movers.unlisted.sum()
    left = np.bincount(movers.origin, movers.listed, AREAS) + movers.unlisted
    np.testing.assert_allclose(migration.usual_moves(moves).sum(axis=(0, 1)), arrived - left, atol=1e-6)
    np.testing.assert_allclose((moves.rate * moves.people).sum(axis=(0, 1)), left)


def test_cells_have_the_shares_that_are_known(central):
    movers = some_movers(2)
    health = migration.moves_of(movers, central).people.reshape(2, 2, 2, AREAS)
    everyone = health.sum(axis=(0, 1, 2))
    np.testing.assert_allclose(health[0].sum(axis=1) / health.sum(axis=(0, 2)), movers.good_health)
    np.testing.assert_allclose(health[:, :, 1].sum(axis=(0, 1)) / everyone, movers.degree)
    np.testing.assert_allclose(health.sum(axis=(0, 2)) / everyone, movers.age)


@given(st.integers(0, 50), st.lists(st.floats(-0.1, 0.1), min_size=AREAS, max_size=AREAS), st.integers(1, 16))
def test_of_each_cell_as_many_people_live_in_all_areas_as_before(central, seed, changes, years):
    moves = migration.moves_of(some_movers(seed), central)
    people = moves.people
    for _ in range(years):
        people = moved(people, np.exp(np.array(changes)), moves)
    np.testing.assert_allclose(people.sum(axis=2), moves.people.sum(axis=2), rtol=1e-9)
    assert (people > 0).all()


@pytest.mark.parametrize("weight", [1.0, 1.3])
def test_where_nothing_differs_between_areas_everyone_lives_as_in_the_base_year(central, weight):
    moves = migration.moves_of(some_movers(3), central)
    after = moved(moves.people, np.full(AREAS, weight), moves)
    np.testing.assert_allclose(after, moves.people, rtol=1e-12)
    if weight == 1:
        assert np.array_equal(after, moves.people)


def test_people_come_to_where_it_is_better_and_fewer_leave(central):
    moves = migration.moves_of(some_movers(4), central)
    gained = moved(moves.people, np.array([1.1, 1.0, 1.0, 1.0]), moves) - moves.people
    assert (gained[..., 0] > 0).all()
    assert (gained[..., 1:] < 0).all()


def test_the_order_of_areas_does_not_matter(central):
    movers, order = some_movers(5), np.array([2, 0, 3, 1])
    place = np.argsort(order)
    turned = movers._replace(
        **{name: getattr(movers, name)[..., order] for name in ("population", "age", "good_health", "degree")},
        **{name: getattr(movers, name)[order] for name in ("unlisted", "into", "deprivation")},
        **in_order(place[movers.origin], place[movers.destination], movers.listed),
    )
    weight = np.array([1.2, 0.9, 1.0, 1.1])
    there = migration.moves_of(turned, central)
    here = migration.moves_of(movers, central)
    np.testing.assert_allclose(
        moved(there.people, weight[order], there),
        moved(here.people, weight, here)[..., order],
        rtol=1e-12,
    )


# Two areas of which the answer is known by hand


def two_areas() -> tuple[Before, Movers]:
    """A thousand in each: 400 young and 600 older, nine and six in ten in good health, a fifth with a degree."""
    people = np.zeros((2, 2, 2, 2))
    people[:, 0], people[:, 1] = np.array([360, 40])[:, None, None], np.array([360, 240])[:, None, None]
    people *= np.array([0.8, 0.2])[:, None]
    people = people.reshape(2, 4, 2)
    slopes = [np.full(2, value) for value in (79.0, 63.0, -11.0, -2.0, -5.5, 10.0, -1.0, 0.5, -0.4)]
    both = SlopesBySex(Slopes(*slopes), Slopes(*slopes))
    before = Before(people, np.array([[0.4, 0.4], [0.6, 0.6]]), both, np.full(2, 0.75), np.full(2, 0.05))
    return before, some_movers(6)


def test_a_move_of_healthy_people_raises_one_place_lowers_another_and_changes_no_person(central):
    """30 older people in good health leave the first area: 360 of 600 become 330 of 570 there, 390 of 630 here."""
    before, movers = two_areas()
    people = before.people.copy()
    people[0, 2] += np.array([-30.0, 30.0]) * 0.8
    people[0, 3] += np.array([-30.0, 30.0]) * 0.2
    found = composition.composition(people, before, movers, central)
    for area, good in enumerate((330 / 570, 390 / 630)):
        eta = 0.7 * np.log(good / (1 - good) / (0.6 / 0.4))
        ratio = central.mortality_ratio_of_poor_health
        theta = 0.85 * np.log((good + (1 - good) * ratio) / (0.6 + 0.4 * ratio))
        life, healthy = second_order_change(*(each[area] for each in before.slopes.male[2:]), theta, eta)
        assert found.hle[0, area] == pytest.approx(healthy, rel=1e-12)
        assert found.le[0, area] == pytest.approx(life, rel=1e-12)
        share = 0.4 * 0.9 + 0.6 * good
        assert found.life_satisfaction[area] == pytest.approx(1.1 * (share - 0.72))
        assert found.long_term_sick[area] == pytest.approx(0.05 * (1 - share) / 0.28 - 0.05)
    assert found.hle[0, 0] < 0 < found.hle[0, 1]
    both = composition.of_wider_places(before, np.ones((1, 2)))
    together = composition.composition(people @ np.ones((2, 1)), both, movers, central)
    for change in together:
        np.testing.assert_allclose(change, 0, atol=1e-14)


def test_other_ages_alone_change_no_expectancy(central):
    before, movers = two_areas()
    people = before.people.copy()
    people[:, :2] *= np.array([1.1, 0.9])
    found = composition.composition(people, before, movers, central)
    np.testing.assert_allclose(found.hle, 0, atol=1e-14)
    np.testing.assert_allclose(found.le, 0, atol=1e-14)
    np.testing.assert_allclose(found.life_satisfaction, 0, atol=1e-14)


def test_graduates_raise_income_and_employment_of_a_place(central):
    before, movers = two_areas()
    people = before.people.copy()
    graduates = people[:, 1::2].copy()
    people[:, 1::2] += graduates / 2
    people[:, ::2] -= graduates / 2
    found = composition.composition(people, before, movers, central)
    np.testing.assert_allclose(found.hle, 0, atol=1e-14)
    np.testing.assert_allclose(found.employment, 0.1 * central.employment_gap_of_degree)
    assert (found.income > 0.1 * central.income_gap_of_degree).all()
