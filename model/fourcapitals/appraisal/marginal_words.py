"""What a little more money would do, in words, as a table and as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fourcapitals.arguments import checked
from fourcapitals.data.evidence_letters import load_evidence_letters
from fourcapitals.formatting import areas_of, plain
from fourcapitals.results.whole_life import IN_WORDS, OVER, immature_line, order_lines
from fourcapitals.vocabulary import END_YEAR

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@checked
def marginal_lines(made: xr.Dataset, *, top: int = 10) -> list[str]:
    """Write the best use of areas, the best cells of `marginal`, and the mean of each use over areas.

    Parameters
    ----------
    made : Dataset
        From `marginal`.
    top : int, cells
        How many of the best cells to name.
    """
    unit = made["return"].attrs["units"]
    label = made["return"].attrs["long_name"]
    lines = [
        f"One more {made.attrs['award']}, on one use in one area, on top of {made.attrs['plan']} "
        f"({made.attrs['values']}): {label}, England; {unit}"
    ]
    by_use = made["return"].mean("area").to_series().sort_values(ascending=False)
    letters = dict(zip(made["use"].to_numpy().tolist(), made["letters"].to_numpy().tolist(), strict=True))
    lines += [
        f"  {use}: mean of areas {_gain(float(value))}{_beside(made, str(use))} [{letters[str(use)]}]"
        for use, value in by_use.items()
    ]
    lines += _whole_life_lines(made)
    lines += _best_use_lines(made, letters)
    returns, names = made["return"].to_numpy(), made["area_name"].to_numpy()
    for cell in np.argsort(-returns, axis=None, kind="stable")[:top]:
        row, column = np.unravel_index(cell, returns.shape)
        use = str(made["use"].to_numpy()[row])
        line = f"  best: {use} in {names[column]}: {_gain(float(returns[row, column]))} [{letters[use]}]"
        if "median" in made:
            at = made.isel(use=row, area=column)
            often, among_best = (_percent(at[f"probability_{name}"]) for name in ("best_use", "top_tenth"))
            line += f"; median of draws {_gain(float(at['median']))}, best use there in {often} of draws"
            line += f", in the best tenth of all in {among_best}"
        lines.append(line)
    return [*lines, load_evidence_letters().legend_of_uses]


def _beside(made: xr.Dataset, use: str) -> str:
    """What a use brings over the whole life of what it buys, mean of areas."""
    if "return_whole_life" not in made:
        return ""
    whole, discounted = (
        float(made[f"return_{name}"].sel(use=use).mean()) for name in ("whole_life", "whole_life_discounted")
    )
    return f"; whole life {_gain(whole)}, discounted {_gain(discounted)}"


def _whole_life_lines(made: xr.Dataset) -> list[str]:
    """What has not come by the last year, where the order of uses is another, and areas whose best use is."""
    if "return_whole_life" not in made:
        return []
    ended, *wholes = (
        {str(use): float(value) for use, value in made[name].mean("area").to_series().items()}
        for name in ("return", "return_whole_life", "return_whole_life_discounted")
    )
    said = [
        IN_WORDS,
        *immature_line({use: (value, wholes[0][use]) for use, value in ended.items()}, end=END_YEAR),
        *order_lines(ended, *zip(OVER, wholes, strict=True), end=END_YEAR),
    ]
    for words, name in zip(OVER, ("whole_life", "whole_life_discounted"), strict=True):
        other = int((made[f"best_use_{name}"] != made["best_use"]).sum())
        if other:
            said.append(
                f"{words[0].upper()}{words[1:]} another use than by {END_YEAR} is the best in {areas_of(other)}."
            )
    return [f"  {line}" for line in said]


def _best_use_lines(made: xr.Dataset, letters: dict[str, str]) -> list[str]:
    """Count the areas by their best use at central values, and by the use that is the best in most draws."""
    if "second_use" not in made:
        return []
    lines = []
    best, lead = made["best_use"].to_numpy(), made["lead"].to_numpy()
    for use, count in _counts(best):
        ahead = lead[best == use]
        lines.append(
            f"  best use at central values: {use} in {areas_of(count)} [{letters[use]}], ahead of the second by "
            f"{_percent(ahead.min())} to {_percent(ahead.max())}"
        )
    if "likeliest_use" not in made:
        return lines
    likeliest, often = made["likeliest_use"].to_numpy(), made["probability_best_use"].max("use").to_numpy()
    for use, count in _counts(likeliest):
        shares = often[likeliest == use]
        lines.append(
            f"  best use in most draws: {use} in {areas_of(count)} [{letters[use]}], there in "
            f"{_percent(shares.min())} to {_percent(shares.max())} of {made.attrs['draws']} draws"
        )
    return lines


def _counts(uses: npt.NDArray[np.str_]) -> list[tuple[str, int]]:
    """Uses with the number of their areas, the commonest first."""
    found = [(str(use), int(count)) for use, count in zip(*np.unique(uses, return_counts=True), strict=True)]
    return sorted(found, key=lambda each: -each[1])


def _percent(share: Any) -> str:
    return f"{100 * float(share):.0f}%"


def _gain(value: float) -> str:
    return f"{'+' if value > 0 else ''}{plain(value, 2)}"


@checked
def marginal_table(made: xr.Dataset) -> pd.DataFrame:
    """Give every use in every area as a table, one row each, with the unit of the returns."""
    cells = [name for name, values in made.data_vars.items() if values.dims == ("use", "area")]
    return made[cells].to_dataframe().reset_index().assign(unit=made["return"].attrs["units"])


@checked
def marginal_plain(made: xr.Dataset) -> dict[str, Any]:
    """Give plain values, for JSON: what was asked, the best use of each area, and every use in every area."""
    import pandas as pd

    best = made["best_use"].to_numpy()
    columns: dict[str, Any] = {
        "area": made["area"].to_numpy(),
        "area_name": made["area_name"].to_numpy(),
        "best_use": best,
        "letters": made["letters"].sel(use=best).to_numpy(),
        "return": made["return"].max("use").to_numpy(),
    }
    columns |= {name: made[name].to_numpy() for name in ("second_use", "lead", "likeliest_use") if name in made}
    if "likeliest_use" in made:
        columns["likeliest_probability"] = made["probability_best_use"].max("use").to_numpy()
    return {
        **{name: made.attrs[name] for name in ("plan", "award", "values", "draws")},
        "unit": made["return"].attrs["units"],
        "areas": _records(pd.DataFrame(columns)),
        "returns": _records(marginal_table(made)),
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with nothing for what is not a number."""
    return [
        {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124
        for row in table.to_dict("records")
    ]
