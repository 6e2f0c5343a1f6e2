"""What scenarios spend, by use and by capital."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.results.aggregation import sum_over
from fourcapitals.results.awarded import awarded
from fourcapitals.results.groupings import areas_in_part, groups_of, members_of
from fourcapitals.vocabulary import END_YEAR, USES

if TYPE_CHECKING:
    from fourcapitals.results.results import Results


def new_money(results: Results, *, until: int = END_YEAR) -> xr.DataArray:
    """Add up what each area is awarded, less what it is taken from, over all years or up to one.

    Parameters
    ----------
    results : Results
    until : int
        The last year that counts.

    Returns
    -------
    xarray.DataArray
        (scenario, area), £m of 2019; of an ensemble as `awarded.awarded` has it.
    """
    return by_scenario(results, awarded(results).sel(year=slice(None, until)).sum("year"))


def by_scenario(results: Results, lines: xr.DataArray) -> xr.DataArray:
    """Add lines of the ledger up to their scenarios."""
    owner = results.dataset["line_scenario"].to_numpy().astype(str)
    of_scenario = (np.array(results.scenarios)[:, None] == owner[None, :]).astype(float)
    owners = xr.DataArray(of_scenario, dims=("scenario", "line"), coords={"scenario": list(results.scenarios)})
    return sum_over(lines.reset_coords(drop=True).drop_vars("line", errors="ignore"), owners, "line")


def new_money_of(results: Results, by: str, *, until: int = END_YEAR) -> xr.DataArray:
    """Give the new money of each place, 2020 to 2035 or to an earlier year.

    Parameters
    ----------
    results : Results
    by : str
        One of `groupings.GROUPINGS`.
    until : int
        The last year that counts.

    Returns
    -------
    xarray.DataArray
        (scenario, group), £m of 2019; of an ensemble as `awarded.awarded` has it.
    """
    codes, names = groups_of(results, by)
    return sum_over(new_money(results, until=until), members_of(codes, list(names)), "area")


@checked
def spending_by_use(results: Results) -> pd.DataFrame:
    """Give the money of each scenario by use, 2020 to 2035.

    Returns
    -------
    pandas.DataFrame
        One row a scenario and use that gets or loses money: ``scenario, use, label, capital, letters,
        new_money_gbp_m, announced_gbp_m``. The letters are those of the evidence for its effect on health and on
        output, its cost, transfer and timing. What was announced is not a number where results lack areas of England:
        it is not parted among them.
    """
    dataset = results.dataset
    part = bool(areas_in_part(results))
    announced = dataset["announced"].sum("year").to_numpy()
    table = pd.DataFrame(
        {
            "scenario": dataset["line_scenario"].to_numpy().astype(str),
            "use": dataset["line_use"].to_numpy().astype(str),
            "new_money_gbp_m": awarded(results).sum(["area", "year"]).to_numpy(),
            "announced_gbp_m": np.full_like(announced, np.nan) if part else announced,
        }
    )
    table = table.groupby(["scenario", "use"], sort=False, as_index=False).sum(min_count=1)
    letters = load_evidence_letters().uses
    uses = pd.DataFrame(
        {
            "use": [use.name for use in USES],
            "label": [use.label for use in USES],
            "capital": [use.capital.label if use.capital else "Household income" for use in USES],
            "letters": [letters[use.name].marks for use in USES],
        }
    )
    table = table.merge(uses, on="use", validate="many_to_one")
    order = {name: place for place, name in enumerate((*results.scenarios, *uses["use"]))}
    table = table.sort_values(["scenario", "use"], key=lambda column: column.map(order), ignore_index=True)
    return table[["scenario", "use", "label", "capital", "letters", "new_money_gbp_m", "announced_gbp_m"]]


@checked
def spending(results: Results) -> pd.DataFrame:
    """Give the money of each scenario, 2020 to 2035.

    Returns
    -------
    pandas.DataFrame
        One row a scenario, by its name: ``new_money_gbp_m`` (less what it displaces), ``announced_gbp_m``
        (with what it replaces; as in `spending_by_use`), ``displaced_gbp_m``, ``running_costs_gbp_m`` (of new
        physical stock, beside the awards); and one column a capital (``physical_gbp_m``, ...).
    """
    by_use = spending_by_use(results)
    lines = awarded(results).sum(["area", "year"]).to_numpy()
    owner = results.dataset["line_scenario"].to_numpy().astype(str)
    running = results.dataset["running_cost"].sum(["area", "year"]).to_series()
    rows = []
    for scenario in results.scenarios:
        own = by_use[by_use["scenario"] == scenario]
        money = own["new_money_gbp_m"]
        by_capital = {
            f"{column}_gbp_m": float(money[own["capital"] == label].sum())
            for column, label in {
                "physical": "Financial and physical",
                "human": "Human",
                "social": "Social",
                "natural": "Natural",
                "household_income": "Household income",
            }.items()
        }
        rows.append(
            {
                "scenario": scenario,
                "new_money_gbp_m": float(money.sum()),
                "announced_gbp_m": float(own["announced_gbp_m"].sum(skipna=False)),
                "displaced_gbp_m": float(np.abs(lines[(owner == scenario) & (lines < 0)]).sum()),
                "running_costs_gbp_m": float(running[scenario]),
                **by_capital,
            }
        )
    return pd.DataFrame(rows).set_index("scenario")


def rules_of(results: Results, scenario: str) -> tuple[str, ...]:
    """Name the allocation rules by which the money of a scenario goes to areas, each once.

    Parameters
    ----------
    results : Results
    scenario : str

    Returns
    -------
    tuple of str
        Nothing for a scenario without funds, or whose file is not held; ``competitive`` where councils bid.
    """
    funds = tomllib.loads(results.scenario_files.get(scenario, "")).get("funds", {})
    return tuple(sorted({str(fund["allocation"]["rule"]) for fund in funds.values()}))


def levers_of(results: Results) -> dict[str, Any]:
    """Give the levers of each scenario whose file is held: what it changes without money."""
    return {name: dict(_levers_in(text)) for name, text in results.scenario_files.items()}


@lru_cache(maxsize=256)
def _levers_in(text: str) -> dict[str, Any]:
    """Read the levers of a scenario's file, once: figures of many places and years ask for them."""
    levers: dict[str, Any] = tomllib.loads(text).get("levers", {})
    return levers


def beside_uses(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a scenario file changes beside what its money buys: levers, the NHS as an anchor, work by funds.

    Parameters
    ----------
    stated : mapping
        The file as read.

    Examples
    --------
    >>> beside_uses({"nhs_anchor": {"grade": "J"}, "funds": {"f": {"posts": {"cost_gbp": 4e4}}, "g": {}}})
    {'nhs_anchor': {'grade': 'J'}, 'f.posts': {'cost_gbp': 40000.0}}
    """
    anchor = {"nhs_anchor": stated["nhs_anchor"]} if "nhs_anchor" in stated else {}
    of_funds = {
        f"{name}.{key}": fund[key]
        for name, fund in stated.get("funds", {}).items()
        for key in ("posts", "keeps_facilities")
        if fund.get(key)
    }
    return {**stated.get("levers", {}), **anchor, **of_funds}
