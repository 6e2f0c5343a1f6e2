"""Scenario discovery: the box of inputs in which a strategy does badly, by the patient rule induction method (PRIM)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, strategy_of
from fourcapitals.ensemble.draws import Block, Coordinate, coordinates, letter_of, parameters_at, sobol_points
from fourcapitals.ensemble.utilities import UTILITIES, WHOLE_LIFE_NAMES, label_at
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.evidence.rule_induction import Box, best_box, chance_of
from fourcapitals.evidence.sensitivity import label_of, one_at_a_time
from fourcapitals.formatting import signed, written
from fourcapitals.results.difference_units import scale_of
from fourcapitals.vocabulary import BLOCK, END_YEAR, Say

if TYPE_CHECKING:
    import pandas as pd


MOVING: Final = 0.05
"""Of the largest swing of one number alone: numbers that move the effect less are not tried."""
WORST: Final = 0.25
"""Share of the draws that count as bad, where no value is given."""


@checked
def discover(
    scenario: AnyScenario,
    *,
    utility: str = "hle_years",
    year: int = END_YEAR,
    below: float | None = None,
    draws: int = 512,
    seed: int = 0,
    baseline: Baseline | None = None,
    parameters: ParameterTable | None = None,
    say: Say | None = None,
) -> pd.DataFrame:
    """Find the numbers, and their ranges, at which a strategy does badly.

    Only numbers are tried that alone move the effect by a twentieth of what the most important one does.

    Parameters
    ----------
    scenario, utility, year, baseline, parameters, say
        As in `sensitivity.one_at_a_time`.
    below : float, optional
        Effects below it, in the unit of the utility, are the cases; the worst quarter of the draws if left out.
    draws : int
        Of the parameters, noise off.
    seed : int

    Returns
    -------
    pandas.DataFrame
        A row for each number that the box restricts, the least likely by chance first: ``parameter, meaning, letter,
        low, high`` (in its own unit; not a number where that end is free), ``unit, chance`` (the quasi-p-value).
        ``attrs``: ``coverage, density, mass, below, draws, cases, outcome, outcome_unit, scenario, title``.

    Raises
    ------
    BadInput
        When every draw lies below the value, or none, or no box tells them apart.
    """
    import pandas as pd

    label = label_at(utility, year)
    if below is not None and not np.isfinite(below):
        raise BadInput(f"below: a finite number expected ({UTILITIES[utility].unit}), got {below:g}")
    table = parameters or load_parameters()
    counterfactuals, name = strategy_of(scenario, baseline=baseline, parameters=table, say=say)
    alone = one_at_a_time(scenario, utility=utility, year=year, baseline=baseline, parameters=table)
    moving = set(alone["parameter"][alone["swing"] >= MOVING * alone["swing"].max()])
    axes = coordinates(table)
    tried = [at for at, axis in enumerate(axes) if label_of(axis, table) in moving]
    cube = np.concatenate([sobol_points(table, seed, block) for block in range(-(-draws // BLOCK))])[:draws]
    with np.errstate(all="ignore"):
        drawn = parameters_at(table, cube)
        runs = [counterfactuals.at(numbers) for numbers in drawn.parameters]
        later = utility in WHOLE_LIFE_NAMES
        found = [each.effects(name, year=year, whole_life=later) if each.is_stable else None for each in runs]
        effects = np.array([np.nan if each is None else each.of(utility) for each in found])
    sound = np.isfinite(effects)
    points = np.column_stack([_values_of(axes[at], drawn)[sound] for at in tried])
    effects = effects[sound]
    value = float(np.quantile(effects, WORST)) if below is None else below
    cases = effects <= value if below is None else effects < value
    if not 0 < cases.sum() < len(cases):
        raise BadInput(_nothing_apart(below, effects, UTILITIES[utility].unit))
    box = best_box(points, cases)
    rows = [
        _row(axes[tried[at]], table, box, at) | {"chance": chance_of(box, at, points, cases)} for at in box.restricted
    ]
    if not rows:
        raise BadInput(f"{name}: no box of its numbers tells its bad draws apart; take more draws, or another value")
    made = pd.DataFrame(rows).sort_values("chance", kind="stable").reset_index(drop=True)
    made.attrs = {
        "coverage": box.coverage,
        "density": box.density,
        "mass": box.mass,
        "below": value,
        "draws": int(sound.sum()),
        "cases": int(cases.sum()),
        "outcome": label,
        "outcome_unit": UTILITIES[utility].unit,
        "scenario": name,
        "title": counterfactuals.titles[name],
    }
    return made


def _nothing_apart(below: float | None, effects: Array, unit: str) -> str:
    """Say that all draws are on one side of the value, and where they lie."""
    if below is None:
        return "all draws have one effect, so that none does worse than others"
    side = "every" if effects.max() < below else "no"
    return (
        f"below: {side} draw lies below {below:g} {unit}, so that there is nothing to tell apart; they run from "
        f"{effects.min():.3g} to {effects.max():.3g}"
    )


def _values_of(axis: Coordinate, drawn: Block) -> Array:
    """(draw,): what was drawn on one axis, in its own unit."""
    values = drawn.shares[axis.name] if axis.role == "share" else drawn.values[axis.name]
    return values if values.ndim == 1 else values[:, axis.element]


def _row(axis: Coordinate, table: ParameterTable, box: Box, at: int) -> dict[str, Any]:
    """One restriction, in the number's own unit."""
    row = table[axis.name]
    low, high = (float(end[at]) if np.isfinite(end[at]) else np.nan for end in (box.low, box.high))
    unit = "share" if axis.role == "share" else row.unit
    return {
        "parameter": label_of(axis, table),
        "meaning": row.meaning,
        "letter": letter_of(axis, table),
        "low": low,
        "high": high,
        "unit": unit if row.price_year is None or axis.role == "share" else f"{unit}, {row.price_year} prices",
    }


@checked
def discovery_lines(table: pd.DataFrame) -> Sequence[str]:
    """Say in words where a strategy does badly.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `discover`.
    """
    about = table.attrs
    scale = scale_of(about["outcome_unit"], about["below"])
    lines = [
        f"{about['title']}: {about['outcome']} at or below {signed(about['below'] * scale.factor)} {scale.unit} in "
        f"{about['cases']} of {about['draws']} draws (noise off). Of these {about['coverage']:.0%} lie where"
    ]
    for row in table.to_dict("records"):
        low, high = (written(row[end], row["unit"]) if np.isfinite(row[end]) else "" for end in ("low", "high"))
        span = f"{low} to {high}" if low and high else f"{low} or more" if low else f"{high} or less"
        chance = "under 0.1%" if row["chance"] < 0.001 else f"{row['chance']:.1%}"
        lines.append(f"  {row['parameter']} is {span} [{row['letter']}] (by chance: {chance})")
    return [
        *lines,
        f"and of the draws there {about['density']:.0%} do so badly, against {about['cases'] / about['draws']:.0%} of "
        "all. Found by peeling and pasting on these draws alone: a box to look into, not a test.",
    ]
