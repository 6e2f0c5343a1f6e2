"""What a map of observed figures shows: an outcome in the base year, or an indicator of a capital."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, log10
from typing import Final

import numpy as np

from fourcapitals.data.baseline import BASE_PERIOD, Baseline
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import UnknownName, unknown
from fourcapitals.formatting import areas_of
from fourcapitals.plots.maps.subject import (
    ALL_AREAS,
    End,
    Subject,
    of_districts,
    of_sampling,
    places_in,
    title_of_level,
)
from fourcapitals.plots.parts import wording
from fourcapitals.plots.parts.page import minus
from fourcapitals.results.aggregation import find_outcome
from fourcapitals.vocabulary import BASE_YEAR, Capital

IN_LABELS: Final = ("minutes", "metres", "per 1,000 people", "per 100,000 people", "per 1,000 dwellings")
"""Units of indicators that stand beside each figure; others stand in the subtitle alone."""


def indicator_of(baseline: Baseline, name: str) -> Subject:
    """Give the subject of a map of an indicator, in standard deviations.

    Raises
    ------
    UnknownName
        When there is no such indicator.
    """
    known = baseline.tables["indicators"].set_index("indicator")
    if name not in known.index:
        raise UnknownName(unknown("indicator", name, [str(each) for each in known.index]))
    stated = {str(key): str(value) for key, value in known.loc[name].items()}
    table = baseline.tables["capital_indicators"]
    held = table[table["indicator"] == name].set_index("code").reindex(baseline.codes)
    label = stated["label"]
    release = f"{stated['publisher']}, {stated['release']}"
    imputed = int(held["imputed"].notna().sum())
    raw = held["value"].to_numpy(np.float64)
    worded = _raw(stated["unit"], raw)
    said = "Extreme values are drawn in to the 1st and 99th percentile; labels give figures as published."
    if "Annual Population Survey" in stated["publisher"] or "Active Lives" in stated["publisher"]:
        said += f" {of_sampling('employment')}"
    if imputed:
        said += f" {imputed} areas carry an imputed figure."
    return Subject(
        held["z_score"].to_numpy(np.float64),
        "standard deviations",
        "Standard deviations",
        lambda value: minus(f"{value:+.1f} SD"),
        True,
        lambda ends: (
            f"{label}: best in {_who(ends.high)} ({ends.high.words}), worst in {_who(ends.low)} ({ends.low.words})"
        ),
        f"{Capital(stated['capital']).label} capital, {stated['unit']}: standard deviations from the mean of the "
        "307 areas, signed so that above zero is better",
        (said, f"Source: {release}."),
        # What prints as zero is neither above nor below the mean.
        near=0.05,
        breaks_ties=float(stated["sign"]) * raw,
        shown=lambda at: worded(float(raw[at])),
        beside={"raw_value": raw, "raw_unit": np.full(len(raw), stated["unit"])},
    )


def _who(end: End) -> str:
    return end.name if end.same == 1 else areas_of(end.same)


def _raw(unit: str, values: Array) -> Callable[[float], str]:
    """Give the words of the figures of an indicator: shares in %, others with their unit where it is short.

    Examples
    --------
    >>> _raw("share of adults", np.array([0.034, 0.264]))(0.034), _raw("minutes", np.array([3.22, 33.2]))(3.22)
    ('3.4%', '3.2 minutes')
    """
    if unit.startswith("share"):
        return lambda value: f"{100 * value:.1f}%"
    places = max(0, 2 - floor(log10(float(np.median(np.abs(values))))))
    tail = f" {unit}" if unit in IN_LABELS else ""
    return lambda value: minus(f"{value:,.{places}f}{tail}")


def observed_level(baseline: Baseline, outcome: str) -> Subject:
    """Give the subject of a map of an outcome in the base year."""
    stated = find_outcome(outcome)
    held = getattr(baseline.arrays, outcome)
    values = held.mean(axis=0) if stated.by_sex else held
    scale, _, worded = wording.LEVELS[stated.unit]
    when = BASE_PERIOD if stated.by_sex else str(BASE_YEAR)
    return Subject(
        values * scale.factor,
        scale.unit,
        wording.capitalised(scale.unit),
        worded,
        False,
        lambda ends: title_of_level(stated.said, when, ends),
        f"{wording.measure_of(stated)}, {ALL_AREAS}, {when}, {scale.unit}",
        tuple(filter(None, (of_districts(outcome), of_sampling(outcome), f"Source: {wording.PUBLISHERS[outcome]}."))),
        places=places_in(worded(float(values.max()) * scale.factor)),
    )
