"""Money, awards, areas and evidence of results as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.results.awarded import awarded, won_by_bids
from fourcapitals.results.axes import PEOPLE_BASED
from fourcapitals.results.carried import area_coordinates, carried
from fourcapitals.results.competition import bids_by_area, holds_bids, measures_of_bids
from fourcapitals.results.csv_tables import in_names
from fourcapitals.results.evidence_shares import RESULTS_SHARED, evidence_of, shares_of_variance
from fourcapitals.results.export.named_table import NamedTable
from fourcapitals.results.groupings import areas_in_part
from fourcapitals.results.money import spending, spending_by_use
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import OUTCOME_NAMES, POUND, USE_NAMES

if TYPE_CHECKING:
    import xarray as xr

LEDGER: Final = ("announced", "net", "deadweight", "ineffective", "in_delivery")
OF_LINE: Final = ("scenario", "fund", "use")
OF_AREAS: Final = {
    "population": "people",
    "population_16_64": "people",
    "hours_worked": "hours_a_week",
    "imd_2019_score": "points",
}
"""What is known of areas whose name does not say its unit, and the unit as headings say it."""


def scenarios_table(results: Results) -> pd.DataFrame:
    """List the scenarios: ``scenario, title, not_the_bundled_one_of_this_name, uncertainty_rests_on``.

    Parameters
    ----------
    results : Results
    """
    return pd.DataFrame(
        {
            "scenario": list(results.scenarios),
            "title": [results.titles[name] for name in results.scenarios],
            "not_the_bundled_one_of_this_name": [name in results.others_names for name in results.scenarios],
            "uncertainty_rests_on": list(evidence_of(results).values()),
        }
    )


def areas_table(results: Results) -> pd.DataFrame:
    """List the areas with the wider places that they lie in, people, hours and deprivation.

    Parameters
    ----------
    results : Results
    """
    from fourcapitals.data.baseline import load_baseline

    names = [name for name in area_coordinates(load_baseline()) if name != "area"]
    columns = {name: carried(results.dataset, name) for name in names}
    return pd.DataFrame(
        {
            "area": results.dataset["area"].to_numpy().astype(str),
            **{f"{name}_{OF_AREAS[name]}" if name in OF_AREAS else name: each for name, each in columns.items()},
        }
    )


def capitals_table(results: Results) -> pd.DataFrame | None:
    """Give the capitals of every area in every year, a column each with its unit; None where they are not held.

    Parameters
    ----------
    results : Results
        Of one run.
    """
    dims = ("scenario", "draw", "area", "year")
    held = [
        str(name)
        for name, values in results.dataset.data_vars.items()
        if set(values.dims) == set(dims) and name not in OUTCOME_NAMES and not str(name).startswith(PEOPLE_BASED)
    ]
    if not held:
        return None
    first = results.dataset[held[0]].transpose(*dims)
    table = _labelled(first, dims)
    table.insert(3, "area_name", table["area"].map(_names_of(results)))
    for name in held:
        values = results.dataset[name].transpose(*dims)
        table[f"{name}_{in_names(values.attrs['units'])}"] = values.to_numpy().ravel()
    return table


def money_tables(results: Results) -> Iterator[NamedTable]:
    """Give the tables of money: by scenario, by use, by line of the ledger and year, and by area.

    Parameters
    ----------
    results : Results
    """
    prices = "£m of 2019"
    by_draw = bool(won_by_bids(results))
    bids = "; of what bids win, the mean of draws" if by_draw else ""
    # Beside awards an ensemble holds nothing of them by draw.
    central = "; of what bids win, at central values, at which other councils or none may win" if by_draw else ""
    running = ", and its running costs at central values" if by_draw else ""
    held = areas_in_part(results)
    here = f", {held}; what was announced is of all England and left out" if held else ""
    yield NamedTable.of(
        "money", f"Money of each scenario, {prices}, all years{bids}{running}{here}", spending(results).reset_index()
    )
    yield NamedTable.of(
        "money_by_use",
        f"Money of each scenario by use, {prices}, all years, with letters{bids}{here}",
        spending_by_use(results),
    )
    of_all = ", in all England" if held else ""
    yield NamedTable.of(
        "ledger",
        f"Money by fund, use and year{of_all}, {prices}: announced, and what became of it{central}",
        _ledger(results),
    )
    yield NamedTable(
        "awards",
        f"New money by fund, use, area and year, {prices}{bids}; rows below £1 are left out",
        lambda: (_awards(results),),
    )
    yield NamedTable(
        "running_costs",
        f"Cost of running what was built, by area and year, {prices} a year{central}; rows below £1 are left out",
        lambda: (_running_costs(results),),
    )


def bid_tables(results: Results) -> Iterator[NamedTable]:
    """Give what comes of councils' bids, of results that hold them.

    Parameters
    ----------
    results : Results
    """
    names = [name for name in results.scenarios if holds_bids(results, name)]
    if not names:
        return
    measures = [measures_of_bids(results, scenario=name) for name in names]
    areas = [bids_by_area(results, scenario=name).assign(scenario=name) for name in names]
    of_areas = pd.concat(areas, ignore_index=True)
    of_areas.insert(0, "scenario", of_areas.pop("scenario"))
    yield NamedTable.of("bids", "What comes of councils' bids; judgement, letter D", pd.concat(measures))
    yield NamedTable.of("bids_by_area", "What each area's council bids for and wins, over draws", of_areas)


def letters_table() -> pd.DataFrame:
    """Give the letters of evidence: one row a use of money and question.

    Returns
    -------
    pandas.DataFrame
        ``use, aspect, question, letter, looked_for_and_not_found, finding, source, seen_in_source``.

    Examples
    --------
    >>> sorted(set(letters_table()["letter"]))
    ['A', 'B', 'C', 'D']
    """
    known = load_evidence_letters()
    return pd.DataFrame(
        [
            {
                "use": use,
                "aspect": aspect,
                "question": known.aspects[aspect],
                "letter": found.letter,
                "looked_for_and_not_found": found.not_found,
                "finding": found.finding,
                "source": found.source,
                "seen_in_source": found.seen,
            }
            for use in USE_NAMES
            for aspect, found in known.uses[use].findings.items()
        ]
    )


def variance_table(results: Results) -> pd.DataFrame:
    """Give on which letters the uncertainty of each scenario's result rests, where that is known.

    Parameters
    ----------
    results : Results

    Returns
    -------
    pandas.DataFrame
        ``scenario, result, letter, meaning, share_of_variance`` with its 95% interval ``share_low, share_high``.
    """
    letters = load_evidence_letters().letters
    columns = ["scenario", "result", "letter", "meaning", "share_of_variance", "share_low", "share_high"]
    rows = [
        (name, result, letter, letters[letter].words, *share)
        for name in results.scenarios
        for result in RESULTS_SHARED
        for letter, share in shares_of_variance(results, name, result=result).items()
    ]
    return pd.DataFrame(rows, columns=columns)


def _ledger(results: Results) -> pd.DataFrame:
    table = _with_lines(results, results.dataset["announced"], ("line", "year"))
    for name in LEDGER:
        table[f"{name}_gbp_m"] = results.dataset[name].transpose("line", "year").to_numpy().ravel()
    return table


def _awards(results: Results) -> pd.DataFrame:
    dims = ("line", "area", "year")
    values = awarded(results).transpose(*dims)
    table = _with_lines(results, values, dims)
    table.insert(4, "area_name", table["area"].map(_names_of(results)))
    table["new_money_gbp_m"] = values.to_numpy().ravel()
    return table[table["new_money_gbp_m"].abs() >= POUND].reset_index(drop=True)


def _running_costs(results: Results) -> pd.DataFrame:
    dims = ("scenario", "area", "year")
    values = results.dataset["running_cost"].transpose(*dims)
    table = _labelled(values, dims)
    table.insert(2, "area_name", table["area"].map(_names_of(results)))
    table["running_cost_gbp_m_a_year"] = values.to_numpy().ravel()
    return table[table["running_cost_gbp_m_a_year"].abs() >= POUND].reset_index(drop=True)


def _with_lines(results: Results, values: xr.DataArray, dims: tuple[str, ...]) -> pd.DataFrame:
    """Lay out the axes of lines of the ledger, each line by its scenario, fund and use."""
    lengths = [values.sizes[dim] for dim in dims]
    line = np.repeat(np.arange(lengths[0]), int(np.prod(lengths[1:])))
    table = pd.DataFrame(
        {of: results.dataset[f"line_{of}"].to_numpy().astype(str)[line].astype(object) for of in OF_LINE}
    )
    rest = pd.MultiIndex.from_product([_texts(values[dim].to_numpy()) for dim in dims[1:]])
    for at, dim in enumerate(dims[1:]):
        table[dim] = np.tile(rest.get_level_values(at).to_numpy(), lengths[0])
    return table


def _labelled(values: xr.DataArray, dims: tuple[str, ...]) -> pd.DataFrame:
    index = pd.MultiIndex.from_product([_texts(values[dim].to_numpy()) for dim in dims], names=dims)
    return index.to_frame(index=False)


def _texts(labels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return labels.astype(str).astype(object) if labels.dtype.kind in "UO" else labels


def _names_of(results: Results) -> dict[str, str]:
    held = results.dataset
    return dict(zip(held["area"].to_numpy().astype(str), held["area_name"].to_numpy().astype(str), strict=True))
