"""Who gets the money: new money per head against the need of each area."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fourcapitals.results import Results

Array = npt.NDArray[np.float64]


def new_money(results: Results, scenario: str) -> Array:
    """Add up the new money of a scenario in each area, 2020 to 2035, less what it displaces: £m, mean of the draws."""
    own = results.dataset["line_scenario"].to_numpy().astype(str) == scenario
    award = results.dataset["award"].sum("year").mean("draw").transpose("line", "area").to_numpy()
    total: Array = award[own].sum(axis=0)
    return total
