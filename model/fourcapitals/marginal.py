"""What a little more money would do, for every use in every area: the best place for the next £10m.

Noise is off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fourcapitals.amounts import plain
from fourcapitals.baseline import Baseline, load_baseline
from fourcapitals.evidence import grade_of
from fourcapitals.faults import UnknownName, unknown
from fourcapitals.parameters import Parameters, load_parameters
from fourcapitals.places import find_area
from fourcapitals.readable import readable_money
from fourcapitals.vocabulary import USE_NAMES, USES
from fourcapitals.workbench import (
    UTILITIES,
    AnyScenario,
    Say,
    award,
    bench_of,
    check_utility,
    drawn_parameters,
    unit_of,
)

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]


def marginal(
    plan: AnyScenario = "baseline",
    *,
    gbp_m: float = 10.0,
    years: Sequence[int] = range(2022, 2027),
    utility: str = "healthy_person_years",
    uses: Sequence[str] = USE_NAMES,
    areas: Sequence[str] | None = None,
    draws: int = 0,
    seed: int = 0,
    baseline: Baseline | None = None,
    progress: Callable[[int, int], None] | None = None,
    say: Say | None = None,
) -> xr.Dataset:
    """Find what a little more money would do, for every use in every area, on top of a plan.

    Utility of the plan with the award less utility of the plan, in all of England, for each £1m of the award.

    Parameters
    ----------
    plan : Scenario, name or path
        The baseline, nothing else, by default.
    gbp_m : float, £m of 2019
        Of each award in all.
    years : sequence of int
        Over which it is spread in equal parts.
    utility : str
        A name in `workbench.UTILITIES`.
    uses : sequence of str
    areas : sequence of str, optional
        Names or codes; all by default.
    draws, seed : int
        With draws, probabilities over that many draws of the parameters; each takes as long as the whole table.
    baseline : Baseline, optional
    progress : callable, optional
        Told the tables done and all tables.
    say : callable, optional

    Returns
    -------
    xarray.Dataset
        ``return`` (use, area) at central values, and ``rank``, 1 for the best of all cells; with draws also
        ``median``, ``probability_best_use`` (this use is the best for this area) and ``probability_top_tenth``
        (the cell is among the best tenth of all). Coordinates ``area_name``, ``use_label``, ``grade``.
    """
    import xarray as xr

    faults = [unknown("use", use, USE_NAMES) for use in uses if use not in USE_NAMES]
    if faults:
        raise UnknownName(*faults)
    check_utility(utility)
    base, table = baseline or load_baseline(), load_parameters()
    bench = bench_of(plan, baseline=base, say=say)
    name = bench.names[0] if bench.names else bench.reference
    codes = list(base.codes) if areas is None else [find_area(one) for one in areas]
    rows = [base.codes.index(code) for code in codes]

    def returns(parameters: Parameters) -> Array:
        trial = bench.at(parameters)
        without = trial.effects(name).of(utility)
        made = np.empty((len(uses), len(rows)))
        for place, use in enumerate(uses):
            for column, row in enumerate(rows):
                extra = award(use, row, gbp_m, years=years, areas=len(base.codes))
                made[place, column] = (trial.effects(name, extra=extra).of(utility) - without) / gbp_m
        return made

    central = returns(table.central())
    if progress is not None:
        progress(1, 1 + draws)
    order = np.argsort(-central, axis=None, kind="stable")
    rank = np.empty(central.size, np.int64)
    rank[order] = np.arange(1, central.size + 1)
    dims = ("use", "area")
    unit = unit_of(utility, per_gbp=True)
    variables: dict[str, Any] = {
        "return": (dims, central, {"long_name": UTILITIES[utility].label, "units": unit}),
        "rank": (dims, rank.reshape(central.shape), {"long_name": "Rank among all uses and areas", "units": "1"}),
    }
    if draws:
        drawn = np.empty((draws, *central.shape))
        for draw, parameters in enumerate(drawn_parameters(draws, seed, baseline=base, table=table)):
            drawn[draw] = returns(parameters)
            if progress is not None:
                progress(2 + draw, 1 + draws)
        variables |= {
            "median": (dims, np.median(drawn, axis=0), {"long_name": "Median of the draws", "units": unit}),
            "probability_best_use": (
                dims,
                _share_of(drawn == drawn.max(axis=1, keepdims=True), axis=1),
                {"long_name": "Share of draws in which the use is the best for the area", "units": "share"},
            ),
            "probability_top_tenth": (
                dims,
                np.mean(drawn >= np.quantile(drawn, 0.9, axis=(1, 2), keepdims=True), axis=0),
                {"long_name": "Share of draws in which the cell is in the best tenth", "units": "share"},
            ),
        }
    labels = {use.name: use.label for use in USES}
    names = base.areas["name"]
    return xr.Dataset(
        variables,
        {
            "use": list(uses),
            "area": codes,
            "use_label": ("use", [labels[use] for use in uses]),
            "grade": ("use", [grade_of(use, table) for use in uses]),
            "area_name": ("area", [str(names[code]) for code in codes]),
        },
        {
            "plan": name,
            "award": f"{readable_money(gbp_m)} over {min(years)}-{max(years)}, 2019 prices",
            "values": "central values, noise off" + (f"; {draws} draws of parameters, seed {seed}" if draws else ""),
            "draws": draws,
        },
    )


def _share_of(best: npt.NDArray[np.bool_], *, axis: int) -> Array:
    """Mean over draws of being the best; equals share it."""
    shared: Array = (best / best.sum(axis=axis, keepdims=True)).mean(axis=0)
    return shared


def marginal_lines(made: xr.Dataset, top: int = 10) -> list[str]:
    """Write the best cells of `marginal`, and the mean of each use over areas."""
    unit = made["return"].attrs["units"]
    lines = [f"One more {made.attrs['award']}, on top of {made.attrs['plan']} ({made.attrs['values']}); {unit}"]
    by_use = made["return"].mean("area").to_series().sort_values(ascending=False)
    grades = dict(zip(made["use"].to_numpy().tolist(), made["grade"].to_numpy().tolist(), strict=True))
    lines += [f"  {use}: mean of areas {_gain(float(value))} [{grades[str(use)]}]" for use, value in by_use.items()]
    returns, names = made["return"].to_numpy(), made["area_name"].to_numpy()
    for cell in np.argsort(-returns, axis=None, kind="stable")[:top]:
        row, column = np.unravel_index(cell, returns.shape)
        use = str(made["use"].to_numpy()[row])
        lines.append(f"  best: {use} in {names[column]}: {_gain(float(returns[row, column]))} [{grades[use]}]")
    return lines


def _gain(value: float) -> str:
    return f"{'+' if value > 0 else ''}{plain(value, 2)}"
