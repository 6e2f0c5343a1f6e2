"""How marginal returns are shown: their scale and unit, the words of their maps, and what makes them again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.formatting import decapitalised, plain
from fourcapitals.plots.parts import wording
from fourcapitals.plots.parts.page import minus
from fourcapitals.vocabulary import USE_NAMES

if TYPE_CHECKING:
    import xarray as xr


SMALL: Final = ((1.0, ""), (1e3, "thousandths of "), (1e6, "millionths of "), (1e9, "billionths of "))
SOURCE: Final = "Source: Four Capitals model, every nonlinearity kept; each hexagon is a run of its own."


def scale_of_returns(made: xr.Dataset) -> tuple[float, str]:
    """Give the factor and the unit in which returns are shown."""
    unit = str(made["return"].attrs["units"]).split(",")[0]
    if made.attrs.get("utility") == "healthy_person_years":
        unit = f"healthy person-{unit}"
    largest = float(np.abs(made["return"]).max())
    factor, word = next((each for each in SMALL if largest * each[0] >= 0.1), SMALL[-1])
    return factor, f"{word}{unit}"


def number(value: float) -> str:
    """Write a return to three figures."""
    return minus(plain(value, 3))


def returned(made: xr.Dataset) -> str:
    """What is returned, with its years, within a sentence."""
    return decapitalised(str(made["return"].attrs["long_name"]))


def subtitle(made: xr.Dataset, what: str) -> str:
    """Say what is shown, with the award and what it comes on top of."""
    plan = "" if made.attrs["plan"] == "baseline" else f", on top of ‘{made.attrs['plan']}’"
    return (
        f"{wording.capitalised(what)}: {returned(made)}, in all of England, "
        f"of {made.attrs['award']}, to one area at a time{plan}"
    )


def said_of_values(made: xr.Dataset) -> str:
    """Say whether values are medians of draws or central."""
    if "median" in made:
        return f"Medians of {made.attrs['draws']} draws of the parameters, noise off."
    return "Central values, noise off: one possible path, not a forecast."


def years_of_award(made: xr.Dataset) -> list[int] | None:
    """Years of the award; a file keeps a single one as a number, and an older table has none."""
    return [int(year) for year in np.atleast_1d(made.attrs.get("years", []))] or None


def opened(made: xr.Dataset, uses: Sequence[str]) -> str:
    """Give the commands that make the table again."""
    asked: dict[str, Any] = {
        "gbp_m": None if made.attrs["gbp_m"] == 10 else made.attrs["gbp_m"],
        "years": years_of_award(made),
        "utility": None if made.attrs["utility"] == "healthy_person_years" else made.attrs["utility"],
        "uses": None if list(uses) == list(USE_NAMES) else list(uses),
        "draws": made.attrs["draws"] or None,
        "seed": made.attrs["seed"] or None,
    }
    arguments = [repr(str(made.attrs["plan"])), *(f"{key}={value!r}" for key, value in asked.items() if value)]
    return f"made = fourcapitals.appraisal.marginal({', '.join(arguments)})"
