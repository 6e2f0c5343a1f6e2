"""What each line of the ledger is awarded: at central values, and of what bids win the mean of draws.

An ensemble holds its ledger at central values, at which another council, or none, may win. Of what bids win it holds
the sum over years by draw and area.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import xarray as xr

from fourcapitals.arguments import checked
from fourcapitals.data.changed_parameters import table_of
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.formatting import readable_money
from fourcapitals.results.carried import carried
from fourcapitals.scenario.files import parse_scenario
from fourcapitals.vocabulary import POUND

if TYPE_CHECKING:
    from fourcapitals.results.results import Results


def awarded(results: Results) -> xr.DataArray:
    """Give what each line of the ledger is awarded, of what an ensemble's bids win the mean of draws.

    The mean of each area is laid over the years and lines of the budgets that were bid for. What such a fund takes from
    another budget is as much, from all people alike.

    Parameters
    ----------
    results : Results

    Returns
    -------
    xarray.DataArray
        (line, area, year), £m of 2019.
    """
    awards = results.awards()
    names = won_by_bids(results)
    if not names:
        return awards
    awards = awards.transpose("line", "area", "year")
    values = awards.to_numpy().copy()
    for name in names:
        _lay_over_lines(values, results, name)
    return awards.copy(data=values)


def _lay_over_lines(values: Array, results: Results, scenario: str) -> None:
    """Put the mean of what bids win, (line, area, year), in the place of awards at central values."""
    owner, fund, use = (results.dataset[f"line_{what}"].to_numpy().astype(str) for what in ("scenario", "fund", "use"))
    funds = _competed(results, scenario)
    announced = results.dataset["announced"].transpose("line", "year").to_numpy()
    lines = (owner == scenario) & np.isin(fund, list(funds))
    budget = announced[lines].sum()
    won = _won(results, scenario).mean("draw").to_numpy()
    weights = announced[lines] / budget if budget else np.zeros_like(announced[lines])
    values[lines] = won[:, None] * weights[:, None, :]
    people = np.asarray(carried(results.dataset, "population"), np.float64)
    for name, displaced in funds.items():
        own = (owner == scenario) & (fund == name)
        taken = own & (use == displaced)
        if displaced and own.any():
            # At central values nothing may be taken, so that the budget has no line of its own.
            taken = taken if taken.any() else own
            total = values[own].sum(axis=(0, 1)) / taken.sum()
            values[taken] -= (people / people.sum())[:, None] * total


def _competed(results: Results, scenario: str) -> dict[str, str]:
    """Funds of a scenario that take bids, with the budget that each is taken from, if any."""
    return dict(_competed_in(results.scenario_files.get(scenario, "")))


@lru_cache(maxsize=256)
def _competed_in(text: str) -> dict[str, str]:
    """Read the same from the scenario's file, once: figures of many places and years ask for it."""
    funds = tomllib.loads(text).get("funds", {})
    return {
        name: str(stated.get("displaces", "")) if stated["financing"] == "displaces" else ""
        for name, stated in funds.items()
        if stated["allocation"]["rule"] == "competitive"
    }


def _won(results: Results, scenario: str) -> xr.DataArray:
    """(draw, area), £m."""
    return results.dataset["money_won"].sel(scenario=scenario).transpose("draw", "area")


def given_in_draws(results: Results, scenario: str) -> Array:
    """Give the money that areas receive over all years in each draw, where bids win some of it.

    Parameters
    ----------
    results : Results
    scenario : str
        One of `won_by_bids`.

    Returns
    -------
    (draw, area), £m of 2019
        What is taken from areas left aside; of funds that take no bids as at central values.
    """
    owner, fund = (results.dataset[f"line_{what}"].to_numpy().astype(str) for what in ("scenario", "fund"))
    others = (owner == scenario) & ~np.isin(fund, list(_competed(results, scenario)))
    by_formula = results.awards().transpose("line", "area", "year").to_numpy()[others].clip(0.0).sum(axis=(0, 2))
    given: Array = _won(results, scenario).to_numpy() + by_formula
    return given


def won_by_bids(results: Results) -> tuple[str, ...]:
    """Name the scenarios of an ensemble whose money is won by bids that it holds, so that it differs between draws.

    Parameters
    ----------
    results : Results
    """
    if not results.is_ensemble or "money_won" not in results.dataset:
        return ()
    return tuple(
        name
        for name in results.scenarios
        if _competed(results, name) and bool(np.isfinite(_won(results, name).to_numpy()).all())
    )


@checked
def lines_of_bids(results: Results, *, scenarios: Sequence[str] | None = None, titled: bool = False) -> tuple[str, ...]:
    """Say of an ensemble in how many draws money that is won by bids is not given, or that it holds no bids.

    Parameters
    ----------
    results : Results
    scenarios : sequence of str, optional
        Of which is said; of all by default.
    titled : bool
        Whether they are called by their titles, as in charts, in place of their names.

    Returns
    -------
    tuple of str
        A line for each scenario of which some draw gives less than its budget; to the three figures that money is
        written in.
    """
    if not results.is_ensemble:
        return ()
    held, lines = won_by_bids(results), list[str]()
    for name in results.scenarios if scenarios is None else scenarios:
        called = f"‘{results.titles[name]}’" if titled else name
        if name in held:
            lines += _line_of_draws(results, name, called)
        elif _competed(results, name):
            lines.append(
                f"New money of {called}, won by bids: at central values, at which other councils or none may win; "
                "these results hold no bids."
            )
    return tuple(lines)


class NotGiven(NamedTuple):
    """In how many draws money that is won by bids is not given."""

    nothing: int
    """Draws in which none of it is."""
    part: int
    """Draws in which some of it is, and not all."""
    least_gbp_m: float | None
    """Least that is given in one of these, £m of 2019."""
    draws: int
    """Of how many."""


@checked
def money_not_given(results: Results, *, scenario: str) -> NotGiven | None:
    """Count the draws of an ensemble in which money that is won by bids is not given; to three figures of the money.

    Parameters
    ----------
    results : Results
    scenario : str

    Returns
    -------
    NotGiven or None
        None where results hold no draws of money that bids win in the scenario.
    """
    name = results.scenario(scenario)
    if name not in won_by_bids(results):
        return None
    won, whole = _won(results, name).sum("area").to_numpy(), _budget_in_words(results, name)
    some = [amount for amount in won.tolist() if amount >= POUND and whole and readable_money(amount) != whole]
    return NotGiven(int((won < POUND).sum()), len(some), min(some, default=None), len(won))


def _line_of_draws(results: Results, scenario: str, called: str) -> list[str]:
    """Say how often not all is given; nothing where all always is."""
    whole, found = _budget_in_words(results, scenario), money_not_given(results, scenario=scenario)
    if found is None or (not found.nothing and not found.part):
        return []
    often = [f"nothing is given in {found.nothing:,}"] if found.nothing else []
    if found.least_gbp_m is not None:
        often += [f"not all in {found.part:,} ({readable_money(found.least_gbp_m)} at the least)"]
    of = f"Of {whole}, " if whole else "Of all, "
    return [
        f"New money of {called}, won by bids: the mean of draws. {of}{' and '.join(often)} of {found.draws:,} draws."
    ]


def _budget_in_words(results: Results, scenario: str) -> str:
    """Write the budget that is bid for, £m of 2019; nothing where the scenario's file cannot be read again."""
    try:
        stated = parse_scenario(results.scenario_files[scenario], name=scenario, files=results.files_of(scenario))
    except BadInput:
        return ""
    deflator, period = table_of(results.changed_parameters).deflator, results.period
    funds = [stated.funds[name].new_money(deflator, period) for name in _competed(results, scenario)]
    return readable_money(sum(max(amount, 0.0) for money in funds for amount in money.values()))
