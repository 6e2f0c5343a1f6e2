"""The ledger: every £ is somewhere."""

import numpy as np
import pytest
from fourcapitals.simulation.ledger import keep_books
from fourcapitals.simulation.model import FourCapitals
from fourcapitals.simulation.run import books_of
from fourcapitals.vocabulary import ON_STOCK_ROUTE, STAGES, USE_NAMES
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

PENNY = 1e-8  # £m


@pytest.mark.parametrize("name", ["announced_2021", "balanced_health_need", "public_health_restored"])
def test_the_books_of_every_scenario_close_to_the_penny_every_year(name):
    model = FourCapitals(name)
    books = books_of(model.environment, model.run()[1:])
    assert np.abs(books.gap()).max() < PENNY
    # Also summed over areas and uses, by fund.
    assert np.abs(books.gap().sum(axis=(2, 3))).max() < PENNY
    np.testing.assert_allclose(books.gross.sum(axis=(2, 3)), model.terms.budget, atol=PENNY)


def test_what_the_books_deliver_is_what_the_run_delivered():
    model = FourCapitals("announced_2021")
    path = model.run()[1:]
    books = books_of(model.environment, path)
    delivered = (books.net + books.deadweight + books.ineffective).sum(axis=1)
    np.testing.assert_allclose(delivered, [state.money.delivered.T for state, _ in path], atol=PENNY)


def test_outcome_routes_lose_nothing():
    model = FourCapitals("public_health_restored")
    books = books_of(model.environment, model.run()[1:])
    assert not books.deadweight.any()
    assert not books.ineffective.any()
    assert books.net.sum() > 0


@settings(max_examples=40, deadline=None)
@given(
    awards=arrays(np.float64, (5, 2, 2, len(USE_NAMES)), elements=st.floats(0, 1e4)),
    share=arrays(np.float64, (5, 2), elements=st.floats(0, 1)),
    delay=st.floats(1, 3),
    deadweight=st.floats(0, 1),
)
def test_any_awards_are_accounted_for(awards, share, delay, deadweight):
    delays = np.maximum(STAGES, 1) * delay
    books = keep_books(awards, share, delays, np.where(ON_STOCK_ROUTE, deadweight, 0.0))
    assert np.abs(books.gap()).max() < PENNY
    for part in (books.net, books.deadweight, books.ineffective, books.in_delivery):
        assert (part >= 0).all()
