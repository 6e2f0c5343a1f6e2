"""Weights over outcomes of the user's choice: several outcomes made one utility, each on its own fixed scale.

A difference of one standard deviation between areas is one unit of each outcome, and the weights say how many of one
are worth as much as one of another. The scale is that of the base year, so that no strategy that is added or left out
changes the order of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput, shown, unknown
from fourcapitals.formatting import plain
from fourcapitals.results.carried import carried
from fourcapitals.vocabulary import NOTHING, OUTCOME_NAMES, outcome_named

if TYPE_CHECKING:
    import pandas as pd

    from fourcapitals.results.results import Results


class WrittenIn(NamedTuple):
    """The part of a standard deviation between areas that a utility is written in."""

    factor: float
    unit: str


TOTAL: Final = WrittenIn(1e3, "thousandths of an SD between areas")
EACH_MILLION: Final = WrittenIn(1e6, "millionths of an SD between areas")
"""Of what each £1m brings."""


@checked
def outcome_weights(text: str) -> dict[str, float]:
    """Read weights over outcomes as they are given on the command line.

    Parameters
    ----------
    text : str
        Such as ``hle=2,gva_per_hour=1``.

    Raises
    ------
    BadInput
        With every fault: no such outcome, one given twice, a weight that is no number, none, negative or infinite.

    Examples
    --------
    >>> outcome_weights("hle=2, gva_per_hour=1")
    {'hle': 2.0, 'gva_per_hour': 1.0}
    """
    found: dict[str, float] = {}
    faults = []
    for part in text.split(","):
        name, equals, given = (each.strip() for each in part.partition("="))
        if not equals or not name or not given:
            faults.append(f"weights: OUTCOME=NUMBER expected, such as hle=2,gva_per_hour=1, got {shown(part.strip())}")
            continue
        if name in found:
            faults.append(f"weights: {name} is given twice; keep one")
        try:
            found[name] = float(given)
        except ValueError:
            faults.append(f"weights: {name}: a number expected, got {shown(given)}")
            found[name] = 1.0
    faults += _faults(found)
    if faults:
        raise BadInput(*faults)
    return found


def check_weights(weights: Mapping[str, float]) -> dict[str, float]:
    """Refuse weights that order nothing.

    Parameters
    ----------
    weights : mapping of outcome to weight

    Raises
    ------
    BadInput
        As `outcome_weights`.
    """
    if faults := _faults(weights):
        raise BadInput(*faults)
    return {name: float(weight) for name, weight in weights.items()}


def _faults(weights: Mapping[str, float]) -> list[str]:
    faults = [f"weights: {unknown('outcome', name, OUTCOME_NAMES)}" for name in weights if name not in OUTCOME_NAMES]
    for name, weight in weights.items():
        if not (isfinite(weight) and weight > 0):
            advice = "leave it out" if weight == 0 else "less sickness and less dirt count as better by themselves"
            faults.append(f"weights: {name}: more than 0 expected, got {weight:g}; {advice}")
    return faults if weights or faults else ["weights: name one outcome at least, such as hle=2,gva_per_hour=1"]


def scale_between_areas(results: Results, outcome: str) -> float:
    """Give one standard deviation between areas in the base year, in the unit of differences of an outcome.

    Parameters
    ----------
    results : Results
    outcome : str

    Returns
    -------
    float, in the unit of differences
        Weighted as the outcome is averaged; % where differences are relative.
    """
    stated = outcome_named(outcome)
    level = results.base_levels(outcome)
    level = 100 * np.log(level) if stated.change == "relative" else level
    weight = carried(results.dataset, stated.weight)
    mean = np.average(level, weights=weight)
    return float(np.sqrt(np.average((level - mean) ** 2, weights=weight)))


def weighted_utility(
    differences: Mapping[str, Array], weights: Mapping[str, float], scales: Mapping[str, float]
) -> Array:
    """Make one utility of the differences of several outcomes.

    Parameters
    ----------
    differences : mapping of outcome to (scenario, draw), in its unit of differences
    weights : mapping of outcome to weight
        Shares of their sum count.
    scales : mapping of outcome to float
        From `scale_between_areas`.

    Returns
    -------
    (scenario, draw), standard deviations between areas
        More is better.

    Examples
    --------
    Two years where areas differ by four, weighed twice as much as 10% where they differ by 20%.

    >>> weighted_utility({"hle": np.array([[2.0]]), "gva_per_hour": np.array([[10.0]])},
    ...                  {"hle": 2.0, "gva_per_hour": 1.0}, {"hle": 4.0, "gva_per_hour": 20.0})
    array([[0.5]])
    """
    total = sum(weights.values())
    parts = [
        weight / total * outcome_named(name).better * differences[name] / scales[name]
        for name, weight in weights.items()
    ]
    return np.asarray(np.sum(parts, axis=0), np.float64)


def told_weights(weights: Mapping[str, float]) -> str:
    """Write weights as they are read.

    Examples
    --------
    >>> told_weights({"hle": 2.0, "gva_per_hour": 1.0})
    'hle=2,gva_per_hour=1'
    """
    return ",".join(f"{name}={weight:g}" for name, weight in weights.items())


@checked
def weight_lines(table: pd.DataFrame) -> list[str]:
    """Say what weights were counted on which scale, and which of them would change the choice.

    Parameters
    ----------
    table : pandas.DataFrame
        From `strategy_choice` with weights.
    """
    weights, scales = table.attrs["weights"], table.attrs["scales"]
    total = sum(weights.values())
    told = "; ".join(
        f"{name} {100 * weight / total:.0f}%, 1 SD = {_scale(name, scales[name])}" for name, weight in weights.items()
    )
    lines = [
        f"Weights: {told}. A unit is one standard deviation between areas in the base year, which no strategy changes; "
        "a weight says what a unit of one outcome is worth in those of another."
    ]
    flips = flips_of_weights(table, weights)
    if len(weights) == 1 or len(table) == 1:
        return lines
    first = str(table["scenario"].iloc[_first_by_mean(table, weights)])
    if not flips:
        return [*lines, f"No one weight, however large or small, would put another before {first} (mean of draws)."]
    told = "; ".join(f"{name} at {plain(times, 2)} times its weight ({other})" for name, times, other in flips)
    return [*lines, f"{first} would no longer come first (mean of draws) with {told}."]


def _scale(name: str, scale: float) -> str:
    unit = outcome_named(name).unit_of_difference
    return f"{plain(scale)}%" if unit == "%" else f"{plain(scale)} {unit}"


def _first_by_mean(table: pd.DataFrame, weights: Mapping[str, float]) -> int:
    """The row of the strategy that comes first by the mean of the draws, which need not be the one by medians."""
    return int(np.argmax(table[[f"mean_{name}" for name in weights]].to_numpy(np.float64).sum(axis=1)))


def flips_of_weights(table: pd.DataFrame, weights: Mapping[str, float]) -> list[tuple[str, float, str]]:
    """Find for each weight the nearest multiple of it at which another strategy is even, by the means of the draws.

    Parameters
    ----------
    table : pandas.DataFrame
        From `strategy_choice` with weights.
    weights : mapping of outcome to weight

    Returns
    -------
    list of (outcome, multiple, strategy)
    """
    parts = {name: table[f"mean_{name}"].to_numpy(np.float64) for name in weights}
    scenarios: Sequence[str] = [str(name) for name in table["scenario"]]
    sums = np.sum(list(parts.values()), axis=0)
    best = _first_by_mean(table, weights)
    found = []
    for name, own in parts.items():
        nearest: tuple[float, str] | None = None
        for other in range(len(scenarios)):
            slope, rest = own[best] - own[other], (sums[best] - own[best]) - (sums[other] - own[other])
            if other == best or abs(slope) < NOTHING:
                continue
            times = -rest / slope
            near = nearest is None or abs(np.log(times)) < abs(np.log(nearest[0])) if times > 0 else False
            if near:
                nearest = (float(times), scenarios[other])
        if nearest is not None:
            found.append((name, *nearest))
    return found
