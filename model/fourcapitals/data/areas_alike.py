"""Which areas are most like one in what surrounds health and output: statistical neighbours to compare it with."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.places import find_area
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput

COUNT: Final = 15
"""Neighbours that are given unless told otherwise."""
COMPARED_BY: Final = (
    *("people per km²", "people", "share of people aged 16-64", "deprivation", "disposable income", "pay"),
    *("jobs per person of working age", "fine particulate matter"),
)
"""What areas are alike in, each in standard deviations: none of it is an outcome that they are then compared by."""
SHOWN: Final = ("hle", "le", "gva_per_hour", "employment", "life_satisfaction")
"""Outcomes of the base year by which they are compared."""


@checked
def areas_alike(name: str, *, count: int = COUNT, baseline: Baseline | None = None) -> pd.DataFrame:
    """Find the areas that are most like one, and set their outcomes of the base year beside its own.

    Parameters
    ----------
    name : str
        Name or code of an area.
    count : int
        How many neighbours.
    baseline : Baseline, optional
        The bundled one by default.

    Returns
    -------
    pandas.DataFrame
        One row an area, itself first and then the most like it: ``area, area_name, distance`` (in standard deviations,
        the root mean square over `COMPARED_BY`), ``hle, le, gva_per_hour, employment, life_satisfaction`` of the base
        year and for each ``..._rank``, 1 the highest among these.

    Raises
    ------
    UnknownName
        When there is no such area.
    BadInput
        When so many cannot be given.

    Examples
    --------
    >>> areas_alike("Hartlepool", count=2)["area_name"].tolist()[0]
    'Hartlepool'
    """
    base = baseline or load_baseline()
    code = find_area(name)
    codes = list(base.areas.index)
    if not 1 <= count < len(codes):
        raise BadInput(f"count: a number from 1 to {len(codes) - 1} expected, got {count}")
    vectors = _vectors(base)
    own = codes.index(code)
    distance = np.sqrt(((vectors - vectors[own]) ** 2).mean(axis=1))
    order = [own, *(at for at in map(int, np.argsort(distance, kind="stable")) if at != own)][: count + 1]
    arrays = base.arrays
    levels = {outcome: getattr(arrays, outcome) for outcome in SHOWN}
    chosen = {outcome: (each.mean(axis=0) if each.ndim > 1 else each)[order] for outcome, each in levels.items()}
    table = pd.DataFrame(
        {
            "area": [codes[at] for at in order],
            "area_name": base.areas["name"].iloc[order].to_list(),
            "distance": distance[order],
            **chosen,
        }
    )
    for outcome in SHOWN:
        table[f"{outcome}_rank"] = table[outcome].rank(ascending=False, method="min").astype(int)
    return table


def _vectors(baseline: Baseline) -> Array:
    """(area, number): what areas are alike in, in standard deviations over areas."""
    arrays, table = baseline.arrays, baseline.areas
    held = np.column_stack(
        [
            np.log(arrays.population / table["area_km2"].to_numpy(np.float64)),
            np.log(arrays.population),
            arrays.working_age / arrays.population,
            table["imd_2019_score"].to_numpy(np.float64),
            np.log(arrays.income),
            np.log(arrays.relative_pay),
            np.log(arrays.jobs / arrays.working_age),
            arrays.pm25,
        ]
    )
    standard: Array = (held - held.mean(axis=0)) / held.std(axis=0)
    return standard
