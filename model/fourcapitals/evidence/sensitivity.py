"""Which parameters move the effect of a strategy: one at a time, or all at once by Morris's and Sobol's methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

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
from fourcapitals.evidence.uncertain import uncertain_numbers, with_value
from fourcapitals.evidence.variance_shares import Method, indices
from fourcapitals.formatting import signed, written
from fourcapitals.results.difference_units import scale_of
from fourcapitals.vocabulary import END_YEAR, TIE, Say, how_read

if TYPE_CHECKING:
    import pandas as pd

ENDS: Final = (0.05, 0.95)
"""Probabilities of the prior at which a number is tried."""
SCREENING: Final = 10
"""Trajectories by which the axes of a Sobol analysis are chosen."""
NEGLIGIBLE: Final = 0.01
"""Of the largest elementary effect: axes below are held at their medians in a Sobol analysis."""
MEDIAN: Final = 0.5
"""Probability at which a number is held."""
SHOWN: Final = 15
"""Rows that are printed."""


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
        unit``, the largest first.

    Raises
    ------
    BadInput
        When SALib is missing, the size cannot be, or nothing moves the effect.
    """
    table = parameters or load_parameters()
    size, label = _checked_size(method, size), label_at(utility, year)
    counterfactuals, name = strategy_of(scenario, baseline=baseline, parameters=table, say=say)
    axes = coordinates(table)
    central, unstable = _effect(counterfactuals, name, table.central(), utility=utility, year=year), 0

    def effects_at(points: Array, moved: Sequence[int], within: tuple[float, float] = (1e-6, 1 - 1e-6)) -> Array:
        nonlocal unstable
        every = np.full((len(points), len(axes)), MEDIAN)
        every[:, moved] = within[0] + points * (within[1] - within[0])
        # Where all numbers are extreme at once, feedbacks may not die out: such points are counted.
        with np.errstate(all="ignore"):
            found = np.array(
                [
                    _effect(counterfactuals, name, each, utility=utility, year=year)
                    for each in parameters_at(table, every).parameters
                ]
            )
        unstable += int((~np.isfinite(found)).sum())
        return np.where(np.isfinite(found), found, central)

    moved = list(range(len(axes)))
    if method == "sobol":
        names = [label_of(axes[place], table) for place in moved]
        screened = indices(
            lambda points: effects_at(points, moved, ENDS), names, method="morris", size=SCREENING, seed=seed
        )
        effects = screened["mean_absolute_effect"].to_numpy()
        kept = [place for place in moved if effects[place] > NEGLIGIBLE * effects.max()]
        unstable = 0
    else:
        kept = moved
    made = indices(
        lambda points: effects_at(points, kept, *([ENDS] if method == "morris" else [])),
        [label_of(axes[place], table) for place in kept],
        method=method,
        size=size,
        seed=seed,
    )
    attrs = {**made.attrs, "scenario": name, "title": counterfactuals.titles[name], "method": method, "size": size}
    about = [_about(axes[place], table) for place in kept]
    for column in ("meaning", "letter", "source", "source_read"):
        made[column] = [each[column] for each in about]
    made = made.rename(columns={"axis": "parameter"})
    made["outcome"], made["unit"] = label, UTILITIES[utility].unit
    first = "total" if method == "sobol" else "mean_absolute_effect"
    made = made.sort_values(first, ascending=False, kind="stable").reset_index(drop=True)
    made.attrs = attrs | {
        "inputs": input_lines(baseline=baseline, parameters=table),
        "unstable": unstable,
        "held": len(axes) - len(kept),
    }
    return made


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


@checked
def sensitivity_rows(table: pd.DataFrame) -> tuple[tuple[str, ...], list[list[str]]]:
    """Give the headings and rows of a table to be printed, the first `SHOWN` of it.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `one_at_a_time` or `global_sensitivity`.
    """
    if "swing" in table:
        scale = scale_of(str(table["unit"].iloc[0]), *table[["effect_low", "effect_high"]].to_numpy().ravel().tolist())
        heads = ("Parameter", ">5%", ">95%", f">Effect at 5%, {scale.unit}", ">Effect at 95%", "Evidence")
        return heads, [
            [
                row["parameter"],
                *(written(row[end], row["parameter_unit"]) for end in ("tried_low", "tried_high")),
                *(_signed(row[end] * scale.factor) for end in ("effect_low", "effect_high")),
                row["letter"],
            ]
            for row in _leading(table).to_dict("records")
        ]
    if "total" in table:
        return ("Parameter", ">Share of variance, total", ">95% interval", ">Alone", "Evidence"), [
            _of_shares(row, "total", "alone", 1.0) for row in _leading(table).to_dict("records")
        ]
    scale = scale_of(str(table["unit"].iloc[0]), float(table["mean_absolute_effect"].max()))
    rows = _leading(table).to_dict("records")
    return ("Parameter", f">Mean movement, {scale.unit}", ">95% interval", ">Spread", "Evidence"), [
        _of_shares(row, "mean_absolute_effect", "spread", scale.factor) for row in rows
    ]


def _leading(table: pd.DataFrame) -> pd.DataFrame:
    """The first rows, without those that move it by less than 1% of the first."""
    first = next(each for each in ("swing", "total", "mean_absolute_effect") if each in table)
    found: pd.DataFrame = table[table[first] >= NEGLIGIBLE * table[first].max()].head(SHOWN)
    return found


def _of_shares(row: dict[Any, Any], middle: str, other: str, factor: float) -> list[str]:
    low, high, first, second = (f"{factor * row[each]:.3g}" for each in ("low", "high", middle, other))
    return [row["parameter"], first, f"{low} to {high}", second, row["letter"]]


def _signed(value: float) -> str:
    return "unstable" if np.isnan(value) else signed(value)


@checked
def turning_lines(table: pd.DataFrame) -> list[str]:
    """Say of which numbers the effect turns on the way, so that at central values it lies beyond both ends.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `one_at_a_time`.
    """
    ends, central = table[["effect_low", "effect_high"]], table["central"]
    within = (table["value"] > table["tried_low"]) & (table["value"] < table["tried_high"]) & ends.notna().all(axis=1)
    most, least = ends.max(axis=1), ends.min(axis=1)
    slack = TIE * (np.maximum(most, central) - np.minimum(least, central))
    lines = []
    for word, turns in (
        ("more", within & (central > most + slack)),
        ("less", within & (central < least - slack)),
    ):
        if turns.any():
            names = ", ".join(table.loc[turns, "parameter"])
            lines.append(f"At its central value {word} than at either end, since the effect turns in between: {names}.")
    return lines


@checked
def sensitivity_notes(table: pd.DataFrame) -> list[str]:
    """Say what a table of sensitivity is of, and how far it can be relied on.

    Parameters
    ----------
    table : pandas.DataFrame
        Of `one_at_a_time` or `global_sensitivity`.
    """
    first = table.iloc[0]
    others = len(table) - len(_leading(table))
    more = f"{others} more move it less (--json). " if others else ""
    if "swing" in table:
        scale = scale_of(str(first["unit"]), float(first["central"]))
        return [
            f"{more}Effect at central values: {signed(first['central'] * scale.factor)} {scale.unit}. Each number "
            "alone at 5% and 95% of its prior, all others central, noise off; no interaction is seen (--method sobol).",
            *table.attrs.get("turns", ()),
        ]
    attrs = table.attrs
    settled = "settled" if attrs["converged"] else "NOT settled: the order of near ones may be chance; raise --size"
    held = f" {attrs['held']} numbers that hardly move it are held at their medians." if attrs["held"] else ""
    lost = f" {attrs['unstable']} unstable points took the central effect." if attrs["unstable"] else ""
    return [
        f"{more}{attrs['runs']:,} runs, all numbers over their priors, noise off. Widest 95% interval "
        f"{attrs['widest']:.2g}: {settled}.{held}{lost} It says where the spread comes from, not whether its middle is "
        "right."
    ]
