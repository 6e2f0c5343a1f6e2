"""What an allocation rule gives: put in the order of the areas by its labels, and refused where it can be no weight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.data.baseline import Baseline
from fourcapitals.data.places import find_area
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import UnknownName, shown

MOST_WEIGHT: Final = 1e100
"""Weights beyond this could not be added up."""


def weights_in_order(rule: str, given: Any, baseline: Baseline) -> Array:
    """Put what a rule gives in the order of the baseline: by its labels where it has some, else by position.

    Parameters
    ----------
    rule : str
        Its name, for faults.
    given : array, or labelled by codes or names: Series, DataArray or mapping
    baseline : Baseline

    Returns
    -------
    (area,), any unit

    Raises
    ------
    ValueError
        When they are no numbers, too few or too many, or labels name no area, one twice or not all.
    """
    if isinstance(given, Mapping):
        given = pd.Series(given, dtype=object)
    labels = _labels(given)
    if np.ma.is_masked(given):
        raise ValueError(f"allocation rule {rule!r}: some weights are masked; give each area a number, 0 for nothing")
    try:
        whole = np.asarray(given)
        if whole.dtype.kind not in "biufO" or any(isinstance(each, str | bytes | complex) for each in whole.flat):
            raise TypeError
        values = np.array(whole, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"allocation rule {rule!r} must give numbers, one for each area") from None
    if values.shape != (len(baseline.codes),) and (labels is None or values.ndim != 1):
        raise ValueError(
            f"allocation rule {rule!r} must give one weight for each of the {len(baseline.codes)} areas; "
            f"it gave an array of shape {values.shape}"
        )
    if labels is None:
        return values
    at: dict[str, float] = {}
    faults = []
    for label, value in zip(labels, values.tolist(), strict=True):
        try:
            code = find_area(label) if label not in baseline.codes else label
        except UnknownName as error:
            faults.append(str(error))
            continue
        if code in at:
            faults.append(f"{shown(label)} is given twice")
        at[code] = value
    faults += [f"no weight for {_named(baseline, row)}" for row, code in enumerate(baseline.codes) if code not in at]
    if faults:
        more = f"; and {len(faults) - 5} more" if len(faults) > 5 else ""
        raise ValueError(f"allocation rule {rule!r}: {'; '.join(faults[:5])}{more}")
    return np.array([at[code] for code in baseline.codes])


def _labels(given: Any) -> list[str] | None:
    """Texts that say whose weight is whose; None where there are none."""
    index = getattr(given, "index", None)
    if not isinstance(given, pd.Series):
        coordinates = getattr(given, "coords", {})
        dims: tuple[str, ...] = getattr(given, "dims", ())
        index = coordinates[dims[0]].to_numpy() if len(dims) == 1 and dims[0] in coordinates else None
    if index is None or not len(index) or not all(isinstance(label, str) for label in index):
        return None
    return [str(label) for label in index]


def check_weights(rule: str, weights: Array, baseline: Baseline) -> None:
    """Refuse weights that are negative, not finite or too large to be added up.

    Parameters
    ----------
    rule : str
        Its name, for faults.
    weights : (area,), any unit
    baseline : Baseline

    Raises
    ------
    ValueError
        With the first area that has one.
    """
    for what, wrong in (
        ("is not a number or not finite", ~np.isfinite(weights)),
        ("is negative", weights < 0),
        (f"is beyond {MOST_WEIGHT:g}", weights > MOST_WEIGHT),
    ):
        if wrong.any():
            place = _named(baseline, int(np.flatnonzero(wrong)[0]))
            raise ValueError(f"allocation rule {rule!r}: the weight of {place} {what}; give 0 or more for each area")


def _named(baseline: Baseline, row: int) -> str:
    return f"{baseline.areas['name'].iloc[row]} ({baseline.codes[row]})"
