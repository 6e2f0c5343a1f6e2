"""Competitions: ranked until the budget binds, once or again, rolling over or lapsing."""

import numpy as np
import pytest
from fourcapitals.simulation.noise import draw_shocks
from fourcapitals.vocabulary import USE_NAMES


@pytest.fixture
def contest(toy, make_terms):
    """£10m a year for four years, in grants of £4m; the island has the greatest need, then the suburb."""

    def contest(**changes):
        money = make_terms(toy, (np.r_[np.full(4, 10.0), np.zeros(12)], {"premises": 1.0}, None))
        one = np.ones(1)
        return money._replace(
            competitive=one, need=np.array([[0.0, 1.0, 2.0]]), grant=4 * one, **{"rolls_over": one, **changes}
        )

    return contest


def won(awards):
    """(year, area), £m."""
    return awards[:, 0].sum(axis=2)


def test_bids_are_ranked_until_the_budget_binds_and_the_rest_rolls_over(toy, central, contest, run_years):
    _, awards, _ = run_years(toy, central, contest())
    np.testing.assert_allclose(won(awards)[:5], [[0, 4, 4], [4, 4, 4], [0, 4, 4], [4, 4, 4], [0, 0, 0]])


def test_what_no_bid_takes_lapses_where_the_terms_say_so(toy, central, contest, run_years):
    _, awards, _ = run_years(toy, central, contest(rolls_over=np.zeros(1)))
    np.testing.assert_allclose(won(awards)[:4], [[0, 4, 4]] * 4)
    assert won(awards)[4:].sum() == 0


def test_an_area_wins_once_where_the_terms_say_so(toy, central, contest, run_years):
    _, awards, _ = run_years(toy, central, contest(once=np.ones(1)))
    np.testing.assert_allclose(won(awards)[:3], [[0, 4, 4], [4, 0, 0], [0, 0, 0]])


def test_a_competition_that_displaces_a_budget_spends_its_own_once(toy, central, contest, run_years):
    nhs = np.array([USE_NAMES.index("nhs")])
    states, awards, _ = run_years(toy, central, contest(displaced_use=nhs))
    plain, given, _ = run_years(toy, central, contest())
    np.testing.assert_allclose(np.maximum(awards, 0).sum(axis=(1, 2, 3)), given.sum(axis=(1, 2, 3)))
    np.testing.assert_allclose(awards.sum(), 0, atol=1e-9)
    np.testing.assert_allclose(states[-1].money.awarded, plain[-1].money.awarded)


def test_capacity_and_luck_can_outweigh_need(toy, central, contest, run_years):
    # The island's council was cut most and has the least capacity.
    _, awards, _ = run_years(toy, central, contest(capacity_weight=np.full(1, 1e3), rolls_over=np.zeros(1)))
    np.testing.assert_allclose(won(awards)[0], [4, 4, 0])
    noise = draw_shocks(1, 0, areas=3, years=16, funds=["fund"])
    _, awards, _ = run_years(toy, central, contest(shock_weight=np.full(1, 1e3)), noise=noise)
    lucky = np.argsort(-noise.bids[0, 0])[:2]
    assert set(np.flatnonzero(won(awards)[0])) == set(lucky)


def test_areas_outside_the_fund_do_not_bid(toy, central, contest, run_years):
    money = contest()._replace(share=np.array([[0.5, 0.5, 0.0]]))
    _, awards, _ = run_years(toy, central, money)
    assert won(awards)[:, 2].sum() == 0
    assert won(awards)[0].sum() == 8
