"""The bids of one run with names and units: every fund, council and year, and what is kept of them in ensembles too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from fourcapitals.data.baseline import Baseline
from fourcapitals.equations.elementary import Array
from fourcapitals.results.bid_sums import KEPT, measures_of_money
from fourcapitals.scenario.files import Scenario
from fourcapitals.scenario.fund_rows import fund_names
from fourcapitals.simulation.bids import councils_before, kept_of_bids
from fourcapitals.simulation.start import Start
from fourcapitals.simulation.state import Competition, State

if TYPE_CHECKING:
    import xarray as xr

BID: Final = {"long_name": "Whether the council bids in the year", "units": "1 or 0"}
WON: Final = {"long_name": "Money that the council wins by bidding in the year", "units": "£m, 2019 prices"}
CAPACITY: Final = {"long_name": "Capacity of the council to bid and deliver", "units": "index, 0 to 1"}
BELIEF: Final = {"long_name": "Chance of winning that the council expects of a bid", "units": "share"}


class BidsOfRun(NamedTuple):
    """What councils did in a run, years from the base year on."""

    funds: tuple[str, ...]
    """Those that take bids."""
    bids: Array
    """(fund, area, year), 1 or 0."""
    won: Array
    """(fund, area, year), £m of 2019."""
    capacity: Array
    """(area, year)."""
    belief: Array
    """(area, year); not a number where councils do not choose."""
    kept: dict[str, Array]
    """As `bids.kept_of_bids` gives it, with the measures of money."""


def bids_of_run(scenario: Scenario, baseline: Baseline, start: Start, path: Sequence[tuple[State, Array]]) -> BidsOfRun:
    """Gather what councils did in a run.

    Parameters
    ----------
    scenario : Scenario
    baseline : Baseline
    start : Start
    path : sequence of (State, awards)
        Of every simulated year, as `start.years_of` gives them.
    """
    terms, environment = start.terms, start.environment
    act = environment.behaviour.councils > 0
    competition = competition_of(start.state, path, terms.competitive)
    first = start.state.councils.capacity if act else environment.place.capacity
    known = councils_before(scenario, baseline, terms)._replace(capacity=first)
    kept = kept_of_bids(
        competition,
        terms,
        known,
        period=baseline.period,
        behaviour=environment.behaviour,
        tolerated=environment.parameters.concentration_tolerated,
    )
    kept |= measures_of_money(kept["money_won"], known)
    taken = np.flatnonzero(terms.competitive > 0)
    capacity = np.vstack([first, competition.capacity if act else np.broadcast_to(first, competition.capacity.shape)])
    belief = np.vstack([start.state.councils.belief, competition.belief])
    nobody = np.zeros((1, len(taken), len(first)))
    return BidsOfRun(
        funds=tuple(fund_names(scenario)[fund] for fund in taken),
        bids=np.moveaxis(np.concatenate([nobody, competition.bids[:, taken]]), 0, -1),
        won=np.moveaxis(np.concatenate([nobody, competition.awards[:, taken]]), 0, -1),
        capacity=capacity.T,
        belief=(belief if act else np.full_like(belief, np.nan)).T,
        kept=kept,
    )


def competition_of(first: State, path: Sequence[tuple[State, Array]], competitive: Array) -> Competition:
    """Gather what councils did from the states of a run, as `schedule.project` gives it.

    Parameters
    ----------
    first : State
        Of the base year.
    path : sequence of (State, awards)
        Of every simulated year.
    competitive : (fund,)
        1 for funds that take bids.
    """
    states = [state for state, _ in path]
    given = np.array([awards.clip(0.0).sum(axis=2) for _, awards in path])
    cost = np.array([each.councils.bid_cost for each in (first, *states)])
    return Competition(
        bids=np.array([state.bids for state in states]),
        awards=given * competitive[:, None],
        capacity=np.array([state.councils.capacity for state in states]),
        belief=np.array([state.councils.belief for state in states]),
        bid_cost=np.diff(cost, axis=0),
    )


def with_bids(dataset: xr.Dataset, held: Mapping[str, BidsOfRun]) -> xr.Dataset:
    """Add the bids of scenarios to the results of a run; nothing where no council bids in any.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of all scenarios.
    held : mapping of scenario to BidsOfRun
        Of those in which councils bid.

    Returns
    -------
    xarray.Dataset
        With every array of `bid_sums.KEPT`, (scenario, draw, ...); ``council_capacity, council_belief`` (scenario,
        draw, area, year); and ``bid, won_by_bid`` (bid_line, area, year), a line for each scenario and fund.
    """
    if not held:
        return dataset
    names = [str(name) for name in dataset["scenario"].to_numpy()]
    variables: dict[str, Any] = {}
    for each in KEPT:
        shape = tuple(dataset.sizes[axis] for axis in each.axes)
        values = [held[name].kept[each.name] if name in held else np.full(shape, np.nan) for name in names]
        words = {"long_name": each.label, "units": each.unit}
        variables[each.name] = ("scenario", "draw", *each.axes), np.array(values)[:, None], words
    nothing = np.full((dataset.sizes["area"], dataset.sizes["year"]), np.nan)
    for variable, words in (("capacity", CAPACITY), ("belief", BELIEF)):
        values = [getattr(held[name], variable) if name in held else nothing for name in names]
        variables[f"council_{variable}"] = ("scenario", "draw", "area", "year"), np.array(values)[:, None], words
    lines = [(name, fund) for name, each in held.items() for fund in each.funds]
    for variable, of_each, words in (("bid", "bids", BID), ("won_by_bid", "won", WON)):
        values = [getattr(each, of_each) for each in held.values()]
        variables[variable] = ("bid_line", "area", "year"), np.concatenate(values), words
    coordinates = {
        "bid_line": [f"{name}/{fund}" for name, fund in lines],
        "bid_line_scenario": ("bid_line", [name for name, _ in lines]),
        "bid_line_fund": ("bid_line", [fund for _, fund in lines]),
    }
    return dataset.assign(variables).assign_coords(coordinates)
