"""Scenario discovery: the box of inputs in which a strategy does badly, by the patient rule induction method (PRIM)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from fourcapitals.arguments import checked
from fourcapitals.data.baseline import Baseline
from fourcapitals.data.parameters import ParameterTable, load_parameters
from fourcapitals.ensemble.counterfactual import AnyScenario, strategy_of
from fourcapitals.ensemble.draws import Block, Coordinate, coordinates, letter_of, parameters_at, sobol_points
from fourcapitals.ensemble.utilities import UTILITIES, WHOLE_LIFE_NAMES, label_at
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.evidence.sensitivity import label_of, one_at_a_time
from fourcapitals.formatting import signed, written
from fourcapitals.results.difference_units import scale_of
from fourcapitals.vocabulary import BLOCK, END_YEAR, Say

if TYPE_CHECKING:
    import pandas as pd

Mask = npt.NDArray[np.bool_]

PEELED: Final = 0.05
"""Share of the points in a box that one peel takes off."""
MOST_PEELED: Final = 0.6
"""Share of the points that one peel takes off at most, where many have one value."""
PASTED: Final = 0.01
"""Share that one paste adds."""
LEAST_MASS: Final = 0.05
"""Share of all points that a box holds at least."""
BY_CHANCE: Final = 0.05
"""Highest chance of a restriction, times the number of inputs, at which it is kept."""
MOVING: Final = 0.05
"""Of the largest swing of one number alone: numbers that move the effect less are not tried."""
WORST: Final = 0.25
"""Share of the draws that count as bad, where no value is given."""


@dataclass(frozen=True, eq=False)
class Box:
    """A box of inputs.

    Parameters
    ----------
    low, high : (input,)
        Its ends; infinite where an input is free.
    coverage : float
        Share of all cases that lie in it.
    density : float
        Share of the points in it that are cases.
    mass : float
        Share of all points that lie in it.
    """

    low: Array
    high: Array
    coverage: float
    density: float
    mass: float

    @property
    def restricted(self) -> list[int]:
        """Positions of the inputs that it restricts."""
        return [int(at) for at in np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high))]

    def holds(self, points: Array) -> Mask:
        """Say which points lie in it.

        Parameters
        ----------
        points : (point, input)
        """
        return np.asarray(((points >= self.low) & (points <= self.high)).all(axis=1), np.bool_)


def peel(points: Array, cases: Mask, *, share: float = PEELED, least_mass: float = LEAST_MASS) -> list[Box]:
    """Cut a box smaller, at each step by the slice whose loss raises the share of cases most for each point lost.

    Slices hold a twentieth of the points; of numbers with few values, such as switches, up to `MOST_PEELED`.

    Parameters
    ----------
    points : (point, input)
    cases : (point,)
    share : float
        Of the points in the box that a slice holds.
    least_mass : float
        Share of all points at which peeling ends.

    Returns
    -------
    list of Box
        The peeling trajectory, from everything to the smallest box.

    Notes
    -----
    Friedman and Fisher 1999, Statistics and Computing 9:123; for slices of unequal size Kwakkel and Jaxa-Rozen 2016,
    Environmental Modelling & Software 79:311.
    """
    low, high = np.full(points.shape[1], -np.inf), np.full(points.shape[1], np.inf)
    found = [_box(points, cases, low, high)]
    while True:
        box = found[-1]
        inside = box.holds(points)
        best = max(_slices(points, cases, inside, share), key=lambda each: each[0], default=None)
        if best is None or best[0] <= 0:
            return found
        _, at, end, value = best
        low, high = box.low.copy(), box.high.copy()
        (low if end == "low" else high)[at] = value
        smaller = _box(points, cases, low, high)
        if smaller.mass < least_mass:
            return found
        found.append(smaller)


def paste(points: Array, cases: Mask, box: Box, *, share: float = PASTED) -> Box:
    """Let a box out again where that does not lower its share of cases.

    Parameters
    ----------
    points, cases
        As in `peel`.
    box : Box
    share : float
        Of the points in the box that one step adds.
    """
    while True:
        wider = max(
            (_box(points, cases, low, high) for low, high in _let_out(points, box, share)),
            key=lambda each: (each.density, each.mass),
            default=None,
        )
        if wider is None or wider.density < box.density or wider.mass <= box.mass:
            return box
        box = wider


def best_box(points: Array, cases: Mask) -> Box:
    """Give the box on the peeling trajectory with the best balance of coverage and density, trimmed and let out again.

    Restrictions that chance would give among so many inputs are dropped, the weakest first.

    Parameters
    ----------
    points : (point, input)
    cases : (point,)

    Raises
    ------
    BadInput
        When all points are cases, or none is.
    """
    if not 0 < cases.sum() < len(cases):
        raise BadInput(f"{'every' if cases.any() else 'no'} draw is a case, so that there is nothing to tell apart")
    chosen = max(peel(points, cases), key=_balance)
    while chosen.restricted:
        by_chance = {at: chance_of(chosen, at, points, cases) for at in chosen.restricted}
        weakest = max(by_chance, key=lambda at: by_chance[at])
        # Of many inputs some seem to matter by chance alone.
        if by_chance[weakest] * points.shape[1] <= BY_CHANCE:
            break
        low, high = chosen.low.copy(), chosen.high.copy()
        low[weakest], high[weakest] = -np.inf, np.inf
        chosen = _box(points, cases, low, high)
    return paste(points, cases, chosen)


def _balance(box: Box) -> float:
    """Harmonic mean of coverage and density."""
    return 2 * box.coverage * box.density / max(box.coverage + box.density, 1e-9)


def chance_of(box: Box, at: int, points: Array, cases: Mask) -> float:
    """How likely so many cases would be if one restriction of a box told nothing (one-sided binomial).

    Parameters
    ----------
    box : Box
    at : int
        Position of the input.
    points, cases
        As in `peel`.

    Notes
    -----
    The quasi-p-value of Bryant and Lempert 2010, Technological Forecasting and Social Change 77:34.
    """
    from scipy.stats import binomtest

    low, high = box.low.copy(), box.high.copy()
    low[at], high[at] = -np.inf, np.inf
    without = Box(low, high, 0, 0, 0).holds(points)
    inside = box.holds(points)
    expected = float(cases[without].mean())
    return float(binomtest(int(cases[inside].sum()), int(inside.sum()), expected, alternative="greater").pvalue)


def _box(points: Array, cases: Mask, low: Array, high: Array) -> Box:
    inside = Box(low, high, 0, 0, 0).holds(points)
    caught = int(cases[inside].sum())
    held = max(int(inside.sum()), 1)
    return Box(low, high, caught / max(int(cases.sum()), 1), caught / held, held / len(points))


def _slices(points: Array, cases: Mask, inside: Mask, share: float) -> Iterator[tuple[float, int, str, float]]:
    """Every slice that can be peeled: what density is gained for each point lost, the input, the end, the new end."""
    within, caught = points[inside], cases[inside]
    for at in range(points.shape[1]):
        values = within[:, at]
        for end, edge in (("low", np.quantile(values, share)), ("high", np.quantile(values, 1 - share))):
            kept = values > edge if end == "low" else values < edge
            if 1 - MOST_PEELED <= kept.mean() < 1:
                left = values[kept]
                gained = float((caught[kept].mean() - caught.mean()) / (1 - kept.mean()))
                yield gained, at, end, float(left.min() if end == "low" else left.max())


def _let_out(points: Array, box: Box, share: float) -> Iterator[tuple[Array, Array]]:
    """Ends of every box that holds some more points beyond one end."""
    more = max(1, round(share * box.mass * len(points)))
    for at in box.restricted:
        free = box.low.copy(), box.high.copy()
        free[0][at], free[1][at] = -np.inf, np.inf
        values = np.sort(points[Box(*free, 0, 0, 0).holds(points), at])
        for end, beyond in ((0, values[values < box.low[at]][::-1]), (1, values[values > box.high[at]])):
            if np.isfinite((box.low, box.high)[end][at]) and len(beyond):
                ends = box.low.copy(), box.high.copy()
                last = beyond[min(more, len(beyond)) - 1]
                ends[end][at] = (-np.inf, np.inf)[end] if more >= len(beyond) else last
                yield ends


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
        When every draw is a case, or none, or no box tells cases apart.
    """
    import pandas as pd

    label = label_at(utility, year)
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
