"""The labelled cube that the arrays of an ensemble make: coordinates, units, attributes and statistics of areas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from fourcapitals.equations.elementary import Array
from fourcapitals.results.area_bins import (
    AREA_OUTCOMES,
    GRIDS,
    QUANTILES,
    ZERO_BIN,
    difference_edges,
    level_edges,
    quantiles_of,
)
from fourcapitals.results.axes import coordinates, difference_attributes, named_axes
from fourcapitals.results.ensemble_arrays import Totals, period_of, variables_of
from fourcapitals.results.read_on_demand import Difference, Held, Reader, lazily
from fourcapitals.results.recorded_inputs import ENSEMBLE_FORMAT
from fourcapitals.vocabulary import PRICE_YEAR, outcome_named

if TYPE_CHECKING:
    import xarray as xr

Labelled = tuple[tuple[str, ...], Array, dict[str, Any]]
"""Names of the axes, values, and attributes."""


def label(
    header: Mapping[str, Any],
    series: Mapping[str, Array | Reader],
    totals: Iterable[Totals],
    carried: xr.Dataset | None = None,
) -> xr.Dataset:
    """Put names, units and the trace of the inputs on the arrays of an ensemble.

    Parameters
    ----------
    header : mapping
    series : mapping of variable to array or `Reader`
        (scenario, draw, ...); a reader is asked only when, and as far as, numbers are wanted.
    totals : iterable of Totals
        Of each scenario, in their order.
    carried : xarray.Dataset, optional
        What is known about areas and money whatever the draw (`record.carried_of`).
    """
    import xarray as xr

    reference = [scenario["name"] for scenario in header["scenarios"]].index(header["reference"])
    data: dict[str, Any] = {}
    for variable in variables_of(header):
        axes = ("scenario", "draw", *variable.axes)
        given = series[variable.name]
        levels = Held(given) if isinstance(given, np.ndarray) else given
        held = given if isinstance(given, np.ndarray) else lazily(levels)
        data[variable.name] = (axes, held, {"long_name": variable.label, "units": variable.unit})
        if "area" in variable.axes:
            continue
        data[f"{variable.name}_difference"] = (
            axes,
            lazily(Difference(levels, reference, variable.relative)),
            difference_attributes(variable.label, "%" if variable.relative else variable.unit, header["reference"]),
        )
    data |= area_statistics(header, totals)
    labelled = xr.Dataset(data, _coordinates(header), attrs_of(header))
    if carried is not None:
        labelled = labelled.assign(carried.data_vars).assign_coords(carried.coords)
    return named_axes(labelled)


def _coordinates(header: Mapping[str, Any]) -> dict[str, Any]:
    titles, areas = {each["name"]: each["title"] for each in header["scenarios"]}, header["areas"]
    return {
        **coordinates(titles, header["draws_done"], header["places"], period_of(header).years),
        "milestone": header["milestones"],
        "quantile": list(QUANTILES),
        "area": list(areas),
        "area_name": ("area", list(areas.values())),
    }


def attrs_of(header: Mapping[str, Any]) -> dict[str, Any]:
    """Give the attributes that trace an ensemble to its inputs."""
    of_life = header.get("life_expectancy_reference")
    return {
        "format": ENSEMBLE_FORMAT,
        "title": "Four capitals: projected outcomes of English local areas, many draws",
        "fourcapitals_version": header["fourcapitals_version"],
        "scenario_files": json.dumps({each["name"]: each["text"] for each in header["scenarios"]}),
        **({"rules": json.dumps(header["rules"])} if header.get("rules") else {}),
        **files_record({each["name"]: each.get("files", {}) for each in header["scenarios"]}),
        "seed": header["seed"],
        "draws": header["draws_done"],
        "rejected_draws": header["rejected"],
        "reference": header["reference"],
        "parameters": "drawn from the priors, unstable draws replaced",
        "parameters_checksum": header["parameters_checksum"],
        "parameters_changed": json.dumps(header.get("parameters") or {}),
        "data_checksum": header["data_checksum"],
        **({"own_figures": json.dumps(header["own_figures"])} if header.get("own_figures") else {}),
        **({"life_expectancy_reference": of_life} if of_life else {}),
        "price_base": f"£ of {PRICE_YEAR}",
        "healthy_life_expectancy_series": f"ONS, original method; base {period_of(header).window}",
        "appraisal_start": period_of(header).appraisal_start,
        "appraisal_end": period_of(header).end,
        "header": json.dumps(header),
    }


def files_record(files: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Give the attribute that keeps the files which scenarios take money from; nothing where there is none.

    Parameters
    ----------
    files : mapping of scenario to file to its ``checksum`` and ``text``
    """
    kept = {name: dict(each) for name, each in files.items() if each}
    return {"money_files": json.dumps(kept)} if kept else {}


def area_statistics(header: Mapping[str, Any], totals: Iterable[Totals]) -> dict[str, Labelled]:
    """Give quantiles, means and shares of draws of the areas, from counts and sums.

    Parameters
    ----------
    header : mapping
    totals : iterable of Totals
        Of each scenario, in their order: counts are large, and no more than one scenario's need be in memory.
    """
    found = [_statistics_of_scenario(header, each) for each in totals]
    return {
        name: (axes, np.concatenate([one[name][1] for one in found]), words)
        for name, (axes, _, words) in found[0].items()
    }


def _statistics_of_scenario(header: Mapping[str, Any], totals: Totals) -> dict[str, Labelled]:
    base = {name: np.array(values) for name, values in header["base_levels"].items()}
    draws = totals.draws or np.nan
    data: dict[str, Labelled] = {}
    for index, name in enumerate(AREA_OUTCOMES):
        grid, outcome = GRIDS[name], outcome_named(name)
        words = outcome.label + (", mean of the sexes" if outcome.by_sex else "")
        change = "%" if grid.relative else outcome.unit
        resolution = header["area_bins"][name]
        counts, changes = totals.level_counts[:, index], totals.difference_counts[:, index]
        away = np.moveaxis(quantiles_of(counts, level_edges(grid)), -1, 1)
        level = base[name] * (1 + away) if grid.relative else base[name] + away
        moved = np.moveaxis(quantiles_of(changes, difference_edges(grid)), -1, 1)
        spread, flat = ("scenario", "quantile", "milestone", "area"), ("scenario", "milestone", "area")
        better = changes[..., ZERO_BIN + 1 :].sum(axis=-1) / draws
        same = changes[..., ZERO_BIN] / draws
        against = f"difference from {header['reference']} in the same draw"
        data |= {
            f"area_{name}_quantile": (spread, level, _words(words, outcome.unit, resolution["levels"])),
            f"area_{name}_difference_quantile": (
                spread,
                moved,
                _words(f"{words}: {against}", change, resolution["differences"]),
            ),
            f"area_{name}_mean": (flat, totals.level_sums[:, index] / draws, _words(words, outcome.unit)),
            f"area_{name}_difference_mean": (
                flat,
                totals.difference_sums[:, index] / draws,
                _words(f"{words}: {against}", change),
            ),
            f"area_{name}_higher": (flat, better, _words(f"{words}: share of draws with a higher level", "share")),
            f"area_{name}_unchanged": (flat, same, _words(f"{words}: share of draws at zero", "share")),
        }
    return data


def _words(label: str, unit: str, resolution: str | None = None) -> dict[str, Any]:
    return {"long_name": label, "units": unit} | ({"resolution": resolution} if resolution else {})
