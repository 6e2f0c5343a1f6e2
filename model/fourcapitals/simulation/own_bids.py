"""Bids of councils that decide in a way of their own, beside those that follow the equations of the model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourcapitals.equations.bidding import cost_of_bid
from fourcapitals.equations.elementary import Array
from fourcapitals.scenario.terms import Terms
from fourcapitals.simulation.agents import Council, Round
from fourcapitals.simulation.behaviour.funds import bids_of
from fourcapitals.simulation.behaviour.rounds import money_of_round
from fourcapitals.simulation.environment import Environment
from fourcapitals.simulation.state import State


def bids_with(
    asked: Sequence[Council], state: State, terms: Terms, environment: Environment, names: Sequence[str]
) -> Array:
    """Who bids in the year to come, (fund, area): 1 where a council does.

    Parameters
    ----------
    asked : sequence of Council
        Those that are asked (`Council.bids_for`), where the scenario lets councils act.
    state : State
        At the end of last year.
    terms : Terms
    environment : Environment
    names : sequence of str
        Of the funds, in the order of the terms.

    Raises
    ------
    ValueError
        When a council says something else than True or False.
    """
    bids = bids_of(state, terms, environment)
    if not asked or not environment.behaviour.councils or terms.rounds is None:
        return bids
    may_win = bids_of(state, terms, environment._replace(behaviour=environment.behaviour._replace(councils=0.0)))
    p, position = environment.parameters, state.year - environment.base_year
    for fund in np.flatnonzero(may_win.any(axis=1)).tolist():
        grant = float(terms.grant[fund])
        cost = cost_of_bid(p.bid_cost, grant, p.bid_cost_grant, p.bid_cost_elasticity)
        money = float(money_of_round(position, fund, state.money.awarded[fund], terms, terms.rounds))
        for council in asked:
            if may_win[fund, council.row]:
                would_bid = bool(bids[fund, council.row])
                held = Round(names[fund], state.year + 1, grant, money, float(cost / council.capacity), would_bid)
                bids[fund, council.row] = _answered(council, council.bids_for(held))
    return bids


def _answered(council: Council, answer: object) -> float:
    """1 for a bid and 0 for none; text and numbers, which Python would take for true, are refused."""
    if not isinstance(answer, bool | np.bool_):
        raise ValueError(f"bids_for of {council!r} must say True or False; it said {answer!r}")
    return float(answer)
