"""What history up to a year leaves of the priors: the recipe of the tables ``posterior`` and ``calibration``.

``python -m fourcapitals.evidence.calibration`` compiles both from the tables of the package, for figures up to 2014
(what a hindcast may know) and up to 2019. Where a likelihood is normal and exact, Markov chains (`posterior_sampling`);
for the council effect, whose prior has mass at single values, draws of the prior weighed by the regression of
`policy_skill`, whose bias is taken to be as large as that of its placebo.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from fourcapitals.data.baseline import Baseline, load_baseline
from fourcapitals.data.calibration_groups import load_calibration_groups
from fourcapitals.data.compile_tables import TABLES_FOLDER, write_checksums
from fourcapitals.data.parameters import load_parameters
from fourcapitals.data.posterior import AXES, BASE_YEARS, CALIBRATION, SWITCHES, TABLE, nested_order
from fourcapitals.equations.convergence import effective_size
from fourcapitals.equations.elementary import Array
from fourcapitals.errors import BadInput
from fourcapitals.evidence.calibration_targets import targets_until
from fourcapitals.evidence.policy_skill import (
    CONTROLS,
    FIRST,
    council_panel,
    council_regression,
    last_placebo,
    prior_slopes,
    weights,
)
from fourcapitals.evidence.posterior_sampling import described, sample, summary

ROWS: Final = 1024
"""Joint draws that are kept of each group."""
PRIOR_DRAWS: Final = 16384
"""Of the council effect, to be weighed."""
COUNCIL: Final = "council_services"
_DIGITS: Final = 5


def calibrate(
    baseline: Baseline, year: int, *, seed: int = 0, prior_draws: int = PRIOR_DRAWS, **sizes: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hold the priors against all figures up to a year.

    Parameters
    ----------
    baseline : Baseline
        The bundled one, whose tables hold the histories.
    year : int
        No later figure enters.
    seed : int
    prior_draws : int
        Of the council effect, to be weighed.
    **sizes : int
        ``walkers, chains, steps, warm_up`` of `posterior_sampling.sample`.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        ``base_year, draw`` and a column for each number that is drawn: `ROWS` joint draws of each group in nested order
        (`data.posterior`). And a row for each quantity, as `posterior_sampling.summary`, with ``base_year, drawn``.
    """
    columns: dict[str, Array] = {}
    rows: list[dict[str, Any]] = []
    for group, target in targets_until(baseline.tables, year).items():
        sampled = sample(target, seed=seed, **sizes)
        rows += summary(target, sampled)
        if group in AXES:
            chosen = np.random.default_rng(seed).choice(
                len(sampled.together), ROWS, replace=len(sampled.together) < ROWS
            )
            values = sampled.together[chosen][:, [target.names.index(name) for name in AXES[group]]]
            columns |= _nested(group, values)
    made, of_council = _council(baseline, year, seed, prior_draws)
    columns |= made
    told = pd.DataFrame(rows + of_council)
    groups = load_calibration_groups()
    drawn = [
        groups[group].drawn and name in AXES[group] for group, name in zip(told["group"], told["name"], strict=True)
    ]
    told = told.assign(drawn=drawn)
    told.insert(0, "base_year", year)
    return pd.DataFrame({"base_year": year, "draw": np.arange(ROWS), **columns}), told


def _nested(group: str, values: Array) -> dict[str, Array]:
    ordered = values[nested_order(values)]
    return dict(zip(AXES[group], ordered.T, strict=True))


def _council(
    baseline: Baseline, year: int, seed: int, prior_draws: int
) -> tuple[dict[str, Array], list[dict[str, Any]]]:
    """Weigh draws of the prior by the regression, and take as many of each as its weight says."""
    estimate, error, bias = council_estimate(baseline, year)
    prior = prior_slopes(baseline, draws=prior_draws, seed=seed, parameters=load_parameters().from_priors(), until=year)
    weight = weights(prior, estimate, error, bias_sd=bias)
    # The regression says nothing of public health and the NHS: each set of estimates keeps its weight.
    second = prior.drawn[SWITCHES[COUNCIL]] == 1
    weight = np.where(second, second.mean() / weight[second].sum(), (~second).mean() / weight[~second].sum()) * weight
    values, chance = np.column_stack([prior.drawn[name] for name in AXES[COUNCIL]]), np.random.default_rng(seed)
    halves = []
    for of_set in (False, True):
        # In order, so that even steps take even parts of the posterior.
        own = np.flatnonzero(second == of_set)
        own = own[np.lexsort(values[own].T)]
        halves.append(own[_systematic(weight[own], ROWS // 2, chance)])
    sets = [values[half][nested_order(values[half])] for half in halves]
    columns = dict(zip(AXES[COUNCIL], np.concatenate(sets).T, strict=True))
    columns[SWITCHES[COUNCIL]] = np.repeat([0.0, 1.0], ROWS // 2)
    common = {
        "group": COUNCIL,
        "rhat": np.nan,
        "effective_size": effective_size(weight),
        "acceptance": float(weight.mean() / weight.max()),
    }
    many = _systematic(weight, prior_draws, np.random.default_rng(seed))
    rows = [{**common, "name": "slope of the regression", **described(prior.slope, prior.slope[many])}]
    rows += [{**common, "name": name, **described(drawn, drawn[many])} for name, drawn in prior.drawn.items()]
    return columns, rows


def council_estimate(baseline: Baseline, year: int) -> tuple[float, float, float]:
    """Give the slope of the regression on figures up to a year, its error, and how large its bias may be.

    Parameters
    ----------
    baseline : Baseline
    year : int

    Returns
    -------
    (float, float, float)
        Years of life per £100 per head; the last is the root of the mean square of all placebos of the same length, as
        they are expected to be under their errors.
    """
    found = [
        council_regression(council_panel(baseline, until=year, placebo_from=first))
        for first in range(FIRST, last_placebo(year) + 1)
    ]
    held = [
        each[each["controls"] == CONTROLS[2]].set_index("outcome")[["estimate", "standard_error"]] for each in found
    ]
    squares = [(np.asarray(each.loc["placebo"], np.float64) ** 2).sum() for each in held]
    estimate, error = np.asarray(held[0].loc["change"], np.float64).tolist()
    return estimate, error, float(np.sqrt(np.mean(squares)))


def _systematic(weight: Array, count: int, chance: np.random.Generator) -> Any:
    """Positions of draws taken by their weights, at even steps (Kitagawa 1996, J. Comput. Graph. Stat. 5:1-25)."""
    at = (np.arange(count) + chance.random()) / count
    return np.minimum(np.searchsorted(np.cumsum(weight) / weight.sum(), at), len(weight) - 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compile both tables and their checksums."""
    parser = argparse.ArgumentParser(prog="calibration", description=__doc__)
    parser.add_argument("--out", type=Path, default=TABLES_FOLDER, help="folder of the compiled tables")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--until", type=int, action="append", choices=BASE_YEARS, help="only figures up to this year; the others stay"
    )
    chosen = parser.parse_args(arguments)
    made = {}
    for year in chosen.until or BASE_YEARS:
        try:
            made[year] = calibrate(load_baseline(), year, seed=chosen.seed)
        except BadInput as error:
            print(error, file=sys.stderr)
            return 1
    for place, name in enumerate((TABLE, CALIBRATION)):
        file = chosen.out / f"{name}.csv"
        kept = pd.read_csv(file) if set(made) != set(BASE_YEARS) else pd.DataFrame()
        parts = [made[year][place] if year in made else kept[kept["base_year"] == year] for year in BASE_YEARS]
        table = pd.concat(parts, ignore_index=True)
        table.to_csv(file, index=False, lineterminator="\n", float_format=f"%.{_DIGITS}g")
    write_checksums(chosen.out)
    print(pd.concat([told for _, told in made.values()]).to_string(index=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
