"""What a strategy costs the public, by year and payer: the ledger's new money, and running costs of what it builds."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from fourcapitals.arguments import checked
from fourcapitals.data.changed_parameters import table_of
from fourcapitals.data.valuation_settings import load_valuation_settings
from fourcapitals.equations.elementary import Array
from fourcapitals.results.awarded import awarded, won_by_bids
from fourcapitals.results.groupings import check_whole
from fourcapitals.results.money import by_scenario
from fourcapitals.vocabulary import POUND

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

PAYERS: Final = {
    "unfunded": "nobody is named",
    "borrowing": "borrowing, repaid after {end}",
    "tax": "households, by a tax on income",
}
"""By what a fund states as its financing."""
NOT_HELD: Final = "not held: the scenario's file is missing"
CENTRE: Final = "the centre: running costs of new capital"
COUNCILS: Final = "councils' budgets: running costs of new capital"
COST_IN_WORDS: Final = (
    "Public cost: new money in the year of its award, and running costs of new capital where the centre pays them. "
    "Money moved from other budgets, and running costs that councils pay out of theirs, are no new cost: what these "
    "budgets would have done is taken off the effects."
)


@checked
def public_cost(results: Results) -> pd.DataFrame:
    """Give what each scenario costs in each year, by who pays.

    Parameters
    ----------
    results : Results

    Returns
    -------
    pandas.DataFrame
        ``scenario, payer, counts, year, gbp_m``, £m of 2019, of an ensemble at central values; a row a year of those in
        which somebody pays. Rows that count add up to the ledger's new money and the running costs that the centre
        pays; of the others, money is moved from a budget or stood in for, and is no new cost.

    Raises
    ------
    UnknownName
        When the results lack areas of England.
    """
    check_whole(results)
    rows: list[dict[str, Any]] = []
    for name in results.scenarios:
        for (payer, counts), paid in _payments(results, name).items():
            rows += [
                {"scenario": name, "payer": payer, "counts": counts, "year": year, "gbp_m": float(amount)}
                for year, amount in zip(results.years, paid, strict=True)
                if abs(amount) >= POUND
            ]
    return pd.DataFrame(rows, columns=["scenario", "payer", "counts", "year", "gbp_m"])


def _payments(results: Results, scenario: str) -> dict[tuple[str, bool], Array]:
    """By payer, and whether it counts, what is paid in each year, £m."""
    dataset, text = results.dataset, results.scenario_files.get(scenario, "")
    stated = tomllib.loads(text)
    funds, end = stated.get("funds", {}), results.period.end
    found: dict[tuple[str, bool], Any] = {}

    def add(payer: str, amounts: Any, *, counts: bool) -> None:
        found[payer, counts] = found.get((payer, counts), 0.0) + np.asarray(amounts, np.float64)

    awards = awarded(results).sum("area").transpose("line", "year").to_numpy()
    announced = dataset["announced"].transpose("line", "year").to_numpy()
    own = np.flatnonzero(dataset["line_scenario"].to_numpy().astype(str) == scenario)
    for line in own:
        fund = funds.get(str(dataset["line_fund"].to_numpy()[line]))
        if fund is None:
            add(NOT_HELD, awards[line], counts=True)
        elif fund["financing"] == "displaces":
            # What is given and what is taken cancel; what is left of them, if anything, is new money.
            add("nobody is named", awards[line], counts=True)
            add(f"moved from the budget of {_budget(fund['displaces'])}", np.maximum(awards[line], 0.0), counts=False)
        else:
            add(PAYERS[fund["financing"]].format(end=end), awards[line], counts=True)
            if "replaces" in fund:
                instead = f"stood in for: {fund['replaces']['title']}"
                add(instead, announced[line] - awards[line], counts=False)
    running = dataset["running_cost"].sel(scenario=scenario).sum("area").to_numpy()
    by_councils = stated.get("running_costs") == "councils"
    add(COUNCILS if by_councils else CENTRE, running, counts=not by_councils)
    return found


def _budget(use: str) -> str:
    return {"nhs": "the NHS", "public_health": "public health", "council_services": "council services"}.get(use, use)


def bids_in_words(results: Results) -> str:
    """Say how the money of bids is counted; nothing where there is none.

    Parameters
    ----------
    results : Results
    """
    names = won_by_bids(results)
    if not names:
        return ""
    titles = ", ".join(f"‘{results.titles[name]}’" for name in names)
    return (
        f"Won by bids, of {titles}: the mean of draws, in the years of the budgets. Running costs and "
        "overruns of what bids build are not held by draw: they are those at central values, at which other councils "
        "or none may win."
    )


def cost_by_year(results: Results) -> xr.DataArray:
    """Give the public cost of each scenario in each year: the rows of `public_cost` that count.

    Parameters
    ----------
    results : Results

    Returns
    -------
    xarray.DataArray
        (scenario, year), £m of 2019.

    Raises
    ------
    UnknownName
        When the results lack areas of England.
    """
    check_whole(results)
    new_money = by_scenario(results, awarded(results).sum("area"))
    running = results.dataset["running_cost"].sum("area").drop_vars("title", errors="ignore")
    by_centre = xr.DataArray(
        [float(not _councils_pay(results, name)) for name in results.scenarios],
        dims="scenario",
        coords={"scenario": list(results.scenarios)},
    )
    return (new_money.drop_vars("title", errors="ignore") + running * by_centre).transpose("scenario", "year")


def _councils_pay(results: Results, scenario: str) -> bool:
    return tomllib.loads(results.scenario_files.get(scenario, "")).get("running_costs") == "councils"


def overrun_by_year(results: Results) -> xr.DataArray:
    """Give by how much capital money would overrun: optimism bias, as official guidance measured it.

    Parameters
    ----------
    results : Results

    Returns
    -------
    xarray.DataArray
        (scenario, year), £m of 2019 beyond the awards; none of money for services, nor of money that is taken.
    """
    settings = load_valuation_settings()
    uses = results.dataset["line_use"].to_numpy().astype(str)
    shares = xr.DataArray([settings.overrun_of(use) for use in uses], dims="line")
    given = results.awards().sum("area").clip(min=0.0).drop_vars("line", errors="ignore")
    return by_scenario(results, given * shares).drop_vars("title", errors="ignore").transpose("scenario", "year")


def running_cost_to_come(results: Results, factors: Array) -> xr.DataArray:
    """Give the running costs after the last year, until what was built has worn out.

    New stock of the last year, with what is still in delivery counted as built, wears out at
    `physical_depreciation`, and costs `running_cost_rate` of itself a year.

    Parameters
    ----------
    results : Results
    factors : (year,), share
        Weights of the years after the last one.

    Returns
    -------
    xarray.DataArray
        (scenario,), £m of 2019; nothing where councils pay them.
    """
    numbers = table_of(results.changed_parameters).central()
    left = (1 - numbers.physical_depreciation) ** np.arange(1, len(factors) + 1)
    last = results.dataset["running_cost"].isel(year=-1).sum("area").drop_vars("title", errors="ignore")
    still = by_scenario(results, _built_of_delivery(results)).drop_vars("title", errors="ignore")
    by_centre = [float(not _councils_pay(results, name)) for name in results.scenarios]
    yearly = (last + numbers.running_cost_rate * still) * xr.DataArray(by_centre, dims="scenario")
    return yearly * float(left @ factors)


def _built_of_delivery(results: Results) -> xr.DataArray:
    """(line,), £m: what of the physical money that is in delivery at the end will be effective and new."""
    dataset = results.dataset
    uses = dataset["line_use"].to_numpy().astype(str)
    physical = np.array([use in _PHYSICAL for use in uses])
    through = dataset[["net", "deadweight", "ineffective"]].sum("year")
    all_through = (through["net"] + through["deadweight"] + through["ineffective"]).to_numpy()
    share = np.divide(through["net"].to_numpy(), all_through, where=all_through != 0, out=np.zeros(len(uses)))
    held = dataset["in_delivery"].isel(year=-1).to_numpy()
    return xr.DataArray(physical * share * held, dims="line")


_PHYSICAL: Final = ("connectivity", "premises", "housing")
"""Uses whose stock has running costs."""
