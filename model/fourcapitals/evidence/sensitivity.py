"""Which parameters move the effect of a strategy: one at a time, or all at once by Morris's and Sobol's methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.effective_numbers import Parameters
from fourcapitals.data.own_figures import input_lines
from fourcapitals.data.parameter_rows import LABELS
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, Counterfactuals, strategy_of
from fourcapitals.ensemble.draws import Coordinate, coordinates, letter_of, parameters_at
from fourcapitals.ensemble.utilities import UTILITIES, WHOLE_LIFE_NAMES, label_at
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.evidence.sensitivity_words import NEGLIGIBLE, SHOWN, turning_lines
from fourcapitals.evidence.uncertain import uncertain_numbers, with_value
from fourcapitals.evidence.variance_shares import Method, indices
from fourcapitals.vocabulary import END_YEAR, Say, how_read

if TYPE_CHECKING:
    import pandas as pd

ENDS: Final = (0.05, 0.95)
"""Probabilities of the prior at which a number is tried."""
SCREENING: Final = 10
"""Trajectories by which the axes of a Sobol analysis are chosen."""
MEDIAN: Final = 0.5
"""Probability at which a number is held."""


@checked
def one_at_a_time(
    scenario: AnyScenario,
    *,
    utility: str = "hle_years",
    year: int = END_YEAR,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Try each uncertain number at 5% and 95% of its prior, all others at central values, without noise.

    Parameters
    ----------
    scenario : Scenario, name or path
    utility : str
        A name in `utilities.UTILITIES`: of England, what the strategy changes against the baseline.
    year : int
        By which, or in which, the effect is taken.
    baseline : Baseline, optional
        The bundled one by default.
    parameters : ParameterTable, optional
        The bundled one by default.
    say : callable, optional

    Returns
    -------
    pandas.DataFrame
        A row for each number that moves the effect, the one that moves it most first: ``parameter, meaning,
        parameter_unit, letter, source, source_read``, ``value`` (central), ``tried_low, tried_high`` (5% and 95% of its
        prior), ``central`` (the effect at central values), ``effect_low,
        effect_high`` (at those ends; nothing where feedbacks would not die out), ``swing, outcome, unit``.
    """
    import pandas as pd

    table, label = parameters or load_parameters(), label_at(utility, year)
    counterfactuals, name = strategy_of(scenario, baseline=baseline, parameters=table, say=say)
    central = _effect(counterfactuals, name, table.central(), utility=utility, year=year)
    rows = []
    for number in uncertain_numbers(table):
        tried = [float(value) for value in np.quantile(number.prior, ENDS, method="inverted_cdf")]
        effects = [
            _effect(counterfactuals, name, with_value(table, number, value), utility=utility, year=year)
            for value in tried
        ]
        swing = max(abs(each - central) for each in effects)
        if swing <= 1e-6 * abs(central):
            continue
        rows.append(
            {
                "parameter": number.label,
                "meaning": number.meaning,
                "parameter_unit": number.unit,
                "letter": number.letter,
                "source": number.source,
                "source_read": number.source_read,
                "value": number.central,
                "tried_low": tried[0],
                "tried_high": tried[1],
                "central": central,
                "effect_low": effects[0],
                "effect_high": effects[1],
                "swing": abs(effects[1] - effects[0]),
                "outcome": label,
                "unit": UTILITIES[utility].unit,
            }
        )
    if not rows:
        raise BadInput(f"{name}: no parameter moves this outcome, which it does not change")
    made = pd.DataFrame(rows).sort_values("swing", ascending=False, kind="stable").reset_index(drop=True)
    made.attrs = {
        "scenario": name,
        "title": counterfactuals.titles[name],
        "inputs": input_lines(baseline=baseline, parameters=table),
        "turns": turning_lines(made[made["swing"] >= NEGLIGIBLE * made["swing"].max()].head(SHOWN)),
    }
    return made


@checked
def global_sensitivity(
    scenario: AnyScenario,
    *,
    method: Method,
    utility: str = "hle_years",
    year: int = END_YEAR,
    size: int | None = None,
    seed: int = 0,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Move all uncertain numbers at once over their priors, and share the effect's movement among them.

    Morris's method ranks numbers by how far the effect moves when one is moved, wherever the others are, between 5% and
    95% of all priors. Sobol's
    shares the variance of the effect: ``total`` holds what a number does alone and together with others, so that
    totals may add up to more than 1. Points whose feedbacks would not die out take the central effect, and are counted.

    Parameters
    ----------
    scenario, utility, year, baseline, parameters, say
        As in `one_at_a_time`.
    method : {"morris", "sobol"}
        A Sobol analysis moves the numbers that a Morris screening does not find negligible (below 1% of the largest).
    size : int, optional
        Trajectories (20) or base points (128, a power of 2).
    seed : int

    Returns
    -------
    pandas.DataFrame
        As `variance_shares.indices` gives, with ``parameter, meaning, letter, source, source_read, outcome,
        unit``, the largest first; ``settled`` is in every row whether the intervals of all are narrow enough.

    Raises
    ------
    BadInput
        When SALib is missing, the size cannot be, or nothing moves the effect.
    """
    table = parameters or load_parameters()
    size, label = _checked_size(method, size), label_at(utility, year)
    counterfactuals, name = strategy_of(scenario, baseline=baseline, parameters=table, say=say)
    effects = _EffectsAtPoints(counterfactuals, name, table, utility, year)
    kept = list(range(len(effects.axes)))
    if method == "sobol":
        screened = effects.indices_of(kept, "morris", SCREENING, seed)["mean_absolute_effect"].to_numpy()
        kept = [place for place in kept if screened[place] > NEGLIGIBLE * screened.max()]
        effects.unstable = 0
    made = effects.indices_of(kept, method, size, seed)
    attrs = {**made.attrs, "scenario": name, "title": counterfactuals.titles[name], "method": method, "size": size}
    about = [_about(effects.axes[place], table) for place in kept]
    for column in ("meaning", "letter", "source", "source_read"):
        made[column] = [each[column] for each in about]
    made = made.rename(columns={"axis": "parameter"})
    made["outcome"], made["unit"] = label, UTILITIES[utility].unit
    made["settled"] = bool(attrs["converged"])
    first = "total" if method == "sobol" else "mean_absolute_effect"
    made = made.sort_values(first, ascending=False, kind="stable").reset_index(drop=True)
    made.attrs = attrs | {
        "inputs": input_lines(baseline=baseline, parameters=table),
        "unstable": effects.unstable,
        "held": len(effects.axes) - len(kept),
    }
    return made


@dataclass
class _EffectsAtPoints:
    """Effects of a strategy at points of the priors, each coordinate a probability; others are held at medians."""

    counterfactuals: Counterfactuals
    name: str
    table: ParameterTable
    utility: str
    year: int
    unstable: int = 0
    """Points whose feedbacks would not die out, which take the central effect."""

    def __post_init__(self) -> None:
        self.axes = coordinates(self.table)
        self.central = self._effect(self.table.central())

    def indices_of(self, moved: Sequence[int], method: Method, size: int, seed: int) -> pd.DataFrame:
        """Work out the indices of the coordinates that are moved (`variance_shares.indices`)."""
        low, high = ENDS if method == "morris" else (1e-6, 1 - 1e-6)

        def at(points: Array) -> Array:
            every = np.full((len(points), len(self.axes)), MEDIAN)
            every[:, moved] = low + points * (high - low)
            # Where all numbers are extreme at once, feedbacks may not die out: such points are counted.
            with np.errstate(all="ignore"):
                found = np.array([self._effect(each) for each in parameters_at(self.table, every).parameters])
            self.unstable += int((~np.isfinite(found)).sum())
            return np.where(np.isfinite(found), found, self.central)

        names = [label_of(self.axes[place], self.table) for place in moved]
        return indices(at, names, method=method, size=size, seed=seed)

    def _effect(self, numbers: Parameters) -> float:
        return _effect(self.counterfactuals, self.name, numbers, utility=self.utility, year=self.year)


def _checked_size(method: str, size: int | None) -> int:
    usual = {"morris": 20, "sobol": 128}
    if method not in usual:
        raise BadInput(f"method: morris or sobol expected, got {method!r}")
    chosen = usual[method] if size is None else size
    if not 2 <= chosen <= 1 << 14 or (method == "sobol" and chosen & (chosen - 1)):
        form = "a power of 2 from 2 to 16,384" if method == "sobol" else "2 to 16,384"
        raise BadInput(f"size: {form} expected for {method}, got {chosen}")
    return chosen


def _effect(counterfactuals: Counterfactuals, name: str, numbers: Parameters, *, utility: str, year: int) -> float:
    """The effect at one set of numbers; nan where the feedbacks do not die out."""
    runs = counterfactuals.at(numbers)
    if not runs.is_stable:
        return float("nan")
    return runs.effects(name, year=year, whole_life=utility in WHOLE_LIFE_NAMES).of(utility)


def label_of(axis: Coordinate, table: ParameterTable) -> str:
    """Name an axis of the unit cube: a parameter, an element of one, or a causal share.

    Parameters
    ----------
    axis : Coordinate
    table : ParameterTable
    """
    if axis.role == "share":
        return f"causal share of {axis.name}"
    labels = table[axis.name].labels
    return f"{axis.name}[{LABELS[labels][axis.element]}]" if labels else axis.name


def _about(axis: Coordinate, table: ParameterTable) -> dict[str, str]:
    row, share = table[axis.name], table.causal_share(axis.name)
    of_share = axis.role == "share" and share is not None
    source, grade = (share.source, share.grade) if of_share and share is not None else (row.source, row.grade)
    return {
        "meaning": f"causal share of: {row.meaning}" if of_share else row.meaning,
        "letter": letter_of(axis, table),
        "source": source,
        "source_read": how_read(grade),
    }
