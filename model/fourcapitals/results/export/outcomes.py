"""Levels and differences of every outcome as tables: by scenario, place, sex and year, over draws or draw by draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from fourcapitals.equations.elementary import Array
from fourcapitals.errors import UnknownName
from fourcapitals.results.bases import holds_both
from fourcapitals.results.export.named_table import NamedTable
from fourcapitals.results.groupings import groups_of
from fourcapitals.results.results import Results
from fourcapitals.vocabulary import BLOCK, NOTHING, OUTCOMES, SEXES, Outcome

if TYPE_CHECKING:
    import xarray as xr

AT_ONCE: Final = 1 << 28
"""Bytes of areas that are held in memory at once."""
WIDE: Final = ("england", "region")
"""Groupings of which all results hold every year and draw."""
OTHERS: Final = (
    *("combined_authority", "integrated_care_board", "upper_tier", "deprivation_fifth", "luf_group", "area"),
)
"""Those of results that hold every area."""
DRAWN: Final = (*WIDE, "area")
"""Groupings that are written draw by draw; all others are means of these areas."""
MEAN: Final = "mean of the sexes"
BANDS: Final = {
    "low_95": 0.025,
    "low_90": 0.05,
    "low_80": 0.1,
    "low_50": 0.25,
    "high_50": 0.75,
    "high_80": 0.9,
    "high_90": 0.95,
    "high_95": 0.975,
}
"""Ends of the bands that hold these middle percentages of draws, and the shares of draws below them."""


def outcome_tables(results: Results, *, reference: str, draws: bool) -> Iterator[NamedTable]:
    """Give the tables of every outcome, its levels and its differences from the reference.

    Parameters
    ----------
    results : Results
    reference : str
        A scenario of the results.
    draws : bool
        With each draw in a table of its own.
    """
    many = ", median and middle 50, 80, 90 and 95% of draws" if results.draws > 1 else ""
    by = "by place and year" if results.holds_areas else "of England and its regions by year"
    later = "" if results.holds_areas else "; of areas in the milestone years, as they are held"
    for outcome in OUTCOMES:
        name, label = outcome.name, outcome.label
        yield NamedTable(f"levels_{name}", f"{label}: level {by}{many}{later}", partial(_levels, results, outcome))
        yield NamedTable(
            f"differences_{name}",
            f"{label}: difference from {reference} in the same draw, {by}{many}{later}",
            partial(_differences, results, outcome, reference),
        )
        if draws:
            yield NamedTable(
                f"draws_{name}",
                f"{label}: level, and difference from {reference}, in each draw, {by}",
                partial(_draws, results, outcome, reference),
            )


# What is held of places


def _levels(results: Results, outcome: Outcome) -> Iterator[pd.DataFrame]:
    for loaded, years in _in_memory(results, outcome):
        for by, sex in _kinds(results, outcome):
            levels = loaded.levels(outcome.name, by=by, sex=sex, years=years)
            yield _over_draws(levels, outcome, by=by, sex=sex, column="level")
    if not results.holds_areas and f"area_{outcome.name}_quantile" in results.dataset:
        yield _of_counts(results, outcome, column="level")


def _differences(results: Results, outcome: Outcome, reference: str) -> Iterator[pd.DataFrame]:
    for loaded, years in _in_memory(results, outcome):
        for by, sex in _kinds(results, outcome):
            changes = loaded.differences(outcome.name, by=by, sex=sex, reference=reference, years=years)
            yield _over_draws(changes, outcome, by=by, sex=sex, column="difference", reference=reference)
    held = f"area_{outcome.name}_difference_quantile" in results.dataset and reference == results.reference
    if held and not results.holds_areas:
        yield _of_counts(results, outcome, column="difference", reference=reference)


def _draws(results: Results, outcome: Outcome, reference: str) -> Iterator[pd.DataFrame]:
    for first in range(0, results.draws, BLOCK):
        block = Results(results.dataset.isel(draw=slice(first, first + BLOCK)))
        for by, sex in _kinds(block, outcome, DRAWN):
            levels = block.levels(outcome.name, by=by, sex=sex)
            changes = block.differences(outcome.name, by=by, sex=sex, reference=reference)
            dims = ("scenario", "draw", "group", "year")
            columns = {
                "level": levels.transpose(*dims).to_numpy(),
                "reference": reference,
                "difference": changes.transpose(*dims).to_numpy(),
                "unit": changes.attrs["units"],
            }
            yield _rows(levels, outcome, columns, by=by, sex=sex, dims=dims)


def _in_memory(results: Results, outcome: Outcome) -> Iterator[tuple[Results, list[int]]]:
    """Read an outcome of all areas once, as many years at a time as fit into memory."""
    years = list(results.years)
    if not results.holds_areas:
        yield results, years
        return
    held = results.dataset[outcome.name]
    step = max(1, int(AT_ONCE * len(years) // max(held.nbytes, 1)))
    for first in range(0, len(years), step):
        some = years[first : first + step]
        part = results.dataset.sel(year=list(dict.fromkeys((years[0], *some))))
        yield Results(part.assign({outcome.name: part[outcome.name].load()})), some


def _kinds(
    results: Results, outcome: Outcome, groupings: tuple[str, ...] = (*WIDE, *OTHERS)
) -> Iterator[tuple[str, str | None]]:
    """Groupings and sexes that the results hold in every year; the mean of the sexes first."""
    held = results.is_ensemble or holds_both(results)
    for by in groupings:
        of_areas = results.holds_areas and _has_groups(results, by)
        if not (of_areas or (held and by in WIDE)):
            continue
        yield by, None
        if outcome.by_sex and (of_areas or (held and by == "england")):
            yield from ((by, sex) for sex in SEXES)


def _has_groups(results: Results, by: str) -> bool:
    """Whether some area lies in one; areas of one's own may be in no combined authority, or in none that is known."""
    try:
        return bool(groups_of(results, by)[1])
    except UnknownName:
        return False


# As rows


def _over_draws(
    values: xr.DataArray, outcome: Outcome, *, by: str, sex: str | None, column: str, reference: str | None = None
) -> pd.DataFrame:
    """One row a scenario, place and year: the median over draws and, of several, the ends of the middle ones."""
    dims = ("scenario", "group", "year")
    held: Array = values.transpose(*dims, "draw").to_numpy()
    columns = {column: np.median(held, axis=-1), "unit": values.attrs["units"]}
    if held.shape[-1] > 1:
        columns |= dict(zip(BANDS, np.quantile(held, list(BANDS.values()), axis=-1), strict=True))
        if reference is not None:
            zero = np.abs(held) < NOTHING
            columns |= {"share_higher": np.mean((held > 0) & ~zero, axis=-1), "share_zero": np.mean(zero, axis=-1)}
    if reference is not None:
        columns = {"reference": reference, **columns}
    return _rows(values, outcome, columns, by=by, sex=sex, dims=dims)


def _of_counts(results: Results, outcome: Outcome, *, column: str, reference: str | None = None) -> pd.DataFrame:
    """One row a scenario, area and milestone year, from the quantiles that an ensemble holds of its areas."""
    dims, name = ("scenario", "group", "year"), f"area_{outcome.name}"
    named = {"area": "group", "area_name": "group_name", "milestone": "year"}
    held = results.dataset[f"{name}_quantile" if reference is None else f"{name}_difference_quantile"].rename(named)
    held = held.transpose("quantile", *dims)

    def at(share: float) -> Array:
        found: Array = np.full(held.shape[1:], np.nan)
        position = np.flatnonzero(np.isclose(held["quantile"].to_numpy(), share))
        return held.isel(quantile=int(position[0])).to_numpy() if len(position) else found

    columns = {column: at(0.5), "unit": held.attrs["units"]}
    if results.draws > 1:
        columns |= {band: at(share) for band, share in BANDS.items()}
        if reference is not None:
            shares = {"share_higher": "higher", "share_zero": "unchanged"}
            columns |= {
                share: results.dataset[f"{name}_{of}"].transpose("scenario", "area", "milestone").to_numpy()
                for share, of in shares.items()
            }
    if reference is not None:
        columns = {"reference": reference, **columns}
    return _rows(held, outcome, columns, by="area", sex=None, dims=dims)


def _rows(
    values: xr.DataArray,
    outcome: Outcome,
    columns: Mapping[str, Array | str],
    *,
    by: str,
    sex: str | None,
    dims: tuple[str, ...],
) -> pd.DataFrame:
    """Lay arrays of these axes out as rows, with the names of what they are of."""
    labels = [values[dim].to_numpy() for dim in dims]
    index = pd.MultiIndex.from_product([each.astype(str) if each.dtype.kind in "UO" else each for each in labels])
    table = dict(zip(dims, (index.get_level_values(at) for at in range(len(dims))), strict=True))
    names = dict(zip(values["group"].to_numpy().astype(str), values["group_name"].to_numpy().astype(str), strict=True))
    first = {name: table[name] for name in dims if name in ("scenario", "draw")}
    return pd.DataFrame(
        {
            **first,
            "by": by,
            "group": table["group"],
            "group_name": table["group"].map(names),
            "sex": (sex or MEAN) if outcome.by_sex else "persons",
            "outcome": outcome.name,
            "year": table["year"],
            **{name: each if isinstance(each, str) else each.ravel() for name, each in columns.items()},
        }
    )
