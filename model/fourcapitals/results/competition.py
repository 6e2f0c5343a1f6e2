"""What comes of competition for money: measures of the whole beside the regression twin, areas, and what a cut leaves.

The measures are declared beforehand (`bid_sums.MEASURES`) and imposed nowhere; each is set beside that of the twin, the
same scenario with every behaviour off, on the same draws. What councils do rests on judgement (letter D of evidence).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.equations.competition import lasting_share
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.results.bid_sums import MEASURES
from fourcapitals.results.carried import carried
from fourcapitals.results.number_of_draws import wilson_interval
from fourcapitals.scenario.files import parse_scenario, twin_name
from fourcapitals.scenario.temporary_cut import name_after_cut, restored_in

if TYPE_CHECKING:
    from fourcapitals.results.results import Results

BAND: Final = (0.1, 0.9)
"""Quantiles of the draws between which 80% of them lie."""
EVEN: Final = 0.5
"""Share of draws from which something is so more often than not."""
JUDGED: Final = "What councils do (bids, beliefs, capacity) rests on judgement, letter D of evidence."
"""Said under every table and chart of bids."""


def holds_bids(results: Results, scenario: str) -> bool:
    """Say whether results hold the bids of a scenario: councils that act without a round to bid in make none.

    Parameters
    ----------
    results : Results
    scenario : str
    """
    held = results.dataset
    return "never_won_share" in held and bool(held["never_won_share"].sel(scenario=scenario).count() > 0)


@checked
def bidders(results: Results) -> tuple[str, ...]:
    """Name the scenarios whose bids the results hold.

    Raises
    ------
    BadInput
        When they hold none; with the reason.
    """
    found = tuple(name for name in results.scenarios if holds_bids(results, name))
    if not found:
        raise BadInput(
            f"these results hold no bids: in {', '.join(results.scenarios)} no fund is competed for, or "
            f"fourcapitals {results.version or 'of the time'}, which made them, did not keep them; run a "
            'scenario with rule = "competitive" anew'
        )
    return found


def _checked(results: Results, *scenarios: str | None) -> None:
    known = bidders(results)
    for name in filter(None, scenarios):
        if results.scenario(name) not in known:
            raise BadInput(
                f"{name}: no fund of it is competed for, or none has the money of a grant, so that there are no "
                f"bids; choose from {', '.join(known)}"
            )


@checked
def measures_of_bids(results: Results, *, scenario: str, twin: str | None = None) -> pd.DataFrame:
    """Give the emergent measures of a scenario: median and middle 80% of draws, beside those of its twin.

    Parameters
    ----------
    results : Results
    scenario : str
    twin : str, optional
        The same scenario with every behaviour off, run on the same draws.

    Returns
    -------
    pandas.DataFrame
        One row a measure: ``scenario, measure, label, value`` (the median of draws) in ``unit``, ``low, high`` (the
        middle 80%), ``draws``, ``draws_without`` (in which there is nothing to measure, left out of the median); with a
        twin ``twin_value, twin_low, twin_high`` and, of the paired differences, ``difference, difference_low,
        difference_high`` and ``standard_error`` of their mean.

    Raises
    ------
    UnknownName
        When the results lack a scenario.
    BadInput
        When they hold no bids of it.
    """
    _checked(results, scenario, twin)
    rows = []
    for measure in MEASURES:
        held = results.dataset[measure.name]
        own = held.sel(scenario=scenario).to_numpy()
        row: dict[str, Any] = {
            "scenario": scenario,
            "measure": measure.name,
            "label": measure.label,
            **_spread("", own),
            "unit": measure.unit,
            "draws": len(own),
            "draws_without": int(np.isnan(own).sum()),
        }
        if twin is not None:
            other = held.sel(scenario=twin).to_numpy()
            row |= {**_spread("twin_", other), **_spread("difference_", own - other, middle="difference")}
            row["standard_error"] = _standard_error(own - other)
        rows.append(row)
    return pd.DataFrame(rows)


def _spread(prefix: str, draws: Array, middle: str | None = None) -> dict[str, float]:
    """The median of the draws that have something to measure, and the middle 80% where there are several."""
    names = (middle or f"{prefix}value", f"{prefix}low", f"{prefix}high")
    known = draws[~np.isnan(draws)]
    if not len(known):
        return dict.fromkeys(names, float("nan"))
    return dict(zip(names, map(float, np.quantile(known, (0.5, *BAND))), strict=True))


def _standard_error(draws: Array) -> float:
    """Of the mean over draws; not a number of fewer than two."""
    known = draws[~np.isnan(draws)]
    return float(known.std(ddof=1) / np.sqrt(len(known))) if len(known) > 1 else float("nan")


@checked
def bids_by_area(results: Results, *, scenario: str) -> pd.DataFrame:
    """Give what each area's council bids for and wins, over draws; the most likely winners first.

    Parameters
    ----------
    results : Results
    scenario : str

    Returns
    -------
    pandas.DataFrame
        One row an area: ``area, area_name, region_name, population``; ``probability_of_award``, the share of draws in
        which it wins by the last year, with Wilson's 95% interval ``probability_low, probability_high``; ``bids`` and
        ``awards``, means over draws; ``won_gbp_per_head``, the mean over draws of money won, £ of 2019 a head;
        ``first_award_year``, the median over draws of the first year, not a number where most draws have none;
        ``capacity_at_end`` and ``belief_at_end``, medians.

    Raises
    ------
    UnknownName
        When the results lack the scenario.
    BadInput
        When they hold no bids of it.
    """
    _checked(results, scenario)
    held = results.dataset.sel(scenario=scenario)
    own = {name: held[name].transpose("draw", "area").to_numpy() for name in _OF_AREAS}
    won = own["awards_won"] > 0
    wins, draws = won.sum(axis=0), len(won)
    intervals = {count: wilson_interval(count, draws) for count in set(wins.tolist())}
    people = np.asarray(carried(results.dataset, "population"), np.float64)
    never = results.years[-1] + 1
    first = np.quantile(np.where(won, own["first_award_year"], never), EVEN, axis=0, method="inverted_cdf")
    table = pd.DataFrame(
        {
            "area": held["area"].to_numpy().astype(str),
            "area_name": held["area_name"].to_numpy().astype(str),
            "region_name": carried(results.dataset, "region_name").astype(str),
            "population": people,
            "probability_of_award": wins / draws,
            "probability_low": [intervals[count].low for count in wins.tolist()],
            "probability_high": [intervals[count].high for count in wins.tolist()],
            "bids": own["bids_made"].mean(axis=0),
            "awards": own["awards_won"].mean(axis=0),
            "won_gbp_per_head": 1e6 * own["money_won"].mean(axis=0) / people,
            "first_award_year": np.where(first < never, first, np.nan),
            "capacity_at_end": np.median(own["capacity_at_end"], axis=0),
            "belief_at_end": np.median(own["belief_at_end"], axis=0),
        }
    )
    order = ["probability_of_award", "won_gbp_per_head", "area"]
    return table.sort_values(order, ascending=[False, False, True], ignore_index=True)


_OF_AREAS: Final = ("bids_made", "awards_won", "money_won", "first_award_year", "capacity_at_end", "belief_at_end")


@checked
def capacity_trap(results: Results, *, cut: str, uncut: str, restored: int) -> pd.DataFrame:
    """Give what a temporary cut leaves behind: capacity and bids after the money has come back, against no cut.

    Parameters
    ----------
    results : Results
        Of both scenarios, on the same draws.
    cut, uncut : str
        The scenario with the cut, and the same one without.
    restored : int
        First year in which the money is back.

    Returns
    -------
    pandas.DataFrame
        One row a year from the last one of the cut: ``year``; ``capacity_lost``, the mean of councils without the cut
        less with it, as the median over draws, with ``capacity_lost_low, capacity_lost_high`` (the middle 80%);
        ``share_left`` of what was missing in the last year of the cut, above 1 where more was lost since, with its
        ends; ``bids_lost``, of all councils in the year, with its ends.

    Raises
    ------
    UnknownName
        When the results lack a scenario or a year.
    BadInput
        When they hold no bids of them.
    """
    _checked(results, cut, uncut)
    first, *_, last = results.years
    if not first + 1 < restored <= last:
        raise BadInput(f"restored: a year from {first + 2} to {last} expected, got {restored}")
    years = np.arange(restored - 1, last + 1)
    capacity, bids = (
        (held.sel(scenario=uncut) - held.sel(scenario=cut)).transpose("draw", "year").to_numpy()
        for held in (results.dataset[name].sel(year=years) for name in ("mean_capacity", "bids_by_year"))
    )
    left = lasting_share(capacity[:, :1], capacity)
    return pd.DataFrame(
        [
            {
                "year": int(year),
                **_spread("capacity_lost_", capacity[:, at], middle="capacity_lost"),
                **_spread("share_left_", left[:, at], middle="share_left"),
                **_spread("bids_lost_", bids[:, at], middle="bids_lost"),
            }
            for at, year in enumerate(years)
        ]
    )


class Companions(NamedTuple):
    """What a scenario is run beside: names of other scenarios in the same results, where they are held."""

    twin: str | None
    """The same with every behaviour off."""
    cut: str | None
    """The same after a temporary cut of council services."""
    restored: int
    """First year after that cut; 0 where there is none."""


@checked
def companions(results: Results, *, scenario: str) -> Companions:
    """Find a scenario's twin, and itself after a temporary cut, among those that were run with it.

    Parameters
    ----------
    results : Results
    scenario : str

    Raises
    ------
    UnknownName
        When the results lack the scenario.
    """
    names = results.scenarios
    twin, cut = twin_name(results.scenario(scenario)), name_after_cut(scenario)
    if cut not in names:
        return Companions(twin if twin in names else None, None, 0)
    made = parse_scenario(results.scenario_files[cut], name=cut, files=results.files_of(cut))
    return Companions(twin if twin in names else None, cut, restored_in(made))


@checked
def is_companion(results: Results, *, scenario: str) -> bool:
    """Say whether a scenario is the twin of another of the results, or another after a temporary cut.

    Parameters
    ----------
    results : Results
    scenario : str
    """
    return scenario in {each(name) for name in results.scenarios for each in (twin_name, name_after_cut)}
